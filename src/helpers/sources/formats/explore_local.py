"""ONS Explore Local Statistics: one tidy CSV for each subject, a row for each indicator, area and period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from helpers.markers import SYMBOLS
from helpers.period_suffixes import read_remark
from helpers.periods import dates_of, label_of
from helpers.sources.cell_numbers import fifteen_digits, read_numbers
from helpers.sources.coded import Coded, Columns, Integers, arrow_text, encode, select_rows
from helpers.sources.files.columns import limit_of
from helpers.sources.files.limits import Ragged, Refused
from helpers.sources.files.opening import Opened, normalised
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import Published, first_rows, published

SOURCES = ("ons_els", "dcms_participation")
"""The sources whose figures the service gives: the Participation Survey stands apart, as its publisher is another."""

_NAMES: dict[str, frozenset[str]] = {
    "areacd": frozenset({"areacd"}),
    "indicator": frozenset({"indicator"}),
    "variable": frozenset({"variablename"}),
    "period": frozenset({"period"}),
    "observation": frozenset({"observation", "value", "rate"}),
    "lci95": frozenset({"lci95", "lowerconfidenceinterval95"}),
    "uci95": frozenset({"uci95", "upperconfidenceinterval95"}),
    "numerator": frozenset({"numerator", "count"}),
    "denominator": frozenset({"denominator", "total"}),
    "status": frozenset({"status", "observationstatus"}),
    "notes": frozenset({"notes"}),
}
"""What the columns that are read are called here, and the bare names that the layouts since 2023 have for them."""

LEFT_OUT = {
    "areanm": "the code says which area it is",
    "geography": "the code says what kind of area it is",
    **dict.fromkeys(
        (
            "country",
            "nation",
            "region",
            "countyorunitaryauthority",
            "localauthoritydistrict",
            "combinedauthorityorcityregion",
        ),
        "the name of the area again, in the column of its kind",
    ),
    "measure": "the register says what is measured",
    "unit": "the register has the unit",
    "mission": "where the indicator stood in the publisher's plan of 2023",
    "category": "where the indicator stood in the publisher's plan of 2023",
    "polarity": "the register has the polarity",
}
"""The columns that are known and not read, by their bare names, and why."""

_NEEDED = ("areacd", "period", "observation")

_OF_THE_API = frozenset({"indicator", "areacd", "areanm", "period", "value", "lci95", "uci95", "status"})
"""The columns that an answer of the publisher's API can have: a file with no others is one."""

_SYMBOLS = SYMBOLS | {"na": "[x]", "n/a": "[x]"} | {f"[{name}]": sign for name, sign in SYMBOLS.items()}
"""The symbols in a column of numbers; the layouts before 2026 print na if there is none."""

_STATUSES = SYMBOLS | {symbol: f"[{symbol}]" for symbol in ("b", "e", "f", "p", "r")}
"""The shorthand for each symbol of the column of the status."""

_REMARKS = ((re.compile(r"low reliability|interpret with caution|less reliable"), "[u]"),)
"""What a remark in the column of the status says of a figure, beside the words that every publisher uses."""

_REMARKS_INSTEAD = (
    (re.compile(r"suppress|confidential|disclos"), "[c]"),
    (re.compile(r"not applicable"), "[z]"),
)
"""The meaning of a remark without a figure; with any other remark a missing figure is not available."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_REPEATED = ("areacd", "indicator", "variable", "period", "status", "notes")
"""The columns in which many rows hold few different cells."""

_NUMBERS = ("observation", "lci95", "uci95")
_COUNTS = ("numerator", "denominator")

_INSTEAD = ("[c]", "[x]", "[z]")

_PERIOD = re.compile(
    r"(?:(?:gregorian-)?interval/)?(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00:00)?"
    r"(?:/P(?P<length>[0-9]{1,4})(?P<unit>[YM]))?"
)
_TWO_YEARS = re.compile(r"([12][0-9]{3})(?: ?- ?|/)(?:[12][0-9])?([0-9]{2})")
_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")
_MONTHS = re.compile(r"(0[1-9]|1[0-2])/([12][0-9]{3}) ?- ?(0[1-9]|1[0-2])/([12][0-9]{3})")
_CODE = re.compile(r"[ewsnk][0-9]{8}")


_LIMITS = {("lower", "95"): "lci95", ("upper", "95"): "uci95"}
"""What limits of 95% are called here, whatever name the file has for them."""


def _role_of(name: str) -> str:
    """Return what a column is called here, a limit of 95% under any name that says so; blank where it is not read."""
    bare = normalised(name)
    return next((role for role, names in _NAMES.items() if bare in names), _LIMITS.get(limit_of(name) or ("", ""), ""))


def has_layout(file: Opened) -> bool:
    """Say whether a file has the columns of a layout of Explore Local Statistics, or of an answer of its API."""
    roles = {_role_of(name) for name in file.header}
    return roles >= set(_NEEDED) and bool(roles & {"indicator", "variable"})


def is_of_the_api(file: Opened) -> bool:
    """Say whether a file has no other columns than an answer of the API can have."""
    return "value" in file.columns and file.columns <= _OF_THE_API


def knows(name: str) -> bool:
    """Say whether a column is one that is read, or one of LEFT_OUT."""
    return bool(_role_of(name)) or normalised(name) in LEFT_OUT


def _recognises(file: Opened) -> bool:
    return has_layout(file) and not is_of_the_api(file)


def read(file: Opened) -> Published:
    """Read a file of Explore Local Statistics, of any of the layouts that its publisher has used since 2023.

    `measure` is the short name of the indicator: the column Indicator, or the Variable name where that is shorter, as
    the publisher changed them over at the end of 2024. `period` is as printed. An interval that is printed without a
    value is left out. Rows without an area code or without valid numbers are rejected; a count that is not a number is
    a cell that is not used.

    Raises  Refused: two rows of one indicator, area and period differ, or two columns have one meaning
    """
    names: dict[str, str] = {}
    for name in file.header:
        role = _role_of(name)
        if role and (first := names.setdefault(role, name)) != name and role != "notes":
            raise Refused(f"{file.name} row 1 has two columns of one meaning, {first} and {name}; keep one.")
    numbers = [names[role] for role in (*_NUMBERS, *_COUNTS) if role in names]
    text, rows, ragged = file.text(
        list(names.values()),
        coded=[names[role] for role in _REPEATED if role in names],
        numbers=numbers,
    )
    return _read(text, names, rows, ragged, file.name)


def read_table(frame: pd.DataFrame, ragged: Sequence[Ragged], name: str) -> Published:
    """Read the rows of a table; `name` is what messages call its file.

    Columns needed  areacd, indicator, period, observation, lci95, uci95 and status, all as text
    Raises          Refused, as `read` does
    """
    columns = list(frame.columns)
    text = pa.table({column: arrow_text(frame[column]) for column in columns})
    return _read(text, dict(zip(columns, columns, strict=True)), frame.index, ragged, name)


def _read(
    text: pa.Table, names: Mapping[str, str], rows: pd.Index, ragged: Sequence[Ragged], file_name: str
) -> Published:
    row = rows.to_numpy()
    blank = Coded(np.zeros(len(row), dtype="int64"), [""])
    area, indicator, variable, printed, status, notes = (
        encode(text.column(names[name])).stripped() if name in names else blank for name in _REPEATED
    )
    area = Coded(area.codes, [cell.upper() if _CODE.fullmatch(cell) else cell for cell in area.categories])
    numbers = {name: _numbers(text.column(names[name])) for name in (*_NUMBERS, *_COUNTS) if name in names}
    value, marker, _ = numbers["observation"]
    has_value = ~np.isnan(value)
    measure = _shorter(indicator, variable)
    of_a_figure = {"measure": measure, "area": area, "period": printed}
    instead = status.where([_shorthand(cell) in _INSTEAD for cell in status.categories]) & has_value
    no_area = area.where([cell.lower() in ("", "na") for cell in area.categories])
    none = np.zeros(len(row), dtype="bool")
    wrong = {name: numbers[name][2] if name in numbers else none for name in (*_NUMBERS, *_COUNTS)}
    rejected = [
        _rejected(
            row,
            text.column(names[name]),
            at,
            _called(names[name], name),
            reason,
            of_a_figure if name != "areacd" else {},
        )
        for name, at, reason in (
            ("areacd", no_area, "the row has no area code"),
            *((name, at, "not a number") for name, at in wrong.items()),
            ("status", instead, "the status says that there is no figure, but there is one"),
        )
        if at.any()
    ]
    marker, provisional = _add_remarks(marker, status, notes, has_value)
    columns: Columns = {
        "row": row,
        "measure": measure,
        "area": area,
        "period": printed,
        "value": value,
        "marker": marker,
        "status": Coded(provisional.astype("int64"), ["final", "provisional"]),
        **{
            called: np.where(has_value, numbers[name][0], np.nan)
            for name, called in (("lci95", "lower_95"), ("uci95", "upper_95"))
            if name in numbers
        },
        **{name: numbers[name][0] for name in _COUNTS if name in numbers},
    }
    if rejected:
        columns = select_rows(columns, ~np.logical_or.reduce([no_area, instead, *(wrong[name] for name in _NUMBERS)]))
    columns, repeats = first_rows(columns, file_name, "areacd")
    rejections = pd.concat([*rejected, repeats], ignore_index=True) if rejected else repeats
    return published(columns, rejections, ragged, rows)


def _shorthand(cell: str) -> str:
    """Return the shorthand of a status; blank where it has none."""
    return _STATUSES.get(cell.lower().strip("[]"), "")


def _add_remarks(marker: Coded, status: Coded, notes: Coded, has_value: Flags) -> tuple[Coded, Flags]:
    """Return the markers with those of status and notes, and which figures are provisional.

    A remark is next to a figure, or says why there is none; notes are of codes, or say that it is provisional.
    """
    for markers, concerned in (
        ([_shorthand(cell) for cell in status.categories], np.ones(len(has_value), dtype="bool")),
        ([_remark(cell, with_value=True) for cell in status.categories], has_value),
        ([_remark(cell, with_value=False) for cell in status.categories], ~has_value),
    ):
        if any(markers):
            marks = status.where([text != "" for text in markers]) & concerned
            codes = np.where(marks, len(marker.categories) + status.codes, marker.codes)
            marker = Coded(codes, [*marker.categories, *markers])
    noted = notes.where([_provisional(cell) for cell in notes.categories])
    provisional = marker.where(["[p]" in text.split() for text in marker.categories]) | noted
    unmarked = marker.where([text == "" for text in marker.categories]) & noted
    if unmarked.any():
        marker = Coded(np.where(unmarked, len(marker.categories), marker.codes), [*marker.categories, "[p]"])
    return marker, provisional


def _called(name: str, role: str) -> str:
    """Return what a rejection calls a column: as the file does, where that is another name than today's layout has."""
    return role if normalised(name) == role else name


def _remark(cell: str, *, with_value: bool) -> str:
    """Return the shorthand for what a remark in the column of the status says; blank where it marks nothing."""
    text = cell.lower()
    if text.strip("[]") in _STATUSES:
        return ""
    if with_value and (common := read_remark(cell)):
        return common.marker
    symbols = _REMARKS if with_value else _REMARKS_INSTEAD
    return next((shorthand for words, shorthand in symbols if words.search(text)), "")


def _provisional(note: str) -> bool:
    return "provisional" in note.lower()


def _shorter(indicator: Coded, variable: Coded) -> Coded:
    """Return for each row the shorter of two names, where both are given."""
    if variable.categories == [""]:
        return indicator
    pairs = pd.MultiIndex.from_arrays([indicator.codes, variable.codes])
    which, different = pairs.factorize()
    names = [(indicator.categories[first], variable.categories[second]) for first, second in different]
    return Coded(which.astype("int64"), [min(filter(None, pair), key=len, default="") for pair in names]).stripped()


def _rejected(
    row: Integers, column: pa.ChunkedArray, at: Flags, name: str, reason: str, of_a_figure: Mapping[str, Coded]
) -> pd.DataFrame:
    cells = column.filter(pa.array(at)).cast(pa.string()).to_pandas()
    beside = {name: cell.of(at).column() for name, cell in of_a_figure.items()}
    return pd.DataFrame({"row": row[at], "column": name, "value": cells.array, "reason": reason, **beside})


def _numbers(column: pa.ChunkedArray) -> tuple[Numbers, Coded, Flags]:
    """Read a column of cells, or of what `Opened.text` could read as numbers, as `read_numbers` does."""
    if not pa.types.is_floating(column.type):
        numbers, markers, wrong = read_numbers(column.to_pandas(), _SYMBOLS)
        return numbers.to_numpy(), encode(markers), wrong.to_numpy(dtype="bool")
    values, blank = np.full(len(column), np.nan), np.ones(len(column), dtype="int64")
    if column.null_count < len(column):
        rows = slice(None) if not column.null_count else np.flatnonzero(column.is_valid().to_numpy())
        values[rows] = fifteen_digits(column.drop_null().to_numpy())
        blank[rows] = 0
    return values, Coded(blank, ["", "[x]"]), np.zeros(len(column), dtype="bool")


def period(label: str, period_type: str) -> str | None:
    """Return the register's label of a period as the layouts since 2023 print it; None where it is not of the type.

    Newer ones print the ISO start with a duration, or a day: 2022-08-01/P1Y is 2022/23. The publisher dates the school
    year from 1 August or 1 September; both are the academic year. Older ones print a year, two years that follow each
    other, a month, or the first and last month.

    >>> period("2022-08-01/P1Y", "academic"), period("2019-01-01/P3Y", "rolling_3y"), period("2025-04-30", "snapshot")
    ('2022/23 (academic)', '2019-21', '30 Apr 2025')
    >>> period("2019-01-01/P5Y", "rolling_5y"), period("2023-07-01/P1M", "month"), period("2022-02-01/P1Y", "academic")
    ('2019-23', 'Jul 2023', None)
    >>> period("2022-08-01T00:00:00/P1Y", "academic"), period("2011-2012", "financial"), period("2023", "calendar")
    ('2022/23 (academic)', '2011/12', '2023')
    >>> period("01/2004 - 12/2004", "calendar"), period("2023-07", "month"), period("2023", "financial")
    ('2004', 'Jul 2023', None)
    """
    match = _PERIOD.fullmatch(label)
    if match is None:
        return _older_period(label, period_type)
    months = int(match["length"]) * (12 if match["unit"] == "Y" else 1) if match["length"] else 0
    try:
        first = date.fromisoformat(match["day"])
        years, month = divmod(first.month - 1 + months, 12)
        last = first
        if match["length"]:
            last = first.replace(year=first.year + years, month=month + 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    if period_type == "academic" and (first.month, first.day, months) == (8, 1, 12):
        first, last = first.replace(month=9), last.replace(month=8)
    return label_of(first, last, period_type)


_ENDINGS = {"financial": "", "academic": " (academic)", "fe_year": " (FE year)", "year_to_nov": " (Nov-Nov)"}
"""What the register adds to a split year, which the older layouts print alike for every kind of year."""


def _older_period(label: str, period_type: str) -> str | None:
    if period_type in _ENDINGS and (two := _TWO_YEARS.fullmatch(label)):
        printed = f"{two[1]}/{two[2]}{_ENDINGS[period_type]}"
        return printed if dates_of(printed, period_type) else None
    if month := _MONTH.fullmatch(label):
        first = last = date(int(month[1]), int(month[2]), 1)
    elif months := _MONTHS.fullmatch(label):
        first, last = date(int(months[2]), int(months[1]), 1), date(int(months[4]), int(months[3]), 1)
    else:
        return label if period_type == "calendar" and dates_of(label, period_type) else None
    return label_of(first, (last + timedelta(days=31)).replace(day=1) - timedelta(days=1), period_type)


def not_figures(file: Opened) -> str | None:
    """Say what a look-up file of areas or indicators is, or None where the file is none that is known."""
    header = tuple(name.lower() for name in file.header)
    if header[:1] == ("areacd",) and {"global", "economic", "demographic"} <= set(header):
        return "is a list of clusters of similar areas and holds no figures."
    if header[:1] == ("areacd",) and len(header) > 1 and all(name.isdigit() for name in header[1:]):
        return "is a list of each area's most similar areas and holds no figures."
    if {"slug", "topic", "subtopic", "dataset"} <= set(header):
        return "is a list of indicators by topic and holds no figures."
    names = header[0].split("\t") if len(header) == 1 else header
    if "status" in names and any(re.fullmatch(r"ons_code_\d{4}", name) for name in names):
        return "is a list of councils with their codes in each year and holds no figures."
    return None


FORMATS: tuple[PublishersFormat, ...] = (
    PublishersFormat(
        "explore_local",
        "ONS Explore Local Statistics",
        "Office for National Statistics",
        "Open Government Licence v3.0",
        SOURCES,
        _recognises,
        read,
        period,
        knows,
    ),
)
