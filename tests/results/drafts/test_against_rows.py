"""Rows of a draft's tables, held cell by cell to the tables of a made-up year."""

from __future__ import annotations

import pytest
from drafts import TABLES, draft_of

from helpers.results.drafts.against_rows import rows_against_tables


def compared(head: str, *rows: str) -> tuple[list[str], int]:
    """Return what was expected in rows of a table, and how many cells were compared."""
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|" + "---|" * columns, *(f"| {row} |" for row in rows)]
    comparison = rows_against_tables(draft_of("\n".join(lines)), TABLES)
    return [fault.expected for fault in comparison.faults], comparison.compared


NAME = "Household waste reused, recycled or composted"


@pytest.mark.parametrize(
    ("head", "cells", "expected", "number"),
    [
        ("Indicator | 2022/23", "41.8%", [], 1),
        ("Indicator | 2022/23", "41.9%", [f"41.8%, its figure of that period for {NAME}, not 41.9%"], 1),
        ("Indicator | 2022/23 %", "41.8", [], 1),  # the heading has the unit
        ("Indicator | 2021/22", "43.4%", [], 1),
        ("Indicator | 2016/17", "99.9%", [], 0),  # a period without a figure
        ("Indicator | Rank", "26", [], 1),
        ("Indicator | Rank", "25", [f"26, its rank for {NAME}, not 25"], 1),
        ("Indicator | Quartile", "3", [], 1),
        ("Indicator | England", "43.3%", [], 1),
        ("Indicator | Median", "41.0%", [f"40.0%, the median for {NAME}, not 41.0%"], 1),
        ("Indicator | Status", "Worsened", [], 1),
        ("Indicator | Status", "Improved", [f"'Worsened' for {NAME}, not 'Improved'"], 1),
        ("Indicator | Change", "99%", [], 0),  # what changed by how much is left alone
        ("Indicator | Notes", "99%", [], 0),
        ("Indicator | 2022/23", "41 to 43", [], 0),  # not one number
        ("Indicator | 2022/23", "", [], 0),
        ("Indicator | 2022/23", "[c]", [], 0),
    ],
)
def test_a_cell_is_what_its_heading_says(head: str, cells: str, expected: list[str], number: int) -> None:
    faults, cells_compared = compared(head, f"{NAME} | {cells}")
    assert cells_compared == number
    assert len(faults) == len(expected)
    for fault, words in zip(faults, expected, strict=True):
        assert fault.split(",")[0] == words.split(",")[0]
        assert fault.endswith(words[words.index(" for ") :])


def test_a_row_that_names_no_indicator_or_two_is_left_alone() -> None:
    assert compared("Indicator | Rank", "Something else | 99") == ([], 0)
    assert compared("Indicator | Beside | Rank", f"{NAME} | Municipal waste sent to landfill | 99") == ([], 0)
    assert compared("Indicator | Rank") == ([], 0)
