"""Tile maps: one tile for each council of the group in every year, and neighbours near each other."""

from __future__ import annotations

import csv
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from helpers.areas import Areas, read_areas
from helpers.paths import Project
from helpers.pipeline.step import start_step
from helpers.problems import InputProblem
from helpers.results.tiles import tiles_on
from helpers.sources.tiles import Tile, read_tiles

LEICESTERSHIRE = "E10000018"
ROW = {"layout": "county_areas", "area_code": "E10000018", "label": "Leics", "column": "4", "row": "5"}

BORDERS = {
    "Northumberland": ("Cumberland", "County Durham"),
    "County Durham": ("North Yorkshire", "Westmorland and Furness"),
    "North Yorkshire": ("East Riding of Yorkshire", "Lancashire", "Westmorland and Furness"),
    "Westmorland and Furness": ("Cumberland", "Lancashire"),
    "Cheshire East": ("Derbyshire", "Staffordshire", "Shropshire"),
    "Leicestershire": (
        "Derbyshire",
        "Nottinghamshire",
        "Lincolnshire",
        "North Northamptonshire",
        "West Northamptonshire",
        "Warwickshire",
        "Staffordshire",
    ),
    "Nottinghamshire": ("Derbyshire", "Lincolnshire"),
    "Lincolnshire": ("North Northamptonshire", "Cambridgeshire", "Norfolk"),
    "Cambridgeshire": ("Norfolk", "Suffolk", "North Northamptonshire", "Central Bedfordshire", "Hertfordshire"),
    "Suffolk": ("Norfolk", "Essex"),
    "Hertfordshire": ("Essex", "Buckinghamshire", "Central Bedfordshire"),
    "Worcestershire": ("Herefordshire, County of", "Shropshire", "Staffordshire", "Warwickshire", "Gloucestershire"),
    "Oxfordshire": ("Warwickshire", "West Northamptonshire", "Buckinghamshire", "Gloucestershire", "Wiltshire"),
    "Wiltshire": ("Gloucestershire", "Somerset", "Dorset", "Hampshire"),
    "Devon": ("Cornwall", "Somerset", "Dorset"),
    "Hampshire": ("Surrey", "West Sussex", "Dorset"),
    "East Sussex": ("West Sussex", "Kent"),
    "Surrey": ("Kent", "West Sussex", "Buckinghamshire"),
}
"""Councils of 2023 that share a border on the map of England."""

DISTRICT_BORDERS = {
    "Charnwood": ("North West Leicestershire", "Melton", "Hinckley and Bosworth", "Harborough", "Blaby"),
    "Hinckley and Bosworth": ("North West Leicestershire", "Blaby"),
    "Harborough": ("Melton", "Blaby", "Oadby and Wigston"),
    "Blaby": ("Oadby and Wigston",),
}
"""Districts of Leicestershire that share a border."""


@pytest.fixture(scope="module")
def areas(root: Path) -> Areas:
    return read_areas(Project(root).areas)


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "tiles.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(Tile.model_fields))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("year", [2012, 2018, 2020, 2022, 2023, 2025])
def test_every_council_of_the_group_has_one_tile_in_every_year(root: Path, areas: Areas, year: int) -> None:
    group = start_step("01_ingestion", 2023).settings.group
    day = date(year, 6, 1)
    living = {code for code in group.members if areas[code].living(day, day)}
    tiles = tiles_on(read_tiles(Project(root).tiles, areas), "county_areas", day)
    assert living == set(tiles["area_code"])
    assert not tiles.duplicated(["column", "row"]).any()


@pytest.mark.parametrize(("layout", "borders"), [("county_areas", BORDERS), (LEICESTERSHIRE, DISTRICT_BORDERS)])
def test_neighbours_are_within_two_tiles_and_most_touch(
    root: Path, areas: Areas, layout: str, borders: dict[str, tuple[str, ...]]
) -> None:
    tiles = tiles_on(read_tiles(Project(root).tiles, areas), layout, date(2023, 6, 1)).set_index("area_name")
    pairs = [(one, other) for one, others in borders.items() for other in others]
    apart = {
        pair: max(abs(int(tiles.loc[pair[0], name]) - int(tiles.loc[pair[1], name])) for name in ("column", "row"))
        for pair in pairs
    }
    assert {pair: steps for pair, steps in apart.items() if steps > 2} == {}
    assert sum(steps == 1 for steps in apart.values()) >= 0.8 * len(pairs)
    every = [
        max(abs(int(tiles.iloc[one][name]) - int(tiles.iloc[other][name])) for name in ("column", "row"))
        for one, other in combinations(range(len(tiles)), 2)
    ]
    assert sum(apart.values()) / len(pairs) < 0.8 * sum(every) / len(every)


def test_the_seven_districts_have_a_tile(root: Path, areas: Areas) -> None:
    tiles = tiles_on(read_tiles(Project(root).tiles, areas), LEICESTERSHIRE, date(2023, 6, 1))
    districts = {area.code for area in areas.within(LEICESTERSHIRE) if area.area_type == "district"}
    assert len(districts) == 7
    assert set(tiles["area_code"]) == districts


def test_a_successor_takes_over_the_tile_and_a_neighbour_may_not(tmp_path: Path, areas: Areas) -> None:
    """North Yorkshire was E10000023 until March 2023 and is E06000065 since."""
    before, after = ROW | {"area_code": "E10000023"}, ROW | {"area_code": "E06000065"}
    tiles = read_tiles(written(tmp_path, before, after), areas)
    assert tiles_on(tiles, "county_areas", date(2023, 3, 31))["area_code"].tolist() == ["E10000023"]
    assert tiles_on(tiles, "county_areas", date(2023, 4, 1))["area_code"].tolist() == ["E06000065"]
    with pytest.raises(InputProblem, match=r"row 3, column column: Leicestershire is on the tile of North Yorkshire"):
        read_tiles(written(tmp_path, before, ROW), areas)
    assert len(read_tiles(written(tmp_path, before, ROW | {"layout": "other"}), areas)) == 2
    assert read_tiles(None, areas).empty


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layout": "Counties!"}, "column layout: 'Counties!' is not right"),
        ({"area_code": "Leics"}, "column area_code: 'Leics' is not right"),
        ({"area_code": "E99999999"}, "column area_code: 'E99999999' is not in areas.csv"),
        ({"label": "Leicestershire"}, "column label: 'Leicestershire' is not right; it has 14 characters"),
        ({"label": ""}, "column label: '' is not right"),
        ({"column": "-1"}, "column column: '-1' is not right; write a whole number from 0 to 29"),
        ({"row": "30"}, "column row: '30' is not right"),
        ({"row": "1.5"}, "column row: '1.5' is not right; write a whole number"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, areas: Areas, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_tiles(written(tmp_path, ROW | changes), areas)
    assert str(problem.value).startswith("tiles.csv row 2, column ")
    assert message in str(problem.value)


def test_an_area_has_one_tile_in_a_layout(tmp_path: Path, areas: Areas) -> None:
    with pytest.raises(InputProblem, match=r"row 3, column area_code: .*'E10000018' appears twice"):
        read_tiles(written(tmp_path, ROW, ROW | {"column": "5"}), areas)


def test_tiles_are_given_from_the_left(tmp_path: Path, areas: Areas) -> None:
    tiles = tiles_on(
        read_tiles(written(tmp_path, ROW, ROW | {"area_code": "E10000020", "column": "0"}), areas),
        "county_areas",
        date(2023, 6, 1),
    )
    assert tiles["area_name"].tolist() == ["Norfolk", "Leicestershire"]
