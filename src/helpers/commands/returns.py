"""The commands for returns: write them for each department and partner, check one that came back, say how all stand."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from helpers.areas import Areas, read_areas
from helpers.params import Settings, settings_for, years_available
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem
from helpers.register import LOCAL_RETURN, Indicator, read_register
from helpers.sources import delivery_returns
from helpers.sources.files.opening import open_file
from helpers.sources.returns import cards as surveys
from helpers.sources.returns.choices import handed_in, write_files
from helpers.sources.returns.departments import workbooks
from helpers.sources.returns.handed_in import Return, last_figures, read_returns
from helpers.sources.returns.return_check import check, summary
from helpers.sources.returns.senders import Duty, Sender, duties
from helpers.sources.returns.standing import Standing, by_theme, standings, without_sender
from helpers.sources.returns.template import write_template
from helpers.sources.sidecar import raw_files
from helpers.visible import make_visible, shortly
from helpers.wording import number_of, singular_or_plural


def print_template(project: Project, folder: Path) -> None:
    """Write the template for the newest year that has parameters, and print its path.

    Raises  InputProblem, as `write_template` does
    """
    areas = read_areas(project.areas)
    settings = settings_for(project, areas, years_available(project)[-1], "", neighbours_of)
    as_at = settings.parameters.as_at.by_period_type()
    indicators = read_register(project.register)
    for path in write_template(folder, indicators, areas, settings.authority, as_at):
        print(make_visible(path))
    if not handed_in(indicators):
        print(
            "The register has no indicator whose figures come from a return. So these files have examples, which are "
            "not counted. The last sheet of return.xlsx says how to add an indicator."
        )


def print_check(project: Project, path: Path, today: date) -> None:
    """Print a line for each fault in a return, or a summary of a return without faults.

    A CSV return takes its survey cards from surveys.csv in the same folder, if that file exists. Nothing can be signed
    on a day after `today`.

    Raises  InputProblem: the return has a fault
    """
    file = open_file(path)
    if delivery_returns.recognises(file):
        _print_check_of_delivery(project, path, today)
        return
    beside = path.with_name("surveys.csv")
    has_cards = file.kind == "csv" and os.path.lexists(beside) and not surveys.recognises(file)
    cards = open_file(beside) if has_cards else None
    checked = check(file, read_register(project.register), read_areas(project.areas), cards, today)
    for fault in checked.faults:
        print(fault)
    for doubt in checked.doubts:
        print(f"Look again: {doubt}")
    if checked.faults:
        raise InputProblem(_faulty(file.name, len(checked.faults)))
    print(f"{file.name}: {summary(checked)}")


def _faulty(name: str, faults: int) -> str:
    them = singular_or_plural(faults, "it", "them")
    return f"{name} has {number_of(faults, 'fault')}; correct {them} and check the file again."


def _print_check_of_delivery(project: Project, path: Path, today: date) -> None:
    """Print a line for each fault in what a department says of what it did, or how many rows it has without faults.

    Raises  InputProblem: the file has a fault
    """
    rows, faults = delivery_returns.delivery_faults(path, read_register(project.register), today)
    for fault in faults:
        print(f"{make_visible(fault.file)} row {fault.row}, column {fault.column}: {fault.message}")
    if faults:
        raise InputProblem(_faulty(path.name, len(faults)))
    print(f"{make_visible(path.name)}: {number_of(rows, 'example')} of what was done, signed; nothing is wrong.")


class ReturnsOfAYear(NamedTuple):
    """What the commands for a year stand on: its settings, who owes what, and what has been handed in."""

    settings: Settings
    areas: Areas
    owed: Mapping[Sender, Sequence[Duty]]
    returns: Sequence[Return]
    themes: Mapping[str, str]


def returns_of(project: Project, year: str, period: str = "", today: date | None = None) -> ReturnsOfAYear:
    """Return who owes what for a year, or for a part of it such as Q2, and what has been handed in.

    A signature of a day after `today`, if that is given, is a fault.

    Raises  InputProblem: no such year or part, or no indicator of its framework is handed in
    """
    areas = read_areas(project.areas)
    settings = settings_for(project, areas, year, "", neighbours_of, period)
    indicators: tuple[Indicator, ...] = read_register(project.register)
    parameters = settings.parameters
    owed = duties(indicators, parameters.year, parameters.as_at.by_period_type(), settings.part)
    if not owed:
        raise InputProblem(
            f"No indicator of {year} is handed in by a department or a partner; give one the source {LOCAL_RETURN} in "
            "params/indicators.csv."
        )
    files = raw_files(project.raw, project.raw_name)
    returns = read_returns(files, indicators, areas, areas.same_council(settings.authority), today)
    return ReturnsOfAYear(settings, areas, owed, returns, themes_of(settings, indicators))


def themes_of(settings: Settings, indicators: Sequence[Indicator]) -> dict[str, str]:
    """Return the theme under which each indicator is printed, in printed order of the themes.

    Raises  InputProblem: the framework does not print the dashboard of an indicator once
    """
    printed_on = settings.framework.printed_on(indicators)
    return {
        name: line.theme
        for line in settings.framework.layout()
        for name, dashboard in printed_on.items()
        if dashboard == line.dashboard
    }


def print_workbooks(project: Project, year: str, folder: Path, period: str = "") -> None:
    """Write the workbook of each department and partner for a year into a folder of the year, and print their paths.

    Those of a part of the year are in a folder of the part, in that of the year.

    Raises  InputProblem: as `returns_of`; or a workbook is there that may have been filled in
    """
    settings, areas, owed, returns, _ = returns_of(project, year, period)
    parameters = settings.parameters
    before = {duty.indicator.indicator_id: duty.period_end for of_sender in owed.values() for duty in of_sender}
    last = last_figures(returns, before)
    books = workbooks(
        owed,
        last,
        areas,
        settings.authority,
        parameters.year,
        parameters.as_at.by_period_type(),
        parameters.returns_due,
        settings.part,
    )
    template = {} if period else {delivery_returns.FILE: delivery_returns.delivery_template()}
    for path in write_files(folder / year / period, books | template):
        print(make_visible(path))
    asked = len(before)
    print(
        f"{number_of(len(books), 'workbook')} for {number_of(asked, 'indicator')}, "
        f"{len(last)} of them with the last figure filled in."
    )


def print_status(project: Project, year: str, today: date, period: str = "") -> None:
    """Print who owes what for a year or a part of it, what has come and is queried, and how complete each theme is.

    Raises  InputProblem, as `returns_of` does
    """
    settings, _, owed, of_every_part, themes = returns_of(project, year, period, today)
    returns = [returned for returned in of_every_part if returned.part == period]
    due, number = settings.parameters.returns_due, settings.parameters.year
    standing = standings(owed, returns, number, due, today)
    when = f"due on {due}" if due else "with no day due in the parameter file"
    asked = sum(of_sender.owes for of_sender in standing)
    of_year = f"{year} {period}".strip()
    print(f"Returns for {of_year}, {when}: {number_of(asked, 'indicator')} of {number_of(len(standing), 'sender')}.\n")
    for of_sender in standing:
        print("\n".join(status_lines(of_sender, due)))
    for returned in without_sender(returns, standing, number):
        why = returned.refused or "it has none of the indicators that are asked for this year"
        print(f"{make_visible(returned.name)} is from no known sender: {why}.")
    print(f"\nComplete by theme, with {number - 1} beside it, of what is asked for {of_year}:")
    for row in by_theme(owed, themes, returns, number):
        print(f"  {row.theme}: {row.this_year} of {row.owed}; {number - 1}: {row.last_year} of {row.owed}")
    if not period:
        print("\n" + "\n".join(delivery_lines(project, number, today)))


def delivery_lines(project: Project, year: int, today: date) -> list[str]:
    """Return what has come of what departments did in a year: a line for each file, with its faults counted."""
    lines = []
    for path in delivery_returns.delivery_files(delivery_returns.delivery_folder(project), year):
        rows, faults = delivery_returns.delivery_faults(path, read_register(project.register), today)
        queried = f"; {number_of(len(faults), 'fault')}, queried" if faults else ", signed; nothing queried"
        lines.append(f"  {make_visible(project.relative(path))}: {number_of(rows, 'example')}{queried}.")
    if not lines:
        return [f"What departments did in {year}: no file has come."]
    return [f"What departments did in {year}:", *lines]


def status_lines(standing: Standing, due: date | None) -> list[str]:
    """Return what is printed of one sender: a line of its standing, and below it its files and what is missing."""
    if not standing.files:
        state = "nothing received"
    else:
        state = "complete" if not standing.missing and not standing.awaited else "received in part"
    parts = [
        f"{standing.sender.name}: owes {standing.owes}",
        f"{len(standing.with_figure)} with a figure, {len(standing.awaited)} awaited, {len(standing.missing)} missing",
        state,
    ]
    if standing.files:
        parts.append(f"{number_of(standing.queried, 'file')} queried" if standing.queried else "nothing queried")
    if standing.with_figure:
        signed = standing.signed
        parts.append(f"signed by {shortly(signed[0])} on {signed[1]}" if signed else "not signed")
    if standing.days_late and due:
        parts.append(f"{number_of(standing.days_late, 'day')} late")
    lines = ["; ".join(parts) + "."]
    for returned in standing.files:
        queries = f", queried: {returned.queries}" if returned.queries else ""
        lines.append(f"  received: {make_visible(returned.name)}{queries}")
    if standing.awaited:
        lines.append(f"  awaited: {', '.join(standing.awaited)}")
    if standing.missing and standing.files:
        lines.append(f"  missing: {', '.join(standing.missing)}")
    return lines
