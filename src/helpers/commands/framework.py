"""`make framework` and `make frameworks`: compare a new one with the register; say what became of each dashboard."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from helpers.assurance.framework_overlap import (
    ENDING,
    RESULTS,
    Overlap,
    compare_with_register,
    read_framework,
    unknown_indicators,
)
from helpers.framework_mapping import Succession, read_mapping
from helpers.frameworks import Framework
from helpers.params import read_frameworks
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.visible import make_visible
from helpers.wording import number_of

MEASURE_COLUMNS = ("measure", "outcome", "source", "source_measure", "unit", "polarity")
COLUMNS = (*MEASURE_COLUMNS, "result", "because", "indicator_id", "title", "likeness", "differs", "further_indicators")


def print_overlap(project: Project, path: Path, to: Path | None = None) -> None:
    """Print how much of a framework the register has, and write the table to a folder, if there is one.

    Its name is <name>_overlap.csv. Nothing is written next to the file, as a report that is under way reads params.

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
    judged = sum(bool(overlap.measure.judged) for overlap in overlaps)
    print(
        f"{number_of(len(overlaps), 'measure')}: {_counts(overlaps)}; {judged} judged by an analyst, "
        f"{len(overlaps) - judged} by their words."
    )
    if to is None:
        print("Give to=<folder> to write the table as a file.")
        return
    to.mkdir(parents=True, exist_ok=True)
    table = to / f"{path.stem}{ENDING}"
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_row(overlap) for overlap in overlaps)
    print(f"The table is in {make_visible(table)}.")


def print_successions(project: Project) -> None:
    """Print what became of each dashboard of a framework in the next, those that end or are new apart.

    Raises  InputProblem: a framework or params/frameworks/mapping.csv is not right
    """
    frameworks = read_frameworks(project)
    successions = read_mapping(project.framework_mapping, dashboards_of(frameworks))
    for (first, second), rows in groupby(successions, key=lambda row: (row.from_framework, row.to_framework)):
        print(f"{frameworks[first].name} -> {frameworks[second].name}")
        for row in rows:
            print(f"  {_succession(row, frameworks)}")
    ends, begins = (sum(not getattr(row, name) for row in successions) for name in ("to_dashboard", "from_dashboard"))
    print(
        f"{number_of(len(frameworks), 'framework')}: {number_of(len(successions) - ends - begins, 'link')} from a "
        f"dashboard to one of the next, {ends} not continued, and {begins} new."
    )


def dashboards_of(frameworks: Mapping[str, Framework]) -> dict[str, list[str]]:
    """Return the dashboards of each framework, as they are printed."""
    return {name: [dashboard for _, dashboard, *_ in framework.layout()] for name, framework in frameworks.items()}


def _succession(row: Succession, frameworks: Mapping[str, Framework]) -> str:
    why = f" ({row.why})" if row.why else ""
    if not row.to_dashboard:
        return f"{_in_theme(row.from_framework, row.from_dashboard, frameworks)}: not continued{why}"
    after = _in_theme(row.to_framework, row.to_dashboard, frameworks)
    if not row.from_dashboard:
        return f"{after}: new{why}"
    return f"{_in_theme(row.from_framework, row.from_dashboard, frameworks)} -> {after}{why}"


def _in_theme(framework: str, dashboard: str, frameworks: Mapping[str, Framework]) -> str:
    """Return a dashboard behind its theme, where the two have different names."""
    theme = next(theme for theme, printed, *_ in frameworks[framework].layout() if printed == dashboard)
    return dashboard if theme == dashboard else f"{theme}: {dashboard}"


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
