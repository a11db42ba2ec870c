"""The way to a target: the council's figures, the baseline, the milestones, the target and what the forecast says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from helpers.present.cells import is_missing, unit_in_words
from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, decimals_of, moved_apart, nice_step
from helpers.present.charts.letters import room_for
from helpers.present.drawings import LINE_INCHES, Sheet
from helpers.present.figures import figure_in_chart
from helpers.present.values import Chart

WIDTH_INCHES: Final = 5.95
HIGH_INCHES: Final = 2.0
_TOP: Final = 0.35
_LEFT: Final = 0.75
_RIGHT: Final = 1.55
"""Inches: what is left free beside the plot, or more if its figures need it."""

_KEY: Final = (
    ("disc", palette.DARK_BLUE, "figure"),
    ("diamond", palette.DARK_PINK, "milestone, target"),
)
_ON_THE_WAY: Final = ("reach", "cumulative")


class Point(NamedTuple):
    """A figure of a period, drawn at its last day."""

    period: str
    day: Any
    value: float


@dataclass(frozen=True)
class Way:
    """What is drawn of a target: the figures, oldest first, then what was planned; `row` is one of TARGET_RESULTS.

    `planned` has the baseline, the milestones and the target, as far as their days are known. `levels` are figures
    that hold at any time: a standard, the ends of a range, or a target without a day.
    """

    row: Mapping[Any, Any]
    figures: tuple[Point, ...]
    planned: tuple[Point, ...]
    levels: tuple[float, ...]


def way_of(
    row: Mapping[Any, Any],
    target: Mapping[Any, Any],
    milestones: Sequence[Mapping[Any, Any]],
    figures: Sequence[Mapping[Any, Any]],
) -> Way:
    """Return what can be drawn of a target.

    `row` is one of TARGET_RESULTS, `target` that of TARGETS, `milestones` are its rows of TARGET_MILESTONES, `figures`
    those of the table own_series or card_series with period, period_end and value.
    """
    points = [Point(str(one["period"]), one["period_end"], float(one["value"])) for one in figures if _has(one)]
    planned = []
    if not is_missing(row["baseline_value"]) and not is_missing(target["baseline_end"]):
        planned.append(Point(str(row["baseline_period"]), target["baseline_end"], float(row["baseline_value"])))
    planned += [Point(str(one["period"]), one["period_end"], float(one["value"])) for one in milestones if _has(one)]
    names = ("target_value", "target_lower", "target_upper")
    aims = [float(row[name]) for name in names if not is_missing(row[name])]
    if row["type"] in _ON_THE_WAY and aims and not is_missing(target["target_end"]):
        planned.append(Point(str(row["target_period"]), target["target_end"], aims[0]))
        aims = []
    ordered = sorted(planned, key=lambda point: point.day)
    return Way(row, tuple(sorted(points, key=lambda point: point.day)), tuple(ordered), tuple(aims))


def _has(one: Mapping[Any, Any]) -> bool:
    return not is_missing(one["value"]) and not is_missing(one["period_end"])


class _Plot(NamedTuple):
    """The axes: the edges in inches, the first day, the inches of a day, and the lowest and the highest figure."""

    left: float
    right: float
    first: float
    across: float
    low: float
    high: float

    def x(self, point: Point) -> float:
        return self.left + 0.15 + self.across * (point.day.toordinal() - self.first)

    def y(self, figure: float) -> float:
        return _TOP + HIGH_INCHES * (self.high - figure) / (self.high - self.low)


def way_chart(way: Way, title: str) -> Chart | None:
    """Return the way to a target as a chart; None where it would have one point of time alone."""
    points = [*way.figures, *way.planned]
    if not way.figures or len({point.day for point in points}) < 2:
        return None
    plot = _plot(way, points)
    sheet = Sheet(WIDTH_INCHES, _TOP + HIGH_INCHES + 0.36)
    has_plan = len(way.planned) > 1
    dashes = ("dashes", palette.DARK_PINK, "planned way") if has_plan else ("dashes", palette.LINE_GREY, "way left")
    sheet.key((*_KEY, dashes) if way.planned else _KEY, 0.14)
    _draw_axes(sheet, plot, way, points)
    if has_plan:
        sheet.path([(plot.x(point), plot.y(point.value)) for point in way.planned], palette.DARK_PINK, 1.8, dashed=True)
    elif way.planned:
        ends = (way.figures[-1], way.planned[-1])
        sheet.path([(plot.x(point), plot.y(point.value)) for point in ends], palette.LINE_GREY, 1.4, dashed=True)
    for level in way.levels:
        ends_of_level = [(plot.left, plot.y(level)), (plot.right, plot.y(level))]
        sheet.path(ends_of_level, palette.DARK_PINK, 1.8, dashed=True)
    sheet.path([(plot.x(point), plot.y(point.value)) for point in way.figures], palette.DARK_BLUE, 3)
    for point in way.figures:
        sheet.disc(plot.x(point), plot.y(point.value), 3.6, palette.DARK_BLUE, palette.DARK_BLUE)
    for point in way.planned:
        sheet.diamond(plot.x(point), plot.y(point.value), 7, palette.DARK_PINK)
    _draw_forecast(sheet, plot, way)
    _draw_labels(sheet, plot, way)
    unit = unit_in_words(str(way.row["unit"]))
    return as_chart(sheet, _described(way, title), title, f"Figures and target, {unit}")


def _forecast(way: Way) -> tuple[Point, float, float] | None:
    """Return the forecast at the day of the target with its two ends; None without one."""
    row = way.row
    if is_missing(row["forecast"]) or not way.planned or way.planned[-1].day <= way.figures[-1].day:
        return None
    point = Point("forecast", way.planned[-1].day, float(row["forecast"]))
    return point, float(row["forecast_lower"]), float(row["forecast_upper"])


def _plot(way: Way, points: Sequence[Point]) -> _Plot:
    days = [point.day.toordinal() for point in points]
    values = [*(point.value for point in points), *way.levels]
    if forecast := _forecast(way):
        values += forecast[1:]
    spread = max(values) - min(values) or abs(max(values)) * 0.1 or 1.0
    low, high = min(values) - 0.08 * spread, max(values) + 0.08 * spread
    low = 0.0 if min(values) >= 0 > low else low
    left = room_for(_ticks(low, high, way).values(), _LEFT, 0.1)
    right = WIDTH_INCHES - room_for([text for _, text, _ in _last_figures(way)], _RIGHT, 0.08)
    return _Plot(left, right, min(days), (right - left - 0.3) / (max(days) - min(days)), low, high)


def _ticks(low: float, high: float, way: Way) -> dict[float, str]:
    """Return the numbers of the axis, and how they are printed."""
    step, unit = nice_step(high - low), str(way.row["unit"])
    numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return {(tick := round(number * step, 9)): figure_in_chart(tick, unit, decimals_of(step)) for number in numbers}


def _draw_axes(sheet: Sheet, plot: _Plot, way: Way, points: Sequence[Point]) -> None:
    """Draw a light line at each tick with its figure, and below the first and the last period of figures and plan."""
    left, right, bottom = plot.left, plot.right, _TOP + HIGH_INCHES
    for tick, text in _ticks(plot.low, plot.high, way).items():
        sheet.line(left, plot.y(tick), right, plot.y(tick), palette.PALE_GREY, 1)
        sheet.words(left - 0.07, plot.y(tick), text, "end")
    sheet.line(left, bottom, right, bottom, palette.LINE_GREY, 1.3)
    free = 0.0
    wanted = [min(points, key=lambda point: point.day), max(points, key=lambda point: point.day), way.figures[-1]]
    taken: list[tuple[float, float]] = []
    for point in wanted:
        text = point.period.partition(" (")[0].partition("\N{NO-BREAK SPACE}")[0]
        half = 0.044 * len(text) + 0.06
        x = plot.x(point)
        if any(x - half < end and x + half > start for start, end in taken):
            continue
        taken.append((x - half, x + half))
        sheet.words(max(x, half + free), bottom + 0.05 + LINE_INCHES / 2, text, "middle")
        sheet.line(x, bottom, x, bottom + 0.04, palette.LINE_GREY, 1)


def _draw_forecast(sheet: Sheet, plot: _Plot, way: Way) -> None:
    forecast = _forecast(way)
    if forecast is None:
        return
    point, low, high = forecast
    x = plot.x(point)
    sheet.line(x, plot.y(low), x, plot.y(high), palette.DARK_BLUE, 2)
    sheet.disc(x, plot.y(point.value), 4, palette.WHITE, palette.DARK_BLUE)


def _last_figures(way: Way) -> list[tuple[float, str, str]]:
    """Return the newest figure, and what is promised and forecast, each with its words and its colour."""
    newest = way.figures[-1].value
    labels = [(newest, f"newest {_figure(way, newest)}", palette.DARK_BLUE)]
    if way.planned:
        last = way.planned[-1]
        name = "target" if last.period == way.row["target_period"] else "milestone"
        labels.append((last.value, f"{name} {_figure(way, last.value)}", palette.DARK_PINK))
    labels += [(level, f"target {_figure(way, level)}", palette.DARK_PINK) for level in way.levels]
    if forecast := _forecast(way):
        value = forecast[0].value
        labels.append((value, f"forecast {_figure(way, value)}", palette.DARK_BLUE))
    return labels


def _draw_labels(sheet: Sheet, plot: _Plot, way: Way) -> None:
    """Print beside the plot what its last figures are, moved apart where they would meet."""
    figures = _last_figures(way)
    labels = sorted(((plot.y(value), text, colour) for value, text, colour in figures), key=lambda label: label[0])
    heights = [LINE_INCHES] * len(labels)
    middles = moved_apart([y for y, *_ in labels], heights, _TOP - 0.1, _TOP + HIGH_INCHES + 0.05)
    for middle, (_, text, colour) in zip(middles, labels, strict=True):
        sheet.words(plot.right + 0.06, middle, text, colour=colour)


def _figure(way: Way, value: float) -> str:
    return figure_in_chart(value, str(way.row["unit"]), int(way.row["decimals"]))


def _described(way: Way, title: str) -> str:
    """Say in words what the chart shows."""
    figures = "; ".join(f"{point.period} {_figure(way, point.value)}" for point in way.figures)
    parts = [f"Line chart over time. {title.rstrip('.')}. Figures: {figures}."]
    if way.planned:
        planned = "; ".join(f"{point.period} {_figure(way, point.value)}" for point in way.planned)
        parts.append(f"Planned: {planned}.")
    if way.levels:
        parts.append(f"Target: {' to '.join(_figure(way, level) for level in way.levels)}.")
    if forecast := _forecast(way):
        point, low, high = forecast
        ends = f"{_figure(way, low)} to {_figure(way, high)}"
        parts.append(f"Forecast: {_figure(way, point.value)}, and {ends}, meant for 80 of 100 cases.")
    return " ".join(parts)
