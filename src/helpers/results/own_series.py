"""A council's own series: what it has of each indicator, under every code that it has had."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.methods.expressions import PERIOD


def own_series(reported: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return one council's series: the rows of every code it has had, at the time of year of its newest figure.

    `codes` are oldest first; where two of them give one period, the row not carried back to a council before it existed
    stays.

    Columns needed    those of `as_reported`: indicator_id, area_code, period_start, period_end, value, area_flag,
                      end_month
    Columns returned  those of reported; latest (true on the newest period with a figure)
    Source            docs/methods/01_figures.md
    """
    own = reported[reported["area_code"].isin(codes)]
    own = own.assign(carried_back=own["area_flag"].eq("backcast"))
    own = own.sort_values(["indicator_id", *PERIOD, "carried_back"]).drop_duplicates(["indicator_id", *PERIOD])
    own = at_newest_month(own, ["indicator_id"])
    is_latest = pd.to_datetime(own["period_end"]).eq(own["newest_end"])
    return own.assign(latest=is_latest).drop(columns=["newest_end", "carried_back"])


def at_newest_month(series: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Keep the periods of each series that end in the month of its newest figure.

    `keys` are the columns that say whose series a row is.

    Columns needed    those of `keys`; period_end, value, end_month
    Columns returned  those of series; newest_end (the end of the newest period with a figure)
    Source            docs/methods/01_figures.md
    """
    ends = series["period_end"].where(series["value"].notna())
    newest = pd.to_datetime(ends).groupby([series[name] for name in keys]).transform("max")
    alike = newest.isna() | series["end_month"].eq(newest.dt.month)
    return series.assign(newest_end=newest)[alike]


def every_series(own: pd.DataFrame, indicators: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """Return a council's series as one area, with an empty row for each indicator that it has no figure of.

    Columns needed    own, made by `own_series`: indicator_id, year, step, months, one_off, break_before; indicators:
                      indicator_id, polarity, decimals, value_type
    Columns returned  those of own, area_code the same in every row
    """
    own = own.assign(area_code=area_code)
    without = indicators[~indicators["indicator_id"].isin(own["indicator_id"])]
    placeholder = without[["indicator_id", "polarity", "decimals", "value_type"]].assign(area_code=area_code)
    series = pd.concat([own, placeholder], ignore_index=True)
    for name in ("one_off", "break_before"):
        series[name] = series[name].fillna(value=False).astype("bool")
    return series.astype({"year": "Int64", "step": "Int64", "months": "Int64"})
