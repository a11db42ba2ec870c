"""Word documents made of a few elements: which passages they have, and how one that is not right is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from helpers.drafts import HEADING, MARGIN, PARAGRAPH, ROW, TITLE, Draft
from helpers.sources.drafts import word
from helpers.sources.drafts.word import read_word, refuse_hostile, refuse_macros
from helpers.sources.files.limits import Refused

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = (
    '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="H"/></w:style>'
    '<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
)


def p(text: str, style: str = "") -> str:
    """Return a paragraph with one run of text."""
    about = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{about}<w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def document(body: str, parts: Mapping[str, str] | None = None, main_type: str = f"{TYPE}.document.main+xml") -> bytes:
    """Return a document with this body; `parts` are others by the name of their kind, such as header."""
    parts = {"styles": STYLES} | dict(parts or {})
    types = f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>'
    links = ""
    files: dict[str, str] = {}
    for number, (kind, content) in enumerate(parts.items(), start=1):
        types += f'<Override PartName="/word/{kind}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        links += f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>'
        files[f"word/{kind}.xml"] = f"<w:{kind} {W}>{content}</w:{kind}>"
    package = "http://schemas.openxmlformats.org/package/2006"
    files |= {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    return zipped(files)


def zipped(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def passages(draft: Draft) -> list[tuple[str, str, str, str]]:
    return [(one.where, one.text, one.kind, one.heading) for one in draft.passages]


def test_paragraphs_have_their_kind_and_the_heading_above_them() -> None:
    body = (
        p("The report", "T")
        + p("Roads", "H")
        + p("They got better.")
        + p("  ")
        + p("Homes", "Mine")
        + p("So did they.")
    )
    assert passages(read_word(document(body), "draft.docx")) == [
        ("paragraph 1", "The report", TITLE, ""),
        ("paragraph 2", "Roads", HEADING, ""),
        ("paragraph 3", "They got better.", PARAGRAPH, "Roads"),
        ("paragraph 4", "Homes", HEADING, ""),  # by the style that its own is based on; the empty one is not counted
        ("paragraph 5", "So did they.", PARAGRAPH, "Homes"),
    ]


@pytest.mark.parametrize(
    ("first", "kind"), [("The report", TITLE), ("It got better.", PARAGRAPH), ("long " * 25, PARAGRAPH)]
)
def test_a_short_first_line_without_a_style_is_the_title(first: str, kind: str) -> None:
    assert read_word(document(p(first) + p("Text.", "Loop")), "draft.docx").passages[0].kind == kind


def test_tables_are_rows_of_cells_and_a_table_within_a_cell_comes_after_its_row() -> None:
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("Both years")
    inner = f"<w:tbl>{row(p('within'))}</w:tbl>"
    body = f"<w:tbl>{row(p('Name'), wide)}{row(p('Roads'), p('1') + p('2'), inner)}{row(p(''), p(''))}</w:tbl>"
    draft = read_word(document(p("Roads", "H") + body), "draft.docx")
    rows = [(one.where, one.cells, one.kind, one.heading) for one in draft.passages[1:]]
    assert rows == [
        ("table 1 row 1", ("Name", "Both years", ""), ROW, "Roads"),
        ("table 1 row 2", ("Roads", "1 2", ""), ROW, "Roads"),
        ("table 2 row 1", ("within",), ROW, "Roads"),
    ]
    assert draft.passages[2].text == "Roads; 1 2"


def test_headers_and_notes_come_after_the_body_and_separators_are_not_counted() -> None:
    parts = {
        "footnotes": f"<w:footnote>{p('')}</w:footnote><w:footnote>{p('A source.')}</w:footnote>",
        "header": p("Draft 3"),
        "footer": p("Page 1"),
        "endnotes": f"<w:endnote>{p('The end.')}</w:endnote>",
    }
    draft = read_word(document(p("Text."), parts), "draft.docx")
    assert passages(draft)[1:] == [
        ("header", "Draft 3", MARGIN, ""),
        ("footer", "Page 1", MARGIN, ""),
        ("footnote 1", "A source.", PARAGRAPH, ""),
        ("endnote 1", "The end.", PARAGRAPH, ""),
    ]


def test_tracked_changes_are_read_as_accepted_and_are_mentioned() -> None:
    added = "<w:p><w:r><w:t>It </w:t></w:r><w:ins><w:r><w:t>rose</w:t></w:r></w:ins>"
    removed = "<w:del><w:r><w:delText>fell</w:delText></w:r></w:del><w:r><w:t>.</w:t></w:r></w:p>"
    draft = read_word(document(added + removed), "draft.docx")
    assert [one.text for one in draft.passages] == ["It rose."]
    (remark,) = draft.remarks
    assert remark.startswith("It has 2 tracked changes, read as if all were accepted.")


def test_a_text_box_is_read_once_and_pictures_and_comments_are_counted() -> None:
    box = f"<w:txbxContent>{p('In a box.')}</w:txbxContent>"
    both = f"<w:p><w:r><w:t>Text.</w:t><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback><w:blip/></w:r></w:p>"
    parts = {"comments": "<w:comment/><w:comment/>"}
    draft = read_word(document(p("Roads", "H") + both, parts), "draft.docx")
    assert passages(draft)[-1] == ("text box 1", "In a box.", PARAGRAPH, "Roads")
    assert sum("In a box." in one.where + one.text for one in draft.passages if one.where.startswith("text box")) == 1
    assert draft.remarks == (
        "It has 2 comments. Comments are not checked: settle and delete them.",
        "The words in its 1 picture or chart were not read.",
    )


def test_content_controls_and_moved_text_are_read() -> None:
    body = f"<w:sdt><w:sdtContent>{p('In a field.')}</w:sdtContent></w:sdt><w:moveTo>{p('Moved here.')}</w:moveTo>"
    draft = read_word(document(body + f"<w:moveFrom>{p('Moved away.')}</w:moveFrom>"), "draft.docx")
    assert [one.text for one in draft.passages] == ["In a field.", "Moved here."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK no zip", "draft.docx is a Word document that is cut short or damaged: File is not a zip file."),
        (zipped({"a.txt": "x"}), "draft.docx is a zip file and no Word document; save the draft as .docx."),
        (zipped({"content.xml": "<a/>"}), "draft.docx is an OpenDocument file; save the draft as .docx."),
        (
            zipped({"[Content_Types].xml": "<!DOCTYPE a><a/>"}),
            "draft.docx has a part [Content_Types].xml that declares a type of document, as no Word document does; it",
        ),
        (zipped({"[Content_Types].xml": "<a>"}), "draft.docx is a Word document that is cut short or damaged: no elem"),
        (
            zipped({"[Content_Types].xml": "<a/>"}),
            "draft.docx cannot be read as a Word document: a part of it is missing or damaged. Save it again as .docx.",
        ),
        (
            document(p("x"), main_type="application/vnd.ms-excel"),
            "draft.docx is an Office file, but no Word document; save the draft as .docx.",
        ),
        (document(""), "draft.docx has no text that can be read."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_document_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_word(content, "draft.docx")
    assert str(refusal.value).startswith(sentence)


def test_a_document_over_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = document(p("Text."))
    monkeypatch.setattr(word, "MAX_PART_BYTES", 10)
    with pytest.raises(Refused, match=r"has a part \S+ of \d+ bytes; the limit is 10\."):
        refuse_hostile(content, "draft.docx")
    monkeypatch.setattr(word, "MAX_PARTS", 1)
    with pytest.raises(Refused, match=r"^draft\.docx is a zip of over 1 files, more than a Word document has\.$"):
        refuse_hostile(content, "draft.docx")


def test_macros_are_refused_where_a_document_is_sent_on() -> None:
    refuse_macros(document(p("Text.")), "draft.docx")
    with pytest.raises(Refused, match=r"^draft\.docm has macros in word/vbaProject\.bin; save it as \.docx without"):
        refuse_macros(zipped({"word/vbaProject.bin": "x"}), "draft.docm")
