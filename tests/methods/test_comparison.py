"""Comparison with a benchmark or a goal: every method, every word and every reason, with values worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import rows_of
from hypothesis import strategies as st

from helpers.methods.comparison import REASONS, compare_with_benchmark
from helpers.methods.intervals import with_limits
from helpers.problems import MethodProblem

HIGH, LOW, NEUTRAL = "higher_is_better", "lower_is_better", "neutral"
POLARITIES = (HIGH, LOW, NEUTRAL)
Words = tuple[str, str, str]
"""The words where higher is better, where lower is, and where neither is."""

SAME: Words = ("Similar", "Similar", "Similar")
ABOVE: Words = ("Better", "Worse", "Higher")
BELOW: Words = ("Worse", "Better", "Lower")
FAR_ABOVE: Words = ("Best", "Worst", "Highest")
FAR_BELOW: Words = ("Worst", "Best", "Lowest")


def compared(rows: Sequence[dict[str, Any]], method: Any, **options: Any) -> list[tuple[str, str | None]]:
    """The word and the reason of each row, all in one frame."""
    compared = compare_with_benchmark(pd.DataFrame(list(rows)), method, **options)
    assert len(compared) == len(rows)
    return [
        (word, None if pd.isna(reason) else reason)
        for word, reason in zip(compared["comparison"], compared["comparison_reason"], strict=True)
    ]


def check_words(cases: Sequence[tuple[dict[str, Any], Words]], method: str, **options: Any) -> None:
    """Each case by each polarity, with the word that belongs to it."""
    rows = [figure | {"polarity": polarity} for figure, _ in cases for polarity in POLARITIES]
    expected = [(word, None) for _, words in cases for word in words]
    assert compared(rows, method, **options) == expected


def within(lower: float, upper: float, benchmark: float) -> dict[str, Any]:
    """A figure in the middle of its limits."""
    return {"value": (lower + upper) / 2, "lower_95": lower, "upper_95": upper, "benchmark": benchmark}


def test_a_benchmark_within_the_interval_is_similar() -> None:
    check_words(
        [
            (within(48.0, 52.0, 50.0), SAME),
            (within(48.0, 52.0, 48.0), SAME),  # touching
            (within(48.0, 52.0, 52.0), SAME),
            (within(48.0, 52.0, 47.999), ABOVE),
            (within(48.0, 52.0, 52.001), BELOW),
            (within(-5.0, -3.0, -2.9), BELOW),
            (within(-5.0, -3.0, 0.0), BELOW),
            (within(-1.0, 1.0, 0.0), SAME),
            (within(0.0, 0.0, 0.0), SAME),  # an interval without width
            (within(50.0, 50.0, 50.0), SAME),
            (within(50.0, 50.0, 49.0), ABOVE),
            (within(50.0, 50.0, 51.0), BELOW),
            # The figure need not be in the middle, or in its interval at all: the limits decide.
            ({"value": 99.0, "lower_95": 48.0, "upper_95": 52.0, "benchmark": 50.0}, SAME),
        ],
        "single_overlap",
    )


def test_one_interval_against_another() -> None:
    def against(lower: float, upper: float, other_lower: float, other_upper: float) -> dict[str, Any]:
        benchmark = within(lower, upper, (other_lower + other_upper) / 2)
        return benchmark | {"benchmark_lower_95": other_lower, "benchmark_upper_95": other_upper}

    check_words(
        [
            (against(48.0, 52.0, 40.0, 48.0), SAME),  # touching
            (against(48.0, 52.0, 52.0, 60.0), SAME),
            (against(48.0, 52.0, 40.0, 47.999), ABOVE),
            (against(48.0, 52.0, 52.001, 60.0), BELOW),
            (against(48.0, 52.0, 49.0, 51.0), SAME),  # one within the other
            (against(48.0, 52.0, 0.0, 100.0), SAME),
            (against(50.0, 50.0, 50.0, 50.0), SAME),
            (against(50.0, 50.0, 49.0, 49.0), ABOVE),
            (against(-9.0, -8.0, -7.0, -6.0), BELOW),
        ],
        "double_overlap",
    )


def test_two_levels_have_two_words_for_each_side() -> None:
    def at(benchmark: float) -> dict[str, Any]:
        """50, at 95% from 48 to 52, at 99.8% from 46 to 54."""
        return within(48.0, 52.0, benchmark) | {"lower_99_8": 46.0, "upper_99_8": 54.0}

    check_words(
        [
            (at(50.0), SAME),
            (at(48.0), SAME),
            (at(52.0), SAME),
            (at(47.999), ABOVE),
            (at(46.0), ABOVE),  # touching the wider interval
            (at(45.999), FAR_ABOVE),
            (at(52.001), BELOW),
            (at(54.0), BELOW),
            (at(54.001), FAR_BELOW),
        ],
        "two_levels",
    )


def test_a_proportion_within_what_chance_would_give_is_similar() -> None:
    """Of 50% in 100, Wilson's limits are 40.3832 and 59.6168; in 10,000 they are 49.0204 and 50.9796."""

    def of(value: float, denominator: float, benchmark: float = 50.0, multiplier: float = 100.0) -> dict[str, Any]:
        return {"value": value, "denominator": denominator, "benchmark": benchmark, "multiplier": multiplier}

    check_words(
        [
            (of(50.0, 100), SAME),
            (of(40.39, 100), SAME),
            (of(40.38, 100), BELOW),
            (of(59.61, 100), SAME),
            (of(59.62, 100), ABOVE),
            (of(50.97, 10_000), SAME),
            (of(50.98, 10_000), ABOVE),
            (of(49.02, 10_000), BELOW),
            (of(0.4039, 100, 0.5, 1.0), SAME),
            (of(0.4038, 100, 0.5, 1.0), BELOW),
            # 27.7533% is the most that chance gives of nothing in 10, and 72.2467% the least of all.
            (of(27.75, 10, 0.0), SAME),
            (of(27.76, 10, 0.0), ABOVE),
            (of(72.25, 10, 100.0), SAME),
            (of(72.24, 10, 100.0), BELOW),
            (of(0.0, 10, 0.0), SAME),
            (of(100.0, 10, 100.0), SAME),
        ],
        "funnel_proportion",
    )
    # At 99.8%: (109.549536 - 3.090232 * sqrt(109.549536)) / 219.099072 is 0.352377.
    check_words([(of(35.24, 100), SAME), (of(35.23, 100), BELOW)], "funnel_proportion", confidence=99.8)


def test_a_rate_within_what_chance_would_give_is_similar() -> None:
    """Where 10 events are expected, 4.795389 to 18.390356 are likely: the table of exact limits."""

    def of(value: float, benchmark: float = 10.0, denominator: float = 1000.0) -> dict[str, Any]:
        return {"value": value, "denominator": denominator, "benchmark": benchmark, "multiplier": 1000.0}

    check_words(
        [
            (of(10.0), SAME),
            (of(4.7954), SAME),
            (of(4.7953), BELOW),
            (of(18.3903), SAME),
            (of(18.3904), ABOVE),
            # The same events among twice the people.
            (of(2.3977, 5.0, 2000.0), SAME),
            (of(2.3976, 5.0, 2000.0), BELOW),
            # Of none expected up to 3.688879 are likely.
            (of(0.0, 0.0), SAME),
            (of(3.6888, 0.0), SAME),
            (of(3.6889, 0.0), ABOVE),
        ],
        "funnel_rate",
    )
    # At 99.8% the table has 2.9605 (half of 5.921) and 24.134 (half of 48.268).
    check_words(
        [(of(2.961), SAME), (of(2.960), BELOW), (of(24.13), SAME), (of(24.14), ABOVE)], "funnel_rate", confidence=0.998
    )


def by_polarity(cases: Sequence[tuple[dict[str, Any], str, str]], method: str) -> None:
    """Each case where higher is better and where lower is: a goal has no neutral side."""
    rows = [figure | {"polarity": polarity} for figure, *_ in cases for polarity in (HIGH, LOW)]
    assert compared(rows, method) == [(word, None) for _, *words in cases for word in words]


def test_a_goal_that_is_just_reached_is_met() -> None:
    by_polarity(
        [
            ({"value": 50.0, "goal": 50.0}, "Better", "Better"),
            ({"value": 50.001, "goal": 50.0}, "Better", "Worse"),
            ({"value": 49.999, "goal": 50.0}, "Worse", "Better"),
            ({"value": 0.0, "goal": 0.0}, "Better", "Better"),
            ({"value": -1.0, "goal": 0.0}, "Worse", "Better"),
        ],
        "goal",
    )


def test_a_goal_within_the_limits_is_neither_met_nor_missed() -> None:
    """A lower limit at the goal is on the upper side, an upper limit at the goal is not yet on the lower."""
    by_polarity(
        [
            ({"lower_95": 48.0, "upper_95": 52.0, "goal": 50.0}, "Similar", "Similar"),
            ({"lower_95": 50.0, "upper_95": 52.0, "goal": 50.0}, "Better", "Worse"),
            ({"lower_95": 49.999, "upper_95": 52.0, "goal": 50.0}, "Similar", "Similar"),
            ({"lower_95": 48.0, "upper_95": 50.0, "goal": 50.0}, "Similar", "Similar"),
            ({"lower_95": 48.0, "upper_95": 49.999, "goal": 50.0}, "Worse", "Better"),
            ({"lower_95": 50.0, "upper_95": 50.0, "goal": 50.0}, "Better", "Worse"),
        ],
        "goal_with_limits",
    )


def test_a_goal_may_be_a_range() -> None:
    """From the lower end up to, and without, the upper end is between."""
    by_polarity(
        [
            ({"value": 39.999, "goal_lower": 40.0, "goal_upper": 60.0}, "Worse", "Better"),
            ({"value": 40.0, "goal_lower": 40.0, "goal_upper": 60.0}, "Similar", "Similar"),
            ({"value": 59.999, "goal_lower": 40.0, "goal_upper": 60.0}, "Similar", "Similar"),
            ({"value": 60.0, "goal_lower": 40.0, "goal_upper": 60.0}, "Better", "Worse"),
            ({"value": 50.0, "goal_lower": 50.0, "goal_upper": 50.0}, "Better", "Worse"),
        ],
        "goal_range",
    )


def test_a_goal_is_for_the_benchmark_too() -> None:
    for method in ("goal", "goal_with_limits", "goal_range"):
        row = SOUND[method] | {"polarity": HIGH, "is_benchmark": True}
        assert compared([row], method) == [("Better", None)], method


# What is not compared.

SOUND: dict[str, dict[str, Any]] = {
    "single_overlap": within(48.0, 52.0, 40.0),
    "double_overlap": within(48.0, 52.0, 40.0) | {"benchmark_lower_95": 39.0, "benchmark_upper_95": 41.0},
    "two_levels": {
        "value": 50.0,
        "lower_95": 48.0,
        "upper_95": 52.0,
        "lower_99_8": 46.0,
        "upper_99_8": 54.0,
        "benchmark": 47.0,
    },
    "funnel_proportion": {"value": 90.0, "denominator": 100.0, "multiplier": 100.0, "benchmark": 40.0},
    "funnel_rate": {"value": 90.0, "denominator": 100.0, "multiplier": 100.0, "benchmark": 40.0},
    "goal": {"value": 50.0, "goal": 40.0},
    "goal_with_limits": {"lower_95": 48.0, "upper_95": 52.0, "goal": 40.0},
    "goal_range": {"value": 50.0, "goal_lower": 30.0, "goal_upper": 40.0},
}
"""For each method a row that is compared: Better where higher is."""

ZERO = "a denominator or a multiplier is zero or negative"
ABSENT = {
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
}
WRONG: dict[str, list[tuple[dict[str, Any], str]]] = {
    "funnel_proportion": [
        ({"denominator": 0.0}, ZERO),
        ({"denominator": -5.0}, ZERO),
        ({"multiplier": 0.0}, ZERO),
        ({"multiplier": -100.0}, ZERO),
        ({"benchmark": -0.1}, "the benchmark is below 0% or above 100%"),
        ({"benchmark": 100.1}, "the benchmark is below 0% or above 100%"),
    ],
    "funnel_rate": [
        ({"denominator": 0.0}, ZERO),
        ({"denominator": -5.0}, ZERO),
        ({"multiplier": 0.0}, ZERO),
        ({"benchmark": -0.1}, "the benchmark is negative"),
    ],
    "goal": [({"polarity": NEUTRAL}, "polarity is neutral: neither side of a goal is better")],
    "goal_with_limits": [({"polarity": NEUTRAL}, "polarity is neutral: neither side of a goal is better")],
    "goal_range": [
        ({"polarity": NEUTRAL}, "polarity is neutral: neither side of a goal is better"),
        ({"goal_lower": 40.1}, "the goal's lower end is above its upper end"),
    ],
}


@pytest.mark.parametrize("method", SOUND)
def test_what_is_not_compared_says_why(method: str) -> None:
    """The sound row, with one thing missing or wrong at a time; and a row beside it is compared all the same."""
    sound = SOUND[method] | {"polarity": HIGH, "is_benchmark": False}
    cases = [({name: None}, ABSENT[name]) for name in SOUND[method]]
    cases += WRONG.get(method, [])
    cases += [({"polarity": None}, "polarity is not applicable")]
    # A goal is for the benchmark too.
    cases += [({"is_benchmark": True}, "the area is the benchmark itself")] * (not method.startswith("goal"))
    rows = [sound, *(sound | change for change, _ in cases), sound]
    expected = [("Not compared", reason) for _, reason in cases]
    assert compared(rows, method) == [("Better", None), *expected, ("Better", None)]


def test_every_reason_is_in_a_test() -> None:
    in_tests = {*ABSENT.values(), "polarity is not applicable", "the area is the benchmark itself"}
    in_tests |= {reason for cases in WRONG.values() for _, reason in cases}
    assert in_tests == set(REASONS.values())


def test_of_several_reasons_the_first_is_given() -> None:
    nothing = {"value": None, "lower_95": None, "upper_95": None, "benchmark": None}
    rows = [
        nothing | {"polarity": None, "is_benchmark": True},
        nothing | {"polarity": HIGH, "is_benchmark": True},
        nothing | {"polarity": HIGH, "is_benchmark": False},
        nothing | {"value": 1.0, "polarity": HIGH, "is_benchmark": False},
        within(1.0, 2.0, 3.0) | {"benchmark": None, "polarity": HIGH, "is_benchmark": False},
        within(1.0, 2.0, 3.0) | {"polarity": HIGH, "is_benchmark": False},
    ]
    assert [reason for _, reason in compared(rows, "single_overlap")] == [
        "polarity is not applicable",
        "the area is the benchmark itself",
        "no figure",
        "no confidence limits",
        "no figure for the benchmark",
        None,
    ]


def test_a_frame_without_any_polarity_is_not_compared() -> None:
    rows = [SOUND["single_overlap"] | {"polarity": None}] * 2
    assert compared(rows, "single_overlap") == [("Not compared", "polarity is not applicable")] * 2


def test_a_flag_that_is_missing_is_none() -> None:
    """As it is after a merge in which some rows found no partner; on other engines it is none as well."""
    sound = SOUND["single_overlap"] | {"polarity": HIGH}
    rows = [sound | {"is_benchmark": None}, sound | {"is_benchmark": True}]
    assert compared(rows, "single_overlap") == [("Better", None), ("Not compared", "the area is the benchmark itself")]


def test_numbers_that_are_all_missing_are_missing() -> None:
    """A column of nothing alone has no type of its own."""
    rows = [SOUND["single_overlap"] | {"polarity": HIGH, "benchmark": None}] * 2
    assert compared(rows, "single_overlap") == [("Not compared", "no figure for the benchmark")] * 2


@pytest.mark.parametrize("method", ["funnel_proportion", "with limits"])
@pytest.mark.parametrize("share", [0.0, 100.0])
def test_a_figure_of_none_or_of_all_is_similar_to_a_benchmark_that_is_the_same(method: str, share: float) -> None:
    """Whatever the denominator: the last digit of a limit must not tell 100% from 100%."""
    n = np.arange(1.0, 2001.0)
    frame = pd.DataFrame({"value": share, "benchmark": share, "denominator": n, "polarity": HIGH, "multiplier": 100.0})
    if method == "with limits":
        limits = {"lower_95": np.nan, "upper_95": np.nan, "value_type": "percentage"}
        frame = with_limits(frame.assign(numerator=n * share / 100, **limits))
        method = "single_overlap"
    compared = compare_with_benchmark(frame, method)  # type: ignore[arg-type]
    assert compared["comparison"].value_counts().to_dict() == {"Similar": 2000}


# The frame.


def test_methods_that_are_not_known_are_refused() -> None:
    frame = pd.DataFrame([SOUND["goal"] | {"polarity": HIGH}])
    with pytest.raises(MethodProblem) as caught:
        compare_with_benchmark(frame, "overlap")  # type: ignore[arg-type]
    assert str(caught.value) == (
        "method must be one of single_overlap, double_overlap, two_levels, funnel_proportion, funnel_rate, goal, "
        "goal_with_limits, goal_range; got overlap"
    )


@pytest.mark.parametrize("method", SOUND)
def test_columns_that_a_method_needs_are_named(method: str) -> None:
    needed = [*SOUND[method], "polarity"]
    frame = pd.DataFrame([SOUND[method] | {"polarity": HIGH, "area_code": "x"}])
    with pytest.raises(MethodProblem) as caught:
        compare_with_benchmark(frame[["area_code"]], method)  # type: ignore[arg-type]
    assert str(caught.value) == f"the frame must have the column {', '.join(needed)}; it has area_code"
    with pytest.raises(MethodProblem, match=f"must have the column {needed[-2]}; it has"):
        compare_with_benchmark(frame.drop(columns=needed[-2]), method)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["funnel_proportion", "funnel_rate"])
def test_a_level_that_is_none_is_refused(method: Any) -> None:
    with pytest.raises(MethodProblem, match="confidence must be from"):
        compare_with_benchmark(pd.DataFrame([SOUND[method] | {"polarity": HIGH}]), method, confidence=0.5)


@pytest.mark.parametrize("method", SOUND)
def test_rows_are_kept_as_they_are_given(method: Any) -> None:
    frame = pd.DataFrame([SOUND[method] | {"polarity": value, "note": value} for value in (LOW, HIGH)], index=[7, 3])
    before = frame.copy(deep=True)
    compared = compare_with_benchmark(frame, method)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(compared[frame.columns.tolist()], before)
    assert {"comparison", "comparison_reason"} <= set(compared.columns)
    assert not [name for name in compared.columns if name.startswith("_")]
    empty = compare_with_benchmark(frame.iloc[:0], method)
    assert empty.empty
    assert {"comparison", "comparison_reason"} <= set(empty.columns)


def test_a_rate_that_is_not_in_memory_is_refused() -> None:
    """Exact limits of a Poisson count are no expression that a database could work out."""
    duckdb = pytest.importorskip("duckdb")
    row = SOUND["funnel_rate"] | {"polarity": HIGH}
    with duckdb.connect() as connection:
        relation = connection.from_df(pd.DataFrame([row]))
        with pytest.raises(MethodProblem) as caught:
            compare_with_benchmark(relation, "funnel_rate")
    assert str(caught.value) == (
        "funnel_rate needs a frame in memory: the limits of a Poisson count have no closed form"
    )


# Properties. One call compares many figures.

FLIPPED = {"Better": "Worse", "Worse": "Better", "Best": "Worst", "Worst": "Best"}
number = st.integers(-1000, 1000).map(lambda drawn: drawn / 10)
size = st.integers(0, 300).map(lambda drawn: drawn / 10)
intervals = st.lists(st.tuples(number, number, *[size] * 6), min_size=30, max_size=50)
by_overlap = pytest.mark.parametrize("method", ["single_overlap", "double_overlap", "two_levels"])


@cache
def drawn_intervals() -> np.ndarray:
    """Each row has a value, a benchmark, and how far their six limits are from them."""
    return np.array(rows_of(intervals, 10))


def with_benchmarks(polarity: str = HIGH) -> pd.DataFrame:
    """Figures with limits at two levels, and a benchmark with limits of its own."""
    value, benchmark, below, above, more_below, more_above, other_below, other_above = drawn_intervals().T
    return pd.DataFrame(
        {
            "value": value,
            "lower_95": value - below,
            "upper_95": value + above,
            "lower_99_8": value - below - more_below,
            "upper_99_8": value + above + more_above,
            "benchmark": benchmark,
            "benchmark_lower_95": benchmark - other_below,
            "benchmark_upper_95": benchmark + other_above,
            "polarity": polarity,
        }
    )


def words(method: Any, *frames: pd.DataFrame) -> list[list[str]]:
    """The words for the rows of each of the frames, compared in one call; the frames are of one length."""
    compared = compare_with_benchmark(pd.concat(frames, ignore_index=True), method)["comparison"].tolist()
    size = len(compared) // len(frames)
    return [compared[start : start + size] for start in range(0, len(compared), size)]


@by_overlap
def test_turning_polarity_turns_better_and_worse_and_nothing_else(method: str) -> None:
    high, low, neutral = words(method, *(with_benchmarks(polarity) for polarity in POLARITIES))
    assert low == [FLIPPED.get(value, value) for value in high]
    as_neutral = {"Better": "Higher", "Worse": "Lower", "Best": "Highest", "Worst": "Lowest"}
    assert neutral == [as_neutral.get(value, value) for value in high]


@by_overlap
def test_turning_figures_and_polarity_changes_nothing(method: str) -> None:
    frame = with_benchmarks()
    turned = pd.DataFrame(
        {
            name: -frame[name.replace("lower", "x").replace("upper", "lower").replace("x", "upper")]
            for name in frame.columns.drop("polarity")
        }
    ).assign(polarity=LOW)
    original, and_back = words(method, frame, turned)
    assert and_back == original


@by_overlap
def test_neither_unit_nor_order_of_rows_changes_anything(method: str) -> None:
    """Each row scaled by a power of two, which changes no digit of the numbers."""
    frame = with_benchmarks()
    unit = 2.0 ** (np.arange(len(frame)) % 41 - 20)
    scaled = frame.assign(**{name: frame[name] * unit for name in frame.columns.drop("polarity")})
    order = np.random.default_rng(1).permutation(len(frame))
    (original,), (moved,) = words(method, frame), words(method, scaled.iloc[order])
    assert moved == [original[index] for index in order]


@by_overlap
def test_a_wider_interval_is_never_less_similar(method: str) -> None:
    """What was similar stays so, and no figure changes sides."""
    frame = with_benchmarks()
    below, above = np.random.default_rng(1).integers(0, 301, size=(2, len(frame))) / 10
    wider = frame.assign(
        lower_95=frame["lower_95"] - below,
        upper_95=frame["upper_95"] + above,
        lower_99_8=frame["lower_99_8"] - below,
        upper_99_8=frame["upper_99_8"] + above,
    )
    may_become = {
        "Similar": {"Similar"},
        "Better": {"Better", "Similar"},
        "Worse": {"Worse", "Similar"},
        "Best": {"Best", "Better", "Similar"},
        "Worst": {"Worst", "Worse", "Similar"},
    }
    pairs = zip(*words(method, frame, wider), strict=True)
    assert [pair for pair in pairs if pair[1] not in may_become[pair[0]]] == []


shares = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 5000)), min_size=30, max_size=50)


@cache
def drawn_shares() -> list[tuple[int, int, int]]:
    """Value, benchmark and denominator."""
    return rows_of(shares, 10)


def test_what_is_left_of_the_whole_is_compared_the_other_way_round() -> None:
    """A share above the benchmark is one whose rest is below the benchmark's rest."""
    rows = drawn_shares()
    value, benchmark, denominator = np.array(rows, dtype="float64").T
    frame = pd.DataFrame(
        {"value": value / 1000, "benchmark": benchmark / 1000, "denominator": denominator, "polarity": HIGH}
    )
    rest = frame.assign(value=1 - frame["value"], benchmark=1 - frame["benchmark"])
    parts = [
        part.assign(multiplier=multiplier, value=part["value"] * multiplier, benchmark=part["benchmark"] * multiplier)
        for multiplier in (1.0, 100.0, 1000.0)
        for part in (frame, rest)
    ]
    compared = words("funnel_proportion", *parts)
    # A figure that equals its limit to the last digits may fall on either side of it.
    usual = [index for index, (x, p, _) in enumerate(rows) if x != p or 0 < p < 1000]
    for original, left in zip(compared[::2], compared[1::2], strict=True):
        assert [left[index] for index in usual] == [FLIPPED.get(original[index], original[index]) for index in usual]


@pytest.mark.parametrize("method", ["funnel_proportion", "funnel_rate"])
def test_a_larger_denominator_is_never_more_similar(method: str) -> None:
    """The more people, the less is left to chance."""
    value, benchmark, denominator = np.array(drawn_shares(), dtype="float64").T
    frame = pd.DataFrame({"value": value, "benchmark": benchmark, "denominator": denominator, "polarity": HIGH})
    frame = frame.assign(multiplier=1000.0)
    small, large = words(method, frame, frame.assign(denominator=4 * denominator))
    may_become = {"Similar": {"Similar", "Better", "Worse"}, "Better": {"Better"}, "Worse": {"Worse"}}
    pairs = zip(small, large, strict=True)
    assert [pair for pair in pairs if pair[1] not in may_become[pair[0]]] == []
