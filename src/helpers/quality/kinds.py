"""What kind of figure an indicator has, by its value type and unit: what bounds it and how two figures compare."""

from __future__ import annotations

import re

AMOUNTS = ("rate", "currency", "count", "ratio")
"""Value types that are amounts of something; a score or a difference may be negative."""

STANDARDISED = r"(?i)standardi[sz]ed|adjusted for age"
"""What the note or the definition of a rate says that is not its counts divided."""


def kind_of(value_type: str, unit: str) -> str:
    """Return what bounds a figure has: a share, a difference of percentages, an amount, or other.

    >>> [kind_of(*each) for each in (("percentage", "%"), ("percentage", "percentage points"), ("mean", "days"))]
    ['share', 'difference', 'other']
    """
    if value_type == "percentage":
        return "share" if unit == "%" else "difference"
    return "amount" if value_type in AMOUNTS else "other"


def scale_of(unit: str) -> tuple[float, float]:
    """Return the ends of the scale that a unit names; not numbers where it names none.

    >>> scale_of("score 0-10"), scale_of("points out of 12"), scale_of("per 10,000 aged 10-17")
    ((0.0, 10.0), (0.0, 12.0), (nan, nan))
    """
    if match := re.fullmatch(r"score (\d+)-(\d+)", unit):
        return float(match[1]), float(match[2])
    if match := re.fullmatch(r"points out of (\d+)", unit):
        return 0.0, float(match[1])
    return float("nan"), float("nan")


def is_divided(value_type: str, unit: str, *texts: str) -> bool:
    """Say whether a figure is its numerator divided by its denominator: a share, or a rate that is not adjusted.

    `texts` is what the register says of it in words.

    >>> is_divided("rate", "per 100,000", "Deaths a year."), is_divided("rate", "per 100,000", "Age-standardised.")
    (True, False)
    """
    return kind_of(value_type, unit) == "share" or (
        value_type == "rate" and not any(re.search(STANDARDISED, words) for words in texts)
    )


def is_in_proportion(value_type: str, unit: str, *, may_be_negative: bool = False) -> bool:
    """Say whether figures are compared by how many times one is the other: those that cannot be below zero.

    >>> [is_in_proportion(*each) for each in (("rate", "per 1,000"), ("score", "score 0-10"), ("score", "points"))]
    [True, True, False]
    >>> is_in_proportion("rate", "per 1,000", may_be_negative=True)
    False
    """
    return not may_be_negative and (
        kind_of(value_type, unit) in ("share", "amount") or value_type == "mean" or scale_of(unit)[0] == 0
    )
