"""Each figure in the words on a target is a cell of the table target_results."""

from __future__ import annotations

from typing import Any

import pytest
from target_rows import BUILT, NET_ZERO, TREES

from helpers.present.facts import facts_in
from helpers.present.pages.target_facts import target_facts
from helpers.present.pages.target_words import details_in_words

CHANCE = {
    "forecast": 54.1,
    "forecast_lower": 50.0,
    "forecast_upper": 58.2,
    "chance_percent": 0.4,
    "forecast_held_percent": 71.2,
}


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (TREES, ["target_value", "actual", "actual_period", "progress_percent"]),
        (NET_ZERO, ["target_value", "target_period", "required_rate", "past_rate"]),
        (BUILT, ["target_value", "target_period", "off", "tolerance", "progress_percent"]),
        (
            BUILT | CHANCE,
            [
                "target_value",
                "target_period",
                "off",
                "tolerance",
                "progress_percent",
                "forecast",
                "forecast_lower",
                "forecast_upper",
                "number",
                "forecast_held_percent",
                "chance_percent",
            ],
        ),
    ],
)
def test_every_number_in_the_words_is_the_cell_that_holds_it(row: dict[str, Any], columns: list[str]) -> None:
    beside = str(row["actual_period"]) if row["actual_from"] == "run" else ""
    words = details_in_words(row, beside)
    spans = facts_in(words, target_facts(row, beside))
    assert "".join(span.text for span in spans) == words
    assert [span.fact.rpartition("/")[2] for span in spans if span.fact] == columns
    assert [span.text for span in spans if not span.fact and any(map(str.isdigit, span.text))] == []
