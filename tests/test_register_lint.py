"""The rules of the register: each finds what it should in a register made wrong, and nothing in the one shipped."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.paths import Project, project
from helpers.pipeline.lint import findings, unknown_judgements, unknown_references
from helpers.register import read_register
from helpers.register_lint import Finding, Surroundings, lint

if TYPE_CHECKING:
    from conftest import Checkout

GOOD = {
    "indicator_id": "waste_recycled_pct", "title": "Waste recycled", "dashboard": "Waste",
    "polarity": "higher_is_better", "value_type": "percentage", "unit": "%", "decimals": "1",
    "period_type": "financial", "frequency": "annual", "counted": "true", "source_id": "defra_lacw",
    "source_measure": "recycling", "breaks": "", "note": "",
    "definition": "Waste sent for recycling, as a share of all waste by weight.", "owner": "Head of Waste",
}  # fmt: skip
OTHER = GOOD | {
    "indicator_id": "waste_burnt_pct", "title": "Waste burnt", "source_measure": "burnt",
    "definition": "Waste burnt for energy or not, as a share of all waste by weight.",
}  # fmt: skip
AROUND = Surroundings(
    sources={"defra_lacw"}, frameworks={"plan": ["Waste"]}, groups={"all"},
    used_frameworks={"plan"}, used_groups={"all"},
)  # fmt: skip


def found(*rows: Mapping[str, str], around: Surroundings = AROUND, least: str = "warning") -> list[Finding]:
    """What is found in a register of these rows, without what is only information."""
    lines = [(number, row) for number, row in enumerate(rows, start=2)]
    every = lint(lines, around)
    return [each for each in every if least == "information" or each.severity != "information"]


def test_a_good_register_has_no_findings() -> None:
    assert found(GOOD, OTHER) == []


@pytest.mark.parametrize(
    ("change", "severity", "column", "told"),
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
        ({"indicator_id": "waste_recycled_pct"}, "error", "indicator_id", "is there already in row 2"),
        ({"source_measure": "Recycling"}, "error", "source_measure", "is there already in row 2"),
        ({"title": "waste recycled"}, "error", "title", "is on its dashboard already, in row 2"),
        ({"title": "Wastes that are recycled"}, "warning", "title", "in row 2 are nearly the same"),
        ({"title": "=1"}, "error", "title", "a spreadsheet would run"),
        ({"definition": ""}, "error", "definition", "'' is not right"),
        ({"owner": ""}, "error", "owner", "'' is not right"),
        ({"definition": "Burnt waste."}, "warning", "definition", "'Burnt waste.' repeats the title"),
        ({"definition": GOOD["definition"].upper()}, "error", "definition", "is that of row 2 too"),
    ],
)
def test_what_is_wrong_is_found_with_its_row_and_column(
    change: dict[str, str], severity: str, column: str, told: str
) -> None:
    (finding,) = found(GOOD, OTHER | change)
    assert finding.row == 3
    assert (finding.severity, finding.column) == (severity, column)
    assert told in finding.told
    assert str(finding).startswith(f"{severity}: indicators.csv row 3, column {column}: ")


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Level 2 by 19", "Level 3 by 19"), ("Healthy life expectancy, men", "Healthy life expectancy, women"),
        ("Reading: expected standard", "Writing: expected standard"), ("Waste recycled", "Waste recycled at home"),
    ],
)  # fmt: skip
def test_titles_that_say_different_things_are_not_nearly_the_same(title: str, other: str) -> None:
    assert found(GOOD | {"title": title}, OTHER | {"title": other}) == []


def test_everything_is_found_at_once_errors_first() -> None:
    bad = {"indicator_id": "Bad", "polarity": "", "decimals": "9", "unit": ""}
    every = found(GOOD | {"source_measure": ""}, OTHER | bad)
    assert [(each.severity, each.row, each.column) for each in every] == [
        ("error", 3, "decimals"), ("error", 3, "indicator_id"), ("error", 3, "polarity"), ("error", 3, "unit"),
        ("warning", 2, "source_measure"),
    ]  # fmt: skip
    assert [each.told for each in found()][:1] == ["there are no indicators; add a row for each."]


def test_decimals_that_no_figure_has_are_found() -> None:
    for most, findings_there_should_be in ((0, 1), (1, 0), (3, 0)):
        around = replace(AROUND, decimals={GOOD["indicator_id"]: most})
        assert len(found(GOOD, around=around)) == findings_there_should_be


def test_what_nothing_uses_is_told() -> None:
    around = replace(
        AROUND, sources={"defra_lacw", "idle"}, groups={"all", "few"}, frameworks={"plan": ["Waste"], "old": ["Waste"]}
    )
    told = [each.told for each in found(GOOD, around=around, least="information")]
    for name in ("idle", "few", "old"):
        assert any(f" {name}; it is there to be chosen, or can go." in each for each in told), name
    empty = replace(AROUND, frameworks={"plan": ["Waste", "Roads"]})
    assert [each.severity for each in found(GOOD, around=empty)] == ["warning"]


def test_the_shipped_register_has_no_error() -> None:
    every = findings(project())
    assert [str(each) for each in every if each.severity == "error"] == []


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
    told = [str(each) for each in unknown_references(copy)]
    assert told == [
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
    (found,) = unknown_judgements(Project(tmp_path))
    assert str(found) == (
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


def test_polarity_is_the_publishers_or_the_note_says_why_not(shared: Path) -> None:
    """The dictionary of the Local Authority Interactive Tool gives High, Low or a dash for each measure."""
    words = {"High": "higher_is_better", "Low": "lower_is_better", "-": "neutral"}
    with (shared / "data" / "lait" / "lait_data_dictionary.csv").open(encoding="utf-8-sig", newline="") as lines:
        published = {row["Measure_short"]: words.get(row["Polarity"]) for row in csv.DictReader(lines)}
    compared, against = 0, []
    for indicator in read_register(project().register):
        theirs = published.get(indicator.source_measure) if indicator.source_id == "dfe_lait" else None
        if theirs is not None:
            compared += 1
            if theirs != indicator.polarity and "polarity" not in indicator.note:
                against.append(indicator.indicator_id)
    assert compared > 100
    assert against == []
