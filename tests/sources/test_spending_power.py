"""Files of spending power: what is shipped equals the publisher's own files, and every fault names its row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.sources.formats.registry import read_file
from helpers.sources.spending_power import (
    ALONE,
    COLUMNS,
    COMPONENTS,
    COUNCIL_TAX,
    FAIR_FUNDING,
    WITH_FAIR_FUNDING,
    WITH_SETTLEMENT,
    read_spending_power,
    spending_power_files,
)

HERE = Project(Path(__file__).resolve().parents[2])
AREAS = read_areas(HERE.areas)
PRINTED = {
    "sfa": "settlement_funding_assessment_gbp_m",
    "under_index": "under_indexing_gbp_m",
    "ct_total": "council_tax_gbp_m",
    "nhb": "new_homes_bonus_gbp_m",
    "nhb_return": "new_homes_bonus_return_gbp_m",
    "rsdg": "rural_services_delivery_gbp_m",
}
"""The component under each of the publisher's headings."""

ROW = (
    dict.fromkeys(COLUMNS, "")
    | dict.fromkeys(COMPONENTS, "1.5")
    | {
        "area_code": "E10000018",
        "area_name": "Leicestershire",
        "financial_year": "2020/21",
        "total_partial_gbp_m": "9.0",
        "partial": "true",
        "population": "3000",
        "population_mid_year": "2020",
        "per_head_gbp": "3000.00",
    }
)


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return read_spending_power(spending_power_files(HERE.reference), AREAS)


def written(folder: Path, rows: Sequence[dict[str, str]]) -> list[Path]:
    path = folder / "spending_power.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return [path]


def test_what_is_shipped(shipped: pd.DataFrame) -> None:
    counts = shipped.groupby("make_up")["financial_year"].agg(["size", "min", "max"])
    assert counts.loc[WITH_SETTLEMENT].tolist() == [910, "2015/16", "2020/21"]
    assert counts.loc[ALONE].tolist() == [457, "2021/22", "2023/24"]
    assert shipped["is_partial"].all()
    own = shipped[shipped["area_code"].eq("E10000018") & shipped["financial_year"].eq("2020/21")].iloc[0]
    assert (own["total_m"], own["population"]) == (Decimal("387.45046592"), 713085)


def test_the_shipped_figures_are_those_of_the_reference(shared: Path) -> None:
    for name, reference in (("spending_power", "funding"), ("council_tax_requirements", "additions/funding")):
        theirs = pd.read_csv(shared / "figures" / f"{reference}.csv", dtype=str, keep_default_na=False)
        ours = pd.read_csv(HERE.reference / f"{name}.csv", dtype=str, keep_default_na=False)
        pd.testing.assert_frame_equal(ours, theirs)


def test_the_publishers_own_files_give_the_same_and_their_zeros_are_no_figures(
    shared: Path, shipped: pd.DataFrame
) -> None:
    settled = shipped[shipped["make_up"].eq(WITH_SETTLEMENT)]
    ours = {
        (row["area_code"], row["financial_year"][:4], name): float(row[name])
        for row in settled.to_dict("records")
        for name in COMPONENTS
    }
    theirs: dict[tuple[str, str, str], float] = {}
    absent: set[tuple[str, str]] = set()
    for year in range(2015, 2021):
        path = shared / "data" / "csp" / f"CSP_{year}.csv"
        form, published = read_file(path)
        assert form.format_id == "core_spending_power"
        figures = published.figures[published.figures["area"].str.match("E0[689]|E10")]
        for code, measure, value in figures[["area", "measure", "value"]].itertuples(index=False):
            theirs[code, str(year), PRINTED[measure]] = value
        cells = pd.read_csv(path, encoding="utf-8-sig")
        zero = cells.iloc[:, 3:].eq(0).all(axis="columns") & cells["ons_code"].str.match("E0[689]|E10")
        absent |= {(code, str(year)) for code in cells.loc[zero, "ons_code"]}
    assert len(absent) == 32
    assert not absent & {key[:2] for key in ours}
    assert ours.keys() == theirs.keys()
    assert ours == pytest.approx(theirs, rel=1e-12)


def test_the_file_of_all_years_gives_the_same_sums(shared: Path, shipped: pd.DataFrame) -> None:
    cells = pd.read_csv(shared / "data" / "csp" / "CSP_long_201520.csv")
    sums = {(row.ons_code, str(row.year)): row.total_spend for row in cells.itertuples()}
    settled = shipped[shipped["make_up"].eq(WITH_SETTLEMENT)]
    for row in settled.to_dict("records"):
        assert float(row["total_m"]) == pytest.approx(sums[row["area_code"], row["financial_year"][:4]], rel=1e-9)


def test_a_settlement_from_2026_has_another_make_up(tmp_path: Path) -> None:
    fair = dict.fromkeys(COMPONENTS[:2], "") | {FAIR_FUNDING: "3", "financial_year": "2026/27"}
    read = read_spending_power(written(tmp_path, [ROW | fair]), AREAS)
    assert read["make_up"].tolist() == [WITH_FAIR_FUNDING]
    assert read["total_m"].tolist() == [Decimal("9.0")]


BLANK = dict.fromkeys(COMPONENTS, "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"financial_year": "2020"}, "column financial_year: '2020' is not a financial year"),
        ({"area_code": "E99999999"}, "column area_code: 'E99999999' is not in reference/areas.csv"),
        ({"area_code": "E06000060", "financial_year": "2019/20"}, "column area_code: 'E06000060' did not exist"),
        (dict.fromkeys(COMPONENTS, "0"), "column council_tax_gbp_m: '0' and every other component is zero"),
        ({COUNCIL_TAX: "1,5"}, "column council_tax_gbp_m: '1,5' is not an amount"),
        ({COUNCIL_TAX: ""}, "column council_tax_gbp_m: '' is blank"),
        ({"new_homes_bonus_gbp_m": ""}, "column new_homes_bonus_gbp_m: '' is blank; write every component of 2020/21"),
        ({FAIR_FUNDING: "1"}, "column fair_funding_allocation_gbp_m: '1' is no part of spending power in 2020/21"),
        ({"financial_year": "2026/27", FAIR_FUNDING: "1"}, "is no part of spending power in 2026/27"),
        ({"total_partial_gbp_m": "9.1"}, "column total_partial_gbp_m: '9.1' is not the sum of the components"),
        ({"per_head_gbp": "3000.01"}, "column per_head_gbp: '3000.01' is not the total for each person"),
        ({"population": "0"}, "column population: '0' is not a number of people"),
        ({"population_mid_year": ""}, "column population_mid_year: '' is not a year"),
        ({"partial": "yes"}, "column partial: 'yes' is not right; write true"),
        (BLANK | {COUNCIL_TAX: "1.5"}, "column total_partial_gbp_m: '9.0' is not the sum of the components"),
    ],
)
def test_a_fault_names_its_row_and_column(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_spending_power(written(tmp_path, [ROW | changes]), AREAS)
    assert str(problem.value).startswith("spending_power.csv row 2, column ")
    assert message in str(problem.value)


def test_a_council_has_one_row_of_a_year(tmp_path: Path) -> None:
    with pytest.raises(
        InputProblem, match=r"row 3, column financial_year: '2020/21' of E10000018 is in spending_power"
    ):
        read_spending_power(written(tmp_path, [ROW, ROW]), AREAS)


@pytest.mark.parametrize("changes", [{"note": None}, {"odd": "1"}])
def test_other_columns_are_refused(tmp_path: Path, changes: dict[str, str | None]) -> None:
    row = {name: cell for name, cell in (ROW | changes).items() if cell is not None}
    with pytest.raises(InputProblem, match="its columns must be area_code, area_name"):
        read_spending_power(written(tmp_path, [row]), AREAS)
