"""Pairs of bars of two rates in per cent, drawn in the page."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, as_chart, column, row_height
from helpers.present.charts.letters import wrapped
from helpers.present.drawings import Sheet
from helpers.present.values import Chart

LABEL_INCHES: Final = 2.4
RATE_INCHES: Final = 0.6
BAR_SHARE: Final = 0.36
"""How much of the height of its row a bar takes."""


def rate_bars(frame: pd.DataFrame, *, keys: tuple[str, str], title: str, subtitle: str) -> Chart:
    """Return a pair of bars for each row, from 0 to 100 per cent; `keys` are the words for the first and the second.

    Columns: label (text), first and second (per cent); drawn in the frame's order.

    Raises  ValueError: a missing column or no rows
    """
    names = [str(name) for name in column(frame, "label")]
    rates = list(zip(column(frame, "first"), column(frame, "second"), strict=True))
    labels = wrapped(names, LABEL_INCHES - 0.15)
    row, top = row_height(labels, 0.62), 0.35
    fills = (palette.DARK_BLUE, palette.ORANGE)
    sheet = Sheet(WIDTH_INCHES, top + row * len(names) + 0.1)
    sheet.key([("box", fill, words) for fill, words in zip(fills, keys, strict=True)], 0.14)
    scale = (WIDTH_INCHES - LABEL_INCHES - RATE_INCHES) / 100
    height = row * BAR_SHARE
    for number, (label, pair) in enumerate(zip(labels, rates, strict=True)):
        middle = top + row * (number + 0.5)
        sheet.words(LABEL_INCHES - 0.1, middle, label, "end")
        for rate, fill, bar_top in zip(pair, fills, (middle - height, middle), strict=True):
            sheet.boxes([(LABEL_INCHES, bar_top, rate * scale, height)], fill, palette.DARK_GREY, 0.8)
            sheet.words(LABEL_INCHES + rate * scale + 0.08, bar_top + height / 2, format_number(rate, 0))
    sheet.line(LABEL_INCHES, top, LABEL_INCHES, top + row * len(names), palette.LINE_GREY, 1.3)
    bars = "; ".join(
        f"{name}: {format_number(first, 0)} {keys[0]}, {format_number(second, 0)} {keys[1]}"
        for name, (first, second) in zip(names, rates, strict=True)
    )
    return as_chart(sheet, f"Bar chart of two rates in per cent. {title.rstrip('.')}. {bars}.", title, subtitle)
