"""Confidence intervals of proportions, rates and means, published or worked out from counts."""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri, stdtrit

from helpers.methods.expressions import CRUDE_RATES, PROPORTIONS, all_there, among, first_of, lazy, native
from helpers.problems import MethodProblem

CONFIDENCE = 0.95
"""The level of an interval, unless another is asked for."""

BYAR_FROM = 10
"""The smallest count for which Byar's approximation is used; smaller counts have exact limits."""

PUBLISHED, FROM_COUNTS = "published", "worked out from counts"
"""Where the limits of a figure come from."""

Numbers = NDArray[np.float64]
Figures = tuple[ArrayLike, ArrayLike, ArrayLike]
"""A figure with its lower and its upper limit."""

Number = TypeVar("Number", Numbers, nw.Expr)


def normal_quantile(confidence: float) -> float:
    """Return how many standard errors an interval reaches to each side: 1.96 at 95%.

    Raises MethodProblem where `confidence` is not from 0.9 to under 1, or from 90 to under 100 (per cent).

    >>> round(normal_quantile(0.95), 6), round(normal_quantile(99.8), 6)
    (1.959964, 3.090232)
    """
    return float(ndtri((1 + level(confidence)) / 2))


def level(confidence: float) -> float:
    """Return a level of confidence as a share of 1, whether it was given as 0.95 or as 95.

    Raises  MethodProblem: it is not from 0.9 to under 1, or from 90 to under 100
    """
    share = confidence / 100 if confidence >= 90 else confidence
    if not 0.9 <= share < 1:
        raise MethodProblem(f"confidence must be from 0.9 to under 1, or from 90 to under 100; got {confidence}")
    return share


def proportion_interval(
    numerator: ArrayLike, denominator: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """Return the lower and upper limits of proportions by Wilson's score method, from 0 to 1.

    `numerator` and `denominator` are numbers or arrays of the same shape; where one is missing, so are the
    limits.
    Raises MethodProblem where a numerator is negative or above its denominator, or a denominator not above zero.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22:209; Newcombe and Altman (2000), Statistics with Confidence.
    """
    x, n = _counts(numerator, denominator)
    _must("numerator must be no more than its denominator", x, x > n)
    lower, upper = wilson(x, n, normal_quantile(confidence))
    # Of none the lower limit is 0 and of all the upper is 1, whatever the last digit of the arithmetic.
    return np.where(x == 0, 0.0, lower)[()], np.where(x == n, 1.0, upper)[()]


def rate_interval(
    count: ArrayLike, denominator: ArrayLike, multiplier: float = 100_000, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """Return the lower and upper limits of rates of events: exact below a count of 10, Byar's from 10.

    `count` and `denominator` are numbers or arrays of the same shape; the rate is for `multiplier` units of the
    denominator. Where one is missing, so are the limits.
    Raises MethodProblem where a count is negative, or a denominator or the multiplier not above zero.
    Source: exact limits of a Poisson count by the chi-squared distribution; Byar's approximation of them,
    Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69.
    """
    x, n = _counts(count, denominator, "count")
    if not multiplier > 0:
        raise MethodProblem(f"multiplier must be above zero; got {multiplier}")
    lower, upper = count_interval(x, confidence)
    return lower / n * multiplier, upper / n * multiplier


def count_interval(
    count: ArrayLike, confidence: float = CONFIDENCE, exact_below: float = BYAR_FROM
) -> tuple[Numbers, Numbers]:
    """Return the lower and upper limits of the expected number of events where `count` were seen.

    Exact below `exact_below` (10; give infinity for exact limits of every count), otherwise Byar's.
    Raises MethodProblem where a count is negative.
    Source: as for `rate_interval`.
    """
    x = _numbers(count, "count")
    _must("count must be zero or more", x, x < 0)
    z, tail = normal_quantile(confidence), (1 - level(confidence)) / 2
    small = x < exact_below
    safe = np.where(small, BYAR_FROM, x)
    # Half the quantile of chi-squared with 2x degrees of freedom is the quantile of the gamma distribution with x.
    exact_lower = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1), tail), 0)
    lower = np.where(small, exact_lower, byar(safe, -z))
    upper = np.where(small, gammaincinv(x + 1, 1 - tail), byar(safe + 1, z))
    missing = np.isnan(x)
    # So few events at so high a level that Byar's lower limit would be negative have none.
    return np.where(missing | (lower < 0), np.nan, lower)[()], np.where(missing, np.nan, upper)[()]


def mean_interval(
    mean: ArrayLike, standard_deviation: ArrayLike, number: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """Return the lower and upper limits of means by Student's t, from the sample's standard deviation.

    The arguments are numbers or arrays of the same shape; `standard_deviation` is that with n - 1. Where one is
    missing, or a mean is of fewer than two values, the limits are missing.
    Raises MethodProblem where a standard deviation or a number of values is negative.
    Source: Armitage and Berry (2002), Statistical Methods in Medical Research, 4th edition.
    """
    centre = _numbers(mean, "mean")
    spread = _numbers(standard_deviation, "standard_deviation")
    n = _numbers(number, "number")
    _must("standard_deviation must be zero or more", spread, spread < 0)
    _must("number must be zero or more", n, n < 0)
    enough = np.where(n >= 2, n, np.nan)
    reach = stdtrit(enough - 1, (1 + level(confidence)) / 2) * spread / np.sqrt(enough)
    return centre - reach, centre + reach


def difference_interval(first: Figures, second: Figures) -> tuple[Numbers, Numbers]:
    """Return the lower and upper limits of the difference of two independent figures, from the limits of each.

    `first` and `second` are each a figure with its lower and its upper limit, numbers or arrays of one shape; where one
    is missing, so are the limits. The level is that of the limits.
    Source: Newcombe (1998), Statistics in Medicine 17:873, method 10; for any two figures Zou and Donner (2008),
    Statistics in Medicine 27:1693.
    """
    value, lower, upper = (_numbers(part, "first") for part in first)
    other, other_lower, other_upper = (_numbers(part, "second") for part in second)
    difference = value - other
    below = np.hypot(value - lower, other_upper - other)
    above = np.hypot(upper - value, other - other_lower)
    return difference - below, difference + above


def with_limits(frame: Any, confidence: float = CONFIDENCE) -> Any:
    """Give each figure that has no published limits those worked out from its counts, where that is sound.

    Worked out are the limits of a proportion (Wilson) and of a crude rate (exact below 10, Byar's from 10), and only
    where the value is published and is the numerator over the denominator to within half a unit of its last decimal: a
    weighted or standardised figure is not, and a figure that the publisher hid is not worked out.

    Columns needed           value, lower_95, upper_95, numerator, denominator, value_type, multiplier (what the value
                             is per: 100 for a percentage)
    Columns used if present  decimals (of the published value)
    Columns returned         those of the frame, lower_95 and upper_95 filled in; limits (published, worked out from
                             counts, or null if there are none)
    Raises                   MethodProblem: a column is missing or holds text for numbers, or `confidence` is out of
                             range (see `level`)
    Source                   as for `proportion_interval` and `rate_interval`
    """
    needed = ("value", "lower_95", "upper_95", "numerator", "denominator", "value_type", "multiplier")
    data = from_counts(lazy(frame, needed, {"decimals": None}), confidence)
    published = all_there("lower_95", "upper_95")
    worked_out = all_there("counts_lower", "counts_upper")
    data = data.with_columns(
        limits=first_of((published, PUBLISHED), (worked_out, FROM_COUNTS)),
        lower_95=nw.when(published).then(nw.col("lower_95")).otherwise(nw.col("counts_lower")),
        upper_95=nw.when(published).then(nw.col("upper_95")).otherwise(nw.col("counts_upper")),
    )
    return native(data.drop("counts_lower", "counts_upper"), frame)


def from_counts(data: nw.LazyFrame[Any], confidence: float = CONFIDENCE) -> nw.LazyFrame[Any]:
    """Add limits worked out from counts.

    Columns needed    value, numerator, denominator, value_type, multiplier, decimals
    Columns returned  those of the frame; counts_lower, counts_upper (null where `with_limits` gives none)
    Raises            MethodProblem: `confidence` is out of range (see `level`)
    Source            as for `with_limits`
    """
    x, n, multiplier = nw.col("numerator"), nw.col("denominator"), nw.col("multiplier")
    z = normal_quantile(confidence)
    # Each condition is worked out once: an expression is worked out wherever it is used.
    data = data.with_columns(
        _proportion=among(nw.col("value_type"), PROPORTIONS), _rate=among(nw.col("value_type"), CRUDE_RATES)
    )
    proportion, rate = nw.col("_proportion"), nw.col("_rate")
    usable = all_there("value", "numerator", "denominator", "multiplier") & (n > 0) & (x >= 0)
    data = data.with_columns(_usable=usable & ((proportion & (x <= n)) | rate))
    usable = nw.col("_usable")
    data = data.with_columns(
        _n=nw.when(usable).then(n), _x=nw.when(usable).then(x), _per=nw.when(usable).then(multiplier / n)
    )
    x, n, per = nw.col("_x"), nw.col("_n"), nw.col("_per")
    precise = nw.when(nw.col("decimals").is_null()).then(0.0).otherwise(0.5 * nw.lit(10.0) ** (-nw.col("decimals")))
    value = nw.col("value")
    data = data.with_columns(_agree=(value - x * per).abs() <= precise + 1e-9 * value.abs())
    data = data.with_columns(_proportion=nw.col("_agree") & proportion, _rate=nw.col("_agree") & rate)
    wilson_lower, wilson_upper = wilson_limits(x, n, z)
    rate_lower, rate_upper = events_limits(x, confidence)
    data = data.with_columns(
        counts_lower=nw.when(proportion)
        .then(multiplier * wilson_lower)
        .otherwise(nw.when(rate).then(per * rate_lower)),
        counts_upper=nw.when(proportion)
        .then(multiplier * wilson_upper)
        .otherwise(nw.when(rate).then(per * rate_upper)),
    )
    return data.drop("_x", "_n", "_per", "_usable", "_agree", "_proportion", "_rate")


def events_limits(count: nw.Expr, confidence: float) -> tuple[nw.Expr, nw.Expr]:
    """Return the limits of a count of events as expressions; a count below 10 that is not whole has none."""
    z = normal_quantile(confidence)
    exact_lower, exact_upper = count_interval(np.arange(BYAR_FROM), confidence)
    lower: nw.Expr = nw.lit(None, dtype=nw.Float64())
    upper: nw.Expr = nw.lit(None, dtype=nw.Float64())
    for small in range(BYAR_FROM):
        lower = nw.when(count == small).then(nw.lit(float(exact_lower[small]))).otherwise(lower)
        upper = nw.when(count == small).then(nw.lit(float(exact_upper[small]))).otherwise(upper)
    large = nw.when(count >= BYAR_FROM).then(count)
    return (
        nw.when(count >= BYAR_FROM).then(byar(large, -z)).otherwise(lower),
        nw.when(count >= BYAR_FROM).then(byar(large + 1, z)).otherwise(upper),
    )


def wilson(x: Number, n: Number, z: float) -> tuple[Number, Number]:
    """Return Wilson's limits of x out of n, as arrays or as expressions."""
    middle, reach = 2 * x + z**2, z * (z**2 + 4 * x * (1 - x / n)) ** 0.5
    whole = 2 * (n + z**2)
    return (middle - reach) / whole, (middle + reach) / whole


def wilson_limits(x: nw.Expr, n: nw.Expr, z: float) -> tuple[nw.Expr, nw.Expr]:
    """Return Wilson's limits as expressions: of none the lower is 0, of all the upper is 1."""
    lower, upper = wilson(x, n, z)
    return nw.when(x <= 0).then(nw.lit(0.0)).otherwise(lower), nw.when(x >= n).then(nw.lit(1.0)).otherwise(upper)


def byar(count: Number, z: float) -> Number:
    """Return Byar's lower limit (z below zero, the count) or upper limit (z above zero, the count and one)."""
    return count * (1 - 1 / (9 * count) + z / (3 * count**0.5)) ** 3


def _counts(numerator: ArrayLike, denominator: ArrayLike, name: str = "numerator") -> tuple[Numbers, Numbers]:
    x, n = _numbers(numerator, name), _numbers(denominator, "denominator")
    if x.ndim and n.ndim and x.shape != n.shape:
        raise MethodProblem(f"{name} and denominator must have the same shape; got {x.shape} and {n.shape}")
    _must(f"{name} must be zero or more", x, x < 0)
    _must("denominator must be above zero", n, n <= 0)
    return x, n


def _numbers(values: ArrayLike, name: str) -> Numbers:
    try:
        if isinstance(values, pd.Series):
            return values.to_numpy(dtype="float64", na_value=np.nan)
        return np.asarray(values, dtype="float64")
    except (TypeError, ValueError) as error:
        raise MethodProblem(f"{name} must be a number or an array of numbers: {error}") from None


def _must(rule: str, values: Numbers, broken: NDArray[np.bool_]) -> None:
    """Name the first figure that breaks a rule."""
    if np.any(broken):
        index = int(np.flatnonzero(broken)[0])
        value = float(np.broadcast_to(values, np.shape(broken)).reshape(-1)[index])
        raise MethodProblem(f"{rule}; got {value:.15g}" + (f" at position {index}" if np.ndim(broken) else ""))
