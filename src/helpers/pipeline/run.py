"""One run: work out what is out of date, make it beside the last good report, and move it into place."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from helpers.areas import Areas, read_areas
from helpers.params import Settings, settings_for
from helpers.paths import TABLES_VARIABLE, Project
from helpers.pipeline import pages
from helpers.pipeline.export import INDEX
from helpers.pipeline.freshness import Code, digest, sha256, step_facts
from helpers.pipeline.graph import Step, step_graph, up_to
from helpers.pipeline.manifest import Manifest, StepRecord, about_this_run, now, read_manifest
from helpers.pipeline.progress import Progress
from helpers.problems import GateStopped, InputProblem, Problem, StepFailed
from helpers.sources.sidecar import check_hash, raw_files

FORMATS = ("parquet", "csv")
WORKERS = max(1, min(4, os.cpu_count() or 1))


@dataclass(frozen=True)
class Folders:
    """Where a run's tables and report are, and where they are made before they are moved there."""

    tables: Path
    report: Path

    def beside(self, purpose: str) -> Folders:
        """Return the pair of hidden folders beside these that serve a purpose."""
        return Folders(*(path.parent / f".{purpose}-{path.name}" for path in (self.tables, self.report)))


@dataclass
class Run:
    """The state of one run while it is made."""

    project: Project
    settings: Settings
    areas: Areas
    steps: list[Step]
    wanted: list[Step]
    old: Manifest
    new: Manifest
    final: Folders
    building: Folders
    code: Code
    progress: Progress
    force: bool

    def fingerprint(self, step: Step, folders: Folders) -> tuple[str, dict[str, object]]:
        """Return what a step depends on, given the tables in a folder; empty where a table is missing."""
        tables = {}
        for name in step.declaration.reads:
            path = folders.tables / f"{name}.parquet"
            if not path.exists():
                return "", {}
            tables[name] = sha256(path)
        facts = step_facts(step, self.project, self.code, self.settings, tables)
        return digest(facts), facts

    def is_fresh(self, step: Step, folders: Folders) -> bool:
        """Say whether the last good outputs of a step are what it would make again from the given tables."""
        record = self.old.steps.get(step.name)
        if record is None or record.fingerprint != self.fingerprint(step, folders)[0]:
            return False
        outputs = {self.final.report / f"{step.name}.ipynb": record.notebook}
        for table, hashes in record.tables.items():
            outputs |= {self.final.tables / f"{table}.{kind}": hashes[kind] for kind in FORMATS}
        return all(path.exists() and sha256(path) == known for path, known in outputs.items())


def check(project: Project, year: str, *, authority: str = "", step: str = "") -> None:
    """Check the parameters of a run without starting it, so that none of several years is made in vain.

    Raises InputProblem where one is not right.
    """
    settings_for(project, read_areas(project.areas), year, authority)
    steps = step_graph(project.notebooks)
    if step:
        up_to(steps, step)


def report(
    project: Project, year: str, *, authority: str = "", step: str = "", force: bool = False, progress: Progress
) -> None:
    """Make the report of a year, doing only what is out of date.

    Raises InputProblem where a parameter or an input is not right, StepFailed where a step does not finish
    and GateStopped where the quality gate stops the run. Whatever is raised, the last good report stays.
    """
    started = datetime.now(UTC)
    clock = time.monotonic()
    areas = read_areas(project.areas)
    settings = settings_for(project, areas, year, authority)
    steps = step_graph(project.notebooks)
    wanted = up_to(steps, step) if step else steps
    raw = raw_files(project.raw)
    for file in raw:
        check_hash(file)
    final = Folders(project.processed / settings.run, project.reports / settings.run)
    with _only_one(project, settings.run):
        _recover(final)
        run = Run(
            project=project, settings=settings, areas=areas, steps=steps, wanted=wanted,
            old=read_manifest(final.report, settings.run), new=Manifest(settings.run), final=final,
            building=final.beside("building"), code=Code(project.code), progress=progress, force=force,
        )  # fmt: skip
        where = project.relative(final.report)
        name = f"{areas[settings.authority].name} {settings.parameters.year}"
        if not force and all(run.is_fresh(each, final) for each in wanted) and pages.are_fresh(run):
            progress.say(f"{name} is up to date in {where} (checked in {time.monotonic() - clock:.1f} s).")
            return
        progress.say(f"{name}: making {where}")
        _prepare(run.building)
        try:
            _make(run)
            pages.make(run)
        except Problem as problem:
            kept = _keep_for_diagnosis(run)
            raise type(problem)(f"{problem} {_what_stays(run)}{kept}") from None
        finally:
            os.environ.pop(TABLES_VARIABLE, None)
        dropped = _carry_over_the_rest(run)
        run.new.about = about_this_run(project, settings, raw, started)
        run.new.write(run.building.report)
        _move_into_place(run)
        for each in dropped:
            progress.say(f"  {each.label}: left out, it was made from older tables; run without step= to make it again")
        opening = final.report / (INDEX if run.new.index else "")
        progress.say(f"Done in {time.monotonic() - clock:.1f} s: {project.relative(opening)}")


def _make(run: Run) -> None:
    """Run the steps that are out of date, side by side where the graph allows, and reuse the rest."""
    os.environ[TABLES_VARIABLE] = str(run.building.tables)
    waiting = list(run.wanted)
    done: set[str] = set()
    running: dict[Future[None], Step] = {}
    failure: Problem | None = None
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        while (waiting and failure is None) or running:
            ready = [each for each in waiting if done.issuperset(each.needs)] if failure is None else []
            for step in ready:
                waiting.remove(step)
                running[pool.submit(_make_step, run, step)] = step
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                step = running.pop(future)
                try:
                    future.result()
                except Problem as problem:
                    failure = failure or problem
                done.add(step.name)
    if failure is not None:
        raise failure


_records = threading.Lock()


def _make_step(run: Run, step: Step) -> None:
    """Make one step in the folders under construction, from its last good outputs where they are fresh."""
    started, clock = now(), time.monotonic()
    if not run.force and run.is_fresh(step, run.building):
        record = run.old.steps[step.name]
        _reuse(run, step, record)
        run.progress.finish(step.label, "up to date")
    else:
        from helpers.pipeline import engine

        fingerprint, facts = run.fingerprint(step, run.building)
        run.progress.start(step.label)
        output = run.building.report / f"{step.name}.ipynb"
        parameters = {"year": run.settings.parameters.year, "authority": run.settings.authority}
        try:
            engine.execute(
                step.notebook, output, parameters, lambda cell, total: run.progress.cell(step.label, cell, total)
            )
        except engine.NotebookFailed as problem:
            kind = InputProblem if problem.error == "InputProblem" else StepFailed
            run.progress.finish(step.label, "failed")
            raise kind(f"{step.label} failed in {problem}") from None
        record = StepRecord(
            fingerprint=fingerprint, facts=facts, tables=_tables_written(run, step), notebook=sha256(output),
            started=started, seconds=round(time.monotonic() - clock, 3),
        )  # fmt: skip
        run.progress.finish(step.label, f"done in {record.seconds:.1f} s")
    with _records:
        run.new.steps[step.name] = record
    if step.declaration.gate is not None:
        _pass_gate(run, step.declaration.gate)


def _tables_written(run: Run, step: Step) -> dict[str, dict[str, str]]:
    written = {}
    for table in step.declaration.writes:
        paths = {kind: run.building.tables / f"{table}.{kind}" for kind in FORMATS}
        if not all(path.exists() for path in paths.values()):
            raise StepFailed(f"{step.label} finished without writing {table}, which its metadata declares.")
        written[table] = {kind: sha256(path) for kind, path in paths.items()}
    return written


def _pass_gate(run: Run, table: str) -> None:
    import pandas as pd

    from helpers.quality.gate import critical_failures, verdict

    results = pd.read_parquet(run.building.tables / f"{table}.parquet")
    if not critical_failures(results).empty:
        raise GateStopped(verdict(results))


def _reuse(run: Run, step: Step, record: StepRecord) -> None:
    names = [f"{table}.{kind}" for table in record.tables for kind in FORMATS]
    for name in names:
        shutil.copy2(run.final.tables / name, run.building.tables / name)
    shutil.copy2(run.final.report / f"{step.name}.ipynb", run.building.report / f"{step.name}.ipynb")


def _carry_over_the_rest(run: Run) -> list[Step]:
    """After a run that stopped at one step, keep the later steps that still fit; return those that do not."""
    dropped = []
    for step in run.steps:
        if step in run.wanted or step.name not in run.old.steps:
            continue
        if run.is_fresh(step, run.building):
            run.new.steps[step.name] = run.old.steps[step.name]
            _reuse(run, step, run.old.steps[step.name])
        else:
            dropped.append(step)
    if len(run.new.steps) > len(run.wanted):
        pages.make(run)
    return dropped


def _prepare(folders: Folders) -> None:
    for path in (folders.tables, folders.report):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)


def _move_into_place(run: Run) -> None:
    """Put the finished folders where the last good ones were; see _recover for a stop half way."""
    previous = run.final.beside("previous")
    pairs = zip(_both(run.building), _both(run.final), _both(previous), strict=True)
    for made, final, old in pairs:
        if final.exists():
            final.rename(old)
        made.rename(final)
    for old in (*_both(previous), _diagnosis(run)):
        shutil.rmtree(old, ignore_errors=True)


def _recover(final: Folders) -> None:
    """Put back what a run that was killed while moving folders had set aside."""
    for folder, old in zip(_both(final), _both(final.beside("previous")), strict=True):
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _both(folders: Folders) -> tuple[Path, Path]:
    return folders.tables, folders.report


def _diagnosis(run: Run) -> Path:
    return run.final.report.with_name(f"{run.settings.run}-failed")


def _keep_for_diagnosis(run: Run) -> str:
    """Keep what a failed run left, away from the last good report, and say where."""
    folder = _diagnosis(run)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(run.building.tables, ignore_errors=True)
    if not any(run.building.report.iterdir()):
        run.building.report.rmdir()
        return ""
    pages.make_what_is_possible(run)
    run.building.report.rename(folder)
    return f" The notebooks as far as they came are in {run.project.relative(folder)}."


def _what_stays(run: Run) -> str:
    where = run.project.relative(run.final.report)
    return f"The last good report in {where} is unchanged." if run.final.report.exists() else "No report was made."


@contextmanager
def _only_one(project: Project, run: str) -> Iterator[None]:
    """Hold the run's lock, so that two runs never make one report at the same time."""
    project.reports.mkdir(parents=True, exist_ok=True)
    project.processed.mkdir(parents=True, exist_ok=True)
    with (project.reports / f".lock-{run}").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StepFailed(f"Another run of {run} is under way; wait until it has finished.") from None
        yield
