"""The files beside the register: baselines, kinds of survey, what was asked for, and outcomes with their measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.frameworks import Framework
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources.catalogue import Source
from helpers.visible import value_shown

NOT_KNOWN: Final = ""
"""The value of a baseline that nobody can give; its reason says why."""


class Baseline(BaseModel):
    """One row of `params/baselines.csv`: the figure that an indicator starts from, in one version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator_id: str
    version: int = Field(ge=1, le=99)
    period: str = Field(min_length=1, max_length=100)
    value: float | None = Field(allow_inf_nan=False)
    reason: str = Field(min_length=1, max_length=1_000)
    set_on: date

    @field_validator("value", mode="before")
    @classmethod
    def _blank_is_not_known(cls, value: object) -> object:
        return None if value == NOT_KNOWN else value

    @field_validator("reason", "period")
    @classmethod
    def _no_formula(cls, value: str) -> str:
        if runs_in_a_spreadsheet(value) or value != value.strip():
            raise ValueError("text that a spreadsheet would run as a formula, or with space around it")
        return value


def read_baselines(path: Path | None, indicators: Iterable[Indicator]) -> tuple[Baseline, ...]:
    """Read the baselines in order of indicator and version; none where there is no file, or no path is given.

    The versions of an indicator are numbered from 1 without a gap, so that a revised baseline keeps the one before.

    Raises  InputProblem: a row names no indicator of the register, is of no period of it, is not right, or its version
            does not follow the one before
    """
    if path is None:
        return ()
    register = {indicator.indicator_id: indicator for indicator in indicators}
    baselines: list[Baseline] = []
    for number, row in csv_rows(path, tuple(Baseline.model_fields)) if path.exists() else ():
        where = f"{path.name} row {number}, column"
        indicator = register.get(row["indicator_id"])
        if indicator is None:
            raise InputProblem(
                f"{where} indicator_id: {row['indicator_id']!r} is not in the register; write the indicator_id of one "
                "that is."
            )
        try:
            baseline = Baseline.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            column = str(first["loc"][0])
            message = first["msg"].removeprefix("Value error, ")
            raise InputProblem(f"{where} {column}: {value_shown(row[column])} is not right; {message}.") from None
        if dates_of(baseline.period, indicator.period_type) is None:
            raise InputProblem(
                f"{where} period: {baseline.period!r} is not a period of type {indicator.period_type}; write it as "
                f"{PERIOD_TYPES[indicator.period_type]}."
            )
        expected = 1 + sum(other.indicator_id == baseline.indicator_id for other in baselines)
        if baseline.version != expected:
            raise InputProblem(
                f"{where} version: {baseline.version} of {baseline.indicator_id}; the next is {expected}. Add a "
                "revised baseline as a row of its own and keep the rows before."
            )
        baselines.append(baseline)
    return tuple(sorted(baselines, key=lambda baseline: (baseline.indicator_id, baseline.version)))


def baselines_table(baselines: Sequence[Baseline]) -> pd.DataFrame:
    """Return the baselines as the table `baselines`, the one that is in use marked.

    Columns returned  those of params/baselines.csv; in_use (the last version of each indicator)
    """
    columns = list(Baseline.model_fields)
    table = pd.DataFrame([baseline.model_dump() for baseline in baselines], columns=columns)
    last = table.groupby("indicator_id")["version"].transform("max")
    types = {"indicator_id": "str", "version": "int64", "period": "str", "value": "float64", "reason": "str"}
    return table.astype(types).assign(in_use=(table["version"] == last).astype("bool"))


SURVEYS: Final = ("survey", "title", "who_answers", "conducted_by", "base", "card", "age_groups")


def read_survey_kinds(path: Path | None, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Read what a survey of each kind has to hand in with its figures, in the order of the file; none without a path.

    Columns returned  survey, title, who_answers, conducted_by, base, card, age_groups (blank where none are asked for)
    Raises            InputProblem: a kind appears twice or lacks what it needs, or an indicator names another
    """
    if path is None:
        return pd.DataFrame(columns=list(SURVEYS)).astype("str")
    rows: dict[str, Mapping[str, str]] = {}
    for number, row in csv_rows(path, SURVEYS) if path.exists() else ():
        if row["survey"] in rows:
            raise InputProblem(f"{path.name} row {number}, column survey: {row['survey']!r} appears twice; keep one.")
        blank = [name for name in SURVEYS[:-1] if not row[name].strip()]
        if blank:
            raise InputProblem(f"{path.name} row {number}, column {blank[0]}: it is blank; write what is needed.")
        rows[row["survey"]] = row
    for indicator in indicators:
        if indicator.survey and indicator.survey not in rows:
            raise InputProblem(
                f"The indicator {indicator.indicator_id} comes from the survey {indicator.survey!r}, which is not in "
                f"{path.name}; add it there or correct the register."
            )
    return pd.DataFrame(list(rows.values()), columns=list(SURVEYS)).astype("str")


ASKED_FOR: Final = ("topic", "asked_by", "asked_in", "indicator_ids", "answer")


def read_asked_for(path: Path | None, indicators: Iterable[Indicator], year: int) -> pd.DataFrame:
    """Read the subjects that somebody had asked to see by a year, with the measures that answer; none without a path.

    Columns returned  topic, asked_by (with the year), asked_in, indicator_ids (separated by semicolons), answer
    Raises            InputProblem: a row names no measure, or one that is not in the register, or no year
    """
    if path is None:
        return pd.DataFrame(columns=list(ASKED_FOR)).astype("str")
    ids = {indicator.indicator_id for indicator in indicators}
    rows = []
    for number, row in csv_rows(path, ASKED_FOR) if path.exists() else ():
        named = row["indicator_ids"].split(";")
        unknown = [name for name in named if name not in ids]
        if unknown:
            raise InputProblem(
                f"{path.name} row {number}, column indicator_ids: {unknown[0]!r} is not in the register; name the "
                "measures that answer."
            )
        if not re.fullmatch(r"20\d\d", row["asked_in"]):
            raise InputProblem(
                f"{path.name} row {number}, column asked_in: {row['asked_in']!r} is not a year; write it as 2018."
            )
        if int(row["asked_in"]) <= year:
            rows.append(row | {"asked_by": f"{row['asked_by']}, {row['asked_in']}"})
    return pd.DataFrame(rows, columns=list(ASKED_FOR)).astype("str")


ALSO_PUBLISHED: Final = ("indicator_id", "source_id", "source_measure", "note")


def read_also_published(path: Path, indicators: Iterable[Indicator], sources: Mapping[str, Source]) -> pd.DataFrame:
    """Read which measures of the register a further source publishes, in the order of the file.

    A measure that this register does not have is left out: it belongs to another council.

    Columns returned  indicator_id, source_id, source_measure (blank where it is not known), note
    Raises            InputProblem: a source is not in the catalogue, or is that of the indicator already
    """
    source_of = {indicator.indicator_id: indicator.source_id for indicator in indicators}
    rows = []
    for number, row in csv_rows(path, ALSO_PUBLISHED) if path.exists() else ():
        where = f"{path.name} row {number}, column source_id: {row['source_id']!r}"
        if row["source_id"] not in sources:
            raise InputProblem(f"{where} is not in sources.yml; add it there or correct it.")
        if source_of.get(row["indicator_id"]) == row["source_id"]:
            raise InputProblem(f"{where} is the source that the register names already; take the row out.")
        if row["indicator_id"] in source_of:
            rows.append(row)
    return pd.DataFrame(rows, columns=list(ALSO_PUBLISHED)).astype("str")


def outcomes_table(
    framework: Framework, indicators: Iterable[Indicator], year: int, *, is_own: bool = True
) -> pd.DataFrame:
    """Return the supporting outcomes of a year with their measures as the table `outcomes`, in printed order.

    There is none where the framework is not the council's own (`is_own`): they are what its council wants to bring
    about.

    Columns returned  theme, outcome_order, outcome, indicator_id (blank where the outcome has no measure)
    """
    printed_on = framework.printed_on(indicator for indicator in indicators if indicator.is_reported_in(year))
    rows = [
        (theme, order, outcome, indicator)
        for order, (theme, outcome, measures) in enumerate(
            framework.outcomes_in(year, printed_on) if is_own else [], start=1
        )
        for indicator in measures or [""]
    ]
    table = pd.DataFrame(rows, columns=["theme", "outcome_order", "outcome", "indicator_id"])
    return table.astype({"theme": "str", "outcome_order": "int64", "outcome": "str", "indicator_id": "str"})
