"""LG Inform: figures of the Local Government Association, as JSON of the LG Inform Plus API or as CSV.

The API's pages say that it answers in JSON and CSV, is asked for metric types, areas and periods, and gives values of
the types raw, rank and band. No answer of it could be had without a key. The reading rests on programs that councils
have made public, which read the JSON as `columns` (each with its metric type and period) and `rows` (each with its
area, or also its metric type and period) of `values` (each with `value` and `formatted`), and the CSV as columns area,
area label and area long label and one for each period, with further rows of headings above the areas.
Not confirmed: how the CSV heads several metric types, which words stand for a missing value, and whether an answer can
say that a figure is provisional; counts and confidence limits are metric types of their own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from helpers.markers import SYMBOLS
from helpers.period_suffixes import read_label
from helpers.periods import PERIOD_TYPES, dates_of, label_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.columns import says_of_the_figure
from helpers.sources.files.limits import MAX_ROW_CHARACTERS, REJECTION_COLUMNS, Refused, plain
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats
from helpers.visible import shortly

RAW = "raw"
"""The type of value that is the figure itself."""

VALUE_TYPES = (RAW, "rank", "band")

_SYMBOLS = SYMBOLS | {"missing": "[x]", "no data": "[x]", "n/a": "[x]", "suppressed": "[c]"}
MOST_FIGURES = 500_000
"""Values of the largest file that is read: each takes much room."""

_BEGINS_WITH_YEAR = re.compile(r"(?:cal_)?(?:19|20)[0-9]{2}(?![0-9])")
"""How a heading begins that names a period, although its label may not be understood."""

_AREA_HEADINGS = ["area", "area label", "area long label"]
_MOST_HEADINGS = 15
"""Rows at the top of a CSV file among which its headings must begin."""


def _recognises(file: Opened) -> bool:
    if file.kind == "json":
        return {"columns", "rows"} <= file.document.keys()
    return file.kind == "csv" and any(map(_is_heading, _top(file)))


def not_figures(file: Opened) -> str | None:
    """Say what an answer of the API without figures tells, or None where the file is none."""
    errors = file.document.get("errors")
    if not isinstance(errors, list) or not errors:
        return None
    message = errors[0].get("message") if isinstance(errors[0], dict) else errors[0]
    return f"is an answer without figures; it says: {plain(message)}."


def read(file: Opened) -> Published:
    """Read the raw values of LG Inform, from JSON or CSV.

    `measure` is the identifier of the metric type, `area` that of the area, which is its ONS code, and `period` the
    label of the period. Rows are numbered from the first of `rows` in JSON. Ranks and bands are listed as cells that
    are not read.

    Raises  Refused: there are no columns and rows, a CSV file names no metric type or period, or two figures of one
            metric type, area and period differ
    """
    return _read_json(file) if file.kind == "json" else _read_csv(file)


def _read_json(file: Opened) -> Published:
    columns, rows = file.document["columns"], file.document["rows"]
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise Refused(f"{file.name} must hold a list of columns and a list of rows.")
    _refuse_too_many(len(columns) * len(rows), file.name)
    heads = [_about(column) for column in columns]
    figures, refused = [], []
    for number, row in enumerate(rows, start=1):
        values = row.get("values") if isinstance(row, dict) else None
        if not isinstance(values, list) or len(values) != len(heads) or not values:
            many = len(values) if isinstance(values, list) else "no"
            refused.append((number, "values", "", f"{many} values, expected {len(heads)}"))
            continue
        own = _about(row)
        for index, (head, value) in enumerate(zip(heads, values, strict=True), start=1):
            metric, area, period, kind = (of_column or of_row for of_column, of_row in zip(head, own, strict=True))
            if unknown := _unknown_key(value):
                raise Refused(
                    f"{file.name} row {number} value {index} says {shortly(unknown)!r} of the figure, which is not "
                    "known; ask for the values without it."
                )
            text = _text(value)
            why = _why_not(metric, area, period, kind) if text is not None else "not a value"
            if text is None or why:
                refused.append((number, f"values {index}", shortly(text or ""), why))
            else:
                figures.append((number, metric, area, period, text))
    return _published(file.name, figures, refused, pd.RangeIndex(1, len(rows) + 1), [])


def _about(part: object) -> tuple[str, str, str, str]:
    """Return the metric type, area, period and type of value that a column or row is of; empty where it says none."""

    def named(dimension: str, key: str) -> str:
        inner = part.get(dimension) if isinstance(part, dict) else None
        text = inner.get(key) if isinstance(inner, dict) else None
        return text.strip() if isinstance(text, str) else ""

    period = named("period", "label") or named("period", "identifier")
    kind = named("valueType", "identifier").lower()
    return named("metricType", "identifier"), named("area", "identifier"), period, kind


def _why_not(metric: str, area: str, period: str, kind: str) -> str:
    """Say why a value is no figure; empty where it is one."""
    for name, text in (("metric type", metric), ("area", area), ("period", period)):
        if not text:
            return f"no {name} is given"
    return "" if kind in ("", RAW) else f"a {shortly(kind)}, not the figure itself"


def _refuse_too_many(figures: int, name: str) -> None:
    if figures > MOST_FIGURES:
        raise Refused(f"{name} has {figures:,} values; the most that are read of LG Inform are {MOST_FIGURES:,}.")


def _text(value: object) -> str | None:
    """Return a value as text: its number, where it has none what is shown instead; None where it is not a value."""
    if isinstance(value, dict):
        number, formatted = value.get("value"), value.get("formatted")
        value = formatted if number is None else number
        value = "" if value is None else value
    return value if isinstance(value, str) else None


def _unknown_key(value: object) -> str:
    """Return what a value says of its figure beside it that is not known, such as a status; blank where nothing."""
    entries = value.items() if isinstance(value, dict) else ()
    return next(
        (key for key, content in entries if key not in ("value", "formatted") and content and says_of_the_figure(key)),
        "",
    )


def _read_csv(file: Opened) -> Published:
    top = _top(file)
    width = len(next(row for row in top if _is_heading(row)))
    # The first row may be a title, or name a metric type several times, so our own names replace it.
    names = [*_AREA_HEADINGS, *(f"column {number}" for number in range(4, width + 1))]
    frame, ragged = replace(file, content=",".join(names).encode() + b"\n" + _below_first_row(file)).table()
    _refuse_too_many(frame.size, file.name)
    cells = frame.apply(lambda column: column.str.strip())
    is_heading = (cells[_AREA_HEADINGS] == _AREA_HEADINGS).all(axis="columns")
    headings = [top[0]] if _is_heading(top[0]) else []
    headings += [list(row) for row in cells[is_heading].to_numpy()]
    measures, periods, kinds = _dimensions([row[3:] for row in headings], file.name)
    figures, refused = [], [(row, "area", "area", "a heading") for row in cells.index[is_heading]]
    for row, area, values in zip(
        cells.index[~is_heading], cells.loc[~is_heading, "area"], cells[~is_heading].to_numpy()[:, 3:], strict=True
    ):
        if not area:
            refused.append((row, "area", "", "the row has no area code"))
            continue
        for index, text in enumerate(values):
            column = f"column {index + 4}"
            if why := _why_not(measures[index], area, periods[index], kinds[index]):
                refused.append((row, column, text, why))
            else:
                figures.append((row, measures[index], area, periods[index], text))
    return _published(file.name, figures, refused, frame.index, ragged)


def _dimensions(headings: Sequence[Sequence[str]], name: str) -> tuple[list[str], list[str], list[str]]:
    """Return the metric type, the period and the type of value of each column, from the rows of headings.

    The periods are the last row of labels of periods, the metric types a row of numbers above them.
    """
    of_periods = [
        row
        for row in headings
        if any(map(_is_period, row)) and all(_is_period(cell) or _BEGINS_WITH_YEAR.match(cell) for cell in row if cell)
    ]
    if not of_periods:
        raise Refused(f"{name} names no periods above its columns; ask for columnGrouping=period.")
    periods = [list(row) for row in of_periods][-1]
    years = [re.sub(r"\D.*", "", read_label(cell).period.removeprefix("cal_")) for cell in periods]
    numbers = [
        list(row)
        for row in headings
        if any(row) and all(re.fullmatch(r"[0-9]+", cell) for cell in row if cell) and list(row) != years
    ]
    if not numbers:
        raise Refused(
            f"{name} names no metric type above its columns; ask for columnGrouping=metricType and "
            "columnGrouping=period, or for JSON."
        )
    of_kinds = [row for row in headings if any(row) and all(cell.lower() in VALUE_TYPES for cell in row)]
    kinds = [cell.lower() for cell in of_kinds[0]] if of_kinds else [RAW] * len(periods)
    return numbers[0], periods, kinds


def _published(
    name: str,
    rows_of_figures: Sequence[tuple[int, str, str, str, str]],
    refused: list[tuple[int, str, str, str]],
    rows: pd.Index,
    ragged: Sequence[Any],
) -> Published:
    figures = pd.DataFrame(rows_of_figures, columns=["row", "measure", "area", "period", "text"])
    value, marker, wrong = read_numbers(figures["text"].astype("str"), _SYMBOLS)
    figures = figures.assign(
        value=value,
        lower_95=float("nan"),
        upper_95=float("nan"),
        numerator=float("nan"),
        denominator=float("nan"),
        marker=marker,
    )
    bad = figures[wrong]
    rejected = {
        "row": bad["row"],
        "column": bad["measure"],
        "value": bad["text"],
        "reason": "not a number",
        **{column: bad[column] for column in OF_A_FIGURE},
    }
    figures_once, repeats = without_repeats(figures[~wrong], name, "area")
    rejections = pd.DataFrame(refused, columns=REJECTION_COLUMNS)
    return published(
        figures_once, pd.concat([rejections, pd.DataFrame(rejected), repeats], ignore_index=True), ragged, rows
    )


def _is_heading(row: Sequence[str]) -> bool:
    return list(row[:3]) == _AREA_HEADINGS and len(row) > len(_AREA_HEADINGS)


def _records(file: Opened) -> Iterator[list[str]]:
    start = io.BytesIO(file.content[:MAX_ROW_CHARACTERS])
    for row in csv.reader(io.TextIOWrapper(start, encoding=file.encoding, errors="replace", newline="")):
        yield [cell.strip() for cell in row]


def _top(file: Opened) -> list[list[str]]:
    """Return the first rows of a text file, as far as they are readable."""
    rows: list[list[str]] = []
    try:
        for row in _records(file):
            rows.append(row)
            if len(rows) == _MOST_HEADINGS:
                break
    except csv.Error:
        pass
    return rows


def _below_first_row(file: Opened) -> bytes:
    """Return the bytes below the first row, which may take several lines."""
    lines = io.StringIO(file.content[:MAX_ROW_CHARACTERS].decode(file.encoding, errors="replace"), newline="")
    next(csv.reader(lines))
    head = lines.getvalue()[: lines.tell()]
    return file.content[len(head.encode(file.encoding)) :]


def _is_period(text: str) -> bool:
    return any(period(read_label(text).period, period_type) for period_type in PERIOD_TYPES)


def period(label: str, period_type: str) -> str | None:
    """Turn a label of a period into that of the register's type, or None where it is not one.

    A split year without a word is a financial year; school years are printed with (academic).

    >>> period("2021/22", "financial"), period("2021/22 (academic)", "academic"), period("2021/22", "academic")
    ('2021/22', '2021/22 (academic)', None)
    >>> period("cal_2019", "calendar"), period("2022/23 Q3", "quarter")
    ('2019', '2022/23 Q3')
    """
    printed = re.sub(r"\s*-\s*", "-", label.strip())
    printed = re.sub(r"^cal_(?=[0-9]{4}$)", "", printed)
    if twelve := dates_of(printed, "year_to_month"):
        return label_of(*twelve, period_type)
    return printed if dates_of(printed, period_type) else None


FORMATS: tuple[PublishersFormat, ...] = (
    PublishersFormat(
        "lg_inform",
        "LG Inform",
        "Local Government Association",
        "the licence of each metric's publisher, mostly the Open Government Licence v3.0",
        ("lg_inform",),
        _recognises,
        read,
        period,
    ),
)
