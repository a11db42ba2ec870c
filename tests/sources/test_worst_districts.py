"""The worst district as an indicator of its own: which it is, where there is none, and what the project's file says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import Areas, read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.shared_work import FOLDER_VARIABLE
from helpers.sources import worst_districts as module
from helpers.sources.catalogue import read_sources
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.sidecar import raw_files
from helpers.sources.worst_districts import (
    council_table,
    read_worst_districts,
    with_worst_districts,
    worst_districts,
)

COUNTY = "E10000018"
DISTRICTS = {
    "E07000129": "Blaby",
    "E07000130": "Charnwood",
    "E07000131": "Harborough",
    "E07000132": "Hinckley and Bosworth",
    "E07000133": "Melton",
    "E07000134": "North West Leicestershire",
    "E07000135": "Oadby and Wigston",
}
TIPPING, HOMES = "fly_tipping_worst_district_rate", "affordable_homes_worst_district_rate"


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return Project(root)


@pytest.fixture(scope="module")
def register(project: Project) -> tuple[Indicator, ...]:
    return read_register(project.register)


@pytest.fixture(scope="module")
def areas(project: Project) -> Areas:
    return read_areas(project.areas)


@pytest.fixture(scope="module")
def pairs(project: Project, register: tuple[Indicator, ...]) -> dict[str, str]:
    return read_worst_districts(project.worst_districts, register)


def figures(values: Sequence[float | None], indicator: str = "fly_tipping_rate", **changes: Any) -> pd.DataFrame:
    """The figures of the districts in order of code; None is not available."""
    rows = [
        {
            "indicator_id": indicator,
            "area_code": code,
            "period": "2022/23",
            "period_start": date(2022, 4, 1),
            "period_end": date(2023, 3, 31),
            "value": value,
            "lower_95": 0.0,
            "upper_95": 99.0,
            "numerator": 1.0,
            "denominator": 2.0,
            "marker": "" if value is not None else "[x]",
            "status": "final",
            "area_flag": "",
            "source_id": "defra_flytipping",
            "file": "defra/fly_tipping_districts.csv",
            "row": number,
        }
        | changes
        for number, (code, value) in enumerate(zip(DISTRICTS, values, strict=False), start=2)
    ]
    return pd.DataFrame(rows).astype({"value": "float64"})


def worst(frame: pd.DataFrame, areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]) -> dict[str, Any]:
    (row,) = worst_districts(frame, areas, pairs, register).to_dict("records")
    return {str(name): value for name, value in row.items()}


SEVEN = [6.0, 4.7, 3.2, 6.6, 5.7, 5.5, 0.3]


def test_where_lower_is_better_the_worst_is_the_highest(
    areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]
) -> None:
    row = worst(figures(SEVEN), areas, pairs, register)
    assert (row["indicator_id"], row["based_on"], row["area_code"]) == (TIPPING, "fly_tipping_rate", COUNTY)
    assert (row["statistic"], row["districts"], row["value"]) == ("maximum over districts", 7, 6.6)
    assert (row["district_names"], row["row"]) == ("Hinckley and Bosworth", 5)
    assert all(pd.isna(row[name]) for name in ("lower_95", "upper_95", "numerator", "denominator"))


def test_where_higher_is_better_it_is_the_lowest_and_all_that_share_it_are_named(
    areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]
) -> None:
    row = worst(figures([0.1 + 0.2, 5, 4, 0.3, 6, 7, 8], "affordable_homes_rate"), areas, pairs, register)
    assert (row["indicator_id"], row["statistic"], row["value"]) == (
        HOMES,
        "minimum over districts",
        pytest.approx(0.3),
    )
    assert row["district_names"] == "Blaby, Hinckley and Bosworth"


@pytest.mark.parametrize("values", [[*SEVEN[:6], None], SEVEN[:6]])
def test_where_a_district_has_no_figure_there_is_none(
    values: Sequence[float | None], areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]
) -> None:
    row = worst(figures(values), areas, pairs, register)
    assert pd.isna(row["value"])
    assert (row["marker"], row["district_names"], row["districts"]) == ("[x]", "", 7)


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (["final"] * 7, "final"),
        (["derived", *["final"] * 6], "derived"),
        (["derived", "provisional", *["final"] * 5], "provisional"),
    ],
)
def test_one_figure_that_may_change_makes_the_worst_one_that_may(
    statuses: list[str], status: str, areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]
) -> None:
    assert worst(figures(SEVEN).assign(status=statuses), areas, pairs, register)["status"] == status


def test_figures_of_councils_and_of_other_indicators_are_no_part_of_it(
    areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]
) -> None:
    others = [figures([99.0]).assign(area_code=COUNTY), figures(SEVEN, "council_tax_band_d")]
    assert worst(pd.concat([figures(SEVEN), *others]), areas, pairs, register)["value"] == 6.6
    assert worst_districts(pd.concat(others), areas, pairs, register).empty


def test_the_projects_file_names_each_measure_with_a_better_end_and_a_series_by_district(
    pairs: dict[str, str], register: tuple[Indicator, ...], shared: Path
) -> None:
    """By the figures of the reference: three periods or more."""
    folder = shared / "figures" / "additions" / "observations" / "districts"
    files = [path for path in folder.glob("*.csv") if not path.stem.endswith("_districts")]
    rows = pd.concat([pd.read_csv(path) for path in files])
    periods = rows.groupby("indicator_id")["period"].nunique()
    neutral = {indicator.indicator_id for indicator in register if indicator.polarity == "neutral"}
    assert set(pairs.values()) == set(periods.index[periods >= 3]) - neutral
    assert len(pairs) == 9


@pytest.fixture(scope="module")
def ingested(project: Project, register: tuple[Indicator, ...], areas: Areas) -> Ingestion:
    files = [file for file in raw_files(project.raw) if "fly_tipping" in file.display_name]
    return ingest(files, register, areas, read_sources(project.sources), date.max)


def test_the_worst_district_for_fly_tipping_by_hand(
    ingested: Ingestion, areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]
) -> None:
    """Incidents over people as Defra and ONS print them: 751 of 114,315, and 802 of 103,271 the year before."""
    table = council_table(worst_districts(ingested.observations, areas, pairs, register), [COUNTY])
    rows = table.set_index("period")
    assert len(rows) == 11
    assert rows.loc["2022/23", "value"] == pytest.approx(1000 * 751 / 114315, rel=1e-12)
    assert rows.loc["2022/23", "district_names"] == "Hinckley and Bosworth"
    assert rows.loc["2021/22", "value"] == pytest.approx(1000 * 802 / 103271, rel=1e-12)
    assert rows.loc["2021/22", "district_names"] == "Blaby"


def test_the_figures_join_the_observations_and_are_supplied(
    ingested: Ingestion, areas: Areas, pairs: dict[str, str], register: tuple[Indicator, ...]
) -> None:
    figures_of_worst = worst_districts(ingested.observations, areas, pairs, register)
    together = with_worst_districts(ingested, figures_of_worst)
    assert len(together.observations) == len(ingested.observations) + 11
    assert set(ingested.not_supplied["indicator_id"]) - set(together.not_supplied["indicator_id"]) == {TIPPING}
    assert together.observations.columns.tolist() == ingested.observations.columns.tolist()
    assert together.observations.dtypes["file"] == "category"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("not_there,fly_tipping_rate", "row 2, column indicator_id: 'not_there' is not in the register"),
        (
            f"{TIPPING},fly_tipping_rate\n{TIPPING},fly_tipping_rate",
            "row 3, .* has a row, or is its own",
        ),
        (
            "fly_tipping_rate,fly_tipping_rate",
            "'fly_tipping_rate' has a row, or is its own",
        ),
        (f"{TIPPING},affordable_homes_rate", "row 2, column based_on: 'affordable_homes_rate' has another polarity"),
        ("council_tax_band_d,council_tax_asc_precept_band_d", "must have a better end and not be counted"),
    ],
)
def test_a_fault_names_row_and_column(rows: str, message: str, tmp_path: Path, register: tuple[Indicator, ...]) -> None:
    path = tmp_path / "worst_districts.csv"
    path.write_text(f"indicator_id,based_on\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=message):
        read_worst_districts(path, register)
    assert read_worst_districts(tmp_path / "none.csv", register) == {}


def test_the_reports_of_one_call_work_it_out_once(
    areas: Areas,
    pairs: dict[str, str],
    register: tuple[Indicator, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Figures of other indicators may differ; those of districts may not."""
    seven = figures([100.0, 50.0, 30.0, 20.0, 10.0, 5.0, 1.0])
    alone = worst_districts(seven, areas, pairs, register)
    done: list[int] = []
    work = module._of_every_county
    monkeypatch.setattr(module, "_of_every_county", lambda *of: done.append(len(of[0])) or work(*of))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with_another = pd.concat([seven, figures([1.0] * 7, indicator="jobs")], ignore_index=True)
    for observations in (seven, with_another):
        pd.testing.assert_frame_equal(worst_districts(observations, areas, pairs, register), alone)
    assert done == [7]
    worst_districts(figures([200.0, 50.0, 30.0, 20.0, 10.0, 5.0, 1.0]), areas, pairs, register)
    assert done == [7, 7]
