"""Bars of how much of the way to each target is done, with the rate that it needs beside the one it had."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, column, row_height
from helpers.present.charts.letters import wrapped
from helpers.present.drawings import Sheet
from helpers.present.values import Chart

WIDTH_INCHES: Final = 5.2
"""Narrower than other charts, so that a telephone shows all of it with words that can be read."""

LABEL_INCHES: Final = 1.5
RATE_INCHES: Final = 1.8
BAR_SHARE: Final = 0.45
"""How much of the height of its row a bar takes."""


def progress_bars(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return a bar for each target, from the start of its way to the target, which is the frame around the bar.

    A bar ends at the start where a figure is worse than it, and at the target where that is met; the words have the
    percentage. The rates are words at the right end.

    Columns: label and rates (text), percent (of the way); drawn in the frame's order.

    Raises  ValueError: a missing column or no rows
    """
    names = [str(name) for name in column(frame, "label")]
    rates = [str(words) for words in column(frame, "rates")]
    done = [float(percent) for percent in column(frame, "percent")]
    labels, beside = (wrapped(texts, room - 0.15, 5) for texts, room in ((names, LABEL_INCHES), (rates, RATE_INCHES)))
    row, top = row_height([*labels, *beside], 0.55), 0.35
    sheet = Sheet(WIDTH_INCHES, top + row * len(names) + 0.1)
    sheet.key([("box", palette.DARK_BLUE, "done"), ("box", palette.LIGHTER_BLUE, "left to the target")], 0.14)
    across = WIDTH_INCHES - LABEL_INCHES - RATE_INCHES
    height = row * BAR_SHARE
    for number, (label, words, percent) in enumerate(zip(labels, beside, done, strict=True)):
        middle = top + row * (number + 0.5)
        start = middle - height / 2
        sheet.words(LABEL_INCHES - 0.1, middle, label, "end")
        sheet.boxes([(LABEL_INCHES, start, across, height)], palette.LIGHTER_BLUE, palette.DARK_GREY, 0.8)
        width = across * min(max(percent, 0), 100) / 100
        sheet.boxes([(LABEL_INCHES, start, width, height)], palette.DARK_BLUE, palette.DARK_GREY, 0.8)
        sheet.words(LABEL_INCHES + across + 0.1, middle, words)
    bars = "; ".join(
        f"{name}: {format_number(percent, 0)}% of the way, {words}"
        for name, words, percent in zip(names, rates, done, strict=True)
    )
    return as_chart(sheet, f"Bar chart of the way to targets. {title.rstrip('.')}. {bars}.", title, subtitle)
