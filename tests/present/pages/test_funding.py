"""The words and tables of funding, for made-up councils."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from helpers.present.charts.spending_and_position import spending_and_position
from helpers.present.facts import facts_in
from helpers.present.pages.funding import (
    Funding,
    all_classes,
    gap_parts,
    levels_table,
    own_league,
    position_parts,
    top_league,
)
from helpers.present.pages.funding_components import components_part
from helpers.present.pages.funding_facts import lowest_facts, standing_facts
from helpers.present.pages.funding_words import gap_sentence, lowest_sentence, standing_sentence, two_tier_warning
from helpers.present.pages.site_funding import FundingPage, funding_page, funding_sentence
from helpers.present.values import Beside, Chart, Folded, Paragraph
from helpers.results.spending_power import COUNTY, LONDON, NOT_HELD
from helpers.schema.funding import FUNDING_LEVELS, FUNDING_YEARS, SPENDING_POWER
from helpers.schema.types import no_rows, pandas_types


def frame(table: Any, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a table, in which everything that is not given is empty."""
    empty = {"float64": None, "Int64": None, "int64": 1, "bool": False, "boolean": None, "str": ""}
    types = pandas_types(table)
    return pd.DataFrame([{name: empty[kind] for name, kind in types.items()} | row for row in rows]).astype(types)


def year(label: str, rank: int | None = 1, **more: Any) -> dict[str, Any]:
    amounts = {"total_m": 100.0, "per_head": 500.4, "class_average": 620.0, "n": 3, "is_lowest": rank == 1}
    ranked = {"rank": rank, **amounts} if rank else {"reason": "Council tax alone is held"}
    return {"financial_year": label, "make_up": "one", "follows_on": True, "council_tax_m": 60.0} | ranked | more


def power(name: str, amount: float, rank: int, council_class: str = COUNTY, **more: Any) -> dict[str, Any]:
    return {
        "financial_year": "2020/21",
        "area_code": name,
        "area_name": name,
        "council_class": council_class,
        "per_head": amount,
        "rank": rank,
        "n": 3,
    } | more


def level(name: str, gain: float | None, **more: Any) -> dict[str, Any]:
    return {
        "financial_year": "2020/21",
        "level_code": name,
        "level_name": name,
        "level_of": "council",
        "council_class": COUNTY,
        "per_head": 700.0,
        "difference": 200.0,
        "gain_m": gain,
        "population": 700_000,
        "population_mid_year": 2020,
        "classes_differ": False,
    } | more


def test_the_lowest_funded_is_said_only_where_it_is_so() -> None:
    lowest = frame(FUNDING_YEARS, year("2019/20"), year("2020/21", lowest_years=2))
    assert standing_sentence(lowest, "Ours", COUNTY) == (
        "In 2020/21 Ours was the lowest funded of 3 county councils: £500 for each person, where the average of county "
        "councils was £620."
    )
    assert lowest_sentence(lowest, "Ours", COUNTY).startswith(
        "It was the lowest funded of county councils for each person in each of the 2 years"
    )
    second = frame(FUNDING_YEARS, year("2019/20"), year("2020/21", 2))
    assert "Ours was 2nd lowest of 3 county councils in funding" in standing_sentence(second, "Ours", COUNTY)
    assert "for each person in 1 of the 2 years held" in lowest_sentence(second, "Ours", COUNTY)
    shared = frame(FUNDING_YEARS, year("2020/21", 1, is_lowest=False, lowest_years=0, lowest_dwelling_years=0))
    assert "the lowest funded" not in standing_sentence(shared, "Ours", COUNTY)
    never = frame(FUNDING_YEARS, year("2020/21", 9, lowest_years=0, dwelling_years=1, lowest_dwelling_years=0))
    assert [lowest_sentence(one, "Ours", COUNTY) for one in (shared, never)] == ["", ""]
    assert lowest_facts(never) == []


def test_where_it_stands_for_each_dwelling_is_said_beside_it_and_each_figure_is_a_cell() -> None:
    dwellings = {"per_dwelling": 1290.4, "dwelling_rank": 3, "dwelling_n": 20, "is_lowest_by_dwelling": False}
    third = frame(
        FUNDING_YEARS,
        year("2019/20", ranked_years=1, lowest_years=1, **dwellings, dwelling_years=1, lowest_dwelling_years=0),
        year("2020/21", ranked_years=2, lowest_years=2, **dwellings, dwelling_years=2, lowest_dwelling_years=0),
    )
    words = standing_sentence(third, "Ours", COUNTY)
    assert words.endswith(
        "For each dwelling, as the official comparison has it, it was 3rd lowest of 20 with a figure: £1,290."
    )
    times = lowest_sentence(third, "Ours", COUNTY)
    assert times.endswith("2019/20 to 2020/21; for each dwelling in none of the 2 years with a rank.")
    facts = [
        span.text for span in facts_in(f"{words} {times}", [*standing_facts(third), *lowest_facts(third)]) if span.fact
    ]
    assert facts == ["2020/21", "3", "£500", "£620", "3rd", "20", "£1,290", "2", "2019/20", "2020/21", "2"]
    first = third.assign(dwelling_rank=[1, 1], is_lowest_by_dwelling=[False, True], lowest_dwelling_years=[0, 1])
    first = first.astype(pandas_types(FUNDING_YEARS))
    assert "it was the lowest of 20 with a figure" in standing_sentence(first, "Ours", COUNTY)
    assert "for each dwelling in 1 of the 2 years with a rank" in lowest_sentence(first, "Ours", COUNTY)
    assert "it was among the lowest of 20" in standing_sentence(first.head(1), "Ours", COUNTY)


def test_years_without_a_rank_are_said() -> None:
    missing = year("2022/23", None, make_up=NOT_HELD, council_tax_m=None)
    years = frame(FUNDING_YEARS, year("2020/21"), year("2021/22", None), missing)
    words = standing_sentence(years, "Ours", COUNTY)
    assert words.endswith("For 2021/22 council tax alone is held, so there is no rank. Nothing is held for 2022/23.")
    assert standing_sentence(frame(FUNDING_YEARS, missing), "Ours", COUNTY).startswith("No spending power is held")
    assert standing_sentence(no_rows(FUNDING_YEARS), "Ours", COUNTY).startswith("No figure of spending power is held")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (level("Surrey", 140.01), "Funded at the level of Surrey, Ours would be £140 million a year better off (£700"),
        (level("B", -58.46), "Ours would be £58.5 million a year worse off"),
        (level("England", 1.0, level_of="England"), "Funded at the level of the average of England, Ours"),
        (level("All county councils", 1.0, level_of="class"), "the level of the average of all county councils, Ours"),
        (level("C", None, reason="Two years differ"), "in 2020/21 cannot be determined: two years differ."),
    ],
)
def test_the_gap_states_both_years_or_why_it_is_refused(row: dict[str, Any], words: str) -> None:
    sentence = gap_sentence(row, "Ours")
    assert words in sentence
    assert row["gain_m"] is None or sentence.endswith("for each person in 2020/21, people of mid-2020).")


def test_the_warning_goes_with_other_services_alone() -> None:
    surrey = level("Surrey", 1.0)
    assert two_tier_warning([surrey], COUNTY) == ""
    camden = level("Camden", 1.0, council_class=LONDON, classes_differ=True)
    warning = two_tier_warning([surrey, camden], COUNTY)
    assert warning.startswith("Part of the gap to Camden pays for") and "some of what a London borough runs" in warning
    kent = level("Kent", 1.0, classes_differ=True)
    assert "some of what a London borough runs" in two_tier_warning([kent], LONDON)


@pytest.fixture
def funding() -> Funding:
    rows = [power("Ours", 500, 1, own=True), power("B", 600, 2), power("C", 700, 3), power("D", 900, 1, LONDON)]
    levels = [
        level(COUNTY, 10.0, level_of="class", level_name="All county councils"),
        level("England", 20.0, level_of="England", council_class="", classes_differ=True),
        level("B", 70.0),
        level("C", 140.0),
        level("D", 280.0, council_class=LONDON, classes_differ=True),
    ]
    comparators = pd.DataFrame(
        [(2023, "D", "2023-14-02", 601.0, "£601m"), (2018, "Nowhere", "", None, "")],
        columns=["report_year", "area_code", "figure_id", "printed_m", "as_printed"],
    )
    years = frame(FUNDING_YEARS, year("2020/21"))
    return Funding(frame(SPENDING_POWER, *rows), years, frame(FUNDING_LEVELS, *levels), comparators, "Ours")


def test_the_league_tables(funding: Funding) -> None:
    _, own = own_league(funding)
    assert [row[1].text for row in own.rows] == ["Ours (this council)", "B", "C"]  # type: ignore[union-attr]
    _, top = top_league(funding)
    assert [row[1].text for row in top.rows] == ["D", "C", "B", "Ours (this council)"]  # type: ignore[union-attr]


def test_gains_are_said_to_add_up_to_zero_where_they_do(funding: Funding) -> None:
    gains = {"Ours": 10.0, "B": -4.0, "C": -6.0, "D": 0.0}

    def notes(changes: dict[str, float]) -> str:
        rows = funding.power.assign(gain_at_average_m=funding.power["area_name"].map(gains | changes))
        part = all_classes(replace(funding, power=rows))
        assert isinstance(part, Folded)
        return " ".join(part.table.notes)

    assert "The gains of each class add up to zero, to the penny" in notes({})
    assert "those of County council add up to +0.50 in £ million" in notes({"C": -5.5})
    assert "those of County council" in notes({"C": -5.99999999}), "a penny is not zero"


def test_the_components_of_the_own_spending_power_by_year(funding: Funding) -> None:
    rows = [
        power("Ours", 500, 1, own=True, council_tax_m=60.0, new_homes_bonus_m=4.0, total_m=64.0, make_up="Both"),
        power("Ours", 450, 1, own=True, council_tax_m=58.0, total_m=None, make_up="Tax", financial_year="2019/20"),
        power("B", 600, 2, council_tax_m=70.0),
    ]
    part = components_part(replace(funding, power=frame(SPENDING_POWER, *rows)))
    assert part is not None
    assert [column.label for column in part.table.columns] == [
        "Settlement year",
        "Council tax",
        "New homes bonus",
        "All",
        "Made up of",
    ]
    cells = [[cell.text for cell in row] for row in part.table.rows]
    assert cells == [["2019/20", "58.0", "[x]", "[x]", "Tax"], ["2020/21", "60.0", "4.0", "64.0", "Both"]]
    assert components_part(replace(funding, power=no_rows(SPENDING_POWER))) is None


def test_a_short_league_has_the_own_with_its_neighbours_the_middle_and_both_ends(funding: Funding) -> None:
    names = [f"C{number:02}" for number in range(1, 16)]
    rows = [power(name, 500.0 + rank, rank, own=name == "C04") for rank, name in enumerate(names, start=1)]
    _, league = own_league(replace(funding, power=frame(SPENDING_POWER, *rows)), in_short=True)
    assert [row[0].value for row in league.rows] == [1, 2, 3, 4, 5, 6, 8, 15]  # type: ignore[union-attr]
    assert "8 of 15" in league.caption  # type: ignore[union-attr]


def test_the_council_that_a_report_names_is_printed_with_the_warning_and_the_printed_gap(funding: Funding) -> None:
    words = [repr(part) for part in gap_parts(funding)]
    named = [sentence for sentence in words if sentence.startswith("The report of")]
    assert len(named) == 1
    assert named[0].startswith(
        "The report of 2023 compares with D. Funded at the level of D, Ours would be £280 million"
    )
    assert named[0].endswith("It printed £601m.")
    assert words[-1].startswith(
        "Part of the gap to England and D pays for services: in a county, district councils run "
    )
    assert "a council with one tier or a London borough runs" in words[-1]
    assert "These figures do not give what the reports printed" in words[-1]
    assert words[-1].endswith("Money for each person does not measure what people need.")


def test_averages_come_before_councils_and_the_highest_gain_first(funding: Funding) -> None:
    folded = levels_table(funding)
    assert isinstance(folded, Folded)
    assert [row[0].text for row in folded.table.rows] == ["All county councils", "England", "D", "C", "B"]
    assert [row[4].text for row in folded.table.rows][2:] == ["+280.0", "+140.0", "+70.0"]


PAIRS = pd.DataFrame(
    [("a", "Ours", True, 55.0, 1, 500.0, True), ("b", "B", False, 40.0, 2, 600.0, False)],
    columns=["area_code", "area_name", "own", "score", "rank_of_score", "per_head", "is_county"],
)


def test_the_chart_says_what_it_shows(funding: Funding) -> None:
    chart, _, figures = position_parts(funding, PAIRS, "county areas")
    assert isinstance(chart, Chart) and isinstance(figures, Folded)
    assert (
        chart.title
        == "No council of the group has less money for each person than Ours, and none has a higher overall score"
    )
    assert chart.subtitle.startswith("2 ") and "2020/21" in chart.subtitle
    assert "Source: Ministry of Housing" in chart.subtitle and "Office for National Statistics" in chart.subtitle
    assert "Ours: £500 and a score of 55.0" in chart.alt
    words = [getattr(shape, "text", "") for shape in chart.picture.shapes]
    assert {"Spending power, £ for each person", "Overall score, 100 is best", "own council"} <= set(words)
    assert isinstance(spending_and_position(PAIRS.head(0), title="Funding", subtitle=""), Paragraph)


FILES = {"spending_power": "downloads/spending_power.csv.zip"}


def test_the_page_and_the_first_page_lead_to_each_other(funding: Funding) -> None:
    of = FundingPage(funding, PAIRS, "county areas", more=[("06_funding.html", "Funding")], files=FILES)
    page = funding_page(of)
    assert page.path == "funding.html"
    assert any(isinstance(part, Beside) for part in page.parts)
    links = [span.href for part in page.parts if isinstance(part, Paragraph) for span in part.spans if span.href]
    assert FILES["spending_power"] in links and "06_funding.html" in links
    sentence = funding_sentence(of, "index.html")
    assert sentence is not None
    assert [span.href for span in sentence.spans if span.href] == ["funding.html"]
    nothing = Funding(no_rows(SPENDING_POWER), no_rows(FUNDING_YEARS), no_rows(FUNDING_LEVELS), PAIRS.head(0), "Ours")
    assert funding_sentence(FundingPage(nothing, PAIRS.head(0), ""), "index.html") is None
