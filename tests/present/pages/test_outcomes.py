"""What the compendium prints of dashboards counted apart, of outcomes and of what somebody asked to see."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd

from helpers.present.pages import outcomes
from helpers.publish.html import to_html
from helpers.results.compendium import direction_counts
from helpers.verdicts import IMPROVED, WORSENED


def text(part: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", to_html(part)))).strip()


def test_eight_of_nine_crimes_worsened_as_the_report_of_2018_says() -> None:
    rows = pd.DataFrame({"dashboard": "Police and Crime", "direction": [WORSENED] * 8 + [IMPROVED]})
    assert text(outcomes.apart(direction_counts(rows, by=["dashboard"]))) == (
        f"{outcomes.APART} Police and Crime: Of the 9 indicators whose direction of travel can be determined, "
        "1 improved (11%) and 8 worsened (89%)."
    )
    assert text(outcomes.apart(direction_counts(rows.head(0), by=["dashboard"]))) == outcomes.NOT_APART


OUTCOMES = pd.DataFrame(
    [
        ("Homes are warm", "Homes", 2, 1, 1, 1, 0, 0, 0, 0),
        ("Homes are many", "Homes", 3, 0, 0, 0, 0, 0, 0, 0),
        ("Homes are <near>", "Homes", 0, 0, 0, 0, 0, 0, 0, 0),
    ],
    columns=[
        "outcome",
        "theme",
        "measures",
        "with_figure",
        "improved",
        "improved_clear",
        "no_real_change",
        "worsened",
        "worsened_clear",
        "cannot_be_determined",
    ],
)


def test_outcomes_that_nothing_measures_are_listed() -> None:
    page = text(outcomes.outcomes(OUTCOMES))
    assert "Homes are many (Homes): the measures have to be handed in." in page
    assert "Homes are <near> (Homes): the register has no measure." in page
    assert "Homes are warm (Homes)" not in page
    assert "that no figure of this report measures" not in text(outcomes.outcomes(OUTCOMES.head(1)))


ASKED: dict[str, Any] = {
    "topic": "Air",
    "asked_by": "Scrutiny, 2018",
    "title": "Particles",
    "value": 9.125,
    "decimals": 1,
    "unit": "%",
    "period": "2018",
    "direction": IMPROVED,
    "answer": "Some years old",
    "comes_from": "",
    "marker": "",
    "provisional": False,
    "derived": False,
    "evidence": "clear",
}


def test_what_was_asked_for_has_its_figure_or_says_who_has_to_give_it() -> None:
    frame = pd.DataFrame(
        [
            ASKED,
            ASKED | {"title": "Sites", "value": None, "comes_from": "air quality reports"},
            ASKED | {"title": "Dust", "value": None},
            ASKED | {"title": "Homes", "marker": "[r]", "provisional": True, "derived": True},
        ]
    )
    page = text(outcomes.asked_for(frame))
    assert "Particles 9.1 % 2018 ▲ Improved clearly Some years old" in page
    assert "Sites to be handed in: air quality reports [x]" in page
    assert "Dust no figure in this report [x]" in page
    assert "Homes 9.1 % [d] [p] [r] 2018 ▲ Improved clearly" in page


def test_who_controls_the_outcome_is_said_in_words() -> None:
    rows = pd.DataFrame({"controlled_by": ["nhs", "county"], "direction": [IMPROVED, WORSENED]})
    rows["evidence"] = ["clear", "cannot be told"]
    counts = direction_counts(rows, by=["controlled_by"])
    page = text(outcomes.controllers(counts, is_two_tier=True))
    assert "The county council 1 0 0 0 1 0 0" in page
    assert "The NHS 1 1 1 0 0 0 0" in page
    assert "The council 1 0 0 0 1 0 0" in text(outcomes.controllers(counts, is_two_tier=False))


def test_what_no_plan_and_no_question_of_the_council_stands_for_is_said() -> None:
    assert text(outcomes.outcomes(OUTCOMES.head(0), layout="Plan 2022 of Ashire")) == (
        "No plan of this council is at hand. The dashboards are laid out as in another council's: Plan 2022 of Ashire. "
        "The report says nothing of what this council has set out to do."
    )
    assert text(outcomes.asked_for(pd.DataFrame())) == outcomes.NOTHING_ASKED_FOR
    assert text(outcomes.outcomes(OUTCOMES.head(0))) == outcomes.NO_OUTCOMES
