"""What the methods share: checking a frame's columns, polarity as a sign, and conditions over several columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from helpers.problems import MethodProblem
from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER

SERIES = ("indicator_id", "area_code")
"""The key columns of a series, unless the caller names others."""

PERIOD = ["period_start", "period_end"]
"""The columns that say which period a figure is of."""

TIE = 1e-9
"""Two figures are the same where they differ by no more than this, relative to the larger of them."""

PROPORTIONS = ("proportion", "percentage", "crude proportion", "indirectly standardised proportion")
"""Value types that are a count out of a denominator, so that no value is above the whole."""

CRUDE_RATES = ("rate", "crude rate")
"""Value types that are a count of events for a population."""

_NUMBERS = frozenset(
    {
        "value", "lower_95", "upper_95", "lower_99_8", "upper_99_8", "benchmark", "benchmark_lower_95",
        "benchmark_upper_95", "numerator", "denominator", "multiplier", "goal", "goal_lower", "goal_upper", "year",
        "months", "step", "decimals", "plan_lower", "plan_upper", "observed", "expected", "average", "count",
    }
)  # fmt: skip


def lazy(frame: Any, needed: Iterable[str], optional: dict[str, Any] | None = None) -> nw.LazyFrame[Any]:
    """Take a pandas, DuckDB, Polars or PySpark frame as a lazy frame that has the columns a method needs.

    Columns needed           those of `needed`
    Columns used if present  those of `optional`; where a flag is missing in a row, it has the value given there too
    Columns returned         those of the frame; those of `optional` that it lacks, with the value given (None means a
                             missing number)
    Raises                   MethodProblem, naming the columns: they are not there, or hold text for numbers; or the
                             frame is an Arrow table
    """
    wrapped = nw.from_native(frame)
    if wrapped.implementation.is_pyarrow():
        raise MethodProblem("an Arrow table keeps no order of rows in these methods; give it as a pandas frame")
    taken = wrapped.lazy()
    columns = taken.collect_schema().names()
    needed = tuple(needed)
    missing = [name for name in needed if name not in columns]
    if missing:
        raise MethodProblem(f"the frame must have the column {', '.join(missing)}; it has {', '.join(columns)}")
    used = _NUMBERS & set(columns) & {*needed, *(optional or {})}
    numbers = [nw.col(name).cast(nw.Float64()) for name in _untyped(wrapped, sorted(used))]
    flags = [
        nw.col(name).fill_null(value).cast(nw.Boolean())
        for name, value in (optional or {}).items()
        if isinstance(value, bool) and name in columns
    ]
    taken = taken.with_columns(*numbers, *flags) if numbers or flags else taken
    added = [
        (nw.lit(None, dtype=nw.Float64()) if value is None else nw.lit(value)).alias(name)
        for name, value in (optional or {}).items()
        if name not in columns
    ]
    return taken.with_columns(*added) if added else taken


def _untyped(wrapped: Any, names: Iterable[str]) -> list[str]:
    """Return the columns of numbers that have no type, as a pandas column of nothing alone or of nothing and numbers.

    Raises  MethodProblem: a column of numbers holds text
    """
    schema = wrapped.collect_schema()
    untyped = [name for name in names if schema[name] in (nw.Object(), nw.String())]
    for name in untyped:
        try:
            if not isinstance(wrapped, nw.DataFrame) or not (
                wrapped[name].is_null().all() or schema[name] == nw.Object()
            ):
                raise ValueError("text")
            wrapped[name].cast(nw.Float64())
        except (ValueError, TypeError):
            raise MethodProblem(f"the column {name} must hold numbers; it holds text") from None
    return untyped


def native(result: nw.LazyFrame[Any], frame: Any) -> Any:
    """Give back a result in the kind of frame that the caller gave: an eager frame for an eager one.

    `frame` is the caller's; none of its columns is used.

    Columns needed and returned  those of `result`
    """
    wrapped = nw.from_native(frame)
    return result.collect().to_native() if isinstance(wrapped, nw.DataFrame) else result.to_native()


def row_by_row(
    data: nw.LazyFrame[Any], keys: list[str], work: Callable[[nw.LazyFrame[Any], list[str]], nw.LazyFrame[Any]]
) -> nw.LazyFrame[Any]:
    """Work out columns of each row from that row alone; a pandas frame is given to the work as an Arrow table.

    Arrow takes a quarter of the time of pandas for many columns of a few rows, and keeps the order of rows as long as
    each is worked out from itself. `work` is called with the rows and the keys that it is to give back with them: none
    of an Arrow table, as the keys of a pandas frame stay as they are.

    Columns needed    `keys`, and those that `work` needs
    Columns returned  `keys`, then those that `work` returns
    """
    if not data.implementation.is_pandas():
        return work(data, keys)
    frame = data.collect().to_native()
    table = pa.Table.from_pandas(frame.drop(columns=keys), preserve_index=False)
    made = work(nw.from_native(table).lazy(), []).collect().to_native().to_pandas()
    return nw.from_native(pd.concat([frame[keys].reset_index(drop=True), made], axis=1)).lazy()


def sign(polarity: nw.Expr) -> nw.Expr:
    """Return 1 where higher is better, -1 where lower is better and 0 where neither end is; see `verdicts.SIGNS`."""
    up, down = polarity == HIGHER_IS_BETTER, polarity == LOWER_IS_BETTER
    return nw.when(up).then(nw.lit(1)).otherwise(nw.when(down).then(nw.lit(-1)).otherwise(nw.lit(0)))


def among(column: nw.Expr, words: Iterable[str]) -> nw.Expr:
    """Return true where a column of text is one of the words, whatever its capitals; a missing text is none."""
    return column.fill_null("").str.to_lowercase().is_in(list(words))


def first_of(*cases: tuple[nw.Expr, str]) -> nw.Expr:
    """Return the reason of the first condition that is true, or null where none is."""
    result = nw.lit(None, dtype=nw.String())
    for condition, reason in reversed(cases):
        result = nw.when(condition).then(nw.lit(reason)).otherwise(result)
    return result


def any_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Return true where one of the conditions is."""
    return reduce(or_, conditions)


def all_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Return true where every condition is."""
    return reduce(and_, conditions)


def all_there(*names: str) -> nw.Expr:
    """Return true where none of the columns is null."""
    return all_of(~nw.col(name).is_null() for name in names)


def larger(first: nw.Expr, second: nw.Expr) -> nw.Expr:
    """Return the larger of two numbers: the second where the first is null, and null where the second is."""
    return nw.when(first > second).then(first).otherwise(second)
