"""Comments on indicators, in the section of a paper that they concern."""

from __future__ import annotations

import pandas as pd
from paper_material import material

from helpers.meeting_fields import CABINET, COUNCIL, SCRUTINY
from helpers.present.page_facts import words_of
from helpers.present.papers.forms import paper_of
from helpers.present.papers.values import Paper


def words(paper: Paper) -> list[str]:
    return ["".join(span.text for span in spans) for spans in words_of(paper.as_page())]


def test_what_is_said_of_an_indicator_follows_the_paragraph_that_it_concerns() -> None:
    names = ["made_by", "made_on", "words", "indicator_ids", "owner", "response", "responded_on"]
    on_draft = pd.DataFrame(
        [
            ("Scrutiny", "2023-11-08", "Why so few?", "falls;other", "Head of Care", "Staff.", "2023-11-20"),
            ("Scrutiny", "2023-11-08", "Too long.", "", "Chief Executive", "", ""),
        ],
        columns=names,
    )
    of = material(
        comments={"falls": ("Icy roads.", "Head of Care", "2023-10-12")},
        on_draft=on_draft,
        titles={"falls": "Falls"},
        printed_on={"falls": "Care"},
    )
    officers = "Falls: \u2018Icy roads.\u2019 (Head of Care, 12 October 2023)"
    answer = "Head of Care, 20 November 2023: \u2018Staff.\u2019"
    members = f"Scrutiny, 8 November 2023, on Falls: \u2018Why so few?\u2019 {answer}"
    general = "Scrutiny, 8 November 2023: \u2018Too long.\u2019 Chief Executive has not answered yet."
    scrutiny = words(paper_of(SCRUTINY, of))
    number = scrutiny.index(officers)
    assert scrutiny[number - 1].startswith("Care. ") and scrutiny[number + 1] == members
    for name in (CABINET, COUNCIL):
        texts = words(paper_of(name, of))
        assert texts[texts.index(officers) - 1].startswith("Safe and Well: ") and texts.count(members) == 1
        assert texts.count(general) == 1
