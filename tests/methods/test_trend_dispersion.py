"""Trends of series that are more unsteady than their limits say, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.methods.trend import recent_trend
from helpers.methods.trend_dispersion import dispersed_trend


def five(values: list[float], **columns: Any) -> pd.DataFrame:
    frame = {"indicator_id": "a", "area_code": "c", "year": range(2019, 2019 + len(values)), "value": values}
    empty = dict.fromkeys(("numerator", "denominator", "lower_95", "upper_95"), np.nan)
    return pd.DataFrame(frame | empty | {"polarity": "neutral"} | columns)


def dispersed(figures: pd.DataFrame) -> pd.Series:
    return dispersed_trend(figures, recent_trend(figures)).iloc[0]


def test_a_line_through_scattered_points_is_tested_by_their_scatter() -> None:
    """0, 6, 2, 8, 4 with a standard error of 1: slope 1, chi-squared 10 (run 10), 30 about the line.

    About the line 4 - 2, -1, 0, 1, 2: residuals -2, 3, -2, 3, -2, squares 4 + 9 + 4 + 9 + 4 = 30. So phi is 10, and
    F = 10 / 10 = 1.
    """
    values = np.array([0.0, 6.0, 2.0, 8.0, 4.0])
    reach = 1.959963984540054
    result = dispersed(five(list(values), value_type="rate", lower_95=values - reach, upper_95=values + reach))
    assert (result["phi"], result["f"]) == (pytest.approx(10), pytest.approx(1))
    assert result["movement"] == "No significant change"


def test_points_on_a_line_are_tested_by_their_limits() -> None:
    """0, 3, 6, 9, 12: chi-squared 9 x 10 = 90 with phi 1; the 95% point of F with 1 and 3 is 10.13."""
    values = np.arange(0.0, 15.0, 3.0)
    reach = 1.959963984540054
    result = dispersed(five(list(values), value_type="rate", lower_95=values - reach, upper_95=values + reach))
    assert (result["phi"], result["f"], result["movement"]) == (1, pytest.approx(90), "Increasing")
    near = values * (10.1 / 90) ** 0.5
    result = dispersed(five(list(near), value_type="rate", lower_95=near - reach, upper_95=near + reach))
    assert (result["f"], result["movement"]) == (pytest.approx(10.1), "No significant change")


def test_shares_are_tested_by_their_counts() -> None:
    """100, 140, 100, 140, 120 of 200: p = 0.6, weight 200 / 0.24 = 833.3 each.

    In shares 0.5, 0.7, 0.5, 0.7, 0.6: slope (-2 x .5 - .7 + .7 + 2 x .6) / 10 = 0.02, squares about the mean 0.04,
    along the line 10 x 0.0004 = 0.004, so 0.036 x 833.3 = 30 is about the line, and phi is 10.
    """
    counts = np.array([100.0, 140.0, 100.0, 140.0, 120.0])
    figures = five(list(counts / 2), value_type="percentage", numerator=counts, denominator=200.0)
    result = dispersed(figures)
    assert result["phi"] == pytest.approx(10)
    assert result["f"] == pytest.approx(833.3333 * 0.004 / 10)


def test_a_series_without_a_trend_has_none_here() -> None:
    result = dispersed(five([1.0, 2.0, 3.0, 4.0], value_type="rate"))
    assert (result["movement"], np.isnan(result["f"])) == ("Cannot be calculated", True)
