"""Gaps that are worked out from two measures of the register, one of each group: `params/gaps.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.verdicts import HIGHER_IS_BETTER, SIGNS
from helpers.visible import value_shown

YES, NO = "true", "false"


class Gap(NamedTuple):
    """A gap: the figure of one group less that of another.

    `first` and `second` are the indicators of the two groups. Above zero the group is worse off that `worse_off` names.
    `independent` is `true` where nobody is in both groups, so that limits of the gap follow from those of the two.
    """

    gap_id: str
    title: str
    first: str
    first_group: str
    second: str
    second_group: str
    independent: str


def read_gaps(path: Path, indicators: Iterable[Indicator]) -> tuple[Gap, ...]:
    """Read the gaps in the order of the file; none where there is no file.

    A gap is left out if the register lacks one of its measures, as the register of another council may.

    Raises  InputProblem, naming the row, the column and what is wrong: see `gap_faults`
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    every = csv_rows(path, Gap._fields) if path.exists() else ()
    lines = [(number, line) for number, line in every if {line["first"], line["second"]} <= register.keys()]
    for number, column, fault in gap_faults(lines, register.values()):
        raise InputProblem(f"{path.name} row {number}, column {column}: {fault}")
    return tuple(Gap(**line) for _, line in lines)


def gap_faults(
    lines: Iterable[tuple[int, Mapping[str, str]]], indicators: Iterable[Indicator]
) -> Iterator[tuple[int, str, str]]:
    """Give what is wrong with rows of the file: the row, the column, and a sentence.

    Both measures are in the register, in one unit and of one polarity that has a better end; a gap and a pair of
    measures appear once.
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    names: dict[str, int] = {}
    pairs: dict[frozenset[str], int] = {}
    for number, line in lines:
        gap = Gap(**line)
        yield from ((number, column, fault) for column, fault in _faults_of(gap, register))
        if (used := names.setdefault(gap.gap_id, number)) != number:
            yield number, "gap_id", f"{value_shown(gap.gap_id)} is already in row {used}; keep one of the two."
        if (used := pairs.setdefault(frozenset((gap.first, gap.second)), number)) != number:
            yield number, "second", f"the gap between these two measures is already in row {used}; keep one of the two."


def _faults_of(gap: Gap, register: Mapping[str, Indicator]) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", gap.gap_id) or gap.gap_id in register:
        yield (
            "gap_id",
            f"{value_shown(gap.gap_id)} must be a short name of its own: small letters, figures, underscores.",
        )
    for column in ("title", "first_group", "second_group"):
        words = getattr(gap, column)
        if not words.strip() or words != words.strip() or runs_in_a_spreadsheet(words):
            yield column, "write words that no spreadsheet runs as a formula, without space around them."
    if gap.independent not in (YES, NO):
        yield "independent", f"{value_shown(gap.independent)} is not right; expected {YES} or {NO}."
    absent = [column for column in ("first", "second") if getattr(gap, column) not in register]
    for column in absent:
        yield column, f"{value_shown(getattr(gap, column))} is not in the register; correct it or take the row out."
    if absent:
        return
    first, second = register[gap.first], register[gap.second]
    if first is second:
        yield "second", "a measure has no gap to itself; name that of the other group."
    if first.unit != second.unit:
        yield "second", f"its unit is {second.unit!r} and that of the first {first.unit!r}; a gap needs one unit."
    if first.polarity != second.polarity or not SIGNS[first.polarity]:
        yield "second", "both measures need one polarity with a better end, or nobody is worse off."


def worse_off(gap: Gap, polarity: str) -> tuple[str, str]:
    """Return the indicator and the group that are worse off where the gap is above zero, by the measures' polarity."""
    if polarity == HIGHER_IS_BETTER:
        return gap.second, gap.second_group
    return gap.first, gap.first_group


def better_off(gap: Gap, polarity: str) -> tuple[str, str]:
    """Return the indicator and the group that are worse off where the gap is below zero."""
    if polarity == HIGHER_IS_BETTER:
        return gap.first, gap.first_group
    return gap.second, gap.second_group
