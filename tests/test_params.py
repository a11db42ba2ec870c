"""Parameter files: read once, checked, frozen; what is wrong is told in one sentence with what is right."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from helpers.areas import read_areas
from helpers.comparator_groups import GroupEntry
from helpers.frameworks import DashboardLine
from helpers.method_rules import DirectionRules
from helpers.params import Settings, settings_for, years_available
from helpers.parts_of_year import PARTS
from helpers.paths import Project
from helpers.periods import PERIOD_TYPES
from helpers.problems import ExitCode, InputProblem
from helpers.register import read_register
from helpers.sources.reference import dashboard_table

YEARS = sorted(
    path.stem for path in (Path(__file__).resolve().parents[1] / "params").glob("*.yml") if path.stem.isdigit()
)


class Trial:
    """A copy of the parameters in which one file can be changed."""

    def __init__(self, root: Path, to: Path) -> None:
        shutil.copytree(root / "params", to / "params")
        self.project = Project(to)
        self.areas = read_areas(Project(root).areas)

    def change(self, old: str, new: str, file: str = "2023.yml") -> None:
        path = self.project.parameters / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def read(self, year: str = "2023", authority: str = "") -> Settings:
        return settings_for(self.project, self.areas, year, authority)

    def stop(self, year: str = "2023", authority: str = "") -> str:
        with pytest.raises(InputProblem) as problem:
            self.read(year, authority)
        assert problem.value.exit_code == ExitCode.BAD_INPUT
        assert "\n" not in str(problem.value)
        assert str(self.project.root) not in str(problem.value)
        return str(problem.value)


@pytest.fixture
def trial(root: Path, tmp_path: Path) -> Trial:
    return Trial(root, tmp_path)


# The files as they are.


@pytest.mark.parametrize("year", YEARS)
def test_every_parameter_file_is_right(root: Path, year: str) -> None:
    project = Project(root)
    settings = settings_for(project, read_areas(project.areas), year)
    parameters = settings.parameters
    assert (str(parameters.year), settings.run) == (year, year)
    assert settings.authority == "E10000018"
    assert parameters.year in settings.framework.reporting_years
    assert set(parameters.as_at.by_period_type()) == {*PERIOD_TYPES, *PARTS}
    table = dashboard_table(settings.framework, read_register(project.register))
    assert table["dashboard"].is_unique


@pytest.mark.parametrize("year", YEARS)
def test_as_at_dates_are_those_of_the_contract(root: Path, year: str) -> None:
    """31 August of the year for schools and further education, 31 March for all others."""
    project, y = Project(root), int(year)
    as_at = settings_for(project, read_areas(project.areas), year).parameters.as_at.by_period_type()
    assert as_at.pop("academic") == as_at.pop("fe_year") == date(y, 8, 31)
    assert set(as_at.values()) == {date(y, 3, 31)}


def test_the_years_that_have_a_file_are_found(trial: Trial) -> None:
    assert years_available(trial.project) == YEARS
    for name in ("draft.yml", "20233.yml", "2023.yaml", "2023 copy.yml"):
        (trial.project.parameters / name).write_text("", encoding="utf-8")
    assert years_available(trial.project) == YEARS
    assert {"2018", "2020", "2023"} <= set(YEARS)


def test_settings_are_frozen(trial: Trial) -> None:
    settings = trial.read()
    for model, name in (
        (settings, "run"),
        (settings.parameters, "year"),
        (settings.parameters.as_at, "academic"),
        (settings.parameters.direction, "tolerance_percent"),
        (settings.group, "members"),
        (settings.framework, "id"),
    ):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(model, name, getattr(model, name))


# The part of the year.


@pytest.mark.parametrize(
    ("period", "last_day", "run"),
    [
        ("Q1", date(2022, 6, 30), "2023-Q1"),
        ("Q2", date(2022, 9, 30), "2023-Q2"),
        ("Q3", date(2022, 12, 31), "2023-Q3"),
        ("Q4", date(2023, 3, 31), "2023-Q4"),
        ("H1", date(2022, 9, 30), "2023-H1"),
        ("H2", date(2023, 3, 31), "2023-H2"),
    ],
)
def test_a_part_of_the_year_ends_before_its_as_at_dates(trial: Trial, period: str, last_day: date, run: str) -> None:
    trial.change("returns_due: 2023-05-31", "issued: 2023-06-01\nreturns_due: 2023-05-31")
    settings = settings_for(trial.project, trial.areas, "2023", period=period)
    assert set(settings.parameters.as_at.by_period_type().values()) == {last_day}
    assert (settings.run, settings.period) == (run, period)
    assert settings.parameters.returns_due is settings.publication.issued is None
    other = settings_for(trial.project, trial.areas, "2023", "E10000016", period=period)
    assert other.run == f"{run}-E10000016"
    assert trial.read().publication.issued == date(2023, 6, 1)


@pytest.mark.parametrize("period", ["q2", "Q5", "H3", "2022/23 Q2", "2", " ", "Q2/../.."])
def test_another_part_of_the_year_is_refused(trial: Trial, period: str) -> None:
    with pytest.raises(InputProblem, match="period must be one of Q1, Q2, Q3, Q4, H1, H2; got"):
        settings_for(trial.project, trial.areas, "2023", period=period)


# The year.


@pytest.mark.parametrize("year", ["", "1999", "23", "2023.yml", "../2023", "2023 ", "٢٠٢٣", "indicators", "two"])
def test_a_year_without_a_file_lists_the_years(trial: Trial, year: str) -> None:
    assert trial.stop(year) == f"year must be one of {', '.join(YEARS)}, each with a file in params; got {year!r}."


def test_the_year_in_a_file_is_that_of_its_name(trial: Trial) -> None:
    trial.change("year: 2023", "year: 2022")
    assert trial.stop() == "2023.yml: year is 2022; it must be 2023, as the file is named."


def test_the_framework_must_be_for_the_year(trial: Trial) -> None:
    trial.change("framework: strategic_plan_2022_26", "framework: strategic_plan_2018_22")
    message = trial.stop()
    assert message.startswith("2023.yml: the framework strategic_plan_2018_22 is for the reporting years 2018, ")
    assert "2023" not in message.removeprefix("2023.yml")


@pytest.mark.parametrize("key", ["academic", "fe_year", "all_others"])
def test_as_at_dates_must_be_of_the_year(trial: Trial, key: str) -> None:
    before = trial.read().parameters.as_at.model_dump()[key]
    trial.change(f"{key}: {before}", f"{key}: 2022-08-31")
    assert trial.stop() == f"2023.yml: as_at.{key} is 2022-08-31; it must be a day of 2023."


# Names.


@pytest.mark.parametrize(
    ("old", "new", "wrong", "near"),
    [
        ("tolerance_percent:", "tolerance_per_cent:", "direction.tolerance_per_cent", "tolerance_percent"),
        ("comparator_group:", "comparator_groups:", "comparator_groups", "comparator_group"),
        ("year: 2023", "year: 2023\nyaer: 2023", "yaer", None),
        ("authority:", "Authority:", "Authority", "authority"),
        ("  fe_year:", "  fe_years:", "as_at.fe_years", "fe_year"),
        ("  intervals:", "  interval:", "direction.interval", "intervals"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known_one(
    trial: Trial, old: str, new: str, wrong: str, near: str | None
) -> None:
    trial.change(old, new)
    message = trial.stop()
    assert message.startswith(("2023.yml: unknown name", "2023.yml: "))
    if near is None:
        assert f"unknown name {wrong!r}" in message
    else:
        assert message == f"2023.yml: unknown name {wrong!r}; the nearest known name is {near!r}."


def test_a_missing_name_is_told(trial: Trial) -> None:
    trial.change("stage: draft", "# stage")
    assert trial.stop() == "2023.yml: stage is missing."


def test_a_name_given_twice_is_told_with_its_line(trial: Trial) -> None:
    text = (trial.project.parameters / "2023.yml").read_text(encoding="utf-8")
    trial.change("stale_after_months:", "year: 2018\nstale_after_months:")
    line = text[: text.index("stale_after_months:")].count("\n") + 1
    assert trial.stop() == f"2023.yml line {line} is not readable YAML: 'year' is given twice."


def test_a_name_given_twice_in_a_group_is_told(trial: Trial) -> None:
    trial.change("  rule: tolerance", "  rule: tolerance\n  rule: exact")
    assert "'rule' is given twice" in trial.stop()


def test_text_that_is_not_yaml_is_told_with_its_line(trial: Trial) -> None:
    trial.change("year: 2023", "year: [2023")
    assert re.match(r"2023\.yml line \d+ is not readable YAML: ", trial.stop())


@pytest.mark.parametrize("content", [b"", b"just text\n", b"- 2023\n", "year: Malmö".encode("latin-1"), b"a: \x00"])
def test_a_file_of_something_else_is_a_plain_sentence(trial: Trial, content: bytes) -> None:
    (trial.project.parameters / "2023.yml").write_bytes(content)
    assert trial.stop().startswith("2023.yml")


# Values.


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("year: 2023", 'year: "2023"', "year"),
        ("year: 2023", "year: 2023.0", "year"),
        ("year: 2023", "year: 23", "year"),
        ("year: 2023", "year: true", "year"),
        ("year: 2023", "year:", "year"),
        ("E10000018 ", "e10000018 ", "authority"),
        ("E10000018 ", "E1000018 ", "authority"),
        ("E10000018 ", "Leicestershire ", "authority"),
        ("E10000018 ", "10000018 ", "authority"),
        ("stage: draft", "stage: Draft", "stage"),
        ("stage: draft", "stage: published", "stage"),
        ("tolerance_percent: 2 ", "tolerance_percent: .nan ", "direction.tolerance_percent"),
        ("tolerance_percent: 2 ", "tolerance_percent: .inf ", "direction.tolerance_percent"),
        ("tolerance_percent: 2 ", "tolerance_percent: -1 ", "direction.tolerance_percent"),
        ("tolerance_percent: 2 ", "tolerance_percent: 101 ", "direction.tolerance_percent"),
        ("tolerance_percent: 2 ", "tolerance_percent: 2% ", "direction.tolerance_percent"),
        ("tolerance_percent: 2 ", "tolerance_percent: true ", "direction.tolerance_percent"),
        ("tolerance_percent: 2 ", 'tolerance_percent: "2" ', "direction.tolerance_percent"),
        ("rule: tolerance ", "rule: trend ", "direction.rule"),
        ("intervals: none ", "intervals: yes ", "direction.intervals"),
        ("overlapping_periods: compare ", "overlapping_periods: skip ", "direction.overlapping_periods"),
        ("academic: 2023-08-31", 'academic: "2023-08-31"', "as_at.academic"),
        ("academic: 2023-08-31", "academic: 31/08/2023", "as_at.academic"),
        ("academic: 2023-08-31", "academic: 2023-02-29", "as_at.academic"),
        ("stale_after_months: 36", "stale_after_months: 0", "stale_after_months"),
        ("stale_after_months: 36", "stale_after_months: 36.5", "stale_after_months"),
        ("minimum_group_size: 8", "minimum_group_size: 3", "minimum_group_size"),
        ("minimum_group_size: 8", "minimum_group_size: eight", "minimum_group_size"),
        ("framework: strategic_plan_2022_26", "framework: ../frameworks/strategic_plan_2022_26", "framework"),
        ("comparator_group: county_areas", "comparator_group: County areas", "comparator_group"),
    ],
)
def test_a_value_that_is_not_right_names_its_key(trial: Trial, old: str, new: str, key: str) -> None:
    trial.change(old, new)
    message = trial.stop()
    assert message.startswith("2023.yml")
    assert f": {key} is " in message or "not readable YAML" in message


def test_a_tolerance_may_be_whole_or_not(trial: Trial) -> None:
    trial.change("tolerance_percent: 2 ", "tolerance_percent: 2.5 ")
    assert trial.read().parameters.direction.tolerance_percent == 2.5


def test_the_rules_have_the_defaults_of_the_methods() -> None:
    assert DirectionRules().model_dump() == {
        "rule": "tolerance",
        "intervals": "none",
        "tolerance_percent": 2,
        "overlapping_periods": "compare",
    }


@pytest.mark.parametrize("year", YEARS)
def test_one_rule_decides_in_every_year_that_is_shipped(root: Path, year: str) -> None:
    project = Project(root)
    assert settings_for(project, read_areas(project.areas), year).parameters.direction == DirectionRules()


@pytest.mark.parametrize("intervals", ["published", "published_or_counts"])
def test_limits_may_decide_first_in_a_replay(trial: Trial, intervals: str) -> None:
    trial.change("intervals: none ", f"intervals: {intervals} ")
    assert trial.read().parameters.direction.intervals == intervals


def test_something_must_decide(trial: Trial) -> None:
    trial.change("rule: tolerance ", "rule: none ")
    assert trial.stop() == (
        "2023.yml: direction.intervals is 'none'; with rule none it must be published or published_or_counts, or "
        "nothing decides."
    )
    trial.change("  intervals: none ", "  # ")
    assert "direction.intervals is 'none'; with rule none" in trial.stop()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("year: 2023", "{long}: 2023"),
        ("stage: draft", "stage: {long}"),
        ("framework: strategic_plan_2022_26", "framework: {long}"),
        ("comparator_group: county_areas", "comparator_group: {long}"),
        ("[region, ons_nearest_neighbours]", "[{long}]"),
        (
            "stage: draft",
            "stage: draft\nallow: [{{check: C1, indicator: {long}, reason: r, by: b, until: 2023-12-31}}]",
        ),
    ],
)
def test_however_long_a_value_or_a_key_is_the_sentence_about_it_is_not(trial: Trial, old: str, new: str) -> None:
    trial.change(old, new.format(long="x" * 1_000))
    assert "xxx" in (message := trial.stop())
    assert len(message) < 500


def test_a_long_list_of_members_is_read_in_one_pass() -> None:
    """None is compared with all the others: counted, not timed."""

    class Member(str):
        asked = 0
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            Member.asked += 1
            return str.__eq__(self, other)

    GroupEntry._each_once([Member(f"E{number:08}") for number in range(1_000)])
    assert Member.asked < 10_000


# What the parameters name.


def test_an_unknown_framework_lists_those_there_are(trial: Trial) -> None:
    trial.change("strategic_plan_2022_26", "strategic_plan_2030")
    assert trial.stop() == (
        "2023.yml: framework must be one of local_area_agreement_2006_09, strategic_plan_2018_22, "
        "strategic_plan_2022_26, sustainable_community_strategy_2012; got 'strategic_plan_2030'."
    )


def test_an_unknown_group_lists_those_there_are(trial: Trial) -> None:
    trial.change("comparator_group: county_areas", "comparator_group: neighbours")
    assert trial.stop() == (
        "2023.yml: comparator_group must be one of county_areas, county_councils, region, east_midlands, upper_tier, "
        "ons_nearest_neighbours, dfe_statistical_neighbours; got 'neighbours'."
    )


def test_a_member_that_is_no_area_is_named(trial: Trial) -> None:
    trial.change("- E10000034", "- E10000099", "comparators.yml")
    assert trial.stop() == "comparators.yml: E10000099 in county_areas is not in areas.csv."


def test_a_member_that_is_a_district_is_refused(trial: Trial) -> None:
    trial.change("- E10000034", "- E07000130", "comparators.yml")
    assert trial.stop() == (
        "comparators.yml: E07000130 in county_areas is a district; members are councils with a county's services, of "
        "the types county, county_unitary, unitary, metropolitan, london."
    )


def test_a_group_has_members_or_a_rule_and_not_both(trial: Trial) -> None:
    trial.change("  rule:\n    area_types: [county]\n", "", "comparators.yml")
    message = "county_councils.rule is None; a group has either members or a rule; give one of the two."
    assert trial.stop() == f"comparators.yml: {message}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[county]", "[district]", "county_councils.rule.area_types.0 is 'district'; "),
        ("[county]", "[]", "county_councils.rule.area_types is []; "),
        (
            "[county]",
            "[county]\n    regions: own",
            "unknown name 'county_councils.rule.regions'; the nearest known name is 'region'.",
        ),
        ("[county]", "[county]\n    count: 20", "county_councils.rule.count is 20; neighbours and count go together;"),
        ("count: 20", "count: 3", "ons_nearest_neighbours.rule.count is 3; "),
        ("neighbours: ons", "neighbours: cipfa", "ons_nearest_neighbours.rule.neighbours is 'cipfa'; "),
        ("rule:\n    area_types: [county]", "members: [E10000018]", "county_councils.members is ['E10000018']; "),
    ],
)
def test_a_rule_that_is_not_right_is_told(trial: Trial, old: str, new: str, message: str) -> None:
    trial.change(old, new, "comparators.yml")
    assert trial.stop().startswith(f"comparators.yml: {message}")


def test_an_unknown_region_lists_those_there_are(trial: Trial) -> None:
    trial.change("comparator_group: county_areas", "comparator_group: east_midlands")
    trial.change("region: East Midlands", "region: Mercia", "comparators.yml")
    assert trial.stop() == (
        "comparators.yml: east_midlands.rule.region must be own, East Midlands, East of England, London, North East, "
        "North West, South East, South West, West Midlands, Yorkshire and The Humber; got 'Mercia'."
    )


@pytest.mark.parametrize("authority", ["E07000130", "E92000001", "E12000004", "local-long-row", "E10000099"])
@pytest.mark.parametrize("group", ["county_areas", "county_councils", "region", "upper_tier"])
def test_only_a_council_with_a_countys_services_can_be_reported_on(trial: Trial, group: str, authority: str) -> None:
    trial.change("comparator_group: county_areas", f"comparator_group: {group}")
    message = trial.stop(authority=authority)
    assert message.startswith("authority must be ")
    assert f"got {authority!r}" in message


def test_a_member_given_twice_is_refused(trial: Trial) -> None:
    """A council listed twice would be ranked twice, or stop a step far from the cause."""
    trial.change("- E10000034", "- E10000034\n    - E10000034", "comparators.yml")
    assert trial.stop().startswith("comparators.yml")


def test_an_unknown_name_in_a_framework_is_told(trial: Trial) -> None:
    trial.change(
        "name: Strategic Plan 2022-26", "title: Strategic Plan 2022-26", "frameworks/strategic_plan_2022_26.yml"
    )
    assert trial.stop().startswith("strategic_plan_2022_26.yml: ")


# The authority.


def test_another_authority_has_a_run_of_its_own(trial: Trial) -> None:
    settings = trial.read(authority="E10000019")
    assert (settings.authority, settings.run) == ("E10000019", "2023-E10000019")
    assert settings.parameters.authority == "E10000018"
    assert trial.read(authority="E10000018").run == "2023"


@pytest.mark.parametrize(
    "authority",
    [
        "E06000016",  # Leicester, which is in no county group
        "E92000001",  # England
        "e10000018",
        "Leicestershire",
        "E10000021",  # Northamptonshire, which ended in March 2021
        "E10000002",  # Buckinghamshire's code until March 2020
        "E10000099",
        "../2018",
    ],
)
def test_an_authority_outside_the_group_lists_the_members(trial: Trial, authority: str) -> None:
    message = trial.stop(authority=authority)
    assert message.startswith(f"authority must be a member of county areas in 2023; got {authority!r}; ")
    assert "E10000018 Leicestershire" in message
    assert "E06000060 Buckinghamshire" in message
    assert "Northamptonshire" in message  # both of the councils that followed
    assert "E10000021" not in message.split("the members are")[1]


def test_the_authority_of_the_file_must_be_a_member_too(trial: Trial) -> None:
    trial.change("authority: E10000018", "authority: E06000016")
    assert trial.stop().startswith("authority must be a member of county areas in 2023; got 'E06000016'; ")


@pytest.mark.parametrize(
    ("year", "authority", "member"),
    [
        ("2023", "E10000006", True),  # Cumbria ended on 31 March 2023, an as-at date
        ("2023", "E06000063", True),  # Cumberland began on 1 April 2023, before 31 August
        ("2020", "E10000021", True),
        ("2020", "E06000061", False),
        ("2018", "E10000009", True),  # the old Dorset
        ("2023", "E10000009", False),
    ],
)
def test_an_authority_must_be_in_being_between_the_as_at_dates(
    trial: Trial, year: str, authority: str, member: bool
) -> None:
    if member:
        assert trial.read(year, authority).authority == authority
    else:
        assert trial.stop(year, authority).startswith("authority must be a member")


def test_another_group_has_other_members(trial: Trial) -> None:
    trial.change("comparator_group: county_areas", "comparator_group: east_midlands")
    assert trial.read(authority="E06000016").group.short_name == "East Midlands councils"


@pytest.fixture(scope="module")
def layout(root: Path) -> Callable[[str], list[DashboardLine]]:
    project = Project(root)
    areas = read_areas(project.areas)
    return lambda year: settings_for(project, areas, year).framework.layout()


@pytest.mark.parametrize("year", ["2018", "2023"])
def test_a_framework_is_laid_out_in_printed_order(layout: Callable[[str], list[DashboardLine]], year: str) -> None:
    rows = layout(year)
    in_theme = [row.in_theme for row in rows]
    assert in_theme == sorted(in_theme, reverse=True)
    themes = [row[0] for row in rows]
    assert list(dict.fromkeys(themes)) == sorted(set(themes), key=themes.index)
    assert len({row[1] for row in rows}) == len(rows)


# Waivers.


WAIVER = """
allow:
  - check: C13
    indicator: any_indicator
    reason: The publisher confirmed the figure.
    by: Head of performance
    until: 2023-08-31
"""


def allowed(trial: Trial, old: str = "", new: str = "") -> Trial:
    """Add a waiver to the parameter file, with one change."""
    register = read_register(trial.project.register)
    assert old in WAIVER
    text = WAIVER.replace(old, new, 1) if old else WAIVER
    text = text.replace("any_indicator", register[0].indicator_id)
    path = trial.project.parameters / "2023.yml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return trial


def test_no_parameter_file_waives_a_check(root: Path) -> None:
    project = Project(root)
    areas = read_areas(project.areas)
    assert all(settings_for(project, areas, year).parameters.allow == [] for year in YEARS)


def test_a_waiver_is_read_and_holds_to_the_last_as_at_date(trial: Trial) -> None:
    """31 August 2023 is the last of the three; whatever day it is today, the waiver is in force."""
    (waiver,) = allowed(trial).read().parameters.allow
    assert (waiver.check, waiver.by, waiver.until) == ("C13", "Head of performance", date(2023, 8, 31))
    assert waiver.reason == "The publisher confirmed the figure."


def test_a_waiver_that_ended_before_it_is_named(trial: Trial) -> None:
    message = allowed(trial, "2023-08-31", "2023-08-30").stop()
    register = read_register(trial.project.register)
    assert message == (
        f"2023.yml: the waiver of C13 for {register[0].indicator_id} ended on 2023-08-30, before the last as-at date "
        "of the report, 2023-08-31; take it out, or have the post that gave it renew it."
    )


def test_a_waiver_of_an_unknown_indicator_names_the_nearest(trial: Trial) -> None:
    register = read_register(trial.project.register)
    wrong = f"{register[0].indicator_id}x"
    message = allowed(trial, "indicator: any_indicator", f"indicator: {wrong}").stop()
    assert message == (
        f"2023.yml: allow.0.indicator is {wrong!r}, which is not in indicators.csv; the nearest is "
        f"{register[0].indicator_id!r}."
    )


def test_a_waiver_given_twice_is_refused(trial: Trial) -> None:
    (once,) = re.findall(r"  - check.*", WAIVER, re.DOTALL)
    message = allowed(trial, once, once + once).stop()
    assert message.startswith("2023.yml: allow waives C13 for ")
    assert message.endswith(" twice; keep one of the two.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    by: Head of performance\n", "", "allow.0.by is missing."),
        ("reason:", "because:", "unknown name 'allow.0.because'; the nearest known name is 'reason'."),
        ("until: 2023-08-31", "until: next year", "allow.0.until is 'next year'; "),
        ("reason: The publisher confirmed the figure.", "reason: ''", "allow.0.reason is ''; write some words "),
        ("by: Head of performance", 'by: "Head\\nof"', "allow.0.by is 'Head\\nof'; write some words in one line"),
        ("check: C13", "check: 13", "allow.0.check is 13; "),
    ],
)
def test_a_waiver_that_is_not_right_is_told(trial: Trial, old: str, new: str, message: str) -> None:
    assert allowed(trial, old, new).stop().startswith(f"2023.yml: {message}")


def test_what_is_no_list_of_waivers_is_told(trial: Trial) -> None:
    trial.change("minimum_group_size: 8", "allow: C13\nminimum_group_size: 8")
    assert trial.stop().startswith("2023.yml: allow is 'C13'; ")


# Groups that the council is also compared with.

FURTHER = "also_compared_with: [region, ons_nearest_neighbours]"
OTHERS = (
    "county_councils, region, east_midlands, upper_tier, ons_nearest_neighbours, dfe_statistical_neighbours, each once."
)


def test_further_groups_are_kept_in_the_order_of_the_file(trial: Trial) -> None:
    assert list(trial.read().also_compared_with) == ["region", "ons_nearest_neighbours"]
    trial.change(FURTHER, "also_compared_with: [upper_tier, east_midlands, region]")
    settings = trial.read()
    assert list(settings.also_compared_with) == ["upper_tier", "east_midlands", "region"]
    assert settings.group_names() == {
        "county_areas": "county areas",
        "upper_tier": "upper-tier councils",
        "east_midlands": "East Midlands councils",
        "region": "councils of the region",
    }


@pytest.mark.parametrize("text", ["also_compared_with: []", ""])
def test_there_may_be_no_further_group(trial: Trial, text: str) -> None:
    trial.change(FURTHER, text)
    settings = trial.read()
    assert settings.also_compared_with == {}
    assert list(settings.group_names()) == ["county_areas"]


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        ("regions", "names 'regions', which is no group; it may name up to three of "),
        ("region, county_areas", "names 'county_areas', which is the comparator_group itself; it may name up to "),
        ("region, upper_tier, region", "names 'region', which is given twice; it may name up to three of "),
    ],
)
def test_a_further_group_that_is_not_right_names_those_allowed(trial: Trial, names: str, wrong: str) -> None:
    trial.change(FURTHER, f"also_compared_with: [{names}]")
    message = trial.stop()
    assert message.startswith(f"2023.yml: also_compared_with {wrong}")
    assert message.endswith(OTHERS)


@pytest.mark.parametrize("value", ["[region, upper_tier, east_midlands, county_councils]", "region", "[1]"])
def test_four_groups_or_no_list_of_names_are_refused(trial: Trial, value: str) -> None:
    trial.change(FURTHER, f"also_compared_with: {value}")
    assert trial.stop().startswith("2023.yml: also_compared_with")
