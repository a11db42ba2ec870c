"""What a draft says of a pooled fund and of early warnings, held to one block, their sum, and three counts."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.results.drafts.funds_and_warnings import (
    NO_FUNDS,
    FundsAndWarnings,
    funds_and_warnings,
    wrong_funds_and_warnings,
)
from helpers.sources.drafts.plain_text import read_text

COLUMNS = ["block", "allocation", "moved_in", "available", "spent", "underspend", "underspend_percent"]
FUNDS = pd.DataFrame(
    [
        ("Safer", 600_000.0, 0.0, 600_000.0, 570_000.0, 30_000.0, 5.0),
        ("All blocks", 1_000_000.0, 0.0, 1_000_000.0, 970_000.0, 30_000.0, 3.0),
    ],
    columns=COLUMNS,
).assign(carried_forward=[20_000.0, 30_000.0])
COUNTS = pd.DataFrame([(150, 6, 2)], columns=["judged", "by_figures", "by_signal_alone"])
FIGURES = funds_and_warnings(FUNDS, COUNTS, ["Libraries"])


def looked_up(sentence: str, figures: FundsAndWarnings = FIGURES) -> tuple[list[str], int]:
    draft = read_text(f"# Draft\n\n{sentence}\n".encode(), "draft.md", is_markdown=True)
    faults, compared = wrong_funds_and_warnings(draft, figures, 2023)
    return [fault.expected.partition(", as the tables")[0] for fault in faults], compared


@pytest.mark.parametrize(
    ("sentence", "expected", "compared"),
    [
        ("Of the pooled fund of £1,000,000, Safer had £600,000.", [], 2),
        ("The pooled fund: Safer had an underspend of £31,000.", ["£30,000.00 not spent for Safer"], 1),
        ("The pooled fund: Safer, £25,000 to be carried forward.", ["£20,000.00 to be carried forward for Safer"], 1),
        ("The pooled fund: of Safer £30,000 were not spent.", [], 1),
        ("The pooled fund: of Safer 6% were not spent.", ["5.000% not spent of Safer"], 1),
        ("The pooled fund: of Safer £571,000 was spent.", ["£570,000.00 spent for Safer"], 1),
        ("All blocks have £1 in hand.", ["£1,000,000.00 or £0.00 or £970,000.00 or £30,000.00 in one of"], 1),
        ("The budget was underspent by £1.", [], 0),  # of a budget
        # early warnings
        ("6 indicators give an early warning.", [], 1),
        ("8 indicators give an early warning.", [], 1),  # with those by a signal alone
        ("7 indicators give an early warning.", ["6 or 8 early warnings"], 1),
        ("7 of 150 indicators give an early warning.", ["6 early warnings by figures"], 2),
        ("6 of 151 indicators give an early warning.", ["150 indicators judged"], 2),
        ("An early warning: 3 other indicators have a signal of concern.", ["2 by a signal of concern alone"], 1),
        ("In Libraries 7 indicators give an early warning.", [], 0),  # of a dashboard
        ("7 of them give an early warning.", [], 0),
    ],
)
def test_a_number_is_held_to_the_fund_or_the_counts(sentence: str, expected: list[str], compared: int) -> None:
    faults, numbers = looked_up(sentence)
    assert [fault.startswith(words) for fault, words in zip(faults, expected, strict=True)] == [True] * len(expected)
    assert numbers == compared


def test_a_report_without_fund_or_warnings_contradicts_nothing() -> None:
    empty = funds_and_warnings(FUNDS.head(0), COUNTS.head(0), [])
    assert empty.warnings is None
    for figures in (empty, NO_FUNDS):
        assert looked_up("The pooled fund had £1.", figures) == ([], 0)
        assert looked_up("7 indicators give an early warning.", figures) == ([], 0)
