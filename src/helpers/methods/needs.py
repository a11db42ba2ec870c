"""A model of need in whole pence: shares of a total that add up to it exactly, an area cost index, and damping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from helpers.methods.funding import model_need
from helpers.problems import MethodProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray


def to_the_penny(total_pence: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a total in pence divided by shares, in whole pence that add up to it exactly.

    Each gets its part rounded down, and the pence that are left go one each to the largest parts of a penny; of equal
    ones the first. Several divisions stand in the rows of `shares`.

    Raises  MethodProblem: a share is negative, or those of a row do not add up to 1
    Source  docs/methods/17_funding.md

    >>> to_the_penny(100, np.array([1 / 3, 1 / 3, 1 / 3])).tolist()
    [34, 33, 33]
    """
    rows = np.atleast_2d(np.asarray(shares, dtype="float64"))
    if (rows < 0).any() or not np.allclose(rows.sum(axis=1), 1, rtol=0, atol=1e-9):
        raise MethodProblem("the shares of a total must be zero or more and add up to 1")
    exact = rows * total_pence
    pence = np.floor(exact).astype("int64")
    left = total_pence - pence.sum(axis=1, keepdims=True)
    order = np.argsort(-(exact - pence), axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(rows.shape[1])[None, :], axis=1)
    pence += left // rows.shape[1] + (ranks < left % rows.shape[1])
    return pence.reshape(np.shape(shares))


def area_costs(pay: pd.Series, pay_share: float) -> pd.Series:
    """Return an area cost index: the share of costs that follows pay times local pay over the mean, and the rest.

        index = 1 + share x (pay ÷ mean pay - 1)

    Columns needed  none: pay of one council each, above zero; `pay_share` from 0 to 1

    >>> area_costs(pd.Series([450.0, 550.0]), 0.5).round(3).tolist()
    [0.95, 1.05]
    """
    return 1 + pay_share * (pay / pay.mean() - 1)


def damped(funding: NDArray[np.int64], allocation: NDArray[np.int64], most_lost: float) -> NDArray[np.int64]:
    """Return allocations in pence that no council loses more by than a share, paid for by those that gain.

    A loss is no more than `most_lost` (0 to 1) of the funding, in whole pence. The gains are made smaller in
    proportion, so that the total stays to the penny. With 0 nothing changes hands; 1 leaves all as it is.

    Raises  MethodProblem: the two totals differ
    Source  docs/methods/17_funding.md
    """
    if funding.sum() != allocation.sum():
        raise MethodProblem("damping needs an allocation of the whole funding, to the penny")
    change = allocation - funding
    gains = np.maximum(change, 0)
    losses = np.minimum(np.maximum(-change, 0), np.floor(most_lost * funding).astype("int64"))
    if not gains.sum() or not losses.sum():
        return funding.copy()
    return funding - losses + to_the_penny(int(losses.sum()), gains / gains.sum())


def share_by_need(
    councils: pd.DataFrame, weights: Mapping[str, float], pay_share: float, most_lost: float
) -> pd.DataFrame:
    """Return how the funding of a class would be shared by need, before and after damping, to the penny.

    Columns needed    funding_pence (whole pence), population, pay (above zero), and the drivers that `weights` names
    Columns returned  those of councils; cost_index, need_share (of 1); allocation_pence and damped_pence (whole pence,
                      each with the total of the funding); funding_per_head, model_per_head, damped_per_head (pounds)
    Raises            MethodProblem: as `model_need` and `to_the_penny`
    Source            docs/methods/17_funding.md
    """
    index = area_costs(councils["pay"].astype("float64"), pay_share)
    funding = councils["funding_pence"].to_numpy("int64")
    rows: Any = councils.assign(funding_m=funding / 1e8, cost_index=index)
    need = model_need(rows, weights, "cost_index")
    allocation = to_the_penny(int(funding.sum()), need["need_share"].to_numpy("float64"))
    after = damped(funding, allocation, most_lost)
    people = councils["population"].astype("float64")
    return councils.assign(
        cost_index=index,
        need_share=need["need_share"],
        allocation_pence=allocation,
        damped_pence=after,
        funding_per_head=funding / 100 / people,
        model_per_head=allocation / 100 / people,
        damped_per_head=after / 100 / people,
    )
