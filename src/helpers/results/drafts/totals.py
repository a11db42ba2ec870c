"""Rows of totals in the tables of a draft that the rows above do not add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from helpers.drafts import Draft, DraftFault
from helpers.results.drafts.table_rows import HeadedRow, rows_under_heads

_NOT_ADDED: Final = re.compile(
    r"%|per cent|percent|\brate\b|\baverage|\bmean\b|\brank|quartile|\byear\b", re.IGNORECASE
)
_AMOUNT: Final = re.compile(r"^(?:£ ?)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$")
_NOTHING: Final = frozenset(("", "-", "\u2013", "\u2014"))

MIN_ROWS: Final = 2
"""How many rows make a total."""


def wrong_totals(draft: Draft) -> Iterator[DraftFault]:
    """Give each total at the foot of a column that the cells above do not add up to.

    Columns of percentages, rates, averages and ranks are left out, and so are those that hold other words.
    """
    for _, members in groupby(rows_under_heads(draft), key=lambda row: row.passage.table):
        rows = list(members)
        if len(rows) <= MIN_ROWS or not rows[-1].is_total or any(row.is_total for row in rows[:-1]):
            continue
        total = rows[-1]
        for column, heading in enumerate(total.head):
            cells = [row.cells[column] if column < len(row.cells) else "" for row in rows]
            if not _NOT_ADDED.search(heading) and _AMOUNT.match(cells[-1]):
                yield from _wrong_column(total, heading, cells)


def _wrong_column(total: HeadedRow, heading: str, cells: Sequence[str]) -> Iterator[DraftFault]:
    amounts = [Decimal(0) if cell in _NOTHING else _amount(cell) for cell in cells[:-1]]
    stated = _amount(cells[-1])
    if stated is None or any(amount is None for amount in amounts):
        return
    added = sum((amount for amount in amounts if amount is not None), Decimal(0))
    if added != stated:
        yield DraftFault(
            total.passage,
            total.passage.text,
            f"a total of {added:,} under '{heading}', as the rows above add up to, not {cells[-1]}",
            "correct the total or the row that is wrong",
        )


def _amount(cell: str) -> Decimal | None:
    match = _AMOUNT.match(cell)
    return Decimal(match[1].replace(",", "") + (match[2] or "")) if match else None
