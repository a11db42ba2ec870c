"""The command for a new framework: what of it the register has, printed and written as a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from helpers.framework_overlap import RESULTS, Overlap, overlap, read_framework
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register

ENDING = "_overlap.csv"
COLUMNS = (
    "measure", "outcome", "source", "source_measure", "unit", "polarity", "result", "because", "indicator_id", "title",
    "likeness", "differs", "also_near",
)  # fmt: skip


def print_overlap(project: Project, path: Path) -> None:
    """Print what the register has of a framework, and write the table beside its file, as <name>_overlap.csv.

    Raises InputProblem where the file is not right, or is itself such a table.
    """
    if path.name.endswith(ENDING):
        raise InputProblem(f"{path.name} is a table that this command wrote; give the file of the framework.")
    found = overlap(read_framework(path), read_register(project.register))
    for outcome in dict.fromkeys(each.measure.outcome for each in found):
        mine = [each for each in found if each.measure.outcome == outcome]
        print(f"{outcome} ({_counts(mine)})")
        for each in mine:
            print(f"  {each.result:<8} {each.measure.measure}{_closest(each)}")
    table = path.with_name(f"{path.stem}{ENDING}")
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_row(each) for each in found)
    print(f"{len(found)} measures: {_counts(found)}. The table is in {table.name}, beside the file.")


def _counts(found: Sequence[Overlap]) -> str:
    counts = Counter(each.result for each in found)
    return ", ".join(f"{result} {counts[result]}" for result in RESULTS)


def _closest(each: Overlap) -> str:
    if not each.closest:
        return ""
    indicator, likeness = each.closest[0]
    differs = f"; {each.differs}" if each.differs else ""
    how = f", likeness {likeness:.2f}" if each.result == "near" else f", {each.because}"
    return f" -> {indicator.indicator_id} ({indicator.title}{how}{differs})"


def _row(each: Overlap) -> list[str]:
    indicator, likeness = each.closest[0] if each.closest else (None, None)
    return [
        *each.measure.model_dump().values(),
        each.result,
        each.because,
        indicator.indicator_id if indicator else "",
        indicator.title if indicator else "",
        "" if likeness is None else f"{likeness:.2f}",
        each.differs,
        "; ".join(f"{other.indicator_id} ({score:.2f})" for other, score in each.closest[1:]),
    ]
