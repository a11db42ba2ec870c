"""Bars to the left and right of zero: the clearest changes, and the gaps to the median of the group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from helpers.present.cells import format_number, is_missing, signed_number
from helpers.present.charts import palette
from helpers.present.charts.canvas import drawing, finish
from helpers.present.charts.layout import column, nothing_to_draw, row_height, wrapped
from helpers.present.values import Chart, Paragraph
from helpers.verdicts import BETTER, IMPROVED, NO_REAL_CHANGE, WORSE, WORSENED


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
    changes = [str(words) for words in column(frame, "change_shown")]
    return _diverging(
        frame,
        value="size",
        words=words,
        texts=changes,
        what="Bar chart of changes over the usual ups and downs of each measure, oriented so that right is better",
        axis="Times its usual ups and downs (right is better)",
        title=title,
        subtitle=subtitle,
        ticks=True,
    )


def gap_to_median(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return bars of each indicator's gap to the group's median, turned so that right is better.

    Columns: title (of the indicator) and gap (per cent of the group's median, above zero where the
    authority does better); drawn in the frame's order. A frame without rows gives a sentence that says so.

    Raises  ValueError: a missing column or a missing gap
    """
    if frame.empty:
        return nothing_to_draw(title)
    gaps = [float(gap) for gap in column(frame, "gap")]
    return _diverging(
        frame,
        value="gap",
        words=[BETTER if gap > 0 else WORSE if gap < 0 else "Equal" for gap in gaps],
        texts=[f"{signed_number(gap, 1)}%" for gap in gaps],
        what="Bar chart of the gap to the group's median, oriented so that right is better",
        axis="Gap to the median, % of the median (right is better)",
        title=title,
        subtitle=subtitle,
    )


def _diverging(
    frame: pd.DataFrame,
    *,
    value: str,
    words: Sequence[str],
    texts: Sequence[str],
    what: str,
    axis: str,
    title: str,
    subtitle: str,
    ticks: bool = False,
) -> Chart:
    """Return horizontal bars either side of zero with a text beside each; `ticks` prints the scale below them."""
    values = column(frame, value)
    if any(is_missing(amount) for amount in values):
        raise ValueError(f"the chart cannot draw a missing {value}; leave out indicators without one")
    amounts = [float(amount) for amount in values]
    names = [str(name) for name in column(frame, "title")]
    labels = wrapped(names, 32)
    fills = [_fill_of(word) for word in words]
    with drawing(0.8 + row_height(labels, 0.42) * len(names)) as (figure, axes):
        rows = [str(row) for row in range(len(names))]
        sns.barplot(
            x=amounts,
            y=rows,
            hue=rows,
            palette=dict(zip(rows, fills, strict=True)),
            saturation=1,
            width=0.66,
            edgecolor=palette.DARK_GREY,
            linewidth=0.8,
            errorbar=None,
            legend=False,
            ax=axes,
        )
        for row, (amount, text) in enumerate(zip(amounts, texts, strict=True)):
            axes.annotate(
                text,
                (amount, row),
                xytext=(5 if amount >= 0 else -5, 0),
                textcoords="offset points",
                ha="left" if amount >= 0 else "right",
                va="center",
            )
        axes.set_xlim(*_limits(amounts, texts))
        axes.axvline(0, color=palette.DARK_GREY, linewidth=1.0)
        axes.set(xlabel=axis, ylabel="")
        marks = _marks(amounts) if ticks else []
        axes.set_xticks(marks, [format_number(abs(mark), 0) for mark in marks])
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", pad=6)
        sns.despine(ax=axes, left=True, bottom=True)
        _key(figure, words)
        description = "; ".join(
            f"{name}: {text} ({word.lower()})" for name, text, word in zip(names, texts, words, strict=True)
        )
        return finish(figure, f"{what}. {title.rstrip('.')}. {description}.", title, subtitle)


def _fill_of(word: str) -> str:
    judged = {BETTER: IMPROVED, WORSE: WORSENED, "Equal": NO_REAL_CHANGE}.get(word, word)
    return palette.DIRECTION_FILLS.get(judged, palette.PALE_GREY)


def _marks(amounts: Sequence[float]) -> list[float]:
    scale = MaxNLocator(5, integer=True, steps=[1, 2, 5, 10])
    return [float(mark) for mark in scale.tick_values(min(0.0, *amounts), max(0.0, *amounts))]


def _limits(amounts: Sequence[float], texts: Sequence[str]) -> tuple[float, float]:
    """Return the ends of the scale, with room for the longest text on each side that has bars."""
    reach = max(abs(amount) for amount in amounts) or 1.0
    sides = [[text for amount, text in zip(amounts, texts, strict=True) if sign * amount > 0] for sign in (-1, 1)]
    least, most = min(0.0, *amounts), max(0.0, *amounts)
    room = [_LETTER * max(len(text) for text in side) + 0.1 if side else 0.05 for side in sides]
    by_inch = ((most - least) or reach) / max(_BARS_INCHES - sum(room), 1.0)
    return least - room[0] * by_inch, most + room[1] * by_inch


_BARS_INCHES: Final = 4.2
"""Inches: about what the names of the indicators leave for the bars and the texts beside them."""

_LETTER: Final = 0.095


def _key(figure: Figure, words: Sequence[str]) -> None:
    """Print which word each fill stands for, in the order the words first appear."""
    figure.legend(
        handles=[
            Patch(facecolor=_fill_of(word), edgecolor=palette.DARK_GREY, linewidth=0.8, label=word)
            for word in dict.fromkeys(words)
        ],
        loc="outside upper left",
        ncols=4,
        frameon=False,
        handlelength=1.1,
        handletextpad=0.5,
        columnspacing=1.3,
        borderpad=0,
    )
