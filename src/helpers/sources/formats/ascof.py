"""Measures from the Adult Social Care Outcomes Framework: the open data of one year, and the time series workbook.

The open data has a row for each part of a figure: its outcome, numerator, denominator, base and margin of error. The
workbook has a sheet for each measure and a column for each part and year. Codes were given to other measures in 2023 to
2024, so that 2A is one measure in the open data and another in the workbook: the two are sources of their own.
A margin of error is half a 95% confidence interval. A measure with one is from a survey. Its base, which is how many
people answered, is the denominator. It has no numerator, because the printed ones are weighted.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from helpers.markers import SYMBOLS
from helpers.periods import dates_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.columns import says_of_the_figure
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged, Refused
from helpers.sources.files.opening import Opened, normalised
from helpers.sources.files.sheet_rows import numbered_sheets
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import Published, published, without_repeats
from helpers.visible import shortly

COLUMNS = {
    "geographicalcode": "code",
    "geographicaldescription": "name",
    "geographicallevel": "level",
    "onscode": "area",
    "onsareacode": "area",
    "disaggregationlevel": "part",
    "disaggregation": "part",
    "measuretype": "kind",
    "measurevalue": "value",
    "measuregroup": "group",
}
"""The columns of the open data that are read, by their bare names, and what they are called here."""

LEFT_OUT = {
    "ascofmeasurecode": "the group and the part say the same",
    "measuregroupdescription": "the register says what is measured",
}
"""The columns of the open data that are known and not read, by their bare names, and why."""

NEEDED = frozenset({"code", "name", "level", "area", "part", "kind", "value", "group"})

KINDS = {
    "outcome": "value",
    "numerator": "numerator",
    "denominator": "denominator",
    "base": "base",
    "number of respondents": "base",
    "margin of error": "margin",
}
"""The parts of a figure, as they are printed, and what they are called here."""

NO_YEAR = "no year, as the name of the file has none"

_SYMBOLS = SYMBOLS | {f"[{symbol}]": f"[{symbol}]" for symbol in ("x", "c", "z", "u", "low")} | {"na": "[x]"}
_CODE = r"[EWSN]\d{8}"
_GROUP = re.compile(r"(?P<code>\d[A-Z])\(?(?P<part>\d[A-Z]?)?\)?", re.IGNORECASE)
_SHEET = re.compile(r"table[_ ](?P<code>\d[a-z](?:\(\d[a-z]?\))?)", re.IGNORECASE)
_HEADING = re.compile(rf"(?P<year>20\d\d to 20\d\d) - (?:(?P<part>.+) )?(?P<kind>{'|'.join(KINDS)})", re.IGNORECASE)
_ABOUT = ("localauthoritycode", "localauthority", "onsareacode")
_KEY = ["measure", "area", "period"]


def knows(name: str) -> bool:
    """Say whether a column of the open data is one that is read, or one of LEFT_OUT."""
    return normalised(name) in COLUMNS or normalised(name) in LEFT_OUT


def _recognises_open_data(file: Opened) -> bool:
    return {COLUMNS.get(normalised(name)) for name in _first_row(file)} >= NEEDED


def _first_row(file: Opened) -> list[str]:
    """Return the names of the columns of a CSV file, or of a workbook of one sheet."""
    if file.kind != "workbook":
        return list(file.header)
    if len(file.sheets) != 1:
        return []
    cells = file.sheet(file.sheets[0])
    return [str(cell).strip() for cell in cells.iloc[0]] if len(cells) else []


def read_open_data(file: Opened) -> Published:
    """Read the open data of one year, from CSV or a workbook of one sheet.

    `measure` is ASCOF, the code of the measure and the part of the people, such as ASCOF 2A(1) Total; `area` the ONS
    code, or the name of a council that has none; `period` the financial year in the name of the file, as no column says
    it. A row of a count or a margin is rejected, as it is read with the outcome of its measure and area.

    Raises  Refused: two rows of one part of a figure differ, or a column may say something of the figures and is not
            known
    """
    frame, ragged = _open_table(file)
    cells = frame.apply(lambda column: column.str.strip())
    kind = cells["kind"].str.lower().map(KINDS).fillna("")
    measure = "ASCOF " + cells["group"].map(_code_of) + " " + cells["part"]
    council = cells["level"].str.lower().eq("council")
    area = cells["area"].where(cells["area"].str.fullmatch(_CODE), cells["name"].where(council, ""))
    number, marker, wrong = read_numbers(cells["value"], _SYMBOLS)
    long = pd.DataFrame(
        {
            "row": cells.index,
            "measure": measure,
            "area": area,
            "period": _year_in(file.name) or NO_YEAR,
            "kind": kind,
            "number": number,
            "marker": marker,
        }
    )
    problems = (
        ("Measure Type", kind.eq(""), cells["kind"], "not a known part of a figure"),
        ("ONS Code", area.eq(""), cells["name"], "a type of council, not an area"),
        ("Measure Value", wrong, cells["value"], "neither a number nor a known symbol for a missing figure"),
    )
    good = ~np.logical_or.reduce([failing for _, failing, _, _ in problems])
    rejections = [_rejected(values[failing], name, reason) for name, failing, values, reason in problems]
    long, repeats = _without_repeats(long[good], file.name)
    beside = long["kind"].ne("value")
    kinds = cells.loc[long.index[beside], "kind"]
    rejections += [repeats, _rejected(kinds, "Measure Type", "read with the outcome of its measure and area")]
    return published(_figures(long), pd.concat(rejections, ignore_index=True), ragged, cells.index)


def _open_table(file: Opened) -> tuple[pd.DataFrame, list[Ragged]]:
    names = _first_row(file)
    roles = [COLUMNS[normalised(name)] for name in names if normalised(name) in COLUMNS]
    if twice := [role for role in roles if roles.count(role) > 1]:
        raise Refused(f"{file.name} row 1 has two columns of one meaning ({twice[0]}); keep one.")
    if file.kind != "workbook":
        wanted = {name: COLUMNS[normalised(name)] for name in file.header if normalised(name) in COLUMNS}
        frame, ragged = file.table(list(wanted))
        return frame.rename(columns=wanted), ragged
    for name in names:
        if not knows(name) and says_of_the_figure(name):
            raise Refused(f"{file.name} row 1 has the column {shortly(name)!r}, which is not known; take it out.")
    cells = file.sheet(file.sheets[0])[1:].map(str)
    taken = {
        COLUMNS[normalised(name)]: cells[column]
        for column, name in zip(cells.columns, names, strict=True)
        if normalised(name) in COLUMNS
    }
    return pd.DataFrame(taken), []


def _code_of(group: str) -> str:
    """Return the code of a measure as the framework prints it: 2A1 is 2A(1)."""
    match = _GROUP.fullmatch(group)
    if match is None:
        return group
    return match["code"].upper() + (f"({match['part'].upper()})" if match["part"] else "")


def _year_in(name: str) -> str:
    """Return the financial year that the name of a file says; blank where it says none, or several.

    >>> _year_in("meas-from-asc-of-eng-1920-open-data-csv.csv"), _year_in("raw/meas-from-asc-of-eng-2022-csv-v3.csv")
    ('2019-20', '2021-22')
    >>> _year_in("ascof 2023-24.csv"), _year_in("meas-from-asc-of-eng-open-data.csv")
    ('2023-24', '')
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    years = set()
    for first, second in re.findall(r"(?<![0-9])(?:20)?([0-9]{2})[-_ ]?(?:to[-_ ]?)?(?:20)?([0-9]{2})(?![0-9])", base):
        if int(second) == int(first) + 1:
            years.add(f"20{first}-{second}")
    if not years:
        years = {f"{int(year) - 1}-{year[2:]}" for year in re.findall(r"(?<![0-9])(20[0-9]{2})(?![0-9])", base)}
    return years.pop() if len(years) == 1 else ""


def _recognises_time_series(file: Opened) -> bool:
    return (
        file.kind == "workbook"
        and sum(bool(_SHEET.fullmatch(name.strip())) for name in file.sheets) > 1
        and any(normalised(name) == "comparabilityovertimelog" for name in file.sheets)
    )


def read_time_series(file: Opened) -> Published:
    """Read every table of the time series workbook.

    `measure` is ASCOF and the code in the name of the sheet, such as ASCOF 2D(1), with the words before outcome where a
    table has several; `period` as printed, 2023 to 2024. A number in brackets is of the people of an earlier survey;
    the publisher calls that before it the official one. Rows are numbered through the sheets in the order of the
    workbook; in a rejection the column is the sheet.

    Raises  Refused: a table has no headings or one that is not known, or two rows of one area differ
    """
    parts, rejections, rows = [], [], 0
    for name, printed in numbered_sheets(file, file.sheets):
        cells = printed.map(lambda cell: " ".join(str(cell).split()))
        rows += len(cells)
        table = _SHEET.fullmatch(name.strip())
        if table is None:
            first = cells.iloc[:, 0] if cells.shape[1] else pd.Series("", index=cells.index)
            rejections.append(_rejected(first, name, "a row on a sheet without a table"))
            continue
        figures, area, at = _table(cells, f"{file.name} sheet {shortly(name)}", table["code"].upper())
        parts.append(figures)
        reasons = area[area.eq("")]
        heading = reasons.index <= at
        for why, those in (("a heading or a note", heading), ("a type of council, not an area", ~heading)):
            rejections.append(_rejected(cells.loc[reasons.index[those]].iloc[:, 0], name, why))
    long = pd.concat(parts, ignore_index=True)
    bare = long["text"].str.replace(r"\s*\([^()]*\)$", "", regex=True)
    long["number"], long["marker"], wrong = read_numbers(bare, _SYMBOLS)
    rejected = long[wrong]
    rejections.append(
        pd.DataFrame(
            {
                "row": rejected["row"],
                "column": rejected["measure"],
                "value": rejected["text"],
                "reason": "not a number",
            },
            columns=REJECTION_COLUMNS,
        )
    )
    long, repeats = _without_repeats(long[~wrong], file.name)
    every = pd.concat([*rejections, repeats], ignore_index=True)
    return published(_figures(long), every, [], pd.RangeIndex(1, rows + 1))


def _table(cells: pd.DataFrame, where: str, code: str) -> tuple[pd.DataFrame, pd.Series, int]:
    """Return the parts of a table's figures, one to a row, the area of each of its rows and the row of its headings."""
    bare = cells.iloc[:, :3].map(normalised)
    headings = [
        int(row) for row, titles in zip(bare.index, bare.to_numpy().tolist(), strict=True) if titles == list(_ABOUT)
    ]
    if len(headings) != 1:
        raise Refused(
            f"{where} has {len(headings)} rows with the headings Local authority code and ONS area code; expected one."
        )
    at = headings[0]
    titles = {column: str(cells.loc[at, column]) for column in cells.columns[3:] if cells.loc[at, column]}
    below = cells.loc[at + 1 :]
    council = below.iloc[:, 0].str.fullmatch(r"\d+|[A-Z0-9]{5}")
    area = below.iloc[:, 2].where(below.iloc[:, 2].str.fullmatch(_CODE), below.iloc[:, 1].where(council, ""))
    taken = area[area.ne("")]
    parts = []
    for column, title in titles.items():
        match = _HEADING.fullmatch(title)
        if match is None:
            raise Refused(f"{where} row {at} has the column {shortly(title)!r}, which is not known; it must be a year.")
        part = match["part"] or ""
        own = "" if part.upper() in ("", code) else f" {part.lower()}"
        parts.append(
            pd.DataFrame(
                {
                    "row": taken.index,
                    "measure": f"ASCOF {code}{own}",
                    "area": taken.array,
                    "period": match["year"],
                    "kind": KINDS[match["kind"].lower()],
                    "text": below.loc[taken.index, column].array,
                }
            )
        )
    figures = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"row": []})
    return figures, area.reindex(cells.index, fill_value=""), at


def _without_repeats(long: pd.DataFrame, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Do what `published.without_repeats` does with parts of figures, each as a measure of its own."""
    none = dict.fromkeys(("lower_95", "upper_95", "numerator", "denominator"), float("nan"))
    split = "\t"
    parts = long.assign(measure=long["measure"] + split + long["kind"], value=long["number"], **none)
    first_figures, repeats = without_repeats(parts, name, "ONS code")
    return long.loc[first_figures.index], repeats


def _figures(long: pd.DataFrame) -> pd.DataFrame:
    """Return the outcomes with the counts and the margin that go with them."""
    figures = long[long["kind"].eq("value")].rename(columns={"number": "value"})
    beside = {str(kind): part.set_index(_KEY)["number"] for kind, part in long.groupby("kind")}
    at = pd.MultiIndex.from_frame(figures[_KEY])
    nothing = np.full(len(figures), np.nan)
    taken = {
        kind: beside[kind].reindex(at).to_numpy() if kind in beside else nothing
        for kind in ("numerator", "denominator", "base", "margin")
    }
    surveyed = ~np.isnan(taken["margin"]) | ~np.isnan(taken["base"])
    value = figures["value"].to_numpy()
    return figures.drop(columns="kind").assign(
        lower_95=np.round(value - taken["margin"], 10),
        upper_95=np.round(value + taken["margin"], 10),
        numerator=np.where(surveyed, np.nan, taken["numerator"]),
        denominator=np.where(surveyed, taken["base"], taken["denominator"]),
    )


def _rejected(cells: pd.Series, column: str, reason: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"row": cells.index, "column": column, "value": cells.to_numpy(), "reason": reason}, columns=REJECTION_COLUMNS
    )


def period(label: str, period_type: str) -> str | None:
    """Return the register's label of a financial year, 2020-21 or 2023 to 2024; None for other types.

    >>> period("2023 to 2024", "financial"), period("2020-21", "financial"), period("2020-21", "calendar")
    ('2023/24', '2020/21', None)
    """
    match = re.fullmatch(r"(20\d\d)(?:-| to 20)(\d\d)", label)
    printed = f"{match[1]}/{match[2]}" if match and period_type == "financial" else ""
    return printed if printed and dates_of(printed, period_type) else None


_LICENCE = "Open Government Licence v3.0"

FORMATS: tuple[PublishersFormat, ...] = (
    PublishersFormat(
        "ascof_open_data",
        "ASCOF open data",
        "NHS Digital",
        _LICENCE,
        ("nhsd_ascof_2021",),
        _recognises_open_data,
        read_open_data,
        period,
        knows,
    ),
    PublishersFormat(
        "ascof_time_series",
        "ASCOF time series",
        "Department of Health and Social Care",
        _LICENCE,
        ("dhsc_ascof",),
        _recognises_time_series,
        read_time_series,
        period,
    ),
)
