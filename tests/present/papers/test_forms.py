"""The forms of committee papers: their headings, what is counted on, gaps, and the motion of the right year."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from paper_material import headline, material, mover, statement

from helpers.meeting_fields import CABINET, COUNCIL, PAPERS, SCRUTINY, fields_of
from helpers.present.narrative_headline import headline_statements
from helpers.present.page_facts import facts_of, words_of
from helpers.present.papers.forms import motion, paper_of
from helpers.present.papers.performance import movers_sentences
from helpers.present.papers.summary import key_messages
from helpers.present.papers.values import Numbered, Paper, Written
from helpers.present.tables import paragraph
from helpers.present.values import BulletList, Paragraph, Span
from helpers.results.meeting_claims import Standing
from helpers.verdicts import CANNOT_BE_TOLD, USUAL


def words(paper: Paper) -> list[str]:
    return ["".join(span.text for span in spans) for spans in words_of(paper.as_page())]


def test_each_paper_has_the_headings_of_its_form() -> None:
    headings = {name: [section.title for section in paper_of(name, material()).sections] for name in PAPERS}
    assert headings[CABINET] == [
        "Part A",
        "Purpose of the report",
        "Recommendations",
        "Reasons for the recommendations",
        "Timetable for decisions, with scrutiny",
        "Policy framework and previous decisions",
        "Resource implications",
        "Legal implications",
        "Circulation under the local issues alert procedure",
        "Officers to contact",
        "Part B",
        "Background",
        "Performance of the whole council",
        "Performance by theme",
        "Funding, targets and early warnings",
        "Areas for continued focus",
        "Consultation",
        "Comments of scrutiny",
        "Equality implications",
        "Human rights implications",
        "Crime and disorder implications",
        "Environmental implications",
        "Partnership working and associated issues",
        "Risk assessment",
        "Background papers",
        "Appendices",
    ]
    assert headings[SCRUTINY][-1] == "Appendix C: comments of officers"
    assert headings[COUNCIL][0] == "Report of the Cabinet"
    assert [title for title in headings[COUNCIL] if title in ("Motion", "Signature")] == ["Motion", "Signature"]


@pytest.mark.parametrize("name", PAPERS)
def test_every_field_of_a_paper_is_in_it_once_and_a_gap_until_it_is_written(name: str) -> None:
    paper = paper_of(name, material())
    tags = [field.tag for field in paper.written if not field.tag.startswith("p/")]
    assert sorted(tags) == sorted(f"{name}/{field}" for field in fields_of(name))
    assert all(field.is_gap for field in paper.written)
    assert len(paper.gaps) == len(tags)


@pytest.mark.parametrize("year", [2018, 2020, 2023])
def test_the_motion_has_the_year_of_the_report(year: int) -> None:
    of = material(year=year, publication=f"Performance Compendium {year}")
    assert motion(of) == f"That the Annual Delivery Report and Performance Compendium {year} be approved."
    assert motion(of) in words(paper_of(COUNCIL, of))


def test_recommendations_state_the_counts_and_refer_to_the_paragraph_that_has_them() -> None:
    paper = paper_of(CABINET, material())
    texts = words(paper)
    (note,) = [one for one in texts if one.startswith("notes that")]
    assert note == "notes that 48 indicators improved and 56 worsened, as paragraph 14 says;"
    counted = [part for section in paper.sections for part in section.parts if isinstance(part, Numbered | Written)]
    in_the_list = [part for part in counted if not (isinstance(part, Written) and not part.numbered)]
    assert isinstance(in_the_list[13], Numbered)
    assert "".join(span.text for span in in_the_list[13].spans).startswith("Of the 125 indicators")
    assert {fact.fact for fact in facts_of([paper.as_page()])} >= {
        "headline_facts/all/improved",
        "headline_facts/all/worsened",
        "compendium/waste_recycled/value",
        "headline_facts/Clean and Green/improved",
    }


def test_what_moved_most_is_named_with_its_figure_and_the_one_before() -> None:
    texts = words(paper_of(COUNCIL, material()))
    assert "What improved most clearly: waste recycled (45.2%, from 43.1%); and litter (3.0%)." in texts
    assert "What worsened most clearly is plans in time (3.8%, from 26.9%)." in texts


def test_only_a_clear_change_is_one_that_moved_most_clearly() -> None:
    best = pd.DataFrame(
        [
            mover("Health checks", 39.5, 35.0),
            mover("Litter", 3.0, 2.0) | {"evidence": USUAL},
            mover("Hubs", 21.0, 15.0) | {"evidence": CANNOT_BE_TOLD},
            mover("Trees", 30.0, 20.0) | {"evidence": CANNOT_BE_TOLD},
        ]
    )
    made = [one.text for one in movers_sentences(best, improved=True)]
    assert made == [
        "What improved most clearly is health checks (39.5%, from 35.0%).",
        "What perhaps improved, within the usual ups and downs: litter (3.0%, from 2.0%).",
        "What improved, untested: hubs (21.0%, from 15.0%); and trees (30.0%, from 20.0%).",
    ]
    lines = key_messages(material(best=best), "Testshire 2023.").splitlines()
    assert (
        "- What improved most clearly: Health checks." in lines and "- What improved, untested: Hubs; Trees." in lines
    )


def test_what_people_wrote_fills_its_field_and_a_day_the_timetable() -> None:
    answers = {
        SCRUTINY: {"meeting_date": ("2023-11-08",)},
        CABINET: {"reasons": ("It is due.", "It is needed."), "meeting_date": ("2023-11-24",)},
    }
    paper = paper_of(CABINET, material(answers=answers))
    fields = {field.tag: field.paragraphs for field in paper.written}
    assert fields["cabinet/reasons"] == ("It is due.", "It is needed.")
    assert fields["cabinet/meeting_date"] == ("24 November 2023",)
    assert "Reasons" not in paper.gaps
    texts = words(paper)
    assert "Scrutiny committee: 8 November 2023" in texts
    assert "County council: the day is not known yet" in texts
    # two paragraphs instead of one gap before it
    assert "notes that 48 indicators improved and 56 worsened, as paragraph 15 says;" in texts


def test_the_sources_of_the_report_are_background_papers_and_each_has_its_address() -> None:
    of = material()
    texts = words(paper_of(SCRUTINY, of))
    assert "Defra: Waste (March 2024). https://example.org/waste" in texts
    assert "ONS: Lives. https://example.org/waste" in texts
    quoted = pd.DataFrame(
        {
            "source": ["The Institute", "A firm, 2019"],
            "dated": ["2019-11", "2019"],
            "address": ["https://example.org/cuts", ""],
        }
    )
    texts = words(paper_of(SCRUTINY, material(quoted=quoted)))
    assert "The Institute (November 2019). https://example.org/cuts" in texts
    assert "A firm, 2019. Its address is not known." in texts
    without = words(paper_of(SCRUTINY, material(sources=of.sources.head(0))))
    assert "This report has no figure from a published source." in without


def test_a_report_in_which_nothing_can_be_compared_recommends_only_what_it_has() -> None:
    of = material(
        headlines=headline_statements(pd.DataFrame([headline("all", 0, 0, 0, 185)])),
        standing=Standing(0, 0, 0),
        focus=paragraph("No area for continued focus is named."),
    )
    texts = words(paper_of(CABINET, of))
    start = texts.index("It is recommended that the Cabinet:")
    assert texts[start + 1 : start + 4] == [
        "notes that direction of travel cannot be determined for any of the 185 indicators, as paragraph 14 says;",
        "considers what the scrutiny committees said; and",
        "recommends the Annual Delivery Report and Performance Compendium 2023 to the council for approval.",
    ]
    assert texts.count("No area for continued focus is named.") == 1
    assert not [one for one in texts if "need continued focus" in one]
    (asked,) = [one for one in words(paper_of(SCRUTINY, of)) if one.startswith("The committee is asked")]
    assert re.fullmatch(
        r"The committee is asked to note that direction of travel cannot be determined for any of the 185 indicators, "
        r"as paragraph \d+ says\.",
        asked,
    )


def test_what_leads_to_a_page_of_the_site_alone_is_no_sentence_of_a_paper() -> None:
    way = Span("Funding", "link", href="funding.html")
    items = ((Span("Plans in time"),), (Span("All areas", "link", href="around.html"),))
    of = material(funding=Paragraph((Span("It is funded least. "), way, Span("."))), focus=BulletList(items))
    texts = words(paper_of(COUNCIL, of))
    assert "It is funded least." in texts and "Plans in time" in texts
    assert not [one for one in texts if "Funding." in one or one == "All areas"]


def test_a_comment_of_officers_stands_beside_its_dashboard() -> None:
    comments = {"Care": ("Fewer homes.\n\nMore staff.", "Head of Care", "2023-10-12")}
    paper = paper_of(SCRUTINY, material(comments=comments))
    fields = {field.tag: field.paragraphs for field in paper.written}
    assert fields["p/@care/words"] == ("Fewer homes.", "More staff.")
    assert fields["p/@care/post"] == ("Head of Care",)
    assert fields["p/@waste/words"] == ()


def test_a_report_without_themes_has_no_comments_to_write() -> None:
    paper = paper_of(SCRUTINY, material(dashboards=()))
    assert [section.title for section in paper.sections][-1] == "Appendices"
    assert paper_of(SCRUTINY, material(dashboards=(statement("Care", "Safe and Well", 1),))).written
