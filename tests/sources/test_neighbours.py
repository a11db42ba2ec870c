"""Files that say how alike areas are: their numbers, their lists, and what is said of a file that is not right."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import xlsxwriter

from helpers.problems import InputProblem
from helpers.sources.neighbours import read_characteristics, read_statistical_neighbours, read_variables

HEADER = "area_code,Children in relative poverty,Population density,Rain"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "variables.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_blank_is_missing_and_zero_is_a_number(tmp_path: Path) -> None:
    table = read_variables(written(tmp_path, HEADER, "E1,12.5,,0", "E2,-1,300,"), "variables.csv")
    assert table["area_code"].tolist() == ["E1", "E2"]
    assert table["Rain"].tolist()[0] == 0.0
    assert math.isnan(table["Rain"].tolist()[1]) and math.isnan(table["Population density"].tolist()[0])


def test_how_deprived_and_rural_areas_are_is_in_order_of_area(tmp_path: Path) -> None:
    table = read_characteristics(written(tmp_path, HEADER, "E2,12.5,300,1", "E1,9,40.5,1"))
    assert table.to_dict("list") == {
        "area_code": ["E1", "E2"],
        "child_poverty_pct": [9.0, 12.5],
        "population_density": [40.5, 300.0],
    }
    with pytest.raises(
        InputProblem, match=r"^data/raw/reference/variables\.csv must have the column Population density"
    ):
        read_characteristics(written(tmp_path, "area_code,Children in relative poverty", "E1,1"))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            [HEADER, "E1,1,2,3", "E2,1,[c],3"],
            "variables.csv row 3, column Population density: '[c]' is not a number; write a number or leave it blank.",
        ),
        (["code,Rain", "E1,1"], "variables.csv must have the column area_code; it has code, Rain."),
        ([HEADER, "E1,1,2,3", "E2,1"], "variables.csv row 3: "),
    ],
)
def test_a_file_that_is_not_right_is_refused(tmp_path: Path, lines: list[str], sentence: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_variables(written(tmp_path, *lines), "variables.csv")
    assert str(problem.value).startswith(sentence)


def workbook(folder: Path, *rows: list[object]) -> Path:
    path = folder / "neighbours.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write(0, 0, "Read this")
        sheet = book.add_worksheet("Lists")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_lists_are_nearest_first_whatever_the_order_of_columns(tmp_path: Path) -> None:
    heading = ["LA Name", "LA num", "SN2", "SN10", "SN1", "SNP1"]
    path = workbook(
        tmp_path,
        ["Neighbours of councils"],
        heading,
        ["Leicestershire", 855, 802, 910, 801, "Close"],
        ["Rutland", 857, 811, "", 810, "Close"],
        ["", "", "", "", "", ""],
    )
    assert read_statistical_neighbours(path, "neighbours.xlsx") == {"855": ["801", "802", "910"], "857": ["810", "811"]}


def test_a_council_has_one_row_and_a_workbook_a_heading(tmp_path: Path) -> None:
    twice = workbook(tmp_path, ["LA num", "SN1"], [855, 801], [855, 802])
    with pytest.raises(
        InputProblem, match=r"^neighbours\.xlsx sheet Lists has two rows of one council; keep one of each"
    ):
        read_statistical_neighbours(twice, "neighbours.xlsx")
    with pytest.raises(
        InputProblem, match=r"^neighbours\.xlsx has no sheet with a heading LA num; give the workbook as"
    ):
        read_statistical_neighbours(workbook(tmp_path, ["Council"]), "neighbours.xlsx")
