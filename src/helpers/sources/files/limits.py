"""The limits within which a file is read, and how it is refused in a sentence.

The limits are of bytes, rows, cells and depth, which bound the work, and never of time, so that a file is read or
refused alike on a slow or busy machine. They keep the reading of any file under 500 MB of memory. The largest known
file has 641,070 rows, which are 42 MB as text; the largest sheet has 214,207 cells.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from helpers.problems import InputProblem
from helpers.visible import make_visible

MAX_FILE_BYTES = 45_000_000
"""Bytes of the largest file that is opened, and of the text of a compressed one once unpacked."""

MAX_WORKBOOK_BYTES = 100_000_000
"""Bytes of all parts of the largest workbook, once unpacked."""

MAX_ROWS = 700_000
"""Rows of the longest file that is read."""

MAX_COLUMNS = 1_000
"""Columns of the widest file that is read."""

MAX_CELLS = 5_000_000
"""Cells of the largest text or Parquet file that is read."""

MAX_ROW_CHARACTERS = 1_000_000
"""Characters of the longest row of a text file that is read."""

MAX_JSON_BYTES = 10_000_000
"""Bytes of the largest JSON file that is read: its values take thirty times the memory."""

MAX_JSON_VALUES = 600_000
"""Values, lists and objects of the largest JSON file that is read."""

MAX_JSON_DEPTH = 20
"""How deep the lists and objects of a JSON file may be nested."""

MAX_ZIP_MEMBERS = 10_000
"""Files in the largest zip file that is opened."""

DAMAGED_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
)
"""What the reading of a zip file ends with that is damaged, cut short or locked."""

REJECTION_COLUMNS = ["row", "column", "value", "reason"]


class Refused(InputProblem):
    """A file that cannot be read, said in one sentence that names the file."""


@dataclass(frozen=True)
class Ragged:
    """A row of a text file with another number of fields than the header."""

    row: int
    fields: int
    reason: str


def plain(error: object) -> str:
    """Return another library's message as part of a sentence: one short line without a full stop."""
    return make_visible((str(error).splitlines() or [""])[0])[:200].rstrip(". ") or "it is damaged"


def refuse_too_many_rows(rows: int, name: str) -> None:
    """Raise Refused where a file has more than `MAX_ROWS` rows."""
    if rows > MAX_ROWS:
        raise Refused(f"{name} has {rows:,} rows; the limit is {MAX_ROWS:,}.")


def refuse_too_many_cells(cells: int, name: str) -> None:
    """Raise Refused where a file has more than `MAX_CELLS` cells."""
    if cells > MAX_CELLS:
        raise Refused(f"{name} has over {MAX_CELLS:,} cells, which is the limit; split it.")


def refuse_too_large(unpacked: int, name: str, limit: int = MAX_FILE_BYTES) -> None:
    """Raise Refused where a file unpacks to more bytes than the limit."""
    if unpacked > limit:
        raise Refused(f"{name} unpacks to {unpacked:,} bytes; the limit is {limit:,}.")
