"""Opening a publisher's file safely: what kind it is by its first bytes, and its cells as text."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from helpers.problems import InputProblem

LARGEST_FILE = 200_000_000
"""Bytes of the largest file that is opened."""

LARGEST_UNPACKED = 150_000_000
"""Bytes to which a compressed file may unpack."""

REJECTION_COLUMNS = ["row", "column", "value", "reason"]


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
    """A file whose kind is known: csv, parquet or workbook (xlsx, xls or ods).

    `name` is what messages call it. Cells are text as they stand in the file; row 1 is the header of a text file or
    the first row of a sheet.
    """

    name: str
    kind: str
    content: bytes = field(repr=False)
    encoding: str = "utf-8"

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The column names of a text or parquet file, as they stand; empty for a workbook."""
        if self.kind == "csv":
            return tuple(self._read_header())
        if self.kind == "parquet":
            return tuple(self._parquet().schema_arrow.names)
        return ()

    @cached_property
    def columns(self) -> frozenset[str]:
        """The column names without anything but letters and digits, in lower case."""
        return frozenset(normalised(name) for name in self.header)

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The sheets of a workbook; none for other kinds."""
        return tuple(str(name) for name in self._workbook().sheet_names) if self.kind == "workbook" else ()

    def table(self) -> tuple[pd.DataFrame, list[Ragged]]:
        """Return the rows of a text or parquet file under their column names, and the rows that are ragged.

        Every cell is text, a missing one is empty; the index is the row of the file.
        Raises Refused where two columns have one name, or the text is not in rows and columns.
        """
        if self.kind == "parquet":
            taken = self._parquet().read()
            columns = [column.cast(pa.string()).fill_null("") for column in taken.columns]
            frame = pa.table(columns, names=_distinct(taken.column_names)).to_pandas()
            frame.index = pd.RangeIndex(2, len(frame) + 2)
            return self._without_repeats(frame), []
        frame, ragged = self._read_csv(list(self.header))
        short = {each.fields for each in ragged}
        if frame.empty and len(short) == 1 and 0 < min(short) < len(self.header):
            # Some publishers leave the last, empty fields of every row away.
            kept = min(short)
            frame, ragged = self._read_csv(list(self.header[:kept]))
            frame[_distinct(self.header)[kept:]] = ""
        return self._without_repeats(frame), ragged

    def sheet(self, name: str) -> pd.DataFrame:
        """Return the cells of a sheet as they stand, without a header; row 1 of the sheet has the index 1.

        Raises Refused where the workbook has no such sheet.
        """
        if name not in self.sheets:
            raise Refused(f"{self.name} has no sheet {name!r}; it has {', '.join(self.sheets)}.")
        frame = self._workbook().parse(name, header=None, dtype="object", keep_default_na=False)
        frame.index = pd.RangeIndex(1, len(frame) + 1)
        return frame

    def _read_header(self) -> list[str]:
        text = self.content[:1_000_000].decode(self.encoding, errors="replace").removeprefix("\ufeff")
        try:
            return [name.strip() for name in next(csv.reader(io.StringIO(text, newline="")), [])]
        except csv.Error as error:
            raise Refused(f"{self.name} row 1 is not readable CSV: {error}.") from None

    def _without_repeats(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Put together two columns of one name; where both hold something, it must be the same."""
        for place, name in enumerate(self.header):
            first = self.header.index(name)
            if first == place:
                continue
            again = f"{name}.{self.header[:place].count(name)}"
            differ = (frame[name] != frame[again]) & (frame[name] != "") & (frame[again] != "")
            if differ.any():
                raise Refused(
                    f"{self.name} row {differ.idxmax()} has two columns {name!r} that differ; keep one of them."
                )
            frame[name] = frame[name].where(frame[name] != "", frame[again])
            frame = frame.drop(columns=again)
        return frame

    def _read_csv(self, header: list[str]) -> tuple[pd.DataFrame, list[Ragged]]:
        ragged: list[Ragged] = []

        def note(row: Any) -> str:
            reason = f"{row.actual_columns} fields, expected {row.expected_columns}"
            ragged.append(Ragged(row.number or 0, row.actual_columns, reason))
            return "skip"

        names = _distinct(header)
        try:
            taken = arrow_csv.read_csv(
                io.BytesIO(self.content),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, skip_rows_after_names=1, encoding=self.encoding, use_threads=False
                ),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            raise Refused(f"{self.name} is not readable as CSV: {str(error).splitlines()[0]}.") from None
        frame = taken.to_pandas()
        places = pd.Index(range(2, 2 + len(frame) + len(ragged))).difference([each.row for each in ragged])
        frame.index = places[: len(frame)]
        return frame, ragged

    @cached_property
    def _book(self) -> Any:
        try:
            return pd.ExcelFile(io.BytesIO(self.content), engine="calamine")
        except Exception as error:  # the reader has no exception of its own
            raise Refused(f"{self.name} is not a workbook that can be read: {error}.") from None

    def _workbook(self) -> Any:
        return self._book

    @cached_property
    def _parquet_file(self) -> Any:
        try:
            return parquet.ParquetFile(io.BytesIO(self.content))
        except (pa.ArrowInvalid, OSError) as error:
            raise Refused(f"{self.name} is not a parquet file that can be read: {error}.") from None

    def _parquet(self) -> Any:
        return self._parquet_file


def normalised(name: str) -> str:
    """Return a column name without anything but letters and digits, in lower case.

    >>> normalised("Lower_CI_95.0_limit")
    'lowerci950limit'
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names with a number after each that is there before, as the columns of a frame."""
    return [
        f"{name}.{names[:place].count(name)}" if name in names[:place] else name for place, name in enumerate(names)
    ]


def open_file(path: Path, name: str | None = None) -> Opened:
    """Open a file by what its first bytes say it is, whatever its name says.

    Raises Refused, in one sentence, where it is empty, too large, cut short, packed into more than
    `LARGEST_UNPACKED`, or of a kind that is not read.
    """
    name = name or path.name
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}.") from None
    if size == 0:
        raise Refused(f"{name} is empty.")
    if size > LARGEST_FILE:
        raise Refused(f"{name} has {size:,} bytes; the largest file that is read has {LARGEST_FILE:,}.")
    return _of_bytes(path.read_bytes(), name)


def _of_bytes(content: bytes, name: str, depth: int = 0) -> Opened:
    if content[:4] == b"PAR1":
        return Opened(name, "parquet", content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Opened(name, "workbook", content)
    if content[:2] == b"\x1f\x8b":
        return _of_bytes(_ungzipped(content, name), name, depth + 1)
    if content[:2] == b"PK":
        return _of_zip(content, name, depth)
    return _of_text(content, name)


def _of_zip(content: bytes, name: str, depth: int) -> Opened:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(f"{name} is a zip file that is cut short or damaged: {error}.") from None
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED:
        raise Refused(f"{name} unpacks to {unpacked:,} bytes; the most that is read is {LARGEST_UNPACKED:,}.")
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names or "content.xml" in names:
        return Opened(name, "workbook", content)
    files = [member for member in members if not member.is_dir()]
    if len(files) != 1 or depth:
        raise Refused(f"{name} is a zip of {len(files)} files; unpack it and give the one that holds the figures.")
    try:
        inside = archive.read(files[0])
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Refused(f"{name} is a zip file whose file {files[0].filename!r} cannot be unpacked: {error}.") from None
    return _of_bytes(inside, name, depth + 1)


def _ungzipped(content: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            inside = packed.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, ValueError) as error:
        raise Refused(f"{name} is a gzip file that is cut short or damaged: {error}.") from None
    if len(inside) > LARGEST_UNPACKED:
        raise Refused(f"{name} unpacks to more than {LARGEST_UNPACKED:,} bytes, the most that is read.")
    return inside


def _of_text(content: bytes, name: str) -> Opened:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(f"{name} is UTF-16 text; save it as CSV UTF-8.")
    if (at := content.find(b"\0")) >= 0:
        raise Refused(f"{name} holds a NUL byte at byte {at}; it is not a text file as a publisher hands out.")
    try:
        content.decode("utf-8-sig")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "cp1252"
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            f"{name} is neither UTF-8 nor Windows-1252 text, at byte {error.start}; save it as UTF-8."
        ) from None
    if not content.strip():
        raise Refused(f"{name} holds nothing but blank space.")
    if content.lstrip()[:1] in (b"<", b"{", b"["):
        raise Refused(f"{name} is a web page or JSON, not a table; download the data file itself.")
    return Opened(name, "csv", content, encoding)
