"""What the checks judge: for every observation, measures worked out beforehand, null where a check is not about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from math import log10

import numpy as np
import pandas as pd

from helpers.areas import UPPER_TIER, Areas
from helpers.markers import marker_problem
from helpers.periods import agrees
from helpers.quality.kinds import is_divided, is_in_proportion, kind_of, scale_of
from helpers.register import multiplier
from helpers.sources.editions import KEY

FEWEST_IN_HISTORY = 5
"""Figures that an area must have before one of them is set against its own history."""

FEWEST_IN_GROUP = 8
"""Areas that must have a figure in a period before one of them is set against the others."""

NORMAL = 1.4826
"""What makes a median absolute deviation comparable with a standard deviation, where figures are spread normally."""

ROUNDED_TO, FEWEST_ROUNDED, SHARE_ROUNDED = 5, 30, 0.95
"""Counts are taken for rounded to five from this number of rows with both, where this share of them fits."""

HALF_UNITS_IN_FLOOR = 4
"""The least spread that an outlier is measured in, in half units of the last decimal place."""

LARGE = 0.95
"""The share of an indicator's changes, or distances, that lie below a large one."""

LEAST_LARGE = 0.05
"""The least that counts as large, as a difference of natural logarithms: about 5%."""

FEWEST_FOR_DEPARTURE = 4
"""Figures that an area must have before one is set against the usual of them, in the indicator's terms."""

PERIODS_OF_A_COPY, PERIODS_IF_SHARED = 4, 6
"""Periods in a row with the figures of another area that are taken for a copy: where areas seldom share a figure, and
where they do."""

SELDOM_SHARED = 0.02
"""The share of the others that usually have an area's figure, up to which areas seldom share one."""

REPEATS_EXPECTED = 0.05
"""The share of figures that equal the one before, above which an indicator is said to repeat of itself."""

Z_95 = 1.959964
"""The quantile of the normal distribution that 95% limits rest on."""

SERIES = ["indicator_id", "area_code"]
TIME = ["indicator_id", "period_start", "period_end", "peers"]


def with_measures(observations: pd.DataFrame, indicators: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return the observations with a column for each thing that a check judges.

    `observations` and `indicators` are the tables of the data dictionary.
    Rows stay as they are, in their order, numbered from 0. What each column holds is said where it is made.
    """
    texts: list[str] = observations.select_dtypes(
        "str"
    ).columns.tolist()  # as objects, which are quicker to go through one by one
    rows = _with_register(observations.reset_index(drop=True).astype(dict.fromkeys(texts, "object")), indicators)
    peers = {area.code: "council" if area.area_type in UPPER_TIER else area.area_type for area in areas}
    rows["peers"] = rows["area_code"].map(peers)
    rows["indicator"], rows["place"], rows["time"] = (_numbered(rows, names) for names in (SERIES[:1], SERIES, TIME))
    rows = rows.assign(
        **_of_the_row(rows, areas),
        **_of_counts(rows),
        **_of_history(rows),
        **_of_group(rows),
        **_of_series(rows),
        **_of_copies(rows, areas),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return rows.assign(**_of_outliers(rows), **_of_scale(rows), **_of_leaps(rows))


def _numbered(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """Number the groups of rows that are alike in some columns; null where one of them is."""
    return rows.groupby(names, sort=False).ngroup().astype("float64").replace(-1.0, float("nan"))


def _with_register(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    register = indicators.drop_duplicates("indicator_id").set_index("indicator_id")
    types, units, negative = register["value_type"], register["unit"], register["may_be_negative"]
    register = register.assign(
        kind=[kind_of(*measure) for measure in zip(types, units, strict=True)],
        multiplier=[multiplier(unit) for unit in units],
        scale_low=[scale_of(unit)[0] for unit in units],
        scale_high=[scale_of(unit)[1] for unit in units],
        half_unit=0.5 * 10.0 ** -register["decimals"].astype("float64"),
        divided=[
            is_divided(*measure) for measure in zip(types, units, register["note"], register["definition"], strict=True)
        ],
        in_proportion=[
            is_in_proportion(value_type, unit, may_be_negative=below)
            for value_type, unit, below in zip(types, units, negative, strict=True)
        ],
    )
    columns = [
        "kind",
        "multiplier",
        "scale_low",
        "scale_high",
        "half_unit",
        "period_type",
        "frequency",
        "decimals",
        "value_type",
        "unit",
        "divided",
        "in_proportion",
        "may_be_negative",
    ]
    return rows.join(register[columns], on="indicator_id").assign(
        start=pd.to_datetime(rows["period_start"]),
        end=pd.to_datetime(rows["period_end"]),
        registered_source=_registered_source(rows, register),
    )


def _registered_source(rows: pd.DataFrame, register: pd.DataFrame) -> pd.Series:
    """Return the row's source where the register names it for the indicator, and elsewhere the one it names first."""
    named = {
        name: (source, *filter(None, earlier.split(";")))
        for name, source, earlier in zip(
            register.index, register["source_id"], register["earlier_sources"], strict=True
        )
    }
    pairs = zip(rows["indicator_id"], rows["source_id"], strict=True)
    sources = [(source, named.get(name, (None,))) for name, source in pairs]
    return pd.Series(
        [source if source in registered else registered[0] for source, registered in sources],
        rows.index,
        dtype="object",
    )


def _of_the_row(rows: pd.DataFrame, areas: Areas) -> dict[str, pd.Series]:
    """Measures for which a row is enough."""
    has = rows["value"].notna()
    living = partial(_living, areas)
    numbers = rows[["value", "lower_95", "upper_95", "numerator", "denominator"]]
    kinds = {f"{kind}_value": rows["value"].where(rows["kind"].eq(kind)) for kind in ("share", "amount", "difference")}
    from_zero = ~rows["may_be_negative"].eq(other=True)
    hidden, provisional = (rows["marker"].str.contains(mark, regex=False).eq(True) for mark in ("[c]", "[p]"))
    beside = rows[["lower_95", "upper_95", "numerator"]].notna()
    return {
        **kinds,
        "numerator_from_zero": rows["numerator"].where(from_zero),
        "share_from_zero": kinds["share_value"].where(from_zero),
        "amount_from_zero": kinds["amount_value"].where(from_zero),
        "blanks": rows[[*KEY, "period", "marker", "status"]].isna().sum(axis="columns") + rows["indicator_id"].eq(""),
        "denominator_of_figure": rows["denominator"].where(has),
        "denominator_of_share": rows["denominator"].where(rows["kind"].eq("share")),
        "month_of_end": rows["end"].dt.strftime("%Y-%m"),
        "marker_fault": _map_rows(rows.assign(has=has), ["marker", "has"], _marker_fault),
        "label_agrees": _map_rows(rows, ["period", "period_type", "period_start", "period_end"], _label_agrees),
        "living": _map_rows(rows, ["area_code", "period_start", "period_end", "area_flag"], living),
        "infinite_numbers": numbers.abs().eq(float("inf")).sum(axis="columns"),
        "limits_given": rows[["lower_95", "upper_95"]].notna().sum(axis="columns"),
        "counts_beside_suppression": beside.sum(axis="columns").where(hidden),
        "status_if_marked": rows["status"].where(provisional),
        "fraction_of_a_count": _fraction(rows["value"]).where(rows["value_type"].eq("count") & rows["decimals"].eq(0)),
    }


def _map_rows(rows: pd.DataFrame, names: list[str], answer: Callable[..., str | None]) -> pd.Series:
    """Ask a question of each different row of some columns once; null where one of them is null."""
    number = _numbered(rows, names)
    different = rows[names].assign(number=number)[~number.duplicated() & number.notna()]
    answers = {itertuple[-1]: answer(*itertuple[:-1]) for itertuple in different.itertuples(index=False, name=None)}
    return number.map(answers).astype("object")


def _marker_fault(marker: str, has_value: bool) -> str:
    return marker_problem(marker, has_value=has_value) or ""


def _label_agrees(period: str, period_type: str, first: date, last: date) -> str:
    return _yes(agrees(period, period_type, first, last))


def _living(areas: Areas, code: str, first: date, last: date, flag: str) -> str | None:
    """Say whether the area existed in the period, or is marked as carried back to before it began."""
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
    slack = rows["multiplier"] * _rounding_of_counts(rows) * (1 + rows["numerator"] / denominator) / denominator
    error = ((rows["value"] - quotient).abs() - slack).clip(lower=0) / rows["half_unit"]
    error = error.where(rows["divided"].eq(True))
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


def _rounding_of_counts(rows: pd.DataFrame) -> pd.Series:
    """Return by how much a count may be off: 2.5 for an indicator with counts rounded to five, and 0 for others.

    Its counts are rounded where numerators and denominators are multiples of five in all but a few of many rows.
    """
    counts = rows[["numerator", "denominator"]]
    fives = counts.mod(5).eq(0).all(axis="columns").where(counts.notna().all(axis="columns")).astype("float64")
    by_indicator = fives.groupby(rows["indicator"])
    rounds = by_indicator.transform("count").ge(FEWEST_ROUNDED) & by_indicator.transform("mean").ge(SHARE_ROUNDED)
    return rounds.map({True: ROUNDED_TO / 2, False: 0.0})


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
    row, time = rows["place"], rows["time"]
    moved = from_group - from_group.groupby(row).transform("median")
    moved = moved.where(rows["own_median"].notna())
    return {
        "spreads_from_history": moved.abs() / _spread(moved, row, rows["indicator"], floor),
        "spreads_from_group": from_group.abs() / _spread(from_group, time, rows["indicator"], floor),
    }


def _spread(distance: pd.Series, by: pd.Series, indicator: pd.Series, floor: pd.Series) -> pd.Series:
    own = NORMAL * distance.abs().groupby(by).transform("median")
    usual = own.groupby(indicator).transform("median")
    return pd.concat([own, usual, floor], axis="columns").max(axis="columns")


def _of_scale(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """How far a share is from a hundred times, or a hundredth of, the area's usual figure or the others', in powers of
    ten: the nearer of the two.
    """
    positive = rows["share_value"].where(rows["share_value"] > 0)
    own = positive / rows["own_median"].where(rows["own_median"] > 0)
    group = positive / rows["group_median"].where(rows["group_median"] > 0)
    apart = [(series.map(log10, na_action="ignore").abs() - 2).abs() for series in (own, group)]
    return {"powers_from_a_hundredfold": pd.concat(apart, axis="columns").min(axis="columns")}


def on_its_scale(rows: pd.DataFrame) -> pd.Series:
    """Return the figures on the scale on which they are compared: natural logarithms, or as they are.

    Half a unit of the last decimal is added before the logarithm is taken, so that zero has one; null below zero.
    """
    value = rows["value"].replace([float("inf"), float("-inf")], float("nan"))
    logs = pd.Series(np.log(value.where(value >= 0) + rows["half_unit"]), index=rows.index)
    return logs.where(rows["in_proportion"].eq(True), value)


def _of_leaps(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Like with like, on the scale of `on_its_scale`: each distance against a large one of the indicator.

    The group's median of the period is taken away first. The change is from the area's figure before, the distance from
    the group, the departure from the area's median. Large is what LARGE of all areas and periods lie below.
    """
    scaled = on_its_scale(rows)
    others = scaled.groupby(rows["time"])
    distance = scaled - others.transform("median").where(others.transform("count") >= FEWEST_IN_GROUP)
    least = (HALF_UNITS_IN_FLOOR * rows["half_unit"]).where(~rows["in_proportion"].eq(True), LEAST_LARGE)
    usual = rows.assign(distance=distance)[distance.notna()].sort_values(["place", "end", "start"], kind="stable")
    own = usual["distance"].groupby(usual["place"])
    long_enough = own.transform("count") >= FEWEST_FOR_DEPARTURE
    moves = {
        "change": usual["distance"] - own.shift(),
        "distance": usual["distance"],
        "departure": (usual["distance"] - own.transform("median")).where(long_enough),
    }
    leaps: dict[str, pd.Series] = {}
    for name, move in moves.items():
        large = move.abs().groupby(usual["indicator"]).quantile(LARGE)
        limit = usual["indicator"].map(large).clip(lower=least[usual.index])
        times: pd.Series = move.abs() / limit
        leaps[f"times_a_large_{name}"] = times.reindex(rows.index)
    return leaps


def _of_copies(rows: pd.DataFrame, areas: Areas) -> dict[str, pd.Series]:
    """How many councils, itself among them, have the area's last figures for the same periods.

    Null where these figures are all alike, as those of areas with nothing are. A council's codes are one council.
    """
    ordered = rows[rows["value"].notna() & rows["time"].notna()].sort_values(["place", "end", "start"], kind="stable")
    figures = ordered.groupby(["time", "value"], sort=False)
    first = {code: areas.same_council(code)[0] for code in ordered["area_code"].unique() if code in areas}
    ordered = ordered.assign(
        figure=figures.ngroup(), council=ordered["area_code"].map(first), place_in_run=_runs_of_one_value(ordered)
    )
    others = ordered.groupby("time")["value"].transform("size") - 1
    shared = (figures["value"].transform("size") - 1) / others.where(others > 0)
    seldom = shared.groupby(ordered["indicator"]).transform("median") <= SELDOM_SHARED
    alike = [_councils_alike(ordered, length) for length in (PERIODS_OF_A_COPY, PERIODS_IF_SHARED)]
    return {"areas_alike": alike[0].where(seldom, alike[1]).reindex(rows.index)}


def _runs_of_one_value(rows: pd.DataFrame) -> pd.Series:
    """Return the place in its run, from 0, of each figure that is like the one before it of its area."""
    same = rows["value"].eq(rows["value"].groupby(rows["place"]).shift())
    return same.astype("int64").groupby((~same).cumsum()).cumsum()


def _councils_alike(rows: pd.DataFrame, length: int) -> pd.Series:
    """Count the councils with the same figures for an area's last periods, as many as `length`, in order of rows."""
    figure = rows["figure"].groupby(rows["place"])
    last = pd.DataFrame({number: figure.shift(number) for number in range(length)})
    last = last[rows["place_in_run"] < length - 1].dropna()
    number = last.groupby(list(last), sort=False).ngroup()
    return rows["council"][last.index].groupby(number).transform("nunique").astype("float64").reindex(rows.index)


def _of_series(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Measures along an area's series: repeats, gaps and the length of periods."""
    order = rows.sort_values(["place", "end", "start"], kind="stable")
    ordered = order["place"]
    before = order["value"].groupby(ordered).shift()
    same = order["value"].eq(before)
    pairs = order["value"].notna() & before.notna()
    repeats = same.where(pairs).astype("float64").groupby(order["indicator"]).transform("mean")
    runs = same.astype("int64").groupby((~same).cumsum()).cumsum() + 1
    seldom = repeats.le(REPEATS_EXPECTED) & pairs & order["value"].ne(0) & order["value"].ne(order["scale_high"])
    numbered = _number_of_period(order)
    missing = numbered - numbered.groupby(ordered).shift() - 1
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
