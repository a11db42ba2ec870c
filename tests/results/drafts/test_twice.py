"""One fact that a draft states in two ways, and what only looks like one."""

from __future__ import annotations

import pytest

from helpers.results.drafts.twice import stated_twice
from helpers.sources.drafts.plain_text import read_text


def faults(*paragraphs: str) -> list[str]:
    draft = read_text("\n\n".join(("# Draft", *paragraphs)).encode(), "draft.md", is_markdown=True)
    return [fault.expected for fault in stated_twice(draft, ["Pupils in Year 6 who swim"])]


def test_another_number_in_the_same_words_is_named_with_where_the_first_stands() -> None:
    first, second = "The funding gap with Surrey is £99m.", "The funding gap with Surrey is £101m."
    assert faults(first, second) == ["£99m, as line 3 says in the same words, not £101m"]


@pytest.mark.parametrize(
    "second",
    [
        "The funding gap with Surrey is £99m.",
        "The funding gap with Surrey is £99.2m.",  # rounds to the first
        "The funding gap with Kent is £101m.",
        "The funding gap with Surrey in 2021/22 is £101m, in 2020/21 less.",
        "The funding gap with Surrey is 14%.",
    ],
)
def test_what_is_not_the_same_fact_is_no_fault(second: str) -> None:
    first = (
        "The funding gap with Surrey in 2022/23 is £99m."
        if "2021" in second
        else "The funding gap with Surrey is £99m."
    )
    assert faults(first, second) == []


def test_of_two_periods_a_number_may_differ_and_of_one_it_may_not() -> None:
    sentence = "Household waste recycled in {} was {}%."
    assert faults(sentence.format("2021/22", 41), sentence.format("2022/23", 43)) == []
    assert len(faults(sentence.format("2022/23", 41), sentence.format("2022/23", 43))) == 1


def test_a_reason_in_brackets_is_the_same_where_both_have_one() -> None:
    first, second = "The funding gap with Surrey is £99m ({}).", "The funding gap with Surrey is £101m ({})."
    assert len(faults(first.format("all services"), second.format("all services"))) == 1
    assert faults(first.format("all services"), second.format("schools alone")) == []


def test_sentences_that_are_filled_in_for_each_heading_are_of_what_it_names() -> None:
    filled = "The lowest council spends £{} a head and the highest council spends £{} a head."
    assert faults("## Roads", filled.format(25, 77), "## Homes", filled.format(31, 80)) == []
    assert faults("## Roads", "Of 5 targets, 2 are due.", "## Homes", "Of 8 targets, 3 are due.") == []
