"""The councils with whose funding the council's own reports compare it, and the gap that each report printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
from pydantic import AfterValidator

from helpers.areas import UPPER_TIER, Areas
from helpers.problems import InputProblem
from helpers.sources.checked_rows import BlankLine, CheckedRow, Year, read_checked_rows
from helpers.visible import value_shown

COLUMNS: Final = ("report_year", "area_code", "figure_id", "printed_m", "as_printed")


def _checked_code(text: str) -> str:
    if not (len(text) == 9 and text[0] == "E" and text[1:].isdigit()):
        raise ValueError("write the code of a council, as E10000030")
    return text


class FundingComparator(CheckedRow):
    """One row of `params/funding_comparators.csv`; `figure_id` is the printed gap in `params/published_figures.csv`."""

    report_year: Year
    area_code: Annotated[str, AfterValidator(_checked_code)]
    figure_id: BlankLine


def read_funding_comparators(path: Path | None, figures: pd.DataFrame, areas: Areas, year: int) -> pd.DataFrame:
    """Read the councils that the reports up to a year compare the funding with, the latest report first.

    `figures` are those of `read_published_figures`.

    Columns needed    figures: figure_id, value, as_printed
    Columns returned  report_year, area_code, figure_id, printed_m (million pounds; missing where none is named) and
                      as_printed
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right, is
                      given twice, names another area than a council with a county's services, or a figure that was not
                      printed
    """
    printed = figures.set_index("figure_id")[["value", "as_printed"]].to_dict("index")
    rows: list[tuple[int, str, str, Any, str]] = []
    for where, row in read_checked_rows(path, FundingComparator, ("report_year", "area_code")):
        if row.area_code not in areas or areas[row.area_code].area_type not in UPPER_TIER:
            raise InputProblem(
                f"{where}, column area_code: {value_shown(row.area_code)} is no council with a county's services; "
                "write the code of one in reference/areas.csv."
            )
        if row.report_year > year:
            continue
        if row.figure_id and row.figure_id not in printed:
            raise InputProblem(
                f"{where}, column figure_id: {value_shown(row.figure_id)} is not in published_figures.csv; write the "
                "figure_id of the gap that the report printed, or nothing."
            )
        figure = printed.get(row.figure_id, {"value": None, "as_printed": ""})
        rows.append((row.report_year, row.area_code, row.figure_id, figure["value"], str(figure["as_printed"])))
    rows.sort(reverse=True, key=lambda row: (row[0], row[1]))
    return pd.DataFrame(rows, columns=list(COLUMNS))
