"""Direction of travel: the rules D0 to D3, with values worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import examples, rows_of
from hypothesis import strategies as st
from pydantic import ValidationError

from helpers.method_rules import DirectionRules
from helpers.methods.direction import direction_of_travel
from helpers.problems import MethodProblem
from helpers.verdicts import DIRECTIONS

Make = Callable[..., pd.DataFrame]
Judge = Callable[..., list[dict[str, Any]]]
EXACT = {"rule": "exact"}
FLIPPED = {"Improved": "Worsened", "Worsened": "Improved"}


@pytest.fixture
def judge_each(together: Callable[..., pd.DataFrame]) -> Judge:
    """Judge many series in one call, and give their rows in order."""

    def judge_all(frames: Iterable[pd.DataFrame], **rules: Any) -> list[dict[str, Any]]:
        frames = list(frames)
        directions = direction_of_travel(together(frames), rules).sort_values("indicator_id")
        assert len(directions) == len(frames)
        return directions.to_dict("records")

    return judge_all


def judge(frame: pd.DataFrame, **rules: Any) -> dict[str, Any]:
    """The one row of a frame of one series."""
    directions = direction_of_travel(frame, rules)
    assert len(directions) == 1
    row: dict[str, Any] = directions.iloc[0].to_dict()
    return row


def verdict(frame: pd.DataFrame, **rules: Any) -> str:
    return str(judge(frame, **rules)["direction"])


# D2: the tolerance, 2% of the figure before unless another is given.


HIGH, LOW = "higher_is_better", "lower_is_better"
TOLERATED = [
    (50.0, 51.0, HIGH, "No real change"),  # 1 is exactly 2% of 50
    (50.0, 51.0001, HIGH, "Improved"),
    (50.0, 51.0001, LOW, "Worsened"),
    (50.0, 49.0, HIGH, "No real change"),
    (50.0, 48.9999, HIGH, "Worsened"),
    (50.0, 48.9999, LOW, "Improved"),
    (50.0, 50.0, LOW, "No real change"),
    # Of the size of the figure before, so that a negative one has a tolerance too: 2% of 5 is 0.1.
    (-5.0, -4.9, HIGH, "No real change"),
    (-5.0, -4.89, HIGH, "Improved"),
    (-5.0, -5.11, HIGH, "Worsened"),
    (-1.0, 1.0, HIGH, "Improved"),
    (-1.0, 1.0, LOW, "Worsened"),
    # Nothing is 2% of zero.
    (0.0, 0.001, HIGH, "Improved"),
    (0.0, -0.001, HIGH, "Worsened"),
    (0.0, 0.0, HIGH, "No real change"),
    (0.3, 0.1 + 0.2, HIGH, "No real change"),
]


def test_a_change_over_the_tolerance_has_a_direction(series: Make, judge_each: Judge) -> None:
    rows = judge_each(series({2022: before, 2023: now}, polarity) for before, now, polarity, _ in TOLERATED)
    assert [row["direction"] for row in rows] == [expected for *_, expected in TOLERATED]
    for row, (before, now, _, expected) in zip(rows, TOLERATED, strict=True):
        assert (row["rule"], row["rule_id"]) == ("tolerance", "D2")
        side = "within" if expected == "No real change" else "over"
        assert row["reason"] == f"the change is {side} the tolerance"
        assert row["tolerance"] == pytest.approx(0.02 * abs(before))
        assert row["change"] == pytest.approx(now - before)


def test_a_column_that_is_not_used_may_hold_anything(series: Make) -> None:
    frame = series({2022: 50.0, 2023: 60.0}, HIGH)
    mixed = frame.assign(period=pd.Series([2022, "2023"], dtype="object"), note=[{1}, None])
    pd.testing.assert_frame_equal(direction_of_travel(mixed), direction_of_travel(frame))


def test_the_tolerance_is_at_least_half_a_unit_of_the_last_decimal(series: Make, judge_each: Judge) -> None:
    cases = [
        (0, 10.0, 10.5, "No real change"),  # half a unit of a whole number is 0.5, more than 2% of 10
        (0, 10.0, 10.51, "Improved"),
        (1, 1.0, 1.05, "No real change"),  # half a tenth is 0.05, more than 2% of 1
        (1, 1.0, 1.06, "Improved"),
        (2, 0.0, 0.005, "No real change"),  # 2% of zero is nothing: only half a unit works
        (2, 0.0, 0.006, "Improved"),
        (0, 100.0, 102.0, "No real change"),  # 2% of 100 is 2, more than 0.5
        (0, 100.0, 102.1, "Improved"),
    ]
    rows = judge_each(series({2022: before, 2023: now}, decimals=decimals) for decimals, before, now, _ in cases)
    assert [row["direction"] for row in rows] == [expected for *_, expected in cases]
    tolerances = [max(0.02 * before, 0.5 / 10**decimals) for decimals, before, *_ in cases]
    assert [row["tolerance"] for row in rows] == pytest.approx(tolerances)


def test_figures_that_print_alike_may_still_have_changed(series: Make, judge_each: Judge) -> None:
    """To one decimal 50.04 and 50.0400001 both print 50.0. A difference of one part in a thousand million is none."""
    pairs = [(50.04, 50.0400001), (50.0, 50.0 + 4e-8), (50.0, 50.0 + 6e-8)]
    frames = [series({2022: before, 2023: now}) for before, now in pairs]
    exact = judge_each(frames, **EXACT)
    assert [row["direction"] for row in exact] == ["Improved", "No real change", "Improved"]
    assert [row["movement"] for row in exact] == ["Increased", "Unchanged", "Increased"]
    tolerant = judge_each((frame.assign(decimals=1) for frame in frames), tolerance_percent=0)
    assert [row["direction"] for row in tolerant] == ["No real change"] * 3


def test_the_percentage_of_the_tolerance_can_be_set(series: Make) -> None:
    frame = series({2022: 100.0, 2023: 104.0})
    assert verdict(frame) == "Improved"
    assert verdict(frame, tolerance_percent=4) == "No real change"
    assert verdict(frame, tolerance_percent=3.9) == "Improved"
    assert verdict(frame, tolerance_percent=0) == "Improved"


def test_by_the_exact_rule_any_change_counts(series: Make) -> None:
    frame = series({2022: 100.0, 2023: 100.01}, decimals=0)
    assert verdict(frame) == "No real change"
    assert verdict(frame, **EXACT) == "Improved"
    assert verdict(series({2022: 100.0, 2023: 100.0}), **EXACT) == "No real change"
    # A difference in the last bits of a number is none.
    assert verdict(series({2022: 0.3, 2023: 0.1 + 0.2}), **EXACT) == "No real change"


def test_rules_that_are_not_known_are_refused(series: Make) -> None:
    with pytest.raises(ValidationError, match="tolerance_per_cent"):
        direction_of_travel(series({2022: 1.0, 2023: 2.0}), {"tolerance_per_cent": 2})


# D1: published intervals, where the rules let them decide.

LIMITS_FIRST = {"intervals": "published"}
LIMITS = {"lower_95": {2022: 48.0, 2023: 52.0}, "upper_95": {2022: 52.0, 2023: 56.0}}


def test_intervals_decide_where_both_are_published(series: Make, judge_each: Judge) -> None:
    """The figure before is 50 with the interval 48 to 52."""
    cases = [
        (54.0, 52.0, 56.0, "No real change"),  # 52 touches 52
        (54.0, 52.0001, 56.0, "Improved"),
        (46.0, 44.0, 48.0, "No real change"),  # 48 touches 48
        (46.0, 44.0, 47.9999, "Worsened"),
        (50.0, 49.0, 51.0, "No real change"),  # one within the other
        (50.0, 40.0, 60.0, "No real change"),
    ]
    frames = [
        series(
            {2022: 50.0, 2023: now}, polarity, lower_95={2022: 48.0, 2023: lower}, upper_95={2022: 52.0, 2023: upper}
        )
        for polarity in (HIGH, LOW)
        for now, lower, upper, _ in cases
    ]
    rows = judge_each(frames, **LIMITS_FIRST)
    expected = [word for *_, word in cases]
    assert [row["direction"] for row in rows] == expected + [FLIPPED.get(word, word) for word in expected]
    for row in rows:
        assert (row["rule"], row["rule_id"], row["limits"]) == ("ci_double_overlap", "D1", "published")
        how = "overlap" if row["direction"] == "No real change" else "do not overlap"
        assert row["reason"] == f"the confidence intervals {how}"
        assert pd.isna(row["tolerance"])


def test_intervals_without_width_overlap_where_the_figures_are_the_same(series: Make, judge_each: Judge) -> None:
    def exact(before: float, now: float, polarity: str = HIGH) -> pd.DataFrame:
        limits = {2022: before, 2023: now}
        return series(limits, polarity, lower_95=limits, upper_95=limits)

    frames = [exact(50.0, 50.0), exact(50.0, 50.001), exact(50.0, 50.001, LOW), exact(-1.0, -2.0)]
    rows = judge_each(frames, **LIMITS_FIRST)
    assert [row["direction"] for row in rows] == ["No real change", "Improved", "Worsened", "Worsened"]
    assert [row["rule_id"] for row in rows] == ["D1"] * 4


def test_without_one_of_four_limits_the_tolerance_decides(series: Make, judge_each: Judge) -> None:
    frames = []
    for missing in ("lower_95", "upper_95"):
        for year in (2022, 2023):
            limits = {name: dict(by_year) for name, by_year in LIMITS.items()}
            limits[missing][year] = None  # type: ignore[assignment]
            frames.append(series({2022: 50.0, 2023: 54.0}, **limits))
    rows = judge_each(frames, **LIMITS_FIRST)
    assert [(row["direction"], row["rule_id"]) for row in rows] == [("Improved", "D2")] * 4
    assert [pd.isna(row["limits"]) for row in rows] == [True] * 4


def test_one_rule_decides_unless_limits_are_let_in(series: Make) -> None:
    """50 and 54 are 8% apart, and their intervals touch."""
    frame = series({2022: 50.0, 2023: 54.0}, **LIMITS)
    row = judge(frame)
    assert (row["direction"], row["rule_id"], row["tolerance"]) == ("Improved", "D2", 1.0)
    assert pd.isna(row["limits"])
    assert judge(frame, intervals="none") == row
    row = judge(frame, **LIMITS_FIRST)
    assert (row["direction"], row["rule_id"], row["limits"]) == ("No real change", "D1", "published")


# D0: what cannot be determined, and what is not judged.


def test_a_neutral_measure_moves_without_being_judged(series: Make, judge_each: Judge) -> None:
    """A polarity that is missing is neutral."""
    cases = [(12.0, 10.0, "Increased"), (10.0, 10.0, "Unchanged"), (9.9, 10.0, "Decreased")]
    frames = [series({2022: before, 2023: now}, value) for now, before, _ in cases for value in ("neutral", None)]
    rows = judge_each(frames)
    assert [row["movement"] for row in rows] == [movement for *_, movement in cases for _ in range(2)]
    for row in rows:
        assert (row["direction"], row["rule_id"]) == ("Not judged", "D0")
        assert row["reason"] == "polarity is neutral: neither direction is better"
        assert pd.isna(row["rule"])
        assert pd.isna(row["tolerance"])


def test_a_movement_within_the_tolerance_is_still_a_movement(series: Make) -> None:
    row = judge(series({2022: 50.0, 2023: 50.5}))
    assert (row["direction"], row["movement"]) == ("No real change", "Increased")


UNDETERMINED = [
    ({2022: None, 2023: None}, {}, "no figure in time for this report"),
    ({2023: 10.0}, {}, "first figure in the series"),
    ({2022: None, 2023: 10.0}, {}, "no figure for the period before"),
    ({2020: 9.0, 2021: 9.5, 2023: 10.0}, {}, "the period before is missing from the series"),
    ({2021: 9.0, 2022: None, 2023: 10.0}, {}, "no figure for the period before"),
    ({2022: 9.0, 2023: 10.0}, {"one_off": True}, "no annual series is published"),
    (
        {2022: 9.0, 2023: 10.0},
        {"break_before": {2022: False, 2023: True}},
        "the series has a break at this period",
    ),
    ({2022: 9.0, 2023: 10.0}, {"months": {2022: 9, 2023: 12}}, "the two periods differ in length"),
    ({2022: 9.0, 2023: 10.0}, {"step": 2}, "the period before is missing from the series"),
    ({2018: 1.0, 2019: 2.0, 2020: 3.0, 2021: 4.0, 2023: 5.0}, {}, "the period before is missing from the series"),
    ({2022: 9.0, 2023: 10.0}, {"months": {2022: 36, 2023: 12}}, "the two periods differ in length"),
]


def test_what_cannot_be_determined_says_why(series: Make, judge_each: Judge) -> None:
    polarities = [HIGH, LOW, "neutral"]
    frames = [series(figures, polarity, **columns) for figures, columns, _ in UNDETERMINED for polarity in polarities]
    rows = judge_each(frames)
    assert [row["reason"] for row in rows] == [reason for *_, reason in UNDETERMINED for _ in polarities]
    for row in rows:
        assert (row["direction"], row["rule_id"]) == ("Cannot be determined", "D0")
        for name in ("rule", "change", "change_percent", "movement", "tolerance", "limits"):
            assert pd.isna(row[name]), (row["reason"], name)


def test_a_break_earlier_than_the_newest_period_does_not_count(series: Make) -> None:
    frame = series({2021: 5.0, 2022: 9.0, 2023: 10.0}, break_before={2021: False, 2022: True, 2023: False})
    assert verdict(frame) == "Improved"


def test_a_break_comes_before_the_intervals(series: Make) -> None:
    frame = series({2022: 50.0, 2023: 60.0}, break_before={2022: False, 2023: True}, **LIMITS)
    assert judge(frame, **LIMITS_FIRST)["reason"] == "the series has a break at this period"


def test_a_biennial_series_is_compared_two_years_back(series: Make, judge_each: Judge) -> None:
    frames = [
        series({2019: 40.0, 2021: 50.0, 2023: 60.0}, step=2),
        series({2019: 40.0, 2023: 60.0}, step=2),
        # A figure in the year between is none of the series.
        series({2021: 50.0, 2022: 99.0, 2023: 60.0}, step=2),
    ]
    whole, gappy, between = judge_each(frames)
    assert (whole["direction"], whole["previous_year"], whole["previous_value"]) == ("Improved", 2021, 50.0)
    assert gappy["reason"] == "the period before is missing from the series"
    assert between["previous_value"] == 50.0


def test_a_newer_period_without_a_figure_is_named(series: Make) -> None:
    row = judge(series({2021: 10.0, 2022: 12.0, 2023: None}))
    assert (row["latest_year"], row["newest_year"], row["previous_year"]) == (2022, 2023, 2021)
    assert (row["direction"], row["latest_value"]) == ("Improved", 12.0)


def test_overlapping_periods_are_compared_or_not(series: Make, judge_each: Judge) -> None:
    """Three years, one step on: two of them are shared."""
    frames = [
        series({2022: 10.0, 2023: 12.0}, months=36),
        # Periods that do not overlap are compared by either setting.
        series({2020: 10.0, 2023: 12.0}, months=36, step=3),
        series({2022: 10.0, 2023: 12.0}, months=12),
    ]
    rows = judge_each(frames)
    assert [(row["direction"], row["shared_years"]) for row in rows] == [
        ("Improved", 2.0),
        ("Improved", 0.0),
        ("Improved", 0.0),
    ]
    rows = judge_each(frames, overlapping_periods="cannot_determine")
    assert [row["direction"] for row in rows] == ["Cannot be determined", "Improved", "Improved"]
    assert rows[0]["reason"] == "the two periods share years"


def test_two_figures_for_one_year_are_not_chosen_between(series: Make, judge_each: Judge) -> None:
    """In the newest year, or in the year before: against 1 the figure 2 has improved, against 3 it has worsened."""
    frames = [
        pd.concat([series({2022: 1.0, 2023: 2.0}), series({2023: 0.5})]),
        pd.concat([series({2022: 1.0, 2023: 2.0}), series({2022: 3.0})]),
        pd.concat([series({2022: 1.0, 2023: 2.0}), series({2022: 1.0, 2023: 2.0})]),
        # Earlier years decide nothing.
        pd.concat([series({2021: 5.0, 2022: 1.0, 2023: 2.0}), series({2021: 3.0})]),
    ]
    rows = judge_each(frames)
    assert [(row["direction"], row["reason"]) for row in rows[:3]] == [
        ("Cannot be determined", "two figures for the same year")
    ] * 3
    assert rows[3]["direction"] == "Improved"


def test_the_change_in_per_cent_is_of_the_size_of_the_figure_before(series: Make, judge_each: Judge) -> None:
    pairs = [(40.0, 50.0), (-40.0, -50.0), (0.0, 50.0), (50.0, 0.0), (-40.0, 40.0), (50.0, 50.0)]
    rows = judge_each(series({2022: before, 2023: now}) for before, now in pairs)
    assert [row["change"] for row in rows] == pytest.approx([10, -10, 50, -50, 80, 0])
    shares = [row["change_percent"] for row in rows]
    assert shares == pytest.approx([25, -25, float("nan"), -100, 200, 0], nan_ok=True)


# D1 with limits worked out from counts.


def share(
    series: Make, before: tuple[float, float], now: tuple[float, float], polarity: str = HIGH, **columns: Any
) -> pd.DataFrame:
    """A percentage in two years, each from (numerator, denominator), without published limits."""
    counts = {2022: before, 2023: now}
    return series(
        {year: 100 * x / n for year, (x, n) in counts.items()},
        polarity,
        **{
            "numerator": {year: x for year, (x, _) in counts.items()},
            "denominator": {year: n for year, (_, n) in counts.items()},
            "value_type": "percentage",
            "multiplier": 100.0,
            "decimals": 1,
        }
        | columns,
    )


FROM_COUNTS = {"intervals": "published_or_counts"}
OUT_OF_COUNTS = "worked out from counts"


def test_limits_are_worked_out_from_counts_where_the_rules_say_so(series: Make, judge_each: Judge) -> None:
    """By Wilson, 50 in 100 is 40.4 to 59.6 and 60 is 50.2 to 69.1; in 1,000, 46.9 to 53.1 and 56.9 to 63.0."""
    frames = [
        share(series, (50, 100), (60, 100)),
        share(series, (500, 1000), (600, 1000)),
        share(series, (600, 1000), (500, 1000)),
        share(series, (600, 1000), (500, 1000), LOW),
        # Ten events in a thousand are 4.8 to 18.4, thirty 20.2 to 42.8, and nine 4.1 to 17.1.
        share(series, (10, 1000), (30, 1000), value_type="rate", multiplier=1000.0, value={2022: 10.0, 2023: 30.0}),
        share(series, (10, 1000), (9, 1000), value_type="rate", multiplier=1000.0, value={2022: 10.0, 2023: 9.0}),
    ]
    rows = judge_each(frames, **FROM_COUNTS)
    words = ["No real change", "Improved", "Worsened", "Improved", "Improved", "No real change"]
    assert [row["direction"] for row in rows] == words
    for row in rows:
        assert (row["rule"], row["rule_id"], row["limits"]) == ("ci_double_overlap", "D1", OUT_OF_COUNTS)
    # By published limits alone the counts say nothing: 10 points are more than 2%.
    for row in judge_each(frames[:2]):
        assert (row["direction"], row["rule_id"]) == ("Improved", "D2")
        assert pd.isna(row["limits"])


def test_limits_are_not_worked_out_where_counts_do_not_give_the_figure(series: Make, judge_each: Judge) -> None:
    """Weighted, of another type, per nothing known, or with a count missing: the tolerance decides."""
    usual = ((50.0, 100.0), (60.0, 100.0))
    frames = [
        share(series, *usual, value={2022: 50.0, 2023: 60.1}),
        share(series, *usual, value_type="mean"),
        share(series, *usual, multiplier=float("nan")),
        share(series, *usual, numerator={2022: 50.0, 2023: None}),
        share(series, *usual, denominator={2022: None, 2023: 100.0}),
    ]
    rows = judge_each(frames, **FROM_COUNTS)
    assert [(row["direction"], row["rule_id"]) for row in rows] == [("Improved", "D2")] * 5


def test_published_limits_and_those_from_counts_are_never_mixed(series: Make, judge_each: Judge) -> None:
    """50 in 100 is 40.4 to 59.6 from counts, but published as 49.9 to 50.1, which the 50.2 of 60 in 100 is above."""
    published = {2022: (49.9, 50.1), 2023: (59.9, 60.1)}

    def with_published(years: set[int], **columns: Any) -> pd.DataFrame:
        ends = {
            name: {year: limits[index] if year in years else None for year, limits in published.items()}
            for index, name in enumerate(("lower_95", "upper_95"))
        }
        return share(series, (50, 100), (60, 100), **ends, **columns)

    frames = [
        with_published(set()),
        with_published({2022}),
        with_published({2023}),
        with_published({2022, 2023}),
        # Limits of one year are published, and its counts are not there: there is nothing to compare them with.
        with_published({2022}, numerator={2022: None, 2023: 60.0}),
    ]
    rows = judge_each(frames, **FROM_COUNTS)
    assert [row["direction"] for row in rows] == [*["No real change"] * 3, "Improved", "Improved"]
    assert [row["limits"] for row in rows[:4]] == [*[OUT_OF_COUNTS] * 3, "published"]
    assert [row["rule_id"] for row in rows] == [*["D1"] * 4, "D2"]
    assert pd.isna(rows[4]["limits"])


def test_by_intervals_alone_nothing_else_decides(series: Make, judge_each: Judge) -> None:
    frames = [
        series({2022: 50.0, 2023: 54.0}, **LIMITS),
        series({2022: 50.0, 2023: 90.0}),
        share(series, (500, 1000), (600, 1000)),
        series({2022: 50.0, 2023: 90.0}, "neutral"),
        series({2023: 90.0}),
    ]
    none = "one or both figures have no confidence interval"

    def results_by(**rules: Any) -> list[tuple[str, str]]:
        return [(row["direction"], row["reason"]) for row in judge_each(frames, rule="none", **rules)]

    overlap = ("No real change", "the confidence intervals overlap")
    apart = ("Improved", "the confidence intervals do not overlap")
    nothing = ("Cannot be determined", none)
    rest = [
        ("Not judged", "polarity is neutral: neither direction is better"),
        ("Cannot be determined", "first figure in the series"),
    ]
    assert results_by(intervals="published") == [overlap, nothing, nothing, *rest]
    assert results_by(intervals="published_or_counts") == [overlap, nothing, apart, *rest]
    for without in ({}, {"intervals": "none"}):
        with pytest.raises(ValidationError, match="must be published or published_or_counts, or nothing decides"):
            results_by(**without)


# D3: a figure that should be at its plan, or within a band.


def planned(
    series: Make, before: float, now: float, lower: float = 50.0, upper: float | None = None, **columns: Any
) -> pd.DataFrame:
    """Two years with the same plan; with a band where an upper end is given."""
    plan = {"plan_lower": lower, "plan_upper": lower if upper is None else upper}
    return series({2022: before, 2023: now}, "plan_is_best", **plan | columns)


WITHIN = "the change in the distance from the plan is within the tolerance"
OVER = "the change in the distance from the plan is over the tolerance"


def test_a_figure_with_a_plan_is_judged_by_its_distance_from_it(series: Make, judge_each: Judge) -> None:
    """The plan is 50; the tolerance is 2% of the distance before."""
    cases = [
        (40.0, 45.0, "Improved", 0.2),
        (45.0, 40.0, "Worsened", 0.1),
        (60.0, 55.0, "Improved", 0.2),
        (55.0, 60.0, "Worsened", 0.1),
        (40.0, 60.0, "No real change", 0.2),  # from 10 below to 10 above
        (60.0, 40.0, "No real change", 0.2),
        (40.0, 59.8, "No real change", 0.2),  # 9.8 is exactly 2% less than 10
        (40.0, 59.7, "Improved", 0.2),
        (40.0, 60.3, "Worsened", 0.2),
        (50.0, 50.0, "No real change", 0.0),
        (40.0, 50.0, "Improved", 0.2),
        (50.0, 50.001, "Worsened", 0.0),  # nothing is 2% of no distance
        (50.0, 49.999, "Worsened", 0.0),
    ]
    rows = judge_each(planned(series, before, now) for before, now, *_ in cases)
    assert [row["direction"] for row in rows] == [word for *_, word, _ in cases]
    assert [row["tolerance"] for row in rows] == pytest.approx([tolerance for *_, tolerance in cases])
    for row, (before, now, word, _) in zip(rows, cases, strict=True):
        assert (row["rule"], row["rule_id"]) == ("plan_distance", "D3")
        assert row["reason"] == (WITHIN if word == "No real change" else OVER)
        # The change is that of the figure, not of its distance.
        assert row["change"] == pytest.approx(now - before)
        assert row["change_percent"] == pytest.approx(100 * (now - before) / before)
        assert row["movement"] == ("Increased" if now > before else "Decreased" if now < before else "Unchanged")
        assert pd.isna(row["limits"])


def test_half_a_unit_is_a_tolerance_of_the_distance_too(series: Make, judge_each: Judge) -> None:
    cases = [
        (50.0, 50.5, "No real change"),
        (50.0, 50.6, "Worsened"),
        (50.5, 50.0, "No real change"),
        (49.4, 50.0, "Improved"),
    ]
    rows = judge_each(planned(series, before, now, decimals=0) for before, now, _ in cases)
    assert [row["direction"] for row in rows] == [word for *_, word in cases]
    assert [row["tolerance"] for row in rows] == [0.5] * 4


def test_anywhere_within_a_band_is_as_good(series: Make, judge_each: Judge) -> None:
    """The band is 45 to 55, ends included."""
    cases = [
        (46.0, 54.0, "No real change"),
        (45.0, 55.0, "No real change"),
        (50.0, 55.0001, "Worsened"),
        (50.0, 44.9999, "Worsened"),
        (60.0, 54.0, "Improved"),  # from above to inside
        (54.0, 60.0, "Worsened"),
        (40.0, 46.0, "Improved"),  # from below to inside
        (46.0, 40.0, "Worsened"),
        (40.0, 60.0, "No real change"),  # from 5 below to 5 above
        (40.0, 58.0, "Improved"),
        (40.0, 62.0, "Worsened"),
        (62.0, 58.0, "Improved"),
    ]
    rows = judge_each(planned(series, before, now, 45.0, 55.0) for before, now, _ in cases)
    assert [row["direction"] for row in rows] == [word for *_, word in cases]
    assert {row["rule_id"] for row in rows} == {"D3"}
    assert [row["movement"] for row in rows[:2]] == ["Increased", "Increased"]


def test_each_year_has_its_own_plan(series: Make, judge_each: Judge) -> None:
    """40 is 5 below the band of 2022, and within that of 2023: better, though the figure did not move."""
    moved = {"plan_lower": {2022: 45.0, 2023: 40.0}, "plan_upper": {2022: 55.0, 2023: 50.0}}
    same, away = judge_each(planned(series, 40.0, now, **moved) for now in (40.0, 56.0))
    assert (same["direction"], same["movement"], same["change"]) == ("Improved", "Unchanged", 0.0)
    assert (away["direction"], away["movement"]) == ("Worsened", "Increased")


def test_the_last_bits_of_a_distance_are_none(series: Make, judge_each: Judge) -> None:
    """In binary 0.3 - 0.1 is not 0.5 - 0.3."""
    (row,) = judge_each([planned(series, 0.1, 0.5, 0.3)], **EXACT)
    assert (row["direction"], row["reason"]) == ("No real change", "the distance from the plan did not change")
    (row,) = judge_each([planned(series, 0.1, 0.49, 0.3)], **EXACT)
    assert (row["direction"], row["reason"]) == ("Improved", "the distance from the plan changed")
    assert (row["rule"], row["rule_id"], row["tolerance"]) == ("plan_distance", "D3", 0.0)


def test_where_intervals_overlap_the_plan_does_not_decide(series: Make, judge_each: Judge) -> None:
    def limited(before: float, now: float, reach: float) -> pd.DataFrame:
        limits = {
            name: {2022: before + way * reach, 2023: now + way * reach}
            for name, way in (("lower_95", -1), ("upper_95", 1))
        }
        return planned(series, before, now, **limits)

    frames = [limited(40.0, 45.0, 2.5), limited(40.0, 45.0, 2.4), limited(40.0, 60.0, 1.0), limited(40.0, 59.9, 1.0)]
    rows = judge_each(frames, **LIMITS_FIRST)
    assert [(row["direction"], row["rule_id"]) for row in rows] == [
        ("No real change", "D1"),
        ("Improved", "D3"),
        ("No real change", "D3"),
        ("No real change", "D3"),
    ]
    assert [row["reason"] for row in rows] == ["the confidence intervals overlap", OVER, WITHIN, WITHIN]
    assert rows[0]["rule"] == "ci_double_overlap"
    assert rows[0]["limits"] == "published"
    # By intervals alone the distance decides, without a tolerance, once the intervals are apart.
    rows = judge_each([*frames, planned(series, 40.0, 45.0)], rule="none", **LIMITS_FIRST)
    assert [(row["direction"], row["rule_id"]) for row in rows] == [
        ("No real change", "D1"),
        ("Improved", "D3"),
        ("No real change", "D3"),
        ("Improved", "D3"),
        ("Cannot be determined", "D0"),
    ]
    assert rows[3]["reason"] == "the distance from the plan changed"
    assert rows[4]["reason"] == "one or both figures have no confidence interval"


def test_without_a_plan_for_both_periods_nothing_is_determined(series: Make, judge_each: Judge) -> None:
    frames = [series({2022: 40.0, 2023: 45.0}, "plan_is_best")]
    for name in ("plan_lower", "plan_upper"):
        for blank in (2022, 2023):
            frames.append(planned(series, 40.0, 45.0, **{name: {2022: 50.0, 2023: 50.0} | {blank: None}}))
    frames.append(planned(series, 40.0, 45.0, float("nan"), float("nan"), **LIMITS))
    rows = judge_each(frames)
    assert [(row["direction"], row["rule_id"], row["reason"]) for row in rows] == [
        ("Cannot be determined", "D0", "no plan for one or both periods")
    ] * 6
    # What is wrong with the figures comes first, and a plan is no plan for another polarity.
    assert judge(series({2023: 45.0}, "plan_is_best"))["reason"] == "first figure in the series"
    assert judge(planned(series, 40.0, 45.0).assign(polarity=LOW))["direction"] == "Worsened"


# The frame.


def test_every_series_has_one_row(series: Make) -> None:
    frame = pd.concat(
        [
            series({2022: 1.0, 2023: 2.0}, indicator_id="a", area_code="x"),
            series({2022: 1.0, 2023: 2.0}, "lower_is_better", indicator_id="b", area_code="x"),
            series({2021: 1.0, 2022: 2.0}, indicator_id="a", area_code="y"),
            series({2022: None, 2023: None}, indicator_id="c", area_code="x"),
        ]
    )
    directions = direction_of_travel(frame.sample(frac=1, random_state=1)).set_index(["indicator_id", "area_code"])
    assert directions["direction"].to_dict() == {
        ("a", "x"): "Improved",
        ("b", "x"): "Worsened",
        ("a", "y"): "Improved",
        ("c", "x"): "Cannot be determined",
    }


def test_other_keys_can_be_named(series: Make) -> None:
    frame = series({2022: 1.0, 2023: 2.0}).rename(columns={"indicator_id": "measure"}).drop(columns="area_code")
    directions = direction_of_travel(frame, series=["measure"])
    assert directions[["measure", "direction"]].to_dict("records") == [{"measure": "one", "direction": "Improved"}]


def test_no_rows_give_no_rows(series: Make) -> None:
    directions = direction_of_travel(series({}))
    assert directions.empty
    assert {"direction", "reason", "rule"} <= set(directions.columns)


def test_missing_columns_are_named(series: Make) -> None:
    with pytest.raises(MethodProblem, match=r"must have the column year, polarity; it has indicator_id"):
        direction_of_travel(series({2023: 1.0}).drop(columns=["year", "polarity"]))


@pytest.mark.parametrize("flag", ["break_before", "one_off"])
def test_a_flag_that_is_missing_is_none(series: Make, flag: str) -> None:
    """As it is after a merge in which some rows found no partner; on other engines it is none as well."""
    assert verdict(series({2022: 1.0, 2023: 2.0}, **{flag: {2022: False, 2023: None}})) == "Improved"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("decimals", "Improved"), ("months", "Improved"), ("lower_95", "Improved"), ("value", "Cannot be determined")],
)
def test_numbers_that_are_all_missing_are_missing(series: Make, name: str, expected: str) -> None:
    """A column of nothing alone has no type of its own."""
    frame = series({2022: 1.0, 2023: 2.0}, upper_95=9.0).assign(**{name: None})
    assert verdict(frame) == expected


def test_the_frame_given_is_left_as_it_was(series: Make) -> None:
    frame = series({2022: 1.0, 2023: 2.0})
    before = frame.copy(deep=True)
    direction_of_travel(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_the_rules_of_a_parameter_file_are_taken_as_they_are(series: Make) -> None:
    rules = DirectionRules(rule="exact", tolerance_percent=50)
    assert direction_of_travel(series({2022: 100.0, 2023: 101.0}), rules)["direction"].tolist() == ["Improved"]


# Properties. One call costs as much as many series, so each example is some dozens of pairs of figures, and what is
# to be compared is judged in one call where the rules are the same.

Pairs = list[tuple[float, float]]

figure = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda drawn: round(drawn, 3))
near = st.floats(min_value=-0.1, max_value=0.1)
pair = (
    st.tuples(figure, figure)
    | figure.map(lambda drawn: (drawn, drawn))
    | st.tuples(figure, near).map(lambda drawn: (drawn[0], round(drawn[0] * (1 + drawn[1]), 3)))
)
pairs = st.lists(pair, min_size=50, max_size=80)


@cache
def many_pairs() -> tuple[tuple[float, float], ...]:
    """Pairs (before, now) from six lists."""
    return tuple(rows_of(pairs, 6))


def verdicts(
    pairs: Sequence[tuple[float, float]], polarity: str | list[str], rules: dict[str, Any], **columns: Any
) -> list[str]:
    """The direction of each pair (before, now), every pair a series of its own."""
    polarities = [polarity] * len(pairs) if isinstance(polarity, str) else polarity
    frame = pd.DataFrame(
        {
            "indicator_id": [number for number, _ in enumerate(pairs) for _ in range(2)],
            "area_code": "x",
            "year": [2022, 2023] * len(pairs),
            "value": [value for pair in pairs for value in pair],
            "polarity": [value for value in polarities for _ in range(2)],
        }
    ).assign(**columns)
    result = direction_of_travel(frame, rules).sort_values("indicator_id")
    assert len(result) == len(pairs)
    directions: list[str] = result["direction"].tolist()
    return directions


def halves(directions: list[str]) -> tuple[list[str], list[str]]:
    """What was judged in one call, apart again."""
    return directions[: len(directions) // 2], directions[len(directions) // 2 :]


def turned(directions: list[str]) -> list[str]:
    return [FLIPPED.get(direction, "No real change") for direction in directions]


def back(pairs: Sequence[tuple[float, float]]) -> Pairs:
    return [(now, before) for before, now in pairs]


@pytest.mark.parametrize("polarity", [HIGH, LOW])
def test_turning_the_years_round_turns_the_direction(polarity: str) -> None:
    pairs = many_pairs()
    original, and_back = halves(verdicts([*pairs, *back(pairs)], polarity, EXACT))
    assert and_back == turned(original)


@pytest.mark.parametrize("polarity", [HIGH, LOW])
def test_turning_the_years_round_turns_the_direction_by_a_fixed_tolerance(polarity: str) -> None:
    decimals, pairs = [0, 1, 2], many_pairs()
    both = [pair for _ in decimals for pair in (*pairs, *back(pairs))]
    of_each = np.repeat(decimals, 4 * len(pairs))
    result = verdicts(both, polarity, {"tolerance_percent": 0}, decimals=of_each)
    for start in range(0, len(result), 2 * len(pairs)):
        original, and_back = halves(result[start : start + 2 * len(pairs)])
        assert and_back == turned(original)


widths = st.lists(st.floats(0, 50), min_size=4, max_size=4)


def test_turning_the_years_round_turns_what_intervals_decide() -> None:
    rows = rows_of(st.lists(st.tuples(figure, figure, widths), min_size=30, max_size=50), 6)
    pairs = [(before, now) for before, now, _ in rows]
    lower = [value for before, now, width in rows for value in (before - width[0], now - width[1])]
    upper = [value for before, now, width in rows for value in (before + width[2], now + width[3])]
    swapped = [index ^ 1 for index in range(len(lower))]
    result = verdicts(
        [*pairs, *back(pairs)],
        HIGH,
        LIMITS_FIRST,
        lower_95=lower + [lower[index] for index in swapped],
        upper_95=upper + [upper[index] for index in swapped],
    )
    original, and_back = halves(result)
    assert and_back == turned(original)


def test_turning_polarity_turns_the_direction() -> None:
    pairs = many_pairs()
    polarities = [HIGH] * len(pairs) + [LOW] * len(pairs)
    high, low = halves(verdicts([*pairs, *pairs], polarities, {}, decimals=1))
    assert low == turned(high)


@pytest.mark.parametrize("polarity", [HIGH, LOW])
def test_a_relative_tolerance_knows_no_unit(polarity: str) -> None:
    """Scaled by powers of two, which change no digit of the numbers, and by others, which change the last."""
    pairs, units = many_pairs(), [1.0, *(2.0**power for power in (-20, -7, -1, 1, 5, 20)), 3.7, 1 / 3, 1000.0]
    result = verdicts([(before * by, now * by) for by in units for before, now in pairs], polarity, {})
    original = result[: len(pairs)]
    assert result == original * len(units)


@pytest.mark.parametrize("polarity", [HIGH, LOW])
def test_a_wider_tolerance_finds_no_more_changes(polarity: str) -> None:
    pairs = many_pairs()
    narrow = verdicts(pairs, polarity, {"tolerance_percent": 1})
    wide = verdicts(pairs, polarity, {"tolerance_percent": 5})
    assert all(w in (n, "No real change") for n, w in zip(narrow, wide, strict=True))


@pytest.mark.parametrize("polarity", [HIGH, LOW])
def test_a_change_of_exactly_the_tolerance_is_none(polarity: str) -> None:
    figures = rows_of(st.lists(figure, min_size=30, max_size=50), 6)
    decimals = [index % 4 for index in range(len(figures))]
    tolerances = [max(0.02 * abs(value), 0.5 / 10**digits) for value, digits in zip(figures, decimals, strict=True)]
    ways = (1, -1, 1.001)
    pairs = [
        (value, value + way * tolerance) for way in ways for value, tolerance in zip(figures, tolerances, strict=True)
    ]
    result = verdicts(pairs, polarity, {}, decimals=np.repeat(decimals * len(ways), 2))
    at, over = result[: 2 * len(figures)], result[2 * len(figures) :]
    assert set(at) == {"No real change"}
    assert set(over) <= set(FLIPPED)


def test_every_series_has_one_known_direction_with_its_reason() -> None:
    row = st.tuples(
        st.integers(min_value=2015, max_value=2023),
        st.none() | figure,
        st.sampled_from(["higher_is_better", "lower_is_better", "neutral"]),
        st.integers(min_value=1, max_value=5),
    )
    rows = [
        (*row, f"example {number}")
        for number, example in enumerate(examples(st.lists(row, min_size=1, max_size=60), 6))
        for row in example
    ]
    frame = pd.DataFrame(rows, columns=["year", "value", "polarity", "number", "area_code"])
    frame = frame.astype({"year": "int64", "value": "float64", "polarity": "str", "number": "str"})
    frame = frame.assign(indicator_id=frame["polarity"] + frame["number"])
    directions = direction_of_travel(frame)
    keys = ["indicator_id", "area_code"]
    assert sorted(directions[keys].itertuples(index=False)) == sorted(set(frame[keys].itertuples(index=False)))
    assert set(directions["direction"]) <= set(DIRECTIONS)
    assert directions["reason"].notna().all()
    assert (directions["movement"].isna() == (directions["direction"] == "Cannot be determined")).all()


def test_an_arrow_table_is_refused(series: Any) -> None:
    import pyarrow as pa

    with pytest.raises(MethodProblem, match="Arrow table"):
        direction_of_travel(pa.Table.from_pandas(series({2022: 1.0, 2023: 2.0})))


def test_a_series_without_a_figure_has_no_previous_figure_either(series: Any) -> None:
    row = direction_of_travel(series({2022: None, 2023: None})).iloc[0]
    assert row["direction"] == "Cannot be determined"
    assert row["reason"] == "no figure in time for this report"
    assert pd.isna(row["previous_year"])
    assert pd.isna(row["previous_value"])
