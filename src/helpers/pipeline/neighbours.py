"""The councils most like an authority, by the files of neighbours under `data/raw/reference`."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.areas import Areas
from helpers.comparator_groups import GroupRule
from helpers.paths import Project
from helpers.problems import InputProblem, MethodProblem, NoNeighbours

DFE_LISTS = "statistical_neighbours.xlsx"
"""The workbook of statistical neighbours as DfE publishes it, which the user supplies."""


def neighbours_of(project: Project, areas: Areas, rule: GroupRule, authority: str) -> Sequence[str]:
    """Return the codes of the councils most like an authority by the list that a rule names, nearest first.

    By ONS they are all areas of its file that the rule admits; by DfE those of its list, each by the code that it has
    had last. What takes long to import is imported only here, so that other groups need not wait for it.

    Raises  InputProblem: the file is not there or cannot be read. NoNeighbours: it has nothing on the authority
    """
    if rule.neighbours == "dfe":
        return _by_dfe(project, areas, authority)
    return _by_ons(project, areas, rule, authority)


def _by_ons(project: Project, areas: Areas, rule: GroupRule, authority: str) -> list[str]:
    import pandas as pd

    from helpers.methods.neighbours import nearest
    from helpers.sources.neighbours import read_variables

    name = f"data/raw/reference/{project.neighbour_variables.name}"
    variables = read_variables(project.neighbour_variables, name)
    codes = set(variables["area_code"])
    own = [code for code in areas.same_council(authority) if code in codes]
    if not own:
        raise _nothing_on(authority, areas, name)
    inside = [(area.code, area.parent) for area in areas if area.parent]
    nested = pd.DataFrame(inside, columns=["inner_code", "outer_code"])
    admitted = [code for code in codes if code in areas and rule.admits(code, authority, areas)]
    try:
        neighbours = nearest(variables, nested, keep=len(variables), within=admitted)
    except MethodProblem as problem:
        raise InputProblem(f"{name} cannot be used: {problem}.") from None
    return neighbours.loc[neighbours["area_code"] == own[-1], "neighbour_code"].to_list()


def _by_dfe(project: Project, areas: Areas, authority: str) -> list[str]:
    from helpers.sources.neighbours import read_statistical_neighbours

    name = f"data/raw/reference/{DFE_LISTS}"
    if not (project.reference / DFE_LISTS).exists():
        raise InputProblem(
            f"The statistical neighbours of DfE are a list that you supply: save the department's workbook as {name}, "
            "with a sidecar of the format dfe_statistical_neighbours."
        )
    lists = read_statistical_neighbours(project.reference / DFE_LISTS, name)
    numbers = {areas[code].dfe_code for code in areas.same_council(authority)}
    own = next((nearest for number, nearest in lists.items() if number in numbers), None)
    if own is None:
        raise _nothing_on(authority, areas, name)
    if unknown := [number for number in own if not areas.with_dfe_code(number)]:
        raise InputProblem(
            f"{name}: {unknown[0]!r}, a neighbour of {areas[authority].name}, is not the DfE number of an area of "
            "reference/areas.csv; correct it."
        )
    return [areas.same_council(areas.with_dfe_code(number)[0])[-1] for number in own]


def _nothing_on(authority: str, areas: Areas, name: str) -> NoNeighbours:
    return NoNeighbours(
        f"{name} has nothing on {authority} {areas[authority].name}, so it has no neighbours there; choose another "
        "comparator_group or another authority."
    )
