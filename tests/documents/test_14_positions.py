"""Chapter 14: positions with their doubt."""

from __future__ import annotations

from datetime import date

import pandas as pd
from documents import read_chapter, same

from helpers.methods import position, shrunken_ranks
from helpers.methods.base_rates import flagged_by_chance, quartile_base
from helpers.methods.between_councils import between_variance, expected_ranks, shrink_estimates
from helpers.present import sentences

CHAPTER = read_chapter(14)


def test_the_numbers_of_the_text_are_those_of_the_methods() -> None:
    assert CHAPTER.says(f"at least {shrunken_ranks.COMMON_PERCENT}% of the councils")
    assert CHAPTER.says(f"drawn {shrunken_ranks.DRAWS:,} times")
    assert set(shrunken_ranks.SETS) == {50, 95} and CHAPTER.says("in 50 and in 95 of 100 draws")
    assert CHAPTER.says(f"An error below {position.LEAST_ERROR} points counts as {position.LEAST_ERROR}.")
    assert CHAPTER.says(f"never below {shrunken_ranks.MIN_CORRELATION:f}.")
    first, last = (100 * chance for chance in sentences.MIDDLE)
    assert CHAPTER.says(f"if its chance of the top half is from {first:g} to {last:g} in 100")
    assert CHAPTER.says(f"**{position.ESTIMAND}**")
    of_35 = flagged_by_chance(pd.DataFrame({"beyond": [False] * 35}))["by_chance"]
    assert CHAPTER.says(f"{of_35:.2f} are expected")


def test_the_examples_of_common_periods() -> None:
    for row in CHAPTER.table("Common period"):
        number = int(row["Councils"])
        years = {2020: int(row["With a figure in 2020"]), 2021: int(row["2021"]), 2022: int(row["2022"])}
        figures = pd.DataFrame(
            [
                {"indicator_id": "a", "council": str(council), "value": 1.0}
                | {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
                for year, count in years.items()
                for council in range(count)
            ]
        )
        names = [str(council) for council in range(number)]
        councils = pd.DataFrame({"council": names, "start_date": None, "end_date": None})
        (period,) = shrunken_ranks.common_periods(figures, councils)["period_end"]
        assert period.year == int(row["Common period"])


def test_the_examples_of_reliability() -> None:
    for row in CHAPTER.table("Reliability k"):
        m, r = float(row["Indicators m"]), float(row["r"])
        same([m * r / (1 + (m - 1) * r)], row, "Reliability k")


def test_the_examples_of_shrunken_scores() -> None:
    for row in CHAPTER.table("Scores"):
        scores = [float(part) for part in row["Scores"].split(",")]
        errors = [float(row["Error of each"])] * len(scores)
        between = between_variance(scores, errors)
        shrunken, error = shrink_estimates(scores, errors, between)
        same([between.tau_squared, shrunken[0], expected_ranks(shrunken, error)[0]], row, *list(row)[2:])


def test_the_shares_of_an_average_council() -> None:
    for row in CHAPTER.table("Top half, %"):
        n = int(row["Councils"])
        base = quartile_base(pd.DataFrame({"quartile": [1 + 4 * (rank - 1) // n for rank in range(1, n + 1)]}))
        same(base.to_list(), row, *list(row)[1:])
