"""The files of a report to download: its tables as CSV, what their columns hold, and what its sentences rest on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from helpers.fact_ids import cell_of
from helpers.files import bytes_of
from helpers.pipeline.csv_lines import csv_text, without_apostrophe
from helpers.present.cells import format_value
from helpers.present.facts import FactTables
from helpers.present.page_facts import StatedFact, check_pages, facts_of
from helpers.present.pages.site_downloads import COLUMNS_FILE, IN_OPEN_DATA, SENTENCES_FILE, DownloadedFile
from helpers.present.site_pages import DOWNLOADED, SitePage
from helpers.schema import TABLES, Table
from helpers.schema.open_data import WITHHELD, as_opened
from helpers.schema.site import SITE_TABLES
from helpers.schema.types import pandas_types

if TYPE_CHECKING:
    from helpers.pipeline.card_pages import Tables
    from helpers.pipeline.schedule import Run

LARGEST_CSV: Final = 100_000
"""Bytes up to which a table is copied as it is; a larger one goes into a ZIP file."""

_DECLARED: Final = TABLES | SITE_TABLES

_OF_SENTENCES: Final = ["page", "sentence", "words", "printed", "fact", "value"]

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The time that a ZIP file gives for what is in it, so that the same table gives the same bytes."""


def copy_tables(run: Run, folder: Path, made: Mapping[str, pd.DataFrame] | None = None) -> list[DownloadedFile]:
    """Copy every table of the run as CSV into the folder of downloads, a large one as a ZIP file; in order of name.

    Tables that the open data alone have are left out, and so are columns that can name who answers for a figure. `made`
    are the tables that no step writes, by their names; one without rows is left out.
    """
    downloads = folder / DOWNLOADED
    downloads.mkdir(parents=True, exist_ok=True)
    files = [_columns_file(downloads)]
    names = {table for record in run.new.steps.values() for table in record.tables}
    for name in sorted(names.difference(IN_OPEN_DATA)):
        files.append(_write(name, _opened(name, run.building.tables), downloads / f"{name}.csv"))
    return [*files, *write_made({name: frame for name, frame in (made or {}).items() if len(frame)}, folder)]


def write_made(made: Mapping[str, pd.DataFrame], folder: Path) -> list[DownloadedFile]:
    """Write tables that no step writes, by their names, as CSV into the downloads of a report."""
    downloads = folder / DOWNLOADED
    return [_write(name, csv_text(frame), downloads / f"{name}.csv") for name, frame in made.items()]


def _opened(name: str, tables: Path) -> bytes:
    """Return a table as CSV without the columns that can name who answers for a figure."""
    if WITHHELD.isdisjoint(TABLES[name].names):
        return (tables / f"{name}.csv").read_bytes()
    return csv_text(pd.read_parquet(tables / f"{name}.parquet", columns=list(as_opened(TABLES[name]).names)))


def csv_paths(tables: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the path in a report of the CSV file of each table, as `copy_tables` writes it from a folder of tables."""
    sizes = {name: len(_opened(name, tables)) for name in names}
    return {name: f"{DOWNLOADED}/{name}.csv{'.zip' if size > LARGEST_CSV else ''}" for name, size in sizes.items()}


def _write(table: str, content: bytes, path: Path) -> DownloadedFile:
    """Write a file to download, as a ZIP file of its name if it is large."""
    if len(content) > LARGEST_CSV:
        name, path = path.name, path.with_name(f"{path.name}.zip")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    else:
        path.write_bytes(content)
    return DownloadedFile(table, path.name, path.stat().st_size)


def read_made(path: Path, table: Table) -> pd.DataFrame:
    """Return a table that no step writes, from its file among the downloads of a report."""
    frame = pd.read_csv(path, dtype=pandas_types(table), keep_default_na=False)
    return frame.apply(lambda column: column.map(without_apostrophe) if column.dtype == "str" else column)


def _columns_file(folder: Path) -> DownloadedFile:
    """Write what each column of each table holds, as CSV."""
    rows = [
        (one.name, one.row, column.name, str(column.type), column.meaning, column.unit)
        for one in map(as_opened, _DECLARED.values())
        for column in one.columns
    ]
    frame = pd.DataFrame(rows, columns=["table", "rows", "column", "type", "meaning", "unit"])
    return _write("", csv_text(frame), folder / COLUMNS_FILE)


def check_sentences(pages: Sequence[SitePage], tables: Tables) -> list[StatedFact]:
    """Return what the sentences of some pages state, after looking each up in the tables of the run.

    Raises  Problem, naming page and sentence: a sentence states what no table holds
    """
    stated = list(facts_of(pages))
    names = dict.fromkeys(cell_of(one.fact).table for one in stated)
    check_pages(
        stated, FactTables({name: tables[name] for name in names}, {name: _DECLARED[name].key for name in names})
    )
    return stated


def write_sentences(pages: Sequence[SitePage], tables: Tables, folder: Path) -> DownloadedFile:
    """Check the sentences of some pages, and write the cell that each of their numbers is, as CSV."""
    rows = [(*one[:5], format_value(one.value)) for one in check_sentences(pages, tables)]
    frame = pd.DataFrame(rows, columns=_OF_SENTENCES)
    folder.mkdir(parents=True, exist_ok=True)
    return _write("", csv_text(frame), folder / SENTENCES_FILE)


def read_sentences(report: Path) -> pd.DataFrame:
    """Return what the sentences of a report's pages state, from the folder of the report; no rows without the file.

    Columns returned  page, sentence, words, printed, fact, value; all as text
    """
    path = report / DOWNLOADED / SENTENCES_FILE
    packed = path.with_name(f"{path.name}.zip")
    if packed.is_file():
        with zipfile.ZipFile(packed) as archive:
            content = archive.read(path.name)
    elif path.is_file():
        content = bytes_of(path)
    else:
        return pd.DataFrame(columns=_OF_SENTENCES, dtype="str")
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    return frame.apply(lambda column: column.map(without_apostrophe))
