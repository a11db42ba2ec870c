"""Drawings as values: shapes with their places in CSS pixels, from the left and the top, of no output format.

Every chart is one, so its text is text: it can be read aloud, searched, and grows with the page. What a library draws
comes as one shape, of elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from helpers.present.charts import palette

PIXELS_PER_INCH: Final = 96
TEXT_PIXELS: Final = 16
"""The height of letters: 12 points."""

LINE_INCHES: Final = 0.19
"""The height that a line of text takes."""

NO_FIGURE: Final = "–"
"""What is printed where a quartile would be."""

HATCHED: Final = "hatched"
"""The mark of a key for a fill with lines across it."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float


@dataclass(frozen=True)
class Path:
    """A line through points, a dashed one if asked for."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    dashed: bool = False


@dataclass(frozen=True)
class Area:
    """The filled area inside points."""

    points: tuple[tuple[float, float], ...]
    fill: str


@dataclass(frozen=True)
class Boxes:
    """Rectangles of one fill: left, top, width and height of each; without a fill they are frames."""

    boxes: tuple[tuple[float, float, float, float], ...]
    fill: str = ""
    outline: str = ""
    outline_width: float = 0


@dataclass(frozen=True)
class _Mark:
    """A filled mark with an outline; `radius` is from its middle to the outermost point."""

    x: float
    y: float
    radius: float
    fill: str
    outline: str = palette.TEXT


class Disc(_Mark):
    """A circle."""


class Diamond(_Mark):
    """A square on its corner."""


@dataclass(frozen=True)
class Words:
    """Words on one line whose middle is at a height; `turned` ones read from the bottom to the top."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    colour: str = palette.TEXT
    bold: bool = False
    turned: bool = False


@dataclass(frozen=True)
class Signs:
    """Single characters on one line, each centred at its own x."""

    xs: tuple[float, ...]
    y: float
    text: str
    colour: str = palette.TEXT


@dataclass(frozen=True)
class Elements:
    """Paths and words that a library has drawn, as SVG elements in CSS pixels, with the font they were measured in."""

    svg: str
    font: str


Shape = Line | Path | Area | Boxes | Disc | Diamond | Words | Signs | Elements


@dataclass(frozen=True)
class Drawing:
    """A finished drawing: its size and its shapes, the first one at the bottom."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


_HATCH_INCHES: Final = 0.08
"""How far the lines across a rectangle are apart."""

_KEY_PIXELS: Final = {"line": 2.9, "thin": 0.8}


@dataclass
class Sheet:
    """An empty drawing, on which shapes are put one after the other; sizes and places are in inches."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, pixels: float) -> None:
        """Draw a line of a width in pixels."""
        self.shapes.append(Line(px(x1), px(y1), px(x2), px(y2), colour, pixels))

    def boxes(
        self, boxes: Sequence[tuple[float, float, float, float]], fill: str, outline: str = "", pixels: float = 0
    ) -> None:
        """Draw rectangles of one fill: left, top, width and height of each; nothing if there is none."""
        if boxes:
            scaled = tuple((px(left), px(top), px(width), px(height)) for left, top, width, height in boxes)
            self.shapes.append(Boxes(scaled, fill, outline, pixels))

    def hatch(self, box: tuple[float, float, float, float], colour: str) -> None:
        """Draw lines across a rectangle: its left, top, width and height."""
        left, top, width, height = box
        for number in range(1, round((width + height) / _HATCH_INCHES)):
            reach = number * _HATCH_INCHES
            low = (left + max(0.0, reach - height), top + min(height, reach))
            high = (left + min(width, reach), top + max(0.0, reach - width))
            self.line(*low, *high, colour, 0.8)

    def path(self, points: Sequence[tuple[float, float]], colour: str, pixels: float, *, dashed: bool = False) -> None:
        """Draw a line of a width in pixels through points; nothing if there are fewer than two."""
        if len(points) > 1:
            self.shapes.append(Path(tuple((px(x), px(y)) for x, y in points), colour, pixels, dashed))

    def area(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Fill the area inside points."""
        self.shapes.append(Area(tuple((px(x), px(y)) for x, y in points), fill))

    def disc(self, x: float, y: float, pixels: float, fill: str, outline: str = palette.TEXT) -> None:
        """Draw a circle with a radius in pixels."""
        self.shapes.append(Disc(px(x), px(y), pixels, fill, outline))

    def diamond(self, x: float, y: float, pixels: float, fill: str) -> None:
        """Draw a square on its corner with a reach in pixels."""
        self.shapes.append(Diamond(px(x), px(y), pixels, fill))

    def words(
        self,
        x: float,
        y: float,
        text: str,
        anchor: Anchor = "start",
        *,
        bold: bool = False,
        turned: bool = False,
        colour: str = palette.TEXT,
    ) -> None:
        """Print one or more lines, whose middle is at a height; turned ones are one line, and begin there."""
        lines = text.split("\n")
        for number, line in enumerate(lines):
            middle = px(y) + 1.15 * TEXT_PIXELS * (number - (len(lines) - 1) / 2)
            self.shapes.append(Words(px(x), round(middle, 1), line, anchor, colour, bold=bold, turned=turned))

    def signs(self, xs: Sequence[float], y: float, text: str, colour: str) -> None:
        """Print single characters, each centred at its own x; nothing if there is none."""
        if text:
            self.shapes.append(Signs(tuple(px(x) for x in xs), px(y), text, colour))

    def key(self, entries: Sequence[tuple[str, str, str]], y: float, x: float = 0.03) -> None:
        """Print a key in one line: of each entry a mark, its fill and its words.

        A mark is a disc, diamond, square, box, hatched box, line, thin line or dashes."""
        for mark, fill, text in entries:
            if mark == "disc":
                self.disc(x + 0.12, y, 7, fill)
            elif mark == "diamond":
                self.diamond(x + 0.12, y, 9, fill)
            elif mark in ("square", HATCHED):
                box = (x + 0.05, y - 0.07, 0.14, 0.14) if mark == "square" else (x, y - 0.08, 0.25, 0.16)
                self.boxes([box], fill, palette.TEXT, 1.3)
                if mark == HATCHED:
                    self.hatch(box, palette.DARK_GREY)
            elif mark == "box":
                self.boxes([(x, y - 0.09, 0.25, 0.18)], fill)
            else:
                self.path([(x, y), (x + 0.25, y)], fill, _KEY_PIXELS.get(mark, 1.6), dashed=mark == "dashes")
            self.words(x + 0.32, y, text)
            x += 0.32 + 0.1 * len(text) + 0.25

    def drawing(self) -> Drawing:
        """Return what has been drawn."""
        return Drawing(px(self.width), px(self.height), tuple(self.shapes))


def px(inches: float) -> float:
    """Return inches as CSS pixels, to a tenth.

    >>> px(0.125)
    12.0
    """
    return round(float(inches) * PIXELS_PER_INCH, 1)
