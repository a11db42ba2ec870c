"""Plans, reserves, budgets, scores and early warnings, each against arithmetic by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pandas as pd
import pytest

from helpers.methods.early_warning import early_warning
from helpers.methods.financial_pressure import (
    ADDED_TO,
    AGREES,
    NO_GAP,
    NOT_ALL_GIVEN,
    NOT_USED,
    USE_NOT_GIVEN,
    over_budget,
    plan_arithmetic,
    savings_delivered,
    years_of_reserves,
)
from helpers.methods.risk_scores import HIGH, LOW, MEDIUM, NOT_SCORED, risk_score, score_word
from helpers.verdicts import AMBER, CANNOT_BE_TOLD, CLEAR, GREEN, IMPROVED, NO_REAL_CHANGE, RED, USUAL, WORSENED

AMOUNTS = ("growth", "savings_needed", "savings", "unidentified", "gap")


def decimals(**cells: str | None) -> dict[str, Decimal | None]:
    return {name: None if cell is None else Decimal(cell) for name, cell in cells.items()}


def plan(*amounts: str | None) -> dict[str, Any]:
    rows = pd.DataFrame([decimals(**dict(zip(AMOUNTS, amounts, strict=True)))], dtype=object)
    return dict(plan_arithmetic(rows.where(rows.notna(), None)).iloc[0])


def test_savings_that_are_named_are_the_rest_of_those_needed() -> None:
    """13 of 50 are open, so 37 are named and 26% are open; growth of 41.2 then says nothing of a gap."""
    made = plan("41.2", "50", None, "13", None)
    assert (made["savings"], made["unidentified_percent"], made["worked_out"]) == (Decimal(37), Decimal(26), "savings")
    assert made["gap"] is None and made["check"] == NO_GAP


def test_the_gap_follows_only_from_what_is_printed() -> None:
    made = plan("20.1", None, "12", "2", None)
    assert made["gap"] == Decimal("6.1") and made["savings_needed"] == 14 and made["check"] == NO_GAP
    assert plan("20", None, "12", "2", "6")["check"] == AGREES
    assert plan(None, None, None, None, "15")["check"] == NOT_ALL_GIVEN


def test_reserves_last_as_long_as_the_years_use_allows() -> None:
    cases = (("90", "18"), ("120", "-4"), ("5", "0"), ("5", None))
    rows = pd.DataFrame([decimals(reserves=left, used=used) for left, used in cases], dtype=object)
    made = years_of_reserves(rows.where(rows.notna(), None))
    assert made["years_of_use"].tolist() == [5, None, None, None]
    assert made["reason"].tolist() == ["", ADDED_TO, NOT_USED, USE_NOT_GIVEN]


def test_budgets_and_savings() -> None:
    budgets = over_budget(pd.DataFrame([decimals(budget="353.9", outturn="363.8")], dtype=object)).iloc[0]
    assert budgets["over"] == Decimal("9.9") and round(budgets["over_percent"], 1) == Decimal("2.8")
    rows = pd.DataFrame(
        [decimals(planned="12.0", delivered="8.6"), decimals(planned="1", delivered=None)], dtype=object
    )
    made = savings_delivered(rows.where(rows.notna(), None))
    assert made["short"].tolist() == [Decimal("3.4"), None]
    assert round(made["delivered_percent"][0]) == 72


def test_every_score_has_a_word() -> None:
    words = {a * b: score_word(risk_score(Decimal(a), Decimal(b))) for a, b in product(range(1, 6), repeat=2)}
    assert sorted(score for score, word in words.items() if word == LOW) == [1, 2, 3, 4, 5]
    assert sorted(score for score, word in words.items() if word == MEDIUM) == [6, 8, 9, 10, 12]
    assert sorted(score for score, word in words.items() if word == HIGH) == [15, 16, 20, 25]
    assert score_word(risk_score(None, None)) == NOT_SCORED


@pytest.mark.parametrize("direction", [IMPROVED, NO_REAL_CHANGE, WORSENED])
@pytest.mark.parametrize("evidence", [CLEAR, USUAL, CANNOT_BE_TOLD])
def test_the_list_is_the_intersection(direction: str, evidence: str) -> None:
    cases = list(product([1, 3, 4, None], ["", GREEN, AMBER, RED]))
    frame = pd.DataFrame(cases, columns=["quartile", "target_status"]).astype({"quartile": "Int64"})
    made = early_warning(frame.assign(direction=direction, evidence=evidence))
    expected = [
        direction == WORSENED and evidence == CLEAR and (quartile == 4 or status == RED) for quartile, status in cases
    ]
    assert made["by_figures"].tolist() == expected
