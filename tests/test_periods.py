"""Periods: labels, and the first and last day that each stands for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.periods import PERIOD_TYPES, agrees, dates_of

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

EXAMPLES = [
    ("financial", "2022/23", date(2022, 4, 1), date(2023, 3, 31)),
    ("financial", "1999/00", date(1999, 4, 1), date(2000, 3, 31)),
    ("financial", "2009/10", date(2009, 4, 1), date(2010, 3, 31)),
    ("academic", "2022/23 (academic)", date(2022, 9, 1), date(2023, 8, 31)),
    ("fe_year", "2022/23 (FE year)", date(2022, 8, 1), date(2023, 7, 31)),
    ("calendar", "2022", date(2022, 1, 1), date(2022, 12, 31)),
    ("rolling_3y", "2020-22", date(2020, 1, 1), date(2022, 12, 31)),
    ("rolling_3y", "1998-00", date(1998, 1, 1), date(2000, 12, 31)),
    ("rolling_3y", "2020/21-22/23", date(2020, 4, 1), date(2023, 3, 31)),
    ("rolling_3y", "1998/99-00/01", date(1998, 4, 1), date(2001, 3, 31)),
    ("year_to_sep", "Sep 2024", date(2023, 10, 1), date(2024, 9, 30)),
    ("year_to_nov", "2022/23 (Nov-Nov)", date(2022, 11, 16), date(2023, 11, 15)),
    ("snapshot", "31 Mar 2024", date(2024, 3, 31), date(2024, 3, 31)),
    ("snapshot", "1 Mar 2024", date(2024, 3, 1), date(2024, 3, 1)),
    ("snapshot", "29 Feb 2024", date(2024, 2, 29), date(2024, 2, 29)),
    ("snapshot", "Jan 2024", date(2024, 1, 1), date(2024, 1, 31)),
    ("snapshot", "Feb 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ("snapshot", "Feb 2023", date(2023, 2, 1), date(2023, 2, 28)),
    ("snapshot", "Feb 2000", date(2000, 2, 1), date(2000, 2, 29)),
]


@pytest.mark.parametrize(("period_type", "label", "start", "end"), EXAMPLES)
def test_a_label_stands_for_its_dates(period_type: str, label: str, start: date, end: date) -> None:
    assert dates_of(label, period_type) == (start, end)
    assert agrees(label, period_type, start, end)


def test_every_type_has_an_example() -> None:
    assert {period_type for period_type, *_ in EXAMPLES} == set(PERIOD_TYPES)


@pytest.mark.parametrize(
    ("period_type", "label"),
    [
        ("financial", "2022/24"), ("financial", "2022/22"), ("financial", "2022-23"), ("financial", "2022/2023"),
        ("financial", "22/23"), ("financial", "2022/23 "), ("financial", "2022/23\n"), ("financial", ""),
        ("financial", "2022/23 (academic)"), ("financial", "2022"), ("academic", "2022/23"),
        ("academic", "2022/23 (Academic)"), ("academic", "2022/23(academic)"), ("academic", "2022/23 (FE year)"),
        ("fe_year", "2022/23"), ("calendar", "22"), ("calendar", "2022/23"), ("calendar", "20222"),
        ("rolling_3y", "2020-23"), ("rolling_3y", "2020-21"), ("rolling_3y", "2020/21-22/24"),
        ("rolling_3y", "2020/21-23/24"), ("rolling_3y", "2020/22-22/23"), ("rolling_3y", "2022"),
        ("year_to_sep", "Oct 2024"), ("year_to_sep", "Sept 2024"), ("year_to_nov", "2022/23"),
        ("snapshot", "29 Feb 2023"), ("snapshot", "29 Feb 1900"), ("snapshot", "31 Apr 2024"),
        ("snapshot", "0 Mar 2024"), ("snapshot", "32 Mar 2024"), ("snapshot", "Foo 2024"), ("snapshot", "2024"),
        ("snapshot", "March 2024"), ("snapshot", "31 March 2024"), ("snapshot", "mar 2024"),
    ],
)  # fmt: skip
def test_a_label_of_another_form_stands_for_nothing(period_type: str, label: str) -> None:
    assert dates_of(label, period_type) is None
    assert not agrees(label, period_type, date(2022, 4, 1), date(2023, 3, 31))


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), True),
        (date(2024, 2, 15), date(2024, 2, 15), True),
        (date(2024, 2, 29), date(2024, 2, 29), True),
        (date(2024, 2, 1), date(2024, 3, 1), False),
        (date(2024, 1, 31), date(2024, 2, 1), False),
        (date(2024, 2, 20), date(2024, 2, 10), False),
    ],
)
def test_a_month_may_be_any_day_in_it(start: date, end: date, right: bool) -> None:
    assert agrees("Feb 2024", "snapshot", start, end) is right


def test_a_day_is_that_day() -> None:
    assert not agrees("31 Mar 2024", "snapshot", date(2024, 3, 1), date(2024, 3, 31))


@pytest.mark.parametrize(("period_type", "label", "start", "end"), [each for each in EXAMPLES if each[0] != "snapshot"])
def test_a_day_more_or_less_does_not_agree(period_type: str, label: str, start: date, end: date) -> None:
    day = timedelta(days=1)
    for wrong in ((start - day, end), (start + day, end), (start, end - day), (start, end + day), (end, start)):
        assert not agrees(label, period_type, *wrong)


def test_the_year_in_a_label_is_the_one_it_begins_in() -> None:
    """The label trap: a source that labels a year by its end must be turned round before it comes here."""
    assert not agrees("2022/23", "financial", date(2021, 4, 1), date(2022, 3, 31))
    assert not agrees("2022/23 (academic)", "academic", date(2021, 9, 1), date(2022, 8, 31))


def two(year: int) -> str:
    return str(year)[-2:]


LABELS = {
    "financial": lambda year: (f"{year}/{two(year + 1)}", date(year, 4, 1), 12),
    "academic": lambda year: (f"{year}/{two(year + 1)} (academic)", date(year, 9, 1), 12),
    "fe_year": lambda year: (f"{year}/{two(year + 1)} (FE year)", date(year, 8, 1), 12),
    "calendar": lambda year: (f"{year}", date(year, 1, 1), 12),
    "rolling_3y": lambda year: (f"{year}-{two(year + 2)}", date(year, 1, 1), 36),
    "year_to_sep": lambda year: (f"Sep {year + 1}", date(year, 10, 1), 12),
    "year_to_nov": lambda year: (f"{year}/{two(year + 1)} (Nov-Nov)", date(year, 11, 16), 12),
}


@given(st.sampled_from(sorted(LABELS)), st.integers(min_value=1900, max_value=2100))
def test_a_period_ends_a_year_less_a_day_after_it_starts(period_type: str, year: int) -> None:
    label, start, months = LABELS[period_type](year)
    end = start.replace(year=start.year + months // 12) - timedelta(days=1)
    assert dates_of(label, period_type) == (start, end)


@given(st.integers(min_value=1900, max_value=2100))
def test_three_financial_years(year: int) -> None:
    label = f"{year}/{two(year + 1)}-{two(year + 2)}/{two(year + 3)}"
    assert dates_of(label, "rolling_3y") == (date(year, 4, 1), date(year + 3, 3, 31))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_and_every_month_is_a_snapshot(day: date) -> None:
    month = f"{MONTHS[day.month - 1]} {day.year}"
    assert dates_of(f"{day.day} {month}", "snapshot") == (day, day)
    last = day.replace(day=monthrange(day.year, day.month)[1])
    assert dates_of(month, "snapshot") == (day.replace(day=1), last)
    assert agrees(month, "snapshot", day, day)


@given(st.text(max_size=20), st.sampled_from(sorted(PERIOD_TYPES)))
def test_any_text_is_a_label_or_is_not(text: str, period_type: str) -> None:
    dates = dates_of(text, period_type)
    assert dates is None or dates[0] <= dates[1]
