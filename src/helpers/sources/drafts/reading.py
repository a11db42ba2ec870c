"""A draft of a report from a file: what kind it is by its first bytes, and its text."""

from __future__ import annotations

from pathlib import Path

from helpers.drafts import Draft
from helpers.files import read_plain
from helpers.sources.drafts.plain_text import read_text
from helpers.sources.drafts.word import read_word
from helpers.sources.files.limits import MAX_FILE_BYTES, Refused
from helpers.visible import make_visible

_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "is a Word document of before 2007, or has a password; save it as .docx without a password"),
    (b"%PDF", "is a PDF file; give the Word document, Markdown or text that it was made from"),
    (b"{\\rtf", "is rich text; save it as .docx"),
)
"""First bytes of files that are not read, each with what it is and what to do."""


def read_draft(path: Path) -> Draft:
    """Return the text of a draft: a Word document, Markdown (.md) or plain text.

    Raises  InputProblem, in one sentence: it is not a file, is too large, or is of a kind that is not read
    """
    name = make_visible(path.name)
    content = read_plain(path, name, MAX_FILE_BYTES)
    for begins, what in _OTHER_KINDS:
        if content.startswith(begins):
            raise Refused(f"{name} {what}.")
    if content.startswith(b"PK"):
        return read_word(content, name)
    return read_text(content, name, is_markdown=path.suffix.lower() in (".md", ".markdown"))
