"""Sparklines and drawings as SVG inside a page: the one routine that draws small charts."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from markupsafe import escape

from helpers.present.charts import palette
from helpers.present.drawings import (
    TEXT_PIXELS,
    Area,
    Boxes,
    Diamond,
    Disc,
    Drawing,
    Elements,
    Line,
    Path,
    Shape,
    Signs,
    Words,
)
from helpers.present.values import Chart, Sparkline
from helpers.visible import make_visible

DRAWING: Final = "drawing"
"""The class of a chart that is drawn in the page."""

FONT: Final = "Arial, Helvetica, sans-serif"
WIDE_FONT: Final = f"Verdana, {FONT}"
"""The fonts that a browser uses where it lacks that of a library; the first is as wide."""

_DROP: Final = 0.35 * TEXT_PIXELS
"""How far below the middle of its letters a line of text stands."""

SPARKLINE_WIDTH: Final = 120
SPARKLINE_HEIGHT: Final = 28
SPARKLINE_LEAST: Final = 0.1
"""The share of a line's largest figure that its height is at least."""

_SPARKLINE_MARGIN: Final = 4.0
_ARROW_WIDTH: Final = 16
_ARROWS: Final = {
    better: f'<path class="better" d="{shape}" fill="none" stroke="{palette.MUTED}" stroke-width="1.6"/>'
    for better, shape in {"up": "M130 23V6M126 10L130 6L134 10", "down": "M130 5V22M126 18L130 22L134 18"}.items()
}


def sparkline_svg(sparkline: Sparkline) -> str:
    """Return a small line of a series, 120 by 28 CSS pixels, with its last point marked; one alone is a dot.

    An arrow on its right says which way is better, where one is. The line fills its height only where figures differ
    by `SPARKLINE_LEAST` of the largest or more, so that a small change is not drawn as a large one.
    """
    numbers = [value for value in sparkline.points if value is not None]
    low, high, count = min(numbers), max(numbers), len(sparkline.points)
    middle, span = (low + high) / 2, max(high - low, SPARKLINE_LEAST * max(map(abs, numbers)))
    across = SPARKLINE_WIDTH - 2 * _SPARKLINE_MARGIN
    down = SPARKLINE_HEIGHT - 2 * _SPARKLINE_MARGIN
    step = across / (count - 1) if count > 1 else 0.0
    shapes: list[str] = []
    path: list[str] = []
    run: list[tuple[float, float]] = []
    last = (0.0, 0.0)
    for index, value in enumerate([*sparkline.points, None]):
        if value is not None:
            share = 0.5 + (value - middle) / span if span else 0.5
            x = _SPARKLINE_MARGIN + (step * index if count > 1 else across / 2)
            run.append((x, _SPARKLINE_MARGIN + down * (1 - share)))
            last = run[-1]
            continue
        if len(run) > 1:
            path.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run))
        elif run:
            shapes.append(_dot(*run[0], 1.3))
        run = []
    if path:
        shapes.insert(0, f'<path d="{"".join(path)}" fill="none" stroke="{palette.DARK_BLUE}" stroke-width="1.6"/>')
    shapes.append(_dot(*last, 2.8))
    width = SPARKLINE_WIDTH + (_ARROW_WIDTH if sparkline.better else 0)
    if sparkline.better:
        shapes.append(_ARROWS[sparkline.better])
    size = f'width="{width}" height="{SPARKLINE_HEIGHT}"'
    box = f'viewBox="0 0 {width} {SPARKLINE_HEIGHT}"'
    label = escape(sparkline.label)
    return f'<svg class="sparkline" role="img" aria-label="{label}" {size} {box}>{"".join(shapes)}</svg>'


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{palette.DARK_BLUE}"/>'


@lru_cache(maxsize=4)
def drawing_svg(drawing: Drawing, label: str) -> str:
    """Return a drawing as SVG; `label` is what is read aloud in its place.

    The last ones are remembered: the page of a card and the picture beside it, made one after the other, show one.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    shapes = "".join(_shapes(drawing.shapes))
    return (
        f'<svg class="{DRAWING}" role="img" aria-label="{escape(label)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><g font-family="{FONT}" font-size="{TEXT_PIXELS}" fill="{palette.TEXT}">'
        f"{shapes}</g></svg>"
    )


_LINE_PIXELS: Final = 1.4 * TEXT_PIXELS
_MIN_TITLED_PIXELS: Final = 640.0
_SHORT: Final = f'<svg class="{DRAWING}"'
_END: Final = "</svg></g></svg>"


def titled_svg(chart: Chart, source: str = "") -> str:
    """Return a chart as SVG that stands alone, as notebooks and files keep it: its title, what it shows and its source
    are in the picture."""
    drawing = chart.picture
    width = max(drawing.width, _MIN_TITLED_PIXELS)
    letters = int(width / (0.55 * TEXT_PIXELS))
    title, below, foot = (
        textwrap.wrap(make_visible(text), letters, break_long_words=False)
        for text in (chart.title, chart.subtitle, source)
    )
    top = _LINE_PIXELS * (len(title) + len(below)) + 8
    height = top + drawing.height + _LINE_PIXELS * len(foot) + 8
    lines = [
        *((words, _LINE_PIXELS * (number + 0.8), "bold") for number, words in enumerate(title)),
        *((words, _LINE_PIXELS * (len(title) + number + 0.8), "normal") for number, words in enumerate(below)),
        *((words, top + drawing.height + _LINE_PIXELS * (number + 0.8), "normal") for number, words in enumerate(foot)),
    ]
    texts = "".join(
        f'<text x="4" y="{y:.1f}" font-weight="{weight}">{escape(words)}</text>' for words, y, weight in lines
    )
    title_and_alt = (escape(make_visible(text)) for text in (chart.title, chart.alt))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}" height="{height:.1f}" '
        f'viewBox="0 0 {width:.1f} {height:.1f}"><title>{next(title_and_alt)}</title><desc>{next(title_and_alt)}</desc>'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>'
        f'<g font-family="{FONT}" font-size="{TEXT_PIXELS}" fill="{palette.TEXT}">{texts}</g>'
        f'<g transform="translate(0 {top:.1f})">{drawing_svg(drawing, chart.alt)}</g></svg>'
    )


def without_title(svg: str) -> str:
    """Return the drawing alone of what `titled_svg` returns, for a page that prints the title as its own text."""
    start, end = svg.find(_SHORT), svg.rfind(_END)
    return svg if start < 0 or end < start else svg[start : end + len("</svg>")]


_MIN_GROUPED: Final = 4
"""This number of words of one look in a row makes a group, which takes fewer characters."""


def _shapes(shapes: Iterable[Shape]) -> Iterable[str]:
    """Return shapes as SVG; the look of words, lines, discs and diamonds that follow each other is said once."""
    for (kind, look), run in groupby(shapes, key=_look):
        alike: list[Any] = list(run)
        if kind is Line and len(alike) > 1:
            yield f'<path d="{"".join(map(_points_of_line, alike))}"{look}/>'
        elif kind is Disc and len(alike) > 1:
            yield f"<g{look}>{''.join(f'<circle {_where(disc)}/>' for disc in alike)}</g>"
        elif kind is Diamond:
            yield f'<path d="{"".join(map(_corners, alike))}"{look}/>'
        elif kind is Words and look and len(alike) >= _MIN_GROUPED:
            yield f"<g{look}>{''.join(_words(words).replace(look, '', 1) for words in alike)}</g>"
        else:
            yield from (_SHAPES[type(shape)](shape) for shape in alike)


def _look(shape: Any) -> tuple[type, str]:
    """Return the kind of a shape and how it looks, as attributes; nothing of shapes that are never drawn together.

    Words in the colour of text take it from the drawing. Turned words are drawn alone.
    """
    look = "" if isinstance(shape, Words) and shape.turned else _LOOKS.get(type(shape), _no_look)(shape)
    return type(shape), look


def _no_look(shape: Any) -> str:
    return ""


def _look_of_words(shape: Words) -> str:
    anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
    weight = ' font-weight="bold"' if shape.bold else ""
    return f"{anchor}{weight}{_fill(shape.colour)}"


def _fill(colour: str) -> str:
    return "" if colour == palette.TEXT else f' fill="{colour}"'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _look_of_line(line: Line) -> str:
    return f' stroke="{line.colour}" stroke-width="{line.width}"'


def _points_of_line(line: Line) -> str:
    return _points(((line.x1, line.y1), (line.x2, line.y2)))


def _line(line: Line) -> str:
    ends = f'x1="{_number(line.x1)}" y1="{_number(line.y1)}" x2="{_number(line.x2)}" y2="{_number(line.y2)}"'
    return f"<line {ends}{_look_of_line(line)}/>"


def _points(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _path(path: Path) -> str:
    dashes = ' stroke-dasharray="6 3"' if path.dashed else ""
    return f'<path d="{_points(path.points)}" fill="none" stroke="{path.colour}" stroke-width="{path.width}"{dashes}/>'


def _area(area: Area) -> str:
    return f'<path d="{_points(area.points)}z" fill="{area.fill}"/>'


def _boxes(boxes: Boxes) -> str:
    path = "".join(
        f"M{_number(left)} {_number(top)}h{_number(width)}v{_number(height)}h-{_number(width)}z"
        for left, top, width, height in boxes.boxes
    )
    outline = f' stroke="{boxes.outline}" stroke-width="{boxes.outline_width}"' if boxes.outline else ""
    return f'<path d="{path}" fill="{boxes.fill or "none"}"{outline}/>'


def _look_of_disc(disc: Disc) -> str:
    return f' fill="{disc.fill}" stroke="{disc.outline}" stroke-width="1.3"'


def _where(disc: Disc) -> str:
    return f'cx="{_number(disc.x)}" cy="{_number(disc.y)}" r="{disc.radius}"'


def _disc(disc: Disc) -> str:
    return f"<circle {_where(disc)}{_look_of_disc(disc)}/>"


def _look_of_diamond(diamond: Diamond) -> str:
    return f' fill="{diamond.fill}" stroke="{diamond.outline}" stroke-width="1.1"'


def _corners(diamond: Diamond) -> str:
    reach = _number(diamond.radius)
    top = f"M{_number(diamond.x)} {_number(diamond.y - diamond.radius)}"
    return f"{top}l{reach} {reach}l-{reach} {reach}l-{reach}-{reach}z"


def _words(words: Words) -> str:
    look = _look_of_words(words)
    if not words.turned:
        # a letter is as sharp at a whole pixel, and a page has many
        return f'<text x="{words.x:.0f}" y="{words.y + _DROP:.0f}"{look}>{escape(words.text)}</text>'
    x, y = _number(words.x + _DROP), _number(words.y)
    text = f'<text x="{x}" y="{y}"{look}>{escape(words.text)}</text>'
    return f'<g transform="rotate(-90 {x} {y})">{text}</g>'


def _signs(signs: Signs) -> str:
    xs = " ".join(map(_number, signs.xs))
    return (
        f'<text x="{xs}" y="{_number(signs.y + _DROP)}" text-anchor="middle"{_fill(signs.colour)}>'
        f"{escape(signs.text)}</text>"
    )


def _elements(elements: Elements) -> str:
    return f'<g font-family="{elements.font}, {WIDE_FONT}">{elements.svg}</g>'


_SHAPES: Final[dict[type, Callable[[Any], str]]] = {
    Line: _line,
    Path: _path,
    Area: _area,
    Boxes: _boxes,
    Disc: _disc,
    Words: _words,
    Signs: _signs,
    Elements: _elements,
}
_LOOKS: Final[dict[type, Callable[[Any], str]]] = {
    Line: _look_of_line,
    Disc: _look_of_disc,
    Diamond: _look_of_diamond,
    Words: _look_of_words,
}
