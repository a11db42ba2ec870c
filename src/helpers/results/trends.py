"""The recent trend of every indicator of the register, for one council."""

from __future__ import annotations

import pandas as pd

from helpers.methods.intervals import with_limits
from helpers.methods.trend import recent_trend
from helpers.methods.trend_dispersion import dispersed_trend
from helpers.params import Parameters
from helpers.results.own_series import every_series
from helpers.verdicts import DECREASING, GETTING_BETTER, GETTING_WORSE, INCREASING, SIGNS, TREND_MARKERS


def trends(own: pd.DataFrame, indicators: pd.DataFrame, area_code: str, parameters: Parameters) -> pd.DataFrame:
    """Mark the recent trend of every indicator of the register for one council.

    A period without a figure after the newest figure is left out, so that the trend ends with the figure that is
    printed. Limits are worked out from counts where the rules of direction say so. Beside the official marker stands
    that of a test that allows for points which scatter more than chance makes them.

    Columns needed    own: the table own_series; indicators: indicator_id, polarity, decimals, value_type
    Columns returned  one row per indicator: those of `recent_trend`; phi, f and p of `dispersed_trend`, and
                      marker_with_dispersion, its movement with what polarity says of it; first_period and last_period,
                      as they are printed
    Source            docs/methods/03_recent_trend.md
    """
    newest = own[own["value"].notna()].groupby("indicator_id")["period_end"].max()
    ends = pd.to_datetime(own["indicator_id"].map(newest))
    own = own[pd.to_datetime(own["period_end"]) <= ends]
    if parameters.direction.intervals == "published_or_counts":
        # Published limits and those worked out from counts are not mixed in one series.
        unpublished = own.groupby("indicator_id")["lower_95"].transform("count") == 0
        own = pd.concat([own[~unpublished], with_limits(own[unpublished])])
    series = every_series(own, indicators, area_code)
    marked = recent_trend(series, parameters.trend_method)
    marked = marked.astype({"first_year": "Int64", "last_year": "Int64", "points": "Int64"})
    marked = _with_dispersion(marked, series, indicators)
    labels = own[["indicator_id", "year", "period"]].astype({"year": "Int64"})
    labels = labels.drop_duplicates(["indicator_id", "year"], keep=False)
    for end in ("first", "last"):
        names = {"year": f"{end}_year", "period": f"{end}_period"}
        marked = marked.merge(
            labels.rename(columns=names), on=["indicator_id", f"{end}_year"], how="left", validate="one_to_one"
        )
    return marked.sort_values("indicator_id", ignore_index=True)


def with_trends(frame: pd.DataFrame, trends: pd.DataFrame) -> pd.DataFrame:
    """Put the trend over five points beside the direction of travel; neither changes the other.

    Columns needed    frame: indicator_id; trends: indicator_id, marker, reason, first_period, last_period, chi_squared,
                      phi, marker_with_dispersion
    Columns returned  those of the frame; trend (the marker), trend_reason, first_period, last_period, chi_squared, phi,
                      trend_with_dispersion
    """
    names = {"marker": "trend", "reason": "trend_reason", "marker_with_dispersion": "trend_with_dispersion"}
    columns = ["indicator_id", *names, "first_period", "last_period", "chi_squared", "phi"]
    beside = trends[columns].rename(columns=names)
    return frame.merge(beside, on="indicator_id", how="left", validate="one_to_one")


def trend_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators of each trend, in printed order; one without indicators counts zero.

    Columns needed    trend
    Columns returned  trend, indicators
    """
    counts = frame["trend"].value_counts().reindex(list(TREND_MARKERS), fill_value=0)
    return counts.rename_axis("trend").rename("indicators").reset_index()


def lasting_trends(frame: pd.DataFrame) -> tuple[int, int]:
    """Count the trends, and those of them that a test which allows for unsteady points finds too, the same way round.

    Columns needed    trend, trend_with_dispersion
    """
    trend = frame["trend"]
    moving = trend.str.startswith((INCREASING, DECREASING))
    return int(moving.sum()), int((moving & trend.eq(frame["trend_with_dispersion"])).sum())


def _with_dispersion(marked: pd.DataFrame, series: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    beside = dispersed_trend(series, marked).drop(columns="area_code")
    polarity = beside["indicator_id"].map(indicators.set_index("indicator_id")["polarity"])
    side = polarity.map(SIGNS) * beside["movement"].map({INCREASING: 1, DECREASING: -1})
    marker = beside["movement"] + side.map({1: GETTING_BETTER, -1: GETTING_WORSE}).fillna("")
    beside = beside.drop(columns="movement").assign(marker_with_dispersion=marker)
    return marked.merge(beside, on="indicator_id", how="left", validate="one_to_one")
