"""From a publisher's figures to observations: which indicator, which area, which period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.areas import Areas
from helpers.parts_of_year import read_part
from helpers.period_suffixes import read_label
from helpers.periods import dates_of
from helpers.register import Indicator
from helpers.sources.coded import Coded, Flags, Integers, encode, map_codes
from helpers.sources.council_codes import code_at, council_codes, flag_recode, printed_areas
from helpers.sources.measure_names import FileMeasures, measures_in
from helpers.sources.published import NUMBERS, OF_A_FIGURE, Labelling, Published
from helpers.wording import NO_MEASURE

USED_COLUMNS = {
    "indicator_id": "str",
    "area_code": "str",
    "period": "str",
    "period_start": "object",
    "period_end": "object",
    **dict.fromkeys(NUMBERS, "float64"),
    "marker": "str",
    "status": "str",
    "area_flag": "str",
    "row": "int64",
}
"""Columns of the figures that can be used, with their types; the dates are days."""

_MAX_CATEGORIES = 20_000
"""Different cells that are given as categories of pandas, which take much memory where there are many."""

UNKNOWN_PERIOD = "not a period of the indicator's type"
UNKNOWN_AREA = "not an area of reference/areas.csv"


def observations(
    file: Published,
    form: Labelling,
    indicators: Sequence[Indicator],
    areas: Areas,
    measures: FileMeasures | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match the figures of a file to the register, the areas and the periods.

    `measures` says what the names of its measures stand for; without it, these are the names of the register alone.
    Every row of the file is in one of the two tables.

    Columns returned  figures that can be used: USED_COLUMNS; rows that give none, each once, those that the format
                      refused among them: row, column, value, reason
    """
    matching = _Matching(file, form, areas, measures or measures_in(file.text("measure"), of_format(form, indicators)))
    for number, rejection in enumerate(_REJECTIONS, start=1):
        matching.reject(number, rejection.fails(matching))
    return matching.figures(), matching.rejections()


def of_format(form: Labelling, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Return the indicators whose sources come in a format."""
    return [indicator for indicator in indicators if indicator.source_id in form.source_ids]


class _Label(NamedTuple):
    """The register's label of a period with its first and last day; empty where the printed one has none."""

    text: str
    start: date
    end: date


class _Matching:
    """The figures of a file while they are matched: `left` are the indexes of those not yet rejected.

    Many rows hold few different measures, periods and areas: every one is looked at once, and only for rows that are
    left when it is first asked for. So `periods` is for the conditions after the measure's, and `codes` for those
    after the area's.
    """

    def __init__(self, file: Published, form: Labelling, areas: Areas, measures: FileMeasures) -> None:
        self.file, self.form, self.areas, self.measures = file, form, areas, measures
        self.measure, self.area, self.period = (file.text(name) for name in OF_A_FIGURE)
        self.row = file.numbers("row")
        self.indicators = [measure.indicator if measure else None for measure in measures.matches]
        self.left = np.arange(len(self.row))
        self.reason = np.zeros(len(self.row), dtype="int16")

    def reject(self, number: int, failing: Flags) -> None:
        """Reject rows that are left, by the number of the reason."""
        if failing.any():
            self.reason[self.left[failing]] = number
            self.left = self.left[~failing]

    @cached_property
    def periods(self) -> tuple[Integers, list[_Label]]:
        """For each row a number of its label, and the labels: one for each printed period and type of period."""
        types = sorted({indicator.period_type for indicator in self.indicators if indicator})
        type_of_name = [types.index(indicator.period_type) if indicator else -1 for indicator in self.indicators]
        type_of_row = np.array(type_of_name, dtype="int64")[self.measure.codes[self.left]]
        numbers, pairs = _number_pairs(self.period.codes[self.left], type_of_row)
        labels = [_label(self.period.categories[code], types[number], self.form) for code, number in pairs]
        return self._for_every_row(numbers), labels

    @cached_property
    def codes(self) -> tuple[Integers, list[tuple[str, str]]]:
        """For each row a number of its area code, and the codes with their flags; blank where the council had ended."""
        label, labels = self.periods
        printed = self.area.categories
        ends = [dates.end for dates in labels if dates.text] or [date.min]
        newest = {
            code: council_codes(area, self.areas)[-1]
            for code, area in enumerate(printed)
            if area in printed_areas(self.areas)
        }
        # A council that existed from the first period to the last had one code in all of them.
        first, last = min(ends), max(ends)
        lasting = {code for code, area in newest.items() if area.living(first, first) and area.living(last, last)}
        area = self.area.codes[self.left]
        is_lasting = map_codes([code in lasting for code in range(len(printed))], area)
        numbers, pairs = _number_pairs(area, np.where(is_lasting, 0, label[self.left]))
        codes = [
            flag_recode(newest[code], printed[code], self.areas)
            if code in lasting
            else code_at(printed[code], labels[number].start, labels[number].end, self.areas)
            for code, number in pairs
        ]
        return self._for_every_row(numbers), codes

    def _for_every_row(self, of_left: Integers) -> Integers:
        """Return numbers of the rows that are left under the indexes of all rows; -1 for the others."""
        numbers = np.full(len(self.row), -1, dtype="int64")
        numbers[self.left] = of_left
        return numbers

    def figures(self) -> pd.DataFrame:
        """Return the figures that are left, with USED_COLUMNS."""
        label, labels = self.periods
        code, codes = self.codes
        left, label, code = self.left, label[self.left], code[self.left]
        ids = [indicator.indicator_id if indicator else "" for indicator in self.indicators]
        return pd.DataFrame(
            {
                "indicator_id": Coded(self.measure.codes, ids).column(left),
                "area_code": Coded(code, [area_code for area_code, _ in codes]).column(),
                "period": Coded(label, [dates.text for dates in labels]).column(),
                "period_start": _map_dates([dates.start for dates in labels], label),
                "period_end": _map_dates([dates.end for dates in labels], label),
                **{name: self.file.numbers(name)[left] for name in NUMBERS},
                **{name: self.file.text(name).column(left) for name in ("marker", "status")},
                "area_flag": Coded(code, [flag for _, flag in codes]).column(),
                "row": self.row[left],
            },
            copy=False,
        )

    def rejections(self) -> pd.DataFrame:
        """Return the rejections of the figures that are not left, among those of the format, in order of the row."""
        near = self.measures.reasons
        reasons = [(rejection.column, rejection.reason) for rejection in _REJECTIONS]
        reasons += [("measure", why) for why in near.values()]
        # A row of an unknown measure has the reason of its name, if that is near one of the register.
        numbers = {name: number for number, name in enumerate(near, start=len(_REJECTIONS) + 1)}
        of_name = np.array([numbers.get(name, 1) for name in self.measure.categories], dtype="int16")
        reason = np.where(self.reason == 1, of_name[self.measure.codes], self.reason)
        columns = {"measure": self.measure, "period": self.period, "area": self.area}
        return _list_rejections(self.row, reason, columns, self.file.rejections, reasons)


def _of_no_indicator(matching: _Matching) -> Flags:
    unknown = [indicator is None for indicator in matching.indicators]
    return map_codes(unknown, matching.measure.codes[matching.left])


def _of_no_period(matching: _Matching) -> Flags:
    label, labels = matching.periods
    return map_codes([dates.text == "" for dates in labels], label[matching.left])


def _of_no_area(matching: _Matching) -> Flags:
    areas_by_name = printed_areas(matching.areas)
    return map_codes(
        [area not in areas_by_name for area in matching.area.categories], matching.area.codes[matching.left]
    )


def _after_the_council(matching: _Matching) -> Flags:
    code, codes = matching.codes
    return map_codes([area_code == "" for area_code, _ in codes], code[matching.left])


def _before_the_council(matching: _Matching) -> Flags:
    code, codes = matching.codes
    carried_back = map_codes([flag == "backcast" for _, flag in codes], code[matching.left])
    return carried_back & np.isnan(matching.file.numbers("value")[matching.left])


def _under_another_code(matching: _Matching) -> Flags:
    """Flag rows that give, under another code than that of the time, a figure that a row gives under the latter.

    A publisher may print a re-coded council under both codes; of two rows under other codes the first is used.
    """
    (label, labels), (code, codes) = matching.periods, matching.codes
    left = matching.left
    code = code[left]
    again = np.zeros(len(code), dtype="bool")
    recoded = {area_code: number for number, (area_code, flag) in enumerate(codes) if flag == "recode"}
    if recoded:
        rows = np.flatnonzero(map_codes([area_code in recoded for area_code, _ in codes], code))
        other_code = map_codes([flag == "recode" for _, flag in codes], code[rows])
        council = np.array([recoded.get(area_code, 0) for area_code, _ in codes])[code[rows]]
        figure = matching.measure.codes[left[rows]] * len(labels) + label[left[rows]]
        key = figure * len(codes) + council
        own_code_first = np.argsort(other_code, kind="stable")
        again[rows] = other_code
        again[rows[own_code_first[np.unique(key[own_code_first], return_index=True)[1]]]] = False
    return again


def _under_another_name(matching: _Matching) -> Flags:
    """Flag rows that give a figure under another name of a measure that a row gives under the register's name.

    Of two rows under other names the first is used.
    """
    (label, _), (code, codes) = matching.periods, matching.codes
    left, matches = matching.left, matching.measures.matches
    again = np.zeros(len(left), dtype="bool")
    if not any(measure and measure.alias for measure in matches):
        return again
    ids = {measure.indicator.indicator_id: number for number, measure in enumerate(matches) if measure}
    numbers = np.array([ids[measure.indicator.indicator_id] if measure else -1 for measure in matches])
    other_name = map_codes(
        [measure is not None and measure.alias is not None for measure in matches], matching.measure.codes[left]
    )
    figures = pd.DataFrame(
        {"indicator": numbers[matching.measure.codes[left]], "period_and_area": label[left] * len(codes) + code[left]}
    )
    own_name_first = np.argsort(other_name, kind="stable")
    again[own_name_first] = figures.iloc[own_name_first].duplicated().to_numpy()
    return again & other_name


class _Rejection(NamedTuple):
    """A reason for which a figure is not used: the column that says so, and which of the figures left fail."""

    column: str
    reason: str
    fails: Callable[[_Matching], Flags]


_REJECTIONS = (
    _Rejection("measure", NO_MEASURE, _of_no_indicator),
    _Rejection("period", UNKNOWN_PERIOD, _of_no_period),
    _Rejection("area", UNKNOWN_AREA, _of_no_area),
    _Rejection("area", "the council ended before the period", _after_the_council),
    _Rejection("area", "the council began after the period, and the row has no figure", _before_the_council),
    _Rejection("area", "the council has a row under the code it had at the time", _under_another_code),
    _Rejection(
        "measure",
        "the file gives this figure under another name of the measure too, which comes first",
        _under_another_name,
    ),
)
"""Every reason, in the order in which the figures are tested: a figure has the first that it fails."""


def _list_rejections(
    row: Integers,
    reason: npt.NDArray,
    columns: Mapping[str, Coded],
    others: pd.DataFrame,
    reasons: Sequence[tuple[str, str]],
) -> pd.DataFrame:
    """Return the rejections of the figures that have a reason, among others, in order of the row.

    Text is given as categories, as a large file may have half a million of these rows and few different cells.
    """
    rejected = _rows_without_figures(row, reason)
    if not len(rejected) and others["row"].is_monotonic_increasing:
        return others
    why = reason[rejected] - np.int64(1)
    rows = row[rejected]
    table = {
        "column": Coded(why, [column for column, _ in reasons]),
        "value": _values_of(rejected, why, columns, reasons),
        "reason": Coded(why, [text for _, text in reasons]),
    }
    if len(others):
        others = others.sort_values("row", kind="stable")
        before = np.searchsorted(rows, others["row"], side="right")
        rows = np.insert(rows, before, others["row"])
        table = {name: _insert(column, before, encode(others[name])) for name, column in table.items()}
    cells = {
        name: column.category() if len(column.categories) <= _MAX_CATEGORIES else column.column()
        for name, column in table.items()
    }
    return pd.DataFrame({"row": rows, **cells}, copy=False)


def _rows_without_figures(row: Integers, reason: npt.NDArray) -> Integers:
    """Return the indexes of rejected figures: one for each row of the file that has no figure that is used."""
    rejected = np.flatnonzero(reason)
    if (row[1:] <= row[:-1]).any():
        used = np.zeros(row.max(initial=0) + 1, dtype="bool")
        used[row[reason == 0]] = True
        rejected = rejected[~used[row[rejected]]]
        # Of a row with several measures, one that the register has says more than one that it lacks.
        unknown = (reason[rejected] == 1) | (reason[rejected] > len(_REJECTIONS))
        rejected = rejected[np.lexsort((rejected, unknown, row[rejected]))]
        rejected = rejected[np.unique(row[rejected], return_index=True)[1]]
    return rejected


def _values_of(
    rejected: Integers, why: Integers, columns: Mapping[str, Coded], reasons: Sequence[tuple[str, str]]
) -> Coded:
    """Return for each rejected figure the cell of the column that its reason is about."""
    categories: list[str] = []
    codes = np.zeros(len(rejected), dtype="int64")
    for name, column in columns.items():
        concerned = np.flatnonzero(map_codes([about == name for about, _ in reasons], why))
        if len(concerned):
            of_column = column.codes[rejected[concerned]]
            printed = np.bincount(of_column) > 0
            codes[concerned] = (len(categories) - 1 + np.cumsum(printed))[of_column]
            categories += [column.categories[code] for code in np.flatnonzero(printed)]
    return Coded(codes, categories)


def _insert(column: Coded, before: Integers, others: Coded) -> Coded:
    """Return a column with the rows of another inserted before some of its own."""
    codes = np.insert(column.codes, before, others.codes + len(column.categories))
    return Coded(codes, [*column.categories, *others.categories])


def _dates_of_a_part(text: str) -> tuple[date, date] | None:
    """Return the dates of a part of a year, which only returns have; None for any other label."""
    part = read_part(text)
    return (part.start, part.end) if part is not None and part.label == text else None


def _label(printed: str, period_type: str, form: Labelling) -> _Label:
    text = form.period(read_label(printed).period, period_type)
    dates = (dates_of(text, period_type) or _dates_of_a_part(text)) if text else None
    return _Label(text, *dates) if text and dates else _Label("", date.min, date.min)


def _number_pairs(first: npt.NDArray, second: npt.NDArray) -> tuple[Integers, list[tuple[int, int]]]:
    """Number the different pairs of two whole numbers: which of them each row has, and what they are."""
    width = int(second.max(initial=0)) + 1
    numbers, different = pd.factorize(first.astype("int64") * width + second)
    return numbers, list(zip(*(half.tolist() for half in np.divmod(different, width)), strict=True))


def _map_dates(dates: Sequence[date], numbers: Integers) -> npt.NDArray:
    """Return for each row the one that it has of a few different dates."""
    return np.array([*dates, None], dtype="object")[numbers]
