"""Money in the prices of one year, scores of outcomes, medians and correlations."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from helpers.methods.real_terms import in_real_terms, price_change_percent, to_prices_of, yearly_deflators
from helpers.methods.value_for_money import outcome_scores, quadrant, rank_lowest_first, spearman
from helpers.problems import MethodProblem
from helpers.verdicts import AT_A_MEDIAN, QUADRANTS

QUARTERS = ("first", "second", "third", "fourth")


def deflators(**index: float) -> pd.DataFrame:
    """Years as y2019_20 with the same index in every quarter."""
    years = [name[1:].replace("_", "/") for name in index]
    return yearly_deflators(
        pd.DataFrame({"financial_year": years} | {key: list(index.values()) for key in QUARTERS}), QUARTERS
    )


def test_the_vectors_of_the_treasury_hold(shared: Path) -> None:
    vectors = pd.read_csv(shared / "oracles" / "vectors" / "gdp_deflator_hmt_annex_a.csv").to_dict("records")
    assert [row["kind"] for row in vectors] == ["inflate", "deflate", "cumulative_pct", "year_pct"]
    for row in vectors:
        if row["kind"].endswith("pct"):
            ours = price_change_percent(row["index_from"], row["index_to"])
        else:
            ours = to_prices_of(row["amount"], row["index_from"], row["index_to"])
        assert ours == pytest.approx(row["computed"], rel=1e-12)
        if not math.isnan(row["published"]):
            assert round(ours, 2) == row["published"]


def test_an_index_is_above_zero() -> None:
    with pytest.raises(MethodProblem, match="above zero"):
        to_prices_of(1, 0, 100)


def test_the_distorted_year_has_the_mean_of_two_beside_it() -> None:
    table = deflators(y2019_20=90, y2020_21=96, y2021_22=95)
    assert table["distorted"].tolist() == [False, True, False]
    assert table["two_year_index"].fillna(0).tolist() == [0, 95.5, 95.5]
    assert deflators(y2020_21=96)["two_year_index"].isna().all()


def test_a_year_without_an_index_has_no_real_terms_and_a_base_without_one_is_refused() -> None:
    money = pd.DataFrame({"financial_year": ["2017/18", "2018/19"], "gbp": [80.0, 50.0]})
    index = deflators(y2017_18=80, y2022_23=100)
    assert in_real_terms(money, index, "2022/23", "gbp").fillna(-1).tolist() == [100, -1]
    with pytest.raises(MethodProblem, match="2023/24"):
        in_real_terms(money, index, "2023/24", "gbp")


def ranks(**of_indicator: list[int]) -> pd.DataFrame:
    rows = [
        ("roads", name, code, rank)
        for name, of_councils in of_indicator.items()
        for code, rank in zip("ABCDE"[: len(of_councils)], of_councils, strict=True)
    ]
    return pd.DataFrame(rows, columns=["service", "indicator_id", "area_code", "rank"])


def test_a_score_is_the_mean_of_percentile_ranks_and_those_that_share_a_rank_have_its_middle() -> None:
    scores = outcome_scores(ranks(deaths=[1, 2, 3, 4, 5], repairs=[2, 1, 2, 2, 5])).set_index("area_code")
    # Of five: 100, 75, 50, 25, 0. Three share rank 2, the middle of 2, 3 and 4 is 3: 50 each.
    assert scores["outcome_score"].to_dict() == {"A": 75, "B": 87.5, "C": 50, "D": 37.5, "E": 0}
    assert set(scores["indicators"]) == {2}


def test_a_council_needs_ranks_in_half_of_the_indicators() -> None:
    scores = outcome_scores(ranks(deaths=[1, 2], repairs=[1, 2, 3], buses=[1, 2, 3]))
    assert scores.set_index("area_code")["indicators"].to_dict() == {"A": 3, "B": 3, "C": 2}
    assert outcome_scores(ranks(deaths=[1, 2, 3], repairs=[1, 2], buses=[1, 2]))["area_code"].tolist() == ["A", "B"]


def test_each_side_of_the_medians_and_the_median_itself_has_its_word() -> None:
    sides = [quadrant(spent, 100, score, 50) for spent in (90, 110) for score in (60, 40)]
    assert sides == list(QUADRANTS.values())
    assert quadrant(100, 100, 60, 50) == quadrant(90, 100, 50, 50) == AT_A_MEDIAN
    assert quadrant(0.1 + 0.2, 0.3, 60, 50) == AT_A_MEDIAN
    assert quadrant(90, 100, math.nan, 50) == ""


def test_figures_that_are_printed_alike_are_at_the_median() -> None:
    # 48.508 and 48.476 are both printed as 48.5; 48.55 is printed as 48.6.
    assert quadrant(55, 50, 48.507936508, 48.476190476) == AT_A_MEDIAN
    assert quadrant(55, 50, 48.55, 48.476190476) == QUADRANTS[False, True]
    assert quadrant(50.264, 50.257, 60, 50) == AT_A_MEDIAN
    assert quadrant(50.27, 50.26, 60, 50) == QUADRANTS[False, True]


def test_the_correlation_is_that_of_scipy_with_the_interval_of_bonett_and_wright() -> None:
    first = pd.Series([3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5, None])
    second = pd.Series([2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4])
    ours = spearman(first, second)
    rho = float(stats.spearmanr(first[:10], second[:10]).statistic)
    assert (ours.n, ours.reason) == (10, "")
    assert ours.rho == pytest.approx(rho, abs=1e-12)
    half = 1.959963984540054 * math.sqrt((1 + rho**2 / 2) / 7)
    assert (ours.lower, ours.upper) == pytest.approx(
        (math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half))
    )


def test_there_is_no_correlation_of_few_or_of_one_figure() -> None:
    assert spearman(pd.Series([1.0, 2, 3]), pd.Series([1.0, 2, 3])).reason.startswith("fewer than 8")
    alike = spearman(pd.Series([5.0] * 9), pd.Series(range(9)))
    assert (alike.n, math.isnan(alike.rho)) == (9, True)
    perfect = spearman(pd.Series(range(9)), -pd.Series(range(9)))
    assert (perfect.rho, perfect.lower, perfect.upper) == (-1, -1, -1)


def test_the_lowest_is_first_and_a_missing_figure_has_no_rank() -> None:
    frame = pd.DataFrame({"group": "a", "gbp": [5.0, None, 3.0, 5.0], "area_code": list("ABCD")})
    ranked = rank_lowest_first(frame, "gbp", "group")
    assert ranked["rank"].fillna(0).tolist() == [2, 0, 1, 2]
    assert ranked["tied"].fillna(0).tolist() == [2, 0, 1, 2]
    assert set(ranked["n"]) == {3}
