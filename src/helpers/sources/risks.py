"""Reads the files on pressures and risks for the report of a year: the council's own, and two that hold for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import pandas as pd

from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources import pressure_rows as files
from helpers.sources.checked_rows import CheckedRow, decimals_of, read_checked_rows, refuse_unknown_indicators
from helpers.sources.pressure_rows import (
    Budget,
    CouncilInDifficulty,
    FundingThatEnds,
    OfReports,
    PlanYear,
    Reserve,
    Saving,
    ServicePressure,
    adds_up,
)
from helpers.sources.risk_rows import RISK_REGISTER, SIGNALS, Pair, Risk, Signal, Watched
from helpers.visible import value_shown


class RiskFile(NamedTuple):
    """A file on pressures or risks: its name, what its rows are, and the columns that tell them apart."""

    name: str
    kind: type[OfReports]
    key: tuple[str, ...]
    amounts: tuple[str, ...] = ()


FILES: Final = (
    RiskFile(
        files.PLAN_YEARS,
        PlanYear,
        ("plan", "service", "period", "total_of"),
        ("growth", "savings_needed", "savings", "unidentified", "gap"),
    ),
    RiskFile(files.SAVINGS, Saving, ("service", "plan", "period", "total_of"), ("planned", "delivered")),
    RiskFile(files.BUDGETS, Budget, ("service", "period", "total_of"), ("budget", "outturn")),
    RiskFile(files.RESERVES, Reserve, ("period",), ("reserves", "used")),
    RiskFile(files.SERVICE_PRESSURES, ServicePressure, ("pressure_id",)),
    RiskFile(files.FUNDING_THAT_ENDS, FundingThatEnds, ("funding", "service"), ("amount",)),
    RiskFile(files.COUNCILS_IN_DIFFICULTY, CouncilInDifficulty, ("council", "dated")),
    RiskFile(RISK_REGISTER, Risk, ("risk_id",)),
    RiskFile(SIGNALS, Signal, ("signal_id",)),
)
"""Every file of the folder, in the order in which the step shows them."""

_OVER_PERIODS: Final = ("growth", "savings_needed", "savings", "unidentified")
"""The amounts of a plan that add up over its periods; a gap may be that of the last one."""

Row = TypeVar("Row", bound=CheckedRow)
RowInFile = tuple[str, OfReports]
"""A row with the words for where it stands."""


class RiskFiles(NamedTuple):
    """What is read of the folder for a report: the rows by file, and the names of the files that are there."""

    rows: Mapping[str, pd.DataFrame]
    at_hand: frozenset[str]


def read_risk_files(
    folder: Path | None, indicators: Iterable[Indicator], statements: Mapping[str, Collection[int]], year: int
) -> RiskFiles:
    """Read what the report of a year knows of pressures and risks; frames without rows where there is no folder.

    `statements` has the reporting years of each row of `params/statements.csv`. Money stays decimals.

    Columns returned  by file: those of its rows but report_years; `decimals` has the most decimals printed in
                      the row; lists of indicators are separated by semicolons
    Raises            InputProblem, naming the file, the row, the column, the value and what to write: a cell is not
                      right, a printed total does not add up, or an indicator or statement is not there
    """
    register, frames, at_hand = tuple(indicators), {}, set()
    for file in FILES:
        path = None if folder is None else folder / file.name
        rows = read_checked_rows(path, file.kind, file.key)
        if path is not None and path.exists():
            at_hand.add(file.name)
        for fault in cross_faults(file, rows, register, statements):
            raise InputProblem(f"{fault.where}, column {fault.column}: {value_shown(fault.value)} {fault.message}")
        frames[file.name] = _frame(file, [row for _, row in rows if year in row.report_years])
    return RiskFiles(frames, frozenset(at_hand))


class CrossFault(NamedTuple):
    """What is wrong with a row beside others: where it stands, the column, its value, and a sentence without it."""

    where: str
    column: str
    value: str
    message: str


def cross_faults(
    file: RiskFile,
    rows: Sequence[RowInFile],
    register: Collection[Indicator],
    statements: Mapping[str, Collection[int]],
) -> Iterator[CrossFault]:
    """Give what is wrong with rows beside others: totals that do not add up, and names that nothing has."""
    ids = {indicator.indicator_id for indicator in register}
    for where, row in rows:
        column, names = _named_indicators(row)
        for name in names:
            if name not in ids:
                yield CrossFault(where, column, name, "is not in the register; write the indicator_id of one that is.")
        named = getattr(row, "statement_id", "")
        if named and not set(row.report_years) <= set(statements.get(named, ())):
            message = "is no statement of statements.csv that all these reports know; correct it, or report_years."
            yield CrossFault(where, "statement_id", named, message)
    for where, row in rows:
        if getattr(row, "total_of", ""):
            yield from _total_faults(file, where, row, [other for _, other in rows])


def _named_indicators(row: OfReports) -> tuple[str, Sequence[str]]:
    if hasattr(row, "indicator_ids"):
        return "indicator_ids", row.indicator_ids
    one = getattr(row, "indicator_id", "")
    return "indicator_id", [one] if one else []


def _total_faults(file: RiskFile, where: str, total: Any, rows: Iterable[Any]) -> Iterator[CrossFault]:
    """Give the amounts of a printed total that its parts do not add up to."""
    over_periods = total.total_of == "periods"
    parts = [row for row in rows if _is_part(row, total, over_periods=over_periods)]
    if not parts:
        yield CrossFault(where, "total_of", total.total_of, "has no row that it adds up; write these, or clear it.")
        return
    names = [name for name in file.amounts if not over_periods or name != "gap"]
    for name in names:
        amounts = [getattr(row, name) for row in parts]
        printed = getattr(total, name)
        if printed is None or any(amount is None for amount in amounts):
            continue
        rounded = total.rounded or any(row.rounded for row in parts)
        if not adds_up(printed, amounts, rounded=rounded):
            message = f"is the printed total of {len(parts)} rows that add up to {sum(amounts)}; correct the wrong one."
            yield CrossFault(where, name, str(printed), message)


def _is_part(row: Any, total: Any, *, over_periods: bool) -> bool:
    """Say whether a row is one of those that a total adds up: of the same plan, reports, and service or period."""
    same = [row.report_years == total.report_years, not row.total_of]
    if isinstance(total, PlanYear):
        same.append(row.plan == total.plan)
    if over_periods:
        same.append(row.service == total.service)
    else:
        same += [row.period == total.period, bool(row.service)]
    if isinstance(total, Saving):
        same.append(row.kind == total.kind)
    return all(same)


def _frame(file: RiskFile, rows: Sequence[OfReports]) -> pd.DataFrame:
    columns = [name for name in file.kind.model_fields if name != "report_years"]
    records = [_record(file, row) for row in rows]
    return pd.DataFrame(records, columns=[*columns, "decimals"])


def _record(file: RiskFile, row: OfReports) -> dict[str, Any]:
    record = row.model_dump(exclude={"report_years"})
    if "indicator_ids" in record:
        record["indicator_ids"] = ";".join(record["indicator_ids"])
    amounts = [record[name] for name in file.amounts if record[name] is not None]
    return record | {"decimals": max(map(decimals_of, amounts), default=0)}


def read_watch_list(path: Path | None, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Read which indicators of staff and satisfaction are watched, in the order of the file.

    Columns returned  indicator_id, kind, why
    Raises            InputProblem: a row is not right, or names no indicator of the register
    """
    rows, register = read_checked_rows(path, Watched, ("indicator_id",)), tuple(indicators)
    for where, row in rows:
        refuse_unknown_indicators([row.indicator_id], register, where, "indicator_id")
    return _table(rows, Watched)


def read_pairs(path: Path | None, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Read which figures are shown together, in the order of the file.

    Columns returned  pair_id, kind, service, first_indicator_id (one of the two is blank), second_indicator_id,
                      both_are_about
    Raises            InputProblem: a row is not right, names no indicator of the register, or says that one of the two
                      is the cause of the other
    """
    rows, register = read_checked_rows(path, Pair, ("pair_id",)), tuple(indicators)
    for where, row in rows:
        for column in ("first_indicator_id", "second_indicator_id"):
            refuse_unknown_indicators(filter(None, [getattr(row, column)]), register, where, column)
    return _table(rows, Pair)


def _table(rows: Sequence[tuple[str, Row]], kind: type[Row]) -> pd.DataFrame:
    columns = list(kind.model_fields)
    return pd.DataFrame([row.model_dump() for _, row in rows], columns=columns).astype(dict.fromkeys(columns, "str"))
