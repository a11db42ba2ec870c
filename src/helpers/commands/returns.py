"""`make template` and `make check-return`: write the return for departments, and check a filled-in one."""

from __future__ import annotations

import os
from pathlib import Path

from helpers.areas import read_areas
from helpers.params import settings_for, years_available
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.files.opening import open_file
from helpers.sources.returns import cards as surveys
from helpers.sources.returns.return_check import check, summary
from helpers.sources.returns.template import handed_in, write_template
from helpers.visible import make_visible
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


def print_check(project: Project, path: Path) -> None:
    """Print a line for each fault in a return, or a summary of a return without faults.

    A CSV return takes its survey cards from surveys.csv in the same folder, if that file exists.

    Raises  InputProblem: the return has a fault
    """
    file = open_file(path)
    beside = path.with_name("surveys.csv")
    has_cards = file.kind == "csv" and os.path.lexists(beside) and not surveys.recognises(file)
    cards = open_file(beside) if has_cards else None
    checked = check(file, read_register(project.register), read_areas(project.areas), cards)
    for fault in checked.faults:
        print(fault)
    if checked.faults:
        them = singular_or_plural(len(checked.faults), "it", "them")
        faults = number_of(len(checked.faults), "fault")
        raise InputProblem(f"{file.name} has {faults}; correct {them} and check the file again.")
    print(f"{file.name}: {summary(checked)}")
