"""A national run on DuckDB, inside this process: in parts of some million observations, a few at a time.

A part has whole indicators, so nothing in it depends on another part; what DuckDB holds in memory is bounded by the
limit, beyond which it writes to its folder of temporary files. Results are in order before they are written, so that
the number of threads, the memory and the order of the input change no byte.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa

from helpers.params import Parameters
from helpers.pipeline.national.inputs import CELL_RULES, NationalInput
from helpers.problems import InputProblem, StepFailed
from helpers.results.national import Areas, Work, about_periods, national_results, number_areas
from helpers.results.national_groups import figures_of_groups
from helpers.schema.national import NATIONAL_OBSERVATIONS
from helpers.visible import value_shown

PART_ROWS: Final = 3_000_000
"""Observations after which a part ends; an indicator with more has a part of its own."""

GIGABYTES_OF_PART: Final = 2.0
"""Gigabytes of the limit for each part that is worked out at the same time as others."""

MOST_PERIODS: Final = 200_000
"""Different periods of all indicators together, which are held in memory."""

BITS: Final = 63
"""Years of all periods together for which a whole number has a bit each."""

_COLUMNS: Final = ", ".join(NATIONAL_OBSERVATIONS.names)
_KEY: Final = ", ".join(NATIONAL_OBSERVATIONS.key)
_BATCH_ROWS: Final = 50_000
_AREAS = pa.schema(
    [
        ("area_code", pa.string()),
        *((name, pa.date32()) for name in ("start_date", "end_date")),
        *((name, pa.int64()) for name in ("area_number", "newest_number", "group_number")),
        ("group_name", pa.string()),
    ]
)


@dataclass(frozen=True)
class Limits:
    """What DuckDB may use: threads, and gigabytes of memory before it writes to a folder."""

    threads: int
    memory_gigabytes: float


@dataclass(frozen=True)
class Part:
    """Neighbouring indicators in order of name, whose observations are judged together."""

    first: str
    last: str
    indicators: int
    rows: int


class MadePart(NamedTuple):
    """The results of a part in order of indicator and area, and its figures of areas in groups by some indicators."""

    results: list[pa.RecordBatch]
    figures: list[tuple[list[str], pa.Table]]


@contextmanager
def connected(limits: Limits, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a DuckDB that holds what does not fit into memory in a folder, and loads nothing from elsewhere.

    Raises  StepFailed: DuckDB could not do something, with its own words
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": limits.threads,
        "memory_limit": f"{limits.memory_gigabytes:.3f}GB",
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # Statements name their joins in a good order, and lists of words are short: to plan otherwise takes longer.
        "disabled_optimizers": "join_order,in_clause",
    }
    try:
        with duckdb.connect(":memory:", config=settings) as connection:
            yield connection
    except duckdb.Error as error:
        raise StepFailed(f"DuckDB stopped: {value_shown(str(error).splitlines()[0])}.") from error


def check_observations(connection: duckdb.DuckDBPyConnection, source: NationalInput) -> pd.DataFrame:
    """Check every cell of the observations, and return their periods.

    Columns returned  indicator_id, period, period_start, period_end, each combination once; rows (of observations)
    Raises            InputProblem, naming the file, the row, the column and the value
    """
    paths = [str(path) for path in source.observations.paths]
    broken = " or ".join(f"({rule.broken})" for rule in CELL_RULES)
    if connection.execute(f"select 1 from read_parquet(?) where {broken} limit 1", [paths]).fetchone():
        for rule in CELL_RULES:
            _refuse(connection, source, rule.column, rule.broken, rule.expected)
    for column, table in (("indicator_id", source.indicators), ("area_code", source.areas)):
        codes = connection.execute(f"select distinct {column} from read_parquet(?)", [paths]).fetchall()
        unknown = sorted({str(code) for (code,) in codes} - set(table[column]))
        if unknown:
            condition = f"coalesce({column}, 'None') = '{unknown[0].replace(chr(39), chr(39) * 2)}'"
            _refuse(connection, source, column, condition, "one of the file of its codes")
    columns = ["indicator_id", "period", "period_start", "period_end"]
    grouped = ", ".join(columns)
    query = f"select {grouped}, count(*) from read_parquet(?) group by {grouped} order by {grouped}"
    periods = connection.execute(query, [paths]).fetchmany(MOST_PERIODS + 1)
    if len(periods) > MOST_PERIODS:
        raise InputProblem(
            f"The indicators have {len(periods):,} periods in all; at most {MOST_PERIODS:,} can be used."
        )
    return pd.DataFrame(periods, columns=[*columns, "rows"])


def _refuse(
    connection: duckdb.DuckDBPyConnection, source: NationalInput, column: str, condition: str, expected: str
) -> None:
    """Name the first cell that breaks a rule, if one does."""
    for path in source.observations.paths:
        query = (
            f"select file_row_number, {column} from read_parquet(?, file_row_number=true) where {condition} "
            "order by file_row_number limit 1"
        )
        row = connection.execute(query, [str(path)]).fetchone()
        if row is not None:
            name = path.relative_to(source.folder)
            raise InputProblem(
                f"{name} row {row[0] + 1}, column {column}: {value_shown(row[1])} is not {expected}; correct the file."
            )


def parts_of(periods: pd.DataFrame, most_rows: int = PART_ROWS) -> list[Part]:
    """Return the parts in which the observations are judged.

    Columns needed  periods: indicator_id, rows
    """
    parts: list[Part] = []
    for indicator, rows in periods.groupby("indicator_id")["rows"].sum().sort_index().items():
        name, number = str(indicator), int(rows)
        if parts and parts[-1].rows + number <= most_rows:
            before = parts[-1]
            parts[-1] = Part(before.first, name, before.indicators + 1, before.rows + number)
        else:
            parts.append(Part(name, name, 1, number))
    return parts


def share_threads(connection: duckdb.DuckDBPyConnection, limits: Limits, parts: int) -> int:
    """Return how many parts are worked out at the same time, and leave DuckDB the other threads.

    A part in one thread of its own is quicker than parts one after another in all threads, as much of each is short.
    """
    workers = max(1, min(limits.threads, parts, int(limits.memory_gigabytes / GIGABYTES_OF_PART)))
    connection.execute(f"set threads = {limits.threads - workers + 1}")
    return workers


class DuckDBRun:
    """The parts of one run; give it a connection, the input and the periods that `check_observations` returns."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: NationalInput,
        periods: pd.DataFrame,
        by: str,
        parameters: Parameters,
    ) -> None:
        self.connection, self.source, self.parameters = connection, source, parameters
        self.paths = [str(path) for path in source.observations.paths]
        dated = self.dated = about_periods(
            periods.drop(columns="rows"), source.indicators, parameters.as_at.by_period_type()
        )
        areas, successors = number_areas(source.areas, by)
        self._store("periods", pa.Table.from_pandas(dated, preserve_index=False))
        self._store("areas", pa.Table.from_pandas(areas, schema=_AREAS, preserve_index=False))
        self._store("successors", pa.Table.from_pandas(successors, preserve_index=False))
        self.areas = Areas(
            connection.table("areas"),
            connection.table("successors") if len(successors) else None,
            bool(areas["newest_number"].ne(areas["area_number"]).any()),
            len(areas),
            max(1, areas["group_name"].nunique()),
        )
        self._statements: list[tuple[str, str]] = []
        self._last = self._grouped = ""

    def _store(self, name: str, table: pa.Table) -> None:
        self.connection.from_arrow(table).create(name)

    def sort_if_scattered(self, parts: list[Part], scratch: Path) -> bool:
        """Sort the observations by indicator where parts would read far more rows than they have, and say whether."""
        observations = self.source.observations
        to_read = sum(observations.rows_to_read(part.first, part.last) for part in parts)
        if to_read <= 3 * observations.rows:
            return False
        path = scratch / "sorted.parquet"
        sorted_rows = f"select {_COLUMNS} from read_parquet(?) order by indicator_id"
        self.connection.execute(
            f"copy ({sorted_rows}) to {_quoted(str(path))} (format parquet, compression zstd)", [self.paths]
        )
        self.paths = [str(path)]
        return True

    def prepare(self) -> None:
        """Put the statements of a part together, from tables that have columns and no rows.

        They are the same for all parts, as only the rows differ: to put a statement together from expressions takes
        longer than to carry it out for some hundred thousand rows.
        """
        self.connection.execute(f"create or replace temp view observations as {self._rows_of('true')}")
        observations, periods = (self.connection.sql(f"from {name}") for name in ("observations", "periods"))
        work = Work(self._without_rows, self._count_newer if self._years_fit() else None)
        result = national_results(observations, periods, self.areas, self.parameters, work)
        self._last = result.order("indicator_id, area_code").sql_query()
        self._grouped = figures_of_groups(self.connection.table(self._reported), self.areas).sql_query()
        for name, _ in self._statements:
            self.connection.execute(f"drop table {name}")

    def made_in_order(self, parts: list[Part], workers: int, most_rows: int) -> Iterator[tuple[Part, MadePart]]:
        """Give what is made of each part, in their order; some are worked out at the same time, each in one thread.

        `most_rows` is how many figures of areas in groups come together, or 0 where none are wanted.

        Raises  InputProblem: an area has two observations of one indicator and period
        """
        rest, waiting = iter(parts), deque[tuple[Part, Future[MadePart]]]()
        with ThreadPoolExecutor(workers) as pool:
            try:
                for part in islice(rest, workers + 1):
                    waiting.append((part, pool.submit(self._make, part, most_rows)))
                while waiting:
                    part, future = waiting.popleft()
                    yield part, future.result()
                    del future
                    for following in islice(rest, 1):
                        waiting.append((following, pool.submit(self._make, following, most_rows)))
            finally:
                pool.shutdown(cancel_futures=True)

    def _make(self, part: Part, most_rows: int) -> MadePart:
        """Work out one part, on a connection whose tables end with it."""
        inside = f"indicator_id >= {_quoted(part.first)} and indicator_id <= {_quoted(part.last)}"
        with self.connection.cursor() as cursor:
            cursor.execute(f"create temp view observations as {self._rows_of(inside)}")
            for name, statement in self._statements:
                cursor.execute(f"create temp table {name} as {statement}")
            self._refuse_copies(cursor, part.rows)
            results = list(cursor.sql(self._last).to_arrow_reader(_BATCH_ROWS))
            return MadePart(results, list(self._figures(cursor, part, most_rows)) if most_rows else [])

    def _figures(
        self, cursor: duckdb.DuckDBPyConnection, part: Part, most_rows: int
    ) -> Iterator[tuple[list[str], pa.Table]]:
        """Give the figures of areas in groups; several whole indicators come together up to a number of rows."""
        inside = self.dated[self.dated["indicator_id"].between(part.first, part.last)]
        number = inside.groupby("period_number").first()
        counts = cursor.sql(f"select period_number, count(*) as rows from ({self._grouped}) group by all")
        rows = counts.to_arrow_table().to_pandas().set_index("period_number")["rows"]
        table = number.assign(rows=rows.reindex(number.index).fillna(0).astype("int64"))
        for one in parts_of(table[["indicator_id", "rows"]], most_rows):
            names = table[table["indicator_id"].between(one.first, one.last)]
            first, last = names.index.min(), names.index.max()
            query = f"select * from ({self._grouped}) where period_number between {first} and {last}"
            yield sorted(set(names["indicator_id"])), cursor.sql(query).to_arrow_table()

    def _rows_of(self, condition: str) -> str:
        return f"select {_COLUMNS} from read_parquet([{', '.join(map(_quoted, self.paths))}]) where {condition}"

    @property
    def _reported(self) -> str:
        return self._statements[1][0]

    def _refuse_copies(self, cursor: duckdb.DuckDBPyConnection, rows: int) -> None:
        """Refuse two observations of one key.

        A series whose rows set as many bits as there are rows has each period once. Where one has not, as periods may
        share a bit and codes of a council a series, or where a row has no numbers, the keys themselves are compared.
        """
        bits = "bit_count(bit_or(1::ubigint << (period_number % 63)::utinyint))"
        query = f"select 1 from {self._reported} group by series having {bits} <> count(*) limit 1"
        numbered = cursor.execute(f"select count(*) from {self._reported}").fetchone()
        if numbered == (rows,) and cursor.execute(query).fetchone() is None:
            return
        query = f"select {_KEY} from observations group by all having count(*) > 1 order by all limit 1"
        row = cursor.execute(query).fetchone()
        if row is not None:
            named = ", ".join(f"{name} {value}" for name, value in zip(NATIONAL_OBSERVATIONS.key, row, strict=True))
            raise InputProblem(f"The observations have two rows of {named}; keep one row for each.")

    def _years_fit(self) -> bool:
        """Return whether every year has a bit of its own."""
        years = self.dated["year"].dropna()
        return bool(len(years)) and int(years.max()) - int(years.min()) < BITS

    def _count_newer(self, relation: Any) -> Any:
        """Add how many later years of its series have a row: a bit for each year is quicker than to sort the rows."""
        rows = relation.sql_query()
        bit = f"({int(self.dated['year'].max())} - year)::utinyint"
        years = f"select series, bit_or(1::ubigint << {bit}) as bits from ({rows}) group by series"
        newer = f"bit_count(bits & ((1::ubigint << {bit}) - 1))::bigint as newer"
        return self.connection.sql(
            f"select own.*, {newer} from ({rows}) own inner join ({years}) of_series on own.series = of_series.series"
        )

    def _without_rows(self, relation: Any) -> Any:
        name, statement = f"worked_out_{len(self._statements)}", relation.sql_query()
        self._statements.append((name, statement))
        self.connection.execute(f"create table {name} as {statement} with no data")
        return self.connection.table(name)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
