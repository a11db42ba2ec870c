"""The parts of charts of both kinds, drawn in the page or as pictures: columns, labels and sentences.

Nothing here needs the library that pictures are drawn with, which takes long to import.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.drawings import Sheet
from helpers.present.tables import paragraph
from helpers.present.values import Chart, Paragraph

WIDTH_INCHES: Final = 7.5


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


def wrapped(names: Sequence[str], width: int) -> list[str]:
    """Return names broken into at most three lines; the alt text and the table keep the full name."""
    return [textwrap.fill(name, width, max_lines=3, placeholder=" …") for name in names]


def row_height(labels: Sequence[str], least: float) -> float:
    """Return the height in inches that every row needs for the label with the most lines."""
    return max(least, 0.14 + 0.2 * max(label.count("\n") + 1 for label in labels))


def as_chart(sheet: Sheet, alt: str, title: str, subtitle: str) -> Chart:
    """Return a drawn sheet as a chart."""
    drawing = sheet.drawing()
    return Chart(drawing, alt, title, subtitle, round(drawing.width))


def nothing_to_draw(title: str, what: str = "indicator") -> Paragraph:
    """Return the sentence that stands instead of a chart without rows."""
    return paragraph(f"{title.rstrip('.')}: there is no {what} to draw.")
