"""The headline figures that the council's own reports printed, to be set beside those of this report."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import model_validator

from helpers.problems import InputProblem
from helpers.sources.checked_rows import (
    Address,
    BlankLine,
    CheckedRow,
    Line,
    Number,
    Year,
    decimals_of,
    read_checked_rows,
)

What = Literal[
    "indicators",
    "improved",
    "no_real_change",
    "worsened",
    "cannot_be_determined",
    "improved_percent",
    "no_real_change_percent",
    "worsened_percent",
    "compared",
    "first_quartile",
    "second_quartile",
    "third_quartile",
    "fourth_quartile",
    "first_quartile_percent",
    "second_quartile_percent",
    "third_quartile_percent",
    "fourth_quartile_percent",
    "rank",
    "group_size",
]
"""What a printed figure is."""

Base = Literal["", "with_direction", "all"]
"""Whether the printed number of indicators leaves out those without a direction, or has them all."""

DIRECTIONS = ("improved", "no_real_change", "worsened")


class PrintedHeadline(CheckedRow):
    """One row of `params/printed_headlines.csv`."""

    report_year: Year
    what: What
    number: Number
    base: Base
    of_period: Line
    source: Line
    paragraph: BlankLine
    note: BlankLine
    address: Address

    @model_validator(mode="after")
    def _number_fits(self) -> PrintedHeadline:
        if self.number is None or self.number < 0:
            raise ValueError("number: write the figure as it was printed, 0 or more")
        if not self.what.endswith("_percent") and self.number != int(self.number):
            raise ValueError("number: it counts, so it is whole; correct it")
        if bool(self.base) != (self.what == "indicators"):
            raise ValueError("base: say for indicators, and for nothing else, whether it is with_direction or all")
        return self


def read_printed_headlines(path: Path | None) -> pd.DataFrame:
    """Read the printed headline figures of every report, in the order of the file; none without a path.

    The directions of a report have to add up to its indicators: to those with a direction, or with those without one to
    all of them.

    Columns returned  report_year, what, number, decimals, base, of_period, source, paragraph, note, address
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right or is
                      given twice, or the figures of a report do not add up
    """
    rows = [row for _, row in read_checked_rows(path, PrintedHeadline, ("report_year", "what"))]
    for year in sorted({row.report_year for row in rows}):
        _check_sum({row.what: row for row in rows if row.report_year == year}, "" if path is None else path.name)
    columns = list(PrintedHeadline.model_fields)
    columns.insert(columns.index("number") + 1, "decimals")
    records = [
        row.model_dump() | {"number": float(row.number or 0), "decimals": decimals_of(row.number)} for row in rows
    ]
    types = dict.fromkeys(columns, "str") | {"report_year": "int64", "number": "float64", "decimals": "int64"}
    return pd.DataFrame(records, columns=columns).astype(types)


def _check_sum(of_year: dict[str, PrintedHeadline], name: str) -> None:
    total = of_year.get("indicators")
    parts = [*DIRECTIONS, *(["cannot_be_determined"] if total is not None and total.base == "all" else [])]
    if total is None or any(part not in of_year for part in parts):
        return
    added = sum(int(of_year[part].number or 0) for part in parts)
    if added != total.number:
        raise InputProblem(
            f"{name}, report_year {total.report_year}, column number: {', '.join(parts)} add up to {added}, and "
            f"indicators is {total.number}; correct the figure, or its base."
        )
