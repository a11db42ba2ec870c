"""What departments and partners say of their figures: target, commentary, planned improvement and signature."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from helpers.schema.returns import COMMENTARY
from helpers.schema.types import no_rows, pandas_types

TYPES = pandas_types(COMMENTARY)
"""The columns of the table `commentary`, with their types."""


def commentary(returns: pd.DataFrame, compendium: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Return what the return says of the newest figure of each indicator that was handed in, in printed order.

    It is of the newest period that a dashboard names: that of the latest figure, or a newer one for which there is none
    yet. `codes` are those that the council has had.

    Columns needed    returns: the table; compendium: indicator_id, dashboard, value, marker, period, newest_period,
                      newest_marker, in printed order
    Columns returned  TYPES, those of the table `commentary`
    """
    own = returns[returns["area_code"].isin(list(codes))].drop(columns="area_code")
    printed = ["indicator_id", "dashboard", "value", "marker", "period", "newest_period", "newest_marker"]
    joined = compendium[printed].merge(own, on="indicator_id", suffixes=("_latest", ""))
    is_latest = joined["period"].eq(joined["period_latest"])
    joined = joined[is_latest | joined["period"].eq(joined["newest_period"])]
    newest = joined.sort_values("period_end", kind="stable").drop_duplicates("indicator_id", keep="last").sort_index()
    if newest.empty:
        return no_rows(COMMENTARY)
    is_latest = newest["period"].eq(newest["period_latest"])
    marker = newest["marker"].where(is_latest, newest["newest_marker"]).fillna("")
    return (
        newest.assign(value=newest["value"].where(is_latest), marker=marker)[list(TYPES)]
        .astype(TYPES)
        .reset_index(drop=True)
    )
