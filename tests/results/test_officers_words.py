"""What officers say, from both ways in; what is last year's; and what worsened and nobody explains."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from frames import NO_MARKS

from helpers.analyst_commentary import Comment, CommentParagraph
from helpers.results.officers_words import officers_words, without_commentary
from helpers.schema.enforcement import conformed
from helpers.schema.narrative import OFFICERS_WORDS, WITHOUT_COMMENTARY

AS_AT = date(2023, 3, 31)

COMPENDIUM = pd.DataFrame(
    {
        "indicator_id": ["bins", "trees", "roads"],
        "title": ["Bins", "Trees", "Roads"],
        "theme": ["Green", "Green", "Travel"],
        "dashboard": ["Waste", "Waste", "Roads"],
        "owner": ["Head of Waste", "", "Head of Roads"],
        "in_headline": [True, False, True],
        "period_end": [date(2023, 3, 31), date(2022, 3, 31), None],
        "direction": ["Worsened", "Worsened", "Worsened"],
        "quartile": pd.array([4, 4, 3], "Int64"),
        **NO_MARKS,
    }
)

RETURNED: dict[str, Any] = {
    "indicator_id": "trees",
    "dashboard": "Waste",
    "commentary": "A dry spring.",
    "planned_improvement": "Water.",
    "signed_by": "Director",
    "signed_on": date(2023, 5, 15),
    "file": "a.xlsx",
    "row": 2,
}


def comment(about: str, kind: str, *texts: str) -> Comment:
    paragraphs = tuple(CommentParagraph(6 + 2 * number, text) for number, text in enumerate(texts))
    return Comment(about, kind, "Head of Waste", date(2023, 10, 12), f"2023/{about}.md", paragraphs)


def texts_of(*comments: Comment, returned: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    commentary = pd.DataFrame(returned or [], columns=list(RETURNED))
    return conformed(officers_words(comments, commentary, COMPENDIUM, AS_AT), OFFICERS_WORDS)


def test_words_come_dashboard_first_then_indicators_as_printed() -> None:
    words = texts_of(
        comment("roads", "indicator", "Potholes."),
        comment("bins", "indicator", "Strike.", "Over now."),
        comment("Waste", "dashboard", "A hard year."),
        returned=[RETURNED],
    )
    assert words[["about", "dashboard", "origin", "paragraph", "words", "line"]].to_numpy().tolist() == [
        ["Waste", "Waste", "analyst", 1, "A hard year.", 6],
        ["bins", "Waste", "analyst", 1, "Strike.", 6],
        ["bins", "Waste", "analyst", 2, "Over now.", 8],
        ["trees", "Waste", "return", 1, "A dry spring.", 2],
        ["trees", "Waste", "return", 2, "Water.", 2],
        ["roads", "Roads", "analyst", 1, "Potholes.", 6],
    ]
    assert words["written_by"].tolist() == ["Head of Waste"] * 3 + ["Director"] * 2 + ["Head of Waste"]


@pytest.mark.parametrize(
    ("indicator", "signed_on", "is_said"),
    [
        ("trees", date(2023, 5, 15), True),  # signed again for this report
        ("trees", date(2022, 10, 1), False),  # the figure and its words were in the report of 2022
        ("trees", None, False),
        ("bins", None, True),  # a new figure
        ("bins", date(2023, 3, 1), True),
        ("roads", None, True),  # a figure that is awaited
    ],
)
def test_last_years_words_of_a_return_do_not_come_back(indicator: str, signed_on: date | None, is_said: bool) -> None:
    row = RETURNED | {"indicator_id": indicator, "signed_on": signed_on, "planned_improvement": ""}
    assert len(texts_of(returned=[row])) == is_said


def test_a_return_without_words_says_nothing() -> None:
    assert texts_of(returned=[RETURNED | {"commentary": "", "planned_improvement": ""}]).empty
    assert texts_of().empty


def left(words: pd.DataFrame) -> list[list[Any]]:
    table = conformed(without_commentary(COMPENDIUM, words), WITHOUT_COMMENTARY)
    return table[["indicator_id", "owner", "in_headline", "dashboard_has_words"]].to_numpy().tolist()


def test_what_worsened_in_the_fourth_quartile_without_a_word_is_listed() -> None:
    assert left(texts_of()) == [["bins", "Head of Waste", True, False], ["trees", "", False, False]]
    assert left(texts_of(comment("bins", "indicator", "Strike."))) == [["trees", "", False, False]]
    assert left(texts_of(comment("bins", "indicator", "Strike."), returned=[RETURNED])) == []


def test_a_comment_on_the_dashboard_is_not_one_on_the_indicator() -> None:
    assert left(texts_of(comment("Waste", "dashboard", "A hard year."))) == [
        ["bins", "Head of Waste", True, True],
        ["trees", "", False, True],
    ]
