"""The data dictionary: every declared table as people read it."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.schema.declarations import Column, Table

HEADING = "\n## "
"""How the description of a table begins in the document; what comes before the first is written by hand."""

_HEADER = "| Column | Type | Meaning | Units | May be empty |\n|---|---|---|---|---|\n"


def dictionary(document: str, tables: Iterable[Table]) -> str:
    """Return the data dictionary: the beginning of the document as it is, and after it a description of each table."""
    return document.partition(HEADING)[0].rstrip("\n") + "\n" + "".join(f"\n{described(table)}" for table in tables)


def described(table: Table) -> str:
    """Return the description of a table in Markdown."""
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = "".join(f"{_row(column)}\n" for column in table.columns)
    return f"## {table.name}\n\n{table.row} {_origin(table)} Key: {key}.\n\n{_HEADER}{rows}"


def _origin(table: Table) -> str:
    """Say which command or notebook writes a table, and of a notebook's which module makes it."""
    if table.writer.startswith("make "):
        return f"Written by `{table.writer}`."
    module = f"src/helpers/{table.module.replace('.', '/')}.py"
    return f"Written by `notebooks/{table.writer}.ipynb`, made in `{module}`."


def _row(column: Column) -> str:
    empty = "yes" if column.nullable else "no"
    return f"| `{column.name}` | {column.type} | {column.meaning} | {column.unit} | {empty} |"
