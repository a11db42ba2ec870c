"""The chart of ranks with their intervals: each council's rank as a point, best first."""

from __future__ import annotations

import textwrap
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.present.cells import format_number, is_missing
from helpers.present.charts import palette
from helpers.present.charts.canvas import canvas, finish, key, sheet
from helpers.present.charts.layout import WIDTH_INCHES, needs, nothing_to_draw
from helpers.present.values import Chart, Paragraph
from helpers.verdicts import ordinal
from helpers.wording import number_of, singular_or_plural

MAX_COUNCILS: Final = 40
"""A chart of ranks has no room for more; it shows the councils nearest to the own one in rank."""

OWN_MARK: Final = "►"


def rank_intervals_chart(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a caterpillar chart: each council's rank as a point with its interval, best first.

    Columns: area_name (text), rank, rank_lower (the best it may be) and rank_upper (1 is best; null where not known),
    own (true for the council of the report); evidence_best and evidence_worst, where they are there, are a wider range,
    drawn as a thin line; one row per council. A council without a rank is left out; of more than 40 the nearest to the
    own council are drawn. A frame without ranks gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, "area_name", "rank", "rank_lower", "rank_upper", "own")
    every = _ranked(frame)
    if every.empty:
        return nothing_to_draw(title, "council with a rank")
    drawn = _nearest(every)
    left, right, top, pitch = 2.55, WIDTH_INCHES - 0.3, 0.62, 0.225
    wider = [name for name in ("evidence_best", "evidence_worst") if name in drawn.columns]
    reach = drawn[["rank_lower", "rank", "rank_upper", *wider]].astype("float64")
    first, last = float(reach.min().min()), float(reach.max().max())
    bottom = top + pitch * len(drawn)

    def across(rank: Any) -> Any:
        return left + (right - left) * (rank - first) / max(last - first, 1)

    with canvas(bottom + 0.5) as figure:
        axes = sheet(figure)
        key(axes, [("o", palette.DARK_BLUE, f"{OWN_MARK} own council"), ("o", palette.WHITE, "other councils"),
                    ("whisker", palette.DARK_GREY, "95% interval"),
                    *([("thin", palette.DARK_GREY, "evidence supports")] if wider else [])], 0.14)  # fmt: skip
        for tick in _ticks(first, last):
            axes.vlines(across(tick), top, bottom, color=palette.PALE_GREY, linewidth=1, zorder=0)
            for height in (top - 0.13, bottom + 0.13):
                axes.text(across(tick), height, format_number(tick), ha="center", va="center")
        axes.text((left + right) / 2, bottom + 0.36, "Rank, 1 is best", ha="center", va="center")
        y = top + pitch * (np.arange(len(drawn)) + 0.5)
        own = drawn["own"].to_numpy(dtype="bool")
        colours = np.where(own, palette.DARK_BLUE, palette.DARK_GREY)
        axes.hlines(y[own], 0, WIDTH_INCHES, color=palette.PALE_BLUE, linewidth=72 * pitch, zorder=-1)
        low, rank, high = (across(reach[name].to_numpy()) for name in ("rank_lower", "rank", "rank_upper"))
        wide = low < high
        if wider:
            axes.hlines(y, *(across(reach[name].to_numpy()) for name in wider), color=palette.DARK_GREY, linewidth=0.6)
        axes.hlines(y[wide], low[wide], high[wide], color=colours[wide], linewidth=np.where(own, 2.5, 1.4)[wide])
        for end in (low, high):
            axes.scatter(end[wide], y[wide], marker="|", s=50, color=colours[wide])
        axes.scatter(rank, y, s=np.where(own, 80, 50), facecolor=np.where(own, palette.DARK_BLUE, palette.WHITE),
                     edgecolor=colours, zorder=3)  # fmt: skip
        for height, name, mine in zip(y, drawn["area_name"], own, strict=True):
            words = textwrap.shorten(f"{OWN_MARK} {name}" if mine else name, 28, placeholder=" …")
            axes.text(left - 0.2, height, words, ha="right", va="center", weight="bold" if mine else "normal")
        return finish(figure, _describe_ranks(every, drawn, title), title, subtitle)


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    ranked = frame[frame["rank"].notna()].sort_values(["rank", "area_name"], ignore_index=True)
    return ranked.assign(own=ranked["own"].astype("bool"))


def _nearest(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the councils nearest in rank to the own one, as many as the chart has room for."""
    own = ranked.index[ranked["own"]]
    middle = int(own[0]) if len(own) else 0
    start = min(max(middle - MAX_COUNCILS // 2, 0), max(len(ranked) - MAX_COUNCILS, 0))
    return ranked.iloc[start : start + MAX_COUNCILS]


def _ticks(first: float, last: float) -> list[float]:
    """Return the ranks named on the axis: its ends and round ones between, not too close to them."""
    step = 5 if last - first > 12 else 2 if last - first > 6 else 1
    between = [rank for rank in np.arange(0, last, step) if first + 0.6 * step <= rank <= last - 0.6 * step]
    return [float(rank) for rank in dict.fromkeys([first, *between, last])]


def _describe_ranks(every: pd.DataFrame, drawn: pd.DataFrame, title: str) -> str:
    what = f"Chart of the ranks of {number_of(len(every), 'council')} with their 95% intervals, best first"
    if len(drawn) < len(every):
        what += f"; drawn are the {len(drawn)} nearest to the own council"
    own = every[every["own"]]
    rows = [*own.itertuples(), *every.iloc[[0, -1]].itertuples()]
    descriptions = list(dict.fromkeys(_describe_rank(row) for row in rows))
    if len(own):
        low, high = own["rank_lower"].iloc[0], own["rank_upper"].iloc[0]
        others = every[~every["own"]]
        meeting = int(((others["rank_lower"] <= high) & (others["rank_upper"] >= low)).sum())
        descriptions.append(
            f"the intervals of {meeting} of {number_of(len(others), 'other council')} "
            f"{singular_or_plural(meeting, 'meets', 'meet')} that of {own['area_name'].iloc[0]}"
        )
    return f"{what}. {title.rstrip('.')}. {'; '.join(descriptions)}."


def _describe_rank(row: Any) -> str:
    words = f"{row.area_name} {_ordinal(row.rank)}"
    if not is_missing(row.rank_lower):
        words += f", {_ordinal(row.rank_lower)} to {_ordinal(row.rank_upper)}"
    if hasattr(row, "evidence_best"):
        words += f" (evidence supports {_ordinal(row.evidence_best)} to {_ordinal(row.evidence_worst)})"
    return words


def _ordinal(rank: Any) -> str | None:
    return None if is_missing(rank) else ordinal(round(float(rank)))
