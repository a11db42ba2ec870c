"""Confidence limits: by hand, against plain formulas, at the ends of what is allowed, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.methods.intervals import (
    count_interval,
    difference_interval,
    level,
    mean_interval,
    normal_quantile,
    proportion_interval,
    rate_interval,
    with_limits,
)
from helpers.problems import MethodProblem

Pair = tuple[float, float]


def refusal(method: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """The message with which a method refuses what it is given."""
    with pytest.raises(MethodProblem) as caught:
        method(*arguments, **options)
    return str(caught.value)


# The same limits as plain formulas, from the standard library alone.


def plain_z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def plain_wilson(x: float, n: float, confidence: float = 0.95) -> Pair:
    z = plain_z(confidence)
    middle, reach, whole = 2 * x + z * z, z * math.sqrt(z * z + 4 * x * (1 - x / n)), 2 * (n + z * z)
    return (middle - reach) / whole, (middle + reach) / whole


def plain_byar(x: float, confidence: float = 0.95) -> Pair:
    z, y = plain_z(confidence), x + 1
    lower = x * (1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3
    return lower, y * (1 - 1 / (9 * y) + z / (3 * math.sqrt(y))) ** 3


def chance_of_at_most(count: int, expected: float) -> float:
    """The distribution of Poisson, term by term."""
    return math.fsum(
        math.exp(-expected + number * math.log(expected) - math.lgamma(number + 1)) for number in range(count + 1)
    )


def plain_exact(count: int, confidence: float = 0.95) -> Pair:
    """The expected numbers at which so many, or so few, are as unlikely as the level says, by halving."""
    tail = (1 - confidence) / 2

    def halve(is_below: Callable[[float], bool]) -> float:
        low, high = 1e-12, 10.0 * count + 50
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if is_below(middle) else (low, middle)
        return low

    lower = halve(lambda drawn: 1 - chance_of_at_most(count - 1, drawn) < tail) if count else 0.0
    return lower, halve(lambda drawn: chance_of_at_most(count, drawn) > tail)


# The level.


@pytest.mark.parametrize(
    ("as_share", "in_per_cent", "reach"),
    [(0.9, 90, 1.644854), (0.95, 95, 1.959964), (0.99, 99, 2.575829), (0.998, 99.8, 3.090232)],
)
def test_a_level_is_given_as_a_share_or_in_per_cent(as_share: float, in_per_cent: float, reach: float) -> None:
    """How many standard errors are on each side, from the table of the normal distribution."""
    assert level(in_per_cent) == pytest.approx(as_share, rel=1e-15)
    assert normal_quantile(as_share) == pytest.approx(reach, abs=5e-7)
    assert normal_quantile(in_per_cent) == pytest.approx(reach, abs=5e-7)
    assert proportion_interval(3, 10, as_share) == pytest.approx(proportion_interval(3, 10, in_per_cent), rel=1e-12)
    assert count_interval(3, as_share) == pytest.approx(count_interval(3, in_per_cent), rel=1e-12)
    assert mean_interval(3, 1, 10, as_share) == pytest.approx(mean_interval(3, 1, 10, in_per_cent), rel=1e-12)


BAD_LEVELS = [0.8999, 89, 89.99, 1, 1.96, 100, 0, -0.95, -95, math.nan, math.inf]


@pytest.mark.parametrize("bad", BAD_LEVELS)
def test_a_level_that_is_none_is_refused_by_every_method(bad: float) -> None:
    message = f"confidence must be from 0.9 to under 1, or from 90 to under 100; got {bad}"
    assert refusal(level, bad) == message
    assert refusal(normal_quantile, bad) == message
    assert refusal(proportion_interval, 1, 2, bad) == message
    assert refusal(rate_interval, 1, 2, 100, bad) == message
    assert refusal(count_interval, 1, bad) == message
    assert refusal(mean_interval, 1, 2, 3, bad) == message


# Proportions.


@pytest.mark.parametrize(
    ("x", "n", "lower", "upper"),
    [
        # z squared is 3.841459. Of 5 in 10: (13.841459 - 1.959964 * 3.720411) / 27.682918, and with a plus.
        (5, 10, 0.236593, 0.763407),
        (0, 10, 0.0, 0.277533),  # 3.841459 / 13.841459
        (10, 10, 0.722467, 1.0),  # the rest of the row above
        (0, 1, 0.0, 0.793451),  # 3.841459 / 4.841459
        (1, 1, 0.206549, 1.0),
        (50, 100, 0.403832, 0.596168),
        (0.5, 10, 0.005242, 0.344537),  # a count need not be whole: (4.841459 - 1.959964 * 2.396134) / 27.682918
    ],
)
def test_limits_of_a_proportion_by_hand(x: float, n: float, lower: float, upper: float) -> None:
    result = proportion_interval(x, n)
    assert result == pytest.approx((lower, upper), abs=2e-6)
    assert result == pytest.approx(plain_wilson(x, n), rel=1e-12, abs=1e-15)


def test_limits_of_proportions_are_those_of_the_plain_formula() -> None:
    cases = [(x, n) for n in (1, 2, 7, 100, 12_345) for x in sorted({0, 1, n // 3, n // 2, n - 1, n})]
    x, n = np.array(cases, dtype="float64").T
    for confidence in (0.9, 0.95, 0.998):
        result = np.column_stack(proportion_interval(x, n, confidence))
        expected = [plain_wilson(*case, confidence) for case in cases]
        np.testing.assert_allclose(result, expected, rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99, 0.998])
def test_limits_of_none_and_of_all_are_within_0_and_1_and_hold_the_proportion(confidence: float) -> None:
    """Of none the lower limit is 0, of all the upper limit is 1: a figure must be inside its own interval."""
    n = np.arange(1.0, 5001.0)
    of_none, of_all = proportion_interval(np.zeros_like(n), n, confidence), proportion_interval(n, n, confidence)
    assert (of_none[0] == 0).all()
    assert (of_none[1] < 1).all()
    assert (of_all[0] > 0).all()
    assert n[of_all[1] != 1].tolist() == []


# Counts and rates.


@pytest.mark.parametrize(
    ("count", "confidence", "lower", "upper"),
    [
        # The table of exact limits of a Poisson count; of none the upper limit is the logarithm of 40, or of 1,000.
        (0, 0.95, 0.0, 3.688879),
        (0, 0.998, 0.0, 6.907755),
        (1, 0.95, 0.025318, 5.571643),
        (5, 0.95, 1.623486, 11.668332),
        (9, 0.95, 4.115373, 17.084803),
        # Byar: 10 (1 - 1/90 - 1.959964 / (3 * 3.162278))^3 and 11 (1 - 1/99 + 1.959964 / (3 * 3.316625))^3
        (10, 0.95, 4.787450, 18.391459),
        (10, 0.998, 2.916339, 24.193695),
        (100, 0.95, 81.3620, 121.6279),  # 100 * 0.933555^3 and 101 * 1.063908^3
    ],
)
def test_limits_of_a_count_by_hand(count: int, confidence: float, lower: float, upper: float) -> None:
    result = count_interval(count, confidence)
    assert result == pytest.approx((lower, upper), abs=2e-4)
    plain = plain_exact(count, confidence) if count < 10 else plain_byar(count, confidence)
    assert result == pytest.approx(plain, rel=1e-9, abs=1e-12)


def test_a_count_of_9_has_exact_limits_and_one_of_10_those_of_byar() -> None:
    """For 9 Byar would give 4.107; for 10 exact limits would be 4.795 and 18.390."""
    result = np.column_stack(count_interval([9, 10]))
    np.testing.assert_allclose(result, [plain_exact(9), plain_byar(10)], rtol=1e-9)
    assert abs(result[0][0] - plain_byar(9)[0]) > 0.005
    assert abs(result[1][0] - plain_exact(10)[0]) > 0.005
    assert count_interval(10, exact_below=math.inf) == pytest.approx((4.795389, 18.390356), abs=5e-7)
    assert count_interval(10, exact_below=math.inf) == pytest.approx(plain_exact(10), rel=1e-9)


def test_exact_limits_of_large_counts_are_those_of_the_distribution() -> None:
    counts = [10, 25, 60, 150]
    result = np.column_stack(count_interval(counts, exact_below=math.inf))
    np.testing.assert_allclose(result, [plain_exact(count) for count in counts], rtol=1e-8)


def test_a_count_that_is_not_whole_has_limits_between_those_of_its_neighbours() -> None:
    lower, upper = count_interval([8, 8.5, 9])
    assert lower[0] < lower[1] < lower[2]
    assert upper[0] < upper[1] < upper[2]
    # 9.999 is below 10, 10.5 is not.
    assert count_interval(9.999) == pytest.approx(count_interval(9.999, exact_below=math.inf), rel=1e-12)
    assert count_interval(10.5) == pytest.approx(plain_byar(10.5), rel=1e-12)


def test_a_lower_limit_below_zero_is_missing() -> None:
    """Byar of 1 at 99.8%: 1 - 1/9 - 3.090232 / 3 is below zero. Nothing is fewer than none."""
    lower, upper = count_interval(1, 0.998, exact_below=0)
    assert math.isnan(lower)
    assert upper == pytest.approx(plain_byar(1, 0.998)[1], rel=1e-12)


def test_limits_of_a_rate_are_those_of_its_count_for_so_many() -> None:
    """4.787450 and 18.391459 events in 2,000: 239.37 and 919.57 in 100,000, or 2.394 and 9.196 in 1,000."""
    assert rate_interval(10, 2000) == pytest.approx((239.3725, 919.5729), abs=5e-4)
    assert rate_interval(10, 2000, 1000) == pytest.approx((2.393725, 9.195729), abs=5e-6)
    assert rate_interval(0, 50, 100) == pytest.approx((0.0, 7.377759), abs=5e-7)
    # More events than people: a rate may be above one for each.
    lower, upper = rate_interval(300, 100, 1)
    assert lower < 3 < upper


# Means.


@pytest.mark.parametrize(
    ("number", "quantile"), [(2, 12.706205), (4, 3.182446), (10, 2.262157), (31, 2.042272), (100_001, 1.959988)]
)
def test_limits_of_a_mean_by_hand(number: int, quantile: float) -> None:
    """The mean 10 with the standard deviation 2, by Student's t with one degree of freedom fewer than values."""
    reach = quantile * 2 / math.sqrt(number)
    assert mean_interval(10, 2, number) == pytest.approx((10 - reach, 10 + reach), abs=5e-6)


def test_a_mean_of_fewer_than_two_values_has_no_limits() -> None:
    lower, upper = mean_interval([5.0, 5.0, 5.0], 1.0, [0, 1, 2])
    assert np.isnan(lower).tolist() == [True, True, False]
    assert np.isnan(upper).tolist() == [True, True, False]


def test_values_that_are_all_the_same_have_an_interval_without_width() -> None:
    assert mean_interval(-3.5, 0, 8) == (-3.5, -3.5)


# What may be handed over.


def test_numbers_give_numbers_and_arrays_give_arrays() -> None:
    for pair in (proportion_interval(1, 4), rate_interval(1, 4), count_interval(1), mean_interval(1, 1, 4)):
        assert [np.ndim(value) for value in pair] == [0, 0]
    for pair in (proportion_interval([1], 4), rate_interval([1], 4), count_interval([1]), mean_interval([1], 1, 4)):
        assert [np.shape(value) for value in pair] == [(1,), (1,)]
    assert np.shape(proportion_interval(np.ones((2, 3)), 4)[0]) == (2, 3)
    assert np.shape(proportion_interval([], [])[0]) == (0,)
    assert np.shape(count_interval([])[0]) == (0,)


def test_one_number_serves_a_whole_array() -> None:
    one_by_one = [plain_wilson(x, 10) for x in (1, 2, 3)]
    np.testing.assert_allclose(np.column_stack(proportion_interval([1, 2, 3], 10)), one_by_one, rtol=1e-12)
    one_by_one = [plain_wilson(1, n) for n in (4, 5, 6)]
    np.testing.assert_allclose(np.column_stack(proportion_interval(1, [4, 5, 6])), one_by_one, rtol=1e-12)


@pytest.mark.parametrize(
    "blank",
    [
        [5, None, 7],
        [5, math.nan, 7],
        np.array([5, np.nan, 7]),
        pd.Series([5, None, 7], index=[9, 8, 7]),
        pd.Series([5, pd.NA, 7], dtype="Int64"),
        pd.Series([5, None, 7], dtype="object"),
    ],
)
def test_where_a_number_is_missing_so_are_its_limits(blank: Any) -> None:
    missing = [False, True, False]
    pairs = [
        proportion_interval(blank, 10),
        proportion_interval(1, blank),
        rate_interval(blank, 10),
        rate_interval(1, blank),
        count_interval(blank),
        mean_interval(blank, 1, 10),
        mean_interval(1, blank, 10),
        mean_interval(1, 1, blank),
    ]
    for lower, upper in pairs:
        assert np.isnan(lower).tolist() == missing
        assert np.isnan(upper).tolist() == missing


def test_a_missing_number_alone_has_missing_limits() -> None:
    for blank in (None, math.nan):
        for pair in (proportion_interval(blank, 3), proportion_interval(3, blank), count_interval(blank)):
            assert [math.isnan(value) for value in pair] == [True, True]


REFUSED = [
    (proportion_interval, (-1, 10), "numerator must be zero or more; got -1"),
    (proportion_interval, ([1, 2, -0.5], 10), "numerator must be zero or more; got -0.5 at position 2"),
    (proportion_interval, (1, 0), "denominator must be above zero; got 0"),
    (proportion_interval, (1, [5, 0, -3]), "denominator must be above zero; got 0 at position 1"),
    (proportion_interval, (1, -3), "denominator must be above zero; got -3"),
    (proportion_interval, (11, 10), "numerator must be no more than its denominator; got 11"),
    (proportion_interval, ([9, 11, 12], 10), "numerator must be no more than its denominator; got 11 at position 1"),
    (proportion_interval, (5, [9, 4]), "numerator must be no more than its denominator; got 5 at position 1"),
    # Only the first is named, and a missing number is not wrong.
    (proportion_interval, ([None, -1, -2], 10), "numerator must be zero or more; got -1 at position 1"),
    (rate_interval, (-2, 10), "count must be zero or more; got -2"),
    (rate_interval, ([3, -1], [1, 1]), "count must be zero or more; got -1 at position 1"),
    (rate_interval, (1, [1, 1, 0]), "denominator must be above zero; got 0 at position 2"),
    (rate_interval, (1, 1, 0), "multiplier must be above zero; got 0"),
    (rate_interval, (1, 1, -100), "multiplier must be above zero; got -100"),
    (rate_interval, (1, 1, math.nan), "multiplier must be above zero; got nan"),
    (count_interval, (-0.5,), "count must be zero or more; got -0.5"),
    (count_interval, ([0, -7],), "count must be zero or more; got -7 at position 1"),
    (mean_interval, (1, -2, 3), "standard_deviation must be zero or more; got -2"),
    (mean_interval, (1, [2, -2], 3), "standard_deviation must be zero or more; got -2 at position 1"),
    (mean_interval, (1, 2, -3), "number must be zero or more; got -3"),
    (mean_interval, (1, 2, [3, 3, -1]), "number must be zero or more; got -1 at position 2"),
    (proportion_interval, ([1, 2], [1, 2, 3]), "numerator and denominator must have the same shape; got (2,) and (3,)"),
    (rate_interval, ([[1, 2]], [2, 3]), "count and denominator must have the same shape; got (1, 2) and (2,)"),
]


@pytest.mark.parametrize(("method", "arguments", "message"), REFUSED)
def test_what_is_wrong_is_said_with_its_figure_and_its_place(
    method: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    assert refusal(method, *arguments) == message


def test_a_large_figure_that_is_wrong_is_written_out() -> None:
    """Rounded to six digits, the numerator would read as no more than its denominator."""
    message = "numerator must be no more than its denominator; got 1000001"
    assert refusal(proportion_interval, 1_000_001, 1_000_000) == message


@pytest.mark.parametrize(
    ("method", "arguments", "name"),
    [
        (proportion_interval, ("many", 10), "numerator"),
        (proportion_interval, ([1, "many"], 10), "numerator"),
        (proportion_interval, (1, pd.Series(["many"])), "denominator"),
        (rate_interval, ("many", 10), "count"),
        (count_interval, (["many"],), "count"),
        (mean_interval, ("many", 1, 1), "mean"),
        (mean_interval, (1, "many", 1), "standard_deviation"),
        (mean_interval, (1, 1, [pd.NA]), "number"),
    ],
)
def test_what_is_no_number_is_refused_by_name(
    method: Callable[..., Any], arguments: tuple[Any, ...], name: str
) -> None:
    assert refusal(method, *arguments).startswith(f"{name} must be a number or an array of numbers: ")


# Limits for the figures of a frame.

PUBLISHED, COUNTED = "published", "worked out from counts"
THIRD = 100 / 3


def figures(*rows: dict[str, Any]) -> pd.DataFrame:
    """A frame of figures; a percentage with one decimal and no limits unless a row says otherwise."""
    usual = {
        "value": None,
        "lower_95": None,
        "upper_95": None,
        "numerator": None,
        "denominator": None,
        "value_type": "percentage",
        "multiplier": 100.0,
        "decimals": 1.0,
    }
    frame = pd.DataFrame([usual | row for row in rows])
    return frame.astype(dict.fromkeys(frame.columns.drop("value_type"), "float64"))


def limits_of(*rows: dict[str, Any], confidence: float = 0.95) -> list[tuple[str | None, float | None, float | None]]:
    """Where the limits of each row come from, and the limits."""
    figures_with_limits = with_limits(figures(*rows), confidence)
    return [
        tuple(None if pd.isna(row[name]) else row[name] for name in ("limits", "lower_95", "upper_95"))
        for row in figures_with_limits.to_dict("records")
    ]


def percent(x: float, n: float, confidence: float = 0.95) -> tuple[str, Any, Any]:
    """What a percentage worked out from x in n must have."""
    lower, upper = plain_wilson(x, n, confidence)
    return COUNTED, pytest.approx(100 * lower, rel=1e-9, abs=1e-12), pytest.approx(100 * upper, rel=1e-9)


def events(count: int, per: float, confidence: float = 0.95) -> tuple[str, Any, Any]:
    """What a rate worked out from so many events must have."""
    lower, upper = plain_exact(count, confidence) if count < 10 else plain_byar(count, confidence)
    return COUNTED, pytest.approx(per * lower, rel=1e-9, abs=1e-12), pytest.approx(per * upper, rel=1e-9)


NONE = (None, None, None)
HALF = {"value": 50.0, "numerator": 5.0, "denominator": 10.0}
RATE = {"value_type": "crude rate", "multiplier": 1000.0}

FILLED: dict[str, tuple[dict[str, Any], tuple[Any, Any, Any]]] = {
    "published limits are kept": (HALF | {"lower_95": 1.0, "upper_95": 99.0}, (PUBLISHED, 1.0, 99.0)),
    "published limits of no width are kept": (HALF | {"lower_95": 50.0, "upper_95": 50.0}, (PUBLISHED, 50.0, 50.0)),
    "published limits need no counts": ({"value": 7.0, "lower_95": 6.0, "upper_95": 8.0}, (PUBLISHED, 6.0, 8.0)),
    "published limits need no value": ({"lower_95": 6.0, "upper_95": 8.0}, (PUBLISHED, 6.0, 8.0)),
    "none are published": (HALF, percent(5, 10)),
    "a lower limit alone is not filled up, but put aside": (HALF | {"lower_95": 1.0}, percent(5, 10)),
    "an upper limit alone is not filled up, but put aside": (HALF | {"upper_95": 99.0}, percent(5, 10)),
    "a limit alone is not given without counts": ({"value": 50.0, "lower_95": 1.0}, NONE),
    "none of ten": ({"value": 0.0, "numerator": 0, "denominator": 10}, percent(0, 10)),
    "all of ten": ({"value": 100.0, "numerator": 10, "denominator": 10}, percent(10, 10)),
    "rounded to one decimal": ({"value": 33.3, "numerator": 1, "denominator": 3}, percent(1, 3)),
    "off by more than half a unit": ({"value": 33.4, "numerator": 1, "denominator": 3}, NONE),
    # 9 in 80 is 11.25, half a tenth from 11.2 and from 11.3, in binary a little more.
    "rounded down by half a unit": ({"value": 11.2, "numerator": 9, "denominator": 80}, percent(9, 80)),
    "rounded up by half a unit": ({"value": 11.3, "numerator": 9, "denominator": 80}, percent(9, 80)),
    "a little over half a unit": ({"value": 11.3001, "numerator": 9, "denominator": 80}, NONE),
    "whole numbers": ({"value": 33, "numerator": 1, "denominator": 3, "decimals": 0}, percent(1, 3)),
    "two decimals": ({"value": 33.3, "numerator": 1, "denominator": 3, "decimals": 2}, NONE),
    "decimals not known and not rounded": (
        {"value": THIRD, "numerator": 1, "denominator": 3, "decimals": None},
        percent(1, 3),
    ),
    "decimals not known and rounded": ({"value": 33.3, "numerator": 1, "denominator": 3, "decimals": None}, NONE),
    "a weighted percentage": ({"value": 52.0, "numerator": 5, "denominator": 10}, NONE),
    "a share, not a percentage": (
        {"value": 0.3, "numerator": 3, "denominator": 10, "multiplier": 1, "value_type": "proportion"},
        (COUNTED, *(pytest.approx(value, rel=1e-9) for value in plain_wilson(3, 10))),
    ),
    "a figure that the publisher hid": ({"numerator": 5, "denominator": 10}, NONE),
    "a numerator that is missing": ({"value": 50.0, "denominator": 10}, NONE),
    "a denominator that is missing": ({"value": 50.0, "numerator": 5}, NONE),
    "a multiplier that is missing": (HALF | {"multiplier": None}, NONE),
    "a multiplier of something else": (HALF | {"multiplier": 1000}, NONE),
    "a denominator of zero": ({"value": 50.0, "numerator": 5, "denominator": 0}, NONE),
    "a denominator below zero": ({"value": 50.0, "numerator": -5, "denominator": -10}, NONE),
    "a numerator below zero": ({"value": -1.0, "numerator": -0.1, "denominator": 10}, NONE),
    "more than all": ({"value": 110.0, "numerator": 11, "denominator": 10}, NONE),
    "more events than people": (
        RATE | {"value": 1100.0, "numerator": 11, "denominator": 10},
        events(11, 100),
    ),
    "a rate of no events": (RATE | {"value": 0.0, "numerator": 0, "denominator": 500}, events(0, 2)),
    "a rate of 9 events": (RATE | {"value": 18.0, "numerator": 9, "denominator": 500}, events(9, 2)),
    "a rate of 10 events": (RATE | {"value": 20.0, "numerator": 10, "denominator": 500}, events(10, 2)),
    "a rate of 9 and a half events": (RATE | {"value": 19.0, "numerator": 9.5, "denominator": 500}, NONE),
    "a rate of 10 and a half events": (
        RATE | {"value": 21.0, "numerator": 10.5, "denominator": 500},
        (COUNTED, *(pytest.approx(2 * value, rel=1e-9) for value in plain_byar(10.5))),
    ),
    "a standardised rate": (
        {
            "value": 20.0,
            "numerator": 10,
            "denominator": 500,
            "multiplier": 1000,
            "value_type": "directly standardised rate",
        },
        NONE,
    ),
    "a mean": (HALF | {"value_type": "mean"}, NONE),
    "a type not known": (HALF | {"value_type": None}, NONE),
    "a type with a capital": (HALF | {"value_type": "Percentage"}, percent(5, 10)),
    "nothing at all": ({}, NONE),
}


@pytest.fixture(scope="module")
def filled() -> dict[str, tuple[Any, Any, Any]]:
    """All the rows in one frame, by name."""
    return dict(zip(FILLED, limits_of(*(row for row, _ in FILLED.values())), strict=True))


@pytest.mark.parametrize("name", FILLED)
def test_limits_are_published_or_worked_out_or_none(filled: dict[str, tuple[Any, Any, Any]], name: str) -> None:
    assert filled[name] == FILLED[name][1]


def test_limits_are_worked_out_at_the_level_asked_for() -> None:
    ten = RATE | {"value": 20.0, "numerator": 10, "denominator": 500}
    nine = RATE | {"value": 18.0, "numerator": 9, "denominator": 500}
    expected = [percent(5, 10, 0.998), events(10, 2, 0.998), events(9, 2, 0.998)]
    assert limits_of(HALF, ten, nine, confidence=99.8) == expected
    assert refusal(with_limits, figures(HALF), 5).startswith("confidence must be from 0.9")


def test_rows_and_other_columns_are_kept_in_their_order() -> None:
    frame = figures(HALF, {}, HALF | {"lower_95": 1.0, "upper_95": 99.0}).assign(note=["c", "a", "b"])
    before = frame.copy(deep=True)
    figures_with_limits = with_limits(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert figures_with_limits["note"].tolist() == ["c", "a", "b"]
    assert set(figures_with_limits.columns) - set(frame.columns) == {"limits"}
    assert with_limits(frame.iloc[:0]).empty
    assert with_limits(frame.drop(columns="decimals"))["limits"].fillna("none").tolist() == [COUNTED, "none", PUBLISHED]


def test_missing_columns_of_the_frame_are_named() -> None:
    message = refusal(with_limits, figures(HALF)[["value", "numerator", "denominator", "value_type"]])
    assert message == (
        "the frame must have the column lower_95, upper_95, multiplier; "
        "it has value, numerator, denominator, value_type"
    )


# Properties.

few = settings(max_examples=40)
parts = st.lists(
    st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=40
)
some_level = st.sampled_from([0.9, 0.95, 0.99, 0.998])
counts = st.lists(st.integers(0, 10_000) | st.integers(0, 20), min_size=1, max_size=40)
ROUNDING = 1e-12


@few
@given(parts, some_level)
def test_a_proportion_is_inside_its_limits_and_they_are_within_0_and_1(
    parts: list[tuple[int, int]], confidence: float
) -> None:
    """But for the last digit of a number; see the limits of none and of all above."""
    x, n = np.array(parts, dtype="float64").T
    lower, upper = proportion_interval(x, n, confidence)
    assert (lower >= -ROUNDING).all()
    assert (lower <= x / n + ROUNDING).all()
    assert (upper >= x / n - ROUNDING).all()
    assert (upper <= 1 + ROUNDING).all()


@few
@given(parts, some_level)
def test_the_limits_of_the_rest_are_one_less_the_limits(parts: list[tuple[int, int]], confidence: float) -> None:
    x, n = np.array(parts, dtype="float64").T
    lower, upper = proportion_interval(x, n, confidence)
    of_the_rest = proportion_interval(n - x, n, confidence)
    np.testing.assert_allclose(of_the_rest, (1 - upper, 1 - lower), rtol=0, atol=ROUNDING)


@few
@given(parts, counts)
def test_limits_at_a_higher_level_hold_those_at_a_lower(parts: list[tuple[int, int]], counts: list[int]) -> None:
    x, n = np.array(parts, dtype="float64").T
    deviation = np.sqrt(np.array(counts))
    for narrow, wide in (
        (proportion_interval(x, n, 95), proportion_interval(x, n, 99.8)),
        (count_interval(counts, 95), count_interval(counts, 99.8)),
        (mean_interval(0, deviation, 12, 95), mean_interval(0, deviation, 12, 99.8)),
    ):
        assert (wide[0] <= narrow[0] + ROUNDING).all()
        assert (narrow[1] <= wide[1] + ROUNDING).all()


@few
@given(counts, st.floats(1, 1e6), st.floats(1, 1e6), some_level)
def test_the_limits_of_a_rate_are_in_proportion_to_what_it_is_per(
    counts: list[int], people: float, per: float, confidence: float
) -> None:
    one = np.array(rate_interval(counts, people, 1, confidence))
    np.testing.assert_allclose(rate_interval(counts, people, per, confidence), one * per, rtol=1e-12)
    np.testing.assert_allclose(rate_interval(counts, people * per, per, confidence), one, rtol=1e-12)


@few
@given(counts, some_level)
def test_a_count_is_inside_its_limits_and_more_events_have_higher_ones(counts: list[int], confidence: float) -> None:
    ordered = np.unique(counts)
    lower, upper = count_interval(ordered, confidence)
    assert (lower >= 0).all()
    assert (lower <= ordered).all()
    assert (upper > ordered).all()
    assert (np.diff(lower) > 0).all()
    assert (np.diff(upper) > 0).all()


# The difference of two independent figures.


def test_the_difference_of_two_proportions_is_that_of_the_literature() -> None:
    """Newcombe (1998), table II, method 10: 56 of 70 less 48 of 80 is 0.2, from 0.0524 to 0.3339."""
    figures = [(x / n, *proportion_interval(x, n)) for x, n in ((56, 70), (48, 80))]
    assert difference_interval(*figures) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_limits_of_a_difference_by_hand() -> None:
    """10 (7 to 13) less 4 (0 to 8): the distances 3 and 4 give 5. With 4 (3 to 16): 3 and 12, then 3 and 1."""
    assert difference_interval((10, 7, 13), (4, 0, 8)) == (1, 11)
    assert difference_interval((10, 7, 13), (4, 3, 16)) == pytest.approx((6 - math.sqrt(153), 6 + math.sqrt(10)))
    lower, upper = difference_interval(([10, 10], [7, None], [13, 13]), ([4, 4], [0, 0], [8, 8]))
    assert (lower[0], upper[0], math.isnan(lower[1])) == (1, 11, True)
    assert "first must be a number" in refusal(difference_interval, ("much", 7, 13), (4, 0, 8))
