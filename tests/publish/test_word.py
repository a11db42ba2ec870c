"""Values as a Word document, read back by the library, and the template that it is made with."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from helpers.present.documents import ReportDocument, about_lines, document_parts
from helpers.present.drawings import Sheet
from helpers.present.pages.site_about import ACCESSIBILITY_TERM, WAYS_ON_TITLE
from helpers.present.site_pages import SitePage
from helpers.present.values import (
    BulletList,
    Cell,
    Chart,
    Column,
    Definitions,
    Entries,
    Entry,
    Heading,
    Headline,
    Headlines,
    Paragraph,
    Span,
    Sparkline,
    Table,
)
from helpers.publish.word import word_bytes
from helpers.publish.word_table import spans_in_words
from helpers.word_styles import WordTemplate

TEMPLATE = "params/word/template.docx"
NUMBER = Cell((Span("12.5%"), Span("small numbers", "reason")), 12.5)
LINE = Cell((), sparkline=Sparkline((1.0, 2.0), "rose"))
TABLE = Table(
    "Among counties",
    "Waste among counties",
    (Column("what", "Indicator", header=True), Column("value", "Value", align="right"), Column("line", "Series")),
    ((Cell((Span("Waste recycled"),)), NUMBER, LINE), (Cell((Span("Litter <b>\x07"),)), Cell((Span("9"),)), LINE)),
    ("One note.",),
)
INDEX = SitePage(
    "index.html",
    "80 improved",
    (
        Headlines((Headline("Improved", 80, "of 191"),), (Cell((Span("80", fact="headline_facts/all/improved"),)),)),
        Entries((Entry((Span("Waste", "link", href="indicators/waste.html"),), (Span("rose to "), Span("3"))),)),
        BulletList(((Span("See "), Span("Waste and litter", "link", href="dashboards/waste.html")),)),
    ),
    heading=(Span("80", fact="headline_facts/all/improved"), Span(" improved")),
)
BOARD = SitePage(
    "dashboards/waste.html",
    "Waste and litter",
    (
        Heading("The indicators"),
        TABLE,
        Paragraph((Span("Back to "), Span("the summary", "link", href="../index.html"), Span("."))),
    ),
    lead=(Span("One of two improved."),),
)


def made(root: Path) -> bytes:
    parts = document_parts([INDEX, BOARD], ("first_page", "figures", "targets"))
    about = about_lines("Testshire 2023", "", date(2023, 3, 31), has_figures=True)
    document = ReportDocument("compendium.docx", "Compendium 2022/23", "Testshire", "Draft", about, parts)
    return word_bytes(document, WordTemplate((root / TEMPLATE).read_bytes()), date(2023, 3, 31))


@pytest.fixture(scope="module")
def content(root: Path) -> bytes:
    return made(root)


@pytest.fixture(scope="module")
def word(content: bytes) -> Document:  # type: ignore[valid-type]
    return Document(io.BytesIO(content))


def test_every_word_of_the_values_is_read_back_in_order(word) -> None:  # type: ignore[no-untyped-def]
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert texts[:2] == ["Compendium 2022/23", "Testshire. Draft"]
    assert texts[2] == "Testshire 2023. Not issued yet. Figures as at 31 March 2023."
    after = texts[texts.index("80 improved", texts.index("Tables")) :]
    assert after == [
        "80 improved",
        "Improved: 80; of 191",
        "Waste: rose to 3",
        "See Waste and litter",
        "Figures by dashboard",
        "Waste and litter",
        "One of two improved.",
        "The indicators",
        "Table 1: Waste and litter: among counties",
        "One note.",
        "Back to the summary.",
    ]


def test_a_table_has_its_rows_and_a_header_that_repeats(word) -> None:  # type: ignore[no-untyped-def]
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Indicator", "Value"],
        ["Waste recycled", "12.5% (small numbers)"],
        ["Litter <b>\\x07", "9"],
    ]
    assert [row._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in table.rows] == [
        True,
        False,
        False,
    ]
    assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == "Waste among counties"


def test_what_officers_say_in_a_cell_is_quoted_after_its_name() -> None:
    cell = Cell((Span("Falls"), Span("Icy roads.", "quoted"), Span("Head of Care", "quoted", "signed")))
    words = "".join(span.text for span in spans_in_words(cell))
    assert words == "Falls. \u2018Icy roads.\u2019 (Head of Care)"


def test_a_chart_is_a_picture_with_what_it_shows(root: Path) -> None:
    sheet = Sheet(3, 2)
    sheet.disc(1, 1, 6, "#1D4F91")
    chart = Chart(sheet.drawing(), "A dot at one.", "One dot", "In 2023", 288)
    document = ReportDocument(
        "a.docx", "A", "B", "Draft", ("Run.",), document_parts([replace(INDEX, parts=(chart, chart))], ("first_page",))
    )
    word = Document(io.BytesIO(word_bytes(document, WordTemplate((root / TEMPLATE).read_bytes()), date(2023, 3, 31))))
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == ["A dot at one."] * 2
    assert len({shape._inline.docPr.get("id") for shape in word.inline_shapes}) == 2
    assert all(shape.width / shape.height == pytest.approx(1.5, rel=0.01) for shape in word.inline_shapes)


def test_tables_of_several_pages_with_one_caption_have_their_page_in_it(root: Path) -> None:
    other = replace(BOARD, path="dashboards/roads.html", title="Roads")
    (part,) = document_parts([BOARD, other], ("figures",))
    captions = [value.caption for page in part.pages for value in page.parts if isinstance(value, Table)]
    assert captions == ["Waste and litter: among counties", "Roads: among counties"]


def test_headings_are_styles_and_the_contents_lead_to_them(word) -> None:  # type: ignore[no-untyped-def]
    headings = [(one.style.name, one.text) for one in word.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "80 improved"),
        ("Heading 1", "Figures by dashboard"),
        ("Heading 2", "Waste and litter"),
        ("Heading 3", "The indicators"),
    ]
    entries = [(one.style.name, one.text) for one in word.paragraphs if one.style.name.startswith("TOC ")]
    assert entries == [
        ("TOC Heading", "Contents"),
        ("TOC 1", "80 improved"),
        ("TOC 1", "Figures by dashboard"),
        ("TOC 2", "Waste and litter"),
        ("TOC Heading", "Tables"),
        ("TOC 1", "Table 1: Waste and litter: among counties"),
    ]
    body = word.element.body
    bookmarks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    anchors = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink")) if one.get(qn("w:anchor"))]
    assert len(bookmarks) == len(set(bookmarks)) and set(anchors) <= set(bookmarks)
    assert len(anchors) == 6  # three entries, one table, and a link each way


def test_fields_are_closed_and_links_to_other_pages_lead_beside_the_file(word) -> None:  # type: ignore[no-untyped-def]
    for around in (word.element.body, word.sections[0].footer._element):
        kinds = [one.get(qn("w:fldCharType")) for one in around.iter(qn("w:fldChar"))]
        assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0
    outside = [one.target_ref for one in word.part.rels.values() if one.is_external]
    assert outside == ["indicators/waste.html"]


def test_every_sheet_has_the_title_the_stage_and_the_page(word) -> None:  # type: ignore[no-untyped-def]
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "Compendium 2022/23, Testshire. Draft"
    assert section.footer.paragraphs[0].text == "Page 1 of 1"
    assert word.core_properties.title == "Compendium 2022/23" and word.core_properties.language == "en-GB"
    assert word.core_properties.created.date() == date(2023, 3, 31)
    assert 'w:lang w:val="en-GB"' in word.styles.element.xml


def test_the_same_values_give_the_same_bytes_without_a_time(root: Path, content: bytes) -> None:
    assert made(root) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_menu_of_the_site_and_how_its_pages_are_made_are_not_in_a_document() -> None:
    page = replace(
        INDEX,
        parts=(
            Heading(WAYS_ON_TITLE),
            Paragraph((Span("All indicators from A to Z"),)),
            Heading("About this report"),
            Definitions((("Stage", (Span("Draft"),)), (ACCESSIBILITY_TERM, (Span("Without scripts."),)))),
        ),
    )
    (part,) = document_parts([page], ("first_page",))
    assert part.pages[0].parts == (Heading("About this report"), Definitions((("Stage", (Span("Draft"),)),)))
