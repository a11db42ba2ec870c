"""A dashboard's table on the site: what is printed of each indicator, with the judgement, its ground and its doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from helpers.markers import markers_beside
from helpers.present.cells import as_column, direction_cell, format_value, is_missing, words_cell
from helpers.present.figures import figure_again, unit_again
from helpers.present.pages.outcomes import controlled_by
from helpers.present.pages.site_index import quartile_in_words
from helpers.present.site_pages import card_of, link
from helpers.present.tables import table
from helpers.present.values import REASON, Cell, Column, Span, Table
from helpers.results.directions import NEWER_PERIOD
from helpers.verdicts import (
    CANNOT_BE_DETERMINED,
    GOOD,
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER,
    NOT_JUDGED,
    NOT_TESTED,
    SIGNS,
    printed_rank,
)

NO_FIGURE: Final = "No figure"
OWN: Final = "county"
"""Who can do most where nobody is named in the row."""

NO_NUMBER: Final = "Not numbered"

_REFERENCE = Column("reference_shown", "Reference")
_COLUMNS: Final = (
    Column("what", "Indicator", header=True),
    Column("direction_shown", "Direction of travel"),
    Column("quartile_shown", "Rank and quartile"),
    Column("latest", "Latest", align="right"),
    Column("previous", "Previous", align="right"),
    Column("median_shown", "Middle council", align="right"),
    Column("england_shown", "England", align="right"),
    Column("trend", "Over the years"),
)


@dataclass(frozen=True)
class RowNotes:
    """What is printed beside the figures of a row: `words` has what officers say, a frame as the table officers_words.

    `comparisons` is the table; `references` has the printed number of each indicator that has one; `remarks` what a
    reader must know beside some.
    """

    comparisons: pd.DataFrame
    words: pd.DataFrame
    sparklines: Mapping[str, Cell]
    is_two_tier: bool
    references: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)


def dashboard_table(rows: pd.DataFrame, caption: str, notes: RowNotes, page: str) -> Table:
    """Return indicators as a table in which each row says what is judged, on which ground, and how sure that is.

    `rows` are of the table compendium, `page` is the path of the page that shows the table.
    """
    records = rows.to_dict("records")
    compared = {row["indicator_id"]: row for row in notes.comparisons.to_dict("records")}
    comments = _comments(notes.words)
    cells: dict[str, list[Cell]] = {
        "reference_shown": [words_cell(notes.references.get(row["indicator_id"], "") or NO_NUMBER) for row in records],
        "what": [_what(row, notes, comments.get(row["indicator_id"], ()), page) for row in records],
        "direction_shown": [_direction(row) for row in records],
        "quartile_shown": [_standing(row, compared.get(row["indicator_id"], {})) for row in records],
        "latest": [_figure(row, "value", "period") for row in records],
        "previous": [_figure(row, "previous_value", "previous_period", "previous_") for row in records],
        "median_shown": [_other(row, row["median"]) for row in records],
        "england_shown": [_other(row, compared.get(row["indicator_id"], {}).get("england")) for row in records],
        "trend": [_trend(row, notes.sparklines) for row in records],
    }
    frame = rows.assign(**{name: as_column(column, rows.index) for name, column in cells.items()})
    has_reference = any(notes.references.get(row["indicator_id"]) for row in records)
    columns = [_REFERENCE, *_COLUMNS] if has_reference else list(_COLUMNS)
    return replace(table(frame, caption, columns), rows_apart=True)


def _comments(words: pd.DataFrame) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what officers say of each indicator: the words, and who says so."""
    by_indicator: dict[str, list[tuple[str, str]]] = {}
    for row in words[words["kind"].eq("indicator")].to_dict("records"):
        day = "" if is_missing(row["written_on"]) else f", {format_value(row['written_on'])}"
        by_indicator.setdefault(str(row["about"]), []).append((str(row["words"]), f"{row['written_by']}{day}"))
    return {indicator: tuple(paragraphs) for indicator, paragraphs in by_indicator.items()}


def _what(row: Mapping[Any, Any], notes: RowNotes, comments: Sequence[tuple[str, str]], page: str) -> Cell:
    """Return the name as a link to its card, what the figure is measured in, the marks of the row, and the comments."""
    spans = [link(str(row["title"]), card_of(row["indicator_id"]), page)]
    unit = str(row["unit"])
    if unit != "%" and not is_missing(row["value"]) and unit_again(unit) != unit:
        spans.append(Span(unit.replace("GBP million", "£ million").replace("GBP", "£"), REASON))
    for mark in _marks(row):
        spans += [Span(" "), Span(mark, "tag")]
    who = controlled_by(is_two_tier=notes.is_two_tier).get(str(row["controlled_by"]), "")
    if who and row["controlled_by"] != OWN:
        spans.append(Span(f"Who can do most: {who}", REASON))
    if notes.remarks.get(row["indicator_id"]):
        spans.append(Span(notes.remarks[row["indicator_id"]], REASON))
    for words, who_says in comments:
        spans += [Span(words, "quoted"), Span(who_says, "quoted", "signed")]
    return Cell(tuple(spans))


def _marks(row: Mapping[Any, Any]) -> Iterable[str]:
    """Give what a reader must know of a row: counted or not, provisional, older, worked out, quality."""
    if not row["in_headline"]:
        yield "Not counted: the same as another" if row["same_as"] else "Not counted"
    if row["provisional"]:
        yield "Provisional"
    if row["stale"]:
        yield "Older figure"
    if row["derived"]:
        yield "Worked out from published counts"
    if row["measure_type"] != "national":
        yield "Local measure" if row["measure_type"] == "local" else "Partner measure"
    band = row["quality_band"]
    # that a figure is missing or old is printed in the row, and does not make it doubtful
    doubts = [
        one for one in str(row["quality_concerns"] or "").split(", ") if one not in ("completeness", "timeliness", "")
    ]
    if not is_missing(row["value"]) and band not in (GOOD, NOT_TESTED) and doubts:
        yield f"{band} about {' and '.join(doubts)}"


def _direction(row: Mapping[Any, Any]) -> Cell:
    """Return the judgement, how sure it is, and its ground in words."""
    if row["direction"] == NOT_JUDGED:
        return direction_cell(row["movement"], row["evidence"]).with_spans(
            Span("neither high nor low is better", REASON)
        )
    ground = str(row["direction_reason"] or "").split(NEWER_PERIOD, maxsplit=1)[0]
    if row["direction"] == CANNOT_BE_DETERMINED:
        return direction_cell(row["direction"]).with_spans(Span(ground, REASON))
    cell = direction_cell(row["direction"], row["evidence"])
    return cell.with_spans(Span(_GROUNDS.get(ground, ground), REASON)) if ground else cell


_GROUNDS: Final[Mapping[str, str]] = {
    "the change is over the tolerance": "over the tolerance",
    "the change is within the tolerance": "within the tolerance",
}


def _standing(row: Mapping[Any, Any], compared: Mapping[Any, Any]) -> Cell:
    if is_missing(row["rank"]):
        why = "" if SIGNS[row["polarity"]] == 0 else str(row["rank_reason"] or "")
        return Cell((Span("No rank"), Span(why, REASON))) if why and why != "nan" else words_cell("No rank")
    cell = words_cell(printed_rank(int(row["rank"]), int(row["n"]), int(row["tied"])))
    if not is_missing(row["quartile"]):
        cell = cell.with_spans(Span(quartile_in_words(row), "reason", f"quartile-{int(row['quartile'])}"))
    period = compared.get("period")
    if not is_missing(period) and not is_missing(row["period"]) and period != row["period"]:
        cell = cell.with_spans(Span(f"for {period}", REASON))
    return cell


def _figure(row: Mapping[Any, Any], value: str, period: str, before: str = "") -> Cell:
    """Return a figure with the sign of its unit, its markers, and its period below."""
    if is_missing(row[value]):
        return words_cell(NO_FIGURE)
    unit, decimals = str(row["unit"]), int(row["decimals"])
    marks = markers_beside(
        str(row[f"{before}marker"] or ""), provisional=row[f"{before}provisional"], derived=row[f"{before}derived"]
    )
    printed = " ".join([figure_again(row[value], unit, decimals), *marks])
    cell = Cell((Span(printed), Span(str(row[period]), REASON)), row[value], unit, decimals)
    newest = row["newest_period"]
    if not before and isinstance(newest, str) and newest:
        cell = cell.with_spans(Span(f"no figure for {newest} {row['newest_marker']}", REASON))
    return cell


def _other(row: Mapping[Any, Any], value: Any) -> Cell:
    if is_missing(value):
        return words_cell(NO_FIGURE)
    unit, decimals = str(row["unit"]), int(row["decimals"])
    return Cell((Span(figure_again(value, unit, decimals)),), value, unit, decimals)


def _trend(row: Mapping[Any, Any], sparklines: Mapping[str, Cell]) -> Cell:
    """Return the series as a small line with the way that is good in words."""
    cell = sparklines.get(row["indicator_id"])
    if cell is None or cell.sparkline is None:
        return words_cell("No series")
    good = {HIGHER_IS_BETTER: "up is better", LOWER_IS_BETTER: "down is better"}.get(row["polarity"], "")
    return cell.with_spans(Span(good, REASON)) if good else cell
