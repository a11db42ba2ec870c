"""Changes from one figure of a series to the next, on a scale on which those of one indicator are alike."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.methods.expressions import CRUDE_RATES, PROPORTIONS, SERIES, lazy
from helpers.methods.intervals import Numbers, normal_quantile, with_limits
from helpers.methods.mover import overlap_correlation

LOG_ODDS, LOG, POINTS = "log odds", "log", "points"
"""The scales: of shares of a whole, of other amounts that are never negative, and of everything else."""

AMOUNTS: Final = (*CRUDE_RATES, "ratio", "currency", "count")
"""Value types whose changes are judged as shares of the figure."""

UNIFORM: Final = 12.0
"""The variance of a rounded figure about the exact one is the square of its unit divided by this."""

_NEEDED = ("year", "value", "value_type")
_OPTIONAL: Final[dict[str, Any]] = {
    "lower_95": None,
    "upper_95": None,
    "numerator": None,
    "denominator": None,
    "multiplier": None,
    "decimals": None,
    "months": None,
    "step": 1,
    "one_off": False,
    "break_before": False,
}
_FLOATS = ("value", "lower_95", "upper_95", "multiplier", "decimals", "months")
_BEFORE = ("year", "value", "months", "lower_95", "upper_95", "limits", "scaled", "rounding", "doubt", "copies")
_CHANGES = (
    *SERIES, "year", "previous_year", "step", "lag", "scale", "unit", "whole", "value", "previous_value", "lower_95",
    "upper_95", "previous_lower_95", "previous_upper_95", "limits", "correlation", "change", "scaled_change",
    "own_change", "rounding_variance", "limits_variance", "comparable", "figure_variance",
)  # fmt: skip


def yearly_changes(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the change of every figure that has one a step before, on the scale of its indicator.

    A share of a whole is judged by its log odds, so that it and 100 less it change alike; a rate or another amount by
    its logarithm; all else in points. Half a unit of the last decimal is added to both ends of a share, and to an
    amount, so that 0 has a place. Where an indicator has a figure outside its scale, its scale is points.

    Columns needed           indicator_id, area_code; year (int, in which the period ends), value (null if there is no
                             figure), value_type
    Columns used if present  lower_95 and upper_95, or numerator, denominator and multiplier, for limits (see
                             `intervals.with_limits`); multiplier is the whole of a share too (100 for a percentage);
                             decimals (of the published figure), months (length of the period), step (years between
                             periods), one_off, break_before (true where the period cannot be compared with the one
                             before)
    Columns returned         one row per series and year with a figure, in this order: indicator_id, area_code, year;
                             previous_year, step, lag (steps after which two periods share no year), scale, unit (of
                             the last decimal, 0 if not known), whole (of a share); value, lower_95, upper_95 and the
                             same of the period before with previous_; limits (where those of both come from, null if
                             not both have them), correlation (of their errors); change (units of the value),
                             scaled_change, own_change (less the median of the indicator's councils that year),
                             rounding_variance and limits_variance (of the change, by the scale), comparable (whether
                             there is a change; without one its columns are null), figure_variance (of the figure by
                             its own limits, by the scale; null without any)
    Raises                   MethodProblem: a column is missing or holds text for numbers
    Source                   docs/methods/13_strength_of_evidence.md
    """
    data = _with_scale(_one_a_year(figures))
    before = data[[*SERIES, "step", *_BEFORE]].assign(year=data["year"] + data["step"], previous_year=data["year"])
    names = {name: f"previous_{name}" for name in _BEFORE if name != "year"}
    before = before.rename(columns=names).drop(columns="step").drop_duplicates([*SERIES, "year"], keep=False)
    rows = data[data["value"].notna()].merge(before, on=[*SERIES, "year"], how="left", validate="one_to_one")
    same_length = rows["months"].isna() | rows["previous_months"].isna() | rows["months"].eq(rows["previous_months"])
    rows["comparable"] = rows["previous_value"].notna() & same_length & ~rows["break_before"] & ~rows["one_off"]
    rows["limits"] = rows["limits"].where(rows["limits"].eq(rows["previous_limits"]))
    length = (rows["months"].fillna(12.0) / 12).clip(lower=1e-9)
    rows["correlation"] = overlap_correlation(length, rows["step"])
    rows["lag"] = np.maximum(1, np.ceil(length / rows["step"] - 1e-9)).astype("int64")
    change, scaled = rows["value"] - rows["previous_value"], rows["scaled"] - rows["previous_scaled"]
    rows["change"], rows["scaled_change"] = change.where(rows["comparable"]), scaled.where(rows["comparable"])
    median = rows.groupby(["indicator_id", "year"])["scaled_change"].transform("median")
    rows["own_change"] = rows["scaled_change"] - median
    rows["figure_variance"] = rows["doubt"]
    rows["rounding_variance"] = rows["rounding"] + rows["previous_rounding"]
    shared = 2 * rows["correlation"] * np.sqrt(rows["doubt"] * rows["previous_doubt"])
    rows["limits_variance"] = (rows["doubt"] + rows["previous_doubt"] - shared).where(rows["limits"].notna())
    return rows.sort_values([*SERIES, "year"], ignore_index=True)[list(_CHANGES)]


def scale_figures(value: Any, scale: Any, unit: Any, whole: Any) -> Numbers:
    """Return figures on the scale of their indicators; `scale` is an array of the words of this module.

    `unit` is that of the last decimal and `whole` that of a share.

    >>> scale_figures(np.array([50.0, 0.5]), np.array(["log odds", "log"]), np.array([1, 1]), np.array([100, np.nan]))
    array([0., 0.])
    """
    half = unit / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(value + half)
        return np.select([scale == LOG_ODDS, scale == LOG], [log - np.log(whole - value + half), log], value)


def unscale_figures(scaled: Any, scale: Any, unit: Any, whole: Any) -> Numbers:
    """Return figures in their units again; see `scale_figures`.

    >>> unscale_figures(np.array([0.0, 0.0]), np.array(["log odds", "log"]), np.array([1, 1]), np.array([100, np.nan]))
    array([50. ,  0.5])
    """
    half = unit / 2
    with np.errstate(over="ignore", invalid="ignore"):
        share = np.clip((whole + unit) / (1 + np.exp(-scaled)) - half, 0.0, whole)
        return np.select([scale == LOG_ODDS, scale == LOG], [share, np.maximum(np.exp(scaled) - half, 0.0)], scaled)


def _one_a_year(figures: pd.DataFrame) -> pd.DataFrame:
    """Give a frame its limits and optional columns; of two rows for a year neither can be preferred, so neither is."""
    needed = (*SERIES, *_NEEDED)
    data = lazy(figures, needed, _OPTIONAL).collect().to_native()
    data = with_limits(data[[*needed, *_OPTIONAL]])
    alone = ~data.duplicated([*SERIES, "year"], keep=False)
    data = data.assign(copies=1)[alone]
    data = data[data["year"].notna()].astype(dict.fromkeys(_FLOATS, "float64"))
    return data.astype({"year": "int64", "step": "int64", "one_off": "bool", "break_before": "bool"})


def _with_scale(data: pd.DataFrame) -> pd.DataFrame:
    """Add scale, unit and whole; of each figure its value by the scale, and the variances of rounding and of limits."""
    kind = data["value_type"].str.lower()
    unit = (10.0 ** -data["decimals"].astype("float64")).fillna(0.0)
    whole = data["multiplier"].astype("float64").where(kind.isin(PROPORTIONS))
    value, half = data["value"].astype("float64"), unit / 2
    fits_share = value.isna() | ((value + half > 0) & (value >= 0) & (value <= whole) & (whole - value + half > 0))
    fits_amount = value.isna() | ((value >= 0) & (value + half > 0))
    group = data["indicator_id"]
    share = kind.isin(PROPORTIONS) & fits_share.groupby(group).transform("all") & whole.notna()
    amount = kind.isin(AMOUNTS) & fits_amount.groupby(group).transform("all")
    scale = np.select([share, amount], [LOG_ODDS, LOG], POINTS)
    about = (scale, unit.to_numpy("float64"), whole.to_numpy("float64"))
    ends = [data[name].to_numpy("float64") for name in ("lower_95", "upper_95")]
    lower, upper = (scale_figures(np.clip(end, *_bounds(scale, about[2])), *about) for end in ends)
    with np.errstate(divide="ignore", invalid="ignore"):
        steepness = np.select(
            [scale == LOG_ODDS, scale == LOG], [1 / (value + half) + 1 / (whole - value + half), 1 / (value + half)], 1
        )
    doubt = ((upper - lower) / (2 * normal_quantile(0.95))) ** 2
    return data.assign(
        scale=scale,
        unit=unit,
        whole=whole,
        scaled=scale_figures(value.to_numpy("float64"), *about),
        rounding=(unit * steepness) ** 2 / UNIFORM,
        doubt=np.where(np.isfinite(doubt), doubt, np.nan),
    )


def _bounds(scale: Any, whole: Any) -> tuple[Numbers, Numbers]:
    """Return between which figures a scale reaches."""
    return np.where(scale == POINTS, -np.inf, 0.0), np.where(scale == LOG_ODDS, whole, np.inf)
