"""Freeze the report of a year at a stage, and say what moved since a stage."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from helpers.commands.verify import Asked
from helpers.paths import Project
from helpers.pipeline.attestations import ATTESTATIONS
from helpers.pipeline.csv_lines import csv_text
from helpers.pipeline.run import only_one
from helpers.pipeline.stages import CHANGES, freeze, frozen, number_by_cause, tables_of
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem
from helpers.results.stage_changes import changes_between
from helpers.visible import shortly
from helpers.wording import singular_or_plural

MOST_PRINTED: Final = 60
"""How many changes are printed; the file has all of them."""


def print_freeze(project: Project, asked: Asked) -> None:
    """Freeze the report of this checkout at the stage that was asked for, and say where it is.

    Raises  InputProblem: it cannot be frozen at this stage
    """
    settings = asked.settings(project)
    with only_one(project, settings.run):
        folder = freeze(project, settings, asked.stage)
    print(f"Frozen: {project.relative(folder)}")
    if (folder / CHANGES).is_file():
        print(f"What moved since the stage before is in {project.relative(folder / CHANGES)}.")
    if (folder / ATTESTATIONS).is_file():
        print(f"The report that each approval is about is named in {project.relative(folder / ATTESTATIONS)}.")


def print_changes(project: Project, asked: Asked, since: str, to: Path | None) -> None:
    """Print what moved since the stage `since`, in the report of this checkout or in that of another stage.

    `to` is the folder to write all changes to, if any.

    Raises  InputProblem: no report was frozen at a stage, or there is no report
    """
    settings = asked.settings(project)
    then = frozen(project, settings, since)
    now = HandedOver(project.reports / settings.run, project.processed / settings.run)
    if asked.stage:
        now = frozen(project, settings, asked.stage)
    elif not now.report.is_dir():
        raise InputProblem(f"There is no report in {project.relative(now.report)}; make it first.")
    changes = changes_between(tables_of(then), tables_of(now), settings.authority)
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        (to / CHANGES).write_bytes(csv_text(changes))
    for line in lines_of(changes, since):
        print(line)


def lines_of(changes: pd.DataFrame, since: str) -> list[str]:
    """Return the number of changes by cause, and the first changes, as lines.

    Columns needed  indicator_id, title, what, old, new, cause
    """
    if changes.empty:
        return [f"Nothing moved since {since}."]
    number = len(changes)
    causes = "; ".join(f"{cause} {count:,}" for cause, count in number_by_cause(changes).items())
    lines = [f"{number:,} {singular_or_plural(number, 'change', 'changes')} since {since}. By cause: {causes}."]
    for row in changes.head(MOST_PRINTED).to_dict("records"):
        name = str(row["title"]) or "The report"
        lines.append(f"{name}: {row['what']}: {_cell(row['old'])} -> {_cell(row['new'])} ({row['cause']})")
    if (more := number - MOST_PRINTED) > 0:
        lines.append(f"And {more:,} more; to=<folder> writes all.")
    return lines


def _cell(text: object) -> str:
    return shortly(text) or "nothing"
