"""The level behind each council's series of five figures or more, and the figures to expect next."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from helpers.methods.expressions import SERIES
from helpers.methods.intervals import CONFIDENCE, Numbers, normal_quantile
from helpers.methods.local_level import (
    FORECAST_CONFIDENCE,
    forecast_figures,
    rise_probability,
    smooth_levels,
)
from helpers.methods.moderation import moderated_squares
from helpers.methods.yearly_changes import scale_figures, unscale_figures

MIN_POINTS: Final = 5
"""Figures in a row, without a gap or a break, below which a series has no level."""

AHEAD: Final = 3
"""Steps after the newest figure for which one is forecast."""

FEW, OVERLAP, UNKNOWN = "few_points", "overlap", "no_noise"
REASONS: Final = {
    FEW: f"fewer than {MIN_POINTS} figures in a row without a break",
    OVERLAP: "the periods share years",
    UNKNOWN: "too little is known about the measure's ups and downs",
}
"""Why a series has no level, and no forecast."""


class Levels(NamedTuple):
    """The tables of `series_levels`."""

    levels: pd.DataFrame
    forecasts: pd.DataFrame


def series_levels(evidence: pd.DataFrame, ahead: int = AHEAD, confidence: float = FORECAST_CONFIDENCE) -> Levels:
    """Smooth every series by the local level model on the scale of its indicator, and forecast it.

    Noise has the variance r0 of all councils, at least that of rounding and of limits, and of the doubt about r0; where
    r0 is not known, half that of noise in the newest change. A step of the level has the mean square of the council's
    changes, drawn towards that of all councils by `moderation.moderate_variances`, less twice the noise, and at least
    0. As the scale of a share is its log odds, no forecast is below 0% or above 100%.

    Columns needed    evidence, made by `evidence.judge_evidence`
    Columns returned  levels, one row for each series: indicator_id, area_code, year (of the newest figure), points (in
                      a row), level, level_lower and level_upper (95%), units of the value; rise_probability (that the
                      level is above that of the step before) and rise_since_first_probability (above that of the first
                      of the points), 0 to 1; reason (a code of REASONS where there is no level, otherwise null).
                      forecasts, one row for each series with a level and step ahead: indicator_id, area_code, year (in
                      which it ends), ahead, forecast, lower, upper (units of the value, at the level `confidence`)
    Source            `local_level.smooth_levels`; docs/methods/13_strength_of_evidence.md
    """
    keys = list(SERIES)
    rows = evidence.sort_values([*keys, "year"])
    # A figure that cannot be compared with the one before begins its series again.
    run = (~rows["comparable"].astype("bool")).groupby([rows[name] for name in keys]).cumsum()
    newest_run = run.groupby([rows[name] for name in keys]).transform("max")
    rows = rows[run == newest_run]
    rows = rows.assign(points=rows.groupby(keys)["year"].transform("size"))
    newest = rows.groupby(keys).tail(1).copy()
    floor = newest["rounding_variance"] + newest["limits_variance"].fillna(0.0)
    of_all = newest["indicator_noise"].clip(lower=newest["noise_error"]).clip(lower=floor / 2)
    newest["noise"] = of_all.fillna(newest["change_variance"] / 2)
    newest["step_variance"] = (moderated_squares(rows, "scaled_change") - 2 * newest["noise"]).clip(lower=0.0)
    unknown = newest["noise"].isna() | newest["step_variance"].isna()
    reasons: list[Any] = [newest["points"] < MIN_POINTS, newest["lag"] > 1, unknown]
    newest["reason"] = pd.Series(np.select(reasons, [FEW, OVERLAP, UNKNOWN], ""), index=newest.index).replace("", None)
    newest = newest[_OF_THE_NEWEST]
    has_level = newest["reason"].isna()
    parts, forecasts = [newest[~has_level].reindex(columns=_LEVELS)], []
    # The rows of a series follow each other, in the order of `newest`.
    length = np.repeat(newest["points"].where(has_level, 0).to_numpy(), newest["points"])
    columns = ["value", "scale", "unit", "whole"]
    for points, of_length in newest[has_level].groupby("points"):
        series = rows.loc[length == points, columns]
        levels, later = _of_length(series, of_length, int(str(points)), ahead, confidence)
        parts.append(levels)
        forecasts += later
    levels = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    empty = pd.DataFrame(columns=_FORECASTS)
    later_figures = pd.concat(forecasts, ignore_index=True) if forecasts else empty
    return Levels(
        levels.sort_values(keys, ignore_index=True), later_figures.sort_values([*keys, "ahead"], ignore_index=True)
    )


_LEVELS: Final = [
    *SERIES,
    "year",
    "points",
    "level",
    "level_lower",
    "level_upper",
    "rise_probability",
    "rise_since_first_probability",
    "reason",
]
_OF_THE_NEWEST: Final = [
    *SERIES,
    "year",
    "points",
    "step",
    "noise",
    "step_variance",
    "scale",
    "unit",
    "whole",
    "reason",
]
_FORECASTS: Final = [*SERIES, "year", "ahead", "forecast", "lower", "upper"]


def _of_length(
    series: pd.DataFrame, newest: pd.DataFrame, points: int, ahead: int, confidence: float
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Smooth the series of one length, whose rows follow each other in the order of `newest`."""

    def scaled_by(frame: pd.DataFrame) -> tuple[Any, ...]:
        return frame["scale"].to_numpy(), *(frame[name].to_numpy("float64") for name in ("unit", "whole"))

    scaled = scale_figures(series["value"].to_numpy("float64"), *scaled_by(series)).reshape(-1, points)
    q, r = newest["step_variance"].to_numpy("float64"), newest["noise"].to_numpy("float64")
    smoothed = smooth_levels(scaled, q, r)
    about = scaled_by(newest)
    last, reach = smoothed.level[:, -1], normal_quantile(CONFIDENCE) * np.sqrt(smoothed.variance[:, -1])

    def in_units(numbers: Numbers) -> Numbers:
        return unscale_figures(numbers, *about)

    levels = newest.assign(
        level=in_units(last),
        level_lower=in_units(last - reach),
        level_upper=in_units(last + reach),
        rise_probability=rise_probability(smoothed),
        rise_since_first_probability=rise_probability(smoothed, 0),
    )
    forecasts = []
    for steps in range(1, ahead + 1):
        later = forecast_figures(smoothed, steps, q, r, confidence)
        ends = {name: in_units(getattr(later, name)) for name in ("mean", "lower", "upper")}
        part = newest.assign(year=newest["year"] + steps * newest["step"], ahead=steps, forecast=ends["mean"])
        forecasts.append(part.assign(lower=ends["lower"], upper=ends["upper"])[_FORECASTS])
    return levels[_LEVELS], forecasts
