"""The spending power of district councils and fire authorities, the parts that a county leaves out."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pandas as pd

from helpers.areas import UPPER_TIER, Areas
from helpers.files import csv_rows
from helpers.periods import dates_of
from helpers.problems import InputProblem
from helpers.visible import value_shown

COLUMNS: Final = ("area_code", "area_name", "part", "financial_year", "total_partial_gbp_m", "covers")
DISTRICT, FIRE = "district", "fire"

_MONEY = re.compile(r"\d{1,7}(\.\d{1,12})?", re.ASCII)


def read_parts_of_counties(path: Path, areas: Areas) -> pd.DataFrame:
    """Read the spending power of districts and fire authorities, in exact decimals.

    Columns returned  area_code, area_name, part (district or fire), financial_year, total_m (decimals of a million
                      pounds), covers (codes of the councils with a county's services in its area, separated by
                      semicolons)
    Raises            InputProblem, naming the row, the column, the value and what to write: a cell is not right, the
                      total is zero, or an authority has two rows of a year
    """
    rows: list[dict[str, Any]] = []
    keys: set[tuple[str, str]] = set()
    for number, cells in csv_rows(path, COLUMNS):
        where = f"{path.name} row {number}, column"
        if cells["part"] not in (DISTRICT, FIRE):
            raise InputProblem(f"{where} part: {value_shown(cells['part'])} is not right; write district or fire.")
        if dates_of(cells["financial_year"], "financial") is None:
            cell = value_shown(cells["financial_year"])
            raise InputProblem(f"{where} financial_year: {cell} is not a financial year; write it as 2020/21.")
        amount = cells["total_partial_gbp_m"]
        if not _MONEY.fullmatch(amount) or not Decimal(amount):
            raise InputProblem(
                f"{where} total_partial_gbp_m: {value_shown(amount)} is not an amount above 0; write millions of "
                "pounds, or take the row out if the authority did not exist."
            )
        for code in cells["covers"].split(";"):
            if code not in areas or areas[code].area_type not in UPPER_TIER:
                raise InputProblem(f"{where} covers: {value_shown(code)} is not right; write codes of councils.")
        key = (cells["area_code"], cells["financial_year"])
        if key in keys:
            raise InputProblem(f"{where} financial_year: {key[1]} of {key[0]} appears twice; keep one row.")
        keys.add(key)
        rows.append(
            {name: cells[name] for name in COLUMNS if name != "total_partial_gbp_m"} | {"total_m": Decimal(amount)}
        )
    columns = ["area_code", "area_name", "part", "financial_year", "total_m", "covers"]
    return pd.DataFrame(rows, columns=columns)
