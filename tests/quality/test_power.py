"""How many planted slips the checks find, and how many sound figures they flag: floors and ceilings."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from faults import Figures
from power import BOUNDS, SLIPS, WHOLE, YEARS, Power, exchanged, periods_found, slips_found

FLOORS = {"multiplied by 10": 300, "divided by 10": 285, "multiplied by 100": 305, "divided by 100": 295}
"""Of the 319 indicators that are not zero: what was measured, rounded down."""

MOST_FLAGGED = 0.01
"""The share of the newest figures of all councils that may be flagged in a year."""


@pytest.fixture(scope="module")
def before(by_year: dict[str, Any]) -> Counter[tuple[str, str]]:
    """How many rows fail in the figures as they are, by check and indicator."""
    return by_year["2023"].failures


@pytest.fixture(scope="module")
def slips(figures: Figures, before: Counter[tuple[str, str]], made_once: Any) -> dict[str, Power]:
    return made_once("slips_found", lambda: {slip.slip: slip for slip in slips_found(figures, before)})


@pytest.fixture(scope="module")
def flagged_by_year(by_year: dict[str, Any]) -> dict[str, tuple[dict[str, int], int, int]]:
    return {year: judged.flagged for year, judged in by_year.items()}


@pytest.mark.parametrize("slip", FLOORS)
def test_a_slip_of_the_newest_figure_is_found_in_most_indicators(slip: str, slips: dict[str, Power]) -> None:
    assert len(slips[slip].tested) == 319
    assert len(slips[slip].caught) >= FLOORS[slip], sorted(slips[slip].tested - slips[slip].caught)


def test_few_newest_figures_of_any_council_are_flagged(
    flagged_by_year: dict[str, tuple[dict[str, int], int, int]],
) -> None:
    assert set(flagged_by_year) == set(YEARS)
    for year, (_, wrong, last) in flagged_by_year.items():
        assert last > 8000
        assert 0 < wrong / last < MOST_FLAGGED, year


def test_bounds_judged_in_pandas_are_those_of_the_run(
    before: Counter[tuple[str, str]], by_year: dict[str, Any], figures: Figures
) -> None:
    results = by_year["2023"].results
    bounds = {check.check_id for check in figures.checks if check.expectation in BOUNDS}
    failing = results[
        results["outcome"].eq("Fail") & results["severity"].ne("information") & results["check_id"].isin(bounds)
    ]
    slow = {(row["check_id"], row["indicator_id"]): row["rows_failing"] for row in failing.to_dict("records")}
    assert len(before) > 50
    assert dict(before) == slow


def test_digits_change_places() -> None:
    assert [exchanged(42.7, 1), exchanged(5.53, 2), exchanged(-0.31, 2), exchanged(44, 0)] == [24.7, 5.35, -3.01, 44]


DOCUMENT = (Path(__file__).parents[2] / "docs" / "methods" / "11_quality_checks.md").read_text(encoding="utf-8")


def test_the_document_says_what_is_found(
    figures: Figures, before: Counter[tuple[str, str]], slips: dict[str, Power]
) -> None:
    whole = {slip.slip: slip for slip in periods_found(figures, before)}
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCUMENT.splitlines()]
    printed = {(row[0], row[1]): row[2:] for row in rows if len(row) == 4}
    for where, measured in (("the council's newest figure", slips), ("every area's, of that period", whole)):
        for slip, measurement in measured.items():
            assert printed[where, slip] == [str(len(measurement.caught)), str(len(measurement.tested))]
    assert set(slips) == set(SLIPS) and set(whole) == set(WHOLE)


def test_the_document_says_how_many_sound_figures_are_flagged(
    flagged_by_year: dict[str, tuple[dict[str, int], int, int]],
) -> None:
    for year in YEARS:
        rows, wrong, last = flagged_by_year[year]
        cells = [
            year,
            *(str(rows[check]) for check in ("C45", "C64", "C65", "C66", "C67", "C69", "C70")),
            f"{100 * wrong / last:.2f}% of {last:,}",
        ]
        assert re.search(re.escape("| " + " | ".join(cells) + " |"), DOCUMENT), cells
