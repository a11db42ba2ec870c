"""A frame as lines of CSV, made in whole columns: each different cell is written out once.

No cell is a formula to a spreadsheet: a text that one would run has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute

from helpers.files import runs_in_a_spreadsheet

_PLAIN_TYPES = (str, bool, int, date)


def csv_text(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV in UTF-8, with commas and line feeds and without its index, as pandas writes it.

    A text that a spreadsheet would run as a formula has an apostrophe before it (see `without_apostrophe`), also where
    it has some already; what is missing is blank.

    Columns needed   text, categories of text, numbers, truth values, or objects that are texts, days or whole numbers;
                     pandas itself writes a frame with any other, which takes longer.
    """
    cells = [_cells(frame[name]) for name in frame] if frame.columns.is_unique and frame.shape[1] > 1 else [None]
    written_out = [column for column in cells if column is not None]
    if len(written_out) < len(cells) or not len(frame):
        return _all_harmless(frame).to_csv(index=False, lineterminator="\n").encode()
    lines = compute.binary_join_element_wise(*written_out, pa.scalar(",", pa.large_string()))
    return "\n".join([_line(list(map(str, frame.columns))), *lines.to_pylist(), ""]).encode()


def _all_harmless(frame: pd.DataFrame) -> pd.DataFrame:
    if not frame.columns.is_unique:
        return frame
    texts = frame.select_dtypes(include=["str", "object", "category"]).columns
    cells = {name: pd.Series(map(_harmless, frame[name]), index=frame.index, dtype="object") for name in texts}
    return frame.assign(**cells)


def without_apostrophe(cell: str) -> str:
    """Return the text that a cell of a CSV file of `csv_text` stands for.

    >>> without_apostrophe("'=1+1"), without_apostrophe("'tis"), without_apostrophe("-1.5")
    ('=1+1', "'tis", '-1.5')
    """
    return cell[1:] if cell.startswith("'") and _harmless(cell[1:]) != cell[1:] else cell


def _harmless(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run, or that would do so without its apostrophes."""
    if isinstance(value, str) and runs_in_a_spreadsheet(_APOSTROPHES.sub("", value)):
        return f"'{value}"
    return value


_APOSTROPHES = re.compile(r"^'+")


def _cells(column: pd.Series) -> pa.Array | None:
    """Return the cells of a column as they stand between the commas; None where pandas has to write them."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return _written(column.cat.codes.to_numpy(), [_quoted(str(_harmless(cell))) for cell in column.cat.categories])
    if isinstance(kind, pd.StringDtype):
        codes, cells = pd.factorize(column)
        return _written(codes, [_quoted(_harmless(str(cell))) for cell in cells])
    if isinstance(kind, np.dtype) and kind.kind == "f":
        return _floats(column.to_numpy())
    if isinstance(kind, np.dtype) and kind.kind in "biu":
        codes, cells = pd.factorize(column)
        return _written(codes, cells.astype(str).tolist())
    if isinstance(kind, pd.Int64Dtype | pd.BooleanDtype):
        codes, values = pd.factorize(column)
        return _written(codes, [str(cell) for cell in values])
    if kind == np.dtype("object"):
        return _objects(column)
    return None


def _floats(numbers: np.ndarray) -> pa.Array:
    """Return numbers in the fewest digits that identify them; zero and its negative differ in their bits."""
    codes, bits = pd.factorize(numbers.view(f"i{numbers.itemsize}"))
    return _written(np.where(np.isnan(numbers), -1, codes), bits.view(numbers.dtype).astype(str).tolist())


def _objects(column: pd.Series) -> pa.Array | None:
    values = column.where(column.notna(), None).tolist()
    if any(value is not None and type(value) not in _PLAIN_TYPES for value in values):
        return None
    first: dict[tuple[type, Any], int] = {}  # True and 1 are equal, and not the same cell
    codes = [-1 if value is None else first.setdefault((type(value), value), len(first)) for value in values]
    return _written(np.array(codes, dtype="int64"), [_quoted(str(_harmless(value))) for _, value in first])


def _written(codes: np.ndarray, cells: Sequence[str]) -> pa.Array:
    """Return the cell of each row by its code; a missing cell, which has the code -1, is blank."""
    return pa.array([*cells, ""], type=pa.large_string()).take(pa.array(np.where(codes < 0, len(cells), codes)))


def _quoted(cell: str) -> str:
    return _line([cell, ""])[:-1] if any(sign in cell for sign in ',"\n\r') else cell


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()[:-1]
