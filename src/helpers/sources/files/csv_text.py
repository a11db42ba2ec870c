"""Reading CSV: cells as text or as numbers, the number of each row in the file, and the rows that are ragged."""

from __future__ import annotations

import csv
import io
import math
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv

from helpers.sources.files.limits import (
    MAX_CELLS,
    MAX_ROW_CHARACTERS,
    Ragged,
    Refused,
    plain,
    refuse_too_many_cells,
)
from helpers.sources.files.text import count_byte, count_lines
from helpers.visible import shortly

CODED = pa.dictionary(pa.int32(), pa.string())
"""The type of a column that holds every different cell once."""

Types = Mapping[str, pa.DataType]


class CsvCells(NamedTuple):
    """The cells of a text, the number of each row in the file, and the rows that are ragged."""

    cells: pa.Table
    rows: pd.Index
    ragged: list[Ragged]

    def frame(self) -> pd.DataFrame:
        """Return the cells as a table whose index is the row of the file.

        Columns returned  those that were read, all as text
        """
        table = self.cells.to_pandas()
        table.index = self.rows
        return table


class _Record(NamedTuple):
    """A row of a text: its number, its lines as they stand, and its fields."""

    number: int
    lines: Sequence[str]
    fields: Sequence[str]


@dataclass(frozen=True)
class CsvText:
    """A text in rows and columns; `name` is what messages call it."""

    name: str
    content: bytes = field(repr=False)
    encoding: str

    @cached_property
    def lines(self) -> int:
        """How many lines the text has."""
        return count_lines(self.content)

    def header(self) -> list[str]:
        """Return the fields of row 1.

        Raises  Refused: it is not readable
        """
        start = io.BytesIO(self.content[:MAX_ROW_CHARACTERS])
        lines = io.TextIOWrapper(start, encoding=self.encoding, errors="replace", newline="")
        try:
            return [name.strip() for name in next(csv.reader(lines), [])]
        except csv.Error as error:
            raise Refused(f"{self.name} row 1 is not readable CSV: {plain(error)}.") from None

    def read(self, header: Sequence[str], wanted: set[str], types: Types | None = None) -> CsvCells:
        """Return the wanted columns; `header` names all columns and `types` those that are not plain text.

        Columns of numbers are text, unless every cell of all of them is a finite number or blank.

        Raises  Refused: the text has too many cells, is not in rows and columns, or a quote is left open
        """
        if len(self.content) > MAX_CELLS:
            refuse_too_many_cells(count_byte(self.content, b","), self.name)
        types = types or {}
        try:
            cells, ragged = self._parse(header, wanted, types)
        except (pa.ArrowException, UnicodeDecodeError) as error:
            if pa.float64() in types.values():
                return self.read(header, wanted, _without_numbers(types))
            self._number_rows(header)  # says which row is to blame, where it can
            raise Refused(f"{self.name} is not readable as CSV: {plain(error)}.") from None
        rows: pd.Index = pd.RangeIndex(2, self.lines + 1)
        if len(cells) + len(ragged) + 1 != self.lines:
            # Lines are blank, or a cell holds line breaks: the rows must be numbered one by one.
            rows, ragged = self._number_rows(header)
        elif ragged:
            rows = rows.difference([record.row for record in ragged])
        if not _are_finite(cells):
            return self.read(header, wanted, _without_numbers(types))
        if len(rows) != len(cells):
            raise Refused(f"{self.name} has quotes that can be read in two ways; double each quote inside a cell.")
        return CsvCells(cells, rows, ragged)

    def lines_of(self, numbers: Collection[int]) -> dict[int, str]:
        """Return the text of the rows of these numbers, without the end of the last line, as far as the text has them.

        Raises  Refused: a row is not readable CSV
        """
        wanted = frozenset(numbers)
        if b'"' not in self.content:
            # no cell holds line breaks, so a row is a line
            printed = self.content.decode(self.encoding).replace("\r\n", "\n").replace("\r", "\n").split("\n")
            return {number: printed[number - 1] for number in wanted if 0 < number <= len(printed)}
        records = self._records(self.header())
        return {
            record.number: "".join(record.lines).rstrip("\r\n")
            for record in islice(records, max(wanted, default=0))
            if record.number in wanted
        }

    def _parse(self, header: Sequence[str], wanted: set[str], types: Types) -> tuple[pa.Table, list[Ragged]]:
        ragged: list[Ragged] = []

        def note(row: Any) -> str:
            ragged.append(_ragged(row.number or 0, row.actual_columns, row.expected_columns))
            return "skip"

        names = distinct_names(header)
        content = self.content if self.lines > 1 else self.content + b"\n"
        cells = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(
                column_names=names, skip_rows_after_names=1, encoding=self.encoding, use_threads=False
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()) | dict(types),
                null_values=[""],
                include_columns=[name for name, printed in zip(names, header, strict=True) if printed in wanted],
                strings_can_be_null=False,
                check_utf8=False,  # the whole text was checked when it was opened
            ),
        )
        return cells, ragged

    def _number_rows(self, header: Sequence[str]) -> tuple[pd.Index, list[Ragged]]:
        """Return the numbers of the rows that have as many fields as the header, and the ragged rows.

        Raises  Refused, naming row and column: a quote is opened and never closed or takes in rows that follow, or a
                cell is longer than any reader takes
        """
        rows: list[int] = []
        ragged: list[Ragged] = []
        torn: Refused | None = None
        for record in self._records(header):
            is_whole = len(record.fields) == len(header)
            if len(record.lines) > 1:
                text = "".join(record.lines)
                open_quote = self._refusal(text, record.number, header, "a quote opened there is not closed in its row")
                if _holds_rows(record, len(header)):
                    raise open_quote
                if not is_whole and text.count(",") >= len(header):
                    torn = torn or open_quote
            if record.number > 1 and is_whole:
                rows.append(record.number)
            elif record.number > 1 and record.fields:
                ragged.append(_ragged(record.number, len(record.fields), len(header)))
        if torn is not None and (rows or len({record.fields for record in ragged}) > 1):
            raise torn
        return pd.Index(rows, dtype="int64"), ragged

    def _records(self, header: Sequence[str]) -> Iterator[_Record]:
        """Give the rows one by one.

        Raises  Refused: one cannot be read
        """
        lines: list[str] = []
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        rows = csv.reader(_collect_lines(text, lines))
        number = 0
        while True:
            number += 1
            lines.clear()
            try:
                fields = next(rows, None)
            except csv.Error as error:
                raise self._refusal("".join(lines), number, header, plain(error)) from None
            if fields is None:
                return
            yield _Record(number, lines, fields)

    def _refusal(self, text: str, row: int, header: Sequence[str], why: str) -> Refused:
        """Make the sentence about the longest cell of a row."""
        text = text[:MAX_ROW_CHARACTERS]
        parts = text.split('"' if '"' in text else ",")
        before = ",".join(parts[: max(range(len(parts)), key=lambda part: len(parts[part]))])
        index = before.count(",") + (0 if '"' in text else 1 if before else 0)
        column = f", column {shortly(header[index])}" if index < len(header) else ""
        return Refused(f"{self.name} row {row}{column} is not readable as CSV: {why}.")


def distinct_names(names: Sequence[str]) -> list[str]:
    """Return names with a number after each that is a repeat, as the columns of a frame.

    >>> distinct_names(["a", "a", "a.1", "b"])
    ['a', 'a.2', 'a.1', 'b']
    """
    taken, times = set(names), Counter[str]()
    distinct = []
    for name in names:
        times[name] += 1
        fresh = name
        while times[name] > 1 and fresh in taken:
            fresh = f"{name}.{times[name] - 1}"
            times[name] += fresh in taken
        taken.add(fresh)
        distinct.append(fresh)
    return distinct


def _ragged(row: int, fields: int, expected: int) -> Ragged:
    return Ragged(row, fields, sys.intern(f"{fields} fields, expected {expected}"))


def _without_numbers(types: Types) -> Types:
    return {name: kind for name, kind in types.items() if kind == CODED}


def _are_finite(cells: pa.Table) -> bool:
    """Say whether all numbers of a table are finite: one that says nan or 1e400 is not, and then the sum is not."""
    numbers = (column for column in cells.columns if pa.types.is_floating(column.type))
    return all(math.isfinite(compute.sum(column, min_count=0).as_py()) for column in numbers)


def _collect_lines(text: io.TextIOWrapper, lines: list[str]) -> Iterator[str]:
    """Give the lines of a text and add each to a list. Raises csv.Error where one is too long."""
    while line := text.readline(MAX_ROW_CHARACTERS):
        lines.append(line)
        if len(line) == MAX_ROW_CHARACTERS:
            raise csv.Error(f"it has over {MAX_ROW_CHARACTERS:,} characters")
        yield line


def _holds_rows(record: _Record, expected: int) -> bool:
    """Say whether a row of several lines is quoted wrongly, or a cell of it holds what looks like rows of their own."""
    try:
        for _ in csv.reader(record.lines, strict=True):
            pass
    except csv.Error:
        return True
    inside = (line for cell in record.fields if "\n" in cell or "\r" in cell for line in cell.splitlines())
    return any(line.count(",") >= expected - 1 for line in inside)
