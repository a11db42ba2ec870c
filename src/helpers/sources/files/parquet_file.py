"""Reading Parquet: its columns as text, every different cell once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from helpers.sources.files.limits import (
    MAX_FILE_BYTES,
    Refused,
    plain,
    refuse_too_large,
    refuse_too_many_cells,
    refuse_too_many_rows,
)


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file in memory; `name` is what messages call it."""

    name: str
    content: bytes = field(repr=False)

    @property
    def header(self) -> list[str]:
        """The names of the columns.

        Raises  Refused: the file is damaged or beyond the limits
        """
        return list(self._file.schema_arrow.names)

    def read(self, names: Sequence[str] | None = None) -> list[pa.ChunkedArray]:
        """Return some or all columns as text: the codes of the cells, and every different cell once.

        Raises  Refused: the file is damaged, or the text would be longer than `MAX_FILE_BYTES`
        """
        text = {column.name for column in self._file.schema_arrow if pa.types.is_string(column.type)}
        try:
            file = parquet.ParquetFile(pa.BufferReader(self.content), read_dictionary=sorted(text))
            columns = [_encode(column) for column in file.read(columns=names and list(names)).columns]
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise self._damaged(error) from None
        if _is_longer(columns, MAX_FILE_BYTES):
            raise Refused(f"{self.name} unpacks to over {MAX_FILE_BYTES:,} bytes of text, which is the limit.")
        return columns

    @cached_property
    def _file(self) -> Any:
        try:
            file = parquet.ParquetFile(pa.BufferReader(self.content))
            about = file.metadata
            unpacked = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise self._damaged(error) from None
        refuse_too_many_rows(about.num_rows, self.name)
        refuse_too_many_cells(about.num_rows * about.num_columns, self.name)
        refuse_too_large(unpacked, self.name)
        return file

    def _damaged(self, error: Exception) -> Refused:
        return Refused(f"{self.name} is not a readable Parquet file: {plain(error)}.")


def _encode(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of any type as text: the codes of its cells, and every different cell once."""
    chunks = []
    for chunk in column.chunks:
        encoded = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
        categories = encoded.dictionary.cast(pa.string())
        categories.validate(full=True)
        chunks.append(pa.DictionaryArray.from_arrays(encoded.indices.cast(pa.int32()), categories))
    return pa.chunked_array(chunks, type=pa.dictionary(pa.int32(), pa.string()))


def _is_longer(columns: Sequence[pa.ChunkedArray], limit: int) -> bool:
    """Say whether the text of encoded columns has more bytes than a limit, without making it.

    The longest cell of every chunk, times the rows, is mostly enough to say that it has not.
    """
    chunks = [(chunk.indices, compute.binary_length(chunk.dictionary)) for column in columns for chunk in column.chunks]
    if sum(len(codes) * (compute.max(lengths).as_py() or 0) for codes, lengths in chunks) <= limit:
        return False
    return sum(compute.sum(lengths.take(codes), min_count=0).as_py() for codes, lengths in chunks) > limit
