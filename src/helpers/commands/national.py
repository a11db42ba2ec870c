"""`make national`: the results of every area of a folder of Parquet, and what moved between two such runs."""

from __future__ import annotations

from pathlib import Path

from helpers.areas import read_areas
from helpers.commands.given_paths import as_seen_from
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem


def print_national(project: Project, caller: Path, year: str, folder: Path, by: str, engine: str, memory: str) -> None:
    """Make the results of a year from the Parquet in a folder, into results/national/<year>-<by>.

    `caller` is the folder from which the command was called, by which paths are printed.

    Raises  InputProblem: what was asked for, or the input, is not right; StepFailed: the engine stopped
    """
    from helpers.pipeline.national.run import FOLDER, asked_for, run_national

    asked = asked_for(by, engine, memory)
    settings = _settings(project, year)
    made = run_national(project.root / FOLDER, folder, f"{year}-{by}", settings.parameters, asked, _say)
    print(as_seen_from(caller, made))


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


def print_national_changes(caller: Path, earlier: Path, later: Path, to: Path) -> None:
    """Write what moved between the results of two national runs, and print how much.

    Raises  InputProblem: a folder has no results of a national run
    """
    from helpers.pipeline.national.changes import write_changes
    from helpers.pipeline.national.run import new_folder

    with new_folder(to.parent, to.name) as building:
        moved = write_changes(earlier, later, building)
    counts, positions = moved.series, moved.positions
    print(f"{counts['series']:,} series: {counts['came']:,} came and {counts['went']:,} went.")
    evidence = f"{counts['evidence']:,} words of evidence, " if moved.evidence else ""
    print(
        f"Moved: {counts['direction']:,} directions, {evidence}{counts['quartile']:,} quartiles, "
        f"{counts['rank']:,} ranks."
    )
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


def _settings(project: Project, year: str) -> Settings:
    return settings_for(project, read_areas(project.areas), year, "", neighbours_of)


def _say(text: str) -> None:
    print(text, flush=True)
