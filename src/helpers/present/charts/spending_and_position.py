"""The chart of spending power for each person against the score of the overall position: one mark a council."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, as_chart, needs, nothing_to_draw, ticks_between
from helpers.present.drawings import Sheet
from helpers.present.values import Chart, Paragraph
from helpers.wording import number_of

_LEFT, _TOP, _WIDTH, _HEIGHT = 0.75, 0.5, 6.45, 3.7
_BOTTOM: Final = _TOP + _HEIGHT
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


def spending_and_position(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a scatter chart with one mark for each council: spending power across, the score upwards.

    Columns: area_name (text), per_head (pounds for each person), score (0 to 100, 100 is best), own and is_county (yes
    or no); one row per council. Marks differ in shape as well as in colour. A frame without rows gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, "area_name", "per_head", "score", "own", "is_county")
    if frame.empty:
        return nothing_to_draw(title, "council with both figures")
    plot = _plot(frame)
    sheet = Sheet(WIDTH_INCHES, _BOTTOM + 0.65)
    sheet.key(_KEY, 0.14)
    for tick in ticks_between(plot.first, plot.last):
        sheet.line(plot.x(tick), _TOP, plot.x(tick), _BOTTOM, palette.PALE_GREY, 1.3)
        sheet.words(plot.x(tick), _BOTTOM + 0.16, f"£{format_number(tick)}", "middle")
    for tick in ticks_between(plot.low, plot.high):
        sheet.line(_LEFT, plot.y(tick), _LEFT + _WIDTH, plot.y(tick), palette.PALE_GREY, 1.3)
        sheet.words(_LEFT - 0.1, plot.y(tick), format_number(tick), "end")
    sheet.words(_LEFT + _WIDTH / 2, _BOTTOM + 0.42, "Spending power, £ for each person", "middle")
    sheet.words(0.12, _BOTTOM - 0.2, "Overall score, 100 is best", turned=True)
    records = sorted(frame.to_dict("records"), key=lambda row: bool(row["own"]))
    for row in records:
        _draw_mark(sheet, plot, row)
    return as_chart(sheet, _describe(records, title), title, subtitle)


def _plot(frame: pd.DataFrame) -> _Plot:
    ends = []
    for name in ("per_head", "score"):
        low, high = float(frame[name].min()), float(frame[name].max())
        margin = 0.06 * (high - low) or 1.0
        ends += [low - margin, high + margin]
    return _Plot(*ends)


def _draw_mark(sheet: Sheet, plot: _Plot, row: dict[Any, Any]) -> None:
    x, y = plot.x(float(row["per_head"])), plot.y(float(row["score"]))
    if not row["own"]:
        if row["is_county"]:
            sheet.disc(x, y, 5, palette.WHITE)
        else:
            sheet.boxes([(x - 0.05, y - 0.05, 0.1, 0.1)], palette.LIGHT_BLUE, palette.TEXT, 1.2)
        return
    sheet.diamond(x, y, 9, palette.DARK_BLUE)
    name = str(row["area_name"])
    fits = x + 0.1 * len(name) <= _LEFT + _WIDTH
    sheet.words(x - 0.08 if fits else x + 0.08, y + 0.22, name, "start" if fits else "end", bold=True)


def _describe(records: list[dict[Any, Any]], title: str) -> str:
    sentences = [f"Scatter chart of {number_of(len(records), 'council')}. {title.rstrip('.')}"]
    sentences.append("Across is spending power for each person, upwards the score of the overall position")
    for row in records:
        if row["own"]:
            sentences.append(
                f"{row['area_name']}: £{format_number(float(row['per_head']), 0)} and a score of "
                f"{format_number(float(row['score']), 1)}"
            )
    return ". ".join(sentences) + "."
