"""Opening a publisher's file safely: what kind it is by its first bytes, and its cells as text.

The limits are of bytes, rows, cells and depth, which bound the work, and never of time, so that a file is read or
refused alike on a slow or busy machine. They keep the reading of any file under 500 MB of memory. The largest file that
is known has 641,070 rows, which are 42 MB as text; the largest sheet has 214,207 cells.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import math
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from helpers.files import what_it_is
from helpers.problems import InputProblem
from helpers.sources.files import workbook
from helpers.visible import shortly, shown

LARGEST_FILE = 45_000_000
"""Bytes of the largest file that is opened, and to which the text of a compressed one may unpack."""

LARGEST_UNPACKED = 100_000_000
"""Bytes to which the parts of a workbook may unpack."""

MOST_ROWS = 700_000
"""Rows of the longest file that is read."""

MOST_COLUMNS = 1_000
"""Columns of the widest file that is read."""

MOST_CELLS = 5_000_000
"""Cells of the largest text or parquet file that is read."""

LONGEST_ROW = 1_000_000
"""Characters of the longest row of a text file that is read."""

LARGEST_JSON = 10_000_000
"""Bytes of the largest JSON file that is read: what is made of it takes thirty times its room."""

MOST_THINGS = 600_000
"""Values, lists and objects of the largest JSON file that is read."""

DEEPEST = 20
"""How many lists and objects of a JSON file may stand inside each other."""

MOST_MEMBERS = 10_000
"""Files in the largest zip file that is opened."""

REJECTION_COLUMNS = ["row", "column", "value", "reason"]

_CODED = pa.dictionary(pa.int32(), pa.string())

_NO_LETTER = re.compile(r"[^a-z0-9]")

_UTF8_MARK = re.compile(rb"(?:\xef\xbb\xbf)+")


class Refused(InputProblem):
    """A file that cannot be read, said in one sentence that names the file."""


@dataclass(frozen=True)
class Ragged:
    """A row of a text file with another number of fields than the header."""

    row: int
    fields: int
    reason: str


@dataclass(frozen=True)
class Opened:
    """A file whose kind is known: csv, json, parquet or workbook (xlsx, xls or ods).

    `name` is what messages call it. Cells are text as they stand in the file; row 1 is the header of a text file or
    the first row of a sheet.
    """

    name: str
    kind: str
    content: bytes = field(repr=False)
    encoding: str = "utf-8"

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The column names of a text or parquet file, as they stand; empty for a workbook or JSON.

        Raises Refused where row 1 holds no names, or more than `MOST_COLUMNS`.
        """
        names = self.names
        if len(names) > MOST_COLUMNS:
            raise Refused(f"{self.name} row 1 has {len(names):,} columns; the most that are read are {MOST_COLUMNS:,}.")
        if self.kind in ("csv", "parquet") and not any(names):
            raise Refused(f"{self.name} row 1 is blank; the names of the columns must stand there.")
        return tuple(names)

    @cached_property
    def names(self) -> list[str]:
        """What stands in the first row of a text or parquet file, however much it is; empty for a workbook or JSON."""
        return self._read_header() if self.kind == "csv" else self._parquet_names() if self.kind == "parquet" else []

    @cached_property
    def columns(self) -> frozenset[str]:
        """The column names without anything but letters and digits, in lower case."""
        return frozenset(normalised(name) for name in self.header)

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The sheets of a workbook; none for other kinds. Raises Refused where it cannot be read."""
        return tuple(self._book) if self.kind == "workbook" else ()

    @cached_property
    def document(self) -> dict[str, Any]:
        """The object that a JSON file holds, numbers as text as they stand in the file; empty for other kinds.

        Raises Refused where it is not readable JSON or no object, names one thing twice, holds NaN or infinity, is
        larger than `LARGEST_JSON`, of more than `MOST_THINGS` or deeper than `DEEPEST`.
        """
        return _document(self.content, self.encoding, self.name) if self.kind == "json" else {}

    def table(self, only: Collection[str] | None = None) -> tuple[pd.DataFrame, list[Ragged]]:
        """Return the rows of a text or parquet file under their column names, and the rows that are ragged.

        `only` names the columns that are wanted, as the others take memory. Every cell is text, a missing one is empty;
        the index is the row of the file. Lines that are quite empty are no rows, but count in the numbers of those
        below.
        Raises Refused where two columns have one name and differ, a quote is left open, or the text is not in rows
        and columns.
        """
        wanted = set(self.header if only is None else only)
        if self.kind == "parquet":
            return self._without_repeats(self._read_parquet(wanted)), []
        cells, rows, ragged = self._read_csv(list(self.header), wanted)
        frame = _frame(cells, rows)
        short = {each.fields for each in ragged}
        if frame.empty and len(short) == 1 and 0 < min(short) < len(self.header):
            # Some publishers leave the last, empty fields of every row away.
            kept = min(short)
            cells, rows, ragged = self._read_csv(list(self.header[:kept]), wanted)
            frame = _frame(cells, rows)
            left_away = zip(self.header[kept:], _distinct(self.header)[kept:], strict=True)
            frame[[distinct for name, distinct in left_away if name in wanted]] = ""
        return self._without_repeats(frame), ragged

    def text(
        self, only: Collection[str], coded: Collection[str] = (), numbers: Collection[str] = ()
    ) -> tuple[pa.Table, pd.Index, list[Ragged]]:
        """Return what `table` does as columns of text, the row of each in the file, and the rows that are ragged.

        The columns of `coded` hold each different cell once, which is quicker where many rows hold few. Those of
        `numbers` are numbers, and missing where blank, if each cell of all of them is blank or a number written in
        digits; else they are text.
        """
        if self.kind == "csv" and len(set(self.header)) == len(self.header):
            # A reader takes "5." for a number, which is no way to write one.
            odd = _ends_with_dot(self.content, also_last=self.header[-1] in numbers)
            types = dict.fromkeys(coded, _CODED) | ({} if odd else dict.fromkeys(numbers, pa.float64()))
            cells, rows, ragged = self._read_csv(list(self.header), set(only), types)
            if len(rows) or not ragged:
                return cells, rows, ragged
        frame, ragged = self.table(only)
        cells = pa.Table.from_pandas(frame, preserve_index=False).cast(
            pa.schema([(name, _CODED if name in coded else pa.string()) for name in frame])
        )
        return cells, frame.index, ragged

    def sheet(self, name: str) -> pd.DataFrame:
        """Return the cells of a sheet as they stand, without a header; row 1 of the sheet has the index 1.

        Raises Refused where the workbook has no such sheet, or the sheet is damaged or too large.
        """
        if name not in self.sheets:
            raise Refused(f"{self.name} has no sheet {name!r}; it has {', '.join(self.sheets)}.")
        try:
            cells = workbook.cells(self._book[name])
        except workbook.Unreadable as error:
            raise Refused(f"{self.name} sheet {shown(name)} cannot be read: {plain(error)}.") from None
        return pd.DataFrame(cells, index=pd.RangeIndex(1, len(cells) + 1), dtype="object")

    def _read_header(self) -> list[str]:
        start = io.BytesIO(self.content[:LONGEST_ROW])
        lines = io.TextIOWrapper(start, encoding=self.encoding, errors="replace", newline="")
        try:
            return [name.strip() for name in next(csv.reader(lines), [])]
        except csv.Error as error:
            raise Refused(f"{self.name} row 1 is not readable CSV: {plain(error)}.") from None

    def _without_repeats(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Put together two columns of one name; where both hold something, it must be the same."""
        for name, again in zip(self.header, _distinct(self.header), strict=True):
            if name == again or again not in frame:
                continue
            differ = (frame[name] != frame[again]) & (frame[name] != "") & (frame[again] != "")
            if differ.any():
                row, column = differ.idxmax(), shortly(name)
                raise Refused(f"{self.name} row {row} has two columns '{column}' that differ; keep one of them.")
            frame[name] = frame[name].where(frame[name] != "", frame[again])
            frame = frame.drop(columns=again)
        return frame

    def _read_csv(
        self, header: list[str], wanted: set[str], types: Mapping[str, pa.DataType] | None = None
    ) -> tuple[pa.Table, pd.Index, list[Ragged]]:
        ragged: list[Ragged] = []

        def note(row: Any) -> str:
            reason = sys.intern(f"{row.actual_columns} fields, expected {row.expected_columns}")
            ragged.append(Ragged(row.number or 0, row.actual_columns, reason))
            return "skip"

        names = _distinct(header)
        if len(self.content) > MOST_CELLS and _count(self.content, b",") > MOST_CELLS:
            raise Refused(f"{self.name} has over {MOST_CELLS:,} cells, the most that are read; split it.")
        lines = self._lines
        content = self.content if lines > 1 else self.content + b"\n"
        try:
            taken = arrow_csv.read_csv(
                pa.BufferReader(content),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, skip_rows_after_names=1, encoding=self.encoding, use_threads=False
                ),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()) | dict(types or {}),
                    null_values=[""],
                    include_columns=[name for name, plain in zip(names, header, strict=True) if plain in wanted],
                    strings_can_be_null=False,
                    check_utf8=False,  # as the whole text is when it is opened
                ),
            )
        except (pa.ArrowException, UnicodeDecodeError) as error:
            if types and pa.float64() in types.values():
                return self._read_csv(header, wanted, {name: kind for name, kind in types.items() if kind == _CODED})
            self._records(header)  # says which row is to blame, where it can
            raise Refused(f"{self.name} is not readable as CSV: {plain(error)}.") from None
        places: pd.Index = pd.RangeIndex(2, lines + 1)
        if len(taken) + len(ragged) + 1 == lines:
            places = places.difference([each.row for each in ragged]) if ragged else places
        else:
            # Lines are blank, or a cell holds line breaks: rows must be told apart with care.
            places, ragged = self._records(header)
        if types and not _finite(taken):
            return self._read_csv(header, wanted, {name: kind for name, kind in types.items() if kind == _CODED})
        if len(places) != len(taken):
            raise Refused(f"{self.name} has quotes that can be read in two ways; double each quote inside a cell.")
        return taken, places, ragged

    def _records(self, header: list[str]) -> tuple[pd.Index, list[Ragged]]:
        """Return the numbers of the rows that have as many fields as the header, and the ragged rows.

        Raises Refused, naming row and column, where a quote is opened and never closed or takes in rows that follow,
        or a cell is longer than any reader takes.
        """
        places: list[int] = []
        ragged: list[Ragged] = []
        taken: list[str] = []
        lines = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        rows = csv.reader(_kept(lines, taken))
        torn: Refused | None = None
        number = 0
        while True:
            number += 1
            taken.clear()
            try:
                fields = next(rows, None)
            except csv.Error as error:
                raise self._at("".join(taken), number, header, plain(error)) from None
            if fields is None:
                break
            whole = len(fields) == len(header)
            if len(taken) > 1:
                text = "".join(taken)
                open_quote = self._at(text, number, header, "a quote that is opened there is not closed in its row")
                if _holds_rows(taken, fields, len(header)):
                    raise open_quote
                if not whole and text.count(",") >= len(header):
                    torn = torn or open_quote
            if number > 1 and whole:
                places.append(number)
            elif number > 1 and fields:
                reason = sys.intern(f"{len(fields)} fields, expected {len(header)}")
                ragged.append(Ragged(number, len(fields), reason))
        if torn is not None and (places or len({each.fields for each in ragged}) > 1):
            raise torn
        return pd.Index(places, dtype="int64"), ragged

    def _at(self, text: str, row: int, header: list[str], why: str) -> Refused:
        """Make the sentence about the longest cell of a row."""
        text = text[:LONGEST_ROW]
        parts = text.split('"' if '"' in text else ",")
        before = ",".join(parts[: max(range(len(parts)), key=lambda at: len(parts[at]))])
        place = before.count(",") + (0 if '"' in text else 1 if before else 0)
        column = f", column {shortly(header[place])}" if place < len(header) else ""
        return Refused(f"{self.name} row {row}{column} is not readable as CSV: {why}.")

    def coded(self, names: Sequence[str] | None = None) -> list[Any]:
        """Return some or all columns of a parquet file as text, each different cell once with its places.

        Raises Refused where the file is damaged, or the text would be longer than a file may be.
        """
        text = {each.name for each in self._parquet_file.schema_arrow if pa.types.is_string(each.type)}
        try:
            file = parquet.ParquetFile(pa.BufferReader(self.content), read_dictionary=sorted(text))
            columns = [_coded(each) for each in file.read(columns=names and list(names)).columns]
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise Refused(f"{self.name} is not a parquet file that can be read: {plain(error)}.") from None
        if _longer(columns, LARGEST_FILE):
            raise Refused(f"{self.name} unpacks to over {LARGEST_FILE:,} bytes of text, the most that is read.")
        return columns

    def _read_parquet(self, wanted: set[str]) -> pd.DataFrame:
        columns = {
            distinct: column.cast(pa.string()).fill_null("")
            for name, distinct, column in zip(self.header, _distinct(self.header), self.coded(), strict=True)
            if name in wanted
        }
        frame = pa.table(columns).to_pandas()
        frame.index = pd.RangeIndex(2, len(frame) + 2)
        return frame

    @cached_property
    def _lines(self) -> int:
        """The lines of a text, which end with a line feed, a carriage return or both."""
        ends = _count(self.content, b"\n")
        if b"\r" in self.content:
            ends += _lone_returns(self.content)
        return ends + (not self.content.endswith(b"\n"))

    @cached_property
    def _book(self) -> dict[str, bytes]:
        try:
            return workbook.read(self.content)
        except workbook.Unreadable as error:
            raise Refused(f"{self.name} is not a workbook that can be read: {plain(error)}.") from None

    def _parquet_names(self) -> list[str]:
        return list(self._parquet_file.schema_arrow.names)

    @cached_property
    def _parquet_file(self) -> Any:
        try:
            found = parquet.ParquetFile(pa.BufferReader(self.content))
            about = found.metadata
            unpacked = sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups))
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise Refused(f"{self.name} is not a parquet file that can be read: {plain(error)}.") from None
        _refuse_too_many_rows(about.num_rows, self.name)
        if about.num_rows * about.num_columns > MOST_CELLS:
            raise Refused(f"{self.name} has over {MOST_CELLS:,} cells, the most that are read; split it.")
        _refuse_too_large(unpacked, self.name)
        return found


def normalised(name: str) -> str:
    """Return a column name without anything but letters and digits, in lower case.

    >>> normalised("Lower_CI_95.0_limit")
    'lowerci950limit'
    """
    return _NO_LETTER.sub("", name.lower())


def plain(error: object) -> str:
    """Return what another library says is wrong, as part of a sentence: one line, not long, without a full stop."""
    return shown((str(error).splitlines() or [""])[0])[:200].rstrip(". ") or "it is damaged"


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names with a number after each that is there before, as the columns of a frame.

    >>> _distinct(["a", "a", "a.1", "b"])
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


def _frame(cells: pa.Table, rows: pd.Index) -> pd.DataFrame:
    frame = cells.to_pandas()
    frame.index = rows
    return frame


def _lone_returns(content: bytes) -> int:
    """Count the carriage returns before another byte than a line feed, piece by piece as `_count` does."""
    numbers = np.frombuffer(content, dtype="uint8")
    piece = 200_000
    parts = (numbers[at : at + piece + 1] for at in range(0, len(numbers), piece))
    return sum(int(np.count_nonzero(part[np.flatnonzero(part[:-1] == ord("\r")) + 1] != ord("\n"))) for part in parts)


def _ends_with_dot(content: bytes, also_last: bool) -> bool:
    """Say whether a cell of a text ends with a dot, or a dot and space; cells at the end of a row count if asked for.

    The bytes after a dot are looked at in one go, as there are many dots and few that are not before a digit.
    """
    numbers = np.frombuffer(content, dtype="uint8")
    piece = 200_000
    for start in range(0, len(numbers), piece):
        part = numbers[start : start + piece + 2]
        dots = np.flatnonzero((part[:-1] == ord(".")) & (part[1:] <= ord(",")))
        following = part[np.minimum(dots[:, None] + [1, 2], len(part) - 1)]
        if ((following[:, 0] != ord(" ")) | (following[:, 1] <= ord(","))).any():
            break
    else:
        if not (also_last and content.endswith(b".")):
            return False
    ends = rb'\.[ \t]*(?:[,"\r\n]|$)' if also_last else rb'\.[ \t]*[,"]'
    return re.search(ends, content) is not None


def _finite(cells: pa.Table) -> bool:
    """Say whether the numbers of a table are, which a cell that says nan or 1e400 is not; then their sum is not."""
    numbers = (column for column in cells.columns if pa.types.is_floating(column.type))
    return all(math.isfinite(compute.sum(column, min_count=0).as_py()) for column in numbers)


def _count(content: bytes, byte: bytes) -> int:
    """Count a byte, piece by piece as the answers for all bytes at once need as much memory as the bytes."""
    numbers = np.frombuffer(content, dtype="uint8")
    piece = 1_000_000
    return sum(int(np.count_nonzero(numbers[at : at + piece] == byte[0])) for at in range(0, len(numbers), piece))


def _kept(lines: io.TextIOWrapper, taken: list[str]) -> Iterator[str]:
    """Give the lines of a text and keep each in a list. Raises csv.Error where one is too long."""
    while line := lines.readline(LONGEST_ROW):
        taken.append(line)
        if len(line) == LONGEST_ROW:
            raise csv.Error(f"it has over {LONGEST_ROW:,} characters")
        yield line


def _holds_rows(lines: Sequence[str], fields: Sequence[str], expected: int) -> bool:
    """Say whether a row of several lines is quoted wrongly, or a cell of it holds what looks like rows of their own."""
    try:
        for _ in csv.reader(lines, strict=True):
            pass
    except csv.Error:
        return True
    inside = (line for cell in fields if "\n" in cell or "\r" in cell for line in cell.splitlines())
    return any(line.count(",") >= expected - 1 for line in inside)


def _coded(column: Any) -> Any:
    """Return a column of any type as text, each different cell once with its places."""
    chunks = []
    for each in column.chunks:
        coded = each if pa.types.is_dictionary(each.type) else each.dictionary_encode()
        cells = coded.dictionary.cast(pa.string())
        cells.validate(full=True)
        chunks.append(pa.DictionaryArray.from_arrays(coded.indices.cast(pa.int32()), cells))
    return pa.chunked_array(chunks, type=pa.dictionary(pa.int32(), pa.string()))


def _longer(columns: Sequence[Any], most: int) -> bool:
    """Say whether the text of coded columns has more bytes than that, without making it.

    Most often the longest cell of each piece, as long as there are rows, tells enough.
    """
    pieces = [(each.indices, compute.binary_length(each.dictionary)) for column in columns for each in column.chunks]
    if sum(len(places) * (compute.max(lengths).as_py() or 0) for places, lengths in pieces) <= most:
        return False
    return sum(compute.sum(lengths.take(places), min_count=0).as_py() for places, lengths in pieces) > most


def _refuse_too_many_rows(rows: int, name: str) -> None:
    if rows > MOST_ROWS:
        raise Refused(f"{name} has {rows:,} rows; the most that are read are {MOST_ROWS:,}.")


def _refuse_too_large(unpacked: int, name: str, most: int = LARGEST_FILE) -> None:
    if unpacked > most:
        raise Refused(f"{name} unpacks to {unpacked:,} bytes; the most that is read is {most:,}.")


def open_file(path: Path, name: str | None = None) -> Opened:
    """Open a file by what its first bytes say it is, whatever its name says.

    Raises Refused, in one sentence, where it is no file, is empty, too large, cut short, packed into more than
    `LARGEST_UNPACKED`, or of a kind that is not read.
    """
    name = shown(name or path.name)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Refused(f"{name} is {what_it_is(about.st_mode)}, not a file.")
        if about.st_size > LARGEST_FILE:
            raise Refused(f"{name} has {about.st_size:,} bytes; the largest file that is read has {LARGEST_FILE:,}.")
        with path.open("rb") as file:
            content = file.read(about.st_size)
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise Refused(f"{name} is no name that a file can have.") from None
    if not content:
        raise Refused(f"{name} is empty.")
    return _of_bytes(content, name)


def _of_bytes(content: bytes, name: str, depth: int = 0) -> Opened:
    if content[:4] == b"PAR1":
        return Opened(name, "parquet", content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Opened(name, "workbook", content)
    packed = content[:2] == b"\x1f\x8b" or content[:2] == b"PK"
    if packed and depth > 1:
        raise Refused(f"{name} is packed more than twice; unpack it and give the file that holds the figures.")
    if content[:2] == b"\x1f\x8b":
        return _of_bytes(_ungzipped(content, name), name, depth + 1)
    if content[:2] == b"PK":
        return _of_zip(content, name, depth)
    return _of_text(content, name)


def _of_zip(content: bytes, name: str, depth: int) -> Opened:
    if content.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise Refused(f"{name} is a zip of over {MOST_MEMBERS:,} files; unpack it and give the one with the figures.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise Refused(f"{name} is a zip file that is cut short or damaged: {plain(error)}.") from None
    unpacked = sum(member.file_size for member in members)
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names or "content.xml" in names:
        _refuse_too_large(unpacked, name, LARGEST_UNPACKED)
        return Opened(name, "workbook", content)
    _refuse_too_large(unpacked, name)
    files = [member for member in members if not member.filename.endswith("/")]
    if len(files) != 1 or depth:
        raise Refused(f"{name} is a zip of {len(files)} files; unpack it and give the one that holds the figures.")
    inside = f"{name} is a zip file whose file {shown(files[0].filename)}"
    if files[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(f"{inside} is packed in an unusual way; unpack it and give that file.")
    try:
        with archive.open(files[0]) as member:
            # No more than it says that it holds, whatever it holds.
            found = member.read(files[0].file_size + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError, zlib.error, struct.error) as error:
        raise Refused(f"{inside} cannot be unpacked: {plain(error)}.") from None
    if not found:
        raise Refused(f"{inside} is empty.")
    return _of_bytes(found, name, depth + 1)


def _ungzipped(content: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            inside = packed.read(LARGEST_FILE + 1)
    except (OSError, EOFError, ValueError, zlib.error, struct.error) as error:
        raise Refused(f"{name} is a gzip file that is cut short or damaged: {plain(error)}.") from None
    if len(inside) > LARGEST_FILE:
        raise Refused(f"{name} unpacks to more than {LARGEST_FILE:,} bytes, the most that is read.")
    return inside


def _of_text(content: bytes, name: str) -> Opened:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(f"{name} is UTF-16 text; save it as CSV UTF-8.")
    if (at := content.find(b"\0")) >= 0:
        where = _place(content, at)
        raise Refused(f"{name} {where} holds a NUL byte; it is not a text file as a publisher hands out.")
    if mark := _UTF8_MARK.match(content):
        content = content[mark.end() :]
    encoding, wrong = "utf-8", _not_decoded(content, "utf-8")
    if wrong is not None and mark:
        where = _place(content, wrong)
        raise Refused(f"{name} {where} is not UTF-8 text, as the file says it is; save it as CSV UTF-8.")
    if wrong is not None:
        encoding, wrong = "cp1252", _not_decoded(content, "cp1252")
    if wrong is not None:
        where = _place(content, wrong)
        raise Refused(f"{name} {where} is neither UTF-8 nor Windows-1252 text; save it as CSV UTF-8.")
    if not content or content.isspace():
        raise Refused(f"{name} holds nothing but blank space.")
    if re.match(rb"\s*<", content):
        raise Refused(f"{name} is a web page, not a table; download the data file itself.")
    if re.match(rb"\s*[{\[]", content):
        return Opened(name, "json", content, encoding)
    opened = Opened(name, "csv", content, encoding)
    _refuse_too_many_rows(opened._lines, name)
    return opened


def _document(content: bytes, encoding: str, name: str) -> dict[str, Any]:
    if len(content) > LARGEST_JSON:
        raise Refused(f"{name} has {len(content):,} bytes of JSON; the most that is read is {LARGEST_JSON:,}.")
    things = sum(map(content.count, (b",", b"[", b"{")))
    if max(things, content.count(b'"') // 4) > MOST_THINGS:
        raise Refused(f"{name} holds over {MOST_THINGS:,} values of JSON, the most that are read; ask for fewer.")
    depth = deepest = 0
    for sign in _BRACKETS.finditer(content):
        depth += 1 if sign[0] in b"[{" else -1 if sign[0] in b"]}" else 0
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise Refused(f"{name} is JSON of {deepest:,} lists and objects inside each other; {DEEPEST} are read at most.")
    try:
        found = json.loads(
            content.decode(encoding),
            parse_int=str, parse_float=str, parse_constant=_no_number, object_pairs_hook=_one_of_each,
        )  # fmt: skip
        if _HALVES.search(content):
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError:
        raise Refused(f"{name} is not readable as JSON: it holds half of a character.") from None
    except ValueError as error:
        raise Refused(f"{name} is not readable as JSON: {plain(error)}.") from None
    if not isinstance(found, dict):
        raise Refused(f"{name} is JSON, but not an object with rows and columns; download the data file itself.")
    return found


_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]")
"""A character written in two halves, of which one may be missing."""


def _no_number(text: str) -> None:
    raise ValueError(f"it holds {text}, which is no number")


def _one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"{shortly(twice)!r} is given twice in one object")
    return found


def _place(content: bytes, at: int) -> str:
    """Say in which row and column a byte of a text is."""
    lines = io.TextIOWrapper(io.BytesIO(content[:at] + b"x"), encoding="utf-8", errors="replace", newline="")
    row, header, fields = 0, [""], [""]
    try:
        for row, fields in enumerate(csv.reader(lines), start=1):
            header = fields if row == 1 else header
    except csv.Error:
        return f"row {row + 1}"
    named = row > 1 and len(fields) <= len(header)
    return f"row {row}, column {shortly(header[len(fields) - 1].strip())}," if named else f"row {row}"


def _not_decoded(content: bytes, encoding: str) -> int | None:
    """Return the place of the first byte that is not of an encoding, piece by piece as text may need much memory."""
    if content.isascii():
        return None
    decoder = codecs.getincrementaldecoder(encoding)()
    piece = 50_000
    for start in range(0, len(content), piece):
        before = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + piece], final=start + piece >= len(content))
        except UnicodeDecodeError as error:
            return start - before + error.start
    return None
