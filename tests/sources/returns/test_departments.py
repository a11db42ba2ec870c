"""The workbooks of a year: whose they are, what they ask for, what is filled in and locked, and what comes back."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from filled_returns import MAIN, Typed, fill_in
from python_calamine import CalamineWorkbook
from returns import GOOD, csv_file, indicator

from helpers.areas import Areas, read_areas
from helpers.periods import PERIOD_TYPES
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources.files.opening import open_file
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.returns import return_check, return_file
from helpers.sources.returns.choices import write_files
from helpers.sources.returns.cover import read_cover
from helpers.sources.returns.departments import NO_DAY, workbooks
from helpers.sources.returns.handed_in import figures_of, last_figures, read_returns
from helpers.sources.returns.senders import Sender, duties, sender_of
from helpers.sources.sidecar import raw_files

ROOT = Path(__file__).resolve().parents[3]
AS_AT = dict.fromkeys(PERIOD_TYPES, date(2023, 3, 31)) | {"academic": date(2023, 8, 31)}
CODES = ("E10000018",)
DUE = date(2023, 5, 31)


def register() -> tuple[Indicator, ...]:
    """Two indicators of one department, one of another, one of a partner, and one that no return has."""
    return (
        indicator("trees", "count", "trees", decimals=0, period_type="snapshot", owner="Director of Environment"),
        indicator("potholes_pct", "percentage", "%", owner="Director of Environment"),
        indicator("sickness", "mean", "days", owner="Chief Executive", period_type="academic"),
        indicator("calls", "count", "calls", decimals=0, measure_type="partner", organisation="Fire & rescue service"),
        indicator("waste_pct", "percentage", "%", source_id="defra_waste"),
    )


@pytest.fixture(scope="module")
def real_areas() -> Areas:
    return read_areas(ROOT / "data/raw/reference/areas.csv")


@pytest.fixture(scope="module")
def books(real_areas: Areas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks of 2023, with what was handed in for 2022."""
    raw = tmp_path_factory.mktemp("raw")
    (raw / "returns/2022").mkdir(parents=True)
    rows = [
        GOOD | {"period": "2020/21", "value": 40.0, "numerator": 400},
        GOOD | {"period": "2021/22", "value": "41.5 [e]", "numerator": "", "denominator": ""},
        GOOD | {"period": "2021/22", "area": "Kent"},
        {**GOOD, "indicator": "trees", "period": "31 Mar 2022", "value": 900, "numerator": "", "denominator": ""},
        {"indicator": "calls", "area": "Leicestershire", "period": "2021/22", "owner": "A post", "status": "awaiting"},
    ]
    csv_file(raw / "returns/2022/all.csv", rows)
    returns = read_returns(raw_files(raw), register(), real_areas, CODES)
    owed = duties(register(), 2023, AS_AT)
    before = {duty.indicator.indicator_id: duty.period_end for of_sender in owed.values() for duty in of_sender}
    content = workbooks(owed, last_figures(returns, before), real_areas, CODES[0], 2023, AS_AT, DUE)
    folder = tmp_path_factory.mktemp("books")
    write_files(folder, content)
    return folder


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_each_department_and_partner_has_a_workbook_with_its_own_indicators(books: Path) -> None:
    asked = {path.stem: [row["indicator"] for row in rows_of(path, "Return")] for path in books.iterdir()}
    assert asked == {
        "chief_executive": ["sickness"],
        "environment": ["trees", "potholes_pct"],
        "partner_fire_rescue_service": ["calls"],
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Sender("Head of Transport", False)),
        ({"measure_type": "partner"}, Sender("Head of Transport", True)),
        ({"measure_type": "partner", "organisation": "Police force"}, Sender("Police force", True)),
        ({"organisation": "county council"}, Sender("Head of Transport", False)),
    ],
)
def test_who_hands_in_an_indicator(changes: dict[str, str], expected: Sender) -> None:
    assert sender_of(indicator("trees", "count", "trees", **changes)) == expected


def test_indicators_of_other_years_are_not_asked_for() -> None:
    changed = {"valid_to": 2022}, {"valid_from": 2024}, {"valid_from": 2023}
    some = [indicator(f"trees_{number}", "count", "trees", **about) for number, about in enumerate(changed)]
    owed = duties(some, 2023, AS_AT)
    assert [duty.indicator.indicator_id for of_sender in owed.values() for duty in of_sender] == ["trees_2"]


def test_a_row_has_the_last_figure_and_awaits_the_new_one(books: Path) -> None:
    trees, potholes = rows_of(books / "environment.xlsx", "Return")
    assert {name: cell for name, cell in trees.items() if cell != ""} == {
        "indicator": "trees",
        "measure": "Trees (trees)",
        "area": "Leicestershire",
        "period": "31 Mar 2023",
        "last_period": "31 Mar 2022",
        "last_value": 900,
        "owner": "Director of Environment",
        "status": "awaiting",
    }
    assert (potholes["last_period"], potholes["last_value"]) == ("2021/22", "41.5 [e]")
    (calls,) = rows_of(books / "partner_fire_rescue_service.xlsx", "Return")
    assert calls["last_period"] == calls["last_value"] == ""  # it was awaited then
    (sickness,) = rows_of(books / "chief_executive.xlsx", "Return")
    assert sickness["period"] == "2022/23 (academic)"


def test_the_cover_says_whose_return_it_is(books: Path, real_areas: Areas) -> None:
    path = books / "environment.xlsx"
    assert CalamineWorkbook.from_path(path).sheet_names == [
        "Cover",
        "Return",
        "Surveys",
        "Lists",
        "How to fill this in",
    ]
    answers = {row["item"]: row["answer"] for row in rows_of(path, "Cover")}
    assert answers == {
        "council": "Leicestershire",
        "sent_by": "Director of Environment",
        "reporting_year": "2023",
        "due": "2023-05-31",
        "indicators": "2",
        "signed_by": "",
        "signed_on": "",
    }
    owed = duties(register(), 2023, AS_AT)
    without_day = workbooks(owed, {}, real_areas, CODES[0], 2023, AS_AT, None)
    assert NO_DAY.encode() in zipfile.ZipFile(_written(books, without_day)).read("xl/sharedStrings.xml")


def _written(folder: Path, books: dict[str, bytes]) -> Path:
    path = folder.parent / "without_day.xlsx"
    path.write_bytes(books["environment.xlsx"])
    return path


def locked_cells(path: Path, sheet: int) -> set[str]:
    """The addresses of the cells that are written and locked."""
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    assert root.find(f"{{{MAIN}}}sheetProtection") is not None
    formats = list(styles.find(f"{{{MAIN}}}cellXfs") or [])
    unlocked = {str(at) for at, style in enumerate(formats) if any(part.get("locked") == "0" for part in style)}
    return {str(cell.get("r")) for cell in root.iter(f"{{{MAIN}}}c") if str(cell.get("s", "0")) not in unlocked}


def test_what_the_department_may_not_change_is_locked(books: Path) -> None:
    path = books / "environment.xlsx"
    headings = list(rows_of(path, "Return")[0])
    locked = [headings[ord(address[0]) - 65] for address in locked_cells(path, 2) if address[1:] == "2"]
    assert sorted(locked) == ["indicator", "last_period", "last_value", "measure"]
    assert {"B7", "B8"}.isdisjoint(locked_cells(path, 1))
    assert {"B2", "B3", "B4", "B5", "B6"} <= locked_cells(path, 1)


def test_the_same_workbooks_have_the_same_bytes_and_are_not_written_over(
    books: Path, real_areas: Areas, tmp_path: Path
) -> None:
    owed = duties(register(), 2023, AS_AT)
    once, again = (workbooks(owed, {}, real_areas, CODES[0], 2023, AS_AT, DUE) for _ in range(2))
    assert once == again
    write_files(tmp_path, once)
    write_files(tmp_path, again)
    (tmp_path / "environment.xlsx").write_bytes(b"filled in")
    with pytest.raises(InputProblem, match=r"environment\.xlsx already exists and may have been filled in"):
        write_files(tmp_path, once)


def test_two_senders_of_one_file_are_refused(real_areas: Areas) -> None:
    owners = "Director of Roads", "Head of Roads"
    two = [indicator(f"trees_{at}", "count", "trees", owner=owner) for at, owner in enumerate(owners)]
    with pytest.raises(InputProblem, match=r"Director of Roads and of Head of Roads would both be roads\.xlsx"):
        workbooks(duties(two, 2023, AS_AT), {}, real_areas, CODES[0], 2023, AS_AT, DUE)


FILLED: dict[tuple[str, int, str], Typed] = {
    ("Return", 2, "value"): 1200.0,
    ("Return", 2, "target"): 1500.0,
    ("Return", 2, "status"): "final",
    ("Return", 2, "commentary"): "A dry spring",
    ("Return", 2, "planned_improvement"): "Plant in autumn",
    ("Cover", 7, "answer"): "Director of Environment",
    ("Cover", 8, "answer"): date(2023, 5, 12),
}


def test_an_untouched_workbook_has_nothing_wrong(books: Path, real_areas: Areas) -> None:
    for path in books.iterdir():
        checked = return_check.check(open_file(path), register(), real_areas)
        assert (checked.faults, checked.figures) == ((), 0)


def test_a_filled_in_workbook_is_read_with_its_signature(books: Path, real_areas: Areas, tmp_path: Path) -> None:
    path = fill_in(books / "environment.xlsx", tmp_path / "sent.xlsx", FILLED)
    assert return_check.check(open_file(path), register(), real_areas).faults == ()
    form, published = read_file(path)
    used, rejected = observations(published, form, register(), real_areas)
    assert rejected.empty and published.returned is not None
    table = return_file.returns_table(used.assign(file="sent"), published.returned.assign(file="sent"))
    row = table.set_index("indicator_id").loc["trees"]
    assert row[["target", "commentary", "planned_improvement", "signed_by", "signed_on"]].tolist() == [
        1500,
        "A dry spring",
        "Plant in autumn",
        "Director of Environment",
        date(2023, 5, 12),
    ]
    awaited = table.set_index("indicator_id").loc["potholes_pct"]
    assert (awaited["signed_by"], awaited["signed_on"]) == ("", None)  # nobody signs for a figure that is not there


@pytest.mark.parametrize(
    ("typed", "expected", "cells"),
    [
        ({("Cover", 7, "answer"): "", ("Cover", 8, "answer"): ""}, [("Cover", 7), ("Cover", 8)], 0),
        ({("Cover", 7, "answer"): "TBC"}, [("Cover", 7)], 1),
        ({("Cover", 7, "answer"): "=1+1"}, [("Cover", 7)], 1),
        ({("Cover", 8, "answer"): "soon"}, [("Cover", 8)], 1),
        ({("Cover", 8, "answer"): date(2023, 3, 30)}, [("Return", 2)], 0),  # before the period ended
        ({("Cover", 7, "item"): "name"}, [("Cover", 0)], 0),
        ({("Return", 2, "planned_improvement"): "Details to go here"}, [("Return", 2)], 1),
    ],
)
def test_a_fault_of_the_signature_or_the_plan_stops_no_figure(
    books: Path,
    real_areas: Areas,
    tmp_path: Path,
    typed: dict[tuple[str, int, str], Typed],
    expected: list[tuple[str, int]],
    cells: int,
) -> None:
    """`cells` is how many cells the report lists as not used, as it knows no register of periods."""
    path = fill_in(books / "environment.xlsx", tmp_path / "sent.xlsx", FILLED | typed)
    faults = return_check.check(open_file(path), register(), real_areas).faults
    assert [(fault.sheet, fault.row) for fault in faults] == expected
    _, published = read_file(path)
    assert published.figures["row"].tolist() == [2, 3] and published.rejections.empty
    assert len(published.cells) == cells


def test_the_signature_of_a_csv_return_is_in_its_columns(tmp_path: Path, real_areas: Areas) -> None:
    signed = {"signed_by": "Head of Highways", "signed_on": "2023-05-12"}
    path = csv_file(tmp_path / "sent.csv", [GOOD | signed])
    _, published = read_file(path)
    assert published.returned is not None
    assert published.returned[["signed_by", "signed_on"]].to_numpy().tolist() == [
        ["Head of Highways", date(2023, 5, 12)]
    ]
    assert read_cover(open_file(path)) is None
    for half in signed:
        path = csv_file(tmp_path / "half.csv", [GOOD | signed | {half: ""}])
        (fault,) = return_check.check(open_file(path), register(), real_areas).faults
        assert (fault.column, fault.stops) == (half, False)


def test_a_signature_of_a_day_that_has_not_come_is_a_fault_whatever_else_is_wrong(
    books: Path, tmp_path: Path, real_areas: Areas
) -> None:
    today = date(2023, 6, 1)
    signed = GOOD | {"signed_by": "Head of Highways", "signed_on": "2030-05-12"}
    path = csv_file(tmp_path / "sent.csv", [signed | {"signed_on": "2023-06-01"}, signed | {"value": "many"}])
    of_columns = return_check.check(open_file(path), register(), real_areas, today=today).faults
    assert {(fault.row, fault.column) for fault in of_columns} >= {(3, "value"), (3, "signed_on")}
    assert [fault.row for fault in of_columns if fault.column == "signed_on"] == [3]
    path = fill_in(books / "environment.xlsx", tmp_path / "sent.xlsx", FILLED | {("Cover", 8, "answer"): "2023-06-02"})
    (of_cover,) = return_check.check(open_file(path), register(), real_areas, today=today).faults
    assert str(of_cover) == (
        "sent.xlsx sheet Cover row 8, column signed_on is '2023-06-02': expected a day up to today, 2023-06-01; write "
        "the day on which it was signed."
    )


def test_a_final_figure_signed_before_its_period_ended_is_a_fault_whatever_else_is_wrong(
    tmp_path: Path, real_areas: Areas
) -> None:
    early = GOOD | {"signed_by": "Head of Highways", "signed_on": "2023-03-30", "value": "many"}
    faults = return_check.check(open_file(csv_file(tmp_path / "sent.csv", [early])), register(), real_areas).faults
    assert [fault.column for fault in faults] == ["value", "signed_on"]


def test_a_figure_of_the_council_is_told_by_its_area_and_period(tmp_path: Path, real_areas: Areas) -> None:
    rows = [GOOD, GOOD | {"area": "Kent"}, GOOD | {"period": "2021"}, GOOD | {"indicator": "waste_pct"}]
    path = csv_file(tmp_path / "sent.csv", rows)
    figures = figures_of(open_file(path), "sent.csv", register(), real_areas, CODES)
    assert [(figure.answer.row, figure.period_end) for figure in figures] == [(2, date(2023, 3, 31))]
