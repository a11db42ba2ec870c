"""What lies behind the council's yearly figures: levels with forecasts, and control charts, as they are printed."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from helpers.verdicts import BETTER, CANNOT_BE_CALCULATED, SIGNS, WORSE

SURE: Final = 0.95
"""The chance from which a level is called better, or worse, than at the first figure."""

OPEN: Final = "Cannot be told"
"""Where a level went since the first figure, when neither is as sure."""


def levels_with_forecasts(frame: pd.DataFrame, levels: pd.DataFrame, forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators with a level behind their figures, with the figure to expect next, in the frame's order.

    Columns needed    frame: indicator_id, polarity; levels, forecasts: the tables
    Columns returned  those of the frame; points, level, rise_probability, rise_since_first_probability; next_year,
                      forecast, lower, upper; since_first (Better, Worse or Cannot be told; null where neither end is
                      better)
    """
    names = ["points", "level", "rise_probability", "rise_since_first_probability"]
    with_level = levels.loc[levels["level"].notna(), ["indicator_id", *names]]
    following = forecasts.loc[forecasts["ahead"].eq(1), ["indicator_id", "year", "forecast", "lower", "upper"]]
    rows = frame.merge(with_level, on="indicator_id", validate="one_to_one").merge(
        following.rename(columns={"year": "next_year"}), on="indicator_id", how="left", validate="one_to_one"
    )
    sign = rows["polarity"].map(SIGNS)
    chance = rows["rise_since_first_probability"].where(sign > 0, 1 - rows["rise_since_first_probability"])
    words = (
        pd.Series(OPEN, index=rows.index, dtype="object").mask(chance >= SURE, BETTER).mask(chance <= 1 - SURE, WORSE)
    )
    return rows.assign(since_first=words.mask(sign == 0, None))


def level_counts(rows: pd.DataFrame, counted: pd.DataFrame) -> dict[str, int]:
    """Count the counted indicators with a level, those of them without an official trend, and where the levels went.

    Columns needed  rows, of `levels_with_forecasts`: trend, since_first; counted: trend
    Gives           counted, with_level, without_trend (of the counted), gained (with a level and without a trend),
                    better, worse, open (since the first figure)
    """
    words = rows["since_first"]
    return {
        "counted": len(counted),
        "with_level": len(rows),
        "without_trend": int(counted["trend"].eq(CANNOT_BE_CALCULATED).sum()),
        "gained": int(rows["trend"].eq(CANNOT_BE_CALCULATED).sum()),
        "better": int(words.eq(BETTER).sum()),
        "worse": int(words.eq(WORSE).sum()),
        "open": int(words.eq(OPEN).sum()),
    }


def chart_figures(control_charts: pd.DataFrame, own_series: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of every control chart with their periods; charts whose newest figure has a signal first.

    Then come those with an earlier signal; within each, what the headline counts, and then the frame's order. A lower
    limit is no lower than 0 where no figure is.

    Columns needed    control_charts: the table; own_series: indicator_id, year, period, period_end; frame:
                      indicator_id, title, unit, decimals, in_headline
    Columns returned  those of control_charts; period, period_end; title, unit, decimals, in_headline; newest_signal
                      (that of the newest figure; null for none), signals (how many figures have one)
    """
    periods = own_series[["indicator_id", "year", "period", "period_end"]]
    periods = periods.drop_duplicates(["indicator_id", "year"], keep="last")
    about = frame[["indicator_id", "title", "unit", "decimals", "in_headline"]]
    about = about.assign(printed_order=range(len(about)))
    rows = control_charts.merge(periods, on=["indicator_id", "year"], validate="one_to_one")
    rows = rows.merge(about, on="indicator_id", validate="many_to_one").sort_values(["printed_order", "year"])
    signal: Any = rows["signal"].astype("object").where(rows["signal"].notna(), None)
    least = rows.groupby("indicator_id")["value"].transform("min")
    rows = rows.assign(signal=signal, lower=rows["lower"].mask((least >= 0) & (rows["lower"] < 0), 0.0))
    by_chart = rows.groupby("indicator_id")["signal"]
    rows = rows.assign(
        newest_signal=by_chart.transform(lambda words: words.iloc[-1]), signals=by_chart.transform("count")
    )
    order = rows.assign(quiet=rows["newest_signal"].isna(), silent=rows["signals"].eq(0), other=~rows["in_headline"])
    order = order.sort_values(["quiet", "silent", "other", "printed_order", "year"], kind="stable")
    return order.drop(columns=["quiet", "silent", "other", "printed_order"]).reset_index(drop=True)
