"""Areas for continued focus by people and by the rule, and what became of the last ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from frames import NO_MARKS

from helpers.results.commitments import areas_of_focus, commitments_of, followed_up, warned_outside

ROW: dict[str, Any] = {
    "report_year": 2023,
    "commitment_id": "a",
    "kind": "focus",
    "theme": "Safe",
    "subject": "Plans",
    "statement": "",
    "origin": "officer",
    "indicator_ids": "plans;gone",
    "status": "",
    "status_on": "",
    "status_source": "",
    "source": "The report",
    "paragraph": "18",
    "due_by": "",
    "address": "",
}
COMMITMENTS = pd.DataFrame(
    [
        ROW,
        ROW | {"report_year": 2018, "subject": "Old", "indicator_ids": ""},
        ROW | {"report_year": 2020, "subject": "Air", "indicator_ids": "air;plans", "origin": "scrutiny"},
        ROW | {"report_year": 2020, "subject": "Roads plan", "kind": "plan"},
    ]
)
COMPENDIUM = pd.DataFrame(
    [
        ("plans", "Plans", "Worsened", 4, True),
        ("plans_again", "Plans, another way", "Worsened", 4, True),
        ("air", "Air", "Improved", 1, True),
        ("bins", "Bins", "Worsened", 4, True),
        ("cars", "Cars", "Worsened", 4, False),
        ("parks", "Parks", "Worsened", 3, True),
        ("homes", "Homes", "No real change", 4, True),
        ("new", "New", "Worsened", None, True),
    ],
    columns=["indicator_id", "title", "direction", "quartile", "in_headline"],
).assign(theme="Safe", subject="A dashboard's subject", evidence="clear", **NO_MARKS)
COMPENDIUM = COMPENDIUM.astype({"quartile": "Int64"})
SAME = pd.DataFrame({"family": ["plans", "plans"], "indicator_id": ["plans", "plans_again"]})


@pytest.mark.filterwarnings("error")
def test_the_rule_adds_what_worsened_in_the_lowest_quartile_and_says_within_which_area() -> None:
    areas = areas_of_focus(COMMITMENTS, COMPENDIUM, SAME, 2023)
    assert areas[["subject", "origin", "evidence", "within"]].to_numpy().tolist() == [
        ["Plans", "officer", "", ""],
        ["Plans", "rule", "clear", "Plans"],
        ["Plans, another way", "rule", "clear", "Plans"],
        ["Bins", "rule", "clear", ""],
    ]
    alone = areas_of_focus(COMMITMENTS.head(0), COMPENDIUM, SAME, 2023)
    assert alone["subject"].tolist() == ["Plans", "Plans, another way", "Bins"]
    assert alone["within"].eq("").all()
    worked_out = areas_of_focus(COMMITMENTS.head(0), COMPENDIUM.assign(previous_derived=True), SAME, 2023)
    assert worked_out["subject"].tolist() == ["Plans [d]", "Plans, another way [d]", "Bins [d]"]


def test_the_areas_of_the_last_report_before_are_followed_up() -> None:
    rows = followed_up(COMMITMENTS, COMPENDIUM, 2023)
    columns = ["subject", "improved", "no_real_change", "worsened", "cannot_be_determined", "without_row"]
    assert rows[columns].to_numpy().tolist() == [["Air", 1, 0, 1, 0, 0]]
    assert followed_up(COMMITMENTS, COMPENDIUM, 2020)["subject"].tolist() == ["Old"]
    assert followed_up(COMMITMENTS, COMPENDIUM, 2018).empty


def test_an_indicator_that_the_report_lacks_is_counted_apart() -> None:
    assert commitments_of(COMMITMENTS, COMPENDIUM, 2023, "focus")["without_row"].tolist() == [1]
    assert commitments_of(COMMITMENTS, COMPENDIUM, 2020, "plan")["subject"].tolist() == ["Roads plan"]


def test_the_early_warnings_that_the_rule_cannot_name_are_outside_the_headline() -> None:
    names = ["counted", "outside", "by_signal"]
    warnings = pd.DataFrame({"indicator_id": names, "title": names, "by_figures": [True, True, False]})
    compendium = pd.DataFrame({"indicator_id": names, "in_headline": [True, False, False]})
    assert warned_outside(warnings, compendium)["indicator_id"].tolist() == ["outside"]
