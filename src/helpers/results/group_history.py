"""A council's figures over time, inside the range of the group it belonged to in each period."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.methods.expressions import PERIOD
from helpers.results.comparisons import comparator_rows, group_spread

LONGEST = 10
"""How many periods are shown at most; older ones are left out."""


def group_history(
    own: pd.DataFrame,
    reported: pd.DataFrame,
    members: pd.DataFrame,
    codes: Sequence[str],
    indicators: pd.DataFrame,
    longest: int = LONGEST,
) -> pd.DataFrame:
    """Return the council's figure and the spread of its group in each of its newest periods.

    The rule of `comparator_rows` says who is in the group of a period. The last `longest` periods of each indicator are
    given.

    Columns needed    own: the table own_series; reported, members: as in `comparator_rows`; indicators, those wanted in
                      the order of the result: indicator_id, title, unit, decimals
    Columns returned  one row per indicator and period, oldest first: those of indicators; period, period_start,
                      period_end, own (null where the council has no figure), stretch (a number that is another after a
                      break in the series or a period that is not there, so that no line joins what cannot be compared);
                      of the group n, lowest, lower_quartile, median, upper_quartile, highest, in the units of the value
    """
    wanted = indicators[["indicator_id", "title", "unit", "decimals"]]
    series = own.drop(columns="decimals").merge(wanted.reset_index(names="place"), on="indicator_id")
    series = series.sort_values(["place", "period_end"], ignore_index=True)
    skipped = series.groupby("indicator_id")["year"].diff() > series["step"].astype("float64")
    series["stretch"] = (series["break_before"] | skipped).groupby(series["indicator_id"]).cumsum()
    series = series.groupby("indicator_id").tail(longest)
    key = ["indicator_id", *PERIOD]
    spread = group_spread(comparator_rows(reported, series, members, codes), key)
    history = series.rename(columns={"value": "own"}).merge(spread, left_on=key, right_index=True, how="left")
    columns = [*wanted.columns, "period", *PERIOD, "own", "stretch", *spread.columns]
    return history.assign(n=history["n"].fillna(0).astype("int64"))[columns].reset_index(drop=True)
