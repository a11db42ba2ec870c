"""The pages of the indicator cards as HTML, and beside each its figures as CSV and its picture as SVG.

The shell of the site stands around `card_body`; `card_page` has a plain one of its own, for a card alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import escape

from helpers.present.cells import is_missing
from helpers.present.drawings import TEXT_PIXELS, Drawing
from helpers.present.pages.indicator_card import IndicatorCard
from helpers.present.values import Chart, Part, Parts
from helpers.publish.html import to_html
from helpers.publish.svg import FONT, drawing_svg
from helpers.visible import make_visible

STYLE: Final = Path(__file__).parent / "page" / "site" / "cards.css"
"""The style of cards alone: the drawings in light and dark, and the figure at the head."""

WIDE_PIXELS: Final = 600.0
"""A wider drawing shrinks less on a narrow screen, where its words would be too small: it moves in its frame."""

_LINE: Final = 1.4 * TEXT_PIXELS


def card_body(card: IndicatorCard) -> str:
    """Return what is inside the main part of a card's page, with its title.

    Raises  ValueError: a picture is no drawing
    """
    return f'<h1>{_text(card.title)}</h1><div class="card">{"".join(map(_part, card.parts))}</div>'


def card_page(card: IndicatorCard, publication: str, styles: str = "") -> str:
    """Return a card as a complete page that loads nothing; `styles` is put before the style of cards.

    Raises  ValueError: a picture is no drawing
    """
    style = styles + STYLE.read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(card.title)} - {_text(publication)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<main class="inner">\n{card_body(card)}\n</main>\n</body>\n</html>\n'
    )


def _part(part: Part) -> str:
    if isinstance(part, Chart):
        return _figure(part)
    if isinstance(part, Parts):
        return "".join(map(_part, part))
    return to_html(part)


def _figure(chart: Chart) -> str:
    subtitle = f'<span class="subtitle">{_text(chart.subtitle)}</span>' if chart.subtitle else ""
    drawing = _drawing(chart)
    kind = "drawn wide" if drawing.width > WIDE_PIXELS else "drawn"
    opening = f'<div class="{kind}" role="region" tabindex="0" aria-label="{_text(chart.title)}">'
    drawn = f"{opening}{drawing_svg(drawing, chart.alt)}</div>"
    return f"<figure><figcaption>{_text(chart.title)}{subtitle}</figcaption>{drawn}</figure>"


def _drawing(chart: Chart) -> Drawing:
    if not isinstance(chart.picture, Drawing):
        raise ValueError(f"the chart {chart.title!r} is a picture; a card shows drawings, whose text can grow")
    return chart.picture


def picture_svg(chart: Chart, source: str = "") -> str:
    """Return a chart as an SVG file that stands alone, with its title, what it shows and its source around it.

    Raises  ValueError: the picture is no drawing
    """
    drawing = _drawing(chart)
    width = max(drawing.width, 640.0)
    letters = int(width / (0.55 * TEXT_PIXELS))
    title, below = _wrapped(chart.title, letters), _wrapped(chart.subtitle, letters)
    foot = _wrapped(source, letters) if source else []
    top = _LINE * (len(title) + len(below)) + 8
    height = top + drawing.height + _LINE * len(foot) + 8
    lines = [
        *((words, _LINE * (number + 0.8), "bold") for number, words in enumerate(title)),
        *((words, _LINE * (len(title) + number + 0.8), "normal") for number, words in enumerate(below)),
        *((words, top + drawing.height + _LINE * (number + 0.8), "normal") for number, words in enumerate(foot)),
    ]
    texts = "".join(
        f'<text x="4" y="{y:.1f}" font-weight="{weight}">{_text(words)}</text>' for words, y, weight in lines
    )
    inner = drawing_svg(drawing, chart.alt).replace("<svg ", f'<svg y="{top:.1f}" ', 1)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}" height="{height:.1f}" '
        f'viewBox="0 0 {width:.1f} {height:.1f}"><title>{_text(chart.title)}</title><desc>{_text(chart.alt)}</desc>'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>'
        f'<g font-family="{FONT}" font-size="{TEXT_PIXELS}" fill="#0B0C0C">{texts}</g>{inner}</svg>\n'
    )


def _wrapped(text: str, letters: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def csv_text(lines: Iterable[Sequence[Any]]) -> str:
    """Return lines as CSV with commas and line feeds; a missing value is empty.

    >>> csv_text([("period", "value"), ("2022/23", 3.8), ("2021, new", float("nan"))])
    'period,value\\n2022/23,3.8\\n"2021, new",\\n'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([map(_csv_cell, line) for line in lines])
    return text.getvalue()


def _csv_cell(value: Any) -> str:
    if is_missing(value):
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def card_files(cards: Sequence[IndicatorCard], rows: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, str]:
    """Return the files beside the cards by their paths: the figures of each as CSV, and its picture as SVG.

    `rows` are those of `present.pages.indicator_series.card_rows`.
    """
    files = {}
    for card in cards:
        if card.chart is not None:
            stem = card.path.removesuffix(".html")
            files[f"{stem}.csv"] = csv_text(rows[card.indicator_id])
            files[f"{stem}.svg"] = picture_svg(card.chart, card.credit)
    return files


def _text(text: str) -> str:
    return str(escape(make_visible(text)))
