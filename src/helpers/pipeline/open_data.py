"""The open data of a run: its tables that can be used outside the report, written beside the pages as one package."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.pipeline.csv_lines import csv_text
from helpers.present.pages.site_downloads import Document
from helpers.publish.open_data import DESCRIPTION_FILE, README_FILE, AboutData, OpenTable, open_data_files, packed
from helpers.schema import TABLES, Table
from helpers.schema.open_data import AREAS, OPEN_TABLES, WITHHELD, as_opened
from helpers.schema.types import arrow_schema

if TYPE_CHECKING:
    from helpers.areas import Areas
    from helpers.pipeline.schedule import Run

FOLDER: Final = "open_data"
ARCHIVE: Final = "open_data.zip"


def write_open_data(run: Run, about: AboutData, folder: Path) -> list[Document]:
    """Write the open data of a run into the folder of a report: the ZIP, and what it holds to read beside it."""
    tables = run.building.tables
    written = {table for record in run.new.steps.values() for table in record.tables}
    opened = [_open(name, tables) for name in OPEN_TABLES if name in written]
    codes = pd.read_parquet(tables / "observations.parquet", columns=["area_code"])["area_code"]
    opened.append(_made(as_opened(AREAS), areas_of(codes, run.areas)))
    frame = pd.read_parquet(tables / "sources.parquet").fillna("").astype(str)
    sources = [{str(name): str(cell) for name, cell in row.items()} for row in frame.to_dict("records")]
    files = open_data_files(about, opened, sources)
    files_beside = {
        ARCHIVE: ("Open data: tables as CSV and Parquet", "ZIP", packed(files)),
        DESCRIPTION_FILE: ("What each table and column of the open data holds", "JSON", files[DESCRIPTION_FILE]),
        README_FILE: ("How to read the open data", "text", files[README_FILE]),
    }
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, (_, _, content) in files_beside.items():
        (folder / FOLDER / name).write_bytes(content)
    return [
        Document(kind, f"{FOLDER}/{name}", len(bytes_), title) for name, (title, kind, bytes_) in files_beside.items()
    ]


def areas_of(codes: pd.Series, areas: Areas) -> pd.DataFrame:
    """Return the table of the areas that have some codes, in order of code."""
    rows = [(area.code, area.name, area.area_type, area.region) for area in (areas[code] for code in _codes(codes))]
    return pd.DataFrame(rows, columns=list(AREAS.names), dtype="str")


def _codes(codes: pd.Series) -> list[str]:
    return sorted(map(str, codes.unique()))


def _open(name: str, tables: Path) -> OpenTable:
    """Return a table as it was written, or without the columns that open data is without."""
    table = TABLES[name]
    if WITHHELD.isdisjoint(table.names):
        return OpenTable(table, {kind: (tables / f"{name}.{kind}").read_bytes() for kind in ("csv", "parquet")})
    opened = as_opened(table)
    return _made(opened, pd.read_parquet(tables / f"{name}.parquet", columns=list(opened.names)))


def _made(table: Table, frame: pd.DataFrame) -> OpenTable:
    content = io.BytesIO()
    arrow = pa.Table.from_pandas(frame, schema=arrow_schema(table), preserve_index=False)
    pq.write_table(arrow, content, compression="zstd")
    return OpenTable(table, {"csv": csv_text(frame), "parquet": content.getvalue()})
