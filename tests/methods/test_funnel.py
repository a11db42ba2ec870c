"""Funnel plots: limits and places worked by hand, at the edges of what counts allow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import rows_of
from hypothesis import strategies as st

from helpers.method_rules import FunnelCorrection
from helpers.methods.funnel import (
    LEVELS,
    REASONS,
    STEPS_OUTSIDE,
    adjusted_limits,
    expected_limits,
    funnels,
    limits_at,
    over_dispersion,
    place_in_funnel,
    proportion_limits,
    ratio_limits,
)
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


def areas_in_funnel(rows: Sequence[dict[str, Any]], kind: Any) -> list[tuple[str, str | None]]:
    """The word and the reason of each row, all in one frame."""
    areas = place_in_funnel(pd.DataFrame(list(rows)), kind)
    assert len(areas) == len(rows)
    return [
        (word, None if pd.isna(reason) else reason)
        for word, reason in zip(areas["comparison"], areas["comparison_reason"], strict=True)
    ]


def check_words(cases: Sequence[tuple[dict[str, float], Words]], kind: str) -> None:
    rows = [counts | {"polarity": polarity} for counts, _ in cases for polarity in POLARITIES]
    assert areas_in_funnel(rows, kind) == [(word, None) for _, words in cases for word in words]


def of(numerator: float, denominator: float, average: float) -> dict[str, float]:
    return {"numerator": numerator, "denominator": denominator, "average": average}


def events(observed: float, expected: float) -> dict[str, float]:
    return {"observed": observed, "expected": expected}


# The limits, as they are drawn.


@pytest.mark.parametrize(
    ("average", "denominator", "confidence", "lower", "upper"),
    [
        # 0.5 and 1.959964 * sqrt(0.25 / 100), or 3.090232 of the same.
        (0.5, 100, 0.95, 0.402002, 0.597998),
        (0.5, 100, 99.8, 0.345488, 0.654512),
        (0.2, 400, 0.95, 0.160801, 0.239199),  # the standard error is 0.02
        (0.02, 20, 0.95, 0.0, 0.081356),  # 0.02 - 0.061356 is cut off at none
        (0.98, 20, 0.95, 0.918644, 1.0),
        (0.0, 50, 0.95, 0.0, 0.0),
        (1.0, 50, 0.95, 1.0, 1.0),
    ],
)
def test_limits_of_proportions_by_hand(
    average: float, denominator: float, confidence: float, lower: float, upper: float
) -> None:
    assert proportion_limits(average, denominator, confidence) == pytest.approx((lower, upper), abs=1e-6)


def test_limits_of_many_denominators_are_an_array() -> None:
    lower, upper = proportion_limits(0.5, [100, None, 400])
    assert lower == pytest.approx([0.402002, math.nan, 0.451001], abs=1e-6, nan_ok=True)
    assert upper == pytest.approx([0.597998, math.nan, 0.548999], abs=1e-6, nan_ok=True)
    assert np.shape(proportion_limits(0.5, [])[0]) == (0,)
    pair = proportion_limits(0.5, pd.Series([100.0], index=[7]))
    assert [np.shape(value) for value in pair] == [(1,), (1,)]


@pytest.mark.parametrize(
    ("average", "denominator", "average_in_message"),
    [(1.1, 10, 1.1), (-0.1, 10, -0.1), (math.nan, 10, math.nan), (0.5, 0, 0.5), (0.5, [10, -1], 0.5)],
)
def test_limits_of_no_proportion_are_refused(average: float, denominator: Any, average_in_message: float) -> None:
    with pytest.raises(MethodProblem) as caught:
        proportion_limits(average, denominator)
    assert (
        str(caught.value)
        == f"average must be from 0 to 1 and every denominator above zero; the average is {average_in_message}"
    )


@pytest.mark.parametrize(
    ("observed", "lower_count", "upper_count"),
    # The table of exact limits of a Poisson count.
    [(1, 0.025318, 5.571643), (9, 4.115373, 17.084803), (10, 4.795389, 18.390356), (20, 12.216520, 30.888380)],
)
def test_limits_of_ratios_are_the_exact_limits_of_counts_turned_round(
    observed: int, lower_count: float, upper_count: float
) -> None:
    expected = (observed / upper_count, observed / lower_count)
    assert ratio_limits(observed) == pytest.approx(expected, rel=5e-5)


def test_limits_of_ratios_are_refused_where_nothing_was_observed() -> None:
    for observed in (0, -1, [10, 0]):
        with pytest.raises(MethodProblem) as caught:
            ratio_limits(observed)
        assert str(caught.value) == "observed must be above zero"
    lower, upper = ratio_limits([10, None])
    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [False, True]


def test_a_level_that_is_none_is_refused() -> None:
    for limits in (lambda: proportion_limits(0.5, 10, 0.5), lambda: ratio_limits(10, 0.5)):
        with pytest.raises(MethodProblem, match="confidence must be from"):
            limits()


# The places of areas.


def test_proportions_are_placed_by_two_levels() -> None:
    """Around 0.5 in 100: 0.402002 to 0.597998, and 0.345488 to 0.654512."""
    check_words(
        [
            (of(50, 100, 0.5), SAME),
            (of(41, 100, 0.5), SAME),
            (of(40, 100, 0.5), BELOW),
            (of(35, 100, 0.5), BELOW),
            (of(34, 100, 0.5), FAR_BELOW),
            (of(0, 100, 0.5), FAR_BELOW),
            (of(59, 100, 0.5), SAME),
            (of(60, 100, 0.5), ABOVE),
            (of(65, 100, 0.5), ABOVE),
            (of(66, 100, 0.5), FAR_ABOVE),
            (of(100, 100, 0.5), FAR_ABOVE),
            # One area of one: 0.5 and 0.98 to each side leave no room outside.
            (of(0, 1, 0.5), SAME),
            (of(1, 1, 0.5), SAME),
            # None of 20 is within 0.02 and 0.061356 to each side.
            (of(0, 20, 0.02), SAME),
            (of(40.2, 100, 0.5), BELOW),  # a weighted count: 0.402 is a little below
            (of(40.21, 100, 0.5), SAME),
        ],
        "proportion",
    )


def test_events_are_placed_by_two_levels() -> None:
    """Exact limits below 10, from the table of Poisson and of chi-squared; Byar's from 10, see the intervals."""
    check_words(
        [
            # Of 9: 4.115373 to 17.084803; at 99.8% half of 4.905 and half of 45.315.
            (events(9, 9.0), SAME),
            (events(9, 4.1154), SAME),
            (events(9, 4.1153), ABOVE),
            (events(9, 2.453), ABOVE),
            (events(9, 2.452), FAR_ABOVE),
            (events(9, 17.0848), SAME),
            (events(9, 17.0849), BELOW),
            (events(9, 22.65), BELOW),
            (events(9, 22.66), FAR_BELOW),
            # Of 10: 4.787450 to 18.391459; at 99.8% 2.916339 to 24.193695. Exact limits would be 4.795 and 18.390.
            (events(10, 4.79), SAME),
            (events(10, 4.787), ABOVE),
            (events(10, 2.917), ABOVE),
            (events(10, 2.915), FAR_ABOVE),
            (events(10, 18.391), SAME),
            (events(10, 18.392), BELOW),
            (events(10, 24.19), BELOW),
            (events(10, 24.20), FAR_BELOW),
            # Of none: the logarithms of 40 and of 1,000. So few can be no more than expected.
            (events(0, 0.001), SAME),
            (events(0, 3.688), SAME),
            (events(0, 3.689), BELOW),
            (events(0, 6.907), BELOW),
            (events(0, 6.908), FAR_BELOW),
            # A count that is not whole has Byar's limits from 10.
            (events(10.5, 10.5), SAME),
        ],
        "ratio",
    )


FAULTS: dict[str, list[tuple[dict[str, Any], str]]] = {
    "proportion": [
        ({"numerator": None}, "no figure"),
        ({"denominator": None}, "no figure"),
        ({"average": None}, "no figure"),
        ({"numerator": None, "denominator": 0}, "no figure"),
        ({"denominator": 0}, "a denominator is zero or negative"),
        ({"denominator": -100}, "a denominator is zero or negative"),
        ({"numerator": -1}, "a numerator is negative or larger than its denominator"),
        ({"numerator": 101}, "a numerator is negative or larger than its denominator"),
        ({"average": 0.0}, "the average is 0% or 100%"),
        ({"average": 1.0}, "the average is 0% or 100%"),
        ({"average": -0.1}, "the average is 0% or 100%"),
        ({"average": 50.0}, "the average is 0% or 100%"),
    ],
    "ratio": [
        ({"observed": None}, "no figure"),
        ({"expected": None}, "no figure"),
        ({"observed": -1}, "a count of events is negative"),
        ({"observed": -0.5}, "a count of events is negative"),
        ({"observed": 9.5}, "a count of events below 10 is not a whole number"),
        ({"observed": 0.001}, "a count of events below 10 is not a whole number"),
        ({"expected": 0.0}, "the expected number of events is zero or negative"),
        ({"expected": -3.0}, "the expected number of events is zero or negative"),
    ],
}
SOUND = {"proportion": of(60, 100, 0.5), "ratio": events(20, 10.0)}


@pytest.mark.parametrize("kind", FAULTS)
def test_what_is_not_placed_says_why(kind: str) -> None:
    """The sound row, with one thing missing or wrong at a time; and a row beside it is placed all the same."""
    sound = SOUND[kind] | {"polarity": HIGH}
    rows = [sound, *(sound | change for change, _ in FAULTS[kind]), sound]
    expected = [("Not compared", reason) for _, reason in FAULTS[kind]]
    assert areas_in_funnel(rows, kind) == [("Better", None), *expected, ("Better", None)]


def test_every_reason_is_in_a_test() -> None:
    assert {reason for faults in FAULTS.values() for _, reason in faults} == set(REASONS.values())


def test_without_a_polarity_neither_side_is_better() -> None:
    """A place in a funnel says first of all that chance is an unlikely reason."""
    rows = [of(numerator, 100, 0.5) | {"polarity": None} for numerator in (34, 40, 50, 60, 66)]
    assert [word for word, _ in areas_in_funnel(rows, "proportion")] == [
        "Lowest",
        "Lower",
        "Similar",
        "Higher",
        "Highest",
    ]


# The frame.


def test_a_kind_that_is_not_known_is_refused() -> None:
    with pytest.raises(MethodProblem) as caught:
        areas_in_funnel([SOUND["ratio"] | {"polarity": HIGH}], "rate")
    assert str(caught.value) == "kind must be one of proportion, ratio; got rate"


@pytest.mark.parametrize(
    ("kind", "columns"),
    [("proportion", "numerator, denominator, average, polarity"), ("ratio", "observed, expected, polarity")],
)
def test_missing_columns_are_named(kind: Any, columns: str) -> None:
    with pytest.raises(MethodProblem) as caught:
        place_in_funnel(pd.DataFrame({"area_code": ["x"]}), kind)
    assert str(caught.value) == f"the frame must have the column {columns}; it has area_code"


@pytest.mark.parametrize("kind", SOUND)
def test_rows_are_kept_as_they_are_given(kind: Any) -> None:
    frame = pd.DataFrame([SOUND[kind] | {"polarity": value, "note": value} for value in (LOW, HIGH)], index=[7, 3])
    before = frame.copy(deep=True)
    areas = place_in_funnel(frame, kind)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(areas[frame.columns.tolist()], before)
    assert set(areas.columns) - set(frame.columns) == {"comparison", "comparison_reason"}
    assert place_in_funnel(frame.iloc[:0], kind).empty


# Properties.

STRENGTH = {"Worst": -2, "Worse": -1, "Similar": 0, "Better": 1, "Best": 2}
shares = st.lists(
    st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(1, 999))),
    min_size=30,
    max_size=50,
)


def test_places_are_those_of_the_limits_that_are_drawn() -> None:
    """Outside the drawn lines at 95% is one step, outside those at 99.8% two."""
    rows = rows_of(shares, 10)
    result = areas_in_funnel([of(x, n, p / 1000) | {"polarity": HIGH} for x, n, p in rows], "proportion")
    for (x, n, p), (word, _) in zip(rows, result, strict=True):
        steps = 0
        for confidence in LEVELS:
            lower, upper = proportion_limits(p / 1000, n, confidence)
            steps += int(x / n > upper) - int(x / n < lower)
        assert STRENGTH[word] == steps, (x, n, p)


def test_small_counts_are_placed_by_the_limits_that_are_drawn() -> None:
    """Below 10 both are exact: a ratio is outside the lines where its count is outside its interval."""
    rows = rows_of(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 400)), min_size=30, max_size=50), 10)
    result = areas_in_funnel([events(count, tenths / 10) | {"polarity": HIGH} for count, tenths in rows], "ratio")
    for (count, tenths), (word, _) in zip(rows, result, strict=True):
        steps = 0
        for confidence in LEVELS:
            lower, upper = ratio_limits(count, confidence)
            ratio = count / (tenths / 10)
            steps += int(ratio > upper) - int(ratio < lower)
        assert STRENGTH[word] == steps, (count, tenths)


def test_the_rest_of_the_whole_is_placed_on_the_other_side() -> None:
    rows = rows_of(shares, 10)
    original = areas_in_funnel([of(x, n, p / 1000) | {"polarity": HIGH} for x, n, p in rows], "proportion")
    rest = areas_in_funnel([of(n - x, n, (1000 - p) / 1000) | {"polarity": LOW} for x, n, p in rows], "proportion")
    assert rest == original


def test_polarity_turns_better_and_worse_and_nothing_else() -> None:
    rows = rows_of(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 900)), min_size=30, max_size=50), 10)
    counts = [events(count, tenths / 10) for count, tenths in rows]
    result = areas_in_funnel([value | {"polarity": polarity} for polarity in POLARITIES for value in counts], "ratio")
    starts = range(0, len(result), len(rows))
    by_polarity = {
        polarity: result[start : start + len(rows)] for polarity, start in zip(POLARITIES, starts, strict=True)
    }
    turned = {word: other for word, other, _ in (ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, SAME)}
    plain = {word: other for word, _, other in (ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, SAME)}
    assert by_polarity[LOW] == [(turned[word], reason) for word, reason in by_polarity[HIGH]]
    assert by_polarity[NEUTRAL] == [(plain[word], reason) for word, reason in by_polarity[HIGH]]


def test_the_limits_of_the_wider_level_are_wider() -> None:
    counts = np.arange(1.0, 200.0)
    (inner, outer) = (ratio_limits(counts, level) for level in LEVELS)
    assert (outer[0] < inner[0]).all()
    assert (outer[1] > inner[1]).all()
    # And they close on 1 as counts grow, on both sides of it.
    assert (np.diff(inner[0]) > 0).all()
    assert (np.diff(inner[1]) < 0).all()
    assert (inner[0] < 1).all()
    assert (inner[1] > 1).all()


# More spread than chance gives.

# Twice the root of a count, less 20, is the score of a ratio of which 100 events were expected: its standard deviation
# by chance is 1 / (2 * 10). Of eleven scores the quantiles at 10% and 90% are the second and the tenth.
SPREAD = [36, 81, 81, 100, 100, 100, 100, 100, 121, 121, 196]  # -8, -2, -2, five of 0, 2, 2, 8


def scored(*scores: float) -> list[float]:
    """The counts that have these scores where 100 were expected."""
    return [((score + 20) / 2) ** 2 for score in scores]


def test_over_dispersion_by_hand() -> None:
    """The ends are drawn in to -2 and 2, so six squares are 4: phi is 24 / 11. All weights are 1 / s² = 400, so that
    their sum less the sum of squares over it is 4,400 - 400; tau² is (24 - 10) / 4,000. 24 is above 18.307, the 95%
    point of chi-squared with 10 degrees of freedom."""
    assert scored(-8, -2, 0, 2, 8) == [36, 81, 100, 121, 196]
    dispersion = over_dispersion(SPREAD, [100] * 11, kind="ratio")
    assert dispersion == (pytest.approx(24 / 11), pytest.approx(0.0035), True)


def test_over_dispersion_of_proportions_by_hand() -> None:
    """The same scores around one half in 100: the arcsine of the root of a half is a quarter of pi, s is 0.05."""
    scores = [-8, -2, -2, 0, 0, 0, 0, 0, 2, 2, 8]
    counts = [100 * math.sin(math.pi / 4 + 0.05 * score) ** 2 for score in scores]
    dispersion = over_dispersion(counts, [100] * 11, 0.5)
    assert dispersion == (pytest.approx(24 / 11), pytest.approx(0.0035), True)


def test_over_dispersion_with_denominators_that_differ() -> None:
    """Weights 4 n: 400 and 1,600 five times each; their sum 10,000, of squares 13,600,000; 10,000 - 1,360 = 8,640. Ten
    scores of 3 in turn up and down: 90 is phi times 10, and tau² is 81 / 8,640."""
    sizes, signs = [100, 400] * 5, [1, 1, -1, -1, 1, 1, -1, -1, 1, -1]
    counts = [(math.sqrt(n) + 1.5 * size) ** 2 for n, size in zip(sizes, signs, strict=True)]
    dispersion = over_dispersion(counts, sizes, kind="ratio")
    assert dispersion == (pytest.approx(9), pytest.approx(81 / 8640), True)


@pytest.mark.parametrize(
    ("scores", "phi", "tau_squared"),
    [
        ([0] * 11, 0, 0),
        ([1, -1] * 5 + [0], 10 / 11, 0),  # ten squares of 1, and 10 is N - 1
        # Sixteen is above 10 and below 18.307: more than expected, and no more than chance may give.
        ([2, -2, 2, -2] + [0] * 7, 16 / 11, 6 / 4000),
    ],
)
def test_a_spread_of_chance_is_not_over_dispersion(scores: list[float], phi: float, tau_squared: float) -> None:
    dispersion = over_dispersion(scored(*scores), [100] * 11, kind="ratio")
    assert dispersion == (pytest.approx(phi), pytest.approx(tau_squared), False)


def test_fewer_than_two_councils_have_no_spread() -> None:
    with pytest.raises(MethodProblem, match="needs two councils or more; got 1"):
        over_dispersion([1], [2], 0.5)


def test_adjusted_limits_by_hand() -> None:
    """The reach is 1.959964 times the root of 0.0025 + 0.0035, that is 0.151818. Around the root 1 of a ratio of 1:
    0.848182² to 1.151818². Around a quarter of pi: sin² of it, half of 1 ± sin(0.303636)."""
    assert adjusted_limits(100, 0.0035, kind="ratio") == pytest.approx((0.719413, 1.326685), abs=1e-6)
    half = 0.5 * math.sin(0.303636)
    assert adjusted_limits(100, 0.0035, 0.5) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-6)


def test_adjusted_limits_stay_within_none_and_all() -> None:
    lower, upper = adjusted_limits([100, 4], 0.5, 0.1)
    assert (lower.tolist(), upper[1]) == ([0, 0], 1)
    assert adjusted_limits(4, 0.5, kind="ratio")[0] == 0


def test_limits_of_expected_events_are_those_of_counts_turned_round() -> None:
    """Of 9 events the exact limits are 4.115373 and 17.084803: so many expected, 9 is just the upper or lower limit."""
    assert expected_limits(4.115373)[1] == pytest.approx(9 / 4.115373, rel=1e-6)
    assert expected_limits(17.084803)[0] == pytest.approx(9 / 17.084803, rel=1e-6)
    assert expected_limits(3.688)[0] == 0  # below the logarithm of 40 none at all is not too few
    assert expected_limits(3.69)[0] >= 0
    with pytest.raises(MethodProblem, match="expected must be above zero"):
        expected_limits([1, 0])


def test_adjusted_limits_are_never_narrower() -> None:
    row = st.tuples(st.integers(20, 5000), st.integers(1, 98), st.integers(1, 500))
    for n, per_cent, between in rows_of(st.lists(row, min_size=30, max_size=50), 10):
        for kind in ("proportion", "ratio"):
            for level in LEVELS:
                lower, upper = limits_at(n, per_cent / 100, kind, 0.0, level)
                wider = limits_at(n, per_cent / 100, kind, between / 10_000, level)
                assert wider[0] <= lower <= per_cent / 100 <= upper <= wider[1]
                adjusted = [adjusted_limits(n, tau, per_cent / 100, kind, level) for tau in (0.0, between / 10_000)]
                assert adjusted[1][0] <= adjusted[0][0] < adjusted[0][1] <= adjusted[1][1]


# The funnel of an indicator.


def group_of(counts: Sequence[float], denominators: Sequence[float], **changes: Any) -> pd.DataFrame:
    """Councils a, b, c … of which a is the own one, with percentages of their counts to one decimal place."""
    frame = pd.DataFrame({"numerator": counts, "denominator": denominators}).astype("float64")
    names = [chr(ord("a") + index) for index in range(len(frame))]
    per = changes.get("multiplier", 100.0)
    return frame.assign(
        **{
            "indicator_id": "one",
            "period": "2022/23",
            "area_code": names,
            "area_name": names,
            "polarity": HIGH,
            "own": [name == "a" for name in names],
            "value_type": "percentage",
            "multiplier": per,
            "decimals": 1,
            "value": (per * frame["numerator"] / frame["denominator"]).round(1),
            "lower_95": None,
            "upper_95": None,
        }
        | changes,
    )


def test_a_funnel_by_chance_alone() -> None:
    """Nine councils, 480 of 2,400 is 20%. The limits at 200 and 800 are of docs/methods/06_funnel_plots.md,
    or by the same arithmetic: 0.2 ∓ 1.959964 * 0.4 / √n."""
    funnel = funnels(group_of([54, 38, 36, 42, 40, 40, 36, 34, 160], [200] * 8 + [800]))
    own = funnel.iloc[0]
    assert (own["area_code"], own["own"], own["kind"], own["left_out"]) == ("a", True, "proportion", 0)
    assert (own["average"], own["value"], own["comparison"]) == (pytest.approx(20), pytest.approx(27), "Better")
    assert funnel["comparison"].tolist() == ["Better", *["Similar"] * 8]
    assert not own["over_dispersed"]
    assert own["tau_squared"] == 0
    limits = funnel[["lower_95", "upper_95", "lower_99_8", "upper_99_8"]]
    assert limits.iloc[0].tolist() == pytest.approx([14.456, 25.544, 11.260, 28.740], abs=1e-3)
    assert limits.iloc[8].tolist() == pytest.approx([17.228, 22.772, 15.630, 24.370], abs=1e-3)
    alone = place_in_funnel(funnel.assign(average=0.2))
    assert alone["comparison"].tolist() == funnel["comparison"].tolist()


@pytest.mark.parametrize(("correction", "by_chance"), [("source", 1.0), ("corrected", 0.7164)])
def test_a_funnel_with_more_spread_than_chance(correction: FunnelCorrection, by_chance: float) -> None:
    """1,200 events of 12,000 people: 100 are expected of each. 64 is outside the limits of chance alone, and inside
    those that allow for the spread: the lower is 629.5 by the source. Corrected, φ is divided by its mean by chance for
    twelve councils, of docs/methods/06_funnel_plots.md."""
    counts = [36, 81, 81, 100, 100, 100, 100, 100, 121, 121, 196, 64]
    rows = group_of(counts, [1000] * 12, value_type="rate", multiplier=10_000.0, polarity=LOW)
    funnel = funnels(rows, correction=correction)
    assert funnel["average"].unique() == pytest.approx([1000])
    assert funnel["kind"].unique().tolist() == ["ratio"]
    # Twelve scores, sorted -8 -4 -2 -2 0 … 0 2 2 8: places 1.1 and 9.9 are -3.8 and 2.
    phi = (2 * 3.8**2 + 2 * 4 + 3 * 4) / 12 / by_chance
    tau_squared = (12 * phi - 11) / (12 * 400 - 400)
    assert (funnel["phi"].iloc[0], funnel["tau_squared"].iloc[0]) == pytest.approx((phi, tau_squared))
    assert funnel["over_dispersed"].all()
    reach = 1.959964 * math.sqrt(0.0025 + tau_squared)
    expected = [1000 * (1 - reach) ** 2, 1000 * (1 + reach) ** 2]
    assert funnel[["lower_95", "upper_95"]].iloc[0].tolist() == pytest.approx(expected, abs=1e-3)
    assert funnel["comparison"].tolist() == ["Best", *["Similar"] * 9, "Worst", "Similar"]
    alone = place_in_funnel(funnel.assign(observed=counts, expected=100.0), "ratio")
    assert alone["comparison"].iloc[11] == "Best"


def test_the_marks_of_a_funnel_of_rates_follow_the_exact_limits_that_are_drawn() -> None:
    """Of 10 events the upper limit is 18.3904 exact and 18.3915 by Byar: where 18.391 are expected, 10 are outside by
    the first and within by the second. Eight others have 20 of 20,000 each, and 170 of 160,000 + n are expected so
    that n * 170 / (160,000 + n) = 18.391."""
    n = 160_000 * 18.391 / (170 - 18.391)
    counts, sizes = [10.0, *[20.0] * 8], [n, *[20_000.0] * 8]
    funnel = funnels(group_of(counts, sizes, value_type="rate", multiplier=10_000.0, polarity=LOW))
    assert not funnel["over_dispersed"].any()
    own = funnel.iloc[0]
    assert own["value"] < own["lower_95"]
    assert own["comparison"] == "Better"
    alone = place_in_funnel(
        funnel.assign(observed=counts, expected=own["average"] * funnel["denominator"] / 1e4), "ratio"
    )
    assert alone["comparison"].iloc[0] == "Similar"


@pytest.mark.parametrize(
    "changes",
    [
        {"value_type": "mean"},
        {"value": 21.0},  # not its count over its denominator
        {"value": None},  # hidden by the publisher
        {"multiplier": math.nan},
        {"own": False},
        {"numerator": 0.0, "value": 0.0},
    ],
)
def test_without_counts_that_give_the_figure_there_is_no_funnel(changes: dict[str, Any]) -> None:
    rows = group_of([54, 38, 36, 42, 40, 40, 36, 34, 160], [200] * 8 + [800])
    funnel = funnels(rows.assign(**changes))
    assert funnel.empty
    unchanged = funnels(rows)
    assert len(unchanged) == 9
    assert funnel.columns.tolist() == unchanged.columns.tolist()


def test_a_funnel_needs_enough_councils_with_counts_and_the_own_one() -> None:
    rows = group_of([54, 38, 36, 42, 40, 40, 36, 34, 160], [200] * 8 + [800])
    two_hidden = rows.assign(numerator=rows["numerator"].where(~rows["area_code"].isin(["b", "c"])))
    assert funnels(two_hidden, correction="source").empty
    # What drawn-in scores are by chance is not known below eight councils, so nothing can be corrected there.
    assert funnels(two_hidden, minimum_group_size=7).empty
    funnel = funnels(two_hidden, minimum_group_size=7, correction="source")
    assert funnel["left_out"].unique().tolist() == [2]
    assert funnel["average"].iloc[0] == pytest.approx(100 * 406 / 2000)
    assert funnels(rows.assign(numerator=rows["numerator"].where(~rows["own"]))).empty


def test_the_order_of_councils_and_one_without_counts_change_no_funnel() -> None:
    rows = group_of([54, 38, 36, 42, 40, 40, 36, 34, 160], [200] * 8 + [800])
    more = pd.concat([rows.iloc[::-1], rows.iloc[[1]].assign(area_code="z", numerator=None)], ignore_index=True)
    funnel = funnels(more).sort_values("area_code", ignore_index=True).drop(columns="left_out")
    pd.testing.assert_frame_equal(funnel, funnels(rows).drop(columns="left_out"))


def test_polarity_turns_the_words_of_a_funnel() -> None:
    rows = group_of([54, 38, 36, 42, 40, 40, 36, 34, 160], [200] * 8 + [800])
    words = [funnels(rows.assign(polarity=polarity))["comparison"].iloc[0] for polarity in POLARITIES]
    assert words == ["Better", "Worse", "Higher"]
    assert set(STEPS_OUTSIDE) == {word for words in (ABOVE, BELOW, FAR_ABOVE, FAR_BELOW) for word in words}
