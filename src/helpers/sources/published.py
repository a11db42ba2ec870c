"""What every format gives: figures as the publisher printed them, and each row that holds none with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from helpers.sources.labels import Labels
from helpers.sources.opening import REJECTION_COLUMNS, Opened, Ragged, Refused, shortly

Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

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

_TEXT = pd.StringDtype(na_value=np.nan)

_TYPES = [pd.api.types.pandas_dtype(kind) for kind in FIGURE_COLUMNS.values()]

NO_REJECTIONS = pd.DataFrame(columns=REJECTION_COLUMNS, dtype="str").astype({"row": "int64"})
"""The rejections of a file that has none."""


class Coded(NamedTuple):
    """A column of text that holds few different cells: which of them each row has, and those."""

    places: Places
    cells: list[str]

    def column(self, rows: Places | slice = slice(None)) -> pd.api.extensions.ExtensionArray:
        """Return the cell of each row, or of some rows."""
        cells = pa.array(self.cells, type=pa.large_string()).take(pa.array(self.places[rows]))
        return _TEXT.__from_arrow__(cells)  # type: ignore[attr-defined]

    def stripped(self) -> Coded:
        """Return the same without space around the cells."""
        cells = [cell.strip() for cell in self.cells]
        if len(set(cells)) == len(cells):
            return Coded(self.places, cells)
        first = {cell: at for at, cell in reversed(list(enumerate(cells)))}
        return Coded(np.array([first[cell] for cell in cells], dtype="int64")[self.places], cells)


@dataclass(frozen=True)
class Published:
    """What a file holds: `figures` (FIGURE_COLUMNS), `rejections`, `cells` and `read`, its rows.

    Every row of the file gives at least one figure, or has one rejection: row, column, value and reason; in a file of
    survey cards it may give a card. `cells` has the columns of rejections and lists the cells that are not used of rows
    that give other figures. `coded` may hold columns of the figures once more, where the format has looked at their
    different cells already. A return from a department also has `returned`, what stands beside the figures
    (`returns.RETURNED_TYPES`), and `surveys`, its cards (`surveys.CARD_TYPES`). `labels` are what the publisher says of
    the figures, where the file prints trends, comparisons or medians.
    """

    figures: pd.DataFrame
    rejections: pd.DataFrame
    cells: pd.DataFrame
    read: int
    coded: Mapping[str, Coded] = field(default_factory=dict)
    returned: pd.DataFrame | None = None
    surveys: pd.DataFrame | None = None
    labels: Labels | None = None


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


def coded(column: pd.Series | pa.ChunkedArray) -> Coded:
    """Look at each different cell of a column of text once."""
    cells = arrow_text(column) if isinstance(column, pd.Series) else column
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode(null_encoding="encode")
    whole = cells.unify_dictionaries().combine_chunks()
    return Coded(whole.indices.to_numpy().astype("int64"), whole.dictionary.to_pylist())


def arrow_text(column: pd.Series) -> pa.ChunkedArray:
    """Return a column of text as pyarrow has it."""
    cells = pa.array(column, type=pa.large_string())
    return cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])


COUNTS = (
    ("numerator", "a numerator below zero, which no count can be; the figure beside it stands"),
    ("denominator", "a denominator that is not above zero, so nothing can be out of it; the figure beside it stands"),
)
"""The counts beside a figure, and why one of them is not used although it is a number."""

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
    numbers[long] = fifteen_digits(np.asarray(numbers[long], dtype="float64"))
    known = {"": "[x]", **symbols}
    marker = bare.where(~numeric, None).str.lower().map(known)
    marker = marker.where(~numeric, "")
    return numbers, marker.fillna(""), marker.isna()


def fifteen_digits(numbers: Numbers) -> Numbers:
    """Round each number to fifteen digits, as a spreadsheet shows it.

    Whole numbers of fifteen digits and powers of ten up to the twenty-second are held exactly, so that dividing one by
    the other gives the nearest number to what is written. Scaling may be wrong by a sixteenth: where that could matter,
    the number is rounded as text.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        millionths = np.rint(numbers * 1e6)
        unlike = np.flatnonzero((millionths / 1e6 != numbers) | (np.abs(millionths) >= 1e15))
    # The others have few digits, and are the nearest numbers to what is written already.
    rounded = numbers.copy()
    rounded[unlike] = _as_written(numbers[unlike])
    return rounded


def _as_written(numbers: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        places = 14 - np.floor(np.log10(np.abs(numbers)))
        power = np.power(10.0, np.clip(np.nan_to_num(places), 0, 22))
        scaled = numbers * power
        whole = np.rint(scaled)
        sure = (places >= 0) & (places <= 22) & (np.abs(scaled - whole) < 0.4)
        sure &= (np.abs(whole) >= 1e14) & (np.abs(whole) < 1e15)
        rounded = whole / power
    for at in np.flatnonzero(~sure):
        rounded[at] = float(f"{numbers[at]:.15g}")
    return rounded


def published(
    figures: pd.DataFrame,
    rejections: pd.DataFrame,
    ragged: Sequence[Ragged],
    rows: Iterable[int],
    coded: Mapping[str, Coded] | None = None,
) -> Published:
    """Put a file's figures and rejections together, so that every row has figures or one rejection.

    `figures` has the columns of FIGURE_COLUMNS that the format gives; the others are added as missing, blank or
    final. `rejections` has row, column, value and reason: of a row without figures the first is kept, those of a row
    with figures become `cells`. So do counts that cannot be (see `COUNTS`), which are then missing.
    `rows` are the rows of the file that are not ragged. `coded` are columns of which `figures` may have lost rows, by
    their places. Raises ValueError where a row has neither.
    """
    left = figures.index.to_numpy()
    coded = {
        name: each if len(left) == len(each.places) else Coded(each.places[left], each.cells)
        for name, each in (coded or {}).items()
    }
    if figures.columns.tolist() != list(FIGURE_COLUMNS) or figures.dtypes.tolist() != _TYPES:
        for name, kind in FIGURE_COLUMNS.items():
            if name not in figures.columns:
                missing = "final" if name == "status" else "" if kind == "str" else float("nan")
                figures = figures.assign(**{name: missing})
        figures = figures[list(FIGURE_COLUMNS)].astype(FIGURE_COLUMNS)
    figures, impossible = _without_impossible_counts(figures.reset_index(drop=True))
    ragged_rows = np.array([each.row for each in ragged], dtype="int64")
    expected = np.concatenate([np.asarray(rows, dtype="int64"), ragged_rows])
    with_figures = figures["row"].to_numpy()
    without = np.concatenate([ragged_rows, rejections["row"].to_numpy(dtype="int64")])
    accounted = np.zeros(max(each.max(initial=0) for each in (expected, with_figures, without)) + 1, dtype="bool")
    accounted[with_figures] = True
    beside = accounted[without]
    alone = np.flatnonzero(~beside)
    kept = alone[np.unique(without[alone], return_index=True)[1]]
    accounted[without] = True
    neither = expected[~accounted[expected]]
    if len(neither):
        raise ValueError(f"rows {neither[:5].tolist()} have neither figures nor a reason")
    if not len(without):
        return Published(figures, NO_REJECTIONS, _cells(impossible), len(expected), coded)
    if ragged:
        torn = pd.DataFrame([(each.row, "", "", each.reason) for each in ragged], columns=REJECTION_COLUMNS)
        rejections = pd.concat([torn, rejections], ignore_index=True)
    cells = _cells([rejections[beside], *impossible])
    return Published(figures, rejections.iloc[kept].reset_index(drop=True), cells, len(expected), coded)


def _cells(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    parts = [part[REJECTION_COLUMNS].astype(NO_REJECTIONS.dtypes.to_dict()) for part in parts if len(part)]
    if not parts:
        return NO_REJECTIONS
    return pd.concat(parts).drop_duplicates().sort_values("row", ignore_index=True, kind="stable")


def _without_impossible_counts(figures: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Leave out counts that cannot be, and list them as cells."""
    impossible = []
    for column, reason in COUNTS:
        counts = figures[column]
        wrong = counts.lt(0) if column == "numerator" else counts.le(0)
        if wrong.any():
            told = counts[wrong].map("{:g}".format)
            listed = {"row": figures.loc[wrong, "row"], "column": column, "value": told, "reason": reason}
            impossible.append(pd.DataFrame(listed, columns=REJECTION_COLUMNS))
            figures = figures.assign(**{column: counts.where(~wrong)})
    return figures, impossible


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
