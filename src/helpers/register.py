"""The register: one row for each indicator, and the framework that says where it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from helpers.files import csv_rows, read_once, runs_in_a_spreadsheet
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.problems import InputProblem
from helpers.verdicts import NEUTRAL, Polarity
from helpers.visible import value_shown

ValueType = Literal["percentage", "rate", "score", "mean", "currency", "count", "ratio"]
Frequency = Literal["annual", "biennial", "quarterly", "monthly", "one_off"]
MeasureType = Literal["national", "local", "partner"]

Controller = Literal["county", "district", "nhs", "police", "schools", "government", ""]
Tag = Literal["equalities", "cross_cutting", "inequality_gap", "statutory"]

MEASURE_TYPES: Final[tuple[MeasureType, ...]] = get_args(MeasureType)
"""Whose figure a measure is: published by a national body, or handed in by a department of the council or a partner."""

CONTROLLERS: Final[tuple[Controller, ...]] = get_args(Controller)
"""Who can do most about an outcome; blank where nobody has said."""

TAGS: Final[tuple[Tag, ...]] = get_args(Tag)
"""What an indicator may be marked as, beside its dashboard."""

INEQUALITY_GAP: Final[Tag] = "inequality_gap"
"""The tag of a measure that is the difference between two groups: it narrows or widens."""

LOCAL_RETURN: Final = "local_return"
"""The source of an indicator whose figures a department of the council or a partner hands in."""

EXAMPLES: Final = ("example_percentage", "example_rate", "example_survey_mean")
"""Names of the examples in the template of a return, which no indicator may have."""


class Indicator(BaseModel):
    """One row of `params/indicators.csv`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1, max_length=300)
    dashboard: str = Field(min_length=1, max_length=300)
    polarity: Polarity
    value_type: ValueType
    unit: str = Field(min_length=1, max_length=100)
    decimals: int = Field(ge=0, le=6)
    period_type: str
    frequency: Frequency
    counted: bool
    source_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    source_measure: str = Field(max_length=500)
    breaks: tuple[str, ...]
    note: str = Field(max_length=2_000)
    definition: str = Field(min_length=1, max_length=2_000)
    owner: str = Field(min_length=1, max_length=300)
    measure_type: MeasureType
    reference: str = Field(default="", max_length=50)
    controlled_by: Controller = ""
    organisation: str = Field(default="", max_length=300)
    reward: bool | None = None
    mandatory: bool | None = None
    valid_from: int | None = Field(default=None, ge=2000, le=2100)
    valid_to: int | None = Field(default=None, ge=2000, le=2100)
    review: str = Field(default="", max_length=2_000)
    tags: tuple[Tag, ...] = ()
    may_be_negative: bool = False
    comes_from: str = Field(default="", max_length=300)
    survey: str = Field(default="", pattern=r"^([a-z][a-z0-9_]*)?$")
    earlier_sources: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _blank_type_follows_the_source(cls, row: Any) -> Any:
        if isinstance(row, dict) and not row.get("measure_type"):
            return {**row, "measure_type": "local" if row.get("source_id") == LOCAL_RETURN else "national"}
        return row

    @field_validator("indicator_id")
    @classmethod
    def _no_example(cls, value: str) -> str:
        if value in EXAMPLES:
            raise ValueError("it is the name of an example in the template of a return; choose another")
        return value

    @field_validator("period_type")
    @classmethod
    def _known_period_type(cls, value: str) -> str:
        if value not in PERIOD_TYPES:
            raise ValueError(f"expected one of {', '.join(PERIOD_TYPES)}")
        return value

    @field_validator("breaks", "tags", "earlier_sources", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        return tuple(filter(None, value.split(";"))) if isinstance(value, str) else value

    @field_validator("may_be_negative", mode="before")
    @classmethod
    def _blank_is_false(cls, value: object) -> object:
        return False if value == "" else value

    @field_validator("reward", "mandatory", mode="before")
    @classmethod
    def _blank_is_not_known(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("valid_from", "valid_to", mode="before")
    @classmethod
    def _blank_is_no_year(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("tags")
    @classmethod
    def _tags_once(cls, value: tuple[Tag, ...]) -> tuple[Tag, ...]:
        if len(set(value)) < len(value):
            raise ValueError("write each tag once")
        return value

    @field_validator("valid_to")
    @classmethod
    def _years_in_order(cls, value: int | None, info: ValidationInfo) -> int | None:
        first = info.data.get("valid_from")
        if value is not None and first is not None and value < first:
            raise ValueError(f"it is before valid_from, {first}")
        return value

    @model_validator(mode="after")
    def _context_is_not_counted(self) -> Indicator:
        if self.polarity == NEUTRAL and self.counted:
            raise ValueError("an indicator of neutral polarity is context; set counted to false")
        return self

    @field_validator("measure_type")
    @classmethod
    def _type_fits_the_source(cls, value: MeasureType, info: ValidationInfo) -> MeasureType:
        is_returned = info.data.get("source_id") == LOCAL_RETURN
        if (value == "national") == is_returned:
            raise ValueError(
                f"the source is {info.data.get('source_id')}; a measure with the source {LOCAL_RETURN} is local or "
                "partner, and every other is national"
            )
        return value

    @field_validator(
        "title",
        "dashboard",
        "unit",
        "note",
        "source_measure",
        "definition",
        "owner",
        "reference",
        "organisation",
        "review",
        "comes_from",
    )
    @classmethod
    def _no_formula(cls, value: str) -> str:
        if runs_in_a_spreadsheet(value) or value != value.strip():
            raise ValueError("text that a spreadsheet would run as a formula, or with space around it")
        return value

    def is_reported_in(self, year: int) -> bool:
        """Say whether the report of a year has the indicator: from `valid_from` to `valid_to`, both included."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


class MeasureAlias(BaseModel):
    """One row of `params/measure_aliases.csv`: another name under which editions of a source print a measure.

    `editions` says for people which editions these are. Where `published_from` or `published_until` is given, the name
    counts in a file whose sidecar gives a day of publication only between these days.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator_id: str
    source_measure: str = Field(min_length=1)
    published_from: date | None
    published_until: date | None
    editions: str = Field(min_length=1)

    @field_validator("published_from", "published_until", mode="before")
    @classmethod
    def _blank_is_no_day(cls, value: str) -> date | None:
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise ValueError("expected a day written as 2024-03-31, or a blank") from None

    @field_validator("source_measure", "editions")
    @classmethod
    def _no_formula(cls, value: str) -> str:
        if runs_in_a_spreadsheet(value) or value != value.strip():
            raise ValueError("text that a spreadsheet would run as a formula, or with space around it")
        return value

    @model_validator(mode="after")
    def _days_in_order(self) -> MeasureAlias:
        if self.published_from and self.published_until and self.published_until < self.published_from:
            raise ValueError("published_until is before published_from")
        return self

    def is_of(self, day: date | None) -> bool:
        """Say whether the name counts in an edition of a day; where no day is known it does."""
        first, last = self.published_from or date.min, self.published_until or date.max
        return day is None or first <= day <= last


def multiplier(unit: str) -> float:
    """Return how many of the denominator a unit is per; not a number where the unit does not say.

    >>> [multiplier(unit) for unit in ("%", "per 100,000 population", "percentage points", "GBP per week")]
    [100.0, 100000.0, nan, nan]
    """
    if unit == "%":
        return 100.0
    match = re.match(r"per ([\d,]+) ?", unit)
    return float(match[1].replace(",", "")) if match else float("nan")


def unit_fits(unit: str, value_type: ValueType) -> bool:
    """Say whether a unit can be that of a type of value.

    >>> [unit_fits(unit, "rate") for unit in ("per 1,000 people", "kg per person", "%")]
    [True, True, False]
    """
    is_percentage = unit in ("%", "percentage points")
    is_money = unit.startswith("GBP")
    if value_type == "percentage":
        return is_percentage
    if value_type == "currency":
        return is_money
    if value_type == "rate":
        return "per" in unit.split() and not is_money
    if value_type == "count":
        return not (is_percentage or is_money) and "per" not in unit.split()
    return not (is_percentage or is_money)


@read_once
def read_register(path: Path) -> tuple[Indicator, ...]:
    """Read the register, in order of indicator.

    Raises  InputProblem, naming the row, the column, the value and what was expected
    """
    indicators: dict[str, Indicator] = {}
    for number, row in csv_rows(path, tuple(Indicator.model_fields)):
        try:
            indicator = Indicator.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            column = ".".join(str(part) for part in first["loc"][:1])
            raise InputProblem(
                f"{path.name} row {number}, column {column}: {value_shown(row.get(column))} is not right; "
                f"{first['msg'].removeprefix('Value error, ')}."
            ) from None
        for label in indicator.breaks:
            if dates_of(label, indicator.period_type) is None:
                raise InputProblem(
                    f"{path.name} row {number}, column breaks: {value_shown(label)} is not a period of type "
                    f"{indicator.period_type}; write it as {PERIOD_TYPES[indicator.period_type]}."
                )
        if indicator.indicator_id in indicators:
            raise InputProblem(
                f"{path.name} row {number}, column indicator_id: {value_shown(indicator.indicator_id)} appears twice; "
                "keep one row for each indicator."
            )
        indicators[indicator.indicator_id] = indicator
    if not indicators:
        raise InputProblem(f"{path.name} holds no indicators.")
    return tuple(indicators[key] for key in sorted(indicators))


def read_aliases(path: Path, indicators: Sequence[Indicator]) -> tuple[MeasureAlias, ...]:
    """Read the other names of the measures of the register, in the order in which they stand.

    Raises  InputProblem, naming the row, the column and what is wrong: see `alias_faults`
    """
    lines = list(csv_rows(path, tuple(MeasureAlias.model_fields)))
    for number, column, fault in alias_faults(lines, indicators):
        raise InputProblem(f"{path.name} row {number}, column {column}: {fault}")
    return tuple(MeasureAlias.model_validate(line) for _, line in lines)


def alias_faults(
    lines: Iterable[tuple[int, Mapping[str, str]]],
    indicators: Iterable[Indicator],
    read_together: Iterable[Sequence[str]] = (),
) -> Iterator[tuple[int, str, str]]:
    """Give what is wrong with other names of measures: the row, the column, and a sentence.

    `lines` are rows of the file with their numbers; `read_together` the sources whose measures one format holds, among
    which a name can stand for one indicator alone, as among those of one source.
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    format_of = {source_id: "/".join(sources) for sources in read_together for source_id in sources}

    def key(indicator: Indicator, name: str) -> tuple[str, str]:
        return format_of.get(indicator.source_id, indicator.source_id), name.casefold()

    own = {
        key(indicator, indicator.source_measure or indicator.indicator_id): indicator for indicator in register.values()
    }
    first: dict[tuple[str, str], int] = {}
    for number, line in lines:
        try:
            alias = MeasureAlias.model_validate(line)
        except ValidationError as error:
            for fault in error.errors():
                column = str(fault["loc"][0]) if fault["loc"] else "published_until"
                message = fault["msg"].removeprefix("Value error, ")
                yield number, column, f"{value_shown(line.get(column))} is not right; {message}."
            continue
        indicator = register.get(alias.indicator_id)
        name = f"{value_shown(alias.source_measure)}"
        if indicator is None:
            yield (
                number,
                "indicator_id",
                f"{value_shown(alias.indicator_id)} is not in the register; correct it or take the row out.",
            )
            continue
        other = own.get(key(indicator, alias.source_measure))
        if other is not None and other is not indicator:
            yield (
                number,
                "source_measure",
                f"{name} is the name of {other.indicator_id} in the register; take the row out.",
            )
        elif alias.source_measure == indicator.source_measure:
            yield number, "source_measure", f"{name} is the name that the register has already; take the row out."
        elif (used := first.setdefault(key(indicator, alias.source_measure), number)) != number:
            yield number, "source_measure", f"{name} is already in row {used}; keep one row for a name."
