"""Comparison of a figure with a benchmark or a goal: better, similar or worse than England, say."""

from __future__ import annotations

from typing import Any, Literal, get_args

import narwhals as nw

from helpers.methods.expressions import first_of, lazy, native, sign
from helpers.methods.intervals import CONFIDENCE, count_interval, normal_quantile, wilson_limits
from helpers.problems import MethodProblem
from helpers.verdicts import BEST, BETTER, HIGHER, HIGHEST, LOWER, LOWEST, NEUTRAL, NOT_COMPARED, SIMILAR, WORSE, WORST

Method = Literal[
    "single_overlap",
    "double_overlap",
    "two_levels",
    "funnel_proportion",
    "funnel_rate",
    "goal",
    "goal_with_limits",
    "goal_range",
]

_NEEDED: dict[str, tuple[str, ...]] = {
    "single_overlap": ("value", "lower_95", "upper_95", "benchmark"),
    "double_overlap": ("value", "lower_95", "upper_95", "benchmark", "benchmark_lower_95", "benchmark_upper_95"),
    "two_levels": ("value", "lower_95", "upper_95", "lower_99_8", "upper_99_8", "benchmark"),
    "funnel_proportion": ("value", "denominator", "multiplier", "benchmark"),
    "funnel_rate": ("value", "denominator", "multiplier", "benchmark"),
    "goal": ("value", "goal"),
    "goal_with_limits": ("lower_95", "upper_95", "goal"),
    "goal_range": ("value", "goal_lower", "goal_upper"),
}

REASONS = {
    "value": "no figure",
    "lower_95": "no confidence limits",
    "upper_95": "no confidence limits",
    "lower_99_8": "no confidence limits at 99.8%",
    "upper_99_8": "no confidence limits at 99.8%",
    "benchmark": "no figure for the benchmark",
    "benchmark_lower_95": "no confidence limits for the benchmark",
    "benchmark_upper_95": "no confidence limits for the benchmark",
    "denominator": "no denominator",
    "multiplier": "the base of the rate is not stated",
    "goal": "no goal",
    "goal_lower": "no goal",
    "goal_upper": "no goal",
    "polarity": "polarity is not applicable",
    "self": "the area is the benchmark itself",
    "zero": "a denominator or a multiplier is zero or negative",
    "share": "the benchmark is below 0% or above 100%",
    "negative": "the benchmark is negative",
    NEUTRAL: "polarity is neutral: neither side of a goal is better",
    "range": "the goal's lower end is above its upper end",
}
"""Every reason for which a figure is not compared, by the column that is missing or by what is wrong."""


def compare_with_benchmark(frame: Any, method: Method = "single_overlap", confidence: float = CONFIDENCE) -> Any:
    """Say of each figure whether it is better than, similar to or worse than a benchmark or a goal.

    - single_overlap: Similar where the benchmark is within the interval.
    - double_overlap: Similar where the two intervals overlap.
    - two_levels: Best or Worst (Highest or Lowest) where the benchmark is outside the wider interval too.
    - funnel_proportion, funnel_rate: Similar where the value is within what chance would give at the benchmark for this
      denominator, by `confidence`.
    - goal, goal_with_limits, goal_range: Better is met; Similar is within the range, or an interval on both sides of
      the goal.

    A figure or a benchmark that touches a limit of an interval or of a funnel is within it. A figure that just reaches
    a goal has met it, and one at the upper end of a range is beyond the range. An area that is part of the benchmark,
    as every area is of England, is compared all the same.

    Columns needed           polarity (higher_is_better, lower_is_better or neutral; null where it is not applicable, so
                             that nothing is compared); by single_overlap: value, lower_95, upper_95, benchmark;
                             double_overlap: also benchmark_lower_95, benchmark_upper_95; two_levels: those of
                             single_overlap and lower_99_8, upper_99_8; funnel_proportion and funnel_rate: value,
                             denominator, multiplier (what the value is per: 100 for a percentage), benchmark; goal:
                             value, goal; goal_with_limits: lower_95, upper_95, goal; goal_range: value, goal_lower,
                             goal_upper
    Columns used if present  is_benchmark: true on the benchmark's own row, which can be compared with a goal alone
    Columns returned         those of the frame; comparison (Better, Similar, Worse; Lower, Similar, Higher where
                             polarity is neutral; Best, Worst, Highest, Lowest by two_levels; Not compared),
                             comparison_reason (null where compared)
    Raises                   MethodProblem: a column is missing or holds text for numbers, the method is not known, or
                             funnel_rate is given a frame that is not in memory: its limits have no closed form
    Source                   the comparison methods of Fingertips (public technical guidance; open source code of the
                             service)
    """
    if method not in get_args(Method):
        raise MethodProblem(f"method must be one of {', '.join(get_args(Method))}; got {method}")
    needed = _NEEDED[method]
    data = lazy(frame, (*needed, "polarity"), {"is_benchmark": False})
    reason = first_of(
        (nw.col("polarity").is_null(), REASONS["polarity"]),
        (nw.col("is_benchmark") & nw.lit(not method.startswith("goal")), REASONS["self"]),
        *((nw.col(name).is_null(), REASONS[name]) for name in needed),
        *_faults(method),
    )
    data = data.with_columns(comparison_reason=reason)
    data = data.with_columns(**_limits(data, frame, method, confidence)).with_columns(_side=_side(method))
    return native(data.with_columns(comparison=words(nw.col("_side"))).drop("_lower", "_upper", "_side"), frame)


def words(side: nw.Expr) -> nw.Expr:
    """Return the word for the side of a benchmark on which a figure is, by the column `polarity`.

    `side` is 0 for similar, 1 for above and 2 for above beyond the second level, below zero for below; null where
    nothing is compared.
    """
    goodness = side * sign(nw.col("polarity"))
    return first_of(
        (side.is_null(), NOT_COMPARED),
        (side == 0, SIMILAR),
        (goodness >= 2, BEST),
        (goodness > 0, BETTER),
        (goodness <= -2, WORST),
        (goodness < 0, WORSE),
        (side >= 2, HIGHEST),
        (side > 0, HIGHER),
        (side <= -2, LOWEST),
        (side < 0, LOWER),
    )


def _faults(method: Method) -> list[tuple[nw.Expr, str]]:
    benchmark = nw.col("benchmark")
    if method.startswith("funnel"):
        zero = ((nw.col("denominator") <= 0) | (nw.col("multiplier") <= 0), REASONS["zero"])
        if method == "funnel_proportion":
            return [zero, ((benchmark < 0) | (benchmark > nw.col("multiplier")), REASONS["share"])]
        return [zero, (benchmark < 0, REASONS["negative"])]
    if method.startswith("goal"):
        neutral = (sign(nw.col("polarity")) == 0, REASONS[NEUTRAL])
        if method == "goal_range":
            return [neutral, (nw.col("goal_lower") > nw.col("goal_upper"), REASONS["range"])]
        return [neutral]
    return []


def _limits(data: nw.LazyFrame[Any], frame: Any, method: Method, confidence: float) -> dict[str, nw.Expr]:
    """What chance would give at the benchmark for this denominator, in the units of the value."""
    compared = nw.col("comparison_reason").is_null()
    if not method.startswith("funnel"):
        return {"_lower": nw.lit(0), "_upper": nw.lit(0)}
    n, multiplier = nw.col("denominator"), nw.when(compared).then(nw.col("multiplier"))
    expected = nw.when(compared).then(nw.col("benchmark") * n) / multiplier
    if method == "funnel_proportion":
        lower, upper = wilson_limits(expected, nw.when(compared).then(n), normal_quantile(confidence))
        return {"_lower": lower * multiplier, "_upper": upper * multiplier}
    if not isinstance(nw.from_native(frame), nw.DataFrame):
        raise MethodProblem("funnel_rate needs a frame in memory: the limits of a Poisson count have no closed form")
    events = data.select(_expected=expected).collect()["_expected"]
    ends = count_interval(events.to_numpy(), confidence, exact_below=float("inf"))
    per = multiplier / nw.when(compared).then(n)
    series: list[Any] = [nw.new_series("events", end, backend=events.implementation) for end in ends]
    return {"_lower": per * nw.lit(series[0]), "_upper": per * nw.lit(series[1])}


def _side(method: Method) -> nw.Expr:
    """Return on which side of the benchmark a figure is; see `words`."""
    value = nw.col("value")
    lower, upper = nw.col("lower_95"), nw.col("upper_95")
    if method == "goal":
        goal = nw.col("goal")
        # A goal that is just reached is met, on whichever side the good is.
        above = nw.when(value > goal).then(1).otherwise(nw.when(value < goal).then(-1))
        side = nw.when(above.is_null()).then(sign(nw.col("polarity"))).otherwise(above)
    elif method == "goal_with_limits":
        side = _beyond(lower >= nw.col("goal"), upper < nw.col("goal"))
    elif method == "goal_range":
        side = _beyond(value >= nw.col("goal_upper"), value < nw.col("goal_lower"))
    elif method.startswith("funnel"):
        side = _beyond(value > nw.col("_upper"), value < nw.col("_lower"))
    elif method == "double_overlap":
        benchmark = nw.col("benchmark")
        side = _beyond(
            (value >= benchmark) & (lower > nw.col("benchmark_upper_95")),
            (value < benchmark) & (upper < nw.col("benchmark_lower_95")),
        )
    else:
        benchmark = nw.col("benchmark")
        side = _beyond(lower > benchmark, upper < benchmark)
        if method == "two_levels":
            side = side + _beyond(nw.col("lower_99_8") > benchmark, nw.col("upper_99_8") < benchmark)
    return nw.when(nw.col("comparison_reason").is_null()).then(side)


def _beyond(above: nw.Expr, below: nw.Expr) -> nw.Expr:
    return nw.when(above).then(1).otherwise(nw.when(below).then(-1).otherwise(0))
