"""The chart of ranks with their sets: each council's median rank as a point, best first."""

from __future__ import annotations

import textwrap
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.canvas import canvas, finish, key, sheet
from helpers.present.charts.layout import WIDTH_INCHES, needs, nothing_to_draw
from helpers.present.sentences import span_of_ranks
from helpers.present.values import Chart, Paragraph
from helpers.verdicts import ordinal
from helpers.wording import number_of, singular_or_plural

MAX_COUNCILS: Final = 40
"""A chart of ranks has no room for more; it shows the councils nearest to the own one in rank."""

OWN_MARK: Final = "►"


_ENDS: Final = ("rank_95_lower", "rank_50_lower", "median_rank", "rank_50_upper", "rank_95_upper")


def rank_intervals_chart(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a caterpillar chart: each council's median rank as a point with its two sets of ranks, best first.

    Columns: area_name (text), median_rank, rank_50_lower and rank_50_upper, rank_95_lower and rank_95_upper (1 is best;
    the ranks between which 50 and 95 of 100 draws lie), own (true for the council of the report); one row per council.
    Councils with one median rank stay in the order given. One without a rank is left out; of more than 40 the nearest
    to the own council are drawn. A frame without ranks gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, "area_name", *_ENDS, "own")
    every = _ranked(frame)
    if every.empty:
        return nothing_to_draw(title, "council with a rank")
    drawn = _nearest(every)
    left, right, top, pitch = 2.55, WIDTH_INCHES - 0.3, 0.62, 0.225
    reach = drawn[list(_ENDS)].astype("float64")
    first, last = float(reach.min().min()), float(reach.max().max())
    bottom = top + pitch * len(drawn)

    def across(rank: Any) -> Any:
        return left + (right - left) * (rank - first) / max(last - first, 1)

    with canvas(bottom + 0.5) as figure:
        axes = sheet(figure)
        key(axes, [("o", palette.DARK_BLUE, f"{OWN_MARK} own council"), ("o", palette.WHITE, "other councils"),
                    ("line", palette.DARK_GREY, "50 in 100"), ("thin", palette.DARK_GREY, "95 in 100")],
            0.14)  # fmt: skip
        for tick in _ticks(first, last):
            axes.vlines(across(tick), top, bottom, color=palette.PALE_GREY, linewidth=1, zorder=0)
            for height in (top - 0.13, bottom + 0.13):
                axes.text(across(tick), height, format_number(tick), ha="center", va="center")
        axes.text((left + right) / 2, bottom + 0.36, "Rank, 1 is best", ha="center", va="center")
        y = top + pitch * (np.arange(len(drawn)) + 0.5)
        own = drawn["own"].to_numpy(dtype="bool")
        colours = np.where(own, palette.DARK_BLUE, palette.DARK_GREY)
        axes.hlines(y[own], 0, WIDTH_INCHES, color=palette.PALE_BLUE, linewidth=72 * pitch, zorder=-1)
        low, inner_low, rank, inner_high, high = (across(reach[name].to_numpy()) for name in _ENDS)
        axes.hlines(y, low, high, color=colours, linewidth=0.8)
        axes.hlines(y, inner_low, inner_high, color=colours, linewidth=np.where(own, 4.0, 2.8))
        for end in (low, high):
            axes.scatter(end, y, marker="|", s=30, color=colours)
        axes.scatter(rank, y, s=np.where(own, 80, 50), facecolor=np.where(own, palette.DARK_BLUE, palette.WHITE),
                     edgecolor=colours, zorder=3)  # fmt: skip
        for height, name, mine in zip(y, drawn["area_name"], own, strict=True):
            words = textwrap.shorten(f"{OWN_MARK} {name}" if mine else name, 28, placeholder=" …")
            axes.text(left - 0.2, height, words, ha="right", va="center", weight="bold" if mine else "normal")
        return finish(figure, _describe_ranks(every, drawn, title), title, subtitle)


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    ranked = frame[frame["median_rank"].notna()].sort_values("median_rank", kind="stable", ignore_index=True)
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
    what = (
        f"Chart of the ranks of {number_of(len(every), 'council')}, with those that hold 50 and 95 in 100, best first"
    )
    if len(drawn) < len(every):
        what += f"; drawn are the {len(drawn)} nearest to the own council"
    own = every[every["own"]]
    rows = [*own.itertuples(), *every.iloc[[0, -1]].itertuples()]
    descriptions = list(dict.fromkeys(_describe_rank(row) for row in rows))
    if len(own):
        low, high = own["rank_95_lower"].iloc[0], own["rank_95_upper"].iloc[0]
        others = every[~every["own"]]
        meeting = int(((others["rank_95_lower"] <= high) & (others["rank_95_upper"] >= low)).sum())
        descriptions.append(
            f"the ranks of {meeting} of {number_of(len(others), 'other council')} "
            f"{singular_or_plural(meeting, 'meets', 'meet')} those of {own['area_name'].iloc[0]}"
        )
    return f"{what}. {title.rstrip('.')}. {'; '.join(descriptions)}."


def _describe_rank(row: Any) -> str:
    half = span_of_ranks(row.rank_50_lower, row.rank_50_upper)
    most = span_of_ranks(row.rank_95_lower, row.rank_95_upper)
    return f"{row.area_name} {ordinal(int(row.median_rank))}, half {half}, 95 in 100 {most}"
