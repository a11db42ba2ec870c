"""Services that the council stopped or reduced: apart from the figures in a table, and as a note beside each figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.methods.printed_arithmetic import PREVIOUS
from helpers.present.cells import MINUS, as_column, format_number, is_missing, words_cell
from helpers.present.pages.statements import SOURCE, SUBJECT, WORDS, figure_in_words, printed, statement_in_words
from helpers.present.site_pages import card_of, link
from helpers.present.tables import table
from helpers.present.values import Cell, Column, Table
from helpers.results.statements import statements_of

STOPPED: Final = "Service stopped"
REDUCED: Final = "Service reduced"
DECISION: Final = "These services are shown apart. They changed by a decision, and not in how well they were provided."
NO_INDICATOR: Final = "No indicator measures it"


def services_table(statements: pd.DataFrame, titles: Mapping[str, str], page: str) -> Table | None:
    """Return the services that were stopped or reduced, with what they were before and after; None if there is none.

    `titles` are those of the indicators of the report by their names, and `page` the path of the page with the table.
    """
    if not statements["kind"].eq("service").any():
        return None
    rows = statements_of(statements, "service")
    records = rows.to_dict("records")
    cells = {
        "what": [words_cell(state_of_service(row)) for row in records],
        "before": [words_cell(_before(row)) for row in records],
        "after": [words_cell(_after(row)) for row in records],
        "change": [words_cell(_change(row)) for row in records],
        "indicator": [_indicator(row, titles, page) for row in records],
    }
    frame = printed(rows).assign(**{name: as_column(values, rows.index) for name, values in cells.items()})
    columns = [
        SUBJECT,
        Column("what", "What became of it"),
        WORDS,
        Column("before", "Before", align="right"),
        Column("after", "After", align="right"),
        Column("change", "Change", align="right"),
        Column("indicator", "Indicator"),
        SOURCE,
    ]
    return table(frame, "Services stopped or reduced", columns, notes=[DECISION])


def notes_on_services(statements: pd.DataFrame) -> pd.DataFrame:
    """Return a note for each indicator of a stopped or reduced service.

    Columns needed    those of `helpers.sources.statements.statements_table`
    Columns returned  those of `helpers.sources.caveats.read_caveats`
    """
    rows = statements_of(statements, "service")
    notes = [
        {
            "caveat_id": row["statement_id"],
            "kind": "caveat",
            "title": state_of_service(row),
            "words": f"{_with_before(row)} A change of the figure can follow from this decision.",
            "begins": pd.NaT,
            "ends": pd.NaT,
            "source": row["source"],
            "paragraph": row["paragraph"],
            "address": row["address"],
            "indicator_id": row["indicator_id"],
        }
        for row in rows.to_dict("records")
        if row["indicator_id"]
    ]
    columns = list(notes[0]) if notes else []
    return pd.DataFrame(notes, columns=columns)


def state_of_service(row: Mapping[Any, Any]) -> str:
    """Return whether a service was stopped, as nothing is left of it, or reduced."""
    return STOPPED if row["figure"] == 0 and not row["qualifier"] else REDUCED


def _with_before(row: Mapping[Any, Any]) -> str:
    words = statement_in_words(row)
    return words if "{other}" in row["statement"] else f"{words} Before: {_before(row)}."


def _before(row: Mapping[Any, Any]) -> str:
    if is_missing(row["other_figure"]):
        return figure_in_words(row["worked"], row["figure_decimals"], row["unit"], "about")
    return figure_in_words(row["other_figure"], row["other_decimals"], row["unit"])


def _after(row: Mapping[Any, Any]) -> str:
    return figure_in_words(row["figure"], row["figure_decimals"], row["unit"], row["qualifier"])


def _change(row: Mapping[Any, Any]) -> str:
    """Return the change in per cent: as it is printed where the figure before follows from it, otherwise worked out."""
    from_printed = row["worked_is"] == PREVIOUS
    percent = row["printed_percent"] if from_printed else row["worked"]
    sign = MINUS if percent < 0 else "+"
    return f"{sign}{format_number(abs(percent), row['percent_decimals'] if from_printed else 1)}%" if percent else "0%"


def _indicator(row: Mapping[Any, Any], titles: Mapping[str, str], page: str) -> Cell:
    name = row["indicator_id"]
    if not name:
        return words_cell(NO_INDICATOR)
    return Cell((link(titles[name], card_of(name), page),)) if name in titles else words_cell("No row in this report")
