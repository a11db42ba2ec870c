"""Periods as pages print them: with the kind of their year in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from helpers.present.cells import is_missing

MORE_RECENT: Final = "More recent"
"""The mark of a figure whose period ends after the reporting year."""

_KINDS_OF_YEAR: Final = {
    " (academic)": "school year",
    " (FE year)": "college year",
    " (Nov-Nov)": "November to November",
}


def period_in_words(period: str) -> str:
    """Return a period with the kind of its year in words, held together on one line.

    >>> period_in_words("2022/23 (academic)") == "2022/23\\N{NO-BREAK SPACE}school\\N{NO-BREAK SPACE}year"
    True
    """
    for suffix, words in _KINDS_OF_YEAR.items():
        if period.endswith(suffix):
            return f"{period.removesuffix(suffix)} {words}".replace(" ", "\N{NO-BREAK SPACE}")
    return period


def is_more_recent(row: Mapping[Any, Any]) -> bool:
    """Say whether the period of a row of the compendium ends in a later month than the reporting year.

    >>> is_more_recent({"age_months": -5}), is_more_recent({"age_months": 0}), is_more_recent({"age_months": None})
    (True, False, False)
    """
    return not is_missing(row["age_months"]) and bool(row["age_months"] < 0)


def preposition_of(period: str) -> str:
    """Return the word that a period has before it in a sentence: on a day, in all others.

    >>> preposition_of("31 Mar 2025"), preposition_of("2022/23")
    ('on', 'in')
    """
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
    """
    for suffix in _KINDS_OF_YEAR:
        if period.endswith(suffix) and other.endswith(suffix):
            return period.removesuffix(suffix)
    return period_in_words(period)
