"""What the compendium says of targets in the headline."""

from __future__ import annotations

import pandas as pd
from target_rows import BUILT, NET_ZERO, TREES, results_of

from helpers.present.pages.target_headline import targets_headline
from helpers.results.target_results import count_targets
from helpers.schema.agreements import ENABLING_MEASURES
from helpers.schema.types import no_rows

NOTHING_ASKED = no_rows(ENABLING_MEASURES)


def words_of(results: pd.DataFrame, measures: pd.DataFrame = NOTHING_ASKED) -> str:
    counted = results.assign(off_trajectory=pd.array([pd.NA] * len(results), dtype="boolean"))
    return " ".join(map(repr, targets_headline(results, count_targets(counted), measures)))


def test_the_red_the_moved_and_the_waiting_are_named() -> None:
    red = BUILT | {"target_id": "red", "title": "Zebra crossings", "status": "Red", "calculated": "Red", "change": 3.0}
    words = words_of(results_of(red, BUILT, TREES, NET_ZERO))
    assert "Red: 1 target." in words
    assert "Zebra crossings: Target 60% by Mar 2023; 55.8% (2022/23); 4.2 points short." in words
    assert "Zebra crossings: 5.0% of the target" in words
    assert "Net zero county: not due until 31 December 2045; missing: the figure that it starts from" in words
    assert "What waits: 2 targets." in words


def test_what_there_is_none_of_is_said() -> None:
    green = BUILT | {"status": "Green", "calculated": "Green"}
    words = words_of(results_of(green))
    for sentence in ("No target is red.", "No figure moved towards its target", "Nothing waits"):
        assert sentence in words
    assert words_of(results_of()).startswith("There are no targets")


def test_indicators_that_wait_for_the_government_are_named() -> None:
    measure = dict.fromkeys(ENABLING_MEASURES.names, "") | {"reference": "7.3", "title": "Disorder", "waits": True}
    done = measure | {"title": "Landfill", "waits": False}
    words = words_of(results_of(BUILT), pd.DataFrame([measure, done]))
    assert "These wait for what the government was asked for: Disorder." in words
