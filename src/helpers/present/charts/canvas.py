"""What every chart is drawn with: the house style, the sheet, the key, and the picture with its words.

A chart's title is text beside the picture, never part of it; the picture carries direct labels, bars that start
at zero and text of at least 12 points.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager, fontManager, get_font, ttfFontProperty
from matplotlib.patches import Rectangle
from PIL import Image

from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES
from helpers.present.values import Chart

DOTS_PER_INCH: Final = 150
CSS_PIXELS_PER_INCH: Final = 96
TEXT_POINTS: Final = 12

_STYLE: Final[Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib, so the picture is the same on every machine
    "font.size": TEXT_POINTS,
    "axes.labelsize": TEXT_POINTS,
    "xtick.labelsize": TEXT_POINTS,
    "ytick.labelsize": TEXT_POINTS,
    "legend.fontsize": TEXT_POINTS,
    "text.color": palette.TEXT,
    "axes.labelcolor": palette.TEXT,
    "xtick.color": palette.TEXT,
    "ytick.color": palette.TEXT,
    "axes.edgecolor": palette.LINE_GREY,
    "axes.linewidth": 1.0,
    "xtick.bottom": False,
    "ytick.left": False,
    "hatch.linewidth": 1.0,
    "text.hinting": "none",  # letters of 150 dots per inch need none, and take a quarter less time without
    "text.parse_math": False,  # a $ in a title is money
}


def prefer_own_fonts(fonts: FontManager) -> None:
    """Put the fonts that ship with matplotlib first in its list of fonts.

    The list is kept from run to run, and one of another environment can lack them. A font of that name that is
    installed in the system would be drawn instead, and differs in some dots.
    """
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    fonts.ttflist[:0] = [ttfFontProperty(get_font(str(path))) for path in sorted(folder.glob("DejaVuSans*.ttf"))]


prefer_own_fonts(fontManager)


@contextmanager
def drawing(height: float) -> Iterator[tuple[Figure, Axes]]:
    """Give a figure and its axes in the house style, apart from any open pyplot figure."""
    with mpl.rc_context({**mpl.rcParamsDefault, **_STYLE}):
        figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained", facecolor=palette.WHITE)
        yield figure, figure.subplots()
        figure.clear()


@contextmanager
def canvas(height: float, width: float = WIDTH_INCHES) -> Iterator[Figure]:
    """Give an empty figure in the house style, for charts that place their own parts; sizes in inches."""
    with mpl.rc_context({**mpl.rcParamsDefault, **_STYLE}):
        figure = Figure(figsize=(width, height), facecolor=palette.WHITE)
        yield figure
        figure.clear()


def sheet(figure: Figure) -> Axes:
    """Return bare axes over a whole figure, on which a point is in inches from its left and its top."""
    across, down = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, across), ylim=(down, 0))
    axes.set_axis_off()
    return axes


def axes_at(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Return new axes at a distance in inches from the left and the top of a figure."""
    across, down = figure.get_size_inches()
    return figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))


_LINES: Final[Mapping[str, Any]] = {
    "line": {"linewidth": 2.2},
    "whisker": {"marker": "|"},
    "dashes": {"linestyle": "--"},
    "thin": {"linewidth": 0.6},
}


def key(axes: Axes, entries: Sequence[tuple[str, str, str]], y: float, x: float = 0.03) -> None:
    """Print a key in one line on a sheet: of each entry a mark, its fill and its words."""
    for marker, fill, words in entries:
        if marker in _LINES:
            axes.plot([x, x + 0.25], [y, y], color=fill, **_LINES[marker])
        elif marker == "box":
            axes.add_patch(Rectangle((x, y - 0.09), 0.25, 0.18, facecolor=fill))
        else:
            axes.plot(x + 0.12, y, marker=marker, markersize=10, markerfacecolor=fill, markeredgecolor=palette.TEXT)
        axes.text(x + 0.32, y, words, va="center")
        x += 0.32 + 0.1 * len(words) + 0.25


def finish(figure: Figure, alt: str, title: str, subtitle: str) -> Chart:
    """Return a drawn figure as a chart; the file names neither library nor time.

    The picture has 256 colours, none further than two steps of 255 from a fill, which makes pages a quarter as large.
    """
    figure.set_dpi(DOTS_PER_INCH)
    drawn = FigureCanvasAgg(figure)
    drawn.draw()
    picture = io.BytesIO()
    colours = Image.fromarray(np.asarray(drawn.buffer_rgba())).convert("RGB")
    few = colours.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette([255 if level >= 253 else level for level in few.getpalette() or []])  # white stays white
    few.save(picture, format="png")
    return Chart(
        picture=picture.getvalue(),
        alt=alt,
        title=title,
        subtitle=subtitle,
        width=round(figure.get_figwidth() * CSS_PIXELS_PER_INCH),
    )
