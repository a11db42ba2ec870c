"""Dates as exactly as a source states them: a year, a month or a day."""

from __future__ import annotations

import calendar
import re
from datetime import date

_STATED = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII)


def is_stated_date(text: str) -> bool:
    """Say whether a text is a year, a month or a day of the calendar: 2023, 2023-12 or 2023-12-06.

    >>> [is_stated_date(text) for text in ("2023", "2023-12", "2023-12-06", "2023-13", "2023-02-30", "12/2023")]
    [True, True, True, False, False, False]
    """
    try:
        first_day(text)
    except ValueError:
        return False
    return True


def first_day(stated: str) -> date:
    """Return the first day that a stated date may be.

    Raises  ValueError: it is not a year, a month or a day

    >>> first_day("2023-12").isoformat()
    '2023-12-01'
    """
    match = _STATED.fullmatch(stated)
    if match is None:
        raise ValueError(f"{stated!r} is not a year, a month or a day; write it as 2023, 2023-12 or 2023-12-06")
    return date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))


def last_day(stated: str) -> date:
    """Return the last day that a stated date may be.

    Raises  ValueError: it is not a year, a month or a day

    >>> last_day("2024-02").isoformat(), last_day("2023").isoformat()
    ('2024-02-29', '2023-12-31')
    """
    first = first_day(stated)
    parts = stated.count("-")
    if parts == 2:
        return first
    month = first.month if parts == 1 else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def date_in_words(stated: str) -> str:
    """Return a stated date as readers see it; nothing stays nothing.

    >>> [date_in_words(stated) for stated in ("2023", "2023-12", "2023-12-06", "")]
    ['2023', 'December 2023', '6 December 2023', '']
    """
    if not stated:
        return ""
    first = first_day(stated)
    words = [str(first.year), f"{first:%B %Y}", f"{first.day} {first:%B %Y}"]
    return words[stated.count("-")]
