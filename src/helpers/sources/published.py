"""What every format gives: figures as the publisher printed them, and each row that holds none with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.sources.opening import REJECTION_COLUMNS, Opened, Ragged

FIGURE_COLUMNS = {
    "row": "int64", "measure": "str", "area": "str", "period": "str", "value": "float64", "lower_95": "float64",
    "upper_95": "float64", "numerator": "float64", "denominator": "float64", "marker": "str", "status": "str",
}  # fmt: skip
"""Columns of the figures of a file, with their types.

`row` is the row of the file (several figures may come from one row); `measure` the publisher's own name or number of
the measure, as the register's `source_measure` has it; `area` an ONS code, or dfe: and a DfE number; `period` the
publisher's own label; `value` and the rest as published, missing where blank or marked; `marker` the shorthand;
`status` final or provisional.
"""


@dataclass(frozen=True)
class Published:
    """What a file holds: `figures` (FIGURE_COLUMNS), `rejections` (row, column, value, reason) and `read`, its rows.

    Every row of the file gives at least one figure, or has one rejection.
    """

    figures: pd.DataFrame
    rejections: pd.DataFrame
    read: int


@dataclass(frozen=True)
class Format:
    """A format: how a file of it is recognised and read.

    `recognises` looks at the names of columns or sheets alone; `read` gives the figures; `period` turns the
    publisher's label into the label of the register's period type (see `helpers.periods`), or None where it is no
    period of that type. `source_ids` are the sources of the register that come in this format.
    """

    format_id: str
    name: str
    publisher: str
    licence: str
    source_ids: tuple[str, ...]
    recognises: Callable[[Opened], bool]
    read: Callable[[Opened], Published]
    period: Callable[[str, str], str | None]


NUMBERS = ("value", "lower_95", "upper_95", "numerator", "denominator")

_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?"


def read_numbers(text: pd.Series, symbols: Mapping[str, str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read a column of cells: the numbers, the markers of symbols, and which cells are neither.

    `symbols` gives the shorthand for each symbol of the publisher, in lower case; a blank cell is [x]. Numbers may
    have thousands commas; digits beyond the fifteenth, which a spreadsheet adds, are dropped.
    """
    bare = text.str.strip()
    numeric = bare.str.fullmatch(_NUMBER) & bare.str.contains(r"\d", regex=True)
    numbers = pd.to_numeric(bare.where(numeric).str.replace(",", ""), errors="coerce").astype("float64")
    numbers = numbers.map(lambda number: float(f"{number:.15g}") if number == number else number)
    known = {"": "[x]", **symbols}
    marker = bare.where(~numeric, None).str.lower().map(known)
    marker = marker.where(~numeric, "")
    return numbers, marker.fillna(""), marker.isna()


def published(
    figures: pd.DataFrame, rejections: pd.DataFrame, ragged: Sequence[Ragged], rows: Iterable[int]
) -> Published:
    """Put a file's figures and rejections together, so that every row has figures or one rejection.

    `figures` has the columns of FIGURE_COLUMNS that the format gives; the others are added as missing, blank or
    final. `rejections` has row, column, value and reason; of a row with figures none is kept, of others the first.
    `rows` are the rows of the file that are not ragged. Raises ValueError where a row has neither.
    """
    for name, kind in FIGURE_COLUMNS.items():
        if name not in figures.columns:
            figures = figures.assign(**{name: "final" if name == "status" else "" if kind == "str" else float("nan")})
    figures = figures[list(FIGURE_COLUMNS)].astype(FIGURE_COLUMNS).reset_index(drop=True)
    torn = pd.DataFrame([(each.row, "", "", each.reason) for each in ragged], columns=REJECTION_COLUMNS)
    kept = rejections[~rejections["row"].isin(figures["row"])].drop_duplicates("row")
    kept = pd.concat([torn, kept], ignore_index=True).sort_values("row", ignore_index=True)
    expected = pd.Index(rows).append(pd.Index([each.row for each in ragged], dtype="int64"))
    neither = expected.difference(pd.Index(figures["row"])).difference(pd.Index(kept["row"]))
    if len(neither):
        raise ValueError(f"rows {list(neither[:5])} have neither figures nor a reason")
    return Published(figures, kept, len(expected))
