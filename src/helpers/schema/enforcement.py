"""Check a table before it is written: its columns, their types, required values, and its key."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from helpers.problems import Problem
from helpers.schema.declarations import Column, ColumnType, Table
from helpers.schema.types import no_rows, pandas_type
from helpers.visible import shortly

_HELD_AS = {
    ColumnType.TEXT: {"string"},
    ColumnType.NUMBER: {"floating", "integer", "mixed-integer-float"},
    ColumnType.WHOLE_NUMBER: {"integer"},
    ColumnType.DATE: {"date"},
    ColumnType.YES_OR_NO: {"boolean"},
}
"""What pandas calls values of each type; a whole number is a number too."""

_ONE_OF = {
    ColumnType.TEXT: "text",
    ColumnType.NUMBER: "a number",
    ColumnType.WHOLE_NUMBER: "a whole number",
    ColumnType.DATE: "a date",
    ColumnType.YES_OR_NO: "yes or no (True or False)",
}

_MAX_COMBINATIONS = 2**62
"""How many combinations of values can be numbered without an overflow."""


def conformed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a frame as its table is declared: the columns in order, with their types.

    A column without any value may be of any type, and whole numbers may stand for numbers.

    Raises  Problem, naming the table, the column and the first row: a column is missing or not declared, has another
            type, or lacks a required value; or two rows have the same key
    """
    _check_names(frame, table)
    if frame.empty:
        return no_rows(table)
    frame = frame.reset_index(drop=True)
    columns = {column.name: _conformed(frame, table, column) for column in table.columns}
    typed = pd.DataFrame(columns, index=frame.index, copy=False)
    _check_key(typed, table)
    return typed


def _check_names(frame: pd.DataFrame, table: Table) -> None:
    names = list(frame.columns)
    for name in table.names:
        if name not in names:
            raise _problem(table, f"it has no column {name}, which helpers.schema declares")
    for name in names:
        if name not in table.names:
            raise _problem(table, f"its column {name} is not declared in helpers.schema")
        if names.count(name) > 1:
            raise _problem(table, f"it has {names.count(name)} columns called {name}")


def _conformed(frame: pd.DataFrame, table: Table, column: Column) -> pd.Series:
    """Return a column with its declared type.

    Raises  Problem, as `conformed` does
    """
    cells = frame[column.name]
    missing = cells.isna()
    if missing.any() and not column.nullable:
        row = int(np.argmax(missing.to_numpy()))
        raise _problem(table, f"{_row(frame, table, row)} has no value in the column {column.name}")
    kind: Any = pandas_type(column)
    if missing.all():
        return pd.Series(None, index=cells.index, dtype=kind)
    if not _holds(cells, column.type):
        row = _first_wrong(cells, column.type)
        raise _problem(
            table,
            f"{_row(frame, table, row)} has {_printed(cells.iloc[row])} in the column {column.name}, "
            f"which holds {_ONE_OF[column.type]}",
        )
    return cells if cells.dtype == kind else cells.astype(kind)


def _holds(cells: pd.Series, column_type: ColumnType) -> bool:
    values = cells.cat.categories if isinstance(cells.dtype, pd.CategoricalDtype) else cells
    return str(pd.api.types.infer_dtype(values, skipna=True)) in _HELD_AS[column_type]


def _first_wrong(cells: pd.Series, column_type: ColumnType) -> int:
    """Return the first row whose value is not of a type; the first with a value where the column's own type is not."""
    rows = np.flatnonzero(cells.notna())
    values = cells.astype("object").infer_objects() if cells.dtype != object else cells
    for row in rows:
        if not _holds(values.iloc[row : row + 1].infer_objects(), column_type):
            return int(row)
    return int(rows[0])


def _check_key(frame: pd.DataFrame, table: Table) -> None:
    key = list(table.key)
    if not has_repeats(frame[key]):
        return
    repeats = frame.duplicated(key).to_numpy()
    row = int(np.argmax(repeats))
    raise _problem(
        table, f"{_row(frame, table, row)} has the same key as a row before it; the key is {', '.join(table.key)}"
    )


def has_repeats(frame: pd.DataFrame) -> bool:
    """Say whether two rows of a frame without missing values are the same.

    As `frame.duplicated().any()`, several times faster where the columns are text or dates.
    """
    numbers: npt.NDArray[np.int64] = np.zeros(len(frame), dtype="int64")
    combinations = 1
    for name in frame.columns:
        codes, different = _codes(frame[name])
        if combinations * max(different, 1) > _MAX_COMBINATIONS:
            numbers, unique = pd.factorize(numbers)
            combinations = len(unique)
        numbers = numbers * different + codes
        combinations *= max(different, 1)
    return len(pd.unique(numbers)) < len(frame)


def _codes(cells: pd.Series) -> tuple[npt.NDArray[np.int64], int]:
    """Number the different values of a column: which of them each row has, and how many there are."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.cat.codes.to_numpy().astype("int64"), len(cells.cat.categories)
    values = pa.array(cells)
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = whole.dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False).astype("int64"), len(encoded.dictionary)


def _row(frame: pd.DataFrame, table: Table, row: int) -> str:
    """Name a row by its number, counted from one, and its key."""
    values = [f"{name} {_printed(frame[name].iloc[row])}" for name in table.key]
    return f"row {row + 1} ({', '.join(values)})"


def _printed(value: Hashable) -> str:
    return shortly(str(value)) if isinstance(value, str) else str(value)


def _problem(table: Table, why: str) -> Problem:
    return Problem(f"The table {table.name} cannot be written: {why}.")
