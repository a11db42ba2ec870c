"""The score of a risk, and what it is called."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

LOW: Final = "low"
MEDIUM: Final = "medium"
HIGH: Final = "high"
NOT_SCORED: Final = "not scored"

SCORE_WORDS: Final = (HIGH, MEDIUM, LOW, NOT_SCORED)
"""Every word, in the order in which risks are printed."""

MEDIUM_FROM: Final = 6
HIGH_FROM: Final = 15
"""The scores from which a risk is called medium and high."""


def risk_score(likelihood: Decimal | None, impact: Decimal | None) -> int | None:
    """Return likelihood times impact, both from 1 to 5; None where one is not given.

    Scores put risks in an order and measure nothing: one of 10 is not twice one of 5.
    Source: docs/methods/19_pressures_and_risks.md

    >>> risk_score(Decimal(4), Decimal(5)), risk_score(Decimal(4), None)
    (20, None)
    """
    return None if likelihood is None or impact is None else int(likelihood * impact)


def score_word(score: int | None) -> str:
    """Return what a score is called.

    Source: docs/methods/19_pressures_and_risks.md

    >>> [score_word(score) for score in (5, 6, 12, 15, None)]
    ['low', 'medium', 'medium', 'high', 'not scored']
    """
    if score is None:
        return NOT_SCORED
    return HIGH if score >= HIGH_FROM else MEDIUM if score >= MEDIUM_FROM else LOW
