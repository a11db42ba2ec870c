"""The facts that a comment on an indicator may state: figures, changes, ranks and what they are compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.fact_ids import fact_id
from helpers.typed_numbers import PERCENT, POINTS, POUNDS, QUARTILE, RANK

LATEST, PREVIOUS, OF_PERIOD = "latest", "previous", "of_period"
CHANGE, CHANGE_PERCENT, MEDIAN, ENGLAND, TARGET = "change", "change_percent", "median", "england", "target"
RANK_NOW, RANK_BEFORE, QUARTILE_NOW, QUARTILE_BEFORE = "rank", "previous_rank", "quartile", "previous_quartile"

FACT_COLUMNS: Final = (
    "indicator_id",
    "fact",
    "fact_id",
    "value",
    "unit",
    "decimals",
    "period",
)
"""The columns of the facts of commentary: one row for each fact of an indicator."""

NAMES: Final[Mapping[str, str]] = {
    LATEST: "the latest figure",
    PREVIOUS: "the figure before",
    OF_PERIOD: "the figure of that period",
    CHANGE: "the change",
    CHANGE_PERCENT: "the change in per cent",
    MEDIAN: "the median of the group",
    ENGLAND: "the figure of England",
    TARGET: "the target",
    RANK_NOW: "the rank",
    RANK_BEFORE: "the rank before",
    QUARTILE_NOW: "the quartile",
    QUARTILE_BEFORE: "the quartile before",
}
"""What each fact is called in a message."""


class TypedUnit(NamedTuple):
    """The unit in which people type a figure of an indicator, and how many of the indicator's units it is."""

    name: str
    scale: float = 1.0


def typed_unit(unit: str) -> TypedUnit:
    """Return how people type a unit of the register; a word, such as minutes, where it has no sign.

    >>> [typed_unit(unit).name for unit in ("%", "per 10,000 children", "GBP million", "kg per person")]
    ['%', 'per 10,000', 'GBP', 'kg']
    """
    if unit == "%":
        return TypedUnit(PERCENT)
    if unit == "percentage points":
        return TypedUnit(POINTS)
    if unit.startswith("GBP"):
        return TypedUnit(POUNDS, 1e6 if unit == "GBP million" else 1.0)
    rate = re.match(r"per [\d,]+", unit)
    return TypedUnit(rate[0] if rate else unit.partition(" ")[0].lower())


def commentary_facts(
    compendium: pd.DataFrame,
    comparisons: pd.DataFrame,
    series: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what a comment on each indicator may state, a row for each fact that there is.

    `series` has the council's own figures by period, so that a comment may name an earlier one; `targets` is the table
    commentary of the returns.

    Columns needed    compendium, the table: indicator_id, unit, decimals, value, period, previous_value,
                      previous_period, change, change_percent; comparisons, the table: indicator_id, rank, quartile,
                      previous_rank, previous_quartile, median, england; series, the table own_series: indicator_id,
                      area_code, period_start, period_end, period, value; targets: indicator_id, target
    Columns returned  FACT_COLUMNS: fact_id names the fact's cell, unit is as people type it and value in that unit,
                      decimals is how many are printed; period is blank for a fact of no one period; a change has a
                      sign
    """
    of_compendium = ("value", "previous_value", "change", "change_percent")
    about = comparisons.set_index("indicator_id")
    target = {} if targets is None else dict(zip(targets["indicator_id"], targets["target"], strict=True))
    rows: list[dict[str, Any]] = []
    for row in compendium.to_dict("records"):
        unit = typed_unit(str(row["unit"]))
        compared = about.loc[row["indicator_id"]] if row["indicator_id"] in about.index else {}
        cells = [("compendium", name, row[name]) for name in of_compendium]
        cells += [("comparisons", name, compared.get(name)) for name in _OF_COMPARISONS]
        cells += [("commentary", "target", target.get(row["indicator_id"]))]
        rows += [_fact(row, unit, *cell) for cell in cells if not pd.isna(cell[2])]
    if series is not None:
        rows += _of_periods(compendium, series)
    return pd.DataFrame(rows, columns=list(FACT_COLUMNS))


_OF_COMPARISONS: Final = ("rank", "quartile", "previous_rank", "previous_quartile", "median", "england")
_FACT_OF: Final = {"value": LATEST, "previous_value": PREVIOUS}
_COUNTED_IN: Final = {
    "rank": RANK,
    "previous_rank": RANK,
    "quartile": QUARTILE,
    "previous_quartile": QUARTILE,
    "change_percent": PERCENT,
}


def _fact(row: Mapping[Any, Any], unit: TypedUnit, table: str, column: str, value: Any) -> dict[str, Any]:
    own_unit = _COUNTED_IN.get(column)
    name = own_unit or (POINTS if column == "change" and unit.name == PERCENT else unit.name)
    scale = 1.0 if own_unit else unit.scale
    period = {"value": row["period"], "previous_value": row["previous_period"]}.get(column)
    digits = 0 if own_unit else int(row["decimals"])
    digits = 1 if column == "change_percent" else digits
    return {
        "indicator_id": row["indicator_id"],
        "fact": _FACT_OF.get(column, column),
        "fact_id": fact_id(table, (str(row["indicator_id"]),), column),
        "value": float(value) * scale,
        "unit": name,
        "decimals": digits,
        "period": "" if pd.isna(period) else str(period),
    }


def _of_periods(compendium: pd.DataFrame, series: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the figures of periods other than the latest and the one before."""
    about = {row["indicator_id"]: row for row in compendium.to_dict("records")}
    rows = []
    for figure in series.dropna(subset=["value"]).to_dict("records"):
        row = about.get(figure["indicator_id"])
        if row is not None and figure["period"] not in (row["period"], row["previous_period"]):
            fact = _fact(row, typed_unit(str(row["unit"])), "own_series", "value", figure["value"])
            key = [str(figure[name]) for name in ("indicator_id", "area_code", "period_start", "period_end")]
            cell = fact_id("own_series", key, "value")
            rows.append(fact | {"fact": OF_PERIOD, "fact_id": cell, "period": str(figure["period"])})
    return rows
