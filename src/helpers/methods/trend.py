"""The recent trend over five points, as Fingertips marks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import Any, Literal, get_args

import narwhals as nw
from scipy.special import chdtri

from helpers.method_rules import TrendMethod
from helpers.methods.expressions import (
    SERIES,
    first_of,
    lazy,
    native,
    row_by_row,
)
from helpers.methods.intervals import CONFIDENCE, normal_quantile
from helpers.methods.last_points import POINTS, keep_unbroken, lay_out_last_points, number_from_newest, numbers
from helpers.problems import MethodProblem
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    DECREASING,
    GETTING_BETTER,
    GETTING_WORSE,
    INCREASING,
    NO_SIGNIFICANT_CHANGE,
)

SIGNIFICANT = float(chdtri(1, 0.002))
"""A trend is significant where its chi-squared is above this: the 99.8% point, with one degree of freedom."""

REASONS = {
    "type": "a trend is not calculated for this type of value",
    "one_off": "no annual series is published",
    "duplicate": "two figures for the same year",
    "few": "fewer than five periods",
    "overlap": "the periods share years",
    "length": "the periods differ in length",
    "break": "the series has a break in the last five periods",
    "missing": "a figure is missing in the last five periods",
    "counts": "a numerator or a denominator is missing in the last five periods",
    "denominator": "a denominator is zero or negative",
    "numerator": "a numerator is negative or larger than its denominator",
    "full": "a numerator is zero or equal to its denominator",
    "limits": "confidence limits are missing in the last five periods",
    "width": "a confidence interval has no width",
    "unbroken": "fewer than five consecutive periods have a figure and its counts",
    "no_limits": "fewer than five periods have a confidence interval of any width, so this method reports no change",
    "outlier": "the slope is significant only because of one figure",
    "not_significant": "the slope is not significant",
    "significant": "the slope is significant, whichever figure is left out",
}
"""Every reason that is printed."""

_NEEDED = ("year", "value", "value_type", "polarity")
_OPTIONAL = {
    "lower_95": None,
    "upper_95": None,
    "numerator": None,
    "denominator": None,
    "months": None,
    "step": 1,
    "one_off": False,
    "break_before": False,
}
_ALIKE = 1e-12
"""A slope is none where it is no more than this of the terms whose difference it is."""

_FUZZ = 2e-14
"""What the last binary digits of a figure can add to a slope, of the figure's height."""


def recent_trend(
    frame: Any,
    method: TrendMethod = "fingertips-2025",
    series: Sequence[str] = SERIES,
    *,
    confidence: float = CONFIDENCE,
    proportions: Literal["counts", "limits"] = "counts",
) -> Any:
    """Say whether each series has been rising or falling over its last five points.

    `method` is fingertips-2025, or fingertips-2020 to replay markers of that time: proportions and crude rates only,
    the series cut at the newest period without a figure or a count, and proportions judged by counts or, with
    `proportions="limits"`, by their limits, as the comparison method of the indicator then decided. Points are counted
    1 to 5, whatever the years between them.

    Columns needed: the key columns of `series`; `year` (int, in which the period ends), `value`, `value_type` (a
    proportion or percentage, or one of `last_points.WITH_LIMITS`), `polarity` (higher_is_better, lower_is_better or
    neutral).

    Columns used if present: `numerator` and `denominator`, without which a proportion has no result; `lower_95` and
    `upper_95` at the level `confidence`, without which any other value has none; `months` (length of the period),
    `step` (years between periods), `one_off`, `break_before` (true where the period cannot be compared with the one
    before), `newer` (how many later years of the series have a row, without which the rows are sorted).

    Columns returned: one row per series with the keys; `first_year` and `last_year` of the five points, `points`
    (periods in the series); `movement` (Increasing, Decreasing, No significant change or Cannot be calculated);
    `marker`, the movement with 'and getting better' or 'and getting worse' where polarity says so; `reason`;
    `chi_squared` and `slope` (per period, in units of the value or in log odds of a proportion; null where it cannot be
    calculated).

    Raises: MethodProblem where a column is missing or the method is not known.

    Source: Fingertips public technical guidance, trend markers; Cochran (1954) and Armitage (1955) for proportions,
    least squares weighted by the inverse variance for all others.
    """
    if method not in get_args(TrendMethod) or proportions not in ("counts", "limits"):
        raise MethodProblem(
            f"method must be one of {', '.join(get_args(TrendMethod))} and proportions counts or limits; "
            f"got {method} and {proportions}"
        )
    keys = list(series)
    data = lazy(frame, (*keys, *_NEEDED), _OPTIONAL)
    if method == "fingertips-2025":
        points = lay_out_last_points(number_from_newest(data, keys), keys)
        z = normal_quantile(confidence)
        judged = row_by_row(points, keys, lambda rows, own: _judge(_reasons_2025(rows), own, z))
    else:
        points = lay_out_last_points(keep_unbroken(number_from_newest(data, keys), keys), keys)
        judged = row_by_row(
            points, keys, lambda rows, own: _judge(_reasons_2020(rows, proportions), own, 1.96, replay=True)
        )
    return native(judged, frame)


def _is(name: str) -> nw.Expr:
    return nw.col(name) == 1


def _reasons_2025(points: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    points = points.with_columns(by_counts=_is("proportion"), by_limits=~_is("proportion"))
    by_counts, by_limits = nw.col("by_counts"), nw.col("by_limits")
    reason = first_of(
        (by_limits & ~_is("limited"), REASONS["type"]),
        *_shape_of_series(),
        (_is("broken"), REASONS["break"]),
        (_is("missing"), REASONS["missing"]),
        (by_counts & _is("no_counts"), REASONS["counts"]),
        (by_counts & _is("no_denominator"), REASONS["denominator"]),
        (by_counts & _is("no_share"), REASONS["numerator"]),
        (by_counts & _is("none_or_all"), REASONS["full"]),
        (by_limits & _is("no_limits"), REASONS["limits"]),
        (by_limits & _is("no_width"), REASONS["width"]),
    )
    return points.with_columns(reason=reason, unlimited=nw.lit(False))


def _reasons_2020(points: nw.LazyFrame[Any], proportions: Literal["counts", "limits"]) -> nw.LazyFrame[Any]:
    points = points.with_columns(by_counts=_is("proportion") & nw.lit(proportions == "counts"))
    by_counts = nw.col("by_counts")
    refused = first_of(
        (~_is("proportion") & ~_is("crude"), REASONS["type"]),
        *_shape_of_series(),
        (nw.col("unbroken") < POINTS, REASONS["unbroken"]),
        (_is("full"), REASONS["full"]),
        (by_counts & _is("no_denominator"), REASONS["denominator"]),
        (by_counts & _is("no_share"), REASONS["numerator"]),
        (by_counts & _is("none"), REASONS["full"]),
    )
    unlimited = (nw.col("used") < POINTS) | (~by_counts & _is("no_width"))
    points = points.with_columns(refused=refused).with_columns(unlimited=nw.col("refused").is_null() & unlimited)
    return points.with_columns(
        reason=nw.when(nw.col("unlimited")).then(nw.lit(REASONS["no_limits"])).otherwise(nw.col("refused"))
    )


def _shape_of_series() -> list[tuple[nw.Expr, str]]:
    return [
        (_is("single"), REASONS["one_off"]),
        (nw.col("points") > nw.col("years"), REASONS["duplicate"]),
        (nw.col("points") < POINTS, REASONS["few"]),
        (nw.col("longest") > 12 * nw.col("step"), REASONS["overlap"]),
        (nw.col("longest") > nw.col("shortest"), REASONS["length"]),
    ]


def _judge(points: nw.LazyFrame[Any], keys: list[str], z: float, *, replay: bool = False) -> nw.LazyFrame[Any]:
    """Work out slope and chi-squared where there is no reason against it; values are taken from the newest point.

    Each term is a column of its own: an expression is recalculated wherever it is used.
    """
    points = _with_terms(points, z)
    left_out = ["", *(f"_without_{k}" for k in numbers())]
    sums = {
        f"{name}{ending}": _total(
            nw.col(f"{name}_{k}") for k in numbers() if ending != f"_without_{k}" and not (k == 1 and "t" in name)
        )
        for ending in left_out
        for name in ("w", "wt", "wy", "wty")
    }
    points = points.with_columns(**sums, wtt=_total(nw.col(f"wtt_{k}") for k in numbers() if k > 1))
    points = points.with_columns(
        **{f"more{ending}": nw.col(f"w{ending}") * nw.col(f"wty{ending}") for ending in left_out},
        **{f"less{ending}": nw.col(f"wt{ending}") * nw.col(f"wy{ending}") for ending in left_out},
        run=nw.col("w") * nw.col("wtt") - nw.col("wt") * nw.col("wt"),
    )
    points = points.with_columns(**{f"rise{ending}": _rise(ending) for ending in left_out})
    points = points.with_columns(slope=nw.col("rise") / nw.when(nw.col("run") > 0).then(nw.col("run")))
    points = points.with_columns(
        turns=_total(nw.when(_same_way(k, replay=replay)).then(0).otherwise(1) for k in numbers()),
        chi_squared=nw.when(nw.col("by_counts"))
        .then(_chi_squared_of_counts())
        .otherwise(nw.col("slope") * nw.col("slope") * nw.col("run") / nw.col("w")),
    )
    return _words(points, keys)


def _with_terms(points: nw.LazyFrame[Any], z: float) -> nw.LazyFrame[Any]:
    """Add each point's weight and height, and their products with its time; null where nothing is worked out."""
    height = nw.max_horizontal(*(nw.col(f"value_{k}").abs() for k in numbers()))
    points = points.with_columns(
        usable=nw.col("reason").is_null(), fuzz=_FUZZ * nw.when(nw.col("by_counts")).then(1.0).otherwise(height)
    )
    points = points.with_columns(
        counted=nw.col("usable") & nw.col("by_counts"), measured=nw.col("usable") & ~nw.col("by_counts")
    )
    points = points.with_columns(
        **{
            f"odds_{k}": nw.when(nw.col("counted")).then(
                nw.col(f"numerator_{k}") / (nw.col(f"denominator_{k}") - nw.col(f"numerator_{k}"))
            )
            for k in numbers()
        },
        **{f"deviation_{k}": nw.when(nw.col("measured")).then(nw.col(f"width_{k}") / (2 * z)) for k in numbers()},
    )
    points = points.with_columns(
        **{
            f"w_{k}": nw.when(nw.col("counted"))
            .then(1.0)
            .otherwise(1 / (nw.col(f"deviation_{k}") * nw.col(f"deviation_{k}")))
            for k in numbers()
        },
        **{
            f"y_{k}": nw.when(nw.col("counted"))
            .then(nw.col(f"odds_{k}").log() - nw.col("odds_1").log())
            .otherwise(nw.col(f"value_{k}") - nw.col("value_1"))
            for k in numbers()
        },
    )
    later = [k for k in numbers() if k > 1]
    points = points.with_columns(
        **{f"wy_{k}": nw.col(f"w_{k}") * nw.col(f"y_{k}") for k in numbers()},
        **{f"wt_{k}": nw.col(f"w_{k}") * _time(k) for k in later},
        **{f"wtt_{k}": nw.col(f"w_{k}") * _time(k) ** 2 for k in later},
    )
    return points.with_columns(**{f"wty_{k}": nw.col(f"wt_{k}") * nw.col(f"y_{k}") for k in later})


def _rise(ending: str) -> nw.Expr:
    """Return the rise of weighted least squares over its run; one of rounding alone is none."""
    more, less = nw.col(f"more{ending}"), nw.col(f"less{ending}")
    rounding = (
        _ALIKE * (more.abs() + less.abs()) + nw.col("fuzz") * (nw.col(f"w{ending}") * nw.col(f"wt{ending}")).abs()
    )
    return nw.when((more - less).abs() > rounding).then(more - less).otherwise(0.0)


def _same_way(left_out: int, *, replay: bool) -> nw.Expr:
    """Return true where leaving a point out does not turn the slope; in 2020 a slope of none counted as a rise."""
    without, whole = nw.col(f"rise_without_{left_out}"), nw.col("rise")
    return (without >= 0) == (whole >= 0) if replay else without * whole > 0


def _chi_squared_of_counts() -> nw.Expr:
    """Return the Cochran-Armitage statistic with N, not N - 1."""
    x, xt = (_total(nw.col(f"numerator_{k}") * _time(k) ** power for k in numbers()) for power in range(2))
    n, nt, ntt = (_total(nw.col(f"denominator_{k}") * _time(k) ** power for k in numbers()) for power in range(3))
    score = n * xt - x * nt
    spread = x * (n - x) * (n * ntt - nt * nt)
    return n * score * score / nw.when(nw.col("counted")).then(spread)


def _words(points: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    usable, slope = nw.col("usable"), nw.col("slope")
    points = points.with_columns(
        significant=usable & (nw.col("chi_squared") > SIGNIFICANT), outlier=usable & (nw.col("turns") > 0)
    )
    points = points.with_columns(moving=nw.col("significant") & ~nw.col("outlier"))
    points = points.with_columns(
        rising=nw.col("moving") & (slope > 0),
        falling=nw.col("moving") & (slope < 0),
        better=nw.col("moving") & (slope * nw.col("side") > 0),
        worse=nw.col("moving") & (slope * nw.col("side") < 0),
        steady=nw.col("unlimited") | (usable & ~nw.col("moving")),
    )
    rising, falling, better, worse = (nw.col(name) for name in ("rising", "falling", "better", "worse"))
    rest = ((nw.col("steady"), NO_SIGNIFICANT_CHANGE), (~usable, CANNOT_BE_CALCULATED))
    return points.select(
        *keys,
        first_year=nw.when(usable).then(nw.col("first_year")),
        last_year=nw.when(usable).then(nw.col("last_year")),
        points=nw.col("points"),
        movement=first_of((rising, INCREASING), (falling, DECREASING), *rest),
        marker=first_of(
            (rising & better, INCREASING + GETTING_BETTER),
            (rising & worse, INCREASING + GETTING_WORSE),
            (falling & better, DECREASING + GETTING_BETTER),
            (falling & worse, DECREASING + GETTING_WORSE),
            (rising, INCREASING),
            (falling, DECREASING),
            *rest,
        ),
        reason=nw.when(usable)
        .then(
            first_of(
                (~nw.col("significant"), REASONS["not_significant"]),
                (nw.col("outlier"), REASONS["outlier"]),
                (usable, REASONS["significant"]),
            )
        )
        .otherwise(nw.col("reason")),
        chi_squared=nw.col("chi_squared"),
        slope=slope,
    )


def _total(terms: Iterable[nw.Expr]) -> nw.Expr:
    return reduce(add, terms)


def _time(number: int) -> float:
    """Return a point's place in time: 0 is the newest, -1 the one before, whatever the years between."""
    return float(1 - number)
