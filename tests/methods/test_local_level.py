"""Levels, forecasts and control charts, worked by hand or known by construction."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from helpers.methods.control_chart import control_charts
from helpers.methods.evidence import judge_evidence
from helpers.methods.local_level import (
    forecast_figures,
    line_forecast,
    rise_probability,
    smooth_levels,
    target_probability,
)
from helpers.methods.series_levels import series_levels
from helpers.problems import MethodProblem


def test_two_figures_are_smoothed_by_what_each_says() -> None:
    """With q = 1 and r = 1: the last level is 10 + (1 + 1) / (1 + 1 + 1) x 6 = 14, with the variance 2/3."""
    smoothed = smooth_levels([10.0, 16.0], 1.0, 1.0)
    assert smoothed.level.tolist() == pytest.approx([12, 14])
    assert smoothed.variance.tolist() == pytest.approx([2 / 3, 2 / 3])
    assert smoothed.gain.tolist() == pytest.approx([0.5])


def test_the_chance_of_a_rise_takes_into_account_that_levels_go_together() -> None:
    """The two levels above are 2 apart; variance 2/3 + 2/3 - 2 x 1/2 x 2/3 = 2/3, so z = 2 / 0.816 = 2.449."""
    smoothed = smooth_levels([10.0, 16.0], 1.0, 1.0)
    assert float(rise_probability(smoothed)) == pytest.approx(0.99285, abs=1e-5)
    assert float(rise_probability(smooth_levels([10.0, 10.0], 0.0, 1.0))) == 0.5
    with pytest.raises(MethodProblem, match="before the last"):
        rise_probability(smoothed, -1)


def test_a_level_that_never_moves_is_the_mean_one_without_noise_the_figure() -> None:
    many = smooth_levels([[1.0, 2.0, 6.0], [1.0, math.nan, 6.0]], [0.0, 1.0], [1.0, 0.0])
    assert many.level.tolist() == [pytest.approx([3, 3, 3]), pytest.approx([1, 3.5, 6])]
    assert many.variance[0].tolist() == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize(
    ("values", "q", "r"), [([math.nan, 1.0], 1, 1), ([], 1, 1), ([1.0, 2.0], -1, 1), ([1.0, 2.0], 0, 0)]
)
def test_series_that_cannot_be_smoothed_are_refused(values: list[float], q: float, r: float) -> None:
    with pytest.raises(MethodProblem):
        smooth_levels(values, q, r)


def test_a_forecast_is_the_last_level_and_widens_with_every_step() -> None:
    """P + h q + r = 2/3 + 2 + 1; at 80% the interval reaches 1.2816 standard deviations."""
    forecast = forecast_figures(smooth_levels([10.0, 16.0], 1.0, 1.0), 2, 1.0, 1.0)
    assert (float(forecast.mean), float(forecast.variance)) == (14, pytest.approx(11 / 3))
    assert float(forecast.upper) == pytest.approx(14 + 1.281552 * math.sqrt(11 / 3))
    assert float(target_probability(forecast, 14, -1)) == 0.5
    assert float(target_probability(forecast, 12, 1)) == pytest.approx(0.85184, abs=1e-4)
    with pytest.raises(MethodProblem, match="one step ahead"):
        forecast_figures(smooth_levels([10.0, 16.0], 1.0, 1.0), 0, 1.0, 1.0)
    with pytest.raises(MethodProblem, match=r"from 0\.5"):
        forecast_figures(smooth_levels([10.0, 16.0], 1.0, 1.0), 1, 1.0, 1.0, 0.3)


def test_a_line_goes_on_as_it_came() -> None:
    """1, 2, 3 leads to 5 in two years for sure; 1, 1, 1 has no slope."""
    assert line_forecast([1.0, 2.0, 3.0], 2) == (5, 5, 5, 0)
    assert line_forecast([1.0, 1.0, 1.0], 1) == (1, 1, 1, 1)
    with pytest.raises(MethodProblem, match="three figures"):
        line_forecast([1.0, 2.0], 1)


def series(paths: np.ndarray, **columns: object) -> pd.DataFrame:
    councils, years = np.indices(paths.shape)
    frame = {
        "indicator_id": "a",
        "area_code": np.char.add("c", councils.ravel().astype(str)),
        "year": 2011 + years.ravel(),
        "value": paths.ravel().round(2),
        "value_type": "mean",
        "decimals": 2,
    }
    return pd.DataFrame(frame | columns)


def test_intervals_of_forecasts_cover_as_many_figures_as_they_say() -> None:
    """Walks with noise: 80 in 100 of the figures that were kept back are inside, at each step ahead."""
    random = np.random.default_rng(11)
    paths = 50 + random.normal(size=(800, 13)) + random.normal(size=(800, 13)).cumsum(axis=1)
    result = series_levels(judge_evidence(series(paths[:, :10]))).forecasts
    later = series(paths)[["area_code", "year", "value"]]
    result = result.merge(later, on=["area_code", "year"], validate="one_to_one")
    inside = result["value"].between(result["lower"], result["upper"]).groupby(result["ahead"]).mean()
    assert inside.to_numpy() == pytest.approx([0.8] * 3, abs=0.05)


def test_the_chance_of_a_rise_is_right_as_often_as_it_says() -> None:
    random = np.random.default_rng(12)
    levels = random.normal(size=(1500, 10)).cumsum(axis=1)
    evidence = judge_evidence(series(50 + levels + random.normal(size=levels.shape)))
    result = series_levels(evidence).levels
    rose = pd.Series(levels[:, -1] > levels[:, -2], index=[f"c{i}" for i in range(1500)])
    true = result["area_code"].map(rose).astype("float64")
    sure = result["rise_probability"] > 0.8
    assert sure.sum() > 150
    assert true[sure].mean() == pytest.approx(result.loc[sure, "rise_probability"].mean(), abs=0.06)


def test_a_forecast_of_a_share_stays_below_the_whole() -> None:
    paths = np.clip(99 + np.random.default_rng(1).normal(0, 0.4, size=(40, 8)), 0, 100)
    frame = series(paths, value_type="percentage", multiplier=100)
    result = series_levels(judge_evidence(frame)).forecasts
    assert len(result) == 120
    assert result["upper"].max() <= 100 and result["upper"].min() > 98


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"break_before": [False, False, False, True, False, False] * 30}, "few_points"),
        ({"months": 36}, "overlap"),
        ({}, None),
    ],
)
def test_what_has_no_level_says_why(columns: dict[str, object], reason: str | None) -> None:
    frame = series(50 + np.random.default_rng(1).normal(size=(30, 6)), **columns)
    levels, forecasts = series_levels(judge_evidence(frame))
    assert set(levels["reason"].map(lambda code: code if isinstance(code, str) else None)) == {reason}
    assert forecasts.empty == (reason is not None)


def test_a_lone_series_has_no_noise_to_go_by() -> None:
    levels, _ = series_levels(judge_evidence(series(np.array([[1.0, 2.0, 3.0, 2.0, 4.0]]))))
    assert levels["reason"].tolist() == ["no_noise"]


def test_a_control_chart_by_hand() -> None:
    """10, 12, 10, 12, ... and last 22: the mean of 10 is 12, the moving ranges are eight of 2 and one of 12.

    Their mean is 28/9, so the limits are 12 -/+ 2.66 x 3.111 = 3.72 and 20.28.
    """
    values = np.array([[10, 12, 10, 12, 10, 12, 10, 12, 10, 22.0]])
    result = control_charts(series(values))
    assert result["mean"].tolist() == [12] * 10
    assert result["upper"].iloc[0] == pytest.approx(12 + 2.66 * 28 / 9)
    assert [code for code in result["signal"] if isinstance(code, str)] == ["outside"]


@pytest.mark.parametrize(
    ("values", "signal", "at"),
    [
        ([1, 9, 1, 9, 1, 9, 1, 6, 7, 6, 7, 6, 7, 6], "one_side", [13]),
        ([5, 9, 5, 1, 2, 3, 4, 5.5, 6.5, 5, 1], "moving", [8]),
        ([5, 5.5, 5, 4.5, 5, 5.5, 5, 4.5, 6.8, 6.8, 4], "near_limit", [9]),
    ],
)
def test_the_signals_of_a_chart(values: list[float], signal: str, at: list[int]) -> None:
    result = control_charts(series(np.array([values])))["signal"]
    assert result.index[result == signal].tolist() == at


def test_nine_figures_have_no_chart() -> None:
    assert control_charts(series(np.arange(9.0)[None, :])).empty
