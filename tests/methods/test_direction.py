"""Direction of travel: the rules D0 to D2, with values worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from helpers.methods.direction import DIRECTIONS, direction_of_travel
from helpers.params import DirectionRules
from helpers.problems import MethodProblem

Make = Callable[..., pd.DataFrame]
EXACT = {"rule": "exact"}
FLIPPED = {"Improved": "Worsened", "Worsened": "Improved"}


def judge(frame: pd.DataFrame, **rules: Any) -> dict[str, Any]:
    """The one row of a frame of one series."""
    found = direction_of_travel(frame, rules)
    assert len(found) == 1
    row: dict[str, Any] = found.iloc[0].to_dict()
    return row


def verdict(frame: pd.DataFrame, **rules: Any) -> str:
    return str(judge(frame, **rules)["direction"])


# D2: the tolerance, 2% of the figure before unless another is given.


@pytest.mark.parametrize(
    ("before", "now", "polarity", "expected"),
    [
        (50.0, 51.0, "higher_is_better", "No real change"),  # 1 is exactly 2% of 50
        (50.0, 51.0001, "higher_is_better", "Improved"),
        (50.0, 51.0001, "lower_is_better", "Worsened"),
        (50.0, 49.0, "higher_is_better", "No real change"),
        (50.0, 48.9999, "higher_is_better", "Worsened"),
        (50.0, 48.9999, "lower_is_better", "Improved"),
        (50.0, 50.0, "lower_is_better", "No real change"),
        # Of the size of the figure before, so that a negative one has a tolerance too: 2% of 5 is 0.1.
        (-5.0, -4.9, "higher_is_better", "No real change"),
        (-5.0, -4.89, "higher_is_better", "Improved"),
        (-5.0, -5.11, "higher_is_better", "Worsened"),
        (-1.0, 1.0, "higher_is_better", "Improved"),
        (-1.0, 1.0, "lower_is_better", "Worsened"),
        # Nothing is 2% of zero.
        (0.0, 0.001, "higher_is_better", "Improved"),
        (0.0, -0.001, "higher_is_better", "Worsened"),
        (0.0, 0.0, "higher_is_better", "No real change"),
        (0.3, 0.1 + 0.2, "higher_is_better", "No real change"),
    ],
)
def test_a_change_over_the_tolerance_has_a_direction(
    series: Make, before: float, now: float, polarity: str, expected: str
) -> None:
    row = judge(series({2022: before, 2023: now}, polarity))
    assert row["direction"] == expected
    assert (row["rule"], row["rule_id"]) == ("tolerance", "D2")
    side = "within" if expected == "No real change" else "over"
    assert row["reason"] == f"the change is {side} the tolerance"
    assert row["tolerance"] == pytest.approx(0.02 * abs(before))
    assert row["change"] == pytest.approx(now - before)


@pytest.mark.parametrize(
    ("decimals", "before", "now", "expected"),
    [
        (0, 10.0, 10.5, "No real change"),  # half a unit of a whole number is 0.5, more than 2% of 10
        (0, 10.0, 10.51, "Improved"),
        (1, 1.0, 1.05, "No real change"),  # half a tenth is 0.05, more than 2% of 1
        (1, 1.0, 1.06, "Improved"),
        (2, 0.0, 0.005, "No real change"),  # 2% of zero is nothing: only half a unit works
        (2, 0.0, 0.006, "Improved"),
        (0, 100.0, 102.0, "No real change"),  # 2% of 100 is 2, more than 0.5
        (0, 100.0, 102.1, "Improved"),
    ],
)
def test_the_tolerance_is_at_least_half_a_unit_of_the_last_decimal(
    series: Make, decimals: int, before: float, now: float, expected: str
) -> None:
    row = judge(series({2022: before, 2023: now}, decimals=decimals))
    assert row["direction"] == expected
    assert row["tolerance"] == pytest.approx(max(0.02 * before, 0.5 / 10**decimals))


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


# D1: published intervals.

LIMITS = {"lower_95": {2022: 48.0, 2023: 52.0}, "upper_95": {2022: 52.0, 2023: 56.0}}


@pytest.mark.parametrize(
    ("now", "lower", "upper", "expected"),
    [
        (54.0, 52.0, 56.0, "No real change"),  # 52 touches 52
        (54.0, 52.0001, 56.0, "Improved"),
        (46.0, 44.0, 48.0, "No real change"),  # 48 touches 48
        (46.0, 44.0, 47.9999, "Worsened"),
        (50.0, 49.0, 51.0, "No real change"),  # one within the other
        (50.0, 40.0, 60.0, "No real change"),
    ],
)
def test_intervals_decide_where_both_are_published(
    series: Make, now: float, lower: float, upper: float, expected: str
) -> None:
    """The figure before is 50 with the interval 48 to 52."""
    limits = {"lower_95": {2022: 48.0, 2023: lower}, "upper_95": {2022: 52.0, 2023: upper}}
    row = judge(series({2022: 50.0, 2023: now}, **limits))
    assert row["direction"] == expected
    assert (row["rule"], row["rule_id"]) == ("ci_double_overlap", "D1")
    how = "overlap" if expected == "No real change" else "do not overlap"
    assert row["reason"] == f"the confidence intervals {how}"
    assert pd.isna(row["tolerance"])
    assert judge(series({2022: 50.0, 2023: now}, "lower_is_better", **limits))["direction"] == FLIPPED.get(
        expected, expected
    )


@pytest.mark.parametrize("missing", ["lower_95", "upper_95"])
@pytest.mark.parametrize("year", [2022, 2023])
def test_without_one_of_four_limits_the_tolerance_decides(series: Make, missing: str, year: int) -> None:
    limits = {name: dict(by_year) for name, by_year in LIMITS.items()}
    limits[missing][year] = None  # type: ignore[assignment]
    row = judge(series({2022: 50.0, 2023: 54.0}, **limits))
    assert (row["direction"], row["rule_id"]) == ("Improved", "D2")


def test_intervals_can_be_left_aside(series: Make) -> None:
    frame = series({2022: 50.0, 2023: 54.0}, **LIMITS)
    assert judge(frame)["rule_id"] == "D1"
    assert verdict(frame) == "No real change"
    row = judge(frame, intervals="none")
    assert (row["direction"], row["rule_id"]) == ("Improved", "D2")


# D0: what cannot be determined, and what is not judged.


@pytest.mark.parametrize(
    ("now", "before", "movement"), [(12.0, 10.0, "Increased"), (10.0, 10.0, "Unchanged"), (9.9, 10.0, "Decreased")]
)
def test_a_neutral_measure_moves_without_being_judged(series: Make, now: float, before: float, movement: str) -> None:
    row = judge(series({2022: before, 2023: now}, "neutral"))
    assert (row["direction"], row["movement"]) == ("Not judged", movement)
    assert row["reason"] == "polarity is neutral: neither direction is better"
    assert row["rule_id"] == "D0"
    assert pd.isna(row["rule"])
    assert pd.isna(row["tolerance"])


def test_a_movement_within_the_tolerance_is_still_a_movement(series: Make) -> None:
    row = judge(series({2022: 50.0, 2023: 50.5}))
    assert (row["direction"], row["movement"]) == ("No real change", "Increased")


UNDETERMINED = [
    ({2022: None, 2023: None}, {}, "no figure by the as-at date"),
    ({2023: 10.0}, {}, "first figure in the series"),
    ({2022: None, 2023: 10.0}, {}, "no figure for the period before"),
    ({2020: 9.0, 2021: 9.5, 2023: 10.0}, {}, "the period before is missing from the series"),
    ({2021: 9.0, 2022: None, 2023: 10.0}, {}, "no figure for the period before"),
    ({2022: 9.0, 2023: 10.0}, {"one_off": True}, "the publisher makes no yearly series"),
    (
        {2022: 9.0, 2023: 10.0},
        {"break_before": {2022: False, 2023: True}},
        "the series has a break at this period",
    ),
    ({2022: 9.0, 2023: 10.0}, {"months": {2022: 9, 2023: 12}}, "the period before has another length"),
    ({2022: 9.0, 2023: 10.0}, {"step": 2}, "the period before is missing from the series"),
]


@pytest.mark.parametrize(("figures", "columns", "reason"), UNDETERMINED)
@pytest.mark.parametrize("polarity", ["higher_is_better", "lower_is_better", "neutral"])
def test_what_cannot_be_determined_says_why(
    series: Make, figures: dict[int, float | None], columns: dict[str, Any], reason: str, polarity: str
) -> None:
    row = judge(series(figures, polarity, **columns))
    assert (row["direction"], row["rule_id"], row["reason"]) == ("Cannot be determined", "D0", reason)
    for name in ("rule", "change", "change_percent", "movement", "tolerance"):
        assert pd.isna(row[name]), name


def test_a_break_earlier_than_the_newest_period_does_not_count(series: Make) -> None:
    frame = series({2021: 5.0, 2022: 9.0, 2023: 10.0}, break_before={2021: False, 2022: True, 2023: False})
    assert verdict(frame) == "Improved"


def test_a_break_comes_before_the_intervals(series: Make) -> None:
    frame = series({2022: 50.0, 2023: 60.0}, break_before={2022: False, 2023: True}, **LIMITS)
    assert judge(frame)["reason"] == "the series has a break at this period"


def test_a_biennial_series_is_compared_two_years_back(series: Make) -> None:
    row = judge(series({2019: 40.0, 2021: 50.0, 2023: 60.0}, step=2))
    assert (row["direction"], row["previous_year"], row["previous_value"]) == ("Improved", 2021, 50.0)
    row = judge(series({2019: 40.0, 2023: 60.0}, step=2))
    assert row["reason"] == "the period before is missing from the series"
    # A figure in the year between is none of the series.
    assert judge(series({2021: 50.0, 2022: 99.0, 2023: 60.0}, step=2))["previous_value"] == 50.0


def test_a_newer_period_without_a_figure_is_named(series: Make) -> None:
    row = judge(series({2021: 10.0, 2022: 12.0, 2023: None}))
    assert (row["latest_year"], row["newest_year"], row["previous_year"]) == (2022, 2023, 2021)
    assert (row["direction"], row["latest_value"]) == ("Improved", 12.0)


def test_overlapping_periods_are_compared_or_not(series: Make) -> None:
    """Three years, one step on: two of them are shared."""
    frame = series({2022: 10.0, 2023: 12.0}, months=36)
    row = judge(frame)
    assert (row["direction"], row["shared_years"]) == ("Improved", 2.0)
    row = judge(frame, overlapping_periods="cannot_determine")
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "the two periods share years")
    # Periods that do not overlap are compared by either setting.
    apart = series({2020: 10.0, 2023: 12.0}, months=36, step=3)
    assert judge(apart, overlapping_periods="cannot_determine")["direction"] == "Improved"
    assert judge(apart)["shared_years"] == 0.0
    assert judge(series({2022: 10.0, 2023: 12.0}, months=12))["shared_years"] == 0.0


def test_two_figures_for_the_newest_year_are_not_chosen_between(series: Make) -> None:
    frame = pd.concat([series({2022: 1.0, 2023: 2.0}), series({2023: 0.5})])
    row = judge(frame)
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "two figures for the same year")


def test_two_figures_for_the_year_before_are_not_chosen_between(series: Make) -> None:
    """Against 1 the figure 2 has improved, against 3 it has worsened."""
    frame = pd.concat([series({2022: 1.0, 2023: 2.0}), series({2022: 3.0})])
    row = judge(frame)
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "two figures for the same year")


def test_the_change_in_per_cent_is_of_the_size_of_the_figure_before(series: Make) -> None:
    assert judge(series({2022: 40.0, 2023: 50.0}))["change_percent"] == pytest.approx(25)
    assert judge(series({2022: -40.0, 2023: -50.0}))["change_percent"] == pytest.approx(-25)
    assert pd.isna(judge(series({2022: 0.0, 2023: 50.0}))["change_percent"])


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
    found = direction_of_travel(frame.sample(frac=1, random_state=1)).set_index(["indicator_id", "area_code"])
    assert found["direction"].to_dict() == {
        ("a", "x"): "Improved",
        ("b", "x"): "Worsened",
        ("a", "y"): "Improved",
        ("c", "x"): "Cannot be determined",
    }


def test_other_keys_can_be_named(series: Make) -> None:
    frame = series({2022: 1.0, 2023: 2.0}).rename(columns={"indicator_id": "measure"}).drop(columns="area_code")
    found = direction_of_travel(frame, series=["measure"])
    assert found[["measure", "direction"]].to_dict("records") == [{"measure": "one", "direction": "Improved"}]


def test_no_rows_give_no_rows(series: Make) -> None:
    found = direction_of_travel(series({}))
    assert found.empty
    assert {"direction", "reason", "rule"} <= set(found.columns)


def test_missing_columns_are_named(series: Make) -> None:
    with pytest.raises(MethodProblem, match=r"must have the column year, polarity; it has indicator_id"):
        direction_of_travel(series({2023: 1.0}).drop(columns=["year", "polarity"]))


def test_the_frame_given_is_left_as_it_was(series: Make) -> None:
    frame = series({2022: 1.0, 2023: 2.0})
    before = frame.copy(deep=True)
    direction_of_travel(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_the_rules_of_a_parameter_file_are_taken_as_they_are(series: Make) -> None:
    rules = DirectionRules(rule="exact", tolerance_percent=50)
    assert direction_of_travel(series({2022: 100.0, 2023: 101.0}), rules)["direction"].tolist() == ["Improved"]


# Properties. One call judges many series, so each example is a list of pairs of figures.

Pairs = list[tuple[float, float]]

figure = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda each: round(each, 3))
pairs = st.lists(st.tuples(figure, figure) | figure.map(lambda each: (each, each)), min_size=1, max_size=40)
near = st.floats(min_value=-0.1, max_value=0.1)
close_pairs = st.lists(
    st.tuples(figure, near).map(lambda each: (each[0], round(each[0] * (1 + each[1]), 3))), min_size=1, max_size=40
)
polarity = st.sampled_from(["higher_is_better", "lower_is_better"])
few = settings(max_examples=15, deadline=None)


def verdicts(pairs: Pairs, polarity: str, rules: dict[str, Any], **columns: Any) -> list[str]:
    """The direction of each pair (before, now), every pair a series of its own."""
    frame = pd.DataFrame(
        {
            "indicator_id": [number for number, _ in enumerate(pairs) for _ in range(2)],
            "area_code": "x",
            "year": [2022, 2023] * len(pairs),
            "value": [each for pair in pairs for each in pair],
            "polarity": polarity,
        }
    ).assign(**columns)
    found = direction_of_travel(frame, rules).sort_values("indicator_id")
    assert len(found) == len(pairs)
    directions: list[str] = found["direction"].tolist()
    return directions


def turned(directions: list[str]) -> list[str]:
    return [FLIPPED.get(each, "No real change") for each in directions]


def back(pairs: Pairs) -> Pairs:
    return [(now, before) for before, now in pairs]


@few
@given(pairs | close_pairs, polarity)
def test_turning_the_years_round_turns_the_direction(pairs: Pairs, polarity: str) -> None:
    assert verdicts(back(pairs), polarity, EXACT) == turned(verdicts(pairs, polarity, EXACT))


@few
@given(close_pairs, polarity, st.integers(min_value=0, max_value=2))
def test_turning_the_years_round_turns_the_direction_by_a_fixed_tolerance(
    pairs: Pairs, polarity: str, decimals: int
) -> None:
    rules = {"tolerance_percent": 0}
    there = verdicts(pairs, polarity, rules, decimals=decimals)
    assert verdicts(back(pairs), polarity, rules, decimals=decimals) == turned(there)


@few
@given(st.lists(st.tuples(figure, figure, st.lists(st.floats(0, 50), min_size=4, max_size=4)), min_size=1))
def test_turning_the_years_round_turns_what_intervals_decide(rows: list[tuple[float, float, list[float]]]) -> None:
    pairs = [(before, now) for before, now, _ in rows]
    lower = [each for before, now, width in rows for each in (before - width[0], now - width[1])]
    upper = [each for before, now, width in rows for each in (before + width[2], now + width[3])]
    swapped = [place ^ 1 for place in range(len(lower))]
    there = verdicts(pairs, "higher_is_better", {}, lower_95=lower, upper_95=upper)
    and_back = verdicts(
        back(pairs), "higher_is_better", {},
        lower_95=[lower[place] for place in swapped], upper_95=[upper[place] for place in swapped],
    )  # fmt: skip
    assert and_back == turned(there)


@few
@given(pairs | close_pairs)
def test_turning_polarity_turns_the_direction(pairs: Pairs) -> None:
    high = verdicts(pairs, "higher_is_better", {}, decimals=1)
    assert verdicts(pairs, "lower_is_better", {}, decimals=1) == turned(high)


@few
@given(pairs | close_pairs, polarity, st.integers(min_value=-20, max_value=20))
def test_a_relative_tolerance_knows_no_unit(pairs: Pairs, polarity: str, power: int) -> None:
    """Scaled by a power of two, which changes no digit of the numbers."""
    scaled = [(before * 2.0**power, now * 2.0**power) for before, now in pairs]
    assert verdicts(scaled, polarity, {}) == verdicts(pairs, polarity, {})


@few
@given(close_pairs, polarity)
def test_a_wider_tolerance_finds_no_more_changes(pairs: Pairs, polarity: str) -> None:
    narrow = verdicts(pairs, polarity, {"tolerance_percent": 1})
    wide = verdicts(pairs, polarity, {"tolerance_percent": 5})
    assert all(w in (n, "No real change") for n, w in zip(narrow, wide, strict=True))


@few
@given(st.lists(figure, min_size=1, max_size=40), polarity, st.integers(min_value=0, max_value=3))
def test_a_change_of_exactly_the_tolerance_is_none(figures: list[float], polarity: str, decimals: int) -> None:
    tolerances = [max(0.02 * abs(each), 0.5 / 10**decimals) for each in figures]
    for way, expected in ((1, {"No real change"}), (-1, {"No real change"}), (1.001, set(FLIPPED))):
        pairs = [(each, each + way * tolerance) for each, tolerance in zip(figures, tolerances, strict=True)]
        assert set(verdicts(pairs, polarity, {}, decimals=decimals)) <= expected


@few
@given(
    st.lists(
        st.tuples(
            st.integers(min_value=2015, max_value=2023),
            st.none() | figure,
            st.sampled_from(["higher_is_better", "lower_is_better", "neutral"]),
            st.integers(min_value=1, max_value=5),
        ),
        max_size=40,
    )
)
def test_every_series_has_one_known_direction_with_its_reason(rows: list[tuple[int, float | None, str, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["year", "value", "polarity", "number"])
    frame = frame.astype({"year": "int64", "value": "float64", "polarity": "str", "number": "str"})
    frame = frame.assign(indicator_id=frame["polarity"] + frame["number"], area_code="x")
    found = direction_of_travel(frame)
    assert sorted(found["indicator_id"]) == sorted(set(frame["indicator_id"]))
    assert set(found["direction"]) <= set(DIRECTIONS)
    assert found["reason"].notna().all()
    assert (found["movement"].isna() == (found["direction"] == "Cannot be determined")).all()


def test_an_arrow_table_is_refused(series: Any) -> None:
    import pyarrow as pa

    with pytest.raises(MethodProblem, match="Arrow table"):
        direction_of_travel(pa.Table.from_pandas(series({2022: 1.0, 2023: 2.0})))


def test_a_series_without_a_figure_has_no_previous_figure_either(series: Any) -> None:
    row = direction_of_travel(series({2022: None, 2023: None})).iloc[0]
    assert row["direction"] == "Cannot be determined"
    assert row["reason"] == "no figure by the as-at date"
    assert pd.isna(row["previous_year"])
    assert pd.isna(row["previous_value"])
