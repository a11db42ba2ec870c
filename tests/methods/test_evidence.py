"""Strength of evidence: scales, noise from past reversals and what decides, worked by hand or known by construction."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.methods.evidence import GROUNDS, judge_evidence
from helpers.methods.transient_noise import transient_noise
from helpers.methods.yearly_changes import scale_figures, unscale_figures, yearly_changes
from helpers.verdicts import CANNOT_BE_TOLD, CLEAR, EVIDENCE_WORDS, USUAL


def figures(series: dict[str, list[float | None]], first: int = 2011, **columns: Any) -> pd.DataFrame:
    """Figures of councils, one a year from the first year on."""
    rows = [
        {"indicator_id": "a", "area_code": code, "year": first + index, "value": value}
        for code, values in series.items()
        for index, value in enumerate(values)
    ]
    return pd.DataFrame(rows).astype({"value": "float64"}).assign(**({"value_type": "mean", "decimals": 1} | columns))


def standstill(councils: int = 36, years: int = 10, seed: int = 1) -> dict[str, list[float]]:
    """Figures about 50 with noise of the standard deviation 1."""
    noise = np.random.default_rng(seed).normal(size=(councils, years))
    return {f"c{index}": list((50 + row).round(1)) for index, row in enumerate(noise)}


def newest(evidence: pd.DataFrame, code: str) -> pd.Series:
    return evidence[evidence["area_code"] == code].iloc[-1]


def test_a_share_is_judged_by_its_log_odds_an_amount_by_its_logarithm_and_all_else_in_points() -> None:
    """From 20% to 50%, half a unit of 1 added to both ends: ln(50.5/50.5) - ln(20.5/80.5) = 1.368."""
    share = yearly_changes(figures({"c": [20, 50]}, value_type="percentage", multiplier=100, decimals=0))
    assert share["scaled_change"].tolist()[1] == pytest.approx(math.log(80.5 / 20.5))
    amount = yearly_changes(figures({"c": [0, 7]}, value_type="rate", decimals=0))
    assert amount["scaled_change"].tolist()[1] == pytest.approx(math.log(7.5 / 0.5))
    score = yearly_changes(figures({"c": [4, 7]}, value_type="score"))
    assert score["scaled_change"].tolist()[1] == 3
    assert [frame["scale"].iloc[0] for frame in (share, amount, score)] == ["log odds", "log", "points"]


@pytest.mark.parametrize(
    ("values", "columns"),
    [
        ([20, 101], {"value_type": "percentage", "multiplier": 100}),
        ([20, 50], {"value_type": "percentage", "multiplier": math.nan}),
        ([-1, 5], {"value_type": "rate"}),
        ([0, 5], {"value_type": "rate", "decimals": math.nan}),
    ],
)
def test_what_does_not_fit_its_scale_is_judged_in_points(values: list[float], columns: dict[str, Any]) -> None:
    """More than the whole, a difference of percentages, a negative rate, and a 0 without a known unit."""
    assert yearly_changes(figures({"c": values}, **columns))["scale"].tolist() == ["points", "points"]


def test_figures_come_back_from_their_scale() -> None:
    value, scale = np.array([0.0, 12.5, 3.0]), np.array(["log odds", "log", "points"])
    about = (scale, np.array([0.1, 0.5, 0.0]), np.array([100, np.nan, np.nan]))
    np.testing.assert_allclose(unscale_figures(scale_figures(value, *about), *about), value, atol=1e-12)


def test_an_own_change_is_less_the_median_of_the_group() -> None:
    changes = yearly_changes(figures({"c": [10, 15], "d": [10, 12], "e": [10, 11]}))
    assert changes["own_change"].dropna().tolist() == [3, 0, -1]


def test_noise_is_minus_the_covariance_of_neighbouring_changes() -> None:
    """Two councils of 3, 5, 4, 4, ... opposite to each other: d = 2, -1, 0, so r = -(2 x -1 + -1 x 0) / 2 = 1.

    The median of +d and -d is 0. With 20 councils, 40 pairs: r0 = 1 too, and the noise of a change is twice that.
    """
    councils: dict[str, list[float | None]] = {}
    for index in range(10):
        councils |= {f"up{index}": [3, 5, 4, 4, 9], f"down{index}": [5, 3, 4, 4, 9]}
    noise = newest(transient_noise(yearly_changes(figures(councils))), "up3")
    assert (noise["pairs"], noise["all_pairs"]) == (2, 40)
    assert (noise["own_noise"], noise["indicator_noise"], noise["noise_variance"]) == (1, 1, 2)
    # (12 + 2)² / (3 (12² / 40 + 2)) = 196 / 16.8
    assert noise["noise_df"] == pytest.approx(196 / 16.8)


def test_a_councils_noise_is_drawn_towards_that_of_all() -> None:
    """Own changes of 3, 6 and 0 make r = -(3 x 6 + 6 x 0) / 2 = -9; m0 is 12, and there are 2 pairs."""
    councils: dict[str, list[float | None]] = {"steady": [3, 6, 12, 12, 17], "opposite": [9, 6, 0, 0, 5]}
    for index in range(10):
        councils |= {f"up{index}": [3, 5, 4, 4, 9], f"down{index}": [5, 3, 4, 4, 9]}
    noise = transient_noise(yearly_changes(figures(councils)))
    own = newest(noise, "steady")
    assert own["own_noise"] == -9
    expected = 2 * (12 * own["indicator_noise"] + 2 * -9) / 14
    assert own["noise_variance"] == pytest.approx(expected)
    assert own["indicator_noise"] == 1, "councils that are far from all others are drawn in to these"


def test_periods_that_share_years_are_compared_where_they_share_one_figures_noise() -> None:
    """Three-year means of single years without a trend: neighbouring changes do not go back, those 3 apart do.

    The variance of a single year is 9, so a change is (e(t) - e(t-3)) / 3 with the variance 2.
    """
    single = np.random.default_rng(5).normal(50, 3, size=(400, 14))
    means = {f"c{i}": list((row[2:] + row[1:-1] + row[:-2]) / 3) for i, row in enumerate(single)}
    last = newest(transient_noise(yearly_changes(figures(means, months=36, decimals=3))), "c0")
    assert last["lag"] == 3
    assert 2 * last["indicator_noise"] == pytest.approx(2, rel=0.1)


def test_only_earlier_years_decide() -> None:
    """A year that is still to come, however wild, changes no evidence of the years before."""
    before = figures(standstill())
    after = figures({code: [*values, 500.0] for code, values in standstill().items()})
    earlier = judge_evidence(after)
    pd.testing.assert_frame_equal(judge_evidence(before), earlier[earlier["year"] < 2021].reset_index(drop=True))


def test_a_steady_slide_is_clear_a_see_saw_is_not() -> None:
    wild = standstill() | {
        "slide": [50 - 4.0 * year for year in range(10)],
        "saw": [50 + 4.0 * (-1) ** year for year in range(10)],
    }
    evidence = judge_evidence(figures(wild))
    assert newest(evidence, "slide")["evidence"] == CLEAR
    assert newest(evidence, "saw")["evidence"] == USUAL


def test_a_share_and_100_less_it_have_the_same_evidence() -> None:
    """With counts, with limits, and with neither."""
    random = np.random.default_rng(3)
    share = {code: list(random.uniform(1, 99, size=8).round(1)) for code in map(str, range(12))}
    one = figures(share, value_type="percentage", multiplier=100)
    other = one.assign(value=(100 - one["value"]).round(1))
    denominator = np.where(one["area_code"].astype(int) < 4, 1000.0, np.nan)
    one, other = (
        side.assign(denominator=denominator, numerator=denominator * side["value"] / 100) for side in (one, other)
    )
    width = np.where(one["area_code"].astype(int) > 7, 0.5, np.nan)
    one, other = (side.assign(lower_95=side["value"] - width, upper_95=side["value"] + width) for side in (one, other))
    first, second = judge_evidence(one), judge_evidence(other)
    assert first["evidence"].tolist() == second["evidence"].tolist()
    assert first["ground"].tolist() == second["ground"].tolist()
    np.testing.assert_allclose(first["z"], -second["z"], rtol=1e-6)
    assert set(first["evidence"]) == set(EVIDENCE_WORDS)


def test_limits_decide_where_both_figures_have_them() -> None:
    """From 50 (46 to 54) to 58 (55 to 61) the difference is 8, between 3 and 13; z = 1.96 x 8 / 5."""
    rows = figures({"c": [50, 58]}, lower_95=[46, 55], upper_95=[54, 61])
    result = newest(judge_evidence(rows), "c")
    assert (result["lower"], result["upper"]) == pytest.approx((3, 13))
    assert (result["evidence"], result["ground"]) == (CLEAR, "limits")
    assert result["z"] == pytest.approx(1.959964 * 8 / 5)


def test_limits_are_widened_where_real_noise_is_larger() -> None:
    """Of figures with noise of 1 and limits of 0.2 to each side, most changes would be called without widening."""
    rows = figures(standstill())
    rows = rows.assign(lower_95=rows["value"] - 0.2, upper_95=rows["value"] + 0.2)
    last = judge_evidence(rows).groupby("area_code").tail(1)
    assert set(last.loc[last["change"].abs() > 0.11, "ground"]) == {"limits_widened"}
    assert (last["evidence"] == CLEAR).sum() <= 6


def test_shared_years_need_limits_or_a_long_series() -> None:
    short = newest(judge_evidence(figures({"c": [50, 58]}, months=36)), "c")
    assert (short["evidence"], short["ground"]) == (CANNOT_BE_TOLD, "overlap")
    with_limits = figures({"c": [50, 53]}, months=36, lower_95=[47, 50], upper_95=[53, 56])
    result = newest(judge_evidence(with_limits), "c")
    assert (result["evidence"], result["lower"]) == (CLEAR, pytest.approx(3 - math.sqrt(6)))


@pytest.mark.parametrize(
    ("rows", "word", "ground"),
    [
        (figures({"c": [50, None, 58]}), CANNOT_BE_TOLD, "not_comparable"),
        (figures({"c": [50, 58]}, break_before=[False, True]), CANNOT_BE_TOLD, "not_comparable"),
        (figures({"c": [50, 58]}, months=[12, 6]), CANNOT_BE_TOLD, "not_comparable"),
        (figures({"c": [50, 58]}), CANNOT_BE_TOLD, "few_changes"),
        (figures({"c": [50, 50]}), USUAL, "no_change"),
        (figures({"c": [50, 50.1]}), USUAL, "rounding"),
        (figures(standstill() | {"c9": [*standstill()["c9"][:-1], 70]}), CLEAR, "noise"),
        (figures(standstill() | {"c9": [None] * 8 + [50, 60]}), CLEAR, "indicator_noise"),
    ],
)
def test_every_ground_has_its_code(rows: pd.DataFrame, word: str, ground: str) -> None:
    code = "c9" if "c9" in set(rows["area_code"]) else "c"
    result = newest(judge_evidence(rows), code)
    assert (result["evidence"], result["ground"]) == (word, ground)
    assert ground in GROUNDS


def test_past_changes_that_never_went_back_leave_the_decision_to_the_floor() -> None:
    """Councils that go up or down by 1 every year have no noise; a change of 5 is clear by the doubt about that."""
    steady: dict[str, list[float | None]] = {
        f"c{index}": [50 + (index - 10) * year for year in range(9)] for index in range(21)
    }
    steady["c12"] = [*steady["c12"][:-1], 120]
    result = newest(judge_evidence(figures(steady)), "c12")
    assert (result["evidence"], result["ground"]) == (CLEAR, "floor")
    assert result["change_variance"] == pytest.approx(2 * result["noise_error"])


def test_the_order_and_the_types_of_columns_change_nothing() -> None:
    rows = figures(standstill(councils=12))
    first = judge_evidence(rows)
    pd.testing.assert_frame_equal(judge_evidence(rows.iloc[::-1]), first)
    typed = rows.astype({"year": "Int64", "value": "Float64", "decimals": "Int64"})
    pd.testing.assert_frame_equal(judge_evidence(typed), first)


def test_no_figures_have_no_evidence() -> None:
    empty = judge_evidence(figures({"c": [1.0]}).iloc[:0])
    assert empty.empty and {"evidence", "ground", "p", "z"} <= set(empty.columns)


def test_two_figures_for_one_year_are_no_figure() -> None:
    rows = figures({"c": [50, 58]})
    twice = pd.concat([rows, rows.tail(1).assign(value=40.0)], ignore_index=True)
    result = judge_evidence(twice)
    assert result["year"].tolist() == [2011]
