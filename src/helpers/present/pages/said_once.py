"""What the caption of a dashboard's table says once for most of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.pages.statements import names_in_words
from helpers.present.periods import MORE_RECENT, period_in_words
from helpers.present.values import Cell

MIN_ROWS: Final = 3
"""Rows from which on what most have is said once above them."""


def usual_period(rows: pd.DataFrame) -> str:
    """Return the period of the figures of at least half of some rows, which is said once for all; blank without one.

    Columns needed    rows: period
    """
    counts = rows["period"].value_counts()
    is_usual = len(counts) > 0 and len(rows) >= MIN_ROWS and 2 * counts.iloc[0] >= len(rows)
    return str(counts.index[0]) if is_usual else ""


def usual_number_of_councils(rows: pd.DataFrame) -> int | None:
    """Return the commonest number of councils, if a third of the ranks have it, which is said once; None without one.

    Columns needed    rows: rank, n
    """
    counts = rows.loc[rows["rank"].notna() & rows["n"].gt(1), "n"].value_counts()
    ranked = int(counts.sum())
    is_usual = ranked >= MIN_ROWS and counts.iloc[0] >= max(ranked / 3, min(MIN_ROWS, ranked / 2))
    return int(counts.index[0]) if is_usual else None


def said_once(period: str, number: int | None, began: str, *, is_more_recent: bool = False) -> str:
    """Return what a caption says of most rows: of when figures are, of how many councils ranks, and their beginning.

    `is_more_recent` says whether that period ends after the reporting year.

    >>> said_once("2022/23", 36, "2015/16")
    '; latest figures are of 2022/23, ranks are of 36 and lines begin with 2015/16 where nothing else is named'
    """
    newer = f" ({MORE_RECENT.lower()} than the reporting year)" if is_more_recent else ""
    figures = f"latest figures are of {period_in_words(period)}{newer}" if period else ""
    ranks = f"ranks are of {number}" if number is not None else ""
    lines = f"lines begin with {began}" if began else ""
    words = tuple(filter(None, (figures, ranks, lines)))
    return f"; {names_in_words(words)} where nothing else is named" if words else ""


def usual_beginning(records: Sequence[Mapping[Any, Any]], sparklines: Mapping[str, Cell]) -> str:
    """Return the period with which at least a third of the lines begin, which is said once; blank without one."""
    cells = (sparklines.get(row["indicator_id"]) for row in records)
    lines = [cell.sparkline.label.partition("; ")[0] for cell in cells if cell is not None and cell.sparkline]
    counts = Counter(line.partition(": ")[0] for line in lines if ": " in line)
    period, number = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    return period if number >= MIN_ROWS and 3 * number >= len(lines) else ""
