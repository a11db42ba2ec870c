"""Areas: codes with the dates between which each was valid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from helpers.areas import Area, Areas, read_areas
from helpers.paths import Project
from helpers.problems import InputProblem

HEADER = "area_code,area_name,area_type,region,dfe_code,start_date,end_date,successor_codes,predecessor_codes,change"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Areas]:
    def reading(*rows: str) -> Areas:
        path = tmp_path / "areas.csv"
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return read_areas(path)

    return reading


@pytest.fixture(scope="module")
def areas(root: Path) -> Areas:
    return read_areas(Project(root).areas)


def test_a_row_is_an_area(read: Callable[..., Areas]) -> None:
    found = read(
        "E10000006,Cumbria,county,North West,909,,2023-03-31,E06000063;E06000064,,split",
        "E06000063,Cumberland,county_unitary,North West,942,2023-04-01,,,E10000006,split",
        "E06000064,Westmorland and Furness,county_unitary,North West,943,2023-04-01,,,E10000006,split",
    )
    assert found["E10000006"] == Area(
        "E10000006", "Cumbria", "county", "North West", None, date(2023, 3, 31), ("E06000063", "E06000064"), (),
        "split", "909",
    )  # fmt: skip
    assert found["E06000063"].start == date(2023, 4, 1)
    assert [area.code for area in found] == ["E10000006", "E06000063", "E06000064"]
    assert "E10000006" in found
    assert "E10000018" not in found


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("E1,A,county,R,1,01/04/2023,,,,", "areas.csv row 2, column start_date: '01/04/2023' is not a date;"),
        ("E1,A,county,R,1,,2023-02-29,,,", "areas.csv row 2, column end_date: '2023-02-29' is not a date;"),
        ("E1,A,county,R,1,,,E2,,", "areas.csv: E1 names E2, which has no row of its own."),
        ("E1,A,county,R,1,,,,E3,", "areas.csv: E1 names E3, which has no row of its own."),
        ("E1,A,county,R,1,,,,,\nE1,B,county,R,1,,,,,", "areas.csv row 3: area_code E1 is there twice;"),
    ],
)
def test_what_is_not_right_is_named(read: Callable[..., Areas], row: str, message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read(row)
    assert str(problem.value).startswith(message)


@pytest.mark.parametrize("rows", [["E1,A,county,R"], ["E1,A,county,R,1,,,,,,too,many"]])
def test_a_row_of_another_length_is_a_plain_sentence(read: Callable[..., Areas], rows: list[str]) -> None:
    with pytest.raises(InputProblem, match=r"areas\.csv row 2"):
        read(*rows)


def test_a_file_without_a_column_is_a_plain_sentence(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("area_code,area_name\nE1,A\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"areas\.csv"):
        read_areas(path)


def area(start: date | None, end: date | None) -> Area:
    return Area("E1", "A", "county", "R", start, end, (), (), "")


@pytest.mark.parametrize(
    ("start", "end", "living"),
    [
        (None, None, True),
        (date(2023, 4, 1), None, False),  # begins the day after
        (date(2023, 3, 31), None, True),  # begins on the last day
        (None, date(2022, 3, 31), False),  # ended the day before
        (None, date(2022, 4, 1), True),  # ends on the first day
        (date(2022, 6, 1), date(2022, 7, 1), True),
    ],
)
def test_living_in_2022_23(start: date | None, end: date | None, living: bool) -> None:
    assert area(start, end).living(date(2022, 4, 1), date(2023, 3, 31)) is living


RECODED = (
    "A,Place,county,R,1,,2020-03-31,B,,recode",
    "B,Place,county,R,1,2020-04-01,2023-03-31,C,A,recode",
    "C,Place,county,R,1,2023-04-01,,,B,recode",
)


@pytest.mark.parametrize("code", ["A", "B", "C"])
def test_a_council_is_the_same_through_every_recode(read: Callable[..., Areas], code: str) -> None:
    assert read(*RECODED).same_council(code) == ("A", "B", "C")


def test_a_split_and_a_merger_make_new_councils(read: Callable[..., Areas]) -> None:
    found = read(
        "A,Old,county,R,1,,2020-03-31,B;C,,split",
        "B,One,county,R,1,2020-04-01,,,A,split",
        "C,Two,county,R,1,2020-04-01,,,A,split",
        "D,East,county,R,1,,2020-03-31,F,,merge",
        "E,West,county,R,1,,2020-03-31,F,,merge",
        "F,Both,county,R,1,2020-04-01,,,D;E,merge",
        "G,Whole,county,R,1,,2020-03-31,H,,merge",
        "H,Whole and more,county,R,1,2020-04-01,,,G,merge",
    )
    assert {code: found.same_council(code) for code in "ABCDEFGH"} == {code: (code,) for code in "ABCDEFGH"}


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("E10000018", ("E10000018",)),  # Leicestershire
        ("E06000060", ("E10000002", "E06000060")),  # Buckinghamshire, April 2020
        ("E10000023", ("E10000023", "E06000065")),  # North Yorkshire, April 2023
        ("E06000066", ("E10000027", "E06000066")),  # Somerset, April 2023
        ("E06000063", ("E06000063",)),  # Cumberland is not Cumbria
        ("E06000061", ("E06000061",)),  # North Northamptonshire is not Northamptonshire
        ("E06000059", ("E06000059",)),  # the Dorset of 2019 is not the county before
        ("E10000021", ("E10000021",)),
    ],
)
def test_the_councils_of_england(areas: Areas, code: str, codes: tuple[str, ...]) -> None:
    assert areas.same_council(code) == codes


def test_successors_and_predecessors_name_each_other_and_meet(areas: Areas) -> None:
    links = 0
    for one in areas:
        for code in one.successors:
            other = areas[code]
            assert one.code in other.predecessors
            assert one.end is not None
            assert other.start is not None
            assert (other.start - one.end).days == 1
            links += 1
    assert links >= 10


def test_no_area_ends_before_it_starts(areas: Areas) -> None:
    assert all(area.start < area.end for area in areas if area.start and area.end)


@pytest.mark.parametrize(
    ("day", "members"),
    [(date(2019, 3, 31), 36), (date(2021, 3, 31), 36), (date(2021, 4, 1), 37), (date(2023, 3, 31), 37),
     (date(2023, 4, 1), 38)],
)  # fmt: skip
def test_the_number_of_county_areas_on_a_day(root: Path, areas: Areas, day: date, members: int) -> None:
    """36 until March 2021, 37 until March 2023, 38 since: counted by the publisher of the list."""
    import yaml

    codes = yaml.safe_load(Project(root).comparators.read_text(encoding="utf-8"))["county_areas"]["members"]
    assert sum(areas[code].living(day, day) for code in codes) == members
