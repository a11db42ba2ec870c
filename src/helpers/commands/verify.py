"""Say whether a report can be made again without a difference, and what differs if not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.areas import read_areas
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.csv_lines import csv_text
from helpers.pipeline.neighbours import neighbours_of
from helpers.pipeline.run import only_one
from helpers.pipeline.scratch import scratch_folder
from helpers.pipeline.stages import INPUTS, bring_inputs, check_approvals, check_beside, frozen
from helpers.pipeline.verify.differences import Difference
from helpers.pipeline.verify.handed_over import HandedOver, open_report
from helpers.pipeline.verify.verification import Verification, verify
from helpers.problems import InputProblem, NotTheSame
from helpers.visible import shortly
from helpers.wording import singular_or_plural

MOST_PRINTED: Final = 40
"""How many differences are printed; the file has all of them."""

FILE: Final = "differences.csv"


@dataclass(frozen=True)
class Asked:
    """Which report is asked for: its year, council, part of the year and stage, the last three blank as in a run."""

    year: str
    authority: str = ""
    period: str = ""
    stage: str = ""

    def settings(self, project: Project) -> Settings:
        """Return the settings of the report, by the parameters of a checkout."""
        areas = read_areas(project.areas)
        return settings_for(project, areas, self.year, self.authority, neighbours_of, self.period)


def print_verification(project: Project, asked: Asked, report: Path | None, to: Path | None) -> None:
    """Check a report of this checkout, or one that was handed over, and print what differs.

    `to` is the folder to write all differences to, if any.

    Raises  NotTheSame: something differs; InputProblem: there is no such report, or it cannot be read
    """
    settings = settings_for(
        project, read_areas(project.areas), asked.year, asked.authority, neighbours_of, asked.period
    )
    own = HandedOver(project.reports / settings.run, project.processed / settings.run)
    with only_one(project, settings.run), scratch_folder() as scratch:
        inputs = project
        if asked.stage:
            own = frozen(project, settings, asked.stage)
            inputs = bring_inputs(project, settings, asked.stage, Project(scratch / INPUTS))
            settings = asked.settings(inputs)
        if report is None and not own.report.is_dir():
            where = project.relative(own.report)
            raise InputProblem(f"There is no report in {where}; make it first, or give one with report=<path>.")
        print(f"Making {settings.run} again in a clean copy. This takes as long as a first run.", flush=True)
        result = verify(inputs, settings, open_report(report, scratch) if report else own, scratch, project)
        if asked.stage:
            result.differences += check_approvals(project, inputs, settings, asked.stage)
            if result.again is not None:
                result.differences += check_beside(project, inputs, settings, asked.stage, result.again)
    for note in result.notes:
        print(note)
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        (to / FILE).write_bytes(csv_text(pd.DataFrame(result.differences, columns=Difference._fields)))
    print_result(result)


def print_result(result: Verification) -> None:
    """Print what differs, or that nothing does.

    Raises  NotTheSame: something does
    """
    if not result.differences and not result.failure:
        print(
            f"Identical: {result.run} was made again with {result.code}, and all {result.outputs:,} outputs are the "
            "same."
        )
        return
    for line in lines_of(result.differences):
        print(line)
    number = len(result.differences)
    many = f"{number:,} {singular_or_plural(number, 'difference', 'differences')}"
    more = (
        f" {number - MOST_PRINTED:,} of them are not printed; to=<folder> writes all." if number > MOST_PRINTED else ""
    )
    ended = result.failure or (
        f"{result.same:,} of {result.outputs:,} outputs are the same when they are made again with {result.code}."
    )
    raise NotTheSame(f"{result.run} is not identical: {many}.{more} {ended}")


def lines_of(differences: Sequence[Difference]) -> list[str]:
    """Return the first differences as lines of a table with a header.

    >>> lines_of([Difference("a.html", "", "line 3", "", "then", "now")])[1]
    'a.html | - | line 3 | - | then | now'
    """
    rows = [tuple(shortly(cell) or "-" for cell in one) for one in differences[:MOST_PRINTED]]
    return [" | ".join(row) for row in (Difference._fields, *rows)]
