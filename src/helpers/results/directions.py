"""The direction of travel of every indicator of the register, for one council."""

from __future__ import annotations

import pandas as pd

from helpers.markers import is_derived, is_provisional
from helpers.method_rules import DirectionRules
from helpers.methods.direction import direction_of_travel
from helpers.results.own_series import every_series

NEWER_PERIOD = "; no figure for "
"""How what a reason says of a newer period, which has no figure, begins; it is of one indicator alone."""


_OF_LATEST = (
    "indicator_id",
    "period",
    "period_start",
    "period_end",
    "marker",
    "status",
    "area_flag",
    "newest_period",
    "newest_marker",
    "provisional",
    "derived",
    "why_no_figure",
    "age_months",
    "stale",
)
"""What the table directions has of the newest figure beside its value."""


def directions(
    own: pd.DataFrame, latest: pd.DataFrame, indicators: pd.DataFrame, area_code: str, rules: DirectionRules
) -> pd.DataFrame:
    """Judge the direction of travel of every indicator of the register for one council.

    A newer period without a figure is named in reason.

    Columns needed    own: the table own_series; latest, the table reporting_figures: _OF_LATEST; indicators:
                      indicator_id, polarity, decimals, value_type
    Columns returned  one row per indicator: those of `direction_of_travel`; _OF_LATEST without why_no_figure;
                      previous_period, previous_marker, previous_area_flag, previous_provisional, previous_derived
    Source            docs/methods/02_direction_of_travel.md
    """
    judged = direction_of_travel(every_series(own, indicators, area_code), rules).astype(
        {"latest_year": "Int64", "previous_year": "Int64", "newest_year": "Int64"}
    )
    names = {"period": "previous_period", "marker": "previous_marker", "area_flag": "previous_area_flag"}
    before = own.assign(
        previous_provisional=is_provisional(own["status"], own["marker"]) & own["value"].notna(),
        previous_derived=is_derived(own["status"], own["marker"]) & own["value"].notna(),
    )
    before = before[["indicator_id", "year", *names, "previous_provisional", "previous_derived"]]
    before = before.rename(columns={"year": "previous_year", **names})
    # Of two periods that end in one year neither is the period before.
    before = before.astype({"previous_year": "Int64"}).drop_duplicates(["indicator_id", "previous_year"], keep=False)
    judged = judged.merge(before, on=["indicator_id", "previous_year"], how="left", validate="one_to_one")
    for name in ("previous_provisional", "previous_derived"):
        judged[name] = judged[name].eq(other=True).astype("bool")
    judged = judged.merge(latest[list(_OF_LATEST)], on="indicator_id", how="left", validate="one_to_one")
    blank = judged["newest_period"].notna() & judged["period"].notna()
    newer = NEWER_PERIOD + judged["newest_period"].astype("str") + " " + judged["newest_marker"].astype("str")
    judged["reason"] = judged["reason"].where(~blank, judged["reason"] + newer)
    judged["reason"] = judged["reason"].mask(judged["period"].isna(), judged.pop("why_no_figure"))
    return judged.sort_values("indicator_id", ignore_index=True)
