"""Single rules of the check of a return: what is said of a cell, by the register, the areas and earlier rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from returns import CARD, CARD_HEADER, GOOD, HEADER, OF_A_SURVEY, csv_file, indicators

from helpers.areas import Area, Areas
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.returns import return_check
from helpers.sources.returns.return_check import Checked, check, dates_handed_in, summary

BARE = {"value": "", "numerator": "", "denominator": "", "target": ""}
"""Cells that a row of a figure without counts or target clears."""


def _area(code: str, name: str, start: date | None = None, end: date | None = None, **links: Any) -> Area:
    usual: dict[str, Any] = {"successors": (), "predecessors": (), "change": ""}
    return Area(code=code, name=name, area_type="county", region="", start=start, end=end, **(usual | links))


AREAS = Areas(
    {
        area.code: area
        for area in (
            _area("E10000018", "Leicestershire"),
            _area("E10000006", "Cumbria", end=date(2023, 3, 31), successors=("E06000063",), change="split"),
            _area("E06000063", "Cumberland", start=date(2023, 4, 1), predecessors=("E10000006",), change="split"),
            _area("E07000001", "Newtown"),
            _area("E07000002", "Newtown"),
        )
    }
)


def checked(folder: Path, *rows: Mapping[str, Any], cards: bool = False) -> Checked:
    """Return the check of a CSV return, each of its rows changed in some cells from a good one."""
    path = csv_file(folder / "return.csv", [GOOD | row for row in rows], HEADER)
    beside = open_file(csv_file(folder / "surveys.csv", [CARD], CARD_HEADER)) if cards else None
    return check(open_file(path), indicators(), AREAS, beside)


def sentences(folder: Path, *rows: Mapping[str, Any], cards: bool = False) -> list[str]:
    return [str(fault) for fault in checked(folder, *rows, cards=cards).faults]


@pytest.mark.parametrize(
    ("text", "period_type", "dates"),
    [
        ("2022/23", "financial", (date(2022, 4, 1), date(2023, 3, 31))),
        ("Q4 2022/23", "financial", (date(2023, 1, 1), date(2023, 3, 31))),
        ("2022", "calendar", (date(2022, 1, 1), date(2022, 12, 31))),
        ("2022/23 (Revised)", "financial", (date(2022, 4, 1), date(2023, 3, 31))),
        ("Q4 2022/23", "snapshot", None),
        ("2022", "financial", None),
        ("soon", "financial", None),
        ("", "financial", None),
    ],
)
def test_a_period_is_that_of_the_indicators_type(text: str, period_type: str, dates: tuple[date, date] | None) -> None:
    assert dates_handed_in(text, period_type) == dates


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"indicator": "zebra"},
            "indicator is 'zebra': expected an indicator of the register with the source local_return; choose one of "
            "the list, or add it to params/indicators.csv.",
        ),
        (
            {"area": "Newtown"},
            "area is 'Newtown': expected a code, as 2 areas have the name; give one of E07000001, E07000002.",
        ),
        ({"area": "Qqqq"}, "area is 'Qqqq': expected the name or the ONS code of an area of areas.csv; choose one of"),
        (
            {"area": "Cumberland", "period": "2020/21"},
            "area is 'Cumberland': expected an area that existed by 2021-03-31; give the area of that time.",
        ),
        ({"period": "44652"}, "period is '44652': expected a period such as 2022/23, from 1 April to 31 March, or a"),
        (
            {"signed_by": "Director", "signed_on": "2023-03-30"},
            "signed_on is '2023-03-30': expected a day from 2023-03-31 on, as the figure is final; correct the day or",
        ),
        (
            BARE | {"indicator": "visits", "period": "2022", "value": "-1"},
            "value is '-1': expected a count of zero or more; correct it.",
        ),
        (
            BARE | {"indicator": "visits", "period": "2022", "value": "1.5"},
            "value is '1.5': expected no more than 0 decimal places; it has 1; round it as the register says.",
        ),
        (
            {"value": "0", "numerator": "-1", "denominator": "1000"},
            "numerator is '-1': expected a count from 0 to the denominator, 1,000; correct the counts.",
        ),
        (
            {"value": "50.0", "numerator": "415"},
            "value is '50.0': expected 41.5, as the counts give; correct the value or the counts.",
        ),
        (
            OF_A_SURVEY | {"numerator": "", "denominator": ""},
            "survey is 'residents_2022': expected a survey that has a card; add one to the sheet Surveys, or to",
        ),
    ],
)
def test_one_cell_is_said_to_be_wrong(tmp_path: Path, changes: Mapping[str, Any], sentence: str) -> None:
    (fault,) = sentences(tmp_path, changes)
    assert fault.startswith(f"return.csv row 2, column {sentence}")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"signed_by": "Director", "signed_on": "2023-03-31"},  # the last day of the period
        {"signed_by": "Director", "signed_on": "2023-03-30", "status": "provisional"},
        {"value": "0", "numerator": "0"},  # zero is a figure
        {"value": "100", "numerator": "1000"},
        {"area": "Cumbria"},  # it existed to the last day of the period
        BARE | {"value": "[c]"},  # suppressed: neither a number nor zero
        BARE | {"status": "awaiting"},
        BARE | {"indicator": "happiness_mean", "value": "-3.2"},  # a mean may be below zero
        {"period": "Q1 2022/23"},
    ],
)
def test_a_row_at_the_edge_is_right(tmp_path: Path, changes: Mapping[str, Any]) -> None:
    assert sentences(tmp_path, changes) == []


def test_a_number_for_a_day_says_that_the_spreadsheet_made_it(tmp_path: Path) -> None:
    """44652 is 1 April 2022, counted from the last day but one of 1899."""
    (fault,) = sentences(tmp_path, {"period": "44652"})
    assert "the spreadsheet has made a date of it and keeps 2022-04-01 as this number; format the cell as text" in fault
    (fault,) = sentences(tmp_path, {"period": "never"})
    assert fault.endswith("; write it so, as text.")


def test_a_figure_is_given_once(tmp_path: Path) -> None:
    again = (
        "return.csv row {row}, column indicator is 'potholes_pct': expected one row for each indicator, area and "
        "period; row 2 has {how} figures for it; keep one."
    )
    assert sentences(tmp_path, {}, {}) == [again.format(row=3, how="the same")]
    no_counts = {"numerator": "", "denominator": ""}
    # blank and blank are the same, blank and a number are not; a code and the name are one area
    assert sentences(tmp_path, no_counts, no_counts | {"area": "E10000018"}) == [again.format(row=3, how="the same")]
    assert sentences(tmp_path, {}, no_counts) == [again.format(row=3, how="other")]
    # both later rows are held to the first
    third = {"value": "42.0", "numerator": "420"}
    assert sentences(tmp_path, {}, {}, third) == [
        again.format(row=3, how="the same"),
        again.format(row=4, how="other"),
    ]
    assert sentences(tmp_path, {}, {"period": "2021/22"}) == []


def test_respondents_and_fieldwork_are_held_to_the_card(tmp_path: Path) -> None:
    row = OF_A_SURVEY | {"numerator": "", "denominator": ""}
    assert sentences(tmp_path, row | {"respondents": 1106}, cards=True) == []
    assert sentences(tmp_path, row | {"respondents": 1107}, cards=True) == [
        "return.csv row 2, column respondents is '1107': expected at most the 1,106 of the survey's card; correct one "
        "of the two."
    ]
    assert sentences(tmp_path, row | {"period": "2021/22"}, cards=True) == [
        "return.csv row 2, column survey is 'residents_2022': expected a survey asked within the period; its fieldwork "
        "was 2022-09-01 to 2022-11-30; correct one of the two."
    ]
    # a survey that begins within the period and ends after it is of it
    assert sentences(tmp_path, row | {"period": "Q2 2022/23"}, cards=True) == []


def test_what_a_return_holds_is_counted(tmp_path: Path) -> None:
    awaited = BARE | {"status": "awaiting", "period": "2021/22"}
    result = checked(tmp_path, {}, awaited, {"period": "2020/21"})
    assert (result.rows, result.figures, result.awaited, result.indicators, result.surveys) == (3, 2, 1, 1, 0)
    assert summary(result) == "3 rows, 2 figures of 1 indicator, 1 awaited; nothing is wrong."
    cards = check(open_file(csv_file(tmp_path / "surveys.csv", [CARD], CARD_HEADER)), indicators(), AREAS)
    assert summary(cards) == "1 survey card; nothing is wrong."
    assert summary(Checked((), 0, 0, 0, 0, 0)) == "no survey cards yet; nothing is wrong."
    assert summary(Checked((), 2, 0, 2, 1, 0, 1)) == (
        "2 rows, no figures yet, 2 awaited, 1 example of the template not counted; nothing is wrong."
    )


def test_an_empty_return_and_a_file_of_another_kind(tmp_path: Path) -> None:
    empty = csv_file(tmp_path / "return.csv", [])
    (fault,) = check(open_file(empty), indicators(), AREAS).faults
    assert (fault.row, fault.column, fault.remedy) == (2, "indicator", "fill the return in")
    other = tmp_path / "other.csv"
    other.write_text("shop,price\nbaker,2\n", encoding="utf-8")
    with pytest.raises(
        Refused, match=r"other\.csv is not a return: it has no sheet Return and not the columns indicator"
    ):
        check(open_file(other), indicators(), AREAS)


@pytest.mark.parametrize(
    ("number", "decimals"), [(41.0, 0), (41.25, 2), (0.1 + 0.2, 1), (1e-7, 7), (0.0, 0), (1e20, 0)]
)
def test_decimal_places_are_those_that_a_spreadsheet_keeps(number: float, decimals: int) -> None:
    assert return_check._decimal_places(number) == decimals
