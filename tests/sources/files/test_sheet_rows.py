"""Rows of several sheets, numbered as one list."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened, open_file
from helpers.sources.files.sheet_rows import numbered_sheets, reject_rows


@pytest.fixture
def workbook(tmp_path: Path) -> Opened:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("First", [["a", 1], ["b", 2]]), ("Empty", []), ("Last", [["c", 3]])):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return open_file(path)


def test_rows_are_numbered_through_the_sheets(workbook: Opened) -> None:
    numbers = {name: cells.index.to_list() for name, cells in numbered_sheets(workbook, workbook.sheets)}
    assert numbers == {"First": [1, 2], "Empty": [], "Last": [3]}


def test_the_order_is_that_of_the_names(workbook: Opened) -> None:
    numbers = {name: cells.index.to_list() for name, cells in numbered_sheets(workbook, ["Last", "First"])}
    assert numbers == {"Last": [1], "First": [2, 3]}


def test_a_sheet_that_the_workbook_lacks_is_refused(workbook: Opened) -> None:
    with pytest.raises(Refused, match=r"two\.xlsx has no sheet 'Notes'"):
        list(numbered_sheets(workbook, ["Notes"]))


def test_a_rejected_row_has_the_first_cell_of_its_row() -> None:
    cells = pd.DataFrame([["a", "1"], ["b", "2"]], index=pd.RangeIndex(4, 6))
    rejections = reject_rows(cells, "Table_3", pd.Series(["a note"], index=[5]))
    assert rejections.to_dict("records") == [{"row": 5, "column": "Table_3", "value": "b", "reason": "a note"}]


def test_a_sheet_without_columns_has_no_first_cell() -> None:
    cells = pd.DataFrame(index=pd.RangeIndex(1, 2))
    assert reject_rows(cells, "Notes", pd.Series(["a note"], index=[1]))["value"].to_list() == [""]
