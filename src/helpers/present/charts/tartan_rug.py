"""Tartan rugs of themes: the quartile of every council in every indicator, with the table beneath."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

import pandas as pd

from helpers.areas import plain_name
from helpers.present.cells import quartile_cell
from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, needs, nothing_to_draw
from helpers.present.charts.letters import wrapped
from helpers.present.drawings import LINE_INCHES, NO_FIGURE, Sheet
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
    for theme, of_theme in cells.groupby("theme", sort=False):
        with_quartile = of_theme.groupby("area_code")["quartile"].transform("count").gt(0)
        rows = of_theme[with_quartile | of_theme["own"]]  # councils of another time would be empty columns
        own = rows[rows["own"]]["quartile"]
        title = f"{theme}: {(own <= 2).sum()} of {own.notna().sum()} in the better half of {group}"
        yield heading(str(theme), 3)
        yield tartan_rug(rows, title=title, subtitle=f"Quartile of every council of {group}, by indicator; 1 is best")
        yield rug_table(rows, f"{theme}: councils in each quartile, among {group}")


def tartan_rug(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Paragraph:
    """Return a grid of indicators by councils with the quartile in each cell, the own council framed.

    Columns: indicator_id, title, area_code, area_name, quartile (1 is best; null if there is no figure), own; a row
    for each cell. Indicators are in the frame's order, councils by name; two of one name have a column each. Raises
    ValueError for a missing column; a frame without quartiles gives a sentence.
    """
    needs(frame, "indicator_id", "title", "area_code", "area_name", "quartile", "own")
    if frame["quartile"].isna().all():
        return nothing_to_draw(title)
    grid = _grid(frame)
    own_codes = set(frame.loc[frame["own"], "area_code"])
    titles = frame.drop_duplicates("indicator_id").set_index("indicator_id")["title"].loc[grid.index]
    shorts = [short_name(name) for name in grid.columns.get_level_values("area_name")]
    left, top = 3.75, 0.45 + 0.088 * max(map(len, shorts))
    labels = wrapped(list(titles), left - 0.15)
    cell = min((RUG_WIDTH_INCHES - left - 0.1) / len(shorts), 0.6)
    lefts = [left + cell * number for number in range(len(shorts))]
    heights = [0.05 + LINE_INCHES * (label.count("\n") + 1) for label in labels]
    tops = list(accumulate(heights, initial=top))
    sheet = Sheet(RUG_WIDTH_INCHES, tops[-1] + 0.1)
    fills = [
        ("square", fill, str(number)) for number, fill in zip(QUARTILE_LABELS, palette.QUARTILE_FILLS, strict=True)
    ]
    sheet.key([*fills, ("square", palette.PALE_GREY, f"{NO_FIGURE} no quartile; 1 is best")], 0.14, left)
    codes = grid.astype("float64").fillna(0).astype("int64").to_numpy().tolist()
    _fill_cells(sheet, codes, lefts, tops, cell)
    for x, code, short in zip(lefts, grid.columns.get_level_values("area_code"), shorts, strict=True):
        sheet.words(x + cell / 2, top - 0.06, short, bold=code in own_codes, turned=True)
        if code in own_codes:
            sheet.boxes([(x, top, cell, tops[-1] - top)], "", palette.TEXT, 4)
    for y, height, label in zip(tops, heights, labels, strict=False):
        sheet.words(left - 0.1, y + height / 2, label, "end")
    return as_chart(sheet, _describe_rug(frame, title), title, subtitle)


def short_name(name: str) -> str:
    """Return a council's name as short as a narrow column needs it.

    >>> short_name("Herefordshire, County of"), short_name("Bournemouth, Christchurch and Poole")
    ('Herefordshire', 'Bournemouth, …')
    """
    return textwrap.shorten(plain_name(name).replace(" and ", " & "), 24, placeholder=" …")


def _grid(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the quartiles with a row for each indicator and a column for each council, by name and code."""
    order = list(dict.fromkeys(frame["indicator_id"]))
    grid = frame.pivot(index="indicator_id", columns=["area_name", "area_code"], values="quartile").loc[order]
    return grid[sorted(grid.columns)]


_FILLS: Final = (palette.PALE_GREY, *palette.QUARTILE_FILLS)


def _fill_cells(sheet: Sheet, codes: list[list[int]], lefts: list[float], tops: list[float], cell: float) -> None:
    """Fill the cells of a row for each indicator, and print the quartile in each; 0 stands for none."""
    rows = [(top, below - top, row) for top, below, row in zip(tops, tops[1:], codes, strict=False)]
    for code, fill in enumerate(_FILLS):
        boxes = [
            (x, top, cell, height)
            for top, height, row in rows
            for x, own in zip(lefts, row, strict=True)
            if own == code
        ]
        sheet.boxes(boxes, fill, palette.LINE_GREY, 0.8)
    for top, height, row in rows:
        for colour in (palette.TEXT, palette.WHITE):
            printed = [
                (x + cell / 2, str(code or NO_FIGURE))
                for x, code in zip(lefts, row, strict=True)
                if palette.text_on(_FILLS[code]) == colour
            ]
            sheet.signs([x for x, _ in printed], top + height / 2, "".join(sign for _, sign in printed), colour)


def rug_table(frame: pd.DataFrame, caption: str) -> Table:
    """Return the table beneath a tartan rug: the own council's quartile, and the councils in each."""
    columns = [
        Column("title", "Indicator", header=True),
        Column("own_shown", "Own quartile"),
        *(Column(f"quartile_{quartile}", ordinal(quartile), align="right") for quartile in QUARTILE_LABELS),
        Column("none", "No quartile", align="right"),
    ]
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
