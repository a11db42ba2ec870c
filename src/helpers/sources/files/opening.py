"""Opening a publisher's file safely: what kind it is by its first bytes, and its cells as text."""

from __future__ import annotations

import gzip
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from helpers.files import what_it_is
from helpers.sources.files import workbook
from helpers.sources.files.csv_text import CODED, CsvText, distinct_names
from helpers.sources.files.json_text import read_json
from helpers.sources.files.limits import (
    DAMAGED_ZIP,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_WORKBOOK_BYTES,
    MAX_ZIP_MEMBERS,
    Ragged,
    Refused,
    plain,
    refuse_too_large,
    refuse_too_many_rows,
)
from helpers.sources.files.parquet_file import ParquetFile
from helpers.sources.files.text import ends_with_dot, find_encoding
from helpers.visible import make_visible, shortly
from helpers.wording import number_of

_NO_LETTER = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Opened:
    """A file whose kind is known: csv, json, parquet or workbook (xlsx, xls or ods).

    `name` is what messages call it. Cells are text as they are in the file; row 1 is the header of a text file or
    the first row of a sheet.
    """

    name: str
    kind: str
    content: bytes = field(repr=False)
    encoding: str = "utf-8"

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The column names of a text or Parquet file, as they stand; empty for a workbook or JSON.

        Raises  Refused: row 1 holds no names, or more than `MAX_COLUMNS`
        """
        names = self.names
        if len(names) > MAX_COLUMNS:
            raise Refused(f"{self.name} row 1 has {len(names):,} columns; the limit is {MAX_COLUMNS:,}.")
        if self.kind in ("csv", "parquet") and not any(names):
            raise Refused(f"{self.name} row 1 is blank; it must hold the names of the columns.")
        return tuple(names)

    @cached_property
    def names(self) -> list[str]:
        """All cells in the first row of a text or Parquet file, however many; empty for a workbook or JSON."""
        if self.kind == "csv":
            return self._csv.header()
        return self._parquet.header if self.kind == "parquet" else []

    @cached_property
    def columns(self) -> frozenset[str]:
        """The column names without anything but letters and digits, in lower case."""
        return frozenset(normalised(name) for name in self.header)

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The sheets of a workbook; none for other kinds.

        Raises  Refused: it cannot be read
        """
        return tuple(self._book) if self.kind == "workbook" else ()

    @cached_property
    def document(self) -> dict[str, Any]:
        """The object that a JSON file holds (see `read_json`); empty for other kinds."""
        return read_json(self.content, self.encoding, self.name) if self.kind == "json" else {}

    def table(self, only: Collection[str] | None = None) -> tuple[pd.DataFrame, list[Ragged]]:
        """Return the rows of a text or Parquet file under their column names, and the ragged rows.

        `only` names the columns that are wanted, to save memory. Empty lines are not rows, but count in the row numbers
        of the lines below them.

        Columns returned  those of the header, or of `only`; every cell is text, a missing one is empty, and the index
                          is the row of the file
        Raises            Refused: two columns have one name and differ, a quote is left open, or the text is not in
                          rows and columns
        """
        wanted = set(self.header if only is None else only)
        if self.kind == "parquet":
            return self._join_repeats(self._read_parquet(wanted)), []
        cells = self._csv.read(self.header, wanted)
        lengths = {record.fields for record in cells.ragged}
        if not len(cells.rows) and len(lengths) == 1 and 0 < min(lengths) < len(self.header):
            # Some publishers leave the last, empty fields of every row away.
            printed = min(lengths)
            cells = self._csv.read(self.header[:printed], wanted)
            frame = cells.frame()
            left_away = zip(self.header[printed:], distinct_names(self.header)[printed:], strict=True)
            frame[[distinct for name, distinct in left_away if name in wanted]] = ""
        else:
            frame = cells.frame()
        return self._join_repeats(frame), cells.ragged

    def text(
        self, only: Collection[str], coded: Collection[str] = (), numbers: Collection[str] = ()
    ) -> tuple[pa.Table, pd.Index, list[Ragged]]:
        """Return what `table` does as columns of text, the row of each in the file, and the rows that are ragged.

        The columns of `coded` hold each different cell once, which is quicker where many rows hold few. Those of
        `numbers` are numbers, and missing where blank, if each cell of all of them is blank or a number written in
        digits; otherwise they are text.
        """
        if self.kind == "csv" and len(set(self.header)) == len(self.header):
            # A reader takes "5." for a number, but nobody writes a number in this way.
            odd = ends_with_dot(self.content, also_last=self.header[-1] in numbers)
            types = dict.fromkeys(coded, CODED) | ({} if odd else dict.fromkeys(numbers, pa.float64()))
            read = self._csv.read(self.header, set(only), types)
            if len(read.rows) or not read.ragged:
                return read
        frame, ragged = self.table(only)
        cells = pa.Table.from_pandas(frame, preserve_index=False).cast(
            pa.schema([(name, CODED if name in coded else pa.string()) for name in frame])
        )
        return cells, frame.index, ragged

    def lines(self, numbers: Collection[int]) -> dict[int, str]:
        """Return the text of the rows of these numbers in a CSV file as it stands; empty for other kinds.

        Raises  Refused: a row is not readable CSV
        """
        return self._csv.lines_of(numbers) if self.kind == "csv" else {}

    def sheet(self, name: str) -> pd.DataFrame:
        """Return the cells of a sheet as they are, without a header.

        Columns returned  0, 1, 2 and so on, one for each column of the sheet; row 1 of the sheet has the index 1
        Raises            Refused: the workbook has no such sheet, or the sheet is damaged or too large
        """
        if name not in self.sheets:
            raise Refused(f"{self.name} has no sheet {name!r}; it has {', '.join(self.sheets) or 'none'}.")
        try:
            cells = workbook.cells(self._book[name])
        except workbook.Unreadable as error:
            raise Refused(f"{self.name} sheet {make_visible(name)} cannot be read: {plain(error)}.") from None
        return pd.DataFrame(cells, index=pd.RangeIndex(1, len(cells) + 1), dtype="object")

    def coded(self, names: Sequence[str] | None = None) -> list[pa.ChunkedArray]:
        """Return some or all columns of a Parquet file as text (see `ParquetFile.read`)."""
        return self._parquet.read(names)

    def _join_repeats(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Put together two columns of one name; where both hold something, it must be the same."""
        for name, again in zip(self.header, distinct_names(self.header), strict=True):
            if name == again or again not in frame:
                continue
            differ = (frame[name] != frame[again]) & (frame[name] != "") & (frame[again] != "")
            if differ.any():
                row, column = differ.idxmax(), shortly(name)
                raise Refused(f"{self.name} row {row} has two columns '{column}' that differ; keep one of them.")
            frame[name] = frame[name].where(frame[name] != "", frame[again])
            frame = frame.drop(columns=again)
        return frame

    def _read_parquet(self, wanted: set[str]) -> pd.DataFrame:
        columns = {
            distinct: column.cast(pa.string()).fill_null("")
            for name, distinct, column in zip(self.header, distinct_names(self.header), self.coded(), strict=True)
            if name in wanted
        }
        frame = pa.table(columns).to_pandas()
        frame.index = pd.RangeIndex(2, len(frame) + 2)
        return frame

    @cached_property
    def _csv(self) -> CsvText:
        return CsvText(self.name, self.content, self.encoding)

    @cached_property
    def _parquet(self) -> ParquetFile:
        return ParquetFile(self.name, self.content)

    @cached_property
    def _book(self) -> dict[str, bytes]:
        try:
            return workbook.read(self.content)
        except workbook.Unreadable as error:
            raise Refused(f"{self.name} is not a readable workbook: {plain(error)}.") from None


def normalised(name: str) -> str:
    """Return a column name without anything but letters and digits, in lower case.

    >>> normalised("Lower_CI_95.0_limit")
    'lowerci950limit'
    """
    return _NO_LETTER.sub("", name.lower())


def open_file(path: Path, name: str | None = None) -> Opened:
    """Open a file by what its first bytes say it is, whatever its name says.

    Raises  Refused, in one sentence: it is not a file, is empty, too large, cut short, packed into more than
            `MAX_WORKBOOK_BYTES`, or of a kind that is not read
    """
    name = make_visible(name or path.name)
    content = _read_bytes(path, name)
    if not content:
        raise Refused(f"{name} is empty.")
    return _open_bytes(content, name)


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Refused(f"{name} is {what_it_is(about.st_mode)}, not a file.")
        if about.st_size > MAX_FILE_BYTES:
            raise Refused(f"{name} has {about.st_size:,} bytes; the limit is {MAX_FILE_BYTES:,}.")
        with path.open("rb") as file:
            return file.read(about.st_size)
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise Refused(f"{name} is no name that a file can have.") from None


def _open_bytes(content: bytes, name: str, depth: int = 0) -> Opened:
    if content[:4] == b"PAR1":
        return Opened(name, "parquet", content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Opened(name, "workbook", content)
    packed = content[:2] == b"\x1f\x8b" or content[:2] == b"PK"
    if packed and depth > 1:
        raise Refused(f"{name} is packed more than twice; unpack it and give the file that holds the figures.")
    if content[:2] == b"\x1f\x8b":
        return _open_bytes(_unpack_gzip(content, name), name, depth + 1)
    if content[:2] == b"PK":
        return _open_zip(content, name, depth)
    return _open_text(content, name)


def _open_zip(content: bytes, name: str, depth: int) -> Opened:
    """Open a workbook, or the one file that is packed."""
    if content.count(b"PK\x01\x02") > MAX_ZIP_MEMBERS:
        raise Refused(
            f"{name} is a zip of over {MAX_ZIP_MEMBERS:,} files; unpack it and give the one with the figures."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except DAMAGED_ZIP as error:
        raise Refused(f"{name} is a zip file that is cut short or damaged: {plain(error)}.") from None
    unpacked = sum(member.file_size for member in members)
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names or "content.xml" in names:
        refuse_too_large(unpacked, name, MAX_WORKBOOK_BYTES)
        return Opened(name, "workbook", content)
    refuse_too_large(unpacked, name)
    files = [member for member in members if not member.filename.endswith("/")]
    if len(files) != 1 or depth:
        number = number_of(len(files), "file")
        raise Refused(f"{name} is a zip of {number}; unpack it and give the one that holds the figures.")
    return _open_bytes(_unpack_member(archive, files[0], name), name, depth + 1)


def _unpack_member(archive: zipfile.ZipFile, file: zipfile.ZipInfo, name: str) -> bytes:
    described = f"{name} is a zip file whose file {make_visible(file.filename)}"
    if file.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(f"{described} is packed in an unusual way; unpack it and give that file.")
    try:
        with archive.open(file) as member:
            # No more than it says that it holds, whatever it holds.
            content = member.read(file.file_size + 1)
    except DAMAGED_ZIP as error:
        raise Refused(f"{described} cannot be unpacked: {plain(error)}.") from None
    if not content:
        raise Refused(f"{described} is empty.")
    return content


def _unpack_gzip(content: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(MAX_FILE_BYTES + 1)
    except (OSError, EOFError, ValueError, zlib.error, struct.error) as error:
        raise Refused(f"{name} is a gzip file that is cut short or damaged: {plain(error)}.") from None
    if len(unpacked) > MAX_FILE_BYTES:
        raise Refused(f"{name} unpacks to more than {MAX_FILE_BYTES:,} bytes, which is the limit.")
    return unpacked


def _open_text(content: bytes, name: str) -> Opened:
    """Open a text: JSON by its first sign, and otherwise CSV."""
    content, encoding = find_encoding(content, name)
    if not content or content.isspace():
        raise Refused(f"{name} holds nothing but blank space.")
    if re.match(rb"\s*<", content):
        raise Refused(f"{name} is a web page, not a table; download the data file itself.")
    if re.match(rb"\s*[{\[]", content):
        return Opened(name, "json", content, encoding)
    opened = Opened(name, "csv", content, encoding)
    refuse_too_many_rows(opened._csv.lines, name)
    return opened
