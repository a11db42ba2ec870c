"""The calls of each rule of direction, by hand and against the rules that judge the newest figure."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from helpers.methods.direction import direction_of_travel
from helpers.methods.rule_calls import call_any_change, call_by_intervals, call_by_tolerance
from helpers.methods.yearly_changes import yearly_changes
from helpers.verdicts import CANNOT_BE_DETERMINED, NO_REAL_CHANGE, UNCHANGED


def changes(*rows: tuple[float, float]) -> pd.DataFrame:
    """Changes of figures with one decimal."""
    frame = pd.DataFrame(rows, columns=["previous_value", "value"])
    return frame.assign(change=frame["value"] - frame["previous_value"], unit=0.1)


def test_any_change_is_called_by_its_side() -> None:
    rows = changes((50.0, 50.1), (50.1, 50.0), (50.0, 50.0), (0.1 + 0.2, 0.3), (math.nan, 50.0))
    np.testing.assert_array_equal(call_any_change(rows), [1, -1, 0, 0, math.nan])


def test_the_tolerance_is_a_share_of_the_figure_before_and_half_a_unit_at_least() -> None:
    """2% of 50 is 1: 51 is within it and 51.1 beyond it. 2% of 1 is 0.02, so half of 0.1 rules."""
    rows = changes((50.0, 51.0), (50.0, 51.1), (50.0, 48.9), (1.0, 1.1), (0.0, 0.0), (math.nan, 50.0))
    np.testing.assert_array_equal(call_by_tolerance(rows, 2), [0, 1, -1, 1, 0, math.nan])
    np.testing.assert_array_equal(call_by_tolerance(rows, 5)[:3], [0, 0, 0])


def test_intervals_that_touch_or_overlap_are_no_change() -> None:
    """From 50 (48 to 52): to 55 with 52 to 58 touches, with 52.1 to 58 does not; to 45 with 42 to 47.9 does not."""
    rows = changes((50.0, 55.0), (50.0, 55.0), (50.0, 45.0), (50.0, 55.0))
    rows = rows.assign(previous_lower_95=48.0, previous_upper_95=52.0, lower_95=[52.0, 52.1, 42.0, 53.0])
    rows = rows.assign(upper_95=[58.0, 58.0, 47.9, 58.0], limits=["published", "published", "counts", None])
    np.testing.assert_array_equal(call_by_intervals(rows), [0, 1, -1, math.nan])


@pytest.mark.parametrize("percent", [0.0, 2.0, 5.0])
def test_the_calls_are_the_words_of_direction_of_travel(percent: float) -> None:
    """One figure in five is the same as the one before, or exactly on the tolerance; half of them have limits."""
    random = np.random.default_rng(3)
    before = random.uniform(0, 100, size=400).round(1)
    latest = (before * random.choice([1.0, 1.02, 0.95, 1.3, 0.98], size=400)).round(1)
    year, series = (part.ravel() for part in np.indices((2, 400)))
    figures = pd.DataFrame({"indicator_id": "a", "area_code": series.astype(str), "year": 2020 + year})
    figures = figures.assign(value=np.concatenate([before, latest]), decimals=1, value_type="score")
    reach = np.where(series % 2, random.uniform(0, 4, size=800), math.nan)
    figures = figures.assign(lower_95=figures["value"] - reach, upper_95=figures["value"] + reach)
    rows = yearly_changes(figures).query("year == 2021").set_index("area_code")
    words = direction_of_travel(
        figures.assign(polarity="higher_is_better"),
        {"rule": "tolerance", "intervals": "none", "tolerance_percent": percent},
    ).set_index("area_code")
    by_intervals = direction_of_travel(
        figures.assign(polarity="higher_is_better"), {"rule": "none", "intervals": "published"}
    ).set_index("area_code")
    side = np.sign(rows["change"]).rename(None)
    assert words["movement"].eq(UNCHANGED).sum() > 30
    expected = side.mask(words["direction"].eq(NO_REAL_CHANGE), 0.0)
    pd.testing.assert_series_equal(call_by_tolerance(rows, percent).sort_index(), expected.sort_index())
    expected = side.mask(words["movement"].eq(UNCHANGED), 0.0)
    pd.testing.assert_series_equal(call_any_change(rows).sort_index(), expected.sort_index())
    direction = by_intervals["direction"]
    expected = side.mask(direction.eq(NO_REAL_CHANGE), 0.0).mask(direction.eq(CANNOT_BE_DETERMINED))
    pd.testing.assert_series_equal(call_by_intervals(rows).sort_index(), expected.sort_index())
    assert set(expected.dropna()) == {-1, 0, 1}
