"""The chart of ranks with their sets: each council's median rank as a point, best first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, as_chart, needs, nothing_to_draw
from helpers.present.charts.letters import shortened
from helpers.present.drawings import Sheet
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
    left, right, top, pitch = 2.85, WIDTH_INCHES - 0.3, 0.62, 0.225
    reach = drawn[list(_ENDS)].astype("float64")
    first, last = float(reach.min().min()), float(reach.max().max())
    bottom = top + pitch * len(drawn)

    def across(rank: Any) -> Any:
        return left + (right - left) * (rank - first) / max(last - first, 1)

    sheet = Sheet(WIDTH_INCHES, bottom + 0.5)
    sheet.key(
        [
            ("disc", palette.DARK_BLUE, f"{OWN_MARK} own council"),
            ("disc", palette.WHITE, "other councils"),
            ("line", palette.DARK_GREY, "50 in 100"),
            ("thin", palette.DARK_GREY, "95 in 100"),
        ],
        0.14,
    )
    for tick in _ticks(first, last):
        sheet.line(across(tick), top, across(tick), bottom, palette.PALE_GREY, 1.3)
        for height in (top - 0.13, bottom + 0.13):
            sheet.words(across(tick), height, format_number(tick), "middle")
    sheet.words((left + right) / 2, bottom + 0.36, "Rank, 1 is best", "middle")
    for number, row in enumerate(drawn.to_dict("records")):
        ends = [across(float(row[name])) for name in _ENDS]
        _draw_council(sheet, row, ends, left, (top + pitch * number, pitch))
    return as_chart(sheet, _describe_ranks(every, drawn, title), title, subtitle)


def _draw_council(
    sheet: Sheet, row: dict[Any, Any], ends: Sequence[float], left: float, band: tuple[float, float]
) -> None:
    """Draw the two sets of ranks of a council and its median rank; `band` is the top and the height of its row."""
    low, inner_low, rank, inner_high, high = ends
    y, own = band[0] + band[1] / 2, bool(row["own"])
    colour = palette.DARK_BLUE if own else palette.DARK_GREY
    if own:
        sheet.boxes([(0, band[0], WIDTH_INCHES, band[1])], palette.PALE_BLUE)
    sheet.line(low, y, high, y, colour, 1.1)
    for end in (low, high):
        sheet.line(end, y - 0.04, end, y + 0.04, colour, 1.3)
    sheet.line(inner_low, y, inner_high, y, colour, 5.3 if own else 3.7)
    sheet.disc(rank, y, 6 if own else 4.7, palette.DARK_BLUE if own else palette.WHITE, colour)
    name = f"{OWN_MARK} {row['area_name']}" if own else str(row["area_name"])
    name = shortened(name, left - 0.25, bold=own)
    sheet.words(left - 0.2, y, name, "end", bold=own)


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
