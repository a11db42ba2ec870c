"""The recent trend: by hand, case by case, and against a plain reference that works in exact fractions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.methods.last_points import WITH_LIMITS
from helpers.methods.trend import REASONS, SIGNIFICANT, recent_trend
from helpers.problems import MethodProblem
from helpers.verdicts import TREND_MARKERS

HIGH, LOW, NEUTRAL = "higher_is_better", "lower_is_better", "neutral"
UP, DOWN, NO_CHANGE, CANNOT = "Increasing", "Decreasing", "No significant change", "Cannot be calculated"
THRESHOLD = 9.549535706083239
"""The 99.8% point of chi-squared with one degree of freedom, as the specification prints it."""

Z = 1.959963984540054
PROPORTIONS = ("proportion", "percentage", "crude proportion", "indirectly standardised proportion")
OLD = {"method": "fingertips-2020"}
OLD_LIMITS = OLD | {"proportions": "limits"}

Mark = Callable[..., list[dict[str, Any]]]
Figures = Sequence[float | None]


@pytest.fixture
def mark(together: Callable[..., pd.DataFrame]) -> Mark:
    """Mark series in one call, and give the rows in their order."""

    def run(*frames: pd.DataFrame, **options: Any) -> list[dict[str, Any]]:
        trends = recent_trend(together(frames), **options).sort_values("indicator_id")
        assert len(trends) == len(frames)
        return trends.to_dict("records")

    return run


def rates(values: Figures, width: float | Figures = 0.1, **columns: Any) -> pd.DataFrame:
    """A series of rates up to 2023, each in the middle of an interval of this width."""
    value = pd.Series(values, dtype="float64")
    half = pd.Series([width] * len(values) if isinstance(width, float) else width, dtype="float64") / 2
    years = range(2024 - len(values), 2024)
    usual = {
        "area_code": "x",
        "year": years,
        "value": value,
        "value_type": "crude rate",
        "polarity": NEUTRAL,
        "lower_95": value - half,
        "upper_95": value + half,
        "numerator": 50.0,
        "denominator": 1000.0,
    }
    return numbered(usual, columns)


def shares(numerators: Figures, denominators: float | Figures = 100.0, **columns: Any) -> pd.DataFrame:
    """A series of percentages up to 2023, worked out from counts, without limits."""
    x = pd.Series(numerators, dtype="float64")
    n = pd.Series([denominators] * len(x) if isinstance(denominators, float) else denominators, dtype="float64")
    years = range(2024 - len(x), 2024)
    usual = {
        "area_code": "x",
        "year": years,
        "value": 50.0,
        "value_type": "percentage",
        "polarity": NEUTRAL,
        "lower_95": np.nan,
        "upper_95": np.nan,
        "numerator": x,
        "denominator": n,
    }
    return numbered(usual, columns)


def numbered(usual: dict[str, Any], columns: dict[str, Any]) -> pd.DataFrame:
    """A frame with what is usual and what is not; a column of nothing is one of missing numbers."""
    frame = pd.DataFrame(usual).assign(**columns)
    return frame.astype(dict.fromkeys(("value", "lower_95", "upper_95", "numerator", "denominator"), "float64"))


def outcomes(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["movement"], row["reason"]) for row in rows]


def at(index: int, value: Any, of: Sequence[Any]) -> list[Any]:
    """The list with another value in one place."""
    return [value if number == index else other for number, other in enumerate(of)]


RISING = [1.0, 2.0, 3.0, 4.0, 5.0]
GROWING = [10.0, 20.0, 30.0, 40.0, 50.0]
SIGNIFICANT_RISE = (UP, REASONS["significant"])


# Worked by hand.


def test_a_trend_of_proportions_by_hand(mark: Mark) -> None:
    """10, 20, 30, 40 and 50 of 100 each: 500 (500 * 550 - 150 * 1500)^2 / (150 * 350 * (500 * 5500 - 1500^2)).

    The odds are 1/9, 1/4, 3/7, 2/3 and 1, and the slope of their logarithms (2 ln 9 + ln 4 + ln 2/3) / 10.
    """
    (row,) = mark(shares(GROWING))
    assert (row["movement"], row["reason"], row["points"]) == (*SIGNIFICANT_RISE, 5)
    assert row["chi_squared"] == pytest.approx(1000 / 21, rel=1e-12)
    assert row["slope"] == pytest.approx(0.53752784, abs=5e-9)
    assert (row["first_year"], row["last_year"]) == (2019, 2023)


def test_a_trend_of_values_with_equal_limits_by_hand(mark: Mark) -> None:
    """The slope of 5, 7, 6, 9 and 10 is (-10 - 7 + 9 + 20) / 10; limits 2 apart are a deviation of 2 / 3.919928.

    Chi-squared is 1.2 squared times 10, the squares of the times around their middle, by 3.919928 squared over 4.
    """
    (row,) = mark(rates([5.0, 7.0, 6.0, 9.0, 10.0], 2.0))
    assert row["slope"] == pytest.approx(1.2, rel=1e-12)
    assert row["chi_squared"] == pytest.approx(14.4 * 3.919928**2 / 4, rel=1e-6)
    assert (row["movement"], row["reason"]) == SIGNIFICANT_RISE


def test_a_figure_with_a_wider_interval_weighs_less(mark: Mark) -> None:
    """Widths 1, 1, 1, 1 and 2 weigh 4, 4, 4, 4 and 1 after a common factor.

    Of 0, 0, 0, 0 and 8 at 1 to 5: W = 17, Wt = 45, Wtt = 145, Wv = 8, Wvt = 40: (17 * 40 - 45 * 8) / (17 * 145 - 45^2)
    = 320 / 440, and chi-squared (8/11)^2 * 440/17, by 4 for the common factor and 4 * 1.959964^2 for the widths.
    """
    (row,) = mark(rates([0.0, 0.0, 0.0, 0.0, 8.0], [1.0, 1.0, 1.0, 1.0, 2.0]))
    assert row["slope"] == pytest.approx(8 / 11, rel=1e-12)
    assert row["chi_squared"] == pytest.approx((8 / 11) ** 2 * 440 / 17 / 4 * 4 * Z**2, rel=1e-9)


def test_only_the_width_of_an_interval_counts(mark: Mark) -> None:
    """Whether the figure is in its middle or not, and at its level or at a higher one with wider limits."""
    middle, aside = rates(RISING), rates(RISING)
    aside[["lower_95", "upper_95"]] += 0.04
    first, second = mark(middle, aside)
    assert second["chi_squared"] == pytest.approx(first["chi_squared"], rel=1e-12)
    (wider,) = mark(rates(RISING, 0.1 * 3.090232306167813 / Z), confidence=99.8)
    assert wider["chi_squared"] == pytest.approx(first["chi_squared"], rel=1e-9)


def test_a_chi_squared_at_the_threshold_is_not_yet_significant(mark: Mark) -> None:
    """1 to 5 with limits from 0 to b have 10 (2 * 1.959964 / b)^2: at the threshold where b is 4.0113….

    In the numbers around it some give the threshold to the last digit.
    """
    assert pytest.approx(THRESHOLD, rel=1e-15) == SIGNIFICANT
    width = 2 * Z * math.sqrt(10 / THRESHOLD)
    widths = [width + number * math.ulp(width) for number in range(-50, 51)]
    rows = mark(*(rates(RISING, lower_95=0.0, upper_95=value) for value in widths))
    by_side: dict[int, set[str]] = {-1: set(), 0: set(), 1: set()}
    for row in rows:
        by_side[int(np.sign(row["chi_squared"] - SIGNIFICANT))].add(row["movement"])
    assert by_side == {-1: {NO_CHANGE}, 0: {NO_CHANGE}, 1: {UP}}


def test_a_change_with_every_interval_wide_is_not_significant(mark: Mark) -> None:
    rows = mark(rates(RISING, 4.01), rates(RISING, 4.02), rates([3.0] * 5), shares([3.0] * 5))
    none = (NO_CHANGE, REASONS["not_significant"])
    assert outcomes(rows) == [SIGNIFICANT_RISE, none, none, none]
    # Years are given where a trend was looked for, whatever was found.
    assert [(row["first_year"], row["last_year"]) for row in rows] == [(2019, 2023)] * 4
    assert [(row["slope"], row["chi_squared"]) for row in rows[2:]] == [(0.0, 0.0)] * 2


# One figure left out.


def test_a_trend_that_rests_on_one_figure_is_none(mark: Mark) -> None:
    """Without the last the slope is none, then (-1.5 - 0.5 * 1.1 + 0.5 + 1.5 * 0.9) / 5, below zero, then above."""
    rest = (NO_CHANGE, REASONS["outlier"])
    rows = mark(
        rates([1.0, 1.0, 1.0, 1.0, 9.0]),
        rates([1.0, 1.1, 1.0, 0.9, 9.0]),
        rates([1.0, 1.0, 1.0, 1.1, 9.0]),
        rates([9.0, 9.0, 9.0, 9.0, 1.0]),
        rates([9.0, 1.0, 1.0, 1.0, 1.0]),
        shares([100.0, 100.0, 100.0, 100.0, 200.0], 1000.0),
        shares([100.0, 101.0, 100.0, 99.0, 200.0], 1000.0),
        shares([100.0, 101.0, 102.0, 103.0, 200.0], 1000.0),
    )
    assert outcomes(rows) == [rest, rest, SIGNIFICANT_RISE, rest, rest, rest, rest, SIGNIFICANT_RISE]
    assert rows[0]["slope"] == pytest.approx(1.6, rel=1e-12)
    assert rows[0]["chi_squared"] > 1000


def test_odds_that_are_the_same_of_other_denominators_are_the_same(mark: Mark) -> None:
    """1 of 10, 20 of 200 and 300 of 3,000: without the last the logarithms of the odds have no slope."""
    (row,) = mark(shares([1.0, 20.0, 300.0, 7.0, 500.0], [10.0, 200.0, 3000.0, 70.0, 1000.0]))
    assert (row["movement"], row["reason"]) == (NO_CHANGE, REASONS["outlier"])


def test_whether_a_slope_is_none_does_not_hang_on_the_height_of_the_figures(mark: Mark) -> None:
    """0.71, 0.61, 0.56, 0.65 and 0.58 have no slope without the first: -3 * 61 - 56 + 65 + 3 * 58 is 0.

    Nor have they 10, 50 or 12,345 higher up, though their last digits are then cut off in binary.
    """
    figures = [0.71, 0.61, 0.56, 0.65, 0.58]
    rows = mark(*(rates([round(base + figure, 2) for figure in figures], 0.02) for base in (0, 10, 50, 12_345)))
    assert outcomes(rows) == [(NO_CHANGE, REASONS["outlier"])] * 4


# Which points are used.


def test_the_last_five_points_are_used_whatever_came_before(mark: Mark) -> None:
    early = [9.0, None, 0.0]
    frames = [
        rates(RISING),
        rates([*early, *RISING], [0.1, 0.1, 0.0, 0.1, 0.1, 0.1, 0.1, 0.1]),
        shares(GROWING),
        shares([0.0, 100.0, None, *GROWING]),
    ]
    rows = mark(*frames)
    assert [row["points"] for row in rows] == [5, 8, 5, 8]
    for alone, after in (rows[:2], rows[2:]):
        assert {name: after[name] for name in ("movement", "chi_squared", "slope", "first_year", "last_year")} == {
            name: alone[name] for name in ("movement", "chi_squared", "slope", "first_year", "last_year")
        }


def test_points_are_counted_one_to_five_whatever_years_lie_between(mark: Mark) -> None:
    gaps = [2010, 2011, 2016, 2018, 2023]
    rows = mark(rates(RISING), rates(RISING, year=gaps), shares(GROWING), shares(GROWING, year=gaps))
    for whole, gappy in (rows[:2], rows[2:]):
        assert gappy["chi_squared"] == whole["chi_squared"]
        assert gappy["slope"] == whole["slope"]
        assert (gappy["first_year"], gappy["last_year"]) == (2010, 2023)


def test_rows_may_come_in_any_order(mark: Mark) -> None:
    six = rates([7.0, 1.0, 2.0, 3.0, 5.0, 4.0])
    first, second = mark(six, six.sample(frac=1, random_state=3))
    del first["indicator_id"], second["indicator_id"]
    assert first == second
    assert (first["first_year"], first["last_year"], first["points"]) == (2019, 2023, 6)


def test_rows_that_say_how_many_are_newer_are_not_sorted(mark: Mark) -> None:
    six = rates([7.0, 1.0, 2.0, 3.0, 5.0, 4.0])
    twice = pd.concat([six, six.tail(1)])
    counted, copies = mark(six.assign(newer=range(5, -1, -1)), twice.assign(newer=[5, 4, 3, 2, 1, 0, 0]))
    assert [counted] == mark(six)
    assert outcomes([copies]) == [(CANNOT, REASONS["duplicate"])]


def test_a_row_without_a_year_is_no_point(mark: Mark) -> None:
    dated = rates([None, *RISING], year=[None, 2019, 2020, 2021, 2022, 2023])
    few = rates(RISING, year=[None, 2020, 2021, 2022, 2023])
    rows = mark(dated, few)
    assert outcomes(rows) == [SIGNIFICANT_RISE, (CANNOT, REASONS["few"])]
    assert [row["points"] for row in rows] == [5, 4]


def test_a_break_counts_after_the_oldest_of_the_five_points(mark: Mark) -> None:
    """A break is between a period and the one before; before the oldest of the five it is outside."""
    frames = [rates([1.0, *RISING], break_before=at(index, True, [False] * 6)) for index in range(6)]
    broken = (CANNOT, REASONS["break"])
    assert outcomes(mark(*frames)) == [SIGNIFICANT_RISE, SIGNIFICANT_RISE, broken, broken, broken, broken]


# What cannot be calculated.

LAST = range(5)
UNUSABLE: dict[str, list[pd.DataFrame]] = {
    "type": [rates(RISING, value_type=value_type) for value_type in ("count", "score", "", None, "rates", "DSR")],
    "one_off": [rates(RISING, one_off=True), shares(GROWING, one_off=True)],
    "duplicate": [
        rates(RISING, year=[2019, 2020, 2021, 2022, 2022]),
        rates([1.0, 1.0, *RISING], year=[2015, 2015, 2019, 2020, 2021, 2022, 2023]),
        rates(RISING[:2], year=2023),
    ],
    "few": [rates(RISING[:4]), shares(GROWING[:1]), rates([None]), rates(RISING, year=None)],
    "overlap": [rates(RISING, months=36), rates(RISING, months=13), rates(RISING, months=36, step=2)],
    "length": [rates(RISING, months=at(index, 9, [12] * 5)) for index in LAST],
    "break": [rates(RISING, break_before=at(index, True, [False] * 5)) for index in LAST[1:]],
    "missing": [
        *(rates(at(index, None, RISING)) for index in LAST),
        *(shares(GROWING, value=at(index, None, RISING)) for index in LAST),
    ],
    "counts": [
        *(shares(at(index, None, GROWING)) for index in LAST),
        *(shares(GROWING, at(index, None, [100.0] * 5)) for index in LAST),
    ],
    "denominator": [shares(GROWING, at(index, wrong, [100.0] * 5)) for index in LAST for wrong in (0.0, -1.0, -100.0)],
    "numerator": [shares(at(index, wrong, GROWING)) for index in LAST for wrong in (-1.0, 100.5, 1e9)],
    "full": [shares(at(index, whole, GROWING)) for index in LAST for whole in (0.0, 100.0)],
    "limits": [
        *(rates(RISING, lower_95=at(index, None, [0.0] * 5)) for index in LAST),
        *(rates(RISING, upper_95=at(index, None, [9.0] * 5)) for index in LAST),
        rates(RISING, lower_95=None, upper_95=None),
    ],
    "width": [rates(RISING, at(index, wrong, [0.1] * 5)) for index in LAST for wrong in (0.0, -0.1)],
}


def test_what_cannot_be_calculated_says_why(mark: Mark) -> None:
    """Every case in one call, and sound series among them."""
    cases = [(reason, frame) for reason, frames in UNUSABLE.items() for frame in frames]
    rows = mark(*(frame for _, frame in cases), rates(RISING), shares(GROWING))
    assert outcomes(rows) == [(CANNOT, REASONS[reason]) for reason, _ in cases] + [SIGNIFICANT_RISE, SIGNIFICANT_RISE]
    for row in rows[:-2]:
        assert row["marker"] == CANNOT
        for name in ("first_year", "last_year", "chi_squared", "slope"):
            assert pd.isna(row[name]), (row["reason"], name)


def test_of_several_reasons_the_first_is_given(mark: Mark) -> None:
    """In the order of the table above: each series has what is wrong from its own place on."""
    wrong = shares(
        [None, 0.0, 101.0, 50.0, 50.0],
        [100.0, 0.0, 100.0, 100.0, 100.0],
        value=[None, 1.0, 1.0, 1.0, 1.0],
        break_before=True,
        months=[9, 36, 36, 36, 36],
        one_off=True,
        value_type="score",
    )
    steps: list[dict[str, Any]] = [
        {},
        {"value_type": "percentage"},
        {"one_off": False},
        {"months": [9, 12, 12, 12, 12]},
        {"months": 12},
        {"break_before": False},
        {"value": 1.0},
        {"numerator": [5.0, 0.0, 101.0, 50.0, 50.0]},
        {"denominator": 100.0},
        {"numerator": [5.0, 0.0, 50.0, 50.0, 50.0]},
    ]
    frames = []
    for step in steps:
        wrong = wrong.assign(**step)
        frames.append(wrong)
    reasons = ["type", "one_off", "overlap", "length", "break", "missing", "counts", "denominator", "numerator", "full"]
    assert [row["reason"] for row in mark(*frames)] == [REASONS[reason] for reason in reasons]


def test_periods_of_the_length_of_the_step_do_not_overlap(mark: Mark) -> None:
    """Nor is anything said of periods whose length is not known."""
    frames = [
        rates(RISING, months=12),
        rates(RISING, months=3),
        rates(RISING, months=36, step=3),
        rates(RISING, months=24, step=2),
        rates(RISING, months=[None, 12, 12, None, 12]),
        rates(RISING, months=None),
        rates([1.0, *RISING], months=[36, 12, 12, 12, 12, 12]),
    ]
    assert outcomes(mark(*frames)) == [SIGNIFICANT_RISE] * len(frames)


def test_every_type_of_value_has_its_own_way(mark: Mark) -> None:
    """Proportions by their counts, whatever limits they have; all others by limits, whatever counts they have."""
    wide = {"lower_95": -1e6, "upper_95": 1e6}
    types = [*PROPORTIONS, *(proportion.capitalize() for proportion in PROPORTIONS)]
    by_counts = [shares(GROWING, value_type=value_type, **wide) for value_type in types]
    types = [*WITH_LIMITS, *(value_type.upper() for value_type in WITH_LIMITS)]
    by_limits = [rates(RISING, value_type=value_type, numerator=None, denominator=None) for value_type in types]
    rows = mark(*by_counts, *by_limits)
    assert outcomes(rows) == [SIGNIFICANT_RISE] * len(rows)
    assert {round(row["chi_squared"], 6) for row in rows[: len(by_counts)]} == {round(1000 / 21, 6)}
    # No count and no score is a type with limits.
    assert not {"count", "score"} & {*WITH_LIMITS, *PROPORTIONS}


# The marker.


def test_polarity_says_whether_a_trend_is_for_the_better(mark: Mark) -> None:
    polarities = [HIGH, LOW, NEUTRAL, None]
    kinds = {"up": rates(RISING), "down": rates(RISING[::-1]), "none": rates([3.0] * 5), "cannot": rates(RISING[:4])}
    rows = mark(*(frame.assign(polarity=polarity) for frame in kinds.values() for polarity in polarities))
    better, worse = " and getting better", " and getting worse"
    expected = [UP + better, UP + worse, UP, UP, DOWN + worse, DOWN + better, DOWN, DOWN]
    assert [row["marker"] for row in rows] == [*expected, *[NO_CHANGE] * 4, *[CANNOT] * 4]
    assert [row["movement"] for row in rows] == [*[UP] * 4, *[DOWN] * 4, *[NO_CHANGE] * 4, *[CANNOT] * 4]
    assert {row["marker"] for row in rows} == set(TREND_MARKERS)


def test_a_frame_without_any_polarity_has_plain_markers(mark: Mark) -> None:
    assert [row["marker"] for row in mark(rates(RISING, polarity=None))] == [UP]


# The method of 2020.


def test_the_method_of_2020_takes_the_level_as_1_96(mark: Mark) -> None:
    """1 to 5 with limits 0.2 in width: 10 * (3.92 / 0.2)^2 is 3841.6; the confidence given is not used."""
    for confidence in (0.95, 0.998):
        (row,) = mark(rates(RISING, 0.2), confidence=confidence, **OLD)
        assert row["chi_squared"] == pytest.approx(3841.6, rel=1e-12)
        assert (row["movement"], row["reason"], row["slope"]) == (*SIGNIFICANT_RISE, pytest.approx(1, rel=1e-12))


def test_the_method_of_2020_knows_proportions_and_crude_rates_alone(mark: Mark) -> None:
    limits = {"lower_95": 1.0, "upper_95": 2.0}
    types = ["percentage", "Proportion", "rate", "Crude rate", "mean", "directly standardised rate", "count", None]
    rows = mark(*(shares(GROWING, value=RISING, value_type=value_type, **limits) for value_type in types), **OLD)
    assert [row["reason"] != REASONS["type"] for row in rows] == [True] * 4 + [False] * 4
    assert [row["movement"] for row in rows[4:]] == [CANNOT] * 4


def test_the_method_of_2020_judges_proportions_by_counts_or_by_limits(mark: Mark) -> None:
    """By counts as 1000 / 21, by limits as 10 * (3.92 / 4)^2; a rate by its limits in either way."""
    share = shares(GROWING, value=RISING, lower_95=0.0, upper_95=4.0)
    rate = rates(RISING, 4.0)
    by_counts, by_limits = mark(share, rate, **OLD), mark(share, rate, **OLD_LIMITS)
    assert [row["chi_squared"] for row in by_counts] == pytest.approx([1000 / 21, 10 * 0.98**2], rel=1e-12)
    assert [row["chi_squared"] for row in by_limits] == pytest.approx([10 * 0.98**2] * 2, rel=1e-12)
    assert [row["slope"] for row in by_counts] == pytest.approx([0.53752784, 1], abs=5e-9)
    assert by_limits[0]["slope"] == pytest.approx(1, rel=1e-12)


def test_the_method_of_2020_cuts_a_series_at_the_newest_gap(mark: Mark) -> None:
    """Going back from the newest, a period without a figure or a count ends the series: five must be left."""
    seven = [9.0, 9.0, *RISING]
    frames, expected = [], []
    for index in range(7):
        for name in ("value", "numerator", "denominator"):
            frame = rates(seven)
            frames.append(frame.assign(**{name: at(index, None, frame[name])}))
            expected.append(SIGNIFICANT_RISE if index < 2 else (CANNOT, REASONS["unbroken"]))
    assert outcomes(mark(*frames, **OLD)) == expected
    # In 2025 nothing but the last five points counts, and a rate needs no counts.
    result = outcomes(mark(*frames))
    assert [outcome == SIGNIFICANT_RISE for outcome in result] == [
        index < 2 or name > 0 for index in range(7) for name in range(3)
    ]


def test_the_method_of_2020_refuses_a_full_count_anywhere_in_the_unbroken_run(mark: Mark) -> None:
    """Even before the last five, and of a rate too; but not beyond a gap. In 2025 only of the last five points."""
    limits = {"lower_95": 1.0, "upper_95": 2.0}
    early = shares([100.0, 60.0, *GROWING], **limits)
    beyond = shares([100.0, None, *GROWING], **limits)
    rate = rates([9.0, 9.0, *RISING], numerator=at(0, 1000.0, [50.0] * 7))
    full = (CANNOT, REASONS["full"])
    assert outcomes(mark(early, beyond, rate, **OLD)) == [full, SIGNIFICANT_RISE, full]
    assert outcomes(mark(early, beyond, rate)) == [SIGNIFICANT_RISE] * 3


def test_the_method_of_2020_refuses_a_count_of_none_where_counts_decide(mark: Mark) -> None:
    limits = {"value": RISING, "lower_95": 1.0, "upper_95": 1.1}
    none = [shares(at(index, 0.0, GROWING), **limits) for index in LAST]
    before = shares([0.0, *GROWING], lower_95=1.0, upper_95=2.0)
    assert outcomes(mark(*none, before, **OLD)) == [(CANNOT, REASONS["full"])] * 5 + [SIGNIFICANT_RISE]
    assert outcomes(mark(*none, **OLD_LIMITS)) == [SIGNIFICANT_RISE] * 5


def test_the_method_of_2020_finds_no_change_without_limits(mark: Mark) -> None:
    """A period without limits is passed over for an older one; fewer than five with limits of some width: no change."""
    none = (NO_CHANGE, REASONS["no_limits"])
    frames = [
        rates(RISING, lower_95=None, upper_95=None),
        rates(RISING, upper_95=at(2, None, [9.0] * 5)),
        rates(RISING, at(2, 0.0, [0.1] * 5)),
        rates(RISING, at(2, -0.1, [0.1] * 5)),
        shares(GROWING),
        # Six periods, one without limits: the five others are the series.
        rates([1.0, 2.0, 3.0, 4.0, 5.0, 99.0], at(5, None, [0.1] * 6)),
        rates([1.0, 2.0, 3.0, 99.0, 4.0, 5.0], at(3, None, [0.1] * 6)),
        # Counts decide, so that the width of a share's limits does not matter, only whether they are there.
        shares(GROWING, lower_95=5.0, upper_95=5.0),
    ]
    rows = mark(*frames, **OLD)
    assert outcomes(rows) == [*[none] * 5, SIGNIFICANT_RISE, SIGNIFICANT_RISE, SIGNIFICANT_RISE]
    assert [pd.isna(row["slope"]) for row in rows] == [*[True] * 5, *[False] * 3]
    assert [pd.isna(row["first_year"]) for row in rows] == [*[True] * 5, *[False] * 3]
    assert [(row["first_year"], row["last_year"]) for row in rows[5:7]] == [(2018, 2022), (2018, 2023)]
    assert [row["slope"] for row in rows[5:7]] == pytest.approx([1.0, 1.0], rel=1e-9)
    assert outcomes(mark(frames[-1], **OLD_LIMITS)) == [none]
    # In 2025 such a trend cannot be calculated.
    assert outcomes(mark(*frames[:4])) == [(CANNOT, REASONS[value]) for value in ("limits", "limits", "width", "width")]


def test_the_method_of_2020_counts_a_slope_of_none_as_a_rise(mark: Mark) -> None:
    """Without the last figure there is no slope: for a rise that is no outlier, for a fall it is."""
    rest = (NO_CHANGE, REASONS["outlier"])
    limits = {"lower_95": 1.0, "upper_95": 2.0}
    frames = [
        rates([1.0, 1.0, 1.0, 1.0, 9.0]),
        rates([9.0, 9.0, 9.0, 9.0, 1.0]),
        rates([1.0, 1.1, 1.0, 0.9, 9.0]),
        shares([100.0, 100.0, 100.0, 100.0, 200.0], 1000.0, **limits),
        shares([200.0, 200.0, 200.0, 200.0, 100.0], 1000.0, **limits),
    ]
    assert outcomes(mark(*frames, **OLD)) == [SIGNIFICANT_RISE, rest, rest, SIGNIFICANT_RISE, rest]
    assert outcomes(mark(*frames)) == [rest] * 5


def test_the_method_of_2020_refuses_counts_that_are_none(mark: Mark) -> None:
    limits = {"lower_95": 1.0, "upper_95": 2.0}
    frames = [
        shares(GROWING, at(1, 0.0, [100.0] * 5), **limits),
        shares(at(1, -2.0, GROWING), **limits),
        shares(at(1, 101.0, GROWING), **limits),
        shares(GROWING, at(1, -5.0, [100.0] * 5), **limits),
    ]
    expected = ["denominator", "numerator", "numerator", "denominator"]
    assert outcomes(mark(*frames, **OLD)) == [(CANNOT, REASONS[value]) for value in expected]


def test_the_method_of_2020_looks_at_the_shape_of_a_series_first(mark: Mark) -> None:
    """But it did not know of breaks."""
    frames = [
        rates(RISING, one_off=True),
        rates(RISING, year=[2019, 2020, 2021, 2022, 2022]),
        rates(RISING[:4]),
        rates(RISING, months=36),
        rates(RISING, months=[9, 12, 12, 12, 12]),
        rates(RISING, break_before=True),
    ]
    expected = [(CANNOT, REASONS[value]) for value in ("one_off", "duplicate", "few", "overlap", "length")]
    assert outcomes(mark(*frames, **OLD)) == [*expected, SIGNIFICANT_RISE]


def test_every_reason_is_in_a_test() -> None:
    in_other_tests = {"unbroken", "no_limits", "outlier", "not_significant", "significant"}
    assert {*UNUSABLE} | in_other_tests == set(REASONS)


# The frame.


def test_methods_that_are_not_known_are_refused() -> None:
    expected = {
        "2025 and counts": {"method": "2025"},
        "fingertips-2025 and both": {"proportions": "both"},
        "fingertips-2020 and Limits": OLD | {"proportions": "Limits"},
    }
    for got, options in expected.items():
        with pytest.raises(MethodProblem) as caught:
            recent_trend(rates(RISING, indicator_id="one"), **options)
        assert str(caught.value) == (
            "method must be one of fingertips-2025, fingertips-2020 and proportions counts or limits; got " + got
        )


def test_missing_columns_are_named() -> None:
    frame = rates(RISING, indicator_id="one").drop(columns=["year", "value_type"])
    with pytest.raises(MethodProblem) as caught:
        recent_trend(frame)
    assert str(caught.value) == (
        "the frame must have the column year, value_type; it has area_code, value, polarity, lower_95, upper_95, "
        "numerator, denominator, indicator_id"
    )


def test_a_level_that_is_none_is_refused(mark: Mark) -> None:
    with pytest.raises(MethodProblem, match="confidence must be from"):
        mark(rates(RISING), confidence=1)


def test_columns_that_decide_nothing_may_be_left_out(mark: Mark) -> None:
    (row,) = mark(rates(RISING).drop(columns=["numerator", "denominator"]))
    assert (row["movement"], row["reason"]) == SIGNIFICANT_RISE
    (row,) = mark(shares(GROWING).drop(columns=["lower_95", "upper_95"]))
    assert (row["movement"], row["reason"]) == SIGNIFICANT_RISE
    (row,) = mark(rates(RISING).drop(columns=["lower_95", "upper_95"]))
    assert (row["movement"], row["reason"]) == (CANNOT, REASONS["limits"])


@pytest.mark.parametrize("flag", ["break_before", "one_off"])
def test_a_flag_that_is_missing_is_none(flag: str) -> None:
    """As it is after a merge in which some rows found no partner; on other engines it is none as well."""
    frame = rates(RISING, indicator_id="one", **{flag: [None, False, False, None, False]})
    assert recent_trend(frame)["movement"].tolist() == [UP]


def test_numbers_that_are_all_missing_are_missing() -> None:
    """A column of nothing alone has no type of its own."""
    nothing = {"numerator": None, "denominator": None}
    frame = pd.concat([rates(RISING, indicator_id="one"), shares(GROWING, indicator_id="two")]).assign(**nothing)
    trends = recent_trend(frame).set_index("indicator_id")
    assert trends["reason"].to_dict() == {"one": REASONS["significant"], "two": REASONS["counts"]}


def test_other_keys_can_be_named_and_the_frame_is_left_as_it_was() -> None:
    frame = pd.concat([rates(RISING, measure="a", sex="f"), rates(RISING[::-1], measure="a", sex="m")])
    before = frame.copy(deep=True)
    trends = recent_trend(frame, series=["measure", "sex"])
    pd.testing.assert_frame_equal(frame, before)
    assert trends.columns.tolist() == [
        "measure",
        "sex",
        "first_year",
        "last_year",
        "points",
        "movement",
        "marker",
        "reason",
        "chi_squared",
        "slope",
    ]
    assert trends.set_index("sex")["movement"].to_dict() == {"f": UP, "m": DOWN}


def test_no_rows_give_no_rows() -> None:
    trends = recent_trend(rates([], indicator_id="one"))
    assert trends.empty
    assert {"movement", "marker", "reason", "chi_squared", "slope"} <= set(trends.columns)


# Some thousand random series, and what the formulas say of them in exact fractions.

Point = dict[str, Any]
Outcome = tuple[str, str, float | None, float | None, int | None, int | None]


def sign_of(number: Fraction | int) -> int:
    return (number > 0) - (number < 0)


def plain_sign(points: Sequence[tuple[int, Point]], by_counts: bool) -> int:
    """Whether the slope over these points is above, at or below zero, without any rounding.

    That of the logarithms of odds is the logarithm of a product of odds, each to the power of its time around the
    middle: above zero where the product is above 1.
    """
    times = [time for time, _ in points]
    if by_counts:
        odds = [Fraction(point["numerator"], point["denominator"] - point["numerator"]) for _, point in points]
        powers = [len(times) * time - sum(times) for time in times]
        return sign_of(
            math.prod((ratio**power for ratio, power in zip(odds, powers, strict=True)), start=Fraction(1)) - 1
        )
    return sign_of(plain_line(points)[0])


def plain_line(points: Sequence[tuple[int, Point]]) -> tuple[Fraction, Fraction]:
    """The slope by weighted least squares, and what its square is to be multiplied by for chi-squared / (2 z)^2."""
    weights = [1 / (point["upper_95"] - point["lower_95"]) ** 2 for _, point in points]
    rows = [(weight, time, point["value"]) for weight, (time, point) in zip(weights, points, strict=True)]
    w, wt, wtt = (sum(weight * time**power for weight, time, _ in rows) for power in range(3))
    wv, wvt = (sum(weight * value * time**power for weight, time, value in rows) for power in range(2))
    run = w * wtt - wt * wt
    return (w * wvt - wt * wv) / run, run / w


def plain_counts(points: Sequence[tuple[int, Point]]) -> tuple[float, float]:
    """The slope of the logarithms of the odds, and the statistic of Cochran and Armitage."""
    x, xt = (sum(point["numerator"] * time**power for time, point in points) for power in range(2))
    s, nt, ntt = (sum(point["denominator"] * time**power for time, point in points) for power in range(3))
    slope = sum((t - 3) * math.log(p["numerator"] / (p["denominator"] - p["numerator"])) for t, p in points) / 10
    return slope, float(Fraction(s * (s * xt - x * nt) ** 2, x * (s - x) * (s * ntt - nt**2)))


def plain_fault(points: list[Point], about: dict[str, Any]) -> str | None:
    """The first reason against a trend, in the order of the specification and of the guidance."""
    kind = (about["value_type"] or "").lower()
    years = [point["year"] for point in points if point["year"] is not None]
    last = newest_five(points)
    months = {point["months"] for point in last} - {None}
    if kind not in (*PROPORTIONS, *WITH_LIMITS):
        return "type"
    if about["one_off"]:
        return "one_off"
    if len(set(years)) < len(years):
        return "duplicate"
    if len(last) < 5:
        return "few"
    if any(length > 12 * about["step"] for length in months):
        return "overlap"
    if len(months) > 1:
        return "length"
    if any(point["break_before"] for point in last[1:]):
        return "break"
    if any(point["value"] is None for point in last):
        return "missing"
    return plain_count_fault(last) if kind in PROPORTIONS else plain_limit_fault(last)


def plain_count_fault(last: list[Point]) -> str | None:
    counts = [(point["numerator"], point["denominator"]) for point in last]
    if any(x is None or n is None for x, n in counts):
        return "counts"
    if any(n <= 0 for _, n in counts):
        return "denominator"
    if any(not 0 <= x <= n for x, n in counts):
        return "numerator"
    return "full" if any(x in (0, n) for x, n in counts) else None


def plain_limit_fault(last: list[Point]) -> str | None:
    limits = [(point["lower_95"], point["upper_95"]) for point in last]
    if any(lower is None or upper is None for lower, upper in limits):
        return "limits"
    return "width" if any(upper <= lower for lower, upper in limits) else None


def newest_five(points: list[Point]) -> list[Point]:
    return sorted((point for point in points if point["year"] is not None), key=lambda point: point["year"])[-5:]


def plain_trend(points: list[Point], about: dict[str, Any]) -> Outcome:
    """Movement, key of the reason, chi-squared, slope, first year and last year."""
    fault = plain_fault(points, about)
    if fault:
        return CANNOT, fault, None, None, None, None
    numbered = list(enumerate(newest_five(points), start=1))
    by_counts = about["value_type"].lower() in PROPORTIONS
    slope: float | Fraction
    if by_counts:
        slope, chi_squared = plain_counts(numbered)
    else:
        slope, spread = plain_line(numbered)
        chi_squared = float(slope**2 * spread) * (2 * Z) ** 2
    result = (chi_squared, float(slope), numbered[0][1]["year"], numbered[-1][1]["year"])
    if not chi_squared > THRESHOLD:
        return NO_CHANGE, "not_significant", *result
    side = plain_sign(numbered, by_counts)
    left_out = [plain_sign([*numbered[:value], *numbered[value + 1 :]], by_counts) for value in LAST]
    if side == 0 or any(value != side for value in left_out):
        return NO_CHANGE, "outlier", *result
    return UP if side > 0 else DOWN, "significant", *result


SPOILT: list[dict[str, Any]] = [
    *({name: None} for name in ("value", "lower_95", "upper_95", "numerator", "denominator", "months", "year")),
    {"numerator": 0},
    {"numerator": -1},
    {"numerator": 10**6},
    {"denominator": 0},
    {"break_before": True},
    {"months": 9},
    {"year": 2023},
    {"upper_95": Fraction(-1000)},
]


def random_series(rng: np.random.Generator) -> tuple[list[Point], dict[str, Any]]:
    """A series as published ones are: few decimals, round numbers, a trend or none, sometimes an outlier or a fault."""
    size = int(rng.choice([2, 4, 5, 5, 5, 5, 6, 7, 8]))
    base, drift = int(rng.choice([5, 50, 200, 800, 7840])), int(rng.integers(-4, 5))
    noise, widest = int(rng.choice([0, 1, 2, 6])), int(rng.choice([1, 2, 4, 10, 40]))
    people, share = int(rng.choice([10, 100, 1000, 20_000])), float(rng.choice([0.03, 0.2, 0.5, 0.9]))
    growth, jump = float(rng.choice([0, 0.01, 0.05, 0.1, -0.03, -0.1])), int(rng.choice([0, 0, 0, 15, -15]))
    odd_one, points = int(rng.integers(size)), []
    for number, year in enumerate(sorted(rng.choice(np.arange(2008, 2024), size, replace=False).tolist())):
        tenths = base + drift * number + int(rng.integers(-noise, noise + 1)) + (jump if number == odd_one else 0)
        below, above = (int(width) for width in rng.integers(1, widest + 1, 2))
        count = round(people * share * (1 + growth * number)) + (people // 20 if jump and number == odd_one else 0)
        points.append(
            {
                "year": year,
                "value": Fraction(tenths, 10),
                "lower_95": Fraction(tenths - below, 10),
                "upper_95": Fraction(tenths + (below if rng.random() < 0.5 else above), 10),
                "months": 12,
                "numerator": min(count, people),
                "denominator": people,
                "break_before": False,
            }
        )
    if rng.random() < 0.3:
        points[int(rng.integers(size))].update(SPOILT[int(rng.integers(len(SPOILT)))])
    if rng.random() < 0.02:
        points = [point | {"months": 36} for point in points]
    types = ["percentage", "Proportion", "rate", "mean", "Life expectancy", "count", None]
    about = {
        "value_type": rng.choice(np.array(types, dtype="object"), p=[0.3, 0.15, 0.2, 0.2, 0.1, 0.03, 0.02]),
        "polarity": str(rng.choice([HIGH, LOW, NEUTRAL])),
        "one_off": bool(rng.random() < 0.02),
        "step": int(rng.choice([1, 1, 1, 3])),
    }
    rng.shuffle(points)
    return points, about


def test_random_series_are_marked_as_the_formulas_say() -> None:
    rng = np.random.default_rng(2025)
    all_series = [random_series(rng) for _ in range(3000)]
    numbers = ("year", "value", "lower_95", "upper_95", "numerator", "denominator", "months")
    frame = pd.DataFrame(
        [
            about
            | {"indicator_id": number, "area_code": "x", "break_before": point["break_before"]}
            | {name: None if point[name] is None else float(point[name]) for name in numbers}
            for number, (points, about) in enumerate(all_series)
            for point in points
        ]
    ).astype(dict.fromkeys(numbers, "float64"))
    rows = recent_trend(frame).sort_values("indicator_id").to_dict("records")
    words = {
        (UP, HIGH): " and getting better",
        (DOWN, HIGH): " and getting worse",
        (UP, LOW): " and getting worse",
        (DOWN, LOW): " and getting better",
    }
    seen: dict[str, int] = {}
    for row, (points, about) in zip(rows, all_series, strict=True):
        movement, reason, chi_squared, slope, first, last = plain_trend(points, about)
        seen[reason] = seen.get(reason, 0) + 1
        assert (row["movement"], row["reason"]) == (movement, REASONS[reason]), (points, about)
        assert row["marker"] == movement + words.get((movement, about["polarity"]), "")
        result = tuple(None if pd.isna(row[name]) else row[name] for name in ("first_year", "last_year"))
        assert result == (first, last)
        if chi_squared is None:
            assert pd.isna(row["chi_squared"])
            assert pd.isna(row["slope"])
        else:
            assert row["chi_squared"] == pytest.approx(chi_squared, rel=1e-9, abs=1e-18)
            assert row["slope"] == pytest.approx(slope, rel=1e-9, abs=1e-12)
        assert row["points"] == sum(point["year"] is not None for point in points)
    # The series are worth something: each outcome is among them, and those that take work are many.
    assert set(seen) == set(REASONS) - {"unbroken", "no_limits"}
    assert min(seen["significant"], seen["not_significant"]) > 500
    assert seen["outlier"] > 75
