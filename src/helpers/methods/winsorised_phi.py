"""What the mean square of drawn-in scores is by chance, which is not 1, by the number of councils."""

from __future__ import annotations

from typing import Final

import numpy as np

from helpers.problems import MethodProblem

BY_CHANCE: Final = {
    8: (0.7189, 1.490),
    10: (0.7210, 1.417),
    12: (0.7164, 1.341),
    15: (0.7048, 1.246),
    20: (0.7023, 1.174),
    25: (0.6959, 1.108),
    30: (0.6951, 1.073),
    33: (0.6931, 1.050),
    35: (0.6918, 1.035),
    36: (0.6912, 1.031),
    37: (0.6909, 1.026),
    38: (0.6908, 1.020),
    40: (0.6910, 1.015),
    50: (0.6885, 0.975),
    75: (0.6852, 0.915),
    100: (0.6844, 0.883),
    150: (0.6823, 0.842),
    200: (0.6813, 0.819),
}
"""By the number of councils: the mean of the mean square of their scores, and its 95% point.

The scores are normal, about a known average, and drawn in to their quantiles at 10% and 90%. From 400,000 draws up to
50 councils, 100,000 above.
"""


def chance_phi(councils: int) -> tuple[float, float]:
    """Return the mean and the 95% point of the mean square of drawn-in scores, where chance alone makes them.

    The average is taken as known; where it is that of the same councils, multiply both by (N - 1) ÷ N. Between the
    numbers of BY_CHANCE both are interpolated by 1 ÷ N, and above 200 they are those of 200.
    Raises MethodProblem for fewer than 8 councils.
    Source: simulation; docs/methods/06_funnel_plots.md

    >>> chance_phi(36)
    (0.6912, 1.031)
    """
    smallest = min(BY_CHANCE)
    if councils < smallest:
        raise MethodProblem(f"the correction needs {smallest} councils or more; got {councils}")
    numbers = sorted(BY_CHANCE, reverse=True)
    at = [1 / number for number in numbers]
    mean, point = (np.interp(1 / councils, at, [BY_CHANCE[number][part] for number in numbers]) for part in (0, 1))
    return float(mean), float(point)
