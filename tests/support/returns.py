"""Returns and survey cards made for a test, as a department would fill them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from helpers.register import Indicator

HEADER = [
    "indicator",
    "area",
    "period",
    "value",
    "numerator",
    "denominator",
    "target",
    "commentary",
    "planned_improvement",
    "owner",
    "status",
    "survey",
    "respondents",
    "standard_deviation",
    "lower_95",
    "upper_95",
    "in_system",
    "verification_weeks",
    "signed_by",
    "signed_on",
]

CARD_HEADER = [
    "survey",
    "title",
    "method",
    "sampling",
    "base",
    "fieldwork_start",
    "fieldwork_end",
    "respondents",
    "invited",
    "population",
    "weighting",
    "design_effect",
    "note",
]

GOOD: dict[str, Any] = {
    "indicator": "potholes_pct",
    "area": "Leicestershire",
    "period": "2022/23",
    "value": 41.5,
    "numerator": 415,
    "denominator": 1000,
    "target": 50,
    "commentary": "A wet winter",
    "owner": "Head of Highways",
    "status": "final",
}

OF_A_SURVEY: dict[str, Any] = {
    "indicator": "satisfied_pct",
    "area": "Leicestershire",
    "period": "2022/23",
    "value": 62.0,
    "target": 65,
    "owner": "Head of Communities",
    "status": "final",
    "survey": "residents_2022",
    "respondents": 1100,
}

CARD: dict[str, Any] = {
    "survey": "residents_2022",
    "title": "Residents survey 2022",
    "method": "telephone",
    "sampling": "quota",
    "base": "residents aged 18 and over",
    "fieldwork_start": "2022-09-01",
    "fieldwork_end": "2022-11-30",
    "respondents": 1106,
    "invited": 9000,
    "population": 570_000,
    "weighting": "age and gender",
    "design_effect": 1.1,
    "note": "Landlines were called more than mobiles",
}


def indicator(indicator_id: str, value_type: str, unit: str, **more: Any) -> Indicator:
    """An indicator whose figures a department hands in."""
    usual: dict[str, Any] = {
        "indicator_id": indicator_id,
        "title": indicator_id.replace("_", " ").title(),
        "dashboard": "Transport",
        "polarity": "higher_is_better",
        "value_type": value_type,
        "unit": unit,
        "decimals": 1,
        "period_type": "financial",
        "frequency": "annual",
        "counted": True,
        "source_id": "local_return",
        "source_measure": "",
        "breaks": "",
        "note": "",
        "definition": f"What {indicator_id} counts.",
        "owner": "Head of Transport",
        "measure_type": "",
    }
    return Indicator.model_validate(usual | more)


def indicators() -> tuple[Indicator, ...]:
    """A share, a share from a survey, a mean, a rate, a count by calendar year, and one of another source."""
    return (
        indicator("complaints_rate", "rate", "per 10,000 people"),
        indicator("happiness_mean", "mean", "points"),
        indicator("potholes_pct", "percentage", "%"),
        indicator("satisfied_pct", "percentage", "%"),
        indicator("visits", "count", "visits", decimals=0, period_type="calendar"),
        indicator("waste_pct", "percentage", "%", source_id="defra_waste"),
    )


class Formula(str):
    """A cell that holds a formula."""


class Percent(float):
    """A number that is shown as a percentage."""


def workbook(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    cards: Sequence[Mapping[str, Any]] = (),
    header: Sequence[str] = HEADER,
) -> Path:
    """Write a return as a spreadsheet does, with the sheet of cards."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "dd/mm/yyyy"})
        for name, names, lines in (("Return", header, rows), ("Surveys", CARD_HEADER, cards)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, names)
            for at, line in enumerate(lines, start=1):
                for column, cell in line.items():
                    position = names.index(column)
                    if isinstance(cell, Formula):
                        sheet.write_formula(at, position, cell, value=41.5)
                    elif isinstance(cell, Percent):
                        sheet.write_number(at, position, cell, percent)
                    elif isinstance(cell, date | datetime):
                        sheet.write_datetime(at, position, cell, day)
                    else:
                        sheet.write(at, position, cell)
    return path


def csv_file(path: Path, rows: Sequence[Mapping[str, Any]], header: Sequence[str] = HEADER) -> Path:
    """Write a return or cards as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path
