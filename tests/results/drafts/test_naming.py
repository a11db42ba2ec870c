"""Which indicators a text names: by most of the words of a title, and never by a few of many."""

from __future__ import annotations

import pytest

from helpers.results.drafts.naming import indicators_named, named_in_turn, names_of

TITLES = {
    "recycling": "Household waste reused, recycled or composted",
    "landfill": "Municipal waste sent to landfill",
    "burglary": "Residential burglaries",
    "ehc": "New EHC plans issued within 20 weeks",
    "primary": "School sessions missed, primary",
    "secondary": "School sessions missed, secondary",
}
WORDS = ("autumn", "winter", "spring", "summer", "holidays")
NAMES = names_of(TITLES, [("EHC", "EHCP")])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Household waste recycled or composted fell.", ("recycling",)),  # 4 of its 5 words
        ("Household waste fell.", ()),
        ("The municipal waste sent to landfill was 3.1%.", ("landfill",)),
        # a name of two words stands at the beginning, or the text is about something else
        ("Residential burglary rose.", ("burglary",)),
        (f"{'It was a long year with much to do and many hands. '}Then residential burglary rose.", ()),
        ("New EHCP issued within 20 weeks", ("ehc",)),  # other words that mean the same
        ("School sessions missed", ("primary", "secondary")),  # both as well
        ("School sessions missed in secondary schools", ("secondary",)),
        ("", ()),
        ("41.8% in 2022/23", ()),
    ],
)
def test_a_text_names_an_indicator_by_most_of_its_words(text: str, named: tuple[str, ...]) -> None:
    assert indicators_named(text, NAMES) == named


def test_a_text_that_names_very_many_names_none() -> None:
    many = names_of({f"missed_{number}": f"School sessions missed {word}" for number, word in enumerate(WORDS)}, [])
    assert indicators_named("School sessions missed", many) == ()


def test_it_and_this_are_about_the_sentence_before() -> None:
    sentences = ["Residential burglary rose.", "It fell before.", "Roads are wet.", "This is so."]
    assert list(named_in_turn(sentences, NAMES)) == [
        ("Residential burglary rose.", ("burglary",)),
        ("It fell before.", ("burglary",)),
        ("Roads are wet.", ()),
        ("This is so.", ()),
    ]
    assert list(named_in_turn([], NAMES)) == []
