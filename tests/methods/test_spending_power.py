"""Spending power for each person: rank, weighted average and gains, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.methods.spending_power import (
    NO_PEOPLE,
    NO_TOTAL,
    OTHER_MAKE_UP,
    OTHER_PEOPLE,
    OTHER_YEAR,
    compare_in_class,
    gain_at_level,
    rank_by_dwelling,
    spending_for_each,
    whole_stocks,
)
from helpers.problems import MethodProblem


def councils(*pairs: tuple[str | None, int | None]) -> pd.DataFrame:
    """Councils of one class and year with their totals and people."""
    totals = [None if total is None else Decimal(total) for total, _ in pairs]
    people = pd.Series([people for _, people in pairs], dtype=object)
    same = {"financial_year": "2020/21", "council_class": "County council"}
    return pd.DataFrame({"total_m": pd.Series(totals, dtype=object), "population": people}).assign(**same)


def test_the_average_is_weighted_by_people_and_not_the_mean_of_rates() -> None:
    result = compare_in_class(councils(("1", 1000), ("1", 4000), ("2", 2000)))
    assert result["class_average"].tolist() == [Fraction(4_000_000, 7000)] * 3
    assert result["rank"].tolist() == [2, 1, 2]
    assert result["n"].tolist() == [3, 3, 3]


def test_what_is_missing_is_left_out_and_is_not_zero() -> None:
    result = compare_in_class(councils(("1", 1000), (None, 4000), ("2", None)))
    assert result["class_average"].tolist() == [1000, None, None]
    assert result["rank"].tolist() == [1, None, None]
    assert result["reason"].tolist() == ["", NO_TOTAL, NO_PEOPLE]


def test_classes_and_years_are_apart() -> None:
    one, other = councils(("1", 1000)), councils(("5", 1000))
    result = compare_in_class(pd.concat([one, other.assign(council_class="London borough")], ignore_index=True))
    assert result["rank"].tolist() == [1, 1]
    result = compare_in_class(pd.concat([one, other.assign(financial_year="2019/20")], ignore_index=True))
    assert result["class_average"].tolist() == [1000, 5000]


def test_ranks_for_each_dwelling_are_of_those_with_a_figure_in_the_class_and_year() -> None:
    rows = pd.DataFrame({"per_dwelling": [1290.0, 1273.0, None, 1273.0, 900.0], "financial_year": "2020/21"})
    result = rank_by_dwelling(rows.assign(council_class=["County council"] * 4 + ["London borough"]))
    assert result["dwelling_rank"].fillna(0).tolist() == [3, 1, 0, 1, 1]
    assert result["dwelling_n"].fillna(0).tolist() == [3, 3, 0, 3, 1]


@pytest.mark.parametrize(
    ("dwellings", "whole"),
    [
        ([180_000, 186_000, 262_000, 265_000], [262_000, 265_000]),  # the example of the method, worked by hand
        ([262_000, 265_000, 186_000], [262_000, 265_000]),
        ([265_000, 186_000, 267_000], [265_000, 267_000]),
        ([200_000, 220_000, 242_000], [200_000, 220_000, 242_000]),  # a tenth is no jump
    ],
)
def test_dwellings_that_lack_a_part_are_left_out(dwellings: list[int], whole: list[int]) -> None:
    years = range(2018, 2018 + len(dwellings))
    rows = pd.DataFrame({"area_code": "A", "year": years, "dwellings": dwellings})
    other = pd.DataFrame({"area_code": "B", "year": [2018], "dwellings": [5]})
    result = whole_stocks(pd.concat([rows.iloc[::-1], other], ignore_index=True))
    assert sorted(result.loc[result["area_code"].eq("A"), "dwellings"]) == sorted(whole)
    assert result["area_code"].eq("B").sum() == 1
    missed_years = rows.assign(year=[2000 + 9 * year for year in range(len(dwellings))])
    assert len(whole_stocks(missed_years)) == len(dwellings), "years apart may differ by more"


def test_a_total_is_a_decimal() -> None:
    with pytest.raises(MethodProblem, match=r"got 1\.5"):
        compare_in_class(councils(("1", 1000)).assign(total_m=1.5))


@given(st.lists(st.tuples(st.decimals("0.01", 2000, places=9), st.integers(1, 2_000_000)), min_size=1, max_size=30))
def test_the_gains_of_a_class_add_up_to_exactly_zero(pairs: list[tuple[Decimal, int]]) -> None:
    result = compare_in_class(councils(*((str(total), people) for total, people in pairs)))
    assert sum(result["gain_m"]) == 0


def test_the_gains_equal_the_reference(oracle_of_funding: pd.DataFrame) -> None:
    rows = oracle_of_funding
    result = compare_in_class(councils(*zip(rows["csp_m"], rows["population"].astype(int), strict=True)))
    assert [float(gain) for gain in result["gain_m"]] == pytest.approx(
        rows["gain_if_at_average_m"].astype(float), rel=1e-9
    )
    assert [float(amount) for amount in result["per_head"]] == pytest.approx(rows["per_head"].astype(float), rel=1e-9)


@pytest.fixture
def oracle_of_funding(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "oracles" / "judgement" / "funding_average_conserved.csv", dtype=str)


def level(total: str | None, people: int, **changes: Any) -> dict[str, Any]:
    """A council of 2020/21."""
    amount = spending_for_each(None if total is None else Decimal(total), people)
    return {
        "financial_year": "2020/21",
        "make_up": "one",
        "population_mid_year": 2020,
        "population": people,
        "per_head": amount,
        "reason": NO_TOTAL if amount is None else "",
    } | changes


def test_the_gains_at_the_level_of_others_equal_the_vectors(shared: Path) -> None:
    rows = pd.read_csv(shared / "oracles" / "vectors" / "funding_gap.csv", dtype=str).to_dict("records")
    levels = [level(row["csp_gbp_m"], int(row["population"])) for row in rows]
    gains = [gain_at_level(levels[0], other).gain_m for other in levels]
    expected = [float(row["gain_if_ours_funded_at_this_level_gbp_m"]) for row in rows]
    assert [float(gain or 0) for gain in gains] == pytest.approx(expected, rel=1e-9)
    ranks = compare_in_class(councils(*((row["csp_gbp_m"], int(row["population"])) for row in rows)))["rank"]
    assert ranks.tolist() == [int(row["rank_lowest_is_1"]) for row in rows]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (level("2", 1000, financial_year="2019/20"), OTHER_YEAR),
        (level("2", 1000, population_mid_year=2019), OTHER_PEOPLE),
        (level("2", 1000, make_up="other"), OTHER_MAKE_UP),
        (level(None, 1000), NO_TOTAL),
    ],
)
def test_a_gain_is_refused_with_the_reason(other: dict[str, Any], reason: str) -> None:
    assert gain_at_level(level("1", 1000), other) == (None, None, reason)
    assert gain_at_level(other, level("1", 1000)).reason == reason


def test_a_council_with_more_gives_a_gain_and_with_less_a_loss() -> None:
    own = level("1", 1000)
    assert gain_at_level(own, level("3", 2000)) == (500, Fraction(1, 2), "")
    assert gain_at_level(own, level("1", 2000)) == (-500, Fraction(-1, 2), "")
