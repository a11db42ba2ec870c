"""`make framework`: compare a new framework with the register, print the result and write it as a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from helpers.assurance.framework_overlap import (
    RESULTS,
    Overlap,
    compare_with_register,
    read_framework,
    unknown_indicators,
)
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.wording import number_of

ENDING = "_overlap.csv"
MEASURE_COLUMNS = ("measure", "outcome", "source", "source_measure", "unit", "polarity")
COLUMNS = (*MEASURE_COLUMNS, "result", "because", "indicator_id", "title", "likeness", "differs", "further_indicators")


def print_overlap(project: Project, path: Path) -> None:
    """Print how much of a framework the register has, and write the table next to its file, as <name>_overlap.csv.

    Raises  InputProblem: the file is not right, or is itself such a table
    """
    if path.name.endswith(ENDING):
        raise InputProblem(f"{path.name} is a table that this command wrote; give the file of the framework.")
    measures, indicators = read_framework(path), read_register(project.register)
    if unknown := unknown_indicators(measures, {indicator.indicator_id for indicator in indicators}):
        raise InputProblem("\n".join(f"{path.name}: {fault}" for fault in unknown))
    overlaps = compare_with_register(measures, indicators)
    for outcome in dict.fromkeys(overlap.measure.outcome for overlap in overlaps):
        mine = [overlap for overlap in overlaps if overlap.measure.outcome == outcome]
        print(f"{outcome} ({_counts(mine)})")
        for overlap in mine:
            print(f"  {overlap.result:<8} {overlap.measure.measure}{_closest(overlap)}")
    table = path.with_name(f"{path.stem}{ENDING}")
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_row(overlap) for overlap in overlaps)
    judged = sum(bool(overlap.measure.judged) for overlap in overlaps)
    print(
        f"{number_of(len(overlaps), 'measure')}: {_counts(overlaps)}; {judged} judged by an analyst, "
        f"{len(overlaps) - judged} by their words."
    )
    print(f"The table is in {table.name}, next to the file.")


def _counts(overlaps: Sequence[Overlap]) -> str:
    counts = Counter(overlap.result for overlap in overlaps)
    return ", ".join(f"{result} {counts[result]}" for result in RESULTS)


def _closest(overlap: Overlap) -> str:
    if not overlap.closest:
        return f" ({overlap.differs})" if overlap.differs else ""
    differs = f"; {overlap.differs}" if overlap.differs else ""
    if overlap.measure.judged:
        return (
            f" -> {', '.join(indicator.indicator_id for indicator, _ in overlap.closest)} ({overlap.because}{differs})"
        )
    indicator, likeness = overlap.closest[0]
    how = f", likeness {likeness:.2f}" if overlap.result == "near" else f", {overlap.because}"
    return f" -> {indicator.indicator_id} ({indicator.title}{how}{differs})"


def _row(overlap: Overlap) -> list[str]:
    measure = overlap.measure.model_dump(include=set(MEASURE_COLUMNS))
    indicator, likeness = overlap.closest[0] if overlap.closest else (None, None)
    return [
        *measure.values(),
        overlap.result,
        overlap.because,
        indicator.indicator_id if indicator else "",
        indicator.title if indicator else "",
        "" if likeness is None or overlap.measure.judged else f"{likeness:.2f}",
        overlap.differs,
        "; ".join(_other(overlap, other, score) for other, score in overlap.closest[1:]),
    ]


def _other(overlap: Overlap, indicator: Indicator, likeness: float) -> str:
    return indicator.indicator_id if overlap.measure.judged else f"{indicator.indicator_id} ({likeness:.2f})"
