"""The public summary: as many that got worse as got better, in plain words, and key messages to paste."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from paper_material import headline, material, mover
from reading_age import automated_readability_grade, flesch_kincaid_grade

from helpers.present.narrative_headline import headline_statements
from helpers.present.page_facts import facts_of, words_of
from helpers.present.papers.summary import (
    BETTER,
    WORSE,
    SummaryMaterial,
    key_messages,
    summary_document,
    summary_page,
    summary_parts,
)
from helpers.present.values import BulletList

POSITION = {
    "scope": "Overall",
    "area_code": "E10000018",
    "n": 36,
    "median_rank": 12,
    "rank_95_lower": 4,
    "rank_95_upper": 27,
}
FUNDING = {"financial_year": "2020/21", "per_head": 543.3, "class_average": 625.1, "is_lowest": True, "n": 25}
CLEAR = {"improved_clear": 17.0, "worsened_clear": 15.0, "total": 159.0}
NAMES = {"waste_recycled": "Waste that is used again", "plans_in_time": "Plans made on time"}


def summary(**changed: Any) -> SummaryMaterial:
    return SummaryMaterial(material(**changed), NAMES, POSITION, FUNDING, CLEAR)


def lists(made: SummaryMaterial) -> dict[str, list[str]]:
    return {
        title: [
            "".join(span.text for span in item) for part in parts if isinstance(part, BulletList) for item in part.items
        ]
        for title, parts in summary_parts(made)
        if any(isinstance(part, BulletList) for part in parts)
    }


def test_what_got_worse_has_the_weight_of_what_got_better() -> None:
    assert lists(summary()) == {
        BETTER: ["Waste that is used again: it was 45.2% in 2022. It was 43.1% the time before."],
        WORSE: ["Plans made on time: it was 3.8% in 2022. It was 26.9% the time before."],
    }
    worst = pd.DataFrame([mover("Plans in time", 3.8, 26.9), mover("Fires", 9.0, 8.0), mover("Falls", 9.0, 8.0)])
    more = lists(summary(worst=worst))
    assert [len(items) for items in more.values()] == [2, 2]
    assert lists(summary(worst=worst.head(0))) == {}


def test_the_page_and_the_document_say_the_same_and_every_number_is_a_fact() -> None:
    page, document = summary_page(summary()), summary_document(summary()).as_page()
    on_page, in_document = (
        ["".join(span.text for span in spans) for spans in words_of(one)] for one in (page, document)
    )
    assert on_page == in_document
    assert (
        "We could check 125 things: 48 got better, 56 got worse and 21 stayed much the same. For 34 more we cannot "
        "say yet. Some of this may be luck. For 17 that got better and 15 that got worse, luck is not likely."
    ) in on_page
    assert (
        "Among 36 areas like ours, with the best at the top, we are about 12th. We cannot be sure, so we could be as "
        "high as 4th or as low as 27th."
    ) in on_page
    assert (
        "In 2020/21 the council had £543 for each person. That was the lowest of 25 such councils. The usual sum was "
        "£625."
    ) in on_page
    stated = {fact.fact for fact in facts_of([page])}
    assert {"positions/Overall+E10000018/rank_95_upper", "compendium/plans_in_time/previous_value"} <= stated


def test_a_unit_that_the_name_has_is_not_said_again_and_zero_is_none() -> None:
    rows = pd.DataFrame([mover("Bus journeys per head", 17.5, 19.9) | {"unit": "journeys per head"}])
    facts = pd.DataFrame([headline("all", 1, 0, 0)])
    made = summary(best=rows, headlines=headline_statements(facts))
    assert lists(made)[BETTER] == ["Bus journeys per head: it was 17.5 in 2022. It was 19.9 the time before."]
    words = ["".join(span.text for span in spans) for spans in words_of(summary_page(made))]
    assert (
        "We could check 1 thing: 1 got better and none got worse. Some of this may be luck. For 17 that got better and "
        "15 that got worse, luck is not likely."
    ) in words


@pytest.mark.parametrize(
    ("clear", "ends"),
    [
        ({}, "For 34 more we cannot say yet."),
        ({"improved_clear": 0.0, "worsened_clear": 0.0}, " yet. All of this may be luck."),
        ({"improved_clear": 0.0, "worsened_clear": 1.0}, " luck. For 1 that got worse, luck is not likely."),
    ],
)
def test_only_clear_changes_are_not_likely_to_be_luck(clear: dict[str, float], ends: str) -> None:
    words = ["".join(span.text for span in spans) for spans in words_of(summary_page(replace(summary(), clear=clear)))]
    assert next(line for line in words if line.startswith("We could check")).endswith(ends)


def test_what_is_not_known_is_left_out() -> None:
    titles = [title for title, _ in summary_parts(SummaryMaterial(material()))]
    assert "How do we compare?" not in titles and "How much money is there?" not in titles


def test_the_sentences_around_the_names_are_for_readers_of_nine_to_eleven() -> None:
    blocks = ["".join(span.text for span in spans) for spans in words_of(summary_page(summary()))][1:]
    assert flesch_kincaid_grade(blocks) <= 6
    assert automated_readability_grade(blocks) <= 6


def test_key_messages_are_lines_to_paste() -> None:
    lines = key_messages(material(), "Testshire 2023.").splitlines()
    assert lines[0] == "Performance Compendium 2023, Testshire. Draft."
    assert lines[2].startswith("- Of the 125 indicators whose direction of travel can be determined, 48 improved (38%)")
    assert lines[3] == "- Of 3 counted indicators, 2 improved, one of them clearly; 1 worsened, not clearly."
    assert "- What worsened most clearly: Plans in time." in lines
    assert lines[-1] == "Testshire 2023."
