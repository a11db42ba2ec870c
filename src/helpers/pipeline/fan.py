"""The reports of several councils in one call: each by itself, as many at once as there is room for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NamedTuple

from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.pipeline.progress import Progress, UnderOneLine
from helpers.pipeline.room import Room, room_for_runs
from helpers.pipeline.run import (
    Inputs,
    Making,
    Wanted,
    clear_away,
    ended_waivers,
    fail,
    finish,
    first_in_order,
    is_up_to_date,
    make_folders,
    only_one,
    prepared,
    read_inputs,
)
from helpers.pipeline.schedule import Run
from helpers.pipeline.side_by_side import make_steps
from helpers.problems import Problem
from helpers.wording import number_of, singular_or_plural

State = Literal["made", "up to date", "failed"]
MADE: Final = "made"
UP_TO_DATE: Final = "up to date"
FAILED: Final = "failed"


class Asked(NamedTuple):
    """A report that was asked for: its year, and the code of its council."""

    year: str
    authority: str


@dataclass(frozen=True)
class Outcome:
    """What came of a report: it was made, was up to date or failed, which `why` says; `run` is the name of its folder.

    The run of a report whose settings are wrong has no name.
    """

    asked: Asked
    council: str
    state: State
    run: str = ""
    seconds: float = 0.0
    why: str = ""


def reports_of_councils(
    project: Project,
    asked: Sequence[Asked],
    *,
    today: date,
    period: str = "",
    step: str = "",
    force: bool = False,
    kernels: str,
    progress: Progress,
    room: Room | None = None,
) -> list[Outcome]:
    """Make the reports that were asked for, doing only what is out of date, and return what came of each in this order.

    What the reports have in common is worked out once. A report that fails leaves its last good one where it is, and
    the others go on; one that is stopped by hand leaves all that are in place, so that the next call goes on from
    there. Those of one council are put in place in the order of their years.
    `today` decides nothing: a waiver that has ended since the as-at date is said to have.

    Raises  Problem: files changed while reports were at work, so that none of the rest could be made either
    """
    in_order = sorted(dict.fromkeys(asked), key=lambda one: (list(asked).index(_first_of(asked, one)), one.year))
    wanted = Wanted(step, force, kernels, UnderOneLine(progress))
    call = _Call(project, read_inputs(project), wanted, progress, today, period, total=len(in_order))
    try:
        make_steps(call.runs(in_order), call.done, call.failed, room or room_for_runs())
    except KeyboardInterrupt:
        progress.say(call.what_a_stop_leaves())
        raise
    finally:
        call.end()
    return [call.outcomes[one] for one in in_order]


def _first_of(asked: Sequence[Asked], one: Asked) -> Asked:
    """Return the first report that was asked for on the same council."""
    return next(other for other in asked if other.authority == one.authority)


@dataclass
class _Call:
    """The reports of one call: those that are being made, and what came of the others."""

    project: Project
    inputs: Inputs
    wanted: Wanted
    progress: Progress
    today: date
    period: str
    total: int
    making: dict[str, Making] = field(default_factory=dict)
    asked_by_run: dict[str, Asked] = field(default_factory=dict)
    ready: list[Run] = field(default_factory=list)
    locks: dict[str, ExitStack] = field(default_factory=dict)
    outcomes: dict[Asked, Outcome] = field(default_factory=dict)
    waivers: set[str] = field(default_factory=set)

    def runs(self, asked: Sequence[Asked]) -> Iterator[Run]:
        """Give each run that is to be made, its folders made; note the outcome of the others."""
        for one in asked:
            clock = time.monotonic()
            try:
                making = self._begun(one, clock)
            except Problem as problem:
                self._note(one, FAILED, clock, why=str(problem))
                continue
            if making is not None:
                yield making.run

    def _begun(self, one: Asked, clock: float) -> Making | None:
        """Return a report that is to be made; None where it is up to date."""
        settings = settings_for(self.project, self.inputs.areas, one.year, one.authority, neighbours_of, self.period)
        ended = ended_waivers(settings.parameters.allow, self.today)
        if ended and ended not in self.waivers:
            self.waivers.add(ended)
            self.progress.say(ended)
        with ExitStack() as locks:
            locks.enter_context(only_one(self.project, settings.run))
            making = prepared(self.project, self.inputs, settings, self.wanted, clock)
            making.run.says_its_name = True
            if is_up_to_date(making.run, clock, self.making):
                self._note(one, UP_TO_DATE, clock, settings.run)
                return None
            make_folders(making.run)
            self.locks[settings.run] = locks.pop_all()
        self.making[settings.run], self.asked_by_run[settings.run] = making, one
        return making

    def done(self, run: Run) -> None:
        """Finish a run whose steps are done, and any that waited for it, as the site of a year has earlier ones."""
        self.ready.append(run)
        self._finish_ready()

    def _finish_ready(self) -> None:
        while ready := first_in_order(self.ready, self.making):
            self.ready.remove(ready)
            self._finish_one(ready.settings.run)

    def _finish_one(self, name: str) -> None:
        making = self.making[name]
        self._end_with(name, lambda: finish(making))

    def failed(self, run: Run, error: Exception) -> None:
        """Take away what a run that failed was making, and note why."""

        def end() -> None:
            fail(run, error)
            raise error

        self._end_with(run.settings.run, end)
        self._finish_ready()

    def _end_with(self, name: str, end: Callable[[], None]) -> None:
        """Note what came of a run: it was made where nothing is raised. Raises what concerns all runs."""
        making, one = self.making[name], self.asked_by_run[name]
        why = ""
        try:
            end()
        except Exception as error:
            if self.inputs.watch.changed():
                raise
            why = str(error) if isinstance(error, Problem) else f"{type(error).__name__}: {error}"
        finally:
            self.making.pop(name)
            self.locks.pop(name).close()
        self._note(one, FAILED if why else MADE, making.clock, name, why)

    def _note(self, one: Asked, state: State, clock: float, run: str = "", why: str = "") -> None:
        council = self.inputs.areas[one.authority].name
        outcome = Outcome(one, council, state, run, round(time.monotonic() - clock, 1), why)
        self.outcomes[one] = outcome
        self.progress.say(f"[{len(self.outcomes)} of {self.total}] {in_words(outcome)}")

    def what_a_stop_leaves(self) -> str:
        """Say how far the call has come, and how to go on."""
        in_place = sum(outcome.state != FAILED for outcome in self.outcomes.values())
        are = singular_or_plural(in_place, "is", "are")
        return f"{in_place} of {number_of(self.total, 'report')} {are} in place; the same command makes the others."

    def end(self) -> None:
        """Take away what is left of runs that were stopped."""
        for making in self.making.values():
            clear_away(making.run)
        for locks in self.locks.values():
            locks.close()


def in_words(outcome: Outcome) -> str:
    """Return what came of a report as a line."""
    name = f"{outcome.council} {outcome.asked.year}"
    if outcome.state == FAILED:
        return f"{name}: failed: {outcome.why}"
    return f"{name}: {outcome.state} in {outcome.seconds:.1f} s"
