"""Rows of a workbook whose sheets are read one after the other: numbered through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from helpers.sources.files.limits import REJECTION_COLUMNS
from helpers.sources.files.opening import Opened


def numbered_sheets(file: Opened, sheets: Iterable[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the cells of each sheet under its name; the first row of a sheet follows the last row of the one before.

    Columns returned  those of `Opened.sheet`, with the rows numbered
    Raises            Refused, as `Opened.sheet` does
    """
    rows = 0
    for sheet in sheets:
        cells = file.sheet(sheet)
        cells.index = pd.RangeIndex(rows + 1, rows + len(cells) + 1)
        rows += len(cells)
        yield sheet, cells


def reject_rows(cells: pd.DataFrame, sheet: str, reasons: pd.Series) -> pd.DataFrame:
    """Return rejections of whole rows of a sheet, each with the first cell of its row.

    `reasons` has the rows as its index.

    Columns needed    any; rows are numbered as in `numbered_sheets`
    Columns returned  row, column (the sheet), value, reason
    """
    first = cells.iloc[:, 0] if cells.shape[1] else pd.Series("", index=cells.index)
    rejected = {"row": reasons.index, "column": sheet, "value": first.loc[reasons.index], "reason": reasons}
    return pd.DataFrame(rejected, columns=REJECTION_COLUMNS)
