"""What every format gives: figures as the publisher printed them, and each row that holds none with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.sources.opening import REJECTION_COLUMNS, Opened, Ragged, Refused, shortly

FIGURE_COLUMNS = {
    "row": "int64", "measure": "str", "area": "str", "period": "str", "value": "float64", "lower_95": "float64",
    "upper_95": "float64", "numerator": "float64", "denominator": "float64", "marker": "str", "status": "str",
}  # fmt: skip
"""Columns of the figures of a file, with their types.

`row` is the row of the file (several figures may come from one row); `measure` the publisher's own name or number of
the measure, as the register's `source_measure` has it; `area` an ONS code, dfe: and a DfE number, or the exact name of
an area; `period` the publisher's own label; `value` and the rest as published, missing where blank or marked; `marker`
the shorthand; `status` final or provisional.
"""


@dataclass(frozen=True)
class Published:
    """What a file holds: `figures` (FIGURE_COLUMNS), `rejections` (row, column, value, reason) and `read`, its rows.

    Every row of the file gives at least one figure, or has one rejection; in a file of survey cards it may give a card.
    A return from a department also has `returned`, what stands beside the figures (`returns.RETURNED_TYPES`), and
    `surveys`, its cards (`surveys.CARD_TYPES`).
    """

    figures: pd.DataFrame
    rejections: pd.DataFrame
    read: int
    returned: pd.DataFrame | None = None
    surveys: pd.DataFrame | None = None


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

_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"


def read_numbers(text: pd.Series, symbols: Mapping[str, str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read a column of cells: the numbers, the markers of symbols, and which cells are neither.

    `symbols` gives the shorthand for each symbol of the publisher, in lower case; a blank cell is [x]. Numbers may
    have thousands commas; digits beyond the fifteenth, which a spreadsheet adds, are dropped.
    """
    bare = text.str.strip()
    numeric = bare.str.fullmatch(_NUMBER) & bare.str.contains("[0-9]", regex=True)
    numbers = pd.to_numeric(bare.where(numeric).str.replace(",", ""), errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))  # 1e400 is more than can be held
    numeric &= numbers.notna()
    long = numeric & bare.str.len().gt(15)
    numbers[long] = numbers[long].map(lambda number: float(f"{number:.15g}"))
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
    expected = pd.Index(rows).append(pd.Index([each.row for each in ragged], dtype="int64"))
    largest = max((int(each.max()) for each in (expected, figures["row"], rejections["row"]) if len(each)), default=0)
    accounted = np.zeros(largest + 1, dtype="bool")
    accounted[figures["row"].to_numpy()] = True
    kept = rejections[~accounted[rejections["row"].to_numpy(dtype="int64")]].drop_duplicates("row")
    kept = pd.concat([torn, kept], ignore_index=True).sort_values("row", ignore_index=True)
    accounted[kept["row"].to_numpy(dtype="int64")] = True
    neither = expected[~accounted[expected]]
    if len(neither):
        raise ValueError(f"rows {list(neither[:5])} have neither figures nor a reason")
    return Published(figures, kept, len(expected))


def without_repeats(figures: pd.DataFrame, name: str, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the first of the rows that give one measure, area and period, and reject the others as repeats.

    `figures` has all of FIGURE_COLUMNS but `status`, one row of the file to a row; `name` is the file's and `column`
    the one that a rejection names, whose value is the area. Raises Refused, naming both rows, where their figures
    differ.
    """
    key = ["measure", "area", "period"]
    again = figures.duplicated(key)
    differs = again & ~figures.duplicated([*key, *NUMBERS, "marker"])
    if differs.any():
        second = figures[differs].iloc[0]
        first = figures[(figures[key] == second[key]).all(axis="columns")].iloc[0]
        what = ", ".join(map(shortly, second[key]))
        raise Refused(f"{name} rows {first['row']} and {second['row']} differ, but are both of {what}; keep one.")
    repeats = figures[again]
    rejections = pd.DataFrame(
        {
            "row": repeats["row"],
            "column": column,
            "value": repeats["area"],
            "reason": "a repeat of an earlier row, with the same figures",
        },
        columns=REJECTION_COLUMNS,
    )
    return figures[~again], rejections
