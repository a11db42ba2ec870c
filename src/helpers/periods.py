"""Periods: what each type's label looks like and which dates it stands for."""

from __future__ import annotations

import re
from calendar import month_abbr, monthrange
from datetime import date
from functools import lru_cache

from helpers.parts_of_year import PARTS, dates_of_part, part_between, read_part

PERIOD_TYPES: dict[str, str] = {
    "financial": "2022/23, from 1 April to 31 March",
    "academic": "2022/23 (academic), from 1 September to 31 August",
    "fe_year": "2022/23 (FE year), from 1 August to 31 July",
    "calendar": "2022, from 1 January to 31 December",
    "rolling_3y": "2020-22 or 2020/21-22/23, three calendar or financial years",
    "rolling_5y": "2018-22 or 2018/19-22/23, five calendar or financial years",
    "year_to_sep": "Sep 2024, from 1 October to 30 September",
    "year_to_jun": "Jun 2025, from 1 July to 30 June",
    "year_to_nov": "2022/23 (Nov-Nov), from 16 November to 15 November",
    "year_to_month": "Mar 2023-Feb 2024, twelve whole months",
    "quarter": "2022/23 Q3, three months of a financial year, whose first quarter begins on 1 April",
    "cumulative_quarters": "2021/22 Q1-2022/23 Q3, several such quarters together",
    "month": "Jan 2024, from its first to its last day",
    "snapshot": "31 Mar 2024, the day, or Jan 2024, the month",
}
"""Every period type of the register, with its label and dates."""

_MONTHS = {name: number for number, name in enumerate(month_abbr) if name}
_YEAR = r"(?P<year>[12][0-9]{3})"
_SPLIT_YEAR = _YEAR + r"/(?P<end>[0-9]{2})"
_MONTH = r"(?P<month>[A-Z][a-z]{2}) "
_YEARS = re.compile(
    _YEAR + r"-(?P<end>[0-9]{2})"
    r"|(?P<fyear>[12][0-9]{3})/(?P<fend>[0-9]{2})-(?P<lyear>[0-9]{2})/(?P<lend>[0-9]{2})"
)
_QUARTER = _SPLIT_YEAR + r" Q(?P<quarter>[1-4])"
_PATTERNS = {
    "financial": re.compile(_SPLIT_YEAR),
    "academic": re.compile(_SPLIT_YEAR + r" \(academic\)"),
    "fe_year": re.compile(_SPLIT_YEAR + r" \(FE year\)"),
    "calendar": re.compile(_YEAR),
    "rolling_3y": _YEARS,
    "rolling_5y": _YEARS,
    "year_to_sep": re.compile("Sep " + _YEAR),
    "year_to_jun": re.compile("Jun " + _YEAR),
    "year_to_nov": re.compile(_SPLIT_YEAR + r" \(Nov-Nov\)"),
    "year_to_month": re.compile(_MONTH + _YEAR + r"-(?P<lmonth>[A-Z][a-z]{2}) (?P<lyear>[12][0-9]{3})"),
    "quarter": re.compile(_QUARTER),
    "cumulative_quarters": re.compile(_QUARTER + r"-(?P<lyear>[12][0-9]{3})/(?P<lend>[0-9]{2}) Q(?P<lquarter>[1-4])"),
    "month": re.compile(_MONTH + _YEAR),
    "snapshot": re.compile(r"(?:(?P<day>[0-9]{1,2}) )?" + _MONTH + _YEAR),
}
_LENGTHS = {"rolling_3y": 3, "rolling_5y": 5}
"""How many years the periods of several years have."""


@lru_cache(maxsize=4096)
def dates_of(label: str, period_type: str) -> tuple[date, date] | None:  # noqa: C901
    """Return the first and last day of a period, or None where the label is not of its type.

    >>> dates_of("2022/23", "financial")
    (datetime.date(2022, 4, 1), datetime.date(2023, 3, 31))
    """
    if period_type in PARTS:
        return dates_of_part(label, period_type)
    match = _PATTERNS[period_type].fullmatch(label)
    if match is None:
        return None
    part = match.groupdict()
    years = _LENGTHS.get(period_type, 1)
    if part.get("fyear"):
        first = int(part["fyear"])
        if [part["fend"], part["lyear"], part["lend"]] != [_two(first + offset) for offset in (1, years - 1, years)]:
            return None
        return date(first, 4, 1), date(first + years, 3, 31)
    year = int(part["year"])
    last = year + (years - 1 if period_type in _LENGTHS else 1)
    if part.get("end") is not None and part["end"] != _two(last):
        return None
    month = _MONTHS.get(part.get("month") or "Jan")
    if month is None:
        return None
    match period_type:
        case "financial":
            return date(year, 4, 1), date(year + 1, 3, 31)
        case "academic":
            return date(year, 9, 1), date(year + 1, 8, 31)
        case "fe_year":
            return date(year, 8, 1), date(year + 1, 7, 31)
        case "calendar":
            return date(year, 1, 1), date(year, 12, 31)
        case "rolling_3y" | "rolling_5y":
            return date(year, 1, 1), date(last, 12, 31)
        case "year_to_sep":
            return date(year - 1, 10, 1), date(year, 9, 30)
        case "year_to_jun":
            return date(year - 1, 7, 1), date(year, 6, 30)
        case "year_to_nov":
            return date(year, 11, 16), date(year + 1, 11, 15)
        case "year_to_month":
            dates = _months(year, month, 12)
            return (
                dates if (dates[1].year, dates[1].month) == (int(part["lyear"]), _MONTHS.get(part["lmonth"])) else None
            )
        case "quarter":
            return _quarter(year, int(part["quarter"]))
        case "cumulative_quarters":
            final = int(part["lyear"])
            begins, ends = _quarter(year, int(part["quarter"])), _quarter(final, int(part["lquarter"]))
            return (begins[0], ends[1]) if part["lend"] == _two(final + 1) and begins[1] < ends[0] else None
    whole = _months(year, month, 1)
    if part.get("day") is None:
        return whole
    day = int(part["day"])
    return (date(year, month, day),) * 2 if 1 <= day <= whole[1].day else None


def dates_of_any(label: str) -> tuple[date, date] | None:
    """Return the first and last day of a period of any type, a part of a year too, or None for any other label.

    A month is its whole length, whether a figure is of the month or of a day in it.

    >>> dates_of_any("2024/25 Q2") == dates_of_any("Q2 2024/25"), dates_of_any("H1 2024/25"), dates_of_any("next year")
    (True, (datetime.date(2024, 4, 1), datetime.date(2024, 9, 30)), None)
    """
    for period_type in (*PERIOD_TYPES, *PARTS):
        if (dates := dates_of(label, period_type)) is not None:
            return dates
    part = read_part(label)
    return None if part is None else (part.start, part.end)


def label_of(first: date, last: date, period_type: str) -> str | None:
    """Return the label of a period from its first and last day, or None where they are no period of the type.

    >>> label_of(date(2023, 3, 1), date(2024, 2, 29), "year_to_month")
    'Mar 2023-Feb 2024'
    >>> label_of(date(2023, 1, 1), date(2023, 3, 31), "quarter")
    '2022/23 Q4'
    """
    if period_type in PARTS:
        part = part_between(first, last)
        return part.label if part is not None and part.kind == period_type else None
    year, following = first.year, _two(first.year + 1)
    split = f"{year}/{following}"
    begin, end = f"{month_abbr[first.month]} {year}", f"{month_abbr[last.month]} {last.year}"
    years = f"{year}-{_two(last.year)}" if last.month == 12 else f"{split}-{_two(last.year - 1)}/{_two(last.year)}"
    snapshot = f"{first.day} {begin}" if first == last else begin
    label = {
        "financial": split,
        "academic": f"{split} (academic)",
        "fe_year": f"{split} (FE year)",
        "calendar": f"{year}",
        "rolling_3y": years,
        "rolling_5y": years,
        "year_to_sep": end,
        "year_to_jun": end,
        "year_to_nov": f"{split} (Nov-Nov)",
        "year_to_month": f"{begin}-{end}",
        "quarter": _quarter_of(first),
        "month": begin,
        "snapshot": snapshot,
        "cumulative_quarters": f"{_quarter_of(first)}-{_quarter_of(last)}",
    }[period_type]
    return label if dates_of(label, period_type) == (first, last) else None


def agrees(label: str, period_type: str, start: date, end: date) -> bool:
    """Say whether a label of its type stands for the given first and last day.

    A snapshot labelled by its month may be of any day in that month.
    """
    expected = dates_of(label, period_type)
    if expected is None:
        return False
    if period_type == "snapshot":
        return expected[0] <= start <= end <= expected[1]
    return expected == (start, end)


def _months(year: int, month: int, many: int) -> tuple[date, date]:
    """Return the first and last day of a number of whole months."""
    ends = month + many - 1
    end_year, end_month = year + (ends - 1) // 12, (ends - 1) % 12 + 1
    return date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and last day of a quarter of the financial year that begins in a year."""
    return _months(year, 3 * quarter + 1, 3) if quarter < 4 else _months(year + 1, 1, 3)


def _quarter_of(day: date) -> str:
    """Return the label of the quarter that a day is in."""
    year = day.year - (day.month < 4)
    return f"{year}/{_two(year + 1)} Q{(day.month - 4) % 12 // 3 + 1}"


def _two(year: int) -> str:
    return f"{year % 100:02d}"
