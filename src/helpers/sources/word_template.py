"""The Word template of a council, which gives documents their look: hostile until it is checked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError

from helpers.problems import InputProblem
from helpers.sources.checked_rows import CheckedRow, Line, read_checked_rows
from helpers.sources.drafts.word import refuse_hostile, refuse_macros
from helpers.sources.files.limits import Refused
from helpers.visible import value_shown
from helpers.word_styles import STYLES, WordTemplate

MAX_TEMPLATE_BYTES: Final = 5_000_000

_KINDS: Final = {
    "paragraph": WD_STYLE_TYPE.PARAGRAPH,
    "character": WD_STYLE_TYPE.CHARACTER,
    "table": WD_STYLE_TYPE.TABLE,
}


class _StyleRow(CheckedRow):
    """One row of `params/word/styles.csv`: a style that documents are written with, and its name in the template."""

    style: Line
    name: Line


def read_word_template(path: Path, name: str, names: Path | None = None) -> WordTemplate:
    """Return a template after checking it; `name` is what messages call it.

    `names` is the file of the styles that the template calls otherwise.

    Raises  InputProblem: it is missing, too large, no Word document or one with macros, or lacks styles, with a
            sentence for each; or a row of the names is not right
    """
    called = _read_names(names)
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
        word = Document(io.BytesIO(content))
        styles = {(style.name, style.type) for style in word.styles}
        has_lists = any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in word.part.rels.values())
    except Refused as refused:
        raise InputProblem(str(refused)) from None
    except (OpcError, LookupError, ValueError, TypeError, AttributeError, SyntaxError):
        raise InputProblem(f"{name} is not a Word document that can be opened; save it again as .docx.") from None
    template = WordTemplate(content, called)
    missing = [
        f"{name} has no {kind} style named {template.name_of(style)!r}, which is for {purpose}; add it in Word under "
        "Styles."
        for style, (kind, purpose) in STYLES.items()
        if (template.name_of(style), _KINDS[kind]) not in styles
    ]
    if not has_lists:
        missing.append(f"{name} has no lists, which are for numbered paragraphs; add a numbered list in Word.")
    if missing:
        raise InputProblem("\n".join(missing))
    return template


def _read_names(path: Path | None) -> dict[str, str]:
    """Return what the template calls each style that has another name there."""
    names: dict[str, str] = {}
    for where, row in read_checked_rows(path, _StyleRow, ("style",)):
        if row.style not in STYLES:
            raise InputProblem(
                f"{where}, column style: documents have no style {value_shown(row.style)}; write one of "
                f"{', '.join(STYLES)}."
            )
        names[row.style] = row.name
    return names
