"""Defra local authority collected waste: a workbook with the waste indicators of councils, regions and England."""

from __future__ import annotations

import re

import pandas as pd

from helpers.markers import SYMBOLS
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.columns import refuse_unknown
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened
from helpers.sources.files.sheet_rows import numbered_sheets, reject_rows
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats

COUNCILS, REGIONS = "Table_3", "Table_3a"

_MEASURES = {
    "residual household waste per household": "Table 3 column 7",
    "percentage of household waste sent for reuse": "Table 3 column 8",
    "percentage of municipal waste sent to landfill": "Table 3 column 9",
    "collected household waste per person": "Table 3 column 10",
}
"""How the heading of a column of the sheet of councils begins, with the register's name of the measure."""

_ABOUT = ("year", "region", "ons code", "jpp order", "authority")
"""How the headings of the other columns of the sheet of councils begin, which say which row it is."""

_FRACTIONS = ("Table 3 column 8", "Table 3 column 9")
"""The measures that the sheet of councils prints as a fraction, and the sheet of regions as a percentage."""

_REGIONAL = {
    "household recycling rates": "Table 3 column 8",
    "collected waste sent to landfill": "Table 3 column 9",
    "residual household waste": "Table 3 column 7",
}
"""What the heading of a part of the sheet of regions says, with the register's name of the measure."""

_CODES = {
    "north east": "E12000001",
    "north west": "E12000002",
    "yorkshire and the humber": "E12000003",
    "east midlands": "E12000004",
    "west midlands": "E12000005",
    "eastern": "E12000006",
    "london": "E12000007",
    "south east": "E12000008",
    "south west": "E12000009",
    "england": "E92000001",
}

_YEAR = re.compile(r"(\d{4})[-/](\d{2})")
_BEGINS_WITH_YEAR = re.compile(r"(?:[^\W\d]+\W+)?\d{4}[-/]\d{2}(?!\d).*")
"""A label of a year with whatever is printed around it, known or not."""


def _recognises(file: Opened) -> bool:
    return file.kind == "workbook" and {COUNCILS, REGIONS} <= set(file.sheets)


def read(file: Opened) -> Published:
    """Read the waste indicators of councils from Table 3, and of regions and England from Table 3a.

    Fractions are given as percentages. Rows are numbered through the sheets: those of Table 3 first, as they stand,
    then those of Table 3a, then those of the others in the order of the workbook, which are all rejected. In a
    rejection the column is the sheet.

    Raises  Refused: Table 3 has no heading, a measure has no column, or two figures of one area and year differ
    """
    order = [COUNCILS, REGIONS, *(name for name in file.sheets if name not in (COUNCILS, REGIONS))]
    figures, rejections, rows = [], [], 0
    for name, printed in numbered_sheets(file, order):
        cells = printed.map(lambda cell: str(cell).strip())
        rows += len(cells)
        if name == COUNCILS:
            councils, reasons = _councils(cells, file.name)
        elif name == REGIONS:
            councils, reasons = _regions(cells)
        else:
            revised = name.startswith("Table") and "revision" in name.lower()
            why = (
                "a row on a sheet of revisions, which lists changes" if revised else "a row on a sheet that is not used"
            )
            councils, reasons = pd.DataFrame(), pd.Series(why, index=cells.index)
        if len(councils):
            figures.append(councils)
        rejections.append(reject_rows(cells, name, reasons))
    everything = pd.concat(figures, ignore_index=True)
    value, marker, wrong = read_numbers(everything["text"], SYMBOLS)
    share = everything["fraction"].astype("bool")
    everything = everything.assign(value=value.where(~share, (value * 100).round(10)), marker=marker)
    bad = everything[wrong]
    rejections.append(
        pd.DataFrame(
            {
                "row": bad["row"],
                "column": bad["measure"],
                "value": bad["text"],
                "reason": "not a number",
                **{column: bad[column] for column in OF_A_FIGURE},
            }
        )
    )
    none = float("nan")
    readable = everything[~wrong].assign(lower_95=none, upper_95=none, numerator=none, denominator=none)
    readable, repeats = without_repeats(readable, file.name, "ONS code")
    rejected = pd.concat([*rejections, repeats], ignore_index=True)
    return published(readable, rejected, [], pd.RangeIndex(1, rows + 1))


def _councils(cells: pd.DataFrame, name: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return the figures of the sheet of councils and why each other row has none."""
    lower = cells.apply(lambda column: column.str.lower())
    heading = lower.eq("ons code").any(axis="columns") & lower.eq("year").any(axis="columns")
    if not heading.any():
        raise Refused(f"{name} sheet {COUNCILS} has no row with the headings Year and ONS code.")
    at = heading.idxmax()
    titles = lower.loc[at]
    headings = (*_MEASURES, *_ABOUT)
    where = f"{name} sheet {COUNCILS} row {at}"
    refuse_unknown(cells.loc[at], lambda title: title.lower().startswith(headings), where, "collected waste")
    years, codes = cells[titles.eq("year").idxmax()], cells[titles.eq("ons code").idxmax()]
    with_code = years.str.fullmatch(_BEGINS_WITH_YEAR.pattern) & codes.ne("")
    of_a_year = (with_code | years.str.fullmatch(_YEAR.pattern)) & (cells.index > at)
    total = of_a_year & codes.str.lower().eq("total")
    area = of_a_year & ~total & codes.str.fullmatch(r"[EWSN]\d{8}")
    parts = []
    for begins, measure in _MEASURES.items():
        rows = titles.index[titles.str.startswith(begins)]
        if len(rows) != 1:
            raise Refused(f"{name} sheet {COUNCILS} row {at} has {len(rows)} columns {begins!r}; expected one.")
        parts.append(
            pd.DataFrame(
                {
                    "row": cells.index[area],
                    "measure": measure,
                    "area": codes[area].array,
                    "period": years[area].array,
                    "text": cells.loc[area, rows[0]].array,
                    "fraction": measure in _FRACTIONS,
                }
            )
        )
    reasons = pd.Series("a heading or a note", index=cells.index)
    reasons[total] = "a total of a region or England, which is read from Table 3a"
    reasons[of_a_year & ~total & ~area] = "the row has no code of one area"
    reasons[of_a_year & codes.eq("")] = "the row has no area code"
    return pd.concat(parts, ignore_index=True), reasons[~area]


def _regions(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the figures of the sheet of regions, part below part, and why each other row has none."""
    first = cells.iloc[:, 0].str.lower()
    titles = pd.Series(None, index=cells.index, dtype="object")
    for says, measure in _REGIONAL.items():
        titles[first.str.match(r"table 3\w:") & first.str.contains(says, regex=False)] = measure
    # A title that is not known ends the part before it.
    titles[first.str.match(r"table 3\w:") & titles.isna()] = ""
    measures = titles.ffill().fillna("")
    headings = cells.index[first.eq("region")]
    codes = first.map(_CODES)
    parts = []
    for at, end in zip(headings, [*headings[1:], cells.index[-1] + 1], strict=True):
        years = cells.loc[at]
        years = years[years.str.fullmatch(_BEGINS_WITH_YEAR.pattern)]
        inside = codes.notna() & (cells.index > at) & (cells.index < end) & measures.eq(measures[at]) & measures.ne("")
        long = cells.loc[inside, years.index].stack()
        row = long.index.get_level_values(0)
        parts.append(
            pd.DataFrame(
                {
                    "row": row,
                    "measure": measures[at],
                    "area": codes[row].array,
                    "period": years[long.index.get_level_values(1)].array,
                    "text": long.array,
                    "fraction": False,
                }
            )
        )
    regions = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    read_rows = set(regions["row"]) if len(regions) else set()
    reasons = pd.Series("a heading or a note", index=cells.index)
    reasons[codes.notna() & measures.eq("")] = "a row for a part whose measure is not known"
    return regions, reasons[~cells.index.isin(read_rows)]


def period(label: str, period_type: str) -> str | None:
    """Return the register's label of a financial year, 2021-22 or 2021/22; None for other types.

    >>> period("2021-22", "financial"), period("2022/23", "financial"), period("2021-22", "calendar")
    ('2021/22', '2022/23', None)
    """
    match = _YEAR.fullmatch(label)
    return f"{match[1]}/{match[2]}" if match and period_type == "financial" else None


FORMATS: tuple[PublishersFormat, ...] = (
    PublishersFormat(
        "collected_waste",
        "Defra local authority collected waste",
        "Department for Environment, Food and Rural Affairs",
        "Open Government Licence v3.0",
        ("defra_lacw",),
        _recognises,
        read,
        period,
    ),
)
