"""How long publishers' files take to read, against a bare reading of the same files by pandas.

Give the folder that holds them: the Local Authority Interactive Tool as parquet, and the files of ONS Explore Local
Statistics. Each way is timed in turn; what is timed of ours ends with figures and rejections.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helpers.sources.recognise import read_file

ROUNDS = 5


def compare(name: str, paths: list[Path], bare: Callable[[Path], object]) -> None:
    """Time both ways over the same files, and print the ratio of the medians."""
    times: dict[str, list[float]] = {"pandas": [], "ours": []}
    rows = 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for path in paths:
            bare(path)
        times["pandas"].append(time.perf_counter() - began)
        began = time.perf_counter()
        rows = sum(read_file(path)[1].read for path in paths)
        times["ours"].append(time.perf_counter() - began)
    medians = {way: statistics.median(seconds) for way, seconds in times.items()}
    ratio = medians["ours"] / medians["pandas"]
    print(f"{name}: {len(paths)} files, {rows:,} rows, {ROUNDS} rounds of each way in turn")
    print(f"  a bare reading {medians['pandas']:.3f} s, ours {medians['ours']:.3f} s: {ratio:.1f} times as long")


def main(folder: Path) -> None:
    """Time the two kinds of file in a folder."""
    compare("Local Authority Interactive Tool", sorted(folder.rglob("bds_long*.parquet")), pd.read_parquet)
    compare("ONS Explore Local Statistics", sorted((folder / "ons_els").glob("*.csv")), pd.read_csv)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
