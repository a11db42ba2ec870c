"""The record of forecasts: how often the 80% interval held the figures that came, by type of indicator."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.methods.evidence import judge_evidence
from helpers.methods.forecast_record import count_held, follow_forecasts
from helpers.methods.yearly_changes import LOG, LOG_ODDS, POINTS
from helpers.schema.record import FORECAST_RECORD
from helpers.schema.types import pandas_types
from helpers.shared_work import do_once
from helpers.verdicts import SIGNS

YEARS_FOLLOWED: Final = 5
"""The newest years whose forecasts are followed in a run, as each takes its time."""

SCALES: Final = (LOG_ODDS, LOG, POINTS)
"""The types of indicators, in the order in which they are printed."""


def forecast_record(group: pd.DataFrame, indicators: pd.DataFrame, years: int = YEARS_FOLLOWED) -> pd.DataFrame:
    """Follow the forecasts of counted indicators on the past figures of all councils of the group.

    Columns needed    group: those of `group_series.group_series`; indicators: indicator_id, counted, polarity
    Columns returned  FORECAST_RECORD
    Source            docs/methods/13_strength_of_evidence.md, levels and forecasts
    """
    counted = indicators.loc[indicators["counted"] & indicators["polarity"].map(SIGNS).ne(0), "indicator_id"]
    figures = group[group["indicator_id"].isin(counted)]
    counts = do_once("forecast record", (figures, years), lambda: _follow(figures, years))
    return counts[list(FORECAST_RECORD.names)].astype(pandas_types(FORECAST_RECORD))


def _follow(figures: pd.DataFrame, years: int) -> pd.DataFrame:
    """Return how often forecasts held, which is the same for every council of a group."""
    return count_held(follow_forecasts(judge_evidence(figures), years=years), SCALES)
