"""The part of a measure's yearly changes that goes back again: its usual ups and downs."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.methods.intervals import Numbers

PRIOR_PAIRS: Final = 12
"""The noise of all councils weighs in that of one like this number of the council's own pairs of changes."""

MIN_PAIRS: Final = 20
"""Pairs of changes, of all councils of an indicator, below which its noise is not known."""

DRAWN_IN: Final = 0.99
"""Changes beyond this quantile of their size are drawn in to it, as one wrong figure makes two huge changes."""

REACH: Final = 5.0
"""A council further from most than this number of standard deviations is drawn in to there before all are averaged."""

PAIRS_A_DEGREE: Final = 3.0
"""Pairs of changes of noise alone that say as much of its variance as one degree of freedom does."""

NORMAL_MAD: Final = 1.482602218505602
"""The standard deviation of a normal distribution, by the median of the distances from its middle."""


def transient_noise(changes: pd.DataFrame, prior_pairs: float = PRIOR_PAIRS) -> pd.DataFrame:
    """Return the variance of a change that is noise alone, by what was seen of the indicator before that year.

    A figure is a level with noise of the variance r that is new every year. If noise has lifted one figure, it is in
    the change to it and, the other way round, in the change from it, so r is minus the covariance of neighbouring
    changes, here of own changes, whose mean is taken as 0. A level that moves for good adds nothing to it, and a
    steady slide makes it smaller: r may come out below 0. Of periods that share years, the changes compared are
    as many steps apart as it takes to share only one figure's noise.

        r of a council i       = -Σ d(t) d(t+lag) ÷ m         over its m pairs of changes before the year
        r0 of the indicator    = the mean over all councils by their pairs, those far from most drawn in
        shrunken r             = (m0 r0 + m r) ÷ (m0 + m)

    `prior_pairs` is m0. Of M pairs of changes that never go back, with the mean square s², r0 is known to about
    s² ÷ √M; noise is not taken to be smaller than that can tell.

    Columns needed    those of `yearly_changes`: indicator_id, area_code, year, step, lag, own_change
    Columns returned  those of changes; pairs (m), own_noise (r; null where m is 0), all_pairs (of the indicator),
                      indicator_noise (r0; null below MIN_PAIRS pairs), noise_error (s² ÷ √M), noise_variance (of a
                      change, twice the shrunken r; may be negative, null where r0 is), noise_df (degrees of freedom
                      that say how well it is known; null where r0 is)
    Source            the autocovariance of a local level model, Durbin and Koopman (2012), Time Series Analysis by
                      State Space Methods, section 2.3; shrinkage by a weighted mean, Bühlmann and Gisler (2005), A
                      Course in Credibility Theory; docs/methods/13_strength_of_evidence.md
    """
    names = ["pairs", "own_noise", "all_pairs", "indicator_noise", "noise_error"]
    parts = np.full((len(changes), len(names)), np.nan)
    council = pd.factorize(changes["area_code"], sort=True)[0]
    series = np.column_stack([council, *(changes[name].to_numpy("float64") for name in _SERIES)])
    for indices in changes.groupby("indicator_id", sort=False).indices.values():
        parts[indices] = _of_indicator(series[indices])
    result = changes.assign(**dict(zip(names, parts.T, strict=True)))
    m, enough = result["pairs"], result["all_pairs"] >= MIN_PAIRS
    result["indicator_noise"] = result["indicator_noise"].where(enough)
    own = (m * result["own_noise"]).fillna(0.0)
    result["noise_variance"] = 2 * (prior_pairs * result["indicator_noise"] + own) / (prior_pairs + m)
    all_pairs = result["all_pairs"].where(enough)
    result["noise_df"] = (prior_pairs + m) ** 2 / (PAIRS_A_DEGREE * (prior_pairs**2 / all_pairs + m))
    return result.astype({"pairs": "int64", "all_pairs": "int64"})


_SERIES: Final = ("year", "step", "lag", "own_change")


def _of_indicator(rows: Numbers) -> Numbers:
    """Return pairs, own_noise, all_pairs, indicator_noise and noise_error for each row of one indicator.

    `rows` has a number for the council, and after it the columns _SERIES.
    """
    areas, councils = np.unique(rows[:, 0], return_inverse=True)
    year, step, lag, own_change = rows[:, 1:].T
    column = (year - year.min()).astype("int64")
    apart = int(step[0] * lag.max())
    grid = np.full((len(areas), column.max() + 1), np.nan)
    grid[councils, column] = own_change
    result = np.full((len(rows), 5), np.nan)
    for year in np.unique(column):
        here = column == year
        m, total, square = _pairs(grid[:, :year], apart)
        with np.errstate(invalid="ignore", divide="ignore"):
            own, all_pairs = total / m, m.sum()
            of_all = np.array([all_pairs, _of_all_councils(own[m > 0], m[m > 0]), square / np.sqrt(all_pairs)])
        result[here, :2] = np.column_stack([m, own])[councils[here]]
        result[here, 2:] = of_all
    return result


def _pairs(past: Numbers, apart: int) -> tuple[NDArray[np.int64], Numbers, float]:
    """Return how many pairs of changes each council (row) has, minus the sum of their products; the mean square."""
    sizes = np.abs(past[~np.isnan(past)])
    if past.shape[1] <= apart or not sizes.size:
        return np.zeros(len(past), dtype="int64"), np.zeros(len(past)), np.nan
    most = float(np.quantile(sizes, DRAWN_IN))
    drawn = np.clip(past, -most, most)
    products = -drawn[:, apart:] * drawn[:, :-apart]
    usual = REACH * NORMAL_MAD * float(np.median(sizes))
    square = float(np.mean(np.minimum(sizes, usual if usual > 0 else most) ** 2))
    return (~np.isnan(products)).sum(axis=1), np.nansum(products, axis=1), square


def _of_all_councils(own: Numbers, pairs: NDArray[np.int64]) -> float:
    """Return the mean of the councils' noise by their pairs, each drawn in to where most of them lie."""
    if not len(own):
        return np.nan
    middle = float(np.median(own))
    away = (own - middle) * np.sqrt(pairs)
    most = REACH * NORMAL_MAD * float(np.median(np.abs(away)))
    drawn = middle + np.clip(away, -most, most) / np.sqrt(pairs)
    return float(np.sum(pairs * drawn) / np.sum(pairs))
