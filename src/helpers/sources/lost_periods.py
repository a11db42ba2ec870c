"""Periods of a file that are lost because their rows are rejected: the measure, the label, and the reason."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from helpers.areas import UPPER_TIER, Areas
from helpers.period_suffixes import read_label, without_suffix
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.register import Indicator
from helpers.schema.ingestion import LOST_PERIODS
from helpers.schema.types import pandas_types
from helpers.sources.council_codes import newest_code
from helpers.sources.matching import UNKNOWN_AREA, UNKNOWN_PERIOD
from helpers.sources.published import Labelling, Published
from helpers.wording import NO_MEASURE, number_of

LOST_TYPES = pandas_types(LOST_PERIODS, without=("file",))
"""Columns of the periods that a file has without a usable row, with their types.

`measure` and `period` are as printed. `area_code` is the area whose row is lost, or blank where the file has no row of
the measure and period that is used. `period_end` is the last day, as far as the label tells; empty where it does not.
`rows` are those that are rejected and `reason` is the commonest one.
"""

NO_LOST = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in LOST_TYPES.items()})
"""The lost periods of a file that loses none."""

_PARTS_OF_A_YEAR = frozenset({"quarter", "cumulative_quarters", "month", "snapshot"})
"""Types of period that may be next to the years of a measure; a label of one of them is not a year that is lost."""


def lost_of_published(
    file: Published, form: Labelling, wanted: Mapping[str, Indicator], areas: Areas, used: pd.DataFrame
) -> pd.DataFrame:
    """Return the periods of a publisher's file that are lost, for measures of the register.

    `wanted` has the indicator of each name of a measure, and `used` are the figures of the file that
    `matching.observations` gives. A row is lost in these cases:

    - its label, its value or its status cannot be read;
    - its measure is one of the register with a suffix such as (revised);
    - it is left out as a part or another kind of area, and the file has no row for the whole;
    - its area is not known, although older periods of the measure have no such area.

    Other rows for parts of a breakdown, for councils that had ended, and for parts of a year in a measure with years
    are not lost.

    Columns needed    used: indicator_id, area_code, period_end, row
    Columns returned  LOST_TYPES
    """
    candidates = _candidates(file, form, wanted, areas)
    if candidates.empty:
        return NO_LOST
    printed = pd.Series(file.text("period").column(), index=file.numbers("row"))
    labels = used.assign(printed=printed[~printed.index.duplicated()].reindex(used["row"]).to_numpy())
    register = {indicator.indicator_id: indicator for indicator in wanted.values()}
    parts = []
    for name, rows in candidates.groupby("indicator_id", sort=True):
        indicator = register[str(name)]
        own = labels[labels["indicator_id"] == name]
        ends = {label: _end_of(label, indicator, form, own) for label in rows["period"].unique()}
        rows = rows.assign(period_end=pd.Series([ends[period] for period in rows["period"]], rows.index))
        parts.append(rows)
    return lost_periods(pd.concat(parts), used)


def lost_periods(rows: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    """Return the periods for which rows are rejected and no row is used.

    A period whose last day is not known is lost only where the file has other figures of the measure.

    Columns needed    rows: REJECTED_FIGURE of `compiled_figures`, one row for each rejected row; used: indicator_id,
                      area_code and period_end of the figures of the file
    Columns returned  LOST_TYPES
    """
    if rows.empty:
        return NO_LOST
    used = used[used["indicator_id"].isin(rows["indicator_id"].unique())]
    dated = rows["period_end"].notna()
    rows = _without_areas_of_others(rows[dated | rows["indicator_id"].isin(used["indicator_id"].unique())], used)
    if rows.empty:
        return NO_LOST
    with_figure = set(zip(used["indicator_id"], used["period_end"], strict=True))
    there_for_area = set(zip(used["indicator_id"], used["area_code"], used["period_end"], strict=True))
    of_all = [key not in with_figure for key in zip(rows["indicator_id"], rows["period_end"], strict=True)]
    keys = zip(rows["indicator_id"], rows["area_code"], rows["period_end"], strict=True)
    of_area = [key[1] != "" and key not in there_for_area for key in keys]
    by = ["indicator_id", "measure", "area_code", "period"]
    both = pd.concat([rows[of_all].assign(area_code=""), rows[of_area]])
    if both.empty:
        return NO_LOST
    grouped = both.groupby(by, sort=True)
    table = grouped.agg(
        period_end=("period_end", "first"),
        rows=("reason", "size"),
        reason=("reason", lambda reasons: reasons.value_counts().index[0]),
    ).reset_index()
    table["period_end"] = table["period_end"].astype("object").where(table["period_end"].notna(), None)
    return table[list(LOST_TYPES)].astype(LOST_TYPES)


def newest_lost(
    lost: pd.DataFrame,
    observations: pd.DataFrame,
    types: Mapping[str, str],
    areas: Areas,
    as_at: Mapping[str, date],
    codes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the lost periods that would have been the newest: an older figure is used instead of each.

    `types` is the period type of each indicator, and `as_at` the last day on which a period of each type may end. A
    period that is lost for all areas is compared with the newest figure of any council, and one that is lost for an
    area with that area's own; only the areas of `codes` count, where these are given. A period that any file supplies
    is not lost, nor is one that ends after the as-at date. Where a period is lost for all areas, they are not listed.

    Columns needed    lost: LOST_TYPES and file; observations: indicator_id, area_code, period_end and value of the
                      figures of all files
    Columns returned  those of lost
    """
    if codes is not None:
        lost = lost[lost["area_code"].isin([*codes, ""])]
    concerned = observations["indicator_id"].isin(lost["indicator_id"].unique())
    figures = observations[concerned & observations["value"].notna()]
    figures = figures[figures["period_end"] <= figures["indicator_id"].map(types).map(as_at)]
    own_codes = {code: areas.same_council(code)[-1] for code in figures["area_code"].unique() if code in areas}
    figures = figures.assign(council=figures["area_code"].map(own_codes).fillna(figures["area_code"]))
    councils = {area.code for area in areas if area.area_type in UPPER_TIER}
    of_councils = figures[figures["area_code"].isin(councils)]
    newest_of_all = of_councils.groupby("indicator_id")["period_end"].max()
    newest_of_area = figures.groupby(["indicator_id", "council"])["period_end"].max()
    keep: list[int] = []
    for_all: set[tuple[str, str, str]] = set()
    lost = lost.sort_values(["file", "indicator_id", "period", "area_code"], kind="stable", ignore_index=True)
    columns = zip(*(lost[name] for name in ("file", "indicator_id", "period", "area_code", "period_end")), strict=True)
    for index, (file, indicator, period, area, end) in enumerate(columns):
        newest = newest_of_area.get((indicator, area)) if area else newest_of_all.get(indicator)
        if newest is None or (file, indicator, period) in for_all:
            continue
        if end is None or newest < end <= as_at.get(types.get(indicator, ""), date.max):
            keep.append(index)
            if not area:
                for_all.add((file, indicator, period))
    return lost.loc[keep]


def describe_lost(row: Mapping[Hashable, Any]) -> str:
    """Say in words which period and measure are lost, with how many rows, and why; `row` has LOST_TYPES and `file`."""
    rows = number_of(row["rows"], "row")
    area = f" of {row['area_code']}" if row["area_code"] else ""
    return f"{row['file']}, measure {row['measure']}, period {row['period']!r}: {rows}{area}, {row['reason']}"


def _candidates(file: Published, form: Labelling, wanted: Mapping[str, Indicator], areas: Areas) -> pd.DataFrame:
    """Return the rejected rows of measures of the register whose name, label, value, status or area cannot be read."""
    measure, period, area = (file.text(name) for name in ("measure", "period", "area"))
    indicators = [wanted.get(name) or wanted.get(without_suffix(name)) for name in measure.categories]
    ours = measure.where([name in wanted for name in measure.categories])
    at_name = measure.where([indicator is not None for indicator in indicators]) & ~ours
    codes = [newest_code(name, areas) for name in area.categories]
    strange = area.where([not code for code in codes])
    pairs = measure.codes * np.int64(len(period.categories)) + period.codes
    different = np.unique(pairs[ours])
    unread = {
        int(pair)
        for pair, name, label in zip(different, *np.divmod(different, len(period.categories)), strict=True)
        if _cannot_be_read(period.categories[label], indicators[name], form)
    }
    at_period = ours & np.isin(pairs, list(unread))
    at_area = ours & ~at_period & strange
    parts = []
    for at, reason in ((at_name, NO_MEASURE), (at_period, UNKNOWN_PERIOD), (at_area, UNKNOWN_AREA)):
        rows = np.flatnonzero(at)
        parts.append(
            pd.DataFrame(
                {
                    "indicator_id": [indicators[code].indicator_id for code in measure.codes[rows]],
                    "measure": [measure.categories[code] for code in measure.codes[rows]],
                    "area_code": [codes[code] for code in area.codes[rows]],
                    "area": [area.categories[code] for code in area.codes[rows]],
                    "period": [period.categories[code] for code in period.codes[rows]],
                    "reason": reason,
                }
            )
        )
    more = file.unread[file.unread["measure"].isin(wanted.keys())]
    parts.append(
        pd.DataFrame(
            {
                "indicator_id": [wanted[measure].indicator_id for measure in more["measure"]],
                "measure": more["measure"],
                "area_code": [newest_code(area, areas) for area in more["area"]],
                "area": more["area"],
                "period": more["period"],
                "reason": more["reason"],
            }
        )
    )
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _cannot_be_read(printed: str, indicator: Indicator | None, form: Labelling) -> bool:
    """Say whether a label is not a period of an indicator, and no part of a year beside years."""
    if indicator is None or not printed.strip():
        return False
    label = read_label(printed).period
    if form.period(label, indicator.period_type):
        return False
    other = {period_type for period_type in PERIOD_TYPES if form.period(label, period_type)}
    return not other or not other <= _PARTS_OF_A_YEAR or indicator.period_type in _PARTS_OF_A_YEAR


def _without_areas_of_others(rows: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows of areas that the project does not have, unless a file has them in newer periods alone.

    A file may have districts or regions in every period, and a new code in the newest.
    """
    strange = rows["area_code"].eq("")
    ends = rows["period_end"].map(lambda end: end or date.min)
    first = ends[strange].groupby([rows["indicator_id"][strange], rows["area"][strange]]).min()
    newest = used.groupby("indicator_id")["period_end"].max()
    new = [
        not unknown or first[indicator, area] > newest.get(indicator, date.max)
        for unknown, indicator, area in zip(strange, rows["indicator_id"], rows["area"], strict=True)
    ]
    return rows[new]


def _end_of(printed: str, indicator: Indicator, form: Labelling, used: pd.DataFrame) -> date | None:
    """Return the last day of a period, as far as its label tells.

    It is that of the longest beginning of the label that is a period; otherwise of the newest period that is used,
    moved by the years between the two labels; a part of the same year is taken for a later one. `used` are the figures
    of the indicator, with their labels as `printed`.
    """
    label = read_label(printed).period
    cuts = [match.start() for match in re.finditer(r"(?<=[0-9A-Za-z)])(?![0-9A-Za-z])|(?<=[0-9])(?=[A-Za-z])", label)]
    for cut in reversed(cuts):
        text = form.period(label[:cut], indicator.period_type)
        if text and (dates := dates_of(text, indicator.period_type)):
            return dates[1]
    year = _year_of(label)
    if year is None or used.empty:
        return None
    newest = used.sort_values("period_end", kind="stable").iloc[-1]
    newest_year = _year_of(read_label(str(newest["printed"])).period)
    if newest_year is None:
        return None
    end: date = newest["period_end"]
    if year == newest_year:
        return end + timedelta(days=indicator.period_type in _PARTS_OF_A_YEAR)
    last = end.year + year - newest_year
    return end.replace(year=last, day=min(end.day, monthrange(last, end.month)[1])) if 1 <= last <= 9999 else None


def _year_of(label: str) -> int | None:
    """Return the last year that a label names, or None where it names none.

    >>> _year_of("2023/24 - Q5"), _year_of("Academic year 202223"), _year_of("Mar-24"), _year_of("Latest")
    (2024, 2023, 2024, None)
    """
    years = []
    for first, second in re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})(?:\s*[-/–]?\s*([0-9]{2}))?(?![0-9])", label):
        last = int(first) + (int(second) - int(first)) % 100 if second else int(first)
        years.append(last if last - int(first) <= 10 else int(first))
    if not years:
        years = [2000 + int(digits) for digits in re.findall(r"(?<![0-9])([0-9]{2})(?![0-9])", label)]
    return max(years, default=None)
