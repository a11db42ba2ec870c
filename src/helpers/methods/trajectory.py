"""Where a figure should be by now on the way from its baseline to its target."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.methods.intervals import Numbers
from helpers.problems import MethodProblem

OFF_TRAJECTORY = 0.2
"""A figure is off its trajectory where it is short by more than this share of the way planned so far."""


class Trajectory(NamedTuple):
    """The figure expected by now, how far short of it the figure is, and that as a share of the way planned so far.

    `short_by` is above zero where the figure is worse than expected; `off_share` is not a number where no way has been
    planned yet.
    """

    expected: Numbers
    short_by: Numbers
    off_share: Numbers


def follow_trajectory(
    baseline: ArrayLike, target: ArrayLike, periods: ArrayLike, at: ArrayLike, actual: ArrayLike
) -> Trajectory:
    """Return how each figure stands on the straight way from its baseline to its target.

        expected  = baseline + (target - baseline) at ÷ periods
        short_by  = expected - actual where the target is above the baseline, actual - expected where it is below
        off_share = short_by ÷ |expected - baseline|

    `periods` lie between baseline and target, `at` of them have passed. The arguments are numbers or arrays of one
    shape.
    Raises MethodProblem where the target is the baseline, there is no period, or `at` is not from 0 to `periods`.
    Source: docs/methods/15_targets_and_money.md

    >>> [round(float(number), 2) for number in follow_trajectory(60, 70, 5, 3, 64)]
    [66.0, 2.0, 0.33]
    """
    base, goal, n, t, v = (np.asarray(part, dtype="float64") for part in (baseline, target, periods, at, actual))
    if np.any(goal == base):
        raise MethodProblem("a target that is the baseline has no way to it")
    if np.any(n <= 0) or np.any((t < 0) | (t > n)):
        raise MethodProblem("there must be one period or more, and none but those up to the target can have passed")
    expected = base + (goal - base) * t / n
    short_by = np.where(goal > base, expected - v, v - expected)
    way = np.abs(expected - base)
    return Trajectory(expected, short_by, np.divide(short_by, way, out=np.full_like(way, np.nan), where=way > 0))
