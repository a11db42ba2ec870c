"""Reading workbooks in a process of its own, with limits of memory and work.

Their reader is native code that makes room for every cell between the first and the last: two cells far apart in a
small file would end this process or the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MOST_MEMORY = 400_000_000
"""Bytes of memory that the reading of a workbook may take."""

MOST_SHEETS = 250
"""Sheets of the workbook with most of them that is read: several may be one part of it, which is read for each."""

MOST_PROCESSOR_SECONDS = 600
"""Seconds for which a processor may work on a workbook, a hundred times what the largest needs.

This is no time by the clock: a process that waits for a busy machine, or is paused with it, uses none.
"""

MOST_CELLS = 600_000
"""Cells of all sheets of the largest workbook that is read, the blank ones up to the last row and column counted.

The largest that is known has 224,289; the figures of one cell each take far more room than the cells.
"""


NO_MEMORY = 9
"""The exit code of a process that has no more memory."""


class Unreadable(Exception):
    """A workbook that cannot be read; the message says why, as part of a sentence."""


def read(content: bytes) -> dict[str, bytes]:
    """Return the sheets of a workbook by name, each as `cells` takes it.

    Raises  Unreadable: there are none, or the reader needs more than it is given or breaks
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", __name__], input=content, capture_output=True, env=environment, check=False
    )
    if done.returncode == NO_MEMORY or done.returncode < 0:
        raise Unreadable(f"reading it takes over {MOST_MEMORY:,} bytes of memory, or its reader broke")
    if done.returncode:
        # This program is at fault, not the workbook.
        raise RuntimeError(done.stderr.decode(errors="replace"))
    lines = done.stdout.splitlines()
    if len(lines) % 2:
        raise Unreadable(json.loads(lines[-1]))
    if not lines:
        raise Unreadable("it has no sheet of cells")
    return dict(zip(map(json.loads, lines[::2]), lines[1::2], strict=True))


def cells(sheet: bytes) -> list[list[Any]]:
    """Return the cells of a sheet from its first row and column: text, numbers, dates or times, blank as empty text.

    An error of the spreadsheet such as #DIV/0! or #N/A is blank too: the reader gives it as it gives a blank cell, and
    nothing tells them apart. In an OpenDocument workbook it is its text where the cell is said to be text.

    Raises  Unreadable: the sheet is damaged, or the workbook has more than `MOST_CELLS`
    """
    rows = json.loads(sheet)
    if isinstance(rows, str):
        raise Unreadable(rows)
    return [[cell if isinstance(cell, str) else _plain_cell(cell) for cell in row] for row in rows]


def _plain_cell(cell: Any) -> object:
    """Return a whole number without its decimal point, and what `_described` made of a date or time."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, dict):
        return cell
    if "seconds" in cell:
        return timedelta(seconds=cell["seconds"])
    return time.fromisoformat(cell["time"]) if "time" in cell else datetime.fromisoformat(cell["date"])


def _described(cell: object) -> dict[str, str | float]:
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    assert isinstance(cell, date)
    return {"date": cell.isoformat()}


def main() -> None:
    """Print the name of each sheet of the workbook on standard input and its cells, or why it has none, as JSON.

    A last line without a second says why there are no more.
    """
    try:
        from resource import RLIMIT_AS, RLIMIT_CORE, RLIMIT_CPU, setrlimit

        setrlimit(RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        setrlimit(RLIMIT_CPU, (MOST_PROCESSOR_SECONDS, MOST_PROCESSOR_SECONDS))
        setrlimit(RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):  # not on every system
        pass
    from io import BytesIO

    from python_calamine import CalamineWorkbook, SheetTypeEnum

    left = MOST_CELLS
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    except MemoryError:
        raise
    except BaseException as error:  # the reader has no exception of its own, and its own kind of panic
        print(json.dumps(str(error)))
        return
    if len(names) > MOST_SHEETS:
        print(json.dumps(f"it has {len(names):,} sheets; the most that are read are {MOST_SHEETS}"))
        return
    for name in names:
        rows: Any
        try:
            sheet = book.get_sheet_by_name(name)
            left -= sheet.total_height * sheet.total_width
            rows = sheet.to_python(skip_empty_area=False) if left >= 0 else f"there are over {MOST_CELLS:,} cells"
        except MemoryError:
            raise
        except BaseException as error:
            rows = str(error)
        print(json.dumps(name), json.dumps(rows, default=_described), sep="\n")


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(NO_MEMORY)
