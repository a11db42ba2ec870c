"""Which sources are behind a report, and which have no figure that it may use, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def sources_without_figures(
    latest: pd.DataFrame,
    indicators: pd.DataFrame,
    observations: pd.DataFrame,
    codes: Sequence[str],
    sources: pd.DataFrame,
) -> pd.DataFrame:
    """Return the sources that give no indicator a figure of the council by the as-at dates, with the reason.

    `codes` are those of the council.

    Columns needed    latest: indicator_id, period_end, null where an indicator has no figure; indicators: indicator_id,
                      source_id; observations: indicator_id, area_code, period, period_end, value; sources: source_id,
                      dataset, why_not_there
    Columns returned  dataset; indicators, how many of the register it has; why. In order of data set
    """
    of_source = indicators.set_index("indicator_id")["source_id"]
    figures = latest.assign(source_id=latest["indicator_id"].map(of_source))
    counts = figures.groupby("source_id").agg(indicators=("indicator_id", "size"), usable=("period_end", "count"))
    own = observations[observations["area_code"].isin(codes) & observations["value"].notna()]
    own = own.assign(source_id=own["indicator_id"].astype("str").map(of_source))
    first = own.sort_values("period_end", kind="stable").drop_duplicates("source_id").set_index("source_id")["period"]
    rows = sources.merge(counts[counts["usable"] == 0], left_on="source_id", right_index=True)
    begins = {source_id: f"the council's first figure is that of {period}" for source_id, period in first.items()}
    why = [begins.get(source_id, "no file has a figure of the council") for source_id in rows["source_id"]]
    rows = rows.assign(why=rows["why_not_there"].where(rows["why_not_there"] != "", why))
    return rows[["dataset", "indicators", "why"]].sort_values("dataset", ignore_index=True)


def sources_behind(figures: pd.DataFrame, comparisons: pd.DataFrame, observations: pd.DataFrame) -> set[str]:
    """Return the ids of the sources behind the figures of a report, those before them, and its ranks.

    Columns needed    figures, the table figure_sources: indicator_id, file, row; comparisons: indicator_id, period,
                      rank, null without one; observations: indicator_id, period, value, file, row, source_id
    """
    own = observations.merge(figures[["indicator_id", "file", "row"]], on=["indicator_id", "file", "row"])
    ranked = comparisons.loc[comparisons["rank"].notna(), ["indicator_id", "period"]]
    compared = observations[observations["value"].notna()].merge(ranked, on=["indicator_id", "period"])
    return set(own["source_id"].astype("str")) | set(compared["source_id"].astype("str"))
