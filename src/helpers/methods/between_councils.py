"""How far councils really differ, and their figures drawn towards the mean by how little is known of each."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr

from helpers.methods.intervals import Numbers
from helpers.problems import MethodProblem

Estimator = Literal["PM", "DL", "REML"]
"""Paule-Mandel, which is used; DerSimonian-Laird and restricted maximum likelihood, to see how much hangs on it."""

_STEPS: Final = 200
_CLOSE: Final = 1e-13


class Between(NamedTuple):
    """The variance between councils, their mean with its standard error, and how far chance explains the rest.

    `q` is Cochran's, with its p; `i_squared` is the share of the variance of a typical figure, in per cent, that is
    between councils.
    """

    tau_squared: float
    mean: float
    mean_error: float
    q: float
    q_p: float
    i_squared: float


def between_variance(estimate: ArrayLike, error: ArrayLike, estimator: Estimator = "PM") -> Between:
    """Return how far councils differ beyond the errors of their figures.

    `estimate` and `error` (standard errors) are arrays of one shape. With the weights w = 1 ÷ (error² + τ²), Paule and
    Mandel's τ² is where Σ w (estimate - mean)² is the number of councils less 1, and 0 where it never is as large.

    Raises MethodProblem for fewer than two councils, or an error not above zero.
    Source: Paule and Mandel (1982), J. Res. Natl Bur. Stand. 87:377; DerSimonian and Laird (1986), Control. Clin.
    Trials 7:177; Veroniki and others (2016), Res. Synth. Methods 7:55.
    """
    x, variance = _checked(estimate, error)
    fixed = 1 / variance
    df = len(x) - 1
    q = _spread(x, variance, 0.0)
    typical = df * np.sum(fixed) / (np.sum(fixed) ** 2 - np.sum(fixed**2))
    if estimator == "DL":
        tau = max(0.0, (q - df) / float(np.sum(fixed) - np.sum(fixed**2) / np.sum(fixed)))
    else:
        tau = _paule_mandel(x, variance) if estimator == "PM" else _reml(x, variance)
    weight = 1 / (variance + tau)
    mean = float(np.sum(weight * x) / np.sum(weight))
    error_of_mean = float(np.sum(weight) ** -0.5)
    return Between(tau, mean, error_of_mean, q, float(chdtrc(df, q)), float(100 * tau / (tau + typical)))


def shrink_estimates(estimate: ArrayLike, error: ArrayLike, between: Between) -> tuple[Numbers, Numbers]:
    """Return each council's figure drawn towards the mean of all, with its standard error.

    With B = τ² ÷ (τ² + error²): mean + B (estimate - mean), and the variance B error² + (1 - B)² ÷ Σ w, which
    allows for the doubt about the mean.

    Raises MethodProblem as `between_variance`.
    Source: Lin, Louis, Paddock and Ridgeway (2006), Bayesian Anal. 1:915; Robinson (1991), Stat. Sci. 6:15.
    """
    x, variance = _checked(estimate, error)
    share = between.tau_squared / (between.tau_squared + variance)
    spread = share * variance + (1 - share) ** 2 * between.mean_error**2
    return between.mean + share * (x - between.mean), np.sqrt(spread)


def expected_ranks(mean: ArrayLike, error: ArrayLike) -> Numbers:
    """Return the rank that each of several normal figures has on average, the largest first.

    E[R_i] = 1 + the sum over the others of Φ((mean_j - mean_i) ÷ √(error_i² + error_j²)).
    Source: Lin, Louis, Paddock and Ridgeway (2006), Bayesian Anal. 1:915.

    >>> expected_ranks([5, 5, 0], [1, 1, 1]).round(3).tolist()
    [1.5, 1.5, 3.0]
    """
    mu, s = np.asarray(mean, dtype="float64"), np.asarray(error, dtype="float64")
    apart = np.sqrt(s[:, None] ** 2 + s**2)
    larger = ndtr((mu - mu[:, None]) / apart)
    np.fill_diagonal(larger, 0.0)
    return 1 + larger.sum(axis=1)


def _checked(estimate: ArrayLike, error: ArrayLike) -> tuple[Numbers, Numbers]:
    x, s = np.asarray(estimate, dtype="float64"), np.asarray(error, dtype="float64")
    if x.size < 2 or not np.all(s > 0):
        raise MethodProblem("two councils or more are needed, each with a standard error above zero")
    return x, s**2


def _spread(x: Numbers, variance: Numbers, tau: float) -> float:
    weight = 1 / (variance + tau)
    return float(np.sum(weight * (x - np.sum(weight * x) / np.sum(weight)) ** 2))


def _paule_mandel(x: Numbers, variance: Numbers) -> float:
    """Return the root of a spread that only falls as τ² grows, by Newton's method, which comes to it from below."""
    tau, df = 0.0, len(x) - 1
    for _ in range(_STEPS):
        excess = _spread(x, variance, tau) - df
        if excess <= _CLOSE * df:
            break
        weight = 1 / (variance + tau)
        mean = np.sum(weight * x) / np.sum(weight)
        tau += excess / float(np.sum(weight**2 * (x - mean) ** 2))
    return tau


def _reml(x: Numbers, variance: Numbers) -> float:
    """Return the restricted maximum likelihood estimate by Fisher's scoring."""
    tau = max(0.0, float(np.var(x, ddof=1) - np.mean(variance)))
    for _ in range(_STEPS):
        weight = 1 / (variance + tau)
        total = np.sum(weight)
        mean = np.sum(weight * x) / total
        squares, cubes = np.sum(weight**2), np.sum(weight**3)
        gradient = np.sum(weight**2 * (x - mean) ** 2) - total + squares / total
        information = squares - 2 * cubes / total + (squares / total) ** 2
        step = float(gradient / information)
        new = max(0.0, tau + step)
        if abs(new - tau) <= _CLOSE * max(1.0, tau):
            break
        tau = new
    return tau
