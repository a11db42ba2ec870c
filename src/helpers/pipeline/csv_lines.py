"""A frame as lines of CSV, made in whole columns: each different cell is written out once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute

_PLAIN_TYPES = (str, bool, int, date)


def csv_text(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV in UTF-8, with commas and line feeds and without its index, as pandas writes it.

    Columns needed   text, categories of text, numbers, truth values, or objects that are texts, days or whole numbers;
                     pandas itself writes a frame with any other, which takes longer.
    """
    cells = [_cells(frame[name]) for name in frame] if frame.columns.is_unique and frame.shape[1] > 1 else [None]
    written_out = [column for column in cells if column is not None]
    if len(written_out) < len(cells) or not len(frame):
        return frame.to_csv(index=False, lineterminator="\n").encode()
    lines = compute.binary_join_element_wise(*written_out, pa.scalar(",", pa.large_string()))
    return "\n".join([_line(list(map(str, frame.columns))), *lines.to_pylist(), ""]).encode()


def _cells(column: pd.Series) -> pa.Array | None:
    """Return the cells of a column as they stand between the commas; None where pandas has to write them."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return _written(column.cat.codes.to_numpy(), [_quoted(str(cell)) for cell in column.cat.categories])
    if isinstance(kind, pd.StringDtype):
        codes, cells = pd.factorize(column)
        return _written(codes, [_quoted(str(cell)) for cell in cells])
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
    return _written(np.array(codes, dtype="int64"), [_quoted(str(value)) for _, value in first])


def _written(codes: np.ndarray, cells: Sequence[str]) -> pa.Array:
    """Return the cell of each row by its code; a missing cell, which has the code -1, is blank."""
    return pa.array([*cells, ""], type=pa.large_string()).take(pa.array(np.where(codes < 0, len(cells), codes)))


def _quoted(cell: str) -> str:
    return _line([cell, ""])[:-1] if any(sign in cell for sign in ',"\n\r') else cell


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()[:-1]
