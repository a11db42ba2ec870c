"""What a dashboard prints of the returns: target, commentary, planned improvement and signature of each figure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import pandas as pd

from helpers.present.cells import (
    MISSING,
    as_column,
    format_number,
    format_value,
    is_missing,
    name_cell,
    number_cell,
    words_cell,
)
from helpers.present.tables import table
from helpers.present.values import Cell, Column, Table

NONE_GIVEN = "None given"
NOT_SIGNED = "Not signed"

_COLUMNS = [
    Column("what", "Indicator", header=True),
    Column("figure", "Figure", align="right"),
    Column("period", "Period"),
    Column("target_printed", "Target", align="right"),
    Column("commentary_printed", "Commentary", quoted=True),
    Column("improvement_printed", "Planned improvement", quoted=True),
    Column("signature", "Signed", quoted=True),
]


def has_words(commentary: pd.DataFrame) -> pd.Series:
    """Return which rows say more than the figure: a target, a commentary, a planned improvement or a signature."""
    texts = (commentary[name].ne("") for name in ("commentary", "planned_improvement", "signed_by"))
    return reduce(or_, texts, commentary["target"].notna())


def commentary_table(commentary: pd.DataFrame, compendium: pd.DataFrame, dashboard: str) -> Table | None:
    """Return what was said of the figures of a dashboard; None where nothing was.

    `commentary` and `compendium` are the tables of those names. What departments wrote is quoted as it stands.
    """
    said_of = commentary[has_words(commentary) & commentary["dashboard"].eq(dashboard)]
    if said_of.empty:
        return None
    named = said_of.merge(compendium[["indicator_id", "title", "unit", "decimals"]], on="indicator_id", how="left")
    rows = named.to_dict("records")
    cells: dict[str, list[Cell]] = {
        "what": [name_cell(row["title"], row["unit"]) for row in rows],
        "figure": [_figure(row) for row in rows],
        "target_printed": [_target(row) for row in rows],
        "commentary_printed": [words_cell(row["commentary"] or NONE_GIVEN) for row in rows],
        "improvement_printed": [words_cell(row["planned_improvement"] or NONE_GIVEN) for row in rows],
        "signature": [words_cell(_signature(row)) for row in rows],
    }
    frame = named.assign(**{name: as_column(values, named.index) for name, values in cells.items()})
    return table(frame, f"{dashboard}: what those who answer for the figures say", _COLUMNS)


def _figure(row: Mapping[Any, Any]) -> Cell:
    if is_missing(row["value"]):
        return words_cell(row["marker"] or MISSING)
    printed = " ".join(filter(None, (format_number(row["value"], row["decimals"]), row["marker"])))
    return number_cell(row["value"], row["decimals"], row["unit"], printed)


def _target(row: Mapping[Any, Any]) -> Cell:
    if is_missing(row["target"]):
        return words_cell(NONE_GIVEN)
    return number_cell(row["target"], row["decimals"], row["unit"])


def _signature(row: Mapping[Any, Any]) -> str:
    if not row["signed_by"]:
        return NOT_SIGNED
    return f"{row['signed_by']}, {format_value(row['signed_on'])}" if not is_missing(row["signed_on"]) else NOT_SIGNED
