"""The trend over five points where a series is more unsteady than its counts or limits say."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import fdtrc

from helpers.methods.expressions import PROPORTIONS, SERIES
from helpers.methods.intervals import CONFIDENCE, Numbers, level, normal_quantile
from helpers.methods.last_points import POINTS
from helpers.verdicts import CANNOT_BE_CALCULATED, DECREASING, INCREASING, NO_SIGNIFICANT_CHANGE

FREE: Final = POINTS - 2
"""Degrees of freedom about a straight line through the points."""


def dispersed_trend(figures: pd.DataFrame, trends: pd.DataFrame, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Test each trend against how far its own points are from the line, where that is more than chance gives.

    With X² the chi-squared of the points about the line: φ = max(1, X² ÷ 3), and F = chi-squared of the slope ÷ φ has
    1 and 3 degrees of freedom.

    Columns needed    figures: indicator_id, area_code, year, value, value_type, numerator, denominator, lower_95,
                      upper_95; trends, made by `trend.recent_trend` of them: indicator_id, area_code, first_year,
                      last_year, chi_squared, slope (null where there is no trend)
    Columns returned  one row for each of trends: indicator_id, area_code; phi, f, p; movement (Increasing, Decreasing,
                      No significant change or Cannot be calculated) at the level `confidence`
    Source            Armitage (1955), Biometrics 11:375, for the chi-squared about the line; McCullagh and Nelder
                      (1989), Generalized Linear Models, section 4.5; docs/methods/03_recent_trend.md
    """
    keys = list(SERIES)
    usable = trends[trends["chi_squared"].notna()]
    rows = figures.merge(usable[[*keys, "first_year", "last_year"]], on=keys, how="inner", validate="many_to_one")
    rows = rows[rows["value"].notna() & rows["year"].between(rows["first_year"], rows["last_year"])]
    rows = rows.sort_values([*keys, "year"]).groupby(keys).filter(lambda part: len(part) == POINTS)
    about = _about_line(rows)
    about = trends[[*keys, "chi_squared", "slope"]].merge(about, on=keys, how="left", validate="one_to_one")
    phi = (about["left_over"] / FREE).clip(lower=1.0)
    f = about["chi_squared"] / phi
    p = pd.Series(fdtrc(1, FREE, f.astype("float64")), index=f.index)
    moving = p < 1 - level(confidence)
    words: list[Any] = [f.isna(), moving & (about["slope"] > 0), moving & (about["slope"] < 0)]
    movement = np.select(words, [CANNOT_BE_CALCULATED, INCREASING, DECREASING], NO_SIGNIFICANT_CHANGE)
    return about[keys].assign(phi=phi, f=f, p=p, movement=movement)


def _about_line(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the chi-squared about the line of each series, whose points are five rows one after another."""
    keys = list(SERIES)

    def grid(name: str) -> Numbers:
        return rows[name].to_numpy("float64").reshape(-1, POINTS)

    share = rows["value_type"].str.lower().isin(PROPORTIONS).to_numpy().reshape(-1, POINTS)[:, :1]
    n, x = grid("denominator"), grid("numerator")
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = x.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True)
        deviation = (grid("upper_95") - grid("lower_95")) / (2 * normal_quantile(CONFIDENCE))
        weight = np.where(share, n / (mean * (1 - mean)), deviation**-2.0)
        y = np.where(share, x / n, grid("value"))
        time = np.arange(POINTS, dtype="float64") * np.ones_like(y)
        total = weight.sum(axis=1, keepdims=True)
        away, apart = (part - (weight * part).sum(axis=1, keepdims=True) / total for part in (y, time))
        slope = (weight * away * apart).sum(axis=1, keepdims=True) / (weight * apart**2).sum(axis=1, keepdims=True)
        left_over = (weight * (away - slope * apart) ** 2).sum(axis=1)
    return rows[keys].iloc[::POINTS].assign(left_over=left_over)
