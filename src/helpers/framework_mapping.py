"""What became of each dashboard of a framework in the one after it: `params/frameworks/mapping.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.visible import value_shown

Dashboards = Mapping[str, Sequence[str]]
"""The dashboards of each framework, by its name in `params/frameworks`, as they are printed."""


class Succession(NamedTuple):
    """A dashboard of one framework and the one that takes up its subject in the next.

    Without `to_dashboard` nothing does; without `from_dashboard` it is new. `why` says so then, and may be blank
    otherwise.
    """

    from_framework: str
    from_dashboard: str
    to_framework: str
    to_dashboard: str
    why: str


def read_mapping(path: Path, dashboards: Dashboards) -> tuple[Succession, ...]:
    """Read what became of each dashboard, in the order of the file.

    Raises InputProblem naming the row and what is wrong with it, or a dashboard that has no row: see `mapping_faults`.
    """
    lines = list(csv_rows(path, Succession._fields))
    for number, fault in mapping_faults(lines, dashboards):
        where = f" row {number}" if number else ""
        raise InputProblem(f"{path.name}{where}: {fault}")
    return tuple(Succession(**line) for _, line in lines)


def mapping_faults(lines: Iterable[tuple[int, Mapping[str, str]]], dashboards: Dashboards) -> Iterator[tuple[int, str]]:
    """Give what is wrong with rows of the file: the number of the row, 0 for a dashboard without one, and a sentence.

    Every dashboard of two frameworks that follow each other has a row, so that none is lost unseen.
    """
    rows = [(number, Succession(**line)) for number, line in lines]
    seen: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        yield from ((number, fault) for fault in _faults_of(row, dashboards))
        if (first := seen.setdefault(row[:4], number)) != number:
            yield number, f"this is already said in row {first}; keep one of the two."
    for pair in dict.fromkeys((row.from_framework, row.to_framework) for _, row in rows):
        between = [row for _, row in rows if (row.from_framework, row.to_framework) == pair]
        for framework, names, other in (
            (pair[0], [row.from_dashboard for row in between], [row.to_dashboard for row in between]),
            (pair[1], [row.to_dashboard for row in between], [row.from_dashboard for row in between]),
        ):
            for name in dashboards.get(framework, ()):
                partners = [partner for own, partner in zip(names, other, strict=True) if own == name]
                if not partners:
                    yield (
                        0,
                        f"{name!r} of {framework} has no row between {pair[0]} and {pair[1]}; say what became of it.",
                    )
                elif "" in partners and len(partners) > 1:
                    yield 0, f"{name!r} of {framework} has a partner and also a row without one; keep one of the two."


def _faults_of(row: Succession, dashboards: Dashboards) -> Iterator[str]:
    for framework, dashboard in (row[0:2], row[2:4]):
        if framework not in dashboards:
            yield f"{value_shown(framework)} is no framework; write one of {', '.join(dashboards)}."
        elif dashboard and dashboard not in dashboards[framework]:
            names = ", ".join(dashboards[framework])
            yield f"{framework} has no dashboard {value_shown(dashboard)}; write one of {names}."
    if row.from_framework == row.to_framework:
        yield "a framework does not follow itself."
    if not row.from_dashboard and not row.to_dashboard:
        yield "it names no dashboard; give one on either side."
    elif not (row.from_dashboard and row.to_dashboard) and not row.why:
        yield "a dashboard that ends or is new needs the reason in why."
    if any(runs_in_a_spreadsheet(text) or text != text.strip() for text in row):
        yield "text that a spreadsheet would run as a formula, or with space around it."
