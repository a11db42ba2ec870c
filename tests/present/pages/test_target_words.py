"""What the site says of a target in few words."""

from __future__ import annotations

from typing import Any

import pytest
from target_rows import BUILT, NET_ZERO, TREES, results_of

from helpers.present.pages.target_words import (
    details_in_words,
    distance_in_words,
    progress_in_words,
    rule_in_words,
    target_cell,
    target_in_short,
    targets_by_indicator,
)


def test_a_target_says_what_it_asks_how_far_off_the_figure_is_and_the_rule() -> None:
    red = BUILT | {"off": 8.2, "actual": 51.8, "calculated": "Red", "status": "Red", "progress_percent": None}
    assert target_cell([red], "2022/23").text == (
        "■ Red (Target 60% by Mar 2023; 8.2 points short; red: more than 5 points short)"
    )
    assert target_cell([BUILT], "2021/22").text == (
        "◆ Amber (Target 60% by Mar 2023; 55.8% (2022/23); 4.2 points short; amber: up to 5 points short; "
        "73.8% of the way; the rate it needs is not known, as the period of the target is over)"
    )


def test_a_judged_colour_stands_beside_the_calculated_one_where_they_differ() -> None:
    judged = BUILT | {"judged": "Green", "status": "Green"}
    assert target_cell([judged]).text.startswith("● Green (as judged; by rule Amber) (Target 60%")
    assert target_cell([judged | {"calculated": "Green"}]).text.startswith("● Green (as judged) (Target")


def test_trees_say_how_much_of_the_way_is_done_and_that_no_date_is_given() -> None:
    """250,000 of 700,000 is 35.7%."""
    assert details_in_words(TREES) == (
        "Target 700,000 trees, no date given; more than 250,000 trees (31 Mar 2023); more than 35.7% of the way; "
        "the rate it needs is not known, as nobody says by when it is to be reached"
    )
    assert target_cell([TREES]).text.startswith("No colour (Target 700,000 trees")
    assert target_in_short([TREES]) == "target: more than 35.7% of the way"


def test_a_target_of_later_years_says_the_rate_it_needs() -> None:
    """6.32 tonnes over the 23 years from 2022 to 2045 is 0.27 a year, to two decimals."""
    assert details_in_words(NET_ZERO, "2022") == (
        "Target 0 tonnes CO2e per head by 2045; needs 0.275 tonnes CO2e per head a year, had 0.242"
    )
    assert (
        target_in_short([NET_ZERO, BUILT])
        == "target: needs 0.275 tonnes CO2e per head a year, had 0.242; target: amber"
    )
    assert target_in_short([BUILT, BUILT]) == "both of its targets: amber"
    assert target_in_short([BUILT, BUILT, BUILT | {"status": "Red"}]) == "targets: amber, amber and red"


@pytest.mark.parametrize(
    ("changed", "distance", "rule"),
    [
        ({"off": -3.0, "calculated": "Green"}, "3.0 points better", "green: met"),
        ({"off": 0.0, "calculated": "Green"}, "exactly there", "green: met"),
        (
            {"due": "milestone", "due_value": 58.0, "off": -3.0, "calculated": "Green"},
            "3.0 points better than the 58.0% due by then",
            "green: milestone met",
        ),
        ({"polarity": "lower_is_better"}, "4.2 points over", "amber: up to 5 points over"),
        (
            {"polarity": "lower_is_better", "due": "milestone", "due_value": 58.0, "off": 2.2},
            "2.2 points over the 58.0% due by then",
            "amber: up to 5 points over",
        ),
        ({"type": "plan", "rule": "plan"}, "4.2 points off", "amber: off by up to twice the 5 points allowed"),
        (
            {"type": "range", "rule": "range", "calculated": "Red", "off_is": "per cent"},
            "4.2% outside",
            "red: more than 5% outside",
        ),
        ({"rule": "floor", "floor": 50.0}, "4.2 points short", "amber: not below the floor of 50.0%"),
        (
            {"due": "milestone", "due_value": 58.0, "off": 2.2},
            "2.2 points short of the 58.0% due by then",
            "amber: up to 5 points short",
        ),
        (
            {"due": "trajectory", "due_value": 58.04, "rule": "trajectory", "calculated": "Red"},
            "4.2 points short of the 58.04% due by then",
            "red: short by more than 20% of the way planned so far",
        ),
        ({"calculated": "Cannot be determined", "rule": "", "off": None}, "", ""),
    ],
)
def test_distance_and_rule_are_in_the_measure_of_the_target(changed: dict[str, Any], distance: str, rule: str) -> None:
    row = BUILT | changed
    assert (distance_in_words(row), rule_in_words(row)) == (distance, rule)


def test_the_chance_of_meeting_it_is_said_with_its_range() -> None:
    row = BUILT | {"forecast": 58.0, "forecast_lower": 55.0, "forecast_upper": 61.0, "chance_percent": 0.4}
    assert details_in_words(row | {"forecast_held_percent": 70.4}).endswith(
        "forecast 58.0% (55.0% to 61.0%, meant for 80 of 100 cases; such ranges held in 70 of 100: too narrow), met in "
        "under 1 of 100"
    )


def test_a_standard_has_no_rate_and_targets_are_by_indicator() -> None:
    assert progress_in_words(BUILT | {"type": "at_least"}) == ""
    no_indicator = TREES | {"indicator_id": ""}
    by_indicator = targets_by_indicator(results_of(BUILT, NET_ZERO, no_indicator))
    assert {name: len(rows) for name, rows in by_indicator.items()} == {"waste_pct": 1, "ghg": 1}
