"""Tartan rugs of themes: the quartile of every council in every indicator, with the table beneath."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from helpers.present.cells import quartile_cell
from helpers.present.charts import palette
from helpers.present.charts.canvas import canvas, finish, key, needs, nothing_to_draw, sheet, wrapped
from helpers.present.charts.stamps import LINE_INCHES, NO_FIGURE, stamp
from helpers.present.tables import heading, table
from helpers.present.values import Chart, Column, Paragraph, Part, Parts, Table
from helpers.verdicts import QUARTILE_LABELS, ordinal
from helpers.wording import number_of

RUG_WIDTH_INCHES: Final = 10.5
"""A tartan rug has a column for each council, so it is wider than other charts."""


def tartan_rugs(cells: pd.DataFrame, group: str) -> Parts:
    """Return the tartan rug of every theme with its table, each under a heading of level 3.

    `cells` is as for `tartan_rug`, with theme as well; themes and indicators in the frame's order. `group` is what the
    comparator group is called.
    """
    return Parts(tuple(_rugs(cells, group)))


def _rugs(cells: pd.DataFrame, group: str) -> Iterator[Part]:
    for theme, rows in cells.groupby("theme", sort=False):
        own = rows[rows["own"]]["quartile"]
        title = f"{theme}: {(own <= 2).sum()} of {own.notna().sum()} in the better half of {group}"
        yield heading(str(theme), 3)
        yield tartan_rug(rows, title=title, subtitle=f"Quartile of every council of {group}, by indicator; 1 is best")
        yield rug_table(rows, f"{theme}: councils in each quartile, among {group}")


def tartan_rug(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
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
    tops = top + np.concatenate([[0], np.cumsum([0.05 + LINE_INCHES * (label.count("\n") + 1) for label in labels])])
    with canvas(float(tops[-1]) + 0.1, RUG_WIDTH_INCHES) as figure:
        axes = sheet(figure)
        fills = [
            ("s", fill, str(quartile)) for quartile, fill in zip(QUARTILE_LABELS, palette.QUARTILE_FILLS, strict=True)
        ]
        key(axes, [*fills, ("s", palette.PALE_GREY, f"{NO_FIGURE} no quartile; 1 is best")], 0.14, left)
        codes = np.nan_to_num(grid.to_numpy(dtype="float64", na_value=np.nan), nan=0).astype(int)
        _fill_cells(axes, edges, tops, codes)
        for x, code, short in zip(edges, grid.columns.get_level_values("area_code"), shorts, strict=False):
            own = code in own_codes
            axes.text(x + cell / 2, top - 0.06, short, rotation=90, ha="center", va="bottom",
                      weight="bold" if own else "normal")  # fmt: skip
            if own:
                axes.add_patch(Rectangle((x, top), cell, tops[-1] - top, fill=False, edgecolor=palette.TEXT,
                                         linewidth=3, zorder=5))  # fmt: skip
        for y, end, label in zip(tops, tops[1:], labels, strict=False):
            axes.text(left - 0.1, (y + end) / 2, label, ha="right", va="center", linespacing=1.05)
        return finish(figure, _describe_rug(frame, title), title, subtitle)


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


def _fill_cells(axes: Axes, edges: Any, tops: Any, codes: Any) -> None:
    """Fill the cells and print the quartile in each."""
    fills = [palette.PALE_GREY, *palette.QUARTILE_FILLS]
    colours = np.array([[int(fill[start : start + 2], 16) / 255 for start in (1, 3, 5)] for fill in fills])
    axes.pcolormesh(edges, tops, colours[codes], edgecolors=palette.LINE_GREY, linewidth=0.6)
    across, down = np.add(edges[:-1], edges[1:]) / 2, np.add(tops[:-1], tops[1:]) / 2
    for code, fill in enumerate(fills):
        rows, columns = np.nonzero(codes == code)
        stamp(axes, across[columns], down[rows], code, fill)


def rug_table(frame: pd.DataFrame, caption: str) -> Table:
    """Return the table beneath a tartan rug: the own council's quartile, and the councils in each."""
    columns = [
        Column("title", "Indicator", header=True), Column("own_shown", "Own quartile"),
        *(Column(f"quartile_{quartile}", ordinal(quartile), align="right") for quartile in QUARTILE_LABELS),
        Column("none", "No quartile", align="right"),
    ]  # fmt: skip
    rows = []
    for _, cells in frame.groupby("indicator_id", sort=False):
        own = cells.loc[cells["own"] & cells["quartile"].notna(), "quartile"]
        counts = {f"quartile_{quartile}": int((cells["quartile"] == quartile).sum()) for quartile in QUARTILE_LABELS}
        mark = quartile_cell(own.iloc[0] if len(own) else None)
        none = int(cells["quartile"].isna().sum())
        rows.append({"title": cells["title"].iloc[0], "own_shown": mark, **counts, "none": none})
    frame_of_rows = pd.DataFrame(rows, columns=[column.name for column in columns])
    return table(
        frame_of_rows,
        caption,
        columns,
        notes=["Quartiles follow from ranks, so councils with equal figures share one."],
    )


def _describe_rug(frame: pd.DataFrame, title: str) -> str:
    councils, indicators = frame["area_code"].nunique(), frame["indicator_id"].nunique()
    own = frame[frame["own"]]
    counts = ", ".join(
        f"{(own['quartile'] == quartile).sum()} in the {ordinal(quartile)}" for quartile in QUARTILE_LABELS
    )
    name = own["area_name"].iloc[0] if len(own) else "The own council"
    none = indicators - int(own["quartile"].notna().sum())
    return (
        f"Grid of the quartiles of {number_of(councils, 'council')} in {number_of(indicators, 'indicator')}. "
        f"{title.rstrip('.')}. "
        f"{name}: {counts} quartile, {none} without one."
    )
