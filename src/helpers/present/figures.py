"""How a sentence prints a figure: with its unit, in pounds, as a change, as a count of all, or as a name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from helpers.present.cells import MINUS, format_number
from helpers.typed_numbers import in_words

MILLION: Final = 1_000_000
LARGE: Final = 100 * MILLION
"""Pounds from which a chart prints whole millions."""

MOST_SHARE_DECIMALS: Final = 1
"""Shares are printed with at most this number of decimals, whatever the source has."""

_UNITS: Final = {
    "England = 100": "{}, where England is 100",
    "score 0-10": "{} out of 10",
    "rank": "rank {}",
    "score": "a score of {}",
    "ratio to general population (percent)": "{}% of the rate of all people",
    "grade 1 (outstanding) to 4 (inadequate)": "grade {}, on a scale from 1 (outstanding) to 4 (inadequate)",
    "FTE": "{} full-time equivalents",
    "cases per FTE": "{} cases per full-time equivalent",
}
"""Units that a figure in a sentence does not simply stand before."""

_SINGULARS: Final = {"children": "child", "people": "person", "families": "family", "libraries": "library"}


def pounds(value: float, decimals: int | None = None) -> str:
    """Return an amount in pounds: millions from a million, to one decimal.

    >>> pounds(62_743_940), pounds(1234.5, 0), pounds(488, 2), pounds(-3_200_000)
    ('£62.7m', '£1,235', '£488.00', '−£3.2m')
    """
    size = abs(value)
    printed = f"£{format_number(size / MILLION, 1)}m" if size >= MILLION else f"£{format_number(size, decimals)}"
    return MINUS + printed if value < 0 else printed


def short_millions(amount: float, decimals: int) -> str:
    """Return an amount in millions of pounds with an m; whole millions without decimals.

    >>> short_millions(41.2, 1), short_millions(-3.0, 0)
    ('£41.2m', '−£3m')
    """
    sign = MINUS if amount < 0 else ""
    return f"{sign}£{format_number(abs(amount), decimals if amount % 1 else 0)}m"


def figure_in_words(value: float, unit: str, decimals: int | None = None) -> str:
    """Return a figure with its unit as a sentence prints it.

    >>> [figure_in_words(41.83, unit, 2) for unit in ("%", "per 10,000 children", "GBP per head")]
    ['41.8%', '41.83 per 10,000 children', '£41.83 per head']
    >>> figure_in_words(1, "years", 0), figure_in_words(1.5, "GBP million", 1), figure_in_words(7.4, "score 0-10", 1)
    ('1 year', '£1.5m', '7.4 out of 10')
    """
    if unit == "%":
        return f"{format_number(value, _share_decimals(decimals))}%"
    if unit == "GBP million":
        return pounds(value * MILLION)
    if unit.startswith("GBP"):
        return f"{pounds(value, decimals)}{unit.removeprefix('GBP')}"
    printed = format_number(value, _share_decimals(decimals) if unit == "percentage points" else decimals)
    if unit in _UNITS:
        return _UNITS[unit].format(printed)
    return f"{printed} {_singular(unit) if printed == '1' else unit}".rstrip()


@lru_cache(maxsize=8192, typed=True)
def figure_again(value: float, unit: str, decimals: int | None = None) -> str:
    """Return a figure after another in the same unit: the sign of a share or of pounds, and no other words.

    >>> [figure_again(41.83, unit, 1) for unit in ("%", "per 10,000 children", "GBP per head")]
    ['41.8%', '41.8', '£41.8']
    """
    return figure_in_words(value, unit_again(unit), decimals)


def figure_in_chart(value: float, unit: str, decimals: int | None = None) -> str:
    """Return a figure as a chart that names the unit prints it: short, as there is little room.

    >>> [figure_in_chart(value, "GBP") for value in (7_031_900_000, 62_743_940, 0)]
    ['£7,032m', '£62.7m', '£0']
    >>> figure_in_chart(26.2, "percentage points", 1), figure_in_chart(41.83, "%", 1)
    ('26.2', '41.8%')
    """
    pounds_of = value * MILLION if unit == "GBP million" else value
    if unit.startswith("GBP") and abs(pounds_of) >= LARGE:
        return f"{MINUS if pounds_of < 0 else ''}£{format_number(abs(pounds_of) / MILLION, 0)}m"
    return figure_again(value, "" if unit == "percentage points" else unit, decimals)


def unit_again(unit: str) -> str:
    """Return what is still said of a unit when it is used again: %, pounds and percentage points alone."""
    if unit in ("%", "percentage points", "GBP million"):
        return unit
    return "GBP" if unit.startswith("GBP") else ""


def change_in_words(value: float, unit: str, decimals: int | None = None) -> str:
    """Return how far a figure moved, without a sign: percentage points for a share.

    >>> change_in_words(-1.6, "%", 1), change_in_words(0.02, "%", 1), change_in_words(1, "%", 0)
    ('1.6 percentage points', 'less than 0.1 percentage points', '1 percentage point')
    """
    measured = "percentage points" if unit == "%" else unit
    decimal_places = _share_decimals(decimals) if measured == "percentage points" else decimals
    if value and decimal_places is not None and not re.search(r"[1-9]", format_number(abs(value), decimal_places)):
        return f"less than {figure_in_words(10.0**-decimal_places, measured, decimal_places)}"
    if measured in ("England = 100", "score 0-10", "score", "rank") or measured.startswith("grade "):
        measured = "points" if measured != "rank" else "ranks"
    return figure_in_words(abs(value), measured, decimal_places)


def all_of(count: int) -> str:
    """Return a count of everything that there is: the only, both, all seven.

    >>> all_of(1), all_of(2), all_of(7)
    ('the only', 'both', 'all seven')
    """
    return {1: "the only", 2: "both"}.get(count, f"all {in_words(count)}")


def signed_change(value: float, unit: str, decimals: int | None = None) -> str:
    """Return a difference with its sign and unit.

    >>> signed_change(-1.6, "%", 1), signed_change(0, "%", 1), signed_change(2.0, "per 100,000", 1)
    ('−1.6 percentage points', '0.0 percentage points', '+2.0 per 100,000')
    """
    words = change_in_words(value, unit, decimals)
    return words if words.startswith("less than") or value == 0 else f"{MINUS if value < 0 else '+'}{words}"


def chance_in_percent(share: float) -> str:
    """Return a chance as it is printed: in whole per cent, never 0 or 100 where it is neither.

    >>> chance_in_percent(0.153), chance_in_percent(0.002), chance_in_percent(0.998), chance_in_percent(0.0)
    ('15%', 'under 1%', 'over 99%', '0%')
    """
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{round(100 * share)}%"


def chance_of_100(percent: float) -> str:
    """Return of how many cases in 100 something is so, never of none or all where it is not sure.

    >>> chance_of_100(0.3), chance_of_100(71.2), chance_of_100(99.5)
    ('under 1', '71', 'over 99')
    """
    return "under 1" if percent < 1 else "over 99" if percent > 99 else format_number(percent, 0)


def exact_figure(value: float, unit: str, decimals: int | None) -> str:
    """Return a figure with its unit and all its decimals, of a share too, as a target has it.

    >>> exact_figure(6.25, "%", 2), exact_figure(25, "hubs", 0)
    ('6.25%', '25 hubs')
    """
    if unit.startswith("%"):
        return f"{format_number(value, decimals)}{unit}"
    return figure_in_words(value, unit, decimals)


_PROPER: Final = frozenset({"A", "Ofsted", "Stonewall", "English", "England", "Jobseeker's", "Reception"})
_NUMBERED: Final = frozenset({"Age", "Attainment", "Level", "Progress", "Section", "Year"})
"""Words of titles that keep their capital: always, and before a number, as in Section 47."""


def name_in_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence: a small first letter, unless the word has a capital of its own.

    >>> name_in_sentence("Suicides"), name_in_sentence("EHC plans"), name_in_sentence("Level 3 by 19")
    ('suicides', 'EHC plans', 'Level 3 by 19')
    """
    first, _, rest = title.partition(" ")
    is_plain = len(first) == 1 or first[1:] == first[1:].lower()
    is_numbered = first in _NUMBERED and re.match(r"\d", rest)
    if not is_plain or first in _PROPER or is_numbered:
        return title
    return title[:1].lower() + title[1:]


def printed_decimals(unit: str, decimals: int) -> int:
    """Return with how many decimals a figure is printed: of a share at most one.

    >>> printed_decimals("%", 2), printed_decimals("per 1,000 people", 2)
    (1, 2)
    """
    return min(decimals, MOST_SHARE_DECIMALS) if unit in ("%", "percentage points") else decimals


def _share_decimals(decimals: int | None) -> int | None:
    return None if decimals is None else min(decimals, MOST_SHARE_DECIMALS)


def _singular(unit: str) -> str:
    first, space, rest = unit.partition(" ")
    if first in _SINGULARS:
        return _SINGULARS[first] + space + rest
    if unit == "percentage points":
        return "percentage point"
    is_plural = first.endswith("s") and not first.endswith("ss") and not first.startswith("per")
    return (first[:-1] if is_plural else first) + space + rest
