"""Caveats, events and sections name their indicators by the register, and only those of the report get them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from returns import indicator

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.caveats import Caveat, read_caveats
from helpers.sources.checked_rows import CheckedRow
from helpers.sources.sections import SectionRow, read_sections

REGISTER = [
    indicator("trees", "count", "trees", dashboard="Green", controlled_by="district"),
    indicator("bins", "count", "bins", dashboard="Green"),
    indicator("visits", "count", "visits", dashboard="Libraries", tags="equalities"),
]
ROW: dict[str, str] = dict.fromkeys(Caveat.model_fields, "") | {
    "caveat_id": "storm",
    "kind": "event",
    "title": "A storm",
    "words": "Trees fell.",
    "applies_to": "dashboard:Green",
    "begins": "2020-03",
    "ends": "2021",
    "source": "The report",
}
CALM = ROW | {"caveat_id": "calm", "kind": "caveat", "begins": "", "ends": ""}


def written(folder: Path, kind: type[CheckedRow], *rows: dict[str, str]) -> Path:
    path = folder / ("caveats.csv" if kind is Caveat else "sections.csv")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(kind.model_fields))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_an_event_has_its_first_and_last_day_and_a_row_for_each_indicator(tmp_path: Path) -> None:
    path = written(tmp_path, Caveat, ROW, ROW | {"caveat_id": "on", "ends": "", "applies_to": "report"}, CALM)
    frame = read_caveats(path, REGISTER, REGISTER, 2023, is_two_tier=True)
    ids = frame.groupby("caveat_id", sort=False)["indicator_id"].agg(list).to_dict()
    assert ids == {"storm": ["trees", "bins"], "on": ["trees", "bins", "visits"], "calm": ["trees", "bins"]}
    storm = frame[frame["caveat_id"].eq("storm")].iloc[0]
    assert [str(storm[name].date()) for name in ("begins", "ends")] == ["2020-03-01", "2021-12-31"]
    assert frame.loc[frame["caveat_id"].eq("on"), "ends"].isna().all()
    assert frame.loc[frame["caveat_id"].eq("calm"), "begins"].isna().all()
    assert read_caveats(None, REGISTER, REGISTER, 2023, is_two_tier=True).empty


def test_a_caveat_is_in_its_years_and_on_its_kind_of_council(tmp_path: Path) -> None:
    rows = [CALM | {"from_year": "2020", "to_year": "2022"}, CALM | {"caveat_id": "tiers", "two_tier_only": "true"}]
    path = written(tmp_path, Caveat, *rows)
    names = {
        (year, tiers): set(read_caveats(path, REGISTER, REGISTER, year, is_two_tier=tiers)["caveat_id"])
        for year in (2019, 2020, 2022, 2023)
        for tiers in (True, False)
    }
    assert {year for (year, _), ids in names.items() if "calm" in ids} == {2020, 2022}
    assert {tiers for (_, tiers), ids in names.items() if "tiers" in ids} == {True}


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("Report of 2018", "Report of 2018"),
        ("A tool", "A tool"),
        ("Report of 2023", "Report of 2023 (later than this report)"),
        ("Report of 2018 and of 2023", "Report of 2018 and of 2023 (that of 2023 is later than this report)"),
    ],
)
def test_a_report_says_that_a_source_is_later_than_itself(tmp_path: Path, source: str, printed: str) -> None:
    path = written(tmp_path, Caveat, CALM | {"source": source})
    assert set(read_caveats(path, REGISTER, REGISTER, 2018, is_two_tier=True)["source"]) == {printed}
    assert set(read_caveats(path, REGISTER, REGISTER, 2023, is_two_tier=True)["source"]) == {source}


def test_what_the_report_does_not_have_is_checked_and_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, Caveat, CALM | {"applies_to": "indicator:trees;indicator:bins"})
    frame = read_caveats(path, REGISTER, REGISTER[1:], 2023, is_two_tier=True)
    assert frame["indicator_id"].tolist() == ["bins"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "rumour"}, "column kind: 'rumour' is not right"),
        ({"words": ""}, "column words: '' is not right"),
        ({"words": "Trees < fell"}, "column words: 'Trees < fell' is not right; it holds markup"),
        ({"applies_to": "Green"}, "column applies_to: 'Green' is not right; 'Green' selects nothing; write report"),
        ({"applies_to": "dashboard:Blue"}, "column applies_to: 'dashboard:Blue' means no indicator of the register"),
        ({"begins": ""}, "column begins: '' is not right; an event has a first date"),
        ({"kind": "caveat"}, "column begins: '2020-03' is not right; a caveat has no dates of its own"),
        ({"ends": "2019"}, "column ends: '2019' is not right; it is before the event begins"),
        ({"from_year": "now"}, "column from_year: 'now' is not right; write a reporting year"),
        ({"from_year": "2022", "to_year": "2020"}, "column to_year: '2020' is not right; it is before from_year"),
        ({"two_tier_only": "yes"}, "column two_tier_only: 'yes' is not right; write true, or nothing"),
    ],
)
def test_what_is_wrong_with_a_caveat_is_said(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_caveats(written(tmp_path, Caveat, ROW | changes), REGISTER, REGISTER, 2023, is_two_tier=True)
    assert str(problem.value).startswith("caveats.csv row 2, column ")
    assert message in str(problem.value)


SECTION = {"section": "equalities", "applies_to": "indicator:visits", "characteristic": "age", "people": "Children"}


def test_an_indicator_is_once_in_a_section_by_the_first_row_that_has_it(tmp_path: Path) -> None:
    rows = [
        SECTION,
        SECTION | {"applies_to": "tag:equalities;indicator:bins", "characteristic": "", "people": ""},
        SECTION | {"section": "crime", "characteristic": "", "people": ""},
    ]
    frame = read_sections(written(tmp_path, SectionRow, *rows), REGISTER, REGISTER)
    assert frame.to_numpy().tolist() == [
        ["equalities", "visits", "age", "Children"],
        ["equalities", "bins", "", ""],
        ["crime", "visits", "", ""],
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"section": "roads"}, "column section: 'roads' is not right"),
        ({"characteristic": "faith"}, "column characteristic: 'faith' is not right"),
        ({"people": ""}, "column people: '' is not right; name the group with its characteristic"),
        ({"section": "crime"}, "column characteristic: 'age' is not right; only the section equalities is by group"),
        ({"applies_to": "indicator:bees"}, "column applies_to: 'indicator:bees' means no indicator of the register"),
    ],
)
def test_what_is_wrong_with_a_section_is_said(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_sections(written(tmp_path, SectionRow, SECTION | changes), REGISTER, REGISTER)
    assert str(problem.value).startswith("sections.csv row 2, column ")
    assert message in str(problem.value)


def test_the_shipped_files_are_about_indicators_of_the_register(root: Path) -> None:
    project = Project(root)
    register = read_register(project.register)
    caveats = read_caveats(project.caveats, register, register, 2023, is_two_tier=True)
    assert {"pandemic", "cost_of_living", "district_powers", "large_tonnage"} <= set(caveats["caveat_id"])
    assert not caveats["source"].str.lower().str.contains("the council's|the scrutiny").any()
    sections = read_sections(project.sections, register, register)
    assert set(sections["section"]) == {"equalities", "crime", "environment", "partnership"}
    assert set(sections["characteristic"]) == {"", "age", "disability", "ethnicity", "sex"}
    tagged = {one.indicator_id for one in register if "equalities" in one.tags}
    assert tagged <= set(sections.loc[sections["section"].eq("equalities"), "indicator_id"])
