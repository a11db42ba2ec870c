"""How wide words are, and names broken into lines that fit, measured in a font that is on every machine.

Readers see another font on a page, which is narrower: what fits here fits there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

from helpers.present.drawings import PIXELS_PER_INCH, TEXT_PIXELS
from helpers.visible import make_visible

MOST_LINES: Final = 3
_MORE: Final = " …"
_MEASURED_AT: Final = 100
"""The height of letters at which they are measured, so that none is rounded."""
_PARTS_OF_A_POINT: Final = 64
_POINTS_PER_INCH: Final = 72


@cache
def _font(name: str) -> FT2Font:
    font = FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))
    font.set_size(_MEASURED_AT, _POINTS_PER_INCH)
    return font


@lru_cache(maxsize=8192)
def width_of(text: str, *, bold: bool = False) -> float:
    """Return how wide a line of words is, in inches."""
    font = _font("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    font.set_text(make_visible(text), 0.0, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return float(width) / _PARTS_OF_A_POINT / _MEASURED_AT * TEXT_PIXELS / PIXELS_PER_INCH


@lru_cache(maxsize=1024)
def _letter_inches(letter: str) -> float:
    """Return how much longer a letter makes a line, at most: between two others, or beside itself."""
    return max(width_of(f"n{letter}n") - width_of("nn"), width_of(letter * 2) - width_of(letter))


_SURE: Final = 1.05
"""By how much a line is at most longer than its letters, as two that stand together are moved apart or together."""


def fits(text: str, inches: float, *, bold: bool = False) -> bool:
    """Say whether a line of words is no wider than some inches; its letters, summed, mostly say so without measuring.

    >>> fits("Waste", 0.6), fits("Wasted", 0.6), fits("W" * 40, 40)
    (True, False, True)
    """
    if not bold and _SURE * sum(map(_letter_inches, text)) <= inches:
        return True
    return width_of(text, bold=bold) <= inches


def room_for(texts: Iterable[str], least: float, beside: float) -> float:
    """Return the inches that the widest of some words needs with what is left free beside it, and no fewer than some.

    >>> room_for(["5%"], 0.75, 0.1), round(room_for(["12,500,000"], 0.75, 0.1), 2)
    (0.75, 1.05)
    """
    return max([least, *(width_of(text) + beside for text in texts)])


def shortened(name: str, inches: float, *, bold: bool = False) -> str:
    """Return a name without the words at its end for which some inches have no room; an ellipsis stands for them.

    >>> shortened("Bath and North East Somerset", 1.8)
    'Bath and North …'
    """
    short, end = name, ""
    while short and not fits(f"{short}{end}", inches, bold=bold):
        short, end = short.rpartition(" ")[0] or short[:-1], _MORE
    return f"{short}{end}"


def wrapped(names: Sequence[str], inches: float, most_lines: int = MOST_LINES) -> list[str]:
    """Return names broken into lines that are no wider than some inches: at most three, if not said otherwise.

    What has no room ends with an ellipsis; the alt text and the table keep the full name.

    >>> wrapped(["Calls answered within a minute"], 1.1)
    ['Calls\\nanswered\\nwithin a …']
    """
    return ["\n".join(_few_lines(name, inches, most_lines)) for name in names]


def _few_lines(name: str, inches: float, most_lines: int) -> list[str]:
    lines = list(_lines(name, inches))
    if len(lines) <= most_lines:
        return lines
    last = lines[most_lines - 1]
    return [*lines[: most_lines - 1], shortened(f"{last}{_MORE}", inches)]


def _lines(name: str, inches: float) -> Iterator[str]:
    """Give the lines of a name; a word that is wider than a line is broken."""
    line = ""
    for word in _parts(name, inches):
        longer = f"{line} {word}" if line else word
        if line and not fits(longer, inches):
            yield line
            line = word
        else:
            line = longer
    yield line


def _parts(name: str, inches: float) -> Iterator[str]:
    """Give the words of a name, those that are wider than a line in parts that are not."""
    for word in filter(None, name.split(" ")):
        if fits(word, inches):
            yield word
            continue
        part = ""
        for letter in word:
            if part and not fits(part + letter, inches):
                yield part
                part = ""
            part += letter
        yield part
