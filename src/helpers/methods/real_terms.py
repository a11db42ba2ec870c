"""Money of different years in the prices of one, by the GDP deflator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from helpers.problems import MethodProblem

DISTORTED_YEAR: Final = "2020/21"
"""The financial year whose index is distorted by how output was measured in the pandemic."""

AFTER_DISTORTED_YEAR: Final = "2021/22"


def to_prices_of(amount: float, index_then: float, index_of_base: float) -> float:
    """Return an amount of money in the prices of another year.

        real = cash x index of the base year / index of the year

    Raises  MethodProblem: an index is not above zero
    Source  HM Treasury, GDP deflators: user guide

    >>> round(to_prices_of(7.4, 91.031, 102.789), 2)
    8.36
    """
    if not (index_then > 0 and index_of_base > 0):
        raise MethodProblem("an index of prices must be above zero")
    return amount * index_of_base / index_then


def price_change_percent(index_from: float, index_to: float) -> float:
    """Return by how many per cent prices rose from one year to another.

    Raises  MethodProblem: an index is not above zero
    Source  HM Treasury, GDP deflators: user guide

    >>> round(price_change_percent(91.031, 93.046), 2)
    2.21
    """
    return 100 * to_prices_of(1, index_from, index_to) - 100


def yearly_deflators(quarters: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the index of each financial year: the mean of its four quarters.

    The year distorted by the pandemic is flagged, and has beside it the mean of the two years 2020/21 and 2021/22.

    Columns needed    financial_year, and the four quarters by `names` (index)
    Columns returned  financial_year; index; distorted (whether it is 2020/21); two_year_index (the mean of 2020/21 and
                      2021/22 for these two; missing for others)
    Source            docs/methods/18_spending_and_value.md
    """
    index = quarters[list(names)].mean(axis="columns").round(6)
    pair = quarters["financial_year"].isin((DISTORTED_YEAR, AFTER_DISTORTED_YEAR))
    both = index[pair].mean() if pair.sum() == 2 else float("nan")
    return pd.DataFrame(
        {
            "financial_year": quarters["financial_year"],
            "index": index,
            "distorted": quarters["financial_year"].eq(DISTORTED_YEAR),
            "two_year_index": pd.Series(both, index=quarters.index).where(pair),
        }
    )


def in_real_terms(frame: pd.DataFrame, deflators: pd.DataFrame, base: str, amount: str) -> pd.Series:
    """Return a column of amounts in the prices of the financial year `base`; missing where a year has no index.

    Columns needed  frame: financial_year, `amount` (pounds of any scale); deflators: financial_year, index
    Raises          MethodProblem: the base year has no index
    Source          docs/methods/18_spending_and_value.md
    """
    index = deflators.set_index("financial_year")["index"]
    if base not in index.index:
        raise MethodProblem(f"the deflator has no index of {base}")
    return frame[amount].astype("float64") * float(index[base]) / frame["financial_year"].map(index)
