"""Periods as pages print them: with the kind of their year in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from helpers.present.cells import is_missing

MORE_RECENT: Final = "More recent"
"""The mark of a figure whose period ends after the reporting year."""

_ISO_DAY: Final = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_KINDS_OF_YEAR: Final = {
    " (academic)": "school year",
    " (FE year)": "college year",
}
_YEAR_TO_NOVEMBER: Final = " (Nov-Nov)"
_YEAR_TO: Final = "year to "
_HELD: Final = "\N{NO-BREAK SPACE}"


def day_in_words(text: str) -> str:
    """Return a day or a month of a file as pages print it; a text that is neither is returned as it is.

    >>> day_in_words("2023-09-30"), day_in_words("2023-09"), day_in_words("2023"), day_in_words("this summer")
    ('30 September 2023', 'September 2023', '2023', 'this summer')
    """
    match = _ISO_DAY.fullmatch(text.strip())
    if match is None:
        return text
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month), int(day or 1))
    except ValueError:
        return text
    return f"{first.day} {first:%B %Y}" if day else f"{first:%B %Y}"


def period_in_words(period: str) -> str:
    """Return a period with the kind of its year in words, held together on one line.

    >>> period_in_words("2022/23 (academic)") == "2022/23\\N{NO-BREAK SPACE}school\\N{NO-BREAK SPACE}year"
    True
    >>> period_in_words("2016/17 (Nov-Nov)").replace("\\N{NO-BREAK SPACE}", " ")
    'year to November 2017'
    """
    if period.endswith(_YEAR_TO_NOVEMBER):
        return f"{_YEAR_TO}{_end_in_november(period)}".replace(" ", _HELD)
    for suffix, words in _KINDS_OF_YEAR.items():
        if period.endswith(suffix):
            return f"{period.removesuffix(suffix)} {words}".replace(" ", _HELD)
    return period


def is_more_recent(row: Mapping[Any, Any]) -> bool:
    """Say whether the period of a row of the compendium ends in a later month than the reporting year.

    >>> is_more_recent({"age_months": -5}), is_more_recent({"age_months": 0}), is_more_recent({"age_months": None})
    (True, False, False)
    """
    return not is_missing(row["age_months"]) and bool(row["age_months"] < 0)


def _end_in_november(period: str) -> str:
    """Return the month and year in which a year from November to November ends."""
    return f"November {int(period[:4]) + 1}"


def preposition_of(period: str) -> str:
    """Return what a period, also one in words, has before it in a sentence: on a day, in all others.

    >>> preposition_of("31 Mar 2025"), preposition_of("2022/23"), preposition_of("2016/17 (Nov-Nov)")
    ('on', 'in', 'in the')
    """
    if period.endswith(_YEAR_TO_NOVEMBER) or period.replace(_HELD, " ").startswith(_YEAR_TO):
        return "in the"
    return "on" if re.match("[0-9]{1,2} [A-Z]", period) else "in"


def with_preposition(period: str) -> str:
    """Return a period with the word before it that a sentence needs.

    >>> with_preposition("31 Mar 2025"), with_preposition("2022/23")
    ('on 31 Mar 2025', 'in 2022/23')
    """
    return f"{preposition_of(period)} {period}"


def period_after(period: str, other: str) -> str:
    """Return a period beside another one, whose kind of year it does not say again.

    >>> period_after("2021/22 (academic)", "2022/23 (academic)"), period_after("2021", "2022/23")
    ('2021/22', '2021')
    >>> period_after("2015/16 (Nov-Nov)", "2016/17 (Nov-Nov)").replace("\\N{NO-BREAK SPACE}", " ")
    'November 2016'
    """
    if period.endswith(_YEAR_TO_NOVEMBER) and other.endswith(_YEAR_TO_NOVEMBER):
        return _end_in_november(period).replace(" ", _HELD)
    for suffix in _KINDS_OF_YEAR:
        if period.endswith(suffix) and other.endswith(suffix):
            return period.removesuffix(suffix)
    return period_in_words(period)
