"""Periods of a file of which no row can be used: which are lost, for whom, and which gaps are no loss."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import Areas, read_areas
from helpers.periods import PERIOD_TYPES
from helpers.register import Indicator, read_register
from helpers.sources.catalogue import Source
from helpers.sources.files.opening import open_file
from helpers.sources.formats import compiled_figures
from helpers.sources.formats.format import Context
from helpers.sources.formats.registry import read_file
from helpers.sources.ingest import ingest
from helpers.sources.lost_periods import describe_lost, lost_of_published, newest_lost
from helpers.sources.matching import observations
from helpers.sources.sidecar import raw_files

COUNTY, OTHER, ENGLAND = "E10000018", "E10000024", "E92000001"
UNREAD = "neither a number nor a known symbol for a missing figure"
NO_PERIOD = "not a period of the indicator's type"
NO_AREA = "not an area of reference/areas.csv"


@pytest.fixture(scope="module")
def register(root: Path) -> tuple[Indicator, ...]:
    return read_register(root / "params/indicators.csv")


@pytest.fixture(scope="module")
def real_areas(root: Path) -> Areas:
    return read_areas(root / "data/raw/reference/areas.csv")


Lose = Callable[..., pd.DataFrame]


@pytest.fixture
def lose(tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas) -> Lose:
    """Return the newest periods that a file of lines loses, by a day, for a council."""

    def losing(*lines: str, as_at: date = date.max, codes: list[str] | None = None) -> pd.DataFrame:
        path = tmp_path / "file.csv"
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        form, read = read_file(path)
        used, _ = observations(read, form, register, real_areas)
        wanted = {
            indicator.source_measure: indicator for indicator in register if indicator.source_id in form.source_ids
        }
        lost = lost_of_published(read, form, wanted, real_areas, used).assign(file="file.csv")
        types = {indicator.indicator_id: indicator.period_type for indicator in register}
        newest = newest_lost(lost, used, types, real_areas, dict.fromkeys(PERIOD_TYPES, as_at), codes)
        return newest[["period", "area_code", "period_end", "rows", "reason"]]

    return losing


def care(year: str, value: str = "7", area: str = COUNTY, code: str = "ASC7", group: str = "LA_Raw") -> str:
    return f"{year},{area},Any,{group},Care,{code},{value},7,desc"


OFLOG = "Financial year,Local authority code,Local authority name,Grouping,Measure,Code,Value,MEDIAN,rank_order"


# What is lost


@pytest.mark.parametrize(
    ("label", "end"),
    [
        ("2022-23 (budget)", date(2023, 3, 31)),
        ("2022/23 FY", date(2023, 3, 31)),
        ("FY2022-23", date(2023, 3, 31)),
        ("22-23", date(2023, 3, 31)),
        ("2022 to 2023", date(2023, 3, 31)),
        ("Year 2023", date(2023, 3, 31)),
        ("Latest", None),
        ("2022-23 (prov) (final)", date(2023, 3, 31)),
        ("2022-2023", date(2023, 3, 31)),
    ],
)
def test_a_newest_label_that_cannot_be_read_is_lost(label: str, end: date | None, lose: Lose) -> None:
    """The day is that of the beginning that can be read, else of the newest year used, moved by the years between."""
    lost = lose(OFLOG, care("2020-21"), care("2021-22"), care(label), care(label, area=OTHER))
    assert lost.to_numpy().tolist() == [[label, "", end, 2, NO_PERIOD]]


def test_a_newest_year_whose_values_cannot_be_read_is_lost(lose: Lose) -> None:
    lost = lose(OFLOG, care("2021-22"), care("2022-23", "about 7"), care("2022-23", "n/k", area=OTHER))
    assert lost.to_numpy().tolist() == [["2022-23", "", date(2023, 3, 31), 2, UNREAD]]


def test_a_value_of_the_council_alone_is_lost_for_the_council_alone(lose: Lose) -> None:
    lines = (OFLOG, care("2021-22"), care("2021-22", area=OTHER), care("2022-23", "n/k"), care("2022-23", area=OTHER))
    expected = [["2022-23", COUNTY, date(2023, 3, 31), 1, UNREAD]]
    assert lose(*lines, codes=[COUNTY]).to_numpy().tolist() == expected
    assert lose(*lines).to_numpy().tolist() == expected
    assert lose(*lines, codes=[OTHER]).empty


def test_a_newest_year_under_codes_that_are_not_known_is_lost(lose: Lose) -> None:
    lost = lose(OFLOG, care("2021-22"), care("2022-23", area="E10009999"), care("2022-23", area="E10009998"))
    assert lost.to_numpy().tolist() == [["2022-23", "", date(2023, 3, 31), 2, NO_AREA]]


def test_every_year_after_the_newest_that_is_used_is_named(lose: Lose) -> None:
    lost = lose(OFLOG, care("2020-21"), care("2021-22 (x)"), care("2022-23 (x)"))
    assert lost["period"].tolist() == ["2021-22 (x)", "2022-23 (x)"]


FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,Compared to percentiles"
)


def test_a_period_of_fingertips_in_another_layout_is_lost(lose: Lose, register: tuple[Indicator, ...]) -> None:
    measure = next(
        indicator
        for indicator in register
        if indicator.source_id == "ohid_fingertips" and indicator.period_type == "financial"
    )
    rows = [
        f"{measure.source_measure},Any,,,{COUNTY},Leics,County,Persons,All ages,,,{period},5,,,,,,,,,,"
        for period in ("2021/22", "2022/23", "2023/24 - Q5")
    ]
    assert lose(FINGERTIPS, *rows).to_numpy().tolist() == [["2023/24 - Q5", "", date(2024, 3, 31), 1, NO_PERIOD]]


def test_a_status_that_gainsays_its_figure_loses_the_newest_year(lose: Lose) -> None:
    header = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"
    rows = [
        f"{COUNTY},Leics,County,Active businesses,{year}-01-01/P1Y,30000,n,n,,,{status},"
        for year, status in ((2021, ""), (2022, "c"))
    ]
    lost = lose(header, *rows)
    assert lost.to_numpy().tolist() == [
        ["2022-01-01/P1Y", "", date(2022, 12, 31), 1, "the status says that there is no figure, but there is one"]
    ]


def test_explore_education_loses_the_year_of_one_measure(lose: Lose) -> None:
    head = "time_period,time_identifier,geographic_level,country_code,new_la_code"
    lost = lose(
        f"{head},referral_count,no_further_action_count,no_further_action_percent",
        f"2021,Reporting year,Local authority,E92000001,{COUNTY},100,19,19",
        f"2022,Reporting year,Local authority,E92000001,{COUNTY},100,20,20",
        f"2023,Reporting year,Local authority,E92000001,{COUNTY},100,21,about 21",
    )
    assert lost.to_numpy().tolist() == [["Reporting year 2023", "", date(2023, 3, 31), 1, UNREAD]]


def test_the_interactive_tool_loses_a_year_with_a_value_that_is_none(lose: Lose) -> None:
    lost = lose(
        "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region",
        *(f"APSE_Alevel,Points,{year},Leics,{value},855,EM" for year, value in {"2021": "39.6", "2022": "3x"}.items()),
    )
    assert lost.to_numpy().tolist() == [["2022", "", date(2022, 8, 31), 1, UNREAD]]


# What is no loss


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([care("2021-22"), care("2020-21 (x)")], id="an older year"),
        pytest.param([care("2022-23"), care("2022-23 (budget)")], id="the year is used under another label"),
        pytest.param([care("2022-23"), care("2023-24", "-")], id="a figure that is not available"),
        pytest.param([care("2022-23"), care("2023-24 (x)", code="ASC99")], id="a measure the register does not have"),
        pytest.param([care("2022-23"), care("2023-24", group="Region")], id="rows of groups alone"),
        pytest.param([care("2022-23"), care("2023-24", area=ENGLAND)], id="England alone"),
        pytest.param(
            [care("2021-22"), care("2021-22", area="E54000001"), care("2022-23", area="E54000001")],
            id="areas of others, in every year",
        ),
        pytest.param([care("2023-24 (x)")], id="a measure without an older figure"),
        pytest.param([care("2022-23"), care("", "1")], id="a row without a period"),
    ],
)
def test_what_is_normal_is_no_loss(lines: list[str], lose: Lose) -> None:
    assert lose(OFLOG, *lines).empty


def test_a_quarter_beside_years_is_no_loss(lose: Lose, register: tuple[Indicator, ...]) -> None:
    measure = next(
        indicator
        for indicator in register
        if indicator.source_id == "ohid_fingertips" and indicator.period_type == "financial"
    )
    rows = [
        f"{measure.source_measure},Any,,,{COUNTY},Leics,County,Persons,All ages,,,{period},5,,,,,,,,,,"
        for period in ("2022/23", "2023/24 Q1")
    ]
    assert lose(FINGERTIPS, *rows).empty


def test_the_examples_of_the_document_hold(root: Path, lose: Lose) -> None:
    """Each row of the table: a label that cannot be read, the newest year used, the as-at date, and what C74 says."""
    document = (root / "docs/methods/11_quality_checks.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| Example of an unreadable label.*?\n\n", document, re.MULTILINE | re.DOTALL)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    assert len(rows) == 5
    header = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"
    for label, newest, as_at, outcome, _ in rows:
        lines = [f"{COUNTY},L,C,Active businesses,{int(newest) - 1}-01-01/P1Y,1,n,n,,,,"]
        lines += [f"{COUNTY},L,C,Active businesses,{newest}-01-01/P1Y,1,n,n,,,,"]
        lines += [f"{OTHER},L,C,Active businesses,{label},1,n,n,,,,"]
        assert lose(header, *lines, as_at=date.fromisoformat(as_at)).empty == (outcome == "passes"), label


# Of several files


def test_a_period_that_another_file_supplies_is_not_lost(
    raw: Any, indicators: tuple[Indicator, ...], areas: Areas, sources: dict[str, Source], edited: Callable[..., str]
) -> None:
    newer = {"period": "2023/24", "period_start": "2023-04-01", "period_end": "2024-03-31"}
    raw.add([edited(), edited(**newer, value="4l.5")], name="defra/one")
    types = {indicator.indicator_id: indicator.period_type for indicator in indicators}
    as_at = dict.fromkeys(PERIOD_TYPES, date.max)

    def losing() -> list[str]:
        ingestion = ingest(raw_files(raw.folder), indicators, areas, sources, date(2024, 3, 31))
        lost = newest_lost(ingestion.lost_periods, ingestion.observations, types, areas, as_at, ["E10000018"])
        return [describe_lost(row) for row in lost.to_dict("records")]

    assert losing() == ["defra/one.csv, measure waste, period '2023/24': 1 row, not a number"]
    raw.add([edited(**newer)], name="defra/two")
    assert losing() == []


def test_the_projects_own_layout_says_what_its_rejected_rows_would_have_given(
    raw: Any, indicators: tuple[Indicator, ...], areas: Areas, edited: Callable[..., str]
) -> None:
    newer = {"period_start": "2023-04-01", "period_end": "2024-03-31"}
    lines = [
        edited(),
        edited(period="2023-24", **newer),
        edited(period="2023/24", **newer, area_code="E10000099"),
        edited(period="2023/24", **newer, status="draft"),
        edited(indicator_id="unknown", period="2023/24", **newer),
        "too,short",
    ]
    (own_layout,) = compiled_figures.FORMATS
    lost = own_layout.contents(open_file(raw.add(lines).path), Context(indicators, areas)).lost
    assert lost[["measure", "area_code", "period", "period_end", "rows"]].to_numpy().tolist() == [
        ["waste", "", "2023-24", date(2024, 3, 31), 1],
        ["waste", "", "2023/24", date(2024, 3, 31), 2],
        ["waste", COUNTY, "2023-24", date(2024, 3, 31), 1],
        ["waste", COUNTY, "2023/24", date(2024, 3, 31), 1],
    ]


EDUCATION = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name,gender,rereferral_percent"
)


def education(year: int, level: str = "Local authority", gender: str = "Total") -> str:
    return f"{year},Reporting year,{level},E92000001,England,,,855,{COUNTY},Any,{gender},25"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (education(2025, gender="Everyone"), "a row for one part of a breakdown, not the whole"),
        (education(2025, level="LA"), "not a row for England, a region or a council"),
    ],
)
def test_a_newest_year_whose_rows_are_left_out_as_of_something_else_is_lost(row: str, reason: str, lose: Lose) -> None:
    """A part beside its whole is no loss: the year 2024 has both."""
    lost = lose(EDUCATION, education(2024), education(2024, gender="Female"), row)
    assert lost[["period", "period_end", "reason"]].to_numpy().tolist() == [
        ["Reporting year 2025", date(2025, 3, 31), reason]
    ]


def test_a_newest_year_of_all_persons_under_another_word_is_lost(lose: Lose, register: tuple[Indicator, ...]) -> None:
    measure = next(
        indicator
        for indicator in register
        if indicator.source_id == "ohid_fingertips" and indicator.period_type == "financial"
    )
    rows = [
        f"{measure.source_measure},Any,,,{COUNTY},Leics,County,{sex},All ages,,,{period},5,,,,,,,,,,"
        for period, sex in (("2021/22", "Persons"), ("2021/22", "Female"), ("2022/23", "Everyone"))
    ]
    assert lose(FINGERTIPS, *rows)["period"].tolist() == ["2022/23"]


@pytest.mark.parametrize("name", ["APSE_Alevel (Revised)", "APSE_Alevel [note 3]", "APSE_Alevel*"])
def test_a_newest_year_under_a_name_with_a_suffix_is_lost(name: str, lose: Lose) -> None:
    lost = lose(TOOL, "APSE_Alevel,Any,2021,Any,36,855,Any", f"{name},Any,2022,Any,37,855,Any")
    assert lost[["period", "reason"]].to_numpy().tolist() == [["2022", "no indicator of the register has this measure"]]


def test_a_newest_year_without_the_number_of_its_area_is_lost(lose: Lose) -> None:
    lost = lose(TOOL, "APSE_Alevel,Any,2021,Any,36,855,Any", "APSE_Alevel,Any,2022,Any,37,,Any")
    assert lost[["period", "reason"]].to_numpy().tolist() == [["2022", "no area number"]]


TOOL = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region"
