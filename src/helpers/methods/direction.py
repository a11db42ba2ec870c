"""Direction of travel, year on year: has an indicator improved on the period before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from helpers.methods.frames import SERIES, TIE, lazy, native, sign
from helpers.params import DirectionRules

IMPROVED = "Improved"
NO_REAL_CHANGE = "No real change"
WORSENED = "Worsened"
CANNOT_BE_DETERMINED = "Cannot be determined"
NOT_JUDGED = "Not judged"
DIRECTIONS = (IMPROVED, NO_REAL_CHANGE, WORSENED, CANNOT_BE_DETERMINED, NOT_JUDGED)
"""Every direction, in the order in which they are counted and printed."""

REASONS = {
    "tolerance": ("the change is within the tolerance", "the change is over the tolerance"),
    "exact": ("the figure did not change", "the figure changed"),
}
"""What decided where no interval did, by the rule of the run: no real change, and a change."""

_NEEDED = ("year", "value", "polarity")
_OPTIONAL = {
    "lower_95": None, "upper_95": None, "decimals": None, "months": None, "step": 1, "one_off": False,
    "break_before": False,
}  # fmt: skip


def direction_of_travel(
    frame: Any, rules: DirectionRules | Mapping[str, Any] | None = None, series: Sequence[str] = SERIES
) -> Any:
    """Judge the newest figure of each series against the figure one step before.

    `frame` has the key columns of `series`, `year` (int, in which the period ends), `value` (null where there
    is no figure) and `polarity` (higher_is_better, lower_is_better or neutral). It may have `lower_95` and
    `upper_95` (published limits), `decimals` (of the published figures: half a unit of the last one is the
    smallest tolerance), `months` (length of the period), `step` (years between periods, 2 for a biennial
    series), `one_off` (true where the publisher makes no series) and `break_before` (true where the period
    cannot be compared with the one before).

    Gives one row per series: the keys; `latest_year`, `latest_value`, `previous_year`, `previous_value`,
    `newest_year` (later than `latest_year` where a newer period has no figure); `change` (units of the value),
    `change_percent` (of the previous figure), `movement` (Increased, Unchanged or Decreased), `tolerance`
    (units of the value, where the tolerance rule decided), `shared_years` (of overlapping periods);
    `direction`, `rule` (ci_double_overlap, or tolerance or exact as the rules say; null where neither was
    reached), `rule_id` (D0, D1 or D2) and `reason`.

    Raises MethodProblem where a column is missing.
    Source: the rules D0 to D2 of docs/methods.md; the double overlap of intervals is the rule by which
    Fingertips marks a change between two values.
    """
    settings = rules if isinstance(rules, DirectionRules) else DirectionRules.model_validate(dict(rules or {}))
    keys = list(series)
    data = lazy(frame, (*keys, *_NEEDED), _OPTIONAL)
    value, year = nw.col("value"), nw.col("year")
    with_figure = nw.when(~value.is_null()).then(year)
    data = data.with_columns(
        latest_year=with_figure.max().over(keys),
        newest_year=year.max().over(keys),
        first_year=with_figure.min().over(keys),
        copies=nw.len().over([*keys, "year"]),
    )
    # A series without a figure keeps one row, so that it has a result with its reason.
    latest = data.filter((year == nw.col("latest_year")) | (nw.col("latest_year").is_null() & _newest_row(keys)))
    latest = latest.unique(subset=keys, keep="any")
    before = data.select(
        *keys,
        (year + nw.col("step")).alias("year"),
        year.alias("previous_year"),
        value.alias("previous_value"),
        nw.col("lower_95").alias("previous_lower_95"),
        nw.col("upper_95").alias("previous_upper_95"),
        nw.col("months").alias("previous_months"),
        nw.col("copies").alias("previous_copies"),
    ).unique(subset=[*keys, "year"], keep="any")
    joined = latest.join(before, on=[*keys, "year"], how="left")
    return native(_judge(joined, keys, settings), frame)


def directions(
    own: pd.DataFrame, latest: pd.DataFrame, indicators: pd.DataFrame, area_code: str, rules: DirectionRules
) -> pd.DataFrame:
    """Judge the direction of travel of every indicator of the register for one council.

    `own` is the frame of `own_series`, `latest` that of `latest_figures`. Gives one row per indicator: the
    columns of `direction_of_travel`, those of `latest`, and `previous_period`, `previous_marker` and
    `previous_area_flag`. A newer period without a figure is named in `reason`.
    """
    own = own.assign(area_code=area_code)
    without = indicators[~indicators["indicator_id"].isin(own["indicator_id"])]
    placeholder = without[["indicator_id", "polarity", "decimals"]].assign(area_code=area_code)
    series = pd.concat([own, placeholder], ignore_index=True)
    for name in ("one_off", "break_before"):
        series[name] = series[name].fillna(value=False).astype("bool")
    series = series.astype({"year": "Int64", "step": "Int64", "months": "Int64"})
    judged = direction_of_travel(series, rules).astype(
        {"latest_year": "Int64", "previous_year": "Int64", "newest_year": "Int64"}
    )
    names = {"period": "previous_period", "marker": "previous_marker", "area_flag": "previous_area_flag"}
    before = own[["indicator_id", "year", *names]].rename(columns={"year": "previous_year", **names})
    before = before.astype({"previous_year": "Int64"})
    judged = judged.merge(before, on=["indicator_id", "previous_year"], how="left", validate="one_to_one")
    about = latest.drop(columns=["value", "lower_95", "upper_95"])
    judged = judged.merge(about, on="indicator_id", how="left", validate="one_to_one")
    blank = judged["newest_period"].notna() & judged["period"].notna()
    newer = "; no figure for " + judged["newest_period"] + " " + judged["newest_marker"]
    judged["reason"] = judged["reason"].where(~blank, judged["reason"] + newer)
    return judged.sort_values("indicator_id", ignore_index=True)


def _newest_row(keys: list[str]) -> nw.Expr:
    return (nw.col("year") == nw.col("newest_year")) | nw.col("newest_year").is_null()


def _judge(data: nw.LazyFrame[Any], keys: list[str], rules: DirectionRules) -> nw.LazyFrame[Any]:
    value, previous = nw.col("value"), nw.col("previous_value")
    slack = TIE * _largest(value.abs(), previous.abs())
    tolerance = nw.lit(0.0)
    if rules.rule == "tolerance":
        half_a_unit = 0.5 * nw.lit(10.0) ** (-nw.col("decimals"))
        relative = rules.tolerance_percent / 100 * previous.abs()
        tolerance = _largest(relative, nw.when(nw.col("decimals").is_null()).then(0.0).otherwise(half_a_unit))
    shared_months = nw.col("months") - 12 * nw.col("step")
    data = data.with_columns(
        change=value - previous,
        tolerance=tolerance,
        shared_years=nw.when(~nw.col("months").is_null() & (shared_months > 0)).then(shared_months / 12).otherwise(0.0),
    )
    data = data.with_columns(
        unchanged=nw.col("change").abs() <= slack,
        within=nw.col("change").abs() <= nw.col("tolerance") + slack,
        both_intervals=_all_there("lower_95", "upper_95", "previous_lower_95", "previous_upper_95")
        & nw.lit(rules.intervals == "published"),
        overlap=nw.when(value < previous)
        .then(nw.col("previous_lower_95") <= nw.col("upper_95"))
        .otherwise(nw.col("lower_95") <= nw.col("previous_upper_95")),
        goodness=nw.col("change") * sign(nw.col("polarity")),
    )
    undetermined = _first_of(
        (value.is_null(), "no figure by the as-at date"),
        ((nw.col("copies") > 1) | (nw.col("previous_copies") > 1), "two figures for the same year"),
        (nw.col("one_off"), "the publisher makes no yearly series"),
        (nw.col("break_before"), "the series has a break at this period"),
        (~nw.col("previous_year").is_null() & previous.is_null(), "no figure for the period before"),
        (nw.col("first_year") == nw.col("latest_year"), "first figure in the series"),
        (previous.is_null(), "the period before is missing from the series"),
        (
            ~nw.col("previous_months").is_null() & (nw.col("previous_months") != nw.col("months")),
            "the period before has another length",
        ),
        (
            (nw.col("shared_years") > 0) & nw.lit(rules.overlapping_periods == "cannot_determine"),
            "the two periods share years",
        ),
    )
    data = data.with_columns(undetermined=undetermined)
    within, over = REASONS[rules.rule]
    determined = nw.col("undetermined").is_null()
    judged = determined & (nw.col("polarity") != "neutral")
    by_interval = judged & nw.col("both_intervals")
    same = nw.when(nw.col("both_intervals")).then(nw.col("overlap")).otherwise(nw.col("within"))
    return data.select(
        *keys,
        nw.col("latest_year"),
        value.alias("latest_value"),
        nw.when(~value.is_null()).then(nw.col("previous_year")).alias("previous_year"),
        nw.when(~value.is_null()).then(previous).alias("previous_value"),
        nw.col("newest_year"),
        nw.when(determined).then(nw.col("change")).alias("change"),
        nw.when(determined & (previous != 0)).then(100 * nw.col("change") / previous.abs()).alias("change_percent"),
        nw.when(determined)
        .then(
            nw.when(nw.col("unchanged"))
            .then(nw.lit("Unchanged"))
            .otherwise(nw.when(value > previous).then(nw.lit("Increased")).otherwise(nw.lit("Decreased")))
        )
        .alias("movement"),
        nw.when(judged & ~nw.col("both_intervals")).then(nw.col("tolerance")).alias("tolerance"),
        nw.col("shared_years"),
        nw.when(~determined)
        .then(nw.lit(CANNOT_BE_DETERMINED))
        .otherwise(
            nw.when(~judged)
            .then(nw.lit(NOT_JUDGED))
            .otherwise(
                nw.when(same)
                .then(nw.lit(NO_REAL_CHANGE))
                .otherwise(nw.when(nw.col("goodness") > 0).then(nw.lit(IMPROVED)).otherwise(nw.lit(WORSENED)))
            )
        )
        .alias("direction"),
        nw.when(by_interval)
        .then(nw.lit("ci_double_overlap"))
        .otherwise(nw.when(judged).then(nw.lit(rules.rule)))
        .alias("rule"),
        nw.when(by_interval)
        .then(nw.lit("D1"))
        .otherwise(nw.when(judged).then(nw.lit("D2")).otherwise(nw.lit("D0")))
        .alias("rule_id"),
        nw.when(~determined)
        .then(nw.col("undetermined"))
        .otherwise(
            nw.when(~judged)
            .then(nw.lit("polarity is neutral: neither direction is better"))
            .otherwise(
                nw.when(by_interval)
                .then(
                    nw.when(same)
                    .then(nw.lit("the confidence intervals overlap"))
                    .otherwise(nw.lit("the confidence intervals do not overlap"))
                )
                .otherwise(nw.when(same).then(nw.lit(within)).otherwise(nw.lit(over)))
            )
        )
        .alias("reason"),
    )


def _largest(first: nw.Expr, second: nw.Expr) -> nw.Expr:
    return nw.when(first > second).then(first).otherwise(second)


def _all_there(*names: str) -> nw.Expr:
    return nw.all_horizontal(*(~nw.col(name).is_null() for name in names), ignore_nulls=False)


def _first_of(*cases: tuple[nw.Expr, str]) -> nw.Expr:
    result = nw.lit(None, dtype=nw.String())
    for condition, reason in reversed(cases):
        result = nw.when(condition).then(nw.lit(reason)).otherwise(result)
    return result
