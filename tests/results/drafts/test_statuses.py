"""Ratings of measures by reference: one measure with two, and red or amber ones that nobody explains."""

from __future__ import annotations

import pytest

from helpers.drafts import Draft
from helpers.results.drafts import statuses
from helpers.sources.drafts.plain_text import read_text

TABLE = "| Ref | Measure | Status |\n|---|---|---|\n| 7.18 | Burglary | {burglary} |\n| 7.19 | Theft | {theft} |\n"


def draft(*paragraphs: str) -> Draft:
    return read_text("\n\n".join(("# Draft", *paragraphs)).encode(), "draft.md", is_markdown=True)


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("7.18 and 7.19a", ["7.18", "7.19a"]),
        ("7.1.2 is red", ["7.1.2"]),
        ("£7.18, 7.18%, 7.5 million, 7.5m and 1,007.18", []),
        ("107.18 or 7.185", []),
    ],
)
def test_a_reference_is_no_amount(text: str, references: list[str]) -> None:
    assert statuses.REFERENCE.findall(text) == references


def test_a_measure_has_one_rating() -> None:
    text = draft("Burglary (7.18) is amber.", TABLE.format(burglary="Red", theft="Green"))
    (fault,) = statuses.conflicting_statuses(text)
    assert fault.expected == "7.18 to be amber, as line 3 says, not red"
    assert fault.remedy == "make the two the same"
    assert list(statuses.conflicting_statuses(draft("7.18 is red.", TABLE.format(burglary="red", theft="Green")))) == []


@pytest.mark.parametrize(
    "sentence",
    ["7.18 moved from amber to red.", "7.18 was amber.", "7.18 is amber or red.", "7.18 is a worry."],
)
def test_a_sentence_of_a_change_or_of_two_ratings_states_none(sentence: str) -> None:
    assert list(statuses.statuses_of(draft(sentence))) == []


def test_rows_alone_are_read_where_asked() -> None:
    text = draft("7.20 is green.", TABLE.format(burglary="Red", theft="not available"))
    assert [(one.reference, one.rating) for one in statuses.statuses_of(text)] == [("7.20", "green"), ("7.18", "red")]
    assert [one.reference for one in statuses.statuses_of(text, rows_only=True)] == ["7.18"]


def test_red_and_amber_rows_have_words_in_the_text() -> None:
    table = TABLE.format(burglary="Red", theft="Amber")
    (fault,) = statuses.unexplained_statuses(draft("On 7.18 the police work hard.", table))
    assert (fault.expected, fault.remedy) == (
        "words in the text on 7.19, which is amber",
        "say why and what will be done",
    )
    assert list(statuses.unexplained_statuses(draft("On 7.18 and 7.19 the police work hard.", table))) == []
    # a text that names no reference of its tables is not written by reference
    assert list(statuses.unexplained_statuses(draft("The police work hard.", table))) == []
    green = TABLE.format(burglary="Red", theft="Green")
    assert list(statuses.unexplained_statuses(draft("On 7.18 the police work hard.", green))) == []
    assert list(statuses.unexplained_statuses(draft("No table."))) == []
