"""Stacked bars: counts by theme or rule, with the key in stacking order and the counts in the segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Patch

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.canvas import drawing, finish
from helpers.present.charts.layout import column, row_height, wrapped
from helpers.present.values import Chart
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, QUARTILE_LABELS, WORSENED


@dataclass(frozen=True)
class Segment:
    """One part of every bar: the frame's column with its count, its words in the key, its fill and its hatching."""

    column: str
    words: str
    fill: str
    hatch: str = ""


_DIRECTIONS: Final = (
    Segment("improved", IMPROVED, palette.DIRECTION_FILLS[IMPROVED]),
    Segment("no_real_change", NO_REAL_CHANGE, palette.DIRECTION_FILLS[NO_REAL_CHANGE]),
    Segment("worsened", WORSENED, palette.DIRECTION_FILLS[WORSENED]),
    Segment("cannot_be_determined", CANNOT_BE_DETERMINED, palette.DIRECTION_FILLS[CANNOT_BE_DETERMINED], "////"),
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
    with drawing(0.6 + row_height(labels, 0.46) * len(names)) as (figure, axes):
        _draw_bars(axes, counts, segments)
        _print_counts(axes, counts, segments)
        axes.set(xlabel="", ylabel="", xticks=[])
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", pad=6)
        sns.despine(ax=axes, left=False, bottom=True)
        figure.legend(
            handles=[
                Patch(facecolor=segment.fill, edgecolor=palette.DARK_GREY, linewidth=0.8, hatch=segment.hatch,
                      label=segment.words)
                for segment in segments
            ],
            loc="outside upper left", ncols=len(segments), frameon=False, handlelength=1.1, handletextpad=0.5,
            columnspacing=1.3, borderpad=0,
        )  # fmt: skip
        bars = "; ".join(
            f"{name}: "
            + ", ".join(f"{format_number(bar[segment.column])} {segment.words.lower()}" for segment in segments)
            for name, bar in zip(names, counts.to_dict("records"), strict=True)
        )
        return finish(figure, f"Stacked bar chart of the {what}. {title.rstrip('.')}. {bars}.", title, subtitle)


def _draw_bars(axes: Axes, counts: pd.DataFrame, segments: Sequence[Segment]) -> None:
    rows = [str(row) for row in range(len(counts))]
    long = pd.DataFrame(
        [
            {"row": row, "part": segment.words, "count": bar[segment.column]}
            for row, bar in zip(rows, counts.to_dict("records"), strict=True)
            for segment in segments
        ]
    )
    long["row"] = pd.Categorical(long["row"], categories=rows)
    sns.histplot(
        long, y="row", hue="part",
        hue_order=[segment.words for segment in segments][::-1],  # seaborn stacks from the last
        weights="count", multiple="stack", palette={segment.words: segment.fill for segment in segments}, alpha=1,
        shrink=0.72, linewidth=0.8, edgecolor=palette.DARK_GREY, legend=False, ax=axes,
    )  # fmt: skip


def _print_counts(axes: Axes, counts: pd.DataFrame, segments: Sequence[Segment]) -> None:
    """Print the counts in the segments; a bar without any is said to have none."""
    totals = [int(total) for total in counts.sum(axis="columns")]
    largest = max(totals) or 1
    hatch_of = {segment.fill: segment.hatch for segment in segments if segment.hatch}
    for bar in axes.patches:
        _finish_segment(axes, bar, hatch_of, largest)
    for row, total in enumerate(totals):
        if not total:
            axes.annotate("none", (0, row), xytext=(6, 0), textcoords="offset points", va="center")


def _finish_segment(axes: Axes, bar: Any, hatch_of: Mapping[str, str], largest: int) -> None:
    """Hide an empty segment, hatch it where its fill asks for that, and print its count where it has room.

    `largest` is the length of the longest bar.
    """
    count = round(bar.get_width())
    if count == 0:
        bar.set_visible(False)
        return
    fill = to_hex(bar.get_facecolor()).upper()
    hatch = hatch_of.get(fill)
    if hatch:
        bar.set_hatch(hatch)
    text = format_number(count)
    if bar.get_width() / largest < 0.012 + 0.017 * len(text):
        return  # too narrow to hold its figure; the alt text and the table below the chart have it
    axes.text(
        bar.get_x() + bar.get_width() / 2,
        bar.get_y() + bar.get_height() / 2,
        text,
        ha="center",
        va="center",
        color=palette.text_on(fill),
        # a hatched segment needs a plain ground behind its figure
        bbox={"facecolor": fill, "edgecolor": "none", "pad": 1.5} if hatch else None,
    )
