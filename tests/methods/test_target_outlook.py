"""Progress, rates and chances of targets, each worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.methods.target_outlook import (
    FASTER,
    FASTEST,
    MET,
    MISSED,
    NO_RATE,
    PAST_RATE,
    held_by_forecasts,
    target_chances,
    target_progress,
    target_rates,
)

NO_DAY = pd.NaT
TARGET: dict[str, Any] = {
    "target_id": "trees",
    "indicator_id": "trees",
    "type": "reach",
    "polarity": "higher_is_better",
    "in_points": False,
    "baseline_value": 100.0,
    "baseline_end": "2019-03-31",
    "target_value": 200.0,
    "target_start": NO_DAY,
    "target_end": "2027-03-31",
    "actual": 140.0,
    "actual_is": "",
    "actual_start": NO_DAY,
    "actual_end": "2023-03-31",
}
NO_SERIES = pd.DataFrame({"target_id": [], "period_end": [], "value": []})


def targets(**cells: Any) -> pd.DataFrame:
    frame = pd.DataFrame([TARGET | cells])
    return frame.astype(dict.fromkeys(("baseline_value", "target_value", "actual"), "float64"))


def rate(series: pd.DataFrame = NO_SERIES, **cells: Any) -> dict[Any, Any]:
    return target_rates(target_progress(targets(**cells)), series).to_dict("records")[0]


def series_of(*values: float) -> pd.DataFrame:
    """Figures of the years up to March 2023, the newest last."""
    ends = [f"{2024 - len(values) + index}-03-31" for index in range(len(values))]
    return pd.DataFrame({"target_id": "trees", "period_end": ends, "value": values})


def test_progress_is_from_the_baseline_to_the_target() -> None:
    """From 100 to 140 of 200 is 40 of the 100 to go."""
    row = target_progress(targets()).iloc[0]
    assert (row["gap"], row["progress_percent"]) == (60.0, 40.0)


def test_where_low_is_good_the_gap_is_what_is_too_many() -> None:
    row = target_progress(targets(polarity="lower_is_better", baseline_value=300.0, actual=250.0)).iloc[0]
    assert (row["gap"], row["progress_percent"]) == (50.0, 50.0)


def test_a_total_without_a_baseline_starts_from_0_and_another_target_has_no_progress() -> None:
    total = target_progress(targets(type="cumulative", baseline_value=None)).iloc[0]
    other = target_progress(targets(baseline_value=None)).iloc[0]
    standard = target_progress(targets(type="standard")).iloc[0]
    assert total["progress_percent"] == 70.0
    assert pd.isna(other["progress_percent"]) and other["gap"] == 60.0
    assert pd.isna(standard["progress_percent"])


def test_what_it_needs_each_year_beside_the_rate_since_the_baseline() -> None:
    """60 in four years is 15 a year; 40 in the four years since the baseline was 10."""
    row = rate()
    assert (row["required_rate"], row["past_rate"], row["years_at_past_rate"]) == (15.0, 10.0, 6.0)
    assert (row["realism"], row["rate_reason"]) == (FASTEST, "")


def test_a_year_that_was_as_fast_makes_it_faster_than_the_past_alone() -> None:
    row = rate(series_of(110.0, 120.0, 140.0))
    assert (row["best_year"], row["realism"]) == (20.0, FASTER)


@pytest.mark.parametrize(
    ("cells", "realism", "reason"),
    [
        ({"actual": 150.0}, PAST_RATE, ""),  # 50 in four years since, 50 in four years to go
        ({"actual": 200.0}, MET, ""),
        ({"target_end": "2023-03-31"}, MISSED, "past"),
        ({"target_end": None}, NO_RATE, "no_end"),
        ({"actual": None}, NO_RATE, "no_figure"),
        ({"baseline_value": None}, NO_RATE, "no_past"),
        ({"type": "standard"}, NO_RATE, "standard"),
        ({"actual": 200.0, "actual_is": "less than"}, NO_RATE, "bound"),
        ({"actual_start": "2022-10-01", "target_start": "2026-04-01"}, NO_RATE, "part"),
    ],
)
def test_whether_a_target_is_realistic_or_why_it_cannot_be_said(
    cells: dict[str, Any], realism: str, reason: str
) -> None:
    row = rate(**cells)
    assert (row["realism"], row["rate_reason"]) == (realism, reason)


FORECASTS = pd.DataFrame(
    {
        "indicator_id": "trees",
        "year": [2024, 2025],
        "ahead": [1, 2],
        "forecast": [150.0, 150.0],
        "lower": [140.0, 140.0],
        "upper": [160.0, 160.0],
        "scale": "plain",
        "unit": 1.0,
        "whole": 0.0,
    }
)


def chance(forecasts: pd.DataFrame = FORECASTS, **cells: Any) -> dict[Any, Any]:
    return target_chances(targets(**{"target_end": "2024-03-31", **cells}), forecasts).to_dict("records")[0]


def test_a_target_at_the_forecast_is_met_in_half_of_all_cases() -> None:
    """Half a unit of the last decimal counts as reached: 150.5 is printed as a target of 151."""
    row = chance(target_value=150.5)
    assert row["chance_percent"] == pytest.approx(50.0)
    assert (row["forecast"], row["forecast_lower"], row["forecast_upper"]) == pytest.approx((150.0, 140.0, 160.0))


def test_a_target_at_the_end_of_the_range_of_80_in_100_is_met_in_10() -> None:
    assert chance(target_value=160.5)["chance_percent"] == pytest.approx(10.0)
    low = chance(target_value=139.5, polarity="lower_is_better")
    assert low["chance_percent"] == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"target_end": None}, "no_end"),
        ({"target_end": "2022-03-31"}, "past"),
        ({"target_end": "2029-03-31"}, "far"),
        ({"type": "standard"}, "standard"),
    ],
)
def test_why_there_is_no_chance(cells: dict[str, Any], reason: str) -> None:
    assert chance(**cells)["forecast_reason"] == reason
    assert pd.isna(chance(**cells)["chance_percent"])
    assert chance(FORECASTS.iloc[:1])["forecast_reason"] == "no_level"


def test_how_often_ranges_held_is_said_only_of_enough_forecasts() -> None:
    record = pd.DataFrame({"scale": "plain", "ahead": [1, 2], "forecasts": [40, 10], "held_percent": [81.0, 70.0]})
    asked = pd.DataFrame({"indicator_id": "trees", "forecast": [1.0, 1.0, None], "forecast_ahead": [1.0, 4.0, 1.0]})
    held = held_by_forecasts(asked, pd.Series({"trees": "plain"}), record)
    assert held.iloc[0] == 81.0
    assert held.iloc[1:].isna().all()
