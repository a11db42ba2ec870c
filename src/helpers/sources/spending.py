"""Spending of councils by service, how many people they serve, and the GDP deflator, in the project's own layouts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from helpers.files import csv_rows
from helpers.problems import InputProblem
from helpers.sources.catalogue import Source
from helpers.sources.sidecar import SUFFIX, read_sidecar
from helpers.visible import value_shown

FORMATS: Final = frozenset({"service_spending", "populations", "gdp_deflator"})
"""The formats of these files in their sidecars; they hold no observations."""

TOTAL: Final = "total_service_expenditure"

SERVICES: Final = (
    "adult_social_care",
    "children_social_care",
    "public_health",
    "education",
    "highways_transport",
    "environmental_regulatory",
    "cultural",
    "housing",
    "planning_development",
    "fire_rescue",
    "police",
    "central",
    "other",
)
"""The services of the revenue outturn that add up to total service expenditure."""

QUARTERS: Final = ("april_to_june", "july_to_september", "october_to_december", "january_to_march")

_NOT_RETURNED: Final = "[x]"
_CODE = re.compile(r"E\d{8}", re.ASCII)
_YEAR = re.compile(r"(20\d\d)/(\d\d)", re.ASCII)
_MID_YEAR = re.compile(r"20\d\d", re.ASCII)
_MONEY = re.compile(r"-?\d{1,9}(\.\d{1,3})?", re.ASCII)
_PEOPLE = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_INDEX = re.compile(r"[1-9]\d{0,3}(\.\d{1,3})?", re.ASCII)

Check = Callable[[str], bool]


def is_financial_year(label: str) -> bool:
    """Say whether a label is that of a financial year.

    >>> [is_financial_year(label) for label in ("2017/18", "2017-18", "2017/19", "2017/18 ")]
    [True, False, False, False]
    """
    match = _YEAR.fullmatch(label)
    return match is not None and int(match[2]) == (int(match[1]) + 1) % 100


_CODES = (lambda text: bool(_CODE.fullmatch(text)), "write the code of a council, as E10000018")
_YEARS = (is_financial_year, "write a financial year, as 2017/18")
_SPENT = (
    lambda text: text == _NOT_RETURNED or bool(_MONEY.fullmatch(text)),
    "write thousands of pounds with a point before decimals, as 144233 or 10534.157, or [x] where no return was made",
)


def read_service_spending(paths: Sequence[Path]) -> pd.DataFrame:
    """Read what councils spent on each service, in thousands of pounds of net current expenditure.

    Columns returned  area_code, financial_year, status (final or provisional), source (the file's name without its
                      ending); a column for each of SERVICES and TOTAL, missing where the council made no return; one
                      row for each council, year and status
    Raises            InputProblem, naming the file, the row, the column, the value and what to write: a cell is not
                      right, or two rows are of one council, year and status
    """
    checks: dict[str, tuple[Check, str]] = {
        "area_code": _CODES,
        "financial_year": _YEARS,
        "status": (lambda text: text in ("final", "provisional"), "write final or provisional"),
        **dict.fromkeys((*SERVICES, TOTAL), _SPENT),
    }
    key = ("area_code", "financial_year", "status")
    tables = [_read(path, checks, key).assign(source=path.stem) for path in paths]
    table = pd.concat(tables, ignore_index=True)
    money = {name: pd.to_numeric(table[name].replace(_NOT_RETURNED, None)) for name in (*SERVICES, TOTAL)}
    return table.assign(**money)[[*key, "source", *SERVICES, TOTAL]]


def read_populations(path: Path) -> pd.DataFrame:
    """Read how many people councils serve.

    Columns returned  area_code, mid_year; all_ages, children (under 18) and adults (the rest) in people, children and
                      adults missing where the file has no children; derived (worked out from printed figures)
    Raises            InputProblem, as `read_service_spending`, or children are no fewer than people of all ages
    """
    people: tuple[Check, str] = (lambda text: bool(_PEOPLE.fullmatch(text)), "write a whole number above zero")
    checks: dict[str, tuple[Check, str]] = {
        "area_code": _CODES,
        "mid_year": (lambda text: bool(_MID_YEAR.fullmatch(text)), "write the year of the estimate, as 2017"),
        "all_ages": people,
        "children": (lambda text: text == "" or people[0](text), f"{people[1]}, or nothing"),
        "status": (lambda text: text in ("estimated", "derived"), "write estimated or derived"),
    }
    table = _read(path, checks, ("area_code", "mid_year"))
    all_ages, children = (pd.to_numeric(table[name].replace("", None)) for name in ("all_ages", "children"))
    wrong = table[children >= all_ages]
    if len(wrong):
        row = wrong.iloc[0]
        raise InputProblem(
            f"{path.name} row {row['row']}, column children: {value_shown(row['children'])} is not right; it must be "
            f"under all_ages, {row['all_ages']}."
        )
    return pd.DataFrame(
        {
            "area_code": table["area_code"],
            "mid_year": table["mid_year"].astype("int64"),
            "all_ages": all_ages.astype("float64"),
            "children": children.astype("float64"),
            "adults": (all_ages - children).astype("float64"),
            "derived": table["status"].eq("derived"),
        }
    )


def read_deflators(path: Path) -> pd.DataFrame:
    """Read the GDP deflator by quarter of the financial year, as the office that publishes it prints it.

    Columns returned  financial_year, in order; QUARTERS (index)
    Raises            InputProblem, as `read_service_spending`
    """
    index: tuple[Check, str] = (lambda text: bool(_INDEX.fullmatch(text)), "write an index above zero, as 98.8")
    table = _read(path, {"financial_year": _YEARS, **dict.fromkeys(QUARTERS, index)}, ("financial_year",))
    table = table.astype(dict.fromkeys(QUARTERS, "float64")).sort_values("financial_year", ignore_index=True)
    return table[["financial_year", *QUARTERS]]


def _read(path: Path, checks: Mapping[str, tuple[Check, str]], key: Sequence[str]) -> pd.DataFrame:
    """Return the cells of a file as text with the number of each row, every one checked."""
    rows: list[dict[str, Any]] = []
    keys: dict[tuple[str, ...], int] = {}
    for number, cells in csv_rows(path, tuple(checks)):
        for column, (is_right, expected) in checks.items():
            if not is_right(cells[column]):
                raise InputProblem(
                    f"{path.name} row {number}, column {column}: {value_shown(cells[column])} is not right; {expected}."
                )
        of_row = tuple(cells[column] for column in key)
        if (first := keys.setdefault(of_row, number)) != number:
            raise InputProblem(
                f"{path.name} row {number}, column {key[-1]}: {', '.join(of_row)} is already in row {first}; keep one."
            )
        rows.append(cells | {"row": number})
    return pd.DataFrame(rows, columns=[*checks, "row"])


def with_sources_in_words(spending: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    """Return spending by service with who publishes each row; of a publisher's own file, its name.

    Columns needed    source, as in `read_service_spending`; words: as `sources_in_words` gives them
    Columns returned  those of spending
    """
    return spending.assign(source=[words.get(name, f"Revenue outturn; {name}") for name in spending["source"]])


def sources_in_words(paths: Sequence[Path], sources: Mapping[str, Source]) -> dict[str, str]:
    """Return who publishes each file, under which name and in which edition, by the file's name without its ending.

    Raises  InputProblem: a file has no sidecar that is right, or its source is not in the catalogue
    """
    words = {}
    for path in paths:
        sidecar = read_sidecar(path.with_suffix(SUFFIX), f"{path.stem}{SUFFIX}")
        if sidecar.source_id not in sources:
            raise InputProblem(
                f"{path.name}: its sidecar names the source {sidecar.source_id}, which is not in sources.yml; add it "
                "there."
            )
        about = sources[sidecar.source_id]
        words[path.stem] = f"{about.publisher}: {about.dataset}; {sidecar.edition}"
    return words
