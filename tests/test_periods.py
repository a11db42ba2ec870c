"""Periods: labels, and the first and last day that each stands for."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.parts_of_year import PARTS
from helpers.periods import PERIOD_TYPES, agrees, dates_of, dates_of_any, label_of
from helpers.sources.formats import explore_education, explore_local, finance, fingertips, lait, oflog, waste

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
    ("rolling_5y", "2013-17", date(2013, 1, 1), date(2017, 12, 31)),
    ("rolling_5y", "1996-00", date(1996, 1, 1), date(2000, 12, 31)),
    ("rolling_5y", "2018/19-22/23", date(2018, 4, 1), date(2023, 3, 31)),
    ("rolling_5y", "1996/97-00/01", date(1996, 4, 1), date(2001, 3, 31)),
    ("year_to_month", "Mar 2015-Feb 2016", date(2015, 3, 1), date(2016, 2, 29)),
    ("year_to_month", "Aug 2020-Jul 2021", date(2020, 8, 1), date(2021, 7, 31)),
    ("year_to_month", "Jan 2020-Dec 2020", date(2020, 1, 1), date(2020, 12, 31)),
    ("quarter", "2022/23 Q1", date(2022, 4, 1), date(2022, 6, 30)),
    ("quarter", "2022/23 Q2", date(2022, 7, 1), date(2022, 9, 30)),
    ("quarter", "2022/23 Q3", date(2022, 10, 1), date(2022, 12, 31)),
    ("quarter", "2022/23 Q4", date(2023, 1, 1), date(2023, 3, 31)),
    ("cumulative_quarters", "2021/22 Q1-2025/26 Q3", date(2021, 4, 1), date(2025, 12, 31)),
    ("cumulative_quarters", "2022/23 Q1-2022/23 Q4", date(2022, 4, 1), date(2023, 3, 31)),
    ("month", "Jan 2024", date(2024, 1, 1), date(2024, 1, 31)),
    ("month", "Feb 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ("year_to_sep", "Sep 2024", date(2023, 10, 1), date(2024, 9, 30)),
    ("year_to_jun", "Jun 2025", date(2024, 7, 1), date(2025, 6, 30)),
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
    assert label_of(start, end, period_type) == label


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
        ("rolling_5y", "2020-22"), ("rolling_5y", "2013-18"), ("rolling_5y", "2018/19-21/22"),
        ("rolling_5y", "2018/20-22/23"), ("rolling_5y", "2013 - 17"), ("rolling_3y", "2013-17"),
        ("year_to_month", "Mar 2015-Mar 2016"), ("year_to_month", "Mar 2015-Jan 2016"),
        ("year_to_month", "Mar 2015-Feb 2017"), ("year_to_month", "Mar 2015 - Feb 2016"),
        ("year_to_month", "Foo 2015-Feb 2016"), ("year_to_month", "Mar 2015-Foo 2016"), ("year_to_month", "2015"),
        ("quarter", "2022/23 Q5"), ("quarter", "2022/23 Q0"), ("quarter", "2022/24 Q1"), ("quarter", "2022 Q1"),
        ("quarter", "2022/23"), ("quarter", "Q1 2022/23"), ("cumulative_quarters", "2022/23 Q3"),
        ("cumulative_quarters", "2022/23 Q3-2022/23 Q3"), ("cumulative_quarters", "2022/23 Q3-2022/23 Q2"),
        ("cumulative_quarters", "2021/22 Q1-2020/21 Q2"), ("cumulative_quarters", "2021/22 Q1-2025/27 Q3"),
        ("cumulative_quarters", "2021/23 Q1-2025/26 Q3"), ("month", "1 Jan 2024"), ("month", "January 2024"),
        ("month", "Foo 2024"), ("month", "2024"),
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


@pytest.mark.parametrize(
    ("period_type", "label", "start", "end"), [example for example in EXAMPLES if example[0] != "snapshot"]
)
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
    "rolling_5y": lambda year: (f"{year}-{two(year + 4)}", date(year, 1, 1), 60),
    "year_to_month": lambda year: (f"May {year}-Apr {year + 1}", date(year, 5, 1), 12),
    "cumulative_quarters": lambda year: (
        f"{year}/{two(year + 1)} Q2-{year + 3}/{two(year + 4)} Q1",
        date(year, 7, 1),
        36,
    ),
    "year_to_sep": lambda year: (f"Sep {year + 1}", date(year, 10, 1), 12),
    "year_to_jun": lambda year: (f"Jun {year + 1}", date(year, 7, 1), 12),
    "year_to_nov": lambda year: (f"{year}/{two(year + 1)} (Nov-Nov)", date(year, 11, 16), 12),
}


@given(st.sampled_from(sorted(LABELS)), st.integers(min_value=1900, max_value=2100))
def test_a_period_ends_a_year_less_a_day_after_it_starts(period_type: str, year: int) -> None:
    label, start, months = LABELS[period_type](year)
    end = start.replace(year=start.year + months // 12) - timedelta(days=1)
    assert dates_of(label, period_type) == (start, end)
    assert label_of(start, end, period_type) == label


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


@given(st.dates(), st.dates(), st.sampled_from(sorted(PERIOD_TYPES)))
def test_a_label_is_made_only_of_the_dates_that_it_stands_for(first: date, last: date, period_type: str) -> None:
    label = label_of(first, last, period_type)
    assert label is None or dates_of(label, period_type) == (first, last)


def test_a_month_is_the_whole_month_where_a_snapshot_may_be_a_day_of_it() -> None:
    assert agrees("Feb 2024", "snapshot", date(2024, 2, 15), date(2024, 2, 15))
    assert not agrees("Feb 2024", "month", date(2024, 2, 15), date(2024, 2, 15))


def test_the_documents_name_every_type(root: Path) -> None:
    guide = (root / "docs" / "adding_a_year.md").read_text(encoding="utf-8")
    table = guide.partition("Its labels and their dates")[2]
    explained = re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)
    assert explained[: len(PERIOD_TYPES)] == list(PERIOD_TYPES.items())
    named = ", ".join(list(PERIOD_TYPES)[:-1]) + f" or {list(PERIOD_TYPES)[-1]}"
    assert f"| `period_type` | {named}. |" in guide
    parts = guide.partition("Its labels and what they stand for")[2]
    rows = re.findall(r"^\| `(part_\w+)` \| (.*) \|$", parts, re.MULTILINE)
    assert [row for row in rows if row[0] in PARTS] == list(PARTS.items())
    dictionary = (root / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    of_parts = "part_quarter, part_half or part_to_date where the report rests on a part of a year"
    assert dictionary.count(f"| `period_type` | text | {named}; {of_parts} |") == 2


SHAPES = [
    # OHID Fingertips.
    (fingertips, "2017", "calendar", "2017", date(2017, 1, 1), date(2017, 12, 31)),
    (fingertips, "2019/20", "financial", "2019/20", date(2019, 4, 1), date(2020, 3, 31)),
    (fingertips, "2019/20", "academic", "2019/20 (academic)", date(2019, 9, 1), date(2020, 8, 31)),
    (fingertips, "2015 - 17", "rolling_3y", "2015-17", date(2015, 1, 1), date(2017, 12, 31)),
    (fingertips, "2013 - 17", "rolling_5y", "2013-17", date(2013, 1, 1), date(2017, 12, 31)),
    (fingertips, "2016 - 20", "rolling_5y", "2016-20", date(2016, 1, 1), date(2020, 12, 31)),
    (fingertips, "2018/19 - 22/23", "rolling_5y", "2018/19-22/23", date(2018, 4, 1), date(2023, 3, 31)),
    (fingertips, "2020/21 - 24/25", "rolling_5y", "2020/21-24/25", date(2020, 4, 1), date(2025, 3, 31)),
    (fingertips, "2018/19 - 20/21", "rolling_3y", "2018/19-20/21", date(2018, 4, 1), date(2021, 3, 31)),
    (fingertips, "2021/22 Q1", "quarter", "2021/22 Q1", date(2021, 4, 1), date(2021, 6, 30)),
    (fingertips, "2022/23 Q4", "quarter", "2022/23 Q4", date(2023, 1, 1), date(2023, 3, 31)),
    (
        fingertips,
        "2021/22 Q1 - 2025/26 Q3",
        "cumulative_quarters",
        "2021/22 Q1-2025/26 Q3",
        date(2021, 4, 1),
        date(2025, 12, 31),
    ),
    (fingertips, "Mar 2015 - Feb 2016", "year_to_month", "Mar 2015-Feb 2016", date(2015, 3, 1), date(2016, 2, 29)),
    (fingertips, "Aug 2020 - Jul 2021", "year_to_month", "Aug 2020-Jul 2021", date(2020, 8, 1), date(2021, 7, 31)),
    (fingertips, "Aug 2020 - Jul 2021", "fe_year", "2020/21 (FE year)", date(2020, 8, 1), date(2021, 7, 31)),
    (fingertips, "May 2017", "month", "May 2017", date(2017, 5, 1), date(2017, 5, 31)),
    (fingertips, "Apr 2024", "snapshot", "Apr 2024", date(2024, 4, 1), date(2024, 4, 30)),
    (fingertips, "2021-02-01", "snapshot", "1 Feb 2021", date(2021, 2, 1), date(2021, 2, 1)),
    # The DfE's tool, whose single year is the one in which the period ends.
    (lait, "2025", "calendar", "2025", date(2025, 1, 1), date(2025, 12, 31)),
    (lait, "2025", "academic", "2024/25 (academic)", date(2024, 9, 1), date(2025, 8, 31)),
    (lait, "2025", "snapshot", "31 Mar 2025", date(2025, 3, 31), date(2025, 3, 31)),
    (lait, "2024/25", "financial", "2024/25", date(2024, 4, 1), date(2025, 3, 31)),
    (lait, "2024-25", "academic", "2024/25 (academic)", date(2024, 9, 1), date(2025, 8, 31)),
    (lait, "2024-25 (OT)", "financial", "2024/25", date(2024, 4, 1), date(2025, 3, 31)),
    (lait, "2025 (prov)", "academic", "2024/25 (academic)", date(2024, 9, 1), date(2025, 8, 31)),
    (lait, "2024 (Rev)", "calendar", "2024", date(2024, 1, 1), date(2024, 12, 31)),
    (lait, "2021 (Final)", "year_to_sep", "Sep 2021", date(2020, 10, 1), date(2021, 9, 30)),
    (lait, "2014-16", "rolling_3y", "2014-16", date(2014, 1, 1), date(2016, 12, 31)),
    (lait, "2013/14-15/16", "rolling_3y", "2013/14-15/16", date(2013, 4, 1), date(2016, 3, 31)),
    # ONS Explore Local Statistics, by start and duration.
    (explore_local, "2022-08-01/P1Y", "academic", "2022/23 (academic)", date(2022, 9, 1), date(2023, 8, 31)),
    (explore_local, "2022-08-01/P1Y", "fe_year", "2022/23 (FE year)", date(2022, 8, 1), date(2023, 7, 31)),
    (explore_local, "2022-09-01/P1Y", "academic", "2022/23 (academic)", date(2022, 9, 1), date(2023, 8, 31)),
    (explore_local, "2022-04-01/P1Y", "financial", "2022/23", date(2022, 4, 1), date(2023, 3, 31)),
    (explore_local, "2022-01-01/P1Y", "calendar", "2022", date(2022, 1, 1), date(2022, 12, 31)),
    (explore_local, "2022-11-16/P1Y", "year_to_nov", "2022/23 (Nov-Nov)", date(2022, 11, 16), date(2023, 11, 15)),
    (explore_local, "2022-02-01/P1Y", "year_to_month", "Feb 2022-Jan 2023", date(2022, 2, 1), date(2023, 1, 31)),
    (explore_local, "2019-01-01/P3Y", "rolling_3y", "2019-21", date(2019, 1, 1), date(2021, 12, 31)),
    (explore_local, "2019-04-01/P3Y", "rolling_3y", "2019/20-21/22", date(2019, 4, 1), date(2022, 3, 31)),
    (explore_local, "2019-01-01/P5Y", "rolling_5y", "2019-23", date(2019, 1, 1), date(2023, 12, 31)),
    (explore_local, "2023-07-01/P1M", "month", "Jul 2023", date(2023, 7, 1), date(2023, 7, 31)),
    (explore_local, "2023-07-01/P1M", "snapshot", "Jul 2023", date(2023, 7, 1), date(2023, 7, 31)),
    (explore_local, "2023-10-01/P3M", "quarter", "2023/24 Q3", date(2023, 10, 1), date(2023, 12, 31)),
    (explore_local, "2026-01-01", "snapshot", "1 Jan 2026", date(2026, 1, 1), date(2026, 1, 1)),
    # DfE Explore Education Statistics: the kind of year and the year.
    (explore_education, "Reporting year 2025", "financial", "2024/25", date(2024, 4, 1), date(2025, 3, 31)),
    (explore_education, "Reporting year 2025", "snapshot", "31 Mar 2025", date(2025, 3, 31), date(2025, 3, 31)),
    (explore_education, "Calendar year 2025", "calendar", "2025", date(2025, 1, 1), date(2025, 12, 31)),
    (explore_education, "Academic year 202425", "academic", "2024/25 (academic)", date(2024, 9, 1), date(2025, 8, 31)),
    (explore_education, "Academic year 2024/25", "academic", "2024/25 (academic)", date(2024, 9, 1), date(2025, 8, 31)),
    (explore_education, "Financial year 202425", "financial", "2024/25", date(2024, 4, 1), date(2025, 3, 31)),
]
"""Every shape of label that the publishers print, with the label of the register and the dates, by the calendar."""


@pytest.mark.parametrize(("form", "printed", "period_type", "label", "first", "last"), SHAPES)
def test_a_publishers_label_stands_for_its_dates(
    form: Any, printed: str, period_type: str, label: str, first: date, last: date
) -> None:
    assert form.period(printed, period_type) == label
    assert dates_of(label, period_type) == (first, last)


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        (lait, "0"),
        (lait, "2024-27 (OT)"),
        (fingertips, "2013 - 16"),
        (fingertips, "2021/22 Q5"),
        (fingertips, "2021-02-30"),
        (fingertips, "Mar 2015 - Mar 2016"),
        (explore_local, "2022-05-15/P1Y"),
        (explore_local, "2022-02-01/P2Y"),
        (explore_local, "2022-01-31/P1M"),
        (explore_local, "9999-01-01/P5Y"),
        (explore_education, "Autumn term 202425"),
        (explore_education, "Financial year 2025"),
        (oflog, "2022-24"),
        (finance, "2022-24"),
        (waste, "Total"),
    ],
)
def test_a_publishers_label_that_is_of_no_type(form: Any, printed: str) -> None:
    assert [form.period(printed, period_type) for period_type in PERIOD_TYPES] == [None] * len(PERIOD_TYPES)


def test_the_dates_of_a_label_of_any_type() -> None:
    """A target or a milestone may be of a year, a quarter, a half, a month or a day."""
    last_days = {
        label: dates[1].isoformat()
        for label in ("2022/23", "2045", "H1 2022/23", "Q3 2022/23", "2022/23 Q3", "Mar 2024", "31 Mar 2024", "2022/24")
        if (dates := dates_of_any(label))
    }
    assert last_days == {
        "2022/23": "2023-03-31",
        "2045": "2045-12-31",
        "H1 2022/23": "2022-09-30",
        "Q3 2022/23": "2022-12-31",
        "2022/23 Q3": "2022-12-31",
        "Mar 2024": "2024-03-31",
        "31 Mar 2024": "2024-03-31",
    }
