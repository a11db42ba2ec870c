"""The project's own layout of figures: one row for each indicator, area and period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.areas import Areas
from helpers.markers import marker_problem, with_markers
from helpers.period_suffixes import PROVISIONAL, PrintedLabel, read_label
from helpers.periods import PERIOD_TYPES, agrees, dates_of
from helpers.register import Indicator
from helpers.sources.cell_numbers import Numbers
from helpers.sources.coded import Coded, Flags, Integers, encode, map_codes
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import Contents, Context, Format
from helpers.sources.lost_periods import lost_periods
from helpers.sources.measure_names import nearest_names
from helpers.wording import NOT_IN_REGISTER

COLUMNS = [
    "indicator_id",
    "area_code",
    "period",
    "period_start",
    "period_end",
    "value",
    "lower_95",
    "upper_95",
    "numerator",
    "denominator",
    "marker",
    "status",
    "area_flag",
]
NUMBERS = ["value", "lower_95", "upper_95", "numerator", "denominator"]
DAYS = ["period_start", "period_end"]
TEXTS = [name for name in COLUMNS if name not in NUMBERS]
STATUSES = ("final", "provisional", "derived")
AREA_FLAGS = ("", "recode", "backcast")

REJECTED_FIGURE = ["indicator_id", "measure", "area", "area_code", "period", "period_end", "reason"]
"""Columns of what a rejected row would have given; `area_code` is blank where the project does not have the area."""

UNKNOWN_CODE = "not in reference/areas.csv"
TOO_EARLY = "the area's code did not exist yet, and the row is not marked backcast"
TOO_LATE = "the area's code had ended before the period"

_UNREADABLE = ("area_code", "period", "period_start", "period_end", *NUMBERS, "status", "area_flag", "marker")
"""The columns for whose cells a row is rejected that would have given a figure."""


@dataclass(frozen=True)
class OwnLayout(Format):
    """The project's own layout, whose rows name indicators and areas as the register and the list of areas do."""

    needs_sidecar = True

    def contents(self, file: Opened, context: Context) -> Contents:
        """Return the rows that can be used, and each row that cannot with the first thing that is wrong with it.

        What is printed around the label of a period, such as (provisional), goes into the status and the marker.

        Raises  Refused: the file is not readable as CSV
        """
        rows = _Rows(file)
        register = {indicator.indicator_id: indicator for indicator in context.indicators}
        faults = _find_faults(rows, register, context.areas)
        used = _used(rows, faults)
        return Contents(
            figures=used.assign(source_id=context.sidecar.source_id if context.sidecar else ""),
            rejections=_with_ragged(_rejected(rows, faults), rows.ragged),
            rows=len(rows.row) + len(rows.ragged),
            measure_count=used["indicator_id"].nunique(),
            lost=lost_periods(_rejected_figures(rows, faults, register), used),
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


class _Rows:
    """The rows of a file in whole columns: each different cell of text once, and its code for each row."""

    def __init__(self, file: Opened) -> None:
        self._file = file
        cells, rows, self.ragged = file.text(COLUMNS, TEXTS, NUMBERS)
        self._cells = cells
        self.row: Integers = rows.to_numpy(dtype="int64")
        self.printed = {name: encode(cells.column(name)) for name in TEXTS}
        self.labels: list[PrintedLabel] = [read_label(cell) for cell in self.printed["period"].categories]

    @cached_property
    def number_text(self) -> dict[str, Coded]:
        """The numbers as printed."""
        table, _ = self._file.table(NUMBERS)
        return {name: encode(table[name]) for name in NUMBERS}

    @cached_property
    def numbers(self) -> dict[str, Numbers]:
        """The numbers; missing where a cell is blank, or is not a number."""
        if all(pa.types.is_floating(self._cells.column(name).type) for name in NUMBERS):
            return {name: self._cells.column(name).to_numpy().astype("float64") for name in NUMBERS}
        return {name: _parse(text.categories)[text.codes] for name, text in self.number_text.items()}

    @cached_property
    def no_numbers(self) -> dict[str, Flags]:
        """Which cells of each column of numbers are neither blank nor a finite number."""
        if all(pa.types.is_floating(self._cells.column(name).type) for name in NUMBERS):
            return {}
        return {
            name: ~np.isfinite(self.numbers[name]) & text.where([cell != "" for cell in text.categories])
            for name, text in self.number_text.items()
        }

    @cached_property
    def has_value(self) -> Flags:
        """Which rows have something in the cell of the value."""
        return ~np.isnan(self.numbers["value"]) | self.no_numbers.get("value", np.zeros(len(self.row), dtype="bool"))

    @cached_property
    def periods(self) -> Coded:
        """The labels without what is printed around them."""
        return Coded(self.printed["period"].codes, [label.period for label in self.labels])

    @cached_property
    def statuses(self) -> Coded:
        """The status of each row; a final one is provisional where its label says so."""
        status = self.printed["status"]
        says_provisional = [label.status == PROVISIONAL for label in self.labels]
        if not any(says_provisional):
            return status
        provisional = self.printed["period"].where(says_provisional)
        provisional &= status.where([cell == "final" for cell in status.categories])
        return Coded(np.where(provisional, len(status.categories), status.codes), [*status.categories, PROVISIONAL])

    @cached_property
    def markers(self) -> Coded:
        """The markers of each row, with those of its label where it has a value."""
        marker, label = self.printed["marker"], self.printed["period"]
        if not any(printed.marker for printed in self.labels):
            return marker
        codes, first = _combine([marker.codes, np.where(self.has_value, label.codes, -1)])
        cells = [
            with_markers(marker.categories[marker.codes[row]], self.labels[label.codes[row]].marker)
            if self.has_value[row] and self.labels[label.codes[row]].marker
            else marker.categories[marker.codes[row]]
            for row in first
        ]
        return Coded(codes, cells)

    @cached_property
    def days(self) -> dict[str, list[date | None]]:
        """The day that each different cell of the columns of days is; None where it is not written as one."""
        return {name: [_day(cell) for cell in self.printed[name].categories] for name in DAYS}

    def ordinals(self, name: str) -> Integers:
        """Return the day of each row as a number of days; 0 if it is not a day."""
        ordinals = [day.toordinal() if day else 0 for day in self.days[name]]
        return np.array(ordinals, dtype="int64")[self.printed[name].codes]

    def cell(self, name: str, row: int) -> str:
        """Return a cell as printed, by the index of its row."""
        column = self.number_text[name] if name in NUMBERS else self.printed[name]
        return column.categories[column.codes[row]]


class _FirstFaults:
    """The first thing that is wrong with each row: the column, and the reason."""

    def __init__(self, rows: int) -> None:
        self._codes: Integers = np.zeros(rows, dtype="int64")
        self._faults = [("", "")]

    def add(self, failing: Flags, column: str, reasons: str | Coded) -> None:
        """Give rows that fail a check its reason, unless they have one."""
        fresh = failing & self.none()
        if not fresh.any():
            return
        texts = [reasons] if isinstance(reasons, str) else reasons.categories
        codes = 0 if isinstance(reasons, str) else reasons.codes[fresh]
        self._codes[fresh] = len(self._faults) + codes
        self._faults += [(column, text) for text in texts]

    def none(self) -> Flags:
        """Say which rows have no fault so far."""
        return self._codes == 0

    def each_row(self) -> list[tuple[int, str, str]]:
        """Return the index of each row with a fault, the column and the reason."""
        return [(int(row), *self._faults[self._codes[row]]) for row in np.flatnonzero(self._codes)]


def _find_faults(rows: _Rows, register: Mapping[str, Indicator], areas: Areas) -> _FirstFaults:
    """Return the first thing that is wrong with each row, in the order of these checks."""
    faults = _FirstFaults(len(rows.row))
    _check_names(rows, register, areas, faults)
    _check_days(rows, faults)
    for name, failing in rows.no_numbers.items():
        faults.add(failing, name, "not a number")
    _check_words(rows.statuses, STATUSES, "status", f"expected one of {', '.join(STATUSES)}", faults)
    _check_words(rows.printed["area_flag"], AREA_FLAGS, "area_flag", "expected blank, recode or backcast", faults)
    _check_markers(rows, faults)
    _check_labels(rows, register, faults)
    _check_lives(rows, areas, faults)
    _check_repeats(rows, faults)
    return faults


def _check_names(rows: _Rows, register: Mapping[str, Indicator], areas: Areas, faults: _FirstFaults) -> None:
    """Find rows of an indicator that the register lacks, with the nearest one, and of an area that is not listed."""
    indicators, codes = rows.printed["indicator_id"], rows.printed["area_code"]
    ids = indicators.categories
    near = dict(nearest_names([name for name in ids if name not in register], register.keys() - set(ids)))
    hints = [f"{NOT_IN_REGISTER}; the nearest is {near[name]!r}" if name in near else NOT_IN_REGISTER for name in ids]
    faults.add(indicators.where([name not in register for name in ids]), "indicator_id", Coded(indicators.codes, hints))
    faults.add(codes.where([code not in areas for code in codes.categories]), "area_code", UNKNOWN_CODE)


def _check_days(rows: _Rows, faults: _FirstFaults) -> None:
    for name in DAYS:
        no_day = rows.printed[name].where([day is None for day in rows.days[name]])
        faults.add(no_day, name, "not a date written as 2023-03-31")
    faults.add(rows.ordinals("period_start") > rows.ordinals("period_end"), "period_end", "before period_start")


def _check_words(cells: Coded, allowed: Sequence[str], column: str, reason: str, faults: _FirstFaults) -> None:
    faults.add(cells.where([cell not in allowed for cell in cells.categories]), column, reason)


def _check_markers(rows: _Rows, faults: _FirstFaults) -> None:
    codes, first = _combine([rows.markers.codes, rows.has_value.astype("int64")])
    problems = [
        marker_problem(rows.markers.categories[rows.markers.codes[row]], has_value=bool(rows.has_value[row])) or ""
        for row in first
    ]
    faults.add(map_codes([problem != "" for problem in problems], codes), "marker", Coded(codes, problems))


def _check_labels(rows: _Rows, register: Mapping[str, Indicator], faults: _FirstFaults) -> None:
    """Find rows whose label does not stand for their days; every different label and days are looked at once."""
    good = np.flatnonzero(faults.none())
    indicators, periods = rows.printed["indicator_id"], rows.periods
    columns = [indicators, periods, *(rows.printed[name] for name in DAYS)]
    codes, first = _combine([column.codes[good] for column in columns])
    disagrees = []
    for row in good[first]:
        indicator_id, label, start, end = (column.categories[column.codes[row]] for column in columns)
        days = date.fromisoformat(start), date.fromisoformat(end)
        disagrees.append(not agrees(label, register[indicator_id].period_type, *days))
    failing = np.zeros(len(rows.row), dtype="bool")
    failing[good] = map_codes(disagrees, codes)
    layouts = [PERIOD_TYPES[register[name].period_type] if name in register else "" for name in indicators.categories]
    expected = [f"does not match these dates; expected {layout}" for layout in layouts]
    faults.add(failing, "period", Coded(indicators.codes, expected))


def _check_lives(rows: _Rows, areas: Areas, faults: _FirstFaults) -> None:
    """Find rows of an area whose code began after their period, or ended before it."""
    codes, flags = rows.printed["area_code"], rows.printed["area_flag"]
    by_code = {area.code: area for area in areas}
    lives = [(by_code[code].start, by_code[code].end) if code in by_code else (None, None) for code in codes.categories]
    start = np.array([first.toordinal() if first else 0 for first, _ in lives], dtype="int64")
    end = np.array([(last or date.max).toordinal() for _, last in lives], dtype="int64")
    backcast = flags.where([flag == "backcast" for flag in flags.categories])
    faults.add((rows.ordinals("period_end") < start[codes.codes]) & ~backcast, "area_code", TOO_EARLY)
    faults.add(rows.ordinals("period_start") > end[codes.codes], "area_code", TOO_LATE)


def _check_repeats(rows: _Rows, faults: _FirstFaults) -> None:
    """Find the repeats of a row, and all rows of one figure that differ."""
    good = np.flatnonzero(faults.none())
    columns = [rows.printed[name] for name in ("indicator_id", "area_code", *DAYS)]
    codes, first = _combine([column.codes[good] for column in columns])
    if len(first) == len(good):
        return
    several = good[np.bincount(codes)[codes] > 1]
    texts = rows.printed | rows.number_text
    texts |= {"period": rows.periods, "marker": rows.markers, "status": rows.statuses}
    alike = pd.DataFrame({name: texts[name].column(several) for name in COLUMNS}, index=several)
    repeated = alike.duplicated(COLUMNS)
    faults.add(_flags(repeated.index[repeated], rows), "indicator_id", "repeats an earlier row")
    differing = alike[~repeated].duplicated(["indicator_id", "area_code", *DAYS], keep=False)
    reason = "differs from another row for this indicator, area and period"
    faults.add(_flags(differing.index[differing], rows), "value", reason)


def _flags(indexes: pd.Index, rows: _Rows) -> Flags:
    flags = np.zeros(len(rows.row), dtype="bool")
    flags[indexes.to_numpy(dtype="int64")] = True
    return flags


def _used(rows: _Rows, faults: _FirstFaults) -> pd.DataFrame:
    """Return the rows without a fault: COLUMNS with days and numbers as such, and `row`."""
    good = np.flatnonzero(faults.none())
    texts = rows.printed | {"period": rows.periods, "marker": rows.markers, "status": rows.statuses}
    return pd.DataFrame(
        {
            **{name: texts[name].column(good) for name in ("indicator_id", "area_code", "period")},
            **{name: _objects(rows.days[name])[rows.printed[name].codes[good]] for name in DAYS},
            **{name: rows.numbers[name][good] for name in NUMBERS},
            **{name: texts[name].column(good) for name in ("marker", "status", "area_flag")},
            "row": rows.row[good],
        },
        copy=False,
    )


def _rejected(rows: _Rows, faults: _FirstFaults) -> pd.DataFrame:
    """Return the rows with a fault: row, column, the cell of that column as printed, and reason."""
    rejections = [
        (rows.row[index], column, rows.cell(column, index), reason) for index, column, reason in faults.each_row()
    ]
    return pd.DataFrame(rejections, columns=REJECTION_COLUMNS)


def _with_ragged(rejected: pd.DataFrame, ragged: Sequence[Ragged]) -> pd.DataFrame:
    """Put the rows of another length among the rejections, in order of the row."""
    lines = [(line.row, "", "", line.reason) for line in ragged]
    table = pd.concat([pd.DataFrame(lines, columns=REJECTION_COLUMNS), rejected]) if lines else rejected
    return table.astype({"row": "int64"}).sort_values("row", ignore_index=True)


def _rejected_figures(rows: _Rows, faults: _FirstFaults, register: Mapping[str, Indicator]) -> pd.DataFrame:
    """Return what the rejected rows would have given: REJECTED_FIGURE.

    Left out are rows of a measure that the register does not have, of an area or a period that the row itself rules
    out, and repeats.
    """
    figures = []
    for index, column, reason in faults.each_row():
        name, code, period = (rows.cell(text, index) for text in ("indicator_id", "area_code", "period"))
        if column not in _UNREADABLE or reason in (TOO_EARLY, TOO_LATE) or name not in register:
            continue
        end = _last_day(period, rows.cell("period_end", index), register[name])
        figures.append((name, name, code, "" if reason == UNKNOWN_CODE else code, period, end, reason))
    table = pd.DataFrame(figures, columns=REJECTED_FIGURE)
    return (
        table
        if table.empty
        else table.astype({name: "object" if name == "period_end" else "str" for name in REJECTED_FIGURE})
    )


def _last_day(period: str, end: str, indicator: Indicator) -> date | None:
    """Return the last day of a period by its label, or otherwise by the day that is printed."""
    dates = dates_of(read_label(period).period, indicator.period_type)
    return dates[1] if dates else _day(end)


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell) else None
    except ValueError:
        return None


def _parse(cells: Sequence[str]) -> Numbers:
    """Return the numbers that cells say; missing where blank or no number."""
    text = pd.Series([cell or None for cell in cells], dtype="object")
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype="float64")


def _objects(days: Sequence[date | None]) -> np.ndarray:
    array = np.empty(len(days), dtype="object")
    array[:] = days
    return array


def _combine(columns: Sequence[Integers]) -> tuple[Integers, Integers]:
    """Number the combinations of the codes of some columns: that of each row, and the first row of each."""
    codes: Integers = np.zeros(len(columns[0]), dtype="int64")
    for column in columns:
        width = int(column.max(initial=0)) + 2  # a code may be -1
        codes = pd.factorize(codes * width + column)[0].astype("int64")
    first = np.full(int(codes.max(initial=-1)) + 1, -1, dtype="int64")
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, first
