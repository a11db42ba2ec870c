"""Charts as pictures for documents, drawn with one font that comes with the project, so that bytes are the same."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from helpers.present.drawings import TEXT_PIXELS
from helpers.present.values import Chart
from helpers.publish.svg import FONT, drawing_svg

DOCUMENT_FONT: Final = "DejaVu Sans"
"""The font of documents and of the pictures in them, which matplotlib brings; that of the machine is not looked at."""

_FONT_FILES: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")

PIXELS_PER_INCH: Final = 120
_FONT_PIXELS: Final = 13.5
"""The height of letters in a picture: the font is as much wider than the one that charts are drawn for."""

_SHEET: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""


@cache
def fonts() -> Any:
    """Return the fonts of documents, as typst takes them."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_folder_of_fonts())])


def _folder_of_fonts() -> Path:
    """Return the folder of fonts that matplotlib brings, without importing it."""
    package = importlib.util.find_spec("matplotlib")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("matplotlib, which brings the font of documents, is not installed")
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"


_USUAL: Final = re.compile("[\u00a0-\u017f\u2010-\u2027\u2190-\u22ff\u25a0-\u25ff]")
"""Letters of Latin alphabets, punctuation, arrows, signs and shapes, which the font has: a test compares the two."""


@cache
def _characters() -> frozenset[int]:
    """Return the code points of the characters that the font of documents has, in plain and in bold."""
    from matplotlib.ft2font import FT2Font

    plain, bold = (FT2Font(str(_folder_of_fonts() / name)).get_charmap() for name in _FONT_FILES)
    return frozenset(plain) & frozenset(bold)


def not_in_font(text: str) -> list[str]:
    """Return the characters of a text that the font of documents lacks, in order.

    >>> not_in_font("Latin, \\N{BLACK UP-POINTING TRIANGLE} and \\u6f22") == ["\\u6f22"]
    True
    """
    unusual = {char for char in set(text) if not char.isascii() and not _USUAL.match(char)}
    return sorted(char for char in unusual if ord(char) not in _characters())


def chart_svg(chart: Chart) -> str:
    """Return the drawing of a chart as SVG that stands alone, in the font of documents."""
    svg = drawing_svg(chart.picture, chart.alt)
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(FONT, DOCUMENT_FONT)
    return svg.replace(f'font-size="{TEXT_PIXELS}"', f'font-size="{_FONT_PIXELS}"', 1)


def chart_png(chart: Chart) -> bytes:
    """Return a chart as a picture of pixels, for programs that show no drawing."""
    return typst.compile(
        _SHEET,
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"svg": chart_svg(chart)},
    )
