"""Which figures of comparators are still due, so that a rank may yet move."""

from __future__ import annotations

from typing import Final

import pandas as pd

_KEY: Final = ["indicator_id", "area_code"]


def figures_due(counted: pd.DataFrame, observations: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return each figure of a comparator that is still due for the newest period of a ranked indicator.

    It is due if the comparator had a figure for the period before, has no row at all for the newest period, and existed
    at its end. A value that the publisher withholds is not due: it has a row.

    Columns needed    counted, rows of the table compendium: indicator_id, period, period_end, previous_period, rank;
                      observations, the table: indicator_id, area_code, period, value; members, the table
                      comparator_members: area_code, end_date
    Columns returned  indicator_id, area_code, period; in the order of the indicators, then of the members
    Source            docs/methods/08_headline.md
    """
    ranked = counted.loc[counted["rank"].notna(), ["indicator_id", "period", "period_end", "previous_period"]]
    of_members = observations[observations["area_code"].isin(members["area_code"])]
    of_members = of_members[["indicator_id", "area_code", "period", "value"]].astype({"period": "str"})
    with_figure = of_members[of_members["value"].notna()]
    before = _of_period(ranked, with_figure, "previous_period")[[*_KEY, "period_end"]]
    newest = _of_period(ranked, of_members, "period")[_KEY].drop_duplicates()
    both = before.merge(newest, on=_KEY, how="left", indicator=True)
    both = both[both["_merge"].eq("left_only")].merge(members[["area_code", "end_date"]], on="area_code")
    ended = pd.to_datetime(both["end_date"]) < pd.to_datetime(both["period_end"])
    due = both.loc[~ended, _KEY].merge(ranked[["indicator_id", "period"]], on="indicator_id")
    rows = {name: number for number, name in enumerate(ranked["indicator_id"])}
    areas = {name: number for number, name in enumerate(members["area_code"])}
    order = due.assign(first=due["indicator_id"].map(rows), second=due["area_code"].map(areas))
    return order.sort_values(["first", "second"])[[*_KEY, "period"]].reset_index(drop=True)


def _of_period(ranked: pd.DataFrame, observations: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the observations of one of the periods of each ranked indicator."""
    wanted = ranked.assign(wanted=ranked[column].astype("str"))[["indicator_id", "wanted", "period_end"]]
    both = observations.astype({"indicator_id": "str", "area_code": "str"}).merge(wanted, on="indicator_id")
    return both[both["period"].eq(both["wanted"])]
