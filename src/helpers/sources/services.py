"""The services of councils, `params/services.csv`, and the councils that a council compares its costs with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd
from pydantic import Field, model_validator

from helpers.areas import UPPER_TIER, Areas
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.selectors import Selector, selectors_of
from helpers.sources.checked_rows import (
    BlankLine,
    CheckedRow,
    Line,
    Name,
    StatedDate,
    YesOrBlank,
    read_checked_rows,
    refuse_empty_selectors,
)
from helpers.sources.spending import SERVICES, TOTAL
from helpers.visible import value_shown

Population = Literal["all_ages", "children", "adults"]


class Service(CheckedRow):
    """One row of `params/services.csv`.

    `population` is whom the service is for. `shared_with_districts` says that districts provide part of it where there
    are two tiers, so that only councils of one kind are compared; `may_be_anothers` that a figure of zero means that
    another body provides it. `applies_to` names the indicators that say what it brings about, and `why_no_outcomes`
    why there are none.
    """

    service: Name
    title: Line
    population: Population
    shared_with_districts: YesOrBlank
    may_be_anothers: YesOrBlank
    applies_to: BlankLine
    why_no_outcomes: BlankLine
    note: Line

    @property
    def selectors(self) -> tuple[Selector, ...]:
        """The parts of `applies_to`; none where it is blank."""
        return selectors_of(self.applies_to) if self.applies_to else ()

    @model_validator(mode="after")
    def _outcomes_or_why_none(self) -> Service:
        if bool(self.applies_to) == bool(self.why_no_outcomes):
            raise ValueError("why_no_outcomes: give it where applies_to is blank, and only there")
        try:
            _ = self.selectors
        except ValueError as error:
            raise ValueError(f"applies_to: {error}") from None
        return self


class Services(NamedTuple):
    """What is read of the file: the services in its order, and their indicators.

    services: service, title, service_order, population, shared_with_districts, may_be_anothers, why_no_outcomes, note.
    outcomes: service, indicator_id.
    """

    services: pd.DataFrame
    outcomes: pd.DataFrame


def read_services(path: Path, indicators: Iterable[Indicator]) -> Services:
    """Read the services, each with the indicators that say what it brings about.

    An indicator that a row names takes part, and of a dashboard those that the register counts.

    Columns returned  those of Services
    Raises            InputProblem, naming the file, the row, the column, the value and what to write: a cell is not
                      right, a service of the outturn has no row or two, or a selector means no indicator
    """
    register = tuple(indicators)
    rows = read_checked_rows(path, Service, ("service",))
    names = {service.service for _, service in rows}
    for where, service in rows:
        if service.service not in (*SERVICES, TOTAL):
            raise InputProblem(
                f"{where}, column service: {value_shown(service.service)} is no service of the revenue outturn; write "
                f"one of {', '.join((*SERVICES, TOTAL))}."
            )
        refuse_empty_selectors(service.selectors, register, where)
    for name in (*SERVICES, TOTAL):
        if name not in names:
            raise InputProblem(f"{path.name} has no row of the service {name}; add one, as services must add up.")
    columns = [name for name in Service.model_fields if name != "applies_to"]
    table = pd.DataFrame([service.model_dump(include=set(columns)) for _, service in rows], columns=columns)
    outcomes = [
        (service.service, indicator.indicator_id)
        for _, service in rows
        for indicator in register
        if any(_takes_part(selector, indicator) for selector in service.selectors)
    ]
    return Services(
        table.assign(service_order=range(1, len(table) + 1)),
        pd.DataFrame(outcomes, columns=["service", "indicator_id"]).astype("str"),
    )


def _takes_part(selector: Selector, indicator: Indicator) -> bool:
    return selector.selects(indicator) and (selector.field == "indicator" or indicator.counted)


class CostNeighbour(CheckedRow):
    """One row of `params/cost_neighbours.csv`: a council, who says that its costs are alike, and when they said it."""

    area_code: str = Field(pattern=r"^E\d{8}$")
    source: Line
    dated: StatedDate


def read_cost_neighbours(path: Path | None, areas: Areas) -> tuple[Sequence[str], str]:
    """Read the councils that the council compares its costs with, and who lists them; none without a path or a file.

    Every code that a council has had is returned.

    Raises  InputProblem, naming the row and what to write: a code is no council with a county's services, the rows
            differ in source or date, or there are fewer than four
    """
    rows = read_checked_rows(path, CostNeighbour, ("area_code",))
    for where, row in rows:
        if row.area_code not in areas or areas[row.area_code].area_type not in UPPER_TIER:
            raise InputProblem(
                f"{where}, column area_code: {value_shown(row.area_code)} is no council with a county's services; "
                "write a code of areas.csv that is."
            )
        first = rows[0][1]
        if (row.source, row.dated) != (first.source, first.dated):
            raise InputProblem(
                f"{where}, column source: {value_shown(row.source)} is not as in the first row; a list has one source "
                "and one date, so write these in every row."
            )
    if not rows:
        return (), ""
    if len(rows) < 4:
        raise InputProblem(f"{rows[0][0]}: a list has four councils or more; this one has {len(rows)}.")
    codes = sorted({code for _, row in rows for code in areas.same_council(row.area_code)})
    first = rows[0][1]
    return codes, f"{first.source}, {first.dated}" if first.dated else first.source
