"""What can be said of a figure that is known only as a bound, such as less than 1% or more than 250,000."""

from __future__ import annotations

from typing import Final

from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER

BEST, WORST = "best", "worst"
"""The end that a bound is of what a figure can be."""

AT_MOST, AT_LEAST = ("at most", "less than"), ("at least", "more than")
FLIPPED: Final = {"less than": "more than", "more than": "less than", "at least": "at most", "at most": "at least"}
"""For each bound of a figure, that of a gap which shrinks as the figure grows."""

EXACT: Final = ("", "provisional")
"""The words beside a figure that is exact."""


def bound_of(exactness: str, polarity: str) -> str:
    """Return whether a figure is the best or the worst that it may be; blank for an exact one or an estimate.

    >>> bound_of("more than", "higher_is_better"), bound_of("less than", "higher_is_better"), bound_of("", "neutral")
    ('worst', 'best', '')
    """
    if exactness not in (*AT_MOST, *AT_LEAST) or polarity not in (HIGHER_IS_BETTER, LOWER_IS_BETTER):
        return ""
    return BEST if (exactness in AT_MOST) == (polarity == HIGHER_IS_BETTER) else WORST


def is_sure(exactness: str, polarity: str, *, met: bool) -> bool:
    """Say whether something is met, or not met, by every figure that a bound allows; of a range it cannot be said.

    >>> is_sure("more than", "higher_is_better", met=True), is_sure("more than", "higher_is_better", met=False)
    (True, False)
    >>> is_sure("about", "neutral", met=True), is_sure("at most", "neutral", met=True)
    (True, False)
    """
    if exactness not in (*AT_MOST, *AT_LEAST):
        return True
    bound = bound_of(exactness, polarity)
    return bool(bound) and (bound == WORST) == met


def exactness_of_gap(exactness: str, polarity: str) -> str:
    """Return how exactly the gap to a target is known: of a figure that is a bound, the gap is one too.

    >>> exactness_of_gap("more than", "higher_is_better"), exactness_of_gap("more than", "lower_is_better")
    ('less than', 'more than')
    """
    if exactness in EXACT:
        return ""
    return FLIPPED.get(exactness, exactness) if polarity == HIGHER_IS_BETTER else exactness


def exactness_of_rate(exactness: str, polarity: str) -> str:
    """Return how exactly a past rate towards the better end is known: it grows where the gap shrinks.

    >>> exactness_of_rate("more than", "higher_is_better"), exactness_of_rate("more than", "lower_is_better")
    ('more than', 'less than')
    """
    of_gap = exactness_of_gap(exactness, polarity)
    return FLIPPED.get(of_gap, of_gap)
