"""What is said of one indicator, in every form, and that a changed raw figure changes each sentence that states it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.present.facts import FactTables
from helpers.present.narrative_indicator import TABLES_STATED, indicator_statements
from tests.support.sentences import check_facts

ROW: dict[str, Any] = {
    "indicator_id": "recycling",
    "title": "Household waste recycled",
    "value": 41.84,
    "unit": "%",
    "decimals": 2,
    "period": "2022/23",
    "marker": "",
    "provisional": False,
    "derived": False,
    "previous_value": 43.4,
    "previous_period": "2021/22",
    "change": -1.56,
    "direction": "Worsened",
}
COMPARED: dict[str, Any] = {
    "indicator_id": "recycling",
    "rank": 26,
    "tied": 1,
    "n": 36,
    "quartile": 3,
    "median": 44.2,
    "england": 43.3,
}


def texts_of(
    row: dict[str, Any] | None = None, compared: dict[str, Any] | None = None, evidence: str = ""
) -> list[str]:
    compendium = pd.DataFrame([ROW | {"evidence": evidence} | (row or {})])
    comparisons = pd.DataFrame([COMPARED | (compared or {})]).astype({"rank": "Int64", "quartile": "Int64"})
    made = indicator_statements(compendium, comparisons, "county areas").get("recycling", ())
    check_facts(made, FactTables({"compendium": compendium, "comparisons": comparisons}, TABLES_STATED))
    return [one.text for one in made]


def test_a_share_has_percentage_points_and_one_decimal_at_most() -> None:
    assert texts_of() == [
        "Household waste recycled: 41.8% in 2022/23, down 1.6 percentage points from 43.4% in 2021/22, which is worse.",
        "The council is 26th of 36 county areas, in the third quartile.",
        "The middle council has 44.2% and England has 43.3%.",
    ]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            {"direction": "Improved", "change": 1.0, "previous_value": 40.84, "decimals": 0},
            "42% in 2022/23, up 1 percentage point from 41% in 2021/22, which is better.",
        ),
        (
            {"direction": "No real change", "change": 0.02},
            "41.8% in 2022/23, up less than 0.1 percentage points from 43.4% in 2021/22: no real change.",
        ),
        (
            {"direction": "No real change", "change": 0.0, "previous_value": 41.84},
            "41.8% in 2022/23, as it was in 2021/22 (41.8%): no real change.",
        ),
        ({"direction": "Not judged"}, "41.8% in 2022/23, down 1.6 percentage points from 43.4% in 2021/22."),
        ({"direction": "Cannot be determined", "change": None}, "41.8% in 2022/23."),
        ({"provisional": True, "derived": True, "change": None}, "41.8% [d] [p] in 2022/23."),
        (
            {"unit": "GBP", "decimals": 0, "value": 62_743_940, "previous_value": 49.7e6, "change": 13_043_940},
            "£62.7m in 2022/23, up £13.0m from £49.7m in 2021/22, which is worse.",
        ),
        (
            {"unit": "per 10,000 children", "decimals": 1, "value": 48.2, "previous_value": 56.8, "change": -8.6},
            "48.2 per 10,000 children in 2022/23, down 8.6 from 56.8 in 2021/22, which is worse.",
        ),
    ],
)
def test_each_unit_and_judgement_has_its_form(row: dict[str, Any], text: str) -> None:
    assert texts_of(row)[0] == f"Household waste recycled: {text}"


def test_a_shared_rank_and_what_is_not_there() -> None:
    assert texts_of(compared={"tied": 2, "quartile": None})[1] == "The council is equal 26th of 36 county areas."
    assert texts_of(compared={"rank": None, "england": None})[1:] == ["The middle council has 44.2%."]
    assert texts_of(compared={"rank": None, "england": None, "median": None})[1:] == []
    assert texts_of({"value": None}) == []


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        ("clear", "The change is clear: it is more than the measure's usual ups and downs."),
        ("within its usual ups and downs", "The change is within the measure's usual ups and downs."),
        ("cannot be told", "Whether the change is more than the measure's usual ups and downs cannot be told."),
    ],
)
def test_how_sure_the_change_is(evidence: str, text: str) -> None:
    assert texts_of(evidence=evidence)[1] == text
    assert text not in texts_of({"change": 0.0}, evidence=evidence)
    assert text not in texts_of({"direction": "Cannot be determined"}, evidence=evidence)


@pytest.mark.parametrize(
    ("row", "compared", "changed"),
    [
        ({"value": 39.9}, {}, [0]),
        ({"previous_value": 45.0}, {}, [0]),
        ({"change": -2.5}, {}, [0]),
        ({"period": "2023/24"}, {}, [0]),
        ({"title": "Waste recycled"}, {}, [0]),
        ({}, {"rank": 27}, [1]),
        ({}, {"n": 35}, [1]),
        ({}, {"quartile": 4}, [1]),
        ({}, {"median": 45.0}, [2]),
        ({}, {"england": 42.0}, [2]),
    ],
)
def test_a_changed_figure_changes_the_sentence_that_states_it(
    row: dict[str, Any], compared: dict[str, Any], changed: list[int]
) -> None:
    before, after = texts_of(), texts_of(row, compared)
    assert [number for number in range(3) if before[number] != after[number]] == changed
