"""Funnel plots: every council's figure by the size of its denominator, marked against limits and never ranked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from helpers.areas import plain_name
from helpers.methods.funnel import LEVELS, STEPS_OUTSIDE, limits_at
from helpers.methods.same_measure import one_per_measure
from helpers.present.cells import format_number, round_in_words, unit_in_words
from helpers.present.charts import palette
from helpers.present.charts.layout import LETTER_INCHES, WIDTH_INCHES, as_chart, needs, nothing_to_draw, ticks_between
from helpers.present.drawings import LINE_INCHES, Sheet
from helpers.present.tables import folded, paragraph, table
from helpers.present.values import Chart, Column, Paragraph, Part, Parts, Table
from helpers.results.funnel_counts import EVERY, OWN, funnel_counts
from helpers.verdicts import BEST, BETTER, HIGHER, HIGHEST, LOWER, LOWEST, SIMILAR, WORSE, WORST
from helpers.wording import number_of, singular_or_plural

MAX_DRAWN: Final = 1
"""How many funnels the page draws, as examples."""

MAX_LISTED: Final = 8
"""How many marks the page lists; the table funnels has all."""

_SIDES: Final = {
    BEST: "better",
    BETTER: "better",
    WORST: "worse",
    WORSE: "worse",
    HIGHEST: "higher",
    HIGHER: "higher",
    LOWEST: "lower",
    LOWER: "lower",
}
_KEY: Final = (
    ("diamond", palette.DARK_BLUE, "own council"),
    ("disc", palette.WHITE, "within 95%"),
    ("disc", palette.LIGHT_BLUE, "outside 95%"),
    ("square", palette.ORANGE, "outside 99.8%"),
)
_LEFT, _TOP, _WIDTH, _HEIGHT = 0.85, 0.6, 5.85, 3.6
_BOTTOM: Final = _TOP + _HEIGHT
_POINTS: Final = 60
"""How many points a limit is drawn through."""


def funnel_charts(funnels: pd.DataFrame, indicators: pd.DataFrame, group: str, most: int = MAX_DRAWN) -> Parts:
    """Return a table of the council's marks, and the funnels in which it is furthest from the average.

    `funnels` is the frame of that name; `indicators` is the frame of `with_register_and_dashboard`; `group` is what
    the comparator group is called. Of those that tell one measure there is one. Drawn are at most `most`: those with
    the council outside more limits first, then those where it is furthest from the average, in reaches of the 95% limit
    on its side. The table has MAX_LISTED of them, in the same order.
    """
    return Parts(tuple(_charts(funnels, indicators, group, most)))


def _charts(funnels: pd.DataFrame, indicators: pd.DataFrame, group: str, most: int) -> Iterator[Part]:
    about = indicators[["indicator_id", "title", "unit", "decimals", "family", "family_order", "in_headline"]]
    own = one_per_measure(marks(funnels).merge(about, on="indicator_id"))
    if own.empty:
        yield paragraph(f"No indicator has counts for enough of {group} to draw a funnel plot.")
        return
    drawn_from = funnels[funnels["indicator_id"].isin(own["indicator_id"])]
    yield paragraph(funnels_sentence(funnel_counts(drawn_from), int(own["over_dispersed"].sum())))
    yield folded("The marks", marks_table(own, group, most))
    for mark in own.head(most).to_dict("records"):
        rows = funnels[funnels["indicator_id"] == mark["indicator_id"]]
        yield funnel_chart(
            rows,
            title=finding(mark),
            subtitle=_subtitle(mark, group),
            unit=mark["unit"],
            decimals=int(mark["decimals"]),
        )


def funnels_sentence(counts: pd.DataFrame, widened: int) -> str:
    """Say how many figures are outside the limits, and how many would be by chance.

    `counts` is the frame of `funnel_counts`, `widened` the number of funnels whose limits are widened.
    """
    rows = {(row["whose"], row["limits"]): row for row in counts.to_dict("records")}
    (own, far), (every, far_of_all) = ([rows[whose, level] for level in LEVELS] for whose in (OWN, EVERY))
    outside, beyond = (int(row["flagged"]) for row in (own, far))
    return (
        f"Of {number_of(int(own['compared']), 'indicator')} with counts, the council is outside the 95% limits in "
        f"{outside or 'none'}, and would be in {round_in_words(own['by_chance'])} by chance. It is outside the 99.8% "
        f"limits in {beyond or 'none'}. Councils differ by more than chance in {widened or 'none'} of them"
        f"{', and the limits are widened accordingly' if widened else ''}. Of the "
        f"{number_of(int(every['compared']), 'figure')} of all councils in these funnels, "
        f"{format_number(every['flagged'], 0)} {singular_or_plural(every['flagged'], 'is', 'are')} outside the 95% "
        f"limits and {format_number(far_of_all['flagged'], 0)} outside the 99.8% limits. By chance "
        f"{round_in_words(every['by_chance'])} and {round_in_words(far_of_all['by_chance'])} would be."
    )


def marks(funnels: pd.DataFrame) -> pd.DataFrame:
    """Return the council's row of every funnel, those that stand out most first.

    Adds steps (pairs of limits it is outside) and reaches (distance from the average, in reaches of the 95% limit on
    its side).
    """
    own = funnels[funnels["own"].astype("bool")]
    limit = own["upper_95"].where(own["value"] >= own["average"], own["lower_95"])
    reaches = (own["value"] - own["average"]) / (limit - own["average"])
    own = own.assign(steps=own["comparison"].map(STEPS_OUTSIDE).fillna(0).astype("int64"), reaches=reaches)
    return own.sort_values(["steps", "reaches", "indicator_id"], ascending=[False, False, True], ignore_index=True)


def marks_table(own: pd.DataFrame, group: str, most: int = MAX_DRAWN) -> Table:
    """Return the table of the council's marks; `own` is the frame of `marks`, with title and unit."""
    number: dict[str, Any] = {"align": "right", "decimals_from": "decimals_shown"}
    columns = [
        Column("title", "Indicator", header=True),
        Column("unit", "Unit"),
        Column("period", "Period"),
        Column("value", "Council", **number),
        Column("average", "Average", **number),
        Column("lower_95", "Lower 95%", **number),
        Column("upper_95", "Upper 95%", **number),
        Column("comparison", "Mark"),
        Column("spread", "Spread (1 is chance)", align="right", decimals=1),
        Column("widened", "Limits"),
    ]
    marks_with_words = own.assign(
        decimals_shown=own["decimals"].clip(lower=1),
        spread=np.sqrt(own["phi"].astype("float64")),
        widened=np.where(own["over_dispersed"].astype("bool"), "widened", "chance alone"),
    )
    drawn = "All are drawn below."
    if len(own) > most:
        rest = "" if len(own) <= MAX_LISTED else f" {MAX_LISTED} of {len(own)} are listed; the table funnels has all."
        drawn = (
            "Those outside the 99.8% limits come first, then those outside the 95% limits, then by distance from the "
            f"average; the first {most} {singular_or_plural(most, 'is', 'are')} drawn below.{rest}"
        )
    caption = f"Funnel plots: the council's mark among {group}"
    return table(marks_with_words.head(MAX_LISTED), caption, columns, notes=[drawn, _MARKS])


_MARKS: Final = (
    "Best and Worst (Highest and Lowest where neither end is better) are outside the 99.8% limits, Better and Worse "
    "(Higher and Lower) outside the 95% limits, Similar within them. Councils are marked, not ranked."
)


def finding(mark: Mapping[Any, Any]) -> str:
    """Return what a council's mark in a funnel says, as a title."""
    if mark["comparison"] == SIMILAR:
        return f"{mark['title']}: similar to the average, within the 95% limits"
    level = "99.8%" if STEPS_OUTSIDE[mark["comparison"]] == len(LEVELS) else "95%"
    return f"{mark['title']}: {_SIDES[mark['comparison']]} than the average, outside the {level} limits"


def _subtitle(about: Mapping[Any, Any], group: str) -> str:
    limits = (
        "limits wider than chance, as councils differ more" if about["over_dispersed"] else "limits of chance alone"
    )
    unit = unit_in_words(about["unit"])
    return f"{group[0].upper()}{group[1:]}, {about['period']}, {unit}, by denominator, with {limits}"


def funnel_chart(frame: pd.DataFrame, *, title: str, subtitle: str, unit: str, decimals: int) -> Chart | Paragraph:
    """Return the funnel plot of one indicator, the own council and those outside the 99.8% limits named.

    `frame` is the part of the frame of `funnels` for one indicator; `unit` and `decimals` are of the figure. A name
    that would lie on another is left out; the table has all. A frame without rows gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, *_NEEDED)
    if frame.empty:
        return nothing_to_draw(title, "council")
    sheet = Sheet(WIDTH_INCHES, _TOP + _HEIGHT + 0.7)
    sheet.key(_KEY, 0.14)
    plot = _plot(frame)
    sheet.path([(_LEFT, _TOP), (_LEFT, _BOTTOM), (_LEFT + _WIDTH, _BOTTOM)], palette.LINE_GREY, 1.3)
    for tick in ticks_between(plot.low, plot.high):
        sheet.words(_LEFT - 0.07, plot.y(tick), format_number(tick), "end")
    for tick in ticks_between(plot.first, plot.last):
        sheet.words(plot.x(tick), _BOTTOM + 0.15, format_number(tick), "middle")
    sheet.words(_LEFT + _WIDTH / 2, _BOTTOM + 0.45, "Denominator", "middle")
    sheet.words(0.03, _TOP - 0.1, textwrap.shorten(unit_in_words(unit), 70, placeholder=" …"))
    _draw_curves(sheet, plot, frame)
    _draw_points(sheet, plot, frame)
    _draw_names(sheet, plot, frame)
    return as_chart(sheet, _describe_funnel(frame, title, max(decimals, 1)), title, subtitle)


class _Plot(NamedTuple):
    """The scales: the first and the last denominator, and the lowest and highest figure."""

    first: float
    last: float
    low: float
    high: float

    def x(self, size: float) -> float:
        """Return where a denominator is, in inches from the left."""
        return _LEFT + _WIDTH * (size - self.first) / (self.last - self.first)

    def y(self, figure: float) -> float:
        """Return where a figure is, in inches from the top."""
        return _BOTTOM - _HEIGHT * (figure - self.low) / (self.high - self.low)


def _plot(frame: pd.DataFrame) -> _Plot:
    first, last = float(frame["denominator"].min()), float(frame["denominator"].max())
    reach = frame[["value", "lower_99_8", "upper_99_8"]].to_numpy()
    low, high = float(reach.min()), float(reach.max())
    margin = 0.05 * (high - low)
    return _Plot(0.7 * first, last + 0.04 * (last - first), low - margin, high + margin)


_NEEDED: Final = (
    "area_name",
    "own",
    "kind",
    "multiplier",
    "denominator",
    "tau_squared",
    "over_dispersed",
    "value",
    "average",
    "lower_95",
    "upper_95",
    "lower_99_8",
    "upper_99_8",
    "comparison",
)


def _draw_curves(sheet: Sheet, plot: _Plot, frame: pd.DataFrame) -> None:
    """Draw the average and both pairs of limits, each named at its right end, over the denominators there are."""
    row = frame.iloc[0]
    per, average, between = float(row["multiplier"]), float(row["average"]), float(row["tau_squared"])
    sizes = np.geomspace(plot.first, plot.last, _POINTS)
    names: dict[int, list[tuple[float, str]]] = {1: [], -1: []}
    right = _LEFT + _WIDTH
    sheet.line(_LEFT, plot.y(average), right, plot.y(average), palette.DARK_GREY, 1.6)
    for level, dashed, words in ((LEVELS[0], True, "95%"), (LEVELS[1], False, "99.8%")):
        for limit in limits_at(sizes, average / per, row["kind"], between, level):
            figures = [(float(size), per * float(share)) for size, share in zip(sizes, limit, strict=True)]
            inside = [(plot.x(size), plot.y(figure)) for size, figure in figures if plot.low <= figure <= plot.high]
            sheet.path(inside, palette.LINE_GREY, 1.7, dashed=dashed)
            end = plot.y(figures[-1][1])
            names[-1 if end <= plot.y(average) else 1].append((end, words))
    sheet.words(right + 0.06, plot.y(average), "average")
    for side, ends in names.items():
        y = plot.y(average)
        for end, words in ends:  # from the average outwards, each clear of the one before
            y = side * max(side * end, side * y + LINE_INCHES)
            sheet.words(right + 0.06, y, words)


def _draw_points(sheet: Sheet, plot: _Plot, frame: pd.DataFrame) -> None:
    """Draw the councils, those outside the limits on top and the own one above all."""
    points = frame.assign(steps=frame["comparison"].map(STEPS_OUTSIDE).fillna(0)).sort_values(
        ["own", "steps"], kind="stable"
    )
    for point in points.to_dict("records"):
        x, y = plot.x(float(point["denominator"])), plot.y(float(point["value"]))
        if point["own"]:
            sheet.diamond(x, y, 8, palette.DARK_BLUE)
        elif point["steps"] == len(LEVELS):
            sheet.boxes([(x - 0.045, y - 0.045, 0.09, 0.09)], palette.ORANGE, palette.TEXT, 1.2)
        else:
            sheet.disc(x, y, 4.6, palette.LIGHT_BLUE if point["steps"] else palette.WHITE)


def _draw_names(sheet: Sheet, plot: _Plot, frame: pd.DataFrame) -> None:
    """Name the own council and those outside the 99.8% limits, the furthest first, where there is room."""
    far = frame["own"].astype("bool") | (frame["comparison"].map(STEPS_OUTSIDE) == len(LEVELS))
    named = frame[far].assign(gap=(frame["value"] - frame["average"]).abs())
    named = named.sort_values(["own", "gap", "area_name"], ascending=[False, False, True])
    across = [plot.x(float(size)) for size in frame["denominator"]]
    down = [plot.y(float(figure)) for figure in frame["value"]]
    taken = [(x - 0.05, y - 0.05, x + 0.05, y + 0.05) for x, y in zip(across, down, strict=True)]
    for council in named.to_dict("records"):
        own, words = bool(council["own"]), plain_name(str(council["area_name"]))
        words = f"{words}: {council['comparison']!s}" if own else words
        x, y = plot.x(float(council["denominator"])), plot.y(float(council["value"]))
        wide = (0.1 if own else LETTER_INCHES) * len(words)
        boxes = [(x + dx, y + dy - 0.09, x + dx + wide, y + dy + 0.09) for dx, dy in _offsets(wide)]
        inside = [
            box
            for box in boxes
            if box[0] >= _LEFT + 0.02 and box[2] <= _LEFT + _WIDTH and box[1] >= _TOP and box[3] <= _BOTTOM
        ]
        free = [box for box in inside if not any(_overlap(box, other) for other in taken)]
        for box in free[:1]:
            taken.append(box)
            middle = (box[1] + box[3]) / 2
            if abs(middle - y) > 0.25:
                sheet.line(x, y, min(max(x, box[0]), box[2]), middle, palette.TEXT, 1.1)
            sheet.boxes([(box[0], box[1], wide, 0.18)], palette.WHITE)
            sheet.words(box[0], middle, words, bold=own)


def _offsets(wide: float) -> list[tuple[float, float]]:
    """Return where a name so wide may begin, from its point, nearest first: beside it, or above and below it."""
    beside = [(0.14, 0.0), (-0.14 - wide, 0.0)]
    steps = [side * step * 0.1 for step in range(2, 30) for side in (1, -1)]
    return beside + [(left, dy) for dy in steps for left in (-wide / 2, 0.0, -wide)]


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _describe_funnel(frame: pd.DataFrame, title: str, decimals: int) -> str:
    row = frame.iloc[0]
    limits = "wider than chance, as councils differ more" if row["over_dispersed"] else "of chance alone"
    sentences = [f"Funnel plot of {number_of(len(frame), 'council')} with limits {limits}. {title.rstrip('.')}"]
    sentences.append(f"The average is {format_number(row['average'], decimals)}")
    for own in frame[frame["own"].astype("bool")].to_dict("records"):
        value, low, high = (format_number(own[name], decimals) for name in ("value", "lower_95", "upper_95"))
        sentences.append(f"{own['area_name']}: {value}, 95% limits {low} to {high}, {own['comparison'].lower()}")
    others = frame[~frame["own"].astype("bool")]
    far = others[others["comparison"].map(STEPS_OUTSIDE) == len(LEVELS)]
    names = ", ".join(
        f"{plain_name(row['area_name'])} {format_number(row['value'], decimals)}" for row in far.to_dict("records")
    )
    sentences.append(f"Outside the 99.8% limits: {names}" if names else "No other council is outside the 99.8% limits")
    return ". ".join(sentences) + "."
