"""Malformed files: each gives its rows, used or rejected, or one sentence that names the file, row and column.

None may crash, take 500 MB of memory, or lose a row that is not listed. The files that could are read each in a process
of their own, and the small ones together in one.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import hostile
import pyarrow as pa
import pytest
import workbooks
from pyarrow import parquet as arrow_parquet

from helpers.sources.files import workbook
from helpers.sources.files.limits import MAX_CELLS, MAX_FILE_BYTES, MAX_ROWS, Refused
from helpers.sources.files.opening import open_file

MEGABYTES = 500
MEGABYTES_OF_A_SMALL_FILE = 420  # its reader may take 400 of them; how much the modules hold differs by machine
FINGERTIPS, EXPLORE_LOCAL, EXPLORE_EDUCATION = hostile.FINGERTIPS, hostile.EXPLORE_LOCAL, hostile.EXPLORE_EDUCATION
OFLOG, LAIT, DIALECTS = hostile.OFLOG, hostile.LAIT, hostile.DIALECTS
GOOD = {2: [40.5], 3: [41.5], 4: [42.5], 5: [43.5], 6: [44.5], 7: [45.5]}
"""The rows of a good file of any dialect, with the value of each."""

ANY = "any"


@dataclass(frozen=True)
class Fault:
    """A fault that a file of any dialect may have, and what reading it must come to.

    `refused` is in the sentence of the refusal, and may hold {value} and {area} for the names of those columns; where
    it is blank, `rejected` are the rows that must be rejected, `used` the others that must be used.
    """

    name: str
    make: Callable[..., str | bytes]
    refused: str = ""
    rejected: tuple[int, ...] = ()
    used: tuple[int, ...] | str = ""

    def expected(self, dialect: hostile.Dialect) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        """Return the refusal, the rows rejected and the rows used."""
        names = {"value": re.escape(dialect.value), "area": re.escape(dialect.area)}
        used = tuple(row for row in range(2, 8) if row not in self.rejected) if self.used == "" else self.used
        return self.refused.format(**names), self.rejected, tuple(used)


def lines(dialect: hostile.Dialect) -> list[str]:
    """The header and the six rows of a good file."""
    return dialect.text().splitlines()


def with_line(at: int, change: Callable[[str], str]) -> Callable[[hostile.Dialect], str]:
    """A file one of whose lines is changed; the header is line 1."""

    def make(dialect: hostile.Dialect) -> str:
        text = lines(dialect)
        text[at - 1] = change(text[at - 1])
        return "\n".join([*text, ""])

    return make


def cells(value: str | None = None, **others: str) -> Callable[[hostile.Dialect], str]:
    """A file in whose row 4 some cells are replaced."""
    cells_of_row = others if value is None else {"value": value, **others}
    return lambda dialect: dialect.changed(**cells_of_row)


def in_row_4(mark: str) -> Callable[[hostile.Dialect], str]:
    """A file with some text before the value of row 4, as it stands."""
    return with_line(4, lambda line: line.replace("42.5", mark))


def every_row(change: Callable[[list[str], hostile.Dialect], list[str]]) -> Callable[[hostile.Dialect], str]:
    """A file whose header and rows are all changed in one way."""
    return lambda dialect: "".join(
        ",".join(map(hostile.quoted, change(row, dialect))) + "\n" for row in [dialect.columns, *dialect.rows()]
    )


def without_value(row: list[str], dialect: hostile.Dialect) -> list[str]:
    at = dialect.columns.index(dialect.value)
    return row[:at] + row[at + 1 :]


def value_again(row: list[str], dialect: hostile.Dialect) -> list[str]:
    return [*row, row[dialect.columns.index(dialect.value)]]


def value_differs(row: list[str], dialect: hostile.Dialect) -> list[str]:
    value = row[dialect.columns.index(dialect.value)]
    return [*row, "9" if value == "42.5" else value]


def inserted(at: int, *new: str) -> Callable[[hostile.Dialect], str]:
    """A file with lines put in before a line."""

    def make(dialect: hostile.Dialect) -> str:
        text = lines(dialect)
        return "\n".join([*text[: at - 1], *new, *text[at - 1 :], ""])

    return make


def blanked(dialect: hostile.Dialect) -> str:
    """A file with blank lines between its rows, the last of which has no number."""
    text = dialect.changed(row=7, value="none").splitlines()
    return "\n".join([text[0], "", *text[1:4], "", "", *text[4:], ""])


def twice(second: str) -> Callable[[hostile.Dialect], str]:
    """A file whose row 2 is there again as row 8, with some value."""
    return lambda dialect: dialect.text([*dialect.rows(), dialect.row(value=second)])


NOT_READ = "is of no known format: it has the columns"
OPEN_QUOTE = "row 4.*a quote opened there is not closed in its row"
RIGHT_TO_LEFT, ISOLATE = "\u200f", "\u2067"

FAULTS = (
    Fault("has nothing wrong with it", lambda dialect: dialect.text()),
    # Rows and columns.
    Fault("has a first row that is too short", with_line(2, lambda line: line[: line.index(",")]), rejected=(2,)),
    Fault("has a middle row that is too long", with_line(4, lambda line: line + ",more,more"), rejected=(4,)),
    Fault("has a last row that is cut short", with_line(7, lambda line: line[: len(line) // 2]), rejected=(7,)),
    Fault("ends in the middle of its last row, without a line ending",
          lambda dialect: dialect.text()[: -len(lines(dialect)[-1]) // 2], rejected=(7,)),
    Fault("has a row of one word", inserted(4, "subtotal"), rejected=(4,), used=(2, 3, 5, 6, 7, 8)),
    Fault("has rows that all end with one comma too many",
          lambda dialect: "\n".join([lines(dialect)[0], *(f"{line}," for line in lines(dialect)[1:]), ""]),
          rejected=(2, 3, 4, 5, 6, 7)),
    Fault("has columns without a name at its end",
          lambda dialect: "".join(f"{line},,\n" for line in lines(dialect))),
    Fault("holds only a header", lambda dialect: dialect.header + "\n", used=()),
    Fault("holds only a header without a line ending", lambda dialect: dialect.header, used=()),
    Fault("holds its header again in the middle", lambda dialect: inserted(5, dialect.header)(dialect),
          rejected=(5,), used=(2, 3, 4, 6, 7, 8)),
    Fault("has its columns in another order", every_row(lambda row, dialect: row[::-1])),
    Fault("has a column between the others that nobody knows",
          every_row(lambda row, dialect: [row[0], "remark", *row[1:]]), refused="the column 'remark', which"),
    Fault("lacks the column of values", every_row(without_value), refused=NOT_READ),
    Fault("has the column of values twice, with the same cells", every_row(value_again)),
    Fault("has the column of values twice, with different cells", every_row(value_differs),
          refused="row 4 has two columns '{value}' that differ"),
    Fault("has spaces around the names of its columns",
          lambda dialect: dialect.text().replace(dialect.header, dialect.header.replace(",", " , "))),
    Fault("has a title and a blank line above its header", inserted(1, "Table 1: all councils", ""), refused=NOT_READ),
    Fault("has merged headings above its header", lambda dialect: inserted(1, ",,Councils,,,Figures")(dialect),
          refused=NOT_READ),
    Fault("has units in a second row of headings",
          lambda dialect: inserted(2, ",".join(["unit"] * len(dialect.columns)))(dialect),
          rejected=(2,), used=(3, 4, 5, 6, 7, 8)),
    Fault("has footnotes below its rows", inserted(8, "Source: the department", '"Notes: 1, 2, and 3"'),
          rejected=(8, 9), used=(2, 3, 4, 5, 6, 7)),
    Fault("has a footnote in a row as wide as the others",
          lambda dialect: inserted(8, "[note 1] rounded" + "," * (len(dialect.columns) - 1))(dialect),
          rejected=(8,), used=(2, 3, 4, 5, 6, 7)),
    Fault("has a row of empty cells", lambda dialect: inserted(8, "," * (len(dialect.columns) - 1))(dialect),
          rejected=(8,), used=(2, 3, 4, 5, 6, 7)),
    Fault("has blank lines between its rows", blanked, rejected=(10,), used=(3, 4, 5, 8, 9)),
    Fault("has lines of spaces between its rows", inserted(4, "   "), rejected=(4,), used=(2, 3, 5, 6, 7, 8)),
    Fault("starts with a blank line", lambda dialect: "\n" + dialect.text(), refused="row 1 is blank"),
    Fault("has a row twice", twice("40.5"), rejected=(8,), used=(2, 3, 4, 5, 6, 7)),
    Fault("has two rows of one figure that differ", twice("9"), refused="rows 2 and 8 differ"),
    # Separators and line endings.
    Fault("is divided by semicolons", lambda dialect: dialect.text().replace(",", ";"),
          refused="row 1 is divided by semicolons"),
    Fault("is divided by tabs", lambda dialect: dialect.text().replace(",", "\t"), refused="row 1 is divided by tabs"),
    Fault("has a header divided by commas and rows divided by semicolons",
          lambda dialect: "\n".join([lines(dialect)[0], *(line.replace(",", ";") for line in lines(dialect)[1:]), ""]),
          rejected=(2, 3, 4, 5, 6, 7)),
    Fault("has CRLF line endings", lambda dialect: dialect.text().replace("\n", "\r\n")),
    Fault("has CR line endings", lambda dialect: dialect.text().replace("\n", "\r")),
    Fault("has line endings of three kinds",
          lambda dialect: re.sub("\n", lambda match: ("\r\n", "\r", "\n")[match.start() % 3], dialect.text())),
    Fault("has a lone CR in a row", with_line(4, lambda line: line.replace("Some", "Some\r")),
          rejected=(4, 5), used=(2, 3, 6, 7, 8)),
    # Quotes.
    Fault("has every cell in quotes", lambda dialect: re.sub(r"[^,\n]+", r'"\g<0>"', dialect.text())),
    Fault("has quotes, commas and line breaks inside a cell", cells(name='the "city",\nand\r\nthe county')),
    Fault("has line breaks inside a cell and a bad number below it",
          lambda dialect: dialect.changed(name="one\ntwo\nthree").replace("44.5", "none"), rejected=(6,)),
    Fault("has a quote that is never closed", in_row_4('"42.5'), refused=OPEN_QUOTE),
    Fault("has a quote in its last column that is never closed", with_line(4, lambda line: line + '"\n'
          if line.endswith(",") else line.rpartition(",")[0] + ',"' + line.rpartition(",")[2]), refused=OPEN_QUOTE),
    Fault("has a quote that the quote of a later row closes",
          lambda dialect: dialect.changed(row=6, name='say "so"').replace("42.5", '"42.5'), refused=OPEN_QUOTE),
    Fault("has two quotes that take in the rows between them",
          lambda dialect: dialect.text().replace("42.5", '"42.5').replace("44.5", '44.5"'), refused=OPEN_QUOTE),
    Fault("has a quote in its header that is never closed", lambda dialect: '"' + dialect.text(), refused="."),
    Fault("has a quote in the middle of a cell", in_row_4('42.5"'), rejected=(4,)),
    # Encodings and signs.
    Fault("is UTF-16 with a mark", lambda dialect: dialect.text().encode("utf-16"), refused="is UTF-16 text"),
    Fault("is UTF-16 without a mark", lambda dialect: dialect.text().encode("utf-16-le"), refused="row 1.*NUL byte"),
    Fault("is UTF-32", lambda dialect: dialect.text().encode("utf-32"), refused="UTF-16|NUL byte"),
    Fault("starts with a byte order mark", lambda dialect: dialect.text().encode("utf-8-sig")),
    Fault("starts with two byte order marks", lambda dialect: "\ufeff\ufeff" + dialect.text()),
    Fault("has a byte order mark in the middle", with_line(4, lambda line: "\ufeff" + line), used=ANY),
    Fault("is Windows-1252 text", lambda dialect: dialect.changed(name="Café – “Côte”").encode("cp1252")),
    Fault("has a byte of Windows-1252 in text that is UTF-8 elsewhere",
          lambda dialect: dialect.changed(name="Café").encode().replace(b"45.5", b"45.5")
          + dialect.text([dialect.row(name="@", period="x")]).splitlines()[1].replace("@", "\xe9").encode("latin-1")
          + b"\n", rejected=(8,), used=(2, 3, 4, 5, 6, 7)),
    Fault("says that it is UTF-8 and is not",
          lambda dialect: b"\xef\xbb\xbf" + dialect.changed(value="é").encode("cp1252"),
          refused="row 4, column {value}, is not UTF-8"),
    Fault("has a byte that no encoding has", lambda dialect: dialect.text().encode().replace(b"42.5", b"42\x81.5"),
          refused="row 4, column {value}, is neither UTF-8 nor Windows-1252"),
    Fault("has a NUL byte in a cell", in_row_4("42\0.5"), refused="row 4, column {value}, holds a NUL byte"),
    Fault("is a web page", lambda dialect: "<!DOCTYPE html><table><tr><td>" + dialect.text(), refused="is a web page"),
    Fault("is JSON", lambda dialect: json.dumps(dialect.rows()), refused="is JSON, but not an object"),
    Fault("holds nothing but blank space", lambda dialect: "  \n\r\n\t\n" * 10, refused="nothing but blank"),
    # Values.
    Fault("has HTML in the cell of a name", cells(name='<div class="no-data">-</div>')),
    Fault("has HTML in the cell of a value", cells("<script>alert(1)</script>"), rejected=(4,)),
    Fault("has a number with thousands commas", cells("1,234.5")),
    Fault("has a number as it is written in Germany", cells("1.234,5"), rejected=(4,)),
    Fault("has a number with a per cent sign", cells("12%"), rejected=(4,)),
    Fault("has a number that is too large to hold", cells("1e400"), rejected=(4,)),
    Fault("has a number of four hundred digits", cells("9" * 400), rejected=(4,)),
    Fault("has nan instead of a number", cells("nan"), used=ANY),
    Fault("has inf instead of a number", cells("inf"), rejected=(4,)),
    Fault("has -Infinity instead of a number", cells("-Infinity"), rejected=(4,)),
    Fault("has a number in Arabic digits", cells("١٢٣"), rejected=(4,)),
    Fault("has a number in wide digits", cells("１２３"), rejected=(4,)),  # noqa: RUF001
    Fault("has a formula instead of a number", cells("=1+1"), rejected=(4,)),
    Fault("has a formula that starts a program", cells('=HYPERLINK("https://example.org","x")'), rejected=(4,)),
    Fault("has an error of a spreadsheet instead of a number", cells("#DIV/0!"), rejected=(4,)),
    Fault("has a date instead of a number", cells("2022-03-01"), rejected=(4,)),
    Fault("has a number with a pound sign", cells("£42.5"), rejected=(4,)),
    Fault("has a number in a number base of programs", cells("0x2A"), rejected=(4,)),
    Fault("has spaces around a number", cells("  42.5\u00a0")),
    Fault("has a minus sign of printers before a number", cells("−42.5"), rejected=(4,)),
    Fault("has a blank cell instead of a number", cells("")),
    # Areas.
    Fault("has spaces around the code of an area", lambda dialect: dialect.changed(area=f" {dialect.codes[2]} ")),
    Fault("has a space inside the code of an area",
          lambda dialect: dialect.changed(area=dialect.codes[2][:2] + " " + dialect.codes[2][2:]), rejected=(4,)),
    Fault("has a right-to-left mark in the code of an area",
          lambda dialect: dialect.changed(area=RIGHT_TO_LEFT + dialect.codes[2]), rejected=(4,)),
    Fault("has right-to-left text in the name of an area", cells(name=f"{ISOLATE}ליסטרשייר{RIGHT_TO_LEFT}")),
    Fault("has no code of an area", cells(area=""), rejected=(4,)),
    Fault("has the code of an area that is not there", cells(area="E99999999"), rejected=(4,)),
    Fault("has a code in Arabic digits", cells(area="٨٥٥"), rejected=(4,)),
)  # fmt: skip


def written(folder: Path, content: str | bytes, name: str = "figures.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


Answer = dict[str, Any]


class Reader:
    """A process that has imported what it takes to read a file: it reads one itself, or in a copy of itself."""

    def __init__(self, process: subprocess.Popen[str], errors: Path) -> None:
        self._process, self._errors = process, errors

    def _ask(self, where: str, path: Path) -> Answer:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{where} {os.fsencode(path).hex()}\n")
        self._process.stdin.flush()
        answer: Answer = json.loads(self._process.stdout.readline() or "{}")
        assert "peak" in answer, (answer, self._errors.read_text()[-2000:])
        return answer

    def small(self, path: Path) -> hostile.Outcome:
        """Read a small file in the process itself: what that takes beyond the modules must stay within the limit."""
        answer = self._ask("here", path)
        assert answer["peak"] - answer["before"] + answer["children"] < MEGABYTES_OF_A_SMALL_FILE, answer
        used = {int(row): values for row, values in answer["used"].items()}
        rejected = {int(row): tuple(why) for row, why in answer["rejected"].items()}
        return hostile.Outcome(answer["refused"], answer["read"], answer["peak"], used, rejected)

    def apart(self, path: Path) -> Answer:
        """Read a file in a copy of the process; in a new one where none can be copied."""
        if hasattr(os, "fork"):
            return self._ask("apart", path)
        program = [sys.executable, hostile.__file__, str(path)]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    errors = tmp_path_factory.mktemp("hostile") / "errors.txt"
    with (
        errors.open("w") as out,
        subprocess.Popen(
            [sys.executable, hostile.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True
        ) as process,
    ):
        yield Reader(process, errors)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"a file that {fault.name}")
def test_a_text_file_with_a_fault(fault: Fault, dialect: hostile.Dialect, tmp_path: Path, reader: Reader) -> None:
    outcome = reader.small(written(tmp_path, fault.make(dialect)))
    refused, rejected, used = fault.expected(dialect)
    if fault.name == "lacks the column of values" and dialect is EXPLORE_EDUCATION:
        # A table of this family may have any columns of numbers; without one, every row says so.
        assert {reason for _, _, reason in outcome.rejected.values()} == {"no column of the table holds numbers"}
        assert list(outcome.rejected) == list(GOOD)
        return
    if refused:
        assert re.search(refused, outcome.refused), outcome
        return
    assert not outcome.refused
    if fault.used == ANY:
        assert outcome.read == 6
        return
    assert (tuple(outcome.rejected), tuple(outcome.used)) == (rejected, used), outcome
    if len(rejected) == 1 and len(used) == 5:
        column, _, reason = outcome.rejected[rejected[0]]
        assert column or "fields, expected" in reason, outcome


IMPOSSIBLE = [(dialect, period) for dialect in DIALECTS for period in dialect.impossible]


@pytest.mark.parametrize(
    ("dialect", "period"), IMPOSSIBLE, ids=[f"{dialect.name}, {period!r}" for dialect, period in IMPOSSIBLE]
)
def test_a_period_that_cannot_be(dialect: hostile.Dialect, period: str, tmp_path: Path, reader: Reader) -> None:
    outcome = reader.small(written(tmp_path, dialect.changed(period=period)))
    assert (list(outcome.rejected), list(outcome.used)) == ([4], [2, 3, 5, 6, 7]), outcome


@dataclass(frozen=True)
class Case:
    """A file: how it is made in a folder, and what its refusal says; a file that is read has the rows of GOOD."""

    name: str
    make: Callable[[Path], Path]
    refused: str = ""


def file_of(content: Callable[[], str | bytes] | str | bytes, name: str = "figures.csv") -> Callable[[Path], Path]:
    """A file of some content, which may be made when it is needed."""
    return lambda folder: written(folder, content() if callable(content) else content, name)


GOOD_TEXT = OFLOG.text()
GOOD_BYTES = GOOD_TEXT.encode()
GOOD_ZIP = hostile.zipped({"asc.csv": GOOD_BYTES})
TEXT_CELL = f'<row r="1">{hostile.text_cell("A1", "x")}</row>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'
ENTITY = f'<row r="1">{hostile.text_cell("A1", "&a11;")}</row>'
SHEETS = hostile.XLSX_PARTS["xl/workbook.xml"]
NO_WORKBOOK = "is not a readable workbook|sheet .* cannot be read|is of no known format"


def locked() -> bytes:
    """A zip whose file is marked as locked by a password."""
    for head in (b"PK\1\2\x14\3", b"PK\3\4"):
        assert head + b"\x14\0\0\0" in GOOD_ZIP
    open_one = GOOD_ZIP.replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0")
    return open_one.replace(b"PK\3\4\x14\0\0\0", b"PK\3\4\x14\0\1\0")


def changed_byte(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def good_parquet() -> bytes:
    """The six good rows as a parquet file."""
    rows = hostile.pd.DataFrame(LAIT.rows(), columns=LAIT.columns)
    return bytes(hostile.parquet(rows))


def odd_parquet(kind: pa.DataType, values: list[object]) -> bytes:
    """A parquet file of the tool of the DfE whose values are of some type."""
    table = pa.Table.from_pandas(hostile.lait_frame(len(values)), preserve_index=False)
    table = table.set_column(table.column_names.index("Values"), "Values", pa.array(values, type=kind))
    out = pa.BufferOutputStream()
    arrow_parquet.write_table(table, out)
    return out.getvalue().to_pybytes()


def symlink_loop(folder: Path) -> Path:
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    return folder / "a.csv"


def directory(folder: Path) -> Path:
    (folder / "figures.csv").mkdir()
    return folder / "figures.csv"


def listening(folder: Path) -> Path:
    """A socket; its name may not be long, so it is made from inside its folder."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as it:
            it.bind("s")
    finally:
        os.chdir(here)
    return folder / "s"


ODD_FILES = (
    Case("an empty file", file_of(b""), "is empty"),
    Case("a file of one byte", file_of(b"x"), "is of no known format"),
    Case("a picture", file_of(b"\x89PNG\r\n\x1a\n" + bytes(50)), "holds a NUL byte"),
    Case("a folder in place of a file", directory, "is a folder, not a file"),
    Case("a socket in place of a file", listening, "is a socket, not a file"),
    Case("a file that is not there", lambda folder: folder / "figures.csv", "cannot be read: No such file"),
    Case("a loop of links", symlink_loop, "cannot be read: Too many levels of symbolic links"),
    Case("a name that is too long for the system", lambda folder: folder / ("x" * 300), "cannot be read: File name"),
    Case("a name with a NUL", lambda folder: folder / "a\0b.csv", "is no name that a file can have"),
    Case("a name with a line break", file_of(GOOD_TEXT, "two\nlines.csv")),
    Case("a name with a line break, of an empty file", file_of(b"", "two\nlines.csv"), r"two\\nlines\.csv is empty"),
    Case("a name that begins with a dash", file_of(GOOD_TEXT, "--help.csv")),
    Case("a name in another script, read from the right", file_of(GOOD_TEXT, "\u202e\u05e0\u05ea.csv")),
    Case("a name of two hundred letters", file_of(GOOD_TEXT, "x" * 200)),
    Case("a name of signs of shells", file_of(GOOD_TEXT, "$(touch x) `x` ; & | * ? % {0}.csv")),
    Case("a name that is not text", file_of(GOOD_TEXT, os.fsdecode(b"caf\xe9.csv"))),
    Case("a name that says it is another kind", file_of(GOOD_TEXT, "figures.xlsx")),
    Case("a column with a name of ten thousand letters, twice",
         file_of(lambda: "".join(f"{line},{more},{more}{at}\n" for at, (line, more) in enumerate(
             zip(GOOD_TEXT.splitlines(), ["x" * 10_000] + ["1"] * 6, strict=True)))), ""),
    # Zip and gzip.
    Case("a zip of one good file", file_of(GOOD_ZIP)),
    Case("a gzip of one good file", file_of(gzip.compress(GOOD_BYTES))),
    Case("a gzip inside a zip", file_of(hostile.zipped({"a.gz": gzip.compress(GOOD_BYTES)}))),
    Case("a zip that is cut short", file_of(GOOD_ZIP[:-30]), "zip file that is cut short or damaged"),
    Case("a zip cut in its first file", file_of(GOOD_ZIP[:60]), "zip file that is cut short or damaged"),
    Case("a zip with a changed byte in its file", file_of(changed_byte(GOOD_ZIP, 80)), "cannot be unpacked"),
    Case("a zip of nothing", file_of(hostile.zipped({})), "is a zip of 0 files"),
    Case("a zip of an empty file", file_of(hostile.zipped({"a.csv": b""})), "a.csv is empty"),
    Case("a zip of a file without a name", file_of(GOOD_ZIP.replace(b"asc.csv", b"\0sc.csv"))),
    Case("a zip of two files", file_of(hostile.zipped({"a.csv": b"x", "b.csv": b"x"})), "is a zip of 2 files"),
    Case("a zip inside a zip", file_of(hostile.zipped({"a.zip": GOOD_ZIP})), "is a zip of 1 file;|packed"),
    Case("a zip of a file with a path of the system", file_of(hostile.zipped({"/etc/passwd": GOOD_BYTES}))),
    Case("a zip of a file that climbs out of its folder", file_of(hostile.zipped({"../../x.csv": GOOD_BYTES}))),
    Case("a zip of a file whose name has a line break", file_of(hostile.zipped({"a\nb": b""})), "is empty"),
    Case("a zip packed by an unusual method",
         file_of(hostile.zipped({"a.csv": GOOD_BYTES}, hostile.zipfile.ZIP_LZMA)), "packed in an unusual way"),
    Case("a zip with a password", file_of(locked), "cannot be unpacked: .*(password|encrypted)"),
    Case("a gzip that is cut short", file_of(gzip.compress(GOOD_BYTES)[:-20]), "cut short or damaged"),
    Case("a gzip with a changed byte", file_of(changed_byte(gzip.compress(GOOD_BYTES), 30)), "damaged"),
    Case("a gzip of nothing but its head", file_of(b"\x1f\x8b\x08"), "cut short or damaged"),
    # Parquet.
    Case("a good parquet file", file_of(good_parquet)),
    Case("a parquet file that is cut short", file_of(lambda: good_parquet()[:-100]), "is not a readable Parquet file"),
    Case("a parquet file of its first bytes alone", file_of(b"PAR1"), "is not a readable Parquet file"),
    Case("a parquet file with changed bytes in its pages",
         file_of(lambda: b"PAR1" + bytes(200) + good_parquet()[204:]), "is not a readable Parquet file"),
    Case("a parquet file whose foot says nonsense",
         file_of(b"PAR1" + b"\xff" * 100 + b"\x60\0\0\0PAR1"), "is not a readable Parquet file"),
    Case("a parquet file of lists",
         file_of(lambda: odd_parquet(pa.list_(pa.int64()), [[1], [2]])), "is not a readable Parquet file"),
    Case("a parquet file of bytes that are no text",
         file_of(lambda: odd_parquet(pa.binary(), [b"\xff\xfe", b"1"])), "is not a readable Parquet file"),
    Case("a parquet file whose columns have names that are no text",
         file_of(lambda: good_parquet().replace(b"Years", b"Y\xff\xffrs")), "is not a readable Parquet file"),
    Case("a parquet file with columns that nobody knows",
         file_of(lambda: hostile.parquet(hostile.pd.DataFrame({"a": [1]}))), "is of no known format"),
    # Workbooks.
    Case("a workbook with one cell", file_of(hostile.xlsx(TEXT_CELL)), "it has the sheets Sheet1"),
    Case("a workbook that is cut short", file_of(hostile.xlsx(TEXT_CELL)[:-200]), "cut short or damaged"),
    Case("a workbook whose sheet is not XML", file_of(hostile.xlsx("<row><<<c")), NO_WORKBOOK),
    Case("a workbook without its sheet",
         file_of(hostile.zipped({name: part.encode() for name, part in hostile.XLSX_PARTS.items()})), NO_WORKBOOK),
    Case("a workbook of a billion laughs", file_of(hostile.xlsx(ENTITY, start=LAUGHS)), NO_WORKBOOK),
    Case("a workbook that asks for a file of the system", file_of(hostile.xlsx(ENTITY, start=OUTSIDE)), NO_WORKBOOK),
    Case("a workbook of a billion laughs in its list of sheets", file_of(hostile.xlsx(
        TEXT_CELL, xl__workbook_xml=(LAUGHS + SHEETS.replace("Sheet1", "&a11;")).encode())), NO_WORKBOOK),
    Case("a workbook that says it has a million rows",
         file_of(hostile.xlsx(TEXT_CELL, before='<dimension ref="A1:XFD1048576"/>')), NO_WORKBOOK),
    Case("a workbook with merged headings",
         file_of(hostile.xlsx(TEXT_CELL + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')), NO_WORKBOOK),
    Case("a workbook of no sheets", file_of(hostile.xlsx(TEXT_CELL, xl__workbook_xml=b"<workbook/>")), NO_WORKBOOK),
    Case("a workbook whose sheets have one name", file_of(hostile.xlsx(TEXT_CELL, xl__workbook_xml=SHEETS.replace(
        "</sheets>", '<sheet name="Sheet1" sheetId="2" r:id="rId1"/></sheets>').encode())), NO_WORKBOOK),
    Case("a workbook whose sheet is named in two lines", file_of(hostile.xlsx(
        TEXT_CELL, xl__workbook_xml=SHEETS.replace("Sheet1", "a&#10;b").encode())), NO_WORKBOOK),
    Case("an OpenDocument workbook of a billion laughs", file_of(hostile.ods(
        hostile.ods_row("<table:table-cell><text:p>&a11;</text:p></table:table-cell>"), start=LAUGHS)), NO_WORKBOOK),
    Case("an OpenDocument workbook with a name that nobody gave", file_of(hostile.ods("", name="&a11;")), NO_WORKBOOK),
    Case("an OpenDocument text in place of a workbook", file_of(hostile.zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})), NO_WORKBOOK),
    Case("an older workbook", file_of(hostile.xls([(0, 0, 1.0)])), "is of no known format: it has the sheets Sheet1"),
    Case("a workbook of as many sheets as are read", file_of(hostile.xls([(0, 0, 1.0)], workbook.MOST_SHEETS)),
         "is of no known format: it has the sheets Sheet1, Sheet2"),
    Case("a workbook of more sheets than are read", file_of(hostile.xls([(0, 0, 1.0)], workbook.MOST_SHEETS + 1)),
         "is not a readable workbook: it has 251 sheets; the most that are read are 250"),
    Case("an older workbook that is cut short", file_of(hostile.xls([(0, 0, 1.0)])[:3000]), NO_WORKBOOK),
    Case("an older workbook of its first bytes alone", file_of(hostile.xls([(0, 0, 1.0)])[:8]), NO_WORKBOOK),
    Case("an older workbook whose table of parts goes in a circle",
         file_of(hostile.xls([(0, 0, 1.0)])[:-512] + bytes(512)), NO_WORKBOOK),
)  # fmt: skip


@pytest.mark.parametrize("case", ODD_FILES, ids=lambda case: case.name)
def test_an_odd_file(case: Case, tmp_path: Path, reader: Reader) -> None:
    path = case.make(tmp_path)
    before = sorted(entry.name for entry in tmp_path.iterdir())
    outcome = reader.small(path)
    if case.refused:
        assert re.search(case.refused, outcome.refused), outcome
    else:
        assert (outcome.refused, outcome.used, outcome.rejected) == ("", GOOD, {}), outcome
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("whole numbers", pa.array([40, 41, None]), [40.0, 41.0, None]),
        ("numbers", pa.array([40.5, None, float("inf")]), [40.5, None, "rejected"]),
        ("truth values", pa.array([True, False, None]), ["rejected", "rejected", None]),
        ("days", pa.array([date(2022, 4, 1)] * 3), ["rejected"] * 3),
        ("nothing", pa.nulls(3), [None, None, None]),
        ("numbers listed once", pa.array(["40", "40", "?"]).dictionary_encode(), [40.0, 40.0, "rejected"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_parquet_file_whose_values_are_of_another_type(
    kind: str, values: pa.Array, expected: list[object], tmp_path: Path
) -> None:
    rows = [LAIT.row(area=code) for code in LAIT.codes[:3]]
    table = pa.table({name: [row[at] for row in rows] for at, name in enumerate(LAIT.columns)})
    table = table.set_column(LAIT.columns.index("Values"), "Values", values)
    arrow_parquet.write_table(table, tmp_path / "bds.parquet")
    outcome = hostile.outcome(tmp_path / "bds.parquet")
    assert not outcome.refused, outcome
    assert ["rejected" if row in outcome.rejected else outcome.used[row][0] for row in (2, 3, 4)] == expected


def test_the_areas_of_a_parquet_file_may_be_numbers(tmp_path: Path) -> None:
    frame = hostile.lait_frame(3)
    frame.assign(**{"LA Number": [855.0, 856.5, float("nan")], "Years": "2022-23"}).to_parquet(tmp_path / "bds.parquet")
    outcome = hostile.outcome(tmp_path / "bds.parquet")
    assert (list(outcome.used), list(outcome.rejected)) == ([2], [3, 4])


def test_the_cells_of_a_workbook_are_what_they_show(tmp_path: Path) -> None:
    """A formula is the figure that was saved with it; without one, and where it is an error, no figure is made up."""
    row = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="e"><v>#DIV/0!</v></c>'
        '<c r="D1" t="str"><f>"a"</f><v>=1+1</v></c><c r="E1" t="b"><v>1</v></c></row>'
    )
    file = open_file(written(tmp_path, hostile.xlsx(row)))
    assert file.sheet("Sheet1").to_numpy().tolist() == [[2, "", "", "=1+1", True]]
    formula = hostile.ods_cell("2", 'table:formula="of:=1+1"')
    again = hostile.ods_cell("3", 'table:number-columns-repeated="2"')
    file = open_file(written(tmp_path, hostile.ods(hostile.ods_row(formula + again))))
    assert file.sheet("Sheet1").to_numpy().tolist() == [[2, 3, 3]]
    as_text = '<table:table-cell office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>'
    as_blank = as_text.replace('"string"', '"string" office:string-value=""')
    file = open_file(written(tmp_path, hostile.ods(hostile.ods_row(as_text + as_blank + again))))
    assert file.sheet("Sheet1").to_numpy().tolist() == [["#DIV/0!", "", 3, 3]]
    file = open_file(written(tmp_path, hostile.xls([(1, 1, 2.5)])))
    assert file.sheet("Sheet1").to_numpy().tolist() == [["", ""], ["", 2.5]]
    with pytest.raises(Refused, match=r"^figures\.csv has no sheet 'Sheet2'; it has Sheet1\.$"):
        file.sheet("Sheet2")


def test_a_reader_of_workbooks_that_is_not_there_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python_calamine.py").write_text("raise ImportError('not there')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuntimeError, match="not there"):
        _ = open_file(written(tmp_path, hostile.xlsx(TEXT_CELL))).sheets


@pytest.mark.skipif(not hasattr(os, "seteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_a_file_that_may_not_be_read_is_told() -> None:
    """Root may read everything, so another user tries."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = written(folder, GOOD_TEXT)
        path.chmod(0)
        os.seteuid(65534)
        try:
            outcome = hostile.outcome(path)
        finally:
            os.seteuid(0)
    assert outcome.refused == "figures.csv cannot be read: Permission denied."


KINDS = {
    **{dialect.name: dialect.changed(name='a "b",\nc').encode() for dialect in DIALECTS},
    "LG Inform": b"area,area label,area long label,9613\narea,area label,area long label,2022/23\nE10000018,L,L,1\n",
    "JSON": b'{"columns":[{"metricType":{"identifier":"1"},"period":{"label":"2022/23"}}],"rows":[{"area":'
    b'{"identifier":"E10000018"},"values":[{"value":-1.5e0,"formatted":"\\u002d"}]}]}',
    "zip": GOOD_ZIP,
    "gzip": gzip.compress(GOOD_BYTES),
    "parquet": good_parquet(),
    "xlsx": hostile.xlsx(TEXT_CELL),
    "ods": hostile.ods(hostile.ods_row(hostile.ods_cell("1"))),
    "xls": hostile.xls([(0, 0, 1.0)]),
}
TOKENS = (b'"', b",", b"\n", b"\r", b'""', b"\xef\xbb\xbf", b"\xff", b"\0", b'"\n"', b",,", b"1e999", b"0000")


@pytest.mark.parametrize("kind", KINDS)
def test_damage_at_any_place_is_told(kind: str, tmp_path: Path) -> None:
    """Bytes are changed, left out or put in by a fixed throw of dice; nothing but a result or a sentence may come."""
    dice = random.Random(20260101)
    for _ in range(20 if kind in ("xlsx", "ods", "xls") else 60):
        damaged = bytearray(KINDS[kind])
        for _ in range(dice.choice((1, 1, 5, 50))):
            at = dice.randrange(len(damaged) + 1)
            new = dice.choice((dice.randbytes(dice.choice((0, 1, 3))), dice.choice(TOKENS)))
            damaged[at : at + dice.choice((0, 1, 1, 40))] = new
        hostile.outcome(written(tmp_path, bytes(damaged)))


# Files that could fill the memory or take very long: each in a process of its own.


def sparse(folder: Path) -> Path:
    path = folder / "figures.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    return path


def sparse_below_the_limit(folder: Path) -> Path:
    path = folder / "figures.csv"
    with path.open("wb") as file:
        file.write(GOOD_BYTES)
        file.truncate(MAX_FILE_BYTES)
    return path


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "figures.csv")
    return folder / "figures.csv"


def repeated(dialect: hostile.Dialect) -> bytes:
    """A file of as many rows as are read, each the figure of another area that nobody knows."""
    head, row = dialect.header + "\n", ",".join(dialect.row(area="@@@@@@@"))
    times = min((MAX_FILE_BYTES - len(head)) // (len(row) + 1), (MAX_CELLS - 1000) // row.count(","), MAX_ROWS - 1)
    return (head + "".join(row.replace("@@@@@@@", f"{at:07d}") + "\n" for at in range(times))).encode()


def rows_of(rows: int, line: str) -> bytes:
    return (LAIT.header + "\n" + line * rows).encode()


def wide(extra: int) -> str:
    """A good file with so many columns more, each with a name of its own."""
    more = ",".join(f"c{at}" for at in range(extra))
    return "".join(f"{line},{more}\n" for line in GOOD_TEXT.splitlines())


def table_of(columns: int, rows: int) -> str:
    """A table of the DfE with so many more columns of numbers."""
    head = EXPLORE_EDUCATION.header + "," + ",".join(f"c{at}" for at in range(columns))
    row = ",".join(EXPLORE_EDUCATION.row(area="@@@@@@@")) + ",1" * columns
    return head + "\n" + "".join(row.replace("@@@@@@@", f"E{at:08d}") + "\n" for at in range(rows))


def long_values(folder: Path) -> Path:
    """A parquet file that holds one long text once and says that it stands in every row."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 500_000, type=pa.int32()), pa.array(["x" * 1_000_000]))
    columns = {name: pa.array([""] * 500_000).dictionary_encode() for name in LAIT.columns}
    arrow_parquet.write_table(
        pa.table(columns | {"LA Number": column, "Values": column}), folder / "bds.parquet", store_schema=False
    )
    return folder / "bds.parquet"


def many_equal_rows(folder: Path) -> Path:
    """A small parquet file of very many rows that are the same."""
    row = dict(zip(LAIT.columns, LAIT.row(), strict=True))
    part = pa.table({name: pa.array([cell] * 1_000_000).dictionary_encode() for name, cell in row.items()})
    with arrow_parquet.ParquetWriter(folder / "bds.parquet", part.schema, store_schema=False) as writer:
        for _ in range(5):
            writer.write_table(part)
    return folder / "bds.parquet"


def packed_again() -> bytes:
    """A file that is packed a thousand times."""
    content = GOOD_BYTES
    for _ in range(1000):
        content = gzip.compress(content, 1)
    return content


def zips_in_zips(folder: Path) -> Path:
    inner = hostile.zip_of_zeros(folder / "inner.zip", 100_000_000).read_bytes()
    return written(folder, hostile.zipped({"inner.zip": hostile.zipped({"inner.zip": inner})}))


def large_sheet(rows: int) -> bytes:
    """A workbook of rows of a hundred cells."""
    return bytes(hostile.xlsx(("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * rows))


def far_apart(first: str, last: str) -> bytes:
    """A workbook of two cells."""
    row = re.sub("[A-Z]", "", last)
    cells = f'<row r="1"><c r="{first}"><v>1</v></c></row><row r="{row}"><c r="{last}"><v>1</v></c></row>'
    return bytes(hostile.xlsx(cells))


def one_for_all() -> bytes:
    """An OpenDocument workbook whose one cell stands for every cell that a sheet can have."""
    cell = hostile.ods_cell("1", 'table:number-columns-repeated="16384"')
    return bytes(hostile.ods(hostile.ods_row(cell, 'table:number-rows-repeated="1048576"')))


def json_answer(columns: int, rows: int, value: str) -> str:
    """An answer of LG Inform of so many columns and rows of one value."""
    head = ",".join(f'{{"metricType":{{"identifier":"{at}"}},"period":{{"label":"2022/23"}}}}' for at in range(columns))
    values = ",".join([value] * columns)
    body = ",".join(f'{{"area":{{"identifier":"{at}"}},"values":[{values}]}}' for at in range(rows))
    return f'{{"columns":[{head}],"rows":[{body}]}}'


def lg_inform_table(columns: int, rows: int) -> str:
    """A table of LG Inform of so many columns and rows."""
    headings = "area,area label,area long label"
    heads = [",".join([headings, *map(str, range(columns))]), ",".join([headings, *["2022/23"] * columns])]
    body = (f"{at},x,x" + ",1" * columns for at in range(rows))
    return "\n".join([*heads, *body, ""])


def full_book(book: hostile.Book) -> Callable[[Path], Path]:
    """A workbook of as many cells as are read, each a figure of an area that nobody knows."""

    def make(folder: Path) -> Path:
        head = list(book.sheets[book.sheet][book.heading])
        figures = head[book.value :] if book is hostile.WASTE else [f"{2000 + at} figures" for at in range(20)]
        row = list(book.sheets[book.sheet][book.councils[0]][: book.value])
        rows = [
            [f"E{at:08d}" if number == book.code else cell for number, cell in enumerate(row)] + [1] * len(figures)
            for at in range(workbook.MOST_CELLS // (book.value + len(figures)) - 100)
        ]
        title = book.sheets[book.sheet][: book.heading]
        sheets = {**book.sheets, book.sheet: [*title, [*head[: book.value], *figures], *rows]}
        return workbooks.workbook(folder / "figures.xlsx", sheets)

    return make


DANGEROUS = (
    Case("a sparse file of a gigabyte", sparse, "has 1,000,000,000 bytes"),
    Case("a sparse file just below the limit",
         sparse_below_the_limit, "row 8, column Financial year, holds a NUL byte"),
    Case("a pipe that nobody writes to", pipe, "is a named pipe, not a file"),
    Case("a zip bomb of zeros", lambda folder: hostile.zip_of_zeros(folder / "a.zip", 1_000_000_000), "unpacks to"),
    Case("a zip bomb that says it is small",
         lambda folder: hostile.zip_of_zeros(folder / "a.zip", 500_000_000, claimed=1000), "cannot be unpacked"),
    Case("zips in zips", zips_in_zips, "is a zip of 1 file;|packed"),
    Case("a zip of twenty thousand files",
         file_of(lambda: hostile.zipped({str(at): b"" for at in range(20_000)})), "is a zip of over 10,000 files"),
    Case("a gzip bomb", lambda folder: hostile.gzip_of_zeros(folder / "a.gz", 1_000_000_000), "unpacks to more than"),
    Case("a file packed a thousand times", file_of(packed_again), "is packed more than twice"),
    Case("a cell of five megabytes", file_of(lambda: OFLOG.changed(name="x" * 5_000_000)),
         "row 4, column Local authority name is not readable as CSV"),
    Case("a hundred thousand columns", file_of(lambda: wide(100_000)), "row 1 has 100,012 columns"),
    Case("a hundred thousand columns of one name",
         file_of(lambda: "a," * 100_000 + "\n1\n"), "row 1 has 100,001 columns"),
    Case("two hundred thousand blank lines",
         file_of(lambda: GOOD_TEXT.replace("\n", "\n" * 30_000, 6).rstrip() + "\n" * 20_000), ANY),
    *(Case(f"as many rows of {dialect.name} as are read", file_of(lambda dialect=dialect: repeated(dialect)), ANY)
      for dialect in (FINGERTIPS, EXPLORE_LOCAL, OFLOG, LAIT)),
    Case("more rows of DfE Explore Education Statistics than are read", file_of(lambda: repeated(EXPLORE_EDUCATION)),
         "the most that are read of a table are 3,000,000"),
    Case("as many figures of DfE Explore Education Statistics as are read, in few columns",
         file_of(lambda: table_of(1, 230_000)), ANY),
    Case("as many figures of DfE Explore Education Statistics as are read, in many columns",
         file_of(lambda: table_of(980, 500)), ANY),
    Case("more figures of DfE Explore Education Statistics than are read",
         file_of(lambda: table_of(200, 13_000)), "the most that are read of a table are 500,000"),
    Case("as many rows of bare commas as are read", file_of(lambda: rows_of(MAX_ROWS - 1, "," * 6 + "\n")), ANY),
    Case("as many rows of one word as are read", file_of(lambda: rows_of(MAX_ROWS - 1, "x\n")), ANY),
    Case("a row more than are read", file_of(lambda: rows_of(MAX_ROWS, "," * 6 + "\n")), "has 700,001 rows"),
    Case("forty megabytes of commas",
         file_of(lambda: OFLOG.header + "\n" + "," * 44_000_000), "has over 5,000,000 cells"),
    Case("forty megabytes of quotes", file_of(lambda: OFLOG.header + "\n" + '"' * 44_000_000), "row 2.*not readable"),
    Case("forty megabytes of line endings", file_of(lambda: OFLOG.header + "\n" * 44_000_000), "has 44,000,000 rows"),
    Case("forty megabytes after an open quote",
         file_of(lambda: OFLOG.header + '\n"' + GOOD_TEXT * 45_000), "row 2, column Financial year is not readable"),
    Case("as many values of LG Inform in JSON as are read", file_of(lambda: json_answer(100, 4_900, '"1"')), ANY),
    Case("as many objects in JSON as are read", file_of(lambda: json_answer(100, 2_900, '{"value":1}')), ANY),
    Case("as many empty objects in JSON as are read",
         file_of(lambda: '{"columns":[],"rows":[' + "{}," * 299_000 + "{}]}"), ANY),
    Case("as many values of LG Inform in a table as are read", file_of(lambda: lg_inform_table(900, 550)), ANY),
    Case("more values of LG Inform in a table than are read",
         file_of(lambda: lg_inform_table(900, 1_100)), "the most that are read of LG Inform are 500,000"),
    Case("ten megabytes of brackets", file_of(lambda: "[" * 9_999_999), "holds over 600,000 JSON values"),
    Case("ten megabytes of quotes in JSON", file_of(lambda: "{" + '"' * 9_999_998), "holds over 600,000 JSON values"),
    Case("ten megabytes of backslashes in JSON", file_of(lambda: '{"' + "\\" * 9_999_990), "is not readable as JSON"),
    Case("a number of ten million digits in JSON",
         file_of(lambda: '{"columns":[],"rows":[' + "1" * 9_999_970 + "]}"), ANY),
    Case("a parquet file of very many equal rows", many_equal_rows, "has 5,000,000 rows"),
    Case("a parquet file of one long text in every row", long_values, "unpacks to over 45,000,000 bytes of text"),
    Case("a workbook with cells far apart", file_of(lambda: far_apart("A1", "XFD1048576")), NO_WORKBOOK),
    Case("a workbook with cells less far apart", file_of(lambda: far_apart("A1", "ALL9000")), NO_WORKBOOK),
    Case("a workbook of two million cells", file_of(lambda: large_sheet(20_000)), "sheet Sheet1 cannot be read: there"),
    Case("a workbook of six million cells", file_of(lambda: large_sheet(60_000)), NO_WORKBOOK),
    *(Case(f"a workbook of as many cells of {book.name} as are read", full_book(book), ANY) for book in hostile.BOOKS),
    Case("a workbook that says it is small", lambda folder: hostile.zip_of_zeros(
        folder / "figures.xlsx", 400_000_000, claimed=1000, name="xl/workbook.xml"), NO_WORKBOOK),
    Case("a workbook of tags within tags", file_of(lambda: hostile.xlsx("<row>" * 5_000_000)), NO_WORKBOOK),
    Case("an OpenDocument workbook whose one cell stands for all", file_of(one_for_all), NO_WORKBOOK),
    Case("an older workbook with cells far apart on sixty sheets",
         file_of(lambda: hostile.xls([(0, 0, 1.0), (65535, 255, 1.0)], 60)), NO_WORKBOOK),
)  # fmt: skip


@pytest.mark.parametrize("case", DANGEROUS, ids=lambda case: case.name)
def test_a_dangerous_file(case: Case, tmp_path: Path, reader: Reader) -> None:
    path = case.make(tmp_path)
    outcome = reader.apart(path)
    path.unlink()
    print(f"{outcome['peak']} MB, {outcome['children']} MB in another process, {outcome['read']} rows")
    assert max(outcome["peak"], outcome["children"]) < MEGABYTES, outcome
    if case.refused == ANY:
        assert not outcome["refused"], outcome["refused"]
    else:
        assert re.search(case.refused, outcome["refused"]), outcome["refused"]


def small_cases() -> list[Case]:
    """Every case but the dangerous ones: each fault in each dialect, each period that cannot be, and the odd files."""
    faults = [
        Case(f"a file of {dialect.name} that {fault.name}", file_of(lambda make=fault.make, of=dialect: make(of)))
        for fault in FAULTS
        for dialect in DIALECTS
    ]
    periods = [
        Case(f"a file of {dialect.name} of {period!r}", file_of(dialect.changed(period=period)))
        for dialect, period in IMPOSSIBLE
    ]
    return [*faults, *periods, *ODD_FILES]


def test_there_are_at_least_sixty_cases() -> None:
    names = [*(fault.name for fault in FAULTS), *(case.name for case in (*ODD_FILES, *DANGEROUS))]
    assert len(set(names)) == len(names) >= 60
