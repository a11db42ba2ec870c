"""The chart of what councils spend on a service against its outcomes: one mark a council, a line at each median."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, as_chart, needs, nothing_to_draw, ticks_between
from helpers.present.drawings import Sheet
from helpers.present.values import Chart, Paragraph
from helpers.verdicts import QUADRANTS
from helpers.wording import number_of

_LEFT, _TOP, _WIDTH, _HEIGHT = 0.75, 0.72, 6.45, 2.6
_BOTTOM: Final = _TOP + _HEIGHT
_RIGHT: Final = _LEFT + _WIDTH
_KEY: Final = (
    ("diamond", palette.DARK_BLUE, "own council"),
    ("disc", palette.WHITE, "county council"),
    ("square", palette.LIGHT_BLUE, "council of one tier"),
)


class _Plot(NamedTuple):
    """What the figures at the ends of both axes are."""

    first: float
    last: float
    low: float
    high: float

    def x(self, amount: float) -> float:
        return _LEFT + _WIDTH * (amount - self.first) / (self.last - self.first)

    def y(self, score: float) -> float:
        return _BOTTOM - _HEIGHT * (score - self.low) / (self.high - self.low)


def spending_and_outcomes(frame: pd.DataFrame, *, title: str, subtitle: str, person: str) -> Chart | Paragraph:
    """Return a scatter chart with one mark for each council: spending across, the score of outcomes upwards.

    Columns: area_name (text), per_head_gbp (pounds for each person), outcome_score (0 to 100, 100 is best), own and
    is_county (yes or no); one row per council. `person` is what one of the people is called whom the service is for.
    Marks differ in shape as well as in colour, and each corner is named. A frame without rows gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, "area_name", "per_head_gbp", "outcome_score", "own", "is_county")
    if frame.empty:
        return nothing_to_draw(title, "council with both figures")
    plot = _plot(frame)
    sheet = Sheet(WIDTH_INCHES, _BOTTOM + 0.85)
    sheet.key(_KEY, 0.14)
    for tick in ticks_between(plot.first, plot.last):
        sheet.line(plot.x(tick), _BOTTOM, plot.x(tick), _BOTTOM + 0.05, palette.LINE_GREY, 1.3)
        sheet.words(plot.x(tick), _BOTTOM + 0.17, f"£{format_number(tick)}", "middle")
    for tick in ticks_between(plot.low, plot.high):
        sheet.line(_LEFT - 0.05, plot.y(tick), _LEFT, plot.y(tick), palette.LINE_GREY, 1.3)
        sheet.words(_LEFT - 0.1, plot.y(tick), format_number(tick), "end")
    sheet.path([(_LEFT, _TOP), (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)], palette.LINE_GREY, 1.3)
    middle_x, middle_y = plot.x(float(frame["per_head_gbp"].median())), plot.y(float(frame["outcome_score"].median()))
    sheet.path([(middle_x, _TOP), (middle_x, _BOTTOM)], palette.DARK_GREY, 1.4, dashed=True)
    sheet.path([(_LEFT, middle_y), (_RIGHT, middle_y)], palette.DARK_GREY, 1.4, dashed=True)
    sheet.words(_LEFT + _WIDTH / 2, _BOTTOM + 0.4, f"Spending, £ per {person}; dashed lines are medians", "middle")
    sheet.words(0.12, _BOTTOM - 0.2, "Outcomes, 100 is best", turned=True)
    for (is_lower, is_better), words in QUADRANTS.items():
        side = (_LEFT, "start") if is_lower else (_RIGHT, "end")
        sheet.words(side[0], _TOP - 0.14 if is_better else _BOTTOM + 0.65, words, "start" if is_lower else "end")
    records = sorted(frame.to_dict("records"), key=lambda row: bool(row["own"]))
    for row in records:
        _draw_mark(sheet, plot, row)
    return as_chart(sheet, _describe(records, title, person), title, subtitle)


def _plot(frame: pd.DataFrame) -> _Plot:
    ends = []
    for name in ("per_head_gbp", "outcome_score"):
        low, high = float(frame[name].min()), float(frame[name].max())
        margin = 0.06 * (high - low) or 1.0
        ends += [low - margin, high + margin]
    return _Plot(*ends)


def _draw_mark(sheet: Sheet, plot: _Plot, row: dict[Any, Any]) -> None:
    x, y = plot.x(float(row["per_head_gbp"])), plot.y(float(row["outcome_score"]))
    if not row["own"]:
        if row["is_county"]:
            sheet.disc(x, y, 5, palette.WHITE)
        else:
            sheet.boxes([(x - 0.05, y - 0.05, 0.1, 0.1)], palette.LIGHT_BLUE, palette.TEXT, 1.2)
        return
    sheet.diamond(x, y, 9, palette.DARK_BLUE)
    name = str(row["area_name"])
    fits = x + 0.1 * len(name) <= _RIGHT
    down = 0.22 if y + 0.3 <= _BOTTOM else -0.22
    sheet.words(x - 0.08 if fits else x + 0.08, y + down, name, "start" if fits else "end", bold=True)


def _describe(records: list[dict[Any, Any]], title: str, person: str) -> str:
    sentences = [f"Scatter chart of {number_of(len(records), 'council')}. {title.rstrip('.')}"]
    sentences.append(f"Across is spending per {person}, upwards the score of outcomes, with a line at each median")
    for row in records:
        if row["own"]:
            sentences.append(
                f"{row['area_name']}: £{format_number(float(row['per_head_gbp']), 0)} and a score of "
                f"{format_number(float(row['outcome_score']), 1)}"
            )
    return ". ".join(sentences) + "."
