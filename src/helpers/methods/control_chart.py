"""XmR charts: the limits of a steady process by the ranges between neighbouring figures, and four signals."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from helpers.methods.expressions import SERIES

MIN_POINTS: Final = 10
"""Fewer figures have no chart: limits from fewer moving ranges than nine are too unsteady."""

TO_LIMITS: Final = 2.66
"""Mean moving ranges from the mean to each limit: 3 standard deviations, each the mean range over 1.128."""

SHIFT: Final = 7
"""Figures one after another on the same side of the mean that are a signal."""

RUN: Final = 6
"""Figures one after another that rise, or fall, that are a signal."""

OUTSIDE, ON_ONE_SIDE, MOVING, NEAR_LIMIT = "outside", "one_side", "moving", "near_limit"
SIGNALS: Final = {
    OUTSIDE: "a figure is outside the limits",
    ON_ONE_SIDE: f"{SHIFT} figures in a row are on the same side of the mean",
    MOVING: f"{RUN} figures in a row rise, or fall",
    NEAR_LIMIT: "two of three figures in a row are in the outer third on the same side",
}
"""Each signal: a question to ask, not a finding."""


def control_charts(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the chart of every series of ten figures or more, without a gap or a break.

    Columns needed    indicator_id, area_code, year, value (not null); the rows of each series one step apart and
                      comparable throughout
    Columns returned  one row for each figure of a series with a chart: indicator_id, area_code, year, value, mean,
                      moving_range (from the figure before), lower, upper, signal (a code of SIGNALS, the first that
                      applies; null for none)
    Source            Shewhart (1931), Economic Control of Quality of Manufactured Product; Wheeler (1993),
                      Understanding Variation; the four rules of NHS England, Making Data Count
    """
    keys = list(SERIES)
    rows = figures.sort_values([*keys, "year"])
    rows = rows[rows.groupby(keys)["value"].transform("size") >= MIN_POINTS][[*keys, "year", "value"]]
    series = [rows[name] for name in keys]
    value = rows["value"].astype("float64")
    by_series = value.groupby(series)
    moved = by_series.diff()
    mean, reach = by_series.transform("mean"), TO_LIMITS * moved.abs().groupby(series).transform("mean")
    away: pd.Series = (value > mean).astype("float64") - (value < mean)
    step: pd.Series = (moved > 0).astype("float64") - (moved < 0)
    outer = away.where((value - mean).abs() > 2 / 3 * reach, 0.0)
    signals = {
        OUTSIDE: (value - mean).abs() > reach,
        ON_ONE_SIDE: _in_a_row(away, series) >= SHIFT,
        # Six figures that rise make five steps.
        MOVING: _in_a_row(step, series) >= RUN - 1,
        NEAR_LIMIT: (outer != 0) & (sum(outer.groupby(series).shift(k).eq(outer) for k in (1, 2)) >= 1),
    }
    signal = np.select(list(signals.values()), list(signals), "")
    return rows.assign(
        mean=mean,
        moving_range=moved.abs(),
        lower=mean - reach,
        upper=mean + reach,
        signal=pd.Series(signal, index=rows.index).replace("", None),
    ).reset_index(drop=True)


def _in_a_row(side: pd.Series, series: list[pd.Series]) -> pd.Series:
    """Return how many figures in a row, up to this one, are on its side; none where it is on neither."""
    turns = side.ne(side.groupby(series).shift()).groupby(series).cumsum()
    length = side.groupby([*series, turns]).cumcount() + 1
    return length.where(side != 0, 0)
