"""The files beside the indicator cards: the figures of each as CSV, and its picture as SVG."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import escape

from helpers.present.cells import is_missing
from helpers.present.pages.indicator_card import IndicatorCard
from helpers.present.values import Chart
from helpers.publish.svg import titled_svg


def picture_svg(chart: Chart, source: str = "") -> str:
    """Return a chart as an SVG file that stands alone, with its title, what it shows and its source around it.

    What is read aloud is its description, and is not in the drawing inside it a second time.
    """
    whole = titled_svg(chart, source).replace(f' role="img" aria-label="{escape(chart.alt)}"', "", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def csv_text(lines: Iterable[Sequence[Any]]) -> str:
    """Return lines as CSV with commas and line feeds; a missing value is empty.

    >>> csv_text([("period", "value"), ("2022/23", 3.8), ("2021, new", float("nan"))])
    'period,value\\n2022/23,3.8\\n"2021, new",\\n'
    """
    text = io.StringIO()
    rows = ([cell if type(cell) in _WRITTEN_AS_IT_IS else _csv_cell(cell) for cell in line] for line in lines)
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


_WRITTEN_AS_IT_IS: Final = frozenset({str, type(None)})


def _csv_cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.12g}" if value == value else ""
    return "" if is_missing(value) else str(value)


def card_files(card: IndicatorCard, rows: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, str]:
    """Return the files beside a card by their paths: its figures as CSV and its picture as SVG; none without a chart.

    `rows` are those of `present.pages.indicator_series.card_rows`.
    """
    if card.chart is None:
        return {}
    stem = card.path.removesuffix(".html")
    return {
        f"{stem}.csv": csv_text(rows[card.indicator_id]),
        f"{stem}.svg": picture_svg(card.chart, card.credit),
    }
