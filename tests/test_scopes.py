"""What dashboards cover: the file of the project, and what is wrong with others."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from helpers.problems import InputProblem
from helpers.scopes import printed_scopes, read_scopes


def test_every_dashboard_of_the_register_has_a_scope(root: Path) -> None:
    with (root / "params" / "indicators.csv").open(encoding="utf-8", newline="") as stream:
        dashboards = {row["dashboard"] for row in csv.DictReader(stream)}
    assert read_scopes(root / "params" / "dashboard_scopes.csv", dashboards).keys() == dashboards


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Bins,waste", "row 2, column dashboard: 'Bins' is not in the register; correct the name."),
        ('Roads,"=1+1"', "row 2, column covers: '=1+1' does not complete the sentence"),
        ("Roads,", "row 2, column covers: '' does not complete the sentence"),
        ("Roads,roads.", "row 2, column covers: 'roads.' does not complete the sentence"),
        ("Roads,roads\nRoads,streets", "row 3, column dashboard: 'Roads' is given twice; keep one row."),
    ],
)
def test_what_is_wrong_names_the_row_the_column_and_the_value(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "dashboard_scopes.csv"
    path.write_text(f"dashboard,covers\n{row}\n", encoding="utf-8")
    with pytest.raises(InputProblem) as caught:
        read_scopes(path, ["Roads"])
    assert str(caught.value).startswith(f"dashboard_scopes.csv {problem}")


def test_without_a_file_there_are_no_scopes(tmp_path: Path) -> None:
    assert read_scopes(tmp_path / "dashboard_scopes.csv", ["Roads"]) == {}


def test_a_printed_dashboard_covers_what_its_parts_cover() -> None:
    subjects = [("Travel", "Roads"), ("Travel", "Roads"), ("Travel", "Buses"), ("Waste", "Bins")]
    assert printed_scopes({"Roads": "roads", "Buses": "buses"}, subjects) == {"Travel": "roads; buses"}


def test_a_dashboard_that_lends_a_few_indicators_is_not_what_the_printed_one_covers() -> None:
    scopes = {"Bins": "waste", "Roads": "roads", "Homes": "homes"}
    few = [("Waste", "Homes"), *[("Waste", "Bins")] * 21, ("Waste", "Roads")]
    assert printed_scopes(scopes, few) == {"Waste": "waste"}
    a_quarter = [*[("Waste", "Bins")] * 3, ("Waste", "Roads")]
    assert printed_scopes(scopes, a_quarter) == {"Waste": "waste; roads"}
    five_equal = [("All", name) for name in "ABCDE"]  # none lends a quarter: the largest are named
    assert printed_scopes(dict(zip("ABCDE", "abcde", strict=True)), five_equal) == {"All": "a; b; c; d; e"}
