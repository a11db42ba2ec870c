"""Bars of how many rows each source gave, drawn in the page."""

from __future__ import annotations

from itertools import accumulate
from typing import Final

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, as_chart, column, row_height
from helpers.present.charts.letters import wrapped
from helpers.present.drawings import Sheet
from helpers.present.values import Chart

LABEL_INCHES: Final = 2.4
COUNT_INCHES: Final = 1.6
BAR_SHARE: Final = 0.72
"""How much of the height of its row a bar takes."""


def rows_by_source(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of how many raw rows each source gave that were used or rejected.

    Columns: source (text) and the counts used, rejected; drawn in the frame's order.

    Raises  ValueError: a missing column or no rows
    """
    names = [str(name) for name in column(frame, "source")]
    counts = [(int(used), int(bad)) for used, bad in zip(column(frame, "used"), column(frame, "rejected"), strict=True)]
    labels = wrapped(names, LABEL_INCHES - 0.15)
    row, top = row_height(labels, 0.46), 0.35
    sheet = Sheet(WIDTH_INCHES, top + row * len(names) + 0.1)
    sheet.key([("box", palette.DARK_BLUE, "Used"), ("box", palette.ORANGE, "Rejected")], 0.14)
    scale = (WIDTH_INCHES - LABEL_INCHES - COUNT_INCHES) / (max(map(sum, counts)) or 1)
    for y, label, (used, rejected) in zip(
        accumulate([row] * (len(names) - 1), initial=top), labels, counts, strict=True
    ):
        start, bar_top, height = LABEL_INCHES, y + row * (1 - BAR_SHARE) / 2, row * BAR_SHARE
        for count, fill in ((used, palette.DARK_BLUE), (rejected, palette.ORANGE)):
            if count:
                sheet.boxes([(start, bar_top, count * scale, height)], fill, palette.DARK_GREY, 0.8)
            start += count * scale
        sheet.words(LABEL_INCHES - 0.1, y + row / 2, label, "end")
        sheet.words(start + 0.08, y + row / 2, "\n".join(_counted(used, rejected)))
    sheet.line(LABEL_INCHES, top, LABEL_INCHES, top + row * len(names), palette.LINE_GREY, 1.3)
    bars = "; ".join(f"{name}: {', '.join(_counted(*count))}" for name, count in zip(names, counts, strict=True))
    what = "Stacked bar chart of the number of rows by source and whether the row was used"
    return as_chart(sheet, f"{what}. {title.rstrip('.')}. {bars}.", title, subtitle)


def _counted(used: int, rejected: int) -> tuple[str, str]:
    return f"{format_number(used)} used", f"{format_number(rejected)} rejected"
