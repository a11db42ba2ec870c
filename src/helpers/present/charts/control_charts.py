"""Control charts (XmR): small charts of a council's own figures, with the limits of a steady process."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from helpers.methods.control_chart import SIGNALS
from helpers.present.cells import format_number, unit_in_words
from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, needs, nothing_to_draw
from helpers.present.charts.letters import wrapped
from helpers.present.charts.panels import MAX_PANELS, WIDE_HEAD, days_of, draw_axes, panel_for, sheet_of_indicators
from helpers.present.drawings import Sheet
from helpers.present.values import Chart, Paragraph
from helpers.wording import number_of, singular_or_plural

_KEY: Final = (
    ("line", palette.DARK_BLUE, "figure"),
    ("diamond", palette.ORANGE, "signal"),
    ("dashes", palette.DARK_GREY, "mean"),
    ("box", palette.PALE_BLUE, "within the limits"),
)
_NEEDED: Final = (
    "indicator_id",
    "title",
    "unit",
    "decimals",
    "period",
    "period_end",
    "value",
    "mean",
    "lower",
    "upper",
    "signal",
)


def control_chart_panels(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a panel for each of at most 12 indicators: its figures, their mean and limits, and the signals.

    `frame` is that of `chart_figures`; the first 12 indicators are drawn, in its order. Without any, a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, *_NEEDED)
    if frame.empty:
        return nothing_to_draw("Control charts", "series of ten figures")
    drawn = frame[frame["indicator_id"].isin(frame["indicator_id"].unique()[:MAX_PANELS])]
    panels = [rows for _, rows in drawn.groupby("indicator_id", sort=False)]
    sheet = sheet_of_indicators(panels, _KEY, _head, _draw_panel)
    described = "; ".join(_describe(rows) for rows in panels)
    charts = singular_or_plural(len(panels), "Control chart", "Control charts")
    alt = f"{charts} of {number_of(len(panels), 'indicator')} over time. {title.rstrip('.')}. {described}."
    return as_chart(sheet, alt, title, subtitle)


def _head(rows: pd.DataFrame) -> str:
    return wrapped([f"{rows['title'].iloc[0]}, {unit_in_words(rows['unit'].iloc[0])}"], WIDE_HEAD)[0]


def _draw_panel(sheet: Sheet, rows: pd.DataFrame, left: float, top: float) -> None:
    """Draw the band between the limits, the mean, the figures and their signals inside the axes of one indicator."""
    days = days_of(rows["period_end"])
    figures = rows[["value", "mean", "lower", "upper"]].astype("float64")
    panel = panel_for(left, top, days, float(figures.min().min()), float(figures.max().max()))
    xs = [panel.x(day) for day in days]
    lower, upper, mean = (panel.y(float(figures[name].iloc[0])) for name in ("lower", "upper", "mean"))
    sheet.area([(xs[0], upper), (xs[-1], upper), (xs[-1], lower), (xs[0], lower)], palette.PALE_BLUE)
    sheet.path([(xs[0], mean), (xs[-1], mean)], palette.DARK_GREY, 1.6, dashed=True)
    ys = [panel.y(value) for value in figures["value"]]
    sheet.path(list(zip(xs, ys, strict=True)), palette.DARK_BLUE, 2.4)
    for x, y, signal in zip(xs, ys, rows["signal"], strict=True):
        if pd.isna(signal):
            sheet.disc(x, y, 2.6, palette.DARK_BLUE, palette.DARK_BLUE)
        else:
            sheet.diamond(x, y, 6.5, palette.ORANGE)
    sheet.words(xs[-1] + 0.11, ys[-1], _number(rows.iloc[-1], "value"), bold=True)
    draw_axes(sheet, panel, rows["period"].tolist(), days)


def _number(row: Any, name: str) -> str:
    return format_number(float(row[name]), int(row["decimals"]))


def _describe(rows: pd.DataFrame) -> str:
    last = rows.iloc[-1]
    value, lower, upper = (_number(last, name) for name in ("value", "lower", "upper"))
    signal = "no signal" if pd.isna(last["signal"]) else SIGNALS[last["signal"]]
    return f"{last['title']}: {value} in {last['period']}, limits {lower} to {upper}, {signal}"
