"""The chart of spending power for each person against the score of the overall position: one mark a council."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.council_marks import (
    KEY_HEIGHT,
    LEFT,
    SHEET_WIDTH,
    WIDTH,
    describe_councils,
    draw_councils,
    draw_key,
    plot_of,
)
from helpers.present.charts.layout import as_chart, needs, nothing_to_draw, ticks_between
from helpers.present.drawings import Sheet
from helpers.present.values import Chart, Paragraph

_TOP, _HEIGHT = KEY_HEIGHT + 0.1, 3.4
_BOTTOM: Final = _TOP + _HEIGHT


def spending_and_position(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a scatter chart with one mark for each council: spending power across, the score upwards.

    Columns: area_name (text), per_head (pounds for each person), score (0 to 100, 100 is best), own and is_county (yes
    or no); one row per council. Marks differ in shape as well as in colour. A frame without rows gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, "area_name", "per_head", "score", "own", "is_county")
    if frame.empty:
        return nothing_to_draw(title, "council with both figures")
    plot = plot_of(frame, "per_head", "score", _TOP, _HEIGHT)
    sheet = Sheet(SHEET_WIDTH, _BOTTOM + 0.65)
    draw_key(sheet)
    for tick in ticks_between(plot.first, plot.last, 3):
        sheet.line(plot.x(tick), _TOP, plot.x(tick), _BOTTOM, palette.PALE_GREY, 1.3)
        sheet.words(plot.x(tick), _BOTTOM + 0.16, f"£{format_number(tick)}", "middle")
    for tick in ticks_between(plot.low, plot.high):
        sheet.line(LEFT, plot.y(tick), LEFT + WIDTH, plot.y(tick), palette.PALE_GREY, 1.3)
        sheet.words(LEFT - 0.1, plot.y(tick), format_number(tick), "end")
    sheet.words(LEFT + WIDTH / 2, _BOTTOM + 0.42, "Spending power, £ for each person", "middle")
    sheet.words(0.12, _BOTTOM - 0.2, "Overall score, 100 is best", turned=True)
    records = frame.to_dict("records")
    draw_councils(sheet, plot, records)
    axes = "Across is spending power for each person, upwards the score of the overall position"
    return as_chart(sheet, describe_councils(plot, records, title, axes), title, subtitle)
