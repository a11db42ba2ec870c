"""Values as a PDF, read back by pikepdf and pypdf: its words, and the structure that PDF/UA-1 asks for."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from tagged_pdf import lacking, tags_of

from helpers.present.documents import ReportDocument, about_lines, document_parts
from helpers.present.drawings import Sheet
from helpers.present.site_pages import SitePage
from helpers.present.values import BulletList, Cell, Chart, Column, Heading, Paragraph, Span, Table
from helpers.publish import pictures
from helpers.publish.pdf import _text_size, pdf_bytes
from helpers.publish.pdf_headers import mark_row_headers
from helpers.publish.word_table import column_shares

TABLE = Table(
    "Among counties",
    "Waste among counties",
    (Column("what", "Indicator", header=True), Column("value", "Value", align="right")),
    (
        (Cell((Span("Waste recycled"),)), Cell((Span("12.5%"), Span("small numbers", "reason")), 12.5)),
        (Cell((Span('#strong[x] "a" \\ $y$ <b>\x07'),)), Cell((Span("9"),))),
    ),
    ("One note.",),
)


def chart() -> Chart:
    sheet = Sheet(3, 2)
    sheet.words(0.2, 0.5, "Leicestershire")
    sheet.disc(1, 1, 6, "#1D4F91")
    return Chart(sheet.drawing(), "A dot at one.", "One dot", "In 2023", 288)


INDEX = SitePage(
    "index.html", "80 improved", (BulletList(((Span("See "), Span("Waste", "link", href="dashboards/waste.html")),)),)
)
BOARD = SitePage(
    "dashboards/waste.html",
    "Waste and litter",
    (
        Heading("The indicators", 4),
        TABLE,
        chart(),
        Paragraph((Span("From "), Span("its publisher", "link", href="https://example.org/a"), Span("."))),
    ),
    lead=(Span("One of two improved."),),
)


def made(*, is_draft: bool = True) -> bytes:
    parts = document_parts([INDEX, BOARD], ("first_page", "figures"))
    about = about_lines("Testshire 2023", "", date(2023, 3, 31), has_figures=True)
    stage = "Draft" if is_draft else "Final"
    document = ReportDocument("compendium.pdf", "Compendium", "Testshire", stage, about, parts, "All.", is_draft)
    return pdf_bytes(document, date(2023, 3, 31))


@pytest.fixture(scope="module")
def content() -> bytes:
    return made()


@pytest.fixture
def document(content: bytes) -> Any:
    return pikepdf.open(io.BytesIO(content))


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_every_word_of_the_values_is_read_back_in_order_and_none_is_taken_for_markup(content: bytes) -> None:
    words = words_of(content)
    order = [
        "Compendium",
        "Testshire",
        "Testshire 2023. Not issued yet. Figures as at 31 March 2023.",
        "80 improved",
        "See Waste",
        "Figures by dashboard",
        "Waste and litter One of two improved.",
        "The indicators",
        "Waste and litter: among counties",
        "Indicator",
        "Value",
        "Waste recycled",
        "12.5% (small numbers)",
        '#strong[x] "a" \\ $y$ <b>\\x07',
        "One note.",
        "One dot.",
        "In 2023",
        "From its publisher.",
    ]
    offsets = [words.rfind(one) for one in order[3:]]
    assert -1 not in offsets and offsets == sorted(offsets)
    assert all(one in words for one in order)


def test_a_character_that_the_font_lacks_is_written_out() -> None:
    page = replace(INDEX, parts=(Paragraph((Span("A comment in \u6f22 and \ue000, \N{BLACK UP-POINTING TRIANGLE}"),)),))
    parts = document_parts([page], ("first_page",))
    words = words_of(pdf_bytes(ReportDocument("a.pdf", "A", "B", "Draft", ("Run.",), parts), date(2023, 3, 31)))
    assert "A comment in \\u6f22 and \\ue000, \N{BLACK UP-POINTING TRIANGLE}" in words


def test_the_font_has_every_character_that_is_taken_for_usual() -> None:
    usual = {code for code in range(0x80, 0x10000) if pictures._USUAL.match(chr(code))}
    assert len(usual) > 600 and usual <= pictures._characters()


def test_properties_and_the_draft_mark_are_there_and_the_day_is_not_of_the_clock(document: Any) -> None:
    about = document.docinfo
    assert (str(about.Title), str(about.Author)) == ("Compendium, Testshire", "Testshire")
    assert str(about.CreationDate).startswith("D:20230331")
    draft, final = (words_of(made(is_draft=is_draft)) for is_draft in (True, False))
    assert draft.count("Draft") > final.count("Draft") == 0


def test_the_same_values_give_the_same_bytes(content: bytes) -> None:
    assert made() == content


def test_the_structure_lacks_nothing(document: Any) -> None:
    assert lacking(document) == set()
    kinds = [tag.kind for tag in tags_of(document)]
    assert kinds.count("TH") == 4 and kinds.count("TD") == 2 and kinds.count("Figure") == 1
    assert [kind for kind in kinds if kind in ("H1", "H2", "H3")] == ["H1", "H1", "H1", "H2", "H3"]


def test_columns_and_rows_have_headers_by_their_scope(document: Any) -> None:
    about = [
        (one.kind, str(attributes.get("/Scope", "")))
        for one in tags_of(document)
        if one.kind in ("TH", "TD")
        for attributes in one.element.A
        if attributes.O == "/Table"
    ]
    column, row = ("TH", "/Column"), ("TH", "/Row")
    assert about == [column, column, row, ("TD", ""), row, ("TD", "")]
    cells = [one.element for one in tags_of(document) if one.kind == "TD"]
    assert not [one for cell in cells for one in cell.A if "/Headers" in one]


def test_a_document_with_another_number_of_tables_is_refused(document: Any) -> None:
    with pytest.raises(ValueError, match="has 1 tables in its structure, and 2 were written"):
        mark_row_headers(document, [0, 0])


@pytest.mark.parametrize(("columns", "letters", "size"), [(2, 10, 9.0), (10, 10, 9.0), (12, 14, 7.8), (20, 30, 7.8)])
def test_text_in_tables_is_as_large_as_the_sheet_allows(columns: int, letters: int, size: float) -> None:
    labels = tuple(Column(f"c{number}", "w" * letters) for number in range(columns))
    table = Table("A", "A", labels, (tuple(Cell((Span("9"),)) for _ in labels),))
    shares = column_shares(table, list(range(columns)))
    assert _text_size(table, list(range(columns)), shares) == size


def tag(document: Any, kind: str) -> Any:
    return next(one.element for one in tags_of(document) if one.kind == kind)


def without_metadata(document: Any) -> None:
    with document.open_metadata(update_docinfo=False) as about:
        for name in ("pdfuaid:part", "dc:title"):
            del about[name]


def fonts_left_out(document: Any) -> None:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                if name in item:
                    del item[name]


def link(document: Any) -> Any:
    return next(one for page in document.pages for one in page.get("/Annots", []))


BREAKS: dict[str, Callable[[Any], Any]] = {
    "marked as tagged": lambda document: document.Root.__delitem__("/MarkInfo"),
    "a language": lambda document: document.Root.__delitem__("/Lang"),
    "the title in the window": lambda document: document.Root.__delitem__("/ViewerPreferences"),
    "says that it is PDF/UA-1": without_metadata,
    "a title": without_metadata,
    "a title for older programs": lambda document: document.docinfo.__delitem__("/Title"),
    "bookmarks": lambda document: document.Root.__delitem__("/Outlines"),
    "a way from the page to its tags": lambda document: document.Root.StructTreeRoot.__delitem__("/ParentTree"),
    "a page in the tags": lambda document: document.pages[0].obj.__delitem__("/StructParents"),
    "what a link leads to, in words": lambda document: link(document).__delitem__("/Contents"),
    "a link in the tags": lambda document: link(document).__delitem__("/StructParent"),
    "fonts in the file": fonts_left_out,
    "what a picture shows, in words": lambda document: tag(document, "Figure").__delitem__("/Alt"),
    "no level of heading is skipped": lambda document: tag(document, "H2").__setitem__("/S", pikepdf.Name("/H4")),
    "header cells of tables": lambda document: tag(document, "Table").__setitem__("/K", pikepdf.Array()),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_the_checklist_sees_what_is_taken_away(document: Any, fault: str) -> None:
    BREAKS[fault](document)
    assert fault in lacking(document)
