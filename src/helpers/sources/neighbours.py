"""Files that say how alike areas are: the variables of ONS, and the statistical neighbours of DfE."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from helpers.problems import InputProblem
from helpers.sources.files.opening import open_file

FORMATS = frozenset({"neighbour_variables", "dfe_statistical_neighbours"})
"""The formats of these files in their sidecars; they hold no observations."""

CHARACTERISTICS = {"Children in relative poverty": "child_poverty_pct", "Population density": "population_density"}
"""The variables of ONS that say how deprived and how rural an area is, with the column of each."""


def read_characteristics(path: Path) -> pd.DataFrame:
    """Read how deprived and how rural each area is.

    Columns returned  area_code; child_poverty_pct (per cent), population_density (people per square kilometre), both
                      missing where the file is blank
    Raises            InputProblem: as `read_variables`, or a variable is missing
    """
    name = f"data/raw/reference/{path.name}"
    variables = read_variables(path, name)
    missing = [name for name in CHARACTERISTICS if name not in variables.columns]
    if missing:
        raise InputProblem(f"{name} must have the column {', '.join(missing)}; it has none.")
    columns = ["area_code", *CHARACTERISTICS.values()]
    return variables.rename(columns=CHARACTERISTICS)[columns].sort_values("area_code", ignore_index=True)


def read_variables(path: Path, name: str) -> pd.DataFrame:
    """Read the figures by which ONS says how alike two areas are, as `helpers.methods.neighbours.nearest` takes them.

    `name` is what messages call the file.

    Columns returned  area_code; a column of numbers for each variable, missing where blank; one row per area
    Raises            InputProblem, naming the row and the column: a cell is not a number
    """
    cells, ragged = open_file(path, name).table()
    if ragged:
        raise InputProblem(f"{name} row {ragged[0].row}: {ragged[0].reason}; give every row each column.")
    if "area_code" not in cells.columns:
        raise InputProblem(f"{name} must have the column area_code; it has {', '.join(cells.columns)[:200]}.")
    values = cells.drop(columns="area_code")
    numbers = values.apply(pd.to_numeric, errors="coerce")
    wrong = (numbers.isna() & (values != "")).to_numpy()
    if wrong.any():
        at, column = (int(indexes[0]) for indexes in wrong.nonzero())
        raise InputProblem(
            f"{name} row {values.index[at]}, column {values.columns[column]}: {values.iat[at, column]!r} is not a "
            "number; write a number or leave it blank."
        )
    return numbers.assign(area_code=cells["area_code"]).reset_index(drop=True)


def read_statistical_neighbours(path: Path, name: str) -> dict[str, list[str]]:
    """Read the workbook of statistical neighbours as DfE publishes it: of each council, their numbers, nearest first.

    They stand below the heading LA num, in the columns SN1, SN2 and so on. `name` is what the file is called in
    messages.

    Raises  InputProblem: there is no such heading, or a council has two rows
    """
    file = open_file(path, name)
    for sheet in file.sheets:
        cells = file.sheet(sheet).map(_text)
        heading = cells.index[(cells == "LA num").any(axis="columns")]
        if not len(heading):
            continue
        titles = {column: str(title) for column, title in cells.loc[heading[0]].items()}
        number = next(column for column, title in titles.items() if title == "LA num")
        columns_of_neighbours = [column for column, title in titles.items() if re.fullmatch(r"SN\d+", title)]
        columns_of_neighbours.sort(key=lambda column: int(titles[column][2:]))
        rows = [row for row in cells.loc[heading[0] + 1 :].to_dict("records") if row[number]]
        lists = {row[number]: [row[column] for column in columns_of_neighbours if row[column]] for row in rows}
        if len(lists) < len(rows):
            raise InputProblem(f"{name} sheet {sheet} has two rows of one council; keep one of each.")
        return lists
    raise InputProblem(f"{name} has no sheet with a heading LA num; give the workbook as DfE publishes it.")


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
