"""ONS Explore Local Statistics: one tidy CSV for each subject, a row for each indicator, area and period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers.markers import SYMBOLS
from helpers.sources.opening import REJECTION_COLUMNS, Opened, Ragged, normalised
from helpers.sources.published import Format, Published, published, read_numbers, without_repeats

_COLUMNS = frozenset({"areacd", "indicator", "period", "observation", "measure", "lci95", "uci95", "status"})

_STATUSES = SYMBOLS | {symbol: f"[{symbol}]" for symbol in ("b", "e", "f", "p", "r")}
"""The shorthand for each symbol of the column `status`; other text there is a remark and marks nothing."""

Numbers = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]

_EXACT = 15
"""The characters of a number that has no digit beyond the fifteenth."""

_INSTEAD = ("[c]", "[x]", "[z]")

_PERIOD = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:/P(?P<length>\d+)(?P<unit>[YM]))?")

_YEARS = {
    "financial": ((4, 1), "{0}/{1:02d}"),
    "academic": ((9, 1), "{0}/{1:02d} (academic)"),
    "fe_year": ((8, 1), "{0}/{1:02d} (FE year)"),
    "calendar": ((1, 1), "{0}"),
    "year_to_sep": ((10, 1), "Sep {2}"),
    "year_to_nov": ((11, 16), "{0}/{1:02d} (Nov-Nov)"),
}
"""For each type of one year: the day and month it starts, and its label of year, next year's two digits, next year."""


def _recognises(file: Opened) -> bool:
    return file.columns >= _COLUMNS


def read(file: Opened) -> Published:
    """Read a file of Explore Local Statistics.

    `measure` is the column `indicator`, `period` the ISO start with its duration. An interval that is printed without
    a value is left out. Rows without an area code or whose numbers are none are rejected. Raises Refused where two rows
    of one indicator, area and period differ.
    """
    frame, ragged = file.table([name for name in file.header if normalised(name) in _COLUMNS])
    frame.columns = pd.Index([normalised(name) for name in frame.columns])
    return read_table(frame, ragged, file.name)


def read_table(frame: pd.DataFrame, ragged: Sequence[Ragged], name: str) -> Published:
    """Read the rows of a table: areacd, indicator, period, observation, lci95, uci95 and status, all as text.

    `name` is what messages call its file. Raises Refused as `read` does.
    """
    value, marker, wrong = _numbers(frame["observation"])
    lower, _, wrong_lower = _numbers(frame["lci95"])
    upper, _, wrong_upper = _numbers(frame["uci95"])
    has_value = ~np.isnan(value)
    provisional = contradicting = np.zeros(len(frame), dtype="bool")
    if frame["status"].ne("").any():
        said = _statuses(frame["status"])
        marker = marker.where(said == "", said)
        provisional, contradicting = said == "[p]", has_value & np.isin(said, _INSTEAD)
    area = frame["areacd"].str.strip()
    figures = pd.DataFrame(
        {
            "row": frame.index.to_numpy(),
            "measure": frame["indicator"].str.strip().array,
            "area": area.array,
            "period": frame["period"].str.strip().array,
            "value": value,
            "lower_95": np.where(has_value, lower, np.nan),
            "upper_95": np.where(has_value, upper, np.nan),
            "numerator": np.nan,
            "denominator": np.nan,
            "marker": marker.array,
            "status": "final",
        }
    )
    if provisional.any():
        figures.loc[provisional, "status"] = "provisional"
    no_area = area.isin(["", "na"]).to_numpy()
    rejected = [
        pd.DataFrame({"row": frame.index[at], "column": column, "value": frame.loc[at, column], "reason": reason})
        for column, at, reason in (
            ("areacd", no_area, "the row has no area code"),
            ("observation", wrong, "not a number"),
            ("lci95", wrong_lower, "not a number"),
            ("uci95", wrong_upper, "not a number"),
            ("status", contradicting, "the status says that there is no figure, but there is one"),
        )
        if at.any()
    ]
    if rejected:
        figures = figures[~(no_area | wrong | wrong_lower | wrong_upper | contradicting)]
    if figures.duplicated(["measure", "area", "period"]).any():
        figures, repeats = without_repeats(figures, name, "areacd")
        rejected.append(repeats)
    if rejected:
        return published(figures, pd.concat(rejected, ignore_index=True), ragged, frame.index)
    return published(figures, pd.DataFrame({name: [] for name in REJECTION_COLUMNS}), ragged, frame.index)


def _numbers(text: pd.Series) -> tuple[Numbers, pd.Series, Flags]:
    """Read a column of cells as `read_numbers` does, at once where all of them are plain numbers or blank."""
    cells = pa.array(text)
    blank = pc.equal(cells, "")
    try:
        numbers = pc.cast(pc.if_else(blank, None, cells), pa.float64()).to_numpy(zero_copy_only=False).copy()
    except pa.ArrowInvalid:
        numbers = None
    empty = np.asarray(blank)
    if numbers is None or not np.isfinite(numbers[~empty]).all() or pc.any(pc.ends_with(cells, ".")).as_py():
        read, marker, wrong = read_numbers(text, SYMBOLS)
        return read.to_numpy(), marker.reset_index(drop=True), wrong.to_numpy(dtype="bool")
    long = np.flatnonzero(np.asarray(pc.greater(pc.utf8_length(cells), _EXACT)))
    numbers[long] = [float(f"{number:.15g}") for number in numbers[long]]
    return numbers, pc.if_else(blank, "[x]", "").to_pandas(), np.zeros(len(text), dtype="bool")


def _statuses(text: pd.Series) -> Texts:
    """Return the shorthand of each status, blank where there is none or only a remark."""
    codes, cells = pd.factorize(text)
    known = [_STATUSES.get(str(cell).strip().lower().strip("[]"), "") for cell in cells]
    return np.array(known, dtype="object")[codes] if known else np.array([], dtype="object")


def period(label: str, period_type: str) -> str | None:
    """Return the register's label of an ISO start with a duration, or of a day; None where it is not of the type.

    The publisher prints the start of a year: 2022-08-01/P1Y is 2022/23. It dates the school year from 1 August or
    1 September; both are the academic year.

    >>> period("2022-08-01/P1Y", "academic"), period("2019-01-01/P3Y", "rolling_3y"), period("2025-04-30", "snapshot")
    ('2022/23 (academic)', '2019-21', '30 Apr 2025')
    """
    match = _PERIOD.fullmatch(label)
    if match is None:
        return None
    try:
        start = date.fromisoformat(match["day"])
    except ValueError:
        return None
    following = start.year + 1
    duration = (match["length"] or "") + (match["unit"] or "")
    if period_type == "snapshot":
        if duration == "1M" and start.day == 1:
            return f"{start:%b %Y}"
        return f"{start.day} {start:%b %Y}" if duration == "" else None
    if period_type == "rolling_3y" and duration == "3Y":
        if (start.month, start.day) == (1, 1):
            return f"{start.year}-{(start.year + 2) % 100:02d}"
        if (start.month, start.day) == (4, 1):
            return f"{start.year}/{following % 100:02d}-{(start.year + 2) % 100:02d}/{(start.year + 3) % 100:02d}"
    if duration != "1Y" or period_type not in _YEARS:
        return None
    begins, form = _YEARS[period_type]
    if (start.month, start.day) != begins and not (period_type == "academic" and (start.month, start.day) == (8, 1)):
        return None
    return form.format(start.year, following % 100, following)


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
