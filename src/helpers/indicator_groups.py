"""Indicators that are also ranked in a comparator group of their own: `params/indicator_groups.csv`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.visible import value_shown


class IndicatorGroup(NamedTuple):
    """An indicator, the group of `params/comparators.yml` that it is also ranked in, and why."""

    indicator_id: str
    comparator_group: str
    reason: str


def read_indicator_groups(path: Path, ids: Collection[str], groups: Collection[str]) -> tuple[IndicatorGroup, ...]:
    """Read which indicators have a group of their own, in the order of the file; none where there is no file.

    `ids` are the indicators of the register, `groups` the names of the comparator groups.

    Raises  InputProblem, naming the row, the column and what is wrong: see `group_faults`
    """
    lines = list(csv_rows(path, IndicatorGroup._fields)) if path.exists() else []
    for number, column, fault in group_faults(lines, ids, groups):
        raise InputProblem(f"{path.name} row {number}, column {column}: {fault}")
    return tuple(IndicatorGroup(**line) for _, line in lines)


def group_faults(
    lines: Iterable[tuple[int, Mapping[str, str]]], ids: Collection[str], groups: Collection[str]
) -> Iterator[tuple[int, str, str]]:
    """Give what is wrong with rows of the file: the row, the column, and a sentence.

    The indicator is in the register and named once, the group exists, and the reason is given.
    """
    first: dict[str, int] = {}
    for number, line in lines:
        row = IndicatorGroup(**line)
        indicator = value_shown(row.indicator_id)
        if row.indicator_id not in ids:
            yield number, "indicator_id", f"{indicator} is not in the register; correct it or take the row out."
        if (used := first.setdefault(row.indicator_id, number)) != number:
            yield number, "indicator_id", f"{indicator} is already in row {used}; an indicator has one further group."
        if row.comparator_group not in groups:
            named = value_shown(row.comparator_group)
            yield number, "comparator_group", f"{named} is no group; it must be one of {', '.join(groups)}."
        if not row.reason.strip() or row.reason != row.reason.strip() or runs_in_a_spreadsheet(row.reason):
            message = "say why, in words that no spreadsheet runs as a formula, without space around them."
            yield number, "reason", message
