"""The files beside the indicator cards: the figures of each as CSV, and its picture as SVG."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import escape

from helpers.present.cells import is_missing
from helpers.present.drawings import TEXT_PIXELS
from helpers.present.pages.indicator_card import IndicatorCard
from helpers.present.values import Chart
from helpers.publish.svg import FONT, drawing_of, drawing_svg
from helpers.visible import make_visible

_LINE: Final = 1.4 * TEXT_PIXELS


def picture_svg(chart: Chart, source: str = "") -> str:
    """Return a chart as an SVG file that stands alone, with its title, what it shows and its source around it.

    Raises  ValueError: the picture is no drawing
    """
    drawing = drawing_of(chart)
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
