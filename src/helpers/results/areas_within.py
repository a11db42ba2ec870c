"""How the places within a council's area differ: its districts and neighbourhoods, beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan
from statistics import median
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.markers import MEANINGS, is_derived, is_provisional
from helpers.methods.dates import months_between
from helpers.methods.expressions import PERIOD, TIE
from helpers.methods.ranking import NO_BETTER_END
from helpers.schema.comparison import AREAS_WITHIN, FIGURES_WITHIN
from helpers.schema.types import pandas_types
from helpers.verdicts import SIGNS
from helpers.wording import singular_or_plural

COLUMNS = pandas_types(AREAS_WITHIN)
"""The columns of `within_area`, with their types."""

NO_ROW = "no row in the files"
NONE_BY_THE_DATE = "no figure in time for this report"
ALONE = "only {name} has a figure, {value:.15g}, so there is nothing to compare it with"


OVERLAP: Final = "overlap"
"""What is said of the intervals of two ends that share values."""

WIDE: Final = "wide"
CHANCE: Final = "wide, and the intervals overlap"
NOT_WIDE: Final = "not wide"
"""What is said of a spread: whether the council's figure hides how areas differ."""


class _Area(NamedTuple):
    """One area below that existed at the end of the period, with its row if there is one."""

    name: str
    value: float
    lower_95: float
    upper_95: float
    why: str
    provisional: bool
    derived: bool


def within_area(
    reported: pd.DataFrame,
    areas_below: pd.DataFrame,
    year_end: date,
    stale_after_months: int,
    masking_spread_percent: float,
) -> pd.DataFrame:
    """Describe the figures of the areas below a council, by indicator and type of area.

    The period is the newest in which an area that existed on its last day has a figure or, where none has, the newest
    with a row. An indicator without a row of an area below is left out. Figures that differ by no more than 1e-9,
    relative to the larger or to 1, are equal. There is no sum or mean: the areas differ in size, so neither would be
    the council's figure.

    Columns needed    reported, made by `as_reported`: indicator_id, area_code, polarity, period, period_start,
                      period_end, value, lower_95, upper_95, status, marker; areas_below: area_code, area_name,
                      area_type, start_date, end_date (null where open)
    Columns returned  COLUMNS, one row per indicator and type; areas (those that existed on the last day of the period),
                      with_figure and without_figure (how many of them have a figure and have none), why_without (the
                      reasons with the names), coverage (areas with a figure, per cent); lowest and highest (of those
                      with a figure, units of the indicator), with the names of all areas that have them, spread
                      (highest less lowest), middle (the median), spread_percent (spread in per cent of the middle; null
                      where that is not above zero), all null where only one area has a figure, as it would be compared
                      with itself; masking (WIDE from `masking_spread_percent` on, or CHANCE where the intervals then
                      overlap; otherwise NOT_WIDE; null without a spread_percent and for context); intervals (whether
                      the published 95% confidence intervals of the two are apart, overlap or are not published);
                      statistic (what measures a service by its worst place: minimum or maximum over the areas by
                      polarity), worst and best (only where every area has a figure, as another might be worse), reason
                      (why there is none); provisional (whether any of the figures may still change), derived (whether
                      any is worked out from published counts)
    Source            docs/methods/07_rank_and_quartile.md, the rule on places
    """
    about = areas_below[["area_code", "area_name", "area_type", "start_date", "end_date"]]
    rows = reported.merge(about, on="area_code", how="inner", validate="many_to_one")
    started = rows["start_date"].isna() | (rows["start_date"].fillna(date.min) <= rows["period_end"])
    lasted = rows["end_date"].isna() | (rows["end_date"].fillna(date.max) >= rows["period_end"])
    rows = rows.assign(in_being=started & lasted)
    provisional = is_provisional(rows["status"], rows["marker"]) & rows["value"].notna()
    derived = is_derived(rows["status"], rows["marker"]) & rows["value"].notna()
    rows = rows.assign(usable=rows["in_being"] & rows["value"].notna(), provisional=provisional, derived=derived)
    order = ["usable", "period_end", "period_start", "area_code"]
    newest = rows.sort_values(order).drop_duplicates(["indicator_id", "area_type"], keep="last")
    descriptions = []
    for one in newest.sort_values(["indicator_id", "area_type"]).to_dict("records"):
        same = rows["in_being"] & (rows[list(_KEY)] == [one[name] for name in _KEY]).all(axis="columns")
        areas = _areas_on(about[about["area_type"] == one["area_type"]], rows[same], one["period_end"])
        described = _described(areas, one)
        described["masking"] = _masking(described, one["polarity"], masking_spread_percent)
        descriptions.append({name: one[name] for name in (*_KEY, "polarity", "period")} | described)
    result = pd.DataFrame(descriptions, columns=list(COLUMNS))
    age = months_between(result["period_end"], year_end)
    stale = (age > stale_after_months).fillna(value=False)
    return result.assign(age_months=age, stale=stale).astype(COLUMNS)


_FIGURES = ("value", "lower_95", "upper_95")

_KEY = ("indicator_id", "area_type", *PERIOD)


def _areas_on(about: pd.DataFrame, rows: pd.DataFrame, day: date) -> list[_Area]:
    """List the areas that existed on a day, each with its row of a period."""
    by_code = {row["area_code"]: row for row in rows.to_dict("records")}
    areas = []
    for area in about.sort_values(["area_name", "area_code"]).to_dict("records"):
        starts, ends = (None if pd.isna(area[name]) else area[name] for name in ("start_date", "end_date"))
        if (starts is None or starts <= day) and (ends is None or ends >= day):
            row = by_code.get(area["area_code"])
            value, lower, upper = (float(row[name]) if row else float("nan") for name in _FIGURES)
            why = _why(row["marker"]) if row else NO_ROW
            provisional, derived = (bool(row and row[name]) for name in ("provisional", "derived"))
            areas.append(_Area(area["area_name"], value, lower, upper, why, provisional, derived))
    return areas


def _why(marker: str) -> str:
    return "; ".join(f"{symbol} {MEANINGS.get(symbol, '')}".strip() for symbol in marker.split()) or "no reason given"


def _described(areas: Sequence[_Area], one: Mapping[Any, Any]) -> dict[str, Any]:
    with_figure = [area for area in areas if not isnan(area.value)]
    missing = [area for area in areas if isnan(area.value)]
    kinds = f"{one['area_type']}s"
    reasons: dict[str, list[str]] = {}
    for area in missing:
        reasons.setdefault(area.why, []).append(area.name)
    result: dict[str, Any] = {
        "areas": len(areas),
        "with_figure": len(with_figure),
        "without_figure": len(missing),
        "why_without": "; ".join(f"{why}: {', '.join(names)}" for why, names in sorted(reasons.items())),
        "coverage": 100 * len(with_figure) / len(areas) if areas else float("nan"),
        "provisional": any(area.provisional for area in with_figure),
        "derived": any(area.derived for area in with_figure),
    }
    sign = SIGNS[one["polarity"]]
    if sign:
        result["statistic"] = f"{'minimum' if sign > 0 else 'maximum'} over {kinds}"
    if not with_figure:
        return result | {"reason": NONE_BY_THE_DATE}
    lowest, highest = min(with_figure, key=lambda area: area.value), max(with_figure, key=lambda area: area.value)
    if len(with_figure) == 1:
        return result | {"reason": ALONE.format(name=with_figure[0].name, value=with_figure[0].value)}
    ends: dict[str, Any] = {}
    for name, end in (("lowest", lowest), ("highest", highest)):
        ends[name] = end.value
        ends[f"{name}_areas"] = ", ".join(area.name for area in with_figure if _equal(area.value, end.value))
    result |= ends
    middle, spread = median(area.value for area in with_figure), highest.value - lowest.value
    result |= {"spread": spread, "middle": middle, "intervals": _intervals(lowest, highest)}
    if middle > 0:
        result["spread_percent"] = 100 * spread / middle
    if not sign:
        return result | {"reason": NO_BETTER_END}
    if missing:
        have = singular_or_plural(len(missing), "has", "have")
        return result | {"reason": f"{len(missing)} of {len(areas)} {kinds} {have} no figure, and could be worse"}
    worst, best = ("lowest", "highest") if sign > 0 else ("highest", "lowest")
    for name, end_name in (("worst", worst), ("best", best)):
        result |= {name: ends[end_name], f"{name}_areas": ends[f"{end_name}_areas"]}
    return result


def _equal(first: float, second: float) -> bool:
    return abs(first - second) <= TIE * max(abs(first), abs(second), 1)


def _intervals(lowest: _Area, highest: _Area) -> str:
    if isnan(lowest.upper_95) or isnan(highest.lower_95):
        return "not published"
    return "apart" if lowest.upper_95 < highest.lower_95 else OVERLAP


def _masking(described: Mapping[str, Any], polarity: str, masking_spread_percent: float) -> str | None:
    """Return whether the council's figure hides a spread; None without one, and for a measure of context.

    Context can be what each council sets for itself, such as its own share of council tax.
    """
    if "spread_percent" not in described or not SIGNS[polarity]:
        return None
    if described["spread_percent"] < masking_spread_percent:
        return NOT_WIDE
    return CHANCE if described["intervals"] == OVERLAP else WIDE


LONGEST: Final = 10
"""How many periods of the areas within a council are shown at most; older ones are left out."""


def figures_within(reported: pd.DataFrame, areas_below: pd.DataFrame, longest: int = LONGEST) -> pd.DataFrame:
    """Return the figures of the areas below a council in the newest periods of each indicator.

    Columns needed    reported, made by `as_reported`: indicator_id, area_code, period, period_start, period_end, year,
                      step, break_before, value, status, marker; areas_below: area_code, area_name, area_type
    Columns returned  FIGURES_WITHIN, one row per indicator, area and period, oldest first; stretch is another number
                      after a break in the series or a period that is not there, so that no line joins what cannot be
                      compared
    Source            docs/methods/07_rank_and_quartile.md, areas within the council
    """
    about = areas_below[["area_code", "area_name", "area_type"]].drop_duplicates("area_code")
    rows = reported.merge(about, on="area_code", how="inner", validate="many_to_one")
    rows = rows.sort_values(["indicator_id", "area_type", "area_name", "area_code", *PERIOD], ignore_index=True)
    of_area = rows.groupby(["indicator_id", "area_code"])
    skipped = of_area["year"].diff() > rows["step"].astype("float64")
    started = rows["break_before"].astype("bool") | skipped
    rows["stretch"] = started.groupby([rows["indicator_id"], rows["area_code"]]).cumsum().astype("int64")
    rows["provisional"] = is_provisional(rows["status"], rows["marker"]) & rows["value"].notna()
    rows["derived"] = is_derived(rows["status"], rows["marker"]) & rows["value"].notna()
    types = pandas_types(FIGURES_WITHIN)
    return rows.groupby(["indicator_id", "area_code"]).tail(longest)[list(types)].astype(types).reset_index(drop=True)
