"""Spending, populations, the deflator and the services as shipped, and files that are not right."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.methods.real_terms import yearly_deflators
from helpers.paths import project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.results.spending_checks import spending_checks
from helpers.sources.services import read_cost_neighbours, read_services
from helpers.sources.spending import (
    QUARTERS,
    SERVICES,
    TOTAL,
    read_deflators,
    read_populations,
    read_service_spending,
)

HERE = project()
HEADER = ",".join(["area_code", "financial_year", "status", *SERVICES, TOTAL])


def spending_file(folder: Path, *rows: str) -> Path:
    path = folder / "spending.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def row(
    code: str = "E10000018", year: str = "2017/18", status: str = "final", first: str = "1", total: str = "13"
) -> str:
    return ",".join([code, year, status, first, *["1"] * 12, total])


def test_services_add_up_for_every_council_and_year_of_the_shipped_files() -> None:
    checks = spending_checks(read_service_spending(HERE.service_spending), SERVICES, TOTAL)
    assert checks["outcome"].value_counts().to_dict() == {"passed": 1043, "no return": 20}
    assert checks["difference_gbp_thousand"].abs().max() <= 2
    assert sorted(checks["financial_year"].unique()) == [
        "2015/16",
        "2016/17",
        "2017/18",
        "2022/23",
        "2023/24",
        "2024/25",
    ]


def test_a_council_whose_services_do_not_add_up_fails_and_one_without_a_return_does_not(tmp_path: Path) -> None:
    rows = (row(total="15"), row("E10000016", total="15.001"), row("E10000015", first="[x]"))
    checks = spending_checks(read_service_spending([spending_file(tmp_path, *rows)]), SERVICES, TOTAL)
    assert checks[["area_code", "outcome"]].to_numpy().tolist() == [
        ["E10000015", "no return"],
        ["E10000016", "failed"],
        ["E10000018", "passed"],
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (row(first="1 000"), "row 2, column adult_social_care: '1 000' is not right; write thousands of pounds"),
        (row(first=""), "row 2, column adult_social_care: '' is not right"),
        (row(year="2017-18"), "row 2, column financial_year: '2017-18' is not right; write a financial year"),
        (row(status="draft"), "row 2, column status: 'draft' is not right; write final or provisional"),
        (row("Leicestershire"), "row 2, column area_code: 'Leicestershire' is not right; write the code of a council"),
    ],
)
def test_a_cell_that_is_not_right_is_named(tmp_path: Path, cells: str, message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_service_spending([spending_file(tmp_path, cells)])
    assert message in str(problem.value)


def test_one_council_has_one_row_of_a_year_and_status(tmp_path: Path) -> None:
    path = spending_file(tmp_path, row(), row(status="provisional"), row(first="2"))
    with pytest.raises(InputProblem, match=r"row 4, column status: E10000018, 2017/18, final is already in row 2"):
        read_service_spending([path])


def test_adults_are_those_who_are_not_children() -> None:
    people = read_populations(HERE.populations).set_index(["area_code", "mid_year"])
    assert people.loc[("E10000018", 2017), ["all_ages", "children", "adults"]].tolist() == [687456, 136766, 550690]
    # Northamptonshire before 2021 is the sum of the two councils that followed it.
    parts = people.loc[[("E06000061", 2017), ("E06000062", 2017)], "all_ages"]
    assert people.loc[("E10000021", 2017), "all_ages"] == parts.sum()


def test_children_are_fewer_than_all(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("area_code,mid_year,all_ages,children,status\nE10000018,2017,10,10,estimated\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"row 2, column children: '10' is not right; it must be under all_ages, 10"):
        read_populations(path)


def test_a_year_of_the_deflator_is_the_mean_of_its_quarters(shared: Path) -> None:
    ours = yearly_deflators(read_deflators(HERE.gdp_deflator), QUARTERS)
    theirs = pd.read_csv(shared / "figures" / "additions" / "deflator.csv")
    assert ours["financial_year"].tolist() == theirs["financial_year"].tolist()
    assert ours["index"].tolist() == pytest.approx(theirs["index_2022_100"].tolist(), abs=1e-9)


def test_shipped_spending_is_that_of_the_reference_figures(shared: Path) -> None:
    parts = [shared / "figures" / "spend.csv", shared / "figures" / "additions" / "spend.csv"]
    theirs = pd.concat([pd.read_csv(path) for path in parts], ignore_index=True)
    keys = ["area_code", "financial_year", "status", "service"]
    ours = read_service_spending(HERE.service_spending).melt(keys[:3], (*SERVICES, TOTAL), "service", "ours")
    both = theirs.merge(ours, on=keys, how="outer", validate="one_to_one")
    assert len(both) == len(theirs) == len(ours) == 14_882
    pd.testing.assert_series_equal(
        both["ours"], both["net_current_expenditure_gbp_thousand"], check_names=False, check_exact=True
    )


def services_file(folder: Path, old: str, new: str) -> Path:
    path = folder / "services.csv"
    text = HERE.services.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\npolice,", "\npolicing,", "column service: 'policing' is no service of the revenue outturn"),
        ("dashboard:Adult Social Care", "dashboard:Adult Care", "'dashboard:Adult Care' means no indicator"),
        (",adults,", ",pensioners,", "column population: 'pensioners' is not right"),
        ("Police and crime commissioners run the service", "", "why_no_outcomes: '' is not right; give it where"),
    ],
)
def test_a_service_that_is_not_right_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_services(services_file(tmp_path, old, new), read_register(HERE.register))
    assert message in str(problem.value)


def test_an_indicator_that_is_named_takes_part_and_of_a_dashboard_those_counted() -> None:
    register = {indicator.indicator_id: indicator for indicator in read_register(HERE.register)}
    services = read_services(HERE.services, register.values())
    assert set(services.services["service"]) == {*SERVICES, TOTAL}
    care = services.outcomes.query("service == 'adult_social_care'")["indicator_id"]
    assert all(register[name].counted for name in care)
    assert "attainment8" in set(services.outcomes["indicator_id"])
    assert not register["attainment8"].counted


def test_the_list_for_costs_is_empty_until_the_council_supplies_one(tmp_path: Path) -> None:
    areas = read_areas(HERE.areas)
    assert read_cost_neighbours(HERE.cost_neighbours, areas) == read_cost_neighbours(None, areas) == ((), "")
    path = tmp_path / "cost_neighbours.csv"
    codes = ["E10000016", "E10000002", "E10000028", "E10000031"]
    lines = [f"{code},The council's own list,2023-01" for code in codes]
    path.write_text("\n".join(["area_code,source,dated", *lines, ""]), encoding="utf-8")
    assert read_cost_neighbours(path, areas) == (sorted([*codes, "E06000060"]), "The council's own list, 2023-01")
    guide = (HERE.root / "docs/spending.md").read_text(encoding="utf-8")
    path.write_text(guide.partition("```csv\n")[2].partition("```")[0], encoding="utf-8")
    codes, listed_by = read_cost_neighbours(path, areas)
    assert (len(codes), listed_by) == (4, "Made up as an example, 2023-01"), "the example of the guide is read"
    path.write_text("\n".join(["area_code,source,dated", *lines[:3], ""]), encoding="utf-8")
    with pytest.raises(InputProblem, match="four councils or more; this one has 3"):
        read_cost_neighbours(path, areas)
    path.write_text("area_code,source,dated\nE07000129,A list,2023\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"row 2, column area_code: 'E07000129' is no council with a county's"):
        read_cost_neighbours(path, areas)
