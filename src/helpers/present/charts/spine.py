"""Spine charts: each indicator's figure between the group's worst and best, with the table beneath."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.present.cells import as_column, format_number, is_missing, quartile_cell
from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, as_chart, needs, nothing_to_draw
from helpers.present.charts.letters import wrapped
from helpers.present.drawings import LINE_INCHES, NO_FIGURE, Anchor, Sheet
from helpers.present.tables import table
from helpers.present.values import Chart, Column, Paragraph, Table
from helpers.verdicts import SIGNS, printed_rank
from helpers.wording import number_of, singular_or_plural


def spine_title(frame: pd.DataFrame, group: str) -> str:
    """Return how many figures are better than the median of the group, as the title of a spine chart."""
    rows = spine_positions(frame)
    better = int((rows["own_at"] > 0).sum())
    verb = singular_or_plural(better or 1, "is", "are")
    return f"{better or 'None'} of {number_of(len(rows), 'figure')} {verb} better than the median of {group}"


def spine_chart(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a spine chart: each indicator's figure between the group's worst and best, right is better.

    Columns: title, period (text), value, decimals, polarity, lowest, lower_quartile, median, upper_quartile, highest,
    quartile (1 is best, may be missing), rank, n, tied, and if known england; one row per indicator, drawn in the
    frame's order. The median is in the middle, and each half of a line is scaled on its own, so that both ends fit.
    Neutral indicators and those without a figure are left out. A frame with nothing to draw gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, "title", "period", *_SPINE, "quartile", "rank", "n", "tied")
    rows = spine_positions(frame)
    if rows.empty:
        return nothing_to_draw(title)
    periods = rows["period"].str.removesuffix(" (academic)").str.removesuffix(" (FE year)")
    labels = wrapped(
        [f"{name}, {period}" for name, period in zip(rows["title"], periods, strict=True)], _FIGURE_RIGHT - 0.75
    )
    heights = [0.12 + LINE_INCHES * max(2, label.count("\n") + 1) for label in labels]
    tops = list(accumulate(heights, initial=_TOP))
    sheet = Sheet(WIDTH_INCHES, tops[-1] + 0.05)
    england = [("diamond", palette.ORANGE, "England")] if rows["england_at"].notna().any() else []
    own = ("disc", palette.LIGHT_BLUE, "own council, quartile in it")
    sheet.key([own, ("box", palette.LIGHTER_BLUE, "middle half"), *england], 0.14)
    sheet.words(_FIGURE_RIGHT, 0.48, "Figure", "end")
    for x, word, anchor in _ENDS:
        sheet.words(_MIDDLE + x, 0.48, word, anchor)
    sheet.words(WIDTH_INCHES - 0.03, 0.48, "Rank", "end")
    for y in tops[:-1]:
        sheet.line(0, y, WIDTH_INCHES, y, palette.PALE_GREY, 1.1)
    sheet.line(_MIDDLE, _TOP, _MIDDLE, tops[-1], palette.DARK_GREY, 1.6)
    for y, height, label, row in zip(tops, heights, labels, _tuples(rows), strict=False):
        sheet.words(0.03, y + height / 2, label)
        sheet.words(_FIGURE_RIGHT, y + height / 2, format_number(row.value, row.decimals), "end")
        sheet.words(WIDTH_INCHES - 0.03, y + height / 2, row.rank_shown, "end")
        _draw_spine(sheet, row, y + height / 2)
    return as_chart(sheet, _describe_spine(frame, rows, title), title, subtitle)


_TOP, _MIDDLE, _HALF = 0.66, 4.93, 1.2  # inches: where the rows begin, and the line with its reach to both sides
_FIGURE_RIGHT: Final = 3.32
_ENDS: Final[tuple[tuple[float, str, Anchor], ...]] = (
    (-_HALF - 0.1, "worst", "start"),
    (0, "median", "middle"),
    (_HALF + 0.1, "best", "end"),
)
_FILLS: Final = (palette.PALE_GREY, *palette.QUARTILE_FILLS)
_SPINE: Final = ("value", "decimals", "polarity", "lowest", "lower_quartile", "median", "upper_quartile", "highest")


def spine_positions(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a spine chart can draw, with positions from -1 (the worst) by 0 (the median) to 1 (best).

    Columns as for `spine_chart`. Adds own_at, england_at (null where not known, held within -1 and 1), lower_at and
    upper_at (the worse and the better end of the middle half) and rank_shown.
    """
    sign = frame["polarity"].map(SIGNS).astype("float64")
    has_group = frame[["value", "median", "lowest", "highest"]].notna().all(axis=1)
    rows = frame[has_group & (sign != 0)]
    sign = sign[rows.index]
    england = rows["england"] if "england" in rows else pd.Series(np.nan, index=rows.index)
    worse, better = (
        rows["lower_quartile"].where(sign > 0, rows["upper_quartile"]),
        rows["upper_quartile"].where(sign > 0, rows["lower_quartile"]),
    )
    values = {"own_at": rows["value"], "england_at": england, "lower_at": worse, "upper_at": better}
    positions = {name: _spine_position(rows, figures.astype("float64"), sign) for name, figures in values.items()}
    ranks = [
        "no rank" if is_missing(rank) else printed_rank(int(rank), int(n), int(tied))
        for rank, n, tied in zip(rows["rank"], rows["n"], rows["tied"], strict=True)
    ]
    return rows.assign(england=england, rank_shown=ranks, **positions)


def _spine_position(rows: pd.DataFrame, value: pd.Series, sign: pd.Series) -> pd.Series:
    gap = value - rows["median"]
    room = (rows["highest"] - rows["median"]).where(gap > 0, rows["median"] - rows["lowest"])
    return (sign * gap / room).where(room > 0, sign * np.sign(gap)).clip(-1, 1)


def _draw_spine(sheet: Sheet, row: Any, y: float) -> None:
    """Draw the line, the middle half, England and the own council of a row, at its height."""
    own, low, high = (_MIDDLE + _HALF * float(at) for at in (row.own_at, row.lower_at, row.upper_at))
    sheet.line(_MIDDLE - _HALF, y, _MIDDLE + _HALF, y, palette.LINE_GREY, 1.6)
    sheet.boxes([(low, y - 0.09, high - low, 0.18)], palette.LIGHTER_BLUE)
    if not is_missing(row.england_at):
        sheet.diamond(_MIDDLE + _HALF * float(row.england_at), y, 7.5, palette.ORANGE)
    quartile = 0 if is_missing(row.quartile) else int(row.quartile)
    sheet.disc(own, y, 10.7, _FILLS[quartile])
    sheet.signs([own], y, str(quartile or NO_FIGURE), palette.text_on(_FILLS[quartile]))


def spine_table(frame: pd.DataFrame, caption: str) -> Table:
    """Return the table beneath a spine chart, with what was left out; all as for the chart."""
    rows = spine_positions(frame)
    judged = frame["polarity"].map(SIGNS).ne(0)
    neutral = int((~judged).sum())
    without = int((judged & frame["value"].isna()).sum())
    alone = int((judged & frame["value"].notna() & frame["median"].isna()).sum())
    notes = []
    left_out = [
        f"{count} {reason}"
        for count, reason in (
            (neutral, "for which neither high nor low is better"),
            (without, "without a figure"),
            (alone, "that no other council has"),
        )
        if count
    ]
    if left_out:
        notes.append(f"Not in the chart or this table: {', '.join(left_out)}.")
    number = {
        name: Column(name, label, align="right", decimals_from="decimals")
        for name, label in (
            ("value", "Council"),
            ("lowest", "Lowest"),
            ("lower_quartile", "Lower quartile"),
            ("median", "Median"),
            ("upper_quartile", "Upper quartile"),
            ("highest", "Highest"),
            ("england", "England"),
        )
    }
    columns = [
        Column("title", "Indicator", header=True),
        Column("period", "Period"),
        *number.values(),
        Column("quartile_shown", "Quartile"),
        Column("rank_shown", "Rank"),
    ]
    cells = as_column([quartile_cell(quartile) for quartile in rows["quartile"]], rows.index)
    return table(rows.assign(quartile_shown=cells), caption, columns, notes=notes)


def _describe_spine(frame: pd.DataFrame, rows: pd.DataFrame, title: str) -> str:
    figures = "; ".join(
        f"{row.title} {format_number(row.value, row.decimals)}, median {format_number(row.median, row.decimals)}, "
        f"{row.rank_shown}"
        for row in _tuples(rows)
    )
    left_out = len(frame) - len(rows)
    rest = f" {left_out} not drawn." if left_out else ""
    return (
        f"Spine chart of {number_of(len(rows), 'indicator')} against the group, right is better. "
        f"{title.rstrip('.')}. {figures}.{rest}"
    )


def _tuples(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples())
