"""Freezing a report at a stage, with all that it was made from, and comparing it with what it is now."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.files import read_plain
from helpers.params import Settings
from helpers.paths import MANIFEST, Project
from helpers.pipeline.attestations import (
    AMENDED_COLUMNS,
    ATTESTATIONS,
    FrozenReport,
    check_attestations,
    frozen_report,
    statements,
    write_attestations,
)
from helpers.pipeline.changes_paper import write_changes
from helpers.pipeline.clean_copy import copy_sources
from helpers.pipeline.freshness import sha256
from helpers.pipeline.manifest import Record, read_record
from helpers.pipeline.moving import put_away
from helpers.pipeline.printed import comments, printed_bytes, printed_tables, read_moved, read_printed
from helpers.pipeline.stage_before import PRINTED
from helpers.pipeline.verify.checks import (
    LOCK,
    check_files,
    check_inputs,
    check_raw_files,
    check_record,
    check_stage_before,
)
from helpers.pipeline.verify.differences import Difference, compare_files
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem, saying_what
from helpers.results.stage_changes import Tables
from helpers.run_names import options_of
from helpers.schema.compendium import COMPENDIUM
from helpers.sources.approvals import Approval, read_approvals, refuse_without_approvals
from helpers.sources.sidecar import raw_files
from helpers.stages import FINAL, STAGES
from helpers.visible import value_shown

INPUTS: Final = "inputs"
"""The folder of a frozen stage with the code, notebooks, parameters, raw files and logs of the report."""

NOTE: Final = "stage.json"
BESIDE: Final = "beside"
"""The entry of the note with the other stages that were frozen then."""

_LARGEST_NOTE: Final = 10_000


def stage_folder(project: Project, settings: Settings, stage: str) -> Path:
    """Return the folder of a stage of a report.

    Raises  InputProblem: there is no stage of this name
    """
    if stage not in STAGES:
        raise InputProblem(f"stage must be one of {', '.join(STAGES)}; got {value_shown(stage)}.")
    return project.stages / settings.run / stage


def frozen(project: Project, settings: Settings, stage: str) -> HandedOver:
    """Return the report that was frozen at a stage.

    Raises  InputProblem: there is no such stage, or no report was frozen at it
    """
    folder = stage_folder(project, settings, stage)
    report = HandedOver(folder / "reports" / settings.run, folder / "data" / "processed" / settings.run)
    if not (report.report / MANIFEST).is_file():
        frozen_stages = [one for one in STAGES if (project.stages / settings.run / one).is_dir()]
        named = ", ".join(frozen_stages) or "none"
        raise InputProblem(
            f"No report of {settings.run} was frozen at the stage {stage}; frozen are: {named}. "
            f"Freeze one with make stage {options_of(settings.run)} stage={stage}."
        )
    return report


def newest_stage(project: Project, settings: Settings) -> str:
    """Return the latest stage at which a report was frozen; blank if it was at none."""
    stages = [one for one in STAGES if (project.stages / settings.run / one / "reports" / settings.run).is_dir()]
    return stages[-1] if stages else ""


def freeze(project: Project, settings: Settings, stage: str) -> Path:
    """Copy the report of this checkout, its tables and all that it was made from into the folder of a stage.

    The report must be as its record says, and of this stage: its pages print it. What was frozen is never replaced.
    What the report printed is put beside, for later stages to be compared with; and if an earlier stage was frozen, the
    list of what moved since then. For each approval of a report that was
    frozen, and each amendment, a statement is put beside that binds it to the record of that report.

    Raises  InputProblem: the report is of another stage, is not as recorded, is not approved, or does not round counts
            of people; or the stage is frozen
    """
    folder = stage_folder(project, settings, stage)
    year, own, which = settings.parameters.year, settings.parameters.stage, options_of(settings.run)
    if settings.parameters.disclosure.rounded_to == 1:
        raise InputProblem(
            f"params/{year}.yml says disclosure: rounded_to: 1. A count of people that one stage hides could then be "
            "worked out from the next, as a county less its districts. Write rounded_to: 5 or 10, run "
            f"make {which}, and freeze it then."
        )
    if folder.exists():
        raise InputProblem(f"{project.relative(folder)} was frozen before and is not replaced; move it away first.")
    if own != stage:
        raise InputProblem(
            f"params/{year}.yml says stage: {own}, which the pages print; write stage: {stage}, run make {which}, "
            "and freeze it then."
        )
    if stage == FINAL:
        refuse_without_approvals(project.approvals, year)
    report = HandedOver(project.reports / settings.run, project.processed / settings.run)
    if not report.report.is_dir():
        raise InputProblem(f"There is no report in {project.relative(report.report)}; run make {which} first.")
    record = read_record(report.report, f"{project.relative(report.report)}/{MANIFEST}")
    _refuse_changed(project, settings, report, record)
    building = folder.with_name(f".building-{stage}")
    with saying_what(f"{project.relative(folder)} could not be written, and nothing was frozen:"):
        try:
            put_away(building)
            building.mkdir(parents=True)
            _fill(project, settings, report, record, building)
            building.rename(folder)
        except BaseException:
            with suppress(OSError):
                put_away(building)
            raise
    return folder


def _fill(project: Project, settings: Settings, report: HandedOver, record: Record, building: Path) -> None:
    """Write all that a stage holds into a new folder, which is beside those of the other stages of the run."""
    stage = settings.parameters.stage
    _copy(project, report, record, building)
    since = record.stage_before.stage if record.stage_before else None
    (building / PRINTED).write_bytes(printed_at_stage(project, project, settings, report, record))
    if since:
        write_changes(project, settings, read_moved(report.report), since, stage, building)
    beside = [one for one in STAGES if (building.parent / one).is_dir()]
    reports = _frozen_reports(project, settings, {one: building.parent / one for one in beside} | {stage: building})
    write_attestations(building / ATTESTATIONS, statements(reports, _approvals(project, settings)))
    note = {"stage": stage, "run": settings.run, "since": since, BESIDE: beside}
    note |= {"manifest": sha256(report.report / MANIFEST), "commit": record.git.get("commit")}
    (building / NOTE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8", newline="\n")


def printed_at_stage(
    project: Project, inputs: Project, settings: Settings, report: HandedOver, record: Record
) -> bytes:
    """Return what a report prints as the file that later stages are compared with; `inputs` has the comments on it.

    A report that stopped before its compendium prints no results.

    Raises  InputProblem: a table is missing or cannot be read
    """
    written = {name for step in record.steps.values() for name in step.tables}
    made = written if COMPENDIUM.name in written else ()
    return printed_bytes(printed_tables(report, comments(project, inputs, settings), made))


def check_approvals(project: Project, inputs: Project, settings: Settings, stage: str) -> list[Difference]:
    """Compare the statements of a frozen stage with the approvals among its inputs and the reports they are about.

    `inputs` are the frozen inputs of the stage, `settings` those by these inputs.
    """
    folder = stage_folder(project, settings, stage)
    beside = {one: folder.parent / one for one in STAGES if one in _beside(folder) and (folder.parent / one).is_dir()}
    reports = _frozen_reports(project, settings, beside | {stage: folder})
    expected = statements(reports, _approvals(inputs, settings))
    return list(check_attestations(folder / ATTESTATIONS, project.relative(folder / ATTESTATIONS), expected))


def check_beside(
    project: Project, inputs: Project, settings: Settings, stage: str, again: HandedOver
) -> list[Difference]:
    """Compare what was put beside a frozen report, what it printed and what moved, with what follows from its remaking.

    `inputs` are the frozen inputs of the stage, `settings` those by these inputs, and `again` the report made again.

    Raises  InputProblem: a table of the report that was made again is missing
    """
    folder, record = stage_folder(project, settings, stage), read_record(again.report, "the record of the copy")
    expected = {PRINTED: printed_at_stage(project, inputs, settings, again, record)}
    if record.stage_before:
        new = again.report.with_name("beside")
        new.mkdir()
        write_changes(inputs, settings, read_moved(again.report), record.stage_before.stage, stage, new)
        expected |= {path.name: path.read_bytes() for path in sorted(new.iterdir())}
    differences = []
    for name, content in expected.items():
        path = folder / name
        old = path.read_bytes() if path.is_file() else b""
        differences += compare_files(project.relative(path), old, content)
    return differences


def _beside(folder: Path) -> Collection[str]:
    """Return the stages that were frozen when the stage in a folder was; none where its note does not say."""
    try:
        note = json.loads(read_plain(folder / NOTE, NOTE, _LARGEST_NOTE))
    except (ValueError, RecursionError):
        return ()
    beside = note.get(BESIDE) if isinstance(note, dict) else None
    return beside if isinstance(beside, list) else ()


def _frozen_reports(project: Project, settings: Settings, folders: Mapping[str, Path]) -> list[FrozenReport]:
    """Return the frozen reports of a run with the amendments of each, in the order of the stages, the asked one last.

    `folders` are those of the stages; the last is the one that is frozen or checked.
    """
    *_, asked = folders
    order = [one for one in STAGES if one in folders and one != asked]
    reports = []
    for stage in (*order, asked):
        inputs = Project(folders[stage] / INPUTS)
        reports.append(frozen_report(folders[stage], stage, settings.run, _amendments(project, inputs, settings)))
    return [report for report in reports if report.record.is_file()]


def _amendments(project: Project, inputs: Project, settings: Settings) -> list[dict[str, str]]:
    """Return the amendments of the report of a year that a post has approved, by the inputs of a stage."""
    rows = comments(project, inputs, settings)
    amended = rows[rows["kind"].eq("amendment") & rows["response"].ne("")]
    return [{name: str(row[name]) for name in AMENDED_COLUMNS} for row in amended.to_dict("records")]


def _approvals(project: Project, settings: Settings) -> tuple[Approval, ...]:
    """Return the approvals of the report of a year; none where they are of another council, or for a part of a year."""
    is_own = settings.ownership.has(project.relative(project.approvals)) and settings.part is None
    return read_approvals(project.approvals if is_own else None, settings.parameters.year)


def bring_inputs(project: Project, settings: Settings, stage: str, to: Project) -> Project:
    """Copy the frozen inputs of a stage and its frozen code into a folder; return it."""
    shutil.copytree(stage_folder(project, settings, stage) / INPUTS, to.root)
    return to


def _refuse_changed(project: Project, settings: Settings, report: HandedOver, record: Record) -> None:
    """Refuse a report that is not as its record says, or whose inputs have changed since."""
    tables = report.tables or report.report
    called = {path: project.relative(path) for path in (report.report, tables)}
    differences = [
        *check_record(record),
        *check_files(report, record, called),
        *check_raw_files(raw_files(project.raw, project.raw_name), record),
        *check_inputs(project, record),
        *check_stage_before(project, settings, record),
    ]
    if differences:
        more = f" and {len(differences) - 1} more" if len(differences) > 1 else ""
        raise InputProblem(
            f"{differences[0].output}{more}: not as the record of the report has it; run make {options_of(record.run)} "
            "again before it is frozen."
        )


def _copy(project: Project, report: HandedOver, record: Record, to: Path) -> None:
    """Copy a report, its tables, the tables of earlier reports that it shows, all inputs, the code and its lock."""
    shutil.copytree(report.report, to / "reports" / record.run)
    shutil.copytree(report.tables or report.report, to / "data" / "processed" / record.run)
    for name in record.earlier:
        target = to / "data" / "processed" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(project.processed / name, target)
    copy_sources(project, Project(to / INPUTS), [LOCK])


def frozen_tables(project: Project, settings: Settings, stage: str) -> Tables:
    """Return what the report that was frozen at a stage printed, with what had been said of it by then.

    Columns returned  those that `changes_between` needs
    Raises            InputProblem: there is no such report, or what it printed cannot be read
    """
    frozen(project, settings, stage)
    path = stage_folder(project, settings, stage) / PRINTED
    return read_printed(path, project.relative(path))


def number_by_cause(changes: pd.DataFrame) -> Mapping[str, int]:
    """Return how many changes have each cause, the most first.

    Columns needed  cause
    """
    return {str(cause): int(number) for cause, number in changes["cause"].value_counts().items()}
