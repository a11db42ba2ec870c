"""How likely each rank of one council is, worked out and not drawn."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr

from helpers.methods.between_councils import between_variance, shrink_estimates
from helpers.methods.intervals import Numbers
from helpers.methods.shrunken_ranks import SETS
from helpers.problems import MethodProblem

REACH: Final = 6.0
"""A normal figure is not looked for further from its mean than this number of standard errors."""

STEPS: Final = 121
"""At how many figures of the council the ranks are worked out, between both ends."""

_CLOSE: Final = 1e-9


def rank_distribution(mean: ArrayLike, error: ArrayLike, row: int) -> Numbers:
    """Return how likely one of several independent normal figures is to have each rank, the largest first.

    `mean` and `error` (standard errors, above zero) are arrays of one shape, `row` says which figure is meant. At each
    figure that it may have, every other one is larger with a probability of its own, and the number of larger ones has
    the Poisson binomial distribution, which is averaged over the figures that it may have. Gives an array: the
    probability of rank 1, of rank 2 and so on.

    Source: Hong (2013), Comput. Stat. Data Anal. 59:41, for the distribution, here by convolution.

    >>> rank_distribution([1, 0], [0.6, 0.8], 0).round(3).tolist()
    [0.841, 0.159]
    """
    mu, s = np.asarray(mean, dtype="float64"), np.asarray(error, dtype="float64")
    z = np.linspace(-REACH, REACH, STEPS)
    weight = np.exp(-0.5 * z**2)
    others = np.arange(mu.size) != row
    larger = ndtr((mu[others, None] - (mu[row] + s[row] * z)) / s[others, None])
    ranks = np.zeros((mu.size, STEPS))
    ranks[0] = 1.0
    for number, probability in enumerate(larger, start=1):
        moved = ranks[:number] * probability
        ranks[:number] -= moved
        ranks[1 : number + 1] += moved
    result: Numbers = (ranks * weight).sum(axis=1) / weight.sum()
    return result


def own_shrunken_ranks(estimates: pd.DataFrame) -> pd.DataFrame:
    """Return the rank of one council by what it is like, and how sure it is, for each of several scopes.

    What is ranked, and how figures are drawn towards the mean of all, is as in `shrunken_ranks`. That draws the figures
    of all councils; here the ranks of one council are worked out, which takes a fraction of the time.

    Columns needed    those of `shrunken_ranks`; own (true on the row of the council, one in each scope)
    Columns returned  one row for each scope, sorted by it: scope, area_code, n, estimate, error, tau_squared,
                      reliability, shrunken, shrunken_error; median_rank, expected_rank; rank_50_lower and
                      rank_50_upper, rank_95_lower and rank_95_upper; top_half_probability, quartile_1_probability to
                      quartile_4_probability (0 to 1); quartile_best and quartile_worst (of the 95% set)
    Raises            MethodProblem: a scope has fewer than two councils or not one own row, or an error is not above
                      zero
    Source            as for `shrunken_ranks` and `rank_distribution`
    """
    order = ["scope", "estimate", "area_code"]  # sums must not depend on the order of rows
    data = estimates.sort_values(order, ascending=[True, False, True], ignore_index=True)
    estimate, error = (data[name].to_numpy("float64") for name in ("estimate", "error"))
    own, code = data["own"].to_numpy("bool"), data["area_code"].to_numpy()
    scope = data["scope"].astype("str").to_numpy()
    first = np.flatnonzero(np.r_[True, scope[1:] != scope[:-1]]) if len(scope) else np.empty(0, dtype="int64")
    result = []
    for start, end in zip(first, [*first[1:], len(scope)], strict=False):
        rows = np.flatnonzero(own[start:end])
        if len(rows) != 1:
            raise MethodProblem(f"one row of {scope[start]} must be that of the council; {len(rows)} are")
        ranked = _ranked(estimate[start:end], error[start:end], int(rows[0]))
        result.append({"scope": scope[start], "area_code": code[start + rows[0]]} | ranked)
    return pd.DataFrame(result, columns=_RESULT)


_RESULT: Final = [
    "scope",
    "area_code",
    "n",
    "estimate",
    "error",
    "tau_squared",
    "reliability",
    "shrunken",
    "shrunken_error",
    "median_rank",
    "expected_rank",
    "rank_50_lower",
    "rank_50_upper",
    "rank_95_lower",
    "rank_95_upper",
    "top_half_probability",
    *(f"quartile_{number}_probability" for number in range(1, 5)),
    "quartile_best",
    "quartile_worst",
]


def _ranked(estimate: Numbers, error: Numbers, row: int) -> dict[str, float]:
    """Return the columns of a scope for one of its councils, but the scope and the code."""
    between = between_variance(estimate, error)
    shrunken, shrunken_error = shrink_estimates(estimate, error, between)
    probability = rank_distribution(shrunken, shrunken_error, row)
    n, cumulative = len(estimate), np.cumsum(probability)
    rank = np.arange(1, n + 1)
    quartile = 1 + 4 * (rank - 1) // n
    ends = {
        f"rank_{level}_{end}": _rank_at(cumulative, part)
        for level, parts in SETS.items()
        for end, part in zip(("lower", "upper"), parts, strict=True)
    }
    return {
        "n": n,
        "estimate": estimate[row],
        "error": error[row],
        "tau_squared": between.tau_squared,
        "reliability": between.tau_squared / (between.tau_squared + error[row] ** 2),
        "shrunken": shrunken[row],
        "shrunken_error": shrunken_error[row],
        "median_rank": _rank_at(cumulative, 0.5),
        "expected_rank": float((rank * probability).sum()),
        **ends,
        "top_half_probability": float(probability[2 * rank <= n].sum()),
        **{f"quartile_{number}_probability": float(probability[quartile == number].sum()) for number in range(1, 5)},
        "quartile_best": int(quartile[ends["rank_95_lower"] - 1]),
        "quartile_worst": int(quartile[ends["rank_95_upper"] - 1]),
    }


def _rank_at(cumulative: Numbers, part: float) -> int:
    """Return the first rank up to which the probability is this; equal but for a computer's rounding is enough."""
    return min(int(np.searchsorted(cumulative, part - _CLOSE)) + 1, len(cumulative))
