"""Small multiples: a council's own figures over time, inside the range of its group."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from helpers.present.cells import format_number
from helpers.present.charts import palette
from helpers.present.charts.canvas import axes_at, canvas, finish, key, needs, nothing_to_draw, sheet, wrapped
from helpers.present.tables import table
from helpers.present.values import Chart, Column, Paragraph, Table

MOST_PANELS: Final = 12
_BANDS: Final = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
_KEY: Final = (
    ("line", palette.DARK_BLUE, "own council"), ("dashes", palette.DARK_GREY, "median"),
    ("box", palette.LIGHTER_BLUE, "middle half"), ("box", palette.PALE_GREY, "whole group"),
)  # fmt: skip
_NEEDED: Final = ("indicator_id", "title", "unit", "decimals", "period", "period_end", "own", "stretch", "n", *_BANDS)


def history_title(frame: pd.DataFrame) -> str:
    """Return in how many the council was already outside the middle half of its group at first, and is at last."""
    drawn = _drawn(frame)
    first, last = (
        f"{((rows['own'] < rows['lower_quartile']) | (rows['own'] > rows['upper_quartile'])).sum()} of {len(rows)}"
        for rows in (_first(drawn), _last(drawn))
    )
    return f"In {last} the newest figure is outside the middle half of the group; in {first} the first one already was"


def history_chart(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a panel for each of at most 12 indicators: the own line inside the group's range, by period.

    `frame` is that of `group_history`; the first 12 indicators with a figure are drawn, in its order. A band goes from
    the group's lowest to its highest figure, a darker one over its middle half, a dashed line along its median. The own
    line is broken where the series is. Raises ValueError for a missing column; a frame without own figures gives a
    sentence.
    """
    needs(frame, *_NEEDED)
    drawn = _drawn(frame)
    if drawn.empty:
        return nothing_to_draw(title)
    panels = [rows for _, rows in drawn.groupby("indicator_id", sort=False)]
    heads = [_head(rows) for rows in panels]
    lines = max(head.count("\n") + 1 for head in heads)
    wide, tall, head_high = 2.45, 1.25, 0.2 * lines + 0.05
    pitch = head_high + tall + 0.62
    with canvas(0.45 + pitch * ((len(panels) + 1) // 2)) as figure:
        over = sheet(figure)
        key(over, _KEY, 0.16)
        for index, (rows, head) in enumerate(zip(panels, heads, strict=True)):
            left, top = 0.05 + 3.75 * (index % 2), 0.45 + pitch * (index // 2)
            over.text(left, top + head_high - 0.06, head, va="bottom", linespacing=1.1)
            _panel(axes_at(figure, left + 0.55, top + head_high, wide, tall), rows)
        return finish(figure, _describe_panels(drawn, title), title, subtitle)


def _head(rows: pd.DataFrame) -> str:
    last = _last(rows).iloc[0]
    return wrapped([f"{last['title']}, {last['unit']} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{last['n']})"], 37)[0]


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    days = pd.to_datetime(rows["period_end"]).map(pd.Timestamp.toordinal).to_numpy(dtype="float64")
    for _, part in rows.assign(day=days).groupby("stretch"):
        for low, high, fill in (("lowest", "highest", palette.PALE_GREY),
                                ("lower_quartile", "upper_quartile", palette.LIGHTER_BLUE)):  # fmt: skip
            axes.fill_between(part["day"], part[low], part[high], facecolor=fill, linewidth=0)
            if len(part) == 1:  # a band needs two periods; one is a bar
                axes.vlines(part["day"], part[low], part[high], color=fill, linewidth=6)
        axes.plot(part["day"], part["median"], "--", color=palette.DARK_GREY, linewidth=1.2)
        axes.plot(part["day"], part["own"], "-", color=palette.DARK_BLUE, linewidth=2.2, marker="o", markersize=3.5)
    has_figure = rows["own"].notna().to_numpy()
    end, last = days[has_figure][-1], rows[has_figure].iloc[-1]
    axes.plot(end, last["own"], "o", color=palette.DARK_BLUE, markersize=8, clip_on=False)
    axes.annotate(format_number(float(last["own"]), int(last["decimals"])), (end, last["own"]), xytext=(8, 0),
                  textcoords="offset points", va="center", weight="bold", annotation_clip=False)  # fmt: skip
    axes.set_xlim(days[0] - 40, days[-1] + 40)
    periods = rows["period"].str.replace(r" \(.*\)$", "", regex=True)
    ends = sorted({0, len(rows) - 1})
    labels = [period.replace("-", "-\n") if len(period) > 10 else period for period in periods.iloc[ends]]
    axes.set_xticks(days[ends], labels)
    if len(ends) > 1:
        first, newest = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        newest.set_horizontalalignment("right")
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(round(value, 9))))
    sns.despine(ax=axes)


def history_table(frame: pd.DataFrame, caption: str) -> Table:
    """Return the table beneath the small multiples: the first and the newest figure drawn, with the group's median."""
    drawn = _drawn(frame)
    first, last = (rows.set_index("indicator_id") for rows in (_first(drawn), _last(drawn)))
    first_and_last = last.join(first[["period", "own", "median"]].add_suffix("_first"))
    number: dict[str, Any] = {"align": "right", "decimals_from": "decimals"}
    columns = [
        Column("title", "Indicator", header=True), Column("unit", "Unit"), Column("period_first", "First period"),
        Column("own_first", "Council", **number), Column("median_first", "Median", **number),
        Column("period", "Newest period"), Column("own", "Council, newest", **number),
        Column("lowest", "Lowest", **number), Column("median", "Median, newest", **number),
        Column("highest", "Highest", **number), Column("n", "Councils", align="right"),
    ]  # fmt: skip
    note = "The group is the councils that existed in each period and have a figure; their number differs by period."
    return table(first_and_last, caption, columns, notes=[note])


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the indicators that have a figure, no more than there are panels."""
    with_figure = frame.loc[frame["own"].notna(), "indicator_id"].unique()[:MOST_PANELS]
    return frame[frame["indicator_id"].isin(with_figure)]


def _first(drawn: pd.DataFrame) -> pd.DataFrame:
    return drawn[drawn["own"].notna()].groupby("indicator_id", sort=False).head(1)


def _last(drawn: pd.DataFrame) -> pd.DataFrame:
    return drawn[drawn["own"].notna()].groupby("indicator_id", sort=False).tail(1)


def _describe_panels(drawn: pd.DataFrame, title: str) -> str:
    def one(row: Any) -> str:
        own, low, middle, high = (
            format_number(float(row[name]), int(row["decimals"])) for name in ("own", "lowest", "median", "highest")
        )
        return f"{row['title']}: {own} in {row['period']}, group {low} to {high}, median {middle}"

    figures = "; ".join(one(row) for row in _last(drawn).to_dict("records"))
    return (
        f"Small line charts of {drawn['indicator_id'].nunique()} indicators over time. {title.rstrip('.')}. {figures}."
    )
