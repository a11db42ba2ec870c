"""How long publishers' files take to read, against a bare reading of the same files by pandas.

Give the folder that holds them: the Local Authority Interactive Tool as parquet, and the files of ONS Explore Local
Statistics. Each way is timed in turn. Ours is what ingestion does with a file: it is opened, recognised, read and
matched to the register, and ends with observations and with every other row and its reason.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.register import read_register
from helpers.sources.council_codes import forget_codes
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations

ROUNDS = 7
PROJECT = Project(Path(__file__).resolve().parents[1])
REGISTER, AREAS = read_register(PROJECT.register), read_areas(PROJECT.areas)


def ours(path: Path) -> int:
    """Read a file and match it to the register; return its rows."""
    form, rows_of_file = read_file(path)
    observations(rows_of_file, form, REGISTER, AREAS)
    return rows_of_file.read


def compare(name: str, paths: list[Path], bare: Callable[[Path], object]) -> None:
    """Time both ways over the same files, and print the ratio of the medians: by the clock, and of all processors.

    On a machine with other work to do, the second is the one to go by.
    """
    times: dict[str, list[tuple[float, float]]] = {"pandas": [], "ours": []}
    rows = 0
    for _ in range(ROUNDS):
        begun = time.perf_counter(), time.process_time()
        for path in paths:
            bare(path)
        times["pandas"].append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
        forget_codes()  # a run reads each file once
        begun = time.perf_counter(), time.process_time()
        rows = sum(map(ours, paths))
        times["ours"].append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    print(f"{name}: {len(paths)} files, {rows:,} rows, {ROUNDS} rounds of each way in turn")
    for at, what in enumerate(("by the clock", "of processors")):
        theirs, own = (statistics.median(seconds[at] for seconds in times[way]) for way in ("pandas", "ours"))
        print(f"  {what}: a bare reading {theirs:.3f} s, ours {own:.3f} s: {own / theirs:.1f} times as long")


def main(folder: Path) -> None:
    """Time the two kinds of file in a folder."""
    compare("Local Authority Interactive Tool", sorted(folder.rglob("bds_long*.parquet")), pd.read_parquet)
    compare("ONS Explore Local Statistics", sorted((folder / "ons_els").glob("*.csv")), pd.read_csv)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
