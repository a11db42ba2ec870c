"""One run: work out what is out of date, make it beside the last good report, and move it into place."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from helpers.areas import Areas, read_areas
from helpers.assurance.logs import Assurance, read_assurance
from helpers.folders import plain_files
from helpers.ownership import REGISTER, RETURNED
from helpers.params import Settings, Waiver, settings_for
from helpers.paths import Project
from helpers.pipeline import pages
from helpers.pipeline.diagnosis import diagnosis_folder, keep_for_diagnosis
from helpers.pipeline.freshness import Code, digest, environment, installed
from helpers.pipeline.graph import Step, step_graph, step_number, up_to
from helpers.pipeline.kernels.kinds import FORKED
from helpers.pipeline.locks import hold
from helpers.pipeline.manifest import Manifest, about_this_run, read_manifest, waivers_of
from helpers.pipeline.moving import Folders, move_into_place, put_away, recover, signals_held_back
from helpers.pipeline.neighbours import neighbours_of
from helpers.pipeline.progress import Progress
from helpers.pipeline.schedule import Run
from helpers.pipeline.side_by_side import make_steps
from helpers.pipeline.site_inputs import hashes_of_earlier, is_earlier
from helpers.pipeline.stage_before import compared_with
from helpers.pipeline.watch import Watch, words
from helpers.problems import GateStopped, Problem, StepFailed, reason, saying_what
from helpers.publish.site import INDEX
from helpers.sources.approvals import refuse_without_approvals
from helpers.sources.sidecar import RawFile, check_hash, raw_files
from helpers.stages import FINAL
from helpers.wording import number_of, singular_or_plural

RAW_FILES = "raw_files"
"""The table in which the first step lists the raw files that it read, by `file`."""


def check(project: Project, year: str, *, authority: str = "", period: str = "", step: str = "") -> None:
    """Check the parameters of a run without starting it, so that none of several years is made in vain.

    The assurance logs are checked too: every page prints from them. So is what lies among the raw files: whatever is no
    plain file there stops the run before any of it is read.

    Raises  InputProblem: something is not right
    """
    for folder in dict.fromkeys((project.raw, project.reference)):
        plain_files(folder, project.relative(folder))
    settings = settings_for(project, read_areas(project.areas), year, authority, neighbours_of, period)
    if settings.parameters.stage == FINAL:
        is_own = settings.ownership.has(project.relative(project.approvals))
        refuse_without_approvals(project.approvals if is_own else None, settings.parameters.year)
    read_assurance(project.assurance)
    steps = step_graph(project.notebooks)
    if step:
        up_to(steps, step)


def report(project: Project, year: str, *, today: date, progress: Progress, **wanted: Any) -> None:
    """Make the report of one year, as `reports` does of several."""
    reports(project, [year], today=today, progress=progress, **wanted)


def reports(
    project: Project,
    years: Sequence[str],
    *,
    today: date,
    authority: str = "",
    period: str = "",
    step: str = "",
    force: bool = False,
    kernels: str = FORKED,
    progress: Progress,
) -> None:
    """Make the reports of some years side by side, doing only what is out of date.

    `period` is the part of the year that they are of, blank for the whole year. `today` decides nothing: a waiver that
    has ended since the as-at date is said to have. `kernels` is the kind of kernels that the notebooks run in; there
    are as many at once for several years as for one.
    Raises InputProblem where a parameter or an input is not right, StepFailed where a step does not finish
    and GateStopped where the quality gate stops a run. Whatever is raised, the last good reports stay, but for those
    of years that were finished before.
    """
    inputs = read_inputs(project)
    with ExitStack() as locks:
        making = dict[str, Making]()
        for year in sorted(set(years)):
            clock = time.monotonic()
            settings = settings_for(project, inputs.areas, year, authority, neighbours_of, period)
            if ended := ended_waivers(settings.parameters.allow, today):
                progress.say(ended)
            locks.enter_context(only_one(project, settings.run))
            one = prepared(project, inputs, settings, Wanted(step, force, kernels, progress), clock)
            if not is_up_to_date(one.run, clock, making):
                making[settings.run] = one
        if making:
            _make_all(making)


@dataclass(frozen=True)
class Wanted:
    """How to make runs: up to a `step`, by `force` or only where out of date, in which kernels, with whose messages."""

    step: str
    force: bool
    kernels: str
    progress: Progress


def prepared(project: Project, inputs: Inputs, settings: Settings, wanted: Wanted, clock: float) -> Making:
    """Return the run of some settings before anything of it is made, after putting right what a killed one left.

    Raises  InputProblem: there is no such step. StepFailed: something is in the way
    """
    steps = up_to(inputs.steps, wanted.step) if wanted.step else inputs.steps
    final = Folders(project.processed / settings.run, project.reports / settings.run)
    journal = project.reports / f".moving-{settings.run}"
    recover_run(final, journal, settings.run)
    run = Run(
        project=project, settings=settings, areas=inputs.areas, steps=inputs.steps, wanted=steps,
        old=read_manifest(final.report, settings.run), new=Manifest(settings.run), final=final,
        building=final.beside("building"), code=inputs.code, watch=inputs.watch, progress=wanted.progress,
        force=wanted.force, kernels=wanted.kernels, assurance=inputs.assurance,
    )  # fmt: skip
    return Making(run, inputs, journal, clock, wanted.step)


@dataclass(frozen=True)
class Inputs:
    """What the runs of one call read alike."""

    watch: Watch
    areas: Areas
    steps: list[Step]
    raw: Sequence[RawFile]
    code: Code
    assurance: Assurance
    started: datetime


def read_inputs(project: Project) -> Inputs:
    started = datetime.now(UTC)
    watch = Watch(project)
    areas, steps = read_areas(project.areas), step_graph(project.notebooks)
    raw = raw_files(project.raw, project.raw_name)
    for file in raw:
        check_hash(file)
    return Inputs(watch, areas, steps, raw, Code(project.code), read_assurance(project.assurance), started)


@dataclass(frozen=True)
class Making:
    """A run that is being made; `step` is the one after which it is to stop, if any."""

    run: Run
    inputs: Inputs
    journal: Path
    clock: float
    step: str


def recover_run(final: Folders, journal: Path, run: str) -> None:
    with signals_held_back() as held:
        recover(final, journal, run)
    if held.came:
        raise KeyboardInterrupt


def is_up_to_date(run: Run, clock: float, making: Iterable[str] = ()) -> bool:
    """Say whether nothing is to be done, to the analyst too; where something is, that it begins.

    A report that follows one of those in `making` is made again, as its site has that beside it.
    """
    where = run.project.relative(run.final.report)
    name = f"{run.areas[run.settings.authority].name} {run.settings.of_year}"
    follows = any(is_earlier(name, run) for name in making)
    is_fresh = not (run.force or follows) and all(run.is_fresh(step, run.final) for step in run.wanted)
    if is_fresh and pages.are_fresh(run):
        run.progress.say(f"{name} is up to date in {where} (checked in {time.monotonic() - clock:.1f} s).")
        return True
    run.progress.say(f"{name}: making {where}")
    return False


def _make_all(making: dict[str, Making]) -> None:
    """Make runs side by side, and put each in place when it is done; `making` is left with those that are not."""
    try:
        for one in making.values():
            one.run.says_its_name = len(making) > 1
            make_folders(one.run)
        done: list[Run] = []
        make_steps([one.run for one in making.values()], lambda run: _finish_in_order(making, done, run))
    except BaseException as stop:
        for one in making.values():
            if not one.run.has_failed:
                clear_away(one.run)
        for one in making.values():
            if one.run.has_failed:
                fail(one.run, stop)
        raise


def make_folders(run: Run) -> None:
    """Make the folders that a run is made in. Raises StepFailed: they cannot be made."""
    with run.responsible(), saying_what("The folders of the run could not be made:"):
        for path in run.building.both:
            path.mkdir(parents=True)


def _finish_in_order(making: dict[str, Making], done: list[Run], run: Run) -> None:
    """Finish a run whose steps are done once the reports of earlier years are in place: its site has them beside it."""
    done.append(run)
    while ready := first_in_order(done, making):
        done.remove(ready)
        finish(making.pop(ready.settings.run))


def first_in_order(done: Iterable[Run], making: Iterable[str]) -> Run | None:
    """Return the first of the runs that are `done` and follow none of those in `making`; None where all must wait."""
    return next((run for run in done if not any(is_earlier(name, run) for name in making)), None)


def clear_away(run: Run) -> None:
    """Take away what a run was making."""
    if run.pages_ahead:
        run.pages_ahead.close()
    with signals_held_back():
        for path in run.building.both:
            with suppress(OSError):
                put_away(path)


def finish(one: Making) -> None:
    """Finish a run all of whose steps are done: its pages and its manifest, and put it in place."""
    run = one.run
    try:
        dropped = _complete(one)
    except BaseException as stop:
        fail(run, stop)
        raise
    if run.pages_ahead:
        run.pages_ahead.close()
    # From here on a stop by hand comes too late: it counts once the report is in place and that has been said.
    final = run.final
    where = run.project.relative(final.report)
    with signals_held_back() as held:
        if dropped:
            left_out = ", ".join(step.label for step in dropped)
            final = final.named(f"{final.report.name}-to-{step_number(one.step)}")
            run.progress.say(f"  {where} stays as it is, since {left_out} would no longer fit it.")
        elif missing := sum(step.name not in run.new.steps for step in run.steps):
            run.progress.say(f"  {where} is without {number_of(missing, 'step')}: leave out step= to make all of it.")
        _publish(run, final, one.journal)
        run.progress.finished.append(run.project.relative(final.report))
        opening = final.report / (INDEX if INDEX in run.new.pages else "")
        run.progress.say(f"Done in {time.monotonic() - one.clock:.1f} s: {run.project.relative(opening)}")
    if held.came:
        raise KeyboardInterrupt


def _complete(one: Making) -> list[Step]:
    """Make all that is not made by steps; return the later steps that no longer fit."""
    run = one.run
    with saying_what("The pages could not be written:"):
        pages.make(run)
        dropped = _carry_over_the_rest(run)
    with saying_what("The manifest could not be written:"):
        run.new.about = about_this_run(run.project, run.settings, one.inputs.raw, one.inputs.started)
        run.new.about["waivers"] = waivers_of(run.building.tables, run.steps)
        run.new.about |= {"earlier": hashes_of_earlier(run), "stage_before": compared_with(run.new.pages)}
        run.new.write(run.building.report)
        _confirm(run, one.inputs.raw)
    run.code.keep()
    return dropped


def _confirm(run: Run, raw: Sequence[RawFile]) -> None:
    """Find again the inputs of each step, and compare them with the record.

    Raises  StepFailed: they differ
    """
    _confirm_raw_files(run, raw)
    run.code.look_again()
    for step in run.steps:
        record = run.new.steps.get(step.name)
        if record is None:
            continue
        facts = run.facts(step, run.building) or {}
        if digest(facts) != record.fingerprint:
            changed = ", ".join(name for name in record.facts if facts.get(name) != record.facts[name])
            raise StepFailed(f"{step.label} was made from files that have changed since ({changed}); run it again.")
    if installed() != environment():
        raise StepFailed("The installed packages were changed while the run was at work; run it again.")
    run.watch.check()


def _confirm_raw_files(run: Run, raw: Sequence[RawFile]) -> None:
    """Hold the files that the first step says it read to those that the manifest records."""
    path = run.building.tables / f"{RAW_FILES}.parquet"
    if not path.exists():
        return
    import pyarrow.parquet as pq

    from helpers.sources.raw_reading import REFERENCE_FORMATS

    read = set(pq.read_table(path, columns=["file"])["file"].to_pylist())
    expected = {file.name for file in raw if not (file.sidecar and file.sidecar.format in REFERENCE_FORMATS)}
    if not run.settings.ownership.has(REGISTER, RETURNED):
        # What departments hand in has no sidecar, and a report on another council does not read it.
        expected &= read | {file.name for file in raw if file.sidecar}
    changed = [f"{run.project.raw_name}/{name} was added" for name in sorted(read - expected)]
    changed += [f"{run.project.raw_name}/{name} was taken away" for name in sorted(expected - read)]
    if changed:
        raise StepFailed(words(changed))


def fail(run: Run, stop: BaseException) -> None:
    """Take away what a run that stopped was making, or keep it to be looked at, and raise what is to be said.

    Where files changed in the course of the run, that is what is said, whatever came of it.
    """
    changed = run.watch.changed() if isinstance(stop, Exception) else []
    problem = StepFailed(words(changed)) if changed else stop
    whereabouts = ""
    if run.pages_ahead:
        run.pages_ahead.close()
    if isinstance(stop, Problem) and not changed:
        whereabouts = keep_for_diagnosis(run, isinstance(stop, GateStopped))
    clear_away(run)
    if isinstance(problem, Problem):
        raise type(problem)(f"{problem} {_what_stays(run)}{whereabouts}") from None


def _publish(run: Run, final: Folders, journal: Path) -> None:
    """Replace the last good report with the new one.

    Raises  StepFailed: that is not possible; the last good report stays
    """
    try:
        move_into_place(run.building, final, journal)
    except OSError as error:
        clear_away(run)
        where = run.project.relative(Path(error.filename)) if error.filename else "its place"
        raise StepFailed(
            f"The new report could not be put in place: {where}: {reason(error)}; close what uses it and run it again. "
            f"{_what_stays(run)}"
        ) from None
    with suppress(OSError):
        put_away(diagnosis_folder(run))


def ended_waivers(waivers: Iterable[Waiver], today: date) -> str:
    """Say which waivers have ended before a day; nothing where none has."""
    ended = [waiver for waiver in waivers if waiver.until < today]
    if not ended:
        return ""
    named = "; ".join(f"{waiver.check} for {waiver.indicator} on {waiver.until}" for waiver in ended)
    many = singular_or_plural(len(ended), "a waiver has", f"{len(ended)} waivers have")
    return f"Warning: {many} ended before today, {today}, and still count for a report as at an earlier day: {named}."


def _carry_over_the_rest(run: Run) -> list[Step]:
    """After a run that stopped at one step, keep the later steps that still fit; return those that do not."""
    dropped = []
    for step in run.steps:
        if step in run.wanted or step.name not in run.old.steps:
            continue
        if run.is_fresh(step, run.building):
            run.new.steps[step.name] = run.old.steps[step.name]
            run.reuse(step)
        else:
            dropped.append(step)
    if len(run.new.steps) > len(run.wanted):
        pages.make(run)
    return dropped


def _what_stays(run: Run) -> str:
    where = run.project.relative(run.final.report)
    return f"The last good report in {where} is unchanged." if run.final.report.exists() else "No report was made."


@contextmanager
def only_one(project: Project, run: str) -> Iterator[None]:
    """Hold the run's lock, so that two commands never make or check one report at the same time."""
    with saying_what("reports and data/processed could not be made:"):
        project.reports.mkdir(parents=True, exist_ok=True)
        project.processed.mkdir(parents=True, exist_ok=True)
    with hold(project.reports / f".lock-{run}", f"Another run of {run} is under way; wait until it has finished."):
        yield
