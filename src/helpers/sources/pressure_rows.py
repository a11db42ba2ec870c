"""The rows of the files on money that is short: plans, savings, budgets, reserves, pressures and what ends."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal

from pydantic import model_validator

from helpers.sources.checked_rows import (
    Address,
    BlankLine,
    CheckedRow,
    Line,
    Name,
    Names,
    Number,
    StatedDate,
    Years,
    YesOrBlank,
    decimals_of,
)

TotalOf = Literal["", "services", "periods"]
"""What a printed total adds up: the services of its period, or the periods of its service; blank for no total."""

PLAN_YEARS: Final = "plan_years.csv"
SAVINGS: Final = "savings.csv"
BUDGETS: Final = "budgets.csv"
RESERVES: Final = "reserves.csv"
SERVICE_PRESSURES: Final = "service_pressures.csv"
FUNDING_THAT_ENDS: Final = "funding_that_ends.csv"
COUNCILS_IN_DIFFICULTY: Final = "councils_in_difficulty.csv"


class OfReports(CheckedRow):
    """What every row has: the reports that know it, and where and when it was said."""

    report_years: Years
    source: Line
    paragraph: BlankLine
    dated: StatedDate
    address: Address

    @model_validator(mode="after")
    def _is_dated(self) -> OfReports:
        if not self.dated:
            raise ValueError("dated: it has a date; write the year at least")
        if int(self.dated[:4]) > min(self.report_years):
            raise ValueError(
                f"dated: the report of {min(self.report_years)} cannot know it; correct the date or the reporting years"
            )
        return self


class PlanYear(OfReports):
    """One row of `plan_years.csv`: what a financial plan says of a period, in millions of pounds."""

    plan: Line
    service: BlankLine
    period: Line
    total_of: TotalOf
    rounded: YesOrBlank
    growth: Number
    savings_needed: Number
    savings: Number
    unidentified: Number
    gap: Number
    note: BlankLine

    @model_validator(mode="after")
    def _has_amounts(self) -> PlanYear:
        amounts = {name: getattr(self, name) for name in ("growth", "savings_needed", "savings", "unidentified")}
        if all(amount is None for amount in (*amounts.values(), self.gap)):
            raise ValueError("gap: the row has no amount; fill one of growth, savings, unidentified and gap")
        for name, amount in amounts.items():
            if amount is not None and amount < 0:
                raise ValueError(f"{name}: it is below 0; write it without a minus sign")
        return self

    @model_validator(mode="after")
    def _adds_up(self) -> PlanYear:
        needed, named, open_ = self.savings_needed, self.savings, self.unidentified
        if needed is not None and open_ is not None and open_ > needed:
            raise ValueError("unidentified: it is a part of savings_needed and more than that; correct one of them")
        if needed is not None and named is not None and open_ is not None and not self._add_up(needed, named, open_):
            raise ValueError(
                f"savings_needed: savings {named} and unidentified {open_} add up to {named + open_}; correct the one "
                "that is wrong"
            )
        if self.gap is not None and self.growth is not None and named is not None and open_ is not None:
            left = self.growth - named - open_
            if not self._add_up(self.gap, self.growth, -named, -open_):
                raise ValueError(
                    f"gap: growth {self.growth} less savings {named} less unidentified {open_} is {left}; correct the "
                    "one that is wrong"
                )
        return self

    def _add_up(self, total: Decimal, *parts: Decimal) -> bool:
        return adds_up(total, parts, rounded=self.rounded)


class Saving(OfReports):
    """One row of `savings.csv`: a saving or a transformation of a service, as planned and as delivered, in millions."""

    service: BlankLine
    plan: Line
    kind: Literal["saving", "transformation"]
    period: Line
    total_of: TotalOf
    rounded: YesOrBlank
    planned: Number
    delivered: Number
    note: BlankLine

    @model_validator(mode="after")
    def _has_amounts(self) -> Saving:
        if self.planned is None and self.delivered is None:
            raise ValueError("planned: the row has no amount; fill planned, delivered or both")
        return self


class Budget(OfReports):
    """One row of `budgets.csv`: what a service was to spend and what it spent, in millions of pounds."""

    service: BlankLine
    period: Line
    total_of: TotalOf
    rounded: YesOrBlank
    budget: Number
    outturn: Number
    note: BlankLine

    @model_validator(mode="after")
    def _has_amounts(self) -> Budget:
        if self.budget is None or self.budget <= 0:
            raise ValueError("budget: write it in millions of pounds, above 0")
        return self


class Reserve(OfReports):
    """One row of `reserves.csv`: what was left at the end of a year and how much the year used, in millions."""

    period: Line
    reserves: Number
    used: Number
    note: BlankLine

    @model_validator(mode="after")
    def _has_amounts(self) -> Reserve:
        if self.reserves is None or self.reserves < 0:
            raise ValueError("reserves: write what was left, in millions of pounds, 0 or more")
        return self


class ServicePressure(OfReports):
    """One row of `service_pressures.csv`: what presses on a service, in England or here.

    `statement_id` names a row of `params/statements.csv` that has the words and figures; otherwise they stand here.
    """

    pressure_id: Name
    scope: Literal["national", "local"]
    service: Line
    statement_id: BlankLine
    pressure: BlankLine
    indicator_ids: Names

    @model_validator(mode="after")
    def _has_words(self) -> ServicePressure:
        if bool(self.statement_id) == bool(self.pressure):
            raise ValueError("pressure: write the words here, or name a statement in statement_id, and not both")
        return self


class FundingThatEnds(OfReports):
    """One row of `funding_that_ends.csv`: money from outside that comes to an end."""

    funding: Line
    service: Line
    amount: Number
    ends: StatedDate
    afterwards: BlankLine
    indicator_ids: Names

    @model_validator(mode="after")
    def _ends(self) -> FundingThatEnds:
        if not self.ends:
            raise ValueError("ends: say when it ends: write the year at least")
        if self.amount is not None and self.amount <= 0:
            raise ValueError("amount: write it in millions of pounds, above 0, or leave it blank if it is not known")
        return self


class CouncilInDifficulty(OfReports):
    """One row of `councils_in_difficulty.csv`: a council that said in public that its money does not last."""

    council: Line
    what: Line
    formal: YesOrBlank


def adds_up(total: Decimal, parts: Sequence[Decimal], *, rounded: bool) -> bool:
    """Say whether parts add up to a total; if the source rounds, each may be half a unit of its last decimal off.

    >>> adds_up(Decimal("50"), [Decimal("37"), Decimal("13")], rounded=False)
    True
    >>> [adds_up(Decimal("41.3"), [Decimal("20.1"), Decimal("21.1")], rounded=rounded) for rounded in (False, True)]
    [False, True]
    """
    difference = abs(total - sum(parts, Decimal(0)))
    if not rounded:
        return difference == 0
    halves = (Decimal(10) ** -decimals_of(number) / 2 for number in (total, *parts))
    return difference <= sum(halves, Decimal(0))
