"""Direction of travel, year on year: has an indicator improved on the period before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from helpers.method_rules import DirectionRules
from helpers.methods.expressions import SERIES, TIE, all_there, first_of, larger, lazy, native, row_by_row, sign
from helpers.methods.intervals import FROM_COUNTS, PUBLISHED, from_counts
from helpers.verdicts import (
    CANNOT_BE_DETERMINED,
    DECREASED,
    IMPROVED,
    INCREASED,
    NEUTRAL,
    NO_REAL_CHANGE,
    NOT_JUDGED,
    PLAN_IS_BEST,
    UNCHANGED,
    WORSENED,
)

REASONS = {
    "tolerance": ("the change is within the tolerance", "the change is over the tolerance"),
    "exact": ("the figure did not change", "the figure changed"),
}
"""What decided where no interval did, by the rule of the run: no real change, and a change."""

_PLAN_EXACT = ("the distance from the plan did not change", "the distance from the plan changed")
PLAN_REASONS = {
    "tolerance": (
        "the change in the distance from the plan is within the tolerance",
        "the change in the distance from the plan is over the tolerance",
    ),
    "exact": _PLAN_EXACT,
    "none": _PLAN_EXACT,
}
"""The same, of the change in the distance from a plan."""

NO_INTERVALS = "one or both figures have no confidence interval"
"""Why nothing is decided where the rules of the run name intervals alone."""

_NEEDED = ("year", "value", "polarity")
_OPTIONAL = {
    "lower_95": None,
    "upper_95": None,
    "decimals": None,
    "months": None,
    "step": 1,
    "one_off": False,
    "break_before": False,
    "numerator": None,
    "denominator": None,
    "value_type": "",
    "multiplier": None,
    "plan_lower": None,
    "plan_upper": None,
}
_BEFORE = (
    "value",
    "lower_95",
    "upper_95",
    "counts_lower",
    "counts_upper",
    "months",
    "plan_lower",
    "plan_upper",
)
_LATEST = (*_BEFORE, "decimals", "step", "side")
_FLAGS = ("_by_plan", "_one_off", "_break_before")


def direction_of_travel(
    frame: Any, rules: DirectionRules | Mapping[str, Any] | None = None, series: Sequence[str] = SERIES
) -> Any:
    """Judge the newest figure of each series against the figure one step before.

    Columns needed           keys of `series`; year (int, in which the period ends), value (null if there is no
                             figure), polarity (higher_is_better, lower_is_better, neutral or plan_is_best)
    Columns used if present  lower_95 and upper_95 (published limits); numerator, denominator, value_type and
                             multiplier, for limits from counts (see `intervals.with_limits`); decimals (of the
                             published figures: half a unit of the last one is the smallest tolerance); months (length
                             of the period), step (years between periods, 2 for a biennial series), one_off (true where
                             the publisher makes no series), break_before (true where the period cannot be compared with
                             the one before); plan_lower and plan_upper (the band in which the figure should be; both
                             the same for a plan of one figure)
    Columns returned         one row per series: the keys; latest_year, latest_value, previous_year, previous_value,
                             newest_year (later than latest_year where a newer period has no figure); change (units of
                             the value), change_percent (of the previous figure), movement (Increased, Unchanged or
                             Decreased), tolerance (units of the value, where the tolerance rule decided), limits
                             (published, or worked out from counts, where the interval rule decided), shared_years (of
                             overlapping periods); direction, rule (ci_double_overlap, plan_distance, or tolerance or
                             exact as the rules say; null where none was reached), rule_id (D0 to D3), reason
    Raises                   MethodProblem: a column is missing or holds text for numbers
    Source                   docs/methods/02_direction_of_travel.md, rules D0 to D3; Fingertips marks a change between
                             two values by the double overlap of their intervals
    """
    settings = rules if isinstance(rules, DirectionRules) else DirectionRules.model_validate(dict(rules or {}))
    keys = list(series)
    used = dict.fromkeys((*keys, *_NEEDED, *_OPTIONAL))  # no other column of the frame, which may hold anything
    data = lazy(frame, (*keys, *_NEEDED), _OPTIONAL).select(*used)
    data = data.with_columns(polarity=nw.col("polarity").fill_null(NEUTRAL))
    data = _latest_and_before(data, keys)
    if settings.intervals == "published_or_counts":
        data = from_counts(data)
    else:
        none = nw.lit(None, dtype=nw.Float64())
        data = data.with_columns(counts_lower=none, counts_upper=none)
    pairs = _in_one_row(data, keys)
    return native(row_by_row(pairs, keys, lambda rows, own: _judge(rows, own, settings)), frame)


def _latest_and_before(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Keep the newest figure of each series and those one step before; a series without a figure keeps its newest row.

    If a year has two rows, neither can be preferred, and which comes first is not the same on every engine: both stay.
    """
    value, year = nw.col("value"), nw.col("year")
    with_figure = nw.when(~value.is_null()).then(year)
    data = data.with_columns(
        latest_year=with_figure.max().over(keys),
        newest_year=year.max().over(keys),
        first_year=with_figure.min().over(keys),
    )
    latest, newest = nw.col("latest_year"), nw.col("newest_year")
    data = data.with_columns(_compared=nw.when(latest.is_null()).then(newest).otherwise(latest))
    compared = nw.col("_compared")
    data = data.with_columns(
        _is_latest=nw.when((year == compared) | compared.is_null()).then(1).otherwise(0),
        _is_before=nw.when(year + nw.col("step") == compared).then(1).otherwise(0),
    )
    data = data.filter((nw.col("_is_latest") == 1) | (nw.col("_is_before") == 1)).drop("_compared")
    return data.with_columns(
        side=sign(nw.col("polarity")),
        _by_plan=nw.when(nw.col("polarity") == PLAN_IS_BEST).then(1).otherwise(0),
        _one_off=nw.when(nw.col("one_off")).then(1).otherwise(0),
        _break_before=nw.when(nw.col("break_before")).then(1).otherwise(0),
    )


def _in_one_row(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Lay the newest figure of each series out beside the one before; a year with two rows has no figure."""
    latest, before = nw.col("_is_latest") == 1, nw.col("_is_before") == 1
    of_latest = {name: nw.when(latest).then(nw.col(name)) for name in (*_LATEST, *_FLAGS)}
    of_before = {f"previous_{name}": nw.when(before).then(nw.col(name)) for name in ("year", *_BEFORE)}
    of_series = ("latest_year", "newest_year", "first_year")
    data = data.select(*keys, *of_series, "_is_latest", "_is_before", **of_latest, **of_before)
    data = data.group_by(*keys).agg(
        *(nw.col(name).max() for name in (*of_series, *of_latest, *of_before)),
        copies=nw.col("_is_latest").sum(),
        previous_copies=nw.col("_is_before").sum(),
    )
    data = _without_copies(_without_copies(data, ""), "previous_")
    return data.with_columns(
        half_a_unit=0.5 * nw.lit(10.0) ** (-nw.col("decimals")), **{name[1:]: nw.col(name) == 1 for name in _FLAGS}
    )


def _without_copies(data: nw.LazyFrame[Any], prefix: str) -> nw.LazyFrame[Any]:
    alone = nw.col(f"{prefix}copies") == 1
    names = (f"{prefix}value", f"{prefix}months")
    return data.with_columns(**{name: nw.when(alone).then(nw.col(name)) for name in names})


def _judge(data: nw.LazyFrame[Any], keys: list[str], rules: DirectionRules) -> nw.LazyFrame[Any]:
    data = _with_changes(data, rules)
    data = data.with_columns(undetermined=_undetermined(rules))
    within, over = REASONS.get(rules.rule, ("", ""))
    plan_within, plan_over = PLAN_REASONS[rules.rule]
    value, previous = nw.col("value"), nw.col("previous_value")
    determined, judged, same = nw.col("determined"), nw.col("judged"), nw.col("same")
    by_plan, by_interval, by_rule = nw.col("by_plan"), nw.col("by_interval"), nw.col("by_rule")
    # Each condition is worked out once: an expression is worked out wherever it is used.
    data = data.with_columns(determined=nw.col("undetermined").is_null())
    data = data.with_columns(judged=determined & (by_plan | (nw.col("side") != 0)))
    data = data.with_columns(by_interval=judged & nw.col("both_intervals") & (~by_plan | nw.col("overlap")))
    data = data.with_columns(
        by_rule=judged & ~by_interval, same=nw.when(by_interval).then(nw.col("overlap")).otherwise(nw.col("within"))
    )
    return data.select(
        *keys,
        nw.col("latest_year"),
        value.alias("latest_value"),
        nw.when(~nw.col("latest_year").is_null()).then(nw.col("previous_year")).alias("previous_year"),
        nw.when(~nw.col("latest_year").is_null()).then(previous).alias("previous_value"),
        nw.col("newest_year"),
        nw.when(determined).then(nw.col("change")).alias("change"),
        nw.when(determined & (previous != 0)).then(100 * nw.col("change") / nw.col("size")).alias("change_percent"),
        first_of(
            (determined & nw.col("unchanged"), UNCHANGED),
            (determined & (value > previous), INCREASED),
            (determined & (value < previous), DECREASED),
        ).alias("movement"),
        nw.when(by_rule).then(nw.col("tolerance")).alias("tolerance"),
        nw.when(by_interval).then(nw.col("limits")).alias("limits"),
        nw.col("shared_years"),
        first_of(
            (~determined, CANNOT_BE_DETERMINED),
            (~judged, NOT_JUDGED),
            (same, NO_REAL_CHANGE),
            (nw.col("goodness") > 0, IMPROVED),
            (judged, WORSENED),
        ).alias("direction"),
        first_of((by_interval, "ci_double_overlap"), (by_rule & by_plan, "plan_distance"), (by_rule, rules.rule)).alias(
            "rule"
        ),
        first_of((by_interval, "D1"), (by_rule & by_plan, "D3"), (by_rule, "D2"), (~judged, "D0")).alias("rule_id"),
        nw.when(determined)
        .then(
            first_of(
                (~judged, "polarity is neutral: neither direction is better"),
                (by_interval & same, "the confidence intervals overlap"),
                (by_interval, "the confidence intervals do not overlap"),
                (by_plan & same, plan_within),
                (by_plan, plan_over),
                (same, within),
                (judged, over),
            )
        )
        .otherwise(nw.col("undetermined"))
        .alias("reason"),
    )


def _with_changes(data: nw.LazyFrame[Any], rules: DirectionRules) -> nw.LazyFrame[Any]:
    """Add the change, of the figure and of its distance from the plan, the tolerance and the intervals."""
    value, previous, by_plan = nw.col("value"), nw.col("previous_value"), nw.col("by_plan")
    shared_months = nw.col("months") - 12 * nw.col("step")
    data = data.with_columns(
        change=value - previous,
        size=nw.when(previous != 0).then(previous.abs()),
        distance=nw.when(by_plan).then(_distance(value, "plan_lower", "plan_upper")).otherwise(value),
        previous_distance=nw.when(by_plan)
        .then(_distance(previous, "previous_plan_lower", "previous_plan_upper"))
        .otherwise(previous),
        shared_years=nw.when(~nw.col("months").is_null() & (shared_months > 0)).then(shared_months / 12).otherwise(0.0),
        slack=TIE * larger(value.abs(), previous.abs()),
    )
    tolerance: nw.Expr = nw.lit(0.0)
    if rules.rule == "tolerance":
        half_a_unit = nw.col("half_a_unit")
        relative = rules.tolerance_percent / 100 * nw.col("previous_distance").abs()
        tolerance = larger(relative, nw.when(half_a_unit.is_null()).then(0.0).otherwise(half_a_unit))
    moved = nw.col("moved")
    data = data.with_columns(
        tolerance=tolerance, limits=_limits(rules), moved=nw.col("distance") - nw.col("previous_distance")
    )
    published = nw.col("limits") == PUBLISHED
    ends = {
        f"{before}{end}": nw.when(published)
        .then(nw.col(f"{before}{end}_95"))
        .otherwise(nw.col(f"{before}counts_{end}"))
        for before in ("", "previous_")
        for end in ("lower", "upper")
    }
    data = data.with_columns(**ends)
    return data.with_columns(
        unchanged=nw.col("change").abs() <= nw.col("slack"),
        within=moved.abs() <= nw.col("tolerance") + nw.col("slack"),
        both_intervals=~nw.col("limits").is_null(),
        overlap=nw.when(value < previous)
        .then(nw.col("previous_lower") <= nw.col("upper"))
        .otherwise(nw.col("lower") <= nw.col("previous_upper")),
        goodness=nw.when(by_plan).then(-1 * moved).otherwise(nw.col("change") * nw.col("side")),
    )


def _limits(rules: DirectionRules) -> nw.Expr:
    """Say where the limits of both figures come from; they are not mixed."""
    published = all_there("lower_95", "upper_95", "previous_lower_95", "previous_upper_95")
    worked_out = all_there("counts_lower", "counts_upper", "previous_counts_lower", "previous_counts_upper")
    return first_of(
        (published & nw.lit(rules.intervals != "none"), PUBLISHED),
        (worked_out & nw.lit(rules.intervals == "published_or_counts"), FROM_COUNTS),
    )


def _distance(value: nw.Expr, lower: str, upper: str) -> nw.Expr:
    """Return how far a figure is from its band, 0 within it."""
    below, above = nw.col(lower) - value, value - nw.col(upper)
    outside = nw.when(below > 0).then(below).otherwise(nw.when(above > 0).then(above).otherwise(0.0))
    return nw.when(all_there(lower, upper) & ~value.is_null()).then(outside)


def _undetermined(rules: DirectionRules) -> nw.Expr:
    """Return the first reason for which there is nothing sound to compare."""
    previous = nw.col("previous_value")
    by_plan = nw.col("by_plan")
    no_plan = nw.col("distance").is_null() | nw.col("previous_distance").is_null()
    neutral = ~by_plan & (nw.col("side") == 0)
    return first_of(
        (nw.col("latest_year").is_null(), "no figure in time for this report"),
        ((nw.col("copies") > 1) | (nw.col("previous_copies") > 1), "two figures for the same year"),
        (nw.col("one_off"), "no annual series is published"),
        (nw.col("break_before"), "the series has a break at this period"),
        (~nw.col("previous_year").is_null() & previous.is_null(), "no figure for the period before"),
        (nw.col("first_year") == nw.col("latest_year"), "first figure in the series"),
        (previous.is_null(), "the period before is missing from the series"),
        (
            ~nw.col("previous_months").is_null() & (nw.col("previous_months") != nw.col("months")),
            "the two periods differ in length",
        ),
        (
            (nw.col("shared_years") > 0) & nw.lit(rules.overlapping_periods == "cannot_determine"),
            "the two periods share years",
        ),
        (by_plan & no_plan, "no plan for one or both periods"),
        (nw.lit(rules.rule == "none") & ~nw.col("both_intervals") & ~neutral, NO_INTERVALS),
    )
