"""Builders of malformed files, and what reading one of them comes to. Run with a path, it prints that as JSON."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import sys
import traceback
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from helpers.areas import read_areas
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.published import NUMBERS
from helpers.visible import make_visible

Sheets = Mapping[str, Sequence[Sequence[str | float]]]
"""The cells of the sheets of a workbook, row by row."""

ROOT = Path(__file__).resolve().parents[2]
REGISTER = read_register(ROOT / "params" / "indicators.csv")
AREAS = read_areas(ROOT / "data" / "raw" / "reference" / "areas.csv")


@dataclass(frozen=True)
class Outcome:
    """What reading a file came to: the sentence of its refusal, or the rows read, used and rejected.

    `figures` are those of each row before they are matched to the register, `cells` those that are not used.
    """

    refused: str = ""
    read: int = 0
    peak: float = 0.0
    used: dict[int, list[float | None]] = field(default_factory=dict)
    rejected: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    figures: dict[int, list[float | None]] = field(default_factory=dict)
    cells: list[tuple[int, str, str, str]] = field(default_factory=list)


def outcome(path: Path) -> Outcome:
    """Read a file and match it, and hold the result to what is promised of any file."""
    try:
        form, file = read_file(path)
        used, rejected = observations(file, form, REGISTER, AREAS)
        most = peak()
    except InputProblem as problem:
        sentence = str(problem)
        assert sentence.startswith(make_visible(path.name)), sentence
        assert sentence.isprintable() and sentence.endswith(".") and not sentence.endswith(".."), repr(sentence)
        assert len(sentence) < len(path.name) * 6 + 500, len(sentence)
        return Outcome(refused=sentence, peak=peak())
    rows = used["row"].drop_duplicates()
    assert file.read == len(rows) + len(rejected)
    assert not rejected["row"].duplicated().any() and not rejected["row"].isin(rows).any()
    assert rejected["reason"].ne("").all() and rejected["row"].ge(1).all()
    numbers = used[list(NUMBERS)].to_numpy(dtype="float64")
    assert not np.isinf(numbers).any()
    assert (used["value"].notna() | used["marker"].ne("")).all()
    assert not used.duplicated(["indicator_id", "area_code", "period_start", "period_end"]).any()
    # A large file has too many rows to hand over; whether they are right is in the sums above.
    few = len(used) + len(rejected) < 1000
    assert file.read == file.figures["row"].nunique() + len(file.rejections)
    assert not file.figures.duplicated(["measure", "area", "period"]).any()
    assert file.cells["row"].isin(file.figures["row"]).all() and file.cells["reason"].ne("").all()
    why = rejected.set_index("row")[["column", "value", "reason"]].T.to_dict("list") if few else {}
    return Outcome(
        "",
        file.read,
        most,
        _by_row(used) if few else {},
        {row: tuple(entry) for row, entry in why.items()},
        _by_row(file.figures) if few else {},
        [tuple(entry) for entry in file.cells.to_numpy().tolist()] if few else [],
    )


def _by_row(figures: pd.DataFrame) -> dict[int, list[float | None]]:
    """Return the values of each row, None where there is none."""
    values = figures["value"].astype("object").where(figures["value"].notna(), None)
    by_row: dict[int, list[float | None]] = {}
    for row, value in zip(figures["row"], values, strict=True):
        by_row.setdefault(row, []).append(value)
    return by_row


# Text: the dialects of five publishers.


@dataclass(frozen=True)
class Dialect:
    """The header of a publisher's file, a row of it, and which of its columns are which."""

    name: str
    header: str
    line: str
    value: str
    area: str
    period: str
    codes: tuple[str, ...]
    periods: tuple[str, str]
    impossible: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        return self.header.split(",")

    def row(self, **cells: str) -> list[str]:
        """Return the fields of a row, with some of them replaced: `value`, `area`, `period` or `name`."""
        usual = {"area": self.codes[0], "period": self.periods[0], "value": "41.5", "name": "Somewhere"}
        return self.line.format(**(usual | cells)).split("|")

    def rows(self) -> list[list[str]]:
        """Return six good rows: the header is row 1, so they are rows 2 to 7."""
        rows = [self.row(area=code, value=f"{40 + at}.5") for at, code in enumerate(self.codes)]
        return [*rows, self.row(period=self.periods[1], value="45.5")]

    def text(self, rows: Sequence[Sequence[str]] | None = None) -> str:
        """Return a file of rows, of the six good ones unless others are given."""
        return "".join(f"{line}\n" for line in [self.header, *(",".join(map(quoted, r)) for r in rows or self.rows())])

    def changed(self, row: int = 4, **cells: str) -> str:
        """Return a file of the six good rows with some cells of one row replaced."""
        rows = self.rows()
        fields, plain = self.row(**cells), self.row(value="\0", area="\1", period="\2", name="\3")
        positions = {"value": "\0", "area": "\1", "period": "\2", "name": "\3"}
        rows[row - 2] = [
            new if any(positions[name] in mark for name in cells) else old
            for old, new, mark in zip(rows[row - 2], fields, plain, strict=True)
        ]
        return self.text(rows)


def quoted(cell: str) -> str:
    """Return a cell as it stands in a CSV file."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\n\r') else cell


ONS = ("E10000018", "E06000016", "E06000018", "E10000007", "E10000019")
DFE = ("855", "856", "892", "830", "925")

FINGERTIPS = Dialect(
    "OHID Fingertips",
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,Compared to percentiles,"
    "Time period Sortable,New data,Compared to goal,Time period range",
    "90284|Injuries|||{area}|{name}|UA|Persons|<15 yrs|||{period}|{value}|||||10|1000||||||||1y",
    "Value",
    "Area Code",
    "Time period",
    ONS,
    ("2022/23", "2021/22"),
    ("2022/24", "2022", "99999", "0000/01", "9999/00", "٢٠٢٢/٢٣", "2022/23 Q1", "P0Y", ""),
)

EXPLORE_LOCAL = Dialect(
    "ONS Explore Local Statistics",
    "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes",
    "{area}|{name}|County|Business births|{period}|{value}|Percentage|%||||",
    "observation", "areacd", "period", ONS, ("2022-01-01/P1Y", "2021-01-01/P1Y"),
    ("2022/24", "2022-13-01/P1Y", "2022-01-01/P0Y", "P0Y", "99999", "9999-01-01/P1Y", "0000-01-01/P1Y",
     "٢٠٢٢-٠١-٠١/P1Y", "2022-01-01/P99999999999Y", ""),  # noqa: RUF001
)  # fmt: skip

EXPLORE_EDUCATION = Dialect(
    "DfE Explore Education Statistics",
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name,inpost_fte",
    "{period}|Reporting year|Local authority|E92000001|England||||{area}|{name}|{value}",
    "inpost_fte",
    "new_la_code",
    "time_period",
    ONS,
    ("2025", "2024"),
    ("2025/27", "202527", "2025-13-01/P1Y", "P0Y", "99999", "0000", "٢٠٢٢", ""),
)

OFLOG = Dialect(
    "Oflog",
    "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,Value,MEDIAN,"
    "MADs_from_median,rank_order",
    "{period}|{area}|{name}|LA_Raw|Counties|East Midlands|Staff turnover|ASC7|{value}|7.6|0|desc",
    "Value",
    "Local authority code",
    "Financial year",
    ONS,
    ("2022-23", "2021-22"),
    ("2022-24", "2022", "2022-13-01/P1Y", "99999", "0000-01", "9999-00", "٢٠٢٢-٢٣", "P0Y", ""),
)

LAIT = Dialect(
    "DfE Local Authority Interactive Tool",
    "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region",
    "16-17 NEET|Young people|{period}|{name}|{value}|{area}|East Midlands",
    "Values",
    "LA Number",
    "Years",
    DFE,
    ("2022-23", "2021-22"),
    ("2022-24", "2022-13-01/P1Y", "99999", "0000", "9999-00", "٢٠٢٢-٢٣", "P0Y", ""),
)

DIALECTS = (FINGERTIPS, EXPLORE_LOCAL, EXPLORE_EDUCATION, OFLOG, LAIT)


# Packed files.


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of members by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def zip_of_zeros(path: Path, size: int, claimed: int | None = None, name: str = "figures.csv") -> Path:
    """Write a zip file of one member of so many zeros, which may claim to be smaller."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    piece, crc, parts = bytes(10_000_000), 0, []
    for _ in range(size // len(piece)):
        parts.append(packer.compress(piece))
        crc = zlib.crc32(piece, crc)
    packed = b"".join([*parts, packer.flush()])
    about = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, crc, len(packed), claimed or size)
    local = b"PK\3\4" + about + struct.pack("<HH", len(name), 0) + name.encode()
    central = b"PK\1\2" + struct.pack("<H", 20) + about + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
    central += name.encode()
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local) + len(packed), 0)
    path.write_bytes(local + packed + central + end)
    return path


def gzip_of_zeros(path: Path, size: int) -> Path:
    """Write a gzip file of so many zeros, in members of ten million."""
    path.write_bytes(gzip.compress(bytes(10_000_000), 1) * (size // 10_000_000))
    return path


# Workbooks.

XLSX_PARTS = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>'
    ),
}
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}<sheetData>{}</sheetData></worksheet>'


def xlsx(rows: str, before: str = "", start: str = "", **parts: bytes) -> bytes:
    """Return a workbook of one sheet from the XML of its rows; `before` stands before them, `start` before all."""
    members = {name: content.encode() for name, content in XLSX_PARTS.items()}
    members["xl/worksheets/sheet1.xml"] = (start + SHEET.format(before, rows)).encode()
    members["xl/sharedStrings.xml"] = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return zipped(members | {name.replace("__", "/").replace("_xml", ".xml"): entry for name, entry in parts.items()})


def text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def ods(rows: str, name: str = "Sheet1", start: str = "") -> bytes:
    """Return an OpenDocument workbook of one sheet from the XML of its rows."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{start}<office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="' + kind + b'"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest})


def ods_cell(value: str, more: str = "") -> str:
    cell = f'<table:table-cell office:value-type="float" office:value="{value}" {more}>'
    return f"{cell}<text:p>1</text:p></table:table-cell>"


def ods_row(cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{cells}</table:table-row>"


def xls(cells: Sequence[tuple[int, int, float]], sheets: int = 1) -> bytes:
    """Return a workbook of the older kind (BIFF 8) whose sheets have numbers at some rows and columns."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    start = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    page = record(0x0809, start[:2] + b"\x10\0" + start[4:])
    page += b"".join(record(0x0203, struct.pack("<HHHd", row, column, 0, value)) for row, column, value in cells)
    page += record(0x000A, b"")
    names = [f"Sheet{at + 1}".encode() for at in range(sheets)]
    first = record(0x0809, start) + record(0x0042, struct.pack("<H", 1200))
    length = len(first) + sum(12 + len(name) for name in names) + 4
    globals_ = first
    for at, name in enumerate(names):
        globals_ += record(0x0085, struct.pack("<IBBBB", length + at * len(page), 0, 0, len(name), 0) + name)
    stream = globals_ + record(0x000A, b"") + page * sheets
    stream += bytes(max(4096 - len(stream), 0))
    stream += bytes(-len(stream) % 512)
    sectors = len(stream) // 512
    table = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    table += [0xFFFFFFFF] * (128 - len(table))
    assert len(table) == 128

    def entry(name: str, kind: int, child: int, begins: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        tree = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            text.ljust(64, b"\0") + struct.pack("<H", len(text)) + tree + bytes(36) + struct.pack("<IQ", begins, size)
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 0, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", sectors + 1, *[0xFFFFFFFF] * 108)
    return head + stream + folder.ljust(512, b"\0") + struct.pack("<128I", *table)


def ods_book(sheets: Sheets) -> bytes:
    """Return an OpenDocument workbook of sheets of text and numbers."""

    def cell(content: str | float) -> str:
        if isinstance(content, str):
            text = f"<text:p>{escape(content)}</text:p>"
            return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
        return ods_cell(str(content))

    tables = {name: "".join(ods_row("".join(map(cell, row))) for row in rows) for name, rows in sheets.items()}
    first, *others = tables.items()
    more = "".join(f'</table:table><table:table table:name="{name}">{rows}' for name, rows in others)
    return ods(first[1] + more, first[0])


@dataclass(frozen=True)
class Book:
    """A good workbook of a publisher: the sheet that faults are made in, and where its parts are.

    Rows and columns of a sheet are counted from 0. `before` are the rows of the sheets that are numbered before it,
    `no_heading` what its refusal says where the headings are not there. Each of the two
    `councils` is a row; the first `value` of the second is 42.5.
    """

    name: str
    sheets: Sheets
    sheet: str
    heading: int
    councils: tuple[int, int]
    code: int
    value: int
    before: int = 0
    no_heading: str = ""

    def changed(self, change: Callable[[list[list[str | float]]], object]) -> Sheets:
        """Return the sheets after a change of the rows of the one that faults are made in."""
        rows = [list(row) for row in self.sheets[self.sheet]]
        change(rows)
        return {**self.sheets, self.sheet: rows}

    def row(self, at: int) -> int:
        """Return the number by which a row of the sheet is named."""
        return self.before + at + 1


WASTE = Book(
    "Defra collected waste",
    {
        "Table_3": [
            ["Table 3: Selected Waste Indicators"],
            [
                "Year",
                "Region",
                "ONS code",
                "Authority",
                "Residual household waste per household (kg/household)",
                "Percentage of household waste sent for reuse",
                "Percentage of municipal waste sent to landfill",
                "Collected household waste per person (kg)",
            ],
            ["2022-23", "East Midlands", "E10000018", "Leicestershire", 540.5, 0.5, 0.25, 400],
            ["2022-23", "East Midlands", "E10000007", "Derbyshire", 42.5, 0.125, 0.5, 300],
        ],
        "Table_3a": [["Table 3a: Regional Household Recycling Rates"], ["Region", "2022-23"], ["England", 41.5]],
    },
    "Table_3",
    1,
    (2, 3),
    2,
    4,
    no_heading="sheet Table_3 has no row with the headings Year and ONS code",
)

OUTTURN = Book(
    "MHCLG revenue outturn",
    {
        "Front Page": [["Revenue Outturn"]],
        "RSX LA Data 2016-17": [
            ["Revenue Outturn (RSX) 2016-17"],
            ["E-code", "ONS Code", "Local authority", "Class", "Education", "Highways"],
            ["E2421", "E10000018", "Leicestershire", "SC", 100, 200],
            ["E1021", "E10000007", "Derbyshire", "SC", 42.5, 300],
        ],
    },
    "RSX LA Data 2016-17",
    1,
    (2, 3),
    1,
    4,
    no_heading="sheet RSX LA Data 2016-17 has no row with the headings E-code and ONS Code",
)

POPULATION = Book(
    "ONS mid-year estimates",
    {
        "MYE2 - Persons": [
            ["MYE2: Persons by single year of age, mid-2020"],
            ["Code", "Name", "Geography", "All ages"],
            ["E10000018", "Leicestershire", "County", 700],
        ],
        "MYE4": [
            ["MYE4: Population estimates, mid-2019 to mid-2020"],
            ["Code", "Name", "Geography", "Mid-2020", "Mid-2019"],
            ["E10000018", "Leicestershire", "County", 700, 690],
            ["E10000007", "Derbyshire", "County", 42.5, 800],
        ],
    },
    "MYE4",
    1,
    (2, 3),
    0,
    3,
    before=3,
    no_heading="sheet MYE4 has no row with the headings Code, Name and Geography",
)

BOOKS = (WASTE, OUTTURN, POPULATION)


def lait_frame(rows: int = 3) -> pd.DataFrame:
    """Return rows of the tool of the DfE as its parquet file has them."""
    good = [
        LAIT.row(area=LAIT.codes[at % 5], period=f"{2000 + at // 5}-{(1 + at // 5) % 100:02d}") for at in range(rows)
    ]
    return pd.DataFrame(good, columns=LAIT.columns, dtype="str")


def parquet(frame: pd.DataFrame, **how: object) -> bytes:
    """Return a frame as a parquet file."""
    out = io.BytesIO()
    frame.to_parquet(out, index=False, **how)  # type: ignore[call-overload]
    return out.getvalue()


def peak() -> float:
    """Return the most memory that this process has taken, in millions of bytes.

    The system's own figure of a program that another has started counts the other's memory at that moment too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(entry for entry in status.read_text().splitlines() if entry.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def children_peak() -> float:
    """Return the most memory that a process started by this one has taken, in millions of bytes."""
    import resource

    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def answer_for(path: Path) -> dict[str, object]:
    """Read a file and return what it came to, with the memory in millions of bytes.

    `before` is what this process held before it read, `children` the memory of the process that reads workbooks.
    """
    forgotten = Path("/proc/self/clear_refs")
    if forgotten.exists():
        forgotten.write_text("5")  # the most memory that was taken before does not count
    before = peak()
    result = outcome(path)
    return {
        "before": round(before),
        "refused": result.refused,
        "read": result.read,
        "used": result.used,
        "rejected": result.rejected,
        "peak": round(result.peak),
        "children": round(children_peak()),
    }


def serve() -> None:
    """Read the files that the lines of the input name, and print a line of JSON for each.

    A line is `here` or `apart`, a blank and the bytes of the path in hexadecimal. A file is read in this process, or in
    a copy of it; so the modules are imported once. A copy that breaks is told by its status alone.
    """
    for line in sys.stdin:
        where, path_in_hex = line.split()
        path = Path(os.fsdecode(bytes.fromhex(path_in_hex)))
        if where == "here":
            try:
                print(json.dumps(answer_for(path)), flush=True)
            except Exception:
                print(json.dumps({"broke": traceback.format_exc()}), flush=True)
            continue
        child = os.fork()
        if not child:
            try:
                print(json.dumps(answer_for(path)), flush=True)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(answer_for(Path(sys.argv[1]))))
    else:
        serve()
