"""Levels with forecasts and control charts, put beside the indicators by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from helpers.results import series_summaries

NONE, BETTER_TREND = "Cannot be calculated", "Increasing and getting better"

FRAME = pd.DataFrame(
    [
        ("c", "higher_is_better", NONE),
        ("a", "lower_is_better", BETTER_TREND),
        ("b", "neutral", NONE),
        ("e", "lower_is_better", NONE),
        ("d", "higher_is_better", NONE),
    ],
    columns=["indicator_id", "polarity", "trend"],
).assign(title="T", unit="%", decimals=1, in_headline=[True, True, False, True, True])
LEVELS = pd.DataFrame(
    {
        "indicator_id": list("abcde"),
        "points": [5, 6, 7, 3, 9],
        "level": [1.0, 2.0, 3.0, np.nan, 5.0],
        "rise_probability": 0.5,
        "rise_since_first_probability": [0.95, 0.99, 0.96, np.nan, 0.94],
    }
)
FORECASTS = pd.DataFrame(
    {
        "indicator_id": list("aabbcce"),
        "ahead": [1, 2, 1, 2, 1, 2, 1],
        "year": [2024, 2025, 2024, 2025, 2023, 2024, 2024],
        "forecast": [1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 5.0],
        "lower": 0.0,
        "upper": 9.0,
    }
)


def test_a_level_stands_beside_its_indicator_with_the_next_figure() -> None:
    rows = series_summaries.levels_with_forecasts(FRAME, LEVELS, FORECASTS)
    assert rows["indicator_id"].tolist() == ["c", "a", "b", "e"]
    assert rows["next_year"].tolist() == [2023, 2024, 2024, 2024]
    assert rows["forecast"].tolist() == [3.0, 1.0, 2.0, 5.0]
    # A rise of what is better when low is worse; 94 of 100 is not enough; a measure of context is neither.
    assert rows["since_first"].fillna("neither").tolist() == ["Better", "Worse", "neither", "Cannot be told"]
    assert series_summaries.level_counts(rows, FRAME) == {
        "counted": 5,
        "with_level": 4,
        "without_trend": 4,
        "gained": 3,
        "better": 1,
        "worse": 1,
        "open": 1,
    }


def charts(**signals: list[str | None]) -> pd.DataFrame:
    rows = [
        {
            "indicator_id": name,
            "year": 2020 + year,
            "value": 1.0 + year,
            "mean": 2.0,
            "lower": -3.0,
            "upper": 7.0,
            "signal": signal,
        }
        for name, words in signals.items()
        for year, signal in enumerate(words)
    ]
    return pd.DataFrame(rows)


def own_series(*names: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"indicator_id": name, "year": year, "period": f"{year - 1}/{year - 2000}", "period_end": date(year, 3, 31)}
            for name in names
            for year in (2019, 2020, 2021, 2022)
        ]
    )


def test_charts_whose_newest_figure_has_a_signal_come_first() -> None:
    tables = charts(
        a=[None, "moving", None], b=[None, None, "outside"], c=[None] * 3, d=["outside", None, "moving"], e=[None] * 3
    )
    figures = series_summaries.chart_figures(tables, own_series(*"abcde"), FRAME)
    assert figures["indicator_id"].drop_duplicates().tolist() == ["d", "b", "a", "c", "e"]
    last = figures.groupby("indicator_id", sort=False).tail(1)
    assert last["period"].tolist() == ["2021/22"] * 5
    assert last["newest_signal"].fillna("none").tolist() == ["moving", "outside", "none", "none", "none"]
    assert last["signals"].tolist() == [2, 1, 1, 0, 0]
    # No figure is below 0, so that the limit of -3 says nothing.
    assert set(figures["lower"]) == {0.0}
    below = series_summaries.chart_figures(tables.assign(value=-1.0), own_series(*"abcde"), FRAME)
    assert set(below["lower"]) == {-3.0}


def test_without_a_chart_there_is_no_row() -> None:
    empty = charts(a=[None]).head(0)
    assert series_summaries.chart_figures(empty, own_series("a"), FRAME).empty
