"""Counts of a draft that do not agree with each other, added up by hand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from helpers.drafts import Draft, DraftFault
from helpers.results.drafts import sums
from helpers.results.drafts.counts import Counted, counts_in
from helpers.sources.drafts.plain_text import read_text

THEMES = {"Great Communities": ["Libraries", "Museums"], "Clean and Green": ["Waste", "Nature"]}
NAMES = [*THEMES, *(name for names in THEMES.values() for name in names)]


def draft(*paragraphs: str) -> Draft:
    return read_text("\n\n".join(("# Draft", *paragraphs)).encode(), "draft.md", is_markdown=True)


def counted(*paragraphs: str) -> list[Counted]:
    return counts_in(draft(*paragraphs), NAMES, 2023)


def expected(faults: Iterable[DraftFault]) -> list[str]:
    return [fault.expected for fault in faults]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Of 12 indicators, 4 improved, 3 showed no real change and 5 worsened.", []),
        (
            "Of 12 indicators, 4 improved, 3 showed no real change and 6 worsened.",
            ["counts that add up to 12; 4 + 3 + 6 is 13"],
        ),
        ("Of 12 indicators, 4 improved and 5 worsened.", []),  # the others are not stated
        ("Of 8 indicators, 4 improved and 5 worsened.", ["counts that add up to 8; 4 + 5 is 9"]),
        (
            "Of 12 indicators, 4 improved, 3 showed no real change, 3 worsened and 2 could not be determined.",
            [],
        ),
        (
            "Overall 44% improved, 21% showed no change and 38% worsened.",
            ["percentages that add up to 100; 44 + 21 + 38 is 103"],
        ),
        ("Overall 44% improved, 21% showed no change and 34% worsened.", []),  # each may be off by a half
        (
            "Overall 4 (40%) improved, 2 (20%) showed no change and 5 (45%) worsened.",
            # 4, 2 and 5 are 11 in all
            [
                "36.4%, as 4 of 11 improved gives, not 40%",
                "18.2%, as 2 of 11 without real change gives, not 20%",
                "percentages that add up to 100; 40 + 20 + 45 is 105",
            ],
        ),
    ],
)
def test_classes_and_their_total(sentence: str, words: list[str]) -> None:
    assert expected(sums.wrong_sums(counted(sentence))) == words


def test_dashboards_add_up_to_their_theme_and_themes_to_the_whole() -> None:
    parts = ["Libraries: 3 improved and 1 worsened.", "Museums: 2 improved and 2 worsened."]
    right = counted("Great Communities: 5 improved and 3 worsened.", *parts)
    wrong = counted("Great Communities: 6 improved and 3 worsened.", *parts)
    assert expected(sums.wrong_parts(right, THEMES)) == []
    assert expected(sums.wrong_parts(wrong, THEMES)) == ["6 improved to be the sum of its dashboards; 3 + 2 is 5"]


def test_where_a_part_is_left_out_the_others_may_only_not_be_more() -> None:
    dashboards = {"Great Communities": ["Libraries", "Museums", "Archives"]}
    parts = ["Libraries: 3 improved and 1 worsened.", "Museums: 2 improved and 2 worsened."]
    assert (
        expected(sums.wrong_parts(counted("Great Communities: 9 improved and 3 worsened.", *parts), dashboards)) == []
    )
    fewer = counted("Great Communities: 4 improved and 3 worsened.", *parts)
    assert expected(sums.wrong_parts(fewer, dashboards)) == ["4 improved to be the sum of its dashboards; 3 + 2 is 5"]


def test_a_count_that_stands_twice_is_the_same() -> None:
    two = counted("Libraries: 3 improved and 1 worsened.", "Libraries: 4 improved and 1 worsened.")
    assert expected(sums.counted_twice(two, {})) == ["3 improved, as line 3 says, not 4"]
    # a dashboard that is counted apart has counts of its own
    assert expected(sums.counted_twice(two, {("Libraries", "improved"): [3.0, 4.0]})) == []


def test_all_indicators_are_as_many_as_the_classes_of_the_whole_report() -> None:
    whole = "Overall 4 improved, 3 showed no real change and 5 worsened."
    text = draft(whole, "Our page has the 15 indicators.", "Our page has the 12 indicators.")
    faults = expected(sums.wrong_bases(text, counts_in(text, NAMES, 2023), NAMES))
    assert faults == ["12 indicators, as the counts of the whole report add up to, not 15"]
    assert expected(sums.wrong_bases(text, counts_in(text, NAMES, 2023), NAMES, [15])) == []
    at_the_start = draft(whole, "The 15 indicators are ours.", "All 14 metrics count.", "Our 12 measures are few.")
    assert expected(sums.wrong_bases(at_the_start, counts_in(at_the_start, NAMES, 2023), NAMES)) == [
        "12 indicators, as the counts of the whole report add up to, not 15",
        "12 indicators, as the counts of the whole report add up to, not 14",
    ]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("roads; buses; schools.", []),
        ("roads; buses.", ["3 names after the colon, and there are 2"]),
        ("roads, buses and schools.", []),
        ("roads (2), buses.", []),
        ("roads and 2 more.", []),
    ],
)
def test_a_list_after_a_colon_has_as_many_names_as_are_counted(names: str, words: list[str]) -> None:
    text = counted(f"Libraries: 4 improved. Great Communities had 3 that worsened: {names}")
    assert expected(sums.wrong_lists(text)) == words
