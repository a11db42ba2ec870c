"""Confidence sets for ranks that hold whatever the ties, as a guard for sentences such as "better than"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.methods.intervals import CONFIDENCE, Numbers, level
from helpers.problems import MethodProblem

DRAWS: Final = 10_000
_SEED: Final = 20_231_202

CLAIM_DRAWS: Final = 4_000
"""Draws for the set of one figure: enough for a point of 95%, and for the many indicators that are asked about."""

Flags = NDArray[np.bool_]


def rank_confidence_sets(
    estimate: ArrayLike,
    covariance: ArrayLike,
    confidence: float = CONFIDENCE,
    *,
    simultaneous: bool = False,
    step_down: bool = True,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> pd.DataFrame:
    """Return between which ranks each of several figures lies, the largest first.

    `estimate` is an array; `covariance` that of its errors: a matrix, or the standard errors of independent figures.
    A figure is surely above another where their difference, over its standard error, is beyond the largest that chance
    gives among all the pairs compared, at the level asked for. The pairs are those of one figure (a set that holds its
    own rank), or with `simultaneous` all (sets that hold all ranks at once). With `step_down` pairs already told apart
    are left out, and the rest is compared again until nothing more is told apart.

    Columns needed    none: arrays
    Columns returned  one row for each figure, in the order given: rank (competition rank), rank_lower = 1 + the figures
                      surely above, rank_upper = n - the figures surely below
    Raises            MethodProblem: the covariance does not fit the figures, or gives a difference no variance
    Source            Mogstad, Romano, Shaikh and Wilhelm (2024), Rev. Econ. Stud. 91:476
    """
    x = np.asarray(estimate, dtype="float64")
    errors = np.asarray(covariance, dtype="float64")
    matrix = np.diag(errors**2) if errors.ndim == 1 else errors
    if matrix.shape != (x.size, x.size):
        raise MethodProblem(f"the covariance must be of {x.size} figures; it has the shape {matrix.shape}")
    variance = np.diag(matrix)[:, None] + np.diag(matrix) - 2 * matrix
    apart = ~np.eye(x.size, dtype=bool)
    if np.any(variance[apart] <= 0):
        raise MethodProblem("the difference of two figures must have a variance above zero")
    deviation = np.sqrt(np.where(apart, variance, 1.0))
    drawn = _draw(matrix, draws, seed)
    distance = (x - x[:, None]) / deviation
    if simultaneous:
        larger = _surely_larger(distance, apart, drawn, deviation, level(confidence), step_down=step_down)
        above, below = larger, larger.T
    else:
        above, below = _surely_apart(distance, drawn, deviation, level(confidence), step_down=step_down)
    return pd.DataFrame(
        {
            "rank": 1 + (x > x[:, None]).sum(axis=1),
            "rank_lower": 1 + above.sum(axis=1),
            "rank_upper": x.size - below.sum(axis=1),
        }
    )


def _draw(matrix: Numbers, draws: int, seed: int) -> Numbers:
    """Return draws of the errors, a row for each; the factor is that of a matrix that need not be of full rank."""
    values, vectors = np.linalg.eigh(matrix)
    factor = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.random.default_rng(seed).standard_normal((draws, len(matrix))) @ factor.T


def _surely_larger(
    distance: Numbers, pairs: Flags, drawn: Numbers, deviation: Numbers, share: float, *, step_down: bool
) -> Flags:
    """Return of the pairs those whose column is surely larger than the row.

    It is beyond the point of the largest difference, with its sign, among the pairs that are left. A pair that is told
    apart one way is still left the other way round.
    """
    rejected = np.zeros_like(pairs)
    while True:
        left = pairs & ~rejected
        if not left.any():
            return rejected
        largest = np.full(len(drawn), -np.inf)
        for row in np.flatnonzero(left.any(axis=1)):
            columns = np.flatnonzero(left[row])
            differences = (drawn[:, columns] - drawn[:, [row]]) / deviation[row, columns]
            np.maximum(largest, differences.max(axis=1), out=largest)
        new = left & (distance > np.quantile(largest, share))
        rejected |= new
        if not (new.any() and step_down):
            return rejected


def _surely_apart(
    distance: Numbers,
    drawn: Numbers,
    deviation: Numbers,
    share: float,
    *,
    step_down: bool,
    rows: Sequence[int] | None = None,
) -> tuple[Flags, Flags]:
    """Return which figures (columns) are surely above each (row), and which surely below.

    The pairs of one figure are all others that may be above it and all that may be below it, compared at once. Of
    `rows` others than those named nothing is said.
    """
    above, below = np.zeros_like(distance, dtype=bool), np.zeros_like(distance, dtype=bool)
    by_figure = np.ascontiguousarray(drawn.T)
    differences = np.empty_like(by_figure)
    for row in range(len(distance)) if rows is None else rows:
        np.subtract(by_figure, by_figure[row], out=differences)
        np.divide(differences, deviation[row][:, None], out=differences)
        others = np.arange(len(distance)) != row
        while True:
            up, down = others & ~above[row], others & ~below[row]
            if not (up.any() or down.any()):
                break
            point = np.quantile(_largest(differences, up, down), share)
            new_above, new_below = up & (distance[row] > point), down & (-distance[row] > point)
            above[row] |= new_above
            below[row] |= new_below
            if not ((new_above | new_below).any() and step_down):
                break
    return above, below


def _largest(differences: Numbers, up: Flags, down: Flags) -> Numbers:
    """Return for each draw (column) the largest difference upwards among some figures and downwards among others.

    That of a figure from itself is 0, and changes nothing where all others are there both ways.
    """
    if np.array_equal(up, down) and up.sum() == len(up) - 1:
        return np.maximum(differences.max(axis=0), -differences.min(axis=0))
    sides = [differences[up].max(axis=0)] if up.any() else []
    sides += [-differences[down].min(axis=0)] if down.any() else []
    return np.max(sides, axis=0)


def _distances(estimate: ArrayLike, error: Numbers) -> tuple[Numbers, Numbers]:
    """Return by how many standard errors independent figures (columns) are above each (row), and these errors."""
    x = np.asarray(estimate, dtype="float64")
    deviation = np.sqrt(error[:, None] ** 2 + error**2)
    if np.any(deviation <= 0):
        raise MethodProblem("the difference of two figures must have a variance above zero")
    return (x - x[:, None]) / deviation, deviation


def surely_apart(estimate: ArrayLike, error: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Flags, Flags]:
    """Return of independent figures which (columns) are surely above each (row), and which surely below it.

    It guards a sentence such as "better than". All pairs of a row are compared at once, so the row's own sentences are
    all right in `confidence` of cases; those of two rows together need not be.
    Raises MethodProblem as `rank_confidence_sets`.
    Source: as for `rank_confidence_sets`.
    """
    s = np.asarray(error, dtype="float64")
    distance, deviation = _distances(estimate, s)
    drawn = _draw(np.diag(s**2), DRAWS, _SEED)
    return _surely_apart(distance, drawn, deviation, level(confidence), step_down=True)


def rank_claim(estimate: ArrayLike, error: ArrayLike, row: int, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Return the best and the worst rank that may be claimed of one of several independent figures, largest first.

    They are the ends of its set by `rank_confidence_sets`, from CLAIM_DRAWS draws.
    Raises MethodProblem as `rank_confidence_sets`.
    Source: as for `rank_confidence_sets`.
    """
    s = np.asarray(error, dtype="float64")
    distance, deviation = _distances(estimate, s)
    drawn = _standard_draws(s.size) * s
    above, below = _surely_apart(distance, drawn, deviation, level(confidence), step_down=True, rows=[row])
    return 1 + int(above[row].sum()), s.size - int(below[row].sum())


@lru_cache(maxsize=8)
def _standard_draws(figures: int) -> Numbers:
    """Draw standard normal figures, the same ones for every indicator with as many councils."""
    return np.random.default_rng(_SEED).standard_normal((CLAIM_DRAWS, figures))
