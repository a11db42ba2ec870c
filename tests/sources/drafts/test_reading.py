"""The text of a draft is read in order, with its place; what is hostile or no draft is refused in a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from helpers.drafts import Draft
from helpers.problems import InputProblem
from helpers.sources.drafts import limits
from helpers.sources.drafts.reading import read_draft

DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'


def read(tmp_path: Path, content: bytes, name: str = "draft.docx") -> Draft:
    path = tmp_path / name
    path.write_bytes(content)
    return read_draft(path)


def word(build: Callable[[docx.document.Document], object]) -> bytes:
    """A Word document, as another program writes it."""
    document = docx.Document()
    build(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The document with one of its parts changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member == name else part)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def whole(document: docx.document.Document) -> None:
    document.add_heading("Performance Compendium 2023", 0)
    document.add_paragraph("")
    document.add_heading("Transport", 1)
    document.add_paragraph("Roads are fine.\tSo are paths.")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("Theme", "Improved"), ("Safer", "9")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 1).add_paragraph("of 12")
    document.add_paragraph("After the table.")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Compendium 2022"
    section.footer.paragraphs[0].text = "Draft 3"


def test_a_word_document_is_read_in_order_with_tables_and_margins(tmp_path: Path) -> None:
    draft = read(tmp_path, word(whole))
    assert [(passage.where, passage.kind, passage.text, passage.heading) for passage in draft.passages] == [
        ("paragraph 1", "title", "Performance Compendium 2023", ""),
        ("paragraph 2", "heading", "Transport", ""),
        ("paragraph 3", "paragraph", "Roads are fine. So are paths.", "Transport"),
        ("table 1 row 1", "row", "Theme; Improved", "Transport"),
        ("table 1 row 2", "row", "Safer; 9 of 12", "Transport"),
        ("paragraph 4", "paragraph", "After the table.", "Transport"),
        ("header", "margin", "Compendium 2022", ""),
        ("footer", "margin", "Draft 3", ""),
    ]
    assert draft.passages[4].cells == ("Safer", "9 of 12")
    assert draft.remarks == ()


def test_text_boxes_and_footnotes_are_read(tmp_path: Path) -> None:
    box = (
        f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:AlternateContent>{}</mc:AlternateContent></w:r>"
    )
    inside = "<w:txbxContent><w:p><w:r><w:t>In a box X%</w:t></w:r></w:p></w:txbxContent>"
    choices = f"<mc:Choice Requires='wps'><w:drawing>{inside}</w:drawing></mc:Choice><mc:Fallback><w:pict>{inside}"
    element = parse_xml(box.format(f"{choices}</w:pict></mc:Fallback>"))
    content = word(lambda document: document.add_paragraph("Beside.")._p.append(element))
    note = (
        f"<w:footnotes {nsdecls('w')}><w:footnote><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    content = with_part(content, "word/footnotes.xml", lambda _: note.encode())
    relation = (
        b'<Relationship Id="rId99" Target="footnotes.xml" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    content = with_part(
        content, "word/_rels/document.xml.rels", lambda part: part.replace(b"</Relationships>", relation)
    )
    draft = read(tmp_path, content)
    assert [(passage.where, passage.text) for passage in draft.passages] == [
        ("paragraph 1", "Beside."),
        ("text box 1", "In a box X%"),
        ("footnote 1", "A note."),
    ]


def test_tracked_changes_are_read_as_accepted_and_said(tmp_path: Path) -> None:
    def build(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("It rose to ")
        for name, tag, text in (("del", "delText", "40%"), ("ins", "t", "42%")):
            run = f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"
            paragraph._p.append(parse_xml(f'<w:{name} {nsdecls("w")} w:id="1" w:author="A">{run}</w:{name}>'))
        document.add_comment(paragraph.runs, "Is it?")

    draft = read(tmp_path, word(build))
    assert draft.passages[0].text == "It rose to 42%"
    assert [remark.split(",")[0].split(".")[0] for remark in draft.remarks] == [
        "It has 2 tracked changes",
        "It has 1 comment",
    ]


def test_macros_are_said_and_never_run(tmp_path: Path) -> None:
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    content = with_part(
        word(whole),
        "[Content_Types].xml",
        lambda part: part.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml"),
    )
    draft = read(tmp_path, content)
    assert draft.remarks == ("It has macros, which were not run or read. Save it as .docx.",)
    assert draft.passages[0].text == "Performance Compendium 2023"


MAIN, LINKS = "word/document.xml", "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            with_part(word(whole), MAIN, lambda part: part.replace(b"<w:document", DOCTYPE + b"<w:document")),
            "part word/document.xml that declares a type of document",
        ),
        (with_part(word(whole), LINKS, lambda part: DOCTYPE + b"<a>&c;</a>"), "declares a type"),
        (with_part(word(whole), MAIN, lambda part: part[:300]), "damaged"),
        (word(lambda document: None), "no text that can be read"),
        (with_part(word(whole), LINKS, lambda part: b"<a/>"), "a part of it is missing or damaged"),
        (with_part(word(whole), "_rels/.rels", lambda part: b"<a/>"), "a part of it is missing or damaged"),
        (with_part(word(whole), MAIN, lambda part: b"<a>" * 5000 + b"</a>" * 5000), "cannot be read as a Word"),
        (with_part(word(whole), MAIN, lambda part: part.replace(b"UTF-8", b"UT")), "cut short or damaged"),
        (word(whole)[:2000], "cut short or damaged"),
        (with_part(word(whole), "big.xml", lambda part: b" " * limits.MAX_PART_BYTES + b"<a/>"), "a part big.xml"),
        (b"\xd0\xcf\x11\xe0 old", "before 2007, or has a password"),
        (b"%PDF-1.7", "is a PDF file"),
        (b"{\\rtf1", "is rich text"),
        (b"", "blank space"),
        (b"\x01\x00\x02", "is not text"),
        (b"<!DOCTYPE html><p>", "is a web page"),
        (b"a" * (limits.MAX_PASSAGE_CHARACTERS + 1), "Divide it into paragraphs"),
    ],
    ids=range(17),
)
def test_what_is_hostile_or_no_draft_is_refused_in_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read(tmp_path, content)
    sentence = str(problem.value)
    assert sentence.startswith("draft.docx") and reason in sentence and sentence.endswith(".") and len(sentence) < 300


def test_other_office_files_are_refused(tmp_path: Path) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(InputProblem, match=r"is an OpenDocument file; save the draft as \.docx\."):
        read(tmp_path, zipped.getvalue())


MARKDOWN = """# Performance Compendium 2023

Roads are **fine**. See [the
guide](a.md).[^1]

<!-- TBC -->
- First *item*
- Second item

## Counts

| Theme | Improved |
|-------|---------:|
| Safer | 9 |

```
X%
```
"""


def test_markdown_is_read_by_line_without_its_signs(tmp_path: Path) -> None:
    draft = read(tmp_path, MARKDOWN.encode(), "draft.md")
    assert [(passage.where, passage.kind, passage.text) for passage in draft.passages] == [
        ("line 1", "title", "Performance Compendium 2023"),
        ("lines 3 to 4", "paragraph", "Roads are fine. See the guide."),
        ("line 7", "paragraph", "First item"),
        ("line 8", "paragraph", "Second item"),
        ("line 10", "heading", "Counts"),
        ("line 12", "row", "Theme; Improved"),
        ("line 14", "row", "Safer; 9"),
    ]
    assert draft.passages[-1].cells == ("Safer", "9") and draft.passages[-1].heading == "Counts"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    draft = read(tmp_path, "Report\n\nWe spent £4m \u2013 X%.\n".encode(encoding), "draft.txt")
    assert [passage.text for passage in draft.passages] == ["Report", "We spent £4m \u2013 X%."]
    assert [passage.kind for passage in draft.passages] == ["title", "paragraph"]


def test_in_plain_text_a_short_line_by_itself_is_a_heading(tmp_path: Path) -> None:
    text = b"Performance 2023\n\nClean and Green\n\nSeven improved.\n\nWhat now?\n\nThis line\ntakes two\n\n"
    text += b"7 Safer Homes\n\n- An item\n"
    passages = read(tmp_path, text, "draft.txt").passages
    assert [(passage.kind, passage.heading) for passage in passages] == [
        ("title", ""),
        ("heading", ""),
        ("paragraph", "Clean and Green"),
        ("heading", ""),
        ("paragraph", "What now?"),
        ("heading", ""),
        ("paragraph", "7 Safer Homes"),
    ]
