"""What is said and drawn of levels, forecasts and control charts."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pandas as pd
import pytest

from helpers.methods.control_chart import SIGNALS
from helpers.present.charts.control_charts import control_chart_panels
from helpers.present.drawings import Diamond, Drawing
from helpers.present.pages import series
from helpers.present.values import Chart
from helpers.publish.html import to_html

COUNTS = {"counted": 159, "with_level": 74, "without_trend": 149, "gained": 64, "better": 25, "worse": 20, "open": 29}
WORDS = {"title": "Some", "subtitle": "By period"}


def text(part: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", to_html(part)))).strip()


def test_levels_are_counted_in_words() -> None:
    assert series.levels_sentence(COUNTS) == (
        "A level can be worked out for 74 of 159 counted indicators. 149 have no official trend, and 64 of them have a "
        "level. Since the first figure the level has become better for 25 and worse for 20, with a chance of 95 of 100 "
        "or more; for 29 it cannot be told."
    )
    assert ", and 1 of them has a level." in series.levels_sentence(COUNTS | {"gained": 1})
    assert series.levels_sentence(COUNTS | {"with_level": 0, "counted": 1}) == (
        "No level can be worked out for any of 1 counted indicator."
    )


def test_a_level_is_printed_with_its_chances_and_its_forecast() -> None:
    row = {
        "title": "Waste",
        "unit": "%",
        "decimals": 1,
        "points": 11,
        "latest_value": 23.66,
        "level": 24.86,
        "rise_probability": 0.266,
        "rise_since_first_probability": 0.004,
        "since_first": "Better",
        "next_year": 2024,
        "forecast": 24.86,
        "lower": 20.1,
        "upper": 30.44,
        "trend": "Cannot be calculated",
    }
    page = text(series.levels_table(pd.DataFrame([row, row | {"since_first": None, "trend": "Increasing"}])))
    assert "Waste % 11 23.7 24.9 27 under 1 Better 2024 24.9 20.1 to 30.4 none" in page
    assert "Waste % 11 23.7 24.9 27 under 1 [z] 2024 24.9 20.1 to 30.4 ↑ Increasing" in page


def figures(*signals: str | None) -> pd.DataFrame:
    """One chart for each signal of a newest figure, of ten figures with a signal in the fifth."""
    rows = [
        {
            "indicator_id": f"i{number}",
            "title": f"Measure {number}",
            "unit": "%",
            "decimals": 1,
            "period": f"{year}",
            "period_end": date(year, 12, 31),
            "value": float(year - 2010),
            "mean": 5.5,
            "lower": 2.8,
            "upper": 8.2,
            "signal": signal if year == 2020 else "moving" if year == 2015 else None,
            "newest_signal": signal,
            "signals": 1 + (signal is not None),
        }
        for number, signal in enumerate(signals)
        for year in range(2011, 2021)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (
            figures("outside", None),
            "2 series have ten figures or more. 2 of them have a signal, and 1 at the newest "
            "figure. Signals prompt a question; they are no findings.",
        ),
        (
            figures(None).assign(signals=0),
            "1 series has ten figures or more. It has no signal. Signals prompt a question; they are no findings.",
        ),
        (
            figures(None),
            "1 series has ten figures or more. Its newest figure is no signal. Signals prompt a question; they are no "
            "findings.",
        ),
        (
            figures("outside"),
            "1 series has ten figures or more. It has a signal at the newest figure. Signals prompt a question; they "
            "are no findings.",
        ),
        (
            figures(*["outside"] * 13),
            "13 series have ten figures or more. 13 of them have a signal, and 13 at the "
            "newest figure. Signals prompt a question; they are no findings. 12 are drawn, those with a signal first.",
        ),
        (figures("outside").head(0), "No series has the ten figures that a control chart needs."),
    ],
)
def test_signals_are_counted_in_words(frame: pd.DataFrame, sentence: str) -> None:
    assert series.signals_sentence(frame) == sentence


def test_at_most_twelve_charts_are_drawn_with_their_signals_marked() -> None:
    frame = figures("outside", *[None] * 12)
    chart = control_chart_panels(frame, **WORDS)
    assert isinstance(chart, Chart) and isinstance(chart.picture, Drawing)
    assert chart.alt.startswith("Control charts of 12 indicators over time. Some. Measure 0: 10.0 in 2020, limits 2.8 ")
    assert f"to 8.2, {SIGNALS['outside']}; Measure 1: 10.0 in 2020, limits 2.8 to 8.2, no signal;" in chart.alt
    assert "Measure 12" not in chart.alt
    # One diamond in the key, two on the first panel and one on each other.
    assert sum(isinstance(shape, Diamond) for shape in chart.picture.shapes) == 1 + 2 + 11
    assert series.signals_title(frame) == "The newest figure is a signal in 1 of 13 series"
    assert series.signals_title(figures(None)) == "The newest figure is no signal in the one series"
    alone = control_chart_panels(figures(None), **WORDS)
    assert isinstance(alone, Chart) and alone.alt.startswith("Control chart of 1 indicator over time. Some.")


def test_without_a_chart_there_is_a_sentence_and_a_missing_column_is_refused() -> None:
    empty = figures("outside").head(0)
    assert "there is no series of ten figures to draw" in str(to_html(control_chart_panels(empty, **WORDS)))
    with pytest.raises(ValueError, match="signal"):
        control_chart_panels(empty.drop(columns="signal"), **WORDS)


def test_the_signals_are_printed_in_words() -> None:
    page = text(series.charts_table(figures("one_side", None)))
    assert f"Measure 0 % 2020 10.0 5.5 2.8 8.2 {SIGNALS['one_side']} 2 Measure 1 % 2020 10.0 5.5 2.8 8.2 none 1" in page
