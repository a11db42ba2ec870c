"""Positions: common periods, weights and shrunken ranks, worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from helpers.methods.rank_claims import rank_claim, rank_confidence_sets, surely_apart
from helpers.methods.shrunken_ranks import (
    common_periods,
    figure_errors,
    figure_estimates,
    reliability_weights,
    shrunken_ranks,
    weighted_scores,
)
from helpers.problems import MethodProblem


def periods(counts: dict[int, int], indicator: str = "a") -> pd.DataFrame:
    """Figures of the first few councils in each year."""
    return pd.DataFrame(
        [
            {"indicator_id": indicator, "council": f"c{number}", "value": 1.0}
            | {"period_start": date(year, 4, 1), "period_end": date(year + 1, 3, 31)}
            for year, count in counts.items()
            for number in range(count)
        ]
    )


def councils(number: int, **dates: date) -> pd.DataFrame:
    names = [f"c{index}" for index in range(number)]
    return pd.DataFrame({"council": names}).assign(**({"start_date": None, "end_date": None} | dates))


def test_the_common_period_is_the_newest_that_three_in_four_councils_have() -> None:
    """Of eight councils 6 are 75%; 5 are not enough in the newest year."""
    result = common_periods(periods({2020: 8, 2021: 6, 2022: 5}), councils(8)).iloc[0]
    assert (result["period_start"], result["with_figure"], result["share_percent"]) == (date(2021, 4, 1), 6, 75)
    assert common_periods(periods({2020: 5}), councils(8)).empty


def test_a_council_that_did_not_yet_exist_is_not_missing() -> None:
    """Four of the eight began in 2022, so 4 figures of the year before are all there can be."""
    members = councils(8)
    members.loc[4:, "start_date"] = date(2022, 4, 1)
    result = common_periods(periods({2020: 4}), members).iloc[0]
    assert (result["existing"], result["share_percent"]) == (4, 100)


def test_a_council_with_two_codes_is_one() -> None:
    members = pd.concat([councils(4, end_date=date(2019, 3, 31)), councils(4, start_date=date(2019, 4, 1))])
    assert common_periods(periods({2020: 3}), members)["existing"].tolist() == [4]


def percentiles(themes: dict[str, int], number: int = 400, common: float = 0.0) -> pd.DataFrame:
    random = np.random.default_rng(4)
    rows = []
    for theme, m in themes.items():
        shared = random.normal(size=number) * common
        for index in range(m):
            values = shared + random.normal(size=number)
            rows.append(
                pd.DataFrame({"indicator_id": f"{theme}{index}", "theme": theme, "percentile": values}).assign(
                    area_code=[f"c{council}" for council in range(number)]
                )
            )
    return pd.concat(rows, ignore_index=True)


def test_without_correlation_indicators_weigh_the_same_with_it_themes_do() -> None:
    apart = reliability_weights(percentiles({"large": 30, "small": 3}))
    assert apart["indicator_weight"].sum() == pytest.approx(1)
    weights = apart.drop_duplicates("theme").set_index("theme")["theme_weight"]
    r = max(apart["correlation"].iloc[0], 1e-6)
    k = {m: m * r / (1 + (m - 1) * r) for m in (30, 3)}
    assert weights["large"] == pytest.approx(k[30] / (k[30] + k[3]))
    assert weights["large"] > 0.85
    alike = reliability_weights(percentiles({"large": 30, "small": 3}, common=20))
    assert alike["correlation"].iloc[0] == pytest.approx(400 / 401, abs=0.002)
    assert alike.drop_duplicates("theme")["theme_weight"].tolist() == pytest.approx([0.5, 0.5], abs=0.001)


def test_the_mean_correlation_is_that_of_the_pairs() -> None:
    """Over complete figures it is the mean of the coefficients of all pairs within a theme."""
    frame = percentiles({"one": 4, "two": 3}, number=50, common=0.5)
    result = reliability_weights(frame)["correlation"].iloc[0]
    wide = frame.pivot(index="area_code", columns="indicator_id", values="percentile").corr()
    pairs = [wide.loc[f"{t}{i}", f"{t}{j}"] for t, m in (("one", 4), ("two", 3)) for i in range(m) for j in range(i)]
    assert result == pytest.approx(np.mean(pairs))


def test_a_score_and_its_error_by_hand() -> None:
    """Themes of the weights 0.75 and 0.25; c: means 0.6 and 0.5, variances 0.08 and 0.02, of two figures each.

    Score 0.575. Variance 0.75² x 0.08 / 2 + 0.25² x 0.02 / 2 = 0.023125; that of d, whose figures are equal, is 0.
    """
    frame = pd.DataFrame(
        {
            "area_code": ["c"] * 4 + ["d"] * 4,
            "theme": ["x", "x", "y", "y"] * 2,
            "indicator_id": ["x1", "x2", "y1", "y2"] * 2,
            "percentile": [0.4, 0.8, 0.4, 0.6, 0.5, 0.5, 0.5, 0.5],
        }
    )
    weights = pd.DataFrame({"theme": ["x", "y"], "theme_weight": [0.75, 0.25]})
    result = weighted_scores(frame, weights).set_index("area_code")
    assert result.loc["c", "estimate"] == pytest.approx(0.575)
    assert result["error"].tolist() == pytest.approx([np.sqrt(0.023125 / 2)] * 2)


def test_the_error_of_a_score_needs_two_figures_in_a_theme() -> None:
    frame = pd.DataFrame({"area_code": ["c"], "theme": ["x"], "indicator_id": ["x1"], "percentile": [0.4]})
    with pytest.raises(MethodProblem, match="two figures in one theme"):
        weighted_scores(frame, pd.DataFrame({"theme": ["x"], "theme_weight": [1.0]}))


def estimates(values: list[float], error: float, scope: str = "Overall") -> pd.DataFrame:
    codes = [f"c{index}" for index in range(len(values))]
    return pd.DataFrame({"scope": scope, "area_code": codes, "estimate": values, "error": error})


def test_figures_far_apart_have_their_ranks_for_sure() -> None:
    result = shrunken_ranks(estimates([10.0, 30.0, 20.0, 0.0], 0.5), draws=2000)
    assert result["area_code"].tolist() == ["c1", "c2", "c0", "c3"]
    for name in ("median_rank", "rank_50_lower", "rank_95_lower", "rank_95_upper"):
        assert result[name].tolist() == [1, 2, 3, 4]
    assert result["top_half_probability"].tolist() == [1, 1, 0, 0]
    assert result["quartile_2_probability"].tolist() == [0, 1, 0, 0]
    assert result["quartile_best"].tolist() == result["quartile_worst"].tolist() == [1, 2, 3, 4]


def test_councils_that_cannot_be_told_apart_have_every_rank() -> None:
    result = shrunken_ranks(estimates([0.1, 0.0, -0.1, 0.05] * 5, 1.0), draws=4000)
    assert set(result["tau_squared"]) == {0.0}
    assert result["rank_95_lower"].max() <= 2 and result["rank_95_upper"].min() >= 19
    np.testing.assert_allclose(result["expected_rank"], 10.5)
    np.testing.assert_allclose(result["top_half_probability"], 0.5, atol=0.04)


def test_the_order_of_rows_and_other_scopes_change_nothing() -> None:
    frame = estimates([3.0, 1.0, 2.0, 5.0, 4.0], 1.0)
    both = pd.concat([estimates([1.0, 2.0], 1.0, "Another"), frame.iloc[::-1]])
    result = shrunken_ranks(both, draws=500)
    pd.testing.assert_frame_equal(
        result[result["scope"] == "Overall"].reset_index(drop=True), shrunken_ranks(frame, draws=500)
    )


def test_the_error_of_a_figure_is_the_larger_of_its_limits_and_its_noise() -> None:
    """Limits give 4 where noise gives 9 / 2 = 4.5, and 16; the doubt about noise is 5. Without either there is none."""
    evidence = pd.DataFrame(
        {
            "indicator_id": "a",
            "area_code": ["c0", "c1", "c2"],
            "value": [10.0, 20.0, 30.0],
            "scale": "points",
            "unit": 1.0,
            "whole": np.nan,
            "figure_variance": [4.0, 16.0, np.nan],
            "noise_variance": [9.0, 9.0, np.nan],
            "noise_error": [5.0, 5.0, np.nan],
            "polarity": "lower_is_better",
        }
    )
    evidence = evidence.assign(figure_error=figure_errors(evidence))
    result = figure_estimates(evidence)
    assert result["estimate"].tolist() == [-10, -20]
    assert result["error"].tolist() == [5**0.5, 4]
    with pytest.raises(MethodProblem, match="one end is better"):
        figure_estimates(evidence.assign(polarity="neutral"))


def test_each_part_of_the_error_can_be_the_largest() -> None:
    """The variance 400 by noise, which is half that of a change, by limits, by the doubt, and by limits alone."""
    parts = {"noise_variance": [800, 2, -1, np.nan], "figure_variance": [np.nan, 400, np.nan, 400]}
    evidence = pd.DataFrame(parts | {"noise_error": [0.1, 0.1, 400, np.nan]}, dtype="float64")
    assert figure_errors(evidence).tolist() == [20, 20, 20, 20]


def test_a_council_has_one_row_in_a_scope() -> None:
    with pytest.raises(MethodProblem, match="two rows"):
        shrunken_ranks(pd.concat([estimates([1.0, 2.0], 1.0)] * 2))


def test_a_claim_needs_a_difference_beyond_what_chance_makes_of_the_largest() -> None:
    """Two figures 3 apart with an error of 1 each: z = 2.12 is beyond 1.96, so they are told apart.

    Among six figures the largest of five differences decides, and 3 is not enough.
    """
    above, below = surely_apart([0.0, 3.0], [1.0, 1.0])
    assert above.tolist() == below.T.tolist() == [[False, True], [False, False]]
    above, below = surely_apart([0.0, 3.0, 1.5, 1.5, 1.5, 1.5], [1.0] * 6)
    assert not above.any() and not below.any()
    assert rank_confidence_sets([0.0, 3.0], [1.0, 1.0]).to_numpy().tolist() == [[2, 2, 2], [1, 1, 1]]


@pytest.mark.parametrize(("errors", "words"), [([1.0], "shape"), ([0.0, 0.0], "variance above zero")])
def test_claims_that_cannot_be_tested_are_refused(errors: list[float], words: str) -> None:
    with pytest.raises(MethodProblem, match=words):
        rank_confidence_sets([1.0, 2.0], errors)


def test_what_may_be_claimed_of_one_council_is_its_confidence_set() -> None:
    """Six figures: the first is far above, two are level and the last far below; ends drawn differ by one at most."""
    x, error = np.array([9.0, 4.0, 4.1, 3.0, 0.5, -6.0]), np.array([0.5, 0.8, 0.6, 0.7, 0.9, 0.5])
    sets = rank_confidence_sets(x, error)
    for row in range(6):
        best, worst = rank_claim(x, error, row)
        assert (best, worst) == pytest.approx(tuple(sets.loc[row, ["rank_lower", "rank_upper"]]), abs=1)
    assert rank_claim(x, error, 0) == (1, 1)
    assert rank_claim(x, error, 5) == (6, 6)
    with pytest.raises(MethodProblem, match="variance above zero"):
        rank_claim(x, np.zeros(6), 0)
