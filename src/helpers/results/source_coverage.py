"""Which sources have no figure that the report may use, and why: above all for a report of a year long past."""

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
