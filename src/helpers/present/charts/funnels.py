"""Funnel plots: every council's figure by the size of its denominator, marked against limits and never ranked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from helpers.methods.funnel import LEVELS, STEPS_OUTSIDE, limits_at
from helpers.methods.same_measure import one_per_measure
from helpers.present.cells import format_number, round_in_words
from helpers.present.charts import palette
from helpers.present.charts.canvas import axes_at, canvas, finish, key, sheet
from helpers.present.charts.layout import needs, nothing_to_draw
from helpers.present.tables import heading, paragraph, table
from helpers.present.values import Chart, Column, Paragraph, Part, Parts, Table
from helpers.results.funnel_counts import EVERY, OWN, funnel_counts
from helpers.verdicts import BEST, BETTER, HIGHER, HIGHEST, LOWER, LOWEST, SIMILAR, WORSE, WORST
from helpers.wording import number_of, singular_or_plural

MAX_DRAWN: Final = 6
"""How many funnels the page draws; the others are in its first table."""

_SIDES: Final = {
    BEST: "better", BETTER: "better", WORST: "worse", WORSE: "worse", HIGHEST: "higher", HIGHER: "higher",
    LOWEST: "lower", LOWER: "lower",
}  # fmt: skip
_KEY: Final = (
    ("D", palette.DARK_BLUE, "own council"),
    ("o", palette.WHITE, "within 95%"),
    ("o", palette.LIGHT_BLUE, "outside 95%"),
    ("s", palette.ORANGE, "outside 99.8%"),
)
_LEFT, _TOP, _WIDTH, _HEIGHT = 0.95, 0.5, 5.75, 3.6


def funnel_charts(funnels: pd.DataFrame, indicators: pd.DataFrame, group: str, most: int = MAX_DRAWN) -> Parts:
    """Return a table of the council's mark in every funnel, and the funnels in which it is furthest from the average.

    `funnels` is the frame of that name; `indicators` is the frame of `with_register_and_dashboard`; `group` is what
    the comparator group is called. Of those that tell one measure there is one. Drawn are at most `most`: those with
    the council outside more limits first, then those where it is furthest from the average, in reaches of the 95% limit
    on its side.
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
    yield marks_table(own, group, most)
    for mark in own.head(most).to_dict("records"):
        rows = funnels[funnels["indicator_id"] == mark["indicator_id"]]
        yield heading(str(mark["title"]), 3)
        yield funnel_chart(rows, title=finding(mark), subtitle=_subtitle(mark, group), unit=mark["unit"],
                           decimals=int(mark["decimals"]))  # fmt: skip
        yield funnel_table(rows, f"{mark['title']}: funnel of {group}", int(mark["decimals"]))


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
    """Return the table of the council's mark in every funnel; `own` is the frame of `marks`, with title and unit."""
    number: dict[str, Any] = {"align": "right", "decimals_from": "decimals_shown"}
    columns = [
        Column("title", "Indicator", header=True), Column("unit", "Unit"), Column("period", "Period"),
        Column("value", "Council", **number), Column("average", "Average", **number),
        Column("lower_95", "Lower 95%", **number), Column("upper_95", "Upper 95%", **number),
        Column("comparison", "Mark"), Column("spread", "Spread (1 is chance)", align="right", decimals=1),
        Column("widened", "Limits"),
    ]  # fmt: skip
    marks_with_words = own.assign(
        decimals_shown=own["decimals"].clip(lower=1),
        spread=np.sqrt(own["phi"].astype("float64")),
        widened=np.where(own["over_dispersed"].astype("bool"), "widened", "chance alone"),
    )
    drawn = (
        "All are drawn below."
        if len(own) <= most
        else (
            f"The first {most} are drawn below: outside the 99.8% limits first, then outside the 95% limits, then by "
            "distance from the average."
        )
    )
    return table(marks_with_words, f"Funnel plots: the council's mark among {group}", columns, notes=[drawn, _MARKS])


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
    limits = "limits widened for the spread between councils" if about["over_dispersed"] else "limits of chance alone"
    return f"{group[0].upper()}{group[1:]}, {about['period']}, {about['unit']}, by denominator, with {limits}"


def funnel_chart(frame: pd.DataFrame, *, title: str, subtitle: str, unit: str, decimals: int) -> Chart | Paragraph:
    """Return the funnel plot of one indicator, the own council and those outside the 99.8% limits named.

    `frame` is the part of the frame of `funnels` for one indicator; `unit` and `decimals` are of the figure. A name
    that would lie on another is left out; the table has all. A frame without rows gives a sentence.

    Raises  ValueError: a missing column
    """
    needs(frame, *_NEEDED)
    if frame.empty:
        return nothing_to_draw(title, "council")
    with canvas(_TOP + _HEIGHT + 0.75) as figure:
        key(sheet(figure), _KEY, 0.18)
        axes = axes_at(figure, _LEFT, _TOP, _WIDTH, _HEIGHT)
        _curves(axes, frame)
        _points(axes, frame)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(round(value, 9))))
        axes.set(xlabel="Denominator", ylabel=unit)
        sns.despine(ax=axes)
        _names(axes, frame)
        return finish(figure, _describe_funnel(frame, title, max(decimals, 1)), title, subtitle)


_NEEDED: Final = (
    "area_name", "own", "kind", "multiplier", "denominator", "tau_squared", "over_dispersed", "value", "average",
    "lower_95", "upper_95", "lower_99_8", "upper_99_8", "comparison",
)  # fmt: skip


def _curves(axes: Axes, frame: pd.DataFrame) -> None:
    """Draw the average and both pairs of limits, each named at its right end, over the denominators there are."""
    row = frame.iloc[0]
    per, average, between = float(row["multiplier"]), float(row["average"]), float(row["tau_squared"])
    first, last = float(frame["denominator"].min()), float(frame["denominator"].max())
    sizes = np.geomspace(0.7 * first, last + 0.04 * (last - first), 200)
    ends = {}
    axes.axhline(average, color=palette.DARK_GREY, linewidth=1.2)
    for level, style, words in ((LEVELS[0], "--", "95%"), (LEVELS[1], "-", "99.8%")):
        for limit in limits_at(sizes, average / per, row["kind"], between, level):
            axes.plot(sizes, per * limit, style, color=palette.LINE_GREY, linewidth=1.3)
            ends[f"{words} {'above' if per * limit[-1] >= average else 'below'}"] = per * float(limit[-1])
    reach = frame[["value", "lower_99_8", "upper_99_8"]].to_numpy()
    low, high = float(reach.min()), float(reach.max())
    axes.set(xlim=(float(sizes[0]), float(sizes[-1])), ylim=(low - 0.05 * (high - low), high + 0.05 * (high - low)))
    apart = 0.19 * (axes.get_ylim()[1] - axes.get_ylim()[0]) / _HEIGHT
    for names, side in ((["95% above", "99.8% above"], 1), (["95% below", "99.8% below"], -1)):
        y = average
        for name in names:  # from the average outwards, each clear of the one before
            y = side * max(side * ends[name], side * y + apart)
            axes.annotate(name.split()[0], (1.01, y), xycoords=("axes fraction", "data"), va="center")
    axes.annotate("average", (1.01, average), xycoords=("axes fraction", "data"), va="center")


def _points(axes: Axes, frame: pd.DataFrame) -> None:
    steps = frame["comparison"].map(STEPS_OUTSIDE).fillna(0)
    own = frame["own"].astype("bool")
    for rows, marker, fill, size in (
        (~own & (steps == 0), "o", palette.WHITE, 45),
        (~own & (steps == 1), "o", palette.LIGHT_BLUE, 45),
        (~own & (steps == 2), "s", palette.ORANGE, 45),
        (own, "D", palette.DARK_BLUE, 90),
    ):
        councils = frame[rows]
        axes.scatter(councils["denominator"], councils["value"], s=size, marker=marker, facecolor=fill,
                     edgecolor=palette.TEXT, linewidth=0.9, zorder=3)  # fmt: skip


def _names(axes: Axes, frame: pd.DataFrame) -> None:
    """Name the own council and those outside the 99.8% limits, the furthest first, where there is room."""
    far = frame["own"].astype("bool") | (frame["comparison"].map(STEPS_OUTSIDE) == len(LEVELS))
    named = frame[far].assign(gap=(frame["value"] - frame["average"]).abs())
    named = named.sort_values(["own", "gap", "area_name"], ascending=[False, False, True])
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    across = _WIDTH * (frame["denominator"] - left) / (right - left)
    up = _HEIGHT * (frame["value"] - bottom) / (top - bottom)
    taken = [(x - 0.05, y - 0.05, x + 0.05, y + 0.05) for x, y in zip(across, up, strict=True)]
    for index in named.index:
        own, words = bool(named.at[index, "own"]), f"{named.at[index, 'area_name']!s}"
        words = f"{words}: {named.at[index, 'comparison']!s}" if own else words
        x, y, wide = float(across[index]), float(up[index]), (0.112 if own else 0.1) * len(words)
        boxes = [(x + dx, y + dy - 0.09, x + dx + wide, y + dy + 0.09) for dx, dy in _offsets(wide)]
        inside = [box for box in boxes if box[0] >= 0.02 and box[2] <= _WIDTH and box[1] >= 0 and box[3] <= _HEIGHT]
        free = [box for box in inside if not any(_overlap(box, other) for other in taken)]
        for box in free[:1]:
            taken.append(box)
            middle = (box[1] + box[3]) / 2
            near = min(max(x, box[0]), box[2])
            if abs(middle - y) > 0.25:
                axes.plot([x / _WIDTH, near / _WIDTH], [y / _HEIGHT, middle / _HEIGHT], transform=axes.transAxes,
                          color=palette.TEXT, linewidth=0.8, zorder=2.5)  # fmt: skip
            axes.text(box[0] / _WIDTH, middle / _HEIGHT, words, transform=axes.transAxes, va="center", zorder=4,
                      weight="bold" if own else "normal",
                      bbox={"facecolor": palette.WHITE, "edgecolor": "none", "pad": 0.5})  # fmt: skip


def _offsets(wide: float) -> list[tuple[float, float]]:
    """Return where a name so wide may begin, from its point, nearest first: beside it, or above and below it."""
    beside = [(0.14, 0.0), (-0.14 - wide, 0.0)]
    steps = [side * step * 0.1 for step in range(2, 30) for side in (1, -1)]
    return beside + [(left, dy) for dy in steps for left in (-wide / 2, 0.0, -wide)]


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _describe_funnel(frame: pd.DataFrame, title: str, decimals: int) -> str:
    row = frame.iloc[0]
    limits = "widened for the spread between councils" if row["over_dispersed"] else "of chance alone"
    sentences = [f"Funnel plot of {number_of(len(frame), 'council')} with limits {limits}. {title.rstrip('.')}"]
    sentences.append(f"The average is {format_number(row['average'], decimals)}")
    for own in frame[frame["own"].astype("bool")].to_dict("records"):
        value, low, high = (format_number(own[name], decimals) for name in ("value", "lower_95", "upper_95"))
        sentences.append(f"{own['area_name']}: {value}, 95% limits {low} to {high}, {own['comparison'].lower()}")
    others = frame[~frame["own"].astype("bool")]
    far = others[others["comparison"].map(STEPS_OUTSIDE) == len(LEVELS)]
    names = ", ".join(f"{row['area_name']} {format_number(row['value'], decimals)}" for row in far.to_dict("records"))
    sentences.append(f"Outside the 99.8% limits: {names}" if names else "No other council is outside the 99.8% limits")
    return ". ".join(sentences) + "."


def funnel_table(frame: pd.DataFrame, caption: str, decimals: int) -> Table:
    """Return the table beneath a funnel plot, councils by name; `frame` and `decimals` are as for the chart."""
    number: dict[str, Any] = {"align": "right", "decimals": max(decimals, 1)}
    columns = [
        Column("area_name", "Council", header=True),
        Column("numerator", "Count", align="right"),
        Column("denominator", "Denominator", align="right"),
        Column("value", "Figure", **number),
        Column("lower_95", "Lower 95%", **number),
        Column("upper_95", "Upper 95%", **number),
        Column("lower_99_8", "Lower 99.8%", **number),
        Column("upper_99_8", "Upper 99.8%", **number),
        Column("comparison", "Mark"),
    ]
    return table(frame.sort_values(["area_name", "area_code"]), caption, columns, notes=_notes(frame))


def _notes(frame: pd.DataFrame) -> list[str]:
    if frame.empty:
        return []
    row = frame.iloc[0]
    spread = format_number(float(row["phi"]) ** 0.5, 1)
    so = (
        "this is more than chance explains, so the limits are widened accordingly."
        if row["over_dispersed"]
        else "this may be chance, and the limits are those of chance alone."
    )
    notes = [
        f"Councils differ {spread} times as much as chance alone would make them: {so}",
        "The figure is the count over the denominator, before rounding.",
    ]
    if row["left_out"]:
        notes.append(
            f"Left out, as the counts do not give the figure: {number_of(row['left_out'], 'council')} with a figure."
        )
    return notes
