"""Making several runs side by side with kernels from one warmed process, as many at once as there is room for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain, count
from typing import TYPE_CHECKING

from helpers.pipeline.kernels.beside import Beside
from helpers.pipeline.pages import has_site
from helpers.pipeline.room import KERNELS, Room
from helpers.pipeline.schedule import Run, Schedule
from helpers.pipeline.scratch import scratch_folder
from helpers.pipeline.site_inputs import CARD_PAGES

if TYPE_CHECKING:
    from helpers.pipeline.kernels.kinds import Kernels

OnDone = Callable[[Run], None]
OnFailed = Callable[[Run, Exception], None]

NO_LIMIT = Room(runs=1_000_000, kernels=KERNELS)
"""The room of runs that are all begun at once, with no more kernels than one of them has."""


def make_steps(runs: Iterable[Run], on_done: OnDone, on_failed: OnFailed | None = None, room: Room = NO_LIMIT) -> None:
    """Run the steps that are out of date and reuse the rest, in the folders under construction of some runs.

    The runs share a warmed process and the kernels that there is `room` for; what comes first has the first turn. The
    next of `runs` is asked for when there is room for it. `on_done` is called with each run when all its steps are
    done, while others may still be at work.

    A run in which something is raised `has_failed`. With `on_failed`, which is called with the run and the error once
    none of its notebooks is at work, the others go on; without it, none does.

    Raises  without `on_failed`: StepFailed or InputProblem where a step fails, GateStopped where the gate stops a run
    """
    coming = iter(runs)
    if (first := next(coming, None)) is None:
        return
    second = next(coming, None) if room.runs > 1 else None
    begun = [run for run in (first, second) if run is not None]
    with _kernels(first, is_one=second is None) as kernels, ThreadPoolExecutor(max_workers=room.kernels + 1) as pool:
        pool.submit(import_module, "helpers.quality.gate")  # needed for the gate; by then it is there
        at_work = _AtWork(kernels, pool, room, on_done, on_failed)
        try:
            at_work.make(chain(begun, coming))
        finally:
            if at_work.schedules or at_work.stopped:
                at_work.call_off()


@dataclass
class _AtWork:
    """The runs that are at work; `stopped` are those that failed and whose notebooks have not yet ended."""

    kernels: Kernels
    pool: ThreadPoolExecutor
    room: Room
    on_done: OnDone
    on_failed: OnFailed | None
    schedules: list[Schedule] = field(default_factory=list)
    stopped: list[tuple[Schedule, Exception]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def make(self, coming: Iterator[Run]) -> None:
        """Begin each run when there is room for it, and go on until all are done or have failed."""
        beside = Beside(self.kernels.warm_process, self.kernels.wires.folder)
        while True:
            while len(self.schedules) < self.room.runs and (run := next(coming, None)) is not None:
                run.beside = beside
                own = self.kernels.of_run(str(next(self.numbers)), run.building.tables)
                self.schedules.append(Schedule(run, self.pool, own))
            if not (self.schedules or self.stopped):
                return
            self._go_on()

    def _go_on(self) -> None:
        """Begin what can begin, wait until something ends or is written, and finish what can be finished."""
        written = [schedule.next_table() for schedule in self.schedules]
        working = [future for schedule in self._all() for future in schedule.working]
        for schedule in list(self.schedules):
            with self._by_itself(schedule):
                working += schedule.begin(self.room.kernels - len(working))
                schedule.prepare_pages()
        working = [future for schedule in self._all() for future in schedule.working]
        ended = wait([*working, *written], return_when=FIRST_COMPLETED).done if working else set()
        for schedule in list(self.schedules):
            with self._by_itself(schedule):
                schedule.finish(ended)
        for schedule in [schedule for schedule in self.schedules if schedule.is_done()]:
            self.schedules.remove(schedule)
            with self._by_itself(schedule):
                self.on_done(schedule.run)
        for schedule, error in list(self.stopped):
            schedule.leave(ended)
            if not schedule.working and self.on_failed is not None:
                self.stopped.remove((schedule, error))
                self.on_failed(schedule.run, error)

    def _all(self) -> list[Schedule]:
        return [*self.schedules, *(schedule for schedule, _ in self.stopped)]

    @contextmanager
    def _by_itself(self, schedule: Schedule) -> Iterator[None]:
        """Stop one run, and no other, where something is raised inside, if the others are to go on."""
        try:
            with schedule.run.responsible():
                yield
        except Exception as error:
            if self.on_failed is None:
                raise
            schedule.call_off()
            if schedule in self.schedules:
                self.schedules.remove(schedule)
            self.stopped.append((schedule, error))

    def call_off(self) -> None:
        """End the notebooks that are at work when a step has failed or the run is stopped by hand, with their kernels.

        A stop by hand may come at any moment, also while a kernel is being started.
        """
        from helpers.pipeline.kernels.kinds import kernels_stopped

        for schedule in self._all():
            schedule.call_off()
        if self.kernels.warm_process is not None:  # a kernel may still be waiting to be forked
            self.kernels.warm_process.close()
        with kernels_stopped():
            self.pool.shutdown(cancel_futures=True)


@contextmanager
def _kernels(run: Run, *, is_one: bool) -> Iterator[Kernels]:
    """Give the kernels of runs, of their kind or, where none can be forked, ordinary ones; end them with their process.

    The warmed process imports what the steps need in their order, so that the first step begins while what later
    steps need is still being imported.
    """
    from helpers.pipeline.kernels.kinds import FORKED, Kernels, wires
    from helpers.pipeline.kernels.provisioner import WarmProcess, can_fork

    with scratch_folder() as scratch:
        os.environ["IPYTHONDIR"] = str(scratch / "ipython")  # not the analyst's own profile, whose code would run too
        shared = None if is_one else scratch / "shared"
        if shared:
            shared.mkdir()
        is_forked = run.kernels == FORKED and can_fork()
        modules = [name for step in run.wanted for name in run.needs_of(step)] if is_forked else []
        modules += [CARD_PAGES] if has_site(run, run.wanted) else []
        warm_process = WarmProcess(modules) if is_forked else None
        try:
            yield Kernels(wires(scratch), warm_process, shared=shared)
        finally:
            del os.environ["IPYTHONDIR"]
            if warm_process is not None:
                warm_process.close()
