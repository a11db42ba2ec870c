"""`make update`: try files that came late, say which figures and judgements they change, and take them in."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from helpers.areas import read_areas
from helpers.commands.stages import lines_of
from helpers.commands.verify import Asked
from helpers.params import Settings
from helpers.paths import Project
from helpers.pipeline.changes_paper import CHANGES
from helpers.pipeline.clean_copy import copy_sources, driver, last_line, run_in
from helpers.pipeline.csv_lines import csv_text
from helpers.pipeline.printed import comments, printed_tables
from helpers.pipeline.run import only_one
from helpers.pipeline.scratch import scratch_folder
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem, StepFailed
from helpers.register import read_aliases, read_register
from helpers.results.stage_changes import changes_between
from helpers.sources.catalogue import read_sources
from helpers.sources.formats.format import Context
from helpers.sources.late_files import LateFile, put_in_place, read_late_files
from helpers.sources.sidecar import raw_files

ANSWERS = {"": False, "no": False, "yes": True}


def print_update(project: Project, asked: Asked, folder: Path, accept: str, to: Path | None, today: date) -> None:
    """Make the report with the files of a folder in a copy of the project, and print what they change.

    With `accept` yes the files are then put in data/raw; without it nothing is. `to` is the folder to write all changes
    to, if any. Nothing reaches the network.

    Raises  InputProblem: there is no report, or a file cannot be used; StepFailed: the report cannot be made with them
    """
    if accept not in ANSWERS:
        raise InputProblem(f"accept must be yes or no; got {accept!r}.")
    settings = asked.settings(project)
    own = HandedOver(project.reports / settings.run, project.processed / settings.run)
    if not own.report.is_dir():
        raise InputProblem(f"There is no report in {project.relative(own.report)}; make it first.")
    register = read_register(project.register)
    context = Context(register, read_areas(project.areas), read_aliases(project.measure_aliases, register))
    raw = raw_files(project.raw, project.raw_name)
    late = read_late_files(folder, raw, context, read_sources(project.sources), today)
    for file in late:
        print(f"{project.raw_name}/{file.name}: can be read; it is {file.what}.", flush=True)
    with only_one(project, settings.run), scratch_folder() as scratch:
        changes = _changes_by(late, project, settings, own, scratch)
        if to is not None:
            to.mkdir(parents=True, exist_ok=True)
            (to / CHANGES).write_bytes(csv_text(changes))
        for line in lines_of(changes, "the last report"):
            print(line)
        if not ANSWERS[accept]:
            print(f"Nothing was replaced. To take these files in, give accept=yes, then make year={asked.year}.")
            return
        for file in late:
            put_in_place(file, project.raw)
    print(f"Taken in. To bring the report up to date: make year={asked.year}.")


def _changes_by(
    late: Sequence[LateFile], project: Project, settings: Settings, own: HandedOver, scratch: Path
) -> pd.DataFrame:
    """Return what moves in a report if late files take their places.

    Columns returned  those of `changes_between`
    """
    copy = Project(scratch / "with_late_files")
    copy_sources(project, copy)
    # What is not affected need not be made again, and the site shows the tables of earlier years.
    shutil.copytree(project.processed, copy.processed, ignore=shutil.ignore_patterns(".*", "interactive"))
    shutil.copytree(own.report, copy.reports / settings.run)
    for file in late:
        put_in_place(file, copy.raw)
    year = str(settings.parameters.year)
    council = settings.authority if settings.authority != settings.parameters.authority else ""
    options = {"year": year, "authority": council, "period": settings.period}
    done = run_in(copy, driver(*(f"--{name}={value}" for name, value in options.items() if value)))
    if done.returncode:
        raise StepFailed(f"The report of {year} cannot be made with these files: {last_line(done)}")
    again = HandedOver(copy.reports / settings.run, copy.processed / settings.run)
    on_draft = comments(project, project, settings)
    return changes_between(printed_tables(own, on_draft), printed_tables(again, on_draft), settings.authority)
