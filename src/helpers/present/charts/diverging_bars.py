"""Bars to the left and right of zero: the largest changes, and the gaps to the median of the group."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from helpers.present.cells import MINUS, format_number, is_missing
from helpers.present.charts import palette
from helpers.present.charts.canvas import drawing, finish
from helpers.present.charts.layout import column, nothing_to_draw, row_height, wrapped
from helpers.present.values import Chart, Paragraph
from helpers.verdicts import BETTER, IMPROVED, NO_REAL_CHANGE, WORSE, WORSENED


def largest_changes(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return bars to the left and right of zero for the largest changes since the previous period.

    Columns: title (of the indicator), change_percent (per cent), direction (a direction of travel, which sets the fill
    and is printed beside the bar); drawn in the frame's order. A frame without rows gives a sentence that says so.

    Raises  ValueError: a missing column or a missing change
    """
    if frame.empty:
        return nothing_to_draw(title)
    return _diverging(
        frame,
        value="change_percent",
        words=[str(word) for word in column(frame, "direction")],
        what="Bar chart of percentage change since the previous period",
        axis="Change since the previous period, %",
        title=title,
        subtitle=subtitle,
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
    what: str,
    axis: str,
    title: str,
    subtitle: str,
) -> Chart:
    """Return horizontal bars either side of zero with the value and its word beside each bar."""
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
        reach = max((abs(amount) for amount in amounts), default=1.0) or 1.0
        texts = [_signed(amount) for amount in amounts]
        for row, (amount, text) in enumerate(zip(amounts, texts, strict=True)):
            axes.annotate(
                text,
                (amount, row),
                xytext=(5 if amount >= 0 else -5, 0),
                textcoords="offset points",
                ha="left" if amount >= 0 else "right",
                va="center",
            )
        room = 0.6 * reach
        left = -reach - room if min(amounts) < 0 else 0.0
        right = reach + room if max(amounts) > 0 else 0.0
        axes.set_xlim(min(left, -room if left else 0.0), max(right, room if right else reach * 0.05))
        axes.axvline(0, color=palette.DARK_GREY, linewidth=1.0)
        axes.set(xlabel=axis, ylabel="", xticks=[])
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


def _signed(amount: float) -> str:
    text = format_number(amount, 1)
    return f"{text}%" if text.startswith(MINUS) or text == "0.0" else f"+{text}%"


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
