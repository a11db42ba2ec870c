"""The indicators behind a count that a sentence states, so that each can be followed to its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from helpers.results.compendium import column_name
from helpers.results.headline_facts import ALL
from helpers.verdicts import CLEAR, DETERMINED

_EVERY: Final = ("indicators", "total")
_NOT_DETERMINED: Final = ("undetermined", "cannot_be_determined")


def indicators_behind(compendium: pd.DataFrame, table: str, key: Sequence[str], column: str) -> pd.DataFrame | None:
    """Return the indicators that a count is of; None where the cell counts something else.

    The indicators of a percentage are those of the count above the line. `table`, `key` and `column` name the cell.

    Columns needed    compendium, the table: dashboard, theme, in_headline, direction, evidence, quartile, p,
                      provisional, previous_provisional, derived, previous_derived
    Columns returned  those of the compendium, in printed order
    Source            docs/methods/08_headline.md
    """
    rows, measure = compendium[compendium["in_headline"].astype("bool")], column
    if table == "headline_facts":
        rows = rows if key[0] == ALL else rows[rows["theme"].eq(key[0])]
    elif table == "dashboard_facts":
        of_dashboard = compendium["dashboard"].eq(key[0])
        rows = rows[rows["dashboard"].eq(key[0])]
        rows = compendium[of_dashboard] if rows.empty else rows
    elif table == "headline_counts":
        measure = key[0]
    else:
        return None
    chosen = _chosen(rows, measure.removesuffix("_percent"))
    return None if chosen is None else rows[chosen.astype("boolean").fillna(False).astype("bool")]


def _chosen(rows: pd.DataFrame, measure: str) -> pd.Series | None:
    """Return which rows a measure counts; None of a measure that counts something else."""
    if measure in _EVERY:
        return rows["in_headline"].notna()
    if measure == "determined":
        return rows["direction"].isin(DETERMINED)
    if measure in _NOT_DETERMINED:
        return ~rows["direction"].isin(DETERMINED)
    for direction in DETERMINED:
        if measure.removesuffix("_clear") == column_name(direction):
            clear = rows["evidence"].eq(CLEAR) | (not measure.endswith("_clear"))
            return rows["direction"].eq(direction) & clear
    if measure == "tested":
        return rows["p"].notna()
    return _of_places(rows, measure)


def _of_places(rows: pd.DataFrame, measure: str) -> pd.Series | None:
    ranked = rows["quartile"].notna()
    if measure == "ranked":
        return ranked
    if measure == "top_half":
        return rows["quartile"].le(2)
    if measure.startswith("quartile_"):
        return rows["quartile"].eq(int(measure.removeprefix("quartile_")))
    for status in ("provisional", "derived"):
        if measure == status:
            return rows[status] | rows[f"previous_{status}"]
        if measure == f"ranked_{status}":
            return ranked & rows[status]
    return None
