"""The file that gives indicators a comparator group of their own: its faults, and what the settings make of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from helpers.areas import read_areas
from helpers.indicator_groups import IndicatorGroup, read_indicator_groups
from helpers.params import Settings, further_groups, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem
from helpers.register import read_register

HEAD = "indicator_id,comparator_group,reason\n"
GOOD = "robbery_rate,two_tier,Crime is compared so.\n"


def read(tmp_path: Path, text: str) -> tuple[IndicatorGroup, ...]:
    path = tmp_path / "indicator_groups.csv"
    path.write_text(text, encoding="utf-8")
    return read_indicator_groups(path, ["robbery_rate", "theft_rate"], ["two_tier", "all"])


def test_a_good_file_is_read_in_its_order(tmp_path: Path) -> None:
    rows = read(tmp_path, f"{HEAD}theft_rate,all,So.\n{GOOD}")
    assert rows == (
        IndicatorGroup("theft_rate", "all", "So."),
        IndicatorGroup("robbery_rate", "two_tier", "Crime is compared so."),
    )
    assert read_indicator_groups(tmp_path / "absent.csv", [], []) == ()


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("robbery,two_tier,So.\n", "indicator_id", "'robbery' is not in the register"),
        (f"{GOOD}", "indicator_id", "'robbery_rate' is already in row 2; an indicator has one further group."),
        ("theft_rate,two_tiers,So.\n", "comparator_group", "'two_tiers' is no group; it must be one of two_tier, all."),
        ("theft_rate,,So.\n", "comparator_group", "is no group"),
        ("theft_rate,all,\n", "reason", "say why"),
        ("theft_rate,all, So.\n", "reason", "say why"),
        ("theft_rate,all,=1+1\n", "reason", "say why"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_wrong(tmp_path: Path, row: str, column: str, message: str) -> None:
    with pytest.raises(InputProblem, match=f"indicator_groups.csv row 3, column {column}: .*{re.escape(message)}"):
        read(tmp_path, HEAD + GOOD + row)


def settings_with(root: Path, tmp_path: Path, rows: str, main: str = "county_areas") -> Settings:
    shutil.copytree(root / "params", tmp_path / "params")
    (tmp_path / "params/indicator_groups.csv").write_text(HEAD + rows, encoding="utf-8")
    year = tmp_path / "params/2023.yml"
    text = year.read_text(encoding="utf-8").replace("comparator_group: county_areas", f"comparator_group: {main}")
    year.write_text(text, encoding="utf-8")
    return settings_for(Project(tmp_path), read_areas(Project(root).areas), "2023", "", neighbours_of)


def test_the_group_is_found_among_the_further_ones(root: Path, tmp_path: Path) -> None:
    settings = settings_with(root, tmp_path, "theft_rate,county_councils,So.\nrobbery_rate,region,So.\n")
    assert settings.indicator_group_names() == {
        "county_councils": "two-tier counties",
        "region": "councils of the region",
    }
    groups = further_groups(Project(root), read_areas(Project(root).areas), settings, neighbours_of)
    assert [group.id for group in groups] == ["region", "ons_nearest_neighbours", "county_councils"]


def test_the_group_of_the_report_is_no_further_group(root: Path, tmp_path: Path) -> None:
    settings = settings_with(root, tmp_path, "theft_rate,county_councils,So.\n", main="county_councils")
    assert (settings.indicator_groups, settings.groups_of_indicators) == ((), {})


def test_a_group_that_does_not_exist_stops_the_run(root: Path, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="'counties' is no group; it must be one of county_areas, county_councils,"):
        settings_with(root, tmp_path, "theft_rate,counties,So.\n")


def test_every_crime_measure_is_also_ranked_among_two_tier_counties(root: Path) -> None:
    project = Project(root)
    settings = settings_for(project, read_areas(project.areas), "2023", "", neighbours_of)
    crime = [row for row in read_register(project.register) if row.dashboard == "Police and Crime"]
    groups = {row.indicator_id: row.comparator_group for row in settings.indicator_groups}
    assert groups == {row.indicator_id: "county_councils" for row in crime}
    assert [row.indicator_id for row in crime if row.counted] == []
