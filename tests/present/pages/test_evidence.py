"""What is said of the strength of evidence, with each number and each plural."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd
import pytest

from helpers.present.pages import evidence
from helpers.publish.html import to_html

COUNTS = {"improved": 37, "improved_clear": 16, "worsened": 44, "worsened_clear": 9, "total": 131} | {
    "no_real_change_clear": 0
}


def text(part: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", to_html(part)))).strip()


@pytest.mark.parametrize(
    ("changes", "tested", "sentence"),
    [
        (
            {},
            93,
            "Of 131 counted indicators, 37 improved, 16 of them clearly; 44 worsened, 9 clearly; of 93 measures "
            "tested the rule is meant to let about 5 seem clear by chance.",
        ),
        (
            {"improved": 1, "improved_clear": 0, "worsened": 2, "worsened_clear": 2, "total": 3},
            3,
            "Of 3 counted indicators, 1 improved, not clearly; 2 worsened, all clearly; of 3 measures tested "
            "the rule is meant to let fewer than 1 seem clear by chance.",
        ),
        (
            {"improved": 1, "improved_clear": 1, "worsened": 5, "worsened_clear": 0, "total": 6},
            20,
            "Of 6 counted indicators, 1 improved, clearly; 5 worsened, none clearly; of 20 measures tested the rule "
            "is meant to let about 1 seem clear by chance.",
        ),
        (
            {"improved": 0, "worsened": 0, "total": 1},
            0,
            "Of 1 counted indicator, none improved; none worsened; no measure can be tested for chance.",
        ),
    ],
)
def test_the_headline_has_both_answers_and_the_number_by_chance(
    changes: dict[str, int], tested: int, sentence: str
) -> None:
    chance = {"tested": tested, "by_chance": tested / 20}
    assert evidence.headline_sentence(COUNTS | changes, chance) == sentence


def test_the_headline_by_the_evidence_alone_says_what_is_counted() -> None:
    counts = {"improved": 17, "improved_clear": 17, "worsened": 0, "worsened_clear": 0, "total": 131}
    assert evidence.headline_sentence(counts, {"tested": 93, "by_chance": 4.65}, by_evidence=True) == (
        "Counted by the evidence alone, 17 of 131 indicators improved and none worsened by more than their usual "
        "ups and downs; of 93 measures tested the rule is meant to let about 5 seem clear by chance."
    )


@pytest.mark.parametrize(
    ("clear", "stay", "stay_any", "sentence"),
    [
        (
            25,
            17,
            1,
            "Of the 25 clear changes, 17 still count if at most 10 of 100 may be there by chance, and 1 by a "
            "stricter test, which holds even if measures move together.",
        ),
        (
            1,
            1,
            0,
            "The one clear change still counts if at most 10 of 100 may be there by chance, but not by a stricter "
            "test, which holds even if measures move together.",
        ),
        (
            1,
            0,
            0,
            "The one clear change no longer counts if at most 10 of 100 may be there by chance, and does not by a "
            "stricter test, which holds even if measures move together.",
        ),
        (
            2,
            2,
            1,
            "Of the 2 clear changes, all still count if at most 10 of 100 may be there by chance, and 1 by a "
            "stricter test, which holds even if measures move together.",
        ),
        (
            2,
            0,
            0,
            "Of the 2 clear changes, none still counts if at most 10 of 100 may be there by chance, and none by a "
            "stricter test, which holds even if measures move together.",
        ),
        (0, 0, 0, "No change is clear, so none can be there by chance."),
    ],
)
def test_how_many_stay_is_said(clear: int, stay: int, stay_any: int, sentence: str) -> None:
    assert evidence.stay_sentence({"clear": clear, "stay": stay, "stay_any": stay_any}) == sentence


def test_the_headline_is_one_paragraph_with_what_chance_does() -> None:
    chance = {"tested": 93, "by_chance": 4.65, "clear": 25, "stay": 17, "stay_any": 9}
    whole = text(evidence.headline_paragraph(COUNTS, chance, "Standing still."))
    first, last = evidence.headline_sentence(COUNTS, chance), evidence.stay_sentence(chance)
    assert whole == f"{first} Standing still. {last}"
    # those that improved and worsened clearly do not add up to all clear changes
    with_small = text(evidence.headline_paragraph(COUNTS | {"no_real_change_clear": 1}, chance, "Standing still."))
    assert "Of the 25 clear changes (1 of them no real change by size), 17 still count if" in with_small
    by_evidence = evidence.headline_paragraph(COUNTS | {"no_real_change_clear": 1}, chance, "", by_evidence=True)
    assert "of them no real change" not in text(by_evidence)


BY_DIRECTION = pd.DataFrame(
    [("Improved", 15, 21, 4, 40), ("No real change", 1, 27, 2, 30), ("Worsened", 13, 32, 7, 52)],
    columns=["direction", "clear", "usual", "cannot_be_told", "total"],
)


def test_the_strength_is_said_and_adds_up() -> None:
    assert evidence.strength_sentence(BY_DIRECTION) == (
        "Of 122 indicators whose direction is determined, 29 changed clearly and 80 stayed within their usual ups and "
        "downs; for 13 it cannot be told. 1 indicator with no real change moved clearly."
    )
    page = text(evidence.evidence_table(BY_DIRECTION))
    assert "▼ Worsened 13 32 7 52 All 29 80 13 122" in page
    nothing = BY_DIRECTION.assign(clear=0, usual=0, cannot_be_told=0, total=0)
    assert evidence.strength_sentence(nothing) == "No direction is determined, so there is no evidence to weigh."
    without = nothing.assign(usual=[1, 0, 0], total=[1, 0, 0])
    assert evidence.strength_sentence(without) == (
        "Of 1 indicator whose direction is determined, none changed clearly and 1 stayed within their usual ups and "
        "downs; for none it cannot be told."
    )


def test_the_grounds_are_printed_with_their_sum() -> None:
    grounds = pd.DataFrame(
        {"evidence": ["clear", "cannot be told"], "evidence_reason": ["limits", "few"], "indicators": [3, 4]}
    )
    assert "Clear limits 3 Cannot be told few 4 All All 7" in text(evidence.grounds_table(grounds))
