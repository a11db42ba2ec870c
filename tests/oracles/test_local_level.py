"""Local levels and forecasts against the reference tables; see oracles/judgement/README.md."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.methods.local_level import forecast_figures, line_forecast, smooth_levels

Oracle = Callable[[str], pd.DataFrame]


def test_smoothed_levels_and_forecasts_equal_the_reference(oracle: Oracle) -> None:
    """One case has a gap. The reference begins with a variance of 1e7, here nothing is known: 1e-6 is between them."""
    table, ahead = oracle("judgement/local_level_smoothed"), oracle("judgement/local_level_forecast")
    assert (len(table), len(ahead), table["value"].isna().sum()) == (82, 30, 1)
    for case, rows in table.groupby("case"):
        q, r = rows["q"].iloc[0], rows["r"].iloc[0]
        smoothed = smooth_levels(rows["value"], q, r)
        np.testing.assert_allclose(smoothed.level, rows["level"], rtol=1e-6, err_msg=str(case))
        np.testing.assert_allclose(smoothed.variance, rows["level_var"], rtol=1e-6, err_msg=str(case))
        for row in ahead[ahead["case"] == case].itertuples():
            result = forecast_figures(smoothed, row.ahead, q, r)
            expected = (row.mean, row.variance_of_figure)
            np.testing.assert_allclose(result[:2], expected, rtol=1e-6, err_msg=str(case))


def test_lines_equal_the_reference(oracle: Oracle) -> None:
    rows = oracle("judgement/line_forecast")
    assert len(rows) == 24
    for row in rows.itertuples():
        result = line_forecast([float(part) for part in row.values.split(";")], row.ahead)
        np.testing.assert_allclose(result, (row.forecast, row.lower_80, row.upper_80, row.slope_p), rtol=1e-9)
