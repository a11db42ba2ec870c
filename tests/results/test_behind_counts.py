"""The indicators behind a count: those of the example of chapter 8, counted there by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.results.behind_counts import indicators_behind

CLEAR, USUAL = "clear", "within its usual ups and downs"
ROWS = [
    *[("Improved", CLEAR, 1)],
    *[("Improved", USUAL, 2)] * 3,
    *[("No real change", USUAL, 3)] * 2,
    *[("Worsened", CLEAR, 4)] * 2,
    *[("Cannot be determined", "cannot be told", None)] * 2,
]
COMPENDIUM = pd.DataFrame(ROWS, columns=["direction", "evidence", "quartile"]).assign(
    indicator_id=[f"i{number}" for number in range(10)],
    theme="Homes",
    dashboard="Rents",
    in_headline=True,
    p=0.5,
    provisional=False,
    previous_provisional=False,
    derived=False,
    previous_derived=[True] + [False] * 9,
)
LEFT_OUT = COMPENDIUM.head(2).assign(indicator_id=["x", "y"], in_headline=False, dashboard=["Rents", "Schools"])
ALL = pd.concat([COMPENDIUM, LEFT_OUT], ignore_index=True)


@pytest.mark.parametrize(
    ("table", "key", "column", "count"),
    [
        ("headline_facts", "all", "indicators", 10),
        ("headline_facts", "all", "improved", 4),
        ("headline_facts", "Homes", "worsened_percent", 2),
        ("headline_facts", "Roads", "improved", 0),
        ("headline_facts", "all", "determined", 8),
        ("headline_facts", "all", "undetermined", 2),
        ("headline_counts", "improved_clear", "number", 1),
        ("headline_counts", "no_real_change_clear", "number", 0),
        ("headline_counts", "cannot_be_determined", "number", 2),
        ("headline_counts", "ranked", "number", 8),
        ("headline_counts", "quartile_4", "number", 2),
        ("headline_counts", "top_half_percent", "number", 4),
        ("headline_counts", "derived", "number", 1),
        ("headline_counts", "ranked_derived", "number", 0),
        ("headline_counts", "tested", "number", 10),
        ("dashboard_facts", "Rents", "improved", 4),
        ("dashboard_facts", "Schools", "improved", 1),
    ],
)
def test_they_are_as_many_as_were_counted(table: str, key: str, column: str, count: int) -> None:
    behind = indicators_behind(ALL, table, [key], column)
    assert behind is not None
    assert len(behind) == count


@pytest.mark.parametrize("cell", [("comparisons", "a", "rank"), ("headline_counts", "by_chance", "number")])
def test_a_cell_that_counts_no_indicators_has_none(cell: tuple[str, str, str]) -> None:
    assert indicators_behind(ALL, cell[0], [cell[1]], cell[2]) is None
