"""What follows from the amounts of plans, savings, budgets and reserves, worked out by hand with exact decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from helpers.methods import financial_pressure as method

PLAN = ("growth", "savings_needed", "savings", "unidentified", "gap")


def decimals(*texts: str) -> list[Decimal | None]:
    return [Decimal(text) if text else None for text in texts]


def planned(*texts: str) -> dict[str, Any]:
    """Return the row of a plan of these amounts; a blank is not given."""
    frame = pd.DataFrame([dict(zip(PLAN, decimals(*texts), strict=True))], dtype="object")
    (row,) = method.plan_arithmetic(frame).to_dict("records")
    return {str(name): value for name, value in row.items()}


@pytest.mark.parametrize(
    ("amounts", "filled", "share", "check"),
    [
        # 41.2 of growth less 37.0 and 13.0 of savings is -8.8; of 50.0 that are needed 13.0 are 26%
        (("41.2", "50.0", "37.0", "13.0", "-8.8"), {}, "26", method.AGREES),
        (("41.2", "50.0", "37.0", "13.0", ""), {"gap": "-8.8"}, "26", method.NO_GAP),
        (("", "50.0", "", "13.0", ""), {"savings": "37.0"}, "26", method.NO_GAP),
        (("", "", "37.0", "13.0", ""), {"savings_needed": "50.0"}, "26", method.NO_GAP),
        (("", "50.0", "", "", ""), {}, "", method.NO_GAP),
        (("41.2", "50.0", "37.0", "", "-8.8"), {}, "", method.NOT_ALL_GIVEN),
        # a blank is never taken for 0, and 0 is a figure
        (("0.1", "0.3", "0.3", "0", ""), {"gap": "-0.2"}, "0", method.NO_GAP),
        (("", "0", "0", "0", ""), {}, "", method.NO_GAP),  # of nothing there is no share
        (("", "", "", "", ""), {}, "", method.NO_GAP),
    ],
)
def test_what_is_not_printed_follows_where_it_can(
    amounts: tuple[str, ...], filled: dict[str, str], share: str, check: str
) -> None:
    row = planned(*amounts)
    printed = dict(zip(PLAN, decimals(*amounts), strict=True))
    for name in PLAN:
        expected = Decimal(filled[name]) if name in filled else printed[name]
        assert row[name] == expected
    assert row["worked_out"] == ";".join(filled)
    assert row["unidentified_percent"] == (Decimal(share) if share else None)
    assert row["check"] == check


@pytest.mark.parametrize(
    ("planned_amount", "delivered", "short", "percent"),
    [
        ("6.5", "5.2", "1.3", "80"),
        ("1.4", "1.5", "-0.1", None),  # more than planned
        ("0.3", "0.0", "0.3", "0"),
        ("0", "0.2", "-0.2", ""),  # of nothing there is no share
        ("-2", "1", "-3", ""),  # a cost that was planned has no share either
        ("6.5", "", "", ""),
        ("", "1", "", ""),
    ],
)
def test_savings_fall_short(planned_amount: str, delivered: str, short: str, percent: str | None) -> None:
    plan, made = decimals(planned_amount, delivered)
    (row,) = method.savings_delivered(pd.DataFrame([{"planned": plan, "delivered": made}], dtype="object")).to_dict(
        "records"
    )
    assert row["short"] == (Decimal(short) if short else None)
    if percent is not None:
        assert row["delivered_percent"] == (Decimal(percent) if percent else None)
    else:
        assert round(row["delivered_percent"], 2) == Decimal("107.14")  # 150 / 1.4


@pytest.mark.parametrize(
    ("outturn", "over", "percent"), [("99", "9", "10"), ("85.5", "-4.5", "-5"), ("90", "0", "0"), ("", "", "")]
)
def test_budgets_are_over_or_under(outturn: str, over: str, percent: str) -> None:
    frame = pd.DataFrame([{"budget": Decimal(90), "outturn": decimals(outturn)[0]}], dtype="object")
    (row,) = method.over_budget(frame).to_dict("records")
    assert (row["over"], row["over_percent"]) == tuple(decimals(over, percent))


@pytest.mark.parametrize(
    ("used", "years", "reason"),
    [
        ("18", "5", ""),
        ("0", "", method.NOT_USED),
        ("-3", "", method.ADDED_TO),
        ("", "", method.USE_NOT_GIVEN),
    ],
)
def test_reserves_last_for_as_many_years_as_their_use_goes_into_them(used: str, years: str, reason: str) -> None:
    frame = pd.DataFrame([{"reserves": Decimal(90), "used": decimals(used)[0]}], dtype="object")
    (row,) = method.years_of_reserves(frame).to_dict("records")
    assert (row["years_of_use"], row["reason"]) == (decimals(years)[0], reason)


def test_frames_without_rows_have_the_columns() -> None:
    assert list(method.plan_arithmetic(pd.DataFrame(columns=PLAN)).columns) == [
        *PLAN,
        "worked_out",
        "unidentified_percent",
        "check",
    ]
    assert list(method.over_budget(pd.DataFrame(columns=["budget", "outturn"])).columns)[2:] == ["over", "over_percent"]
    assert method.savings_delivered(pd.DataFrame(columns=["planned", "delivered"])).empty
    assert method.years_of_reserves(pd.DataFrame(columns=["reserves", "used"])).empty
