"""Compare the files of two folders byte by byte, such as the tables that two versions of Python made.

python tools/compare_outputs.py data/processed/2023 ../other/data/processed/2023

Prints how many files are the same, and of each that is not the row, column, old and new value. Ends with 4 if any
differs or is in one folder only. The manifest has times and versions, and is left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from helpers.paths import MANIFEST
from helpers.pipeline.verify.differences import Difference, compare_files
from helpers.problems import ExitCode


def files_of(folder: Path) -> dict[str, Path]:
    """Return {path in the folder: path} of every file but manifests."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path for path in paths}


def compare_folders(old: Path, new: Path) -> tuple[int, list[Difference]]:
    """Return how many files two folders have between them, and what differs."""
    before, after = files_of(old), files_of(new)
    differences: list[Difference] = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            words = ("a file", "") if name in before else ("", "a file")
            differences.append(Difference(name, "", "", "the whole file", *words))
        elif (was := before[name].read_bytes()) != (now := after[name].read_bytes()):
            differences += compare_files(name, was, now)
    return len(before.keys() | after.keys()), differences


def main(folders: list[str]) -> int:
    """Compare two folders, print what differs, and return the exit code."""
    if len(folders) != 2 or not all(Path(folder).is_dir() for folder in folders):
        print("Give two folders: python tools/compare_outputs.py <folder> <folder>", file=sys.stderr)
        return ExitCode.BAD_INPUT
    files, differences = compare_folders(*map(Path, folders))
    for difference in differences:
        print(" | ".join(cell or "-" for cell in difference))
    unlike = len({difference.output for difference in differences})
    print(f"{files - unlike:,} of {files:,} files are the same.")
    return ExitCode.DIFFERENT if unlike or not files else ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
