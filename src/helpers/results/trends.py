"""The recent trend of every indicator of the register, for one council."""

from __future__ import annotations

import pandas as pd

from helpers.methods.intervals import with_limits
from helpers.methods.trend import recent_trend
from helpers.params import Parameters
from helpers.results.own_series import every_series


def trends(own: pd.DataFrame, indicators: pd.DataFrame, area_code: str, parameters: Parameters) -> pd.DataFrame:
    """Mark the recent trend of every indicator of the register for one council.

    A period without a figure after the newest figure is left out, so that the trend ends with the figure that is
    printed. Limits are worked out from counts where the rules of direction say so.

    Columns needed    own: the table own_series; indicators: indicator_id, polarity, decimals, value_type
    Columns returned  one row per indicator: those of `recent_trend`; first_period and last_period, as they are printed
    Source            docs/methods/03_recent_trend.md
    """
    newest = own[own["value"].notna()].groupby("indicator_id")["period_end"].max()
    ends = pd.to_datetime(own["indicator_id"].map(newest))
    own = own[pd.to_datetime(own["period_end"]) <= ends]
    if parameters.direction.intervals == "published_or_counts":
        # Published limits and those worked out from counts are not mixed in one series.
        unpublished = own.groupby("indicator_id")["lower_95"].transform("count") == 0
        own = pd.concat([own[~unpublished], with_limits(own[unpublished])])
    marked = recent_trend(every_series(own, indicators, area_code), parameters.trend_method)
    marked = marked.astype({"first_year": "Int64", "last_year": "Int64", "points": "Int64"})
    labels = own[["indicator_id", "year", "period"]].astype({"year": "Int64"})
    labels = labels.drop_duplicates(["indicator_id", "year"], keep=False)
    for end in ("first", "last"):
        names = {"year": f"{end}_year", "period": f"{end}_period"}
        marked = marked.merge(
            labels.rename(columns=names), on=["indicator_id", f"{end}_year"], how="left", validate="one_to_one"
        )
    return marked.sort_values("indicator_id", ignore_index=True)
