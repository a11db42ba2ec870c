"""Spending by service, ranked and beside outcomes: two councils followed by hand, and made-up ones with every trap."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import Areas, read_areas
from helpers.methods.real_terms import yearly_deflators
from helpers.paths import Project, project
from helpers.periods import PERIOD_TYPES
from helpers.present.pages.spending import list_sentence, rank_words
from helpers.present.pages.spending_tables import values_table
from helpers.register import read_register
from helpers.results.service_spending import ANOTHERS, SpendingFigures, newest_edition
from helpers.results.service_values import Group, Standings, ValueTables, value_tables
from helpers.schema.spending import TABLES
from helpers.sources.formats.registry import read_file
from helpers.sources.reference import member_table, read_same_measure
from helpers.sources.services import Services, read_cost_neighbours, read_services
from helpers.sources.spending import QUARTERS, read_deflators, read_populations, read_service_spending
from helpers.verdicts import RAG_WORDS

HERE = project()
KENT, LEICESTERSHIRE = "E10000016", "E10000018"


@pytest.fixture(scope="module")
def areas() -> Areas:
    return read_areas(HERE.areas)


@pytest.fixture(scope="module")
def services() -> Services:
    return read_services(HERE.services, read_register(HERE.register))


@pytest.fixture(scope="module")
def figures(services: Services) -> SpendingFigures:
    return SpendingFigures(
        read_service_spending(HERE.service_spending),
        read_populations(HERE.populations),
        yearly_deflators(read_deflators(HERE.gdp_deflator), QUARTERS),
        services.services,
    )


def no_ranks() -> pd.DataFrame:
    texts = dict.fromkeys(("indicator_id", "period", "area_code", "area_name"), "str")
    columns = [*texts, "period_start", "period_end", "value", "rank", "quartile", "own"]
    return pd.DataFrame(columns=columns).astype(texts | {"rank": "Int64", "own": "bool", "value": "float64"})


def tables(
    figures: SpendingFigures,
    services: Services,
    areas: Areas,
    year: int,
    authority: str = LEICESTERSHIRE,
    ranks: pd.DataFrame | None = None,
    neighbours: tuple[str, ...] = (),
) -> ValueTables:
    """Return the tables of a council among the county councils, of a report of a year."""
    counties = [area for area in areas if area.area_type == "county"]
    members = member_table(type("G", (), {"members": [area.code for area in counties]}), areas)
    register = read_register(HERE.register)
    about = pd.DataFrame(
        [(one.indicator_id, one.title, one.period_type) for one in register],
        columns=["indicator_id", "title", "period_type"],
    )
    nothing = pd.DataFrame({"area_code": [], "child_poverty_pct": [], "population_density": []}).astype(
        {"area_code": "str"}
    )
    same = read_same_measure(HERE.same_measure, about["indicator_id"])
    standings = Standings(no_ranks() if ranks is None else ranks, about, nothing, same, services.outcomes)
    as_at = dict.fromkeys(PERIOD_TYPES, date(year, 3, 31))
    group = Group(members, areas.same_council(authority), areas, neighbours, as_at, 36, 8)
    return value_tables(figures, standings, group)


RS, RSX = "RS_2017-18_data_by_LA.xlsx", "RSX_LA_Data_2024-25_data_by_LA.ods"
RS_CARE = "Service Expenditure: Adult Social Care"
RSX_CARE = "Adult Social Care - Net Current Expenditure (C7 = C3 - C6)"


@cache
def outturn(path: Path) -> pd.DataFrame:
    return read_file(path)[1].figures


BY_HAND = [
    (2018, RS, RS_CARE, LEICESTERSHIRE, 147369, "£268 per adult"),
    (2018, RS, RS_CARE, KENT, 398657, "£328 per adult"),
    (2025, RSX, RSX_CARE, LEICESTERSHIRE, 244475, "£409 per adult"),
    (2025, RSX, RSX_CARE, KENT, 721076, "£562 per adult"),
]
"""In thousands of pounds in the workbooks, and by hand for each adult: 147,369,000 / (687,456 - 136,766) = 267.61;
398,657,000 / (1,542,707 - 328,951) = 328.45; 244,475,000 / (745,573 - 147,439) = 408.73; 721,076,000 / (1,639,029 -
355,390) = 561.74."""


@pytest.mark.parametrize(("year", "file", "measure", "authority", "thousands", "printed"), BY_HAND)
def test_two_councils_from_the_workbook_to_the_page(
    shared: Path,
    figures: SpendingFigures,
    services: Services,
    areas: Areas,
    year: int,
    file: str,
    measure: str,
    authority: str,
    thousands: float,
    printed: str,
) -> None:
    workbook = outturn(shared / "data" / "outturn" / file)
    assert workbook.loc[workbook["area"].eq(authority) & workbook["measure"].eq(measure), "value"].tolist() == [
        thousands
    ]
    values = tables(figures, services, areas, year, authority).values
    row = values[values["newest"] & values["service"].eq("adult_social_care")].iloc[0]
    assert row["spend_gbp_thousand"] == thousands
    assert row["financial_year"] == f"{year - 1}/{year % 100}"
    page = values_table(values, "county councils")
    (cells,) = [cells for cells in page.rows if cells[0].text == "Adult social care"]
    assert cells[1].text == printed


def test_the_final_edition_is_used_and_the_provisional_only_where_there_is_no_other() -> None:
    spending = newest_edition(read_service_spending(HERE.service_spending)).set_index(["area_code", "financial_year"])
    assert spending.loc[(LEICESTERSHIRE, "2017/18"), "public_health"] == 27737.801
    assert spending.loc[(LEICESTERSHIRE, "2023/24"), "status"] == "provisional"


def test_ranks_begin_with_the_lowest_and_leave_out_what_another_body_provides(
    figures: SpendingFigures, services: Services, areas: Areas
) -> None:
    result = tables(figures, services, areas, 2018)
    rows = result.values[result.values["newest"]].set_index("service")
    assert rows.loc["fire_rescue", ["spend_gbp_thousand", "reason"]].tolist() == [0, ANOTHERS]
    assert pd.isna(rows.loc["fire_rescue", "rank"])
    of_service = result.spending.query("service == 'adult_social_care' and financial_year == '2017/18'")
    lowest = of_service.loc[of_service["per_head_gbp"].idxmin()]
    assert (lowest["rank"], lowest["n"]) == (1, of_service["per_head_gbp"].notna().sum())
    # Dorset has no population of its own after 2019, so no figure and no rank.
    dorset = of_service[of_service["area_code"].eq("E10000009")].iloc[0]
    assert (pd.isna(dorset["rank"]), dorset["reason"]) == (True, "how many people it serves is not known")


def test_real_terms_are_in_the_prices_of_the_newest_year(
    figures: SpendingFigures, services: Services, areas: Areas
) -> None:
    values = tables(figures, services, areas, 2023).values.query("service == 'highways_transport'")
    values = values.set_index("financial_year")
    # By hand: 31,615 thousand / 687,456 = 45.99; x 102 / 87 = 53.92. 37,453 thousand / 722,940 of mid-2022 = 51.81.
    assert round(values.loc["2017/18", "per_head_gbp"], 2) == 45.99
    assert round(values.loc["2017/18", "real_per_head_gbp"], 2) == 53.92
    newest = values.loc["2022/23"]
    assert round(newest["real_per_head_gbp"], 2) == round(newest["per_head_gbp"], 2) == 51.81
    assert newest["change_from"] == "2017/18"
    assert round(newest["real_change_percent"], 1) == -3.9


def test_before_the_first_year_held_there_is_nothing(
    figures: SpendingFigures, services: Services, areas: Areas
) -> None:
    result = tables(figures, services, areas, 2012)
    assert all(table.empty for table in result)


def ranks_of(names: list[str], end: date, better: dict[str, int]) -> pd.DataFrame:
    """Return ranks of councils in some indicators that end on a day, the same in each."""
    rows = [
        (name, str(end.year), code, code, date(end.year - 1, 4, 1), end, 1.0, rank, 1, code == LEICESTERSHIRE)
        for name in names
        for code, rank in better.items()
    ]
    columns = no_ranks().columns
    return pd.DataFrame(rows, columns=columns).astype({"rank": "Int64", "own": "bool"})


ROADS = ["bus_journeys_per_head", "child_ksi_rate", "road_ksi_rate"]


def test_outcomes_are_those_of_the_time_of_the_spending(
    figures: SpendingFigures, services: Services, areas: Areas
) -> None:
    counties = [
        area.code for area in areas if area.area_type == "county" and area.living(date(2018, 3, 31), date(2018, 3, 31))
    ]
    counties = [LEICESTERSHIRE, *(code for code in counties if code not in (LEICESTERSHIRE, "E10000009"))]
    first = {code: order for order, code in enumerate(counties, start=1)}
    last = {code: len(counties) + 1 - order for code, order in first.items()}
    ranks = pd.concat([ranks_of(ROADS, date(2018, 3, 31), first), ranks_of(ROADS, date(2022, 3, 31), last)])
    values = tables(figures, services, areas, 2023, ranks=ranks).values
    roads = values[values["service"].eq("highways_transport")].set_index("financial_year")
    assert (roads.loc["2017/18", "outcome_score"], roads.loc["2017/18", "outcome_rank"]) == (100, 1)
    assert roads.loc["2017/18", "outcomes_last_end"] == date(2018, 3, 31)
    # The ranks of 2021/22 are those that a report on 2022/23 could use.
    assert (roads.loc["2022/23", "outcome_score"], roads.loc["2022/23", "outcomes_last_end"]) == (0, date(2022, 3, 31))
    # No ranks at the time, and fewer than three indicators, give no score.
    assert pd.isna(roads.loc["2015/16", "outcome_score"])
    few = tables(figures, services, areas, 2018, ranks=ranks[ranks["indicator_id"].isin(ROADS[:2])]).values
    assert few["outcome_score"].isna().all()


def test_the_councils_own_list_ranks_it_apart(figures: SpendingFigures, services: Services, areas: Areas) -> None:
    four = (KENT, "E10000028", "E10000031", "E10000015")
    values = tables(figures, services, areas, 2018, neighbours=four).values
    row = values[values["newest"] & values["service"].eq("adult_social_care")].iloc[0]
    assert (row["list_n"], rank_words(row["list_rank"], row["list_n"])) == (5, "lowest of 5")


def test_no_cost_has_a_colour_and_no_table_has_a_saving_or_an_outcome_for_each_pound() -> None:
    names = {column.name for table in TABLES for column in table.columns}
    assert not [
        name for name in names if any(word in name for word in ("saving", "per_pound", "per_gbp", "rag", "colour"))
    ]
    modules = [*(HERE.code / "present").rglob("*spending*.py"), *(HERE.code / "results").glob("service_*.py")]
    assert len(modules) >= 5
    for path in modules:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in RAG_WORDS[:3] if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
        assert "outcome_score / " not in text
        assert '/ rows["per_head_gbp"]' not in text


def test_the_councils_own_list_for_costs_goes_from_its_file_to_the_page(
    figures: SpendingFigures, services: Services, areas: Areas
) -> None:
    with_example = Project(HERE.root, HERE.root / "docs/examples/in_year")
    neighbours, named = read_cost_neighbours(with_example.cost_neighbours, areas)
    values = tables(figures, services, areas, 2023, neighbours=tuple(neighbours)).values
    care = values[values["newest"] & values["service"].eq("adult_social_care")].iloc[0]
    spending = figures.spending[figures.spending["financial_year"].eq("2022/23")].set_index("area_code")
    adults = figures.populations[figures.populations["mid_year"].eq(2022)].set_index("area_code")["adults"]
    compared = [LEICESTERSHIRE, *neighbours]
    per_head = (spending["adult_social_care"] / adults).reindex(compared).dropna().sort_values()
    assert (care["list_rank"], care["list_n"]) == (list(per_head.index).index(LEICESTERSHIRE) + 1, 5)
    page = list_sentence(values, named)
    assert page.startswith("Among the councils of its own list (Made up as an example, 2023-01), lowest spending first")
    assert f"adult social care {rank_words(care['list_rank'], 5)}" in page
    assert "fire and rescue" not in page and "police" not in page, "another body provides them"
    assert "supplied no list" in list_sentence(values, "")
    assert read_cost_neighbours(HERE.cost_neighbours, areas) == ((), "")
