"""What small charts of one indicator each share: their size and place, the axes, the periods and the runs of points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.present.cells import format_number, is_missing
from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, ticks_between
from helpers.present.drawings import LINE_INCHES, Anchor, Sheet

MAX_PANELS: Final = 12
WIDE: Final = 2.45
HIGH: Final = 1.25
"""Inches: a panel inside its axes."""

WIDE_HEAD: Final = 3.6
"""Inches: the room for a line above a panel."""

_DAYS_BESIDE: Final = 40
"""How many days are left free before the first point and after the last."""


class Panel(NamedTuple):
    """A panel inside its axes: its left and top in inches, its first day, and its scales."""

    left: float
    top: float
    first_day: float
    across: float
    highest: float
    up: float
    low: float
    high: float

    def x(self, day: float) -> float:
        """Return where a day is, in inches from the left of the sheet."""
        return self.left + self.across * (day - self.first_day + _DAYS_BESIDE)

    def y(self, figure: float) -> float:
        """Return where a figure is, in inches from the top of the sheet."""
        return self.top + self.up * (self.highest - figure)


def panel_for(left: float, top: float, days: Sequence[float], low: float, high: float) -> Panel:
    """Return the panel for some days, oldest first, and figures from `low` to `high`."""
    margin = 0.05 * (high - low) or 1.0
    across = WIDE / (days[-1] - days[0] + 2 * _DAYS_BESIDE)
    return Panel(left, top, days[0], across, high + margin, HIGH / (high - low + 2 * margin), low, high)


def sheet_of_panels(
    heads: Sequence[str], key: Sequence[tuple[str, str, str]]
) -> tuple[Sheet, list[tuple[float, float]]]:
    """Return a sheet with the key and the heads of panels, two in a row, and the left and top of each panel."""
    lines = max(head.count("\n") + 1 for head in heads)
    head_high = 0.2 * lines + 0.05
    pitch = head_high + HIGH + 0.62
    sheet = Sheet(WIDTH_INCHES, 0.45 + pitch * ((len(heads) + 1) // 2))
    sheet.key(key, 0.16)
    corners = []
    for index, head in enumerate(heads):
        left, top = 0.05 + 3.75 * (index % 2), 0.45 + pitch * (index // 2)
        sheet.words(left, top + head_high - 0.06 - LINE_INCHES * (head.count("\n") + 1) / 2, head)
        corners.append((left + 0.55, top + head_high))
    return sheet, corners


def sheet_of_indicators(
    panels: Sequence[pd.DataFrame],
    key: Sequence[tuple[str, str, str]],
    head: Callable[[pd.DataFrame], str],
    draw: Callable[[Sheet, pd.DataFrame, float, float], None],
) -> Sheet:
    """Return a sheet of panels: `head` gives what is above the rows of one, and `draw` draws them."""
    sheet, corners = sheet_of_panels([head(rows) for rows in panels], key)
    for rows, (left, top) in zip(panels, corners, strict=True):
        draw(sheet, rows, left, top)
    return sheet


def draw_axes(sheet: Sheet, panel: Panel, periods: Sequence[str], days: Sequence[float]) -> None:
    """Draw the axes of a panel, with figures at the left and its first and last period below."""
    left, top = panel.left, panel.top
    sheet.path([(left, top), (left, top + HIGH), (left + WIDE, top + HIGH)], palette.LINE_GREY, 1.3)
    for tick in ticks_between(panel.low, panel.high, 3):
        sheet.words(left - 0.06, panel.y(tick), format_number(tick), "end")
    labels = pd.Series(list(periods), dtype="str").str.replace(r" \(.*\)$", "", regex=True)
    ends: dict[int, Anchor] = {0: "start", len(labels) - 1: "end"} if len(labels) > 1 else {0: "middle"}
    for index, anchor in ends.items():
        period = labels.iloc[index]
        text = period.replace("-", "-\n") if len(period) > 10 else period
        y = top + HIGH + 0.05 + LINE_INCHES * (text.count("\n") + 1) / 2
        sheet.words(panel.x(days[index]), y, text, anchor)


def days_of(dates: pd.Series) -> list[float]:
    """Return dates as numbers of days."""
    return [float(day) for day in pd.to_datetime(dates).map(pd.Timestamp.toordinal)]


def runs(points: Sequence[dict[Any, Any]], *names: str) -> list[list[dict[Any, Any]]]:
    """Return the points next to each other that have all of some figures."""
    has_all = [(not any(is_missing(point[name]) for name in names), point) for point in points]
    return [[point for _, point in run] for complete, run in groupby(has_all, key=itemgetter(0)) if complete]
