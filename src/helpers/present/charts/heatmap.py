"""The grid of dashboards by dimensions of data quality."""

from __future__ import annotations

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch

from helpers.present.charts import palette
from helpers.present.charts.canvas import drawing, finish
from helpers.present.charts.layout import column, row_height, wrapped
from helpers.present.values import Chart
from helpers.verdicts import NOT_TESTED, QUALITY_BANDS


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
    cells = pd.DataFrame(counts, index=index)
    codes = [[QUALITY_BANDS.index(cells["band"][name, other]) for other in dimensions] for name in dashboards]
    cells_of_rows = [[cells.loc[(name, other)] for other in dimensions] for name in dashboards]
    words = [[_words_in_cell(cell) for cell in row] for row in cells_of_rows]
    fills = [palette.QUALITY_FILLS[band] for band in QUALITY_BANDS]
    labels = wrapped(dashboards, 26)
    with drawing(1.4 + row_height(labels, 0.42) * len(labels)) as (figure, axes):
        sns.heatmap(
            pd.DataFrame(codes), annot=pd.DataFrame(words), fmt="", cmap=ListedColormap(fills), vmin=-0.5,
            vmax=len(QUALITY_BANDS) - 0.5, cbar=False, linewidths=1, linecolor=palette.DARK_GREY, ax=axes,
        )  # fmt: skip
        for text, code in zip(axes.texts, (code for row in codes for code in row), strict=True):
            text.set_color(palette.text_on(fills[code]))
        axes.set(xlabel="", ylabel="")
        axes.set_xticks([column + 0.5 for column in range(len(dimensions))], [name.capitalize() for name in dimensions])
        axes.set_yticks([row + 0.5 for row in range(len(labels))], labels, rotation=0)
        axes.tick_params(axis="x", rotation=30)
        figure.legend(
            handles=[
                Patch(facecolor=fill, edgecolor=palette.DARK_GREY, linewidth=0.8, label=label)
                for label, fill in zip((f"{QUALITY_BANDS[0]} (!)", *QUALITY_BANDS[1:]), fills, strict=True)
            ],
            loc="outside upper left", ncols=len(QUALITY_BANDS), frameon=False, handlelength=1.1, handletextpad=0.5,
            columnspacing=1.3, borderpad=0,
        )  # fmt: skip
        description = "; ".join(
            f"{name}: "
            + ", ".join(f"{other} {_describe_cell(cell)}" for other, cell in zip(dimensions, row, strict=True))
            for name, row in zip(dashboards, cells_of_rows, strict=True)
        )
        what = "Grid of the indicators of each dashboard whose data raise concerns, by dimension of data quality"
        return finish(figure, f"{what}. {title.rstrip('.')}. {description}.", title, subtitle)


def _words_in_cell(cell: Any) -> str:
    """Return a cell's count, marked where a concern is serious, so that the fill is not the only sign."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    return (f"{counted} !" if cell["serious"] else counted) if cell["tested"] else "–"


def _describe_cell(cell: Any) -> str:
    """Return a cell in words."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    serious = f" ({cell['serious']} serious)" if cell["serious"] else ""
    return counted + serious if cell["tested"] else NOT_TESTED.lower()
