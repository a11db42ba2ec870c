"""The sheet of a dashboard: every indicator with its figures as numbers, the judgement, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from helpers.markers import WITH_A_FIGURE, markers_beside
from helpers.present.cells import MISSING, as_column, format_value, is_missing, number_cell, unit_in_words, words_cell
from helpers.present.figures import printed_decimals
from helpers.present.pages.site_words import reason_of_measure
from helpers.present.pages.target_words import details_in_words
from helpers.present.periods import period_in_words
from helpers.present.tables import table
from helpers.present.values import Cell, Column, Table
from helpers.verdicts import NOT_JUDGED, SIGNS

NOT_APPLICABLE: Final = "[z]"
NONE: Final = "none"
"""What a column of words has where there is nothing to say, so that no cell is blank."""

_TARGET: Final = Column("target", "Target")
_COMMENT: Final = Column("comment", "What officers say", quoted=True)
_COLUMNS: Final = (
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("judged", "Direction of travel"),
    Column("evidence", "How sure the direction is"),
    Column("why", "Why"),
    Column("rank_shown", "Rank, 1 is best", align="right"),
    Column("tied_shown", "Councils at this rank", align="right"),
    Column("compared", "Councils compared", align="right"),
    Column("quartile_shown", "Quartile, 1 is best", align="right"),
    Column("best_shown", "Best quartile it could be in", align="right"),
    Column("worst_shown", "Worst quartile it could be in", align="right"),
    Column("latest", "Latest figure", align="right"),
    Column("latest_period", "Period of the latest figure"),
    Column("latest_marks", "Shorthand of the latest figure"),
    Column("previous", "Previous figure", align="right"),
    Column("previous_period", "Period of the previous figure"),
    Column("previous_marks", "Shorthand of the previous figure"),
    Column("median_shown", "Middle council", align="right"),
    Column("england_shown", "England", align="right"),
    Column("is_counted", "Counted in the headline"),
    Column("quality", "Data quality"),
)


@dataclass(frozen=True)
class BesideFigures:
    """What is printed beside the figures of the table compendium.

    `england` has the figure of England of each indicator that has one, `comments` what officers say of each, and
    `targets` the rows of the table target_results of each.
    """

    england: Mapping[str, float]
    comments: Mapping[str, str]
    targets: Mapping[str, Sequence[Mapping[Any, Any]]]


def dashboard_sheet_table(rows: pd.DataFrame, caption: str, beside: BesideFigures) -> Table:
    """Return the indicators of a dashboard as a table of numbers, in printed order, those without a figure included.

    `rows` are of the table compendium. A missing figure has in its place the shorthand that says why.
    """
    records = rows.to_dict("records")
    cells = {
        "title": [words_cell(row["title"]) for row in records],
        "unit": [words_cell(unit_in_words(str(row["unit"]))) for row in records],
        "judged": [words_cell(_judged(row)) for row in records],
        "evidence": [words_cell(row["evidence"]) for row in records],
        "why": [words_cell(_why(row)) for row in records],
        "rank_shown": [_of_rank(row, "rank") for row in records],
        "tied_shown": [_of_rank(row, "tied") for row in records],
        "compared": [_of_rank(row, "n") for row in records],
        "quartile_shown": [_of_rank(row, "quartile") for row in records],
        "best_shown": [_of_rank(row, "quartile_best") for row in records],
        "worst_shown": [_of_rank(row, "quartile_worst") for row in records],
        "latest": [_figure(row, row["value"], row["newest_marker"]) for row in records],
        "latest_period": [_period(row["period"]) for row in records],
        "latest_marks": [_marks(row) for row in records],
        "previous": [_figure(row, row["previous_value"], row["previous_marker"]) for row in records],
        "previous_period": [_period(row["previous_period"]) for row in records],
        "previous_marks": [_marks(row, "previous_") for row in records],
        "median_shown": [_figure(row, row["median"]) for row in records],
        "england_shown": [_figure(row, beside.england.get(row["indicator_id"])) for row in records],
        "is_counted": [words_cell(_counted(row)) for row in records],
        "quality": [words_cell(_quality(row)) for row in records],
        "target": [
            words_cell("; ".join(map(_target, beside.targets.get(row["indicator_id"], ()))) or NONE) for row in records
        ],
        "comment": [words_cell(beside.comments.get(row["indicator_id"], "") or NONE) for row in records],
    }
    frame = pd.DataFrame({name: as_column(column, rows.index) for name, column in cells.items()}, index=rows.index)
    columns = list(_COLUMNS)
    if any(row["indicator_id"] in beside.targets for row in records):
        columns.append(_TARGET)
    if any(row["indicator_id"] in beside.comments for row in records):
        columns.append(_COMMENT)
    return table(frame, caption, columns)


def comments_by_indicator(words: pd.DataFrame) -> dict[str, str]:
    """Return what officers say of each indicator, with who says so; `words` is the table officers_words."""
    comments: dict[str, list[str]] = {}
    for row in words[words["kind"].eq("indicator")].to_dict("records"):
        day = "" if is_missing(row["written_on"]) else f", {format_value(row['written_on'])}"
        who = f" ({row['written_by']}{day})" if row["written_by"] else ""
        comments.setdefault(str(row["about"]), []).append(f"{row['words']}{who}")
    return {indicator: " ".join(texts) for indicator, texts in comments.items()}


def _judged(row: Mapping[Any, Any]) -> str:
    """Return the direction of travel, and of a figure that is not judged which way it moved."""
    if row["direction"] == NOT_JUDGED and not is_missing(row["movement"]):
        return f"{NOT_JUDGED}: {row['movement']}"
    return str(row["direction"])


def _why(row: Mapping[Any, Any]) -> str:
    reason = row["direction_reason"]
    return NOT_APPLICABLE if is_missing(reason) or not str(reason) else reason_of_measure(row, str(reason))


def _of_rank(row: Mapping[Any, Any], name: str) -> Cell:
    """Return a number of the rank, or why there is none: nothing is ranked where neither end is better."""
    if is_missing(row["rank"]) or is_missing(row[name]):
        return words_cell(NOT_APPLICABLE if SIGNS[row["polarity"]] == 0 else MISSING)
    return number_cell(int(row[name]), 0)


def _figure(row: Mapping[Any, Any], value: Any, marker: object = "") -> Cell:
    """Return a figure with the decimals that the site prints, or the shorthand that says why there is none."""
    if is_missing(value):
        instead = [one for one in str(marker).split() if one not in WITH_A_FIGURE] if isinstance(marker, str) else []
        return words_cell(instead[0] if instead else MISSING)
    unit = str(row["unit"])
    return number_cell(float(value), printed_decimals(unit, int(row["decimals"])), unit)


def _period(period: object) -> Cell:
    """Return a period with plain spaces, by which a reader can filter."""
    words = "" if is_missing(period) else period_in_words(str(period)).replace("\N{NO-BREAK SPACE}", " ")
    return words_cell(words or MISSING)


def _target(row: Mapping[Any, Any]) -> str:
    return f"{row['status']}: {details_in_words(row)}"


def _marks(row: Mapping[Any, Any], which: str = "") -> Cell:
    if is_missing(row[f"{which}value"]):
        return words_cell(NOT_APPLICABLE)
    marker = row[f"{which}marker"]
    marks = markers_beside(
        "" if is_missing(marker) else str(marker),
        provisional=bool(row[f"{which}provisional"]),
        derived=bool(row[f"{which}derived"]),
    )
    return words_cell(" ".join(marks) or NONE)


def _counted(row: Mapping[Any, Any]) -> str:
    if row["in_headline"]:
        return "Yes"
    if row["stale"]:
        return "No: an older figure"
    return "No: same as another" if row["same_as"] else "No"


def _quality(row: Mapping[Any, Any]) -> str:
    concerns = row["quality_concerns"]
    return str(row["quality_band"]) + (f": {concerns}" if isinstance(concerns, str) and concerns else "")
