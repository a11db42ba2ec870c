"""How long each malformed file of the tests takes to read and match, and how much memory.

Each is read in a copy of one process that has read a file of every kind before, so that neither the start of Python
nor other files count. Memory is the most that the copy has held at a time, what it was born with included, and on top
of it the most that the process of the reader of workbooks has held. Prints the cases that take most of either, and all
of them with `--all`; `--small` leaves out the files that are large on purpose. Ends with 1 where one takes too much.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "tests" / "sources")]

import hostile  # noqa: E402
import test_hostile_files as cases  # noqa: E402

MAX_PRINTED = 20


def apart(work: Callable[[], Any]) -> Any:
    """Do some work in a copy of this process, and return what it gives; None where it breaks."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        done = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w", encoding="utf-8") as out:
                json.dump(work(), out)
            done = 0
        finally:
            os._exit(done)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as measured:
        answer = measured.read()
    _, status = os.waitpid(child, 0)
    return json.loads(answer) if status == 0 else None


def made(case: cases.Case, folder: Path) -> str:
    """Make the file of a case and return its path, as text that holds any name."""
    return os.fsencode(case.make(folder)).hex()


def read_and_time(path: Path) -> dict[str, Any]:
    """Read a file, and return what `hostile.answer_for` does with the seconds that it took."""
    begun = time.monotonic()
    measured = hostile.answer_for(path)
    return {**measured, "seconds": round(time.monotonic() - begun, 2)}


def measure(case: cases.Case, is_large: bool) -> dict[str, Any]:
    """Read the file of a case in a process of its own; a large file is made in another, which takes memory too."""
    with tempfile.TemporaryDirectory() as name:
        path_in_hex = apart(lambda: made(case, Path(name))) if is_large else made(case, Path(name))
        path = Path(os.fsdecode(bytes.fromhex(path_in_hex)))
        measured = apart(lambda: read_and_time(path)) or {"seconds": float("inf"), "peak": float("inf"), "children": 0}
    return {
        "name": case.name,
        "seconds": measured["seconds"],
        "memory": measured["peak"] + measured["children"],
        **measured,
    }


def main(arguments: list[str]) -> int:
    """Measure the cases, print them, and return 1 where one is over the limit of memory."""
    large = () if "--small" in arguments else cases.DANGEROUS
    with tempfile.TemporaryDirectory() as name:
        for kind, content in cases.KINDS.items():  # once before, for what is loaded when it is needed
            hostile.outcome(cases.written(Path(name), content, kind))
    gc.freeze()  # a copy then leaves the memory that it shares with this process as it is
    measurements = [measure(case, False) for case in cases.small_cases()] + [measure(case, True) for case in large]
    over = [one for one in measurements if one["memory"] >= cases.MEGABYTES]
    for what, unit in (("memory", "MB"), ("seconds", "s")):
        measurements.sort(key=lambda one: one[what], reverse=True)
        print(f"{what}: of {len(measurements)} files, those that take most")
        for one in measurements[: len(measurements) if "--all" in arguments else MAX_PRINTED]:
            print(f"  {one[what]:8} {unit}  {one['name']}")
    print(f"{len(over)} of {len(measurements)} files are over {cases.MEGABYTES} MB")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
