"""The figures that the council's own reports printed, each by itself, to be calculated again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final, Literal

import pandas as pd
from pydantic import AfterValidator, model_validator

from helpers.problems import InputProblem
from helpers.sources.checked_rows import BlankLine, CheckedRow, Line, Name, Number, Year, decimals_of, read_checked_rows
from helpers.sources.checked_rows import YesOrBlank as Yes
from helpers.visible import value_shown

Topic = Literal[
    "direction_of_travel",
    "quartile",
    "rag",
    "rank",
    "target",
    "reward_grant",
    "funding",
    "finance",
    "count",
    "quoted",
    "other",
    "words",
]
"""What a figure is about; words are those that stand for a year, or for something left out."""

Kind = Literal["number", "blank", "counted", "words", "placeholder"]
"""How it stands in the report: a number; an empty cell, read as 0 where there is a value; a number counted from what is
named; words; or a mark that nobody filled in."""

Qualifier = Literal["", "about", "at least", "less than", "more than", "nearly", "up to"]
"""How exactly the report gives it."""

_ID = re.compile(r"20\d\d-[A-Za-z0-9.]+-\d{2,3}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z_]*|20\d\d/\d\d", re.ASCII)


def _checked_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError("write the year of the report, the paragraph and a number, as 2023-13-01")
    return text


def _checked_word(text: str) -> str:
    if text and not _WORD.fullmatch(text):
        raise ValueError("write a word of small letters such as red, or a year such as 2022/23, or nothing")
    return text


FigureId = Annotated[str, AfterValidator(_checked_id)]
Word = Annotated[str, AfterValidator(_checked_word)]

MEASURE_OF_STATUS: Final = ("rag_status", "named_status")
"""Measures whose value is a word: red, amber or green."""


class PublishedFigure(CheckedRow):
    """One row of `params/published_figures.csv`."""

    figure_id: FigureId
    report_year: Year
    data_year: Line
    paragraph: Line
    topic: Topic
    theme: BlankLine
    dashboard: BlankLine
    measure: Name
    reference: BlankLine
    indicator: BlankLine
    value: Number
    word: Word
    unit: BlankLine
    qualifier: Qualifier
    as_printed: BlankLine
    kind: Kind
    apart: Yes
    part_of: BlankLine
    note: BlankLine

    @model_validator(mode="after")
    def _value_fits(self) -> PublishedFigure:
        if not self.figure_id.startswith(f"{self.report_year}-"):
            raise ValueError("figure_id: it begins with the year of the report; correct one of the two")
        if self.kind in ("number", "counted") and self.value is None:
            raise ValueError("value: write the number in digits, or another kind")
        if self.kind == "placeholder" and (self.value is not None or self.word):
            raise ValueError("value: nobody filled it in, so leave value and word blank")
        if self.measure in MEASURE_OF_STATUS and self.word not in ("", "red", "amber", "green"):
            raise ValueError("word: a status is red, amber or green, or blank")
        if self.unit == "indicators" and self.value is not None and self.value != int(self.value):
            raise ValueError("value: it counts indicators, so it is whole; correct it")
        return self


def read_published_figures(path: Path | None, year: int) -> pd.DataFrame:
    """Read the printed figures of the reports up to a year, in the order of the file; none without a path.

    Columns returned  those of `PublishedFigure`, and decimals (with which the value is written) after value
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right, is
                      given twice, or is part of a figure that its report does not have
    """
    rows = read_checked_rows(path, PublishedFigure, ("figure_id",))
    years = {row.figure_id: row.report_year for _, row in rows}
    for where, row in rows:
        if row.part_of and (years.get(row.part_of) != row.report_year or row.part_of == row.figure_id):
            raise InputProblem(
                f"{where}, column part_of: {value_shown(row.part_of)} is not another figure of the report of "
                f"{row.report_year}; write the figure_id of one, or nothing."
            )
    columns = list(PublishedFigure.model_fields)
    columns.insert(columns.index("value") + 1, "decimals")
    records = [
        row.model_dump()
        | {"value": None if row.value is None else float(row.value), "decimals": decimals_of(row.value)}
        for _, row in rows
        if row.report_year <= year
    ]
    types = dict.fromkeys(columns, "str") | {
        "report_year": "int64",
        "value": "float64",
        "decimals": "int64",
        "apart": "bool",
    }
    return pd.DataFrame(records, columns=columns).astype(types)
