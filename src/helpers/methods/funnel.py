"""Funnel plots: how far from the average a figure can be by chance, by the size of its denominator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import chdtri, pdtrik

from helpers.method_rules import FunnelCorrection
from helpers.methods.comparison import words
from helpers.methods.expressions import CRUDE_RATES, PROPORTIONS, any_of, first_of, lazy, native
from helpers.methods.intervals import (
    CONFIDENCE,
    Numbers,
    count_interval,
    events_limits,
    from_counts,
    level,
    normal_quantile,
)
from helpers.methods.winsorised_phi import chance_phi
from helpers.problems import MethodProblem
from helpers.verdicts import BEST, BETTER, HIGHER, HIGHEST, LOWER, LOWEST, WORSE, WORST

Kind = Literal["proportion", "ratio"]

LEVELS = (0.95, 0.998)
"""The levels of the inner and the outer limits."""

WINSORISED = (0.1, 0.9)
"""Scores beyond these quantiles are drawn in to them before the spread is measured, so that a few do not decide it."""

OVER_DISPERSED = 0.05
"""A spread is more than chance gives where chance would give as much less often than this."""

SMALLEST_FUNNEL = 8
"""Fewer councils have no funnel, unless the caller asks for another number."""

STEPS_OUTSIDE = {BEST: 2, WORST: 2, HIGHEST: 2, LOWEST: 2, BETTER: 1, WORSE: 1, HIGHER: 1, LOWER: 1}
"""How many pairs of limits a council is outside, by its word; Similar is outside none."""

REASONS = {
    "missing": "no figure",
    "denominator": "a denominator is zero or negative",
    "numerator": "a numerator is negative or larger than its denominator",
    "average": "the average is 0% or 100%",
    "count": "a count of events is negative",
    "fraction": "a count of events below 10 is not a whole number",
    "expected": "the expected number of events is zero or negative",
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

    `observed` is a number or an array of counts above zero. A ratio below the lower limit has so few events that chance
    is an unlikely reason, and one above the upper limit too many. For a rate, the limits are the average rate times
    these, at a population of observed / rate.
    Raises MethodProblem where a count is not above zero.
    Source: exact Poisson limits inverted; equal to the funnel limits of PHEindicatormethods.
    """
    count = np.asarray(observed, dtype="float64")
    if np.any(count <= 0):
        raise MethodProblem("observed must be above zero")
    lower, upper = count_interval(count, confidence, exact_below=np.inf)
    return count / upper, count / lower


def expected_limits(expected: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Numbers, Numbers]:
    """Return the limits of the ratio of events seen to events expected, by the number expected.

    `expected` is a number or an array above zero. The curves are those of `ratio_limits`, read along the other axis: at
    the upper limit the lower exact limit of the events seen is the number expected, at the lower limit the upper one.
    Raises MethodProblem where an expected number is not above zero.
    Source: exact Poisson limits inverted, as for `ratio_limits`.
    """
    events = np.asarray(expected, dtype="float64")
    if np.any(events <= 0):
        raise MethodProblem("expected must be above zero")
    tail = (1 - level(confidence)) / 2
    # Where even no event is more likely than the tail, no number of events is too small.
    few = np.where(np.exp(-events) < tail, pdtrik(tail, events), 0)
    return few / events, (pdtrik(1 - tail, events) + 1) / events


class Dispersion(NamedTuple):
    """How much councils differ: `phi`, by chance 1 - 1/N if corrected, and the rest, the variance `tau_squared`."""

    phi: float
    tau_squared: float
    over_dispersed: bool


def over_dispersion(
    seen: ArrayLike,
    size: ArrayLike,
    average: float = 1.0,
    kind: Kind = "proportion",
    correction: FunnelCorrection = "source",
) -> Dispersion:
    """Return how much more councils differ than chance explains.

    Proportions: `seen` of `size`, with `average` from 0 to 1. Ratios: `seen` events where `size` were expected.
    `tau_squared` is the variance between councils, on the scale of the transformed figures (arcsine of the root of a
    proportion, root of a ratio). `over_dispersed` is true where N times phi is above the 95% point of chi-squared with
    N - 1 degrees of freedom.

    Drawing scores in makes phi smaller: of 36 councils that differ by chance alone it is 0.69, not 1. So by the source
    the test hardly ever finds over-dispersion, and `tau_squared` is too small. With `correction` as corrected, phi is
    divided by its mean by chance, and the test is against its 95% point by chance; see `winsorised_phi.chance_phi`.
    Raises MethodProblem for fewer than two councils, or fewer than eight where it is corrected.
    Source: Spiegelhalter (2005), Qual. Saf. Health Care 14:347, additive random effects with winsorised scores;
    tau squared by DerSimonian and Laird (1986), Control. Clin. Trials 7:177.
    """
    count, whole = np.asarray(seen, dtype="float64"), np.asarray(size, dtype="float64")
    n = count.size
    if n < 2:
        raise MethodProblem(f"over-dispersion needs two councils or more; got {n}")
    score = (_transformed(count / whole, kind) - _transformed(average, kind)) / _by_chance(whole)
    score = np.clip(score, *np.quantile(score, WINSORISED))
    phi = float(np.sum(score**2) / n)
    beyond = n * phi > chdtri(n - 1, OVER_DISPERSED)
    if correction == "corrected":
        mean, point = chance_phi(n)
        beyond = n * phi > (n - 1) * point
        phi /= mean
    weight = _by_chance(whole) ** -2
    rest = (n * phi - (n - 1)) / (np.sum(weight) - np.sum(weight**2) / np.sum(weight))
    return Dispersion(phi, max(0.0, float(rest)), bool(beyond))


def adjusted_limits(
    size: ArrayLike,
    tau_squared: float,
    average: float = 1.0,
    kind: Kind = "proportion",
    confidence: float = CONFIDENCE,
) -> tuple[Numbers, Numbers]:
    """Return the limits of a funnel plot that allow for a variance between councils.

    `size` is the denominator of a proportion or the number of events expected; `tau_squared` is that of
    `over_dispersion`. Gives proportions from 0 to 1, or ratios of events seen to events expected.
    Source: as for `over_dispersion`.
    """
    whole = np.asarray(size, dtype="float64")
    reach = normal_quantile(confidence) * np.sqrt(_by_chance(whole) ** 2 + tau_squared)
    middle = _transformed(average, kind)
    lower, upper = np.maximum(middle - reach, 0), middle + reach
    if kind == "ratio":
        return lower**2, upper**2
    return np.sin(lower) ** 2, np.sin(np.minimum(upper, np.pi / 2)) ** 2


def limits_at(
    denominator: ArrayLike,
    average: float,
    kind: Kind = "proportion",
    tau_squared: float = 0.0,
    confidence: float = CONFIDENCE,
) -> tuple[Numbers, Numbers]:
    """Return the limits of a funnel at some denominators, in the unit of the average: a share, or a rate for one.

    With `tau_squared` above zero they are those of `adjusted_limits`; where a limit of chance alone is further out, it
    stays, so that allowing for over-dispersion never puts a council outside.
    Raises MethodProblem where a denominator or the average is not above zero.
    Source: as for `proportion_limits`, `expected_limits` and `over_dispersion`.
    """
    n = np.asarray(denominator, dtype="float64")
    if kind == "proportion":
        size, scale, chance = n, 1.0, proportion_limits(average, n, confidence)
    else:
        size, scale, chance = average * n, average, expected_limits(average * n, confidence)
    if tau_squared > 0:
        wide = adjusted_limits(size, tau_squared, average if kind == "proportion" else 1.0, kind, confidence)
        chance = np.minimum(chance[0], wide[0]), np.maximum(chance[1], wide[1])
    return scale * chance[0], scale * chance[1]


def funnels(
    rows: pd.DataFrame, minimum_group_size: int = SMALLEST_FUNNEL, correction: FunnelCorrection = "corrected"
) -> pd.DataFrame:
    """Return the funnel of every indicator whose counts are there for enough councils, the own council among them.

    A council takes part where its figure is its count over its denominator, as in `with_limits`; a standardised figure
    is not. The average is all counts over all denominators. `correction` is that of `over_dispersion`; a corrected
    funnel has eight councils or more, however few `minimum_group_size` allows.

    Columns needed           those of `comparator_rows`: indicator_id, period, area_code, area_name, own, polarity,
                             value, lower_95, upper_95, numerator, denominator, value_type, multiplier (what the value
                             is per)
    Columns used if present  decimals (of the published value)
    Columns returned         one row per indicator and council: indicator_id, period, area_code, area_name, own,
                             polarity, multiplier, numerator, denominator, kind (proportion, or ratio for rates),
                             left_out (councils of the group with a figure that take no part), phi, over_dispersed,
                             tau_squared (0 where not over-dispersed); in the unit of the figure value (not rounded),
                             average, lower_95, upper_95, lower_99_8, upper_99_8; comparison, the word of
                             `place_in_funnel` by these limits
    Raises                   MethodProblem: a column is missing or holds text for numbers
    Source                   as for `limits_at`
    """
    needed = ("value", "lower_95", "upper_95", "numerator", "denominator", "value_type", "multiplier")
    data = from_counts(lazy(rows, needed, {"decimals": None})).collect().to_native()
    data = data.assign(left_out=data.groupby("indicator_id")["area_code"].transform("size"))
    data = data[data["counts_lower"].notna() & data["counts_upper"].notna()]
    kinds = dict.fromkeys(PROPORTIONS, "proportion") | dict.fromkeys(CRUDE_RATES, "ratio")
    data = data.assign(kind=data["value_type"].str.lower().map(kinds))[[*_ABOUT, "kind", "left_out"]]
    smallest = minimum_group_size if correction == "source" else max(minimum_group_size, SMALLEST_FUNNEL)
    by_indicator = list(_funnel_of_each_indicator(data, smallest, correction))
    if not by_indicator:
        return data.iloc[:0].reindex(columns=[*data.columns, *_RESULT])
    result = nw.from_native(pd.concat(by_indicator, ignore_index=True))
    return result.with_columns(comparison=words(nw.col("side"))).drop("side").to_native()


_ABOUT = (
    "indicator_id",
    "period",
    "area_code",
    "area_name",
    "own",
    "polarity",
    "multiplier",
    "numerator",
    "denominator",
)
_LIMITS = ("lower_95", "upper_95", "lower_99_8", "upper_99_8")
_RESULT = ("phi", "over_dispersed", "tau_squared", "value", "average", *_LIMITS, "comparison")


def _funnel_of_each_indicator(
    data: pd.DataFrame, minimum_group_size: int, correction: FunnelCorrection
) -> Iterator[pd.DataFrame]:
    for _, group in data.groupby("indicator_id"):
        count, whole = group["numerator"].to_numpy(), group["denominator"].to_numpy()
        kind, per = group["kind"].iloc[0], group["multiplier"].iloc[0]
        average = count.sum() / whole.sum()
        all_or_none = average == 0 or (kind == "proportion" and average == 1)
        if len(group) < minimum_group_size or not group["own"].any() or all_or_none:
            continue
        size, middle = (whole, average) if kind == "proportion" else (average * whole, 1.0)
        spread = over_dispersion(count, size, middle, kind, correction)
        between = spread.tau_squared if spread.over_dispersed else 0.0
        ends = [end for confidence in LEVELS for end in limits_at(whole, average, kind, between, confidence)]
        lower, upper, lowest, highest = ends
        figure = count / whole
        side = (figure > upper) * 1 + (figure > highest) * 1 - (figure < lower) * 1 - (figure < lowest) * 1
        yield group.assign(
            left_out=group["left_out"] - len(group),
            phi=spread.phi,
            over_dispersed=spread.over_dispersed,
            tau_squared=between,
            value=per * figure,
            average=per * average,
            **{name: per * end for name, end in zip(_LIMITS, ends, strict=True)},
            side=side,
        )


def _transformed(figure: Any, kind: str) -> Any:
    """Return figures on the scale on which chance spreads them alike."""
    return np.arcsin(np.sqrt(figure)) if kind == "proportion" else np.sqrt(figure)


def _by_chance(size: Numbers) -> Numbers:
    """Return the standard deviation by chance of a transformed figure."""
    return 0.5 / np.sqrt(size)


def place_in_funnel(frame: Any, kind: Kind = "proportion") -> Any:
    """Place each area inside or outside a funnel plot's limits of 95% and 99.8%.

    Areas are marked, not ranked. Limits of events are exact below 10, Byar's from 10.

    Columns needed    polarity (higher_is_better, lower_is_better or neutral); for proportions: numerator, denominator,
                      average (from 0 to 1); for ratios and rates: observed and expected (events; expected of a rate:
                      the average rate times the population)
    Columns returned  those of the frame; comparison (Similar within 95%; Better or Worse outside it, Best or Worst
                      outside 99.8%; Lower, Higher, Lowest and Highest where polarity is neutral; Not compared),
                      comparison_reason (null where compared)
    Raises            MethodProblem: a column is missing or holds text for numbers, or the kind is not known
    Source            Spiegelhalter (2005), Stat. Med. 24:1185; equal to the funnel significance of PHEindicatormethods
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
    # Too many events for chance: even the lower limit of their expected number is above the number expected.
    lower, upper = events_limits(nw.when(compared).then(nw.col("observed")), confidence)
    return lower > nw.col("expected"), upper < nw.col("expected")
