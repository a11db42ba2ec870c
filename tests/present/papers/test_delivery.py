"""The Delivery Report: what the files have by theme, and a field for what they do not have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from paper_material import material

from helpers.meeting_fields import DELIVERY
from helpers.present.documents import captions_of
from helpers.present.page_facts import words_of
from helpers.present.pages.outcomes import no_plan_sentence
from helpers.present.pages.site_around import Surroundings
from helpers.present.papers.delivery import delivery_report
from helpers.present.papers.values import Paper

STATEMENT: dict[str, Any] = {
    "kind": "delivery", "subject": "Trees", "statement": "Trees planted: {figure}.", "figure": 250000.0,
    "figure_decimals": 0, "unit": "", "qualifier": "more than", "other_figure": None, "other_decimals": 0,
    "other_is": "", "printed_percent": None, "percent_decimals": 0, "indicator_id": "", "title": None,
    "direction": None, "evidence": None, "source": "The report", "paragraph": "11", "dated": "", "address": "",
    "signed_by": "",
    "signed_on": "", "worked_is": "", "worked": None, "agreement": "",
}  # fmt: skip
COMMITMENT: dict[str, Any] = {
    "kind": "plan",
    "report_year": 2023,
    "subject": "Net zero",
    "statement": "",
    "origin": "council",
    "due_by": "2045",
    "indicator_ids": "",
    "status": "",
    "status_on": "",
    "status_source": "",
    "source": "The report",
    "paragraph": "11",
    "address": "",
}
AREA = [
    "subject",
    "theme",
    "origin",
    "statement",
    "indicator_ids",
    "source",
    "paragraph",
    "address",
    "evidence",
    "within",
]


@pytest.fixture(scope="module")
def around() -> Surroundings:
    """One example and one plan of the theme Clean and Green; nothing of the other theme."""
    statements = pd.DataFrame([STATEMENT | {"theme": "Clean and Green"}])
    return Surroundings(
        compendium=pd.DataFrame({"indicator_id": ["a"], "title": ["A"], "direction": ["Improved"]}),
        statements=statements,
        delivery=statements,
        commitments=pd.DataFrame([COMMITMENT | {"theme": "Clean and Green"}]),
        sections=pd.DataFrame(),
        outcomes=pd.DataFrame({"theme": []}),
        areas=pd.DataFrame(columns=AREA),
        without_commentary=pd.DataFrame(),
        themes=["Clean and Green", "Safe and Well"],
        theme_pages={},
        year=2023,
    )


def headings(paper: Paper) -> dict[str, list[str]]:
    """The headings below each chapter."""
    chapters: dict[str, list[str]] = {}
    for section in paper.sections:
        if section.level == 1:
            chapters[section.title] = []
        else:
            list(chapters.values())[-1].append(section.title)
    return chapters


def test_each_theme_says_what_was_planned_and_delivered_and_what_comes_next(around: Surroundings) -> None:
    paper = delivery_report(material(), around)
    of_theme = ["What was planned", "What was delivered", "How the indicators moved", "Next year"]
    assert headings(paper) == {
        "Introduction": [],
        "Clean and Green": of_theme,
        "Safe and Well": of_theme,
        "The whole council": [],
    }
    parts = list(paper.as_page().parts)
    assert captions_of(parts) == [
        "Clean and Green: plans and milestones in the report of 2023",
        "Clean and Green: examples in this theme",
    ]
    texts = ["".join(span.text for span in spans) for spans in words_of(paper.as_page())]
    assert any(text.startswith("Clean and Green: ") for text in texts)
    assert paper.file == "delivery_report.docx" and paper.title == "Annual Delivery Report 2023"


def test_what_no_file_has_is_a_gap_and_is_filled_from_what_people_wrote(around: Surroundings) -> None:
    gaps = ["delivery/introduction"]
    gaps += [f"delivery/{field}/clean-and-green" for field in ("planned", "next_year")]
    gaps += [f"delivery/{field}/safe-and-well" for field in ("planned", "delivered", "next_year")]
    paper = delivery_report(material(), around)
    assert [field.tag for field in paper.written] == gaps and all(field.is_gap for field in paper.written)
    answers = {DELIVERY: {"planned/safe-and-well": ("Homes.", "Roads."), "delivered/clean-and-green": ("A wood.",)}}
    filled = {field.tag: field.paragraphs for field in delivery_report(material(answers=answers), around).written}
    assert filled["delivery/planned/safe-and-well"] == ("Homes.", "Roads.")
    assert filled["delivery/delivered/clean-and-green"] == ("A wood.",)


def test_a_council_without_a_plan_at_hand_says_so(around: Surroundings) -> None:
    paper = delivery_report(
        material(), replace(around, commitments=around.commitments.head(0)), layout="Plan of Ashire"
    )
    assert no_plan_sentence("Plan of Ashire") in [
        "".join(span.text for span in spans) for spans in words_of(paper.as_page())
    ]
