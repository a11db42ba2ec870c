"""The declared tables in SQL: a statement that creates each, for whoever loads the open data into a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from helpers.schema.declarations import Column, ColumnType, Table
from helpers.schema.open_data import refers_to

_TYPES: Final = {
    ColumnType.TEXT: "TEXT",
    ColumnType.NUMBER: "DOUBLE PRECISION",
    ColumnType.WHOLE_NUMBER: "BIGINT",
    ColumnType.DATE: "DATE",
    ColumnType.YES_OR_NO: "BOOLEAN",
}


def create_statements(tables: Sequence[Table]) -> str:
    """Return statements of standard SQL that create tables, with types, keys and references between them.

    A table to which others refer comes first.

    >>> from helpers.schema.declarations import number, text
    >>> columns = (text("area", "Its code"), number("level", "It"))
    >>> print(create_statements([Table("levels", "One row for each area.", "01", ("area",), columns)]))
    -- One row for each area.
    CREATE TABLE "levels" (
      "area" TEXT NOT NULL, -- Its code
      "level" DOUBLE PRECISION NOT NULL, -- It
      PRIMARY KEY ("area")
    );
    <BLANKLINE>
    """
    names = frozenset(table.name for table in tables)
    references = {table.name: refers_to(table, names) for table in tables}
    first = {other for one in references.values() for other in one.values()}
    ordered = [*(table for table in tables if table.name in first), *(one for one in tables if one.name not in first)]
    return "\n".join(_create(table, references[table.name]) for table in ordered)


def _create(table: Table, references: dict[str, str]) -> str:
    lines = [
        *((_column(column, table), f" -- {_on_one_line(column)}") for column in table.columns),
        (f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})", ""),
        *(
            (f"FOREIGN KEY ({_quoted(name)}) REFERENCES {_quoted(other)} ({_quoted(name)})", "")
            for name, other in references.items()
        ),
    ]
    last = len(lines) - 1
    body = [f"  {line}{',' if number < last else ''}{remark}" for number, (line, remark) in enumerate(lines)]
    return "\n".join([f"-- {table.row}", f"CREATE TABLE {_quoted(table.name)} (", *body, ");", ""])


def _column(column: Column, table: Table) -> str:
    # texts may be blank, so only columns of other types and those of the key must have a value
    required = not column.nullable and (column.type is not ColumnType.TEXT or column.name in table.key)
    return f"{_quoted(column.name)} {_TYPES[column.type]}{' NOT NULL' if required else ''}"


def _on_one_line(column: Column) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    return " ".join(f"{column.meaning}{unit}".split())


def _quoted(name: str) -> str:
    """Return a name in quotation marks, so that a column may be called column or value."""
    return f'"{name}"'
