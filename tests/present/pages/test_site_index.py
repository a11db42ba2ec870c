"""The first screen: what it says before anything else, and how an indicator is named on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.assurance.logs import Limit
from helpers.present.cells import sparkline_cell
from helpers.present.pages.first_page_facts import HeadlineCounts
from helpers.present.pages.site_about import About, about_report
from helpers.present.pages.site_index import (
    FirstScreen,
    changes_part,
    entry_of,
    limits_in_short,
    site_index,
    whole_in_words,
)
from helpers.present.tables import joined, paragraph
from helpers.present.values import Beside, BulletList, Entries, Part, Parts
from helpers.publish.compendium_site import SiteFrame, render_page

ABOUT = About("Testshire", "county areas", 2023, "draft")
ROW: dict[str, Any] = {
    "indicator_id": "waste",
    "title": "Household waste recycled",
    "value": 41.83,
    "unit": "%",
    "decimals": 1,
    "period": "2022/23",
    "marker": "",
    "provisional": False,
    "derived": False,
    "previous_value": 43.44,
    "direction": "Worsened",
    "evidence": "clear",
    "rank": 26,
    "n": 36,
    "tied": 1,
    "quartile": 3,
    "quartile_best": 2,
    "quartile_worst": 4,
}
COMPARED: dict[str, Any] = {"indicator_id": "waste", "england": 41.7, "period": "2022/23"}
FACTS = pd.DataFrame(
    {
        "theme": ["all", "Waste"],
        "theme_order": [0, 1],
        "indicators": [12, 12],
        "determined": [11, 11],
        "improved": [1, 1],
        "worsened": [10, 10],
        "no_real_change": [0, 0],
        "undetermined": [1, 1],
    }
)


def words_of(entry: Any) -> str:
    return "".join(span.text for span in entry.words)


def test_an_entry_says_the_figure_the_one_before_the_judgement_the_rank_and_england() -> None:
    entry = entry_of(ROW, COMPARED, "county areas", None)
    assert words_of(entry) == (
        "41.8% in 2022/23, from 43.4%. Worsened clearly. 26th of 36 county areas, 3rd quartile (could be 2nd to 4th). "
        "England: 41.7%."
    )
    assert entry.name[0].href == "indicators/waste.html"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"evidence": "within its usual ups and downs"}, "Worsened, perhaps. "),
        ({"evidence": "cannot be told"}, "Worsened, untested. "),
        ({"quartile_best": 3, "quartile_worst": 3}, "3rd quartile (sure)."),
        ({"quartile_best": None, "quartile_worst": None}, "3rd quartile (untested)."),
        ({"tied": 2}, "=26th of 36 county areas"),
        ({"rank": None, "quartile": None}, "No rank among county areas."),
        ({"provisional": True}, "41.8% [p] in 2022/23"),
        ({"previous_value": None}, "41.8% in 2022/23. Worsened"),
        ({"period": "2021/22"}, "county areas for 2022/23, 3rd quartile"),
    ],
)
def test_doubt_stands_beside_the_judgement_it_belongs_to(change: dict[str, Any], words: str) -> None:
    assert words in words_of(entry_of(ROW | change, COMPARED, "county areas", None))


@pytest.mark.parametrize(
    ("ends", "columns"),
    [
        ((2, 4), ["quartile_best", "quartile_worst"]),
        ((3, 4), ["quartile_worst"]),
        ((2, 3), ["quartile_best"]),
        ((4, 4), ["quartile_best"]),
        ((3, 3), []),
        ((1, 4), []),
        ((None, None), []),
    ],
)
def test_the_period_and_the_quartiles_that_could_be_are_cells(ends: tuple[Any, Any], columns: list[str]) -> None:
    row = ROW | {"quartile_best": ends[0], "quartile_worst": ends[1]}
    facts = [span.fact.split("/")[2] for span in entry_of(row, COMPARED, "county areas", None).words if span.fact]
    assert facts == ["value", "period", "previous_value", "rank", "n", "quartile", *columns, "england"]


def test_a_country_without_a_figure_is_said_to_have_none() -> None:
    assert words_of(entry_of(ROW, {}, "county areas", None)).endswith("England: no figure.")


def test_the_whole_is_one_sentence_whose_counts_are_facts() -> None:
    assert whole_in_words(FACTS, "Testshire") == "One indicator improved and 10 worsened in Testshire"
    none_of_them = FACTS.assign(improved=0, worsened=0)
    assert whole_in_words(none_of_them, "Testshire") == "No indicators improved and none worsened in Testshire"
    assert whole_in_words(FACTS.head(0), "Testshire") == "Testshire: nothing is counted"
    none = FACTS.assign(determined=0, improved=0, worsened=0)
    assert whole_in_words(none, "Testshire") == "Direction of travel cannot be determined for any of the 12 indicators"


def test_what_is_not_given_of_the_report_is_said() -> None:
    assert [(term, spans[0].text) for term, spans in about_report(ABOUT).pairs[1:-1]] == [
        ("Issued", "Not yet"),
        ("Contact", "None given"),
        ("Next update", "No day given"),
    ]
    about = About(
        "Testshire", "county areas", 2023, "scrutiny", date(2023, 11, 8), "Performance team", date(2024, 2, 1)
    )
    assert [(term, spans[0].text) for term, spans in about_report(about).pairs[:-1]] == [
        ("Stage", "Draft for scrutiny. Not approved yet. It is put before the scrutiny committees, and can change."),
        ("Issued", "8 November 2023"),
        ("Contact", "Performance team"),
        ("Next update", "1 February 2024"),
    ]


@pytest.mark.parametrize(
    ("stage", "numbers", "words"),
    [
        ("draft", (2, 1), "Initial. 2 figures of comparators are still due, for 1 ranked indicator."),
        ("council", (1, 1), "Initial. 1 figure of comparators is still due, for 1 ranked indicator."),
        ("final", (0, 0), "Final. No figure of a comparator is still due."),
        ("final", (12, 3), "Final. 12 figures of comparators are still due, for 3 ranked indicators."),
    ],
)
def test_figures_are_said_to_be_initial_or_final_with_what_is_due(
    stage: str, numbers: tuple[int, int], words: str
) -> None:
    measures = ["figures_due", "indicators_due", "ranked"]
    counts = pd.DataFrame({"measure": measures, "number": [*map(float, numbers), 120.0]})
    spans = HeadlineCounts(counts).due(stage)
    pairs = about_report(replace(ABOUT, stage=stage, figures=spans)).pairs
    assert (pairs[1][0], "".join(span.text for span in pairs[1][1])) == ("Figures", words)
    assert len([span for span in spans if span.fact]) == (2 if numbers[0] else 0)
    assert HeadlineCounts(counts.head(0)).due(stage) == ()


def test_where_nothing_is_ranked_no_comparator_is_said_to_be_complete() -> None:
    counts = pd.DataFrame({"measure": ["figures_due", "indicators_due", "ranked"], "number": [0.0, 0.0, 0.0]})
    assert "".join(span.text for span in HeadlineCounts(counts).due("draft")) == "Initial. No indicator is ranked."


def test_changes_are_counted_and_named_with_their_cards() -> None:
    changes = pd.DataFrame(
        {"what": ["up", *["down"] * 8, "newer"], "indicator_id": list("abcdefghij"), "title": list("ABCDEFGHIJ")}
    )
    part = changes_part(changes, 2022)
    assert isinstance(part, BulletList)
    assert repr(part).splitlines() == [
        "1 indicator is in a better quartile: A.",
        "8 indicators are in a worse quartile: B; C; D; E; F; G; and 2 more.",
        "1 indicator has a newer figure.",
    ]
    assert part.items[0][2].href == "indicators/a.html"
    stated = pd.DataFrame({"measure": ["up", "down", "down_not_named", "newer"], "number": [1.0, 8.0, 2.0, 1.0]})
    marked = changes_part(changes, 2022, stated)
    assert isinstance(marked, BulletList)
    facts = [[(span.text, span.fact.split("/")[1]) for span in item if span.fact] for item in marked.items]
    assert facts == [[("1", "up")], [("8", "down"), ("2", "down_not_named")], [("1", "newer")]]
    assert repr(marked) == repr(part)
    assert "Nothing changed since the report of 2022." in repr(changes_part(changes.head(0), 2022))
    assert "No report of an earlier year has been made" in repr(changes_part(None, 2022))


def screen(**changes: Any) -> FirstScreen:
    rows = pd.DataFrame([ROW, ROW | {"indicator_id": "other", "title": "Other"}])
    parts: dict[str, Any] = {
        "about": ABOUT,
        "facts": FACTS,
        "best": rows,
        "worst": rows.head(0),
        "comparisons": pd.DataFrame([COMPARED]),
        "sparklines": {"waste": sparkline_cell([1.0, 2.0], label="2021/22 1, 2022/23 2")},
        "counts": joined(paragraph("Counts.")),
        "position": paragraph("In the middle."),
        "changes": None,
        "box": None,
        "themes": Beside(()),
        "other_pages": [("01_ingestion.html", "Ingestion")],
    }
    return FirstScreen(**(parts | changes))


def flat(parts: tuple[Part, ...]) -> list[Part]:
    return [inner for part in parts for inner in (flat(part.parts) if isinstance(part, Parts | Beside) else [part])]


def test_the_heading_of_changes_names_a_report_only_where_one_has_been_made() -> None:
    titles = [[repr(part) for part in site_index(screen(earlier=year)).parts] for year in (None, 2020)]
    assert ["What changed since an earlier report?" in titles[0], "the report of" in " ".join(titles[0])] == [
        True,
        False,
    ]
    assert "What changed since the report of 2020?" in titles[1]


def test_the_best_and_the_worst_come_before_everything_else() -> None:
    page = site_index(screen())
    first = page.parts[0]
    assert isinstance(first, Beside)
    assert repr(first.parts[0].parts[0]) == "The 2 best"
    assert isinstance(first.parts[0].parts[1], Entries)
    assert first.parts[0].parts[1].items[0].sparkline is not None
    assert first.parts[0].parts[1].items[1].sparkline is None
    assert "No counted indicator worsened." in repr(first.parts[1])


def test_what_the_report_cannot_say_leads_to_the_logs_it_rests_on() -> None:
    limits = [Limit(text="Nothing of cost. No prices, e.g. of land, are kept.", rests_on=["DEC-01", "ASM-02"])]
    sentences, way = limits_in_short(limits)
    assert repr(sentences) == "Nothing of cost."
    assert repr(way) == "In full, with what each rests on: Assurance."
    assert [span.href for span in way.spans if span.href] == ["assurance.html"]
    assert "What this report cannot say" not in repr(flat(site_index(screen()).parts))


def test_the_box_of_printed_headlines_is_left_out_where_there_is_none() -> None:
    question = "Why does the council's own report have other numbers?"
    assert question not in repr(flat(site_index(screen()).parts))
    assert question in repr(flat(site_index(screen(box=joined(paragraph("Box.")))).parts))


@pytest.mark.parametrize(("issued", "printed"), [(None, ""), (date(2023, 11, 8), "8 November 2023")])
def test_an_indicator_is_named_within_eighty_words_and_its_figure_within_forty(
    issued: date | None, printed: str
) -> None:
    frame = SiteFrame(
        "Performance Compendium 2023",
        "Testshire",
        "Draft",
        printed,
        "performance@example.org",
        [(f"{words}.html", words) for words in ("Summary", "Themes", "Indicators", "Downloads", "Method")],
    )
    html = render_page(site_index(screen(about=replace(ABOUT, issued=issued))), frame)
    assert ("Not issued yet." in html) == (issued is None)
    visible = pd.Series([html.split("<body>")[1]]).str.replace(r"<[^>]+>", " ", regex=True)[0]
    before_name = visible.split("Household waste recycled")[0]
    before_figure = visible.split("41.8%")[0]
    assert len(before_name.split()) < 80
    assert len(before_figure.split()) < 40
