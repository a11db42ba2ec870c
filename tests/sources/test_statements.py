"""Statements around the figures: each cell is refused until it is right, and no figure is typed into a sentence."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from returns import indicator

from helpers.paths import Project
from helpers.pipeline.step import start_step
from helpers.problems import InputProblem
from helpers.sources.checked_rows import MAX_ROWS
from helpers.sources.statements import Statement, read_statements, statement_files, statement_years

REGISTER = [indicator("trees", "count", "trees", decimals=0, dashboard="Green")]
THEMES = ["Green", "Safe"]
ROW: dict[str, str] = dict.fromkeys(Statement.model_fields, "") | {
    "statement_id": "trees_2023",
    "kind": "delivery",
    "report_years": "2023",
    "theme": "Green",
    "subject": "Trees",
    "statement": "Trees planted: {figure} of {other}.",
    "figure": "250000",
    "qualifier": "more than",
    "other_figure": "700000",
    "other_is": "target",
    "indicator_id": "trees",
    "source": "The report",
    "paragraph": "11",
    "dated": "2023-12",
    "address": "https://example.org/report?id=1",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "statements.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(Statement.model_fields))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_statement_has_its_figures_with_their_decimals(tmp_path: Path) -> None:
    money = {
        "statement_id": "money",
        "theme": "",
        "unit": "GBP million",
        "figure": "19.30",
        "indicator_id": "",
        "other_figure": "",
        "other_is": "",
        "qualifier": "",
        "statement": "Money in 2022/23: {figure}.",
    }
    rows = [ROW, ROW | money]
    frame = read_statements(written(tmp_path, *rows), REGISTER, THEMES, 2023)
    assert frame["figure"].tolist() == [250_000.0, 19.3]
    assert frame["figure_decimals"].tolist() == [0, 2]
    assert frame["other_figure"].isna().tolist() == [False, True]
    assert frame["indicator_id"].tolist() == ["trees", ""]


def test_a_statement_is_in_the_reports_that_it_names_and_in_no_other(tmp_path: Path) -> None:
    award = {"statement_id": "award", "kind": "award", "report_years": "2020;2023", "dated": "2019"}
    path = written(tmp_path, ROW, ROW | award)
    names = {
        year: read_statements(path, REGISTER, THEMES, year)["statement_id"].tolist() for year in (2020, 2023, 2024)
    }
    assert names == {2020: ["award"], 2023: ["trees_2023", "award"], 2024: []}
    assert read_statements(None, REGISTER, THEMES, 2023).empty
    assert read_statements(tmp_path / "none.csv", REGISTER, THEMES, 2023).empty


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"statement_id": "Trees 2023"}, "column statement_id: 'Trees 2023' is not right; write a short name"),
        ({"kind": "rumour"}, "column kind: 'rumour' is not right"),
        ({"report_years": "May"}, "column report_years: 'May' is not right; write reporting years such as 2023"),
        ({"report_years": ""}, "column report_years: '' is not right; write reporting years"),
        ({"report_years": "2023;2023"}, "write each once"),
        ({"dated": "2024-01"}, "column dated: '2024-01' is not right; the report of 2023 cannot know it"),
        ({"report_years": "2022;2023"}, "column dated: '2023-12' is not right; the report of 2022 cannot know it"),
        ({"theme": "Blue"}, "column theme: 'Blue' is no theme of the plan for 2023; write one of Green, Safe"),
        ({"subject": ""}, "column subject: '' is not right"),
        ({"subject": "=SUM(A1)"}, "column subject: '=SUM(A1)' is not right; a spreadsheet would run it as a formula"),
        ({"subject": "@cmd"}, "a spreadsheet would run it as a formula"),
        ({"subject": " Trees"}, "it has space around it; delete the space"),
        ({"source": "<b>Report</b>"}, "column source: '<b>Report</b>' is not right; it holds markup"),
        ({"source": "[Report](https://example.org)"}, "it holds markup"),
        ({"source": "&lt;Report"}, "it holds markup"),
        ({"subject": "T" * 601}, "column subject"),
        ({"statement": "Trees planted: 250,000 of {figure}."}, "the number 250,000 is typed into the words"),
        ({"statement": "Trees planted: 12% of {figure}."}, "the number 12% is typed into the words"),
        ({"statement": "Trees for £5m: {figure}."}, "the number 5m is typed into the words"),
        ({"statement": "The 3rd wood: {figure}."}, "the number 3rd is typed into the words"),
        ({"statement": "Aged 11-14: {figure}."}, "the number 11-14 is typed into the words"),
        ({"statement": "Trees: {figure:99999999}."}, "a brace holds more than a name"),
        ({"statement": "Trees: {figure!r}."}, "a brace holds more than a name"),
        ({"statement": "Trees planted."}, "it does not name {figure}; write it where the figure belongs"),
        ({"statement": "Trees: {figure} and {all}."}, "{all} is not known; write {figure}, {other} or {percent}"),
        ({"statement": "Trees: {figure.real}."}, "{figure.real} is not known"),
        ({"statement": "Trees: {figure} by {percent}."}, "it names {percent}, and there is none"),
        ({"statement": "Trees: {figure"}, "a brace is not closed"),
        ({"figure": "250,000"}, "column figure: '250,000' is not right; write digits alone"),
        ({"figure": "1e9"}, "write digits alone"),
        ({"figure": "nan"}, "write digits alone"),
        ({"figure": "9" * 14}, "write digits alone"),
        ({"figure": "", "statement": "Trees."}, "column figure: '' is not right; there is a second figure"),
        ({"unit": "USD"}, "column unit: 'USD' is not right"),
        ({"qualifier": "roughly"}, "column qualifier: 'roughly' is not right"),
        ({"other_figure": "0"}, "column other_figure: '0' is not right; nothing is a per cent of 0"),
        ({"other_figure": "", "statement": "Trees: {figure}."}, "column other_figure: '' is not right"),
        ({"other_is": ""}, "column other_is: '' is not right; say what the second figure is"),
        ({"other_is": "local", "printed_percent": "5"}, "column printed_percent: '5' is not right"),
        ({"kind": "service"}, "column other_is: 'target' is not right; a service that was stopped"),
        ({"indicator_id": "bees"}, "column indicator_id: 'bees' is not in the register"),
        ({"dated": "December"}, "column dated: 'December' is not right; write a year, a month or a day"),
        ({"dated": "2023-02-30"}, "column dated: '2023-02-30' is not right"),
        ({"dated": ""}, "column dated: '' is not right; a statement has a date"),
        ({"address": "http://example.org"}, "column address: 'http://example.org' is not right; write an address"),
        ({"address": "javascript:alert(1)"}, "write an address that begins with https://"),
        ({"address": "https://user@example.org/"}, "write an address that begins with https://"),
        ({"address": "https://example.org:8080/"}, "write an address that begins with https://"),
        ({"address": 'https://example.org/"><script>'}, "write an address that begins with https://"),
        ({"address": "https://example"}, "write an address that begins with https://"),
        ({"address": "https://example.org/" + "a" * 500}, "column address"),
        ({"signed_by": "Director"}, "column signed_on: '' is not right; a signature has a post and a date"),
        ({"signed_on": "2023"}, "column signed_on: '2023' is not right; a signature has a post and a date"),
    ],
)
def test_what_is_wrong_is_said_with_row_column_value_and_what_to_write(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(InputProblem) as problem:
        read_statements(written(tmp_path, ROW | changes), REGISTER, THEMES, 2023)
    assert str(problem.value).startswith("statements.csv row 2, column ")
    assert message in str(problem.value)


@pytest.mark.parametrize(
    "statement",
    [
        "In 2022/23 and since 2008/09 the A511 and 5G came: {figure}.",
        "By March 2024, on 8 July 2020 and in 2019, 2018-22 and 2021: {figure}.",
        "Those of twelve weeks: {figure}.",
    ],
)
def test_years_days_and_names_with_digits_are_no_figures(tmp_path: Path, statement: str) -> None:
    path = written(tmp_path, ROW | {"statement": statement})
    assert read_statements(path, REGISTER, THEMES, 2023)["statement"].tolist() == [statement]


def test_a_name_is_given_once_and_the_file_ends(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match=r"row 3, column statement_id: 'trees_2023' appears twice; keep one row"):
        read_statements(written(tmp_path, ROW, ROW), REGISTER, THEMES, 2023)
    many = (ROW | {"statement_id": f"trees_{number}"} for number in range(MAX_ROWS + 1))
    with pytest.raises(InputProblem, match="has over 2,000 rows"):
        read_statements(written(tmp_path, *many), REGISTER, THEMES, 2023)


@pytest.mark.parametrize(
    ("year", "kinds"), [(2018, {"context"}), (2020, {"delivery"}), (2023, {"delivery", "judgement"})]
)
def test_the_shipped_statements_are_read_for_their_years(root: Path, year: int, kinds: set[str]) -> None:
    step = start_step("01_ingestion", year)
    themes = [theme.name for theme in step.settings.framework.themes]
    frame: Any = read_statements(Project(root).statements, step.register(), themes, year)
    assert kinds <= set(frame["kind"])


def test_risks_may_name_statements_of_the_project_and_of_other_raw_files(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "params"
    folder.mkdir()
    written(folder, ROW | {"statement_id": "only_here", "indicator_id": ""})
    own, other = statement_files(Project(root, tmp_path))
    assert (own.parent.parent, other.parent.parent) == (root, tmp_path)
    years = statement_years([own, other, None])
    assert years["only_here"] == (2023,)
    assert set(years) == {*statement_years([own]), "only_here"}
    assert len(statement_files(Project(root))) == 1
