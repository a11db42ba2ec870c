"""Rows of publishers' files on money: which of two files counts, and how they join what came with the project."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.results.spending_checks import spending_checks
from helpers.results.spending_power import funding_tables
from helpers.sources.catalogue import Source, read_sources
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.received_money import with_received_power, with_received_spending
from helpers.sources.sidecar import raw_files
from helpers.sources.spending import SERVICES, TOTAL, read_populations, read_service_spending
from helpers.sources.spending_power import COMPONENTS, read_spending_power, spending_power_files

HERE = Project(Path(__file__).resolve().parents[2])
AREAS = read_areas(HERE.areas)
SOURCES = read_sources(HERE.sources)
HEADER = "ons_code,authority,region,sfa_2020,under_index_2020,ct_total_2020,nhb_2020,nhb_return_2020,rsdg_2020"
LEICESTERSHIRE = "E10000018,Leicestershire,EM,{},1,300,1,1,1"
BEFORE, AFTER = date(2020, 2, 1), date(2020, 3, 1)


@pytest.fixture
def ingested(raw: Any, indicators: tuple[Indicator, ...], sources: dict[str, Source]) -> Callable[[], Ingestion]:
    raw.add([raw.good])
    return lambda: ingest(raw_files(raw.folder), indicators, AREAS, SOURCES | sources, date(2023, 3, 31))


def add_power(raw: Any, amount: float, name: str = "csp", published: date | None = None) -> None:
    lines = "\n".join([HEADER, LEICESTERSHIRE.format(amount), "E07000130,Charnwood,EM,1,1,1,1,1,1", ""])
    raw.add(
        lines.encode(),
        f"mhclg/{name}",
        source_id="mhclg_csp",
        format="core_spending_power",
        rows=2,
        published=published.isoformat() if published else None,
    )


def test_a_file_of_spending_power_reaches_the_tables_and_the_rest_is_listed(
    raw: Any, ingested: Callable[[], Ingestion]
) -> None:
    add_power(raw, 50)
    ingestion = ingested()
    (row,) = ingestion.received_spending_power.to_dict("records")
    assert (row["area_code"], row["financial_year"], row["file"], row["row"]) == (
        "E10000018",
        "2020/21",
        "mhclg/csp.csv",
        2,
    )
    files = ingestion.raw_files.set_index("file")
    assert files.loc["mhclg/csp.csv", ["rows_read", "rows_used", "rows_rejected", "areas"]].tolist() == [2, 1, 1, 1]
    assert files.loc["mhclg/csp.csv", "newest_period"] == "2020/21"
    (rejected,) = ingestion.rejections[ingestion.rejections["file"].eq("mhclg/csp.csv")].to_dict("records")
    assert rejected["row"] == 3 and rejected["value"] == "E07000130"
    held = read_spending_power(spending_power_files(HERE.reference), AREAS)
    joined = with_received_power(
        held, ingestion.received_spending_power, read_populations(HERE.populations), AREAS
    ).set_index(["area_code", "financial_year"])
    before, after = held.set_index(["area_code", "financial_year"]), joined
    key = ("E10000018", "2020/21")
    assert len(after) == len(before)
    assert after.loc[key, "total_m"] == 354 and after.loc[key, "population"] == before.loc[key, "population"]
    assert after.drop(index=[key]).sort_index()["total_m"].tolist() == (
        before.drop(index=[key]).sort_index()["total_m"].tolist()
    )


def test_of_two_files_the_later_edition_counts(raw: Any, ingested: Callable[[], Ingestion]) -> None:
    add_power(raw, 50, "a", AFTER)
    add_power(raw, 49, "b", BEFORE)
    ingestion = ingested()
    assert ingestion.received_spending_power[COMPONENTS[0]].tolist() == [50]
    reasons = ingestion.rejections.set_index(["file", "row"])["reason"]
    assert reasons["mhclg/b.csv", 2] == "a later edition gives this figure: mhclg/a.csv row 2"


def test_two_files_that_agree_are_one_and_two_that_differ_stop_the_run(
    raw: Any, ingested: Callable[[], Ingestion]
) -> None:
    add_power(raw, 50, "a")
    add_power(raw, 50, "b")
    assert ingested().received_spending_power["file"].tolist() == ["mhclg/b.csv"]
    add_power(raw, 49, "c")
    with pytest.raises(InputProblem, match=r"E10000018 in 2020/21 .* mhclg/a\.csv row 2 and by mhclg/c\.csv row 2"):
        ingested()


def test_a_council_and_year_without_a_row_takes_its_people_from_the_mid_year_estimates() -> None:
    received = pd.DataFrame(
        [
            {"area_code": "E10000018", "financial_year": "2024/25", "file": "x.csv", "row": 2}
            | dict.fromkeys(COMPONENTS, 1)
        ]
    )
    people = pd.DataFrame([{"area_code": "E10000018", "mid_year": 2024, "all_ages": 700_000.0}])
    held = read_spending_power(spending_power_files(HERE.reference), AREAS)
    joined = with_received_power(held, received, people, AREAS).set_index(["area_code", "financial_year"])
    row = joined.loc[("E10000018", "2024/25")]
    assert (row["population"], row["population_mid_year"], row["total_m"], row["is_partial"]) == (
        700_000,
        2024,
        6,
        True,
    )


@pytest.fixture(scope="module")
def from_publishers(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Ingestion:
    """An ingestion of the publisher's real files, beside one small file of the project."""
    folder = tmp_path_factory.mktemp("raw")
    for name in (
        "csp/CSP_2020.csv",
        "outturn/RSX_LA_Data_2024-25_data_by_LA.ods",
        "outturn/RS_2017-18_data_by_LA.xlsx",
    ):
        shutil.copy(shared / "data" / name, folder)
    for path in (HERE.root / "data" / "raw" / "mhclg").glob("council_tax.*"):
        shutil.copy(path, folder)
    return ingest(raw_files(folder), read_register(HERE.register), AREAS, SOURCES, date(2025, 3, 31))


def test_the_publishers_own_files_give_what_came_with_the_project(from_publishers: Ingestion) -> None:
    held = read_spending_power(spending_power_files(HERE.reference), AREAS)
    people = read_populations(HERE.populations)
    joined = with_received_power(held, from_publishers.received_spending_power, people, AREAS)
    nothing = pd.DataFrame({"indicator_id": ["x"], "area_code": [""], "period": [""], "denominator": [1.0]})
    before, after = (
        funding_tables(read, nothing, AREAS, ["E10000018"], date(2023, 3, 31)).power.drop(columns=["file", "row"])
        for read in (held, joined)
    )
    pd.testing.assert_frame_equal(before, after)
    spending = read_service_spending(HERE.service_spending)
    both = with_received_spending(spending, from_publishers.received_service_spending)
    counts = both["source"].value_counts()
    assert counts["RSX_LA_Data_2024-25_data_by_LA.ods"] == 153 and counts["RS_2017-18_data_by_LA.xlsx"] == 151
    names = ["area_code", "financial_year", "status"]
    of_each = [table.set_index(names)[[*SERVICES, TOTAL]].sort_index().round(3) for table in (spending, both)]
    pd.testing.assert_frame_equal(*of_each)
    assert set(spending_checks(both, SERVICES, TOTAL)["outcome"]) == {"passed", "no return"}
