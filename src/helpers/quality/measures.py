"""What the checks judge: for every observation, measures worked out beforehand, null where a check is not about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from math import log10

import numpy as np
import pandas as pd

from helpers.areas import UPPER_TIER, Areas
from helpers.markers import marker_problem
from helpers.periods import agrees
from helpers.register import multiplier
from helpers.sources.editions import KEY

AMOUNTS = ("rate", "currency", "count", "ratio")
"""Value types that are amounts of something; a score or a difference may be negative."""

FEWEST_IN_HISTORY = 5
"""Figures that an area must have before one of them is set against its own history."""

FEWEST_IN_GROUP = 8
"""Areas that must have a figure in a period before one of them is set against the others."""

NORMAL = 1.4826
"""What makes a median absolute deviation comparable with a standard deviation, where figures are spread normally."""

HALF_UNITS_IN_FLOOR = 4
"""The least spread that an outlier is measured in, in half units of the last decimal place."""

SHARE_THAT_AGREES = 0.9
"""Figures of an indicator that must be its counts divided, before one that is not is held to be wrong."""

REPEATS_EXPECTED = 0.05
"""The share of figures that equal the one before, above which an indicator is said to repeat of itself."""

Z_95 = 1.959964
"""The quantile of the normal distribution that 95% limits rest on."""

PLACE = ["indicator_id", "area_code"]
TIME = ["indicator_id", "period_start", "period_end", "peers"]


def kind_of(value_type: str, unit: str) -> str:
    """Return what bounds a figure has: a share, a difference of percentages, an amount, or other.

    >>> [kind_of(*each) for each in (("percentage", "%"), ("percentage", "percentage points"), ("mean", "days"))]
    ['share', 'difference', 'other']
    """
    if value_type == "percentage":
        return "share" if unit == "%" else "difference"
    return "amount" if value_type in AMOUNTS else "other"


def scale_of(unit: str) -> tuple[float, float]:
    """Return the ends of the scale that a unit names; not numbers where it names none.

    >>> scale_of("score 0-10"), scale_of("points out of 12"), scale_of("per 10,000 aged 10-17")
    ((0.0, 10.0), (0.0, 12.0), (nan, nan))
    """
    if found := re.fullmatch(r"score (\d+)-(\d+)", unit):
        return float(found[1]), float(found[2])
    if found := re.fullmatch(r"points out of (\d+)", unit):
        return 0.0, float(found[1])
    return float("nan"), float("nan")


def with_measures(
    observations: pd.DataFrame, indicators: pd.DataFrame, areas: Areas, as_at: Mapping[str, date]
) -> pd.DataFrame:
    """Return the observations with a column for each thing that a check judges.

    `observations` and `indicators` are the tables of the data dictionary; `as_at` maps period types to last days.
    Rows stay as they are, in their order, numbered from 0. What each column holds is said where it is made.
    """
    texts: list[str] = observations.select_dtypes(
        "str"
    ).columns.tolist()  # as objects, which are quicker to go through one by one
    rows = _with_register(observations.reset_index(drop=True).astype(dict.fromkeys(texts, "object")), indicators)
    peers = {area.code: "council" if area.area_type in UPPER_TIER else area.area_type for area in areas}
    rows["peers"] = rows["area_code"].map(peers)
    rows["indicator"], rows["place"], rows["time"] = (_numbered(rows, names) for names in (PLACE[:1], PLACE, TIME))
    rows = rows.assign(
        **_of_the_row(rows, areas, as_at),
        **_of_counts(rows),
        **_of_history(rows),
        **_of_group(rows),
        **_of_series(rows),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return rows.assign(**_of_outliers(rows), **_of_scale(rows))


def _numbered(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """Number the groups of rows that are alike in some columns; null where one of them is."""
    return rows.groupby(names, sort=False).ngroup().astype("float64").replace(-1.0, float("nan"))


def _with_register(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    register = indicators.drop_duplicates("indicator_id").set_index("indicator_id")
    types, units = register["value_type"], register["unit"]
    register = register.assign(
        kind=[kind_of(*each) for each in zip(types, units, strict=True)],
        multiplier=[multiplier(unit) for unit in units],
        scale_low=[scale_of(unit)[0] for unit in units],
        scale_high=[scale_of(unit)[1] for unit in units],
        half_unit=0.5 * 10.0 ** -register["decimals"].astype("float64"),
        registered_source=register["source_id"],
    )
    columns = [
        "kind", "multiplier", "scale_low", "scale_high", "half_unit", "registered_source", "period_type", "frequency",
        "decimals", "value_type", "unit",
    ]  # fmt: skip
    return rows.join(register[columns], on="indicator_id").assign(
        start=pd.to_datetime(rows["period_start"]), end=pd.to_datetime(rows["period_end"])
    )


def _of_the_row(rows: pd.DataFrame, areas: Areas, as_at: Mapping[str, date]) -> dict[str, pd.Series]:
    """Measures for which a row is enough."""
    has = rows["value"].notna()
    living = partial(_living, areas)
    numbers = rows[["value", "lower_95", "upper_95", "numerator", "denominator"]]
    kinds = {f"{kind}_value": rows["value"].where(rows["kind"].eq(kind)) for kind in ("share", "amount", "difference")}
    hidden, provisional = (rows["marker"].str.contains(mark, regex=False).eq(True) for mark in ("[c]", "[p]"))
    beside = rows[["lower_95", "upper_95", "numerator"]].notna()
    last_day = pd.to_datetime(rows["period_type"].map(as_at))
    return {
        **kinds,
        "blanks": rows[[*KEY, "period", "marker", "status"]].isna().sum(axis="columns"),
        "denominator_of_figure": rows["denominator"].where(has),
        "denominator_of_share": rows["denominator"].where(rows["kind"].eq("share")),
        "month_of_end": rows["end"].dt.strftime("%Y-%m"),
        "marker_fault": _of_each(rows.assign(has=has), ["marker", "has"], _marker_fault),
        "label_agrees": _of_each(rows, ["period", "period_type", "period_start", "period_end"], _label_agrees),
        "living": _of_each(rows, ["area_code", "period_start", "period_end", "area_flag"], living),
        "infinite_numbers": numbers.abs().eq(float("inf")).sum(axis="columns"),
        "limits_given": rows[["lower_95", "upper_95"]].notna().sum(axis="columns"),
        "counts_beside_suppression": beside.sum(axis="columns").where(hidden),
        "status_if_marked": rows["status"].where(provisional),
        "days_after_as_at": (rows["end"] - last_day).dt.days,
        "fraction_of_a_count": _fraction(rows["value"]).where(rows["value_type"].eq("count") & rows["decimals"].eq(0)),
    }


def _of_each(rows: pd.DataFrame, names: list[str], answer: Callable[..., str | None]) -> pd.Series:
    """Ask a question of each different row of some columns once; null where one of them is null."""
    number = _numbered(rows, names)
    different = rows[names].assign(number=number)[~number.duplicated() & number.notna()]
    answers = {each[-1]: answer(*each[:-1]) for each in different.itertuples(index=False, name=None)}
    return number.map(answers).astype("object")


def _marker_fault(marker: str, has_value: bool) -> str:
    return marker_problem(marker, has_value=has_value) or ""


def _label_agrees(period: str, period_type: str, first: date, last: date) -> str:
    return _yes(agrees(period, period_type, first, last))


def _living(areas: Areas, code: str, first: date, last: date, flag: str) -> str | None:
    """Say whether the area was in being in the period, or is marked as carried back to before it began."""
    if code not in areas:
        return None
    area = areas[code]
    begun = area.start is None or area.start <= last or flag == "backcast"
    return _yes(begun and (area.end is None or area.end >= first))


def _fraction(numbers: pd.Series) -> pd.Series:
    return (numbers - numbers.round()).abs()


def _of_counts(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Measures of the numerator and the denominator: against the figure, its limits and the area's other years."""
    denominator = rows["denominator"].where(rows["denominator"] > 0)
    quotient = rows["multiplier"] * rows["numerator"] / denominator
    error = (rows["value"] - quotient).abs() / rows["half_unit"]
    close = (error <= 1 + 1e-9).where(error.notna())
    agreeing = close.astype("float64").groupby(rows["indicator"]).transform("mean")
    error = error.where(agreeing >= SHARE_THAT_AGREES)
    proportion = rows["value"] / rows["multiplier"]
    spread = proportion * (1 - proportion).where(rows["kind"].eq("share"), 1.0)
    expected = 2 * Z_95 * rows["multiplier"] * np.sqrt((spread / denominator).clip(lower=0))
    width = (rows["upper_95"] - rows["lower_95"]) / expected.where(expected > 0)
    usual = denominator.groupby(rows["place"]).transform("median")
    many = denominator.groupby(rows["place"]).transform("count") >= FEWEST_IN_HISTORY
    return {
        "half_units_from_counts": error,
        "width_of_limits": width,
        "times_usual_denominator": (denominator / usual).where(many),
    }


def _of_history(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The area's usual figure: the median of its history, where it is long enough."""
    own = rows["value"].groupby(rows["place"])
    return {"own_median": own.transform("median").where(own.transform("count") >= FEWEST_IN_HISTORY)}


def _of_group(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The usual figure of the period: the median of all areas, where there are enough of them."""
    others = rows["value"].groupby(rows["time"])
    return {"group_median": others.transform("median").where(others.transform("count") >= FEWEST_IN_GROUP)}


def _of_outliers(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Robust distances: from the other areas, and, less what they all did, from the area's own history.

    The spread is the median absolute deviation, but no less than the usual one of the indicator's areas or periods and
    HALF_UNITS_IN_FLOOR, so that a spread of nothing does not make every figure an outlier.
    """
    floor = HALF_UNITS_IN_FLOOR * rows["half_unit"]
    from_group = rows["value"] - rows["group_median"]
    place, time = rows["place"], rows["time"]
    moved = from_group - from_group.groupby(place).transform("median")
    moved = moved.where(rows["own_median"].notna())
    return {
        "spreads_from_history": moved.abs() / _spread(moved, place, rows["indicator"], floor),
        "spreads_from_group": from_group.abs() / _spread(from_group, time, rows["indicator"], floor),
    }


def _spread(distance: pd.Series, by: pd.Series, indicator: pd.Series, floor: pd.Series) -> pd.Series:
    own = NORMAL * distance.abs().groupby(by).transform("median")
    usual = own.groupby(indicator).transform("median")
    return pd.concat([own, usual, floor], axis="columns").max(axis="columns")


def _of_scale(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """How far a share is from a hundred times, or a hundredth of, the area's usual figure and of the others', in powers
    of ten: the farther of the two, so that it is near 0 only where both agree.
    """
    positive = rows["share_value"].where(rows["share_value"] > 0)
    own = positive / rows["own_median"].where(rows["own_median"] > 0)
    group = positive / rows["group_median"].where(rows["group_median"] > 0)
    apart = [(each.map(log10, na_action="ignore").abs() - 2).abs() for each in (own, group)]
    return {"powers_from_a_hundredfold": pd.concat(apart, axis="columns").max(axis="columns", skipna=False)}


def _of_series(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Measures along an area's series: repeats, gaps and the length of periods."""
    order = rows.sort_values(["place", "end", "start"], kind="stable")
    place = order["place"]
    before = order["value"].groupby(place).shift()
    same = order["value"].eq(before)
    pairs = order["value"].notna() & before.notna()
    repeats = same.where(pairs).astype("float64").groupby(order["indicator"]).transform("mean")
    runs = same.astype("int64").groupby((~same).cumsum()).cumsum() + 1
    seldom = repeats.le(REPEATS_EXPECTED) & pairs & order["value"].ne(0) & order["value"].ne(order["scale_high"])
    numbered = _number_of_period(order)
    missing = numbered - numbered.groupby(place).shift() - 1
    months = ((order["end"] - order["start"]).dt.days + 1) / (365.25 / 12)
    usual = months.round().groupby(order["indicator"]).transform("median")
    return {
        "periods_alike": runs.where(seldom).reindex(rows.index),
        "periods_missing_before": missing.reindex(rows.index),
        "months_from_usual_length": (months.round() - usual).abs().reindex(rows.index),
    }


def _number_of_period(rows: pd.DataFrame) -> pd.Series:
    """Number the periods of each indicator in which at least FEWEST_IN_GROUP areas have a row."""
    periods = rows.groupby(["indicator", "end"]).size()
    shared = periods[periods >= FEWEST_IN_GROUP].reset_index()
    shared["number"] = shared.groupby("indicator").cumcount().astype("float64")
    at = shared.set_index(["indicator", "end"])["number"]
    return pd.Series(at.reindex(pd.MultiIndex.from_frame(rows[["indicator", "end"]])).to_numpy(), index=rows.index)


def _yes(answer: object) -> str:
    return "yes" if answer else "no"
