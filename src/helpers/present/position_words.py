"""The sentence on a position over many indicators, apart from its tables, so that the first page needs no more."""

from __future__ import annotations

import pandas as pd

from helpers.verdicts import ordinal, printed_rank


def position_sentence(positions: pd.DataFrame, council: str, group: str, theme: str = "") -> str:
    """Say where the council stands over all themes, or in one, and how far that can be told.

    `positions` is the table of that name.
    """
    own = own_position(positions, theme)
    where = f"in {theme}" if theme else "over all themes"
    if own is None or pd.isna(own["rank"]):
        why = "" if own is None else f": {own['reason']}"
        return f"{council} has no position among {group} {where}{why}."
    place = printed_rank(own["rank"], own["n"], own["tied"])
    best, worst = int(own["evidence_best"]), int(own["evidence_worst"])
    if best == worst:
        return f"{council} is {place} {group} {where}; nothing that was tried gives it another rank."
    supports = (
        f"{council} is {place} {group} {where}; the evidence supports anything from {span_of_ranks(best, worst)}."
    )
    return supports if own["told_apart"] else f"{supports} Its rank cannot be told from the others in that range."


def own_position(positions: pd.DataFrame, theme: str = "") -> pd.Series | None:
    """Return the council's row of positions, over all themes or in one; none where there is none."""
    scope = positions["scope"].eq(theme) if theme else positions["scope_order"].eq(0)
    rows = positions[positions["own"] & scope]
    return rows.iloc[0] if len(rows) else None


def span_of_ranks(best: int, worst: int) -> str:
    """Return a range of ranks as it is printed.

    >>> span_of_ranks(2, 11)
    '2nd to 11th'
    """
    return f"{ordinal(best)} to {ordinal(worst)}"
