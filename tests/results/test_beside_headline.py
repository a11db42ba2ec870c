"""Counts beside the headline: dashboards counted apart, outcomes, and what somebody asked to see."""

from __future__ import annotations

import pandas as pd

from helpers.results import beside_headline
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NOT_JUDGED, WORSENED

NO_FAMILIES = pd.DataFrame({"family": [], "indicator_id": []}, dtype="str")
ROWS = [
    ("burglary", "Police", "lower_is_better", WORSENED, 5.0, False, "national", ""),
    ("drugs", "Police", "neutral", NOT_JUDGED, 2.0, False, "national", ""),
    ("old", "Police", "lower_is_better", IMPROVED, 3.0, True, "national", ""),
    ("robbery", "Police", "lower_is_better", IMPROVED, 1.0, False, "national", "thefts"),
    ("theft", "Police", "lower_is_better", CANNOT_BE_DETERMINED, None, False, "partner", ""),
    ("thieves", "Police", "lower_is_better", WORSENED, 1.5, False, "national", "thefts"),
    ("waste", "Waste", "lower_is_better", IMPROVED, 9.0, False, "national", ""),
]
COMPENDIUM = pd.DataFrame(
    ROWS, columns=["indicator_id", "dashboard", "polarity", "direction", "value", "stale", "measure_type", "family"]
).assign(theme="Any", in_headline=False)
COMPENDIUM["count_apart"] = COMPENDIUM["dashboard"].eq("Police")
COMPENDIUM["dashboard_order"] = COMPENDIUM["dashboard"].map({"Police": 1, "Waste": 2})
SAME = pd.DataFrame({"family": ["thefts", "thefts"], "indicator_id": ["thieves", "robbery"]})


def test_what_is_counted_apart_is_judged_not_too_old_and_counted_once() -> None:
    """Of six crimes one is context, one too old, one told by the row before it, and one still to be handed in."""
    apart = beside_headline.apart_counts(COMPENDIUM, SAME)
    assert apart[["dashboard", "improved", "worsened", "cannot_be_determined", "total"]].values.tolist() == [
        ["Police", 0, 2, 0, 2]
    ]


def test_without_families_each_row_counts() -> None:
    apart = beside_headline.apart_counts(COMPENDIUM.assign(family=""), NO_FAMILIES)
    assert apart.loc[0, ["improved", "worsened"]].tolist() == [1, 2]


def test_an_outcome_counts_its_measures_and_one_without_any_counts_none() -> None:
    table = pd.DataFrame(
        [
            ("Safe", 1, "Homes are safe", "burglary"),
            ("Safe", 1, "Homes are safe", "theft"),
            ("Safe", 2, "All is well", ""),
            ("Safe", 3, "Drugs are few", "drugs"),
        ],
        columns=["theme", "outcome_order", "outcome", "indicator_id"],
    )
    counts = beside_headline.outcome_counts(table, COMPENDIUM)
    columns = ["outcome", "measures", "with_figure", "improved", "worsened", "not_judged"]
    assert counts[columns].values.tolist() == [
        ["Homes are safe", 2, 1, 0, 1, 0],
        ["All is well", 0, 0, 0, 0, 0],
        ["Drugs are few", 1, 1, 0, 0, 1],
    ]


def test_a_subject_has_a_row_for_each_measure_of_the_report() -> None:
    asked = pd.DataFrame(
        {"topic": ["Crime"], "asked_by": ["Scrutiny"], "indicator_ids": ["theft;burglary;gone"], "answer": ["Here"]}
    )
    rows = beside_headline.answers(asked, COMPENDIUM)
    assert rows[["topic", "indicator_id", "answer"]].values.tolist() == [
        ["Crime", "theft", "Here"],
        ["Crime", "burglary", "Here"],
    ]
