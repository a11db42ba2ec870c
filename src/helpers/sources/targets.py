"""The targets of a framework: what was promised with its milestones, what people judged, and what could be done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.frameworks import Framework
from helpers.periods import dates_of_any
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.schema.declarations import Table
from helpers.schema.targets import TARGET_JUDGEMENTS, TARGET_MILESTONES, TARGET_OPTIONS, TARGETS
from helpers.schema.types import pandas_types
from helpers.sources.checked_rows import decimals_of, read_checked_rows
from helpers.sources.target_rows import (
    Judgement,
    Milestone,
    Option,
    Target,
    floor_fault,
    implied_polarity,
)
from helpers.visible import value_shown

Rows = Sequence[tuple[str, Target]]
"""Targets, each with the words for where it stands."""


class TargetFiles(NamedTuple):
    """The files on targets; None of those that are another council's."""

    targets: Path | None
    milestones: Path | None
    judgements: Path | None
    options: Path | None


class Promises(NamedTuple):
    """What is read of the files for a report; see `read_targets`."""

    targets: pd.DataFrame
    milestones: pd.DataFrame
    judgements: pd.DataFrame
    options: pd.DataFrame


def read_targets(
    files: TargetFiles, indicators: Iterable[Indicator], framework: Framework, year: int, until: date | None = None
) -> Promises:
    """Read the targets of a framework that the report of a year knows; empty tables if there is no target.

    A judgement or an option of a later report is not known. With `until`, the last day of a part of the year, neither
    is what the report of the year says of a later period, or of none.

    Columns returned  targets: TARGETS, in the order of the file; title and theme may be blank beside an indicator_id.
                      milestones: TARGET_MILESTONES, by period; judgements: TARGET_JUDGEMENTS, by report and period;
                      options: TARGET_OPTIONS
    Raises            InputProblem, naming the file, the row, the column, the value and what to write: a cell is not
                      right, a target is not there, or its unit, theme or floor does not fit
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    rows = read_checked_rows(files.targets, Target, ("target_id",))
    for where, column, value, fault in misfits(rows, register):
        raise InputProblem(f"{where}, column {column}: {value_shown(value)} is not right; {fault}.")
    target_ids = {target.target_id for _, target in rows}
    milestones = read_checked_rows(files.milestones, Milestone, ("target_id", "period"))
    judgements = read_checked_rows(files.judgements, Judgement, ("target_id", "report_year", "period"))
    options = read_checked_rows(files.options, Option, ("target_id", "report_year", "option"))
    beside: list[tuple[str, Milestone | Judgement | Option]] = [*milestones, *judgements, *options]
    for where, row in beside:
        refuse_unknown_target(row.target_id, target_ids, where)
    in_year = [
        (where, target)
        for where, target in rows
        if target.framework == framework.id and target.years[0] <= year <= target.years[1]
    ]
    themes = [theme.name for theme in (*framework.themes, *framework.enablers)]
    for where, target in in_year:
        if target.theme and target.theme not in themes:
            raise InputProblem(
                f"{where}, column theme: {value_shown(target.theme)} is no theme of {framework.id}; write "
                f"one of {', '.join(themes)}."
            )
    ids = {target.target_id for _, target in in_year}
    dated = [_dated(milestone) for _, milestone in milestones if milestone.target_id in ids]
    judged = [_dated(one) for _, one in judgements if one.target_id in ids and one.report_year <= year]
    if until:
        judged = [one for one in judged if one["report_year"] < year or (one["period_end"] or date.max) <= until]
    of_options = [_numbers(one.model_dump()) for _, one in options if one.target_id in ids and one.report_year <= year]
    return Promises(
        _frame([_of_target(target, register) for _, target in in_year], TARGETS),
        _frame(sorted(dated, key=lambda record: record["period_end"]), TARGET_MILESTONES),
        _frame(
            sorted(judged, key=lambda record: (record["report_year"], str(record["period_end"]))), TARGET_JUDGEMENTS
        ),
        _frame(of_options, TARGET_OPTIONS),
    )


def units_of(targets: pd.DataFrame) -> dict[str, str]:
    """Return the unit of each target by its target_id.

    Columns needed    target_id, unit
    """
    return dict(zip(targets["target_id"], targets["unit"], strict=True))


def refuse_unknown_target(target_id: str, target_ids: Collection[str], where: str) -> None:
    """Raise InputProblem where a row is of a target that targets.csv does not have; `where` is its file and row."""
    if target_id not in target_ids:
        raise InputProblem(
            f"{where}, column target_id: {value_shown(target_id)} is not in targets.csv; write the target_id of one "
            "that is."
        )


def misfits(rows: Rows, register: Mapping[str, Indicator]) -> Iterator[tuple[str, str, str, str]]:
    """Give what does not fit between a target and the register: where, the column, its value, and a sentence."""
    for where, target in rows:
        indicator = register.get(target.indicator_id)
        if target.indicator_id and indicator is None:
            fault = (
                "it is not in the register; write the indicator_id of one that is, or leave it blank and give a title"
            )
            yield where, "indicator_id", target.indicator_id, fault
            continue
        if indicator is not None and target.unit != indicator.unit:
            yield (
                where,
                "unit",
                target.unit,
                f"the register has {indicator.unit!r} for {indicator.indicator_id}; write that",
            )
        try:
            polarity = implied_polarity(target, indicator.polarity if indicator else None)
        except ValueError as error:
            column, _, fault = str(error).partition(": ")
            yield where, column, target.polarity, fault
            continue
        if fault := floor_fault(target, polarity):
            yield where, "floor", str(target.floor), fault


def is_share(unit: str) -> bool:
    """Say whether differences of a unit are in percentage points.

    >>> [is_share(unit) for unit in ("%", "% of pupils", "trees")]
    [True, True, False]
    """
    return unit.startswith("%")


def _of_target(target: Target, register: Mapping[str, Indicator]) -> dict[str, Any]:
    indicator = register.get(target.indicator_id)
    printed = [target.baseline_value, target.target_value, target.target_lower, target.target_upper, target.floor]
    record = _numbers(target.model_dump(exclude={"from_year", "to_year", "framework"}))
    return record | {
        "polarity": implied_polarity(target, indicator.polarity if indicator else None),
        "decimals": indicator.decimals if indicator else max(map(decimals_of, printed)),
        "in_points": is_share(target.unit),
        "baseline_end": _dates(target.baseline_period)[1],
        "target_start": _dates(target.target_period)[0],
        "target_end": _dates(target.target_period)[1],
    }


def _dated(row: Milestone | Judgement) -> dict[str, Any]:
    start, end = _dates(row.period)
    return _numbers(row.model_dump()) | {"period_start": start, "period_end": end}


def _numbers(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in record.items()}


def _dates(period: str) -> tuple[date | None, date | None]:
    return dates_of_any(period) or (None, None)


def _frame(records: Sequence[Mapping[str, Any]], table: Table) -> pd.DataFrame:
    """Return records as a table with its declared columns and types, whether or not there are any."""
    return pd.DataFrame([dict(record) for record in records], columns=list(table.names)).astype(pandas_types(table))
