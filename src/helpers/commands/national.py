"""`make national`: the results of every area of a folder of Parquet, and what moved between two such runs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.areas import read_areas
from helpers.commands.given_paths import as_seen_from
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem


def print_national(
    project: Project,
    caller: Path,
    year: str,
    source: Path | str,
    to: Path | str | None,
    by: str,
    engine: str,
    memory: str,
) -> None:
    """Make the results of a year from a folder of Parquet or its address, into <to>/<year>-<by>.

    `caller` is the folder from which the command was called, by which paths are printed. Without `to`, the results go
    into results/national of the project; if it is an address, they stay there as well.

    Raises  InputProblem: what was asked for, or the input, is not right; StepFailed: the engine or a storage stopped
    """
    from helpers.pipeline.national.run import FOLDER, asked_for, run_national

    asked = asked_for(by, engine, memory)
    parameters = _settings(project, year).parameters
    name = f"{year}-{by}"
    root = to if isinstance(to, Path) else project.root / FOLDER
    if isinstance(source, Path) and not isinstance(to, str):
        print(as_seen_from(caller, run_national(root, source, name, parameters, asked, _say)))
        return
    from helpers.pipeline.national.stored_runs import run_spark_with_storage, run_with_storage

    make = run_spark_with_storage if engine == "spark" else run_with_storage
    made = make(root, source, to if isinstance(to, str) else "", name, parameters, asked, _say)
    print(made if isinstance(made, str) else as_seen_from(caller, made))


def print_national_input(project: Project, caller: Path, year: str, to: Path) -> None:
    """Write the figures of a year's report as the input of a national run.

    Raises  InputProblem: the folder exists, or the report has not been made
    """
    from helpers.pipeline.national.export import write_national_input
    from helpers.register import read_register
    from helpers.sources.reference import read_same_measure

    settings = _settings(project, year)
    tables = project.processed / settings.run
    if not (tables / "comparator_members.parquet").is_file():
        raise InputProblem(f"The report {settings.run} has not been made; make it first, with make year={year}.")
    if to.exists():
        raise InputProblem(f"{to.name} exists already; give a new folder with to=<folder>.")
    group = settings.parameters.comparator_group
    ids = [indicator.indicator_id for indicator in read_register(project.register)]
    same_measure = read_same_measure(project.same_measure, ids, ids)
    rows = write_national_input(tables, read_areas(project.areas), group, same_measure, to)
    print(f"{rows:,} observations: {as_seen_from(caller, to)}")


def print_national_changes(caller: Path, earlier: Path | str, later: Path | str, to: Path) -> None:
    """Write what moved between the results of two national runs, and print how much; a run may have an address.

    Raises  InputProblem: a folder has no results of a national run; StepFailed: a storage stopped
    """
    from helpers.pipeline.national.changes import write_changes
    from helpers.pipeline.national.run import new_folder

    with new_folder(to.parent, to.name) as building, ExitStack() as copies:
        runs = [run if isinstance(run, Path) else _copied(copies, run, building) for run in (earlier, later)]
        moved = write_changes(runs[0], runs[1], building)
    counts, positions = moved.series, moved.positions
    print(f"{counts['series']:,} series: {counts['came']:,} came and {counts['went']:,} went.")
    evidence = f"{counts['evidence']:,} words of evidence, " if moved.evidence else ""
    print(
        f"Moved: {counts['direction']:,} directions, {evidence}{counts['quartile']:,} quartiles, "
        f"{counts['rank']:,} ranks."
    )
    if all(moved.by) and len(set(moved.by)) > 1:
        print(f"The runs are by {' and by '.join(moved.by)}, so each area is compared with other areas in each.")
    if not moved.evidence:
        print("One of the runs has no evidence, so that is not compared.")
    if positions is None:
        print("One of the runs has no positions, so these are not compared.")
    else:
        print(
            f"{positions['positions']:,} positions, overall and by theme: {positions['came']:,} came, "
            f"{positions['went']:,} went, and {positions['rank']:,} have another rank."
        )
    print(as_seen_from(caller, to))


def _copied(copies: ExitStack, address: str, beside: Path) -> Path:
    """Copy the tables that are compared from an address into a folder that lasts as long as `copies`."""
    from helpers.pipeline.national.changes import COMPARED
    from helpers.pipeline.national.run import MANIFEST
    from helpers.pipeline.national.storage import copy_run_here, open_storage

    folder = Path(copies.enter_context(TemporaryDirectory(prefix=".run-", dir=beside)))
    copy_run_here(open_storage(address), MANIFEST, COMPARED, folder)
    return folder


def _settings(project: Project, year: str) -> Settings:
    return settings_for(project, read_areas(project.areas), year, "", neighbours_of)


def _say(text: str) -> None:
    print(text, flush=True)
