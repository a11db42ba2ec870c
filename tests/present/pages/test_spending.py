"""The words, tables and page of spending by service, for made-up councils."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from cards import SETTINGS, card_tables

from helpers.present.charts.spending_and_outcomes import spending_and_outcomes
from helpers.present.pages import spending, spending_tables
from helpers.present.pages.indicator_card import indicator_cards
from helpers.present.pages.service_costs import cost_parts, services_by_dashboard
from helpers.present.pages.site_spending import SpendingPage, spending_page
from helpers.present.pages.spending_outcomes import (
    council_tables,
    leaders_sentence,
    service_parts,
    standing_sentence,
)
from helpers.present.values import Chart, Folded, Paragraph
from helpers.publish.html import to_html
from helpers.publish.svg import titled_svg
from helpers.schema.spending import COUNCIL_TAX, DEFLATORS, SERVICE_INDICATORS, SERVICE_OUTCOMES, SERVICE_VALUES
from helpers.schema.types import no_rows, pandas_types
from helpers.verdicts import AT_A_MEDIAN, QUADRANTS

LESS_AND_BETTER, MORE_AND_WORSE = QUADRANTS[True, True], QUADRANTS[False, False]


def frame(table: Any, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a table, in which everything that is not given is empty."""
    empty = {"float64": None, "Int64": None, "int64": 1, "bool": False, "boolean": None, "str": ""}
    types = pandas_types(table)
    return pd.DataFrame([{name: empty.get(kind) for name, kind in types.items()} | row for row in rows]).astype(types)


def service(name: str, rank: int | None, year: str = "2022/23", **more: Any) -> dict[str, Any]:
    titles = {"total_service_expenditure": "All services", "roads": "Roads", "care": "Care", "parks": "Parks"}
    return {
        "service": name,
        "title": titles[name],
        "service_order": list(titles).index(name),
        "population": "all_ages",
        "financial_year": year,
        "newest": year == "2022/23",
        "spend_gbp_thousand": 50_000.0,
        "people": 500_000.0,
        "per_head_gbp": 100.0,
        "real_per_head_gbp": 100.0,
        "rank": rank,
        "tied": 1 if rank else None,
        "n": 12,
        "compared_with": "all",
        "why_no_outcomes": "Nobody measures them",
        "note": "Some need more.",
        "source": "Ministry: Revenue outturn by authority; December 2023",
    } | more


SCORED = {
    "outcome_score": 70.0,
    "outcome_rank": 2,
    "outcome_tied": 1,
    "outcome_n": 12,
    "indicators": 3,
    "outcomes_first_end": date(2022, 3, 31),
    "outcomes_last_end": date(2022, 8, 31),
    "quadrant": LESS_AND_BETTER,
    "rho": -0.6,
    "rho_lower": -0.9,
    "rho_upper": -0.1,
    "why_no_outcomes": "",
    "real_change_percent": -20.0,
    "change_from": "2017/18",
}
VALUES = frame(
    SERVICE_VALUES,
    service("total_service_expenditure", 1, spend_gbp_thousand=749_747.0, per_head_gbp=1037.08),
    service("roads", 1, **SCORED),
    service("roads", 8, "2017/18", **(SCORED | {"quadrant": MORE_AND_WORSE})),
    service("care", 3, real_change_percent=25.0, change_from="2017/18"),
    service("parks", None, per_head_gbp=0.0, reason="Another body provides it"),
)


def council(name: str, amount: float, score: float, word: str, **more: Any) -> dict[str, Any]:
    return {
        "service": "roads",
        "financial_year": "2022/23",
        "area_code": name,
        "area_name": name,
        "area_type": "county",
        "own": name == "Ours",
        "per_head_gbp": amount,
        "outcome_score": score,
        "indicators": 3,
        "quadrant": word,
        "child_poverty_pct": 17.2,
        "population_density": 300.0,
    } | more


COUNCILS = frame(
    SERVICE_OUTCOMES,
    council("Ours", 100, 70, LESS_AND_BETTER),
    council("Best", 90, 90, LESS_AND_BETTER, area_type="county_unitary"),
    council("Middle", 110, 50, AT_A_MEDIAN),
    council("Dear", 200, 10, MORE_AND_WORSE),
)
SOURCES = {
    "service_spending_rs": "Ministry: Outturn (RS); 2018",
    "service_spending_rsx": "Ministry: Outturn (RSX); 2023",
    "gdp_deflator": "Office: Deflator; 30 June 2025",
}
FILES = {"service_outcomes": "downloads/service_outcomes.csv.zip"}
DEFLATOR = frame(
    DEFLATORS,
    {"financial_year": "2020/21", "index": 96.0, "distorted": True, "two_year_index": 95.5},
    {"financial_year": "2021/22", "index": 95.0, "two_year_index": 95.5},
)


def test_the_opening_says_what_was_spent_and_where_that_ranks() -> None:
    assert spending.opening_sentence(VALUES, "Ours", "councils") == (
        "In 2022/23 Ours spent £749.7 million on its services, £1,037 per resident: the lowest of 12 councils."
    )
    first = VALUES.assign(provisional=True)
    assert spending.opening_sentence(first, "Ours", "councils").endswith("first release and may still change.")
    assert spending.opening_sentence(no_rows(SERVICE_VALUES), "Ours", "councils") == spending.NOTHING_HELD


def test_the_services_with_the_least_spending_are_named_and_none_without_spending() -> None:
    assert spending.least_sentence(VALUES, "Ours") == (
        "Ours spends least of the councils compared on roads (of 12). It is in the lowest quarter on care (3rd lowest "
        "of 12)."
    )
    none = spending.least_sentence(VALUES[VALUES["service"].eq("parks")], "Ours")
    assert none == ""
    earns = frame(SERVICE_VALUES, service("parks", 1, per_head_gbp=-1.1), service("care", 8))
    assert spending.least_sentence(earns, "Ours") == (
        "On no service does Ours spend least of the councils compared. Services whose income covers their cost are "
        "left out of this: parks."
    )


def test_changes_and_years_are_said_and_small_sums_name_no_change() -> None:
    assert spending.change_sentence(VALUES) == (
        "In the prices of 2022/23, and of services that cost ten pounds or more per head in both years, spending per "
        "head rose most on care (+25%) and fell most on roads "
        "(\N{MINUS SIGN}20%) since 2017/18."
    )
    assert spending.change_sentence(VALUES.assign(real_per_head_gbp=5.0)) == ""
    assert spending.years_sentence(VALUES, 2024) == (
        "Figures are held for 2017/18 and 2022/23. Those for years between these and later years are not at hand."
    )


def test_sides_of_the_medians_and_what_moved_are_named() -> None:
    assert spending.quadrant_sentence(VALUES).endswith("Lower spending, better outcomes: roads.")
    assert "roads from higher spending, worse outcomes (2017/18) to lower" in spending.moved_sentence(VALUES)
    words = spending.together_sentence(VALUES)
    assert "do not tell" not in words
    unclear = VALUES.assign(rho_upper=VALUES["rho_upper"].mask(VALUES["rho"].notna(), 0.2))
    assert "The figures do not tell for any service" in spending.together_sentence(unclear)
    assert "spend more tend to have worse outcomes (\N{MINUS SIGN}0.60, 95% interval" in words


def test_leaders_are_named_with_their_context() -> None:
    row = VALUES[VALUES["service"].eq("roads") & VALUES["newest"]].iloc[0].to_dict()
    words = leaders_sentence(row, COUNCILS)
    # the own council spends less and does well too: it is in the sentence before
    first = "Best of those that spend less than the median: "
    assert words.startswith(f"{first}Best (£90; one tier, 17% child poverty).")
    assert words.endswith("Some need more.")
    assert "No other council spends less" in leaders_sentence(row, COUNCILS[COUNCILS["area_name"].eq("Ours")])


def test_the_distorted_year_is_warned_of() -> None:
    words = spending.deflator_sentence(VALUES, DEFLATOR, SOURCES["gdp_deflator"])
    assert "30 June 2025" in words and "those of 2022/23" in words
    assert "it is 96.0, and the mean of it and the next year is 95.5" in words


def test_the_chart_has_units_year_number_and_source_and_no_council_by_colour_alone() -> None:
    parts = flat(service_parts(VALUES, COUNCILS, "councils", "Ministry"))
    (chart,) = [part for part in parts if isinstance(part, Chart)]
    assert chart.title == "Roads: lower spending, better outcomes"
    assert chart.subtitle == (
        "Spending in 2022/23, outcomes of periods ending March 2022 to August 2022; 12 councils. Source: Ministry"
    )
    assert chart.alt.startswith("Scatter chart of 4 councils.")
    assert "Ours: £100 and a score of 70.0" in chart.alt
    text = titled_svg(chart)
    assert "Spending, £ per resident" in text
    for word in ", ".join(QUADRANTS.values()).split(", "):
        assert word in text
    empty = COUNCILS.head(0).assign(is_county=[])
    assert isinstance(spending_and_outcomes(empty, title="A", subtitle="B", person="child"), Paragraph)
    with pytest.raises(ValueError, match="is_county"):
        spending_and_outcomes(COUNCILS, title="A", subtitle="B", person="child")


def test_each_service_has_its_council_beside_the_medians_and_every_council_in_a_table() -> None:
    row = VALUES[VALUES["service"].eq("roads") & VALUES["newest"]].iloc[0].to_dict()
    row |= {"chart_median_gbp": 105.0, "chart_median_score": 60.0}
    assert standing_sentence(row, COUNCILS) == (
        "Roads: Ours spends £100 per resident (median £105) and scores 70.0 (median 60.0)."
    )
    # £99.60 and £100.40 are both £100: the pence say which side of the median the council is on
    near = standing_sentence(row | {"chart_median_gbp": 100.4}, COUNCILS.assign(per_head_gbp=99.6))
    assert near.startswith("Roads: Ours spends £99.60 per resident (median £100.40)")
    (folded,) = council_tables(VALUES, COUNCILS)
    assert isinstance(folded, Folded)
    assert [cells[0].text for cells in folded.table.rows] == ["Best", "Ours", "Middle", "Dear"]


def flat(part: Any) -> list[Any]:
    """Return all parts inside of others."""
    return [one for inside in part.parts for one in flat(inside)] if hasattr(part, "parts") else [part]


def page(values: pd.DataFrame = VALUES, tax: pd.DataFrame | None = None) -> SpendingPage:
    taxes = no_rows(COUNCIL_TAX) if tax is None else tax
    more = [("06b_service_spending.html", "Spending by service")]
    return SpendingPage(values, COUNCILS, DEFLATOR, taxes, "Ours", "councils", 2023, "", SOURCES, more, FILES)


def test_the_page_opens_with_sentences_and_leads_to_every_council_of_its_charts() -> None:
    assert page().any and not page(no_rows(SERVICE_VALUES)).any
    site = spending_page(page())
    parts = [one for part in site.parts for one in flat(part)]
    assert site.path == "spending.html"
    assert "".join(span.text for span in site.lead).startswith("In 2022/23 Ours spent £749.7 million")
    stated = {span.fact: span.text for span in site.lead if span.fact}
    whole = "service_values/total_service_expenditure+2022%2F23"
    assert stated[f"{whole}/spend_gbp_thousand"] == "£749.7 million" and stated[f"{whole}/n"] == "12"
    assert isinstance(parts[0], Paragraph)
    assert any(isinstance(part, Chart) for part in parts)
    assert not any(isinstance(part, Folded) for part in parts)
    links = [span.href for part in parts if isinstance(part, Paragraph) for span in part.spans if span.href]
    assert FILES["service_outcomes"] in links and "06b_service_spending.html" in links
    text = re.sub(r"<[^>]*>", " ", "".join(to_html(part) for part in parts if not isinstance(part, Chart)))
    assert spending.NO_CAUSE in text
    assert not re.search(r"most (productive|cost effective|efficient)|could save|value for money", text, re.IGNORECASE)


def test_council_tax_is_said_with_its_rank_and_rise() -> None:
    years = [
        {
            "financial_year": year,
            "band_d_gbp": bill,
            "real_band_d_gbp": real,
            "increase_percent": 3.0,
            "rank": 2,
            "real_change_percent": None if real == 1100.0 else -5.0,
            "tied": 1,
            "n": 9,
            "median_gbp": 1400.0,
        }
        for year, bill, real in (("2020/21", 1000.0, 1100.0), ("2021/22", 1030.0, 1045.0))
    ]
    tax = frame(COUNCIL_TAX, *years)
    words = spending_tables.tax_sentence(tax, "Ours")
    assert words.startswith("In 2021/22 Ours charged a Band D home £1,030.00, the 2nd lowest of 9")
    assert words.endswith("Since 2020/21 it changed by \N{MINUS SIGN}5.0% in real terms.")
    assert "2020/21 are distorted by the pandemic" in spending_tables.tax_table(tax).notes[1]
    assert spending_tables.tax_sentence(no_rows(COUNCIL_TAX), "Ours").startswith("No file has")
    on_card = spending_tables.tax_of_card(tax, "Ours", "indicators/council_tax_band_d.html")
    assert on_card is not None and repr(on_card).startswith(words), "one sentence on the page and on the card"
    for part in ("among councils of the same kind", "the whole group, whatever their kind"):
        assert part in repr(on_card)
    assert spending_tables.tax_of_card(no_rows(COUNCIL_TAX), "Ours", "indicators/council_tax_band_d.html") is None
    (beside,) = (part for part in spending_page(page(tax=tax)).parts if "Beside the whole group" in repr(part))
    assert [span.href for span in beside.spans if span.href] == ["indicators/council_tax_band_d.html"]


def test_a_dashboard_says_what_its_services_cost_and_judges_nothing() -> None:
    compendium = pd.DataFrame({"indicator_id": ["ksi", "trees"], "dashboard": ["Transport", "Green"]})
    rows = [{"service": name, "indicator_id": "ksi", "used": used} for name, used in (("roads", True), ("care", False))]
    services = services_by_dashboard(VALUES, frame(SERVICE_INDICATORS, *rows), compendium)
    assert [(name, [row["service"] for row in of]) for name, of in services.items()] == [("Transport", ["roads"])]
    title, lines = cost_parts(services["Transport"], "dashboards/transport.html")
    assert repr(title) == "What does it cost?"
    assert repr(lines).splitlines() == [
        "Spending on roads in 2022/23: £100 per resident, lowest of 12. Some need more. More: Spending."
    ]
    assert [span.fact for span in lines.items[0] if span.fact][-1] == "service_values/roads+2022%2F23/n"  # type: ignore[union-attr]
    assert list(cost_parts((), "dashboards/green.html")) == []


def test_a_card_says_in_a_line_what_its_service_costs() -> None:
    tables = card_tables()
    name = str(tables.compendium["indicator_id"].iloc[0])
    about = {"service": "roads", "title": "Hurt", "indicator_id": name}
    used, unused = (frame(SERVICE_INDICATORS, about | {"used": flag}) for flag in (True, False))
    for indicators, lines in ((used, ["Spending on roads in 2022/23: £100 per resident, lowest of 12."]), (unused, [])):
        cards = indicator_cards(replace(tables, service_indicators=indicators, service_values=VALUES), SETTINGS)
        card = next(one for one in cards if one.indicator_id == name)
        assert ["".join(span.text for span in line.spans) for line in card.spending] == lines
