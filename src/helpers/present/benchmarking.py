"""What the comparative benchmarking page shows."""

from __future__ import annotations

import pandas as pd

from helpers.methods.ranking import printed_rank
from helpers.present.tables import Column, Table, quality_cells, quartile_cell, table, with_sum

_QUARTILES = [
    Column("quartile_1", "1st (best)", align="right"),
    Column("quartile_2", "2nd", align="right"),
    Column("quartile_3", "3rd", align="right"),
    Column("quartile_4", "4th", align="right"),
    Column("not_ranked", "Not ranked", align="right"),
    Column("total", "Total", align="right"),
]


def counts_table(counts: pd.DataFrame, caption: str) -> Table:
    """Return the quartile counts of each theme with their sum."""
    columns = [Column("theme", "Theme", header=True), *_QUARTILES]
    return table(with_sum(counts, columns), caption, columns)


_PLACE = [
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("period", "Period"),
    Column("value", "Council", align="right", decimals_from="decimals"),
    Column("median", "Group median", align="right", decimals_from="decimals"),
]


def gaps_table(gaps: pd.DataFrame) -> Table:
    """Return the largest gaps to the median as figures."""
    columns = [
        *_PLACE,
        Column("gap_percent", "Gap in %, above zero is better", align="right", decimals=1),
        Column("rank_shown", "Rank"),
    ]
    return table(_shown(gaps), "Furthest from the median of the group", columns)


def full_table(placed: pd.DataFrame) -> Table:
    """Return every indicator that has a figure with its place, the spread of its group and the quality of its data."""
    columns = [
        *_PLACE,
        Column("rank_shown", "Rank"),
        Column("quartile_shown", "Quartile"),
        Column("lowest", "Lowest", align="right", decimals_from="decimals"),
        Column("lower_quartile", "Lower quartile", align="right", decimals_from="decimals"),
        Column("upper_quartile", "Upper quartile", align="right", decimals_from="decimals"),
        Column("highest", "Highest", align="right", decimals_from="decimals"),
        Column("quality_shown", "Data quality"),
    ]
    note = (
        "Lowest to highest are figures, whichever end is better; the quartiles of the figures are interpolated and "
        "serve to show the spread, while the quartile of the council follows from its rank."
    )
    with_figure = placed[placed["value"].notna()]
    shown = _shown(with_figure).assign(quality_shown=quality_cells(with_figure))
    return table(shown, "Place of every indicator in the group", columns, notes=[note])


def reasons_table(placed: pd.DataFrame) -> Table:
    """Return the reasons for which an indicator has no rank, with how many it is true of."""
    counts = placed[placed["rank"].isna()].groupby("reason").size().rename("indicators").reset_index()
    counts = counts.sort_values(["indicators", "reason"], ascending=[False, True])
    columns = [Column("reason", "Reason", header=True), Column("indicators", "Indicators", align="right")]
    return table(counts, "Why an indicator has no rank", columns)


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    neutral = frame["polarity"] == "neutral"
    ranks = [
        printed_rank(rank, n, tied) if pd.notna(rank) else None
        for rank, tied, n in zip(frame["rank"], frame["tied"], frame["n"], strict=True)
    ]
    cells = pd.Series([quartile_cell(quartile) for quartile in frame["quartile"]], index=frame.index, dtype="object")
    shown = frame.assign(rank_shown=pd.Series(ranks, index=frame.index, dtype="object"), quartile_shown=cells)
    shown.loc[neutral, ["rank_shown", "quartile_shown"]] = "[z]"
    return shown
