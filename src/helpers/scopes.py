"""What each dashboard covers, in words: `params/dashboard_scopes.csv`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.visible import value_shown

COLUMNS: Final = ("dashboard", "covers")


def read_scopes(path: Path, dashboards: Collection[str]) -> dict[str, str]:
    """Read what each dashboard of the register covers; `dashboards` are the names that the register has.

    The words follow "This dashboard covers" and are printed as they are. No file gives no scopes.

    Raises  InputProblem, naming the row, the column, the value and what to do: the dashboard is not in the register or
            is given twice, or the words are blank, end with a full stop, or are a formula of a spreadsheet
    """
    scopes: dict[str, str] = {}
    for number, row in csv_rows(path, COLUMNS) if path.exists() else ():
        where = f"{path.name} row {number}, column"
        name, words = row["dashboard"], row["covers"]
        if name not in dashboards:
            raise InputProblem(f"{where} dashboard: {value_shown(name)} is not in the register; correct the name.")
        if name in scopes:
            raise InputProblem(f"{where} dashboard: {value_shown(name)} is given twice; keep one row.")
        if not words.strip() or words != words.strip() or words.endswith(".") or runs_in_a_spreadsheet(words):
            raise InputProblem(
                f"{where} covers: {value_shown(words)} does not complete the sentence 'This dashboard covers'; write "
                "plain words without a full stop or space around them."
            )
        scopes[name] = words
    return scopes


def printed_scopes(scopes: Mapping[str, str], subjects: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what each printed dashboard covers: the words for each dashboard of the register that is on it.

    `subjects` has pairs of a printed dashboard and a dashboard of the register, in printed order.

    >>> printed_scopes({"Roads": "roads", "Bus": "buses"}, [("Travel", "Roads"), ("Travel", "Bus"), ("Tax", "Tax")])
    {'Travel': 'roads; buses'}
    """
    covered: dict[str, list[str]] = {}
    for dashboard, subject in dict.fromkeys(subjects):
        if subject in scopes:
            covered.setdefault(dashboard, []).append(scopes[subject])
    return {dashboard: "; ".join(words) for dashboard, words in covered.items()}
