"""What python-docx has no call for: fields, bookmarks, links inside a document, and the same bytes on a repeat."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from helpers.visible import make_visible

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_CONTENT_TYPES: Final = "[Content_Types].xml"


def element(tag: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML with attributes of its own namespace: element("w:lang", val="en-GB")."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def run_of(text: str, *, style: str = "", bold: bool = False) -> Any:
    """Return a run of text; `style` is the id of a character style. What cannot be seen is written out."""
    run = element("w:r")
    if style or bold:
        properties = element("w:rPr")
        if style:
            properties.append(element("w:rStyle", val=style))
        if bold:
            properties.append(element("w:b"))
        run.append(properties)
    words = element("w:t")
    words.text = make_visible(text)
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def field(instruction: str, result: str, *, dirty: bool = False) -> list[Any]:
    """Return a field as runs: its instruction, and the result that is read until Word works it out again."""
    return [*field_start(instruction, dirty=dirty), run_of(result), field_end()]


def field_start(instruction: str, *, dirty: bool = False) -> list[Any]:
    """Return the runs with which a field begins; what follows them is its result."""
    begin = element("w:fldChar", fldCharType="begin", **({"dirty": "true"} if dirty else {}))
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    return [_run_with(begin), _run_with(code), _run_with(element("w:fldChar", fldCharType="separate"))]


def field_end() -> Any:
    """Return the run with which a field ends."""
    return _run_with(element("w:fldChar", fldCharType="end"))


def _run_with(inside: Any) -> Any:
    run = element("w:r")
    run.append(inside)
    return run


def bookmarked(inside: list[Any], name: str, number: int) -> list[Any]:
    """Return elements with a bookmark around them; `number` is that of the bookmark in the document."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    return [start, *inside, element("w:bookmarkEnd", id=str(number))]


def link_inside(anchor: str, inside: list[Any]) -> Any:
    """Return a link to a bookmark of the document."""
    made = element("w:hyperlink", anchor=anchor, history="1")
    made.extend(inside)
    return made


def same_bytes(content: bytes) -> bytes:
    """Return a Word document packed again, with its parts in order of name and no time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda one: (one != _CONTENT_TYPES, one)):
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
