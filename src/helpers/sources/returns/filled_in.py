"""Sheets and CSV files that people fill in: cells with what a spreadsheet may have made of them, and faults."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from helpers.sources.files.cell_kinds import cell_kinds
from helpers.sources.files.limits import Ragged, Refused
from helpers.sources.files.opening import Opened, normalised
from helpers.visible import shortly
from helpers.wording import number_of, singular_or_plural

MOST_LINES = 5_000
"""Rows of the longest sheet or file that is read, the blank ones counted."""

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
    """One fault: where it is, the contents of the cell, what was expected and what to do.

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
    there_are = singular_or_plural(others, "There is", "There are")
    more = f" {there_are} {number_of(others, 'more fault')}: see make check-return." if others else ""
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

    Raises  Refused: the workbook is not xlsx, or there are more than `MOST_LINES` rows
    """
    names = {column.name for column in columns}
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
    for column in columns:
        times = heading.count(column.name)
        if times > 1 or (not times and not column.optional):
            remedy = f"it {'appears twice' if times else 'is missing'}; copy row 1 from a fresh template"
            faults.append(Fault(file.name, sheet, 1, column.name, "", f"the heading {column.name} once", remedy))
    for name in heading:
        if name and name not in names:
            remedy = (
                f"remove the column, or correct its heading to one of {', '.join(column.name for column in columns)}"
            )
            faults.append(Fault(file.name, sheet, 1, name, name, "no other headings", remedy))
    unnamed = [line for line in lines if line[""].text]
    for line in unnamed:
        faults.append(
            Fault(file.name, sheet, line.row, "", line[""].text, "nothing outside the columns", "clear the cell")
        )
    return Lines(sheet, tuple(lines), ragged, tuple(faults))


class Separated(NamedTuple):
    """A CSV file with commas instead of its separators, and what is wrong with it as it came."""

    file: Opened
    fault: Fault


_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def otherwise_separated(file: Opened, *needed: Collection[str]) -> Separated | None:
    """Return a CSV file whose columns are separated by something else than commas with commas; None for any other.

    `needed` are sets of columns, with only small letters and digits; the header must have one of the sets.
    Rows keep their numbers.
    """
    if file.kind != "csv" or any(file.columns >= set(columns) for columns in needed):
        return None
    try:
        text = file.content.decode(file.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    first, _, rest = (part.strip("\r") for part in text.partition("\n"))
    if re.fullmatch("sep=.", first, re.IGNORECASE):  # a spreadsheet does not show it, so it is none of its rows
        again = otherwise_separated(replace(file, content=rest.encode("utf-8"), encoding="utf-8"), *needed)
        taken = replace(file, content=rest.encode("utf-8"), encoding="utf-8") if again is None else again.file
        if not any(taken.columns >= set(columns) for columns in needed):
            return None
        expected, remedy = "the headings", "delete this line, which names the separator, and separate by commas"
        return Separated(taken, Fault(file.name, "", 1, "", first, expected, remedy))
    for mark, name in _SEPARATORS.items():
        headings = {normalised(heading) for heading in first.replace('"', "").split(mark)}
        if not any(headings >= set(columns) for columns in needed):
            continue
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
        expected, remedy = (
            "commas between the columns",
            (
                f"{name} are used, as a computer with decimal commas saves; save the file as xlsx, or as CSV with "
                "commas and decimal points"
            ),
        )
        fault = Fault(file.name, "", 1, "", first, expected, remedy)
        return Separated(replace(file, content=out.getvalue().encode("utf-8"), encoding="utf-8"), fault)
    return None


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
        for number, value in enumerate(cells, start=1):
            name, at = heading[number - 1], (row, number)
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


def ragged_faults(file: Opened, lines: Lines) -> list[Fault]:
    """Return a fault for each row of a CSV file that has another number of fields than the header, with its text."""
    if not lines.ragged:
        return []
    text = file.content.decode(file.encoding).removeprefix("\ufeff")
    records = list(csv.reader(io.StringIO(text, newline="")))
    wanted = len(file.header)
    more = "put quotes round a text with a comma in it, and type numbers with a point for decimals"
    fewer = "add the commas that are missing, or save the file again from the spreadsheet"
    return [
        Fault(
            file.name,
            lines.sheet,
            ragged.row,
            "",
            ",".join(records[ragged.row - 1]),
            f"{number_of(wanted, 'field')}, one for each heading",
            f"it has {ragged.fields}; {more if ragged.fields > wanted else fewer}",
        )
        for ragged in lines.ragged
    ]


def need(line: Line, columns: Iterable[Column], report: Report) -> None:
    """Note each column that a row must fill in and does not."""
    for column in columns:
        if column.needed and line[column.name] == Cell(""):
            report(column.name, f"the {column.name.replace('_', ' ')}", "fill it in")
