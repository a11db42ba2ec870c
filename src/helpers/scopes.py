"""What each dashboard covers, in words: `params/dashboard_scopes.csv`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.visible import value_shown

COLUMNS: Final = ("dashboard", "covers")

LEAST_SHARE: Final = 0.25
"""The share of a printed dashboard's indicators from which it covers what a dashboard of the register covers."""


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
    """Return what each printed dashboard covers: the words for the dashboards of the register that make it up.

    A dashboard of the register makes up a printed one if at least `LEAST_SHARE` of the indicators there are its own, or
    if no other has more there. `subjects` has for each indicator its printed dashboard and that of the register, in
    printed order.

    >>> printed_scopes({"Roads": "roads", "Bus": "buses"}, [("Travel", "Roads"), ("Travel", "Bus"), ("Tax", "Tax")])
    {'Travel': 'roads; buses'}
    """
    counts: dict[str, Counter[str]] = {}
    for dashboard, subject in subjects:
        counts.setdefault(dashboard, Counter())[subject] += 1
    covered: dict[str, list[str]] = {}
    for dashboard, numbers in counts.items():
        least = min(LEAST_SHARE * numbers.total(), max(numbers.values()))
        for subject, number in numbers.items():
            if number >= least and subject in scopes:
                covered.setdefault(dashboard, []).append(scopes[subject])
    return {dashboard: "; ".join(words) for dashboard, words in covered.items()}
