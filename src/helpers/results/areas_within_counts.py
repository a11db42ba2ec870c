"""The counts that sentences on the areas within a council state: the table areas_within_counts."""

from __future__ import annotations

import pandas as pd

from helpers.results.areas_within import WIDE
from helpers.results.as_counts import as_counts
from helpers.schema.comparison import AREAS_WITHIN_COUNTS


def areas_within_counts(within: pd.DataFrame, masking_spread_percent: float) -> pd.DataFrame:
    """Count the indicators with figures below the council, and those whose council's figure hides how areas differ.

    Columns needed    within, the frame of `within_area`: area_type, with_figure, without_figure, masking,
                      worst_areas
    Columns returned  AREAS_WITHIN_COUNTS
    """
    rows: list[tuple[str, float, str]] = []
    for kind, of_kind in within.groupby("area_type"):
        rows.append((f"{kind}_some", int(of_kind["with_figure"].gt(0).sum()), "indicators"))
        rows.append((f"{kind}_every", int(of_kind["without_figure"].eq(0).sum()), "indicators"))
        rows.append((f"{kind}_all", len(of_kind), "indicators"))
        rows.append((f"{kind}_most_worst", max(times_worst(of_kind), default=0), "indicators"))
    rows.append(("hidden", int(within["masking"].eq(WIDE).sum()), "indicators"))
    rows.append(("masking_spread_percent", masking_spread_percent, "per cent"))
    return as_counts(rows, AREAS_WITHIN_COUNTS)


def times_worst(within: pd.DataFrame) -> pd.Series:
    """Return in how many indicators each area is the worst or shares that, by its name; no rows where none is.

    Columns needed    within: worst_areas, names separated by commas
    """
    return within["worst_areas"].dropna().str.split(", ").explode().value_counts()
