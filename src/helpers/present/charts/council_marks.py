"""Marks of councils on two axes, money across and a score upwards: what the charts of funding and of spending share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.drawings import Sheet
from helpers.wording import number_of

KEY: Final = (
    ("diamond", palette.DARK_BLUE, "own council"),
    ("disc", palette.WHITE, "county council"),
    ("square", palette.LIGHT_BLUE, "council of one tier"),
)
"""The shape and the colour of each kind of council."""

LEFT: Final = 0.75
WIDTH: Final = 3.55
RIGHT: Final = LEFT + WIDTH
SHEET_WIDTH: Final = RIGHT + 0.1
"""Inches: narrow enough that a telephone shows all of it with words that can be read."""

KEY_HEIGHT: Final = 0.48
"""Inches that the key takes, which is in two lines."""

_MARGIN: Final = 0.06


@dataclass(frozen=True)
class CouncilPlot:
    """Where a chart draws an amount and a score: the columns of both, and the figures at the ends of the axes.

    `top` and `bottom` are those of the plot in inches.
    """

    amount: str
    score: str
    top: float
    bottom: float
    first: float
    last: float
    low: float
    high: float

    def x(self, amount: float) -> float:
        """Return how far across an amount is."""
        return LEFT + WIDTH * (amount - self.first) / (self.last - self.first)

    def y(self, score: float) -> float:
        """Return how far down a score is."""
        return self.bottom - (self.bottom - self.top) * (score - self.low) / (self.high - self.low)


def plot_of(frame: pd.DataFrame, amount: str, score: str, top: float, height: float) -> CouncilPlot:
    """Return the plot of two columns of a frame, with room around the least and the largest of each."""
    ends: list[float] = []
    for name in (amount, score):
        low, high = float(frame[name].min()), float(frame[name].max())
        margin = _MARGIN * (high - low) or 1.0
        ends += [low - margin, high + margin]
    return CouncilPlot(amount, score, top, top + height, *ends)


def draw_key(sheet: Sheet) -> None:
    """Draw what each kind of mark is."""
    sheet.key(KEY[:2], 0.14)
    sheet.key(KEY[2:], 0.36)


def draw_councils(sheet: Sheet, plot: CouncilPlot, records: Iterable[dict[Any, Any]]) -> None:
    """Draw one mark for each council, the own one last and with its name."""
    for row in sorted(records, key=lambda row: bool(row["own"])):
        x, y = plot.x(float(row[plot.amount])), plot.y(float(row[plot.score]))
        if row["own"]:
            sheet.diamond(x, y, 9, palette.DARK_BLUE)
            name = str(row["area_name"])
            fits = x + 0.1 * len(name) <= RIGHT
            down = 0.22 if y + 0.3 <= plot.bottom else -0.22
            sheet.words(x - 0.08 if fits else x + 0.08, y + down, name, "start" if fits else "end", bold=True)
        elif row["is_county"]:
            sheet.disc(x, y, 5, palette.WHITE)
        else:
            sheet.boxes([(x - 0.05, y - 0.05, 0.1, 0.1)], palette.LIGHT_BLUE, palette.TEXT, 1.2)


def describe_councils(plot: CouncilPlot, records: Iterable[dict[Any, Any]], title: str, axes: str) -> str:
    """Return what is read aloud in place of the chart: its title, its axes and the figures of the own council."""
    rows = list(records)
    sentences = [f"Scatter chart of {number_of(len(rows), 'council')}. {title.rstrip('.')}", axes]
    sentences += [
        f"{row['area_name']}: £{format_number(float(row[plot.amount]), 0)} and a score of "
        f"{format_number(float(row[plot.score]), 1)}"
        for row in rows
        if row["own"]
    ]
    return ". ".join(sentences) + "."
