"""Counts that sentences state, as the table that has them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers.schema.declarations import Table
from helpers.schema.types import pandas_types


def as_counts(rows: Iterable[tuple[str, float, str]], table: Table) -> pd.DataFrame:
    """Return counts as a table of `table_of_counts`: for each what is counted, the number and its unit.

    Columns returned  measure, number, unit
    """
    return pd.DataFrame(list(rows), columns=list(table.names)).astype(pandas_types(table))
