"""What is shown of gaps between groups: whether they narrow or widen, over time and among other councils."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.markers import markers_of
from helpers.present.cells import (
    MISSING,
    as_column,
    direction_cell,
    format_number,
    name_cell,
    number_cell,
    words_cell,
)
from helpers.present.periods import period_in_words
from helpers.present.tables import DIRECTION_KEY, SHORTHAND, paragraph, table
from helpers.present.values import REASON, Cell, Column, Paragraph, Span, Table
from helpers.verdicts import (
    CANNOT_BE_DETERMINED,
    CHANGED_SIGN,
    NARROWED,
    NO_REAL_CHANGE,
    NOT_JUDGED,
    WIDENED,
    ordinal,
    printed_rank,
)
from helpers.wording import number_of

GAP_WORDS = {
    NARROWED: "narrowed",
    NO_REAL_CHANGE: "no real change",
    WIDENED: "widened",
    CHANGED_SIGN: "changed sign",
    NOT_JUDGED: "not judged",
    CANNOT_BE_DETERMINED: "cannot be determined",
}
"""The directions of a gap, in the order in which they are printed, as words in a sentence."""

NOTES = (
    "A gap narrows if it gets smaller, whichever group is worse off. Where it changed its sign, that is said.",
    "[d]: worked out here as the figure of the first group less that of the second, for the same period. Such a gap is "
    "in no count. Limits of it are worked out only where nobody is in both groups.",
    "Rank: the smallest gap is 1st; of a published gap, the best as the register says.",
)


def gaps_sentence(gaps: pd.DataFrame) -> Paragraph:
    """Say how many gaps narrowed, did not really change or widened; `gaps` is the table inequality_gaps."""
    if gaps.empty:
        return paragraph("No measure of this report is a gap between two groups.")
    counts = gaps["gap_direction"].value_counts()
    directions = [f"{words}: {int(counts[word])}" for word, words in GAP_WORDS.items() if word in counts]
    derived = int(gaps["kind"].eq("derived").sum())
    in_no_count = {0: "", 1: " The one that is worked out here is in no count."}.get(
        derived, f" The {derived} that are worked out here are in no count."
    )
    return paragraph(f"{number_of(len(gaps), 'gap')} between groups, {'; '.join(directions)}.{in_no_count}")


_COLUMNS = [
    Column("what", "Gap", header=True),
    Column("latest_shown", "Latest", align="right"),
    Column("groups_shown", "Of the two groups"),
    Column("period_shown", "Period"),
    Column("previous_shown", "Previous", align="right"),
    Column("direction_shown", "Direction of travel"),
    Column("rank_shown", "Rank"),
    Column("median_shown", "Group median", align="right"),
]


def gaps_table(gaps: pd.DataFrame, group: str, evidence: pd.DataFrame | None = None) -> Table:
    """Return every gap with its direction and its rank among a group, by the table inequality_gaps.

    `evidence` has indicator_id and evidence; a gap that is worked out here has none.
    """
    notes = [*NOTES, DIRECTION_KEY, SHORTHAND]
    return table(_with_cells(gaps, evidence), f"Gaps between groups, and rank among {group}", _COLUMNS, notes=notes)


def derived_gaps_table(gaps: pd.DataFrame, dashboard: str) -> Table:
    """Return the gaps of a dashboard that are worked out from two of its measures; each is in no count."""
    return table(_with_cells(gaps), f"{dashboard}: gaps between groups, in no count", _COLUMNS, notes=[NOTES[1]])


def gap_span(gap_direction: str, remark: str = "") -> Span:
    """Return the word for the direction of a gap, which is beside its verdict, with what else has to be said of it."""
    return Span("; ".join(filter(None, [f"gap: {GAP_WORDS[gap_direction]}", remark])), REASON)


def with_gap_words(cells: pd.Series, indicator_ids: pd.Series, gaps: pd.DataFrame | None) -> pd.Series:
    """Return the cells of directions with the word of the gap beside the verdict of each measure that is a gap."""
    spans = {} if gaps is None else gap_spans(gaps)
    marked = [
        cell.with_spans(spans[indicator]) if indicator in spans else cell
        for cell, indicator in zip(cells, indicator_ids, strict=True)
    ]
    return as_column(marked, cells.index)


def gap_spans(gaps: pd.DataFrame) -> dict[str, Span]:
    """Return the word for each gap that moved, by its indicator; where nothing is to be added there is none."""
    rows = gaps[~gaps["gap_direction"].isin([CANNOT_BE_DETERMINED, NO_REAL_CHANGE]) | gaps["remark"].ne("")]
    return {row["indicator_id"]: gap_span(row["gap_direction"], row["remark"]) for row in rows.to_dict("records")}


def _with_cells(gaps: pd.DataFrame, evidence: pd.DataFrame | None = None) -> pd.DataFrame:
    rows = gaps.to_dict("records")
    strength = {} if evidence is None else dict(zip(evidence["indicator_id"], evidence["evidence"], strict=True))
    cells: dict[str, list[Cell]] = {
        "what": [name_cell(row["title"], row["unit"]) for row in rows],
        "latest_shown": [_latest(row) for row in rows],
        "groups_shown": [words_cell(_groups(row)) for row in rows],
        "period_shown": [_period(row) for row in rows],
        "previous_shown": [_number(row, "previous_value", derived=row["kind"] == "derived") for row in rows],
        "direction_shown": [_direction(row, strength.get(row["indicator_id"])) for row in rows],
        "rank_shown": [words_cell(_rank(row)) for row in rows],
        "median_shown": [_number(row, "median", derived=False) for row in rows],
    }
    return gaps.assign(**{name: as_column(values, gaps.index) for name, values in cells.items()})


def _number(row: Mapping[Any, Any], name: str, *, derived: bool, provisional: bool = False) -> Cell:
    if pd.isna(row[name]):
        return words_cell(MISSING)
    markers = markers_of(provisional=provisional, derived=derived)
    printed = " ".join([format_number(row[name], row["decimals"]), *markers])
    return number_cell(row[name], row["decimals"], row["unit"], printed)


def _latest(row: Mapping[Any, Any]) -> Cell:
    cell = _number(row, "value", derived=row["derived"], provisional=row["provisional"])
    if pd.isna(row["lower_95"]) or pd.isna(row["upper_95"]):
        return cell
    lower, upper = (format_number(row[name], row["decimals"]) for name in ("lower_95", "upper_95"))
    return cell.with_spans(Span(f"95% limits {lower} to {upper}", REASON))


def _groups(row: Mapping[Any, Any]) -> str:
    """Give the figure of each group; a gap of the register has none, whether it is published or to be handed in."""
    if row["kind"] != "derived":
        return MISSING if pd.isna(row["value"]) else "published as a gap"
    figures = (
        MISSING if pd.isna(row[f"{part}_value"]) else format_number(row[f"{part}_value"], row["decimals"])
        for part in ("first", "second")
    )
    return "; ".join(f"{group}: {figure}" for group, figure in zip(_names(row), figures, strict=True))


def _names(row: Mapping[Any, Any]) -> tuple[str, str]:
    return row["first_group"], row["second_group"]


def _period(row: Mapping[Any, Any]) -> Cell:
    cell = words_cell(MISSING if pd.isna(row["period"]) else period_in_words(str(row["period"])))
    return cell.with_spans(Span(" "), Span("Older figure", "older")) if row["stale"] else cell


def _direction(row: Mapping[Any, Any], evidence: str | None = None) -> Cell:
    """The verdict with its evidence, the word of the gap beside it, and why nothing can be said."""
    cell = direction_cell(row["direction"], evidence)
    if row["gap_direction"] not in (CANNOT_BE_DETERMINED, NO_REAL_CHANGE) or row["remark"]:
        cell = cell.with_spans(gap_span(row["gap_direction"], row["remark"]))
    if row["direction"] == CANNOT_BE_DETERMINED:
        cell = cell.with_spans(Span(str(row["reason"]), REASON))
    return cell


def _rank(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["rank"]):
        return str(row["rank_reason"])
    return f"{printed_rank(row['rank'], row['n'], row['tied'])}, {ordinal(row['quartile'])} quartile"
