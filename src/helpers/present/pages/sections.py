"""Sections across dashboards: equalities by group, crime, environment and partnership."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.present.cells import MISSING, as_column, direction_cell, format_number, is_missing, words_cell
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, Cell, Column, Parts, Span, Table
from helpers.results.sections import characteristics_without_figure, figures_by_group, section_rows

TITLES: Final = {
    "equalities": "Equalities",
    "crime": "Crime and disorder",
    "environment": "Environment",
    "partnership": "Partnership working",
}
"""The sections in the order of the committee paper, with their titles."""

_COLUMNS = [
    Column("title", "Indicator", header=True),
    Column("dashboard", "Dashboard"),
    Column("latest", "Latest", align="right"),
    Column("direction_printed", "Direction of travel"),
]


def section_table(sections: pd.DataFrame, compendium: pd.DataFrame, section: str) -> Table | None:
    """Return the indicators of a section that have a figure, in printed order; None if none has."""
    rows = section_rows(sections, compendium, section)
    has_figure = rows[rows["value"].notna()].reset_index(drop=True)
    if has_figure.empty:
        return None
    without = len(rows) - len(has_figure)
    notes = [f"{without} more belong here and have no figure."] if without else []
    return table(_printed(has_figure), f"{TITLES[section]}: all indicators with a figure", _COLUMNS, notes=notes)


def equalities_by_group(sections: pd.DataFrame, compendium: pd.DataFrame) -> Parts | None:
    """Return the indicators of one sex, age, ethnic group or disability, and the groups without a figure.

    None where the section has no indicator of a group.
    """
    rows = figures_by_group(sections, compendium)
    if rows.empty:
        return None
    has_figure = rows[rows["value"].notna()].reset_index(drop=True)
    without = characteristics_without_figure(sections, compendium)
    columns = [Column("characteristic_printed", "By"), Column("people", "Group of people"), *_COLUMNS]
    frame = _printed(has_figure).assign(characteristic_printed=has_figure["characteristic"].str.capitalize())
    return joined(
        table(frame, "Indicators of one group of people", columns) if len(has_figure) else None,
        paragraph(f"No figure of this report is by {' or by '.join(without)}.") if without else None,
    )


def _printed(rows: pd.DataFrame) -> pd.DataFrame:
    records = rows.to_dict("records")
    return rows.assign(
        latest=as_column([_latest(row) for row in records], rows.index),
        direction_printed=as_column([direction_cell(row["direction"], row["evidence"]) for row in records], rows.index),
    )


def _latest(row: Mapping[Any, Any]) -> Cell:
    if is_missing(row["value"]):
        return words_cell(MISSING)
    printed = f"{format_number(row['value'], row['decimals'])} {row['unit']}".replace(" %", "%")
    return words_cell(printed).with_spans(Span(str(row["period"]), REASON))
