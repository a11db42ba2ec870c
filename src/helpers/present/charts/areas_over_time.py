"""Small multiples of the areas within a council: of each indicator one line for each area, the worst one marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import pandas as pd

from helpers.present.cells import format_number, unit_in_words
from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, needs, nothing_to_draw
from helpers.present.charts.letters import wrapped
from helpers.present.charts.panels import (
    HIGH,
    MAX_PANELS,
    WIDE,
    WIDE_HEAD,
    Panel,
    days_of,
    draw_axes,
    panel_for,
    runs,
    sheet_of_indicators,
)
from helpers.present.drawings import Sheet
from helpers.present.values import Chart, Paragraph
from helpers.wording import number_of

MIN_PERIODS: Final = 3
"""An indicator with fewer periods is in the table alone."""

_KEY: Final = (
    ("line", palette.DARK_BLUE, "worst area in the newest period"),
    ("line", palette.LIGHT_BLUE, "other areas"),
    ("dashes", palette.DARK_GREY, "the council"),
)
_LEFT, _TOP = 0.6, 0.15
_SHEET_WIDTH: Final = _LEFT + WIDE + 0.7
_NEEDED: Final = (
    "indicator_id",
    "title",
    "unit",
    "decimals",
    "period",
    "period_end",
    "area_name",
    "value",
    "stretch",
    "worst_areas",
    "is_council",
)


def areas_chart(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a panel for each of at most 12 indicators with three periods or more: the line of each area.

    `frame` has a row for each indicator, area and period, oldest first, the council's own among them, where is_council
    says so. worst_areas names the worst areas of the newest period, separated by a comma and a space; blank where it is
    not known which they are. Lines are broken where the series is. A frame without such an indicator gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, *_NEEDED)
    drawn = drawn_indicators(frame)
    if drawn.empty:
        return nothing_to_draw(title)
    panels = [rows for _, rows in drawn.groupby("indicator_id", sort=False)]
    sheet = sheet_of_indicators(panels, _KEY, _head, _draw_panel)
    return as_chart(sheet, _describe(panels, title), title, subtitle)


def charts_of_areas(frame: pd.DataFrame) -> list[Chart]:
    """Return what `areas_chart` draws as a narrow chart for each indicator, under its name and its worst areas.

    The charts have no key: the page says what each kind of line is. There is none without enough periods.

    Raises  ValueError: a missing column
    """
    needs(frame, *_NEEDED)
    charts = []
    for _, rows in drawn_indicators(frame).groupby("indicator_id", sort=False):
        sheet = Sheet(_SHEET_WIDTH, _TOP + HIGH + 0.5)
        _draw_panel(sheet, rows, _LEFT, _TOP)
        alt = f"Line chart over time, one line for each area. {_newest_in_words(rows)}."
        charts.append(as_chart(sheet, alt, _headed(rows), ""))
    return charts


def drawn_indicators(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the indicators that are drawn: with enough periods, and no more than there are panels.

    Columns needed    frame: indicator_id, period_end, value, is_council
    Columns returned  those of the frame
    """
    below = frame[~frame["is_council"] & frame["value"].notna()]
    periods = below.groupby("indicator_id", sort=False)["period_end"].nunique()
    return frame[frame["indicator_id"].isin(periods.index[periods >= MIN_PERIODS][:MAX_PANELS])]


def _head(rows: pd.DataFrame) -> str:
    return wrapped([_headed(rows)], WIDE_HEAD)[0]


def _headed(rows: pd.DataFrame) -> str:
    """Return what an indicator is headed by: its name, its unit and its worst areas."""
    about = rows.iloc[0]
    unit = unit_in_words(about["unit"])
    named = about["title"] if unit.replace("per ", "for every ", 1) in about["title"] else f"{about['title']}, {unit}"
    return f"{named}; worst: {about['worst_areas'] or 'not known'}"


def _draw_panel(sheet: Sheet, rows: pd.DataFrame, left: float, top: float) -> None:
    """Draw the lines of one indicator inside its axes: the council below the areas, the worst ones on top."""
    dated = rows.drop_duplicates("period_end").sort_values("period_end")
    days = days_of(dated["period_end"])
    panel = panel_for(left, top, days, float(rows["value"].min()), float(rows["value"].max()))
    worst = set(str(rows["worst_areas"].iloc[0]).split(", "))
    for is_top in (False, True):
        for name, of_area in rows.groupby("area_name", sort=True):
            if (name in worst) == is_top:
                _draw_line(sheet, panel, of_area, is_worst=is_top)
    draw_axes(sheet, panel, dated["period"].tolist(), days)


def _draw_line(sheet: Sheet, panel: Panel, rows: pd.DataFrame, *, is_worst: bool) -> None:
    """Draw one area's line with a dot for each figure; the newest one of a worst area is printed."""
    is_council = bool(rows["is_council"].iloc[0])
    days = days_of(rows["period_end"])
    drawn = rows[["value", "stretch", "decimals"]]
    points = drawn.assign(x=[panel.x(day) for day in days], y=rows["value"].map(panel.y)).to_dict("records")
    colour = palette.DARK_BLUE if is_worst else palette.DARK_GREY if is_council else palette.LIGHT_BLUE
    for _, stretch in groupby(points, key=itemgetter("stretch")):
        for run in runs(list(stretch), "value"):
            line = [(point["x"], point["y"]) for point in run]
            sheet.path(line, colour, 2.9 if is_worst else 1.6, dashed=is_council)
            for point in run if not is_council else ():
                sheet.disc(point["x"], point["y"], 2.3 if is_worst else 1.5, colour, colour)
    figures = [point for point in points if not pd.isna(point["value"])]
    if is_worst and figures:
        last = figures[-1]
        sheet.words(last["x"] + 0.11, last["y"], format_number(last["value"], int(last["decimals"])), bold=True)


def _describe(panels: Sequence[pd.DataFrame], title: str) -> str:
    """Say in words of each panel what its newest figures are."""
    return (
        f"Small line charts of {number_of(len(panels), 'indicator')} over time, one line for each area. "
        f"{title.rstrip('.')}. "
        f"{'; '.join(map(_newest_in_words, panels))}."
    )


def _newest_in_words(rows: pd.DataFrame) -> str:
    """Say the newest period of an indicator, its lowest and highest figure with their areas, and the worst."""
    below = rows[~rows["is_council"] & rows["value"].notna()]
    last = below[below["period_end"] == below["period_end"].max()].sort_values("value")
    low, high = (_figure(row) for row in (last.iloc[0].to_dict(), last.iloc[-1].to_dict()))
    worst = rows["worst_areas"].iloc[0]
    ending = f", worst {worst}" if worst else ""
    return f"{last['title'].iloc[0]} in {last['period'].iloc[0]}: lowest {low}, highest {high}{ending}"


def _figure(row: dict[Any, Any]) -> str:
    return f"{format_number(row['value'], int(row['decimals']))} ({row['area_name']})"
