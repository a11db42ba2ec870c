"""What charts share: their columns, the labels of their rows, the numbers of a scale, and their sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.drawings import Sheet
from helpers.present.tables import paragraph
from helpers.present.values import Chart, Paragraph

WIDTH_INCHES: Final = 7.5
LETTER_INCHES: Final = 0.09
"""About how wide a letter is."""


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return a column's values; raises ValueError naming the column when it is absent or the frame empty."""
    if name not in frame.columns:
        raise ValueError(f"the chart needs a column {name!r}; the frame has {', '.join(map(str, frame.columns))}")
    if frame.empty:
        raise ValueError("the chart has no rows to draw")
    return list(frame[name])


def needs(frame: pd.DataFrame, *names: str) -> None:
    """Refuse a frame without a column that the chart needs, even where it has no rows."""
    for name in names:
        if name not in frame.columns:
            column(frame, name)


def row_height(labels: Sequence[str], least: float) -> float:
    """Return the height in inches that every row needs for the label with the most lines."""
    return max(least, 0.14 + 0.2 * max(label.count("\n") + 1 for label in labels))


def nice_step(spread: float, steps: int = 4) -> float:
    """Return a round step that divides a spread into about `steps` parts: 1, 2, 2.5 or 5 by a power of ten.

    >>> nice_step(100), nice_step(0.7), nice_step(11), nice_step(13, 3)
    (25.0, 0.2, 2.5, 5.0)
    """
    rough = spread / steps
    power = 10.0 ** math.floor(math.log10(rough))
    return float(min((factor * power for factor in (1, 2, 2.5, 5, 10)), key=lambda step: abs(step - rough)))


def decimals_of(step: float) -> int:
    """Return with how many decimals the numbers of a scale are printed.

    >>> decimals_of(0.25), decimals_of(5.0), decimals_of(2_500_000.0)
    (2, 0, 0)
    """
    return len(f"{step:.9f}".rstrip("0").partition(".")[2])


def ticks_between(low: float, high: float, steps: int = 4) -> list[float]:
    """Return the round numbers from `low` to `high` that divide the way between them into about `steps` parts.

    >>> ticks_between(0.9, 4.2), ticks_between(7, 7)
    ([1.0, 2.0, 3.0, 4.0], [7.0])
    """
    if high <= low:
        return [float(low)]
    step = nice_step(high - low, steps)
    return [
        round(step * number, 9) for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    ]


def moved_apart(middles: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return the middles of labels moved down, then up, until none covers another.

    >>> moved_apart([1.0, 1.0], [0.2, 0.2], 0.0, 2.0), moved_apart([1.95, 2.0], [0.2, 0.2], 0.0, 2.0)
    ([1.0, 1.2], [1.7, 1.9])
    """
    moved = list(middles)
    for index, height in enumerate(heights):
        above = moved[index - 1] + heights[index - 1] / 2 if index else top
        moved[index] = max(moved[index], above + height / 2)
    for index in range(len(moved) - 1, -1, -1):
        below = moved[index + 1] - heights[index + 1] / 2 if index + 1 < len(moved) else bottom
        moved[index] = min(moved[index], below - heights[index] / 2)
    return [round(middle, 6) for middle in moved]


def as_chart(sheet: Sheet, alt: str, title: str, subtitle: str) -> Chart:
    """Return a drawn sheet as a chart."""
    drawing = sheet.drawing()
    return Chart(drawing, alt, title, subtitle, round(drawing.width))


def nothing_to_draw(title: str, what: str = "indicator") -> Paragraph:
    """Return the sentence that stands instead of a chart without rows."""
    return paragraph(f"{title.rstrip('.')}: there is no {what} to draw.")
