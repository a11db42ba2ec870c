"""Bars to the left and right of zero: the clearest changes, and the gaps to the median of the group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import pandas as pd

from helpers.present.cells import format_number, is_missing
from helpers.present.charts import palette
from helpers.present.charts.layout import (
    LETTER_INCHES,
    WIDTH_INCHES,
    as_chart,
    column,
    nice_step,
    nothing_to_draw,
)
from helpers.present.charts.letters import wrapped
from helpers.present.drawings import LINE_INCHES, Sheet
from helpers.present.values import Chart, Paragraph
from helpers.verdicts import BETTER, IMPROVED, NO_REAL_CHANGE, WORSE, WORSENED

MAX_TIMES_THIRD: Final = 3.0
"""A bar that is longer than this many times the third longest is cut there, and says how long it would be."""

_LABEL_INCHES: Final = 2.85
_TOP: Final = 0.36
_BAR_SHARE: Final = 0.66
"""How much of the height of its row a bar takes."""


def clearest_changes(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return bars to the left and right of zero for the clearest changes, as long as the evidence is strong.

    Columns: title (of the indicator), size (the change over the measure's usual ups and downs, above zero where it is
    for the better), direction (which sets the fill), change_shown (the change in units, printed beside the bar); drawn
    in the frame's order. A frame without rows gives a sentence that says so.

    Raises  ValueError: a missing column or a missing size
    """
    if frame.empty:
        return nothing_to_draw("The clearest changes", "clear change")
    words = [str(word) for word in column(frame, "direction")]
    what = "Bar chart of changes over the usual ups and downs of each measure, oriented so that right is better"
    return _diverging(frame, words, what, ("Times its usual ups and downs", "times"), title, subtitle)


def gap_to_median(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return bars of each indicator's gap to the group's median, turned so that right is better.

    Columns: title (of the indicator), size (the gap in quartile widths, above zero where the council does better),
    change_shown (the gap in units, printed beside the bar); drawn in the frame's order. A frame without rows gives a
    sentence that says so.

    Raises  ValueError: a missing column or a missing size
    """
    if frame.empty:
        return nothing_to_draw(title)
    words = [BETTER if size > 0 else WORSE if size < 0 else "Equal" for size in column(frame, "size")]
    what = "Bar chart of the gap to the group's median in quartile widths, oriented so that right is better"
    return _diverging(frame, words, what, ("Gap to the median in quartile widths", "widths"), title, subtitle)


class _Bar(NamedTuple):
    """A bar: its name and label, the length it has and the one it is drawn with, its word and the text beside it."""

    name: str
    label: str
    size: float
    drawn: float
    word: str
    text: str


def _diverging(
    frame: pd.DataFrame, words: Sequence[str], what: str, scale_words: tuple[str, str], title: str, subtitle: str
) -> Chart:
    """Return horizontal bars either side of zero with a text beside each, and the scale below them.

    `scale_words` are what the scale measures, and what a length on it is called.
    """
    axis, of_length = scale_words
    bars = _bars(frame, words, of_length)
    heights = [max(0.42, 0.14 + LINE_INCHES * (bar.label.count("\n") + 1)) for bar in bars]
    tops = list(accumulate(heights, initial=_TOP))
    bottom = tops[-1]
    sheet = Sheet(WIDTH_INCHES, bottom + 0.55)
    sheet.key([("box", _fill_of(word), word) for word in dict.fromkeys(words)], 0.14)
    zero, scale = _scale(bars)
    for mark in _marks(bars):
        x = zero + mark * scale
        sheet.line(x, _TOP, x, bottom, palette.PALE_GREY, 1)
        sheet.words(x, bottom + 0.14, format_number(abs(mark), 0), "middle")
    for bar, top, height in zip(bars, tops, heights, strict=False):
        middle, end = top + height / 2, zero + bar.drawn * scale
        bar_top, bar_high = middle - height * _BAR_SHARE / 2, height * _BAR_SHARE
        sheet.words(_LABEL_INCHES - 0.1, middle, bar.label, "end")
        sheet.boxes([(min(zero, end), bar_top, abs(end - zero), bar_high)], _fill_of(bar.word), palette.DARK_GREY, 0.8)
        side = 1 if bar.size >= 0 else -1
        if bar.drawn != bar.size:
            sheet.line(end - side * 0.16, bar_top + bar_high, end - side * 0.08, bar_top, palette.WHITE, 4)
        sheet.words(end + side * 0.07, middle, bar.text, "start" if side > 0 else "end")
    sheet.line(zero, _TOP, zero, bottom, palette.DARK_GREY, 1.3)
    sheet.words((_LABEL_INCHES + WIDTH_INCHES) / 2, bottom + 0.4, f"{axis} (right is better)", "middle")
    description = "; ".join(f"{bar.name}: {bar.text} ({bar.word.lower()})" for bar in bars)
    return as_chart(sheet, f"{what}. {title.rstrip('.')}. {description}.", title, subtitle)


def _bars(frame: pd.DataFrame, words: Sequence[str], of_length: str) -> list[_Bar]:
    sizes, texts = column(frame, "size"), [str(text) for text in column(frame, "change_shown")]
    if any(is_missing(size) for size in sizes):
        raise ValueError("the chart cannot draw a missing size; leave out indicators without one")
    names = [str(name) for name in column(frame, "title")]
    cut = longest_bar([float(size) for size in sizes])
    bars = []
    for name, label, size, word, text in zip(
        names, wrapped(names, _LABEL_INCHES - 0.15), map(float, sizes), words, texts, strict=True
    ):
        drawn = max(-cut, min(cut, size))
        beside = text if drawn == size else f"{text} ({format_number(abs(size), 1)} {of_length})"
        bars.append(_Bar(name, label, size, drawn, word, beside))
    return bars


def longest_bar(sizes: Sequence[float]) -> float:
    """Return how long a bar is drawn at most: some times the third longest; without three, as long as the longest.

    >>> longest_bar([30, -3, 2, 1]), longest_bar([5, -3, 2, 1]), longest_bar([30, -3])
    (6.0, 6.0, 30)
    """
    lengths = sorted(map(abs, sizes), reverse=True)
    return MAX_TIMES_THIRD * lengths[2] if len(lengths) > 2 and lengths[2] else lengths[0]


def _fill_of(word: str) -> str:
    judged = {BETTER: IMPROVED, WORSE: WORSENED, "Equal": NO_REAL_CHANGE}.get(word, word)
    return palette.DIRECTION_FILLS.get(judged, palette.PALE_GREY)


def _marks(bars: Sequence[_Bar]) -> list[float]:
    """Return the whole numbers at which the scale is marked."""
    low, high = min(0.0, *(bar.drawn for bar in bars)), max(0.0, *(bar.drawn for bar in bars))
    step = max(nice_step(high - low), 1.0) if high > low else 1.0
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _scale(bars: Sequence[_Bar]) -> tuple[float, float]:
    """Return where zero is, in inches, and the inches of a unit, with room for the longest text on each side."""
    low, high = min(0.0, *(bar.drawn for bar in bars)), max(0.0, *(bar.drawn for bar in bars))
    left, right = (
        max((LETTER_INCHES * len(bar.text) + 0.12 for bar in bars if side * bar.size > 0), default=0.05)
        for side in (-1, 1)
    )
    scale = (WIDTH_INCHES - _LABEL_INCHES - left - right) / ((high - low) or 1.0)
    return _LABEL_INCHES + left - low * scale, scale
