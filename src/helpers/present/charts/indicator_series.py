"""The chart of an indicator's card: the council's whole series with its group, England, limits, breaks and events."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, Final, NamedTuple

from helpers.present.cells import is_missing, unit_in_words
from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, decimals_of, moved_apart, nice_step, nothing_to_draw
from helpers.present.charts.letters import room_for
from helpers.present.drawings import LINE_INCHES, Anchor, Sheet, Words, px
from helpers.present.figures import figure_in_chart, figure_in_words
from helpers.present.values import Chart, Paragraph, Scale
from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER, PLAN_IS_BEST

WIDTH_INCHES: Final = 5.95
HIGH_INCHES: Final = 2.5
_LEFT: Final = 0.75
_RIGHT: Final = 1.45
"""Inches: what is left free beside the plot, or more if its figures need it."""

_LETTER_INCHES: Final = 0.088
_DAYS_BESIDE: Final = 60
_KIND_OF_YEAR: Final = re.compile(r" \(|\N{NO-BREAK SPACE}")
"""What is before the kind of a year: below the chart there is no room for it."""
_REACH: Final = 0.75
"""How far beyond the council, England and the middle half the axis goes, in parts of their spread."""

_CORE: Final = ("value", "lower_95", "upper_95", "england", "lower_quartile", "median", "upper_quartile")
_OF_GROUP: Final = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
_BANDS: Final = (
    ("lowest", "highest", palette.PALE_GREY),
    ("lower_quartile", "upper_quartile", palette.LIGHTER_BLUE),
)
_BAR_PIXELS: Final = 9

GOOD_ENDS: Final = {
    HIGHER_IS_BETTER: "↑ higher is better",
    LOWER_IS_BETTER: "↓ lower is better",
    PLAN_IS_BEST: "on plan is best",
}
"""What the chart says of the end that is good; neither is of a measure of context."""


@dataclass(frozen=True)
class Drawn:
    """What the chart is about: the names it prints, and how its figures are printed."""

    council: str
    group: str
    unit: str
    decimals: int
    polarity: str

    def figure(self, value: float) -> str:
        """Return a figure with no more of its unit than a sign."""
        return figure_in_chart(value, self.unit, self.decimals)

    def tick(self, value: float, step: float) -> str:
        """Return a number of the axis, whose numbers are a step apart."""
        return figure_in_chart(value, self.unit, decimals_of(step))


class _Plot(NamedTuple):
    """The axes: the edges of the plot in inches, its first day and scale across, and its lowest and highest figure."""

    left: float
    right: float
    top: float
    first_day: float
    across: float
    low: float
    high: float

    def x(self, day: float) -> float:
        return self.left + self.across * (day - self.first_day + _DAYS_BESIDE)

    def y(self, figure: float) -> float:
        inside = min(max(figure, self.low), self.high)
        return self.top + HIGH_INCHES * (self.high - inside) / (self.high - self.low)


def series_chart(
    series: Sequence[Mapping[Any, Any]], drawn: Drawn, events: Sequence[tuple[str, Any, Any]], title: str
) -> Chart | Paragraph:
    """Return the chart of one indicator; one without a figure of the council gives a sentence.

    `series` has the rows of the table card_series of one indicator, oldest first; `events` are titles with the first
    and the last day, which may be missing. A band goes from the lowest to the highest figure of the group, a darker one
    over its middle half, a dashed line along its median and another along England. Lines stop at a break. Figures of
    the group far beyond all others are cut off at the edge and said in words.
    """
    if all(is_missing(row["value"]) for row in series):
        return nothing_to_draw(title)
    rows = [dict(row, day=float(row["period_end"].toordinal())) for row in series]
    strips = _strips(rows, events)
    top = 0.62 + 0.24 * len(strips)
    plot = _plot(rows, top, drawn)
    sheet = Sheet(WIDTH_INCHES, top + HIGH_INCHES + 0.42)
    _draw_head(sheet, rows, drawn)
    _draw_grid(sheet, plot, rows, drawn)
    for row in rows:
        row["x"] = plot.x(row["day"])
    for _, stretch in groupby(rows, key=itemgetter("stretch")):
        _draw_stretch(sheet, plot, list(stretch))
    _draw_breaks(sheet, plot, rows)
    _draw_events(sheet, plot, strips)
    _draw_beyond(sheet, plot, rows, drawn)
    _draw_labels(sheet, plot, rows, drawn)
    chart = as_chart(sheet, _described(rows, drawn, strips, title), title, _subtitle(rows, drawn))
    return replace(chart, scale=_scale(plot, rows))


def _scale(plot: _Plot, rows: Sequence[dict[str, Any]]) -> Scale:
    """Return where the chart draws its figures; of two periods of one name the later one is drawn."""
    periods = {str(row["period"]): (px(row["x"]), int(row["stretch"])) for row in rows}
    bottom = px(plot.top + HIGH_INCHES)
    across = tuple((name, x, stretch) for name, (x, stretch) in periods.items())
    return Scale(plot.low, plot.high, px(plot.top), bottom, px(plot.right), across)


def _present(rows: Iterable[dict[str, Any]], names: Sequence[str]) -> list[float]:
    return [float(row[name]) for row in rows for name in names if not is_missing(row[name])]


def _plot(rows: Sequence[dict[str, Any]], top: float, drawn: Drawn) -> _Plot:
    core, whole = _present(rows, _CORE), _present(rows, ("lowest", "highest"))
    spread = max(core) - min(core) or abs(max(core)) * 0.1 or 1.0
    low = max(min([*whole, *core]), min(core) - _REACH * spread)
    high = min(max([*whole, *core]), max(core) + _REACH * spread)
    margin = 0.04 * (high - low) or 0.5 * spread
    low, high = 0.0 if low >= 0 and low < margin else low - margin, high + margin
    left = room_for(_ticks(low, high, drawn).values(), _LEFT, 0.1)
    beside = [line for _, text, *_ in _last_figures(rows, drawn) for line in text.split("\n")]
    right = WIDTH_INCHES - room_for(beside, _RIGHT, 0.08)
    days = rows[-1]["day"] - rows[0]["day"] + 2 * _DAYS_BESIDE
    return _Plot(left, right, top, rows[0]["day"], (right - left) / days, low, high)


def _ticks(low: float, high: float, drawn: Drawn) -> dict[float, str]:
    """Return the numbers of the axis, and how they are printed."""
    step = nice_step(high - low)
    numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return {(tick := round(number * step, 9)): drawn.tick(tick, step) for number in numbers}


def _draw_head(sheet: Sheet, rows: Sequence[dict[str, Any]], drawn: Drawn) -> None:
    """Say what the bands are, and above the axis what the figures are and which end is good."""
    if _present(rows, ("lowest",)):
        sheet.key((("box", palette.LIGHTER_BLUE, "middle half"), ("box", palette.PALE_GREY, "lowest to highest")), 0.14)
    if _present(rows, ("lower_95",)):
        sheet.line(4.3, 0.05, 4.3, 0.23, palette.DARK_BLUE, 1.6)
        sheet.words(4.4, 0.14, "95% limits")
    good = GOOD_ENDS.get(drawn.polarity, "neither is better")
    sheet.words(0.03, 0.42, textwrap.shorten(f"{unit_in_words(drawn.unit)}, {good}", 60, placeholder=" …"))


def _draw_grid(sheet: Sheet, plot: _Plot, rows: Sequence[dict[str, Any]], drawn: Drawn) -> None:
    """Draw a light line at each tick with its figure, and the periods that have room below."""
    left, right, bottom = plot.left, plot.right, plot.top + HIGH_INCHES
    ticks = _ticks(plot.low, plot.high, drawn)
    for tick in ticks:
        sheet.line(left, plot.y(tick), right, plot.y(tick), palette.PALE_GREY, 1)
    for tick, text in ticks.items():
        sheet.words(left - 0.07, plot.y(tick), text, "end")
    sheet.line(left, bottom, right, bottom, palette.LINE_GREY, 1.3)
    free, marked = right + 0.4, []
    for index in range(len(rows) - 1, -1, -1):
        text = _KIND_OF_YEAR.split(str(rows[index]["period"]), maxsplit=1)[0]
        x, half = plot.x(rows[index]["day"]), _LETTER_INCHES * len(text) / 2
        if x + half > free or x - half < 0:
            continue
        sheet.words(x, bottom + 0.05 + LINE_INCHES / 2, text, "middle")
        marked.append(x)
        free = x - half - 0.12
    for x in marked:
        sheet.line(x, bottom, x, bottom + 0.04, palette.LINE_GREY, 1)


def _runs(points: Sequence[dict[str, Any]], *names: str) -> list[list[dict[str, Any]]]:
    complete = [(not any(is_missing(point[name]) for name in names), point) for point in points]
    return [[point for _, point in run] for is_so, run in groupby(complete, key=itemgetter(0)) if is_so]


def _draw_stretch(sheet: Sheet, plot: _Plot, points: list[dict[str, Any]]) -> None:
    """Draw the part of a series that has no break; where a figure is missing the line has a gap."""
    for low, high, fill in _BANDS:
        for run in _runs(points, low, high):
            if len(run) == 1:
                sheet.line(run[0]["x"], plot.y(run[0][low]), run[0]["x"], plot.y(run[0][high]), fill, _BAR_PIXELS)
            else:
                upper = [(point["x"], plot.y(point[high])) for point in run]
                sheet.area([*upper, *((point["x"], plot.y(point[low])) for point in reversed(run))], fill)
    for name, colour in (("median", palette.LINE_GREY), ("england", palette.DARK_PINK)):
        for run in _runs(points, name):
            if len(run) > 1:
                sheet.path([(point["x"], plot.y(point[name])) for point in run], colour, 1.8, dashed=True)
    for point in points:
        if not is_missing(point["england"]):
            sheet.diamond(point["x"], plot.y(point["england"]), 3, palette.DARK_PINK)
    for point in points:
        if not is_missing(point["lower_95"]) and not is_missing(point["upper_95"]):
            x = point["x"]
            sheet.line(x, plot.y(point["lower_95"]), x, plot.y(point["upper_95"]), palette.DARK_BLUE, 1.6)
    for run in _runs(points, "value"):
        line = [(point["x"], plot.y(point["value"])) for point in run]
        if len(line) > 1:
            sheet.path(line, palette.DARK_BLUE, 3)
        for x, y in line:
            sheet.disc(x, y, 3.6, palette.DARK_BLUE, palette.DARK_BLUE)


def _draw_breaks(sheet: Sheet, plot: _Plot, rows: Sequence[dict[str, Any]]) -> None:
    """Draw a line before each figure that cannot be compared with the one before."""
    for before, row in pairwise(rows):
        if row["break_before"]:
            x = (before["x"] + row["x"]) / 2
            sheet.path([(x, plot.top), (x, plot.top + HIGH_INCHES)], palette.DARK_GREY, 1.6, dashed=True)
            sheet.words(x - 0.11, plot.top + HIGH_INCHES - 0.06, "not comparable", turned=True)


_Strip = tuple[str, float, float]


def _strips(rows: Sequence[dict[str, Any]], events: Sequence[tuple[str, Any, Any]]) -> list[_Strip]:
    """Return the events that the series reaches, the latest first, each with its first and last day as drawn."""
    first, last = rows[0]["day"] - _DAYS_BESIDE, rows[-1]["day"] + _DAYS_BESIDE
    strips = []
    for title, begins, ends in events:
        start = float(begins.toordinal())
        end = last if is_missing(ends) else float(ends.toordinal())
        if start < last and end > first:
            strips.append((title, max(start, first), min(end, last)))
    return sorted(strips, key=itemgetter(1), reverse=True)


def _draw_events(sheet: Sheet, plot: _Plot, strips: Sequence[_Strip]) -> None:
    """Draw a bar for each event above the plot with its name, and light lines down to the axis."""
    for index, (title, start, end) in enumerate(strips):
        y = plot.top - 0.24 * (len(strips) - index) + 0.05
        left, right = plot.x(start), plot.x(end)
        sheet.boxes([(left, y, right - left, 0.08)], palette.LIGHT_PURPLE)
        for x in (left, right):
            sheet.line(x, y, x, plot.top + HIGH_INCHES, palette.LIGHT_PURPLE, 1)
        width = _LETTER_INCHES * len(title)
        if left - width - 0.06 > 0.03:
            sheet.words(left - 0.06, y + 0.04, title, "end")
        else:
            sheet.words(
                right + 0.06,
                y + 0.04,
                textwrap.shorten(title, int((WIDTH_INCHES - right) / _LETTER_INCHES), placeholder=" …"),
            )


def _beyond(plot: _Plot, rows: Sequence[dict[str, Any]], drawn: Drawn) -> list[tuple[bool, str]]:
    """Say of each end of the plot how far figures of the group go beyond it, where they do."""
    lowest, highest = _present(rows, ("lowest",)), _present(rows, ("highest",))
    messages = []
    if highest and max(highest) > plot.high:
        messages.append((True, f"highest beyond the picture: up to {drawn.figure(max(highest))}"))
    if lowest and min(lowest) < plot.low:
        messages.append((False, f"lowest beyond the picture: down to {drawn.figure(min(lowest))}"))
    return messages


def _draw_beyond(sheet: Sheet, plot: _Plot, rows: Sequence[dict[str, Any]], drawn: Drawn) -> None:
    for is_top, words in _beyond(plot, rows, drawn):
        y = plot.top + 0.12 if is_top else plot.top + HIGH_INCHES - 0.12
        sheet.words(plot.left + 0.05, y, words)


def _last_figures(rows: Sequence[dict[str, Any]], drawn: Drawn) -> list[tuple[float, str, str, bool]]:
    """Return the last figures of the council, England and the group, with words and colour, and whether it is bold."""
    own = [row for row in rows if not is_missing(row["value"])][-1]
    name = "\n".join(textwrap.wrap(drawn.council, 15)[:2])
    figures = [(float(own["value"]), f"{name}\n{drawn.figure(own['value'])}", palette.DARK_BLUE, True)]
    for column, words, colour in (("england", "England", palette.DARK_PINK), ("median", "median", palette.LINE_GREY)):
        with_figure = [row for row in rows if not is_missing(row[column])]
        if with_figure:
            figure = float(with_figure[-1][column])
            figures.append((figure, f"{words} {drawn.figure(figure)}", colour, False))
    return figures


def _draw_labels(sheet: Sheet, plot: _Plot, rows: Sequence[dict[str, Any]], drawn: Drawn) -> None:
    """Print beside the last figures what they are, moved apart where they would meet."""
    figures = _last_figures(rows, drawn)
    labels = sorted(((plot.y(figure), text, colour, bold) for figure, text, colour, bold in figures), key=itemgetter(0))
    heights = [LINE_INCHES * (text.count("\n") + 1) for _, text, _, _ in labels]
    middles = moved_apart([y for y, *_ in labels], heights, plot.top - 0.1, plot.top + HIGH_INCHES + 0.05)
    for middle, (_, text, colour, bold) in zip(middles, labels, strict=True):
        lines = text.split("\n")
        for number, line in enumerate(lines):
            y = middle + LINE_INCHES * (number - (len(lines) - 1) / 2)
            anchor: Anchor = "start"
            sheet.shapes.append(Words(px(plot.right + 0.06), px(y), line, anchor, colour, bold=bold))


def _subtitle(rows: Sequence[dict[str, Any]], drawn: Drawn) -> str:
    first, last = rows[0]["period"], rows[-1]["period"]
    when = str(last) if first == last else f"{first} to {last}"
    series = [drawn.council]
    series += [drawn.group] if _present(rows, _OF_GROUP) else []
    series += ["England"] if _present(rows, ("england",)) else []
    names = f"{', '.join(series[:-1])} and {series[-1]}" if len(series) > 1 else series[0]
    return f"{names}, {unit_in_words(drawn.unit)}, {when}"


def _described(rows: Sequence[dict[str, Any]], drawn: Drawn, strips: Sequence[_Strip], title: str) -> str:
    """Say in words what the chart shows: the figures of the council, its group, England, breaks and events."""
    own = [row for row in rows if not is_missing(row["value"])]
    figures = "; ".join(f"{row['period']} {drawn.figure(row['value'])}" for row in own)
    last = own[-1]
    parts = [f"Line chart over time. {title.rstrip('.')}. {drawn.council}: {figures}."]
    if not is_missing(last["lower_quartile"]):
        ends = [
            figure_in_words(last[name], drawn.unit, drawn.decimals) for name in ("lower_quartile", "upper_quartile")
        ]
        parts.append(f"In {last['period']} the middle half of {drawn.group} has {ends[0]} to {ends[1]}.")
    if not is_missing(last["england"]):
        parts.append(f"England has {drawn.figure(last['england'])}.")
    breaks = [str(row["period"]) for row in rows[1:] if row["break_before"]]
    if breaks:
        parts.append(f"Not comparable with figures before it: {', '.join(breaks)}.")
    if strips:
        parts.append(f"Events marked: {'; '.join(strip[0] for strip in strips)}.")
    return " ".join(parts)
