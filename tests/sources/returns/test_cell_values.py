"""What people type into a cell of a return, and what they are told to do about it."""

from __future__ import annotations

import math
from datetime import date

import pytest

from helpers.sources.returns import cell_values
from helpers.sources.returns.filled_in import Cell

Notes = list[tuple[str, str, str]]


@pytest.fixture
def notes() -> Notes:
    return []


def noted(notes: Notes) -> cell_values.Report:
    return lambda column, expected, remedy: notes.append((column, expected, remedy))


@pytest.mark.parametrize(
    ("text", "number", "marker"),
    [("41.5", 41.5, ""), ("1,412,000", 1_412_000.0, ""), ("41.5 [p]", 41.5, "[p]"), ("-3", -3.0, "")],
)
def test_a_number_is_read_with_its_marker(notes: Notes, text: str, number: float, marker: str) -> None:
    assert cell_values.read_marked(Cell(text), "value", noted(notes)) == (number, marker)
    assert notes == []


def test_a_marker_alone_has_no_number_and_a_blank_cell_has_neither(notes: Notes) -> None:
    for text, marker in (("[c]", "[c]"), ("", "")):
        value, markers = cell_values.read_marked(Cell(text), "value", noted(notes))
        assert math.isnan(value) and markers == marker
    assert notes == []


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("41,5", "it has a decimal comma"),
        ("1 250 000", "it has spaces between thousands"),
        ("1.250.000", "it has points between thousands"),
        ("£4,200", "without the currency"),
        ("12%", "without the per cent sign"),
        ("#DIV/0!", "it is an error of the spreadsheet"),
        ("=A1/B1", "it is a formula"),
        ("1.2E+06", "the spreadsheet has shortened it"),
        ("n/a", "type the marker [z]"),
        ("nil", "type 0 if it is zero"),
        ("<5", "type the marker [c]"),
        ("TBC", "set status to awaiting"),
        ("approx. 40", "with the marker [e]"),
        ("41.5p", "a space and the marker in brackets"),
        ("1.2m", "type the number in full"),
        ("12 out of 40", "numerator and denominator"),
        ("01-Oct", "has made a date of it"),
        ("about right", "type the number alone"),
    ],
)
def test_what_is_no_number_is_noted_with_what_to_do(notes: Notes, text: str, remedy: str) -> None:
    value, marker = cell_values.read_marked(Cell(text), "value", noted(notes))
    assert math.isnan(value) and marker == ""
    ((column, expected, what_to_do),) = notes
    assert column == "value" and expected.startswith("a number such as 1234.5")
    assert remedy in what_to_do


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        (Cell("A1", "formula"), "paste its value"),
        (Cell("#N/A", "error"), "type the value"),
        (Cell("TRUE", "truth"), "type what is meant"),
        (Cell("2023-01-01", "date"), "format it as a number"),
        (Cell("0.125", "percentage"), "type 12.5 if meant"),
        (Cell("inf", "number"), "that can be held"),
    ],
)
def test_what_a_spreadsheet_makes_of_a_cell_is_noted(notes: Notes, cell: Cell, remedy: str) -> None:
    assert math.isnan(cell_values.read_marked(cell, "value", noted(notes))[0])
    assert remedy in notes[0][2]


def test_a_count_is_a_whole_number_without_a_marker(notes: Notes) -> None:
    assert cell_values.read_number(Cell("12"), "respondents", noted(notes), whole=True) == 12
    assert notes == []
    for text in ("12.5", "12 [p]"):
        assert math.isnan(cell_values.read_number(Cell(text), "respondents", noted(notes), whole=True))
    assert [expected for _, expected, _ in notes] == ["a whole number", "a number such as 1234.5"]


@pytest.mark.parametrize("text", ["2024-03-31", "31/03/2024"])
def test_a_day_is_read_with_the_day_first(notes: Notes, text: str) -> None:
    assert cell_values.read_date(Cell(text), "signed_on", noted(notes)) == date(2024, 3, 31)
    assert notes == []


def test_the_number_by_which_a_spreadsheet_keeps_a_day_is_said_to_be_one(notes: Notes) -> None:
    """45382 is 31 March 2024, counted from the last day but one of 1899."""
    assert cell_values.read_date(Cell("45382"), "signed_on", noted(notes)) is None
    assert notes == [("signed_on", "a date", "the spreadsheet keeps 2024-03-31 as this number; type it as 2024-03-31")]
    assert cell_values.read_date(Cell("31 March"), "signed_on", noted(notes)) is None
    assert notes[1][2] == "type it as 2024-03-31"


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        (Cell("=SUM(A1)"), "begin with something else"),
        (Cell("01-Oct"), "format the cell as text"),
        (Cell("2023-01-01", "date"), "format the cell as text"),
        (Cell("a\u200bb"), "without hidden characters"),
        (Cell("x" * (cell_values.LONGEST_TEXT + 1)), "shorten it"),
    ],
)
def test_text_that_is_not_safe_to_pass_on_is_noted_and_blank(notes: Notes, cell: Cell, remedy: str) -> None:
    assert cell_values.read_text(cell, "comment", noted(notes)) == ""
    assert remedy in notes[0][2]


def test_text_is_on_one_line_and_a_period_is_handed_on_as_it_is(notes: Notes) -> None:
    assert cell_values.read_text(Cell(" Roads \n and  homes "), "comment", noted(notes)) == "Roads and homes"
    assert cell_values.read_text(Cell("01-Oct"), "period", noted(notes)) == "01-Oct"
    assert notes == []
