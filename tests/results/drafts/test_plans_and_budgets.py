"""What a draft says of plans, savings, budgets and reserves, with rows whose sums are worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.results.drafts.plans_and_budgets import NO_MONEY, MoneyInTables, money_in_tables, wrong_plans_and_budgets
from helpers.sources.drafts.plain_text import read_text

MISSING = math.nan

PLANS = pd.DataFrame(
    [
        ("The four-year plan", "", "2023/24", 6.0, 10.0, 8.0, 2.0, 20.0),
        ("The four-year plan", "", "2024/25", 7.0, 20.0, 20.0, 0.0, 0.0),
        ("The four-year plan", "Roads", "2023/24", 1.0, 3.0, 3.0, 0.0, 0.0),
    ],
    columns=[
        "plan",
        "service",
        "period",
        "growth",
        "savings_needed",
        "savings",
        "unidentified",
        "unidentified_percent",
    ],
).assign(gap=MISSING)
SAVINGS = pd.DataFrame(
    [("Roads", "Street lights", 4.0, 3.0, 1.0, 75.0), ("Care", "Help at home", 2.0, MISSING, MISSING, MISSING)],
    columns=["service", "plan", "planned", "delivered", "short", "delivered_percent"],
)
BUDGETS = pd.DataFrame(
    [
        ("Roads", "2021/22", 50.0, 50.0, 0.0, 0.0),
        ("Roads", "2022/23", 60.0, 57.0, -3.0, -5.0),
        ("Care", "2022/23", 90.0, 99.0, 9.0, 10.0),
        ("", "2022/23", 150.0, 156.0, 6.0, 4.0),
    ],
    columns=["service", "period", "budget", "outturn", "over", "over_percent"],
)
RESERVES = pd.DataFrame(
    [("2021/22", 40.0, 0.0, MISSING), ("2022/23", 30.0, 10.0, 3.0)],
    columns=["period", "reserves", "used", "years_of_use"],
)
COUNTS = {"budgets": 3, "budgets_overspent": 2, "savings_planned": 6.0, "savings_delivered": 3.0}
TABLES = {
    "plan_years": PLANS,
    "savings_plans": SAVINGS,
    "budget_outturns": BUDGETS,
    "reserves": RESERVES,
    "funding_that_ends": pd.DataFrame([("Bus fund", 2.5)], columns=["funding", "amount"]),
    "risk_counts": pd.DataFrame(
        {
            "measure": [*COUNTS, "savings_delivered_percent"],
            "number": [*COUNTS.values(), 50.0],
        }
    ),
}
MONEY = money_in_tables(TABLES)


def looked_up(sentence: str, money: MoneyInTables = MONEY) -> tuple[list[str], int]:
    """Return what was expected where a sentence is wrong, and how many of its numbers were looked up."""
    draft = read_text(f"# Draft\n\n{sentence}\n".encode(), "draft.md", is_markdown=True)
    faults, compared = wrong_plans_and_budgets(draft, money, 2023)
    return [fault.expected.partition(", as the tables")[0] for fault in faults], compared


def test_the_tables_become_rows_and_the_services_that_they_name_each_once() -> None:
    assert MONEY.services == ["Roads", "Care"]
    assert MONEY.sums["budgets_overspent"] == 2.0
    assert MONEY.ending["Bus fund"]["amount"] == 2.5
    assert len(MONEY.plans) == 3


@pytest.mark.parametrize(
    ("sentence", "expected", "compared"),
    [
        # a plan: of the years that are named, of any year where none is, and of no service
        ("The financial plan has growth of £7m.", [], 1),
        ("The financial plan has growth of £8m.", ["£6.0 million or £7.0 million of growth for The four-year plan"], 1),
        ("In 2023/24 the council needs savings of £10m.", [], 1),
        ("In 2023/24 the council needs savings of £20m.", ["£10.0 million or £8.0 million of savings for"], 1),
        ("In 2025/26 the council needs savings of £99m.", [], 0),  # a year that the plan has not
        ("In 2024/25 we have £0m unidentified.", [], 1),  # zero is a figure
        ("In 2024/25 we have £1m unidentified.", ["£0.0 million of savings that are not identified"], 1),
        ("Of the savings in the financial plan, 20% are not identified.", [], 1),
        ("Of the savings in the financial plan, 30% are not identified.", ["20.0% or 0.0% not identified"], 1),
        ("The financial plan has a gap of £5m.", [], 0),  # a gap that nobody has worked out is not zero
        ("Elsewhere savings of £99m are needed.", [], 0),  # whose is not said
        # savings of a service or a plan by name
        ("Savings: street lights delivered £3m of £4m.", [], 2),
        ("Savings: street lights delivered £2m.", ["£3.0 million delivered for Roads"], 1),
        ("Savings: help at home delivered £2m.", [], 0),  # not known yet
        ("The savings delivered £4m.", ["£3.0 million delivered of all savings"], 1),
        ("The savings delivered 50% of what was planned.", [], 1),
        ("Street lights delivered 57% of its savings.", ["75% delivered"], 1),
        # budgets, whose words say whether the amount is over, spent or planned
        ("Roads was underspent by £3m against its budget in 2022/23.", [], 1),
        ("Roads was underspent by £4m against its budget in 2022/23.", ["£3.0 million over or under for Roads"], 1),
        ("Roads was overspent by £0m in 2021/22.", [], 1),
        ("Roads spent £57m against a budget of £60m in 2022/23.", [], 2),
        ("In 2022/23 Roads with its budget had £57m spent.", [], 1),  # the nearer word says what it is
        ("Care was 11% overspent.", ["10.0% over or under its budget"], 1),
        ("The council's budget was £150m, and it spent £165m.", ["£156.0 million spent for the whole council"], 2),
        ("A budget of £999m was discussed.", [], 0),  # whose is not said
        ("Of 4 budgets 2 were overspent.", ["3 budgets with an outturn"], 2),
        ("3 budgets were overspent.", ["2 budgets overspent"], 1),
        # reserves
        ("Reserves were £30m at the end of 2022/23.", [], 1),
        ("Reserves were £40m at the end of 2022/23.", ["£30.0 million in reserve"], 1),
        ("In 2021/22 the council used £0m of its reserves.", [], 1),
        ("Reserves would last 4 years.", ["3.0 years of use"], 1),
        ("Reserves would last 4 years at the rate of 2021/22.", [], 0),
        # money that ends, and money of others
        ("The Bus fund of £2.5m ends.", [], 1),
        ("The Bus fund of £3.5m ends.", ["£2.5 million of Bus fund"], 1),
        ("The schools budget was overspent by £99m.", [], 0),
        ("The council's capital budget was £99m.", [], 0),
    ],
)
def test_a_number_is_held_to_the_row_that_its_sentence_is_about(
    sentence: str, expected: list[str], compared: int
) -> None:
    faults, numbers = looked_up(sentence)
    assert numbers == compared
    assert len(faults) == len(expected)
    for fault, words in zip(faults, expected, strict=True):
        assert fault.startswith(words)


def test_a_report_without_such_tables_contradicts_nothing() -> None:
    for sentence in ("The council's budget was £150m.", "The savings delivered £4m.", "Reserves were £40m."):
        assert looked_up(sentence, NO_MONEY) == ([], 0)
