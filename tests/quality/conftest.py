"""The figures of the project as the checks judge them, for each year of a report, made once for all tests."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from faults import Figures, of_year, shipped
from power import YEARS, failures, flagged

OF_FAULTS = "2023"
"""The year of the report in whose figures faults are planted."""


@dataclass(frozen=True)
class Judged:
    """What the checks find in the figures as they are, for the report of a year.

    `results` is the table quality_results; `failing` has the keys of the failing rows by check; `failures` and
    `flagged` are what `power` finds by bounds alone. Only the year in which faults are planted has `failing` and
    `failures`, which take long and which nothing else is compared with.
    """

    results: pd.DataFrame
    failing: dict[str, set[str]]
    failures: Counter[tuple[str, str]]
    flagged: tuple[dict[str, int], int, int]


def judged(figures: Figures, year: str) -> Judged:
    """Judge the prepared tables of a year with every check."""
    from helpers.quality.run import judge, keys_of, quality_results

    tables = figures.tables()
    failing_rows = judge(figures.checks, tables)
    results = quality_results(figures.checks, tables, failing_rows)
    if year != OF_FAULTS:
        return Judged(results, {}, Counter(), flagged(figures))
    failing = {
        check.check_id: set(keys_of(tables[check.table].iloc[failing_rows[check.check_id]], check.table))
        for check in figures.checks
    }
    return Judged(results, failing, failures(figures), flagged(figures))


@pytest.fixture(scope="session")
def figures(made_once: Any) -> Figures:
    """The figures of the project, for the report of 2023; tests must leave them as they are."""
    return made_once("shipped_figures", shipped)


@pytest.fixture(scope="session")
def by_year(figures: Figures, made_once: Any) -> dict[str, Judged]:
    return made_once("shipped_figures_judged", lambda: {year: judged(of_year(figures, year), year) for year in YEARS})
