"""Funnel plots: how far from the average a figure can be by chance, by the size of its denominator."""

from __future__ import annotations

from typing import Any, Literal

import narwhals as nw
import numpy as np
from numpy.typing import ArrayLike

from helpers.methods.comparison import words
from helpers.methods.frames import any_of, first_of, lazy, native
from helpers.methods.intervals import CONFIDENCE, Numbers, count_interval, events_limits, normal_quantile
from helpers.problems import MethodProblem

LEVELS = (0.95, 0.998)
"""The levels of the inner and the outer limits."""

REASONS = {
    "missing": "no figure",
    "denominator": "a denominator is not above zero",
    "numerator": "a numerator is negative or above its denominator",
    "average": "the average is not between none and all",
    "count": "a count of events is negative",
    "fraction": "a count of events below 10 is not a whole number",
    "expected": "the number of events expected is not above zero",
}
"""Every reason for which an area is not placed in a funnel."""


def proportion_limits(
    average: float, denominator: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """Return the lower and upper limits of a funnel plot of proportions, from 0 to 1.

    `average` is from 0 to 1, `denominator` a number or an array. The limits are those of the score test, held within
    0 and 1.
    Raises MethodProblem where the average is not from 0 to 1 or a denominator is not above zero.
    Source: Spiegelhalter (2005), Stat. Med. 24:1185; equal to the funnel limits of PHEindicatormethods.
    """
    n = np.asarray(denominator, dtype="float64")
    if not 0 <= average <= 1 or np.any(n <= 0):
        raise MethodProblem(f"average must be from 0 to 1 and every denominator above zero; the average is {average}")
    reach = normal_quantile(confidence) * np.sqrt(average * (1 - average) / n)
    return np.clip(average - reach, 0, 1), np.clip(average + reach, 0, 1)


def ratio_limits(observed: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Numbers, Numbers]:
    """Return the limits of a funnel plot of ratios, observed events to expected, by the number observed.

    `observed` is a number or an array of counts above zero. A ratio below the lower limit has so few events
    that chance is an unlikely reason, one above the upper limit so many. Of a rate, the limits are the average rate
    times these, at a population of observed / rate.
    Raises MethodProblem where a count is not above zero.
    Source: exact Poisson limits inverted; equal to the funnel limits of PHEindicatormethods.
    """
    count = np.asarray(observed, dtype="float64")
    if np.any(count <= 0):
        raise MethodProblem("observed must be above zero")
    lower, upper = count_interval(count, confidence, exact_below=np.inf)
    return count / upper, count / lower


def place_in_funnel(frame: Any, kind: Literal["proportion", "ratio"] = "proportion") -> Any:
    """Place each area inside or outside a funnel plot's limits of 95% and 99.8%.

    `frame` has `polarity` and, for proportions, `numerator`, `denominator` and `average` (from 0 to 1); for ratios
    and rates `observed` and `expected` events (expected of a rate: the average rate times the population).

    Gives the rows of `frame` with `comparison`: Similar within 95%; Better or Worse outside it, Best or Worst outside
    99.8% (Lower, Higher, Lowest and Highest where polarity is neutral); Not compared, with `comparison_reason`.
    Areas are marked, not ranked. Limits of events are exact below 10, Byar's from 10.

    Raises MethodProblem where a column is missing or the kind is not known.
    Source: Spiegelhalter (2005), Stat. Med. 24:1185; equal to the funnel significance of PHEindicatormethods.
    """
    needed = {"proportion": ("numerator", "denominator", "average"), "ratio": ("observed", "expected")}
    if kind not in needed:
        raise MethodProblem(f"kind must be one of {', '.join(needed)}; got {kind}")
    data = lazy(frame, (*needed[kind], "polarity"))
    missing = any_of(nw.col(name).is_null() for name in needed[kind])
    data = data.with_columns(comparison_reason=first_of((missing, REASONS["missing"]), *_faults(kind)))
    compared = nw.col("comparison_reason").is_null()
    side: nw.Expr = nw.lit(0)
    for confidence in LEVELS:
        above, below = _outside(kind, compared, confidence)
        side = side + nw.when(above).then(1).otherwise(nw.when(below).then(-1).otherwise(0))
    data = data.with_columns(_side=nw.when(compared).then(side)).with_columns(comparison=words(nw.col("_side")))
    return native(data.drop("_side"), frame)


def _faults(kind: str) -> list[tuple[nw.Expr, str]]:
    if kind == "proportion":
        x, n, average = nw.col("numerator"), nw.col("denominator"), nw.col("average")
        return [
            (n <= 0, REASONS["denominator"]),
            ((x < 0) | (x > n), REASONS["numerator"]),
            ((average <= 0) | (average >= 1), REASONS["average"]),
        ]
    count = nw.col("observed")
    return [
        (count < 0, REASONS["count"]),
        ((count < 10) & (count != count.floor()), REASONS["fraction"]),
        (nw.col("expected") <= 0, REASONS["expected"]),
    ]


def _outside(kind: str, compared: nw.Expr, confidence: float) -> tuple[nw.Expr, nw.Expr]:
    if kind == "proportion":
        n, average = nw.when(compared).then(nw.col("denominator")), nw.col("average")
        reach = normal_quantile(confidence) * (nw.when(compared).then(average * (1 - average)) / n) ** 0.5
        value = nw.col("numerator") / n
        return value > average + reach, value < average - reach
    # So many events as to be unlikely: even the lower limit of their expected number is above what was expected.
    lower, upper = events_limits(nw.when(compared).then(nw.col("observed")), confidence)
    return lower > nw.col("expected"), upper < nw.col("expected")
