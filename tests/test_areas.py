"""Areas: codes with the dates between which each was valid."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from helpers.areas import LOCAL_CODE, Area, Areas, read_areas
from helpers.paths import Project
from helpers.problems import InputProblem

HEADER = (
    "area_code,area_name,area_type,region,parent_code,dfe_code,start_date,end_date,successor_codes,predecessor_codes,"
    "change"
)


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
    areas = read(
        "E10000006,Cumbria,county,North West,,909,,2023-03-31,E06000063;E06000064,,split",
        "E06000063,Cumberland,county_unitary,North West,,942,2023-04-01,,,E10000006,split",
        "E06000064,Westmorland and Furness,county_unitary,North West,,943,2023-04-01,,,E10000006,split",
    )
    assert areas["E10000006"] == Area(
        "E10000006",
        "Cumbria",
        "county",
        "North West",
        None,
        date(2023, 3, 31),
        ("E06000063", "E06000064"),
        (),
        "split",
        "909",
    )
    assert areas["E06000063"].start == date(2023, 4, 1)
    assert [area.code for area in areas] == ["E10000006", "E06000063", "E06000064"]
    assert "E10000006" in areas
    assert "E10000018" not in areas


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("E1,A,county,R,,1,01/04/2023,,,,", "areas.csv row 2, column start_date: '01/04/2023' is not a date;"),
        ("E1,A,county,R,,1,,2023-02-29,,,", "areas.csv row 2, column end_date: '2023-02-29' is not a date;"),
        ("E1,A,county,R,,1,,,E2,,", "areas.csv: E1 names E2, which has no row of its own."),
        ("E1,A,county,R,,1,,,,E3,", "areas.csv: E1 names E3, which has no row of its own."),
        (
            "E1,A,parish,R,,1,,,,,",
            "areas.csv row 2, column area_type: 'parish' is no type of area; write one of county,",
        ),
        ("E1,=A1,county,R,,1,,,,,", "areas.csv row 2, column area_name: '=A1' is no name;"),
        ("E1, ,county,R,,1,,,,,", "areas.csv row 2, column area_name: ' ' is no name;"),
        (
            "E1,A,district,R,,,,,,,",
            "areas.csv: the parent_code of E1 is ''; it must be the code of a county that has a",
        ),
        ("E1,A,district,R,E2,,,,,,", "areas.csv: the parent_code of E1 is 'E2'; it must be the code of a county that"),
        ("E1,A,county,R,E2,,,,,,", "areas.csv: the parent_code of E1 is 'E2'; it must be blank."),
        ("E1,A,district,R,E1,,,,,,", "areas.csv: the parent_code of E1 is E1, a district; it must be a county."),
        (
            "E1,A,neighbourhood,R,E1,,,,,,",
            "areas.csv row 2, column area_code: 'E1' is a neighbourhood; a neighbourhood,",
        ),
        (
            "local-a,A,district,R,E1,,,,,,",
            "areas.csv row 2, column area_code: 'local-a' is a district; a neighbourhood,",
        ),
        ("local-A,A,neighbourhood,R,E1,,,,,,", "areas.csv row 2, column area_code: 'local-A' is a neighbourhood;"),
        ("E1,A,county,R,,1,,,,,\nE1,B,county,R,,1,,,,,", "areas.csv row 3: area_code E1 appears twice;"),
    ],
)
def test_what_is_not_right_is_named(read: Callable[..., Areas], row: str, message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read(row)
    assert str(problem.value).startswith(message)


@pytest.mark.parametrize("rows", [["E1,A,county,R"], ["E1,A,county,R,,1,,,,,,too,many"]])
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
    "A,Place,county,R,,1,,2020-03-31,B,,recode",
    "B,Place,county,R,,1,2020-04-01,2023-03-31,C,A,recode",
    "C,Place,county,R,,1,2023-04-01,,,B,recode",
)


@pytest.mark.parametrize("code", ["A", "B", "C"])
def test_a_council_is_the_same_through_every_recode(read: Callable[..., Areas], code: str) -> None:
    assert read(*RECODED).same_council(code) == ("A", "B", "C")


def test_a_split_and_a_merger_make_new_councils(read: Callable[..., Areas]) -> None:
    areas = read(
        "A,Old,county,R,,1,,2020-03-31,B;C,,split",
        "B,One,county,R,,1,2020-04-01,,,A,split",
        "C,Two,county,R,,1,2020-04-01,,,A,split",
        "D,East,county,R,,1,,2020-03-31,F,,merge",
        "E,West,county,R,,1,,2020-03-31,F,,merge",
        "F,Both,county,R,,1,2020-04-01,,,D;E,merge",
        "G,Whole,county,R,,1,,2020-03-31,H,,merge",
        "H,Whole and more,county,R,,1,2020-04-01,,,G,merge",
    )
    assert {code: areas.same_council(code) for code in "ABCDEFGH"} == {code: (code,) for code in "ABCDEFGH"}


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


NEIGHBOURHOODS = (
    "E1,Shire,county,R,,1,,,,,",
    "E2,Old Town,district,R,E1,,,2020-03-31,E3,,recode",
    "E3,Town,district,R,E1,,2020-04-01,,,E2,recode",
    "E4,Elsewhere,unitary,R,,2,,,,,",
    "local-long-row,Long Row,neighbourhood,R,E2,,,,,,",
    "local-9th-mile,Ninth Mile,neighbourhood,R,E4,,,,,,",
    "local-moor,The Moor,neighbourhood,R,E1,,,2015-03-31,,,",
)


def test_places_within_an_area_are_those_below_it_at_any_depth(read: Callable[..., Areas]) -> None:
    areas = read(*NEIGHBOURHOODS)

    def within(code: str, *days: date) -> list[str]:
        return [area.code for area in areas.within(code, *days)]

    assert within("E1") == ["E2", "E3", "local-long-row", "local-moor"]
    assert within("E1", date(2015, 3, 31)) == ["E2", "local-long-row", "local-moor"]
    assert within("E1", date(2019, 4, 1), date(2020, 4, 1)) == ["E2", "E3", "local-long-row"]
    assert within("E1", date(2023, 1, 1)) == ["E3", "local-long-row"]
    assert within("E3") == ["local-long-row"]  # which names the district by its earlier code
    assert within("E4") == ["local-9th-mile"]


def test_a_local_code_is_never_one_of_ons() -> None:
    """An ONS code is a capital letter and eight figures."""
    assert re.fullmatch(LOCAL_CODE, "local-greenhill-2")
    for code in ("E07000130", "E00000001", "local", "local-", "local--a", "local-Long", "local-a b", "xlocal-a"):
        assert not re.fullmatch(LOCAL_CODE, code), code


@pytest.mark.parametrize(
    ("day", "districts"),
    [
        (date(2013, 4, 1), 201),
        (date(2019, 3, 31), 201),
        (date(2019, 4, 1), 192),  # 6 of Dorset, and 6 in Suffolk and Somerset became 3
        (date(2020, 4, 1), 188),  # 4 of Buckinghamshire
        (date(2021, 4, 1), 181),  # 7 of Northamptonshire
        (date(2023, 3, 31), 181),
        (date(2023, 4, 1), 164),  # 6 of Cumbria, 7 of North Yorkshire, 4 of Somerset
        (date(2025, 4, 1), 164),
    ],
)
def test_the_number_of_districts_on_a_day(areas: Areas, day: date, districts: int) -> None:
    assert sum(area.area_type == "district" and area.living(day, day) for area in areas) == districts


@pytest.mark.parametrize(
    ("county", "day", "districts"),
    [
        (
            "E10000018",
            date(2023, 3, 31),
            "Blaby, Charnwood, Harborough, Hinckley and Bosworth, Melton, North West Leicestershire, Oadby and Wigston",
        ),
        (
            "E10000029",
            date(2019, 3, 31),
            "Babergh, Forest Heath, Ipswich, Mid Suffolk, St Edmundsbury, Suffolk Coastal, Waveney",
        ),
        ("E10000029", date(2019, 4, 1), "Babergh, Ipswich, Mid Suffolk, East Suffolk, West Suffolk"),
        ("E06000066", date(2023, 3, 31), "Mendip, Sedgemoor, South Somerset, Somerset West and Taunton"),
        ("E06000066", date(2023, 4, 1), ""),
        ("E06000061", date(2021, 3, 31), ""),  # its predecessors lay in Northamptonshire
        ("E06000016", date(2023, 3, 31), ""),
    ],
)
def test_the_districts_of_a_county(areas: Areas, county: str, day: date, districts: str) -> None:
    areas_within = areas.within(county, day)
    assert ", ".join(area.name for area in areas_within) == districts
    assert {area.region for area in areas_within} <= {areas[county].region}


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("E07000240", ("E07000100", "E07000240")),  # St Albans, April 2012
        ("E07000097", ("E07000097", "E07000242")),  # East Hertfordshire, April 2013
        ("E07000246", ("E07000246",)),  # Somerset West and Taunton, a merger of 2019
        ("E07000004", ("E07000004",)),  # Aylesbury Vale is not Buckinghamshire
        ("E07000190", ("E07000190",)),
    ],
)
def test_districts_recoded_are_joined_and_merged_ones_are_not(areas: Areas, code: str, codes: tuple[str, ...]) -> None:
    assert areas.same_council(code) == codes


def test_districts_lie_in_the_counties_of_the_lookup(areas: Areas, shared: Path) -> None:
    """All 164 of April 2023, against the lookup of ONS."""
    with (shared / "oracles" / "ons_nn" / "ltla_to_utla_lookup.csv").open(encoding="utf-8") as lines:
        lookup = {row["LTLA23CD"]: row["UTLA23CD"] for row in csv.DictReader(lines)}
    day = date(2023, 4, 1)
    ours = {area.code: area.parent for area in areas if area.area_type == "district" and area.living(day, day)}
    assert ours == {code: county for code, county in lookup.items() if code.startswith("E07")}


def test_only_districts_and_neighbourhoods_have_an_area_above(areas: Areas) -> None:
    assert {area.area_type for area in areas if area.parent} == {"district"}
    assert all(areas[area.parent].living(area.end or date.max, area.end or date.max) for area in areas if area.parent)


def test_codes_are_found_by_the_number_of_dfe(areas: Areas) -> None:
    """825 has been Buckinghamshire's under both codes; 855 is Leicestershire; a district has none."""
    assert set(areas.with_dfe_code("825")) == {"E06000060", "E10000002"}
    assert areas.with_dfe_code("855") == ("E10000018",)
    assert areas.with_dfe_code("") == areas.with_dfe_code("999") == ()


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
    [
        (date(2019, 3, 31), 36),
        (date(2021, 3, 31), 36),
        (date(2021, 4, 1), 37),
        (date(2023, 3, 31), 37),
        (date(2023, 4, 1), 38),
    ],
)
def test_the_number_of_county_areas_on_a_day(root: Path, areas: Areas, day: date, members: int) -> None:
    """36 until March 2021, 37 until March 2023, 38 since: counted by the publisher of the list."""
    import yaml

    codes = yaml.safe_load(Project(root).comparators.read_text(encoding="utf-8"))["county_areas"]["members"]
    assert sum(areas[code].living(day, day) for code in codes) == members
