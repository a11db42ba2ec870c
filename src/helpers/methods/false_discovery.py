"""How many of many findings are there by chance alone, and which stay when that is allowed for."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.methods.intervals import CONFIDENCE, Numbers, level
from helpers.problems import MethodProblem

RATE: Final = 0.1
"""The share of false findings that is accepted among those that stay."""


def benjamini_hochberg(p: ArrayLike) -> Numbers:
    """Return the p of each test adjusted for all of them, for tests that are independent or go together.

    The adjusted p of the i-th smallest of n is the smallest of n p(j) ÷ j over j from i on, at most 1. Where a p is
    missing, nothing was tested, and its adjusted p is missing.
    Raises MethodProblem where a p is not from 0 to 1.
    Source: Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57:289.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    return _stepped_up(p, lambda n: n / np.arange(n, 0, -1))


def benjamini_yekutieli(p: ArrayLike) -> Numbers:
    """Return the p of each test adjusted for all of them, however they depend on each other.

    As `benjamini_hochberg`, times the sum of 1 ÷ i over the tests.
    Raises MethodProblem where a p is not from 0 to 1.
    Source: Benjamini and Yekutieli (2001), Ann. Stat. 29:1165.

    >>> benjamini_yekutieli([0.01, 0.04]).round(4).tolist()
    [0.03, 0.06]
    """
    return _stepped_up(p, lambda n: n * np.sum(1 / np.arange(1, n + 1)) / np.arange(n, 0, -1))


def holm(p: ArrayLike) -> Numbers:
    """Return the p of each test adjusted so that even one false finding among all is unlikely.

    The adjusted p of the i-th smallest of n is the largest of (n - j + 1) p(j) over j up to i, at most 1.
    Raises MethodProblem where a p is not from 0 to 1.
    Source: Holm (1979), Scand. J. Stat. 6:65.

    >>> holm([0.01, 0.04, 0.03]).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    values, tested = _tested(p)
    order = np.argsort(values[tested], kind="stable")
    n = len(order)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(np.arange(n, 0, -1) * values[tested][order]))
    values[tested] = adjusted
    return values


def chance_findings(
    p: pd.Series, side: pd.Series, confidence: float = CONFIDENCE, rate: float = RATE
) -> dict[str, Any]:
    """Return how many of many tests find something, how many would by chance, and how many stay.

    `p` has one number for each test, missing where nothing was tested; `side` is above 0 for better and below 0 for
    worse. `confidence` is that of a single test.

    Gives tested; clear, clear_better and clear_worse (p under 1 - confidence); by_chance (expected where nothing
    changed at all, tested times 1 - confidence); stay and stay_any (clear at the rate of false findings by
    `benjamini_hochberg` and by `benjamini_yekutieli`).

    Columns needed  none: two series of one index
    Raises          MethodProblem: a p is not from 0 to 1
    Source          as for `benjamini_hochberg`; Jones, Ohlssen and Spiegelhalter (2008), J. Clin. Epidemiol. 61:232
    """
    alpha = 1 - level(confidence)
    clear = p < alpha
    return {
        "tested": int(p.notna().sum()),
        "clear": int(clear.sum()),
        "clear_better": int((clear & (side > 0)).sum()),
        "clear_worse": int((clear & (side < 0)).sum()),
        "by_chance": alpha * int(p.notna().sum()),
        "stay": int((benjamini_hochberg(p) <= rate).sum()),
        "stay_any": int((benjamini_yekutieli(p) <= rate).sum()),
    }


def _stepped_up(p: ArrayLike, factors: Any) -> Numbers:
    """Adjust from the largest p down, so that none is above one that was larger before."""
    values, tested = _tested(p)
    order = np.argsort(values[tested], kind="stable")[::-1]
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(1, np.minimum.accumulate(factors(len(order)) * values[tested][order]))
    values[tested] = adjusted
    return values


def _tested(p: ArrayLike) -> tuple[Numbers, Any]:
    values = np.array(p, dtype="float64")
    tested = ~np.isnan(values)
    if np.any((values[tested] < 0) | (values[tested] > 1)):
        raise MethodProblem("a p must be from 0 to 1")
    return values, tested
