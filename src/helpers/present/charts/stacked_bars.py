"""Stacked bars: counts by theme or rule, with the key in stacking order and the counts in the segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.layout import LETTER_INCHES, WIDTH_INCHES, as_chart, column, row_height, wrapped
from helpers.present.drawings import HATCHED, Sheet
from helpers.present.values import Chart
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, QUARTILE_LABELS, WORSENED

LABEL_INCHES: Final = 2.4
BAR_SHARE: Final = 0.72
"""How much of the height of its row a bar takes."""


@dataclass(frozen=True)
class Segment:
    """One part of every bar: the frame's column with its count, its words in the key, its fill and if it is hatched."""

    column: str
    words: str
    fill: str
    hatched: bool = False


_DIRECTIONS: Final = (
    Segment("improved", IMPROVED, palette.DIRECTION_FILLS[IMPROVED]),
    Segment("no_real_change", NO_REAL_CHANGE, palette.DIRECTION_FILLS[NO_REAL_CHANGE]),
    Segment("worsened", WORSENED, palette.DIRECTION_FILLS[WORSENED]),
    Segment("cannot_be_determined", CANNOT_BE_DETERMINED, palette.DIRECTION_FILLS[CANNOT_BE_DETERMINED], hatched=True),
)
_QUARTILES: Final = tuple(
    Segment(f"quartile_{quartile}", words, fill)
    for (quartile, words), fill in zip(QUARTILE_LABELS.items(), palette.QUARTILE_FILLS, strict=True)
)


def direction_by_theme(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of how many indicators improved, stayed, worsened or cannot be determined, by theme.

    Columns: theme (text) and the counts improved, no_real_change, worsened, cannot_be_determined; one row
    per theme, drawn in the frame's order.

    Raises  ValueError: a missing column or no rows
    """
    what = "number of indicators by theme and direction of travel"
    return _stacked(_counts(frame, "theme", _DIRECTIONS), _DIRECTIONS, what, title, subtitle)


def quartiles_by_theme(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of how many indicators fall in each quartile of the group, by theme.

    Columns: theme (text) and the counts quartile_1 (best) to quartile_4; one row per theme, drawn in the
    frame's order.

    Raises  ValueError: a missing column or no rows
    """
    what = "number of indicators by theme and quartile"
    return _stacked(_counts(frame, "theme", _QUARTILES), _QUARTILES, what, title, subtitle)


def _counts(frame: pd.DataFrame, row: str, segments: Sequence[Segment]) -> pd.DataFrame:
    """Return the counts of every segment, a row for each bar, with the bars' names as the index."""
    names = [str(name) for name in column(frame, row)]
    counts = {segment.column: [int(count) for count in column(frame, segment.column)] for segment in segments}
    return pd.DataFrame(counts, index=names)


def _stacked(
    counts: pd.DataFrame,
    segments: Sequence[Segment],
    what: str,
    title: str,
    subtitle: str,
) -> Chart:
    """Return horizontal stacked bars of the counts of `_counts`, with the key in stacking order."""
    names = list(counts.index)
    labels = wrapped(names, 26)
    row, top = row_height(labels, 0.46), 0.35
    bottom = top + row * len(names)
    sheet = Sheet(WIDTH_INCHES, bottom + 0.05)
    sheet.key([(HATCHED if part.hatched else "square", part.fill, part.words) for part in segments], 0.14)
    scale = (WIDTH_INCHES - LABEL_INCHES - 0.1) / (int(counts.sum(axis="columns").max()) or 1)
    bars = counts.to_dict("records")
    for y, label, bar in zip(accumulate([row] * (len(names) - 1), initial=top), labels, bars, strict=True):
        sheet.words(LABEL_INCHES - 0.1, y + row / 2, label, "end")
        _draw_bar(sheet, [(part, int(bar[part.column])) for part in segments if bar[part.column]], y, row, scale)
    sheet.line(LABEL_INCHES, top, LABEL_INCHES, bottom, palette.LINE_GREY, 1.3)
    described = "; ".join(
        f"{name}: " + ", ".join(f"{format_number(bar[part.column])} {part.words.lower()}" for part in segments)
        for name, bar in zip(names, bars, strict=True)
    )
    return as_chart(sheet, f"Stacked bar chart of the {what}. {title.rstrip('.')}. {described}.", title, subtitle)


def _draw_bar(sheet: Sheet, parts: Sequence[tuple[Segment, int]], top: float, row: float, scale: float) -> None:
    """Draw the parts of one bar with their counts where they have room; a bar without any is said to have none."""
    left, bar_top, height = LABEL_INCHES, top + row * (1 - BAR_SHARE) / 2, row * BAR_SHARE
    if not parts:
        sheet.words(left + 0.08, top + row / 2, "none")
    for part, count in parts:
        width, text = count * scale, format_number(count)
        box = (left, bar_top, width, height)
        sheet.boxes([box], part.fill, palette.DARK_GREY, 0.8)
        room = LETTER_INCHES * len(text)
        if part.hatched:
            sheet.hatch(box, palette.DARK_GREY)
        if width >= room + 0.06:  # else the alt text and the table below the chart have it
            if part.hatched:  # a hatched part needs a plain ground behind its figure
                sheet.boxes(
                    [(left + (width - room) / 2 - 0.02, bar_top + height / 2 - 0.1, room + 0.04, 0.2)], part.fill
                )
            middle, colour = left + width / 2, palette.text_on(part.fill)
            sheet.words(middle, top + row / 2, text, "middle", colour=colour)
        left += width
