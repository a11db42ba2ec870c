"""What the direction of travel page shows of what lies behind yearly figures: levels, forecasts and control charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.methods.control_chart import SIGNALS
from helpers.present.cells import as_column, direction_cell, format_number, is_missing, words_cell
from helpers.present.charts.panels import MAX_PANELS
from helpers.present.tables import table
from helpers.present.values import Column, Table
from helpers.results.series_summaries import SURE
from helpers.verdicts import CANNOT_BE_CALCULATED
from helpers.wording import number_of, singular_or_plural


def levels_sentence(counts: Mapping[str, int]) -> str:
    """Say how many indicators have a level, also without an official trend, and where the levels went.

    `counts` is that of `level_counts`.
    """
    with_level, total = counts["with_level"], counts["counted"]
    if not with_level:
        return f"No level can be worked out for any of {number_of(total, 'counted indicator')}."
    sure, has = format_number(100 * SURE), singular_or_plural(counts["gained"], "has", "have")
    return (
        f"A level can be worked out for {with_level} of {number_of(total, 'counted indicator')}. "
        f"{counts['without_trend']} have no official trend, and {counts['gained'] or 'none'} of them {has} a level. "
        f"Since the first figure the level has become better for {counts['better'] or 'none'} and worse for "
        f"{counts['worse'] or 'none'}, with a chance of {sure} of 100 or more; for {counts['open'] or 'none'} it "
        "cannot be told."
    )


def chance_words(probability: float) -> str:
    """Return a chance in per cent, never as certain.

    >>> chance_words(0.5), chance_words(0.9999), chance_words(0.001)
    ('50', 'over 99', 'under 1')
    """
    if probability > 0.99:
        return "over 99"
    return "under 1" if probability < 0.01 else format_number(100 * probability, 0)


def levels_table(rows: pd.DataFrame) -> Table:
    """Return the level behind each series with the figure to expect next; `rows` is of `levels_with_forecasts`."""
    records = rows.to_dict("records")
    cells: dict[str, list[Any]] = {
        "last_step": [chance_words(row["rise_probability"]) for row in records],
        "since": [chance_words(row["rise_since_first_probability"]) for row in records],
        "better_shown": [
            words_cell("[z]" if is_missing(row["since_first"]) else row["since_first"]) for row in records
        ],
        "next_shown": [str(row["next_year"]) for row in records],
        "range_shown": [" to ".join(format_number(row[end], row["decimals"]) for end in _ENDS) for row in records],
        "trend_shown": [
            words_cell("none") if row["trend"] == CANNOT_BE_CALCULATED else direction_cell(row["trend"])
            for row in records
        ],
    }
    printed = rows.assign(**{name: as_column(values, rows.index) for name, values in cells.items()})
    columns = [
        Column("title", "Indicator", header=True),
        Column("unit", "Unit"),
        Column("points", "Figures", align="right"),
        Column("latest_value", "Latest", align="right", decimals_from="decimals"),
        Column("level", "Level", align="right", decimals_from="decimals"),
        Column("last_step", "Chance that it rose in the last step, %", align="right"),
        Column("since", "Chance that it rose since the first, %", align="right"),
        Column("better_shown", "Since the first figure"),
        Column("next_shown", "Year of forecast"),
        Column("forecast", "Forecast", align="right", decimals_from="decimals"),
        Column("range_shown", "80 of 100 fall between"),
        Column("trend_shown", "Official trend"),
    ]
    notes = [
        "Level: what is left of all figures when their ups and downs are taken away. Figures: how many there are in a "
        "row without a break.",
        "The forecast carries the last level on. It knows nothing of new services, laws or money.",
    ]
    return table(printed, "The level behind the figures, and the figure to expect next", columns, notes=notes)


_ENDS = ("lower", "upper")


def signals_sentence(figures: pd.DataFrame) -> str:
    """Say how many series have a control chart and a signal; `figures` is the frame of `chart_figures`."""
    charts = figures.drop_duplicates("indicator_id")
    if charts.empty:
        return "No series has the ten figures that a control chart needs."
    with_signal, newest = int(charts["signals"].gt(0).sum()), int(charts["newest_signal"].notna().sum())
    drawn = "" if len(charts) <= MAX_PANELS else f" {MAX_PANELS} are drawn, those with a signal first."
    of_them = f"{with_signal or 'None'} of them {singular_or_plural(with_signal, 'has', 'have')} a signal, and "
    of_them += f"{newest or 'none'} at the newest figure."
    if len(charts) == 1:
        of_them = "It has a signal at the newest figure." if newest else "Its newest figure is no signal."
        of_them = of_them if with_signal else "It has no signal."
    return (
        f"{number_of(len(charts), 'series', 'series')} {singular_or_plural(len(charts), 'has', 'have')} ten figures "
        f"or more. {of_them} Signals prompt a question; they are no findings.{drawn}"
    )


def signals_title(figures: pd.DataFrame) -> str:
    """Return the main message of the charts: how many newest figures ask a question."""
    charts = figures.drop_duplicates("indicator_id")
    newest = int(charts["newest_signal"].notna().sum())
    if len(charts) == 1:
        return f"The newest figure is {'a' if newest else 'no'} signal in the one series"
    return f"The newest figure is a signal in {newest or 'none'} of {number_of(len(charts), 'series', 'series')}"


def charts_table(figures: pd.DataFrame) -> Table:
    """Return the newest figure of every control chart with the limits and the signal in words."""
    newest = figures.groupby("indicator_id", sort=False).tail(1)
    words = newest["newest_signal"].map(SIGNALS).fillna("none")
    number: dict[str, Any] = {"align": "right", "decimals_from": "decimals"}
    columns = [
        Column("title", "Indicator", header=True),
        Column("unit", "Unit"),
        Column("period", "Newest period"),
        Column("value", "Newest", **number),
        Column("mean", "Mean", **number),
        Column("lower", "Lower limit", **number),
        Column("upper", "Upper limit", **number),
        Column("signal_shown", "Signal at the newest figure"),
        Column("signals", "Figures with a signal", align="right"),
    ]
    note = "A series that has risen or fallen for years has many signals: its process is not steady."
    return table(newest.assign(signal_shown=words), "Control charts of ten figures or more", columns, notes=[note])
