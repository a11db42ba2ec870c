"""The command for a new framework: what of it the register has, printed and written as a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from helpers.assurance.framework_overlap import RESULTS, Overlap, overlap, read_framework, unknown_indicators
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.wording import number_of

ENDING = "_overlap.csv"
GIVEN = ("measure", "outcome", "source", "source_measure", "unit", "polarity")
COLUMNS = (*GIVEN, "result", "because", "indicator_id", "title", "likeness", "differs", "further_indicators")


def print_overlap(project: Project, path: Path) -> None:
    """Print what the register has of a framework, and write the table beside its file, as <name>_overlap.csv.

    Raises InputProblem where the file is not right, or is itself such a table.
    """
    if path.name.endswith(ENDING):
        raise InputProblem(f"{path.name} is a table that this command wrote; give the file of the framework.")
    measures, indicators = read_framework(path), read_register(project.register)
    if unknown := unknown_indicators(measures, {indicator.indicator_id for indicator in indicators}):
        raise InputProblem("\n".join(f"{path.name}: {told}" for told in unknown))
    found = overlap(measures, indicators)
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
    judged = sum(bool(each.measure.judged) for each in found)
    print(
        f"{number_of(len(found), 'measure')}: {_counts(found)}; {judged} judged by an analyst, "
        f"{len(found) - judged} by their words."
    )
    print(f"The table is in {table.name}, beside the file.")


def _counts(found: Sequence[Overlap]) -> str:
    counts = Counter(each.result for each in found)
    return ", ".join(f"{result} {counts[result]}" for result in RESULTS)


def _closest(each: Overlap) -> str:
    if not each.closest:
        return f" ({each.differs})" if each.differs else ""
    differs = f"; {each.differs}" if each.differs else ""
    if each.measure.judged:
        return f" -> {', '.join(indicator.indicator_id for indicator, _ in each.closest)} ({each.because}{differs})"
    indicator, likeness = each.closest[0]
    how = f", likeness {likeness:.2f}" if each.result == "near" else f", {each.because}"
    return f" -> {indicator.indicator_id} ({indicator.title}{how}{differs})"


def _row(each: Overlap) -> list[str]:
    given = each.measure.model_dump(include=set(GIVEN))
    indicator, likeness = each.closest[0] if each.closest else (None, None)
    return [
        *given.values(),
        each.result,
        each.because,
        indicator.indicator_id if indicator else "",
        indicator.title if indicator else "",
        "" if likeness is None or each.measure.judged else f"{likeness:.2f}",
        each.differs,
        "; ".join(_other(each, other, score) for other, score in each.closest[1:]),
    ]


def _other(each: Overlap, indicator: Indicator, likeness: float) -> str:
    return indicator.indicator_id if each.measure.judged else f"{indicator.indicator_id} ({likeness:.2f})"
