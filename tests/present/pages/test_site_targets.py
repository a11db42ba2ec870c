"""The page of targets and risk, what other pages say of it, and the target on dashboards and cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from cards import SETTINGS, card_tables
from target_rows import BUILT, DAYS, NET_ZERO, TREES, results_of

from helpers.present.charts.target_way import way_chart, way_of
from helpers.present.counted import Counts
from helpers.present.pages.indicator_card import indicator_cards
from helpers.present.pages.site_targets import TargetTables, targets_page, targets_sentence, whole_in_words
from helpers.present.values import Chart, Definitions, Heading, Paragraph, Parts, Table
from helpers.publish.compendium_site import SiteFrame, render_page
from helpers.results.site_counts import site_counts
from helpers.results.target_missing import FIGURE
from helpers.results.target_results import count_targets
from helpers.schema.agreements import (
    AGREEMENT_AREAS,
    AGREEMENT_INDICATORS,
    ENABLING_MEASURES,
    POOLED_FUNDS,
    REWARD_GRANTS,
    REWARD_TOTALS,
    RISK_BY_THEME,
)
from helpers.schema.site import SITE_COUNTS
from helpers.schema.targets import TARGET_MILESTONES, TARGETS
from helpers.schema.types import no_rows

RISK = {
    "theme": "All themes",
    "green": 63,
    "amber": 23,
    "red": 13,
    "not_available": 29,
    "with_status": 99,
    "indicators": 128,
    "green_percent": 63.6,
    "amber_percent": 23.2,
    "red_percent": 13.1,
    "named_amber": 0,
    "named_red": 0,
}
GRANT = {
    "reference": "1.2",
    "reward_target": "1.2",
    "theme": "Young",
    "title": "Exclusions",
    "weight_percent": 100.0,
    "status": "Amber",
    "condition": "",
    "condition_failed": False,
    "grant": 190_522.5,
    "at_risk": 190_522.5,
    "lost": 0.0,
    "at_risk_net": 190_522.5,
    "without_status": 0.0,
    "note": "",
}
TOTAL = (
    {"scope": "all", "name": "All", "indicators": 1, "at_risk_indicators": 1}
    | {name: GRANT[name] for name in ("grant", "at_risk", "lost", "at_risk_net", "without_status")}
    | {"forecast_indicators": 0, "forecast_paid": 0, "forecast_of": 0.0, "forecast": 0.0}
)


FLAGGED_CAPTION = "Red and amber, by people or by rule, the red first"


def tables(*rows: dict[str, Any], **changes: Any) -> TargetTables:
    results = results_of(*rows)
    counted = results.assign(off_trajectory=pd.array([pd.NA] * len(results), dtype="boolean"))
    parts: dict[str, Any] = {
        "results": results,
        "counts": count_targets(counted),
        "grants": no_rows(REWARD_GRANTS),
        "totals": no_rows(REWARD_TOTALS),
        "risk": no_rows(RISK_BY_THEME),
        "named": no_rows(AGREEMENT_INDICATORS),
        "funds": no_rows(POOLED_FUNDS),
        "measures": no_rows(ENABLING_MEASURES),
        "areas": no_rows(AGREEMENT_AREAS),
        "stated": Counts(SITE_COUNTS, no_rows(SITE_COUNTS)),
        "council": "Testshire",
        "year": 2023,
        "more": [("05_targets_and_risk.html", "Targets")],
    }
    return TargetTables(**(parts | changes))


def parts_of(made: TargetTables) -> list[Any]:
    def flat(parts: Any) -> list[Any]:
        return [one for part in parts for one in (flat(part) if isinstance(part, Parts) else [part])]

    return flat(targets_page(made).parts)


def table_of(made: TargetTables, caption: str) -> list[list[str]]:
    (one,) = [part for part in parts_of(made) if isinstance(part, Table) and part.caption == caption]
    assert one.rows_apart
    return [[cell.text for cell in row] for row in one.rows]


def test_the_whole_is_one_sentence() -> None:
    red = BUILT | {"target_id": "red", "status": "Red", "calculated": "Red", "theme": "Safe"}
    made = tables(BUILT, red, TREES)
    assert whole_in_words(made) == "Of 3 targets, 0 are green, 1 amber and 1 red; 1 has no colour."
    assert whole_in_words(made, "Safe") == "Of 1 target, 0 are green, 0 amber and 1 red."
    assert whole_in_words(made, "Elsewhere") == ""
    assert whole_in_words(tables(BUILT, NET_ZERO, TREES)) == (
        "Of 3 targets, 0 are green, 1 amber and 0 red; 1 is not due yet; 1 has no colour."
    )
    assert whole_in_words(tables(TREES, NET_ZERO)).startswith(
        "None of the 2 targets has a colour, as 1 is not due yet and 1 has no date: "
    )
    assert (
        whole_in_words(tables(TREES))
        == "The only target has no colour, as it has no date: Trees planted is more than 35.7% of the way."
    )
    others = tables(TREES, NET_ZERO)
    unjudged = others.results.assign(reason="another reason")
    assert whole_in_words(replace(others, results=unjudged)).startswith(
        "None of the 2 targets has a colour, as 1 is not due yet and 1 cannot be judged: "
    )


def test_each_cause_of_no_colour_names_its_cell() -> None:
    words = targets_sentence(tables(TREES, NET_ZERO), "index.html")
    assert words is not None
    facts = [span.fact for span in words.spans if span.fact]
    assert facts[:3] == [f"target_counts/All+status/{name}" for name in ("all", "not_due", "cannot_be_determined")]


def test_other_pages_lead_to_the_page_and_say_nothing_where_there_are_no_targets() -> None:
    words = targets_sentence(tables(TREES), "themes/clean.html", "Clean")
    assert words is not None
    assert [span.href for span in words.spans if span.href] == ["../targets.html"]
    assert targets_sentence(tables(), "index.html") is None
    assert not tables().any


def test_red_comes_before_amber_and_missing_words_are_said() -> None:
    red = BUILT | {
        "target_id": "red",
        "title": "Zebra crossings",
        "indicator_id": "",
        "status": "Red",
        "calculated": "Red",
        "commentary": "No staff",
        "remedial_action": "Hire",
        "action_by": "June 2023",
    }
    rows = table_of(tables(BUILT, red, TREES), FLAGGED_CAPTION)
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        ("Zebra crossings (Clean)", "■ Red", "No staff", "Hire (by June 2023)"),
        ("Waste recycled (Clean)", "◆ Amber", "No reason given", "No action given"),
    ]
    assert "4.2 points short; amber: up to 5 points short" in rows[1][2]


def test_a_colour_of_the_agreement_that_is_another_than_the_targets_is_said() -> None:
    def off(**printed: str) -> str:
        row = dict.fromkeys(AGREEMENT_INDICATORS.names, "") | printed | {"target_id": BUILT["target_id"]}
        return table_of(tables(BUILT, named=pd.DataFrame([row])), FLAGGED_CAPTION)[0][2]

    assert off(status="Red").endswith("; red in the agreement and amber by its target")
    assert off(status_of_grant="Green").endswith("; green in the agreement and amber by its target")
    assert off(status="Amber", status_of_grant="Red").endswith(
        "; amber in the text of the report, red beside its grant"
    )
    assert off(status="Amber") == off()


def test_a_grant_at_risk_is_listed_once() -> None:
    grants = pd.DataFrame([dict.fromkeys(REWARD_GRANTS.names) | GRANT])
    made = tables(BUILT | {"reference": "1.2"}, grants=grants, totals=pd.DataFrame([TOTAL]))
    assert [row[0] for row in table_of(made, FLAGGED_CAPTION)] == ["1.2 Waste recycled (Clean, £190,522.50 at risk)"]
    lost = pd.DataFrame([dict.fromkeys(REWARD_GRANTS.names) | GRANT | {"lost": 190_522.5, "at_risk_net": 0.0}])
    made = tables(BUILT | {"reference": "1.2"}, grants=lost, totals=pd.DataFrame([TOTAL]))
    assert [row[0] for row in table_of(made, FLAGGED_CAPTION)] == ["1.2 Waste recycled (Clean, £190,522.50 lost)"]


def test_what_is_missing_for_a_colour_is_said_with_who_has_to_supply_it() -> None:
    rows = table_of(tables(BUILT, TREES, NET_ZERO), "What is missing for a colour")
    assert [row[0] for row in rows] == ["Trees planted", "Net zero county"]
    assert rows[0][1:] == [
        "The date by which it is to be reached.",
        "The report does not say by when.",
        "Head of Waste",
    ]
    assert rows[1][1] == "Nothing else."
    explained = NET_ZERO | {"baseline_reason": "The report names no year to count from."}
    rows = table_of(tables(BUILT, TREES, explained), "What is missing for a colour")
    assert rows[1][1:3] == [
        "The figure that it starts from with its period, or milestones on the way.",
        "The report names no year to count from.",
    ]
    without = explained | {"missing": f"{FIGURE}; {NET_ZERO['missing']}"}
    rows = table_of(tables(BUILT, TREES, without), "What is missing for a colour")
    assert rows[1][1:3] == [
        "A figure with its period.",
        "No figure was published or supplied in time. The report names no year to count from.",
    ]
    said_once = "Each of these lacks the figure that it starts from with its period, or milestones on the way."
    assert said_once in map(repr, parts_of(tables(BUILT, TREES, NET_ZERO)))
    headings = [part.text for part in parts_of(tables(BUILT)) if isinstance(part, Heading)]
    assert "What is missing for a colour?" not in headings


def test_what_is_left_says_the_way_done_the_rate_and_whether_that_is_realistic() -> None:
    unknown = TREES | {"target_id": "hubs", "title": "Hubs", "actual": None, "progress_percent": None, "gap": None}
    made = tables(TREES, NET_ZERO, unknown)
    rows = table_of(made, "What is left, and the rate that it takes")
    assert rows[0][2:4] == [
        "more than 250,000 trees (31 Mar 2023) (more than 35.7% of the way)",
        "Not known (nobody says by when it is to be reached)",
    ]
    assert rows[1][3] == "0.275 tonnes CO2e per head a year, had 0.242"
    assert "No figure is known for: Hubs (700,000 trees, no date given)." in map(repr, parts_of(made))


def test_the_counts_that_a_report_printed_stand_for_those_of_targets() -> None:
    grants = pd.DataFrame([dict.fromkeys(REWARD_GRANTS.names) | GRANT])
    made = tables(TREES, risk=pd.DataFrame([RISK]), grants=grants, totals=pd.DataFrame([TOTAL]))
    assert whole_in_words(made) == (
        "Of 99 indicators with a status, 63 are green, 23 amber and 13 red, as the report of 2023 counts them."
    )
    words = " ".join(map(repr, parts_of(made)))
    assert "29 more are not available for reporting." in words
    assert "63 of 99 indicators" not in words, "the lead of the page has the counts"
    rows = table_of(made, FLAGGED_CAPTION)
    assert rows == [
        ["1.2 Exclusions (Young, £190,522.50 at risk)", "◆ Amber", "Not said", "No reason given", "No action given"]
    ]
    headings = [part.text for part in parts_of(made) if isinstance(part, Heading)]
    assert "What reward grant is at risk?" in headings
    assert any("£190,522.50 of it is at risk" in repr(part) for part in parts_of(made))


def test_the_page_is_html_in_which_nothing_depends_on_colour_alone() -> None:
    html = render_page(targets_page(tables(BUILT, TREES)), SiteFrame("Compendium", "Testshire", "Draft"))
    assert "◆\N{NO-BREAK SPACE}Amber" in html
    assert "<h1>Is the council on track?</h1>" in html


@pytest.fixture
def card_of_waste() -> Any:
    def made(*rows: dict[str, Any]) -> Any:
        target = dict.fromkeys(TARGETS.names, "") | {"target_id": "recycling"} | DAYS
        return indicator_cards(card_tables(target_results=results_of(*rows), targets=pd.DataFrame([target])), SETTINGS)[
            0
        ]

    return made


def test_a_card_says_its_target_beside_the_judgement_and_draws_the_way(card_of_waste: Any) -> None:
    card = card_of_waste(BUILT)
    assert repr(card.parts[2]).startswith("Improved clearly")
    assert repr(card.parts[3]).startswith(
        "◆\N{NO-BREAK SPACE}Amber. Target 60% by Mar 2023; 4.2 points short; amber: up to 5 points"
    )
    (parts,) = [section.parts for section in card.sections if section.heading == "On the way to its target"]
    chart, definitions = parts
    assert isinstance(chart, Chart)
    assert "Planned: 2021/22 44.0%; Mar 2023 60.0%." in chart.alt
    assert isinstance(definitions, Definitions)
    pairs = {term: "".join(span.text for span in spans) for term, spans in definitions.pairs}
    assert pairs["Start"] == "44.0%, 2021/22"
    assert (pairs["Why it is not on track"], pairs["What is done"]) == ("No reason given", "No action given")


def test_a_card_without_a_target_is_as_before(card_of_waste: Any) -> None:
    card = card_of_waste()
    assert card.targets == ()
    assert "On the way to its target" not in [section.heading for section in card.sections]


def figure(year: int, value: float) -> dict[str, Any]:
    return {"period": f"{year}/{(year + 1) % 100:02}", "period_end": date(year + 1, 3, 31), "value": value}


def test_the_way_has_milestones_the_forecast_and_its_interval() -> None:
    row = BUILT | {
        "target_period": "2025/26",
        "forecast": 57.0,
        "forecast_lower": 53.0,
        "forecast_upper": 61.0,
    }
    days = DAYS | {"target_end": date(2026, 3, 31)}
    milestone = dict.fromkeys(TARGET_MILESTONES.names) | figure(2023, 52.0)
    way = way_of(row, days, [milestone], [figure(2021, 44.0), figure(2022, 55.8)])
    assert [point.value for point in way.planned] == [44.0, 52.0, 60.0]
    chart = way_chart(way, "Recycled")
    assert chart is not None
    assert "Planned: 2021/22 44.0%; 2023/24 52.0%; 2025/26 60.0%." in chart.alt
    assert chart.alt.endswith("Forecast: 57.0%, and 53.0% to 61.0%, meant for 80 of 100 cases.")


def test_a_standard_is_a_level_and_one_point_of_time_is_not_drawn() -> None:
    standard = BUILT | {"type": "at_least", "target_period": ""}
    no_days = {"baseline_end": None, "target_end": None}
    way = way_of(standard, no_days, [], [figure(2021, 44.0), figure(2022, 55.8)])
    assert (way.planned, way.levels) == ((), (60.0,))
    assert way_chart(way, "Recycled") is not None
    assert way_chart(way_of(TREES, no_days, [], [figure(2022, 250_000.0)]), "Trees") is None
    assert way_chart(way_of(TREES, no_days, [], []), "Trees") is None


def test_the_way_to_each_target_is_drawn_with_its_rate_and_what_is_left_out_is_named() -> None:
    made = tables(TREES, NET_ZERO | {"progress_percent": None})
    (chart,) = [part for part in parts_of(made) if isinstance(part, Chart)]
    assert TREES["title"] in chart.alt and "% of the way" in chart.alt
    words = [repr(part) for part in parts_of(made)]
    assert f"Not drawn, as the start or a figure of the whole period is not known: {NET_ZERO['title']}." in words
    assert not [part for part in parts_of(tables(BUILT | {"type": "at_least"})) if isinstance(part, Chart)]


def test_what_the_government_was_asked_for_and_small_areas_need_no_grant() -> None:
    measure = {
        "measure_id": "m",
        "measure": "Share records",
        "asked_of": "The Home Office",
        "status": "refused",
        "status_on": "",
        "reference": "1.2",
        "title": "Exclusions",
        "waits": True,
    }
    area = {
        "area_id": "a_1",
        "kind": "priority area",
        "name": "Area 1",
        "district": "Blaby",
        "reference": "1.2",
        "period": "2022/23",
        "value": 47.5,
        "unit": "%",
    }
    measures = pd.DataFrame([dict.fromkeys(ENABLING_MEASURES.names, "") | measure])
    areas = pd.DataFrame([dict.fromkeys(AGREEMENT_AREAS.names, "") | area])
    made = tables(BUILT, measures=measures, areas=areas)
    captions = [part.caption for part in parts_of(made) if isinstance(part, Table)]
    assert "Measures that the government was asked for" in captions
    assert "What is known of areas below the districts?" in [
        repr(part) for part in parts_of(made) if isinstance(part, Heading)
    ]
    stated = Counts(SITE_COUNTS, site_counts(pd.DataFrame(), measures, areas))
    cells = [
        span.fact
        for part in parts_of(tables(BUILT, measures=measures, areas=areas, stated=stated))
        if isinstance(part, Paragraph)
        for span in part.spans
        if span.fact.startswith(("site_counts", "agreement_areas"))
    ]
    assert cells == [
        "site_counts/asked/number",
        "site_counts/waiting/number",
        "site_counts/priority area/number",
        "agreement_areas/a_1+1.2+2022%2F23/reference",
    ]


def test_a_colour_that_differs_in_the_text_and_beside_the_grant_is_printed_both_ways() -> None:
    """As the self-assessment of 2006-07 has 7.18 and 7.19."""
    rows = [
        {"reference": "7.18", "status": "Red", "status_of_grant": "Amber", "target_id": ""},
        {"reference": "7.20", "status": "Red", "status_of_grant": "Red", "target_id": ""},
        {"reference": "7.19", "status": "Amber", "status_of_grant": "Red", "target_id": "theft"},
    ]
    named = pd.DataFrame([dict.fromkeys(AGREEMENT_INDICATORS.names, "") | row for row in rows])
    target = BUILT | {"target_id": "theft", "reference": "7.19", "status": "Red", "calculated": "Red"}
    by_name = {row[0].split()[0]: row[2] for row in table_of(tables(target, named=named), FLAGGED_CAPTION)}
    assert by_name["7.18"] == "red in the text of the report, amber beside its grant"
    assert by_name["7.20"] == "Not said"
    assert by_name["7.19"].endswith("; amber in the text of the report, red beside its grant")
