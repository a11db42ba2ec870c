"""Columns of text as categories: every different cell once, and the code of each row's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_TEXT = pd.StringDtype(na_value=np.nan)

_MAX_FLAGS = 10_000_000
"""Different things that may be flagged as present, at a byte each, rather than looked up."""


class Coded(NamedTuple):
    """A column of text that holds few different cells: the code of each row, and the categories they number."""

    codes: Integers
    categories: list[str]

    def column(self, rows: Integers | slice = slice(None)) -> pd.api.extensions.ExtensionArray:
        """Return the cell of each row, or of some rows."""
        cells = pa.array(self.categories, type=pa.large_string()).take(pa.array(self.codes[rows]))
        return _TEXT.__from_arrow__(cells)  # type: ignore[attr-defined]

    def category(self) -> pd.Categorical:
        """Return the cell of each row as a category of pandas, which takes little memory and is quickly made."""
        first: dict[str, int] = {}
        renumbered = [first.setdefault(cell, len(first)) for cell in self.categories]
        codes = self.codes
        if renumbered != list(range(len(renumbered))):
            codes = np.array(renumbered, dtype="int64")[codes]
        return pd.Categorical.from_codes(codes, dtype=_category(tuple(first)), validate=False)

    def of(self, rows: npt.NDArray[Any]) -> Coded:
        """Return some rows, by their indexes or by flags."""
        return Coded(self.codes[rows], self.categories)

    def where(self, answers: Sequence[bool]) -> Flags:
        """Return for each row the answer for its cell; `answers` has one for each category."""
        return map_codes(answers, self.codes)

    def stripped(self) -> Coded:
        """Return the same without space around the cells."""
        cells = [cell.strip() for cell in self.categories]
        if len(set(cells)) == len(cells):
            return Coded(self.codes, cells)
        first = {cell: code for code, cell in reversed(list(enumerate(cells)))}
        return Coded(np.array([first[cell] for cell in cells], dtype="int64")[self.codes], cells)


@lru_cache(maxsize=16)
def _category(cells: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(cells, dtype=_TEXT))


Columns = Mapping[str, Coded | npt.NDArray[Any]]
"""Columns of a table by their names: text as categories, all else as numbers."""


def map_codes(answers: Sequence[bool], codes: Integers) -> Flags:
    """Return for each row the answer for the one that it has of a few different things."""
    return np.array(answers, dtype="bool")[codes]


def make_frame(columns: Columns) -> pd.DataFrame:
    """Make a table of columns.

    Columns returned  those given, in their order; a coded column as text
    """
    cells = {name: column.column() if isinstance(column, Coded) else column for name, column in columns.items()}
    return pd.DataFrame(cells, copy=False)


def select_rows(columns: Columns, rows: npt.NDArray[Any]) -> dict[str, Coded | npt.NDArray[Any]]:
    """Return some rows of columns, by their indexes or by flags."""
    return {name: column.of(rows) if isinstance(column, Coded) else column[rows] for name, column in columns.items()}


def has_repeats(columns: Sequence[Coded]) -> bool:
    """Say whether two rows have the same cells in all of some columns."""
    key, combinations = number_combinations(columns)
    if combinations > max(_MAX_FLAGS, 4 * len(key)):
        return len(pd.unique(key)) < len(key)
    present = np.zeros(combinations, dtype="bool")
    present[key] = True
    return int(np.count_nonzero(present)) < len(key)


def number_combinations(columns: Sequence[Coded]) -> tuple[Integers, int]:
    """Number the combinations of the cells of some columns: that of each row, and how many there could be."""
    key, combinations = columns[0].codes.copy(), len(columns[0].categories)
    for column in columns[1:]:
        key *= len(column.categories)
        key += column.codes
        combinations *= len(column.categories)
    return key, combinations


def encode(column: pd.Series | pa.ChunkedArray) -> Coded:
    """Return a column of text, or of categories, as Coded; a missing cell is empty."""
    if isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
        return Coded(column.cat.codes.to_numpy().astype("int64"), column.cat.categories.to_list())
    cells = arrow_text(column) if isinstance(column, pd.Series) else column
    if not pa.types.is_dictionary(cells.type):
        cells = (cells.fill_null("") if cells.null_count else cells).dictionary_encode()
    whole = cells.unify_dictionaries().combine_chunks()
    return Coded(whole.indices.to_numpy().astype("int64"), whole.dictionary.to_numpy(zero_copy_only=False).tolist())


def stack(columns: Sequence[Coded]) -> Coded:
    """Return the rows of several columns of text, one column below the other."""
    starts = np.cumsum([0, *(len(column.categories) for column in columns)])
    codes = [column.codes + start for column, start in zip(columns, starts, strict=False)]
    return Coded(np.concatenate(codes), [cell for column in columns for cell in column.categories])


def arrow_text(column: pd.Series) -> pa.ChunkedArray:
    """Return a column of text as pyarrow has it."""
    cells = pa.array(column, type=pa.large_string())
    return cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
