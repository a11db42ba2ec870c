"""Stacked bars: the indicators of each theme or rule by kind, in per cent.

All bars are equally long, since themes differ in size. Beside its bar stands the number of indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.canvas import box, canvas, finish, hatch, key, words
from helpers.present.charts.layout import WIDTH_INCHES, column, row_height
from helpers.present.charts.letters import width_of, wrapped
from helpers.present.values import Chart
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, QUARTILE_LABELS, WORSENED

LABEL_INCHES: Final = 2.4
COUNT_INCHES: Final = 1.2
"""The width of the column with the number of indicators."""

BAR_SHARE: Final = 0.72
"""How much of the height of its row a bar takes."""


@dataclass(frozen=True)
class Segment:
    """One part of every bar: the frame's column with its count, its words in the key, its fill and if it is hatched."""

    column: str
    words: str
    fill: str
    hatched: bool = False


@dataclass(frozen=True)
class Wording:
    """The words around the bars: the measure, the head of the numbers beside them, and what is said of an empty bar."""

    measure: str
    head: str
    none: str


_DETERMINED: Final = (
    Segment("improved", IMPROVED, palette.DIRECTION_FILLS[IMPROVED]),
    Segment("no_real_change", NO_REAL_CHANGE, palette.DIRECTION_FILLS[NO_REAL_CHANGE]),
    Segment("worsened", WORSENED, palette.DIRECTION_FILLS[WORSENED]),
)
_UNDETERMINED: Final = Segment(
    "cannot_be_determined", CANNOT_BE_DETERMINED, palette.DIRECTION_FILLS[CANNOT_BE_DETERMINED], hatched=True
)
_QUARTILES: Final = tuple(
    Segment(f"quartile_{quartile}", words, fill)
    for (quartile, words), fill in zip(QUARTILE_LABELS.items(), palette.QUARTILE_FILLS, strict=True)
)


def direction_by_theme(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of the direction of indicators by theme, in per cent of those whose direction is determined.

    Columns: theme (text) and the counts improved, no_real_change, worsened, cannot_be_determined; one row
    per theme, drawn in the frame's order. Beside each bar stands how many are determined, of how many.

    Raises  ValueError: a missing column or no rows
    """
    counts = _counts(frame, (*_DETERMINED, _UNDETERMINED))
    wording = Wording("indicators by theme and direction of travel, of those determined", "Determined", "none")
    return _stacked(counts, _DETERMINED, wording, title, subtitle, _UNDETERMINED)


def direction_by_rule(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of the direction of the same indicators by rule, in per cent of all of them.

    Columns: those of `direction_by_theme`, with the name of the rule as theme; drawn in the frame's order.

    Raises  ValueError: a missing column or no rows
    """
    segments = (*_DETERMINED, _UNDETERMINED)
    wording = Wording("indicators by rule and direction of travel", "Indicators", "none")
    return _stacked(_counts(frame, segments), segments, wording, title, subtitle)


def quartiles_by_theme(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of the quartiles of the group that indicators fall in by theme, in per cent of those ranked.

    Columns: theme (text) and the counts quartile_1 (best) to quartile_4; one row per theme, drawn in the
    frame's order. Beside each bar stands how many are ranked.

    Raises  ValueError: a missing column or no rows
    """
    wording = Wording("ranked indicators by theme and quartile", "Ranked", "none ranked")
    return _stacked(_counts(frame, _QUARTILES), _QUARTILES, wording, title, subtitle)


def _counts(frame: pd.DataFrame, segments: Sequence[Segment]) -> pd.DataFrame:
    """Return the counts of every segment, a row for each bar, with the bars' names as the index."""
    names = [str(name) for name in column(frame, "theme")]
    counts = {segment.column: [int(count) for count in column(frame, segment.column)] for segment in segments}
    return pd.DataFrame(counts, index=names)


def _stacked(
    counts: pd.DataFrame,
    segments: Sequence[Segment],
    wording: Wording,
    title: str,
    subtitle: str,
    beside: Segment | None = None,
) -> Chart:
    """Return horizontal stacked bars of the counts of `_counts`, with the key in stacking order.

    `beside` are indicators that no bar has, but the number beside it.
    """
    labels = wrapped(list(counts.index), LABEL_INCHES - 0.15)
    row, top = row_height(labels, 0.46), 0.65
    bottom, width = top + row * len(counts), WIDTH_INCHES - LABEL_INCHES - COUNT_INCHES
    with canvas(bottom + 0.05, (LABEL_INCHES, top, width, bottom - top)) as (figure, axes, sheet):
        key(sheet, [(part.fill, part.words, part.hatched) for part in segments], 0.14)
        words(sheet, WIDTH_INCHES - 0.05, top - 0.13, wording.head, "right")
        _draw_bars(axes, counts, segments)
        _print_shares(axes, sheet, segments, (top, row, width))
        totals = counts[[part.column for part in segments]].sum(axis="columns")
        of_all = counts.sum(axis="columns")
        for number, (label, total, whole) in enumerate(zip(labels, totals, of_all, strict=True)):
            middle = top + row * (number + 0.5)
            words(sheet, LABEL_INCHES - 0.1, middle, label, "right")
            figures = f"{format_number(total)} of {format_number(whole)}" if beside else format_number(total)
            words(sheet, WIDTH_INCHES - 0.05, middle, figures, "right")
            if not total:
                words(sheet, LABEL_INCHES + 0.08, middle, wording.none)
        all_parts = (*segments, beside) if beside else segments
        described = "; ".join(
            f"{name}: " + ", ".join(f"{format_number(bar[part.column])} {part.words.lower()}" for part in all_parts)
            for name, bar in zip(counts.index, counts.to_dict("records"), strict=True)
        )
        what = f"Stacked bar chart of the {wording.measure}, in per cent"
        return finish(figure, f"{what}. {title.rstrip('.')}. {described}.", title, subtitle)


def _draw_bars(axes: Axes, counts: pd.DataFrame, segments: Sequence[Segment]) -> None:
    """Draw a bar for each row of counts, in the parts that the segments are of their sum."""
    rows = [str(row) for row in range(len(counts))]
    parts = counts.set_axis(pd.CategoricalIndex(rows, categories=rows, name="row"))[[part.column for part in segments]]
    long = parts.reset_index().melt("row", var_name="part", value_name="count")
    sns.histplot(
        long,
        y="row",
        hue="part",
        hue_order=[part.column for part in segments][::-1],  # seaborn stacks from the last
        weights="count",
        multiple="fill",
        palette={part.column: part.fill for part in segments},
        alpha=1,
        shrink=BAR_SHARE,
        linewidth=0.8,
        edgecolor=palette.DARK_GREY,
        legend=False,
        ax=axes,
    )
    axes.set(xlabel="", ylabel="", xticks=[], yticks=[], xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5))
    sns.despine(ax=axes, bottom=True)


def _print_shares(axes: Axes, sheet: Axes, segments: Sequence[Segment], lengths: tuple[float, float, float]) -> None:
    """Print on each part of a bar how many in a hundred it is, where it has room, and hatch those that ask for it.

    `lengths` is the top of the bars, the height of a row and the length of a bar in inches.
    """
    top, row, length = lengths
    hatched = {part.fill for part in segments if part.hatched}
    for bar in (patch for patch in axes.patches if isinstance(patch, Rectangle)):
        if not bar.get_width() > 0:  # a bar of none has no shares
            bar.set_visible(False)
            continue
        left, width = LABEL_INCHES + bar.get_x() * length, bar.get_width() * length
        middle, height = top + row * (round(bar.get_y() + bar.get_height() / 2) + 0.5), row * BAR_SHARE
        fill, text = to_hex(bar.get_facecolor()).upper(), f"{format_number(100 * float(bar.get_width()), 0)}%"
        room = width_of(text)
        if fill in hatched:
            hatch(sheet, (left, middle - height / 2, width, height), palette.DARK_GREY)
        if width < room + 0.06:
            continue  # the alt text and the table below the chart have it
        if fill in hatched:  # a hatched part needs a plain ground behind its figure
            box(sheet, (left + (width - room) / 2 - 0.03, middle - 0.1, room + 0.06, 0.2), fill)
        words(sheet, left + width / 2, middle, text, "center", palette.text_on(fill))
