"""The grid of dashboards by dimensions of data quality."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from helpers.present.charts import palette
from helpers.present.charts.canvas import canvas, finish, key, words
from helpers.present.charts.layout import WIDTH_INCHES, column, row_height
from helpers.present.charts.letters import width_of, wrapped
from helpers.present.values import Chart
from helpers.verdicts import NOT_TESTED, QUALITY_BANDS

LABEL_INCHES: Final = 2.3


def quality_heatmap(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return a grid of dashboards by dimensions of data quality, each cell with its count and a fill for its band.

    Columns: dashboard and dimension (text), tested, some and serious (counts of indicators) and band (the one that
    matters most); drawn in the frame's order.

    Raises  ValueError: a missing column or no rows
    """
    dashboards = list(dict.fromkeys(str(name) for name in column(frame, "dashboard")))
    dimensions = list(dict.fromkeys(str(name) for name in column(frame, "dimension")))
    counts = {name: column(frame, name) for name in ("tested", "some", "serious", "band")}
    index = pd.MultiIndex.from_frame(frame[["dashboard", "dimension"]])
    cells: dict[Any, dict[Any, Any]] = pd.DataFrame(counts, index=index).to_dict("index")
    cells_of_rows = [[cells[name, other] for other in dimensions] for name in dashboards]
    labels, heads = wrapped(dashboards, LABEL_INCHES - 0.15), [name.capitalize() for name in dimensions]
    row, cell = row_height(labels, 0.42), (WIDTH_INCHES - LABEL_INCHES - 0.05) / len(dimensions)
    lines = 2 if max(map(width_of, heads)) > cell - 0.1 else 1
    top = 0.4 + 0.25 * lines
    bottom = top + row * len(labels)
    with canvas(bottom + 0.05, (LABEL_INCHES, top, cell * len(heads), bottom - top)) as (figure, axes, sheet):
        _draw_cells(axes, cells_of_rows)
        bands = (f"{QUALITY_BANDS[0]} (!)", *QUALITY_BANDS[1:])
        fills = [palette.QUALITY_FILLS[band] for band in QUALITY_BANDS]
        key(sheet, [(fill, text, False) for fill, text in zip(fills, bands, strict=True)], 0.14)
        for number, head in enumerate(heads):
            middle = LABEL_INCHES + cell * (number + 0.5)
            within = min(middle, WIDTH_INCHES - 0.02 - width_of(head) / 2)
            words(sheet, within, top - 0.13 - 0.22 * ((number + 1) % lines), head, "center")
        for number, label in enumerate(labels):
            words(sheet, LABEL_INCHES - 0.1, top + row * (number + 0.5), label, "right")
        description = "; ".join(
            f"{name}: "
            + ", ".join(f"{other} {_describe_cell(cell)}" for other, cell in zip(dimensions, of_row, strict=True))
            for name, of_row in zip(dashboards, cells_of_rows, strict=True)
        )
        what = "Grid of the indicators of each dashboard whose data raise concerns, by dimension of data quality"
        return finish(figure, f"{what}. {title.rstrip('.')}. {description}.", title, subtitle)


def _draw_cells(axes: Axes, cells_of_rows: list[list[dict[Any, Any]]]) -> None:
    """Draw each cell in the fill of its band, with its count in words on it."""
    fills = [palette.QUALITY_FILLS[band] for band in QUALITY_BANDS]
    codes = [[QUALITY_BANDS.index(cell["band"]) for cell in of_row] for of_row in cells_of_rows]
    counted = [[_words_in_cell(cell) for cell in of_row] for of_row in cells_of_rows]
    sns.heatmap(
        pd.DataFrame(codes),
        annot=pd.DataFrame(counted),
        fmt="",
        cmap=ListedColormap(fills),
        vmin=-0.5,
        vmax=len(fills) - 0.5,
        cbar=False,
        linewidths=1,
        linecolor=palette.DARK_GREY,
        xticklabels=False,
        yticklabels=False,
        ax=axes,
    )
    for text, code in zip(axes.texts, (code for of_row in codes for code in of_row), strict=True):
        text.set_color(palette.text_on(fills[code]))


def _words_in_cell(cell: Any) -> str:
    """Return a cell's count, marked where a concern is serious, so that the fill is not the only sign."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    return (f"{counted}!" if cell["serious"] else counted) if cell["tested"] else "–"


def _describe_cell(cell: Any) -> str:
    """Return a cell in words."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    serious = f" ({cell['serious']} serious)" if cell["serious"] else ""
    return counted + serious if cell["tested"] else NOT_TESTED.lower()
