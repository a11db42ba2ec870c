"""The difference of two figures with limits of its own, worked out from the limits of both figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from helpers.methods.intervals import CONFIDENCE, Numbers, normal_quantile
from helpers.problems import MethodProblem


class Difference(NamedTuple):
    """The latest figure less the one before, with its limits; `changed` where 0 is outside them."""

    difference: Numbers
    lower: Numbers
    upper: Numbers
    changed: Numbers


def mover_difference(
    before: Sequence[ArrayLike],
    latest: Sequence[ArrayLike],
    correlation: ArrayLike = 0.0,
    widening: ArrayLike = 1.0,
) -> Difference:
    """Return the difference of two figures, and its limits at the level of theirs.

    `before` and `latest` are each the figures, their lower limits and their upper limits: numbers or arrays of one
    shape. `correlation` is that of the errors of the two figures (see `overlap_correlation`). `widening` is by how much
    the limits of the figures are too narrow: both sides are multiplied by it (see `widening_of_limits`). Where a number
    is missing, so is the result, and nothing has changed.

        L = d - √((v2 - l2)² + (u1 - v1)² - 2r (v2 - l2)(u1 - v1))
        U = d + √((u2 - v2)² + (v1 - l1)² - 2r (u2 - v2)(v1 - l1))

    Raises MethodProblem where a limit is on the wrong side of its figure, a correlation is not from -1 to 1, or a
    widening is under 1.
    Source: Zou and Donner (2008), Stat. Med. 27:1693; for Wilson's limits it is the hybrid score interval of Newcombe
    (1998), Stat. Med. 17:873.

    >>> [float(round(number, 3)) for number in mover_difference((50, 46, 54), (58, 55, 61))[:3]]
    [8.0, 3.0, 13.0]
    """
    (v1, l1, u1), (v2, l2, u2) = (
        tuple(np.asarray(part, dtype="float64") for part in side) for side in (before, latest)
    )
    r, wider = np.asarray(correlation, dtype="float64"), np.asarray(widening, dtype="float64")
    sides = (v1 - l1, u1 - v1, v2 - l2, u2 - v2)
    if any(np.any(side < 0) for side in sides):
        raise MethodProblem("a lower limit must not be above its figure, nor an upper limit below it")
    if np.any(np.abs(r) > 1):
        raise MethodProblem("the correlation of two errors must be from -1 to 1")
    if np.any(wider < 1):
        raise MethodProblem("limits are widened by 1 or more, never narrowed")
    below_1, above_1, below_2, above_2 = sides
    difference = v2 - v1
    lower = difference - wider * _reach(below_2, above_1, r)
    upper = difference + wider * _reach(above_2, below_1, r)
    return Difference(difference, lower, upper, (lower > 0) | (upper < 0))


def overlap_correlation(length: ArrayLike, apart: ArrayLike) -> Numbers:
    """Return the correlation of the errors of two figures of `length` periods each whose ends are `apart` periods.

    It is the share of each figure's periods that the other has too, 0 where they have none:
    2/3 of means over three years that have two of them in common.
    Raises MethodProblem where a length or a distance is not above zero.
    Source: the covariance of two means that share some of their terms, all of one variance.

    >>> overlap_correlation([1, 3, 3], [1, 1, 3]).round(3).tolist()
    [0.0, 0.667, 0.0]
    """
    k, d = np.asarray(length, dtype="float64"), np.asarray(apart, dtype="float64")
    if np.any(k <= 0) or np.any(d <= 0):
        raise MethodProblem("the length of a period and the distance between two must be above zero")
    return np.maximum(0.0, 1 - d / k)


def double_overlap_strictness(correlation: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Numbers, Numbers]:
    """Return the z and the p that a difference needs for two intervals of one width not to overlap.

    Source: the distance is two half widths, 2 z s, and the standard error of the difference is s √(2 (1 - r)).

    >>> z, p = double_overlap_strictness(0.0)
    >>> round(float(z), 3), round(float(p), 4)
    (2.772, 0.0056)
    """
    r = np.asarray(correlation, dtype="float64")
    z = 2 * normal_quantile(confidence) / np.sqrt(2 * (1 - r))
    return z, 2 * ndtr(-z)


def widening_of_limits(noise_variance: ArrayLike, published_variance: ArrayLike) -> Numbers:
    """Return by how much limits are widened where real noise is larger than they say: √(max(1, noise ÷ published)).

    Both are variances of the same difference on the same scale. Limits without width are not widened, and where a
    variance is missing the limits stay as they are.
    Source: multiplicative over-dispersion; McCullagh and Nelder (1989), Generalized Linear Models, section 4.5.

    >>> widening_of_limits([4.0, 0.5, float("nan")], [1.0, 1.0, 1.0]).tolist()
    [2.0, 1.0, 1.0]
    """
    noise, published = np.asarray(noise_variance, dtype="float64"), np.asarray(published_variance, dtype="float64")
    share = noise / np.where(published > 0, published, np.nan)
    return np.sqrt(np.fmax(1.0, share))


def _reach(side_of_latest: Numbers, side_of_before: Numbers, correlation: Numbers) -> Numbers:
    """Return the distance of a limit from the difference; rounding never makes its square negative."""
    square = side_of_latest**2 + side_of_before**2 - 2 * correlation * side_of_latest * side_of_before
    return np.sqrt(np.maximum(square, 0.0))
