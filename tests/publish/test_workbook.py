"""A workbook read back by openpyxl: numbers as numbers, text as text, and the conventions it keeps to."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from accessible_workbook import broken_conventions
from openpyxl.styles import Font

from helpers.present.values import Cell, Column, Span, Table
from helpers.present.workbook.sheets import Sheet, Workbook
from helpers.publish.workbook import workbook_bytes


def cell(words: str, value: Any = None, decimals: int | None = None) -> Cell:
    return Cell((Span(words),), value, "", decimals)


def sheet(name: str, *rows: tuple[Cell, ...], links: tuple[str, ...] = ()) -> Sheet:
    columns = (Column("what", "Indicator", header=True), Column("value", "Latest figure", align="right"))
    return Sheet(name, f"The title of {name}", ("One line.",), Table(f"{name} in rows", name, columns, rows), links)


WORDS = ("=1+1", "+44", "-5", "@here", "a\x07b")
FIGURES = sheet(
    "01_Waste",
    (cell("Waste recycled"), cell("1,234.6", 1234.56, 1)),
    (cell("Litter"), cell("[x]")),
    (cell("Issued"), cell("31 Mar 2023", date(2023, 3, 31))),
    *((cell(words), cell("[z]")) for words in WORDS),
)
WORKBOOK = Workbook(
    "Compendium 2023",
    "Testshire",
    "Tables",
    (("", "Testshire"), ("Stage", "Draft.")),
    (
        sheet("Contents", (cell("Notes"), cell("a")), (cell("01_Waste"), cell("b")), links=("#Notes", "#01_Waste")),
        sheet("Notes", (cell("[x]"), cell("not available"))),
        FIGURES,
    ),
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return workbook_bytes(WORKBOOK, date(2023, 3, 31))


@pytest.fixture
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_numbers_are_numbers_with_the_decimals_of_the_site_and_dates_are_dates(book: Any) -> None:
    figures = book["01_Waste"]
    assert (figures["B5"].value, figures["B5"].number_format) == (1234.56, "#,##0.0")
    assert figures["B6"].value == "[x]"
    assert figures["B7"].value.date() == date(2023, 3, 31)


def test_no_text_becomes_a_formula_and_what_cannot_be_seen_is_written_out(book: Any) -> None:
    texts = [book["01_Waste"].cell(row, 1) for row in range(8, 13)]
    assert [one.value for one in texts] == [*WORDS[:4], "a\\x07b"]
    assert {one.data_type for one in texts} == {"s"}
    assert [one.quotePrefix for one in texts] == [True] * 4 + [False]


def test_properties_have_title_council_language_and_a_day_that_is_not_of_the_clock(book: Any) -> None:
    about = book.properties
    assert (about.title, about.creator, about.language) == ("Compendium 2023", "Testshire", "en-GB")
    assert about.created.date() == about.modified.date() == date(2023, 3, 31)


def test_the_same_values_give_the_same_bytes_without_a_time(content: bytes) -> None:
    assert workbook_bytes(WORKBOOK, date(2023, 3, 31)) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_tables_have_descriptions_for_readers_who_hear_them(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = [archive.read(name).decode() for name in archive.namelist() if "/tables/" in name]
    assert len(tables) == 3 and all('altText="' in one and 'altTextSummary="' in one for one in tables)


def test_no_convention_is_broken(book: Any) -> None:
    assert broken_conventions(book) == set()


BREAKS: dict[str, Callable[[Any], Any]] = {
    "a title in the properties": lambda book: setattr(book.properties, "title", ""),
    "a language in the properties": lambda book: setattr(book.properties, "language", None),
    "cover, contents and notes first": lambda book: book.move_sheet("Notes", 1),
    "the cover is what opens": lambda book: setattr(book, "active", 2),
    "no hidden sheets": lambda book: setattr(book["Notes"], "sheet_state", "hidden"),
    "the contents lead to every sheet": lambda book: setattr(book["Contents"]["A4"], "hyperlink", None),
    "each table has a name of its own": lambda book: setattr(
        book["Notes"].tables["table_notes"], "name", "table_contents"
    ),
    "no merged cells": lambda book: book["Notes"].merge_cells("A2:B2"),
    "a title in cell A1": lambda book: setattr(book["Notes"]["A1"], "value", None),
    "the cursor in cell A1": lambda book: setattr(book["Notes"].views.sheetView[0].selection[-1], "activeCell", "C9"),
    "a plain font of 12 points or more": lambda book: setattr(book["Notes"]["A2"], "font", Font("Arial", 9)),
    "no formulas": lambda book: setattr(book["Notes"]["A5"], "value", "=1+1"),
    "one table a sheet": lambda book: book["Notes"].tables.pop("table_notes"),
    "a table from column A, below few lines": lambda book: setattr(book["Notes"].tables["table_notes"], "ref", "B4:B5"),
    "nothing beside or below a table": lambda book: setattr(book["Notes"]["D2"], "value", "aside"),
    "no blank rows above a table": lambda book: setattr(book["Notes"]["A2"], "value", None),
    "no blank cells in a table": lambda book: setattr(book["01_Waste"]["B6"], "value", None),
    "a header row": lambda book: setattr(book["Notes"]["B4"], "value", "another"),
    "filters": lambda book: setattr(book["Notes"].tables["table_notes"], "autoFilter", None),
    "the header row and the first column stay in sight": lambda book: setattr(book["Notes"], "freeze_panes", None),
    "numbers as numbers": lambda book: setattr(book["01_Waste"]["B5"], "number_format", "@"),
    "the header row on every printed sheet": lambda book: setattr(book["Notes"], "_print_rows", None),
}


@pytest.mark.parametrize("convention", BREAKS)
def test_the_checklist_sees_each_convention_that_is_broken(book: Any, convention: str) -> None:
    BREAKS[convention](book)
    assert convention in broken_conventions(book)
