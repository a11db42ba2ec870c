"""Delivery by theme, the themes without an example, and what the indicators did that it should move."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.results.statements import (
    delivery_by_theme,
    delivery_with_indicators,
    documents_quoted,
    statements_of,
    themes_without_example,
)

THEMES = ["Green", "Safe", "Well"]
ROW: dict[str, Any] = {
    "statement_id": "a",
    "kind": "delivery",
    "theme": "Green",
    "figure": 9.0,
    "figure_decimals": 0,
    "other_figure": None,
    "other_decimals": 0,
    "other_is": "",
    "printed_percent": None,
    "percent_decimals": 0,
    "qualifier": "",
    "indicator_id": "",
    "signed_by": "",
}
STATEMENTS = pd.DataFrame(
    [
        ROW | {"indicator_id": "trees", "signed_by": "Director"},
        ROW | {"figure": None},
        ROW | {"theme": "", "other_figure": 10.0, "other_is": "previous", "printed_percent": -20.0},
        ROW | {"theme": "Well", "indicator_id": "gone"},
        ROW | {"kind": "context", "theme": "Safe"},
    ]
)


def test_examples_are_counted_by_theme_in_printed_order_the_whole_council_last() -> None:
    counts = delivery_by_theme(STATEMENTS, THEMES)
    assert counts.to_numpy().tolist() == [
        ["Green", 2, 1, 1, 1, 0],
        ["Safe", 0, 0, 0, 0, 0],
        ["Well", 1, 1, 1, 0, 0],
        ["", 1, 1, 0, 0, 1],
    ]
    assert themes_without_example(STATEMENTS, THEMES) == ["Safe"]
    assert delivery_by_theme(STATEMENTS.head(2), THEMES)["theme"].tolist() == THEMES


def test_a_printed_fall_that_does_not_follow_is_seen() -> None:
    """9 is 10% less than 10, and not 20%."""
    assert statements_of(STATEMENTS, "delivery")["agreement"].tolist() == ["", "", "does not agree", ""]
    assert statements_of(STATEMENTS, "award").empty


def test_an_example_has_the_direction_of_the_indicator_that_it_should_move() -> None:
    compendium = pd.DataFrame(
        {"indicator_id": ["trees"], "title": ["Trees"], "direction": ["Improved"], "evidence": ["clear"]}
    )
    rows = delivery_with_indicators(STATEMENTS, compendium)
    assert rows["direction"].fillna("").tolist() == ["Improved", "", "", ""]


def test_a_document_that_is_quoted_twice_is_listed_once_and_what_the_council_did_is_none() -> None:
    quoted = ROW | {"kind": "context", "source": "Institute", "dated": "2019", "address": "https://example.org/a"}
    rows = [quoted, quoted | {"dated": "2020"}, quoted | {"kind": "award", "source": "Firm", "address": ""}]
    done = [quoted | {"kind": kind, "source": "Council"} for kind in ("delivery", "service")]
    documents = documents_quoted(pd.DataFrame([*done, *rows]))
    assert documents.to_numpy().tolist() == [["Institute", "2019", "https://example.org/a"], ["Firm", "2019", ""]]
