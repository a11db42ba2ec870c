"""The observations that a reporting year may use, with what the register says of their indicators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from helpers.register import multiplier

STEPS = {"annual": 1, "quarterly": 1, "monthly": 1, "biennial": 2, "one_off": 1}
"""Years between a figure and the one it is compared with, by the register's frequency."""

WHERE_IT_STANDS = ["file", "row"]
"""The columns of the observations that say where a figure stands, on which no result rests."""


def as_reported(observations: pd.DataFrame, indicators: pd.DataFrame, as_at: Mapping[str, date]) -> pd.DataFrame:
    """Keep the periods that had ended by the as-at date, with what the register says of each indicator.

    `as_at` maps every period type of `indicators` to its last day. `file` and `row` are left out, so that figures that
    move inside a file change no result; `figure_sources` finds them again.

    Columns needed    observations: indicator_id, period, period_start, period_end, marker; indicators: indicator_id,
                      polarity, decimals, value_type, unit, period_type, frequency, breaks
    Columns returned  those of observations without file and row; year, end_month, months (length of the period), step,
                      one_off, break_before, multiplier (what the figure is per); the register's polarity, decimals,
                      value_type, period_type
    Source            docs/methods/01_figures.md, the latest value rule
    """
    columns = ["indicator_id", "polarity", "decimals", "value_type", "unit", "period_type", "frequency", "breaks"]
    figures = observations.drop(columns=WHERE_IT_STANDS, errors="ignore")
    frame = figures.merge(indicators[columns], on="indicator_id", how="inner", validate="many_to_one")
    frame = frame[frame["period_end"] <= frame["period_type"].map(as_at)]
    start, end = pd.to_datetime(frame["period_start"]), pd.to_datetime(frame["period_end"])
    days = (end - start).dt.days + 1
    broken = frame.loc[frame["breaks"].ne(""), ["period", "breaks"]]
    declared = [period in breaks.split(";") for period, breaks in zip(broken["period"], broken["breaks"], strict=True)]
    declared_at = broken.index[np.array(declared, dtype="bool")]
    return frame.assign(
        year=end.dt.year.astype("int64"),
        end_month=end.dt.month.astype("int64"),
        months=(days / (365.25 / 12)).round().astype("int64"),
        step=frame["frequency"].map(STEPS),
        one_off=frame["frequency"].eq("one_off"),
        break_before=frame.index.isin(declared_at) | frame["marker"].str.contains("[b]", regex=False),
        multiplier=frame["unit"].map({unit: multiplier(unit) for unit in indicators["unit"]}).astype("float64"),
    ).drop(columns=["frequency", "breaks", "unit"])
