"""Malformed files: each gives its rows, used or rejected, or one sentence that names the file, row and column.

None may crash or lose a row that is not listed. Files that would unpack to much or are too large are refused first.
"""

from __future__ import annotations

import gzip
import importlib.util
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
assert _SPEC is not None and _SPEC.loader is not None
hostile = importlib.util.module_from_spec(_SPEC)
sys.modules["hostile"] = hostile
_SPEC.loader.exec_module(hostile)

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
    column: str = ""

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
    given = others if value is None else {"value": value, **others}
    return lambda dialect: dialect.changed(**given)


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
OPEN_QUOTE = "row 4.*a quote that is opened there is not closed in its row"
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
          lambda dialect: "\n".join([lines(dialect)[0], *(f"{each}," for each in lines(dialect)[1:]), ""]),
          rejected=(2, 3, 4, 5, 6, 7)),
    Fault("has columns without a name at its end",
          lambda dialect: "".join(f"{each},,\n" for each in lines(dialect))),
    Fault("holds only a header", lambda dialect: dialect.header + "\n", used=()),
    Fault("holds only a header without a line ending", lambda dialect: dialect.header, used=()),
    Fault("holds its header again in the middle", lambda dialect: inserted(5, dialect.header)(dialect),
          rejected=(5,), used=(2, 3, 4, 6, 7, 8)),
    Fault("has its columns in another order", every_row(lambda row, dialect: row[::-1])),
    Fault("has a column between the others that nobody knows",
          every_row(lambda row, dialect: [row[0], "remark", *row[1:]])),
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
          lambda dialect: "\n".join([lines(dialect)[0], *(each.replace(",", ";") for each in lines(dialect)[1:]), ""]),
          rejected=(2, 3, 4, 5, 6, 7)),
    Fault("has CRLF line endings", lambda dialect: dialect.text().replace("\n", "\r\n")),
    Fault("has CR line endings", lambda dialect: dialect.text().replace("\n", "\r")),
    Fault("has line endings of three kinds",
          lambda dialect: re.sub("\n", lambda found: ("\r\n", "\r", "\n")[found.start() % 3], dialect.text())),
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
    Fault("is JSON", lambda dialect: json.dumps(dialect.rows()), refused="JSON"),
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


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"a file that {fault.name}")
def test_a_text_file_with_a_fault(fault: Fault, dialect: hostile.Dialect, tmp_path: Path) -> None:
    found = hostile.outcome(written(tmp_path, fault.make(dialect)))
    refused, rejected, used = fault.expected(dialect)
    if fault.name == "lacks the column of values" and dialect is EXPLORE_EDUCATION:
        # A table of this family may have any columns of numbers; without one, every row says so.
        assert {reason for _, _, reason in found.rejected.values()} == {"no column of the table holds numbers"}
        assert list(found.rejected) == list(GOOD)
        return
    if refused:
        assert re.search(refused, found.refused), found
        return
    assert not found.refused
    if fault.used == ANY:
        assert found.read == 6
        return
    assert (tuple(found.rejected), tuple(found.used)) == (rejected, used), found
    if len(rejected) == 1 and len(used) == 5:
        column, _, reason = found.rejected[rejected[0]]
        assert column or "fields, expected" in reason, found


IMPOSSIBLE = [(dialect, period) for dialect in DIALECTS for period in dialect.impossible]


@pytest.mark.parametrize(
    ("dialect", "period"), IMPOSSIBLE, ids=[f"{dialect.name}, {period!r}" for dialect, period in IMPOSSIBLE]
)
def test_a_period_that_cannot_be(dialect: hostile.Dialect, period: str, tmp_path: Path) -> None:
    found = hostile.outcome(written(tmp_path, dialect.changed(period=period)))
    assert (list(found.rejected), list(found.used)) == ([4], [2, 3, 5, 6, 7]), found


def packed(name: str, content: bytes) -> bytes:
    """A zip of one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


GOOD_TEXT = OFLOG.text().encode()
DANGEROUS: dict[str, tuple[bytes, str]] = {
    "a file that is empty": (b"", "is empty"),
    "a zip that is cut short": (packed("figures.csv", GOOD_TEXT)[:-30], "cut short or damaged"),
    "a zip whose file is damaged": (
        packed("figures.csv", GOOD_TEXT).replace(GOOD_TEXT[:4], b"!!!!")[:40] + packed("figures.csv", GOOD_TEXT)[60:],
        "zip file",
    ),
    "a zip that unpacks to 300 MB": (packed("figures.csv", bytes(300_000_000)), "unpacks to"),
    "a gzip that unpacks to 300 MB": (gzip.compress(bytes(300_000_000)), "unpacks to more than"),
    "a gzip that is cut short": (gzip.compress(GOOD_TEXT)[:-12], "cut short or damaged"),
    "a zip in a zip": (packed("inner.zip", packed("figures.csv", GOOD_TEXT)), "zip"),
    "a parquet file that is cut short": (b"PAR1" + bytes(100), "not a parquet file"),
    "a workbook that is none": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
    "a workbook of another program's zip": (packed("xl/workbook.xml", b"<not-a-workbook>"), "workbook"),
    "a text with a NUL byte": (GOOD_TEXT.replace(b"42.5", b"4\x002.5"), "NUL byte"),
    "a text in UTF-16": (OFLOG.text().encode("utf-16"), "UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "NUL byte"),
}


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_dangerous_file_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    content, says = DANGEROUS[name]
    found = hostile.outcome(written(tmp_path, content))
    assert found.refused.startswith("figures.csv ")
    assert says in found.refused, found.refused
    assert found.refused.count("\n") == 0


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    assert "1,000,000,000 bytes" in hostile.outcome(path).refused


def test_there_are_more_than_sixty_faults() -> None:
    assert len(FAULTS) * len(DIALECTS) + len(IMPOSSIBLE) + len(DANGEROUS) > 300
    assert len({fault.name for fault in FAULTS}) + len(DANGEROUS) >= 60
