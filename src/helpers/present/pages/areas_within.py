"""What the benchmarking page shows of the places within the council's area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.markers import marked
from helpers.present.cells import as_column, format_number, is_missing, number_cell
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import Cell, Column, Parts
from helpers.verdicts import SIGNS
from helpers.wording import number_of

_COLUMNS = [
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("period", "Period"),
    Column("covered", "Areas with a figure"),
    Column("lowest_shown", "Lowest"),
    Column("highest_shown", "Highest"),
    Column("spread", "Spread", align="right", decimals_from="decimals"),
    Column("intervals", "Intervals of lowest and highest"),
    Column("worst_shown", "Worst area"),
    Column("remark", "Why not, and what is missing"),
]

_NOTES = (
    "Spread is the highest less the lowest, in units of the indicator. No figure here is a sum or a mean of areas, "
    "and none counts towards a rank, a direction or the headline.",
    "The worst area is named only where every area has a figure. Areas are small, so some of the differences between "
    "them are chance; where published 95% confidence intervals overlap, the order of two areas is in doubt.",
)


def places_sentence(within: pd.DataFrame, below: pd.DataFrame) -> str:
    """Say of how many indicators there are figures below the council, and how many cover every area.

    `within` is the frame of `within_area`, `below` the table `areas_below`.
    """
    if below.empty:
        return "The council has no districts, and no neighbourhoods are listed for it, so no areas can be compared."
    if within.empty:
        return (
            "No figures for districts or neighbourhoods were supplied, so we cannot say how areas within the council "
            "differ."
        )
    parts = []
    for kind, rows in within.groupby("area_type"):
        some, every = int(rows["with_figure"].gt(0).sum()), int(rows["without_figure"].eq(0).sum())
        parts.append(f"for {number_of(some, 'indicator')} by {kind}, {format_number(every)} of them for every {kind}")
    return f"There are figures {', and '.join(parts)}."


def differences(within: pd.DataFrame, below: pd.DataFrame, indicators: pd.DataFrame) -> Parts:
    """Return how places within the council's area differ: a sentence, and a table where there are figures.

    `within` is the frame of `within_area`, `below` the table `areas_below`.
    """
    sentence = paragraph(places_sentence(within, below))
    if within.empty:
        return joined(sentence)
    about = indicators[["indicator_id", "title", "unit", "decimals"]]
    rows = within.merge(about, on="indicator_id", how="inner", validate="many_to_one")
    rows = rows.sort_values(["area_type", "title", "indicator_id"], ignore_index=True)
    titles = zip(rows["title"], rows["provisional"], rows["derived"], strict=True)
    rows["title"] = [marked(title, provisional=may_change, derived=worked) for title, may_change, worked in titles]
    for name in ("lowest", "highest", "worst"):
        cells = [_with_names(row[name], row[f"{name}_areas"], row) for row in rows.to_dict("records")]
        rows[f"{name}_shown"] = as_column(cells, rows.index)
    rows.loc[rows["polarity"].map(SIGNS).eq(0), "worst_shown"] = "[z]"
    rows["covered"] = [
        f"{with_figure} of {number_of(areas, kind)}"
        for with_figure, areas, kind in zip(rows["with_figure"], rows["areas"], rows["area_type"], strict=True)
    ]
    rows["remark"] = [_remark(row) for row in rows.to_dict("records")]
    return joined(sentence, table(rows, "Areas within the council", _COLUMNS, notes=_NOTES))


def _with_names(value: float, names: str, row: Mapping[Any, Any]) -> Cell | None:
    if is_missing(value):
        return None
    return number_cell(value, row["decimals"], row["unit"], f"{format_number(value, row['decimals'])} ({names})")


def _remark(row: Mapping[Any, Any]) -> str:
    remarks = [str(row[name]) for name in ("reason", "why_without") if not is_missing(row[name]) and row[name]]
    if row["stale"]:
        remarks.append("an older figure")
    return "; ".join(remarks) or "none"
