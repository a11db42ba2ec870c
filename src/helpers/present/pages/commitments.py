"""Areas for continued focus, what became of earlier ones, the status of plans, and equality commitments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, words_cell
from helpers.present.pages.statements import source_cell
from helpers.present.tables import table
from helpers.present.values import REASON, Cell, Column, Span, Table
from helpers.results.commitments import RULE
from helpers.stated_dates import date_in_words
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, WORSENED
from helpers.wording import number_of

ORIGINS: Final = {
    "officer": "Officers",
    "scrutiny": "Scrutiny",
    "cabinet": "Cabinet",
    "council": "The council",
    "partner": "A partner",
    RULE: "A rule: it worsened and is in the lowest quartile",
}
"""Who or what named an area of focus, as it is printed."""

NOT_SAID: Final = "Not said"
NO_INDICATOR: Final = "No indicator measures it"

CAPTIONS: Final = {
    "focus": "What became of the areas of focus of the report of {year}",
    "plan": "Where plans and their milestones stand",
    "action": "Actions that were asked for or promised",
    "equalities": "Equality commitments and their progress",
}
"""The caption of each kind of table; that of focus has the year of the report that named the areas."""

_SUBJECT = Column("subject_printed", "Subject", header=True, quoted=True)
_ORIGIN = Column("origin_printed", "Who named it")
_SOURCE = Column("source_printed", "Source", quoted=True)
_COUNTS = {
    "improved": IMPROVED, "no_real_change": NO_REAL_CHANGE, "worsened": WORSENED,
    "cannot_be_determined": CANNOT_BE_DETERMINED,
}  # fmt: skip


def focus_table(areas: pd.DataFrame) -> Table | None:
    """Return the areas for continued focus with their origin; None if there is none.

    `areas` is the frame of `results.commitments.areas_of_focus`.
    """
    if areas.empty:
        return None
    records = areas.to_dict("records")
    frame = areas.assign(
        subject_printed=as_column([_subject(row) for row in records], areas.index),
        theme_printed=areas["theme"].where(areas["theme"].ne(""), "The whole council"),
        origin_printed=areas["origin"].map(ORIGINS),
        source_printed=as_column([_source_or_run(row) for row in records], areas.index),
    )
    columns = [_SUBJECT, Column("theme_printed", "Theme"), _ORIGIN, _SOURCE]
    return table(frame, "Areas for continued focus", columns)


def commitments_table(commitments: pd.DataFrame, kind: str) -> Table | None:
    """Return commitments of one kind with their status and what their indicators did; None if there is none.

    `commitments` is a frame of `results.commitments.followed_up` or `commitments_of`.
    """
    if commitments.empty:
        return None
    records = commitments.to_dict("records")
    frame = commitments.assign(
        subject_printed=as_column([_subject(row) for row in records], commitments.index),
        origin_printed=commitments["origin"].map(ORIGINS),
        due=as_column([words_cell(date_in_words(row["due_by"]) or NOT_SAID) for row in records], commitments.index),
        status_printed=as_column([_status(row) for row in records], commitments.index),
        measured=as_column([words_cell(_measured(row)) for row in records], commitments.index),
        source_printed=as_column([source_cell(row) for row in records], commitments.index),
    )
    columns = [_SUBJECT, _ORIGIN]
    if commitments["due_by"].ne("").any():
        columns.append(Column("due", "Due"))
    columns += [Column("status_printed", "Status"), Column("measured", "What its indicators did"), _SOURCE]
    caption = CAPTIONS[kind].format(year=commitments["report_year"].iloc[0])
    return table(frame, caption, columns)


def _subject(row: Mapping[Any, Any]) -> Cell:
    cell = words_cell(row["subject"])
    return cell.with_spans(Span(row["statement"], REASON)) if row["statement"] else cell


def _source_or_run(row: Mapping[Any, Any]) -> Cell:
    return words_cell("This run") if row["origin"] == RULE else source_cell({**row, "address": ""})


def _status(row: Mapping[Any, Any]) -> Cell:
    if not row["status"]:
        return words_cell(NOT_SAID)
    about = f"{row['status_source']}, {date_in_words(row['status_on'])}"
    return words_cell(row["status"].capitalize()).with_spans(Span(about, REASON))


def _measured(row: Mapping[Any, Any]) -> str:
    if not row["indicator_ids"]:
        return NO_INDICATOR
    counts = [f"{row[name]} {words.lower()}" for name, words in _COUNTS.items() if row[name]]
    if row["without_row"]:
        counts.append(f"{number_of(row['without_row'], 'indicator')} without a row in this report")
    return ", ".join(counts) or "Not judged"
