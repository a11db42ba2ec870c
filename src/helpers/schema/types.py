"""The types of a declared table in pandas and in Parquet, and a table of them without rows."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import pandas as pd
import pyarrow as pa

from helpers.schema.declarations import Column, ColumnType, Table

_ARROW = {
    ColumnType.TEXT: pa.large_string(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.WHOLE_NUMBER: pa.int64(),
    ColumnType.DATE: pa.date32(),
    ColumnType.YES_OR_NO: pa.bool_(),
}

_PANDAS = {
    ColumnType.TEXT: "str",
    ColumnType.NUMBER: "float64",
    ColumnType.WHOLE_NUMBER: "int64",
    ColumnType.DATE: "object",
    ColumnType.YES_OR_NO: "bool",
}

_NULLABLE = {ColumnType.WHOLE_NUMBER: "Int64", ColumnType.YES_OR_NO: "boolean"}
"""Types of pandas that can be without a value, where the plain ones cannot."""


def arrow_type(column: Column) -> pa.DataType:
    """Return the type that a column has in Parquet."""
    if column.repeats:
        return pa.dictionary(pa.int32(), pa.string())  # as Parquet gives it back
    return _ARROW[column.type]


@lru_cache(maxsize=128)
def arrow_schema(table: Table) -> pa.Schema:
    """Return the columns of a table with their types in Parquet."""
    return pa.schema([pa.field(column.name, arrow_type(column), nullable=column.nullable) for column in table.columns])


def pandas_type(column: Column) -> str:
    """Return the type that a column has in pandas; dates are dates of Python."""
    if column.repeats:
        return "category"
    return _NULLABLE.get(column.type, "") if column.type in _NULLABLE and column.nullable else _PANDAS[column.type]


def pandas_types(table: Table, *, without: Collection[str] = ()) -> dict[str, str]:
    """Return the columns of a table, but for some, with their types in pandas."""
    return {column.name: pandas_type(column) for column in table.columns if column.name not in without}


def no_rows(table: Table) -> pd.DataFrame:
    """Return a table without rows, with its columns and types."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in pandas_types(table).items()})
