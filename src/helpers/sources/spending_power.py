"""Files of core spending power in the project's own layout: the components of each authority by settlement year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

import pandas as pd

from helpers.areas import Areas
from helpers.periods import dates_of
from helpers.problems import InputProblem
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.visible import value_shown

FORMATS: Final = frozenset({"spending_power"})
"""The format of these files in their sidecars; they hold no observations."""

FILES: Final = "spending_power*.csv"
COUNCIL_TAX_FILES: Final = "council_tax_requirements*.csv"
"""What the names of these files begin with, in the folder of reference."""

SETTLEMENT: Final = "settlement_funding_assessment_gbp_m"
FAIR_FUNDING: Final = "fair_funding_allocation_gbp_m"
COUNCIL_TAX: Final = "council_tax_gbp_m"
COMPONENTS: Final = (
    SETTLEMENT,
    "under_indexing_gbp_m",
    COUNCIL_TAX,
    "new_homes_bonus_gbp_m",
    "new_homes_bonus_return_gbp_m",
    "rural_services_delivery_gbp_m",
)
"""The components of spending power up to 2025/26, in millions of pounds."""

OPTIONAL: Final = (FAIR_FUNDING,)
"""What takes the place of the settlement funding assessment and its under-indexing line from 2026/27."""

FIRST_FAIR_FUNDING: Final = "2026/27"

ALONE: Final = "Council tax alone"
WITH_SETTLEMENT: Final = "Settlement funding assessment, council tax and grants"
WITH_FAIR_FUNDING: Final = "Fair Funding Allocation, council tax and grants"
"""What spending power is made up of."""

_TOTAL, _PER_HEAD = "total_partial_gbp_m", "per_head_gbp"
_OTHERS: Final = ("area_code", "area_name", "financial_year", _TOTAL, "partial", "population", "population_mid_year")
COLUMNS: Final = (*_OTHERS, *COMPONENTS, _PER_HEAD, "note")

_MONEY = re.compile(r"-?\d{1,7}(\.\d{1,12})?", re.ASCII)
_PEOPLE = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_MID_YEAR = re.compile(r"20\d\d", re.ASCII)
_PENNY: Final = Decimal("0.01")

READ_COLUMNS: Final = (
    "area_code",
    "area_name",
    "financial_year",
    *COMPONENTS,
    *OPTIONAL,
    "total_m",
    "make_up",
    "is_partial",
    "population",
    "population_mid_year",
    "note",
    "file",
    "row",
)


@dataclass(frozen=True)
class _At:
    """Where a row stands, for messages."""

    file: str
    row: int

    def problem(self, column: str, value: object, what: str) -> InputProblem:
        return InputProblem(f"{self.file} row {self.row}, column {column}: {value_shown(str(value))} {what}.")


def spending_power_files(folder: Path) -> list[Path]:
    """Return the files of spending power in the folder of reference, those of the settlement first."""
    return [*sorted(folder.glob(FILES)), *sorted(folder.glob(COUNCIL_TAX_FILES))]


def read_spending_power(paths: Sequence[Path], areas: Areas) -> pd.DataFrame:
    """Read the components of spending power of every council and settlement year, in exact decimals.

    A row with council tax alone has no total. The total of all others is the sum of their components.

    Columns returned  READ_COLUMNS: the components and total_m (decimals of a million pounds, None if not known),
                      make_up, is_partial, population (people, None if not known), population_mid_year (a year, None
                      if not known), note, file and row
    Raises            InputProblem, naming file, row, column, value and what to write: a cell is not right, an area is
                      not in the list of areas or did not exist in the year, every component is zero, the total is not
                      the sum, the figure for each person does not follow, or a council has two rows of a year
    """
    rows: list[dict[str, Any]] = []
    first: dict[tuple[str, str], _At] = {}
    for path in paths:
        for number, cells in _cells_of(path):
            at = _At(path.name, number)
            row = _read_row(cells, at, areas)
            key = (row["area_code"], row["financial_year"])
            if key in first:
                raise at.problem("financial_year", key[1], f"of {key[0]} is in {first[key].file} as well; keep one row")
            first[key] = at
            rows.append(row)
    return pd.DataFrame(rows, columns=list(READ_COLUMNS))


def _cells_of(path: Path) -> list[tuple[int, Mapping[str, str]]]:
    try:
        frame, ragged = open_file(path, path.name).table()
    except Refused as problem:
        raise InputProblem(str(problem)) from None
    if ragged:
        raise InputProblem(f"{path.name} row {ragged[0].row}: {ragged[0].reason}; give every row each column.")
    missing = [name for name in COLUMNS if name not in frame.columns]
    others = [str(name) for name in frame.columns if name not in (*COLUMNS, *OPTIONAL)]
    if missing or others:
        what = f"lacks the column {missing[0]}" if missing else f"has the column {value_shown(others[0])}"
        raise InputProblem(f"{path.name} {what}; its columns must be {', '.join(COLUMNS)}.")
    for name in OPTIONAL:
        if name not in frame.columns:
            frame[name] = ""
    return [
        (int(number), cells)
        for number, cells in zip(
            frame.index, frame.apply(lambda column: column.str.strip()).to_dict("records"), strict=True
        )
    ]


def _read_row(cells: Mapping[str, str], at: _At, areas: Areas) -> dict[str, Any]:
    code, year = cells["area_code"], cells["financial_year"]
    days = dates_of(year, "financial")
    if days is None:
        raise at.problem("financial_year", year, "is not a financial year; write it as 2020/21")
    if code not in areas:
        raise at.problem("area_code", code, "is not in reference/areas.csv; write the code of a council that is")
    if not areas[code].living(*days):
        raise at.problem("area_code", code, f"did not exist in {year}; take the row out, as its zeros are no figures")
    money = {name: _money(cells, name, at) for name in (*COMPONENTS, *OPTIONAL)}
    amounts = {name: amount for name, amount in money.items() if amount is not None}
    if amounts and not any(amounts.values()):
        raise at.problem(COUNCIL_TAX, cells[COUNCIL_TAX], "and every other component is zero; take the row out")
    make_up = _make_up(money, year, at)
    total = None if make_up == ALONE else sum(amounts.values(), Decimal(0))
    if cells[_TOTAL] and total != _money(cells, _TOTAL, at):
        raise at.problem(_TOTAL, cells[_TOTAL], f"is not the sum of the components; write {total or 'nothing'}")
    people, mid_year = _people(cells, at)
    _check_per_head(cells, total, people, at)
    if cells["partial"] not in ("true", "false"):
        raise at.problem("partial", cells["partial"], "is not right; write true if components are left out, or false")
    return {
        "area_code": code,
        "area_name": areas[code].name,
        "financial_year": year,
        **money,
        "total_m": total,
        "make_up": make_up,
        "is_partial": cells["partial"] == "true",
        "population": people,
        "population_mid_year": mid_year,
        "note": cells["note"],
        "file": f"reference/{at.file}",
        "row": at.row,
    }


def _money(cells: Mapping[str, str], name: str, at: _At) -> Decimal | None:
    text = cells[name]
    if text and not _MONEY.fullmatch(text):
        raise at.problem(name, text, "is not an amount; write millions of pounds in digits, as 61.87462438")
    return Decimal(text) if text else None


def _make_up(money: Mapping[str, Decimal | None], year: str, at: _At) -> str:
    """Return what the spending power of a row is made up of, after checking it against the year."""
    if money[COUNCIL_TAX] is None:
        raise at.problem(COUNCIL_TAX, "", "is blank; write the council tax of the year, or take the row out")
    filled = {name for name, amount in money.items() if amount is not None}
    if filled == {COUNCIL_TAX}:
        return ALONE
    is_fair = year >= FIRST_FAIR_FUNDING
    needed = {*COMPONENTS, *OPTIONAL} - ({*COMPONENTS[:2]} if is_fair else {*OPTIONAL})
    for name in sorted(needed - filled):
        raise at.problem(name, "", f"is blank; write every component of {year}, or the council tax alone")
    for name in sorted(filled - needed):
        raise at.problem(name, money[name], f"is no part of spending power in {year}; leave the cell blank")
    return WITH_FAIR_FUNDING if is_fair else WITH_SETTLEMENT


def _people(cells: Mapping[str, str], at: _At) -> tuple[int | None, int | None]:
    people, mid_year = cells["population"], cells["population_mid_year"]
    if people and not _PEOPLE.fullmatch(people):
        raise at.problem("population", people, "is not a number of people; write digits alone, above 0")
    if people and not _MID_YEAR.fullmatch(mid_year):
        raise at.problem("population_mid_year", mid_year, "is not a year; write the year of the estimate, as 2020")
    return (int(people), int(mid_year)) if people else (None, None)


def _check_per_head(cells: Mapping[str, str], total: Decimal | None, people: int | None, at: _At) -> None:
    printed = _money(cells, _PER_HEAD, at)
    if printed is None:
        return
    expected = None if total is None or people is None else (total * 10**6 / people).quantize(_PENNY, ROUND_HALF_UP)
    if printed != expected:
        raise at.problem(
            _PER_HEAD, cells[_PER_HEAD], f"is not the total for each person; write {expected or 'nothing'}, or nothing"
        )
