"""From a figure to its row: in every format the row of the observations is the row of the raw file that holds it.

Each file has a blank line, a row that is not used or a sheet before its figures, and prints each figure once. The row
is looked up in the file without the project's readers.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from returns import GOOD, indicator
from returns import workbook as returned
from workbooks import Rows, workbook

from helpers.areas import Areas, read_areas
from helpers.sources.catalogue import Source
from helpers.sources.formats.registry import registry
from helpers.sources.ingest import OBSERVATION_COLUMNS, Ingestion, ingest
from helpers.sources.sidecar import raw_files

COUNTY, ENGLAND = "E10000018", "E92000001"
FIRST, SECOND = "61.37", "58.21"
"""The figures that every file prints: the county's and England's, or another council's."""


@dataclass(frozen=True)
class Case:
    """A file of one format, how to write it, and the measure of the register that its two figures are of."""

    format_id: str
    name: str
    write: Callable[[Path], object]
    source_id: str
    measure: str
    period_type: str = "financial"
    sheets: tuple[str, ...] = ()


def text(*lines: str) -> Callable[[Path], object]:
    return lambda path: path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def book(**sheets: Rows) -> Callable[[Path], object]:
    return lambda path: workbook(path, {name.replace("__", " "): rows for name, rows in sheets.items()})


HEAD = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code"
TABLE = (
    f"{HEAD},new_la_code,la_name,rate",
    "2025,Reporting year,School,E92000001,England,,,,,,1",
    "2025,Reporting year,Local authority,E92000001,England,E12000004,East Midlands,855,E10000018,Leicestershire,61.37",
    "",
    "2025,Reporting year,National,E92000001,England,,,,,,58.21",
)
SCORECARD = (
    "Year,geographic_level,country_code,Region,LANumber,new_la_code,LA_name,For_1_P",
    "a,b",
    "2024/25,Local authority,E92000001,East Midlands,855,E10000018,Leicestershire,61.37",
    "2024/25,National,E92000001,,,,,58.21",
)
EXPLORE = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"
FINGERTIPS = (
    "Indicator ID,Indicator Name,Area Code,Area Name,Sex,Age,Category Type,Category,Time period,Value,"
    "Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note,Compared to England value or percentiles"
)
LAIT = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region"
OFLOG = "Financial year,Local authority code,Grouping,Measure,Code,Value,MEDIAN,rank_order"
LG = "area,area label,area long label"
WASTE = [
    "Year",
    "Region",
    "ONS code",
    "Residual household waste per household (kg/household) (Ex NI191)",
    "Percentage of household waste sent for reuse, recycling or composting (Ex NI192)",
    "Percentage of municipal waste sent to landfill (Ex NI193)",
    "Collected household waste per person (kg) (Ex BVPI 84a)",
]
MYE = ["Code", "Name", "Geography"]
OUTCOMES = (
    "Geographical Code,Geographical Description,Geographical Level,ONS Code,ASCOF Measure Code,Disaggregation Level,"
    "Measure Type,Measure Value,Measure Group,Measure Group Description"
)
SERIES = ["Local authority code", "Local authority", "ONS area code", "2023 to 2024 - outcome"]


def lait_parquet(path: Path) -> None:
    rows = [
        ("TotAbs", "2024", "Nowhere", "-", "1"),
        ("TotAbs", "2024", "County", FIRST, "855"),
        ("TotAbs", "2024", "England", SECOND, "970"),
    ]
    frame = pd.DataFrame(rows, columns=["Short Desc", "Years", "LA and Regions", "Values", "LA Number"])
    frame.assign(**{"Data item": "Absence", "Region": ""}).to_parquet(path)


def lg_json(path: Path) -> None:
    about = {"metricType": {"identifier": "9613"}, "period": {"label": "2021/22"}, "valueType": {"identifier": "raw"}}
    rows: list[Any] = ["no row"]
    for area, value in ((COUNTY, FIRST), (ENGLAND, SECOND)):
        rows.append({"area": {"identifier": area}, "values": [{"value": float(value)}]})
    path.write_text(json.dumps({"columns": [about], "rows": rows}), encoding="utf-8")


def return_rows(path: Path) -> None:
    about = GOOD | {"indicator": "one", "numerator": "", "denominator": "", "target": ""}
    rows = [
        about | {"value": "?"},
        about | {"value": float(FIRST)},
        {},
        about | {"value": float(SECOND), "area": ENGLAND},
    ]
    returned(path, rows)


CASES = [
    Case("ascof_open_data", "outcomes-2022-23.csv", text(
        OUTCOMES, "S,Shire Counties,Council Type,,2A1,Total,Outcome,1,2A1,Care homes",
        "508,Leicestershire,Council,E10000018,2A1,Total,Outcome,61.37,2A1,Care homes", "",
        "England,England,England,E92000001,2A1,Total,Outcome,58.21,2A1,Care homes",
    ), "nhsd_ascof_2021", "ASCOF 2A(1) Total"),
    Case("ascof_time_series", "outcomes.xlsx", book(**{
        "Cover": [["Measures"]], "Comparability_over_time_log": [["Comparability over time table log"]],
        "Table_1c": [["Table 1c: quality of life"], SERIES, ["S", "Shire Counties", "[z]", 7.6],
                     [508, "Leicestershire", COUNTY, 61.37], ["ENG", "England", ENGLAND, 58.21]],
        "Table_6b": [["Table 6b: ratings"], SERIES, [508, "Leicestershire", COUNTY, 80]],
    }), "dhsc_ascof", "ASCOF 1C", sheets=("Cover", "Comparability_over_time_log", "Table_1c", "Table_6b")),
    Case("dfe_ees", "ees.csv", text(*TABLE), "dfe_ees_cin", "rate"),
    Case("dfe_ees", "ees.csv.gz", lambda path: path.write_bytes(gzip.compress("\n".join(TABLE).encode())),
         "dfe_ees_cin", "rate"),
    Case("dfe_scorecard", "scorecard.csv", text(*SCORECARD), "dfe_scorecard", "For_1_P", "academic"),
    Case("explore_local", "local.csv", text(
        EXPLORE, "na,Nowhere,County,Anxiety,2022-04-01/P1Y,1,Mean,Score,,,,",
        "E10000018,Leicestershire,County,Anxiety,2022-04-01/P1Y,61.37,Mean,Score,60,62,,", "",
        "E92000001,England,Country,Anxiety,2022-04-01/P1Y,58.21,Mean,Score,,,,",
    ), "ons_els", "Anxiety"),
    Case("explore_local_api", "answer.csv", text(
        "indicator,areacd,areanm,period,value", "Happiness,,Nowhere,2022-04-01/P1Y,1",
        "Happiness,E10000018,Leicestershire,2022-04-01/P1Y,61.37", "Happiness,E92000001,England,2022-04-01/P1Y,58.21",
    ), "ons_els", "Happiness"),
    Case("core_spending_power", "csp.csv", text(
        "ons_code,authority,region,year,sfa,ct_total", "-,GLA,L,2019,5,5", "E10000018,Leics,EM,2019,61.37,1",
        "E10000019,Lincs,EM,2019,58.21,2",
    ), "mhclg_csp", "sfa"),
    Case("revenue_outturn", "rs.xlsx", book(**{
        "Front__Page": [["Final"], ["Final"]],
        "RS__LA__Data__2017-18": [
            ["Revenue Outturn (RO) 2017-18"], ["E-code", "ONS Code", "Local authority", "Class", "Education", "Roads"],
            ["E2421", COUNTY, "Leicestershire", "SC", 61.37, 1], ["", "", "All", "", 99, 99],
            ["E2520", "E10000019", "Lincolnshire", "SC", 58.21, 2],
        ],
    }), "mhclg_rs", "Education", sheets=("RS LA Data 2017-18",)),
    Case("ohid_fingertips", "health.csv", text(
        FINGERTIPS, "1,Harm,E10000018,Leics,Female,All ages,,,2022/23,1,,,,,,",
        "1,Harm,E10000018,Leics,Persons,All ages,,,2022/23,61.37,60,62,,,,", "",
        "1,Harm,E92000001,England,Persons,All ages,,,2022/23,58.21,,,,,,",
    ), "ohid_fingertips", "1"),
    Case("dfe_lait", "lait.csv", text(
        LAIT, "TotAbs,Absence,2024,Nowhere,1,855.5,", "TotAbs,Absence,2024,Leicestershire,61.37,855,East Midlands",
        "", "TotAbs,Absence,2024,England,58.21,970,",
    ), "dfe_lait", "TotAbs"),
    Case("dfe_lait", "lait.parquet", lait_parquet, "dfe_lait", "TotAbs"),
    Case("lg_inform", "lg_inform.csv", text(
        f"{LG},9613,9613", f"{LG},2020/21,2021/22", "E10000018,Leics,Leicestershire,-,61.37",
        "E92000001,England,England,-,58.21",
    ), "lg_inform", "9613"),
    Case("lg_inform", "lg_inform.json", lg_json, "lg_inform", "9613"),
    Case("local_return", "return.xlsx", return_rows, "local_return", "", sheets=("Return",)),
    Case("oflog_asc", "asc.csv", text(
        OFLOG, "2022-23,E10000018,LA_Median,Outcome,ASC1,7,7,desc",
        "2022-23,E10000018,LA_Raw,Outcome,ASC1,61.37,7,desc",
        "2022-23,E92000001,LA_Raw,Outcome,ASC1,58.21,7,desc",
    ), "oflog_asc", "ASC1"),
    Case("ons_mye", "mye.xlsx", book(**{
        "Cover__sheet": [["Mid-Year Population Estimates"], ["June 2020"]],
        "MYE2__-__Persons": [["MYE2: Persons, mid-2020"], [*MYE, "All ages"], [COUNTY, "Leics", "County", 71]],
        "MYE4": [["MYE4: Population"], [*MYE, "Mid-2020", "Mid-2019"], [COUNTY, "Leics", "County", 61.37, 2],
                 ["Notes"], [ENGLAND, "England", "Country", 58.21, 3]],
    }), "ons_mye", "MYE4: Population estimates", "snapshot", ("Cover sheet", "MYE2 - Persons", "MYE4")),
    Case("collected_waste", "waste.xlsx", book(
        Notes=[["Notes"]],
        Table_3a=[["Table 3c: Regional Residual Household Waste"], ["Region", "2022-23"], ["Eastern", 508],
                  ["England", 58.21]],
        Table_3=[["Table 3: Selected Waste Indicators"], [""], WASTE,
                 ["2022-23", "East Midlands", "Total", 1, 1, 1, 1],
                 ["2022-23", "East Midlands", COUNTY, 61.37, 0.1, 0.2, 402]],
    ), "defra_lacw", "Table 3 column 7", sheets=("Table_3", "Table_3a")),
]  # fmt: skip


def rows_of(path: Path, sheets: Sequence[str]) -> list[str]:
    """The rows of a file as the documents count them, the first of them row 1."""
    if path.suffix == ".xlsx":
        read = CalamineWorkbook.from_path(path)
        return [str(row) for name in sheets for row in read.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    if path.suffix == ".parquet":
        return ["header", *(str(row) for row in pd.read_parquet(path).to_numpy().tolist())]
    if path.suffix == ".json":
        return [str(row) for row in json.loads(path.read_text(encoding="utf-8"))["rows"]]
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode().splitlines()


def ingested(folder: Path, case: Case, areas: Areas, sources: dict[str, Source]) -> Ingestion:
    about = indicator(
        "one",
        "rate",
        "per 10,000 people",
        source_id=case.source_id,
        source_measure=case.measure,
        period_type=case.period_type,
    )
    catalogue = sources | {case.source_id: sources["ons_els"]}
    return ingest(raw_files(folder), [about], areas, catalogue, date(2023, 3, 31))


def test_there_is_a_file_of_every_format_that_holds_figures() -> None:
    assert {case.format_id for case in CASES} == {form.format_id for form in registry()} - {
        "survey_cards",
        "survey_age_groups",
        "compiled_figures",
    }


@pytest.fixture(scope="module")
def real_areas(root: Path) -> Areas:
    return read_areas(root / "data/raw/reference/areas.csv")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_figure_stands_in_the_row_that_the_observations_name(
    case: Case, tmp_path: Path, real_areas: Areas, sources: dict[str, Source]
) -> None:
    folder = tmp_path / "of_a_publisher"
    folder.mkdir()
    case.write(folder / case.name)
    ingestion = ingested(tmp_path, case, real_areas, sources)
    observations = ingestion.observations[ingestion.observations["value"].notna()]
    values = {FIRST: COUNTY, SECOND: ENGLAND if case.source_id[:5] != "mhclg" else "E10000019"}
    of_both = observations[observations["value"].isin([float(value) for value in values])]
    assert dict(zip(of_both["value"].astype("str"), of_both["area_code"], strict=True)) == values
    rows = rows_of(folder / case.name, case.sheets)
    for value, row, file in zip(of_both["value"], of_both["row"], of_both["file"], strict=True):
        assert file == f"of_a_publisher/{case.name}"
        assert [number for number, cells in enumerate(rows, start=1) if str(value) in cells] == [row]
    # Rows are counted as rejections count them, so that no row is both.
    assert set(ingestion.observations["row"]).isdisjoint(
        ingestion.rejections.loc[~ingestion.rejections["row_used"], "row"]
    )


def test_columns_come_last_and_take_little_room(raw: Any, indicators: Any, areas: Areas, sources: Any) -> None:
    raw.add([raw.good, raw.good.replace(COUNTY, ENGLAND)])
    observations = ingest(raw_files(raw.folder), indicators, areas, sources, date(2023, 3, 31)).observations
    assert observations.columns.tolist() == OBSERVATION_COLUMNS
    assert observations.columns[-2:].tolist() == ["file", "row"]
    assert observations["file"].cat.categories.tolist() == ["defra/figures.csv"]
    assert str(observations["row"].dtype) == "int32"
    assert observations["row"].tolist() == [2, 3]


def test_of_two_editions_the_row_is_that_of_the_figure_kept(
    raw: Any, indicators: Any, areas: Areas, sources: Any, edited: Any
) -> None:
    later = [edited(area_code=ENGLAND), "", edited(value="40")]
    raw.add(
        [raw.good, edited(period="2021/22", period_start="2021-04-01", period_end="2022-03-31")],
        name="defra/old",
        published="2023-01-31",
    )
    raw.add(later, name="defra/new", published="2024-01-31", rows=2)
    ingestion = ingest(raw_files(raw.folder), indicators, areas, sources, date(2023, 3, 31))
    rows_kept = ingestion.observations[["area_code", "period", "value", "file", "row"]].to_numpy().tolist()
    assert rows_kept == [
        [COUNTY, "2021/22", 41.5, "defra/old.csv", 3],
        [COUNTY, "2022/23", 40, "defra/new.csv", 4],
        [ENGLAND, "2022/23", 41.5, "defra/new.csv", 2],
    ]
    assert ingestion.revisions[["earlier_file", "earlier_row", "file", "row"]].to_numpy().tolist() == [
        ["defra/old.csv", 2, "defra/new.csv", 4]
    ]
