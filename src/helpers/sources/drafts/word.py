"""The passages of a Word document: body, tables, text boxes, headers, footers, footnotes and endnotes.

Nothing in the document is carried out and nothing it links to is opened.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from docx.opc.exceptions import OpcError
from docx.opc.package import OpcPackage
from docx.opc.part import Part

from helpers.drafts import HEADING, MARGIN, PARAGRAPH, ROW, TITLE, Draft, Kind, Passage
from helpers.sources.drafts.limits import MAX_PART_BYTES, MAX_PARTS, MAX_UNPACKED_BYTES, draft_within_limits
from helpers.sources.drafts.word_text import children, name_of, named, text_of, value_of
from helpers.sources.files.limits import DAMAGED_ZIP, Refused, plain, refuse_too_large
from helpers.visible import make_visible
from helpers.wording import number_of, singular_or_plural

_KINDS: Final = (("header", "header"), ("footer", "footer"))
_NOTES: Final = (("footnotes", "footnote"), ("endnotes", "endnote"))
_PICTURES: Final = frozenset(("blip", "imagedata", "relIds", "chart"))
_REVISIONS: Final = frozenset(("ins", "del", "moveFrom", "moveTo"))

DAMAGED_DOCUMENT: Final = (*DAMAGED_ZIP, OpcError, LookupError, TypeError, AttributeError, SyntaxError)
"""What the reading of a Word document ends with that is damaged or lacks a part."""


def read_word(content: bytes, name: str) -> Draft:
    """Return the passages of a Word document; `name` is what messages call it.

    It is read as if every tracked change was accepted. Paragraphs are counted from the top, without empty ones and
    those of tables.

    Raises  Refused: it is not a Word document, is damaged, too large, or declares entities as no Word document does
    Source  ECMA-376, Office Open XML, part 1, chapter 17
    """
    refuse_hostile(content, name)
    try:
        package = OpcPackage.open(io.BytesIO(content))
        main = package.main_document_part
        if "wordprocessingml" not in main.content_type and "ms-word" not in main.content_type:
            raise Refused(f"{name} is an Office file, but no Word document; save the draft as .docx.")
        reader = _Reader(_styles(main))
        root = _root(main)
        reader.read_body(root)
        parts = _linked_parts(main)
        for kind, part in parts:
            reader.read_beside(kind, _root(part))
        remarks = _remarks(package, root, parts, reader.pictures)
    except DAMAGED_DOCUMENT as error:
        is_plain = isinstance(error, OSError | zipfile.BadZipFile | zlib.error)
        why = plain(error) if is_plain else "a part of it is missing or damaged"
        raise Refused(f"{name} cannot be read as a Word document: {why}. Save it again as .docx.") from None
    return draft_within_limits(name, reader.passages, remarks)


def refuse_hostile(content: bytes, name: str) -> None:
    """Refuse a file with too many or too large parts, or with a document type, before anything else reads it."""
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise Refused(f"{name} is a zip of over {MAX_PARTS:,} files, more than a Word document has.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "[Content_Types].xml" not in names:
                kind = "an OpenDocument file" if "content.xml" in names else "a zip file and no Word document"
                raise Refused(f"{name} is {kind}; save the draft as .docx.")
            refuse_too_large(sum(member.file_size for member in members), name, MAX_UNPACKED_BYTES)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    _refuse_part(archive, member, name)
    except (*DAMAGED_ZIP, LookupError, expat.ExpatError) as error:
        raise Refused(f"{name} is a Word document that is cut short or damaged: {plain(error)}.") from None


def refuse_macros(content: bytes, name: str) -> None:
    """Refuse a Word document with macros, which has passed `refuse_hostile`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        macros = [member for member in archive.namelist() if "vbaproject" in member.lower()]
    if macros:
        raise Refused(f"{name} has macros in {make_visible(macros[0])}; save it as .docx without macros.")


def _refuse_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    described = f"{name} has a part {make_visible(member.filename)}"
    if member.file_size > MAX_PART_BYTES:
        raise Refused(f"{described} of {member.file_size:,} bytes; the limit is {MAX_PART_BYTES:,}.")
    with archive.open(member) as part:
        content = part.read(MAX_PART_BYTES + 1)

    def refuse(*_: Any) -> None:
        raise Refused(f"{described} that declares a type of document, as no Word document does; it is not read.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


def _root(part: Part) -> Element:
    return ElementTree.fromstring(part.blob)


def _linked_parts(main: Part) -> list[tuple[str, Part]]:
    """Return headers, footers and notes in the order in which a document links to them, each part once."""
    parts: dict[str, tuple[str, Part]] = {}
    for link, kind in (*_KINDS, *_NOTES):
        for relation in main.rels.values():
            if not relation.is_external and relation.reltype.rpartition("/")[2] == link:
                parts.setdefault(str(relation.target_part.partname), (kind, relation.target_part))
    return list(parts.values())


def _styles(main: Part) -> dict[str, Kind]:
    """Return which styles are titles or headings, by their ids: by name, or by the style that they are based on."""
    kinds: dict[str, Kind] = {}
    based_on: dict[str, str] = {}
    for relation in main.rels.values():
        if relation.is_external or relation.reltype.rpartition("/")[2] != "styles":
            continue
        for style in _root(relation.target_part):
            if name_of(style) != "style":
                continue
            ids = [value for key, value in style.attrib.items() if str(key).endswith("}styleId")]
            style_id = str(ids[0]) if ids else ""
            about = {name_of(child): value_of(child) for child in style}
            based_on[style_id] = about.get("basedOn", "")
            if re.match(r"title$", about.get("name", ""), re.IGNORECASE):
                kinds[style_id] = TITLE
            elif re.match(r"heading \d|subtitle$", about.get("name", ""), re.IGNORECASE):
                kinds[style_id] = HEADING
    for style_id in based_on:
        parent, steps = style_id, 0
        while parent not in kinds and based_on.get(parent) and steps < len(based_on):
            parent, steps = based_on[parent], steps + 1
        if parent in kinds:
            kinds[style_id] = kinds[parent]
    return kinds


class _Reader:
    """Gathers passages in reading order; `styles` says which styles are titles or headings."""

    def __init__(self, styles: dict[str, Kind]) -> None:
        self.passages: list[Passage] = []
        self.pictures = 0
        self._styles = styles
        self._paragraphs = self._tables = self._boxes = 0
        self._heading = ""

    def read_body(self, root: Element) -> None:
        for body in children(root, "body"):
            self._read_blocks(body)

    def read_beside(self, kind: str, root: Element) -> None:
        """Read a header, a footer, or the notes of one kind."""
        is_margin = kind in ("header", "footer")
        holders = [root] if is_margin else [note for note in root if name_of(note) == kind]
        number = 0
        for holder in holders:
            lines = [text for text in map(text_of, named(holder, "p")) if text]
            if lines and not is_margin:
                number += 1
            where = kind if is_margin else f"{kind} {number}"
            self.passages += [Passage(where, line, MARGIN if is_margin else PARAGRAPH) for line in lines]

    def _read_blocks(self, holder: Element) -> None:
        for element in holder:
            name = name_of(element)
            if name == "p":
                self._read_paragraph(element)
            elif name == "tbl":
                self._read_table(element)
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                self._read_blocks(element)

    def _read_paragraph(self, paragraph: Element) -> None:
        text = text_of(paragraph)
        if text:
            self._paragraphs += 1
            styles = [value_of(style) for style in paragraph.iterfind("{*}pPr/{*}pStyle")]
            kind = self._styles.get(styles[0], PARAGRAPH) if styles else PARAGRAPH
            if not self.passages and kind == PARAGRAPH and len(text) <= 120 and not text.endswith("."):
                kind = TITLE
            above = "" if kind in (TITLE, HEADING) else self._heading
            self._heading = text if kind in (TITLE, HEADING) else self._heading
            self.passages.append(Passage(f"paragraph {self._paragraphs}", text, kind, above))
        self._read_beside_text(paragraph)

    def _read_beside_text(self, holder: Element) -> None:
        """Read the text boxes of a paragraph, and count its pictures."""
        self.pictures += sum(1 for element in holder.iter() if name_of(element) in _PICTURES)
        for box in _boxes(holder):
            self._boxes += 1
            for line in filter(None, map(text_of, named(box, "p"))):
                self.passages.append(Passage(f"text box {self._boxes}", line, PARAGRAPH, self._heading))

    def _read_table(self, table: Element) -> None:
        self._tables += 1
        number = self._tables
        for row_number, row in enumerate(_rows(table), start=1):
            cells = tuple(" ".join(filter(None, map(text_of, _paragraphs(cell)))) for cell in _cells(row))
            if any(cells):
                where = f"table {number} row {row_number}"
                text = "; ".join(filter(None, cells))
                self.passages.append(Passage(where, text, ROW, self._heading, cells, number))
            self._read_beside_text(row)
            for inner in row.iterfind("{*}tc/{*}tbl"):
                self._read_table(inner)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if name_of(element) == "tr":
            yield element
        elif name_of(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(element)


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if name_of(element) == "tc":
            yield element
            spans = [value_of(span) for span in element.iterfind("{*}tcPr/{*}gridSpan")]
            for _ in range(min(int(spans[0]), 50) - 1 if spans and spans[0].isdecimal() else 0):
                yield Element("tc")
        elif name_of(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(element)


def _paragraphs(cell: Element) -> Iterator[Element]:
    """Give the paragraphs of a cell, without those of a table in it."""
    for element in cell:
        if name_of(element) == "p":
            yield element
        elif name_of(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _paragraphs(element)


def _boxes(holder: Element) -> Iterator[Element]:
    """Give each text box of a paragraph once: Word writes most of them in a new and in an old form."""
    for element in holder:
        name = name_of(element)
        if name == "txbxContent":
            yield element
        elif name not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(element)


def _remarks(package: OpcPackage, root: Element, parts: list[tuple[str, Part]], pictures: int) -> list[str]:
    """Return what a reader of the check must know of the file: macros, tracked changes, comments and pictures."""
    names = [str(part.partname).lower() for part in package.iter_parts()]
    remarks = []
    if any("vbaproject" in name for name in names) or "macro" in package.main_document_part.content_type.lower():
        remarks.append("It has macros, which were not run or read. Save it as .docx.")
    roots = [root, *(_root(part) for _, part in parts)]
    changes = sum(1 for one in roots for element in one.iter() if name_of(element) in _REVISIONS)
    if changes:
        them = singular_or_plural(changes, "it was", "all were")
        remarks.append(
            f"It has {number_of(changes, 'tracked change')}, read as if {them} accepted. Accept or reject them before "
            "you send it out."
        )
    notes = [part for part in package.iter_parts() if str(part.partname).lower().endswith("/comments.xml")]
    comments = sum(1 for part in notes for element in _root(part) if name_of(element) == "comment")
    if comments:
        remarks.append(f"It has {number_of(comments, 'comment')}. Comments are not checked: settle and delete them.")
    if pictures:
        remarks.append(
            f"The words in its {number_of(pictures, 'picture or chart', 'pictures and charts')} were not read."
        )
    return remarks
