"""Dated statements that stand around the figures: context, judgements, awards, delivery, services and other reports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from string import Formatter
from typing import Final, Literal

import pandas as pd
from pydantic import model_validator

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources.checked_rows import (
    Address,
    BlankLine,
    CheckedRow,
    Line,
    Name,
    Number,
    StatedDate,
    Years,
    decimals_of,
    read_checked_rows,
    refuse_unknown_indicators,
)
from helpers.visible import value_shown

Kind = Literal["context", "judgement", "award", "delivery", "service", "sister_report"]
"""What a statement is: a fact from outside, an inspector's judgement, an award, something that the council did, a
service that was stopped or reduced, or another report that has the detail."""

Unit = Literal["", "%", "GBP", "GBP thousand", "GBP million", "GBP billion"]
"""What a figure is in, where the words of the statement do not say it."""

Qualifier = Literal["", "about", "at least", "less than", "more than", "nearly", "up to"]
"""How exactly the source gives a figure."""

OtherIs = Literal["", "previous", "whole", "target", "local"]
"""What the second figure is: the one before, what the first is part of, the one aimed at, or that of the council."""

PLACEHOLDERS: Final = ("figure", "other", "percent")
"""What the words of a statement may name in braces, so that no figure is typed into a sentence."""

_WORD_WITH_NUMBER = re.compile(r"(?<![\w/.,-])\d[\w,./%-]*")
_NO_FIGURE = re.compile(r"((19|20)\d\d([/-]\d\d(\d\d)?)?|\d[A-Z])[,.]?", re.ASCII)
"""A year, two years as in 2022/23 or 2018-22, or a name such as 5G."""

_DAY = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


class Statement(CheckedRow):
    """One row of `params/statements.csv`."""

    statement_id: Name
    kind: Kind
    report_years: Years
    theme: BlankLine
    subject: Line
    statement: Line
    figure: Number
    unit: Unit
    qualifier: Qualifier
    other_figure: Number
    other_is: OtherIs
    printed_percent: Number
    indicator_id: str
    source: Line
    paragraph: BlankLine
    dated: StatedDate
    address: Address
    signed_by: BlankLine
    signed_on: StatedDate

    @model_validator(mode="after")
    def _words_name_the_figures(self) -> Statement:
        named = _placeholders(self.statement)
        unknown = sorted(named - set(PLACEHOLDERS))
        if unknown:
            raise ValueError(f"statement: {{{unknown[0]}}} is not known; write {{figure}}, {{other}} or {{percent}}")
        typed = _typed_number(self.statement)
        if typed:
            raise ValueError(
                f"statement: the number {typed} is typed into the words; write it in a column, and {{figure}}, "
                "{other} or {percent} in its place, or spell it out"
            )
        numbers = {"figure": self.figure, "other": self.other_figure, "percent": self.printed_percent}
        without = sorted(name for name in named if numbers[name] is None)
        if without:
            raise ValueError(f"statement: it names {{{without[0]}}}, and there is none; fill the column or take it out")
        if self.figure is not None and "figure" not in named:
            raise ValueError("statement: it does not name {figure}; write it where the figure belongs")
        return self

    @model_validator(mode="after")
    def _figures_belong_together(self) -> Statement:
        if not self.dated:
            raise ValueError("dated: a statement has a date; write the year at least")
        if int(self.dated[:4]) > min(self.report_years):
            raise ValueError(
                f"dated: the report of {min(self.report_years)} cannot know it; correct the date or the reporting years"
            )
        if self.other_is and self.figure is None:
            raise ValueError("figure: there is a second figure and no first; fill both or neither")
        worked_back = self.other_is == "previous" and self.printed_percent is not None
        if self.other_is and self.other_figure is None and not worked_back:
            raise ValueError("other_figure: other_is says what it is, and it is blank; write it or clear other_is")
        if self.other_figure is not None and not self.other_is:
            raise ValueError("other_is: say what the second figure is: previous, whole, target or local")
        if self.printed_percent is not None and self.other_is not in ("previous", "whole", "target"):
            raise ValueError("printed_percent: it is a change or a share; say in other_is of what")
        if self.other_figure == 0 and self.other_is != "local":
            raise ValueError("other_figure: nothing is a per cent of 0; write the figure that the source gives")
        if self.kind == "service" and self.other_is != "previous":
            raise ValueError("other_is: a service that was stopped or reduced has a figure before; write previous")
        if bool(self.signed_by) != bool(self.signed_on):
            raise ValueError("signed_on: a signature has a post and a date; write both or neither")
        return self


def _placeholders(words: str) -> set[str]:
    try:
        parts = [part for part in Formatter().parse(words) if part[1] is not None]
    except ValueError:
        raise ValueError("statement: a brace is not closed; write {figure}, {other} or {percent}") from None
    if any(layout or conversion for _, _, layout, conversion in parts):
        raise ValueError("statement: a brace holds more than a name; write {figure}, {other} or {percent}")
    return {name for _, name, _, _ in parts if name is not None}


def _typed_number(words: str) -> str:
    """Return the first number of a text that is neither a placeholder, a year, a day of a month nor a name."""
    without = _DAY.sub("", words)
    return next((number for number in _WORD_WITH_NUMBER.findall(without) if not _NO_FIGURE.fullmatch(number)), "")


def read_statements(
    path: Path | None,
    indicators: Iterable[Indicator],
    themes: Collection[str],
    year: int,
    handed_in: Iterable[tuple[str, Statement]] = (),
) -> pd.DataFrame:
    """Read the statements for the report of a year, in the order of the file; none without a path.

    `themes` are those of the framework of the year; a statement without one is about the whole council. `handed_in` are
    the rows of departments, with where each stands; they follow.

    Columns returned  those of `statements_table`
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right, names
                      no indicator of the register, or a theme that the framework does not have
    """
    register = tuple(indicators)
    rows: list[Statement] = []
    first: dict[str, str] = {}
    for where, row in [*read_checked_rows(path, Statement, ("statement_id",)), *handed_in]:
        if row.statement_id in first:
            raise InputProblem(
                f"{where}, column statement_id: {value_shown(row.statement_id)} is in {first[row.statement_id]} too; "
                "write another name."
            )
        first[row.statement_id] = where
        if row.indicator_id:
            refuse_unknown_indicators([row.indicator_id], register, where, "indicator_id")
        if year not in row.report_years:
            continue
        if row.theme and row.theme not in themes:
            raise InputProblem(
                f"{where}, column theme: {value_shown(row.theme)} is no theme of the plan for {year}; write one of "
                f"{', '.join(themes)}, or nothing for the whole council."
            )
        rows.append(row)
    return statements_table(rows)


def statement_files(project: Project) -> tuple[Path, ...]:
    """Return the files whose statements a pressure or a signal may name: the project's own first, and the one that came
    with another folder of raw files."""
    return tuple(dict.fromkeys((project.parameters / project.statements.name, project.statements)))


def statement_years(paths: Iterable[Path | None]) -> dict[str, tuple[int, ...]]:
    """Return the reporting years of each statement of some files, by its name; the last file that has a name counts.

    Raises  InputProblem: a row is not right
    """
    return {
        row.statement_id: row.report_years
        for path in paths
        for _, row in read_checked_rows(path, Statement, ("statement_id",))
    }


def statements_table(rows: Iterable[Statement]) -> pd.DataFrame:
    """Return statements as a frame, in their order.

    Columns returned  statement_id, kind, theme, subject, statement (with placeholders), figure, figure_decimals, unit,
                      qualifier, other_figure, other_decimals, other_is, printed_percent, percent_decimals,
                      indicator_id, source, paragraph, dated, address, signed_by, signed_on
    """
    numbers = {"figure": "figure_decimals", "other_figure": "other_decimals", "printed_percent": "percent_decimals"}
    columns = [name for name in Statement.model_fields if name != "report_years"]
    for name, decimals in numbers.items():
        columns.insert(columns.index(name) + 1, decimals)
    records = [
        row.model_dump(exclude={"report_years", *numbers})
        | {name: None if number is None else float(number) for name in numbers for number in [getattr(row, name)]}
        | {decimals: decimals_of(getattr(row, name)) for name, decimals in numbers.items()}
        for row in rows
    ]
    types = dict.fromkeys(columns, "str") | dict.fromkeys(numbers, "float64") | dict.fromkeys(numbers.values(), "int64")
    return pd.DataFrame(records, columns=columns).astype(types)
