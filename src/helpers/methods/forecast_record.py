"""How often the interval of a forecast held the figure that came: the local level model on past figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from helpers.methods.expressions import SERIES
from helpers.methods.series_levels import AHEAD, series_levels
from helpers.methods.yearly_changes import scale_figures

ALL_SCALES: Final = "all"
"""What the record calls the series of all scales together."""


def follow_forecasts(evidence: pd.DataFrame, ahead: int = AHEAD, years: int | None = None) -> pd.DataFrame:
    """Return the forecasts that every year would have made, each with the figure that came.

    The evidence of each year rests on the years before it alone, so that a forecast knows nothing of what came later.
    A figure counts if no break lies between the year of the forecast and its own. `years` is how many of the newest
    years with a figure to follow are taken; all of them without it.

    Columns needed    evidence, made by `evidence.judge_evidence`
    Columns returned  indicator_id, area_code, year (in which the figure's period ends), ahead, forecast, lower, upper
                      (units of the value), value (that came), scale, held (whether the interval holds it), error (that
                      of the forecast, by the scale), stay_error (the same, if the newest figure were the forecast)
    Source            docs/methods/13_strength_of_evidence.md, levels and forecasts
    """
    keys = list(SERIES)
    rows = evidence.sort_values([*keys, "year"], ignore_index=True)
    rows = rows.assign(run=(~rows["comparable"].astype("bool")).groupby([rows[name] for name in keys]).cumsum())
    parts = []
    made_in = sorted(rows["year"].unique())[:-1]
    for year in made_in[-years:] if years else made_in:
        past = rows[rows["year"] <= year]
        newest = past.groupby(keys, sort=False)["year"].transform("max") == year
        if newest.any():
            made = series_levels(past[newest].drop(columns="run"), ahead).forecasts
            parts.append(made.assign(made_in=year))
    if not parts:
        return _joined(pd.DataFrame(columns=[*keys, "year", "ahead", "forecast", "lower", "upper", "made_in"]), rows)
    return _joined(pd.concat(parts, ignore_index=True), rows)


def _joined(forecasts: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return forecasts with the figures of their years, where no break lies between."""
    keys = list(SERIES)
    about = [*keys, "year", "value", "run", "scale", "unit", "whole"]
    made = rows[[*keys, "year", "run", "value"]].rename(
        columns={"year": "made_in", "run": "made_run", "value": "made_value"}
    )
    typed = forecasts.astype({"year": "int64", "made_in": "int64", "ahead": "int64"})
    joined = typed.merge(rows[about], on=[*keys, "year"], how="inner", validate="many_to_one")
    joined = joined.merge(made, on=[*keys, "made_in"], how="left", validate="many_to_one")
    joined = joined[joined["run"] == joined["made_run"]].reset_index(drop=True)
    numbers = {name: joined[name].to_numpy("float64") for name in ("value", "forecast", "made_value", "unit", "whole")}
    scale = (joined["scale"].to_numpy(), numbers["unit"], numbers["whole"])
    value, forecast, newest = (scale_figures(numbers[name], *scale) for name in ("value", "forecast", "made_value"))
    slack = 1e-9 * np.maximum(1.0, np.abs(numbers["value"]))
    held = (joined["lower"] - slack <= joined["value"]) & (joined["value"] <= joined["upper"] + slack)
    columns = [*keys, "year", "ahead", "forecast", "lower", "upper", "value", "scale"]
    return joined[columns].assign(held=held, error=value - forecast, stay_error=value - newest)


def count_held(followed: pd.DataFrame, scales: Sequence[str], ahead: int = AHEAD) -> pd.DataFrame:
    """Return how often the interval held, for each scale and step ahead, and how large the errors were.

    Columns needed    those of `follow_forecasts`; `scales` are those to count
    Columns returned  scale (or ALL_SCALES), ahead, forecasts (that were followed), held_percent, below_percent (figures
                      below the interval), above_percent, error_ratio (the middle size of an error over that of the
                      newest figure as forecast; under 1 is better); percentages are null without a forecast
    Source            docs/methods/13_strength_of_evidence.md, levels and forecasts
    """
    records = []
    for scale in (ALL_SCALES, *scales):
        for steps in range(1, ahead + 1):
            chosen = followed[followed["ahead"].eq(steps) & (followed["scale"].eq(scale) | (scale == ALL_SCALES))]
            records.append({"scale": scale, "ahead": steps} | _held(chosen))
    names = ["scale", "ahead", "forecasts", "held_percent", "below_percent", "above_percent", "error_ratio"]
    return pd.DataFrame(records, columns=names)


def _held(rows: pd.DataFrame) -> dict[str, float]:
    if rows.empty:
        return {"forecasts": 0} | dict.fromkeys(
            ("held_percent", "below_percent", "above_percent", "error_ratio"), np.nan
        )
    missed = ~rows["held"]
    below = missed & (rows["value"] < rows["lower"])
    stay = float(rows["stay_error"].abs().median())
    return {
        "forecasts": len(rows),
        "held_percent": 100 * float(rows["held"].mean()),
        "below_percent": 100 * float(below.mean()),
        "above_percent": 100 * float((missed & ~below).mean()),
        "error_ratio": float(rows["error"].abs().median()) / stay if stay > 0 else np.nan,
    }
