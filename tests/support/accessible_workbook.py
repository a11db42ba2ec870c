"""The conventions for accessible statistical workbooks as a checklist, which names each convention that one breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.utils import range_boundaries

LINES_ABOVE = 6
"""The most lines that may stand above a table."""


def broken_conventions(book: Any) -> set[str]:
    """Return which conventions a workbook breaks, each in a few words; `book` is one of openpyxl."""
    return set(_of_the_book(book)) | {fault for sheet in book.worksheets for fault in _of_a_sheet(sheet)}


def _of_the_book(book: Any) -> Iterator[str]:
    if not book.properties.title:
        yield "a title in the properties"
    if book.properties.language != "en-GB":
        yield "a language in the properties"
    if book.sheetnames[:3] != ["Cover", "Contents", "Notes"]:
        yield "cover, contents and notes first"
    if book.active.title != "Cover":
        yield "the cover is what opens"
    if any(sheet.sheet_state != "visible" for sheet in book.worksheets):
        yield "no hidden sheets"
    linked = {cell.hyperlink.location.split("!")[0].strip("'") for cell in _links(book["Contents"])}
    if linked != {name for name in book.sheetnames if name not in ("Cover", "Contents")}:
        yield "the contents lead to every sheet"
    names = [table.name for sheet in book.worksheets for table in sheet.tables.values()]
    if len(names) != len(set(names)):
        yield "each table has a name of its own"


def _links(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from (cell for cell in row if cell.hyperlink is not None and cell.hyperlink.location)


def _of_a_sheet(sheet: Any) -> Iterator[str]:
    if sheet.merged_cells.ranges:
        yield "no merged cells"
    if not isinstance(sheet["A1"].value, str):
        yield "a title in cell A1"
    if sheet.views.sheetView[0].selection[-1].activeCell != "A1":
        yield "the cursor in cell A1"
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    if any(cell.font.sz < 12 or cell.font.name != "Arial" for cell in cells):
        yield "a plain font of 12 points or more"
    if any(cell.data_type == "f" for cell in cells):
        yield "no formulas"
    if sheet.title == "Cover":
        return
    if len(sheet.tables) != 1:
        yield "one table a sheet"
        return
    yield from _of_a_table(sheet, next(iter(sheet.tables.values())))


def _of_a_table(sheet: Any, table: Any) -> Iterator[str]:
    left, top, right, bottom = range_boundaries(table.ref)
    if left != 1 or top > 2 + LINES_ABOVE:
        yield "a table from column A, below few lines"
    if (right, bottom) != (sheet.max_column, sheet.max_row):
        yield "nothing beside or below a table"
    if any(cell.value is None for row in sheet.iter_rows(min_row=1, max_row=top - 1, max_col=1) for cell in row):
        yield "no blank rows above a table"
    inside = list(sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right))
    if any(cell.value in (None, "") for row in inside for cell in row):
        yield "no blank cells in a table"
    if table.headerRowCount != 1 or [cell.value for cell in inside[0]] != [one.name for one in table.tableColumns]:
        yield "a header row"
    if table.autoFilter is None or table.autoFilter.ref != table.ref:
        yield "filters"
    if sheet.freeze_panes != f"B{top + 1}":
        yield "the header row and the first column stay in sight"
    if any(cell.number_format == "@" for row in inside[1:] for cell in row if isinstance(cell.value, int | float)):
        yield "numbers as numbers"
    if not sheet.print_title_rows:
        yield "the header row on every printed sheet"
