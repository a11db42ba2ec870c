"""What counts of a draft leave over, added up by hand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from helpers.drafts import Draft, DraftFault
from helpers.results.drafts import rests
from helpers.results.drafts.counts import Counted, counts_in
from helpers.sources.drafts.plain_text import read_text

THEMES = {"Clean": ["Waste", "Nature"], "Safe": ["Police", "Fire"], "Well": ["Health"]}
NAMES = [*THEMES, *(name for names in THEMES.values() for name in names)]


def draft(*paragraphs: str) -> Draft:
    return read_text("\n\n".join(("# Draft", *paragraphs)).encode(), "draft.md", is_markdown=True)


def counted(*paragraphs: str) -> list[Counted]:
    return counts_in(draft(*paragraphs), NAMES, 2023)


def expected(faults: Iterable[DraftFault]) -> list[str]:
    return [fault.expected for fault in faults]


def test_the_first_count_of_a_subject_stands() -> None:
    counts = counted("Clean: 3 improved and 1 worsened.", "Clean: 4 improved and 50% worsened.")
    values = {key: count.number.value for key, count in rests.first_counts(counts).items()}
    assert values == {("Clean", "improved"): 3.0, ("Clean", "worsened"): 1.0}
    assert rests.first_counts([]) == {}


@pytest.mark.parametrize(
    ("paragraphs", "sentences"),
    [
        # 12 in all, and 5 + 4 of two themes; nobody says where the other 3 are
        (
            [
                "Overall, of 12 indicators 6 improved.",
                "Clean: of 5 indicators 2 improved.",
                "Safe: of 4 indicators 2 improved.",
            ],
            [("12 in all to be the sum of the themes; 5 + 4 is 9", "say where the other 3 are")],
        ),
        (
            [
                "Overall, of 9 indicators 6 improved.",
                "Clean: of 5 indicators 2 improved.",
                "Safe: of 4 indicators 2 improved.",
            ],
            [],
        ),
        (
            [
                "Overall, of 12 indicators 6 improved.",
                "Clean: of 5 indicators 2 improved.",
                "Safe: of 4 indicators 2 improved.",
                "Well has more.",
            ],
            [],
        ),
        (
            ["Overall, of 12 indicators 6 improved.", "Clean: of 5 indicators 2 improved."],
            [],
        ),  # one theme alone says nothing
        (["Clean: of 5 indicators 2 improved.", "Safe: of 4 indicators 2 improved."], []),
    ],
)
def test_a_total_is_the_sum_of_its_themes_or_names_the_others(
    paragraphs: list[str], sentences: list[tuple[str, str]]
) -> None:
    text = draft(*paragraphs)
    faults = list(rests.unnamed_themes(text, counts_in(text, NAMES, 2023), THEMES))
    assert [(fault.expected, fault.remedy) for fault in faults] == sentences


@pytest.mark.parametrize(
    ("theme", "sentences"),
    [
        # Waste leaves 10 - 4 - 3 = 3 over and Nature 8 - 5 - 1 = 2, so 5 in all
        ("Clean: 9 improved, 4 showed no real change, 4 worsened and 1 could not be determined.", []),
        (
            "Clean: 9 improved, 4 showed no real change, 4 worsened and 2 could not be determined.",
            ["5 without a change or not determined, as its parts leave over, not 6"],
        ),
        ("Clean: 9 improved, 4 showed no real change and 4 worsened.", []),  # how many are unknown is not said
    ],
)
def test_what_dashboards_leave_over_is_what_their_theme_leaves_over(theme: str, sentences: list[str]) -> None:
    parts = ["Waste: of 10 indicators 4 improved and 3 worsened.", "Nature: of 8 indicators 5 improved and 1 worsened."]
    assert expected(rests.wrong_rests(counted(theme, *parts), THEMES)) == sentences
    assert expected(rests.wrong_rests(counted(theme, parts[0]), THEMES)) == []  # one part is not stated


def test_one_number_of_two_things_is_named() -> None:
    now = counted("Overall, of 12 indicators 6 improved, 3 showed no real change and 3 worsened.")
    then = counted("Overall, of 12 indicators 5 improved, 2 showed no real change and 1 worsened.")
    assert expected(rests.same_number_of_other_things(now, then)) == [
        "12 to count what it counts in the report before, where 8 have a direction and here 12"
    ]
    assert expected(rests.same_number_of_other_things(now, now)) == []
    assert expected(rests.same_number_of_other_things(now, [])) == []
    fewer = counted("Overall, of 11 indicators 5 improved, 2 showed no real change and 1 worsened.")
    assert expected(rests.same_number_of_other_things(now, fewer)) == []
