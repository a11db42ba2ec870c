"""What a table is: its rows, its columns with their types, its key, and the notebook that writes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class ColumnType(StrEnum):
    """What a column holds, in the words of the data dictionary."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE_NUMBER = "whole number"
    DATE = "date"
    YES_OR_NO = "yes or no"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    `unit` is blank where a cell has none; `nullable` says whether a row can be without a value. A text that
    `repeats` has few different values in a long table and is kept as categories, which take little room.
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    nullable: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class Table:
    """A table that a notebook writes.

    `row` says what its rows are, in sentences, and `writer` names the notebook. No two rows have the same values in
    the columns of `key`. The numbers of a table that is `estimated` follow from an estimate, whose last digits differ
    between machines. `made_in` is the module that makes it, blank for the one of `results` that has its name.
    """

    name: str
    row: str
    writer: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    estimated: bool = False
    made_in: str = ""

    def __post_init__(self) -> None:
        """Refuse a table that contradicts itself.

        Raises  ValueError: two columns have one name, or the key lacks columns or may be empty
        """
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names):
            raise ValueError(f"the table {self.name} has two columns of one name")
        wrong = [name for name in self.key if name not in names or self[name].nullable]
        if wrong or not self.key:
            raise ValueError(f"the key of the table {self.name} needs columns that are never empty, not {wrong}")

    @property
    def module(self) -> str:
        """The module that makes the table, from the folder of the package: results.directions."""
        return self.made_in or f"results.{self.name}"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        """Return the column with a name.

        Raises  KeyError: there is no such column
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def pick(self, *names: str) -> tuple[Column, ...]:
        """Return some columns in the order given, for another table that has the same ones."""
        return tuple(self[name] for name in names)

    def without(self, *names: str) -> tuple[Column, ...]:
        """Return all columns but some, for another table that has the same ones."""
        absent = set(names) - set(self.names)
        if absent:
            raise KeyError(*sorted(absent))
        return tuple(column for column in self.columns if column.name not in names)


def text(name: str, meaning: str, *, nullable: bool = False, repeats: bool = False) -> Column:
    """Return a column of text."""
    return Column(name, ColumnType.TEXT, meaning, nullable=nullable, repeats=repeats)


def number(name: str, meaning: str, unit: str = "", *, nullable: bool = False) -> Column:
    """Return a column of numbers with decimals."""
    return Column(name, ColumnType.NUMBER, meaning, unit, nullable)


def whole_number(name: str, meaning: str, unit: str = "", *, nullable: bool = False) -> Column:
    """Return a column of whole numbers."""
    return Column(name, ColumnType.WHOLE_NUMBER, meaning, unit, nullable)


def date(name: str, meaning: str, *, nullable: bool = False) -> Column:
    """Return a column of dates without a time."""
    return Column(name, ColumnType.DATE, meaning, nullable=nullable)


def yes_or_no(name: str, meaning: str, *, nullable: bool = False) -> Column:
    """Return a column of answers."""
    return Column(name, ColumnType.YES_OR_NO, meaning, nullable=nullable)


def by_name(tables: Iterable[Table]) -> dict[str, Table]:
    """Return tables by their names.

    Raises  ValueError: two tables have one name
    """
    mapping: dict[str, Table] = {}
    for table in tables:
        if table.name in mapping:
            raise ValueError(f"two tables are called {table.name}")
        mapping[table.name] = table
    return mapping
