"""What pages show of years that an event splits: a figure before it and one after, beside that of the whole year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from helpers.present.cells import MISSING, as_column, format_number, format_value, is_missing
from helpers.present.figures import figure_again, figure_in_words
from helpers.present.pages.areas_within import worst_remarks
from helpers.present.tables import table
from helpers.present.values import REASON, Cell, Column, Span, Table


def split_table(rows: Iterable[Mapping[Any, Any]], decimals: int) -> Table | None:
    """Return the split years of one indicator for its card, the newest first; None without any.

    `rows` have the columns of the table split_years.
    """
    records = sorted(rows, key=lambda row: row["period_end"], reverse=True)
    if not records:
        return None
    cells: dict[str, list[Any]] = {
        "of": [str(row["period"]) for row in records],
        "what": [
            Cell((Span(str(row["event"])), Span(f"from {format_value(row['begins'])}", REASON))) for row in records
        ],
        "before": [_figure(row["value_before"], decimals) for row in records],
        "after": [_figure(row["value_after"], decimals) for row in records],
        "who": [_source(row) for row in records],
    }
    frame = pd.DataFrame(records)
    columns = [
        Column("of", "Year", header=True),
        Column("what", "Event"),
        Column("before", "Before it", align="right"),
        Column("after", "From then on", align="right"),
        Column("who", "Source"),
    ]
    notes = [
        "Direction of travel, the headline and the rank use the figure of the whole year and never these two.",
        "[x] no figure.",
    ]
    printed = frame.assign(**{name: as_column(values, frame.index) for name, values in cells.items()})
    return table(printed, "Years that an event splits, shown and never counted", columns, notes=notes)


def row_remarks(worst: pd.DataFrame, split: pd.DataFrame, compendium: pd.DataFrame) -> dict[str, str]:
    """Return what is said below the titles of indicators: whose figure it is, and that an event splits its year.

    Columns needed  worst: as in `worst_remarks`; split, the table split_years; compendium, the table: indicator_id,
                    period, decimals, unit
    """
    remarks = worst_remarks(worst, compendium)
    latest = split.merge(compendium[["indicator_id", "period", "decimals", "unit"]], on=["indicator_id", "period"])
    for row in latest.to_dict("records"):
        name = str(row["indicator_id"])
        before = _with_unit(row["value_before"], row, figure_in_words)
        after = _with_unit(row["value_after"], row, figure_in_words if before == MISSING else figure_again)
        words = (
            f"{row['event']} splits {row['period']}: {before} before {format_value(row['begins'])} and {after} from "
            "then on, shown and not counted"
        )
        remarks[name] = f"{remarks[name]}. {words}" if name in remarks else words
    return remarks


def _figure(value: Any, decimals: int) -> str:
    return MISSING if is_missing(value) else format_number(value, decimals)


def _with_unit(value: Any, row: Mapping[Any, Any], in_words: Callable[[float, str, int], str]) -> str:
    return MISSING if is_missing(value) else in_words(float(value), str(row["unit"]), int(row["decimals"]))


def _source(row: Mapping[Any, Any]) -> str:
    return f"{row['source']}, {row['dated']}" if row["dated"] else str(row["source"])
