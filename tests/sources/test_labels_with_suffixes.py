"""Labels of periods with what publishers print around them, in every reader: used, marked, and with the right dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from returns import GOOD as RETURNED
from returns import csv_file
from returns import indicators as returned_indicators
from workbooks import workbook

from helpers.areas import Areas, read_areas
from helpers.register import Indicator, read_register
from helpers.sources.files.opening import open_file
from helpers.sources.formats import compiled_figures, finance, lg_inform, population, waste
from helpers.sources.formats.format import Context
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.publishers_labels import Labels, label_tables
from helpers.sources.returns import return_check

FLAGS = ["period", "status", "marker"]


@pytest.fixture(scope="module")
def register(root: Path) -> tuple[Indicator, ...]:
    return read_register(root / "params/indicators.csv")


@pytest.fixture(scope="module")
def real_areas(root: Path) -> Areas:
    return read_areas(root / "data/raw/reference/areas.csv")


@pytest.fixture
def used(tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas) -> Callable[..., pd.DataFrame]:
    """Read a file of lines and return its figures; no row may be rejected."""

    def reading(*lines: str, name: str = "file.csv") -> pd.DataFrame:
        path = tmp_path / name
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        form, read = read_file(path)
        figures, rejected = observations(read, form, register, real_areas)
        assert rejected.empty, rejected
        return figures.sort_values("period_end", kind="stable")

    return reading


def test_every_year_of_the_interactive_tool_is_used_and_the_newest_is_the_latest(
    used: Callable[..., pd.DataFrame],
) -> None:
    """Points of four years of A levels: two labels plain, one revised, one provisional without a space before it."""
    years = {"2020": 37.1, "2021": 39.6, "2022 (Revised)": 36.2, "2023(prov)": 33.0}
    observations = used(
        "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region",
        *(f"APSE_Alevel,Points,{year},Leicestershire,{value},855,East Midlands" for year, value in years.items()),
    )
    assert observations[[*FLAGS, "value"]].to_numpy().tolist() == [
        ["2019/20 (academic)", "final", "", 37.1],
        ["2020/21 (academic)", "final", "", 39.6],
        ["2021/22 (academic)", "final", "[r]", 36.2],
        ["2022/23 (academic)", "provisional", "[p]", 33.0],
    ]


def test_a_blank_keeps_its_own_marker_and_takes_the_status(used: Callable[..., pd.DataFrame]) -> None:
    observations = used(
        "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region",
        "APSE_Alevel,Points,2022 (Rev),Leicestershire,-,855,East Midlands",
        "APSE_Alevel,Points,2023 (p),Leicestershire,*,855,East Midlands",
    )
    assert observations[["status", "marker"]].to_numpy().tolist() == [["final", "[x]"], ["provisional", "[c]"]]


def test_explore_education_takes_the_suffix_of_the_time_period(used: Callable[..., pd.DataFrame]) -> None:
    head = "time_period,time_identifier,geographic_level,country_code,new_la_code,version"
    observations = used(
        f"{head},referral_count,no_further_action_count,no_further_action_percent",
        "2022,Reporting year,Local authority,E92000001,E10000018,Final,100,20,20",
        "2023 (Revised),Reporting year,Local authority,E92000001,E10000018,,100,21,21",
        "2024p,Reporting year,Local authority,E92000001,E10000018,Final,100,22,22",
        "2025,Reporting year,Local authority,E92000001,E10000018,Preliminary,100,23,23",
    )
    assert observations[FLAGS].to_numpy().tolist() == [
        ["2021/22", "final", ""],
        ["2022/23", "final", "[r]"],
        ["2023/24", "provisional", "[p]"],
        ["2024/25", "provisional", ""],
    ]


FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,Compared to percentiles"
)


def fingertips(measure: str, period: str, value: str, trend: str = "") -> str:
    return (
        f"{measure},Any,E92000001,England,E10000018,Leics,County,Persons,All ages,,,{period},{value},,,,,,,,{trend},,"
    )


def test_fingertips_reads_the_suffix_and_its_labels_keep_their_year(
    tmp_path: Path, used: Callable[..., pd.DataFrame], register: tuple[Indicator, ...]
) -> None:
    measure = next(
        indicator
        for indicator in register
        if indicator.source_id == "ohid_fingertips" and indicator.period_type == "financial"
    )
    rows = [
        fingertips(measure.source_measure, "2022/23", "5"),
        fingertips(measure.source_measure, "2023/24 (provisional)", "6", "Increasing"),
    ]
    assert used(FINGERTIPS, *rows)[FLAGS].to_numpy().tolist() == [
        ["2022/23", "final", ""],
        ["2023/24", "provisional", "[p]"],
    ]
    _, read = read_file(tmp_path / "file.csv")
    assert isinstance(read.labels, Labels)
    _, figures = label_tables({"file.csv": read.labels}, {})
    assert figures[["year", "months"]].to_numpy().tolist() == [[2023, 12], [2024, 12]]


def test_explore_local_joins_the_marker_of_the_label_to_that_of_the_status(used: Callable[..., pd.DataFrame]) -> None:
    observations = used(
        "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes",
        "E10000018,Leics,County,Active businesses,2021-01-01/P1Y [r],30000,n,n,,,,",
        "E10000018,Leics,County,Active businesses,2022-01-01/P1Y (provisional),31000,n,n,,,e,",
    )
    assert observations[FLAGS].to_numpy().tolist() == [["2021", "final", "[r]"], ["2022", "provisional", "[e] [p]"]]


def test_oflog_reads_the_suffix_of_its_year(used: Callable[..., pd.DataFrame]) -> None:
    observations = used(
        "Financial year,Local authority code,Local authority name,Grouping,Measure,Code,Value,MEDIAN,rank_order",
        "2021-22,E10000018,Leics,LA_Raw,Care,ASC7,7.1,7,desc",
        "2022-23 (final) [note 2],E10000018,Leics,LA_Raw,Care,ASC7,7.2,7,desc",
    )
    assert observations[FLAGS].to_numpy().tolist() == [["2021/22", "final", ""], ["2022/23", "final", ""]]


HEADING = [
    "Year",
    "Region",
    "ONS code",
    "Order",
    "Authority",
    "Type",
    "Residual household waste per household (kg)",
    "Percentage of household waste sent for reuse",
    "Percentage of municipal waste sent to landfill",
    "Collected household waste per person (kg)",
]


def test_waste_reads_the_suffix_of_a_year_down_the_column_and_along_the_head(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    county = ["East Midlands", "E10000018", 115, "Leicestershire", "Disposal", 540.1, 0.555, 0.237, 402.7]
    sheets = {
        "Table_3": [HEADING, ["2021-22", *county], ["2022-23 (r)", *county], ["2023/24 (budget)", *county]],
        "Table_3a": [
            ["Table 3a: Regional Household Recycling Rates"],
            ["Region", "2021-22", "2022-23 (prov)"],
            ["England", 42.5, 41.7],
        ],
    }
    read = waste.read(open_file(workbook(tmp_path / "waste.xlsx", sheets)))
    figures, rejected = observations(read, waste.FORMATS[0], register, real_areas)
    figures_of_waste = figures[figures["indicator_id"].eq("municipal_waste_landfilled_pct")]
    assert figures_of_waste[FLAGS].to_numpy().tolist() == [["2021/22", "final", ""], ["2022/23", "final", "[r]"]]
    of_england = read.figures[read.figures["area"].eq("E92000001")]
    assert of_england["status"].tolist() == ["final", "provisional"]
    lost = rejected[rejected["value"].str.contains("budget")]
    assert lost[["row", "column", "reason"]].to_numpy().tolist() == [
        [4, "period", "not a period of the indicator's type"]
    ]


def test_spending_power_reads_the_suffix_in_the_heading_of_a_column(tmp_path: Path) -> None:
    path = tmp_path / "csp.csv"
    path.write_text("ons_code,authority,region,sfa_2019,sfa_2020 (prov)\nE10000018,Leics,EM,61.8,62.1\n", "utf-8")
    figures = finance.read_power(open_file(path)).figures
    assert figures[["measure", "status", "marker", "value"]].to_numpy().tolist() == [
        ["sfa", "final", "", 61.8],
        ["sfa", "provisional", "[p]", 62.1],
    ]


def test_population_reads_the_suffix_in_the_heading_of_a_column(tmp_path: Path) -> None:
    persons = [["Mid-2020"], ["Code", "Name", "Geography", "All ages"], ["E10000018", "Leics", "County", 713_085]]
    persons[0] = ["MYE2: Population estimates, mid-2020"]
    sheets = {
        "MYE2 - Persons": persons,
        "MYE4": [
            ["MYE4: Population estimates"],
            ["Code", "Name", "Geography", "Mid-2020 (revised)", "Mid-2019"],
            ["E10000018", "Leics", "County", 713_086, 706_155],
        ],
    }
    figures = population.read(open_file(workbook(tmp_path / "mye.xlsx", sheets))).figures
    of_table = figures[figures["measure"].str.startswith("MYE4")]
    assert dict(zip(of_table["value"], of_table["marker"], strict=True)) == {713_086: "[r]", 706_155: ""}
    assert set(of_table["measure"]) == {"MYE4: Population estimates"}


HEAD = "area,area label,area long label"


def test_lg_inform_reads_the_suffix_and_keeps_a_period_that_it_does_not_know(tmp_path: Path) -> None:
    path = tmp_path / "lg.csv"
    rows = (
        f"{HEAD},9613,9613,9613",
        f"{HEAD},2020/21,2021/22 (provisional),2022/23 (budget)",
        "E10000018,Leics,Leicestershire,2.5,2.6,2.7",
    )
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    form, read = read_file(path)
    assert form.format_id == lg_inform.FORMATS[0].format_id
    assert read.figures[["status", "marker"]].to_numpy().tolist() == [
        ["final", ""],
        ["provisional", "[p]"],
        ["final", ""],
    ]
    assert read.figures["period"].tolist() == ["2020/21", "2021/22 (provisional)", "2022/23 (budget)"]


def test_the_projects_own_layout_takes_a_suffix_into_status_and_marker(
    raw: Any, indicators: tuple[Indicator, ...], areas: Areas, edited: Callable[..., str]
) -> None:
    lines = [
        edited(period="2022/23(prov)", marker="[e]"),
        edited(period="2021/22 [r]", period_start="2021-04-01", period_end="2022-03-31"),
        edited(period="2020/21 (budget)", period_start="2020-04-01", period_end="2021-03-31"),
    ]
    (own_layout,) = compiled_figures.FORMATS
    contents = own_layout.contents(open_file(raw.add(lines).path), Context(indicators, areas))
    assert contents.rows == 3
    assert contents.figures[FLAGS].to_numpy().tolist() == [
        ["2022/23", "provisional", "[e] [p]"],
        ["2021/22", "final", "[r]"],
    ]
    rejected = contents.rejections[["row", "column", "value"]]
    assert rejected.to_numpy().tolist() == [[4, "period", "2020/21 (budget)"]]


def test_a_return_may_mark_its_period_and_must_not_gainsay_its_status(tmp_path: Path, real_areas: Areas) -> None:
    register = returned_indicators()
    fine = RETURNED | {"period": "2022/23 (provisional)", "status": "provisional"}
    path = csv_file(tmp_path / "fine.csv", [fine])
    assert return_check.check(open_file(path), register, real_areas).faults == ()
    form, read = read_file(path)
    figures, rejected = observations(read, form, register, real_areas)
    assert rejected.empty
    assert figures[FLAGS].to_numpy().tolist() == [["2022/23", "provisional", "[p]"]]
    assert figures["period_end"].tolist() == [date(2023, 3, 31)]
    (fault,) = return_check.check(
        open_file(csv_file(tmp_path / "wrong.csv", [fine | {"status": "final"}])), register, real_areas
    ).faults
    assert (fault.column, fault.value, fault.expected) == (
        "status",
        "final",
        "provisional, as the period is marked so",
    )
