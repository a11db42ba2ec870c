"""What must hold whatever the figures are, for trends and directions: of time, polarity, unit, names and order.

One call judges many series, so all examples are in one frame, and what is to be compared is in it where it can be. The
same of intervals, comparisons, funnels and ranks is beside the other tests of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from examples import rows_of
from hypothesis import strategies as st

from helpers.methods.direction import direction_of_travel
from helpers.methods.trend import recent_trend
from helpers.results import compendium

HIGH, LOW, NEUTRAL = "higher_is_better", "lower_is_better", "neutral"
OTHER = {HIGH: LOW, LOW: HIGH, NEUTRAL: NEUTRAL}
FLIPPED = {"Increasing": "Decreasing", "Decreasing": "Increasing"}
TURNED = {"better": "worse", "worse": "better"}
KEYS = ["indicator_id", "area_code"]
NUMBERS = ["value", "lower_95", "upper_95", "numerator", "denominator"]
Variant = Callable[[pd.DataFrame], pd.DataFrame]

# Series with and without a trend, nearly all of them long enough, in tenths: start, step, noise, size and polarity.

wobble = st.lists(st.integers(-6, 6), min_size=5, max_size=7) | st.lists(st.integers(-6, 6), min_size=4, max_size=5)
some_polarity = st.sampled_from([HIGH, LOW, NEUTRAL])
rate = st.tuples(st.integers(-500, 2000), st.integers(-9, 9), wobble, st.integers(0, 12), some_polarity)
people = st.sampled_from([40, 5000, 50_000])
share = st.tuples(st.integers(100, 800), st.integers(-9, 9), wobble, people, some_polarity)
rates, shares = st.lists(rate, min_size=20, max_size=30), st.lists(share, min_size=10, max_size=15)


@cache
def long_series() -> pd.DataFrame:
    """Rates with limits and percentages with counts, one indicator each, up to 2023; tests leave the frame as it is."""
    rows: list[dict[str, Any]] = []
    for kind, drawn_series in (("rate", rows_of(rates, 6)), ("percentage", rows_of(shares, 6))):
        for number, (start, slope, wobble, size, polarity) in enumerate(drawn_series):
            for index, value in enumerate(wobble):
                about = {"indicator_id": f"{kind} {number}", "area_code": "x", "year": 2024 - len(wobble) + index}
                level = start + slope * index + value
                if kind == "rate":
                    about |= {"value": level / 10, "lower_95": (level - size) / 10, "upper_95": (level + size) / 10}
                else:
                    count = max(round(level * size / 1000), 0)
                    about |= {"value": 100 * count / size, "numerator": float(count), "denominator": float(size)}
                rows.append(about | {"value_type": kind, "polarity": polarity})
    frame = pd.DataFrame(rows, columns=[*KEYS, "year", *NUMBERS, "value_type", "polarity"])
    return frame.astype(dict.fromkeys(NUMBERS, "float64"))


def in_turn(frame: pd.DataFrame, values: Sequence[Any]) -> pd.Series:
    """One of the values for each series, the same in all of its rows."""
    return frame.groupby("indicator_id", sort=False).ngroup().map(lambda number: values[number % len(values)])


def marked(frame: pd.DataFrame, *variants: Variant) -> list[pd.DataFrame]:
    """The trends of the frame and of each of its variants, judged in one call, by series."""
    parts = [frame, *(variant(frame) for variant in variants)]
    whole = pd.concat([part.assign(part=number) for number, part in enumerate(parts)], ignore_index=True)
    trends = recent_trend(whole, series=["part", *KEYS]).sort_values(KEYS)
    return [trends[trends["part"] == number].set_index(KEYS).drop(columns="part") for number in range(len(parts))]


def reversed_in_time(frame: pd.DataFrame) -> pd.DataFrame:
    """The newest first: the figures stay, the years are those of the other end."""
    ends = frame.groupby(KEYS)["year"]
    return frame.assign(year=ends.transform("min") + ends.transform("max") - frame["year"])


def with_polarity(turn: Callable[[str], str]) -> Variant:
    return lambda frame: frame.assign(polarity=frame["polarity"].map(turn))


def scaled(by: Sequence[float]) -> Variant:
    """Values and limits in another unit, which differs from series to series; counts stay what they are."""

    def scale(frame: pd.DataFrame) -> pd.DataFrame:
        unit = in_turn(frame, by)
        return frame.assign(**{name: frame[name] * unit for name in ("value", "lower_95", "upper_95")})

    return scale


def upside_down(frame: pd.DataFrame) -> pd.DataFrame:
    """What is left of the whole, or the other side of zero, with the other polarity."""
    return frame.assign(
        value=-frame["value"],
        lower_95=-frame["upper_95"],
        upper_95=-frame["lower_95"],
        numerator=frame["denominator"] - frame["numerator"],
        polarity=frame["polarity"].map(OTHER),
    )


def turned(marker: str) -> str:
    """The marker with its better and worse the other way round."""
    start, end = marker.rsplit(" ", 1) if "getting" in marker else (marker, "")
    return f"{start} {TURNED[end]}" if end else start


def flipped(marker: str) -> str:
    """The marker with its movement the other way round, and what it says of better and worse as it is."""
    start = marker.split(" and ")[0]
    return FLIPPED.get(start, start) + marker.removeprefix(start)


def same(result: pd.DataFrame, expected: pd.DataFrame, *names: str) -> None:
    pd.testing.assert_frame_equal(result[list(names)], expected[list(names)])


def close(result: pd.Series, expected: pd.Series) -> None:
    np.testing.assert_allclose(result, expected, rtol=1e-8, atol=1e-12)


# Trends.


def test_turning_time_round_turns_a_trend() -> None:
    last_five = long_series().groupby(KEYS).tail(5)
    original, back = marked(last_five, reversed_in_time)
    assert back["movement"].tolist() == [FLIPPED.get(value, value) for value in original["movement"]]
    assert back["marker"].tolist() == [flipped(turned(value)) for value in original["marker"]]
    same(back, original, "reason", "points", "first_year", "last_year")
    close(back["chi_squared"], original["chi_squared"])
    close(back["slope"], -original["slope"])


def test_turning_polarity_turns_what_is_better_and_nothing_else() -> None:
    original, other, neutral = marked(long_series(), with_polarity(OTHER.__getitem__), with_polarity(lambda _: NEUTRAL))
    assert other["marker"].tolist() == [turned(value) for value in original["marker"]]
    assert neutral["marker"].tolist() == original["movement"].tolist()
    rest = original.columns.drop("marker")
    same(other, original, *rest)
    same(neutral, original, *rest)


def test_turning_figures_and_polarity_turns_the_movement_and_not_what_is_better() -> None:
    original, over = marked(long_series(), upside_down)
    assert over["marker"].tolist() == [flipped(value) for value in original["marker"]]
    same(over, original, "reason", "points", "first_year", "last_year")
    close(over["chi_squared"], original["chi_squared"])
    close(over["slope"], -original["slope"])


def test_the_unit_of_the_values_scales_a_slope_and_changes_no_marker() -> None:
    """Log odds have no unit. A power of two changes no digit of the numbers, so that nothing at all may change."""
    powers, units = [2.0**power for power in range(-20, 21)], [3.7, 1 / 3, 1000.0]
    original, exact, other = marked(long_series(), scaled(powers), scaled(units))
    has_unit = np.array([name.startswith("rate") for name, _ in original.index])
    same(exact, original, *original.columns.drop("slope"))
    pd.testing.assert_series_equal(exact["slope"], original["slope"] * np.where(has_unit, of_each(powers), 1.0))
    same(other, original, *original.columns.drop(["slope", "chi_squared"]))
    close(other["chi_squared"], original["chi_squared"])
    close(other["slope"], original["slope"] * np.where(has_unit, of_each(units), 1.0))


def of_each(values: Sequence[float], kind: str = "") -> np.ndarray:
    """The value that `in_turn` gives each series of a kind, in the order of `marked`."""
    frame = long_series()
    frame = frame[frame["value_type"].str.startswith(kind)]
    return in_turn(frame, values).groupby([frame[name] for name in KEYS]).first().to_numpy()


MULTIPLES = range(2, 51)


def test_as_many_times_the_people_are_as_many_times_the_evidence() -> None:
    """The slope of the odds stays; a significant trend stays one."""
    frame = long_series()
    frame = frame[frame["value_type"] == "percentage"]
    times = in_turn(frame, MULTIPLES)
    original, more = marked(
        frame,
        lambda points: points.assign(numerator=points["numerator"] * times, denominator=points["denominator"] * times),
    )
    close(more["slope"], original["slope"])
    close(more["chi_squared"], original["chi_squared"] * of_each(MULTIPLES, "percentage"))
    moving = original["movement"].isin(list(FLIPPED))
    same(more[moving], original[moving], "movement", "marker", "reason")


def test_intervals_as_many_times_as_wide_are_less_evidence() -> None:
    """Chi-squared falls with the square of the width, and no trend comes of it."""
    frame = long_series()
    frame = frame[frame["value_type"] == "rate"]
    times = in_turn(frame, MULTIPLES)
    original, wide = marked(
        frame,
        lambda points: points.assign(
            lower_95=points["value"] - times * (points["value"] - points["lower_95"]),
            upper_95=points["value"] + times * (points["upper_95"] - points["value"]),
        ),
    )
    close(wide["slope"], original["slope"])
    close(wide["chi_squared"], original["chi_squared"] / of_each(MULTIPLES, "rate") ** 2)
    moving = wide["movement"].isin(list(FLIPPED))
    same(wide[moving], original[moving], "movement", "marker", "reason")


SHIFTS = range(-30, 31)


def elsewhere(frame: pd.DataFrame) -> pd.DataFrame:
    """The same figures in other years, under other names, in another order, and a council beside them without any."""
    frame = frame.assign(year=frame["year"] + in_turn(frame, SHIFTS)).sample(frac=1, random_state=1)
    moved = frame.assign(area_code="another council")
    nothing = frame.assign(area_code="no figures", **{name: np.nan for name in NUMBERS if name in frame})
    return pd.concat([moved, nothing], ignore_index=True)


YEARS = ("first_year", "last_year", "latest_year", "previous_year", "newest_year")


def check_nothing_else_changed(frame: pd.DataFrame, original: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """That the one council is judged as it was; gives what is said of the other."""
    shifts = in_turn(frame, SHIFTS).groupby(frame["indicator_id"]).first()
    shift = moved["indicator_id"].map(shifts)
    moved = moved.assign(**{name: moved[name] - shift for name in YEARS if name in original})
    own = moved[moved["area_code"] == "another council"].drop(columns="area_code")
    expected = original.drop(columns="area_code").sort_values("indicator_id", ignore_index=True)
    pd.testing.assert_frame_equal(own.sort_values("indicator_id", ignore_index=True), expected, check_dtype=False)
    return moved[moved["area_code"] == "no figures"]


def test_names_years_order_and_a_council_without_figures_change_no_trend() -> None:
    frame = long_series()
    original, moved = recent_trend(frame), recent_trend(elsewhere(frame))
    nothing = check_nothing_else_changed(frame, original, moved)
    assert set(nothing["movement"]) == {"Cannot be calculated"}
    assert len(nothing) == len(original)


# Directions.

# One figure in twenty is missing; the others are close enough together for tolerances and intervals to matter.
value = st.integers(-20, 400).map(lambda number: None if number < 0 else number // 20 * 20 / 10 + number % 20 / 100)
polarity = st.sampled_from([HIGH, LOW, NEUTRAL, "plan_is_best"])
reach = st.none() | st.integers(0, 50).map(lambda number: number / 10)
broken = st.integers(0, 9).map(lambda number: number == 9)
short = st.tuples(st.lists(value, min_size=1, max_size=4), polarity, reach, broken, st.integers(0, 2))
shorts = st.lists(short, min_size=30, max_size=50)


@cache
def short_series() -> pd.DataFrame:
    """Series of up to four years, with limits or without, some with a break, and a plan of 5 to 10."""
    frame = pd.DataFrame(
        [
            {
                "indicator_id": number,
                "area_code": "x",
                "year": 2024 - len(values) + index,
                "value": value,
                "polarity": polarity,
                "reach": reach,
                "break_before": broken and index == len(values) - 1,
                "decimals": decimals,
                "plan_lower": 5.0,
                "plan_upper": 10.0,
            }
            for number, (values, polarity, reach, broken, decimals) in enumerate(rows_of(shorts, 6))
            for index, value in enumerate(values)
        ]
    ).astype({"value": "float64", "reach": "float64"})
    limits = {"lower_95": frame["value"] - frame["reach"], "upper_95": frame["value"] + frame["reach"]}
    return frame.assign(**limits).drop(columns="reach")


RULES: list[dict[str, Any]] = [
    {},
    {"rule": "exact"},
    {"tolerance_percent": 10, "intervals": "published"},
    {"rule": "none", "intervals": "published"},
]


@cache
def judged_by(rules: int) -> pd.DataFrame:
    """The directions of the short series by one of the rules, in the order of the series."""
    return direction_of_travel(short_series(), RULES[rules]).sort_values("indicator_id", ignore_index=True)


@pytest.mark.parametrize("rules", range(len(RULES)))
def test_names_years_order_and_a_council_without_figures_change_no_direction(rules: int) -> None:
    frame, original = short_series(), judged_by(rules)
    moved = direction_of_travel(elsewhere(frame), RULES[rules])
    nothing = check_nothing_else_changed(frame, original, moved)
    assert set(nothing["reason"]) == {"no figure in time for this report"}
    assert len(nothing) == len(original)


@pytest.mark.parametrize("rules", range(len(RULES)))
def test_directions_turn_with_polarity_and_only_they(rules: int) -> None:
    frame, original = short_series(), judged_by(rules)
    other = frame.assign(polarity=frame["polarity"].replace(OTHER))
    turned = direction_of_travel(other, RULES[rules]).sort_values("indicator_id", ignore_index=True)
    flips = {"Improved": "Worsened", "Worsened": "Improved"}
    last = frame.groupby("indicator_id")["polarity"].first()
    expected = [
        flips.get(word, word) if last[number] in (HIGH, LOW) else word
        for number, word in zip(original["indicator_id"], original["direction"], strict=True)
    ]
    assert turned["direction"].tolist() == expected
    pd.testing.assert_frame_equal(turned.drop(columns="direction"), original.drop(columns="direction"))


@pytest.mark.parametrize("rules", range(len(RULES)))
def test_counts_of_directions_always_add_up(rules: int) -> None:
    """In all, by any column, and for each of the words: every indicator is counted, and once."""
    words = ["improved", "no_real_change", "worsened", "cannot_be_determined", "not_judged"]
    judged = judged_by(rules).assign(half=lambda rows: np.where(rows["indicator_id"] % 2 == 0, "even", "odd"))
    for start in range(0, len(judged), 40):
        directions = judged.iloc[start : start + 40]
        (whole,) = compendium.direction_counts(directions).to_dict("records")
        parts = compendium.direction_counts(directions, by=["half"])
        assert whole["total"] == len(directions) == sum(whole[word] for word in words)
        assert whole["determined"] == sum(whole[word] for word in words[:3])
        for name in [*words, "total", "determined"]:
            assert parts[name].sum() == whole[name]
        shares = [whole[f"{word}_percent"] for word in words[:3]]
        assert sum(shares) == pytest.approx(100) if whole["determined"] else pd.isna(shares).all()


@pytest.mark.parametrize("polarities", [(HIGH, LOW), (LOW, HIGH)])
def test_a_trend_and_a_direction_agree_on_what_is_better(polarities: Sequence[str]) -> None:
    """A steady rise: better by both, or worse by both."""
    first = pd.DataFrame({"area_code": "x", "year": range(2019, 2024), "value": [10.0, 20.0, 30.0, 40.0, 50.0]})
    first = first.assign(lower_95=first["value"] - 1, upper_95=first["value"] + 1, value_type="rate")
    frame = pd.concat([first.assign(indicator_id=polarity, polarity=polarity) for polarity in polarities])
    trends = recent_trend(frame).set_index("indicator_id")["marker"].to_dict()
    directions = direction_of_travel(frame).set_index("indicator_id")["direction"].to_dict()
    assert trends == {HIGH: "Increasing and getting better", LOW: "Increasing and getting worse"}
    assert directions == {HIGH: "Improved", LOW: "Worsened"}
