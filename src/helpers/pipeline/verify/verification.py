"""Making a report again in a clean copy, and comparing every output with the one that was handed over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from helpers.params import Settings
from helpers.paths import MANIFEST, Project
from helpers.pipeline.clean_copy import driver, last_line, run_in
from helpers.pipeline.freshness import environment, is_as_recorded, sha256
from helpers.pipeline.manifest import FORMATS, Record, read_record
from helpers.pipeline.repository import git_state
from helpers.pipeline.stage_before import PRINTED, printed_file
from helpers.pipeline.verify.checks import (
    IN_THE_RECORD,
    check_files,
    check_inputs,
    check_packages,
    check_raw_files,
    check_record,
)
from helpers.pipeline.verify.differences import Difference, compare_files
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.pipeline.verify.recorded_code import MadeWith, fill_copy
from helpers.problems import InputProblem, StepFailed
from helpers.run_names import NOTEBOOKS
from helpers.sources.sidecar import raw_files

REPORTS: Final = "reports"
TABLES: Final = "data/processed"

_NOT_HANDED_OVER: Final = ".tables"
"""A folder that no report has."""


@dataclass
class Verification:
    """What came of checking a report: what differs, what its reader should know, and how many outputs are the same.

    `code` says with which code it was made again, and `failure` why it could not be; blank if it could. `again` is the
    report that was made again, in the clean copy.
    """

    run: str
    code: str
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    same: int = 0
    outputs: int = 0
    failure: str = ""
    again: HandedOver | None = None


def verify(project: Project, settings: Settings, report: HandedOver, scratch: Path, checkout: Project) -> Verification:
    """Check a report against its record, make it again in a clean copy in `scratch`, and compare the two.

    The copy has the code and the files of the commit that the record names, if git holds it, and else those of the
    project, which is the checkout itself or, for a report that was frozen, one with what was frozen with it. Nothing of
    a report that was handed over is run, and nothing of it or of the checkout is changed.

    Raises  InputProblem: the record cannot be read, or is of another report
    """
    record = read_record(report.report, f"{report.report.name}/{MANIFEST}")
    _refuse_another(record, settings)
    copy = Project(scratch / "clean_copy", project.other_raw, project.other_risks, project.notebooks_only)
    made_with = fill_copy(project, checkout, record, copy)
    result = Verification(record.run, made_with.code)
    result.notes += [*made_with.notes, *_notes(checkout, made_with), *_notes_on_packages(record)]
    called = {report.report: f"{REPORTS}/{record.run}"}
    if report.tables is not None:
        called[report.tables] = f"{TABLES}/{record.run}"
    result.differences += check_record(record)
    result.differences += check_files(report, record, called)
    result.differences += check_packages(copy, environment())
    of_inputs = _inputs_that_differ(project, copy, record, made_with)
    result.differences += of_inputs
    result.differences += _bring_stage_before(report, checkout, copy, record)
    try:
        result.differences += _bring_earlier(report, checkout, copy, settings, record)
        _make(copy, settings, str(settings.parameters.year))
    except StepFailed as failed:
        result.failure = str(failed)
        return result
    again = read_record(copy.reports / settings.run, "the manifest of the report that was made again")
    named = {difference.output for difference in of_inputs}
    result.differences += [one for one in _facts_that_differ(record, again) if one.output not in named]
    _compare_outputs(result, report, record, again, copy)
    result.again = HandedOver(copy.reports / settings.run, copy.processed / settings.run)
    return result


def _refuse_another(record: Record, settings: Settings) -> None:
    """Refuse the record of another report than the one that is asked for, which this checkout would not make."""
    if record.run != settings.run:
        raise InputProblem(
            f"The report is {record.run} by its record, and {settings.run} was asked for; give the year, period, "
            "authority, raw, risks and outputs that it was made with."
        )


def _inputs_that_differ(project: Project, copy: Project, record: Record, made_with: MadeWith) -> list[Difference]:
    """Return the raw files, notebooks and parameters that are not as recorded.

    If those of an earlier commit were taken, the files here may be of a later one: then only raw files that are not as
    their own sidecars say are looked for here.
    """
    of_raw_files = list(check_raw_files(raw_files(project.raw, project.raw_name), record))
    if not made_with.commit or git_state(project.root)["commit"] == made_with.commit:
        return [*of_raw_files, *check_inputs(project, record)]
    spoilt = [one for one in of_raw_files if one.column != IN_THE_RECORD]
    of_copy = [*check_raw_files(raw_files(copy.raw, copy.raw_name), record), *check_inputs(copy, record)]
    return [*spoilt, *(one for one in of_copy if one.output not in {other.output for other in spoilt})]


def _notes(checkout: Project, made_with: MadeWith) -> Iterator[str]:
    """Give what a reader should know of the checkout."""
    here = git_state(checkout.root)
    if made_with.commit and here["commit"] != made_with.commit:
        yield f"This checkout is at commit {str(here['commit'])[:10]}; what it has changed since was not used."
    if here["changed"]:
        yield "Files of this checkout differ from its commit."


def _notes_on_packages(record: Record) -> Iterator[str]:
    """Give what a reader should know of the packages that the report was made with."""
    installed = environment()
    others = [
        f"{name} {record.packages.get(name, 'absent')} then and {installed.get(name, 'absent')} now"
        for name in sorted(record.packages.keys() | installed.keys())
        if record.packages.get(name) != installed.get(name)
    ]
    if others:
        yield f"The report was made with other packages: {', '.join(others)}."


def _make(copy: Project, settings: Settings, year: str) -> None:
    """Make the report of a year in the copy, with the council, the part of the year and the folders of the settings."""
    options = [f"--year={year}"]
    for name, value in (
        ("authority", settings.authority),
        ("period", settings.period),
        ("raw", copy.other_raw),
        ("risks", copy.other_risks),
        ("outputs", NOTEBOOKS if copy.notebooks_only else ""),
    ):
        if value and not (name == "authority" and value == settings.parameters.authority):
            options.append(f"--{name}={value}")
    done = run_in(copy, driver(*options))
    if done.returncode:
        raise StepFailed(f"The report of {year} cannot be made again: {last_line(done)}")


def _bring_earlier(
    report: HandedOver, checkout: Project, copy: Project, settings: Settings, record: Record
) -> list[Difference]:
    """Put the tables of earlier reports that the site was made from into the copy; return those that differ.

    Those beside the tables of the report, or those of the checkout, are taken if they are as recorded. Otherwise the
    report of that year is made again first.
    """
    wanted: dict[str, dict[str, str]] = {}
    for name, recorded_hash in record.earlier.items():
        wanted.setdefault(name.partition("/")[0], {})[name] = recorded_hash
    differences = []
    for run in sorted(wanted):
        folders = [*([report.tables.parent] if report.tables else []), checkout.processed]
        here = next((paths for folder in folders if (paths := _as_recorded(folder, wanted[run]))), None)
        if here is not None:
            (copy.processed / run).mkdir(parents=True)
            for name, path in here.items():
                shutil.copy2(path, copy.processed / name)
            continue
        _make(copy, settings, run[:4])
        for name, recorded_hash in wanted[run].items():
            path = copy.processed / name
            actual = sha256(path) if path.is_file() else ""
            if actual != recorded_hash:
                differences.append(Difference(f"{TABLES}/{name}", "", "", IN_THE_RECORD, recorded_hash, actual))
    return differences


def _bring_stage_before(report: HandedOver, checkout: Project, copy: Project, record: Record) -> list[Difference]:
    """Put what was printed at the stage before into the copy, from the report itself or from the checkout.

    Return that the checkout has another file of that stage than the report was compared with.
    """
    if record.stage_before is None:
        return []
    stage, recorded_hash = record.stage_before.stage, record.stage_before.sha256
    of_stage = Path(record.run) / stage / PRINTED
    here, target = checkout.stages / of_stage, copy.stages / of_stage
    taken = next(
        (path for path in (report.report / printed_file(stage), here) if is_as_recorded(path, recorded_hash)), None
    )
    if taken is not None:
        target.parent.mkdir(parents=True)
        shutil.copy2(taken, target)
    if not here.is_file() or is_as_recorded(here, recorded_hash):
        return []
    return [Difference(checkout.relative(here), "", "", IN_THE_RECORD, recorded_hash, sha256(here))]


def _as_recorded(folder: Path, hashes: Mapping[str, str]) -> dict[str, Path]:
    """Return the files of these names in a folder if all are as recorded, and nothing otherwise."""
    paths = {name: folder / name for name in hashes}
    return paths if all(is_as_recorded(path, hashes[name]) for name, path in paths.items()) else {}


def _facts_that_differ(record: Record, again: Record) -> Iterator[Difference]:
    """Give what each step was made from that is not the same: modules, settings and files that only one run read."""
    seen = set[tuple[str, str]]()
    for name in sorted(record.steps.keys() | again.steps.keys()):
        if name not in record.steps or name not in again.steps:
            words = ("a step", "") if name in record.steps else ("", "a step")
            yield Difference("manifest.json", "", name, "the whole step", *words)
            continue
        then, now = record.steps[name].facts, again.steps[name].facts
        for kind, folder in (("code", "src/helpers/"), ("inputs", ""), ("settings", "settings: ")):
            old, new = then.get(kind), now.get(kind)
            if not isinstance(old, dict) or not isinstance(new, dict):
                continue
            for one in sorted(old.keys() | new.keys()):
                if old.get(one) != new.get(one) and (kind, one) not in seen:
                    seen.add((kind, one))
                    values = ("" if value is None else str(value)[:100] for value in (old.get(one), new.get(one)))
                    yield Difference(f"{folder}{one}", "", "", "as the record has it", *values)


def _compare_outputs(result: Verification, report: HandedOver, record: Record, again: Record, copy: Project) -> None:
    """Compare every output that either record names, by its bytes if it was handed over, and else by its hash."""
    run = record.run
    old = _outputs(record, report.tables or report.report / _NOT_HANDED_OVER, report.report)
    new = _outputs(again, copy.processed / run, copy.reports / run)
    unlike = {difference.output for difference in result.differences}
    for name in sorted(old.keys() | new.keys()):
        result.outputs += 1
        if name not in old or name not in new:
            words = ("an output", "") if name in old else ("", "an output")
            result.differences.append(Difference(name, "", "", "the whole file", *words))
            continue
        (path_old, hash_old), (path_new, hash_new) = old[name], new[name]
        if hash_old == hash_new and name not in unlike:
            result.same += 1
        elif path_old.is_file():
            result.differences += compare_files(name, path_old.read_bytes(), path_new.read_bytes())
            if path_old.read_bytes() == path_new.read_bytes() and hash_old != hash_new:
                result.notes.append(f"{name} is the same when it is made again, but the record has another hash.")
        elif name not in unlike:
            result.differences.append(Difference(name, "", "", IN_THE_RECORD, hash_old, hash_new))


def _outputs(record: Record, tables: Path, report: Path) -> dict[str, tuple[Path, str]]:
    """Return {name: (path, recorded hash)} of every output of a report."""
    outputs = {f"{REPORTS}/{record.run}/{name}": (report / name, hashed) for name, hashed in record.pages.items()}
    for step, made in record.steps.items():
        outputs[f"{REPORTS}/{record.run}/{step}.ipynb"] = (report / f"{step}.ipynb", made.notebook)
        outputs[f"{REPORTS}/{record.run}/{step}.html"] = (report / f"{step}.html", made.page)
        for table, hashes in made.tables.items():
            for kind in FORMATS:
                name = f"{table}.{kind}"
                outputs[f"{TABLES}/{record.run}/{name}"] = (tables / name, hashes[kind])
    return outputs
