"""The id of a fact, which names the cell of a table that it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

_READABLE: Final = " ,'&():;-"
"""Characters that stay as they are in an id, so that people can read it."""


class CellReference(NamedTuple):
    """A cell of a table: the table's name, the values of its key in order, and the column."""

    table: str
    key: tuple[str, ...]
    column: str


def fact_id(table: str, key: Iterable[str], column: str) -> str:
    """Return the id of the cell of a table; the values of the key are parted by plus signs.

    >>> fact_id("dashboard_facts", ["Waste/Energy"], "improved")
    'dashboard_facts/Waste%2FEnergy/improved'
    """
    return "/".join((table, "+".join(quote(part, safe=_READABLE) for part in key), column))


def cell_of(fact: str) -> CellReference:
    """Return the cell that an id names; raises ValueError for another text.

    >>> cell_of("comparisons/road_ksi_rate/rank")
    CellReference(table='comparisons', key=('road_ksi_rate',), column='rank')
    """
    parts = fact.split("/")
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"{fact!r} is not the id of a fact; expected table/key/column")
    table, key, column = parts
    return CellReference(table, tuple(unquote(part) for part in key.split("+")), column)
