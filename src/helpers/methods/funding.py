"""What councils would gain if funded alike, and what a simple model of need would give each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from helpers.problems import MethodProblem

_CLOSE: Final = 1e-9


def gains_at_average(councils: pd.DataFrame) -> pd.DataFrame:
    """Return what each council of a class would gain if it had the average funding of the class for each person.

        class average for each person = Σ funding ÷ Σ population
        gain = average x population - funding

    The plain sum of the gains over the class is zero, as each gain carries its council's population already.

    Columns needed    funding_m (million pounds), population (people, above zero); the rows of one class of councils
    Columns returned  those of councils; per_head, class_average_per_head (pounds), gain_m (million pounds, negative
                      for those above the average)
    Raises            MethodProblem: a number is missing, or a population is not above zero
    Source            docs/methods/17_funding.md

    >>> gains_at_average(pd.DataFrame({"funding_m": [1.0, 3.0], "population": [2000, 2000]}))["gain_m"].tolist()
    [1.0, -1.0]
    """
    funding, people = councils["funding_m"].astype("float64"), councils["population"].astype("float64")
    if funding.isna().any() or not (people > 0).all():
        raise MethodProblem("every council of a class needs its funding and a population above zero")
    average = 1e6 * funding.sum() / people.sum()
    return councils.assign(
        per_head=1e6 * funding / people,
        class_average_per_head=average,
        gain_m=average * people / 1e6 - funding,
    )


def model_need(councils: pd.DataFrame, weights: Mapping[str, float], cost_index: str = "") -> pd.DataFrame:
    """Return how the funding of a class would be shared by need, with the total as it is.

        need share = Σ weight x (the council's share of the driver), times the area cost index, scaled to 1
        allocation = need share x Σ funding

    `weights` maps the column of each driver to its weight; they add up to 1, and are the shares of national spending by
    service, not choices. `cost_index` names the column of an area cost index, or is blank.

    Columns needed    funding_m (million pounds), population; the drivers, and `cost_index`: zero or more
    Columns returned  those of councils; need_share (of 1), allocation_m and change_m (million pounds),
                      funding_per_head and model_per_head (pounds)
    Raises            MethodProblem: weights do not add up to 1, a driver is missing or negative, or all are zero
    Source            docs/methods/17_funding.md
    """
    if abs(sum(weights.values()) - 1) > _CLOSE or min(weights.values()) < 0:
        raise MethodProblem("the weights of the drivers must be zero or more and add up to 1")
    drivers = councils[list(weights)].astype("float64")
    if drivers.isna().any(axis=None) or (drivers < 0).any(axis=None) or (drivers.sum() <= 0).any():
        raise MethodProblem("a driver must be zero or more in every council, and above zero in one")
    share = (drivers / drivers.sum() * pd.Series(dict(weights))).sum(axis=1)
    if cost_index:
        share = share * councils[cost_index].astype("float64")
    share = share / share.sum()
    funding, people = councils["funding_m"].astype("float64"), councils["population"].astype("float64")
    allocation = share * funding.sum()
    return councils.assign(
        need_share=share,
        allocation_m=allocation,
        change_m=allocation - funding,
        funding_per_head=1e6 * funding / people,
        model_per_head=1e6 * allocation / people,
    )


def spread_of_funding(per_head: pd.Series) -> tuple[float, float]:
    """Return how unequal funding for each person is: the highest over the lowest, and the standard deviation over mean.

    Columns needed  none: one number for each council, above zero

    >>> spread_of_funding(pd.Series([800.0, 1200.0]))
    (1.5, 0.2)
    """
    values = per_head.to_numpy("float64")
    return float(values.max() / values.min()), float(np.std(values) / values.mean())
