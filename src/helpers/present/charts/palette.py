"""Colours of the pages and charts, with the contrast arithmetic that the choices rest on.

The six category colours and the sequential blues are the Government Analysis Function palette. Text
colours are darker relatives of them, because several of the chart colours are too light to read as text.
"""

from __future__ import annotations

from typing import Final

from helpers.verdicts import (
    CANNOT_BE_DETERMINED,
    GOOD,
    IMPROVED,
    NO_REAL_CHANGE,
    NOT_JUDGED,
    NOT_TESTED,
    SERIOUS_CONCERNS,
    SOME_CONCERNS,
    WORSENED,
)

DARK_BLUE: Final = "#12436D"
TURQUOISE: Final = "#28A197"
DARK_PINK: Final = "#801650"
ORANGE: Final = "#F46A25"
DARK_GREY: Final = "#3D3D3D"
LIGHT_PURPLE: Final = "#A285D1"
CATEGORIES: Final = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE)

LIGHT_BLUE: Final = "#6BACE6"
LIGHTER_BLUE: Final = "#B9D7F0"
PALE_BLUE: Final = "#DCE9F5"

WHITE: Final = "#FFFFFF"
ZEBRA: Final = "#F4F7FA"
TEXT: Final = "#0B0C0C"
MUTED: Final = "#4A5258"
LINE_GREY: Final = "#595959"
PALE_GREY: Final = "#E3E6E8"
WORSENED_TEXT: Final = "#983A07"

DIRECTION_FILLS: Final = {
    IMPROVED: DARK_BLUE,
    NO_REAL_CHANGE: PALE_GREY,
    WORSENED: ORANGE,
    CANNOT_BE_DETERMINED: WHITE,
}
DIRECTION_TEXTS: Final = {
    IMPROVED: DARK_BLUE,
    NO_REAL_CHANGE: DARK_GREY,
    WORSENED: WORSENED_TEXT,
    CANNOT_BE_DETERMINED: MUTED,
    NOT_JUDGED: MUTED,
}
QUARTILE_FILLS: Final = (DARK_BLUE, LIGHT_BLUE, LIGHTER_BLUE, WHITE)
QUALITY_FILLS: Final = {
    SERIOUS_CONCERNS: ORANGE,
    SOME_CONCERNS: LIGHTER_BLUE,
    GOOD: WHITE,
    NOT_TESTED: PALE_GREY,
}


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour by the WCAG 2.2 definition.

    `colour` is '#RRGGBB'; the answer runs from 0 (black) to 1 (white).

    Raises  ValueError: other forms
    """
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"a colour must be written #RRGGBB, not {colour!r}")
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, from 1 (equal) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(fill: str) -> str:
    """Return the text colour, white or near black, that reads better on a fill."""
    return WHITE if contrast(WHITE, fill) >= contrast(TEXT, fill) else TEXT
