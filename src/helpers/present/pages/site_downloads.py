"""The page of the tables that can be downloaded, each with what it holds and how large it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from helpers.paths import MANIFEST
from helpers.present.cells import as_column, format_number
from helpers.present.site_pages import CRATE, DOWNLOADED, DOWNLOADS, SitePage, link
from helpers.present.tables import heading, table
from helpers.present.values import BulletList, Cell, Column, Paragraph, Part, Span, Table

KILOBYTE: Final = 1_000
MEGABYTE: Final = 1_000_000
COLUMNS_FILE: Final = "columns.csv"
"""The file that says what each column of each table holds."""

SENTENCES_FILE: Final = "sentences.csv"
"""The file that lists the numbers in sentences, each with the cell of a table that it is."""

_OPENING: Final = (
    "Here is every table behind this report. You can open each in a spreadsheet. The largest are in a ZIP file, which "
    "you unpack first. "
)
IN_OPEN_DATA: Final = ("observations",)
"""The tables so large that they are in the open data alone."""

_ALL_OBSERVATIONS: Final = "Every figure of every area, the table observations, is in the open data."

_RECORDS: Final = {
    MANIFEST: ("The record of the run: ", ". It has the time, the inputs, the settings and the hash of each file. "),
    CRATE: ("The same as a description that other tools read, an RO-Crate: ", "."),
}
"""The files that describe the run; without a size, as they are written after the pages."""

_APART: Final = (
    "The council keeps it and does not publish it: some of these hashes are of files that may have small counts. "
)
"""Why the page does not lead to the record of the run."""

_BESIDE_TABLES: Final = {
    COLUMNS_FILE: ("What each column holds: ", "."),
    SENTENCES_FILE: ("Where each number in a sentence comes from: ", ". It names the cell of a table for each."),
}


class DownloadedFile(NamedTuple):
    """A table as a file beside the pages: the name of the table, of the file, and how many bytes it has.

    The files that say what the columns hold and what the sentences rest on have no table.
    """

    table: str
    file: str
    size: int


class Document(NamedTuple):
    """A document made for people to hand on: its kind, its path in the folder of the report, its bytes, what it is."""

    kind: str
    file: str
    size: int
    holds: str


_COLUMNS: Final = (
    Column("file_shown", "Table", header=True),
    Column("meaning", "What it holds"),
    Column("size_shown", "Size", align="right"),
)

MAIN: Final = (
    "compendium",
    "own_series",
    "card_series",
    "comparisons",
    "directions",
    "evidence",
    "rank_certainty",
    "positions",
    "areas_within",
    "figures_within",
    "figure_sources",
    "sources",
    "quality_scores",
    "revisions",
    "headline_facts",
    "dashboard_facts",
)
"""The tables that readers ask for, whose meaning is printed; that of the others is in the file of columns."""


_DOCUMENT_COLUMNS: Final = (
    Column("file_shown", "Document", header=True),
    Column("holds", "What it is"),
    Column("kind", "Kind"),
    Column("size_shown", "Size", align="right"),
)


def downloads_page(
    files: Sequence[DownloadedFile],
    meanings: Mapping[str, str],
    documents: Sequence[Document] = (),
    *,
    is_record_apart: bool = False,
) -> SitePage:
    """Return the page of all tables and documents; `meanings` says of each table what a row of it is, by its name.

    Where `is_record_apart`, the record of the run has hashes that are not published, and the page does not lead to it.
    """
    by_name = {file.table: file for file in files}
    main = [by_name[name] for name in MAIN if name in by_name]
    others = [file for file in files if file not in main and file.table]
    frame = pd.DataFrame({"file": [file.file for file in main]})
    cells = [Cell((_link(file),)) for file in main]
    sizes = [Cell((Span(size_in_words(file.size)),), file.size, "bytes") for file in main]
    frame = frame.assign(
        file_shown=as_column(cells, frame.index),
        meaning=[in_short(meanings.get(file.table, "")) for file in main],
        size_shown=as_column(sizes, frame.index),
    )
    lead = [Span(_OPENING)]
    apart = {file.file.removesuffix(".zip"): file for file in files if not file.table}
    lead += [
        span
        for name, (before, after) in _BESIDE_TABLES.items()
        if name in apart
        for span in (Span(before), _link(apart[name]), Span(f"{after} "))
    ]
    lead.append(Span(_ALL_OBSERVATIONS))
    parts: list[Part] = [documents_table(documents)] if documents else []
    parts.append(table(frame, "Main tables", list(_COLUMNS)))
    if others:
        parts += [heading("All other tables"), BulletList(tuple((_link(file),) for file in others))]
    spans = []
    for name, (before, after) in _RECORDS.items():
        is_apart = is_record_apart and name == MANIFEST
        spans += [Span(before), Span(name) if is_apart else link(name, name, DOWNLOADS), Span(after)]
        spans += [Span(_APART)] if is_apart else []
    parts += [heading("How this report was made"), Paragraph(tuple(spans))]
    return SitePage(DOWNLOADS, "Downloads", tuple(parts), tuple(lead), section=DOWNLOADS, kind=DOWNLOADED)


def documents_table(documents: Sequence[Document]) -> Table:
    """Return each document with its link, what it is, its kind and its size."""
    frame = pd.DataFrame(list(documents), columns=list(Document._fields))
    cells = [Cell((link(one.file, one.file, DOWNLOADS),)) for one in documents]
    sizes = [Cell((Span(size_in_words(one.size)),), one.size, "bytes") for one in documents]
    frame = frame.assign(file_shown=as_column(cells, frame.index), size_shown=as_column(sizes, frame.index))
    return table(frame, "Documents", list(_DOCUMENT_COLUMNS))


def _link(file: DownloadedFile) -> Span:
    return link(file.file, f"{DOWNLOADED}/{file.file}", DOWNLOADS)


def in_short(meaning: str) -> str:
    """Return what a table holds in a few words: those of the first sentence, without its rows after a colon.

    >>> in_short("One row for each indicator: its direction of travel."), in_short("The register: one row for each.")
    ('Each indicator: its direction of travel', 'The register')
    """
    is_of_rows = meaning.startswith("One row for each ")
    first = re.split(r"[;.](?: |$)" if is_of_rows else r"[:;.](?: |$)", meaning, maxsplit=1)[0]
    return f"Each {first.removeprefix('One row for each ')}" if is_of_rows else first


def size_in_words(size: int) -> str:
    """Return a number of bytes as it is printed.

    >>> size_in_words(120), size_in_words(4_321), size_in_words(2_345_678)
    ('1 KB', '5 KB', '2.4 MB')
    """
    if size < MEGABYTE:
        return f"{format_number(-(-size // KILOBYTE), 0)} KB"
    return f"{format_number(-(-size // (MEGABYTE // 10)) / 10, 1)} MB"
