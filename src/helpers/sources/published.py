"""What every format gives: figures as the publisher printed them, and each row that holds none with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from helpers.markers import with_markers
from helpers.period_suffixes import PROVISIONAL, read_label
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged, Refused
from helpers.sources.files.opening import Opened
from helpers.sources.publishers_labels import Labels
from helpers.visible import shortly

Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

FIGURE_COLUMNS = {
    "row": "int64", "measure": "str", "area": "str", "period": "str", "value": "float64", "lower_95": "float64",
    "upper_95": "float64", "numerator": "float64", "denominator": "float64", "marker": "str", "status": "str",
}  # fmt: skip
"""Columns of the figures of a file, with their types.

`row` is the row of the file (several figures may come from one row); `measure` the publisher's own name or number of
the measure, as the register's `source_measure` has it; `area` an ONS code, dfe: and a DfE number, or the exact name of
an area; `period` the publisher's own label, with what is printed around it; `value` and the rest as published, missing
where blank or marked; `marker` the shorthand; `status` final or provisional.
"""

_TEXT = pd.StringDtype(na_value=np.nan)

_MOST_MARKED = 10_000_000
"""Different things that may each be marked as there, at a byte each, rather than looked up."""

OF_A_FIGURE = ["measure", "area", "period"]
"""Columns that a rejection may have besides, where the row is of a figure that cannot be read."""

UNREAD_COLUMNS = ["row", *OF_A_FIGURE, "reason"]
"""Columns of the rows whose figure cannot be read, with what each would be of, as printed."""

NO_UNREAD = pd.DataFrame({name: pd.Series(dtype="int64" if name == "row" else "str") for name in UNREAD_COLUMNS})

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

    def category(self) -> pd.Categorical:
        """Return the cell of each row as a category, which takes little room and is quickly made."""
        first: dict[str, int] = {}
        at = [first.setdefault(cell, len(first)) for cell in self.cells]
        places = self.places
        if at != list(range(len(at))):
            places = np.array(at, dtype="int64")[places]
        return pd.Categorical.from_codes(places, dtype=_category(tuple(first)), validate=False)

    def of(self, rows: npt.NDArray[Any]) -> Coded:
        """Return some rows: those of their places, or for which an answer is yes."""
        return Coded(self.places[rows], self.cells)

    def stripped(self) -> Coded:
        """Return the same without space around the cells."""
        cells = [cell.strip() for cell in self.cells]
        if len(set(cells)) == len(cells):
            return Coded(self.places, cells)
        first = {cell: at for at, cell in reversed(list(enumerate(cells)))}
        return Coded(np.array([first[cell] for cell in cells], dtype="int64")[self.places], cells)


@lru_cache(maxsize=16)
def _category(cells: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(cells, dtype=_TEXT))


Columns = Mapping[str, Coded | npt.NDArray[Any]]
"""Columns of a table by their names: text as the different cells, all else as numbers."""


def frame_of(columns: Columns) -> pd.DataFrame:
    """Make a table of columns."""
    cells = {name: each.column() if isinstance(each, Coded) else each for name, each in columns.items()}
    return pd.DataFrame(cells, copy=False)


def some_rows(columns: Columns, rows: npt.NDArray[Any]) -> dict[str, Coded | npt.NDArray[Any]]:
    """Return some rows of columns: those of their places, or for which an answer is yes."""
    return {name: each.of(rows) if isinstance(each, Coded) else each[rows] for name, each in columns.items()}


def has_repeats(columns: Sequence[Coded]) -> bool:
    """Say whether two rows have the same cells in all of some columns."""
    key, different = _key(columns)
    if different > max(_MOST_MARKED, 4 * len(key)):
        return len(pd.unique(key)) < len(key)
    there = np.zeros(different, dtype="bool")
    there[key] = True
    return int(np.count_nonzero(there)) < len(key)


def _key(columns: Sequence[Coded]) -> tuple[Places, int]:
    """Number the combinations of the cells of some columns: that of each row, and how many there could be."""
    key, different = columns[0].places.copy(), len(columns[0].cells)
    for each in columns[1:]:
        key *= len(each.cells)
        key += each.places
        different *= len(each.cells)
    return key, different


@dataclass(frozen=True)
class Published:
    """What a file holds: `columns` of its figures, `rejections`, `cells` and `read`, its rows.

    Every row of the file gives at least one figure, or has one rejection: row, column, value and reason; in a file of
    survey cards it may give a card. `columns` are those of FIGURE_COLUMNS, and `figures` is the table of them, which
    is made when it is asked for. `cells` has the columns of rejections and lists the cells that are not used of rows
    that give other figures. A return from a department also has `returned`, what stands beside the figures
    (`returns.RETURNED_TYPES`), and `surveys`, its cards (`surveys.CARD_TYPES`). `labels` are what the publisher says of
    the figures, where the file prints trends, comparisons, medians or quintiles. `unread` has UNREAD_COLUMNS: the
    rejections of values and statuses that cannot be read, with the measure, area and period that they are of.
    """

    columns: Columns
    rejections: pd.DataFrame
    cells: pd.DataFrame
    read: int
    returned: pd.DataFrame | None = None
    surveys: pd.DataFrame | None = None
    labels: Labels | None = None
    unread: pd.DataFrame = field(default_factory=lambda: NO_UNREAD)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures of the file, with FIGURE_COLUMNS."""
        return frame_of(self.columns)

    def text(self, name: str) -> Coded:
        """Return a column of text of the figures."""
        column = self.columns[name]
        if not isinstance(column, Coded):
            raise TypeError(f"{name} is no column of text")
        return column

    def numbers(self, name: str) -> npt.NDArray[Any]:
        """Return a column of numbers of the figures."""
        column = self.columns[name]
        if isinstance(column, Coded):
            raise TypeError(f"{name} is no column of numbers")
        return column


@dataclass(frozen=True)
class Format:
    """A format: how a file of it is recognised and read.

    `recognises` looks at the names of columns or sheets alone; `read` gives the figures; `period` turns the
    publisher's label, without what is printed around it (see `helpers.period_suffixes`), into the label of the
    register's period type (see `helpers.periods`), or None where it is no period of that type. `source_ids` are the
    sources of the register that come in this format. `knows` says whether a column is one that is used, or left out for
    a reason; None where `read` looks at the columns itself, as those of a workbook stand on its sheets.
    """

    format_id: str
    name: str
    publisher: str
    licence: str
    source_ids: tuple[str, ...]
    recognises: Callable[[Opened], bool]
    read: Callable[[Opened], Published]
    period: Callable[[str, str], str | None]
    knows: Callable[[str], bool] | None = None


def coded(column: pd.Series | pa.ChunkedArray) -> Coded:
    """Look at each different cell of a column of text, or of categories, once; a missing one is empty."""
    if isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
        return Coded(column.cat.codes.to_numpy().astype("int64"), column.cat.categories.to_list())
    cells = arrow_text(column) if isinstance(column, pd.Series) else column
    if not pa.types.is_dictionary(cells.type):
        cells = (cells.fill_null("") if cells.null_count else cells).dictionary_encode()
    whole = cells.unify_dictionaries().combine_chunks()
    return Coded(whole.indices.to_numpy().astype("int64"), whole.dictionary.to_numpy(zero_copy_only=False).tolist())


def joined(columns: Sequence[Coded]) -> Coded:
    """Return the rows of several columns of text, one column below the other."""
    first = np.cumsum([0, *(len(each.cells) for each in columns)])
    places = [each.places + start for each, start in zip(columns, first, strict=False)]
    return Coded(np.concatenate(places), [cell for each in columns for cell in each.cells])


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

_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_NUMBER = rf"-?(?:{_WHOLE}(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def read_numbers(text: pd.Series, symbols: Mapping[str, str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read a column of cells: the numbers, the markers of symbols, and which cells are neither.

    `symbols` gives the shorthand for each symbol of the publisher, in lower case; a blank cell is [x]. Numbers may
    have thousands commas; digits beyond the fifteenth, which a spreadsheet adds, are dropped.
    """
    bare = text.str.strip()
    numeric = bare.str.fullmatch(_NUMBER).to_numpy(dtype="bool")
    numbers = np.full(len(bare), np.nan)
    numbers[numeric] = _parsed(bare if numeric.all() else bare[numeric])
    numbers[~np.isfinite(numbers)] = np.nan  # 1e400 is more than can be held
    numeric = numeric & ~np.isnan(numbers)
    long = np.flatnonzero(numeric & bare.str.len().gt(15).to_numpy(dtype="bool"))
    numbers[long] = fifteen_digits(numbers[long])
    known = {"": "[x]", **symbols}
    places, different = bare[~numeric].factorize()  # a missing cell has the place -1, and is no symbol
    said = [*(known.get(cell.lower()) for cell in different), None]
    place = np.full(len(bare), len(different))
    place[~numeric] = np.where(places < 0, len(different), places)
    wrong = ~numeric & np.array([each is None for each in said])[place]
    markers = Coded(place, [each or "" for each in said]).column()
    return (
        pd.Series(numbers, index=text.index),
        pd.Series(markers, index=text.index),
        pd.Series(wrong, index=text.index),
    )


def _parsed(text: pd.Series) -> Numbers:
    """Return the numbers that cells say; a cell that no reader takes for a number is missing."""
    bare = text.str.replace(",", "") if text.str.contains(",", regex=False).any() else text
    try:
        return arrow_text(bare).cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        return pd.to_numeric(bare, errors="coerce").to_numpy(dtype="float64")


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


_POWERS = np.array([float(f"1e{power}") for power in range(23)])


def _as_written(numbers: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        places = 14 - np.floor(np.log10(np.abs(numbers)))
        power = _POWERS[np.clip(np.nan_to_num(places), 0, 22).astype("int64")]
        scaled = numbers * power
        whole = np.rint(scaled)
        sure = (places >= 0) & (places <= 22) & (np.abs(scaled - whole) < 0.4)
        sure &= (np.abs(whole) >= 1e14) & (np.abs(whole) < 1e15)
        rounded = whole / power
    for at in np.flatnonzero(~sure):
        rounded[at] = float(f"{numbers[at]:.15g}")
    return rounded


def published(
    figures: pd.DataFrame | Columns,
    rejections: pd.DataFrame,
    ragged: Sequence[Ragged],
    rows: Iterable[int],
) -> Published:
    """Put a file's figures and rejections together, so that every row has figures or one rejection.

    `figures` has the columns of FIGURE_COLUMNS that the format gives, as a table or as columns; the others are added as
    missing, blank or final. What the label of a period says of its figures, such as (Revised), is added to their
    markers and status. `rejections` has row, column, value and reason: of a row without figures the first is kept,
    those of a row with figures become `cells`. So do counts that cannot be (see `COUNTS`), which are then missing, but
    for a denominator of zero beside a figure of zero. Those that also have OF_A_FIGURE, of a value or a status that
    cannot be read, become `unread`. `rows` are the rows of the file that are not ragged. Raises ValueError where a row
    has neither.
    """
    columns = _of_frame(figures) if isinstance(figures, pd.DataFrame) else dict(figures)
    with_figures: Places = columns["row"]  # type: ignore[assignment]
    impossible = _without_impossible_counts(columns)
    for name, kind in FIGURE_COLUMNS.items():
        if name not in columns:
            nothing = Coded(np.zeros(len(with_figures), dtype="int64"), ["final" if name == "status" else ""])
            columns[name] = nothing if kind == "str" else np.broadcast_to(np.nan, len(with_figures))
    columns = {name: columns[name] for name in FIGURE_COLUMNS}
    _take_from_labels(columns)
    expected = np.asarray(rows, dtype="int64")
    if not ragged and not len(rejections) and np.array_equal(with_figures, expected):
        return Published(columns, NO_REJECTIONS, _cells(impossible), len(expected))
    ragged_rows = np.array([each.row for each in ragged], dtype="int64")
    read = len(expected) + len(ragged)
    without = np.concatenate([ragged_rows, rejections["row"].to_numpy(dtype="int64")])
    accounted = np.zeros(max(each.max(initial=0) for each in (expected, with_figures, without)) + 1, dtype="bool")
    accounted[with_figures] = True
    beside = accounted[without]
    alone = np.flatnonzero(~beside)
    unread = _unread(rejections)
    kept = alone[np.unique(without[alone], return_index=True)[1]]
    accounted[without] = True
    neither = expected[~accounted[expected]]
    if len(neither):
        raise ValueError(f"rows {neither[:5].tolist()} have neither figures nor a reason")
    if not len(without):
        return Published(columns, NO_REJECTIONS, _cells(impossible), read)
    if ragged:
        torn = pd.DataFrame(
            {"row": ragged_rows, "column": "", "value": "", "reason": pd.array([each.reason for each in ragged], "str")}
        )
        rejections = pd.concat([torn, rejections], ignore_index=True)
    cells = _cells([rejections[beside], *impossible])
    listed = rejections[REJECTION_COLUMNS].iloc[kept].reset_index(drop=True)
    return Published(columns, listed, cells, read, unread=unread)


def _unread(rejections: pd.DataFrame) -> pd.DataFrame:
    """Return the rejections that say of which measure, area and period the row would have given a figure."""
    if not set(OF_A_FIGURE) <= set(rejections.columns):
        return NO_UNREAD
    said = rejections[rejections["measure"].notna()]
    return said[UNREAD_COLUMNS].astype(NO_UNREAD.dtypes.to_dict()).reset_index(drop=True)


def of_figures_without_a_row(figures: pd.DataFrame, good: pd.Series) -> pd.DataFrame:
    """Return OF_A_FIGURE of each row; missing where a row that is good is of the same measure, area and period.

    `figures` has OF_A_FIGURE and `good` says which of its rows are read. It is for rows that are left out as they are
    of a part or of another kind of area: where no row of the whole is there, the figure is lost.
    """
    key = figures["measure"].astype("str") + "\t" + figures["area"] + "\t" + figures["period"]
    return figures[OF_A_FIGURE].mask(good | key.isin(key[good].unique()))


def _take_from_labels(columns: dict[str, Coded | npt.NDArray[Any]]) -> None:
    """Add to status and marker, in place, what the labels of the periods say of their figures.

    A figure is provisional where either the label or the rest of the row says so. A marker of the label stands beside
    a figure, and not where there is none.
    """
    period, status, marker = (columns[name] for name in ("period", "status", "marker"))
    assert isinstance(period, Coded)
    assert isinstance(status, Coded)
    assert isinstance(marker, Coded)
    printed = [read_label(cell) for cell in period.cells]
    if any(each.status == PROVISIONAL for each in printed):
        provisional = np.array([each.status == PROVISIONAL for each in printed], dtype="bool")[period.places]
        places = np.where(provisional, len(status.cells), status.places)
        columns["status"] = Coded(places, [*status.cells, PROVISIONAL])
    if any(each.marker for each in printed):
        has_value = ~np.isnan(columns["value"])  # type: ignore[arg-type]
        says = np.array([each.marker != "" for each in printed], dtype="bool")[period.places] & has_value
        which, pairs = pd.factorize(marker.places * np.int64(len(printed)) + period.places)
        before, label = np.divmod(pairs, len(printed))
        together = [with_markers(marker.cells[at], printed[of].marker) for at, of in zip(before, label, strict=True)]
        columns["marker"] = Coded(np.where(says, len(marker.cells) + which, marker.places), [*marker.cells, *together])


def _of_frame(figures: pd.DataFrame) -> dict[str, Coded | npt.NDArray[Any]]:
    return {
        name: coded(figures[name].astype("str")) if kind == "str" else figures[name].to_numpy(dtype=kind)
        for name, kind in FIGURE_COLUMNS.items()
        if name in figures.columns
    }


def _cells(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    parts = [part[REJECTION_COLUMNS].astype(NO_REJECTIONS.dtypes.to_dict()) for part in parts if len(part)]
    if not parts:
        return NO_REJECTIONS
    return pd.concat(parts).drop_duplicates().sort_values("row", ignore_index=True, kind="stable")


def _without_impossible_counts(columns: dict[str, Coded | npt.NDArray[Any]]) -> list[pd.DataFrame]:
    """Leave out counts that cannot be, in place, and return them as cells."""
    impossible = []
    for column, reason in COUNTS:
        if column not in columns:
            continue
        counts: Numbers = columns[column]  # type: ignore[assignment]
        wrong = counts < 0
        if column == "denominator":
            # A zero out of nothing keeps its base, so that it is seen that it stands for no figure.
            value: Numbers = columns["value"]  # type: ignore[assignment]
            wrong |= (counts == 0) & (value != 0)
        if wrong.any():
            told = list(map("{:g}".format, counts[wrong]))
            listed = {"row": columns["row"][wrong], "column": column, "value": told, "reason": reason}
            impossible.append(pd.DataFrame(listed, columns=REJECTION_COLUMNS))
            columns[column] = np.where(wrong, np.nan, counts)
    return impossible


def first_rows(columns: Columns, name: str, column: str) -> tuple[Columns, pd.DataFrame]:
    """Do what `without_repeats` does with columns, of which `measure`, `area` and `period` hold each cell once."""
    key = [columns["measure"], columns["area"], columns["period"]]
    if not has_repeats(key):  # type: ignore[arg-type]
        return columns, NO_REJECTIONS
    several = np.flatnonzero(pd.Series(_key(key)[0]).duplicated(keep=False))  # type: ignore[arg-type]
    missing = {each: np.nan for each in NUMBERS if each not in columns}
    _, repeats = without_repeats(frame_of(some_rows(columns, several)).assign(**missing), name, column)
    kept = np.ones(len(columns["row"]), dtype="bool")
    kept[several[repeats.index]] = False
    return some_rows(columns, kept), repeats


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
