"""Freeze the report of a year at a stage, and say what moved since a stage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.commands.verify import Asked
from helpers.params import Settings
from helpers.paths import MANIFEST, Project
from helpers.pipeline.attestations import ATTESTATIONS
from helpers.pipeline.changes_paper import ANNEX, CHANGES, write_changes
from helpers.pipeline.manifest import read_record
from helpers.pipeline.printed import comments, printed_tables, read_moved
from helpers.pipeline.run import only_one
from helpers.pipeline.stages import freeze, frozen_tables, newest_stage, number_by_cause
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem
from helpers.results.moved_since_stage import kind_of
from helpers.results.stage_changes import COLOUR, OFFICERS_WORDS, changes_between
from helpers.run_names import options_of
from helpers.visible import shortly
from helpers.wording import number_of, singular_or_plural

MOST_PRINTED: Final = 60
"""How many changes are printed; the file has all of them."""

_NAMED: Final = {
    "figure before": ("earlier figure", "earlier figures"),
    "evidence": ("judgement of evidence", "judgements of evidence"),
    COLOUR: ("colour of a target", "colours of targets"),
    OFFICERS_WORDS: ("officer's comment", "officers' comments"),
    "answer to a comment": ("answer to a comment", "answers to comments"),
    "reason of an amendment": ("reason of an amendment", "reasons of amendments"),
}
"""What a count of changes of one kind is called, where its name with an s is not."""


def print_freeze(project: Project, asked: Asked) -> None:
    """Freeze the report of this checkout at the stage that was asked for, and say where it is.

    Raises  InputProblem: it cannot be frozen at this stage
    """
    settings = asked.settings(project)
    with only_one(project, settings.run):
        folder = freeze(project, settings, asked.stage)
    print(f"Frozen: {project.relative(folder)}")
    if (folder / CHANGES).is_file():
        where = f"{project.relative(folder / CHANGES)}, and in {ANNEX} beside it to go with the papers"
        print(f"What moved since the stage before is in {where}.")
    if (folder / ATTESTATIONS).is_file():
        where = project.relative(folder / ATTESTATIONS)
        print(f"The report that each approval and amendment is about is named in {where}.")


def print_changes(project: Project, asked: Asked, since: str, to: Path | None) -> None:
    """Print what moved since the stage `since`, in the report of this checkout or in that of another stage.

    `to` is the folder to write all changes to, if any.

    Raises  InputProblem: no report was frozen at a stage, or there is no report
    """
    settings = asked.settings(project)
    then = frozen_tables(project, settings, since)
    report = HandedOver(project.reports / settings.run, project.processed / settings.run)
    if asked.stage:
        now = frozen_tables(project, settings, asked.stage)
    elif report.report.is_dir():
        now = printed_tables(report, comments(project, project, settings))
    else:
        raise InputProblem(f"There is no report in {project.relative(report.report)}; make it first.")
    changes = changes_between(then, now, settings.authority)
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        write_changes(project, settings, changes, since, asked.stage or settings.parameters.stage, to)
    for line in lines_of(changes, since):
        print(line)


def print_moved(project: Project, years: Sequence[str], authority: str, period: str) -> None:
    """Print what moved in reports of this checkout since the newest stage of each that was frozen, in a line each."""
    for year in dict.fromkeys(years):
        if line := moved_since_newest_stage(project, Asked(year, authority, period)):
            print(line)


def moved_since_newest_stage(project: Project, asked: Asked) -> str:
    """Return a line on what moved in the report of this checkout since the newest stage of it that was frozen.

    Returns nothing where no stage of it was frozen, or where there is no report.
    """
    settings = asked.settings(project)
    stage = newest_stage(project, settings)
    now = HandedOver(project.reports / settings.run, project.processed / settings.run)
    if not stage or not now.report.is_dir():
        return ""
    since = f"since the stage {stage} of {settings.run}"
    try:
        changes = _moved_since(project, settings, stage, now)
    except InputProblem as problem:
        return f"It cannot be said what moved {since}: {problem}"
    if changes.empty:
        return f"Nothing moved {since}."
    command = f"make changes {options_of(settings.run)} since={stage}"
    return f"Moved {since}: {counted_by_kind(changes)}. {command} says which, and why."


def _moved_since(project: Project, settings: Settings, stage: str, now: HandedOver) -> pd.DataFrame:
    """Return what moved in the report of this checkout since a stage, by its own list if that is of this stage."""
    compared_with = read_record(now.report, f"{project.relative(now.report)}/{MANIFEST}").stage_before
    if compared_with is not None and compared_with.stage == stage:
        return read_moved(now.report)
    then, on_draft = frozen_tables(project, settings, stage), comments(project, project, settings)
    return changes_between(then, printed_tables(now, on_draft), settings.authority)


def counted_by_kind(changes: pd.DataFrame) -> str:
    """Return how many changes there are of each kind, in the order in which they are listed.

    Columns needed  what
    """
    numbers = changes["what"].map(kind_of).value_counts(sort=False)
    return ", ".join(number_of(int(number), *_NAMED.get(str(what), (str(what),))) for what, number in numbers.items())


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
