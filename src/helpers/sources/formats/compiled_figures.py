"""The project's own layout of figures: one row for each indicator, area and period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from helpers.areas import Areas
from helpers.markers import marker_problem, with_markers
from helpers.period_suffixes import PROVISIONAL, read_label
from helpers.periods import PERIOD_TYPES, agrees, dates_of
from helpers.register import Indicator
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import Contents, Context, Format
from helpers.sources.lost_periods import lost_periods
from helpers.sources.measure_names import nearest_names
from helpers.wording import NOT_IN_REGISTER

COLUMNS = [
    "indicator_id", "area_code", "period", "period_start", "period_end", "value", "lower_95", "upper_95",
    "numerator", "denominator", "marker", "status", "area_flag",
]  # fmt: skip
NUMBERS = ["value", "lower_95", "upper_95", "numerator", "denominator"]
DAYS = ["period_start", "period_end"]
STATUSES = ("final", "provisional")
AREA_FLAGS = ("", "recode", "backcast")

REJECTED_FIGURE = ["indicator_id", "measure", "area", "area_code", "period", "period_end", "reason"]
"""Columns of what a rejected row would have given; `area_code` is blank where the project does not have the area."""

UNKNOWN_CODE = "not in reference/areas.csv"
TOO_EARLY = "the code began after the period, and the row is not marked backcast"
TOO_LATE = "the code ended before the period"

_UNREADABLE = ("area_code", "period", "period_start", "period_end", *NUMBERS, "status", "area_flag", "marker")
"""The columns for whose cells a row is rejected that would have given a figure."""


@dataclass(frozen=True)
class OwnLayout(Format):
    """The project's own layout, whose rows name indicators and areas as the register and the list of areas do."""

    needs_sidecar = True

    def contents(self, file: Opened, context: Context) -> Contents:
        """Return the rows that can be used, and each row that cannot with the first thing that is wrong with it.

        What is printed around the label of a period, such as (provisional), goes into the status and the marker.
        Raises Refused where the file is not readable as CSV.
        """
        rows, ragged = file.table()
        used, rejected = sort_out(rows, context.indicators, context.areas)
        source_id = context.sidecar.source_id if context.sidecar else ""
        return Contents(
            figures=used.assign(source_id=source_id),
            rejections=_with_ragged(rejected, ragged),
            rows=len(rows) + len(ragged),
            measure_count=used["indicator_id"].nunique(),
            lost=lost_periods(rejected_figures(rows, rejected, context.indicators), used),
        )


FORMATS = (
    OwnLayout(
        format_id="compiled_figures",
        name="Figures in the project's own layout",
        publisher="",
        licence="",
        source_ids=(),
        recognises=lambda file: list(file.header) == COLUMNS,
    ),
)


def sort_out(rows: pd.DataFrame, indicators: Iterable[Indicator], areas: Areas) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the rows of a file into those that can be used and those that cannot.

    Columns needed   COLUMNS, as text; the index is the row of the file.
    Columns returned  used: COLUMNS with days and numbers as such, and `row`; rejected: row, column, value and reason,
                      the first thing that is wrong with each row, in the order of the checks below.
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    rows = _without_suffixes(rows)
    first = _FirstFaults(rows)
    _check_names(rows, register, areas, first)
    days = _read_days(rows, first)
    numbers = _read_numbers(rows, first)
    _check_words(rows, first)
    _check_markers(rows, first)
    _check_labels(rows, register, first)
    _check_lives(rows, days, areas, first)
    _check_repeats(rows, first)
    good = first.none()
    used = rows.loc[good, ["indicator_id", "area_code", "period"]].copy()
    for name in DAYS:
        used[name] = days.loc[good, name].dt.date
    for name in NUMBERS:
        used[name] = numbers.loc[good, name]
    for name in ("marker", "status", "area_flag"):
        used[name] = rows.loc[good, name]
    used["row"] = rows.index[good].astype("int64")
    return used.reset_index(drop=True), first.table()


class _FirstFaults:
    """The first thing that is wrong with each row: the column, and the reason."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows
        self._column = pd.Series("", index=rows.index, dtype="str")
        self._reason = pd.Series("", index=rows.index, dtype="str")

    def add(self, failing: pd.Series, column: str, reason: str | pd.Series) -> None:
        """Give rows that fail a check its reason, unless they have one."""
        fresh = failing.astype(bool) & self.none()
        self._column[fresh] = column
        self._reason[fresh] = reason[fresh] if isinstance(reason, pd.Series) else reason

    def none(self) -> pd.Series:
        """Say which rows have no fault so far."""
        return self._reason.eq("")

    def table(self) -> pd.DataFrame:
        """Return the rejections: row, column, the cell of that column as printed, and reason."""
        bad = ~self.none()
        column = self._column[bad]
        printed = self._rows[bad]
        values = [printed.at[row, "printed" if name == "period" else name] for row, name in column.items()]
        return pd.DataFrame(
            {"row": printed.index, "column": column, "value": values, "reason": self._reason[bad]},
            columns=REJECTION_COLUMNS,
        ).reset_index(drop=True)


def _without_suffixes(rows: pd.DataFrame) -> pd.DataFrame:
    """Take what is printed around each label of a period into its status and marker; `printed` is the whole label."""
    labels = [read_label(label) for label in rows["period"]]
    provisional = pd.Series([label.status == PROVISIONAL for label in labels], index=rows.index, dtype="bool")
    marked = [
        with_markers(marker, label.marker) if label.marker and value else marker
        for marker, value, label in zip(rows["marker"], rows["value"], labels, strict=True)
    ]
    return rows.assign(
        printed=rows["period"],
        period=pd.Series([label.period for label in labels], index=rows.index, dtype="str"),
        status=rows["status"].mask(provisional & rows["status"].eq("final"), PROVISIONAL),
        marker=pd.Series(marked, index=rows.index, dtype="str"),
    )


def _check_names(rows: pd.DataFrame, register: Mapping[str, Indicator], areas: Areas, first: _FirstFaults) -> None:
    """Reject rows of an indicator that the register lacks, with the nearest one, or of an area that is not listed."""
    ids = rows["indicator_id"].unique()
    near = dict(nearest_names([name for name in ids if name not in register], register.keys() - set(ids)))
    hints = rows["indicator_id"].map({name: f"; the nearest is {nearest!r}" for name, nearest in near.items()})
    unknown = NOT_IN_REGISTER + hints.astype("str").where(rows["indicator_id"].isin(near.keys()), "")
    first.add(~rows["indicator_id"].isin(register.keys()), "indicator_id", unknown)
    first.add(~rows["area_code"].map(lambda code: code in areas), "area_code", UNKNOWN_CODE)


def _read_days(rows: pd.DataFrame, first: _FirstFaults) -> pd.DataFrame:
    """Return the first and the last day of each row, missing where they are not written as days."""
    days = {}
    for name in DAYS:
        day = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce")
        days[name] = day.where(rows[name].str.fullmatch(r"\d{4}-\d{2}-\d{2}"))
        first.add(days[name].isna(), name, "not a date written as 2023-03-31")
    first.add(days["period_start"] > days["period_end"], "period_end", "before period_start")
    return pd.DataFrame(days)


def _read_numbers(rows: pd.DataFrame, first: _FirstFaults) -> pd.DataFrame:
    """Return the numbers of each row, missing where blank."""
    numbers = {}
    for name in NUMBERS:
        number = pd.to_numeric(rows[name].where(rows[name].ne(""), None), errors="coerce").astype("float64")
        numbers[name] = number
        first.add(rows[name].ne("") & ~(number.abs() < float("inf")), name, "not a number")
    return pd.DataFrame(numbers)


def _check_words(rows: pd.DataFrame, first: _FirstFaults) -> None:
    first.add(~rows["status"].isin(STATUSES), "status", f"expected one of {', '.join(STATUSES)}")
    first.add(~rows["area_flag"].isin(AREA_FLAGS), "area_flag", "expected blank, recode or backcast")


def _check_markers(rows: pd.DataFrame, first: _FirstFaults) -> None:
    pairs = _tuples(rows.assign(value=rows["value"].ne("")), ["marker", "value"])
    problems = {pair: marker_problem(pair[0], has_value=pair[1]) or "" for pair in pairs.unique()}
    reasons = pd.Series([problems[pair] for pair in pairs], index=rows.index, dtype="str")
    first.add(reasons.ne(""), "marker", reasons)


def _check_labels(rows: pd.DataFrame, register: Mapping[str, Indicator], first: _FirstFaults) -> None:
    """Reject rows whose label does not stand for their days; every different label is looked at once."""
    labels = _tuples(rows, ["indicator_id", "period", *DAYS])
    wrong = {
        (name, label, start, end)
        for name, label, start, end in labels[first.none()].unique()
        if not agrees(label, register[name].period_type, date.fromisoformat(start), date.fromisoformat(end))
    }
    types = rows["indicator_id"].map(lambda name: register[name].period_type if name in register else "")
    first.add(labels.isin(wrong), "period", "does not stand for these dates; expected " + types.map(PERIOD_TYPES))


def _check_lives(rows: pd.DataFrame, days: pd.DataFrame, areas: Areas, first: _FirstFaults) -> None:
    """Reject rows of an area whose code began after their period, or ended before it."""
    start = pd.to_datetime(rows["area_code"].map({area.code: area.start for area in areas}))
    end = pd.to_datetime(rows["area_code"].map({area.code: area.end for area in areas}))
    early = start.notna() & (days["period_end"] < start) & rows["area_flag"].ne("backcast")
    first.add(early, "area_code", TOO_EARLY)
    first.add(end.notna() & (days["period_start"] > end), "area_code", TOO_LATE)


def _check_repeats(rows: pd.DataFrame, first: _FirstFaults) -> None:
    """Reject the repeats of a row, and all rows of one figure that differ."""
    repeated = rows[first.none()].duplicated(COLUMNS).reindex(rows.index, fill_value=False)
    first.add(repeated, "indicator_id", "the same row is there before")
    key = ["indicator_id", "area_code", *DAYS]
    differing = rows[first.none()].duplicated(key, keep=False).reindex(rows.index, fill_value=False)
    first.add(differing, "value", "two rows for this indicator, area and period that differ")


def _with_ragged(rejected: pd.DataFrame, ragged: Sequence[Ragged]) -> pd.DataFrame:
    """Put the rows of another length among the rejections, in order of the row."""
    lines = [(line.row, "", "", line.reason) for line in ragged]
    table = pd.concat([pd.DataFrame(lines, columns=REJECTION_COLUMNS), rejected], ignore_index=True)
    return table.astype({"row": "int64"}).sort_values("row", ignore_index=True)


def rejected_figures(rows: pd.DataFrame, rejected: pd.DataFrame, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return what the rejected rows of a file would have given.

    Left out are rows of a measure that the register does not have, of an area or a period that the row itself rules
    out, and repeats.

    Columns needed   rows: COLUMNS, as text; rejected: those of `sort_out`.
    Columns returned  REJECTED_FIGURE.
    """
    types = {indicator.indicator_id: indicator.period_type for indicator in indicators}
    stands = rejected["column"].isin(_UNREADABLE) & ~rejected["reason"].isin([TOO_EARLY, TOO_LATE])
    cells = rejected[stands]
    table = rows.loc[cells["row"], ["indicator_id", "area_code", "period", "period_end"]].set_axis(cells.index)
    table, reason = table[table["indicator_id"].isin(types.keys())], cells["reason"]
    columns = zip(table["indicator_id"], table["period"], table["period_end"], strict=True)
    ends = [_last_day(name, period, end, types) for name, period, end in columns]
    return table.assign(
        measure=table["indicator_id"],
        area=table["area_code"],
        area_code=table["area_code"].mask(reason.loc[table.index].eq(UNKNOWN_CODE), ""),
        period_end=pd.Series(ends, index=table.index, dtype="object"),
        reason=reason,
    )[REJECTED_FIGURE]


def _last_day(indicator_id: str, period: str, end: str, types: Mapping[str, str]) -> date | None:
    """Return the last day of a period by its label, or else by the date that is printed."""
    if dates := dates_of(read_label(period).period, types[indicator_id]):
        return dates[1]
    try:
        return date.fromisoformat(end)
    except ValueError:
        return None


def _tuples(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Return the cells of some columns of each row, as one value."""
    tuples: list[tuple[Any, ...]] = list(zip(*(rows[column] for column in columns), strict=True))
    return pd.Series(tuples, index=rows.index, dtype="object")
