"""What a draft says of spending on services, held to two services and all of them together."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.results.drafts.spending import NO_SPENDING, SpendingInTables, spending_in_tables, wrong_spending
from helpers.results.service_spending import TOTAL
from helpers.sources.drafts.plain_text import read_text

COLUMNS = [
    "service",
    "title",
    "financial_year",
    "newest",
    "spend_gbp_thousand",
    "per_head_gbp",
    "real_per_head_gbp",
    "rank",
    "n",
    "median_per_head_gbp",
    "chart_median_gbp",
    "real_change_percent",
    "list_rank",
    "list_n",
]
NO = math.nan
VALUES = pd.DataFrame(
    [
        ("roads", "Roads", "2021/22", False, 9_000, 30.0, 33.0, 5, 24, 40.0, 40.0, NO, NO, NO),
        ("roads", "Roads", "2022/23", True, 10_000, 32.5, 32.5, 4, 25, 41.0, 41.0, -1.5, 2, 6),
        ("care", "Adult care", "2022/23", True, 200_000, 300.0, 300.0, 1, 25, 350.0, 350.0, 2.0, 1, 6),
        (TOTAL, "All services", "2022/23", True, 500_000, 700.0, 700.0, 3, 25, 800.0, NO, 0.0, NO, NO),
    ],
    columns=COLUMNS,
)
SPENDING = spending_in_tables(VALUES, ["Eastshire"])


def looked_up(sentence: str, spending: SpendingInTables = SPENDING) -> tuple[list[str], int]:
    draft = read_text(f"# Draft\n\n{sentence}\n".encode(), "draft.md", is_markdown=True)
    faults, compared = wrong_spending(draft, spending, 2023)
    return [fault.expected.partition(", as the tables")[0] for fault in faults], compared


@pytest.mark.parametrize(
    ("sentence", "expected", "compared"),
    [
        ("The council spent £10m on roads.", [], 1),
        ("The council spent £11m on roads.", ["£10.0 million spent for Roads in 2022/23"], 1),
        ("In 2021/22 the council spent £9m on roads.", [], 1),
        ("In 2020/21 the council spent £9m on roads.", [], 0),  # a year without figures
        ("Spending on roads was £32.50 per head.", [], 1),
        ("Spending on roads was £30 per head.", ["£32.50 per head for Roads in 2022/23"], 1),
        ("In 2021/22 spending on roads was £33 a head in real terms.", [], 1),
        ("In 2021/22 spending on roads was £33 a head.", ["£30.00 per head for Roads in 2021/22"], 1),
        ("Spending on roads is below the median of £42.", ["£41.00, the median for Roads in 2022/23"], 1),
        ("Spending on roads fell by 1.5% in real terms.", [], 1),
        ("Spending on roads rose by 1.5% in real terms.", ["a change of -1.5% in real terms for Roads"], 1),
        ("Spending on all its services rose by 0% in real terms.", [], 1),  # zero is a figure
        ("Spending on roads is the 4th lowest of 25.", [], 2),
        ("Spending on roads is the 4th lowest of 24.", ["a rank of 25 councils for Roads in 2022/23"], 2),
        ("On its own list spending on roads is the 2nd lowest of 6.", [], 2),
        ("The council spends the least on roads (of 25).", ["rank 4 from the lowest for Roads in 2022/23"], 2),
        ("The council spent £500m in all.", [], 1),
        ("The council spent £550m in all.", ["£500.0 million spent for All services in 2022/23"], 1),
        # each number is of the service before it
        ("Spending on roads was £32.50 per head, adult care £310 per head.", ["£300.00 per head for Adult care"], 2),
        # of others
        ("Eastshire spent £99m on roads.", [], 0),
        ("The capital spending on roads was £99m.", [], 0),
        ("The council spent £99m on ships.", [], 0),
    ],
)
def test_a_statement_of_spending_is_held_to_its_service(sentence: str, expected: list[str], compared: int) -> None:
    faults, numbers = looked_up(sentence)
    assert [fault.startswith(words) for fault, words in zip(faults, expected, strict=True)] == [True] * len(expected)
    assert numbers == compared


def test_a_heading_says_of_which_service_its_text_is() -> None:
    text = "# Draft\n\n## Spending on roads\n\nIt was £30 per head.\n"
    faults, compared = wrong_spending(read_text(text.encode(), "draft.md", is_markdown=True), SPENDING, 2023)
    assert compared == 1
    assert faults[0].expected.startswith("£32.50 per head for Roads")


def test_a_report_before_the_first_year_contradicts_nothing() -> None:
    assert looked_up("The council spent £11m on roads.", NO_SPENDING) == ([], 0)
    assert spending_in_tables(VALUES.head(0), []).newest == ""
