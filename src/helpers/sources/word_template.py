"""The Word template of a council, which gives documents their look: hostile until it is checked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import OpcError

from helpers.problems import InputProblem
from helpers.sources.drafts.word import refuse_hostile, refuse_macros
from helpers.sources.files.limits import Refused
from helpers.word_styles import STYLES

MAX_TEMPLATE_BYTES: Final = 5_000_000

_KINDS: Final = {
    "paragraph": WD_STYLE_TYPE.PARAGRAPH,
    "character": WD_STYLE_TYPE.CHARACTER,
    "table": WD_STYLE_TYPE.TABLE,
}


def read_word_template(path: Path, name: str) -> bytes:
    """Return the bytes of a template after checking it; `name` is what messages call it.

    Raises  InputProblem: it is missing, too large, no Word document or one with macros, or lacks styles, with a
            sentence for each
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise InputProblem(f"{name} cannot be read; put the Word template of the council there.") from None
    if len(content) > MAX_TEMPLATE_BYTES:
        raise InputProblem(
            f"{name} has {len(content):,} bytes; the limit is {MAX_TEMPLATE_BYTES:,}. Make its pictures smaller."
        )
    try:
        refuse_hostile(content, name)
        refuse_macros(content, name)
        styles = {(style.name, style.type) for style in Document(io.BytesIO(content)).styles}
    except Refused as refused:
        raise InputProblem(str(refused)) from None
    except (OpcError, LookupError, ValueError, TypeError, AttributeError, SyntaxError):
        raise InputProblem(f"{name} is not a Word document that can be opened; save it again as .docx.") from None
    missing = [
        f"{name} has no {kind} style named {style!r}, which is for {purpose}; add it in Word under Styles."
        for style, (kind, purpose) in STYLES.items()
        if (style, _KINDS[kind]) not in styles
    ]
    if missing:
        raise InputProblem("\n".join(missing))
    return content
