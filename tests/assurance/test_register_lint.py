"""The rules of the register: each finds what it should in a register made wrong, and nothing in the one shipped."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.assurance.register_lint import POLARITY_COLUMNS, Finding, Surroundings, lint
from helpers.commands.lint import collect_findings, unknown_judgements, unknown_references
from helpers.files import csv_rows
from helpers.paths import Project, project
from helpers.register import read_register

if TYPE_CHECKING:
    from conftest import Checkout

GOOD = {
    "indicator_id": "waste_recycled_pct", "title": "Waste recycled", "dashboard": "Waste",
    "polarity": "higher_is_better", "value_type": "percentage", "unit": "%", "decimals": "1",
    "period_type": "financial", "frequency": "annual", "counted": "true", "source_id": "defra_lacw",
    "source_measure": "recycling", "breaks": "", "note": "",
    "definition": "Waste sent for recycling, as a share of all waste by weight.", "owner": "Head of Waste",
    "measure_type": "national", "reference": "", "controlled_by": "county", "organisation": "County council",
    "reward": "false", "mandatory": "false", "valid_from": "", "valid_to": "", "review": "", "tags": "",
    "may_be_negative": "false", "comes_from": "", "survey": "", "earlier_sources": "",
}  # fmt: skip
OTHER = GOOD | {
    "indicator_id": "waste_burnt_pct",
    "title": "Waste burnt",
    "source_measure": "burnt",
    "definition": "Waste burnt for energy or not, as a share of all waste by weight.",
}
AROUND = Surroundings(
    sources={"defra_lacw"},
    frameworks={"plan": ["Waste"]},
    groups={"all"},
    used_frameworks={"plan"},
    used_groups={"all"},
)


def find(*rows: Mapping[str, str], around: Surroundings = AROUND, least: str = "warning") -> list[Finding]:
    """What is found in a register of these rows, without what is only information."""
    lines = [(number, row) for number, row in enumerate(rows, start=2)]
    every = lint(lines, around)
    return [finding for finding in every if least == "information" or finding.severity != "information"]


def test_a_good_register_has_no_findings() -> None:
    assert find(GOOD, OTHER) == []


def test_what_is_to_be_looked_at_is_said() -> None:
    (finding,) = find(GOOD | {"review": "The service was changed in 2022."}, least="information")
    assert str(finding) == (
        "information: indicators.csv row 2, column review: to be looked at: The service was changed in 2022."
    )


def test_a_printed_number_is_of_one_indicator() -> None:
    (finding,) = find(GOOD | {"reference": "1.2"}, OTHER | {"reference": "1.2"})
    assert (finding.row, finding.column, finding.severity) == (3, "reference", "error")


@pytest.mark.parametrize(
    ("change", "severity", "column", "message"),
    [
        ({"polarity": "high"}, "error", "polarity", "'high' is not right"),
        ({"polarity": "neutral"}, "error", "polarity", "set counted to false"),
        ({"unit": "per 1,000 people"}, "error", "unit", "does not fit the value type percentage"),
        ({"value_type": "rate"}, "error", "unit", "'%' does not fit the value type rate"),
        ({"value_type": "rate", "unit": "people"}, "error", "unit", "does not fit the value type rate"),
        ({"value_type": "currency"}, "error", "unit", "does not fit the value type currency"),
        ({"value_type": "mean", "unit": "GBP"}, "error", "unit", "does not fit the value type mean"),
        (
            {"value_type": "count", "unit": "per 100 pupils", "decimals": "0"},
            "error",
            "unit",
            "does not fit the value type count",
        ),
        ({"value_type": "count", "unit": "bins"}, "warning", "decimals", "1 for a count"),
        ({"value_type": "score"}, "error", "unit", "does not fit the value type score"),
        ({"decimals": "x"}, "error", "decimals", "'x' is not right"),
        ({"source_id": "nobody"}, "error", "source_id", "'nobody' is not in sources.yml"),
        ({"source_measure": ""}, "warning", "source_measure", "is blank"),
        ({"dashboard": "Bins"}, "error", "dashboard", "'Bins' is 0 times in the framework plan"),
        ({"breaks": "2022"}, "error", "breaks", "write it as 2022/23"),
        ({"indicator_id": "waste_recycled_pct"}, "error", "indicator_id", "is already in row 2"),
        ({"source_measure": "Recycling"}, "error", "source_measure", "is already in row 2"),
        ({"title": "waste recycled"}, "error", "title", "is already on its dashboard, in row 2"),
        ({"title": "Wastes that are recycled"}, "warning", "title", "in row 2 are nearly the same"),
        ({"title": "=1"}, "error", "title", "a spreadsheet would run"),
        ({"definition": ""}, "error", "definition", "'' is not right"),
        ({"owner": ""}, "error", "owner", "'' is not right"),
        ({"controlled_by": ""}, "warning", "controlled_by", "say who can do most about the outcome: county, district"),
        ({"organisation": ""}, "warning", "organisation", "give the kind of body that owns the figure"),
        ({"tags": "inequality_gap"}, "error", "tags", "does not fit the polarity higher_is_better"),
        ({"earlier_sources": "defra_old"}, "error", "earlier_sources", "'defra_old' is not in sources.yml"),
        ({"earlier_sources": "defra_lacw"}, "error", "earlier_sources", "names the source of source_id"),
        ({"measure_type": "ours"}, "error", "measure_type", "'ours' is not right"),
        ({"measure_type": "partner"}, "error", "measure_type", "a measure with the source local_return is local"),
        ({"measure_type": ""}, "warning", "measure_type", "is blank and taken for national"),
        ({"definition": "Burnt waste."}, "warning", "definition", "'Burnt waste.' repeats the title"),
        ({"definition": GOOD["definition"].upper()}, "error", "definition", "is also that of row 2"),
    ],
)
def test_what_is_wrong_is_found_with_its_row_and_column(
    change: dict[str, str], severity: str, column: str, message: str
) -> None:
    (finding,) = find(GOOD, OTHER | change)
    assert finding.row == 3
    assert (finding.severity, finding.column) == (severity, column)
    assert message in finding.message
    assert str(finding).startswith(f"{severity}: indicators.csv row 3, column {column}: ")


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Level 2 by 19", "Level 3 by 19"),
        ("Healthy life expectancy, men", "Healthy life expectancy, women"),
        ("Reading: expected standard", "Writing: expected standard"),
        ("Waste recycled", "Waste recycled at home"),
    ],
)
def test_titles_that_say_different_things_are_not_nearly_the_same(title: str, other: str) -> None:
    assert find(GOOD | {"title": title}, OTHER | {"title": other}) == []


def test_everything_is_found_at_once_errors_first() -> None:
    bad = {"indicator_id": "Bad", "polarity": "", "decimals": "9", "unit": ""}
    every = find(GOOD | {"source_measure": ""}, OTHER | bad)
    assert [(finding.severity, finding.row, finding.column) for finding in every] == [
        ("error", 3, "decimals"),
        ("error", 3, "indicator_id"),
        ("error", 3, "polarity"),
        ("error", 3, "unit"),
        ("warning", 2, "source_measure"),
    ]
    assert [finding.message for finding in find()][:1] == ["there are no indicators; add a row for each."]


def test_a_local_measure_needs_no_name_of_a_publisher() -> None:
    around = replace(AROUND, sources={"defra_lacw", "local_return"})
    local = OTHER | {"source_id": "local_return", "source_measure": "", "measure_type": "local"}
    assert find(GOOD, local, around=around) == []
    (finding,) = find(GOOD, local | {"measure_type": "national"}, around=around)
    assert (finding.severity, finding.column) == ("error", "measure_type")


def test_decimals_that_no_figure_has_are_found() -> None:
    for most, findings_there_should_be in ((0, 1), (1, 0), (3, 0)):
        around = replace(AROUND, decimals={GOOD["indicator_id"]: most})
        assert len(find(GOOD, around=around)) == findings_there_should_be


def test_what_nothing_uses_is_told() -> None:
    around = replace(
        AROUND, sources={"defra_lacw", "idle"}, groups={"all", "few"}, frameworks={"plan": ["Waste"], "old": ["Waste"]}
    )
    messages = [finding.message for finding in find(GOOD, around=around, least="information")]
    for name in ("idle", "few", "old"):
        assert any(f" {name}; it is there to be chosen, or can go." in message for message in messages), name
    empty = replace(AROUND, frameworks={"plan": ["Waste", "Roads"]})
    assert [finding.severity for finding in find(GOOD, around=empty)] == ["warning"]


def test_the_shipped_register_has_no_error() -> None:
    every = collect_findings(project())
    assert [str(finding) for finding in every if finding.severity == "error"] == []


def test_every_reference_to_a_log_leads_to_an_entry(tmp_path: Path, copy_project: Callable[[Path], Checkout]) -> None:
    copy = Project(copy_project(tmp_path).root)
    assert list(unknown_references(project())) == []
    for name, text in (
        ("docs/any.md", "See\nDEC-98."),
        ("params/2023.yml", "# ASM-97"),
        ("src/helpers/any.py", "# DATA-96"),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
    messages = [str(finding) for finding in unknown_references(copy)]
    assert messages == [
        "error: docs/any.md row 2: DEC-98 is in no log of docs/assurance; correct it or add the entry.",
        "error: params/2023.yml row 1: ASM-97 is in no log of docs/assurance; correct it or add the entry.",
        "error: src/helpers/any.py row 1: DATA-96 is in no log of docs/assurance; correct it or add the entry.",
    ]


def test_a_judgement_by_an_indicator_that_has_left_the_register_is_found(
    tmp_path: Path, copy_project: Callable[[Path], Checkout]
) -> None:
    copy_project(tmp_path)
    assert list(unknown_judgements(Project(tmp_path))) == []
    path = tmp_path / "params" / "indicators.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("gdhi_per_head,")), encoding="utf-8")
    (finding,) = unknown_judgements(Project(tmp_path))
    assert str(finding) == (
        "error: params/national_frameworks/local_outcomes_framework.csv, column indicator_ids: 'Gross disposable "
        "household income' is judged by 'gdhi_per_head', which the register does not have; correct the id or judge "
        "again."
    )


def test_the_command_ends_with_1_and_lists_every_error(
    tmp_path: Path, copy_project: Callable[[Path], Checkout]
) -> None:
    checkout = copy_project(tmp_path)
    path = tmp_path / "params" / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(",lower_is_better,percentage,%,2,academic,") > 1
    path.write_text(text.replace(",lower_is_better,percentage,%,2,academic,", ",low,percentage,kg,2,academic,", 1))
    done = checkout.helpers("lint")
    assert done.returncode == 1
    assert "error: indicators.csv row 2, column polarity: 'low' is not right" in done.stdout
    assert "Errors to correct: 1" in done.stderr
    assert "Traceback" not in done.stderr


PUBLISHER_LINE = {
    "source_id": "defra_lacw",
    "source_measure": "recycling",
    "polarity": "higher_is_better",
    "publisher_says": "Polarity: High",
}


@pytest.mark.parametrize(
    ("change", "note", "where", "message"),
    [
        (
            {"polarity": "lower_is_better", "publisher_says": "Polarity: Low"},
            "",
            ("indicators.csv", 2, "polarity"),
            "the publisher says 'Polarity: Low', which is lower_is_better; follow it, or say in the note why",
        ),
        ({"polarity": "neutral"}, "see the polar bears", ("indicators.csv", 2, "polarity"), "or say in the note why"),
        ({"source_measure": "Recycling"}, "", None, ""),
        ({"polarity": "neutral"}, "polarity set here: more is the aim", None, ""),
        ({"polarity": "High"}, "", ("publisher_polarity.csv", 2, "polarity"), "'High' is not right; expected one of"),
        ({"publisher_says": " "}, "", ("publisher_polarity.csv", 2, "publisher_says"), "is blank for 'recycling'"),
        (
            {"source_measure": "burnt"},
            "",
            ("publisher_polarity.csv", 2, "source_measure"),
            "the register has no indicator of 'burnt' of defra_lacw",
        ),
        ({"source_id": "ons_els"}, "", ("publisher_polarity.csv", 2, "source_measure"), "of ons_els; take the row out"),
    ],
)
def test_a_polarity_against_the_publishers_needs_a_note(
    change: dict[str, str], note: str, where: tuple[str, int, str] | None, message: str
) -> None:
    every = find(GOOD | {"note": note}, around=replace(AROUND, polarities=[(2, PUBLISHER_LINE | change)]))
    assert [(finding.severity, *finding[1:4]) for finding in every] == ([("error", *where)] if where else [])
    assert all(message in finding.message for finding in every)


def test_a_measure_whose_polarity_is_given_twice_is_found() -> None:
    around = replace(AROUND, polarities=[(2, PUBLISHER_LINE), (3, PUBLISHER_LINE | {"source_measure": "Recycling "})])
    (finding,) = find(GOOD, around=around)
    assert str(finding) == (
        "error: publisher_polarity.csv row 3, column source_measure: 'Recycling ' of defra_lacw is already in "
        "row 2; keep one row for a measure."
    )


def months(first: int, *steps: int) -> set[int]:
    """The month of a first end of a period, and those that come so many months later."""
    return {first, *(first + sum(steps[: many + 1]) for many in range(len(steps)))}


@pytest.mark.parametrize(
    ("frequency", "ends", "message"),
    [
        ("annual", months(24_000, 12, 12, 36, 12), ""),
        ("annual", {24_000}, ""),
        ("biennial", months(24_000, 24, 36), ""),
        ("quarterly", months(24_000, 3), ""),
        ("monthly", months(24_000, 1, 1, 1), ""),
        ("one_off", {24_000}, ""),
        ("annual", months(24_000, 3, 3, 3, 6), "annual, but its 5 periods usually lie 3 months apart"),
        ("annual", months(24_000, 24, 24), "annual, but its 3 periods usually lie 24 months apart"),
        ("biennial", months(24_000, 12, 24), "biennial, but its 3 periods usually lie 12 months apart"),
        ("one_off", months(24_000, 12), "one_off, but its 2 periods usually lie 12 months apart"),
    ],
)
def test_a_frequency_is_held_against_the_periods_of_the_figures(frequency: str, ends: set[int], message: str) -> None:
    row = GOOD | {"frequency": frequency}
    around = replace(AROUND, ends={GOOD["indicator_id"]: ends})
    every = find(row, around=around, least="information")
    assert [(finding.severity, finding.column) for finding in every] == ([("warning", "frequency")] if message else [])
    assert all(finding.message.startswith(message) for finding in every)


def test_an_indicator_without_any_figure_is_told_where_figures_were_read() -> None:
    around = replace(AROUND, ends={GOOD["indicator_id"]: {24_000}})
    every = find(GOOD, OTHER, around=around, least="information")
    assert [str(finding) for finding in every] == [
        "information: indicators.csv row 3, column indicator_id: no file has a figure of 'waste_burnt_pct'; until one "
        "has, it cannot be determined."
    ]
    assert find(GOOD, OTHER, around=AROUND, least="information") == []


def test_figures_at_hand_are_held_against_the_register(
    tmp_path: Path, copy_project: Callable[[Path], Checkout]
) -> None:
    copy_project(tmp_path)
    path = tmp_path / "params" / "indicators.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["indicator_id"] == "adult_obesity_pct":
            row["frequency"] = "quarterly"
    rows.append(rows[0] | {"indicator_id": "zz", "title": "Any", "source_measure": "zz", "definition": "Any thing."})
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    messages = [
        str(finding)
        for finding in collect_findings(Project(tmp_path))
        if finding.column in ("frequency", "indicator_id")
    ]
    assert len(messages) == 2
    assert messages[0].startswith("warning: indicators.csv row ")
    assert "column frequency: quarterly, but its " in messages[0]
    assert messages[0].endswith("lie 12 months apart; correct the frequency, or see which periods are missing.")
    assert "no file has a figure of 'zz'" in messages[1]


ALIAS = {
    "indicator_id": "waste_recycled_pct",
    "source_measure": "Waste recycled or composted",
    "published_from": "",
    "published_until": "",
    "editions": "2019 to 2022",
}


@pytest.mark.parametrize(
    ("changes", "row", "column", "message"),
    [
        ([{"indicator_id": "nobody"}], 2, "indicator_id",
         "'nobody' is not in the register; correct it or take the row out."),
        ([{"source_measure": "Burnt"}], 2, "source_measure",
         "'Burnt' is the name of waste_burnt_pct in the register; take the row out."),
        ([{"source_measure": "recycling"}], 2, "source_measure",
         "'recycling' is the name that the register has already; take the row out."),
        ([{}, {}], 3, "source_measure",
         "'Waste recycled or composted' is already in row 2; keep one row for a name."),
        ([{}, {"indicator_id": "waste_burnt_pct", "source_measure": "waste recycled OR composted"}], 3,
         "source_measure", "'waste recycled OR composted' is already in row 2; keep one row for a name."),
        ([{"source_measure": ""}], 2, "source_measure", "'' is not right; String should have at least 1 character."),
        ([{"source_measure": "=1"}], 2, "source_measure",
         "'=1' is not right; text that a spreadsheet would run as a formula, or with space around it."),
        ([{"editions": ""}], 2, "editions", "'' is not right; String should have at least 1 character."),
        ([{"published_from": "1/2/2023"}], 2, "published_from",
         "'1/2/2023' is not right; expected a day written as 2024-03-31, or a blank."),
        ([{"published_from": "2023-02-02", "published_until": "2023-02-01"}], 2, "published_until",
         "'2023-02-01' is not right; published_until is before published_from."),
    ],
)  # fmt: skip
def test_another_name_of_a_measure_is_of_one_indicator_there_is(
    changes: list[dict[str, str]], row: int, column: str, message: str
) -> None:
    aliases = [(number, ALIAS | change) for number, change in enumerate(changes, start=2)]
    around = replace(AROUND, aliases=aliases)
    assert find(GOOD, OTHER, around=around) == [Finding("error", "measure_aliases.csv", row, column, message)]


def test_other_names_that_are_right_are_no_findings() -> None:
    """One that differs in capitals too, and one that is of another source, unless one format holds both."""
    names = [ALIAS, ALIAS | {"source_measure": "Recycling"}, ALIAS | {"source_measure": "burnt"}]
    around = replace(AROUND, aliases=list(enumerate(names, start=2)), sources={"defra_lacw", "defra_old"})
    other = OTHER | {"source_id": "defra_old"}
    assert find(GOOD, other, around=around) == []
    together = replace(around, read_together=[("defra_lacw", "defra_old")])
    assert [(finding.row, finding.column) for finding in find(GOOD, other, around=together)] == [(4, "source_measure")]


PUBLISHED = (project().publisher_polarity, POLARITY_COLUMNS)


def test_what_publishers_say_is_in_the_order_of_its_measures() -> None:
    measures = [(row["source_id"], row["source_measure"]) for _, row in csv_rows(*PUBLISHED)]
    assert measures == sorted(set(measures))


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_polarities_are_those_that_the_publishers_state(shared: Path) -> None:
    """All of them, and no other: the publishers' own words, looked up in their files.

    The dictionary of the Local Authority Interactive Tool has High, Low or a dash, or NA where it states nothing. Oflog
    says from which end it ranks, or that it does not. Fingertips calls what is above England worse, or better.
    """
    words = {"High": "higher_is_better", "Low": "lower_is_better", "-": "neutral"}
    ranks = {"desc": "higher_is_better", "asc": "lower_is_better", "none": "neutral"}
    asked = {(indicator.source_id, indicator.source_measure) for indicator in read_register(project().register)}
    stated = {
        ("dfe_lait", row["Measure_short"], words[row["Polarity"]], f"Polarity: {row['Polarity']}")
        for row in lines_of(shared / "data/lait/lait_data_dictionary.csv")
        if row["Polarity"] != "NA"
    } | {
        ("oflog_asc", row["Code"], ranks[row["rank_order"].lower()], f"rank_order: {row['rank_order'].lower()}")
        for row in lines_of(shared / "data/oflog/ASC_data.csv")
        if row["rank_order"]
    }
    for measure, file in (("90284", "la_hospital_admissions_2223.csv"), ("90988", "nhs_task__compare_areas.csv")):
        rows = [row for row in lines_of(shared / "data/fingertips" / file) if row["Indicator ID"] == measure]
        (england,) = (float(row["Value"]) for row in rows if row["Area Code"] == "E92000001")
        labels = {
            (row["Compared to England value or percentiles"], float(row["Value"]) > england)
            for row in rows
            if row["Compared to England value or percentiles"] in ("Better", "Worse")
        }
        assert labels == {("Worse", True), ("Better", False)}
        says = "Compared to England value: Worse above it and Better below it"
        stated.add(("ohid_fingertips", measure, "lower_is_better", says))
    assert len(stated) > 300
    assert {tuple(row.values()) for _, row in csv_rows(*PUBLISHED)} == {pair for pair in stated if pair[:2] in asked}
