"""MHCLG figures of council finance: core spending power, and revenue outturn by authority."""

from __future__ import annotations

import re

import pandas as pd

from helpers.markers import SYMBOLS
from helpers.period_suffixes import read_label
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.columns import is_status_or_note, refuse_unknown
from helpers.sources.files.limits import REJECTION_COLUMNS, Refused
from helpers.sources.files.opening import Opened, normalised
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.formats.money import MoneyFormat, power_rows, spending_rows
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats

_CODE = r"[EWSN]\d{8}"

_COMPONENT = re.compile(r"(?P<measure>[a-z_]+)_(?P<year>20\d{2})")

_SYMBOLS = (
    SYMBOLS
    | {"…": "[x]", "...": "[x]", "[x]": "[x]", "[z]": "[z]", "[n]": "[x]"}
    | {f"[note {number}]": "[x]" for number in range(1, 10)}
)
"""The symbols of the outturn; [n] is no appropriate estimate, and a note alone stands instead of a figure."""

_SHEET = re.compile(r"(?:RSX?|RO\d)[ _]LA[ _]Data[ _](?P<first>20\d{2})-?(?P<last>\d{2})")

_ABOUT = ("", "ecode", "onscode", "localauthority", "notes", "class", "detailedclass", "certification")
"""The headings of columns that say which authority a row is of, and of two that are left out.

The notes say why an authority has no figures, as [x] does in their place. The certification says whether its finance
officer has signed the return; whether the figures are provisional stands on the front page.
"""

_TIME_SERIES = frozenset({"yearending", "lalgfcode"})
"""Two columns of the revenue outturn of several years in one CSV file, which no format reads."""


def _recognises_power(file: Opened) -> bool:
    if file.kind != "csv" or not file.columns >= {"onscode", "authority", "region"}:
        return False
    return file.columns >= {"year", "sfa", "cttotal"} or any(re.fullmatch(r"sfa_20\d{2}", name) for name in file.header)


def read_power(file: Opened) -> Published:
    """Read core spending power, wide for one year or long for several, in millions of pounds.

    `measure` is the component, such as sfa, and `period` the year in which the financial year starts. The table has a
    row for every authority of any year: one that is zero in every column had ended or had not begun, and is rejected.

    Raises  Refused: two rows of one authority and year differ, or a column is of limits, counts, a status or notes
    """
    frame, ragged = file.table()
    parts = {name: match for name in file.header if (match := _COMPONENT.fullmatch(read_label(name).period))}
    if not parts:
        long = [name for name in file.header if name not in ("ons_code", "authority", "region", "year")]
        columns = [(name, name, frame["year"].str.strip()) for name in long]
    else:
        columns = [
            (name, part["measure"], pd.Series(_with_suffix(part["year"], name), index=frame.index))
            for name, part in parts.items()
        ]
    components = [name for name in file.header if name in parts]
    refuse_unknown(file.header, lambda name: name in components, f"{file.name} row 1", "MHCLG core spending power")
    code = frame["ons_code"].str.strip()
    read = {name: read_numbers(frame[name], _SYMBOLS) for name, _, _ in columns}
    empty = pd.concat([read[name][0].eq(0) for name, _, _ in columns], axis="columns").all(axis="columns")
    nowhere = ~code.str.fullmatch(_CODE)
    good = ~empty & ~nowhere
    figures = pd.concat(
        [
            pd.DataFrame(
                {
                    "row": frame.index[good & ~read[name][2]],
                    "measure": measure,
                    "area": code[good & ~read[name][2]].array,
                    "period": years[good & ~read[name][2]].array,
                    "value": read[name][0][good & ~read[name][2]].array,
                    "marker": read[name][1][good & ~read[name][2]].array,
                }
            )
            for name, measure, years in columns
        ],
        ignore_index=True,
    )
    figures, repeats = without_repeats(_with_missing(figures), file.name, "ons_code")
    reasons = [
        repeats,
        _rejected(frame, "ons_code", nowhere, "the row has no ONS code"),
        _rejected(frame, "ons_code", empty, "zero in every column: the authority had ended or had not begun"),
        *(
            _rejected(frame, name, read[name][2], "not a number").assign(
                measure=measure, area=code[read[name][2]].array, period=years[read[name][2]].array
            )
            for name, measure, years in columns
        ),
    ]
    return published(figures, pd.concat(reasons, ignore_index=True), ragged, frame.index)


def _with_suffix(year: str, heading: str) -> str:
    """Return a year with what the heading of its column says of the figures, as other labels have it."""
    return f"{year} {read_label(heading).marker}".strip()


def not_figures(file: Opened) -> str | None:
    """Say why the revenue outturn of several years in one CSV file is not read; None for any other file.

    No edition of it could be read when the formats were written, and none is read from a description.
    """
    if file.kind != "csv" or not {normalised(name) for name in file.names} >= _TIME_SERIES:
        return None
    return (
        "is the revenue outturn of several years in one file, which is not read; use the workbooks of single years "
        "(RSX, RS or RO, data by local authority)."
    )


def _with_missing(figures: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of numbers that a publisher does not give."""
    none = float("nan")
    return figures.assign(lower_95=none, upper_95=none, numerator=none, denominator=none)


def _rejected(frame: pd.DataFrame, column: str, failing: pd.Series, reason: str) -> pd.DataFrame:
    at = frame.index[failing]
    return pd.DataFrame(
        {"row": at, "column": column, "value": frame.loc[at, column], "reason": reason}, columns=REJECTION_COLUMNS
    )


def _data_sheets(file: Opened) -> list[str]:
    return [name for name in file.sheets if _SHEET.match(name)]


def _recognises_outturn(file: Opened) -> bool:
    return file.kind == "workbook" and len(_data_sheets(file)) == 1


def read_outturn(file: Opened) -> Published:
    """Read the revenue outturn of authorities, in thousands of pounds.

    `measure` is the heading of a column, after that of its group where headings repeat, and `period` the financial
    year in the name of the sheet. Rows are those of the sheet of data, as they stand. Totals, notes and helper rows
    are rejected. The figures are provisional where the front page says so.

    Raises  Refused: the sheet of data has no heading, two columns have one heading, or two rows of one authority differ
    """
    cells, at, titles = _sheet(file)
    code, short, name = (_about(cells, at, heading) for heading in ("onscode", "ecode", "localauthority"))
    below = pd.Series(cells.index > at, index=cells.index)
    total = below & short.eq("[Y]")
    coded = below & ~total & code.str.fullmatch(_CODE)
    borrowed = coded & code.str.match("E12|E92")
    good = coded & ~borrowed
    text = cells.loc[good, list(titles.index)].set_axis(titles, axis="columns")
    long = pd.Series(text.stack())
    rows = long.index.get_level_values(0)
    value, marker, wrong = read_numbers(long.reset_index(drop=True), _SYMBOLS)
    year = _SHEET.match(_data_sheets(file)[0])
    assert year is not None
    figures = pd.DataFrame(
        {
            "row": rows,
            "measure": long.index.get_level_values(1),
            "area": code[rows].array,
            "period": f"{year['first']}-{year['last']}",
            "value": value.array,
            "marker": marker.array,
            "status": "provisional" if _is_provisional(file) else "final",
        }
    )
    unnamed = below & short.eq("") & code.eq("") & name.ne("")
    reasons = pd.Series("a heading, a note or a helper row", index=cells.index)
    reasons[below & short.str.fullmatch(r"E\d{4}") & ~code.str.fullmatch(_CODE)] = "the row has no ONS code"
    filled = (cells[list(titles.index)] != "").any(axis="columns")
    reasons[total | (unnamed & filled)] = "a total of a class, not of an authority"
    reasons[borrowed] = "not a council, but printed under the code of a region or England"
    rest = reasons[~good]
    rejections = [
        pd.DataFrame(
            {"row": rest.index, "column": "Local authority", "value": name[~good], "reason": rest},
            columns=REJECTION_COLUMNS,
        ),
        pd.DataFrame(
            {
                "row": rows[wrong.to_numpy()],
                "column": figures.loc[wrong.to_numpy(), "measure"].array,
                "value": long[wrong.to_numpy()].array,
                "reason": "not a number",
                **{name: figures.loc[wrong.to_numpy(), name].array for name in OF_A_FIGURE},
            }
        ),
    ]
    figures, repeats = without_repeats(_with_missing(figures[~wrong.to_numpy()]), file.name, "ONS Code")
    return published(figures, pd.concat([*rejections, repeats], ignore_index=True), [], cells.index)


def _sheet(file: Opened) -> tuple[pd.DataFrame, int, pd.Series]:
    """Return the cells of the sheet of data as text, the row of its headings, and the name of each measure."""
    sheet = _data_sheets(file)[0]
    cells = file.sheet(sheet).map(lambda cell: " ".join(str(cell).split()))
    rows = zip(cells.index, cells.to_numpy(), strict=True)
    at = next((int(row) for row, cells_of in rows if {"ecode", "onscode"} <= set(map(normalised, cells_of))), None)
    if at is None:
        raise Refused(f"{file.name} sheet {sheet} has no row with the headings E-code and ONS Code.")
    headings = _row(cells, at)
    titles = headings[~headings.map(normalised).isin(_ABOUT)].map(_without_footnote)
    if unknown := [title for title in titles if is_status_or_note(title)]:
        raise Refused(
            f"{file.name} sheet {sheet} row {at} has the column {unknown[0]!r}, which is not known and may say "
            "something of the figures; take the column out, if the figures can be read without it."
        )
    if titles.duplicated().any():
        titles = _with_groups(cells, at, titles)
    if titles.duplicated().any():
        raise Refused(
            f"{file.name} sheet {sheet} row {at} has two columns {titles[titles.duplicated()].iloc[0]!r}; keep one."
        )
    return cells, at, titles


def _with_groups(cells: pd.DataFrame, at: int, titles: pd.Series) -> pd.Series:
    """Put before each heading the title of its group, which stands over the first of its columns only."""
    above = cells.loc[: at - 1, list(titles.index)]
    words = above.map(lambda cell: bool(re.search("[A-Za-z]", cell)))
    rows = above.index[words.any(axis="columns")]
    if not len(rows):
        return titles
    last = int(rows[-1])
    groups = _row(above, last).where(_row(words, last).astype("bool")).ffill().fillna("")
    return groups.map(_without_footnote) + ": " + titles


def _row(cells: pd.DataFrame, at: int) -> pd.Series:
    return pd.Series(cells.loc[at].to_numpy(), index=cells.columns)


def _without_footnote(title: str) -> str:
    return re.sub(r"\s*(?:\[note \d+\]|\((?:\d{1,2}|[a-z])\))$", "", title)


def _about(cells: pd.DataFrame, at: int, heading: str) -> pd.Series:
    headings = _row(cells, at).map(normalised)
    columns = headings.index[headings == heading]
    return cells[columns[0]] if len(columns) else pd.Series("", index=cells.index)


def _is_provisional(file: Opened) -> bool:
    front = [name for name in file.sheets if normalised(name) == "frontpage"]
    return any("provisional" in file.sheet(name).stack().astype("str").str.strip().str.lower().array for name in front)


def changed(before: Opened, after: Opened, measures: int | None = None) -> pd.DataFrame:
    """List the authorities whose outturn differs between two editions of one year, such as provisional and final.

    The cells of the first `measures` columns are compared as printed, including digits beyond the fifteenth, for the
    authorities and measures that both editions have. A `largest` below a thousandth of a pound is a digit that a
    spreadsheet adds, not a revision.

    Columns returned  in order of area: area (ONS code), name, cells (how many differ), marked (how many of those have a
                      figure in one edition only), largest (the largest difference of two figures; missing where none)
    Raises            Refused: an authority appears twice
    """
    texts, names = [], []
    for file in (before, after):
        cells, at, titles = _sheet(file)
        code = _about(cells, at, "onscode")
        good = (cells.index > at) & code.str.fullmatch(_CODE) & ~code.str.match("E12|E92")
        good &= _about(cells, at, "ecode").ne("[Y]")
        if (twice := code[good][code[good].duplicated()]).size:
            raise Refused(f"{file.name} has the authority {twice.iloc[0]} twice; keep one row.")
        texts.append(cells.loc[good, list(titles.index)].set_axis(titles, axis="columns").set_axis(code[good]))
        names.append(_about(cells, at, "localauthority")[good].set_axis(code[good]))
    first, second = texts
    columns = [name for name in first.columns[:measures] if name in second.columns]
    areas = first.index[first.index.isin(second.index)]
    old, new = (text.loc[areas, columns].apply(pd.to_numeric, errors="coerce") for text in texts)
    marked = old.isna() != new.isna()
    apart = (old - new).abs()
    differ = marked | apart.gt(0)
    cells_that_differ = pd.DataFrame(
        {
            "area": areas,
            "name": names[1].loc[areas].array,
            "cells": differ.sum(axis="columns").array,
            "marked": marked.sum(axis="columns").array,
            "largest": apart.where(apart.gt(0)).max(axis="columns").array,
        }
    )
    return cells_that_differ[cells_that_differ["cells"].gt(0)].sort_values("area", ignore_index=True)


def period(label: str, period_type: str) -> str | None:
    """Return the register's label of a financial year, 2017-18 or 2017; None for other types.

    >>> period("2017-18", "financial"), period("2017", "financial"), period("2017-19", "financial")
    ('2017/18', '2017/18', None)
    """
    match = re.fullmatch(r"(20\d{2})(?:-(\d{2}))?", label)
    if match is None or period_type != "financial":
        return None
    following = f"{(int(match[1]) + 1) % 100:02d}"
    return f"{match[1]}/{following}" if match[2] in (None, following) else None


_MHCLG = "Ministry of Housing, Communities and Local Government"
_LICENCE = "Open Government Licence v3.0"

FORMATS: tuple[PublishersFormat, ...] = (
    MoneyFormat(
        "core_spending_power",
        "MHCLG core spending power",
        _MHCLG,
        _LICENCE,
        ("mhclg_csp",),
        _recognises_power,
        read_power,
        period,
        kind="spending_power",
        money=power_rows,
    ),
    MoneyFormat(
        "revenue_outturn",
        "MHCLG revenue outturn by authority",
        _MHCLG,
        _LICENCE,
        ("mhclg_rs", "mhclg_rs_bbc", "mhclg_rsx"),
        _recognises_outturn,
        read_outturn,
        period,
        kind="service_spending",
        money=spending_rows,
    ),
)
