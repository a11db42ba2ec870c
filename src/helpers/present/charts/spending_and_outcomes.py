"""The chart of what councils spend on a service against its outcomes: one mark a council, a line at each median."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.council_marks import (
    KEY_HEIGHT,
    LEFT,
    RIGHT,
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
from helpers.verdicts import QUADRANTS

_TOP, _HEIGHT = KEY_HEIGHT + 0.5, 2.6
_BOTTOM: Final = _TOP + _HEIGHT


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
    plot = plot_of(frame, "per_head_gbp", "outcome_score", _TOP, _HEIGHT)
    sheet = Sheet(SHEET_WIDTH, _BOTTOM + 1.25)
    draw_key(sheet)
    for tick in ticks_between(plot.first, plot.last, 3):
        sheet.line(plot.x(tick), _BOTTOM, plot.x(tick), _BOTTOM + 0.05, palette.LINE_GREY, 1.3)
        sheet.words(plot.x(tick), _BOTTOM + 0.17, f"£{format_number(tick)}", "middle")
    for tick in ticks_between(plot.low, plot.high):
        sheet.line(LEFT - 0.05, plot.y(tick), LEFT, plot.y(tick), palette.LINE_GREY, 1.3)
        sheet.words(LEFT - 0.1, plot.y(tick), format_number(tick), "end")
    sheet.path([(LEFT, _TOP), (LEFT, _BOTTOM), (RIGHT, _BOTTOM)], palette.LINE_GREY, 1.3)
    middle_x, middle_y = plot.x(float(frame["per_head_gbp"].median())), plot.y(float(frame["outcome_score"].median()))
    sheet.path([(middle_x, _TOP), (middle_x, _BOTTOM)], palette.DARK_GREY, 1.4, dashed=True)
    sheet.path([(LEFT, middle_y), (RIGHT, middle_y)], palette.DARK_GREY, 1.4, dashed=True)
    sheet.words(LEFT + WIDTH / 2, _BOTTOM + 0.47, f"Spending, £ per {person}\nDashed lines: medians", "middle")
    sheet.words(0.12, _BOTTOM - 0.2, "Outcomes, 100 is best", turned=True)
    for (is_lower, is_better), words in QUADRANTS.items():
        y = _TOP - 0.25 if is_better else _BOTTOM + 0.95
        sheet.words(LEFT if is_lower else RIGHT, y, words.replace(", ", ",\n"), "start" if is_lower else "end")
    records = frame.to_dict("records")
    draw_councils(sheet, plot, records)
    axes = f"Across is spending per {person}, upwards the score of outcomes, with a line at each median"
    return as_chart(sheet, describe_councils(plot, records, title, axes), title, subtitle)
