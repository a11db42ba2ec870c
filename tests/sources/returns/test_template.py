"""The empty return: what is in it, that a spreadsheet holds people to it, and that it can be read when filled in."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hostile import text_cell
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from returns import CARD_HEADER, GOOD, HEADER, indicator, indicators, workbook

from helpers.areas import Areas, read_areas
from helpers.markers import MEANINGS
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.problems import InputProblem
from helpers.register import EXAMPLES
from helpers.sources.files.opening import open_file
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.returns import return_check
from helpers.sources.returns.choices import labels
from helpers.sources.returns.template import write_template

ROOT = Path(__file__).resolve().parents[3]
AS_AT = dict.fromkeys(PERIOD_TYPES, date(2025, 3, 31))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def real_areas() -> Areas:
    return read_areas(ROOT / "data/raw/reference/areas.csv")


@pytest.fixture(scope="module")
def template(real_areas: Areas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "returns"
    write_template(folder, indicators(), real_areas, "E10000018", AS_AT)
    return folder


def cells(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def test_there_is_a_row_for_each_indicator_of_a_return(template: Path) -> None:
    expected = [
        ["complaints_rate", "Leicestershire", "2024/25", "awaiting"],
        ["happiness_mean", "Leicestershire", "2024/25", "awaiting"],
        ["potholes_pct", "Leicestershire", "2024/25", "awaiting"],
        ["satisfied_pct", "Leicestershire", "2024/25", "awaiting"],
        ["visits", "Leicestershire", "2024", "awaiting"],
    ]
    header, *rows = cells(template / "return.xlsx", "Return")
    assert header == HEADER
    assert [[row[HEADER.index(name)] for name in ("indicator", "area", "period", "status")] for row in rows] == expected
    assert all(cell == "" for row in rows for cell in (*row[3:10], *row[11:]))
    with (template / "return.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == HEADER
    assert [[*line[:3], line[10]] for line in lines[1:]] == expected
    assert (template / "surveys.csv").read_text(encoding="utf-8-sig") == ",".join(CARD_HEADER) + "\n"


def test_the_other_sheets_say_what_can_be_chosen_and_how(template: Path) -> None:
    path = template / "return.xlsx"
    assert CalamineWorkbook.from_path(path).sheet_names == ["Return", "Surveys", "Lists", "How to fill this in"]
    assert cells(path, "Surveys") == [CARD_HEADER]
    header, *rows = cells(path, "Lists")
    columns = {str(name): [row[column] for row in rows if row[column]] for column, name in enumerate(header)}
    assert columns["indicator"] == ["complaints_rate", "happiness_mean", "potholes_pct", "satisfied_pct", "visits"]
    assert columns["unit"][0] == "per 10,000 people"
    assert columns["status"] == ["final", "provisional", "awaiting"]
    assert {"Leicestershire", "Kent", "England"} <= set(columns["area"])
    assert "Cumbria" not in columns["area"]  # it ended in 2023
    assert {"2024/25", "2023/24", "2024"} <= set(columns["period"])
    assert len(columns["period"]) == len(set(columns["period"]))
    guide = " ".join(str(cell) for row in cells(path, "How to fill this in") for cell in row)
    for word in (*HEADER, *CARD_HEADER, *MEANINGS):
        assert word in guide


def test_the_same_template_has_the_same_bytes(template: Path, real_areas: Areas, tmp_path: Path) -> None:
    write_template(tmp_path, indicators(), real_areas, "E10000018", AS_AT)
    for path in template.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    with zipfile.ZipFile(template / "return.xlsx") as archive:
        assert {member.date_time[:3] for member in archive.infolist()} == {(1980, 1, 1)}


def test_the_workbook_holds_people_to_its_lists_and_locks_its_header(template: Path) -> None:
    with zipfile.ZipFile(template / "return.xlsx") as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        cards = ElementTree.fromstring(archive.read("xl/worksheets/sheet2.xml"))
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    rules = {str(rule.get("sqref")): rule for rule in sheet.iter(f"{MAIN}dataValidation")}
    assert len(rules) == len(HEADER)
    by_column = {name: rules[f"{chr(65 + number)}2:{chr(65 + number)}501"] for number, name in enumerate(HEADER)}
    assert by_column["indicator"].findtext(f"{MAIN}formula1") == "Lists!$A$2:$A$6"
    assert by_column["indicator"].get("errorStyle") is None  # nothing else is let in
    assert by_column["period"].get("errorStyle") == "warning"
    assert by_column["value"].findtext(f"{MAIN}formula1") == 'OR(ISNUMBER(D2),LEFT(D2,1)="[")'
    assert by_column["respondents"].get("type") == "whole"
    assert by_column["survey"].findtext(f"{MAIN}formula1") == "Surveys!$A$2:$A$501"
    assert all(len(str(rule.get("prompt"))) > 10 for rule in rules.values())
    pane = next(sheet.iter(f"{MAIN}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert not list(sheet.iter(f"{MAIN}mergeCell"))
    assert sheet.find(f"{MAIN}sheetProtection") is not None
    formats = list(styles.find(f"{MAIN}cellXfs") or [])
    unlocked = {str(at) for at, style in enumerate(formats) if any(part.get("locked") == "0" for part in style)}
    text = {str(at) for at, style in enumerate(formats) if style.get("numFmtId") == "49"}
    header = {str(cell.get("s")) for cell in sheet.iter(f"{MAIN}c") if str(cell.get("r")).endswith("1")}
    assert not header & unlocked
    columns = {int(str(column.get("min"))): str(column.get("style")) for column in sheet.iter(f"{MAIN}col")}
    assert set(columns.values()) <= unlocked
    assert columns[3] in text  # so that 2009/10 does not become October 2009
    methods = [rule.findtext(f"{MAIN}formula1") for rule in cards.iter(f"{MAIN}dataValidation")]
    assert "Lists!$E$2:$E$6" in methods and "Lists!$F$2:$F$8" in methods


def test_a_template_as_it_is_lacks_owners_alone(template: Path, real_areas: Areas) -> None:
    for name in ("return.xlsx", "return.csv"):
        checked = return_check.check(open_file(template / name), indicators(), real_areas)
        assert [(fault.row, fault.column) for fault in checked.faults] == [(row, "owner") for row in range(2, 7)]
        assert (checked.rows, checked.figures, checked.awaited) == (5, 0, 5)


def test_a_template_that_is_filled_in_becomes_observations(template: Path, real_areas: Areas, tmp_path: Path) -> None:
    header, *rows = cells(template / "return.xlsx", "Return")
    filled = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    for row, value in zip(filled, (3.2, 7.5, 41.5, "[c]", 1_200_345), strict=True):
        row |= {"value": value, "owner": "A post", "status": "provisional"}
    path = workbook(tmp_path / "return.xlsx", filled)
    assert return_check.check(open_file(path), indicators(), real_areas).faults == ()
    form, published = read_file(path)
    used, rejected = observations(published, form, indicators(), real_areas)
    assert rejected.empty
    assert dict(zip(used["indicator_id"], used["value"].fillna(-1), strict=True)) == {
        "complaints_rate": 3.2,
        "happiness_mean": 7.5,
        "potholes_pct": 41.5,
        "satisfied_pct": -1,
        "visits": 1_200_345,
    }
    assert set(used["period_end"]) == {date(2025, 3, 31), date(2024, 12, 31)}
    assert set(used["area_code"]) == {"E10000018"}


def test_the_workbook_itself_can_be_filled_in(template: Path, real_areas: Areas, tmp_path: Path) -> None:
    """Cells put into the template's own XML, as a spreadsheet would save them."""
    path = tmp_path / "return.xlsx"
    put = '<c r="D2"><v>3.2</v></c>' + text_cell("J2", "A post") + text_cell("K2", "final")
    with zipfile.ZipFile(template / "return.xlsx") as empty, zipfile.ZipFile(path, "w") as full:
        for name in empty.namelist():
            content = empty.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content, times = re.subn(r'<c r="K2".*?</c>', put, content)
                assert times == 1
            full.writestr(name, content)
    checked = return_check.check(open_file(path), indicators(), real_areas)
    assert [fault.row for fault in checked.faults] == [3, 4, 5, 6]
    assert read_file(path)[1].figures.iloc[0][["value", "status"]].tolist() == [3.2, "final"]


def test_a_filled_in_return_is_not_written_over(template: Path, real_areas: Areas, tmp_path: Path) -> None:
    write_template(tmp_path, indicators(), real_areas, "E10000018", AS_AT)
    (tmp_path / "return.csv").write_text("filled in", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"return.csv already exists"):
        write_template(tmp_path, indicators(), real_areas, "E10000018", AS_AT)
    assert (tmp_path / "return.csv").read_text(encoding="utf-8") == "filled in"


@pytest.fixture(scope="module")
def empty(real_areas: Areas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template for a register without an indicator of a return."""
    folder = tmp_path_factory.mktemp("empty") / "returns"
    other = [indicator("waste_pct", "percentage", "%", source_id="defra_waste")]
    write_template(folder, other, real_areas, "E10000018", AS_AT)
    return folder


def test_without_such_an_indicator_the_template_has_examples_without_figures(empty: Path) -> None:
    header, *rows = cells(empty / "return.xlsx", "Return")
    assert header == HEADER
    assert [row[0] for row in rows] == list(EXAMPLES)
    filled = {"indicator", "area", "period", "commentary", "owner", "status"}
    for row in rows:
        by_column = dict(zip(HEADER, row, strict=True))
        assert {name for name, cell in by_column.items() if cell} == filled
        assert str(by_column["commentary"]).startswith("An example, which is not counted: ")
        assert by_column["status"] == "awaiting"
    with (empty / "return.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line[0] for line in csv.reader(file)] == ["indicator", *EXAMPLES]


def test_the_template_with_examples_explains_itself(empty: Path, template: Path) -> None:
    assert CalamineWorkbook.from_path(empty / "return.xlsx").sheet_names == [
        "Return",
        "Surveys",
        "Lists",
        "How to fill this in",
    ]
    guide = " ".join(str(cell) for row in cells(empty / "return.xlsx", "How to fill this in") for cell in row)
    for word in (*HEADER, *CARD_HEADER, *MEANINGS, "params/indicators.csv", "source_id local_return", "not counted"):
        assert word in guide
    header, *rows = cells(empty / "return.xlsx", "Lists")
    columns = {str(name): [row[column] for row in rows if row[column]] for column, name in enumerate(header)}
    assert columns["indicator"] == list(EXAMPLES)
    assert {"Leicestershire", "Kent"} <= set(columns["area"]) and "2024/25" in columns["period"]
    with zipfile.ZipFile(empty / "return.xlsx") as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rule = next(rule for rule in sheet.iter(f"{MAIN}dataValidation") if rule.get("sqref") == "A2:A501")
    assert rule.get("errorStyle") == "warning"  # the indicators to come are in no list yet
    other = " ".join(str(cell) for row in cells(template / "return.xlsx", "How to fill this in") for cell in row)
    assert "example" not in other


@pytest.mark.parametrize("name", ["return.xlsx", "return.csv"])
def test_an_untouched_template_has_no_figures_and_nothing_wrong(empty: Path, real_areas: Areas, name: str) -> None:
    checked = return_check.check(open_file(empty / name), indicators(), real_areas)
    assert checked.faults == ()
    assert (checked.rows, checked.figures, checked.awaited, checked.examples) == (3, 0, 0, 3)
    assert return_check.summary(checked) == (
        "3 rows, no figures yet, 3 examples of the template not counted; nothing is wrong."
    )
    _, published = read_file(empty / name)
    assert published.figures.empty
    assert list(published.rejections["reason"]) == ["an example row of the template"] * 3


def test_untouched_cards_of_surveys_are_none_yet(empty: Path, real_areas: Areas) -> None:
    checked = return_check.check(open_file(empty / "surveys.csv"), indicators(), real_areas)
    assert return_check.summary(checked) == "no survey cards yet; nothing is wrong."


def test_examples_left_in_a_return_are_passed_over(empty: Path, real_areas: Areas, tmp_path: Path) -> None:
    header, *rows = cells(empty / "return.xlsx", "Return")
    left = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    path = workbook(tmp_path / "return.xlsx", [left[0], GOOD, *left[1:]])
    checked = return_check.check(open_file(path), indicators(), real_areas)
    assert checked.faults == ()
    assert (checked.rows, checked.figures, checked.indicators, checked.examples) == (4, 1, 1, 3)
    form, published = read_file(path)
    used, rejected = observations(published, form, indicators(), real_areas)
    assert list(used["indicator_id"]) == ["potholes_pct"]
    assert set(rejected["reason"]) == {"an example row of the template"} and len(rejected) == 3


def test_an_example_with_a_figure_is_not_lost_in_silence(empty: Path, real_areas: Areas, tmp_path: Path) -> None:
    header, row, *_ = cells(empty / "return.xlsx", "Return")
    filled = dict(zip(map(str, header), row, strict=True)) | {"value": 41.5, "status": "final"}
    path = workbook(tmp_path / "return.xlsx", [filled])
    (fault,) = return_check.check(open_file(path), indicators(), real_areas).faults
    assert (fault.row, fault.column, fault.value) == (2, "indicator", EXAMPLES[0])
    assert "put the indicator's name in place of the example's" in str(fault)
    form, published = read_file(path)
    used, rejected = observations(published, form, indicators(), real_areas)
    assert used.empty and len(rejected) == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_indicator_may_have_the_name_of_an_example(name: str) -> None:
    with pytest.raises(ValueError, match="the name of an example in the template of a return"):
        indicator(name, "percentage", "%")


@pytest.mark.parametrize(
    ("period_type", "newest"),
    [
        ("financial", "2024/25"),
        ("academic", "2023/24 (academic)"),
        ("fe_year", "2023/24 (FE year)"),
        ("calendar", "2024"),
        ("rolling_3y", "2022-24"),
        ("year_to_sep", "Sep 2024"),
        ("year_to_nov", "2023/24 (Nov-Nov)"),
        ("snapshot", "31 Mar 2025"),
    ],
)
def test_the_newest_period_comes_first(period_type: str, newest: str) -> None:
    assert labels(period_type, date(2025, 3, 31))[0] == newest


@given(st.sampled_from(sorted(PERIOD_TYPES)), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_label_is_of_its_type_and_had_ended(period_type: str, last: date) -> None:
    spans = [dates_of(label, period_type) for label in labels(period_type, last)]
    assert spans
    ends = [dates[1] for dates in spans if dates is not None]
    assert len(ends) == len(spans)
    assert all(end <= last for end in ends)
    assert ends == sorted(ends, reverse=True)
