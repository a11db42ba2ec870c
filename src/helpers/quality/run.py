"""Judging the prepared tables with Great Expectations, one suite for each table: the only module that imports it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.quality.checks import Check
from helpers.quality.prepare import TABLE_KEYS
from helpers.schema.quality import QUALITY_FAILURES, QUALITY_RESULTS
from helpers.shared_work import do_once

EXAMPLES = 5
"""How many failing rows quality_results names of each check and indicator; quality_failures has them all."""

LISTED_ELSEWHERE = {
    "C32": "periods after the as-at date, which every file for several reporting years has",
    "C63": "labels of publishers, which label_results has in full",
}
"""Checks for information whose failing rows are not listed again in quality_failures, and what these rows are."""

FIGURE = ["indicator_id", "area_code", "period"]
"""What names a figure."""

COLUMNS = list(QUALITY_RESULTS.names)

FAILURE_COLUMNS = [name for name in QUALITY_FAILURES.names if name != "concerns"]

RESULT_FORMAT = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


def great_expectations() -> Any:
    """Import Great Expectations, which takes seconds, and return it; nothing about a run is sent to its makers."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations as gx
    return gx


def judge(checks: Sequence[Check], tables: Mapping[str, pd.DataFrame]) -> dict[str, list[int]]:
    """Put every check to its table: {check_id: places of the failing rows in the table, in order}.

    A row of a measure whose type the check does not count for is not among them.

    Raises  RuntimeError, naming a check that Great Expectations could not carry out, or whose success does not agree
            with the rows that it found
    """
    gx = great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("run")
    table = source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("table")
    failing: dict[str, list[int]] = {}
    with _configured_once():
        for name in dict.fromkeys(check.table for check in checks):
            about = [check for check in checks if check.table == name]
            frame = tables[name].reset_index(drop=True)
            columns = list(dict.fromkeys(column for check in about for column in check.columns if column in frame))
            judged = frame[columns]
            failing |= do_once("checks", (about, judged), partial(_judge_table, gx, table, about, judged))
    counted = _rows_counted(checks, tables)
    return {
        check.check_id: [number for number in failing[check.check_id] if counted[check.table, check.counts_for][number]]
        for check in checks
    }


def _judge_table(gx: Any, table: Any, checks: Sequence[Check], judged: pd.DataFrame) -> dict[str, list[int]]:
    """Put the checks of one table to its columns, as `judge` does to all tables, whatever the types of measures."""
    suite = gx.ExpectationSuite(checks[0].table, [_expectation(gx, check) for check in checks])
    results: list[Any] = table.get_batch({"dataframe": judged}).validate(suite, result_format=RESULT_FORMAT).results
    return {result.expectation_config.meta["check_id"]: _failing(result) for result in results}


@contextmanager
def _configured_once() -> Iterator[None]:
    """Let an expectation put its configuration together once, and not at each of a hundred and fifty questions.

    An expectation does not change while it is validated; it is held here so that no other takes its identity.
    """
    from great_expectations.expectations.expectation import Expectation

    every: Any = Expectation
    put_together = every.configuration
    made: dict[int, tuple[Any, Any]] = {}

    def configuration(expectation: Any) -> Any:
        if id(expectation) not in made:
            made[id(expectation)] = (expectation, put_together.fget(expectation))
        return made[id(expectation)][1]

    every.configuration = property(configuration)
    try:
        yield
    finally:
        every.configuration = put_together


def _expectation(gx: Any, check: Check) -> Any:
    make = getattr(gx.expectations, check.expectation)
    notes = {"check_id": check.check_id, "dimension": check.dimension, "rule": check.rule}
    return make(**check.arguments, meta=notes, severity=GX_SEVERITY[check.severity])


def counts_for(check: Check, rows: pd.DataFrame) -> pd.Series:
    """Say of each row of a prepared table whether a check counts for it, by the type of its measure.

    A row that is of no indicator of the register is one that every check counts for.
    """
    if "measure_type" not in rows:
        return pd.Series(True, index=rows.index)
    return rows["measure_type"].isna() | rows["measure_type"].isin(check.counts_for)


def _rows_counted(
    checks: Sequence[Check], tables: Mapping[str, pd.DataFrame]
) -> dict[tuple[str, tuple[str, ...]], npt.NDArray[np.bool_]]:
    """Return which rows of a table count, by the table and the types of measures, which most of its checks share."""
    alike = {(check.table, check.counts_for): check for check in checks}
    return {key: counts_for(check, tables[check.table]).to_numpy("bool") for key, check in alike.items()}


GX_SEVERITY = {"critical": "critical", "warning": "warning", "information": "info"}
"""What Great Expectations calls each severity."""


def _failing(result: Any) -> list[int]:
    check_id = result.expectation_config.meta["check_id"]
    for info in (result.exception_info, *result.exception_info.values()):
        if isinstance(info, dict) and info.get("raised_exception"):
            raise RuntimeError(f"check {check_id} could not be carried out: {info['exception_message']}")
    numbers = sorted(result.result.get("unexpected_index_list") or [])
    if result.success != (not numbers) or len(numbers) != int(result.result.get("unexpected_count", 0)):
        raise RuntimeError(f"check {check_id} names {len(numbers)} failing rows, which does not agree with its result")
    return numbers


def quality_results(
    checks: Sequence[Check], tables: Mapping[str, pd.DataFrame], failing: Mapping[str, Sequence[int]]
) -> pd.DataFrame:
    """Return `quality_results`: COLUMNS, one row for each check and indicator, in order of both.

    `failing` is what `judge` gives. A row is tested where no column that is judged is null and the check counts for
    the type of its measure. `indicator_id` is blank
    where a check is not about indicators, or has no row to apply to. `failing_keys` names up to five failing rows.
    """
    indicators = {name: _coded_indicators(tables[name]) for name in dict.fromkeys(check.table for check in checks)}
    counted = _rows_counted(checks, tables)
    parts = [
        _by_indicator(
            check,
            tables[check.table],
            indicators[check.table],
            failing[check.check_id],
            counted[check.table, check.counts_for],
        )
        for check in checks
    ]
    table = pd.DataFrame([row for part in parts for row in part], columns=COLUMNS)
    texts = ["check_id", "table", "rule", "dimension", "severity", "indicator_id", "outcome", "failing_keys"]
    table = table.astype(dict.fromkeys(texts, "str") | {"rows_tested": "int64", "rows_failing": "int64"})
    return table.sort_values(["check_id", "indicator_id"], ignore_index=True)


def _coded_indicators(frame: pd.DataFrame) -> tuple[npt.NDArray[np.int64], list[Any]]:
    """Return the code of each row's indicator, and the indicators; a table that is about none has the blank one."""
    if "indicator_id" not in frame:
        return np.zeros(len(frame), dtype="int64"), [""]
    codes, indicators = pd.factorize(frame["indicator_id"])
    return codes, list(indicators)


def _by_indicator(
    check: Check,
    frame: pd.DataFrame,
    coded: tuple[npt.NDArray[np.int64], list[Any]],
    numbers: Sequence[int],
    tested: npt.NDArray[np.bool_],
) -> list[tuple[object, ...]]:
    codes, indicators = coded
    for column in check.columns:
        tested = tested & frame[column].notna().to_numpy()
    times = np.bincount(codes[tested & (codes >= 0)], minlength=len(indicators))
    counts = {name: int(count) for name, count in zip(indicators, times, strict=True) if count}
    wrong = frame.iloc[list(numbers)]
    names: dict[Any, list[str]] = {}
    for code, name in zip(codes[list(numbers)], keys_of(wrong, check.table), strict=True):
        names.setdefault(indicators[code] if code >= 0 else np.nan, []).append(name)
    rows: list[tuple[object, ...]] = []
    for indicator in counts.keys() | names.keys() or {""}:
        failing = sorted(names.get(indicator, ()))
        outcome = "Fail" if failing else "Pass"
        about = (check.check_id, check.table, check.rule, check.dimension, check.severity, indicator)
        rows.append((*about, counts.get(indicator, 0), len(failing), outcome, "; ".join(failing[:EXAMPLES])))
    return rows


def keys_of(rows: pd.DataFrame, table: str) -> list[str]:
    """Name rows of a table by their keys."""
    return [" ".join(map(str, key)) for key in rows[TABLE_KEYS[table]].itertuples(index=False, name=None)]


def quality_failures(
    checks: Sequence[Check], tables: Mapping[str, pd.DataFrame], failing: Mapping[str, Sequence[int]]
) -> pd.DataFrame:
    """Return every row that fails a check, but for those of LISTED_ELSEWHERE: FAILURE_COLUMNS.

    `failing` is what `judge` gives. `area_code` and `period` are blank where a row is of no single one; `item` is what
    else names the row (a file, a type of council); `value` is the figure, in the unit of the indicator, null where the
    row is about none; `derived` says whether it is worked out from published counts; `found` has the columns that are
    judged with what they contain. In order of check, indicator, area, period and item.
    """
    figures = tables["observations"].drop_duplicates(FIGURE)
    figures = figures.assign(derived=figures["status"].eq("derived")).set_index(FIGURE)[["value", "derived"]]
    parts = [
        _failures(check, tables[check.table].iloc[list(failing[check.check_id])], figures)
        for check in checks
        if failing[check.check_id] and check.check_id not in LISTED_ELSEWHERE
    ]
    texts = [name for name in FAILURE_COLUMNS if name not in ("value", "derived")]
    table = pd.DataFrame([row for part in parts for row in part], columns=FAILURE_COLUMNS)
    table = table.astype(dict.fromkeys(texts, "str") | {"value": "float64", "derived": "bool"})
    order = ["check_id", "indicator_id", "area_code", "period", "item"]
    return table.sort_values(order, ignore_index=True, kind="stable")


def _failures(check: Check, rows: pd.DataFrame, figures: pd.DataFrame) -> list[tuple[object, ...]]:
    keys = TABLE_KEYS[check.table]
    named = {name: rows[name].astype("object").where(rows[name].notna(), "") for name in keys}
    blank = pd.Series("", index=rows.index)
    others = [name for name in keys if name not in FIGURE]
    item = rows[others].astype("str").agg(" ".join, axis="columns") if others else blank
    value, derived = pd.Series(float("nan"), index=rows.index), pd.Series(data=False, index=rows.index)
    if set(FIGURE) <= set(keys):
        of_rows = figures.reindex(pd.MultiIndex.from_frame(rows[FIGURE])).set_axis(rows.index)
        value, derived = of_rows["value"], of_rows["derived"].eq(other=True)
    if "value" in rows:
        value = rows["value"]
    judged = [
        "; ".join(f"{name} {_written(cell)}" for name, cell in zip(check.columns, row, strict=True))
        for row in rows[check.columns].itertuples(index=False, name=None)
    ]
    about = (check.check_id, check.table, check.rule, check.dimension, check.severity)
    columns = [*(named.get(name, blank) for name in FIGURE), item, value, derived, judged]
    return [(*about, *row) for row in zip(*columns, strict=True)]


def _written(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def run_checks(checks: Sequence[Check], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Judge the tables, and return `quality_results`.

    Raises  RuntimeError, naming a check that could not be carried out
    """
    return quality_results(checks, tables, judge(checks, tables))
