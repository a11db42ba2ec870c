"""From a publisher's figures to observations: which indicator, which area, which period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.areas import Area, Areas
from helpers.period_suffixes import read_label
from helpers.periods import dates_of
from helpers.register import Indicator
from helpers.sources.measure_names import FileMeasures, PrintedMeasure, measures_in
from helpers.sources.published import NUMBERS, Coded, Format, Places, Published, coded
from helpers.wording import NO_MEASURE

DFE = "dfe:"
"""Before a DfE area number, where a publisher prints no ONS code."""

USED_COLUMNS = {
    "indicator_id": "str", "area_code": "str", "period": "str", "period_start": "object", "period_end": "object",
    **dict.fromkeys(NUMBERS, "float64"), "marker": "str", "status": "str", "area_flag": "str", "row": "int64",
}  # fmt: skip
"""Columns of the figures that can be used, with their types; the dates are days."""

_MOST_CATEGORIES = 20_000
"""Different cells that are given as categories, which take much room where there are many."""

UNKNOWN_PERIOD = "not a period of the indicator's type"
UNKNOWN_AREA = "not an area of reference/areas.csv"

_REASONS = (
    ("measure", NO_MEASURE),
    ("period", UNKNOWN_PERIOD),
    ("area", UNKNOWN_AREA),
    ("area", "the council ended before the period"),
    ("area", "the council began after the period, and the row has no figure"),
    ("area", "the council has a row under its code of the time"),
    ("measure", "the file gives this figure under another name of the measure too, which comes first"),
)
"""Why a figure is left out, with the column of the figures that says so, in the order in which they are looked at."""


def observations(
    file: Published,
    form: Format,
    indicators: Sequence[Indicator],
    areas: Areas,
    measures: FileMeasures | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match the figures of a file to the register, the areas and the periods.

    `measures` says what the names of its measures stand for; without it, these are the names of the register alone.
    Gives the figures that can be used, with the columns of `compiled_figures.COLUMNS` and `row`, and the rows of the
    file that give none, each once: row, column, value and reason, those that the format refused among them. Every row
    of the file is in one of the two.
    """
    of_names = measures or measures_in(file.text("measure"), of_format(form, indicators))
    # Many rows hold few different measures, periods and areas: each is looked at once, and only where it matters.
    columns = {name: file.text(name) for name in ("measure", "period", "area")}
    (measure, names), (period, periods), (area, places) = columns.values()
    found = [each.indicator if each else None for each in of_names.known]
    row = file.numbers("row")
    unknown, reasons = _why_unknown(names, of_names.reasons)
    if not any(found):
        return _NONE, _listed(row, unknown[measure], columns, file.rejections, reasons)
    in_file = _printed(areas)
    types = sorted({each.period_type for each in found if each})
    kind = np.array([types.index(each.period_type) if each else -1 for each in found], dtype="int64")[measure]
    left = np.arange(len(row))
    reason = np.zeros(len(row), dtype="int16")
    step = 0

    def without(failing: npt.NDArray[np.bool_], *others: npt.NDArray) -> list[npt.NDArray]:
        """Leave rows out for the next of the reasons, in `left` and in what else is known of each that is left."""
        nonlocal step
        step += 1
        if not failing.any():
            return [left, *others]
        reason[left[failing]] = step
        return [each[~failing] for each in (left, *others)]

    (left,) = without(kind < 0)
    reason = np.where(reason > 0, unknown[measure], reason)
    label, pairs = _pairs(period[left], kind[left])
    labels = [_label(str(periods[at]), types[which], form) for at, which in pairs]
    left, label = without(_each([each.text == "" for each in labels], label), label)
    left, label = without(_each([each not in in_file for each in places], area[left]), label)
    ends = [each.end for each in labels if each.text] or [date.min]
    first, last = min(ends), max(ends)
    newest = {at: _council(each, areas)[-1] for at, each in enumerate(places) if each in in_file}
    lasting = {at for at, each in newest.items() if each.living(first, first) and each.living(last, last)}
    always = _each([at in lasting for at in range(len(places))], area[left])
    code, pairs = _pairs(area[left], np.where(always, 0, label))
    codes = [
        _under(newest[at], places[at], areas)
        if at in lasting
        else code_at(places[at], labels[which].start, labels[which].end, areas)
        for at, which in pairs
    ]
    left, label, code = without(_each([each == "" for each, _ in codes], code), label, code)
    carried_back = _each([flag == "backcast" for _, flag in codes], code)
    left, label, code = without(carried_back & np.isnan(file.numbers("value")[left]), label, code)
    again = _under_two_codes(codes, code, measure[left] * len(labels) + label)
    left, label, code = without(again, label, code)
    again = _under_two_names(of_names.known, measure[left], label * len(codes) + code)
    left, label, code = without(again, label, code)
    used = pd.DataFrame(
        {
            "indicator_id": Coded(measure, [each.indicator_id if each else "" for each in found]).column(left),
            "area_code": Coded(code, [each for each, _ in codes]).column(),
            "period": Coded(label, [each.text for each in labels]).column(),
            "period_start": _taken([each.start for each in labels], label),
            "period_end": _taken([each.end for each in labels], label),
            **{name: file.numbers(name)[left] for name in NUMBERS},
            **{name: file.text(name).column(left) for name in ("marker", "status")},
            "area_flag": Coded(code, [flag for _, flag in codes]).column(),
            "row": row[left],
        },
        copy=False,
    )
    return used, _listed(row, reason, columns, file.rejections, reasons)


def of_format(form: Format, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Return the indicators whose sources come in a format."""
    return [each for each in indicators if each.source_id in form.source_ids]


def newest_code(area: str, areas: Areas) -> str:
    """Return the newest code of the council that a file prints by a code, a number or a name; blank if not known."""
    return _council(area, areas)[-1].code if area in _printed(areas) else ""


def _why_unknown(names: Sequence[str], near: Mapping[str, str]) -> tuple[npt.NDArray[np.int16], list[tuple[str, str]]]:
    """Return for each name the place, from 1, of the reason for which its rows are not used, and all reasons."""
    reasons = [*_REASONS, *(("measure", why) for why in near.values())]
    places = {name: at for at, name in enumerate(near, start=len(_REASONS) + 1)}
    return np.array([places.get(each, 1) for each in names], dtype="int16"), reasons


def _under_two_names(
    known: Sequence[PrintedMeasure | None], measure: Places, period_and_area: Places
) -> npt.NDArray[np.bool_]:
    """Say which rows give a figure under another name of a measure that a row gives under the register's name.

    Of two rows under other names the first is kept.
    """
    again = np.zeros(len(measure), dtype="bool")
    if not any(each and each.alias for each in known):
        return again
    ids = {each.indicator.indicator_id: at for at, each in enumerate(known) if each}
    indicator = np.array([ids[each.indicator.indicator_id] if each else -1 for each in known])[measure]
    other_name = _each([each is not None and each.alias is not None for each in known], measure)
    own_name_first = np.argsort(other_name, kind="stable")
    figures = pd.DataFrame({"indicator": indicator, "period_and_area": period_and_area}).iloc[own_name_first]
    again[own_name_first] = figures.duplicated().to_numpy()
    return again & other_name


_NONE = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in USED_COLUMNS.items()})
"""The figures of a file that has none of the register."""


def _listed(
    row: Places,
    reason: npt.NDArray,
    columns: Mapping[str, Coded],
    others: pd.DataFrame,
    reasons: Sequence[tuple[str, str]],
) -> pd.DataFrame:
    """Return the rejections of the figures that have a reason, among others, in order of the row.

    A row is in it once, and not where it has another figure that is used. Text is given as categories, as a large file
    may have half a million of these rows and few different cells.
    """
    bad = np.flatnonzero(reason)
    if (row[1:] <= row[:-1]).any():
        used = np.zeros(row.max(initial=0) + 1, dtype="bool")
        used[row[reason == 0]] = True
        bad = bad[~used[row[bad]]]
        # Of a row with several measures, one that the register has says more than one that it lacks.
        unknown = (reason[bad] == 1) | (reason[bad] > len(_REASONS))
        bad = bad[np.lexsort((bad, unknown, row[bad]))]
        bad = bad[np.unique(row[bad], return_index=True)[1]]
    if not len(bad) and others["row"].is_monotonic_increasing:
        return others
    why = reason[bad] - np.int64(1)
    cells: list[str] = []
    place = np.zeros(len(bad), dtype="int64")
    for name, column in columns.items():
        at = np.flatnonzero(_each([each == name for each, _ in reasons], why))
        if len(at):
            which = column.places[bad[at]]
            told = np.bincount(which) > 0
            place[at] = (len(cells) - 1 + np.cumsum(told))[which]
            cells += [column.cells[each] for each in np.flatnonzero(told)]
    rows = row[bad]
    listed = {
        "column": Coded(why, [each for each, _ in reasons]),
        "value": Coded(place, cells),
        "reason": Coded(why, [each for _, each in reasons]),
    }
    if len(others):
        others = others.sort_values("row", kind="stable")
        before = np.searchsorted(rows, others["row"], side="right")
        rows = np.insert(rows, before, others["row"])
        listed = {name: _inserted(each, before, coded(others[name])) for name, each in listed.items()}
    return pd.DataFrame(
        {
            "row": rows,
            **{
                name: each.category() if len(each.cells) <= _MOST_CATEGORIES else each.column()
                for name, each in listed.items()
            },
        },
        copy=False,
    )


def _inserted(column: Coded, before: Places, others: Coded) -> Coded:
    """Return a column with the rows of another put before some of its own."""
    places = np.insert(column.places, before, others.places + len(column.cells))
    return Coded(places, [*column.cells, *others.cells])


def _under_two_codes(codes: Sequence[tuple[str, str]], code: Places, figure: Places) -> npt.NDArray[np.bool_]:
    """Say which rows give, under another code than that of the time, a figure that a row gives under the latter.

    A publisher may print a re-coded council under both codes; of two rows under other codes the first is kept.
    """
    again = np.zeros(len(code), dtype="bool")
    recoded = {each: at for at, (each, flag) in enumerate(codes) if flag == "recode"}
    if recoded:
        rows = np.flatnonzero(_each([each in recoded for each, _ in codes], code))
        other_code = _each([flag == "recode" for _, flag in codes], code[rows])
        council = np.array([recoded.get(each, 0) for each, _ in codes])[code[rows]]
        key = figure[rows] * len(codes) + council
        own_code_first = np.argsort(other_code, kind="stable")
        again[rows] = other_code
        again[rows[own_code_first[np.unique(key[own_code_first], return_index=True)[1]]]] = False
    return again


class _Label(NamedTuple):
    """The register's label of a period with its first and last day; empty where there is none."""

    text: str
    start: date
    end: date


def _label(printed: str, period_type: str, form: Format) -> _Label:
    text = form.period(read_label(printed).period, period_type) if period_type else None
    dates = dates_of(text, period_type) if text else None
    return _Label(text, *dates) if text and dates else _Label("", date.min, date.min)


def _pairs(first: npt.NDArray, second: npt.NDArray) -> tuple[npt.NDArray, list[tuple[int, int]]]:
    """Number the different pairs of two whole numbers: which of them each row has, and what they are."""
    width = int(second.max(initial=0)) + 1
    which, different = pd.factorize(first.astype("int64") * width + second)
    return which, list(zip(*(each.tolist() for each in np.divmod(different, width)), strict=True))


def _each(different_ones: Sequence[bool], which: npt.NDArray) -> npt.NDArray[np.bool_]:
    """Return for each row the answer for the one that it has of a few different things."""
    return np.array(different_ones, dtype="bool")[which]


def _taken(different_ones: Sequence[object], which: npt.NDArray) -> npt.NDArray:
    """Return for each row the one that it has of a few different things."""
    return np.array([*different_ones, None], dtype="object")[which]


@lru_cache(maxsize=10)
def _printed(areas: Areas) -> frozenset[str]:
    """Return every code, number and name that a file may print for the areas."""
    codes = {each.code for each in areas} | {DFE + each.dfe_code for each in areas if each.dfe_code}
    return frozenset(codes | {each.name for each in areas if areas.named(each.name)})


@lru_cache(maxsize=10_000)
def _council(area: str, areas: Areas) -> tuple[Area, ...]:
    """Return every code that a council has had, the oldest first."""
    if area.startswith(DFE):
        return tuple(areas[code] for code in areas.with_dfe_code(area.removeprefix(DFE)))
    return tuple(areas[code] for code in (areas.same_council(area) if area in areas else areas.named(area)))


def _under(code: Area, area: str, areas: Areas) -> tuple[str, str]:
    """Return the code that a council had, and whether it is another than was printed."""
    return code.code, "recode" if code.code != area and area in areas else ""


@lru_cache(maxsize=50_000)
def code_at(area: str, start: date, end: date, areas: Areas) -> tuple[str, str]:
    """Return the code that a council had at the end of a period, and whether it is another than was printed.

    `area` is a code, the number that the DfE gives the council, or its name.
    A figure for a time before the council began is flagged as carried back; after it ended there is none.
    """
    codes = _council(area, areas)
    newest_first = codes[::-1]
    for each in newest_first:
        if each.living(end, end):
            return _under(each, area, areas)
    for each in newest_first:
        if each.living(start, end):
            return each.code, ""
    later = [each.code for each in codes if each.start is not None and each.start > end]
    return (later[0], "backcast") if later else ("", "")


def forget() -> None:
    """Forget which codes councils had, which is otherwise looked up once for all files."""
    for each in (_printed, _council, code_at):
        each.cache_clear()
