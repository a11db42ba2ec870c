"""Counties with their districts and fire, from the figures that are shipped and from the publisher's own files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.results.spending_power import funding_tables
from helpers.results.virtual_unitaries import NO_DISTRICTS, NO_SHARE, virtual_unitaries
from helpers.sources.parts_of_counties import COLUMNS, read_parts_of_counties
from helpers.sources.spending_power import read_spending_power, spending_power_files

HERE = Project(Path(__file__).resolve().parents[2])
AREAS = read_areas(HERE.areas)
NO_DWELLINGS = pd.DataFrame(columns=["indicator_id", "area_code", "period", "denominator"])


@pytest.fixture(scope="module")
def power() -> pd.DataFrame:
    read = read_spending_power(spending_power_files(HERE.reference), AREAS)
    own = AREAS.same_council("E10000018")
    return funding_tables(read, NO_DWELLINGS, AREAS, own, date(2021, 3, 31)).power


@pytest.fixture(scope="module")
def parts() -> pd.DataFrame:
    return read_parts_of_counties(HERE.parts_of_counties, AREAS)


def test_the_gaps_of_2018_that_others_worked_out_from_the_same_file(power: pd.DataFrame, parts: pd.DataFrame) -> None:
    """59.7 million to Oxfordshire and 167.6 to Islington, both with districts and a share of fire by population."""
    rows = virtual_unitaries(power, parts, AREAS)
    assert rows["reason"].eq("").all()
    of_2018 = rows[rows["financial_year"].eq("2018/19")].set_index("area_name")
    own = of_2018.loc["Leicestershire"]
    oxford = of_2018.loc["Oxfordshire"]
    assert (own["districts"], own["rank"], own["n"]) == (7, 1, 26)
    assert round((oxford["per_head"] - own["per_head"]) * own["population"] / 1e6, 1) == 59.7
    islington = power[power["financial_year"].eq("2018/19") & power["area_name"].eq("Islington")].iloc[0]
    assert round((islington["per_head"] - own["per_head"]) * own["population"] / 1e6, 1) == 167.6


def test_the_parts_are_those_of_the_publishers_files(shared: Path, parts: pd.DataFrame) -> None:
    cells = pd.read_csv(shared / "data" / "csp" / "CSP_long_201520.csv")
    cells = cells[cells["total_spend"].ne(0)]
    sums = {(row.ons_code, f"{row.year}/{(row.year + 1) % 100:02d}"): row.total_spend for row in cells.itertuples()}
    districts = {key for key in sums if key[0].startswith("E07")}
    assert {
        tuple(key) for key in parts.loc[parts["part"].eq("district"), ["area_code", "financial_year"]].to_numpy()
    } == districts
    for part in parts.to_dict("records"):
        assert float(part["total_m"]) == pytest.approx(sums[part["area_code"], part["financial_year"]], rel=1e-9)


def test_a_missing_part_leaves_no_sum(power: pd.DataFrame, parts: pd.DataFrame) -> None:
    without = parts[~parts["area_name"].eq("Charnwood")]
    own = virtual_unitaries(power, without, AREAS).query("own")
    assert own["reason"].eq(NO_DISTRICTS).all() and own["total_m"].isna().all() and own["rank"].isna().all()
    without_rutland = power[~power["area_name"].eq("Rutland")]
    own = virtual_unitaries(without_rutland, parts, AREAS).query("own")
    assert own["reason"].eq(NO_SHARE).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"part": "parish"}, "column part: 'parish' is not right; write district or fire."),
        ({"financial_year": "2020"}, "column financial_year: '2020' is not a financial year"),
        ({"total_partial_gbp_m": "0"}, "column total_partial_gbp_m: '0' is not an amount above 0"),
        ({"covers": "E07000130"}, "column covers: 'E07000130' is not right; write codes of councils."),
    ],
)
def test_a_fault_names_its_row_and_column(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    cells = dict(zip(COLUMNS, ("E07000130", "Charnwood", "district", "2020/21", "1.5", "E10000018"), strict=True))
    path = tmp_path / "parts.csv"
    path.write_text("\n".join([",".join(COLUMNS), ",".join((cells | changes).values())]) + "\n", encoding="utf-8")
    with pytest.raises(InputProblem) as problem:
        read_parts_of_counties(path, AREAS)
    assert str(problem.value).startswith(f"parts.csv row 2, {message}")
