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
from helpers.periods import label_of
from helpers.sources.opening import Opened, Ragged, Refused, normalised
from helpers.sources.published import (
    Coded,
    Columns,
    Format,
    Places,
    Published,
    arrow_text,
    coded,
    fifteen_digits,
    first_rows,
    published,
    read_numbers,
    some_rows,
)

_COLUMNS = frozenset({"areacd", "indicator", "period", "observation", "measure", "lci95", "uci95", "status"})

_STATUSES = SYMBOLS | {symbol: f"[{symbol}]" for symbol in ("b", "e", "f", "p", "r")}
"""The shorthand for each symbol of the column `status`; other text there is a remark and marks nothing."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_REPEATED = ("areacd", "indicator", "period", "status")
"""The columns in which many rows hold few different cells."""

_NUMBERS = ("observation", "lci95", "uci95")

_INSTEAD = ("[c]", "[x]", "[z]")

_PERIOD = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:/P(?P<length>[0-9]{1,4})(?P<unit>[YM]))?")


def _recognises(file: Opened) -> bool:
    return file.columns >= _COLUMNS


def read(file: Opened) -> Published:
    """Read a file of Explore Local Statistics.

    `measure` is the column `indicator`, `period` the ISO start with its duration. An interval that is printed without
    a value is left out. Rows without an area code or whose numbers are none are rejected. Raises Refused where two rows
    of one indicator, area and period differ.
    """
    names: dict[str, str] = {}
    for name in (each for each in file.header if normalised(each) in _COLUMNS):
        if (first := names.setdefault(normalised(name), name)) != name:
            raise Refused(f"{file.name} row 1 has two columns of one meaning, {first} and {name}; keep one.")
    text, rows, ragged = file.text(
        [names[name] for name in (*_REPEATED, *_NUMBERS)],
        coded=[names[name] for name in _REPEATED],
        numbers=[names[name] for name in _NUMBERS],
    )
    return _read(text, names, rows, ragged, file.name)


def read_table(frame: pd.DataFrame, ragged: Sequence[Ragged], name: str) -> Published:
    """Read the rows of a table: areacd, indicator, period, observation, lci95, uci95 and status, all as text.

    `name` is what messages call its file. Raises Refused as `read` does.
    """
    columns = (*_REPEATED, *_NUMBERS)
    text = pa.table({each: arrow_text(frame[each]) for each in columns})
    return _read(text, dict(zip(columns, columns, strict=True)), frame.index, ragged, name)


def _read(
    text: pa.Table, names: Mapping[str, str], rows: pd.Index, ragged: Sequence[Ragged], file_name: str
) -> Published:
    row = rows.to_numpy()
    area, measure, printed, status = (coded(text.column(names[name])).stripped() for name in _REPEATED)
    numbers = {name: _numbers(text.column(names[name])) for name in _NUMBERS}
    value, marker, _ = numbers["observation"]
    has_value = ~np.isnan(value)
    said = [_STATUSES.get(cell.lower().strip("[]"), "") for cell in status.cells]
    instead = np.array([each in _INSTEAD for each in said], dtype="bool")[status.places] & has_value
    no_area = np.array([each in ("", "na") for each in area.cells], dtype="bool")[area.places]
    rejected = [
        _rejected(row, text.column(names[name]), at, name, reason)
        for name, at, reason in (
            ("areacd", no_area, "the row has no area code"),
            *((name, wrong, "not a number") for name, (_, _, wrong) in numbers.items()),
            ("status", instead, "the status says that there is no figure, but there is one"),
        )
        if at.any()
    ]
    if any(said):
        says = np.array([each != "" for each in said])[status.places]
        marker = Coded(np.where(says, len(marker.cells) + status.places, marker.places), [*marker.cells, *said])
    statuses = ["provisional" if each == "[p]" else "final" for each in said]
    columns: Columns = {
        "row": row,
        "measure": measure,
        "area": area,
        "period": printed,
        "value": value,
        "lower_95": np.where(has_value, numbers["lci95"][0], np.nan),
        "upper_95": np.where(has_value, numbers["uci95"][0], np.nan),
        "marker": marker,
        "status": Coded(status.places, statuses),
    }
    if rejected:
        columns = some_rows(columns, ~np.logical_or.reduce([no_area, instead, *(each[2] for each in numbers.values())]))
    columns, repeats = first_rows(columns, file_name, "areacd")
    rejections = pd.concat([*rejected, repeats], ignore_index=True) if rejected else repeats
    return published(columns, rejections, ragged, rows)


def _rejected(row: Places, column: pa.ChunkedArray, at: Flags, name: str, reason: str) -> pd.DataFrame:
    cells = column.filter(pa.array(at)).cast(pa.string()).to_pandas()
    return pd.DataFrame({"row": row[at], "column": name, "value": cells.array, "reason": reason})


def _numbers(column: pa.ChunkedArray) -> tuple[Numbers, Coded, Flags]:
    """Read a column of cells, or of what `Opened.text` could read as numbers, as `read_numbers` does."""
    if not pa.types.is_floating(column.type):
        numbers, markers, wrong = read_numbers(column.to_pandas(), SYMBOLS)
        return numbers.to_numpy(), coded(markers), wrong.to_numpy(dtype="bool")
    found, blank = np.full(len(column), np.nan), np.ones(len(column), dtype="int64")
    if column.null_count < len(column):
        given = slice(None) if not column.null_count else np.flatnonzero(column.is_valid().to_numpy())
        found[given] = fifteen_digits(column.drop_null().to_numpy())
        blank[given] = 0
    return found, Coded(blank, ["", "[x]"]), np.zeros(len(column), dtype="bool")


def period(label: str, period_type: str) -> str | None:
    """Return the register's label of an ISO start with a duration, or of a day; None where it is not of the type.

    The publisher prints the start of a year: 2022-08-01/P1Y is 2022/23. It dates the school year from 1 August or
    1 September; both are the academic year.

    >>> period("2022-08-01/P1Y", "academic"), period("2019-01-01/P3Y", "rolling_3y"), period("2025-04-30", "snapshot")
    ('2022/23 (academic)', '2019-21', '30 Apr 2025')
    >>> period("2019-01-01/P5Y", "rolling_5y"), period("2023-07-01/P1M", "month"), period("2022-02-01/P1Y", "academic")
    ('2019-23', 'Jul 2023', None)
    """
    match = _PERIOD.fullmatch(label)
    if match is None:
        return None
    months = int(match["length"]) * (12 if match["unit"] == "Y" else 1) if match["length"] else 0
    years, month = divmod(int(label[5:7]) - 1 + months, 12)
    try:
        first = date.fromisoformat(match["day"])
        last = first
        if match["length"]:
            last = first.replace(year=first.year + years, month=month + 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    if period_type == "academic" and (first.month, first.day, months) == (8, 1, 12):
        first, last = first.replace(month=9), last.replace(month=8)
    return label_of(first, last, period_type)


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


FORMATS: tuple[Format, ...] = (
    Format(
        "explore_local",
        "ONS Explore Local Statistics",
        "Office for National Statistics",
        "Open Government Licence v3.0",
        ("ons_els",),
        _recognises,
        read,
        period,
    ),
)
