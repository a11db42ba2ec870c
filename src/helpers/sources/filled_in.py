"""Sheets and CSV files that people fill in: cells with what a spreadsheet may have made of them, and faults."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from helpers.files import runs_in_a_spreadsheet
from helpers.markers import read_figure
from helpers.sources.cell_kinds import cell_kinds
from helpers.sources.opening import Opened, Ragged, Refused
from helpers.visible import shortly
from helpers.wording import number_of, singular_or_plural

MOST_LINES = 5_000
"""Rows of the longest sheet or file that is read, the blank ones counted."""

LONGEST_TEXT = 2_000
"""Characters of the longest text in a cell."""

Kind = Literal["text", "number", "date", "truth", "formula", "error", "percentage"]


@dataclass(frozen=True)
class Column:
    """One column that people fill in: its name, whether every row needs it, what it means, and its width as shown.

    `optional` says whether a file may do without the column.
    """

    name: str
    needed: bool
    meaning: str
    width: int = 14
    optional: bool = False


@dataclass(frozen=True)
class Cell:
    """What a cell holds as text, and what kind of cell it is; the cells of a CSV file are text."""

    text: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Line:
    """A filled-in row: its number in the file or sheet, and its cells by column."""

    row: int
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column, Cell(""))


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where it is, what stands there, what was expected and what to do.

    `row` 0 stands for the whole sheet or file. `stops` says whether the row can not be used; where it can, something
    beside the figure is missing.
    """

    file: str
    sheet: str
    row: int
    column: str
    value: str
    expected: str
    remedy: str
    stops: bool = True

    @property
    def reason(self) -> str:
        """What was expected and what to do, as part of a sentence."""
        return f"expected {self.expected}; {self.remedy}"

    def __str__(self) -> str:
        sheet = f" sheet {shortly(self.sheet)}" if self.sheet else ""
        row = f" row {self.row}" if self.row else ""
        column = f", column {shortly(self.column)}" if self.column else ""
        value = f"'{shortly(self.value)}'" if self.value else "blank"
        return f"{self.file}{sheet}{row}{column} is {value}: {self.reason}."


def first_of(faults: Sequence[Fault]) -> str:
    """Return the sentence about the first of some faults, and where to see the others."""
    others = len(faults) - 1
    there = singular_or_plural(others, "There is", "There are")
    more = f" {there} {number_of(others, 'more fault')}: see make check-return." if others else ""
    return f"{faults[0]}{more}"


Report = Callable[[str, str, str], None]
"""How a fault of a row is noted: the column, what was expected and what to do."""


@dataclass(frozen=True)
class Lines:
    """The filled-in rows of a file or sheet, the rows of another length, and what is wrong with the header."""

    sheet: str
    lines: tuple[Line, ...]
    ragged: tuple[Ragged, ...]
    faults: tuple[Fault, ...]


def column_name(text: str) -> str:
    """Return a heading as the name of a column.

    >>> column_name(" Fieldwork start ")
    'fieldwork_start'
    """
    return "_".join(text.lower().split())


def lines_of(file: Opened, sheet: str, columns: Sequence[Column]) -> Lines:
    """Return the filled-in rows of a CSV file, or of one sheet of an xlsx workbook; blank rows are none.

    Raises Refused where the workbook is not xlsx, or there are more than `MOST_LINES` rows.
    """
    names = {each.name for each in columns}
    if file.kind == "workbook":
        heading, lines = _sheet_lines(file, sheet, names)
        ragged: tuple[Ragged, ...] = ()
    else:
        sheet, heading = "", [column_name(name) for name in file.header]
        frame, torn = file.table([name for name in file.header if column_name(name) in {*names, ""}])
        _refuse_too_long(file, len(frame) + len(torn))
        ragged = tuple(torn)
        taken = [column_name(str(name)) for name in frame.columns]
        lines = [
            Line(row, dict(zip(taken, map(_cell, cells), strict=True)))
            for row, cells in zip(frame.index.tolist(), frame.to_numpy().tolist(), strict=True)
            if any(cell.strip() for cell in cells)
        ]
    faults = []
    for each in columns:
        times = heading.count(each.name)
        if times > 1 or (not times and not each.optional):
            remedy = f"it is {'there twice' if times else 'missing'}; copy row 1 from a fresh template"
            faults.append(Fault(file.name, sheet, 1, each.name, "", f"the heading {each.name} once", remedy))
    for name in heading:
        if name and name not in names:
            remedy = f"remove the column, or correct its heading to one of {', '.join(each.name for each in columns)}"
            faults.append(Fault(file.name, sheet, 1, name, name, "no other headings", remedy))
    unnamed = [line for line in lines if line[""].text]
    for line in unnamed:
        faults.append(
            Fault(file.name, sheet, line.row, "", line[""].text, "nothing outside the columns", "clear the cell")
        )
    return Lines(sheet, tuple(lines), ragged, tuple(faults))


def _refuse_too_long(file: Opened, rows: int) -> None:
    if rows > MOST_LINES:
        raise Refused(f"{file.name} has {rows:,} rows; the most that are read of a return are {MOST_LINES:,}.")


def _sheet_lines(file: Opened, sheet: str, names: Collection[str]) -> tuple[list[str], list[Line]]:
    if not file.content.startswith(b"PK") or b"xl/workbook.xml" not in file.content:
        raise Refused(f"{file.name} is a workbook of another kind; save it as xlsx.")
    rows = file.sheet(sheet).to_numpy().tolist()
    _refuse_too_long(file, len(rows) - 1)
    kinds = cell_kinds(file.content, sheet, file.name)
    heading = [column_name(str(cell)) for cell in rows[0]] if rows else []
    lines = []
    for row, cells in enumerate(rows[1:], start=2):
        taken: dict[str, Cell] = {}
        for place, value in enumerate(cells, start=1):
            name, at = heading[place - 1], (row, place)
            if name and name not in names:
                continue  # its heading is a fault
            cell = _cell(value)
            if at in kinds.formulas:
                cell = Cell(cell.text, "formula")
            elif at in kinds.errors:
                cell = Cell(cell.text or "an error", "error")
            elif at in kinds.percentages and cell.kind == "number":
                cell = Cell(cell.text, "percentage")
            if cell.text or cell.kind == "formula":
                taken.setdefault(name, cell)
        if taken:
            lines.append(Line(row, taken))
    return heading, lines


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return Cell(str(value).upper(), "truth")
    if isinstance(value, int | float):
        return Cell(f"{value:.15g}", "number")
    if isinstance(value, datetime):
        return Cell(value.date().isoformat() if value.time() == time() else value.isoformat(), "date")
    if isinstance(value, date | time | timedelta):
        return Cell(str(value), "date")
    return Cell(" ".join(str(value).split()))


def as_typed(cell: Cell, column: str, report: Report) -> bool:
    """Say whether a cell holds what somebody typed, and note it where a spreadsheet worked it out or changed it."""
    match cell.kind:
        case "formula":
            report(column, "a value, not a formula", "copy the cell and paste its value in its place")
        case "error":
            report(column, "a value, not an error of the spreadsheet", "type the value")
        case "truth":
            report(column, "text or a number, not TRUE or FALSE", "type what is meant")
        case _:
            return True
    return False


def read_text(cell: Cell, column: str, report: Report) -> str:
    """Return the text of a cell on one line; blank, and noted, where it is none or is not safe to hand on."""
    if not as_typed(cell, column, report):
        return ""
    if cell.kind == "date":
        report(
            column, "text, not a date", "the spreadsheet has made a date of it; format the cell as text and type again"
        )
        return ""
    text = " ".join(cell.text.split())
    if runs_in_a_spreadsheet(text):
        report(column, "text that a spreadsheet does not run", "begin with something else than =, +, - or @")
    elif not text.isprintable():
        report(column, "text that can be seen", "type it again, without hidden characters")
    elif len(text) > LONGEST_TEXT:
        report(column, f"no more than {LONGEST_TEXT:,} characters", "shorten it")
    else:
        return text
    return ""


def read_number(cell: Cell, column: str, report: Report, *, whole: bool = False) -> float:
    """Return the number in a cell; missing where it is blank or, noted, where it is no number."""
    number, _ = read_marked(cell, column, report, markers=False)
    if whole and math.isfinite(number) and not number.is_integer():
        report(column, "a whole number", "type how many, without decimal places")
        return math.nan
    return number


def read_marked(cell: Cell, column: str, report: Report, *, markers: bool = True) -> tuple[float, str]:
    """Return the number in a cell and its markers; missing where it is blank or, noted, where it can not be read.

    Thousands commas are read; a per cent sign, a currency or a decimal comma is not guessed at.
    """
    missing = (math.nan, "")
    if not as_typed(cell, column, report) or not cell.text:
        return missing
    wanted = "a number such as 1234.5" + (", or a marker such as [c]" if markers else "")
    if cell.kind == "date":
        report(column, wanted, "the spreadsheet shows the cell as a date; format it as a number and type again")
    elif cell.kind == "percentage":
        share = f"{100 * float(cell.text):.15g}"
        report(column, wanted, f"the cell is shown as a percentage; format it as a number and type {share} if meant")
    elif cell.kind == "number":
        if math.isfinite(float(cell.text)):
            return float(cell.text), ""
        report(column, wanted, "type a number that can be held")
    elif cell.text.rstrip().endswith("%"):
        report(column, wanted, "type the number without the per cent sign")
    else:
        try:
            found = read_figure(cell.text)
        except ValueError:
            report(column, wanted, "type the number alone, with a point for decimals")
            return missing
        if markers or (found.value is not None and not found.marker and math.isfinite(found.value)):
            value = math.nan if found.value is None else found.value
            if not math.isinf(value):
                return value, found.marker
        report(column, wanted, "type the number alone, with a point for decimals")
    return missing


def read_date(cell: Cell, column: str, report: Report) -> date | None:
    """Return the date in a cell; None where it is blank or, noted, where it is no date.

    As text it is 2024-03-31, or 31/03/2024 with the day first.
    """
    if not as_typed(cell, column, report) or not cell.text:
        return None
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(cell.text, layout).date()
        except ValueError:
            continue
    report(column, "a date", "type it as 2024-03-31")
    return None


def need(line: Line, columns: Iterable[Column], report: Report) -> None:
    """Note each column that a row must fill in and does not."""
    for each in columns:
        if each.needed and line[each.name] == Cell(""):
            report(each.name, f"the {each.name.replace('_', ' ')}", "fill it in")
