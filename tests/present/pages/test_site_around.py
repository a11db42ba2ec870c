"""What is around the figures stands on the pages where readers look, and only where there is something."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frames import NO_MARKS

from helpers.paths import Project
from helpers.pipeline.step import start_step
from helpers.present.pages.site_around import Surroundings, around_page, focus_on_index, theme_parts
from helpers.present.site_pages import AROUND, SitePage, slug, theme_page
from helpers.publish.compendium_site import SiteFrame, render_page
from helpers.register import read_register
from helpers.results.beside_headline import outcome_counts
from helpers.results.commitments import areas_of_focus
from helpers.results.statements import delivery_with_indicators
from helpers.sources.commitments import read_commitments
from helpers.sources.sections import read_sections
from helpers.sources.statements import read_statements

ROW: dict[str, Any] = {
    "title": "",
    "dashboard": "Dashboard",
    "theme": "Safe and Well",
    "direction": "Worsened",
    "evidence": "clear",
    "quartile": 4,
    "in_headline": True,
    "value": 5.0,
    "decimals": 0,
    "unit": "%",
    "period": "2022/23",
}
NO_OUTCOMES = pd.DataFrame(columns=["outcome_order", "theme", "outcome", "indicator_id"])


def surroundings(root: Path, year: int, council: str = "") -> Surroundings:
    """Return what the files of the project have for the report of a year, on some figures that are made up."""
    step = start_step("07_compendium", year, council)
    project, register = Project(root), step.register()
    themes = [theme.name for theme in step.settings.framework.themes]
    every = [*themes, *(theme.name for theme in step.settings.framework.enablers)]
    names = ("ev_chargers_rate", "ehcp_20_weeks_pct", "life_expectancy_male")
    compendium = pd.DataFrame([ROW | NO_MARKS | {"indicator_id": name, "title": f"Title of {name}"} for name in names])
    commitments = read_commitments(step.own(project.commitments), register, year)
    statements = read_statements(step.own(project.statements), register, every, year)
    none = pd.DataFrame(columns=["family", "indicator_id"])
    return Surroundings(
        compendium=compendium,
        statements=statements,
        delivery=delivery_with_indicators(statements, compendium),
        commitments=commitments,
        sections=read_sections(project.sections, read_register(project.register), register),
        outcomes=outcome_counts(NO_OUTCOMES, compendium),
        areas=areas_of_focus(commitments, compendium, none, year),
        without_commentary=pd.DataFrame(
            {
                "indicator_id": ["x"],
                "title": ["Unexplained"],
                "dashboard": ["D"],
                "owner": ["Post"],
                "dashboard_has_words": [False],
            }
        ),
        themes=themes,
        theme_pages={theme: theme_page(slug(theme)) for theme in every},
        year=year,
    )


def text_of(page: SitePage) -> str:
    html = render_page(page, SiteFrame("Compendium", "Council", "Draft"))
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def test_a_theme_ends_with_what_the_council_did_and_what_others_said(root: Path) -> None:
    of = surroundings(root, 2023)
    page = SitePage("themes/clean-and-green.html", "Clean and Green", tuple(theme_parts(of, "Clean and Green")))
    text = text_of(page)
    # as paragraph 11 of the report of 2023 prints them: 'more than', 250,000 of 700,000, over 70%
    assert "Trees planted: more than 250,000 of the 700,000 aimed at. That is more than 35.7% of the target." in text
    assert "fell by more than 70% since 2008/09." in text
    assert "Title of ev_chargers_rate ▼ Worsened clearly" in text
    assert "No sign-off is recorded for any of these." in text
    assert "Context" not in text


def test_a_page_gathers_what_belongs_to_no_one_theme(root: Path) -> None:
    text = text_of(around_page(surroundings(root, 2023)))
    for words in (
        "Domestic violence and abuse Safe and Well Officers",
        "Title of life_expectancy_male (clear",
        "Areas of focus of the report of 2020: what became of them",
        "Post: Unexplained",
        "Strong Economy, Transport and Infrastructure 26 26 14 0",
        "Inspectors said that children's services required improvement.",
        "the most cost-effective county council. The council's report of 2023 paragraph 8",
        "Net zero county 2045",
        "No source says how far any of these has come.",
        "Equality commitments named in the report of 2020",
        "Title of life_expectancy_male 5% 2022/23",
        "Environment 1 1 0 0 1 0",
        "The annual report of the Director of Public Health has more on public health outcomes.",
    ):
        assert words in text
    assert "Services stopped or reduced" not in text  # no source names one


def comments(*rows: tuple[str, ...]) -> pd.DataFrame:
    names = ("kind", "made_by", "made_on", "words", "indicator_ids", "owner", "response", "responded_on")
    return pd.DataFrame(list(rows), columns=list(names))


def test_comments_and_amendments_are_printed_and_those_without_a_response_listed(root: Path) -> None:
    of = surroundings(root, 2023)
    rows = comments(
        ("comment", "Scrutiny", "2023-11-08", "Why red?", "ehcp_20_weeks_pct", "Director A", "A rule.", "2023-11-20"),
        ("comment", "A member", "2023-11", "How many died?", "", "Director B", "", ""),
        ("amendment", "Officers", "2023-11-27", "A sentence more.", "", "Chief Executive", "Late news.", "2023-11-27"),
    )
    page = around_page(replace(of, comments=rows))
    text = text_of(page)
    assert "What was said of the draft" in text
    assert "Why red? Title of ehcp_20_weeks_pct Scrutiny 8 November 2023 Director A A rule. 20 November 2023" in text
    assert "How many died? A member November 2023 Director B No response yet" in text
    assert "A sentence more. Officers 27 November 2023 Chief Executive Late news. 27 November 2023" in text
    assert "Without a response How many died? Director B has to answer." in text
    assert text.count("has to answer") == 1
    assert "Without a response" not in text_of(around_page(of))
    none = text_of(around_page(replace(of, comments=comments())))
    assert none == text_of(around_page(of))


@pytest.mark.parametrize("year", [2018, 2020, 2023])
def test_a_report_knows_nothing_later(root: Path, year: int) -> None:
    of = surroundings(root, year)
    text = text_of(around_page(of)) + "".join(
        text_of(SitePage(of.theme_pages[theme], theme, tuple(theme_parts(of, theme)))) for theme in of.themes
    )
    assert of.statements["dated"].str[:4].astype("int64").max() <= year
    assert of.commitments["report_year"].max() <= year
    later = {f"The council's report of {other}" for other in (2018, 2020, 2023) if other > year}
    assert [words for words in later if words in text] == []
    assert ("outstanding" in text) is False  # what inspectors said in 2024


def test_another_council_has_what_the_figures_give_and_nothing_else(root: Path) -> None:
    of = surroundings(root, 2023, "E10000016")
    text = text_of(around_page(of))
    assert "has not been written down for this report." in text
    assert "Title of life_expectancy_male" in text  # what the rule names
    for words in ("Domestic violence", "What the council did by", "Judgements", "Net zero", "Equality commitments"):
        assert words not in text
    assert theme_parts(of, "Clean and Green") == []
    assert "Named by" not in repr(focus_on_index(of))


def test_the_first_page_leads_to_the_rest(root: Path) -> None:
    html = render_page(
        SitePage("index.html", "Index", (focus_on_index(surroundings(root, 2023)),)), SiteFrame("C", "C", "Draft")
    )
    assert f'<a href="{AROUND}">' in html
    assert "Named by officers: Domestic violence and abuse; " in html
