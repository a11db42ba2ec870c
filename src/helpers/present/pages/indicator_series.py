"""The series of one indicator: the message of its chart, its figures as a table, and all figures as lines of CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from helpers.areas import ENGLAND
from helpers.markers import MEANINGS
from helpers.present.cells import MISSING, format_number, is_missing, unit_in_words
from helpers.present.facts import Fact
from helpers.present.figures import figure_again
from helpers.present.pages.indicator_tables import CardSettings, CardTables
from helpers.present.periods import with_preposition
from helpers.present.values import Cell, Column, Folded, Span, Table
from helpers.schema.cards import CARD_SERIES
from helpers.verdicts import printed_rank

Row = Mapping[Any, Any]


def series_title(series: Sequence[Row], title: str, unit: str, decimals: int, group: str) -> str:
    """Return the message of the chart: the first and the last figure, and which side of the middle half the last is."""
    own = [row for row in series if not is_missing(row["value"])]
    if not own:
        return title
    first, last = own[0], own[-1]
    printed = figure_again(last["value"], unit, decimals)
    message = f"{title}: {printed} {with_preposition(last['period'])}"
    if first is not last:
        before = figure_again(first["value"], unit, decimals)
        begin, end = (with_preposition(str(row["period"])) for row in (first, last))
        message = f"{title}: {before} {begin}, {printed} {end}"
    if is_missing(last["lower_quartile"]):
        return message
    if last["value"] < last["lower_quartile"]:
        return f"{message}, below the middle half of {group}"
    above = last["value"] > last["upper_quartile"]
    return f"{message}, {'above' if above else 'inside'} the middle half of {group}"


def series_title_facts(series: Sequence[Row], unit: str, decimals: int) -> list[Fact]:
    """Return what `series_title` states: the first and the last figure, cells of card_series."""
    own = [row for row in series if not is_missing(row["value"])]
    return [
        Fact(
            CARD_SERIES.name,
            tuple(str(row[name]) for name in CARD_SERIES.key),
            "value",
            row["value"],
            "again",
            unit,
            decimals,
        )
        for row in own[:1] + own[1:][-1:]
    ]


_SERIES: Final = (
    ("value", "Council"),
    ("lower_95", "Lower 95% limit"),
    ("upper_95", "Upper 95% limit"),
    ("england", "England"),
    ("lowest", "Lowest"),
    ("lower_quartile", "Lower quartile"),
    ("median", "Median"),
    ("upper_quartile", "Upper quartile"),
    ("highest", "Highest"),
)


def series_table(series: Sequence[Row], row: Row, group: str) -> Folded:
    """Return the figures of the chart as a table, the newest first, without columns that have none.

    `series` are the rows of card_series of one indicator, `row` is its row of the compendium.
    """
    newest_first = list(reversed(series))
    named = [(name, label) for name, label in _SERIES if any(not is_missing(point[name]) for point in series)]
    columns = [Column("period", "Period", header=True)]
    columns += [Column(name, label, align="right") for name, label in named]
    has_rank = any(not is_missing(point["rank"]) for point in series)
    has_marks = any(_marks_in_words(point) for point in series)
    columns += [Column("rank", f"Rank among {group}")] if has_rank else []
    columns += [Column("marker", "Notes")] if has_marks else []
    decimals, unit = int(row["decimals"]), str(row["unit"])
    lines = []
    for point in newest_first:
        line = [Cell((Span(str(point["period"])),))]
        line += [_number(point[name], decimals, unit) for name, _ in named]
        if has_rank:
            rank = MISSING if is_missing(point["rank"]) else printed_rank(int(point["rank"]), int(point["n"]))
            line.append(Cell((Span(rank),)))
        line += [Cell((Span(_marks_in_words(point) or "–"),))] if has_marks else []
        lines.append(tuple(line))
    caption = f"The figures of the chart, {unit_in_words(unit)}"
    return Folded("The figures of the chart", Table(caption, caption, tuple(columns), tuple(lines)))


def _marks_in_words(point: Row) -> str:
    """Return in words what the marks of a figure say; that there is none is printed in its place."""
    marks = [mark for mark in str(point["marker"]).split() if mark != MISSING]
    return "; ".join(MEANINGS.get(mark, mark) for mark in marks)


def _number(value: Any, decimals: int, unit: str) -> Cell:
    if is_missing(value):
        return Cell((Span(MISSING),))
    return Cell((Span(format_number(value, decimals)),), value, unit, decimals)


def card_rows(tables: CardTables, settings: CardSettings) -> dict[str, list[tuple[Any, ...]]]:
    """Return for each indicator with a series the lines of its CSV: a header with the periods, then a line a series.

    First come the figures of the council, its limits, marks, rank and quartile, then England, the lowest, quartiles,
    median and highest of the group, and each other council of the group. A line without any figure is left out. The
    header says the unit. Of two periods of one name the later one has the figures, as in the chart.
    """
    others = tables.card_councils[~tables.card_councils["own"]]
    columns = (others[name].to_numpy(dtype=object) for name in _OF_COUNCILS)
    councils: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for indicator_id, period, area_code, area_name, value in zip(*columns, strict=True):
        of_indicator = councils.setdefault(indicator_id, {})
        of_indicator.setdefault((str(area_name), str(area_code)), {})[str(period)] = value
    units = dict(zip(tables.compendium["indicator_id"], tables.compendium["unit"], strict=True))
    by_period: dict[str, dict[str, Any]] = {}
    for row in tables.card_series.itertuples(index=False):
        by_period.setdefault(str(row.indicator_id), {})[str(row.period)] = row
    lines: dict[str, list[tuple[Any, ...]]] = {}
    for name, rows in by_period.items():
        header = (f"figures ({unit_in_words(str(units[name]))})", "area_code", *rows)
        own = [
            (words, code, *(getattr(row, column) for row in rows.values()))
            for column, words, code in _csv_lines(settings)
        ]
        of_councils = [(*key, *map(values.get, rows)) for key, values in sorted(councils.get(name, {}).items())]
        lines[name] = [header, *(line for line in own if _has_figures(line)), *of_councils]
    return lines


_OF_COUNCILS: Final = ("indicator_id", "period", "area_code", "area_name", "value")


def _csv_lines(settings: CardSettings) -> Iterable[tuple[str, str, str]]:
    """Give each line of the council, England and the group: its column of card_series, its words and its area."""
    yield "value", settings.council, settings.authority
    for column, words in _BESIDE_OWN.items():
        yield column, f"{settings.council}: {words}", settings.authority
    yield "england", "England", ENGLAND
    for column in ("lowest", "lower_quartile", "median", "upper_quartile", "highest"):
        yield column, f"{column.replace('_', ' ')} of {settings.group}", ""


_BESIDE_OWN: Final = {
    "lower_95": "lower 95% limit",
    "upper_95": "upper 95% limit",
    "marker": "marks",
    "rank": "rank",
    "quartile": "quartile",
}


def _has_figures(line: Sequence[Any]) -> bool:
    return any(not is_missing(value) and value != "" for value in line[2:])
