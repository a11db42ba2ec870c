"""Quartiles printed in many points of one chart: one shape is drawn faster than many texts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from helpers.present.charts import palette
from helpers.present.charts.canvas import TEXT_POINTS

NO_FIGURE: Final = "–"

LINE_INCHES: Final = 0.19
"""The height that a line of text takes."""


def stamp(axes: Axes, x: Any, y: Any, code: int, fill: str, weight: str = "normal") -> None:
    """Print a quartile, or a dash for 0, at many points on a fill; one shape is drawn faster than many texts."""
    words = str(code) if code else NO_FIGURE
    glyph = TextPath((0, 0), words, size=TEXT_POINTS, prop=FontProperties(family="DejaVu Sans", weight=weight))
    box = glyph.get_extents()
    vertices = glyph.vertices - [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]
    size = (2 * np.abs(vertices).max()) ** 2  # the points that leave the shape as large as the text would be
    axes.scatter(x, y, s=size, marker=MarkerStyle(Path(vertices, glyph.codes)), color=palette.text_on(fill),
                 linewidths=0, zorder=4)  # fmt: skip
