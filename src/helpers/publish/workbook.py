"""Sheets of `helpers.present.workbook` as an Excel workbook, by the conventions for accessible statistical tables.

Each sheet has one table, marked as such, with filters and a header row, from column A, and no blank or merged cells.
Nothing holds a time, so the same values give the same bytes.

Source: Government Analysis Function, Releasing statistics in spreadsheets. gptables, which follows it too, writes no
filters, one format for a whole column and formulas where a text begins with =, so XlsxWriter is used directly.
"""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from helpers.present.cells import is_missing
from helpers.present.values import Cell, Table
from helpers.present.workbook.sheets import CONTENTS, COVER, Sheet, Workbook, names_of_tables
from helpers.visible import make_visible

LANGUAGE: Final = "en-GB"
FONT: Final = "Arial"
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_CORE: Final = "docProps/core.xml"
_LINK_COLOUR: Final = "#1D4F91"
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")

_NARROWEST: Final = 12
_WIDEST: Final = 45
"""How many characters a column is wide at least and at most; longer words go on in the next line of the cell."""

_COVER_WIDTH: Final = 90
_LINE_POINTS: Final = 16.0
"""How high a line of text of 12 points is."""

_A3: Final = 8
_A4: Final = 9
_MANY_COLUMNS: Final = 10
"""A table with more columns is printed on A3, two sheets wide."""

_ROOM_FOR_FILTER: Final = 4

_DIGITS: Final = 15
"""How many digits of a number a spreadsheet keeps."""

_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 14},
    "line": {},
    "long": {"text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "number": {"valign": "top", "align": "right"},
    "shorthand": {"valign": "top", "align": "right"},
    "header": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E7EBF0"},
    "header_of_numbers": {
        "bold": True,
        "text_wrap": True,
        "valign": "top",
        "align": "right",
        "bottom": 1,
        "bg_color": "#E7EBF0",
    },
    "line_link": {"font_color": _LINK_COLOUR, "underline": 1},
    "link": {"font_color": _LINK_COLOUR, "underline": 1, "valign": "top", "text_wrap": True},
}


def workbook_bytes(workbook: Workbook, dated: date) -> bytes:
    """Return a workbook as the bytes of an Excel file; `dated` is the date in its properties."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties(
        {
            "title": make_visible(workbook.title),
            "subject": make_visible(workbook.subject),
            "author": make_visible(workbook.council),
            "created": datetime(dated.year, dated.month, dated.day, tzinfo=UTC),
        }
    )
    writer = _Writer(book)
    writer.cover(workbook)
    tables = names_of_tables(workbook.sheets)
    for sheet in workbook.sheets:
        writer.sheet(sheet, tables[sheet.name])
    book.close()
    return _with_language(content.getvalue())


class _Writer:
    """A workbook while it is written, with its formats, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats: dict[tuple[str, str, bool], Format] = {}

    def format(self, name: str, number: str = "", *, as_text: bool = False) -> Format:
        key = (name, number, as_text)
        if key not in self.formats:
            look = {"font_name": FONT, "font_size": 12, **_FORMATS[name]}
            if number:
                look["num_format"] = number
            if as_text:
                look["quote_prefix"] = True
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def cover(self, workbook: Workbook) -> None:
        sheet = self.book.add_worksheet(COVER)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _COVER_WIDTH, self.format("line"))
        self.text(sheet, 0, 0, workbook.title, "title")
        row = 1
        for heading, words in workbook.cover:
            if heading:
                self.text(sheet, row, 0, heading, "heading")
                row += 1
            self.text(sheet, row, 0, words, "long")
            sheet.set_row(row, _LINE_POINTS * (_lines(words, _COVER_WIDTH) + 1))
            row += 1
        self.link(sheet, row, 0, f"#{CONTENTS}", f"Go to {CONTENTS}")

    def sheet(self, of: Sheet, table_name: str) -> None:
        sheet = self.book.add_worksheet(of.name)
        self.text(sheet, 0, 0, of.title, "title")
        row = 1
        for line in of.lines:
            self.text(sheet, row, 0, line, "line")
            row += 1
        if of.name != CONTENTS:
            self.link(sheet, row, 0, f"#{CONTENTS}", f"Back to {CONTENTS}", name="line_link")
            row += 1
        self.table(sheet, row, of, table_name)
        sheet.freeze_panes(row + 1, 1)
        sheet.repeat_rows(row)
        sheet.set_landscape()
        is_wide = len(of.table.columns) > _MANY_COLUMNS
        sheet.repeat_columns(0)
        sheet.set_paper(_A3 if is_wide else _A4)
        sheet.fit_to_pages(2 if is_wide else 1, 0)
        sheet.set_footer("&L&A&RPage &P of &N")

    def table(self, sheet: Worksheet, top: int, of: Sheet, name: str) -> None:
        table = of.table
        headers, widths = [], [_width(table, index) for index in range(len(table.columns))]
        for index, column in enumerate(table.columns):
            is_number = column.align == "right"
            sheet.set_column(index, index, widths[index])
            header = self.format("header_of_numbers" if is_number else "header")
            headers.append({"header": make_visible(column.label), "header_format": header})
        sheet.add_table(
            top,
            0,
            top + len(table.rows),
            len(table.columns) - 1,
            {
                "name": name,
                "columns": headers,
                "style": "Table Style Light 1",
                "banded_rows": False,
                "first_column": True,
                "title": make_visible(table.caption),
                "description": make_visible(table.label),
            },
        )
        labels = [column.label for column in table.columns]
        sheet.set_row(top, _height(labels, [width - _ROOM_FOR_FILTER for width in widths]))
        for number, cells in enumerate(table.rows):
            sheet.set_row(top + 1 + number, _height([cell.text for cell in cells], widths))
            for index, cell in enumerate(cells):
                address = of.links[number] if of.links and index == of.linked else ""
                if address:
                    self.link(sheet, top + 1 + number, index, address, cell.text)
                else:
                    self.cell(sheet, top + 1 + number, index, cell, is_number=table.columns[index].align == "right")

    def cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, *, is_number: bool) -> None:
        value = cell.value
        if is_missing(value) or isinstance(value, bool | str):
            self.text(sheet, row, column, cell.text, "shorthand" if is_number else "text")
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001
            sheet.write_datetime(row, column, moment, self.format("number", "d mmm yyyy"))
        else:
            stored = float(f"{float(value):.{_DIGITS}g}")
            sheet.write_number(row, column, stored, self.format("number", number_format(cell.decimals)))

    def text(self, sheet: Worksheet, row: int, column: int, words: str, name: str) -> None:
        seen = make_visible(words)
        sheet.write_string(row, column, seen, self.format(name, as_text=seen.startswith(_FORMULA_SIGNS)))

    def link(self, sheet: Worksheet, row: int, column: int, address: str, words: str, name: str = "link") -> None:
        target = f"internal:'{address[1:]}'!A1" if address.startswith("#") else address
        seen = make_visible(words)
        sheet.write_url(row, column, target, self.format(name), seen)


def number_format(decimals: int | None) -> str:
    """Return the format of numbers with a number of decimals, with commas between thousands.

    >>> number_format(0), number_format(2), number_format(None)
    ('#,##0', '#,##0.00', 'General')
    """
    if decimals is None:
        return "General"
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def _width(table: Table, index: int) -> float:
    """Return how wide a column is, in characters: by its longest text and its header, within limits."""
    texts = [row[index].text for row in table.rows]
    longest = max(map(len, texts), default=0)
    label = max(map(len, table.columns[index].label.split())) + _ROOM_FOR_FILTER
    return float(min(max(longest + 1, label, _NARROWEST), _WIDEST))


def _height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """Return how high a row is, in points, so that every line of its cells is seen."""
    return _LINE_POINTS * max(_lines(text, width) for text, width in zip(texts, widths, strict=True))


def _lines(text: str, width: float) -> int:
    """Return over how many lines words go in a column of a width in characters; one that is too long is broken."""
    return max(1, len(textwrap.wrap(text, max(int(width * 1.1), 1))))


def _with_language(content: bytes) -> bytes:
    """Return a workbook packed again, with its language in its properties and no time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == _CORE:
                end = b"</cp:coreProperties>"
                part = part.replace(end, f"<dc:language>{LANGUAGE}</dc:language>".encode() + end)
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
