"""The input of a national run: a folder of Parquet, which is trusted with nothing until it has been checked.

Small tables are read and checked whole. Of the observations only the types and the statistics at the end of each file
are read here; the engine checks the cells, by `CELL_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.folders import plain_files
from helpers.methods.position import OVERALL
from helpers.periods import PERIOD_TYPES
from helpers.problems import InputProblem
from helpers.results.as_reported import STEPS
from helpers.schema.declarations import Column, ColumnType, Table
from helpers.schema.national import NATIONAL_AREAS, NATIONAL_INDICATORS, NATIONAL_OBSERVATIONS
from helpers.verdicts import SIGNS
from helpers.visible import value_shown

OBSERVATIONS_FOLDER: Final = "observations"
INDICATORS_FILE: Final = "indicators.parquet"
AREAS_FILE: Final = "areas.parquet"

LARGEST_TABLE: Final = 200_000_000
"""Bytes of the largest file of indicators or areas."""

MOST_FILES: Final = 10_000
"""Files of observations in one folder."""

INDICATOR_PATTERN: Final = r"^[a-z][a-z0-9_]{0,99}$"
AREA_PATTERN: Final = r"^([A-Z][0-9]{8}|local(-[a-z0-9]+)+)$"

THEME_PATTERN: Final = r"[^\r\n\t]{0,100}"

LARGEST_COUNT: Final = 1e12
"""Counts from this on are refused: their sum is not exact, and no area has as many people."""

_GLOB = "*?["


class CellRule(NamedTuple):
    """A rule for the cells of an observation: the column, the condition in SQL that breaks it, and what is expected."""

    column: str
    broken: str
    expected: str


def _finite(name: str) -> CellRule:
    return CellRule(name, f"not isfinite({name})", "a finite number, or nothing")


def _count(name: str) -> CellRule:
    return CellRule(name, f"abs({name}) >= {LARGEST_COUNT:.0f}", "a count below a million million")


CELL_RULES: Final = (
    *(CellRule(name, f"{name} is null", "a text; a blank one for none") for name in ("marker", "area_flag")),
    *(_finite(name) for name in ("value", "lower_95", "upper_95", "numerator", "denominator")),
    *(_count(name) for name in ("numerator", "denominator")),
    CellRule("marker", "length(marker) > 40", "at most 40 characters"),
    CellRule("area_flag", "area_flag not in ('', 'recode', 'backcast')", "recode, backcast or blank"),
    CellRule("period", "period is null or period = '' or length(period) > 60", "a period of at most 60 characters"),
    CellRule("period_start", "period_start is null", "a date"),
    CellRule("period_end", "period_end is null", "a date"),
    CellRule("period_end", "period_end < period_start", "a day on or after period_start"),
)
"""Rules that every observation must keep. Codes are looked up in the tables of indicators and areas instead."""


@dataclass(frozen=True)
class Observations:
    """The files of observations with their number of rows, and the first and last indicator of each row group."""

    paths: tuple[Path, ...]
    rows: int
    groups: tuple[tuple[str, str, int], ...]
    """Of each row group the first and the last indicator, both blank where not known, and the number of rows."""
    addresses: tuple[str, ...] = ()
    """The addresses of the files instead of their paths, where Spark reads them from a storage."""

    def rows_to_read(self, first: str, last: str) -> int:
        """Return how many rows are read to find those from one indicator to another."""
        return sum(rows for low, high, rows in self.groups if not high or (low <= last and high >= first))


class FileToRead(NamedTuple):
    """A file of observations: its name in messages, its path or address, and what opens it for its types."""

    name: str
    address: str
    opened: Callable[[], Any]


@dataclass(frozen=True)
class NationalInput:
    """A folder of input whose small tables are right, and whose observations have the right types."""

    folder: Path
    observations: Observations
    indicators: pd.DataFrame
    areas: pd.DataFrame


def read_national_input(folder: Path, stored: Sequence[FileToRead] = ()) -> NationalInput:
    """Read the small tables and the types of the observations, which are in the folder or `stored` elsewhere.

    Columns returned  indicators: NATIONAL_INDICATORS; areas: NATIONAL_AREAS
    Raises            InputProblem, naming the file, the column and what is wrong
    """
    indicators = _read(folder / INDICATORS_FILE, NATIONAL_INDICATORS)
    _check_texts(indicators, INDICATORS_FILE, "indicator_id", INDICATOR_PATTERN)
    for column, words in (("polarity", SIGNS), ("frequency", STEPS), ("period_type", PERIOD_TYPES)):
        _check(indicators, INDICATORS_FILE, column, indicators[column].isin(list(words)), f"one of {', '.join(words)}")
    _check(indicators, INDICATORS_FILE, "decimals", indicators["decimals"].between(0, 10), "0 to 10")
    named = indicators["theme"].str.fullmatch(THEME_PATTERN) & indicators["theme"].ne(OVERALL)
    _check(
        indicators, INDICATORS_FILE, "theme", named, f"blank, or a name of at most 100 characters that is not {OVERALL}"
    )
    areas = _read(folder / AREAS_FILE, NATIONAL_AREAS)
    _check_texts(areas, AREAS_FILE, "area_code", AREA_PATTERN)
    _check(areas, AREAS_FILE, "newest_code", areas["newest_code"].isin(areas["area_code"]), "a code of this file")
    observations = _stored_observations(stored) if stored else _observations(folder / OBSERVATIONS_FOLDER)
    return NationalInput(folder, observations, indicators, areas)


def _observations(folder: Path) -> Observations:
    files = [file for file in plain_files(folder, folder.name, MOST_FILES) if file.path.suffix == ".parquet"]
    if not files:
        raise InputProblem(f"{folder.name} has no file that ends in .parquet; give the folder that has one.")
    paths = tuple(file.path for file in files)
    to_read = [
        FileToRead(f"{folder.name}/{file.name}", str(file.path.resolve()), partial(pq.ParquetFile, file.path))
        for file in files
    ]
    return Observations(paths, *_rows_and_groups(to_read))


def _stored_observations(files: Sequence[FileToRead]) -> Observations:
    return Observations((), *_rows_and_groups(files), tuple(file.address for file in files))


def _rows_and_groups(files: Sequence[FileToRead]) -> tuple[int, tuple[tuple[str, str, int], ...]]:
    """Check the types of files of observations, and return their number of rows and what is known of row groups."""
    rows, groups = 0, []
    for file in files:
        if set(_GLOB) & set(file.address):
            raise InputProblem(f"{file.name} has *, ? or [ in its path, which stand for other names; rename it.")
        about = _opened(file.opened, file.name)
        _check_types(about.schema_arrow, NATIONAL_OBSERVATIONS, file.name)
        rows += about.metadata.num_rows
        groups += [_group(about, index) for index in range(about.metadata.num_row_groups)]
    if not rows:
        raise InputProblem(f"{OBSERVATIONS_FOLDER} has no observations.")
    return rows, tuple(groups)


def _group(about: pq.ParquetFile, index: int) -> tuple[str, str, int]:
    group = about.metadata.row_group(index)
    column = about.schema_arrow.get_field_index("indicator_id")
    # Columns of plain types have one leaf each, in the order of the schema.
    statistics = group.column(column).statistics
    if statistics is None or not statistics.has_min_max:
        return "", "", group.num_rows
    return str(statistics.min), str(statistics.max), group.num_rows


def _opened(opened: Callable[[], Any], name: str) -> pq.ParquetFile:
    try:
        return opened()
    except (pa.ArrowException, OSError) as error:
        raise InputProblem(f"{name} cannot be read as Parquet: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return value_shown(str(error).splitlines()[0] if str(error) else type(error).__name__)


def _read(path: Path, table: Table) -> pd.DataFrame:
    """Read a small table, with its columns in order and typed."""
    if path.is_symlink() or not path.is_file():
        raise InputProblem(f"{path.name} is not a file in the folder of the input; see docs/national.md.")
    size = path.stat().st_size
    if size > LARGEST_TABLE:
        raise InputProblem(f"{path.name} has {size:,} bytes; the most that is read is {LARGEST_TABLE:,}.")
    about = _opened(partial(pq.ParquetFile, path), path.name)
    _check_types(about.schema_arrow, table, path.name)
    try:
        frame = about.read(columns=list(table.names)).to_pandas()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputProblem(f"{path.name} cannot be read as Parquet: {_first_line(error)}") from None
    for column in table.columns:
        if not column.nullable:
            _check(frame, path.name, column.name, frame[column.name].notna(), "a value in every row")
        if column.type is ColumnType.TEXT:
            frame[column.name] = frame[column.name].astype("str")
    return frame[list(table.names)]


def _check_types(schema: pa.Schema, table: Table, name: str) -> None:
    """Raise InputProblem where a file lacks a column, or has one of another type; further columns are not read."""
    for column in table.columns:
        index = schema.get_field_index(column.name)
        if index < 0:
            raise InputProblem(f"{name} must have the column {column.name}, once; it has {', '.join(schema.names)}.")
        if not _fits(schema.field(index).type, column):
            raise InputProblem(
                f"{name}, column {column.name}: it has the type {schema.field(index).type}, but must be {column.type}; "
                "write it with its type."
            )


def _fits(kind: Any, column: Column) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    if column.type is ColumnType.TEXT:
        return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    if column.type is ColumnType.DATE:
        return types.is_date32(kind)
    if column.type is ColumnType.WHOLE_NUMBER:
        return types.is_integer(kind)
    if column.type is ColumnType.YES_OR_NO:
        return types.is_boolean(kind)
    return types.is_float64(kind)


def _check_texts(frame: pd.DataFrame, name: str, column: str, pattern: str) -> None:
    _check(frame, name, column, frame[column].str.fullmatch(pattern), f"a text like {pattern}")
    _check(frame, name, column, ~frame[column].duplicated(), "a value that no other row has")


def _check(frame: pd.DataFrame, name: str, column: str, right: pd.Series, expected: str) -> None:
    """Raise InputProblem, naming the first row that is not right."""
    wrong = frame.index[~right.fillna(value=False).astype("bool")]
    if len(wrong):
        cell = value_shown(str(frame.loc[wrong[0], column]))
        raise InputProblem(f"{name} row {wrong[0] + 1}, column {column}: {cell} is not {expected}; correct the file.")
