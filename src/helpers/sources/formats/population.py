"""ONS mid-year population estimates: a workbook with a sheet for each table, MYE1 to MYE7."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pandas as pd

from helpers.markers import SYMBOLS
from helpers.period_suffixes import PrintedLabel, read_label
from helpers.periods import label_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.columns import is_limit_of_another_level, is_status_or_note, limit_of
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened, normalised
from helpers.sources.files.sheet_rows import numbered_sheets, reject_rows
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats
from helpers.visible import shortly

_TABLE = re.compile(r"mye\s*(?P<number>[1-7])\b(?:\s*-\s*(?P<part>\w+))?", re.IGNORECASE)
"""The name of a sheet that holds a table: MYE4, MYE 5, MYE2 - Persons."""

_UNNAMED = {"4": "Population estimates", "6": "Median age"}
"""What the tables give whose headings are years alone."""

_OF_THE_TITLE = ("1", "2", "3")
"""The tables whose title names the mid-year; that of table 3 ends the twelve months whose changes it counts."""

_CENSUSES = {"2011 Census": date(2011, 3, 27), "2021 Census": date(2021, 3, 21)}
"""The days of the censuses of England and Wales."""

_CODE = r"[EWSNKJ]\d{8}"
_LIMIT = re.compile(r"(?P<year>\d{4}) empirical 95% confidence interval - (?P<side>lower|upper) bound", re.IGNORECASE)
_SYMBOLS = SYMBOLS | {"no data": "[x]"}


def _recognises(file: Opened) -> bool:
    return file.kind == "workbook" and {"mye2persons", "mye4"} <= {normalised(name) for name in file.sheets}


def read(file: Opened) -> Published:
    """Read every table of a workbook of mid-year estimates.

    `measure` is the number of the table and the heading without its year, such as MYE4: Population estimates,
    MYE2 Persons: All ages or MYE3: Births; `period` is the mid-year, or from one mid-year to the next where MYE3 counts
    what happened between them, or a census. The areas of MYE1 are its columns. The mid-year estimates of MYE7 have its
    limits. The area in square kilometres of MYE5 has no period.
    Rows are numbered through the sheets in the order of the workbook; in a rejection the column is the sheet, and of a
    cell its measure.

    Raises  Refused: a table has no headings, two columns of one heading, two rows of one area that differ, or a title
            without its mid-year
    """
    figures, rejections, rows = [], [], 0
    for name, printed in numbered_sheets(file, file.sheets):
        cells = printed.map(lambda cell: " ".join(str(cell).split()))
        rows += len(cells)
        table = _TABLE.match(name.strip())
        if table is None:
            reasons = pd.Series("a row on a sheet without a table", index=cells.index)
        else:
            figures_of_table = _table(cells, f"{file.name} sheet {shortly(name)}", table)
            reasons = _reasons(cells, figures_of_table)
            figures.append(figures_of_table)
        rejections.append(reject_rows(cells, name, reasons))
    everything = pd.concat(figures, ignore_index=True)
    wrong = pd.Series(False, index=everything.index)
    for column in ("value", "lower_95", "upper_95"):
        text = everything[column]
        everything[column], marker, neither = read_numbers(text, _SYMBOLS)
        if column == "value":
            everything["marker"] = marker
        bad = everything[neither]
        rejected = {"row": bad["row"], "column": bad["measure"], "value": text[neither], "reason": "not a number"}
        rejections.append(pd.DataFrame(rejected | {column: bad[column] for column in OF_A_FIGURE}))
        wrong |= neither
    figures_once, repeats = without_repeats(everything[~wrong], file.name, "Code")
    return published(figures_once, pd.concat([*rejections, repeats], ignore_index=True), [], pd.RangeIndex(1, rows + 1))


def _table(cells: pd.DataFrame, name: str, table: re.Match[str]) -> pd.DataFrame:
    """Return the cells of a table that hold figures, as text, one to a row."""
    number, part = table["number"], table["part"]
    prefix = f"MYE{number} {part.capitalize()}: " if part else f"MYE{number}: "
    starts = ["groupscodes"] if number == "1" else ["code", "name", "geography"]
    plain = cells.iloc[:, : len(starts)].map(normalised)
    is_heading = pd.Series([list(row) == starts for row in plain.to_numpy()], index=cells.index)
    if not is_heading.any():
        wanted = "Groups/codes" if number == "1" else "Code, Name and Geography"
        raise Refused(f"{name} has no row with the headings {wanted}.")
    at = int(is_heading[is_heading].index[0])
    title = re.search(r"mid-(\d{4})$", str(cells.iloc[0, 0]))
    if number in _OF_THE_TITLE and title is None:
        raise Refused(f"{name} row 1 does not end with the mid-year of its figures, such as mid-2020.")
    mid_year = int(title[1]) if title else 0
    below = cells.loc[at + 1 :]
    if number == "1":
        return _summary(below, name, prefix, mid_year)
    headings = {
        column: text for column, text in zip(cells.columns[3:], cells.loc[at].to_numpy()[3:], strict=True) if text
    }
    repeated = [text for text, times in Counter(headings.values()).items() if times > 1]
    if repeated:
        raise Refused(f"{name} has two columns {shortly(repeated[0])!r}; keep one of them.")
    unknown = [text for text in headings.values() if is_status_or_note(text) or _is_unknown_limit(text)]
    if unknown:
        raise Refused(
            f"{name} row {at} has the column {shortly(unknown[0])!r}, which is not known and may say something of the "
            "figures; take the column out, if they can be read without it."
        )
    areas = below[below.iloc[:, 0].str.fullmatch(_CODE)]
    limits = {
        (limit["year"], limit["side"].lower()): areas[column]
        for column, text in headings.items()
        if (limit := _LIMIT.fullmatch(text))
    }
    parts = []
    for column, text in headings.items():
        if _LIMIT.fullmatch(text) or is_limit_of_another_level(text):
            continue
        printed = read_label(text) if text[-1] in ")]*" else PrintedLabel(text)
        measure, period = _measure_and_period(printed.period, number, mid_year)
        period = f"{period} {printed.marker}".strip()
        figures = _cells(areas.index, f"{prefix}{measure}", areas.iloc[:, 0], period, areas[column])
        if measure == "Mid-year estimate":
            year = read_label(period).period.removeprefix("Mid-")
            figures["lower_95"], figures["upper_95"] = (
                limits.get((year, side), pd.Series("", index=areas.index)).array for side in ("lower", "upper")
            )
        parts.append(figures)
    return pd.concat(parts, ignore_index=True) if parts else _cells(areas.index[:0], "", "", "", "")


def _is_unknown_limit(heading: str) -> bool:
    understood = _LIMIT.fullmatch(heading) or is_limit_of_another_level(heading)
    return limit_of(heading) is not None and not understood


def _summary(below: pd.DataFrame, name: str, prefix: str, mid_year: int) -> pd.DataFrame:
    """Return the figures of the countries, whose codes are in a row and whose measures are in the first column."""
    is_code = below.iloc[:, 0].map(normalised).eq("countrycode")
    if is_code.sum() != 1:
        raise Refused(f"{name} has {is_code.sum()} rows Country Code; expected one.")
    codes = below[is_code].iloc[0]
    rows = below[~is_code & below.iloc[:, 0].ne("")]
    parts = [
        _cells(rows.index, prefix + rows.iloc[:, 0], codes[column], f"Mid-{mid_year}", rows[column])
        for column in below.columns[1:]
        if re.fullmatch(_CODE, codes[column])
    ]
    return pd.concat(parts, ignore_index=True) if parts else _cells(rows.index[:0], "", "", "", "")


def _measure_and_period(heading: str, number: str, mid_year: int) -> tuple[str, str]:
    """Part the heading of a column into the measure and the period that it is of."""
    if census := re.fullmatch(r"(\d{4}) census", heading, re.IGNORECASE):
        return "Census", f"{census[1]} Census"
    if match := re.fullmatch(r"(.*?) ?\bmid-(\d{4})", heading, re.IGNORECASE):
        return match[1].capitalize() or _UNNAMED.get(number, "Population estimates"), f"Mid-{match[2]}"
    if match := re.fullmatch(r"(\d{4}) (.+)", heading):
        return match[2][0].upper() + match[2][1:], f"Mid-{match[1]}"
    if number == "2":
        return heading, f"Mid-{mid_year}"
    return heading, f"Mid-{mid_year - 1} to mid-{mid_year}" if number == "3" else ""


def _cells(
    rows: pd.Index, measure: pd.Series | str, area: pd.Series | str, period: str, value: pd.Series | str
) -> pd.DataFrame:
    columns: dict[str, object] = {"row": rows, "measure": measure, "area": area, "period": period, "value": value}
    missing = {"lower_95": "", "upper_95": "", "numerator": float("nan"), "denominator": float("nan"), "marker": ""}
    return pd.DataFrame(columns | missing, index=rows).reset_index(drop=True)


def _reasons(cells: pd.DataFrame, figures_of_table: pd.DataFrame) -> pd.Series:
    """Say why each row of a table that holds no figure has none."""
    rest = cells[~cells.index.isin(figures_of_table["row"])]
    reasons = pd.Series("a heading or a note", index=rest.index)
    if len(figures_of_table):
        figures = rest.iloc[:, 1:].map(lambda cell: bool(re.fullmatch(r"-?[\d,.]+", cell))).any(axis="columns")
        reasons[figures & (rest.index > figures_of_table["row"].min())] = "the row has no area code"
    return reasons


def period(label: str, period_type: str) -> str | None:
    """Return the register's label of a mid-year, which is 30 June, of the twelve months to one, or of a census.

    >>> period("Mid-2020", "snapshot"), period("Mid-2019 to mid-2020", "year_to_month"), period("Mid-2020", "calendar")
    ('30 Jun 2020', 'Jul 2019-Jun 2020', None)
    """
    if label in _CENSUSES:
        return label_of(_CENSUSES[label], _CENSUSES[label], period_type)
    match = re.fullmatch(r"(?:Mid-(?P<before>[12]\d{3}) to m|M)id-(?P<year>[12]\d{3})", label)
    if match is None:
        return None
    last = date(int(match["year"]), 6, 30)
    first = date(int(match["before"]), 7, 1) if match["before"] else last
    return label_of(first, last, period_type)


FORMATS: tuple[PublishersFormat, ...] = (
    PublishersFormat(
        "ons_mye",
        "ONS mid-year population estimates",
        "Office for National Statistics",
        "Open Government Licence v3.0",
        ("ons_mye",),
        _recognises,
        read,
        period,
    ),
)
