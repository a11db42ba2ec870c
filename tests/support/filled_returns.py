"""A department's workbook filled in as a spreadsheet would save it, and the register rows of the worked example."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook

from helpers.areas import Areas
from helpers.periods import PERIOD_TYPES
from helpers.register import Indicator
from helpers.sources.returns.departments import workbooks
from helpers.sources.returns.senders import duties

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples/returns"

Typed = str | float | date
"""What a person types into a cell."""

_OF_THE_EXAMPLE = {
    "trees_planted_count": (
        "Trees planted since the programme began", "Environment and Waste", "higher_is_better", "count", "trees", "0",
        "snapshot", "Director of Environment and Transport",
    ),
    "council_emissions_tonnes": (
        "Carbon dioxide from the council's operations", "Environment and Waste", "lower_is_better", "count", "tonnes",
        "0", "financial", "Director of Environment and Transport",
    ),
    "family_hubs_count": (
        "Family hubs open", "Child Health and Early Years", "higher_is_better", "count", "hubs", "0", "snapshot",
        "Director of Children and Family Services",
    ),
    "sickness_absence_days": (
        "Working days lost to sickness absence", "Council Finance", "lower_is_better", "mean",
        "days per full-time employee", "1", "financial", "Director of Corporate Resources",
    ),
    "reserves_pct": (
        "Reserves as a share of the net budget", "Council Finance", "neutral", "percentage", "%", "1", "snapshot",
        "Director of Corporate Resources",
    ),
}  # fmt: skip
"""The indicators of the worked example, for a register that has not got them."""

_COLUMNS = ("title", "dashboard", "polarity", "value_type", "unit", "decimals", "period_type", "owner")


def register_the_example(register: Path) -> None:
    """Add the indicators of the worked example to a register that has not got them."""
    with register.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    usual = dict.fromkeys(rows[0], "") | {
        "frequency": "annual",
        "counted": "false",
        "source_id": "local_return",
        "measure_type": "local",
        "controlled_by": "county",
        "organisation": "county council",
    }
    names = {row["indicator_id"] for row in rows}
    for name, about in _OF_THE_EXAMPLE.items():
        if name not in names:
            definition = f"What {name} counts in the period, as a test says of it."
            row = {"indicator_id": name, "definition": definition, **dict(zip(_COLUMNS, about, strict=True))}
            rows.append(usual | row)
    rows.sort(key=lambda row: row["indicator_id"])
    with register.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def example_indicators() -> tuple[Indicator, ...]:
    """The indicators of the worked example alone."""
    return tuple(
        Indicator.model_validate(
            {
                "indicator_id": name,
                **dict(zip(_COLUMNS, about, strict=True)),
                "frequency": "annual",
                "counted": False,
                "source_id": "local_return",
                "source_measure": "",
                "breaks": "",
                "note": "",
                "definition": f"All {name}.",
                "measure_type": "local",
            }
        )
        for name, about in sorted(_OF_THE_EXAMPLE.items())
    )


def example_workbooks(areas: Areas) -> dict[str, bytes]:
    """The workbooks of 2023 that ask for the worked example alone."""
    as_at = dict.fromkeys(PERIOD_TYPES, date(2023, 3, 31))
    owed = duties(example_indicators(), 2023, as_at)
    return workbooks(owed, {}, areas, "E10000018", 2023, as_at, date(2023, 5, 31))


WRONG: dict[tuple[str, int, str], Typed] = {
    ("Return", 2, "value"): "about 10,600",
    ("Return", 2, "commentary"): "Street lights were dimmed, saving X%.",
    ("Return", 2, "planned_improvement"): "Details to go here",
    ("Return", 2, "status"): "provisional",
    ("Return", 3, "value"): -5.0,
    ("Return", 3, "period"): "2022/23",
    ("Return", 3, "target"): "=240*1000",
    ("Return", 3, "commentary"): "Awaiting further information",
    ("Return", 3, "status"): "done",
    ("Return", 4, "indicator"): "trees_planted",
    ("Return", 4, "area"): "Leicestershre",
    ("Return", 4, "period"): "31 Mar 2023",
    ("Return", 4, "value"): 239000.0,
    ("Return", 4, "owner"): "TBC",
    ("Return", 4, "status"): "final",
    ("Return", 5, "indicator"): "council_emissions_tonnes",
    ("Return", 5, "area"): "Leicestershire",
    ("Return", 5, "period"): "2021/22",
    ("Return", 5, "value"): 11840.0,
    ("Return", 5, "owner"): "Director of Environment and Transport",
    ("Return", 5, "status"): "final",
    ("Cover", 7, "answer"): "Director of Environment and Transport",
    ("Cover", 8, "answer"): "next week",
}
"""What is typed into the workbook of Environment and Transport so that nearly every cell is a fault."""


def example_rows(year: int) -> dict[str, dict[str, str]]:
    """The rows of the worked example of a year, by indicator."""
    with (EXAMPLES / f"made_up_{year}.csv").open(newline="", encoding="utf-8") as file:
        return {row["indicator"]: row for row in csv.DictReader(file)}


def cells_of_the_example(book: Path, year: int, **instead: Typed) -> dict[tuple[str, int, str], Typed]:
    """What to type into a workbook to hand in the example; `instead` is typed into the columns of its first row."""
    rows = example_rows(year)
    asked = CalamineWorkbook.from_path(book).get_sheet_by_name("Return").to_python()[1:]
    typed: dict[tuple[str, int, str], Typed] = {}
    for number, (indicator, *_) in enumerate(asked, start=2):
        row = rows.get(str(indicator))
        if row is None:
            continue
        for name in ("value", "numerator", "denominator", "target"):
            if row[name]:
                typed["Return", number, name] = float(row[name])
        for name in ("commentary", "planned_improvement", "status"):
            typed["Return", number, name] = row[name]
        typed["Cover", 7, "answer"] = row["signed_by"]
        typed["Cover", 8, "answer"] = date.fromisoformat(row["signed_on"])
    first = min(number for sheet, number, _ in typed if sheet == "Return")
    return typed | {("Return", first, name): value for name, value in instead.items()}


def fill_in(book: Path, to: Path, typed: Mapping[tuple[str, int, str], Typed]) -> Path:
    """Type into the cells of a workbook, each by its sheet, row and column heading; all else stays as it is."""
    headings = {
        sheet: [str(name) for name in CalamineWorkbook.from_path(book).get_sheet_by_name(sheet).to_python()[0]]
        for sheet in {sheet for sheet, _, _ in typed}
    }
    names = CalamineWorkbook.from_path(book).sheet_names
    ElementTree.register_namespace("", MAIN)
    ElementTree.register_namespace("r", RELATIONS)
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part)
            sheet = names[int(match[1]) - 1] if match else ""
            if sheet in headings:
                root = ElementTree.fromstring(content)
                for (of_sheet, row, column), value in typed.items():
                    if of_sheet == sheet:
                        _type(root, row, chr(ord("A") + headings[sheet].index(column)), value)
                content = ElementTree.tostring(root, xml_declaration=True, encoding="UTF-8")
            after.writestr(part, content)
    return to


def _type(root: ElementTree.Element, number: int, letter: str, value: Typed) -> None:
    data = root.find(f"{{{MAIN}}}sheetData")
    assert data is not None
    row = next((row for row in data if row.get("r") == str(number)), None)
    if row is None:
        row = ElementTree.SubElement(data, f"{{{MAIN}}}row", r=str(number))
    address = f"{letter}{number}"
    cell = next((cell for cell in row if cell.get("r") == address), None)
    if cell is None:
        cell = ElementTree.Element(f"{{{MAIN}}}c", r=address)
        at = sum(_column(other.get("r", "")) < _column(address) for other in row)
        row.insert(at, cell)
    cell.attrib.pop("t", None)
    for part in list(cell):
        cell.remove(part)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = ElementTree.SubElement(ElementTree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = value
    else:
        number_typed = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
        ElementTree.SubElement(cell, f"{{{MAIN}}}v").text = f"{number_typed}"


def _column(address: str) -> int:
    return ord(address[0])
