"""Counts, figures, directions and ranks of a draft, held to the small tables of a made-up year by hand."""

from __future__ import annotations

import pytest
from drafts import TABLES, THEMES, draft_of

from helpers.drafts import DraftFault
from helpers.results.drafts.against_tables import Comparison, against_tables, in_order
from helpers.results.drafts.counts import counts_in

NAMES = [*THEMES, *(dashboard for dashboards in THEMES.values() for dashboard in dashboards)]


def compared(text: str) -> Comparison:
    draft = draft_of(text)
    return against_tables(draft, counts_in(draft, NAMES, 2023), TABLES)


@pytest.mark.parametrize(
    ("sentence", "expected", "looked_up"),
    [
        # counts of themes, dashboards and the whole: Great Communities is 6 + 7 of Libraries and Volunteering
        ("Great Communities: 13 improved and 4 worsened.", [], 2),
        ("Great Communities: 14 improved and 4 worsened.", ["13 improved for Great Communities, as the tables"], 2),
        ("Libraries: 6 improved and 3 worsened.", ["2 or 1 worsened for Libraries, as the tables"], 2),
        # figures of the indicator that the sentence names, printed to one decimal
        ("The household waste recycled or composted was 41.8%.", [], 1),
        (
            "The household waste recycled or composted was 43.4%.",
            ["41.8%, the latest figure of 2022/23 for Household waste reused, recycled or composted, not 43.4%"],
            1,
        ),
        ("Household waste recycled or composted (41.7%) is a worry.", ["41.8%, the latest figure of 2022/23"], 1),
        # three shares in brackets that add up to 100 are of a whole
        ("Household waste recycled or composted (20%), burnt (50%) and buried (30%).", [], 0),
        # directions and movements
        ("Household waste recycled or composted worsened.", [], 1),
        ("Household waste recycled or composted improved.", ["'Worsened' for Household waste reused"], 1),
        ("Household waste recycled or composted rose.", ["a figure that fell for Household waste reused"], 1),
        ("Municipal waste sent to landfill fell.", [], 1),
        # of others than the council
        ("In the districts household waste recycled or composted was 50%.", [], 0),
        # a rank over all themes, without a name
        ("Over all themes the council is ranked 14th.", [], 1),
        ("Over all themes the council is ranked 3rd.", ["a rank over all themes of the tables of 2023, not 3rd"], 1),
        ("The council is ranked 3rd.", [], 0),
    ],
)
def test_a_statement_is_held_to_the_tables(sentence: str, expected: list[str], looked_up: int) -> None:
    comparison = compared(sentence)
    assert len(comparison.faults) == len(expected)
    for fault, words in zip(comparison.faults, expected, strict=True):
        assert fault.expected.startswith(words)
        assert fault.quote == sentence
    assert comparison.compared == looked_up


def test_last_years_figure_is_said_to_be_last_years() -> None:
    (fault,) = compared("The household waste recycled or composted was 43.4%.").faults
    assert fault.remedy == "43.4% is the figure of 2021/22: write this year's"
    (other,) = compared("The household waste recycled or composted was 12.5%.").faults
    assert other.remedy == "correct the number, or say what else it is the number of"


def test_each_number_is_of_the_indicator_that_its_clause_names() -> None:
    right = "Household waste recycled or composted was 41.8%, while municipal waste sent to landfill was 3.1%."
    assert compared(right).faults == ()
    swapped = "Household waste recycled or composted was 3.1%, while municipal waste sent to landfill was 41.8%."
    assert [fault.expected.split(",")[0] for fault in compared(swapped).faults] == ["41.8%", "3.1%"]


def test_faults_are_in_the_order_of_the_draft_each_once() -> None:
    draft = draft_of("First.\n\nSecond.")
    first, second = (DraftFault(passage, passage.text, "what is right", "correct it") for passage in draft.passages[1:])
    assert in_order(draft, [second, first, second]) == [first, second]
    assert in_order(draft, []) == []
