"""Answers to surveys by age group: one row for each indicator, area, period and group, next to the figure for all."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from helpers.areas import Areas
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.register import Indicator
from helpers.schema.returns import AGE_GROUP_ANSWERS
from helpers.schema.types import no_rows, pandas_types
from helpers.sources.files.opening import Opened
from helpers.sources.returns.cell_values import read_number, read_text
from helpers.sources.returns.filled_in import (
    Column,
    Fault,
    Line,
    Lines,
    lines_of,
    need,
    otherwise_separated,
    ragged_faults,
)

COLUMNS = (
    Column("survey", True, "Short name of the survey, as on its card", 22),
    Column("indicator", True, "The indicator's short name", 28),
    Column("area", True, "The area's name or its ONS code", 26),
    Column("period", True, "The period, as in the return", 20),
    Column("age_group", True, "The age group, such as 18 to 24, 65 and over or under 18", 18),
    Column("value", True, "The figure of the group, in the indicator's unit", 12),
    Column("respondents", True, "How many people of the group answered the question", 14),
    Column("standard_deviation", False, "For a mean: that of the group's answers, if known", 18, True),
)
"""The columns of a file of answers by age group, in order."""

NEEDED = frozenset({"survey", "indicator", "agegroup", "value", "respondents"})
"""The columns by which a CSV file is known for answers by age group."""

AGE_GROUP = r"\d{1,3} to \d{1,3}|\d{1,3} and over|under \d{1,3}"
"""How an age group is written."""

TYPES = pandas_types(AGE_GROUP_ANSWERS, without=("file",))
"""The columns of the answers of one file, with their types."""

NO_ANSWERS = no_rows(AGE_GROUP_ANSWERS)


def recognises(file: Opened) -> bool:
    """Say whether a CSV file has the columns of answers by age group."""
    return file.kind == "csv" and (file.columns >= NEEDED or otherwise_separated(file, NEEDED) is not None)


def read_age_groups(
    file: Opened, indicators: Sequence[Indicator], areas: Areas
) -> tuple[pd.DataFrame, tuple[Fault, ...], Lines]:
    """Return the answers of a CSV file by age group with everything that is wrong with its rows.

    A row with a fault is not among the answers.

    Columns returned  TYPES
    Raises            Refused: the file cannot be read
    """
    separated = otherwise_separated(file, NEEDED)
    if separated is not None:
        answers, others, lines = read_age_groups(separated.file, indicators, areas)
        return answers, (separated.fault, *others), lines
    lines = lines_of(file, "", COLUMNS)
    reading = _Reading(file.name, {one.indicator_id: one for one in indicators}, areas)
    faults = [*lines.faults, *ragged_faults(file, lines)]
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for line in lines.lines:
        row, wrong = reading.row(line)
        key = tuple(row.get(name) for name in ("indicator_id", "area_code", "period", "age_group"))
        if not wrong and key in rows:
            wrong = [
                Fault(
                    file.name,
                    "",
                    line.row,
                    "age_group",
                    str(row["age_group"]),
                    "one row for each group",
                    f"row {rows[key]['row']} has the same group; keep one",
                )
            ]
        if not wrong:
            rows[key] = row
        faults += wrong
    return pd.DataFrame(list(rows.values()), columns=list(TYPES)).astype(TYPES), tuple(faults), lines


def answers_table(answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the answers of several files, by the file's name, into the table `age_group_answers`.

    Of two files with one answer the first by name counts.

    Columns needed    TYPES
    Columns returned  TYPES, file; in order of indicator, area, period and age group
    """
    some = [answers[name].assign(file=name) for name in sorted(answers) if len(answers[name])]
    if not some:
        return NO_ANSWERS
    key = ["indicator_id", "area_code", "period_start", "period_end", "age_group"]
    table = pd.concat(some, ignore_index=True).drop_duplicates(key).sort_values(key, ignore_index=True)
    types = pandas_types(AGE_GROUP_ANSWERS)
    return table[list(types)].astype(types)


@dataclass(frozen=True)
class _Reading:
    """What a row of a file is read against."""

    file: str
    indicators: Mapping[str, Indicator]
    areas: Areas

    def row(self, line: Line) -> tuple[dict[str, object], list[Fault]]:
        """Return the cells of a row and what is wrong with them."""
        wrong: list[Fault] = []

        def report(column: str, expected: str, remedy: str) -> None:
            wrong.append(Fault(self.file, "", line.row, column, line[column].text, expected, remedy))

        need(line, COLUMNS, report)
        texts = {name: read_text(line[name], name, report) for name in ("survey", "indicator", "area", "period")}
        group = " ".join(line["age_group"].text.split())
        value = read_number(line["value"], "value", report)
        respondents = read_number(line["respondents"], "respondents", report, whole=True)
        deviation = read_number(line["standard_deviation"], "standard_deviation", report)
        if group and not re.fullmatch(AGE_GROUP, group):
            report("age_group", "an age group such as 18 to 24, 65 and over or under 18", "write it so")
        if not math.isnan(respondents) and respondents < 1:
            report("respondents", "a whole number from 1", "leave out a group that nobody answered for")
        indicator = self.indicators.get(texts["indicator"])
        if texts["indicator"] and indicator is None:
            report("indicator", "an indicator of the register", "correct the name")
        dates = dates_of(texts["period"], indicator.period_type) if indicator else None
        if indicator and texts["period"] and dates is None:
            report("period", f"a period such as {PERIOD_TYPES[indicator.period_type]}", "write it so")
        code = self._code(texts["area"], dates) if dates else ""
        if dates and texts["area"] and not code:
            report("area", "the name or the code of an area that existed in the period", "correct it")
        if wrong or dates is None:
            return {}, wrong
        row: dict[str, object] = {
            "indicator_id": texts["indicator"],
            "area_code": code,
            "period": texts["period"],
            "period_start": dates[0],
            "period_end": dates[1],
            "age_group": group,
            "survey": texts["survey"],
            "value": value,
            "respondents": int(respondents),
            "standard_deviation": deviation,
            "row": line.row,
        }
        return row, wrong

    def _code(self, area: str, dates: tuple[date, date]) -> str:
        codes = (area,) if area in self.areas else self.areas.named(area)
        return next((code for code in reversed(codes) if self.areas[code].living(*dates)), "")
