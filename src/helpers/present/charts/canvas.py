"""What seaborn draws on: a figure in the style of our drawings, and the shapes of it that a drawing keeps.

One unit of a figure is one CSS pixel. What is kept of matplotlib's SVG is paths and text, with attributes alone: no
identifier, clock, style sheet or name of a library, so the same inputs give the same bytes, and text stays text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import matplotlib as mpl
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager, fontManager, get_font, ttfFontProperty
from matplotlib.patches import Rectangle

from helpers.present.charts import palette
from helpers.present.charts.layout import WIDTH_INCHES
from helpers.present.charts.letters import width_of
from helpers.present.drawings import LINE_INCHES, PIXELS_PER_INCH, TEXT_PIXELS, Drawing, Elements, px
from helpers.present.values import Chart
from helpers.visible import make_visible

POINTS_PER_INCH: Final = 72
"""How matplotlib counts the units of an SVG; a figure is made larger by this, so that a unit is a pixel."""

FONT: Final = "DejaVu Sans"
"""It ships with matplotlib, so words are as wide on every machine that draws."""

_STYLE: Final[Any] = {
    "font.family": FONT,
    "font.size": TEXT_PIXELS,
    "text.color": palette.TEXT,
    "text.parse_math": False,  # a $ in a name is money
    "axes.edgecolor": palette.LINE_GREY,
    "axes.linewidth": 1.3,
    "xtick.bottom": False,
    "ytick.left": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "compendium",
}
_METADATA: Final[Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_SVG: Final = "{http://www.w3.org/2000/svg}"
_LEFT_OUT: Final = frozenset(f"{_SVG}{name}" for name in ("metadata", "defs", "style"))
_PAINT: Final = ("fill", "stroke", "stroke-width", "stroke-dasharray")
_DECIMALS: Final = re.compile(r"\d+\.\d+")
_TURNED: Final = re.compile(r"rotate\((-?[\d.]+) ")


def prefer_own_fonts(fonts: FontManager) -> None:
    """Put the fonts that ship with matplotlib first in its list of fonts.

    The list is kept from run to run, and one of another environment can lack them. A font of that name that is
    installed in the system would be measured instead, and differs a little.
    """
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    fonts.ttflist[:0] = [ttfFontProperty(get_font(str(path))) for path in sorted(folder.glob("DejaVuSans*.ttf"))]


prefer_own_fonts(fontManager)


@contextmanager
def canvas(height: float, plot: tuple[float, float, float, float]) -> Iterator[tuple[Figure, Axes, Axes]]:
    """Give a figure, the axes to plot on, and a bare sheet over it all for words; apart from any figure of pyplot.

    `height` and `plot`, the left, top, width and height of the axes, are in inches, and so is a point on the sheet,
    from its left and its top.
    """
    size, (left, top, across, down) = (WIDTH_INCHES, height), plot
    with mpl.rc_context({**mpl.rcParamsDefault, **_STYLE}):
        scale = PIXELS_PER_INCH / POINTS_PER_INCH
        figure = Figure(figsize=(size[0] * scale, size[1] * scale), facecolor=palette.WHITE)
        axes = figure.add_axes((left / size[0], 1 - (top + down) / height, across / size[0], down / height))
        axes.set_facecolor("none")
        sheet = figure.add_axes((0, 0, 1, 1), zorder=1)
        sheet.set(xlim=(0, size[0]), ylim=(height, 0))
        sheet.set_axis_off()
        yield figure, axes, sheet
        figure.clear()


def words(sheet: Axes, x: float, y: float, text: str, anchor: str = "left", colour: str = palette.TEXT) -> None:
    """Print one or more lines on a sheet, whose middle is at a height; `anchor` is left, center or right."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        middle = y + LINE_INCHES * (number - (len(lines) - 1) / 2)
        sheet.text(x, middle, make_visible(line), ha=anchor, va="center_baseline", color=colour)


def box(sheet: Axes, rectangle: tuple[float, float, float, float], fill: str, outline: str = "none") -> None:
    """Draw a rectangle on a sheet: its left, top, width and height in inches."""
    left, top, width, height = rectangle
    sheet.add_patch(Rectangle((left, top), width, height, facecolor=fill, edgecolor=outline, linewidth=1))


def hatch(sheet: Axes, rectangle: tuple[float, float, float, float], colour: str) -> None:
    """Draw lines across a rectangle of a sheet; a pattern would need an identifier, and a page has two such charts."""
    left, top, width, height = rectangle
    apart = 0.08
    xs: list[float] = []
    ys: list[float] = []
    for number in range(1, round((width + height) / apart)):
        reach = number * apart
        xs += [left + max(0.0, reach - height), left + min(width, reach), float("nan")]
        ys += [top + min(height, reach), top + max(0.0, reach - width), float("nan")]
    sheet.plot(xs, ys, color=colour, linewidth=0.8, solid_capstyle="butt", zorder=1)  # under what comes after


def key(sheet: Axes, entries: Sequence[tuple[str, str, bool]], y: float, x: float = 0.03) -> None:
    """Print a key in one line on a sheet: of each entry its fill, its words, and whether it is hatched."""
    for fill, text, is_hatched in entries:
        rectangle = (x, y - 0.08, 0.22, 0.16)
        box(sheet, rectangle, fill, palette.DARK_GREY)
        if is_hatched:
            hatch(sheet, rectangle, palette.DARK_GREY)
        words(sheet, x + 0.28, y, text)
        x += 0.28 + width_of(text) + 0.2


def finish(figure: Figure, alt: str, title: str, subtitle: str) -> Chart:
    """Return a drawn figure as a chart.

    Raises  ValueError: the figure has a shape that a drawing does not keep, such as an image
    """
    written = io.StringIO()
    FigureCanvasSVG(figure).print_svg(written, metadata=_METADATA)
    whole = ElementTree.fromstring(written.getvalue().partition("<svg")[2].join(("<svg", "")))
    width, height = (inches * POINTS_PER_INCH / PIXELS_PER_INCH for inches in figure.get_size_inches())
    drawing = Drawing(px(width), px(height), (Elements("".join(_elements(whole)), FONT),))
    return Chart(drawing, alt, title, subtitle, round(drawing.width))


def _elements(parent: ElementTree.Element) -> Iterator[str]:
    """Give the paths and words inside an element of matplotlib's SVG, as plain elements."""
    for element in parent:
        if element.tag in _LEFT_OUT:
            continue
        if element.tag == f"{_SVG}g":
            yield from _elements(element)
        elif element.tag in (f"{_SVG}path", f"{_SVG}text"):
            style = dict(pair.split(": ", 1) for pair in element.get("style", "").split("; ") if pair)
            paint = "".join(f' {name}="{style[name].rstrip(";")}"' for name in _PAINT if name in style)
            yield _path(element, paint) if element.tag == f"{_SVG}path" else _text(element, style, paint)
        else:
            raise ValueError(f"a chart keeps paths and words; {element.tag.removeprefix(_SVG)} is neither")


def _path(element: ElementTree.Element, paint: str) -> str:
    data = " ".join(_rounded(element.get("d", "")).split())
    return f'<path d="{data}"{_rounded(paint)}/>' if data else ""


def _text(element: ElementTree.Element, style: dict[str, str], paint: str) -> str:
    turned = _TURNED.match(element.get("transform", ""))
    if "text-anchor" not in style or (turned and float(turned[1])):
        raise ValueError(f"the words {element.text!r} of a chart are turned, or have several lines")
    anchor = style["text-anchor"].rstrip(";")
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    x, y = (_rounded(element.get(name, "0")) for name in ("x", "y"))
    return f'<text x="{x}" y="{y}"{at}{paint}>{escape(element.text or "")}</text>'


def _rounded(numbers: str) -> str:
    """Return a text with its numbers to a tenth."""
    return _DECIMALS.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), numbers)
