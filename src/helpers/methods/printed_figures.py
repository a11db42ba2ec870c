"""The figures that a report prints of the council, on which its own judgements rest."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.methods.direction import directions
from helpers.methods.reporting import as_reported, latest_figures, own_series
from helpers.params import Parameters


def printed_figures(
    observations: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str], parameters: Parameters
) -> pd.DataFrame:
    """Return the newest figure of each indicator of the register for the council, and the one it is compared with.

    `observations` and `indicators` are the tables of those names; `codes` are the council's, oldest first. Gives one
    row per indicator: `indicator_id`, `period` and `value` of the newest figure, `previous_period` and
    `previous_value` of the one before it (null where there is none), `age_months` (from the end of the period to the
    as-at date), `stale` (too old for the headline), and `definition_changed`: whether the series has a break at the
    newest figure, or since the one before. Of two periods that end on one day the first stands here, because checks
    stop a run over them.
    Source: sections 1 and 2 of docs/methods.md.
    """
    as_at = parameters.as_at
    own = own_series(as_reported(observations, indicators, as_at.by_period_type()), codes)
    own = own.drop_duplicates(["indicator_id", "period_end"])
    latest = latest_figures(own, indicators, as_at.all_others, parameters.stale_after_months)
    judged = directions(own, latest, indicators, codes[-1], parameters.direction)
    years = judged[["indicator_id", "latest_year", "previous_year"]]
    rows = own.merge(years, on="indicator_id", validate="many_to_one")
    since = rows["previous_year"].fillna(rows["latest_year"] - 1)
    compared = (rows["year"].gt(since) & rows["year"].le(rows["latest_year"])).fillna(value=False)
    broken = rows.loc[rows["break_before"] & compared.astype("bool"), "indicator_id"]
    names = ["indicator_id", "period", "latest_value", "previous_period", "previous_value", "age_months", "stale"]
    table = judged[names].rename(columns={"latest_value": "value"})
    return table.assign(definition_changed=table["indicator_id"].isin(broken))
