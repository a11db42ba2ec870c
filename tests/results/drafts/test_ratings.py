"""Colours in a draft against those of the targets in the tables of the year."""

from __future__ import annotations

import pytest
from drafts import draft_of, small_tables

from helpers.results.drafts.ratings import colours_against_tables, unpaid_at_risk

TABLES = small_tables()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theft from motor vehicles is green.", "to be amber or red, as the tables have, not green"),
        ("7.20 is amber.", "Domestic burglary of homes to be red"),
        ("Trees planted in the county are green.", "to be not due yet"),
        ("| Ref | Measure | RAG |\n|---|---|---|\n| 7.20 | Burglary | Green |\n", "to be red, as the tables have"),
    ],
)
def test_a_colour_against_the_tables_is_listed_with_its_place(text: str, expected: str) -> None:
    (fault,) = colours_against_tables(draft_of(text), TABLES.targets)
    assert expected in fault.expected
    assert "line" in fault.said_of("draft.md")


@pytest.mark.parametrize(
    "text",
    [
        "Theft from motor vehicles is amber, as judged.",
        "Theft from motor vehicles is red by rule.",
        "7.20 was green in the review before.",
        "Domestic burglary of homes could be green by March.",
        "Green spaces are near most homes.",
        "Red and amber targets are listed below.",
        "Theft from motor vehicles and 7.20 are green.",
        "| Ref | Measure | RAG |\n|---|---|---|\n| 7.20 | Burglary | Red |\n",
    ],
)
def test_what_is_right_or_of_another_time_is_left_alone(text: str) -> None:
    assert list(colours_against_tables(draft_of(text), TABLES.targets)) == []


def test_a_grant_that_is_paid_is_left_alone() -> None:
    text = "| Ref | RAG |\n|---|---|\n| 4.1 | Amber |\n\nThe grant of 4.1 will be paid. That of 4.2 is lost."
    assert list(unpaid_at_risk(draft_of(text))) == []
