"""A document that came back from Word: what people wrote in its fields, and all other text beside it.

Nothing in the document is carried out and nothing it links to is opened.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from docx.opc.package import OpcPackage

from helpers.drafts import PARAGRAPH, ROW, Passage
from helpers.files import read_plain
from helpers.sources.drafts.limits import MAX_PASSAGES, refuse_too_long
from helpers.sources.drafts.word import DAMAGED_DOCUMENT, refuse_hostile, refuse_macros
from helpers.sources.drafts.word_text import children, name_of, named, text_of, value_of
from helpers.sources.files.limits import MAX_FILE_BYTES, Refused
from helpers.visible import make_visible, value_shown
from helpers.word_styles import GAP_WORDS

MAX_FIELDS: Final = 1_000
"""Fields of the longest document; the full compendium has some 200."""


class WrittenBack(NamedTuple):
    """A document that came back: its file, the paragraphs of each field by its tag, and the passages outside of fields.

    A field has no paragraphs where its gap still stands or nothing does.
    """

    name: str
    fields: dict[str, tuple[str, ...]]
    passages: tuple[Passage, ...]


def read_written_back(path: Path) -> WrittenBack:
    """Return what a Word document has in its fields, and its other paragraphs and rows.

    It is read as if every tracked change was accepted.

    Raises  InputProblem: it is not a Word document, is damaged, hostile or too large, has macros, or a field twice
    """
    name = make_visible(path.name)
    content = read_plain(path, name, MAX_FILE_BYTES)
    refuse_hostile(content, name)
    refuse_macros(content, name)
    try:
        body = ElementTree.fromstring(OpcPackage.open(io.BytesIO(content)).main_document_part.blob)
        return _read(name, body)
    except DAMAGED_DOCUMENT:
        raise Refused(
            f"{name} cannot be read as a Word document: a part of it is missing or damaged. Save it again as .docx."
        ) from None


def _read(name: str, body: Element) -> WrittenBack:
    fields: dict[str, tuple[str, ...]] = {}
    for control in named(body, "sdt"):
        tag = next((value_of(one) for about in children(control, "sdtPr") for one in children(about, "tag")), "")
        if not tag:
            continue
        if tag in fields:
            raise Refused(f"{name} has the field {value_shown(tag)} twice; delete the copy in Word.")
        fields[tag] = tuple(_paragraphs_of(control))
        if len(fields) > MAX_FIELDS:
            raise Refused(f"{name} has over {MAX_FIELDS:,} fields, more than a document has.")
    passages = tuple(_passages(body))
    if len(passages) > MAX_PASSAGES:
        raise Refused(f"{name} has {len(passages):,} passages; the limit is {MAX_PASSAGES:,}.")
    texts = (*(passage.text for passage in passages), *(text for words in fields.values() for text in words))
    refuse_too_long(sum(map(len, texts)), name)
    return WrittenBack(name, fields, passages)


def _paragraphs_of(control: Element) -> Iterator[str]:
    """Give the paragraphs that a field holds, or the words that it holds within one; none of a gap."""
    (content,) = list(children(control, "sdtContent"))[:1] or [Element("none")]
    texts = [text_of(one) for one in named(content, "p")] or [text_of(content)]
    yield from (text for text in texts if text and not text.startswith(GAP_WORDS))


def _passages(body: Element) -> Iterator[Passage]:
    """Give paragraphs and rows without what is in fields, each with the heading above it.

    The list of contents is left out: Word writes it again, with the numbers of pages.
    """
    heading = ""
    paragraphs = tables = 0
    contents = _Contents()
    for element in _blocks(body):
        if name_of(element) == "p":
            if contents.has(element):
                continue
            text = _outside(element)
            if not text:
                continue
            paragraphs += 1
            if _is_heading(element):
                heading = text
            yield Passage(f"paragraph {paragraphs}", text, PARAGRAPH, heading)
        else:
            tables += 1
            for number, row in enumerate(named(element, "tr"), start=1):
                if text := "; ".join(filter(None, map(_outside, _paragraphs_outside(row)))):
                    yield Passage(f"table {tables} row {number}", text, ROW, heading)


class _Contents:
    """Follows the fields of Word through the paragraphs of a document, to tell those of its list of contents."""

    def __init__(self) -> None:
        self._codes: list[str] = []

    def has(self, paragraph: Element) -> bool:
        """Say whether the list of contents goes through a paragraph; each is asked about once, in their order."""
        is_in = self._is_open
        for element in paragraph.iter():
            if name_of(element) == "instrText" and self._codes:
                self._codes[-1] += element.text or ""
                is_in = is_in or self._is_open
            elif name_of(element) == "fldChar":
                kind = next((str(value) for key, value in element.attrib.items() if key.endswith("fldCharType")), "")
                if kind == "begin":
                    self._codes.append("")
                elif kind == "end" and self._codes:
                    self._codes.pop()
        return is_in

    @property
    def _is_open(self) -> bool:
        return any(code.strip().startswith("TOC ") for code in self._codes)


def _paragraphs_outside(holder: Element) -> Iterator[Element]:
    """Give the paragraphs below an element that are not in a field."""
    for element in holder:
        if name_of(element) == "p":
            yield element
        elif name_of(element) != "sdt":
            yield from _paragraphs_outside(element)


def _blocks(holder: Element) -> Iterator[Element]:
    for element in holder:
        name = name_of(element)
        if name in ("p", "tbl"):
            yield element
        elif name in ("body", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(element)


def _is_heading(paragraph: Element) -> bool:
    styles = (value_of(style) for style in paragraph.iterfind("{*}pPr/{*}pStyle"))
    return any(style.lower().startswith(("heading", "title")) for style in styles)


def _outside(paragraph: Element) -> str:
    """Return the text of a paragraph without that of its fields."""
    if next(named(paragraph, "sdt"), None) is None:
        return text_of(paragraph)
    without = Element("p")
    without.extend(child for child in paragraph if name_of(child) != "sdt")
    return text_of(without)
