"""Comparator groups: who is in each in four years, by hand-listed facts, and the lists of neighbours."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from workbooks import Rows, workbook

from helpers.areas import UPPER_TIER, Areas, read_areas
from helpers.comparator_groups import GroupRule
from helpers.methods.neighbours import nearest
from helpers.params import Settings, further_groups, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import DFE_LISTS, neighbours_of
from helpers.problems import InputProblem
from helpers.results.comparisons import comparator_rows
from helpers.sources.neighbours import read_variables
from helpers.sources.reference import group_table, member_table

ALL = GroupRule.model_validate({"area_types": list(UPPER_TIER)})
LEICESTERSHIRE = "E10000018"
DAYS = [date(year, 3, 31) for year in (2018, 2020, 2023, 2025)]

COUNTIES_2025 = {
    "Cambridgeshire",
    "Derbyshire",
    "Devon",
    "East Sussex",
    "Essex",
    "Gloucestershire",
    "Hampshire",
    "Hertfordshire",
    "Kent",
    "Lancashire",
    "Leicestershire",
    "Lincolnshire",
    "Norfolk",
    "Nottinghamshire",
    "Oxfordshire",
    "Staffordshire",
    "Suffolk",
    "Surrey",
    "Warwickshire",
    "West Sussex",
    "Worcestershire",
}
COUNTIES_2023 = COUNTIES_2025 | {"Cumbria", "North Yorkshire", "Somerset"}
COUNTIES_2020 = COUNTIES_2023 | {"Buckinghamshire", "Northamptonshire"}
EAST_MIDLANDS_2020 = {
    "Derby",
    "Leicester",
    "Rutland",
    "Nottingham",
    "Derbyshire",
    "Leicestershire",
    "Lincolnshire",
    "Northamptonshire",
    "Nottinghamshire",
}
EAST_MIDLANDS_2023 = EAST_MIDLANDS_2020 - {"Northamptonshire"} | {"North Northamptonshire", "West Northamptonshire"}


@pytest.fixture(scope="module")
def areas(root: Path) -> Areas:
    return read_areas(Project(root).areas)


Choose = Callable[..., Settings]


@pytest.fixture
def choose(root: Path, areas: Areas, tmp_path: Path) -> Choose:
    """The settings of a group, an authority and further groups, by nothing but a change of the keys that name them."""
    shutil.copytree(root / "params", tmp_path / "params")
    (tmp_path / "data/raw/reference").mkdir(parents=True)
    shutil.copy2(Project(root).neighbour_variables, Project(tmp_path).neighbour_variables)

    def choosing(group: str, authority: str = "", year: str = "2023", further: Sequence[str] = ()) -> Settings:
        path = tmp_path / "params" / f"{year}.yml"
        text = path.read_text(encoding="utf-8")
        before = yaml.safe_load(text)["comparator_group"]
        text = text.replace(f"comparator_group: {before}", f"comparator_group: {group}")
        named = ", ".join(further)
        path.write_text(
            re.sub(r"also_compared_with: \[.*?\]", f"also_compared_with: [{named}]", text), encoding="utf-8"
        )
        return settings_for(Project(tmp_path), areas, year, authority, neighbours_of)

    return choosing


def names(settings: Settings, areas: Areas, day: date) -> set[str]:
    living = [areas[code].name for code in settings.group.members if areas[code].living(day, day)]
    assert len(set(living)) == len(living)
    return {name.removesuffix(" (county council)") for name in living}


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("county_councils", [COUNTIES_2020 | {"Dorset"}, COUNTIES_2020, COUNTIES_2023, COUNTIES_2025]),
        ("region", [EAST_MIDLANDS_2020, EAST_MIDLANDS_2020, EAST_MIDLANDS_2023, EAST_MIDLANDS_2023]),
        ("east_midlands", [EAST_MIDLANDS_2020, EAST_MIDLANDS_2020, EAST_MIDLANDS_2023, EAST_MIDLANDS_2023]),
    ],
)
def test_who_is_in_a_group_at_the_end_of_a_year(
    choose: Choose, areas: Areas, group: str, expected: list[set[str]]
) -> None:
    settings = choose(group)
    assert [names(settings, areas, day) for day in DAYS] == expected


def test_the_sizes_of_the_large_groups(choose: Choose, areas: Areas) -> None:
    """27 counties, 36 metropolitan, 33 of London and 56 unitary councils, Scilly among them, were 152 in 2018.

    Bournemouth, Poole and the county of Dorset then became 2 councils, Buckinghamshire stayed 1, Northamptonshire
    became 2, Cumbria 2, North Yorkshire and Somerset stayed 1.
    """
    upper_tier, county_areas = choose("upper_tier"), choose("county_areas")
    assert [len(names(upper_tier, areas, day)) for day in DAYS] == [152, 151, 152, 153]
    assert [len(names(county_areas, areas, day)) for day in DAYS] == [36, 36, 37, 38]


def test_county_areas_are_the_members_listed(root: Path, choose: Choose) -> None:
    in_list = yaml.safe_load(Project(root).comparators.read_text(encoding="utf-8"))["county_areas"]["members"]
    assert choose("county_areas").group.members == in_list
    assert len(in_list) == 45


def test_the_own_region_is_that_of_the_authority(choose: Choose, areas: Areas) -> None:
    kent = choose("region", "E10000016")
    assert {areas[code].region for code in kent.group.members} == {"South East"}
    assert len(names(kent, areas, date(2025, 3, 31))) == 19  # 6 counties remain, 13 unitary councils


GROUPS = ("county_areas", "county_councils", "region", "upper_tier", "ons_nearest_neighbours")


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("day", DAYS)
def test_no_council_is_counted_after_its_end_or_before_its_start(
    choose: Choose, areas: Areas, group: str, day: date
) -> None:
    """A file that has a figure under every code in every year gives one for each council that existed."""
    settings = choose(group)
    members = member_table(settings.group, areas)
    period = {"period_start": date(day.year - 1, 4, 1), "period_end": day}
    reported = pd.DataFrame(
        [{"indicator_id": "a", "area_code": code, "value": 1.0, **period} for code in settings.group.members]
    )
    latest = pd.DataFrame([{"indicator_id": "a", **period}])
    rows = comparator_rows(reported, latest, members, [LEICESTERSHIRE])
    assert set(rows["area_code"]) == {code for code in settings.group.members if areas[code].living(day, day)}
    assert LEICESTERSHIRE in set(rows["area_code"])


def test_the_members_of_every_group_are_councils_with_a_countys_services(choose: Choose, areas: Areas) -> None:
    for group in GROUPS:
        members = choose(group).group.members
        assert members
        assert {areas[code].area_type for code in members} <= set(UPPER_TIER)


# The neighbours of ONS.


def test_leicestershires_neighbours_are_those_of_ons(choose: Choose, areas: Areas) -> None:
    """The first eight by name, as ONS lists them, with the council itself and every code of each."""
    settings = choose("ons_nearest_neighbours")
    result = names(settings, areas, date(2023, 4, 1))
    assert result >= {
        "Leicestershire",
        "Warwickshire",
        "West Sussex",
        "Gloucestershire",
        "Worcestershire",
        "Wiltshire",
        "Cambridgeshire",
        "Staffordshire",
        "Cheshire West and Chester",
    }
    assert len(result) == 21
    assert set(settings.group.members) >= {"E10000027", "E06000066"}  # Somerset, before and since 2023


def test_the_shipped_figures_give_the_official_list_of_every_area(root: Path, shared: Path, areas: Areas) -> None:
    """All 382 lists of 20, with the districts of the areas file inside their counties."""
    official = pd.read_csv(shared / "oracles/ons_nn/euclidean_neighbours.csv", index_col="0")
    inside = pd.DataFrame(
        [(area.code, area.parent) for area in areas if area.parent], columns=["inner_code", "outer_code"]
    )
    result = nearest(read_variables(Project(root).neighbour_variables, "variables"), inside)
    lists = result.groupby("area_code")["neighbour_code"].agg(list).to_dict()
    assert lists == {code: list(row) for code, row in zip(official.index, official.to_numpy(), strict=True)}


@pytest.mark.parametrize(
    "authority",
    ["E10000018", "E10000027", "E06000063", "E06000016", "E08000038", "E09000001", "E06000053", "E10000016"],
)
def test_the_neighbours_are_the_councils_of_the_official_list_in_its_order(
    root: Path, shared: Path, areas: Areas, authority: str
) -> None:
    official = pd.read_csv(shared / "oracles/ons_nn/euclidean_neighbours.csv", index_col="0")
    (own,) = set(areas.same_council(authority)) & set(official.index)
    councils = [code for code in official.loc[own] if code in areas and areas[code].area_type in UPPER_TIER]
    rule = ALL.model_copy(update={"neighbours": "ons", "count": 20})
    result = list(neighbours_of(Project(root), areas, rule, authority))
    assert len(councils) >= 3
    assert result[: len(councils)] == councils
    assert own not in result


def test_a_council_of_another_time_has_no_list(choose: Choose) -> None:
    with pytest.raises(InputProblem) as problem:
        choose("ons_nearest_neighbours", "E10000006", "2020")
    assert str(problem.value) == (
        "data/raw/reference/neighbour_variables.csv has nothing on E10000006 Cumbria, so it has no neighbours there; "
        "choose another comparator_group or another authority."
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty."),
        ("code,a\nE10000018,1\n", "must have the column area_code; it has code, a."),
        ("area_code,a\nE10000018,1\nE10000019,many\n", "row 3, column a: 'many' is not a number; write a number or"),
        ("area_code,a\nE10000018,1\nE10000019,1,2\n", "row 3: 3 fields, expected 2; give every row each column."),
        ("area_code,a\nE10000018,1\nE10000019,1e400\n", "cannot be used: each number must be finite"),
        ("area_code,a\nE10000018,1\nE10000018,2\n", "cannot be used: each area must have one row"),
        ("area_code,a\nE10000019,1\nE10000020,2\n", "has nothing on E10000018 Leicestershire"),
    ],
)
def test_a_file_of_variables_that_is_not_right_is_told(
    choose: Choose, tmp_path: Path, content: str, message: str
) -> None:
    Project(tmp_path).neighbour_variables.write_text(content, encoding="utf-8")
    with pytest.raises(InputProblem) as problem:
        choose("ons_nearest_neighbours")
    assert str(problem.value).startswith(f"data/raw/reference/neighbour_variables.csv {message}")


# The statistical neighbours of DfE, which the user supplies.


def dfe(folder: Path, *rows: list[str | float]) -> None:
    heading: list[str | float] = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", "SN1", "SNP", "SN2", "SNP"]
    cells: Rows = [["A", "B"], [1.0, 2.0], heading, *rows]
    path = folder / "data/raw/reference" / DFE_LISTS
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook(path, {"Notes": [["x"]], "LA SN Groups": cells})


def row(number: float, *neighbours: float) -> list[str | float]:
    in_list = [one for neighbour in neighbours for one in (neighbour, "Close")]
    return [number, "Leicestershire", number, 1.0, "East Midlands", *in_list]


def test_without_a_list_one_sentence_says_what_to_supply(choose: Choose) -> None:
    with pytest.raises(InputProblem) as problem:
        choose("dfe_statistical_neighbours")
    assert str(problem.value) == (
        "The statistical neighbours of DfE are a list that you supply: save the department's workbook as "
        "data/raw/reference/statistical_neighbours.xlsx, with a sidecar of the format dfe_statistical_neighbours."
    )


def test_a_supplied_list_is_the_group_with_every_code_of_each(choose: Choose, tmp_path: Path) -> None:
    """933 is Somerset, 916 Gloucestershire, 855 Leicestershire."""
    dfe(tmp_path, row(916, 855, 933), row(855, 916, 933))
    members = choose("dfe_statistical_neighbours").group.members
    assert members == ["E06000066", "E10000013", "E10000018", "E10000027"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(855, 916, 123)], "'123', a neighbour of Leicestershire, is not the DfE number of an area of"),
        ([row(855, 916), row(855, 933)], "has two rows of one council; keep one of each."),
        ([row(916, 855)], "has nothing on E10000018 Leicestershire"),
    ],
)
def test_a_list_that_is_not_right_is_told(
    choose: Choose, tmp_path: Path, rows: list[list[str | float]], message: str
) -> None:
    dfe(tmp_path, *rows)
    with pytest.raises(InputProblem) as problem:
        choose("dfe_statistical_neighbours")
    assert str(problem.value).startswith(f"data/raw/reference/{DFE_LISTS}")
    assert message in str(problem.value)


def test_another_workbook_is_refused(choose: Choose, tmp_path: Path) -> None:
    (tmp_path / "data/raw/reference").mkdir(parents=True, exist_ok=True)
    workbook(tmp_path / "data/raw/reference" / DFE_LISTS, {"Sheet": [["council", "neighbour"]]})
    with pytest.raises(InputProblem, match="has no sheet with a heading LA num"):
        choose("dfe_statistical_neighbours")


@pytest.mark.parametrize(
    ("edition", "first", "members"),
    [("sn_may_2025", "916 803 937", 10), ("sn_april_2021", "803 937 823", 10)],
)
def test_the_workbooks_of_dfe_are_read(
    choose: Choose, shared: Path, tmp_path: Path, areas: Areas, edition: str, first: str, members: int
) -> None:
    (tmp_path / "data/raw/reference").mkdir(parents=True, exist_ok=True)
    shutil.copy2(shared / "data/lait" / f"{edition}.xlsx", tmp_path / "data/raw/reference" / DFE_LISTS)
    rule = ALL.model_copy(update={"neighbours": "dfe", "count": 10})
    result = neighbours_of(Project(tmp_path), areas, rule, LEICESTERSHIRE)
    assert [areas[code].dfe_code for code in result[:3]] == first.split()
    assert len(set(result)) == members
    group = choose("dfe_statistical_neighbours").group
    assert set(result) | {LEICESTERSHIRE} <= set(group.members)


# Groups that the council is also compared with.


def test_further_groups_have_the_members_that_they_have_as_the_comparator_group(
    choose: Choose, areas: Areas, tmp_path: Path
) -> None:
    settings = choose("county_areas", further=["ons_nearest_neighbours", "region", "county_councils"])
    result = further_groups(Project(tmp_path), areas, settings, neighbours_of)
    assert [group.id for group in result] == ["ons_nearest_neighbours", "region", "county_councils"]
    assert list(settings.group_names()) == ["county_areas", *(group.id for group in result)]
    for group in result:
        alone = choose(group.id).group
        assert (group.members, group.short_name, group.without_members) == (alone.members, alone.short_name, "")


def test_a_further_group_without_a_list_for_the_council_is_empty_and_says_why(
    choose: Choose, areas: Areas, tmp_path: Path
) -> None:
    """Northamptonshire ended in 2021; as the comparator group the same list stops the run."""
    settings = choose("county_areas", "E10000021", "2018", further=["ons_nearest_neighbours", "region"])
    neighbours, region, _ = further_groups(Project(tmp_path), areas, settings, neighbours_of)
    assert neighbours.members == []
    assert neighbours.without_members == (
        "data/raw/reference/neighbour_variables.csv has nothing on E10000021 Northamptonshire, so it has no neighbours "
        "there."
    )
    assert "E10000021" in region.members
    with pytest.raises(InputProblem, match="has nothing on E10000021"):
        choose("ons_nearest_neighbours", "E10000021", "2018")
    table = group_table([settings.group, neighbours, region], areas)
    assert table["comparator_group"].unique().tolist() == ["county_areas", "region"]


def test_a_further_group_whose_list_is_not_supplied_stops_the_run(choose: Choose, areas: Areas, tmp_path: Path) -> None:
    settings = choose("county_areas", further=["dfe_statistical_neighbours"])
    with pytest.raises(InputProblem, match="are a list that you supply"):
        further_groups(Project(tmp_path), areas, settings, neighbours_of)


def test_the_table_of_groups_has_each_group_as_its_own_table(choose: Choose, areas: Areas, tmp_path: Path) -> None:
    settings = choose("county_areas", further=["region"])
    groups = [settings.group, *further_groups(Project(tmp_path), areas, settings, neighbours_of)]
    table = group_table(groups, areas)
    for group in groups:
        rows = table[table["comparator_group"] == group.id].drop(columns="comparator_group").reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, member_table(group, areas))
