"""The page of the tables that can be downloaded, each with what it holds and how large it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from helpers.present.cells import as_column, format_number
from helpers.present.site_pages import DOWNLOADED, DOWNLOADS, SitePage, link
from helpers.present.tables import table
from helpers.present.values import Cell, Column, Span

KILOBYTE: Final = 1_000
MEGABYTE: Final = 1_000_000
COLUMNS_FILE: Final = "columns.csv"
"""The file that says what each column of each table holds."""


class DownloadedFile(NamedTuple):
    """A table as a file beside the pages: the name of the table, of the file, and how many bytes it has."""

    table: str
    file: str
    size: int


_COLUMNS: Final = (
    Column("file_shown", "Table", header=True),
    Column("meaning", "What it holds"),
    Column("size_shown", "Size", align="right"),
)


def downloads_page(files: Sequence[DownloadedFile], meanings: Mapping[str, str]) -> SitePage:
    """Return the page of all tables; `meanings` says of each table what a row of it is, by its name."""
    frame = pd.DataFrame({"file": [file.file for file in files]})
    cells = [Cell((link(file.file, f"{DOWNLOADED}/{file.file}", DOWNLOADS),)) for file in files]
    frame = frame.assign(
        file_shown=as_column(cells, frame.index),
        meaning=[in_short(meanings.get(file.table, "Each column of each table")) for file in files],
        size_shown=as_column(
            [Cell((Span(size_in_words(file.size)),), file.size, "bytes") for file in files], frame.index
        ),
    )
    lead = (
        "Every table behind this report, as CSV for a spreadsheet. The largest are in a ZIP file. "
        f"{COLUMNS_FILE} says what each column holds; figure_sources.csv names the raw file and row of each figure."
    )
    parts = (table(frame, "All tables", list(_COLUMNS)),)
    return SitePage(DOWNLOADS, "Downloads", parts, (Span(lead),), section=DOWNLOADS)


def in_short(meaning: str) -> str:
    """Return what a table holds in a few words: those of the first sentence, up to a colon.

    >>> in_short("One row for each check and indicator, in their order."), in_short("The register: one row for each.")
    ('Each check and indicator, in their order', 'The register')
    """
    first = re.split(r"[:;.](?: |$)", meaning, maxsplit=1)[0].removeprefix("One row for each ")
    return f"Each {first}" if meaning.startswith("One row for each ") else first


def size_in_words(size: int) -> str:
    """Return a number of bytes as it is printed.

    >>> size_in_words(120), size_in_words(4_321), size_in_words(2_345_678)
    ('1 KB', '5 KB', '2.4 MB')
    """
    if size < MEGABYTE:
        return f"{format_number(-(-size // KILOBYTE), 0)} KB"
    return f"{format_number(-(-size // (MEGABYTE // 10)) / 10, 1)} MB"
