"""Rows on money that is short: what adds up, what must be there, and what is said of a row that is not right."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from helpers.sources.checked_rows import CheckedRow
from helpers.sources.pressure_rows import Budget, FundingThatEnds, PlanYear, Reserve, Saving, ServicePressure, adds_up
from helpers.sources.risk_rows import Signal

SOURCE = {"report_years": "2023", "source": "Cabinet report", "dated": "2023-02"}


def row(kind: type[CheckedRow], /, **cells: str) -> CheckedRow:
    """Return a row with these cells, the others blank, said in a report of 2023."""
    own = {name: cell for name, cell in SOURCE.items() if name in kind.model_fields}
    return kind.model_validate(dict.fromkeys(kind.model_fields, "") | own | cells)


def message_of(kind: type[CheckedRow], /, **cells: str) -> str:
    with pytest.raises(ValidationError) as problem:
        row(kind, **cells)
    (error,) = problem.value.errors()
    column = f"{error['loc'][0]}: " if error["loc"] else ""
    return column + error["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("total", "parts", "rounded", "result"),
    [
        ("50", ["37", "13"], False, True),
        ("50.0", ["37.1", "13"], False, False),
        # three numbers of one decimal are at most 0.15 off together
        ("41.3", ["20.1", "21.1"], True, True),
        ("41.4", ["20.1", "21.1"], True, False),
        ("0", [], False, True),
        ("1", ["0.4"], True, False),  # half of 1 and half of 0.1 are 0.55
    ],
)
def test_parts_add_up_exactly_or_to_the_rounding(total: str, parts: list[str], rounded: bool, result: bool) -> None:
    assert adds_up(Decimal(total), [Decimal(part) for part in parts], rounded=rounded) is result


PLAN = {"plan": "The plan", "period": "2023/24"}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "gap: the row has no amount; fill one of growth, savings, unidentified and gap"),
        ({"growth": "-1"}, "growth: it is below 0; write it without a minus sign"),
        (
            {"savings_needed": "10", "unidentified": "11"},
            "unidentified: it is a part of savings_needed and more than that; correct one of them",
        ),
        (
            {"savings_needed": "50", "savings": "37", "unidentified": "12"},
            "savings_needed: savings 37 and unidentified 12 add up to 49; correct the one that is wrong",
        ),
        (
            {"growth": "40", "savings": "37", "unidentified": "13", "gap": "-9"},
            "gap: growth 40 less savings 37 less unidentified 13 is -10; correct the one that is wrong",
        ),
        ({"growth": "1", "dated": ""}, "dated: it has a date; write the year at least"),
        (
            {"growth": "1", "dated": "2024-01"},
            "dated: the report of 2023 cannot know it; correct the date or the reporting years",
        ),
    ],
)
def test_a_plan_that_does_not_add_up_is_refused(cells: dict[str, str], words: str) -> None:
    assert message_of(PlanYear, **PLAN, **cells) == words


def test_a_plan_may_say_part_of_it_and_zero_is_an_amount() -> None:
    for cells in ({"growth": "0"}, {"gap": "-3"}, {"savings": "37", "unidentified": "13"}):
        row(PlanYear, **PLAN, **cells)
    row(PlanYear, **PLAN, savings_needed="50.1", savings="37.0", unidentified="13.0", rounded="true")


@pytest.mark.parametrize(
    ("kind", "cells", "words"),
    [
        (
            Saving,
            {"plan": "Lights", "kind": "saving", "period": "2023"},
            "planned: the row has no amount; fill planned",
        ),
        (Budget, {"period": "2023"}, "budget: write it in millions of pounds, above 0"),
        (Budget, {"period": "2023", "budget": "0"}, "budget: write it in millions of pounds, above 0"),
        (Reserve, {"period": "2023"}, "reserves: write what was left, in millions of pounds, 0 or more"),
        (Reserve, {"period": "2023", "reserves": "-1"}, "reserves: write what was left, in millions of pounds, 0 or"),
        (
            ServicePressure,
            {"pressure_id": "a", "scope": "local", "service": "Roads"},
            "pressure: write the words here, or name a statement in statement_id, and not both",
        ),
        (FundingThatEnds, {"funding": "Fund", "service": "Roads"}, "ends: say when it ends: write the year at least"),
        (
            FundingThatEnds,
            {"funding": "Fund", "service": "Roads", "ends": "2025", "amount": "0"},
            "amount: write it in millions of pounds, above 0, or leave it blank if it is not known",
        ),
        (
            Signal,
            {"signal_id": "a", "service": "Care", "kind": "feedback", "statement_id": "b", "statement": "Words."},
            "statement: write the words here, or name a statement in statement_id, and not both",
        ),
    ],
)
def test_a_row_without_what_it_is_about_is_refused(kind: type[CheckedRow], cells: dict[str, str], words: str) -> None:
    assert message_of(kind, **cells).startswith(words)


def test_reserves_may_be_used_up() -> None:
    assert row(Reserve, period="2023", reserves="0").model_dump()["reserves"] == Decimal(0)
