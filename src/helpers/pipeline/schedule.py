"""Making the steps of a run in order, side by side where the graph allows.

A step that will surely run begins as soon as the steps that it needs have begun, and waits before each cell that reads
a table until the table is written. It counts as done once all that it needs is done and has passed the gate; where that
fails, whatever came of the step is thrown away and not even said. Where it depends on the tables whether a step is to
run at all, it begins when those are there.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.areas import Areas
from helpers.assurance.logs import Assurance
from helpers.params import Settings
from helpers.paths import Project
from helpers.pipeline.freshness import Code, digest, is_as_recorded, sha256, step_facts
from helpers.pipeline.graph import Declaration, Step, work_from
from helpers.pipeline.kernels.beside import Beside
from helpers.pipeline.manifest import FORMATS, Manifest, StepRecord, now
from helpers.pipeline.moving import Folders
from helpers.pipeline.pages import PagesAhead, prepare
from helpers.pipeline.progress import Progress
from helpers.pipeline.watch import Watch
from helpers.problems import GateStopped, InputProblem, StepFailed, saying_what

if TYPE_CHECKING:
    from helpers.pipeline.kernels.kinds import Kernels
    from helpers.pipeline.kernels.turns import Turn


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
    watch: Watch
    progress: Progress
    force: bool
    assurance: Assurance
    kernels: str
    """The kind of kernels that the steps run in, of `helpers.pipeline.kernels.kinds.KINDS`."""

    beside: Beside = field(default_factory=Beside)
    """Does work of the run in other processes while the kernels' warmed process is there, and else in this one."""

    pages_ahead: PagesAhead | None = None
    """The pages that are made while later steps are at work, once the first notebook is there."""

    says_its_name: bool = False
    """Whether messages name the run, as there are others at the same time."""

    has_failed: bool = False
    """Whether this run is the one that stopped, and not another that is made at the same time."""

    @contextmanager
    def responsible(self) -> Iterator[None]:
        """Mark this run as failed by whatever is raised inside."""
        try:
            yield
        except Exception:
            self.has_failed = True
            raise

    def label(self, step: Step) -> str:
        """Return what a step is called in messages."""
        return f"{self.settings.run} {step.label}" if self.says_its_name else step.label

    def facts(self, step: Step, folders: Folders) -> dict[str, Any] | None:
        """Return what a step depends on, given the tables in a folder; None where one is missing or cannot be read."""
        paths = {name: folders.tables / f"{name}.parquet" for name in step.declaration.reads}
        if not all(path.is_file() for path in paths.values()):
            return None
        try:
            tables = {name: sha256(path) for name, path in paths.items()}
        except OSError:
            return None
        return self._facts(step, tables)

    def _facts(self, step: Step, tables: Mapping[str, str]) -> dict[str, Any]:
        records = [record for record in (self.new.steps.get(step.name), self.old.steps.get(step.name)) if record]

        def worked_out(notebook: str) -> Mapping[str, str] | None:
            for record in records:
                if record.code == self.code.hash_of_all() and record.facts.get("notebook") == notebook:
                    return dict(record.facts.get("code", {}))
            return None

        return step_facts(step, self.project, self.code, self.settings, tables, worked_out)

    def is_fresh(self, step: Step, folders: Folders) -> bool:
        """Say whether the last good outputs of a step are what it would make again from the given tables."""
        record = self.old.steps.get(step.name)
        if record is None or record.fingerprint != digest(self.facts(step, folders)):
            return False
        outputs = {self.final.report / f"{step.name}.ipynb": record.notebook}
        for table, hashes in record.tables.items():
            outputs |= {self.final.tables / f"{table}.{kind}": hashes[kind] for kind in FORMATS}
        return all(is_as_recorded(path, recorded_hash) for path, recorded_hash in outputs.items())

    def will_surely_run(self, step: Step) -> bool:
        """Say whether a step is out of date whatever tables the steps before it write."""
        record = self.old.steps.get(step.name)
        if self.force or record is None or not record.facts["tables"].keys() >= set(step.declaration.reads):
            return True
        now_known = self._facts(step, record.facts["tables"])
        return digest(now_known) != record.fingerprint

    def needs_of(self, step: Step) -> list[str]:
        """Return the modules that the kernel of a step is to have imported when it begins."""
        from helpers.pipeline.kernels.provisioner import modules_needed

        return modules_needed(json.loads(step.notebook.read_text(encoding="utf-8")))

    def reuse(self, step: Step) -> None:
        """Copy the last good outputs of a step into the folders under construction."""
        record = self.old.steps[step.name]
        for name in (f"{table}.{kind}" for table in record.tables for kind in FORMATS):
            shutil.copy2(self.final.tables / name, self.building.tables / name)
        shutil.copy2(self.final.report / f"{step.name}.ipynb", self.building.report / f"{step.name}.ipynb")
        self.new.steps[step.name] = record


@dataclass
class _Work:
    """A step whose kernel has been started; it has `begun` once it has its turn."""

    step: Step
    turn: Turn
    begun: bool = False
    started: str = ""
    clock: float = 0.0
    seconds: float = 0.0


class Schedule:
    """The steps of one run: which wait, which are at work, and which are done."""

    def __init__(self, run: Run, pool: ThreadPoolExecutor, kernels: Kernels) -> None:
        from helpers.pipeline.kernels.turns import WrittenTables

        self.run = run
        self.working: dict[Future[None], _Work] = {}
        self._pool = pool
        self._kernels = kernels
        self._waiting = list(run.wanted)
        self._work_from = work_from(run.wanted)
        self._ended: dict[Future[None], _Work] = {}
        self._done: set[str] = set()
        self._written = WrittenTables()
        self._awaited = frozenset[str]().union(*(step.declaration.reads for step in run.wanted))
        self._turns: list[Turn] = []
        self._out_of_date: dict[str, bool] = {}
        self._hashes: dict[str, str] = {}

    def is_done(self) -> bool:
        """Say whether every step has been made or reused."""
        return not (self._waiting or self.working or self._ended)

    def begin(self, kernels: int) -> list[Future[None]]:
        """Begin or reuse the steps that are ready, with at most `kernels` more; return those that have begun."""
        before = set(self.working)
        with self.run.responsible():
            while len(self.working) - len(before) < kernels and (step := self._next_to_start()):
                self._start(step)
            self._reuse_or_start(kernels + len(before))
            self._give_turns()
        return [future for future in self.working if future not in before]

    def next_table(self) -> Future[None]:
        """Return what is done when a step may be ready to begin, as one more table has been written."""
        return self._written.next_added() if self._waiting else Future()

    def prepare_pages(self) -> None:
        """Prepare the pages while the first step is at work: another processor has nothing to do until that is done."""
        self._pages_ahead()
        prepare(self.run)

    def finish(self, ended: Set[Future[None]]) -> None:
        """Finish the steps that have ended and have all they need, so that what fails first in the order is said."""
        for future in self.working.keys() & ended:
            work = self.working.pop(future)
            work.seconds = time.monotonic() - work.clock
            self._ended[future] = work
            if not future.exception():
                self._begin_page(work.step)
        with self.run.responsible():
            while ready := [future for future, work in self._ended.items() if self._done.issuperset(work.step.needs)]:
                self._finish(self._ended.pop(ready[0]), ready[0])

    def leave(self, ended: Set[Future[None]]) -> None:
        """Forget the notebooks that have ended, whatever came of them."""
        for future in self.working.keys() & ended:
            del self.working[future]

    def call_off(self) -> None:
        """Let no notebook go on that has been started."""
        for turn in self._turns:
            turn.call_off()

    def _next_to_start(self) -> Step | None:
        """Return the step that most work waits for of those that will surely run and whose needs have been started.

        Kernels that wait for a table never take up all the room, as what they wait for has been started before.
        """
        started = self._done | {work.step.name for work in (*self.working.values(), *self._ended.values())}
        ready = (step for step in self._waiting if started.issuperset(step.needs))
        most_first = sorted(ready, key=lambda step: -self._work_from[step.name])
        return next(filter(self._will_surely_run, most_first), None)

    def _will_surely_run(self, step: Step) -> bool:
        """Say whether a step is out of date, whatever is still to be written by the steps before it.

        It is too once one of the tables that it reads has been written and is not what it was.
        """
        name, run = step.name, self.run
        if name not in self._out_of_date:
            self._out_of_date[name] = run.will_surely_run(step)
        if not self._out_of_date[name]:
            before = run.old.steps[name].facts["tables"]
            written = [table for table in step.declaration.reads if self._written.include([table])]
            self._out_of_date[name] = any(self._hash(table) not in {"", before[table]} for table in written)
        return self._out_of_date[name]

    def _hash(self, table: str) -> str:
        """Return the hash of a table that a step of this run has written; nothing where it cannot be read."""
        if table not in self._hashes:
            with suppress(OSError):
                self._hashes[table] = sha256(self.run.building.tables / f"{table}.parquet")
        return self._hashes.get(table, "")

    def _reuse_or_start(self, kernels: int) -> None:
        """Reuse or start each step that has all it needs; one that is reused may be the last that another needs."""
        run = self.run
        while ready := [step for step in self._waiting if self._done.issuperset(step.needs)]:
            step = ready[0]
            if run.force or not run.is_fresh(step, run.building):
                if len(self.working) >= kernels:
                    return
                self._start(step)
                continue
            self._waiting.remove(step)
            with saying_what(f"{run.label(step)} was up to date, but"):
                run.reuse(step)
            run.progress.finish(run.label(step), "up to date")
            self._begin_page(step)
            self._is_done(step)

    def _give_turns(self) -> None:
        begun = self._done | {work.step.name for work in self._begun()}
        for work in self.working.values():
            step = work.step
            if not work.begun and self._done.issuperset(step.after) and begun.issuperset(step.needs):
                begun.add(step.name)
                work.begun, work.started, work.clock = True, now(), time.monotonic()
                self.run.progress.start(self.run.label(step))
                work.turn.give()

    def _begun(self) -> list[_Work]:
        return [work for work in (*self.working.values(), *self._ended.values()) if work.begun]

    def _begin_page(self, step: Step) -> None:
        self._pages_ahead().start(step.name)

    def _pages_ahead(self) -> PagesAhead:
        self.run.pages_ahead = self.run.pages_ahead or PagesAhead(self.run)
        return self.run.pages_ahead

    def _is_done(self, step: Step) -> None:
        self._done.add(step.name)
        self._written.add(step.declaration.writes)

    def _start(self, step: Step) -> _Work:
        from helpers.pipeline.kernels import engine
        from helpers.pipeline.kernels.turns import Turn

        run = self.run
        self._waiting.remove(step)
        work = _Work(step, Turn(self._written, self._awaited))
        self._turns.append(work.turn)
        settings = run.settings
        parameters = {"year": settings.parameters.year, "authority": settings.authority, "period": settings.period}

        def on_cell(cell: int, total: int) -> None:
            if work.begun:
                run.progress.cell(run.label(step), cell, total)

        output = run.building.report / f"{step.name}.ipynb"
        made = self._pool.submit(
            engine.execute, step.notebook, output, parameters, self._kernels, work.turn, on_cell, run.needs_of(step)
        )
        self.working[made] = work
        return work

    def _finish(self, work: _Work, future: Future[None]) -> None:
        from helpers.pipeline.kernels.engine import NotebookFailed

        run, step = self.run, work.step
        try:
            with saying_what(f"{run.label(step)} could not be finished:"):
                future.result()
        except NotebookFailed as problem:
            run.progress.finish(run.label(step), "failed")
            kind = InputProblem if problem.error == "InputProblem" else StepFailed
            words = str(problem).replace(f"{run.project.root}{os.sep}", "")  # files as the project names them
            raise kind(f"{run.label(step)} failed in {words}") from None
        run.watch.check()
        facts = run.facts(step, run.building) or {}
        record = StepRecord(
            fingerprint=digest(facts),
            facts=facts,
            tables=self._tables_written(step),
            notebook=sha256(run.building.report / f"{step.name}.ipynb"),
            code=run.code.hash_of_all(),
            started=work.started,
            seconds=round(work.seconds, 3),
        )
        run.progress.finish(run.label(step), f"done in {record.seconds:.1f} s")
        run.new.steps[step.name] = record
        _pass_gate(step.declaration, run.building.tables)
        self._is_done(step)

    def _tables_written(self, step: Step) -> dict[str, dict[str, str]]:
        written = {}
        for table in step.declaration.writes:
            paths = {kind: self.run.building.tables / f"{table}.{kind}" for kind in FORMATS}
            if not all(path.exists() for path in paths.values()):
                raise StepFailed(
                    f"{self.run.label(step)} finished without writing {table}, which its metadata declares."
                )
            written[table] = {kind: sha256(path) for kind, path in paths.items()}
        return written


def _pass_gate(declaration: Declaration, tables: Path) -> None:
    if declaration.gate is None:
        return
    import pandas as pd

    from helpers.quality.gate import critical_failures, verdict

    results = pd.read_parquet(tables / f"{declaration.gate}.parquet")
    waivers = pd.read_parquet(tables / f"{declaration.waivers}.parquet") if declaration.waivers else None
    if not critical_failures(results, waivers).empty:
        raise GateStopped(verdict(results, waivers))
