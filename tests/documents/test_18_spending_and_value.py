"""Chapter 18: spending and value."""

from __future__ import annotations

import pandas as pd
from documents import read_chapter, same

from helpers.methods.real_terms import to_prices_of
from helpers.methods.value_for_money import SMALLEST_CORRELATION, outcome_scores, quadrant, spearman
from helpers.results.service_outcomes import FEWEST_INDICATORS
from helpers.results.spending_checks import MOST_APART

CHAPTER = read_chapter(18)


def test_the_limits_are_those_of_the_code() -> None:
    assert CHAPTER.says(f"within £{MOST_APART} thousand")
    assert CHAPTER.says(f"Fewer than {SMALLEST_CORRELATION} councils have none")
    assert FEWEST_INDICATORS == 3
    assert CHAPTER.says("A score needs three indicators with ranks")


def test_the_examples_per_head() -> None:
    for row in CHAPTER.table("Per head, £"):
        same([1000 * float(row["Spending, £ thousand"]) / float(row["People"])], row, "Per head, £")


def test_the_examples_in_real_terms() -> None:
    for row in CHAPTER.table("In real terms"):
        amount, then, base = (float(row[name]) for name in ("Amount", "Index then", "Index of the base"))
        same([to_prices_of(amount, then, base)], row, "In real terms")


def test_the_examples_of_percentile_ranks() -> None:
    rows = CHAPTER.table("Percentile rank")
    ranks = [int(row["Rank"]) for row in rows for _ in range(int(row["Councils that share it"]))]
    assert {len(ranks)} == {int(row["Councils"]) for row in rows}
    frame = pd.DataFrame(
        {"service": "a", "indicator_id": "b", "area_code": [*map(str, range(len(ranks)))], "rank": ranks}
    )
    scores = dict(zip(ranks, outcome_scores(frame)["outcome_score"], strict=True))
    for row in rows:
        same([scores[int(row["Rank"])]], row, "Percentile rank")


def test_the_examples_of_medians() -> None:
    for row in CHAPTER.table("Median score"):
        numbers = (float(row[name]) for name in ("Spending", "Median", "Score", "Median score"))
        assert quadrant(*numbers) == row["Words"]


def test_the_example_of_a_correlation() -> None:
    (row,) = CHAPTER.table("Lower", "Upper")
    ours = spearman(pd.Series(range(1, 9)), pd.Series([2, 1, 4, 3, 6, 5, 8, 7]))
    # By hand: the squares of the differences add up to 8, and 1 - 6 x 8 / (8 x 63) = 0.905.
    same([ours.rho, ours.lower, ours.upper], row, *row)
