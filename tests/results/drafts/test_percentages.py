"""Percentages of a draft against the two numbers beside them, each worked out by hand."""

from __future__ import annotations

import pytest

from helpers.results.drafts.percentages import wrong_percentages
from helpers.sources.drafts.plain_text import read_text


def expected(sentence: str) -> list[str]:
    """What was expected in place of each wrong percentage of a sentence."""
    draft = read_text(f"# Draft\n\n{sentence}\n".encode(), "draft.md", is_markdown=True)
    return [fault.expected for fault in wrong_percentages(draft)]


@pytest.mark.parametrize(
    "sentence",
    [
        "We planted 250,000 of 700,000 trees (36%).",
        "Thefts were 3,897 against a target of 3,316, 17.5% off target.",
        "They are 17.5% off target, with 3,897 against 3,316.",
        "Visits rose from 142 to 156, a rise of 9.9%.",
        "Visits rose by 9.9% from 142 to 156.",
        "We had 156 visits, a 9.9% increase on 142.",
        "Spending rose from £1.2m to £1.3m, a rise of 8%.",  # from 1.15 to 1.25 by 1.25 to 1.35: 0% to 17%
        "The share rose from 40% to 42%, a rise of 2%.",  # percentage points
        "Of 36 councils, 5 are near and 12% are not.",
    ],
)
def test_what_follows_is_no_fault(sentence: str) -> None:
    assert expected(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("We planted 250,000 of 700,000 trees (46%).", "35.7%, as 250,000 of 700,000 gives, not 46%"),
        (
            "Thefts were 3,897 against a target of 3,316, 20.2% off target.",
            "17.5%, as 3,897 against 3,316 gives, not 20.2%",
        ),
        ("Visits rose from 142 to 156, a rise of 11%.", "9.9%, as 156 from 142 gives, not 11%"),
        ("Visits rose by 11% from 142 to 156.", "9.9%, as 156 from 142 gives, not 11%"),
        ("We had 156 visits, a 12% increase on 142.", "9.9%, as 156 from 142 gives, not 12%"),
        ("Spending rose from £1.2m to £1.3m, a rise of 30%.", "8.3%, as £1.3m from £1.2m gives, not 30%"),
    ],
)
def test_what_does_not_follow_is_named_with_what_the_numbers_give(sentence: str, words: str) -> None:
    assert expected(sentence) == [words]


def test_the_reference_of_a_measure_is_no_number_of_the_sentence() -> None:
    sentence = "Thefts (7.19) were 3,897 against a target of 3,316, 20.2% off target."
    assert expected(sentence) == ["17.5%, as 3,897 against 3,316 gives, not 20.2%"]


def test_nothing_is_a_percentage_of_none() -> None:
    assert expected("We planted 5 of 0 trees (46%).") == []
