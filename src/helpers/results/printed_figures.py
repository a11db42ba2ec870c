"""The figures that a report prints of the council, on which its own judgements rest."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.methods.expressions import PERIOD
from helpers.params import Parameters
from helpers.results.directions import directions
from helpers.results.own_series import own_series
from helpers.results.reporting_figures import as_reported, latest_figures


def printed_figures(
    observations: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str], parameters: Parameters
) -> pd.DataFrame:
    """Return the newest figure of each indicator of the register for the council, and the one it is compared with.

    `observations` and `indicators` are the tables of those names; `codes` are the council's, oldest first. Gives one
    row per indicator: `indicator_id`, `period` and `value` of the newest figure, `previous_period` and
    `previous_value` of the one before it (null where there is none), `age_months` (from the end of the period to the
    as-at date), `stale` (too old for the headline), and `definition_changed`: whether the series has a break at the
    newest figure, or since the one before; and `provisional`, of the newest figure. Checks stop a run over rows without
    their period or marker, which are left out here, and over two periods that end on one day, of which the first stands
    here.
    Source: chapters 1 and 2 of docs/methods.
    """
    as_at = parameters.as_at
    texts = ["indicator_id", "area_code", "period", "marker"]
    rows = observations.dropna(subset=[*texts, *PERIOD]).astype(dict.fromkeys(texts, "str"))
    own = own_series(as_reported(rows, indicators, as_at.by_period_type()), codes)
    own = own.drop_duplicates(["indicator_id", "period_end"])
    latest = latest_figures(own, indicators, as_at.all_others, parameters.stale_after_months)
    judged = directions(own, latest, indicators, codes[-1], parameters.direction)
    years = judged[["indicator_id", "latest_year", "previous_year"]]
    own = own.merge(years, on="indicator_id", validate="many_to_one")
    since = own["previous_year"].fillna(own["latest_year"] - 1)
    compared = (own["year"].gt(since) & own["year"].le(own["latest_year"])).fillna(value=False)
    broken = own.loc[own["break_before"] & compared.astype("bool"), "indicator_id"]
    names = ["indicator_id", "period", "latest_value", "previous_period", "previous_value", "age_months", "stale"]
    table = judged[names].rename(columns={"latest_value": "value"})
    return table.assign(definition_changed=table["indicator_id"].isin(broken), provisional=judged["provisional"])
