"""The series of one indicator: the message of its chart, its figures as a table, and all figures as lines of CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from helpers.areas import ENGLAND
from helpers.present.cells import MISSING, format_number, is_missing, unit_in_words
from helpers.present.figures import figure_again
from helpers.present.pages.indicator_tables import CardSettings, CardTables
from helpers.present.values import Cell, Column, Folded, Span, Table
from helpers.verdicts import printed_rank

Row = Mapping[Any, Any]


def series_title(series: Sequence[Row], title: str, unit: str, decimals: int, group: str) -> str:
    """Return the message of the chart: the first and the last figure, and which side of the middle half the last is."""
    own = [row for row in series if not is_missing(row["value"])]
    if not own:
        return title
    first, last = own[0], own[-1]
    printed = figure_again(last["value"], unit, decimals)
    message = f"{title}: {printed} in {last['period']}"
    if first is not last:
        before = figure_again(first["value"], unit, decimals)
        message = f"{title}: {before} in {first['period']}, {printed} in {last['period']}"
    if is_missing(last["lower_quartile"]):
        return message
    if last["value"] < last["lower_quartile"]:
        return f"{message}, below the middle half of {group}"
    above = last["value"] > last["upper_quartile"]
    return f"{message}, {'above' if above else 'inside'} the middle half of {group}"


_SERIES: Final = (
    ("value", "Council"), ("lower_95", "Lower 95% limit"), ("upper_95", "Upper 95% limit"), ("england", "England"),
    ("lowest", "Lowest"), ("lower_quartile", "Lower quartile"), ("median", "Median"),
    ("upper_quartile", "Upper quartile"), ("highest", "Highest"),
)  # fmt: skip


def series_table(series: Sequence[Row], row: Row, group: str) -> Folded:
    """Return the figures of the chart as a table, the newest first, without columns that have none.

    `series` are the rows of card_series of one indicator, `row` is its row of the compendium.
    """
    newest_first = list(reversed(series))
    named = [(name, label) for name, label in _SERIES if any(not is_missing(point[name]) for point in series)]
    columns = [Column("period", "Period", header=True)]
    columns += [Column(name, label, align="right") for name, label in named]
    has_rank = any(not is_missing(point["rank"]) for point in series)
    has_marks = any(point["marker"] for point in series)
    columns += [Column("rank", f"Rank among {group}")] if has_rank else []
    columns += [Column("marker", "Marks")] if has_marks else []
    decimals, unit = int(row["decimals"]), str(row["unit"])
    lines = []
    for point in newest_first:
        line = [Cell((Span(str(point["period"])),))]
        line += [_number(point[name], decimals, unit) for name, _ in named]
        if has_rank:
            rank = MISSING if is_missing(point["rank"]) else printed_rank(int(point["rank"]), int(point["n"]))
            line.append(Cell((Span(rank),)))
        line += [Cell((Span(str(point["marker"]) or "–"),))] if has_marks else []
        lines.append(tuple(line))
    caption = f"The figures of the chart, {unit_in_words(unit)}"
    return Folded("The figures of the chart", Table(caption, caption, tuple(columns), tuple(lines)))


def _number(value: Any, decimals: int, unit: str) -> Cell:
    if is_missing(value):
        return Cell((Span(MISSING),))
    return Cell((Span(format_number(value, decimals)),), value, unit, decimals)


def card_rows(tables: CardTables, settings: CardSettings) -> dict[str, list[tuple[Any, ...]]]:
    """Return for each indicator with a series the lines of its CSV: a header, then every figure, oldest first.

    The figures of the other councils come first, as published; then period by period that of the council, with its
    limits, that of England, and the lowest, quartiles, median and highest of the group. The header says the unit.
    """
    councils: dict[str, list[tuple[Any, ...]]] = {}
    others = tables.card_councils[~tables.card_councils["own"]]
    names = ("indicator_id", "period", "area_code", "area_name", "value", "rank", "quartile")
    columns = (others[name].to_numpy(dtype=object) for name in names)
    for indicator_id, period, area_code, area_name, value, rank, quartile in zip(*columns, strict=True):
        line = (period, "council", area_code, area_name, value, *_NO_LIMITS, rank, quartile)
        councils.setdefault(indicator_id, []).append(line)
    units = dict(zip(tables.compendium["indicator_id"], tables.compendium["unit"], strict=True))
    lines: dict[str, list[tuple[Any, ...]]] = {}
    for row in tables.card_series.itertuples(index=False):
        name = str(row.indicator_id)
        if name not in lines:
            lines[name] = [_csv_header(str(units[name])), *councils.get(name, [])]
        lines[name] += _lines_of(row, settings)
    return lines


_NO_LIMITS: Final = (None, None, None)


def _csv_header(unit: str) -> tuple[str, ...]:
    value = f"value ({unit_in_words(unit)})"
    return ("period", "what", "area_code", "area_name", value, "lower_95", "upper_95", "marker", "rank", "quartile")


def _lines_of(row: Any, settings: CardSettings) -> Iterable[tuple[Any, ...]]:
    limits = (row.lower_95, row.upper_95, row.marker)
    yield (row.period, "own council", settings.authority, settings.council, row.value, *limits, row.rank, row.quartile)
    if not is_missing(row.england):
        yield (row.period, "England", ENGLAND, "England", row.england, *_NO_LIMITS, None, None)
    if not is_missing(row.median):
        for name in ("lowest", "lower_quartile", "median", "upper_quartile", "highest"):
            words = f"{name.replace('_', ' ')} of {settings.group}"
            yield (row.period, words, "", "", getattr(row, name), *_NO_LIMITS, None, None)
