"""Periods: what each type's label looks like and which dates it stands for."""

from __future__ import annotations

import re
from calendar import month_abbr, monthrange
from datetime import date
from functools import lru_cache

PERIOD_TYPES: dict[str, str] = {
    "financial": "2022/23, from 1 April to 31 March",
    "academic": "2022/23 (academic), from 1 September to 31 August",
    "fe_year": "2022/23 (FE year), from 1 August to 31 July",
    "calendar": "2022, from 1 January to 31 December",
    "rolling_3y": "2020-22 or 2020/21-22/23, three calendar or financial years",
    "year_to_sep": "Sep 2024, from 1 October to 30 September",
    "year_to_nov": "2022/23 (Nov-Nov), from 16 November to 15 November",
    "snapshot": "31 Mar 2024, the day, or Jan 2024, the month",
}
"""Every period type of the register, with its label and dates."""

_MONTHS = {name: number for number, name in enumerate(month_abbr) if name}
_YEAR = r"(?P<year>[12][0-9]{3})"
_SPLIT_YEAR = _YEAR + r"/(?P<end>[0-9]{2})"
_PATTERNS = {
    "financial": re.compile(_SPLIT_YEAR),
    "academic": re.compile(_SPLIT_YEAR + r" \(academic\)"),
    "fe_year": re.compile(_SPLIT_YEAR + r" \(FE year\)"),
    "calendar": re.compile(_YEAR),
    "rolling_3y": re.compile(
        _YEAR + r"-(?P<end>[0-9]{2})"
        r"|(?P<fyear>[12][0-9]{3})/(?P<fend>[0-9]{2})-(?P<lyear>[0-9]{2})/(?P<lend>[0-9]{2})"
    ),
    "year_to_sep": re.compile("Sep " + _YEAR),
    "year_to_nov": re.compile(_SPLIT_YEAR + r" \(Nov-Nov\)"),
    "snapshot": re.compile(r"(?:(?P<day>[0-9]{1,2}) )?(?P<month>[A-Z][a-z]{2}) " + _YEAR),
}


@lru_cache(maxsize=4096)
def dates_of(label: str, period_type: str) -> tuple[date, date] | None:
    """Return the first and last day of a period, or None where the label is not of its type.

    >>> dates_of("2022/23", "financial")
    (datetime.date(2022, 4, 1), datetime.date(2023, 3, 31))
    """
    match = _PATTERNS[period_type].fullmatch(label)
    if match is None:
        return None
    part = match.groupdict()
    if period_type == "rolling_3y" and part["fyear"]:
        first = int(part["fyear"])
        if [part["fend"], part["lyear"], part["lend"]] != [_two(first + 1), _two(first + 2), _two(first + 3)]:
            return None
        return date(first, 4, 1), date(first + 3, 3, 31)
    year = int(part["year"])
    if part.get("end") is not None and part["end"] != _two(year + (2 if period_type == "rolling_3y" else 1)):
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
        case "rolling_3y":
            return date(year, 1, 1), date(year + 2, 12, 31)
        case "year_to_sep":
            return date(year - 1, 10, 1), date(year, 9, 30)
        case "year_to_nov":
            return date(year, 11, 16), date(year + 1, 11, 15)
    month = _MONTHS.get(part["month"])
    if month is None:
        return None
    last = monthrange(year, month)[1]
    if part["day"] is None:
        return date(year, month, 1), date(year, month, last)
    day = int(part["day"])
    return (date(year, month, day),) * 2 if 1 <= day <= last else None


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


def _two(year: int) -> str:
    return f"{year % 100:02d}"
