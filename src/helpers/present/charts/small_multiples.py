"""Small multiples: a council's own figures over time, inside the range of its group."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import pandas as pd

from helpers.present.cells import format_number, is_missing, unit_in_words
from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, needs, nothing_to_draw
from helpers.present.charts.letters import wrapped
from helpers.present.charts.panels import (
    MAX_PANELS,
    WIDE_HEAD,
    days_of,
    draw_axes,
    panel_for,
    runs,
    sheet_of_indicators,
)
from helpers.present.drawings import Sheet
from helpers.present.tables import table
from helpers.present.values import Chart, Column, Paragraph, Table

_BANDS: Final = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
_KEY: Final = (
    ("line", palette.DARK_BLUE, "own council"),
    ("dashes", palette.DARK_GREY, "median"),
    ("box", palette.LIGHTER_BLUE, "middle half"),
    ("box", palette.PALE_GREY, "whole group"),
)
_NEEDED: Final = ("indicator_id", "title", "unit", "decimals", "period", "period_end", "own", "stretch", "n", *_BANDS)


def history_title(frame: pd.DataFrame, most: int = MAX_PANELS) -> str:
    """Return in how many the council was already outside the middle half of its group at first, and is at last."""
    drawn = _drawn(frame, most)
    first, last = (f"{_outside(rows) or 'none'} of {len(rows)}" for rows in (_first(drawn), _last(drawn)))
    return f"In {last} the newest figure is outside the middle half of the group; in {first} the first one already was"


def _outside(rows: pd.DataFrame) -> int:
    """Count the figures outside the middle half of the group."""
    return int(((rows["own"] < rows["lower_quartile"]) | (rows["own"] > rows["upper_quartile"])).sum())


def history_chart(frame: pd.DataFrame, *, title: str, subtitle: str, most: int = MAX_PANELS) -> Chart | Paragraph:
    """Return a panel for each of a few indicators: the own line inside the group's range, by period.

    `frame` is that of `group_history`; the first indicators with a figure are drawn, at most `most`, in its order.
    A band goes from the group's lowest to its highest figure, a darker one over its middle half, a dashed line along
    its median. The own line is broken where the series is. A frame without own figures gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, *_NEEDED)
    drawn = _drawn(frame, most)
    if drawn.empty:
        return nothing_to_draw(title)
    panels = [rows for _, rows in drawn.groupby("indicator_id", sort=False)]
    sheet = sheet_of_indicators(panels, _KEY, _head, _draw_panel)
    return as_chart(sheet, _describe_panels(drawn, title), title, subtitle)


_BAR_PIXELS: Final = 8
_BAND_FILLS: Final = (
    ("lowest", "highest", palette.PALE_GREY),
    ("lower_quartile", "upper_quartile", palette.LIGHTER_BLUE),
)


def _head(rows: pd.DataFrame) -> str:
    last = _last(rows).iloc[0]
    return wrapped(
        [f"{last['title']}, {unit_in_words(last['unit'])} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{last['n']})"],
        WIDE_HEAD,
    )[0]


def _draw_panel(sheet: Sheet, rows: pd.DataFrame, left: float, top: float) -> None:
    """Draw the bands of the group, its median and the own line of one indicator inside its axes."""
    days = days_of(rows["period_end"])
    figures = rows[["own", *_BANDS]].astype("float64")
    panel = panel_for(left, top, days, float(figures.min().min()), float(figures.max().max()))
    points = figures.assign(
        x=[panel.x(day) for day in days],
        stretch=rows["stretch"],
        **{name: figures[name].map(panel.y) for name in ("own", *_BANDS)},
    ).to_dict("records")
    for _, stretch in groupby(points, key=itemgetter("stretch")):
        _draw_stretch(sheet, list(stretch))
    last = [point for point in points if not is_missing(point["own"])][-1]
    sheet.disc(last["x"], last["own"], 5.3, palette.DARK_BLUE, palette.DARK_BLUE)
    newest = rows[rows["own"].notna()].iloc[-1]
    printed = format_number(float(newest["own"]), int(newest["decimals"]))
    sheet.words(last["x"] + 0.11, last["own"], printed, bold=True)
    draw_axes(sheet, panel, rows["period"].tolist(), days)


def _draw_stretch(sheet: Sheet, points: list[dict[Any, Any]]) -> None:
    """Draw the part of a series that has no break; where a figure is missing the line has a gap."""
    for low, high, fill in _BAND_FILLS:
        for run in runs(points, low, high):
            if len(run) == 1:  # a band needs two periods; one is a bar
                sheet.line(run[0]["x"], run[0][low], run[0]["x"], run[0][high], fill, _BAR_PIXELS)
            else:
                upper = [(point["x"], point[high]) for point in run]
                sheet.area([*upper, *((point["x"], point[low]) for point in reversed(run))], fill)
    for run in runs(points, "median"):
        sheet.path([(point["x"], point["median"]) for point in run], palette.DARK_GREY, 1.6, dashed=True)
    for run in runs(points, "own"):
        sheet.path([(point["x"], point["own"]) for point in run], palette.DARK_BLUE, 2.9)
        for point in run:
            sheet.disc(point["x"], point["own"], 2.3, palette.DARK_BLUE, palette.DARK_BLUE)


def history_table(frame: pd.DataFrame, caption: str, most: int = MAX_PANELS) -> Table:
    """Return the table beneath the small multiples: the first and the newest figure drawn, with the group's median."""
    drawn = _drawn(frame, most)
    first, last = (rows.set_index("indicator_id") for rows in (_first(drawn), _last(drawn)))
    of_first = first[["period", "own", "median"]].add_suffix("_first").rename(columns={"period_first": "first_period"})
    first_and_last = last.join(of_first)
    number: dict[str, Any] = {"align": "right", "decimals_from": "decimals"}
    columns = [
        Column("title", "Indicator", header=True),
        Column("unit", "Unit"),
        Column("first_period", "First period"),
        Column("own_first", "Council", **number),
        Column("median_first", "Median", **number),
        Column("period", "Newest period"),
        Column("own", "Council, newest", **number),
        Column("lowest", "Lowest", **number),
        Column("median", "Median, newest", **number),
        Column("highest", "Highest", **number),
        Column("n", "Councils", align="right"),
    ]
    note = "The group is the councils that existed in each period and have a figure; their number differs by period."
    return table(first_and_last, caption, columns, notes=[note])


def _drawn(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the rows of the first indicators that have a figure, at most as many as there are panels."""
    with_figure = frame.loc[frame["own"].notna(), "indicator_id"].unique()[:most]
    return frame[frame["indicator_id"].isin(with_figure)]


def _first(drawn: pd.DataFrame) -> pd.DataFrame:
    return drawn[drawn["own"].notna()].groupby("indicator_id", sort=False).head(1)


def _last(drawn: pd.DataFrame) -> pd.DataFrame:
    return drawn[drawn["own"].notna()].groupby("indicator_id", sort=False).tail(1)


def _describe_panels(drawn: pd.DataFrame, title: str) -> str:
    def one(row: Any) -> str:
        own, low, middle, high = (
            format_number(float(row[name]), int(row["decimals"])) for name in ("own", "lowest", "median", "highest")
        )
        return f"{row['title']}: {own} in {row['period']}, group {low} to {high}, median {middle}"

    figures = "; ".join(one(row) for row in _last(drawn).to_dict("records"))
    return (
        f"Small line charts of {drawn['indicator_id'].nunique()} indicators over time. {title.rstrip('.')}. {figures}."
    )
