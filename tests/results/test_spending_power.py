"""The tables of funding, from the figures that are shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.results.needs_model import needs_figures
from helpers.results.spending_power import COUNTY, FundingTables, funding_tables, years_between
from helpers.sources.spending_power import read_spending_power, spending_power_files

HERE = Project(Path(__file__).resolve().parents[2])
AREAS = read_areas(HERE.areas)
DWELLINGS = pd.DataFrame(
    [("empty_homes_long_term_pct", "E10000018", "Oct 2019", 300_000)],
    columns=["indicator_id", "area_code", "period", "denominator"],
)


def tables_of(year: int, code: str = "E10000018") -> FundingTables:
    read = read_spending_power(spending_power_files(HERE.reference), AREAS)
    return funding_tables(read, DWELLINGS, AREAS, AREAS.same_council(code), date(year, 3, 31))


@pytest.fixture(scope="module")
def of_2026() -> FundingTables:
    return tables_of(2026)


def test_the_council_is_the_lowest_of_its_class_in_every_year_that_is_held(of_2026: FundingTables) -> None:
    years = of_2026.years.set_index("financial_year")
    assert list(years.index) == list(years_between("2015/16", date(2026, 3, 31)))
    ranked = years[years["rank"].notna()]
    assert ranked["rank"].tolist() == [1] * 6
    assert ranked["n"].tolist() == [26, 26, 26, 26, 26, 25]
    assert ranked["is_lowest"].all()
    assert ranked["lowest_years"].tolist() == ranked["ranked_years"].tolist() == list(range(1, len(ranked) + 1))
    assert [round(amount, 2) for amount in ranked["per_head"]] == [524.85, 508.85, 500.32, 513.48, 521.47, 543.34]


def test_council_tax_alone_has_no_rank_and_a_missing_year_says_so(of_2026: FundingTables) -> None:
    years = of_2026.years.set_index("financial_year")
    taxed = years.loc["2021/22":"2023/24"]
    assert taxed["council_tax_m"].tolist() == [336.934, 351.626, 374.20806]
    assert taxed[["total_m", "rank", "is_lowest"]].isna().all(axis=None)
    assert years["follows_on"].tolist() == [True] * 6 + [False, True, True, False, False]
    assert years.loc["2024/25":, "reason"].tolist() == ["No figure of any council is held for the year"] * 2


def test_a_report_before_the_first_settlement_has_no_figures() -> None:
    made = tables_of(2012)
    assert [len(frame) for frame in made] == [0, 0, 0]
    about = pd.DataFrame(columns=["area_code", "population_density"])
    observations = pd.DataFrame(columns=["indicator_id", "area_code", "period_end", "denominator", "value"])
    assert needs_figures(made.power, observations, about, AREAS, "").empty


def test_the_figures_end_with_the_year_of_the_report() -> None:
    assert tables_of(2018).years["financial_year"].tolist() == ["2015/16", "2016/17", "2017/18"]


def test_each_row_is_worked_out_again_from_the_file(of_2026: FundingTables) -> None:
    """The average of the county councils of 2018/19, added up here from the text of the file."""
    cells = pd.read_csv(HERE.reference / "spending_power.csv")
    counties = cells[cells["financial_year"].eq("2018/19") & cells["area_code"].str.startswith("E10")]
    counties = counties[counties["population"].notna()]
    average = 1e6 * counties["total_partial_gbp_m"].sum() / counties["population"].sum()
    power = of_2026.power
    rows = power[power["financial_year"].eq("2018/19") & power["council_class"].eq(COUNTY)]
    assert rows["class_average"].dropna().unique() == pytest.approx([average], rel=1e-12)
    assert len(rows) == 27 and rows["rank"].notna().sum() == 26
    assert rows["gain_at_average_m"].sum() == pytest.approx(0, abs=1e-9)


def test_dwellings_are_of_the_october_before(of_2026: FundingTables) -> None:
    own = of_2026.power[of_2026.power["own"]].set_index("financial_year")
    assert own["per_dwelling"].notna().sum() == 1
    assert own.loc["2020/21", "per_dwelling"] == pytest.approx(387_450_465.92 / 300_000, rel=1e-12)


def test_the_rank_for_each_dwelling_leaves_out_dwellings_that_lack_a_district() -> None:
    """The ranks of 2020/21, worked out here from the totals and the dwellings of the files."""
    homes = pd.read_csv(Path(__file__).resolve().parents[2] / "data/raw/mhclg/empty_homes.csv")
    homes = homes[homes["period"].isin(["Oct 2019", "Oct 2020"])]
    read = read_spending_power(spending_power_files(HERE.reference), AREAS)
    tables = funding_tables(read, homes, AREAS, ["E10000018"], date(2021, 3, 31))
    row = tables.years.set_index("financial_year").loc["2020/21"]
    cells = pd.read_csv(HERE.reference / "spending_power.csv").query("financial_year == '2020/21'")
    stock = homes[homes["period"].eq("Oct 2019")].set_index("area_code")["denominator"]
    amounts = cells.set_index("area_code")["total_partial_gbp_m"] * 1e6 / stock
    counties = amounts[amounts.index.str.startswith("E10")].dropna().drop("E10000027")  # Somerset
    below = sorted(counties[counties < counties["E10000018"]].index)
    assert below == ["E10000017", "E10000019", "E10000028"] or below == ["E10000019", "E10000028"]
    assert (row["dwelling_rank"], row["dwelling_n"]) == (len(below) + 1, len(counties))
    assert not row["is_lowest_by_dwelling"] and row["is_lowest"]
    assert row["per_dwelling"] == pytest.approx(counties["E10000018"], rel=1e-9)


def test_levels_of_other_classes_are_marked(of_2026: FundingTables) -> None:
    levels = of_2026.levels[of_2026.levels["financial_year"].eq("2020/21")].set_index("level_code")
    surrey, camden = levels.loc["E10000030"], levels.loc["E09000007"]
    assert not surrey["classes_differ"] and camden["classes_differ"]
    assert surrey["gain_m"] == pytest.approx((739.67 - 543.34) * 0.713085, abs=0.01)
    assert levels.loc["E92000001", "level_of"] == "England"
    taxed = of_2026.levels[of_2026.levels["financial_year"].eq("2022/23")]
    assert taxed["gain_m"].isna().all() and taxed["reason"].ne("").all()


def test_another_council_is_compared_in_its_own_class() -> None:
    camden = tables_of(2023, "E09000007")
    row = camden.years[camden.years["rank"].notna()].iloc[-1]
    assert (row["rank"], row["n"], bool(row["is_lowest"])) == (27, 33, False)
    levels = camden.levels[camden.levels["financial_year"].eq("2020/21")].set_index("level_code")
    assert levels.loc["E10000018", "classes_differ"] and not levels.loc["E06000008", "classes_differ"]
