"""The grid of dashboards by dimensions of data quality."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES, as_chart, column, row_height, wrapped
from helpers.present.drawings import Sheet
from helpers.present.values import Chart
from helpers.verdicts import NOT_TESTED, QUALITY_BANDS

LABEL_INCHES: Final = 2.4


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
    labels = wrapped(dashboards, 26)
    row, top = row_height(labels, 0.42), 0.65
    sheet = Sheet(WIDTH_INCHES, top + row * len(labels) + 0.05)
    words = (f"{QUALITY_BANDS[0]} (!)", *QUALITY_BANDS[1:])
    sheet.key(
        [("square", palette.QUALITY_FILLS[band], label) for band, label in zip(QUALITY_BANDS, words, strict=True)], 0.14
    )
    width = (WIDTH_INCHES - LABEL_INCHES - 0.05) / len(dimensions)
    lefts = [LABEL_INCHES + width * number for number in range(len(dimensions))]
    for left, dimension in zip(lefts, dimensions, strict=True):
        sheet.words(left + width / 2, top - 0.13, dimension.capitalize(), "middle")
    for number, (label, of_row) in enumerate(zip(labels, cells_of_rows, strict=True)):
        y = top + row * number
        sheet.words(LABEL_INCHES - 0.1, y + row / 2, label, "end")
        for left, cell in zip(lefts, of_row, strict=True):
            fill = palette.QUALITY_FILLS[cell["band"]]
            sheet.boxes([(left, y, width, row)], fill, palette.DARK_GREY, 1)
            sheet.words(left + width / 2, y + row / 2, _words_in_cell(cell), "middle", colour=palette.text_on(fill))
    description = "; ".join(
        f"{name}: "
        + ", ".join(f"{other} {_describe_cell(cell)}" for other, cell in zip(dimensions, of_row, strict=True))
        for name, of_row in zip(dashboards, cells_of_rows, strict=True)
    )
    what = "Grid of the indicators of each dashboard whose data raise concerns, by dimension of data quality"
    return as_chart(sheet, f"{what}. {title.rstrip('.')}. {description}.", title, subtitle)


def _words_in_cell(cell: Any) -> str:
    """Return a cell's count, marked where a concern is serious, so that the fill is not the only sign."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    return (f"{counted} !" if cell["serious"] else counted) if cell["tested"] else "–"


def _describe_cell(cell: Any) -> str:
    """Return a cell in words."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    serious = f" ({cell['serious']} serious)" if cell["serious"] else ""
    return counted + serious if cell["tested"] else NOT_TESTED.lower()
