"""Where a council stands, as charts: intervals of ranks, spine charts of dashboards, and tartan rugs of themes.

Each chart has its table beneath; `spine_charts` and `tartan_rugs` give those of a whole report in one piece.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from helpers.methods.same_measure import one_per_measure
from helpers.present.charts import palette
from helpers.present.charts.canvas import (
    TEXT_POINTS,
    WIDTH_INCHES,
    Chart,
    Parts,
    canvas,
    finish,
    key,
    needs,
    nothing_to_draw,
    sheet,
    wrapped,
)
from helpers.present.tables import (
    Column,
    Html,
    Table,
    format_number,
    heading,
    is_missing,
    quartile_cell,
    table,
)
from helpers.verdicts import SIGNS, ordinal, printed_rank
from helpers.wording import number_of, singular_or_plural

MOST_COUNCILS: Final = 40
"""A chart of ranks has no room for more; it shows the councils nearest to the own one in rank."""

RUG_WIDTH_INCHES: Final = 10.5
"""A tartan rug has a column for each council, so it is wider than other charts."""

NO_FIGURE: Final = "–"
OWN_MARK: Final = "►"
_QUARTILES: Final = (1, 2, 3, 4)
_LINE: Final = 0.19  # inches that a line of text takes


# Ranks with their intervals.


def rank_intervals_chart(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Html:
    """Return a caterpillar chart: each council's rank as a point with its interval, best first.

    Columns: area_name (text), rank, rank_lower (the best it may be) and rank_upper (1 is best; null where not known),
    own (true for the council of the report); evidence_best and evidence_worst, where they are there, are a wider range,
    drawn as a thin line; one row per council. A council without a rank is left out; of more than 40 the nearest to the
    own council are drawn. Raises ValueError for a missing column; a frame without ranks gives a sentence.
    """
    needs(frame, "area_name", "rank", "rank_lower", "rank_upper", "own")
    every = _ranked(frame)
    if every.empty:
        return nothing_to_draw(title, "council with a rank")
    shown = _nearest(every)
    left, right, top, pitch = 2.55, WIDTH_INCHES - 0.3, 0.62, 0.225
    wider = [name for name in ("evidence_best", "evidence_worst") if name in shown.columns]
    reach = shown[["rank_lower", "rank", "rank_upper", *wider]].astype("float64")
    first, last = float(reach.min().min()), float(reach.max().max())
    bottom = top + pitch * len(shown)

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
        y = top + pitch * (np.arange(len(shown)) + 0.5)
        own = shown["own"].to_numpy(dtype="bool")
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
        for height, name, mine in zip(y, shown["area_name"], own, strict=True):
            words = textwrap.shorten(f"{OWN_MARK} {name}" if mine else name, 28, placeholder=" …")
            axes.text(left - 0.2, height, words, ha="right", va="center", weight="bold" if mine else "normal")
        return finish(figure, _ranks_told(every, shown, title), title, subtitle)


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    ranked = frame[frame["rank"].notna()].sort_values(["rank", "area_name"], ignore_index=True)
    return ranked.assign(own=ranked["own"].astype("bool"))


def _nearest(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the councils nearest in rank to the own one, as many as the chart has room for."""
    own = ranked.index[ranked["own"]]
    middle = int(own[0]) if len(own) else 0
    start = min(max(middle - MOST_COUNCILS // 2, 0), max(len(ranked) - MOST_COUNCILS, 0))
    return ranked.iloc[start : start + MOST_COUNCILS]


def _ticks(first: float, last: float) -> list[float]:
    """Return the ranks named on the axis: its ends and round ones between, not too close to them."""
    step = 5 if last - first > 12 else 2 if last - first > 6 else 1
    between = [rank for rank in np.arange(0, last, step) if first + 0.6 * step <= rank <= last - 0.6 * step]
    return [float(rank) for rank in dict.fromkeys([first, *between, last])]


def _ranks_told(every: pd.DataFrame, shown: pd.DataFrame, title: str) -> str:
    what = f"Chart of the ranks of {number_of(len(every), 'council')} with their 95% intervals, best first"
    if len(shown) < len(every):
        what += f"; drawn are the {len(shown)} nearest to the own council"
    own = every[every["own"]]
    rows = [*_rows(own), *_rows(every.iloc[[0, -1]])]
    told = list(dict.fromkeys(_rank_told(row) for row in rows))
    if len(own):
        low, high = own["rank_lower"].iloc[0], own["rank_upper"].iloc[0]
        others = every[~every["own"]]
        meeting = int(((others["rank_lower"] <= high) & (others["rank_upper"] >= low)).sum())
        told.append(
            f"the intervals of {meeting} of {number_of(len(others), 'other council')} "
            f"{singular_or_plural(meeting, 'meets', 'meet')} that of {own['area_name'].iloc[0]}"
        )
    return f"{what}. {title.rstrip('.')}. {'; '.join(told)}."


def _rank_told(row: Any) -> str:
    told = f"{row.area_name} {_ordinal(row.rank)}"
    if not is_missing(row.rank_lower):
        told += f", {_ordinal(row.rank_lower)} to {_ordinal(row.rank_upper)}"
    if hasattr(row, "evidence_best"):
        told += f" (evidence supports {_ordinal(row.evidence_best)} to {_ordinal(row.evidence_worst)})"
    return told


def _ordinal(rank: Any) -> str | None:
    return None if is_missing(rank) else ordinal(round(float(rank)))


# Spine charts.


def spine_charts(placed: pd.DataFrame, group: str) -> Parts:
    """Return the spine chart of every dashboard with its table, each under a heading of level 3.

    `placed` is the frame of `with_register_and_dashboard`, in printed order; it may have england (the figure of England
    in the period). `group` is what the comparator group is called.
    """
    return Parts(tuple(_spines(placed, group)))


def _spines(placed: pd.DataFrame, group: str) -> Iterator[Html | Chart | Table]:
    placed = placed.reset_index(drop=True)
    drawn = spine_places(placed)
    for dashboard, frame in placed.groupby("dashboard", sort=False):
        rows = one_per_measure(drawn.loc[drawn.index.isin(frame.index)])
        better = f"{(rows['own_at'] > 0).sum()} of {len(rows)} better than the median of {group}"
        title = f"{dashboard}: {better}" if len(rows) else str(dashboard)
        words = f"Own figure between the worst and the best of {group}, with the group's median in the middle"
        yield heading(str(dashboard), 3)
        yield spine_chart(frame, rows, title=title, subtitle=words)
        yield spine_table(frame, f"{dashboard}: figures of the spine chart, among {group}", rows)


def spine_chart(frame: pd.DataFrame, places: pd.DataFrame | None = None, *, title: str, subtitle: str) -> Chart | Html:
    """Return a spine chart: each indicator's figure between the group's worst and best, right is better.

    Columns: title, period (text), value, decimals, polarity, lowest, lower_quartile, median, upper_quartile, highest,
    quartile (1 is best, may be missing), rank, n, tied, and if known england; one row per indicator, drawn in the
    frame's order. The median is in the middle, and each half of a line is scaled on its own, so that both ends fit.
    Neutral indicators and those without a figure are left out. `places` is what `spine_places` gives for the frame,
    where it is at hand. Raises ValueError for a missing column; a frame with nothing to draw gives a sentence.
    """
    needs(frame, "title", "period", *_SPINE, "quartile", "rank", "n", "tied")
    rows = spine_places(frame) if places is None else places
    if rows.empty:
        return nothing_to_draw(title)
    periods = rows["period"].str.removesuffix(" (academic)").str.removesuffix(" (FE year)")
    labels = wrapped([f"{name}, {period}" for name, period in zip(rows["title"], periods, strict=True)], 28)
    left, half, top = 4.93, 1.2, 0.66
    tops = top + np.concatenate([[0], np.cumsum([0.12 + _LINE * max(2, label.count("\n") + 1) for label in labels])])
    with canvas(float(tops[-1]) + 0.05) as figure:
        axes = sheet(figure)
        england = [("D", palette.ORANGE, "England")] if rows["england_at"].notna().any() else []
        own = ("o", palette.LIGHT_BLUE, "own council, quartile in it")
        key(axes, [own, ("box", palette.LIGHTER_BLUE, "middle half"), *england], 0.14)
        axes.text(3.32, 0.48, "Figure", ha="right", va="center")
        for x, word, ha in ((-half - 0.1, "worst", "left"), (0, "median", "center"), (half + 0.1, "best", "right")):
            axes.text(left + x, 0.48, word, ha=ha, va="center")
        axes.text(WIDTH_INCHES - 0.03, 0.48, "Rank", ha="right", va="center")
        middles = (tops[:-1] + tops[1:]) / 2
        axes.hlines(tops[:-1], 0, WIDTH_INCHES, color=palette.PALE_GREY, linewidth=0.8, zorder=0)
        axes.vlines(left, top, tops[-1], color=palette.DARK_GREY, linewidth=1.2, zorder=1)
        for y, label, row in zip(middles, labels, _rows(rows), strict=True):
            axes.text(0.03, y, label, va="center", linespacing=1.1)
            axes.text(3.32, y, format_number(row.value, row.decimals), ha="right", va="center")
            axes.text(WIDTH_INCHES - 0.03, y, row.rank_shown, ha="right", va="center")
        _spines_of(axes, rows, left, half, middles)
        return finish(figure, _spine_told(frame, rows, title), title, subtitle)


_SPINE: Final = ("value", "decimals", "polarity", "lowest", "lower_quartile", "median", "upper_quartile", "highest")


def spine_places(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a spine chart can draw, with places from -1 (the group's worst) by 0 (median) to 1 (best).

    Columns as for `spine_chart`. Adds own_at, england_at (null where not known, held within -1 and 1), lower_at and
    upper_at (the worse and the better end of the middle half) and rank_shown.
    """
    sign = frame["polarity"].map(SIGNS).astype("float64")
    known = frame[["value", "median", "lowest", "highest"]].notna().all(axis=1)
    rows = frame[known & (sign != 0)]
    sign = sign[rows.index]
    england = rows["england"] if "england" in rows else pd.Series(np.nan, index=rows.index)
    worse, better = (
        rows["lower_quartile"].where(sign > 0, rows["upper_quartile"]),
        rows["upper_quartile"].where(sign > 0, rows["lower_quartile"]),
    )
    values = {"own_at": rows["value"], "england_at": england, "lower_at": worse, "upper_at": better}
    places = {name: _spine_place(rows, each.astype("float64"), sign) for name, each in values.items()}
    ranks = [
        "no rank" if is_missing(rank) else printed_rank(int(rank), int(n), int(tied))
        for rank, n, tied in zip(rows["rank"], rows["n"], rows["tied"], strict=True)
    ]
    return rows.assign(england=england, rank_shown=ranks, **places)


def _spine_place(rows: pd.DataFrame, value: pd.Series, sign: pd.Series) -> pd.Series:
    gap = value - rows["median"]
    room = (rows["highest"] - rows["median"]).where(gap > 0, rows["median"] - rows["lowest"])
    return (sign * gap / room).where(room > 0, sign * np.sign(gap)).clip(-1, 1)


def _spines_of(axes: Axes, rows: pd.DataFrame, left: float, half: float, y: Any) -> None:
    """Draw the line, the middle half, England and the own council of every row, at heights y around a middle."""
    own, england, low, high = (
        left + half * rows[name].to_numpy(dtype="float64") for name in ("own_at", "england_at", "lower_at", "upper_at")
    )
    axes.hlines(y, left - half, left + half, color=palette.LINE_GREY, linewidth=1.2, zorder=1)
    axes.hlines(y, low, high, color=palette.LIGHTER_BLUE, linewidth=13, zorder=1.5)
    axes.scatter(
        england, y, s=64, marker="D", facecolor=palette.ORANGE, edgecolor=palette.TEXT, linewidth=0.8, zorder=2
    )
    codes = rows["quartile"].fillna(0).to_numpy(dtype="int64")
    for code, fill in enumerate((palette.PALE_GREY, *palette.QUARTILE_FILLS)):
        here = codes == code
        axes.scatter(own[here], y[here], s=256, facecolor=fill, edgecolor=palette.TEXT, zorder=3)
        _stamp(axes, own[here], y[here], code, fill, "bold")


def spine_table(frame: pd.DataFrame, caption: str, places: pd.DataFrame | None = None) -> Table:
    """Return the table beneath a spine chart, with how it is scaled and what was left out; all as for the chart."""
    rows = spine_places(frame) if places is None else places
    judged = frame["polarity"].map(SIGNS).ne(0)
    neutral = int((~judged).sum())
    without = int((judged & frame["value"].isna()).sum())
    alone = int((judged & frame["value"].notna() & frame["median"].isna()).sum())
    twins = len(frame) - len(rows) - neutral - without - alone
    notes = [
        "In the chart the group's median is in the middle and right is better. Each half of a line has a scale of its "
        "own, from the median to the group's worst or best figure; England beyond these is drawn at the end.",
    ]
    left_out = [
        f"{count} {reason}"
        for count, reason in (
            (neutral, "without a better end"), (without, "without a figure"), (alone, "that no other council has"),
            (twins, f"that {singular_or_plural(twins, 'measures', 'measure')} the same thing as another row"),
        )
        if count
    ]  # fmt: skip
    if left_out:
        notes.append(f"Left out of the chart and this table: {', '.join(left_out)}.")
    number = {name: Column(name, label, align="right", decimals_from="decimals") for name, label in (
        ("value", "Council"), ("lowest", "Lowest"), ("lower_quartile", "Lower quartile"), ("median", "Median"),
        ("upper_quartile", "Upper quartile"), ("highest", "Highest"), ("england", "England"),
    )}  # fmt: skip
    columns = [
        Column("title", "Indicator", header=True), Column("period", "Period"), *number.values(),
        Column("quartile_shown", "Quartile"), Column("rank_shown", "Rank"),
    ]  # fmt: skip
    cells = pd.Series([quartile_cell(each) for each in rows["quartile"]], index=rows.index, dtype="object")
    return table(rows.assign(quartile_shown=cells), caption, columns, notes=notes)


def _spine_told(frame: pd.DataFrame, rows: pd.DataFrame, title: str) -> str:
    told = "; ".join(
        f"{row.title} {format_number(row.value, row.decimals)}, median {format_number(row.median, row.decimals)}, "
        f"{row.rank_shown}"
        for row in _rows(rows)
    )
    left_out = len(frame) - len(rows)
    rest = f" {left_out} not drawn." if left_out else ""
    return (
        f"Spine chart of {number_of(len(rows), 'indicator')} against the group, right is better. "
        f"{title.rstrip('.')}. {told}.{rest}"
    )


# Tartan rugs.


def tartan_rugs(cells: pd.DataFrame, group: str) -> Parts:
    """Return the tartan rug of every theme with its table, each under a heading of level 3.

    `cells` is as for `tartan_rug`, with theme as well; themes and indicators in the frame's order. `group` is what the
    comparator group is called.
    """
    return Parts(tuple(_rugs(cells, group)))


def _rugs(cells: pd.DataFrame, group: str) -> Iterator[Html | Chart | Table]:
    for theme, rows in cells.groupby("theme", sort=False):
        own = rows[rows["own"]]["quartile"]
        title = f"{theme}: {(own <= 2).sum()} of {own.notna().sum()} in the better half of {group}"
        yield heading(str(theme), 3)
        yield tartan_rug(rows, title=title, subtitle=f"Quartile of every council of {group}, by indicator; 1 is best")
        yield rug_table(rows, f"{theme}: councils in each quartile, among {group}")


def tartan_rug(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Html:
    """Return a grid of indicators by councils with the quartile in each cell, the own council framed.

    Columns: indicator_id, title, area_code, area_name, quartile (1 is best; null where there is no figure), own; a row
    for each cell. Indicators are in the frame's order, councils by name; two of one name have a column each. Raises
    ValueError for a missing column; a frame without quartiles gives a sentence.
    """
    needs(frame, "indicator_id", "title", "area_code", "area_name", "quartile", "own")
    if frame["quartile"].isna().all():
        return nothing_to_draw(title)
    grid = _grid(frame)
    own_codes = set(frame.loc[frame["own"], "area_code"])
    titles = frame.drop_duplicates("indicator_id").set_index("indicator_id")["title"].loc[grid.index]
    labels = wrapped(list(titles), 38)
    shorts = [short_name(name) for name in grid.columns.get_level_values("area_name")]
    left, top = 3.75, 0.45 + 0.088 * max(map(len, shorts))
    cell = min((RUG_WIDTH_INCHES - left - 0.1) / len(shorts), 0.6)
    edges = left + cell * np.arange(len(shorts) + 1)
    tops = top + np.concatenate([[0], np.cumsum([0.05 + _LINE * (label.count("\n") + 1) for label in labels])])
    with canvas(float(tops[-1]) + 0.1, RUG_WIDTH_INCHES) as figure:
        axes = sheet(figure)
        fills = [("s", palette.QUARTILE_FILLS[each - 1], str(each)) for each in _QUARTILES]
        key(axes, [*fills, ("s", palette.PALE_GREY, f"{NO_FIGURE} no quartile; 1 is best")], 0.14, left)
        codes = np.nan_to_num(grid.to_numpy(dtype="float64", na_value=np.nan), nan=0).astype(int)
        _rug(axes, edges, tops, codes)
        for x, code, short in zip(edges, grid.columns.get_level_values("area_code"), shorts, strict=False):
            own = code in own_codes
            axes.text(x + cell / 2, top - 0.06, short, rotation=90, ha="center", va="bottom",
                      weight="bold" if own else "normal")  # fmt: skip
            if own:
                axes.add_patch(Rectangle((x, top), cell, tops[-1] - top, fill=False, edgecolor=palette.TEXT,
                                         linewidth=3, zorder=5))  # fmt: skip
        for y, end, label in zip(tops, tops[1:], labels, strict=False):
            axes.text(left - 0.1, (y + end) / 2, label, ha="right", va="center", linespacing=1.05)
        return finish(figure, _rug_told(frame, title), title, subtitle)


def short_name(name: str) -> str:
    """Return a council's name as short as a narrow column needs it.

    >>> short_name("Herefordshire, County of"), short_name("Bournemouth, Christchurch and Poole")
    ('Herefordshire', 'Bournemouth, …')
    """
    plain = name.removesuffix(", County of").replace(" and ", " & ")
    return textwrap.shorten(plain, 24, placeholder=" …")


def _grid(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the quartiles with a row for each indicator and a column for each council, by name and code."""
    order = list(dict.fromkeys(frame["indicator_id"]))
    grid = frame.pivot(index="indicator_id", columns=["area_name", "area_code"], values="quartile").loc[order]
    return grid[sorted(grid.columns)]


def _rug(axes: Axes, edges: Any, tops: Any, codes: Any) -> None:
    """Fill the cells and print the quartile in each."""
    fills = [palette.PALE_GREY, *palette.QUARTILE_FILLS]
    colours = np.array([[int(fill[place : place + 2], 16) / 255 for place in (1, 3, 5)] for fill in fills])
    axes.pcolormesh(edges, tops, colours[codes], edgecolors=palette.LINE_GREY, linewidth=0.6)
    across, down = np.add(edges[:-1], edges[1:]) / 2, np.add(tops[:-1], tops[1:]) / 2
    for code, fill in enumerate(fills):
        rows, columns = np.nonzero(codes == code)
        _stamp(axes, across[columns], down[rows], code, fill)


def _stamp(axes: Axes, x: Any, y: Any, code: int, fill: str, weight: str = "normal") -> None:
    """Print a quartile, or a dash for 0, in many places on a fill; one shape is drawn faster than many texts."""
    words = str(code) if code else NO_FIGURE
    glyph = TextPath((0, 0), words, size=TEXT_POINTS, prop=FontProperties(family="DejaVu Sans", weight=weight))
    box = glyph.get_extents()
    vertices = glyph.vertices - [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]
    size = (2 * np.abs(vertices).max()) ** 2  # the points that leave the shape as large as the text would be
    axes.scatter(x, y, s=size, marker=MarkerStyle(Path(vertices, glyph.codes)), color=palette.text_on(fill),
                 linewidths=0, zorder=4)  # fmt: skip


def rug_table(frame: pd.DataFrame, caption: str) -> Table:
    """Return the table beneath a tartan rug: the own council's quartile, and the councils in each."""
    columns = [
        Column("title", "Indicator", header=True), Column("own_shown", "Own quartile"),
        *(Column(f"quartile_{each}", _ordinal(each) or "", align="right") for each in _QUARTILES),
        Column("none", "No quartile", align="right"),
    ]  # fmt: skip
    rows = []
    for _, cells in frame.groupby("indicator_id", sort=False):
        own = cells.loc[cells["own"] & cells["quartile"].notna(), "quartile"]
        counts = {f"quartile_{each}": int((cells["quartile"] == each).sum()) for each in _QUARTILES}
        mark = quartile_cell(own.iloc[0] if len(own) else None)
        none = int(cells["quartile"].isna().sum())
        rows.append({"title": cells["title"].iloc[0], "own_shown": mark, **counts, "none": none})
    shown = pd.DataFrame(rows, columns=[each.name for each in columns])
    return table(
        shown, caption, columns, notes=["Quartiles follow from ranks, so councils with equal figures share one."]
    )


def _rug_told(frame: pd.DataFrame, title: str) -> str:
    councils, indicators = frame["area_code"].nunique(), frame["indicator_id"].nunique()
    own = frame[frame["own"]]
    counts = ", ".join(f"{(own['quartile'] == each).sum()} in the {ordinal(each)}" for each in _QUARTILES)
    name = own["area_name"].iloc[0] if len(own) else "The own council"
    none = indicators - int(own["quartile"].notna().sum())
    return (
        f"Grid of the quartiles of {number_of(councils, 'council')} in {number_of(indicators, 'indicator')}. "
        f"{title.rstrip('.')}. "
        f"{name}: {counts} quartile, {none} without one."
    )


# What the charts share.


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples())
