"""Whether the services of each council add up to its total service expenditure, for every council, year and edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from helpers.schema.spending import SPENDING_CHECKS
from helpers.schema.types import pandas_types

MOST_APART: Final = 2
"""Thousands of pounds by which the services and the total may differ, as each is printed in thousands."""

PASSED, FAILED, NO_RETURN = "passed", "failed", "no return"


def spending_checks(spending: pd.DataFrame, services: Sequence[str], total: str) -> pd.DataFrame:
    """Return for each council, year and edition whether the services add up to the total.

    Columns needed    spending: area_code, financial_year, status; each of `services`, and `total` (thousand pounds,
                      missing without a return)
    Columns returned  SPENDING_CHECKS
    """
    parts = spending[list(services)].sum(axis="columns", skipna=False).round(3)
    difference = (parts - spending[total]).round(3)
    outcome = np.where(difference.abs() <= MOST_APART, PASSED, FAILED)
    table = spending[["area_code", "financial_year", "status"]].assign(
        services_gbp_thousand=parts,
        total_gbp_thousand=spending[total],
        difference_gbp_thousand=difference,
        outcome=np.where(difference.isna(), NO_RETURN, outcome),
    )
    order = ["financial_year", "status", "area_code"]
    return table.sort_values(order, ignore_index=True).astype(pandas_types(SPENDING_CHECKS))
