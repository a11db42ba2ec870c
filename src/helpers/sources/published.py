"""What every format gives: figures as the publisher printed them, and each row that holds none with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.markers import with_markers
from helpers.period_suffixes import PROVISIONAL, read_label
from helpers.sources.cell_numbers import Numbers
from helpers.sources.coded import (
    Coded,
    Columns,
    Integers,
    encode,
    has_repeats,
    make_frame,
    number_combinations,
    select_rows,
)
from helpers.sources.files.limits import REJECTION_COLUMNS, Ragged, Refused
from helpers.sources.publishers_labels import Labels
from helpers.visible import shortly

FIGURE_COLUMNS = {
    "row": "int64",
    "measure": "str",
    "area": "str",
    "period": "str",
    "value": "float64",
    "lower_95": "float64",
    "upper_95": "float64",
    "numerator": "float64",
    "denominator": "float64",
    "marker": "str",
    "status": "str",
}
"""Columns of the figures of a file, with their types.

`row` is the row of the file (several figures may come from one row); `measure` the publisher's own name or number of
the measure, as the register's `source_measure` has it; `area` an ONS code, dfe: and a DfE number, or the exact name of
an area; `period` the publisher's own label, with what is printed around it; `value` and the rest as published, missing
where blank or marked; `marker` the shorthand; `status` final or provisional.
"""

OF_A_FIGURE = ["measure", "area", "period"]
"""Columns that a rejection may have besides, where the row is of a figure that cannot be read."""

UNREAD_COLUMNS = ["row", *OF_A_FIGURE, "reason"]
"""Columns of the rows whose figure cannot be read, with what each would be of, as printed."""

NO_UNREAD = pd.DataFrame({name: pd.Series(dtype="int64" if name == "row" else "str") for name in UNREAD_COLUMNS})

NO_REJECTIONS = pd.DataFrame(columns=REJECTION_COLUMNS, dtype="str").astype({"row": "int64"})
"""The rejections of a file that has none."""


@dataclass(frozen=True)
class Published:
    """What a file holds: `columns` of its figures, `rejections`, `cells` and `read`, its rows.

    Every row of the file gives at least one figure, or has one rejection: row, column, value and reason; in a file of
    survey cards it may give a card. `columns` are those of FIGURE_COLUMNS, and `figures` is the table of them, which
    is made when it is asked for. `cells` has the columns of rejections and lists the cells that are not used of rows
    that give other figures. A return from a department also has `returned`, what is next to the figures
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
        """The figures of the file.

        Columns returned  FIGURE_COLUMNS
        """
        return make_frame(self.columns)

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


class Labelling(Protocol):
    """What a match needs to know of a format: the register's sources that come in it, and how it labels periods."""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of the register that come in this format."""

    @property
    def period(self) -> Callable[[str, str], str | None]:
        """What turns a printed label into that of the register's period type; see `PublishersFormat`."""


COUNTS = (
    ("numerator", "a negative numerator, which no count can be; the figure itself is used"),
    ("denominator", "a denominator of zero or less; the figure itself is used"),
)
"""The counts beside a figure, and why one of them is not used although it is a number."""

NUMBERS = ("value", "lower_95", "upper_95", "numerator", "denominator")


def published(
    figures: pd.DataFrame | Columns,
    rejections: pd.DataFrame,
    ragged: Sequence[Ragged],
    rows: Iterable[int],
) -> Published:
    """Put a file's figures and rejections together, so that every row has figures or one rejection.

    What the label of a period says of its figures, such as (Revised), is added to their markers and status. Of the
    rejections of a row without figures the first is kept; those of a row with figures become `cells`. So do counts that
    cannot be (see `COUNTS`), which are then missing, but for a denominator of zero beside a figure of zero. Rejections
    of a value or a status that cannot be read, which have OF_A_FIGURE, become `unread`. `rows` are the rows of the file
    that are not ragged.

    Columns needed         figures: row, measure, area, period, value; rejections: row, column, value, reason
    Columns used if there  figures: the others of FIGURE_COLUMNS, otherwise missing, blank or final; rejections:
                           OF_A_FIGURE
    Raises                 ValueError: a row has neither figures nor a rejection
    """
    columns = _of_frame(figures) if isinstance(figures, pd.DataFrame) else dict(figures)
    with_figures: Integers = columns["row"]  # type: ignore[assignment]
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
    ragged_rows = np.array([record.row for record in ragged], dtype="int64")
    read = len(expected) + len(ragged)
    without = np.concatenate([ragged_rows, rejections["row"].to_numpy(dtype="int64")])
    accounted = np.zeros(max(rows_of.max(initial=0) for rows_of in (expected, with_figures, without)) + 1, dtype="bool")
    accounted[with_figures] = True
    beside = accounted[without]
    alone = np.flatnonzero(~beside)
    unread = _unread(rejections)
    listed_rows = alone[np.unique(without[alone], return_index=True)[1]]
    accounted[without] = True
    neither = expected[~accounted[expected]]
    if len(neither):
        raise ValueError(f"rows {neither[:5].tolist()} have neither figures nor a reason")
    if not len(without):
        return Published(columns, NO_REJECTIONS, _cells(impossible), read)
    if ragged:
        reasons = pd.array([record.reason for record in ragged], "str")
        torn = pd.DataFrame({"row": ragged_rows, "column": "", "value": "", "reason": reasons})
        rejections = pd.concat([torn, rejections], ignore_index=True)
    cells = _cells([rejections[beside], *impossible])
    table = rejections[REJECTION_COLUMNS].iloc[listed_rows].reset_index(drop=True)
    return Published(columns, table, cells, read, unread=unread)


def _unread(rejections: pd.DataFrame) -> pd.DataFrame:
    """Return the rejections that give the measure, area and period of the figure that the row would have given."""
    if not set(OF_A_FIGURE) <= set(rejections.columns):
        return NO_UNREAD
    of_figures = rejections[rejections["measure"].notna()]
    return of_figures[UNREAD_COLUMNS].astype(NO_UNREAD.dtypes.to_dict()).reset_index(drop=True)


def of_figures_without_a_row(figures: pd.DataFrame, good: pd.Series) -> pd.DataFrame:
    """Return what each row is a figure of; missing where a row that is read gives the same measure, area and period.

    It is for rows that are left out because they are for a part or for another kind of area: without a row for the
    whole, the figure is lost. `good` says which rows are read.

    Columns needed and returned  OF_A_FIGURE
    """
    key = figures["measure"].astype("str") + "\t" + figures["area"] + "\t" + figures["period"]
    return figures[OF_A_FIGURE].mask(good | key.isin(key[good].unique()))


def _take_from_labels(columns: dict[str, Coded | npt.NDArray[Any]]) -> None:
    """Add to status and marker, in place, what the labels of the periods say of their figures.

    A figure is provisional where either the label or the rest of the row says so. A marker of the label is next to
    a figure, and not if there is none.
    """
    period, status, marker = (columns[name] for name in ("period", "status", "marker"))
    assert isinstance(period, Coded)
    assert isinstance(status, Coded)
    assert isinstance(marker, Coded)
    labels = [read_label(cell) for cell in period.categories]
    if any(label.status == PROVISIONAL for label in labels):
        provisional = period.where([label.status == PROVISIONAL for label in labels])
        codes = np.where(provisional, len(status.categories), status.codes)
        columns["status"] = Coded(codes, [*status.categories, PROVISIONAL])
    if any(label.marker for label in labels):
        has_value = ~np.isnan(columns["value"])  # type: ignore[arg-type]
        is_marked = period.where([label.marker != "" for label in labels]) & has_value
        pair_codes, pairs = pd.factorize(marker.codes * np.int64(len(labels)) + period.codes)
        markers = [
            with_markers(marker.categories[own], labels[label].marker)
            for own, label in zip(*np.divmod(pairs, len(labels)), strict=True)
        ]
        codes = np.where(is_marked, len(marker.categories) + pair_codes, marker.codes)
        columns["marker"] = Coded(codes, [*marker.categories, *markers])


def _of_frame(figures: pd.DataFrame) -> dict[str, Coded | npt.NDArray[Any]]:
    return {
        name: encode(figures[name].astype("str")) if kind == "str" else figures[name].to_numpy(dtype=kind)
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
            printed = list(map("{:g}".format, counts[wrong]))
            rejected = {"row": columns["row"][wrong], "column": column, "value": printed, "reason": reason}
            impossible.append(pd.DataFrame(rejected, columns=REJECTION_COLUMNS))
            columns[column] = np.where(wrong, np.nan, counts)
    return impossible


def first_rows(columns: Columns, name: str, column: str) -> tuple[Columns, pd.DataFrame]:
    """Keep the first row of each measure, area and period, as `without_repeats` does, from coded columns.

    Each different cell of `measure`, `area` and `period` must have one code.

    Columns returned  the rejections: row, column, value, reason
    Raises            Refused, naming both rows: two rows of one measure, area and period differ
    """
    key = [columns["measure"], columns["area"], columns["period"]]
    if not has_repeats(key):  # type: ignore[arg-type]
        return columns, NO_REJECTIONS
    several = np.flatnonzero(pd.Series(number_combinations(key)[0]).duplicated(keep=False))  # type: ignore[arg-type]
    missing = {number: np.nan for number in NUMBERS if number not in columns}
    _, repeats = without_repeats(make_frame(select_rows(columns, several)).assign(**missing), name, column)
    first = np.ones(len(columns["row"]), dtype="bool")
    first[several[repeats.index]] = False
    return select_rows(columns, first), repeats


def without_repeats(figures: pd.DataFrame, name: str, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the first of the rows that give one measure, area and period, and reject the others as repeats.

    `name` is the file's and `column` the one that a rejection names, whose value is the area.

    Columns needed    FIGURE_COLUMNS without status, one row of the file to a row
    Columns returned  the figures with the same columns; the rejections: row, column, value, reason
    Raises            Refused, naming both rows: two rows of one measure, area and period differ
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
            "reason": "repeats an earlier row with the same figures",
        },
        columns=REJECTION_COLUMNS,
    )
    return figures[~again], rejections
