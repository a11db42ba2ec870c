"""Writing the results of a national run: a folder for each indicator, in row groups of one size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from helpers.schema.declarations import Table
from helpers.schema.types import arrow_schema

ROW_GROUP: Final = 100_000
"""Rows of each row group but the last of a file."""

PARTITION: Final = "indicator_id"
FILE: Final = "part-0.parquet"


class ByIndicator:
    """Writes rows that come in order of indicator into <folder>/indicator_id=<indicator>/part-0.parquet.

    As in every folder that is partitioned so, the indicator is in the name of the folder and not in the file.
    """

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder = folder
        self.schema = pa.schema([field for field in schema if field.name != PARTITION])
        self.rows: dict[str, int] = {}
        self._indicator = ""
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []

    def add(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Write batches of rows, in which no indicator that has been left comes again."""
        for batch in batches:
            for indicator, rows in runs_of(pa.Table.from_batches([batch])):
                if indicator != self._indicator:
                    self._begin(indicator)
                self.rows[indicator] = self.rows.get(indicator, 0) + len(rows)
                self._waiting.append(rows.select(self.schema.names).cast(self.schema))
                self._write_full()

    def close(self) -> None:
        """Write what is left of the last indicator."""
        if self._writer is not None:
            if self._waiting:
                self._writer.write_table(pa.concat_tables(self._waiting).combine_chunks(), ROW_GROUP)
            self._writer.close()
        self._waiting, self._writer = [], None

    def _begin(self, indicator: str) -> None:
        self.close()
        folder = self.folder / f"{PARTITION}={indicator}"
        folder.mkdir(parents=True)
        self._indicator = indicator
        # Words repeat and are written once with numbers for them; for numbers that takes time and saves nothing.
        words: Any = [field.name for field in self.schema if pa.types.is_large_string(field.type)]
        self._writer = pq.ParquetWriter(folder / FILE, self.schema, compression="zstd", use_dictionary=words)

    def _write_full(self) -> None:
        if sum(map(len, self._waiting)) < ROW_GROUP or self._writer is None:
            return
        waiting = pa.concat_tables(self._waiting)
        whole = len(waiting) - len(waiting) % ROW_GROUP
        self._writer.write_table(waiting.slice(0, whole).combine_chunks(), ROW_GROUP)
        self._waiting = [waiting.slice(whole)]


@contextmanager
def by_indicator(folder: Path, table: Table) -> Iterator[ByIndicator]:
    """Give a writer into a folder, and close it at the end."""
    writer = ByIndicator(folder, arrow_schema(table))
    try:
        yield writer
    finally:
        writer.close()


def runs_of(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Split rows in order of indicator into those of each indicator.

    Columns needed and returned  indicator_id; any others
    """
    encoded = pc.run_end_encode(rows[PARTITION].combine_chunks())
    start = 0
    for value, end in zip(encoded.values.to_pylist(), encoded.run_ends.to_pylist(), strict=True):
        yield value, rows.slice(start, end - start)
        start = end


def files_by_indicator(folder: Path) -> dict[str, list[Path]]:
    """Return the files of each indicator in a folder that is partitioned so, whichever engine wrote them."""
    folders = sorted(folder.glob(f"{PARTITION}=*"))
    files = {path.name.partition("=")[2]: sorted(path.glob("*.parquet")) for path in folders}
    return {indicator: paths for indicator, paths in files.items() if paths}
