"""The regression on deprivation and rurality against another implementation, and its limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from helpers.methods.expected import ALIKE, NO_CHARACTERISTICS, SMALLEST_GROUP, TOO_FEW, expected_position


def positions(score: list[float], scope: str = "Overall", order: int = 0) -> pd.DataFrame:
    codes = [f"council {number:02d}" for number in range(len(score))]
    frame = pd.DataFrame({"area_code": codes, "score": 1.0, "score_without_poverty": score})
    return frame.assign(scope=scope, scope_order=order, area_name=codes, area_type="county", own=False, rank=1)


def characteristics(size: int) -> pd.DataFrame:
    random = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "area_code": [f"council {number:02d}" for number in range(size)],
            "child_poverty_pct": random.uniform(8, 30, size),
            "population_density": random.uniform(60, 800, size),
        }
    )


def test_the_regression_equals_that_of_statsmodels() -> None:
    random = np.random.default_rng(4)
    about = characteristics(33)
    design = sm.add_constant(np.column_stack([about["child_poverty_pct"], np.log10(about["population_density"])]))
    score = design @ [70, -1.0, 2.0] + random.normal(0, 4, 33)
    expected_positions = expected_position(positions(score.tolist()), about)
    model = sm.OLS(score, design).fit()
    influence = model.get_influence()
    councils = expected_positions.councils
    assert np.allclose(councils["residual"], influence.resid_press)
    # The studentised residual is the deleted one in its own standard errors; the range reaches t of 29 at 97.5%.
    reach = stats.t.ppf(0.975, 33 - 3 - 1) * np.abs(influence.resid_press / influence.resid_studentized_external)
    assert np.allclose(councils["expected"], score - influence.resid_press)
    assert np.allclose(councils["upper"] - councils["expected"], reach)
    assert np.allclose(councils["expected"] - councils["lower"], reach)
    outside = np.abs(influence.resid_studentized_external) > stats.t.ppf(0.975, 29)
    assert 0 < outside.sum() < 33
    assert councils["beyond"].tolist() == outside.tolist()
    terms = ["intercept", "child_poverty", "tenfold_density"]
    row = expected_positions.models.iloc[0]
    assert np.allclose(row[terms].to_list(), model.params)
    assert np.allclose(row[[f"{name}_error" for name in terms]].to_list(), model.bse)
    assert row["r_squared"] == pytest.approx(model.rsquared)
    assert row["n"] == 33
    assert (row["flagged"], row["flagged_by_chance"]) == (outside.sum(), pytest.approx(33 * 0.05))


def test_the_kinds_of_councils_are_compared_with_the_error_of_their_difference() -> None:
    """Welch's test by another implementation; its statistic is the difference over its standard error."""
    about = characteristics(30)
    random = np.random.default_rng(5)
    frame = positions((50 + random.normal(0, 4, 30)).tolist())
    frame["area_type"] = ["county"] * 20 + ["county_unitary"] * 9 + ["metropolitan"]
    row = expected_position(frame, about).models.iloc[0]
    residual = expected_position(frame, about).councils["residual"].to_numpy()
    welch = stats.ttest_ind(residual[20:29], residual[:20], equal_var=False)
    assert (row["two_tier"], row["unitary"]) == (20, 9)
    assert row["unitary_less_two_tier"] == pytest.approx(residual[20:29].mean() - residual[:20].mean())
    assert row["unitary_less_two_tier"] / row["unitary_less_two_tier_error"] == pytest.approx(welch.statistic)
    alone = expected_position(frame.assign(area_type="county"), about).models.iloc[0]
    assert (alone["unitary"], alone["two_tier"]) == (0, 30)
    assert alone[["unitary_residual", "unitary_less_two_tier", "unitary_less_two_tier_error"]].isna().all()


def test_on_a_plane_nothing_is_left_over() -> None:
    """90 less 2 for each point of poverty and 5 more for ten times the density, without any scatter."""
    about = characteristics(SMALLEST_GROUP)
    score = 90 - 2 * about["child_poverty_pct"] + 5 * np.log10(about["population_density"])
    expected_positions = expected_position(positions(score.to_list()), about)
    row = expected_positions.models.iloc[0]
    assert [row["intercept"], row["child_poverty"], row["tenfold_density"]] == pytest.approx([90, -2, 5])
    assert expected_positions.councils["residual"].abs().max() < 1e-9


def test_councils_without_characteristics_or_rank_take_no_part() -> None:
    about = characteristics(25)
    about.loc[0, "child_poverty_pct"] = None
    frame = positions([float(number) for number in range(26)])
    frame["rank"] = frame["rank"].astype("Int64").mask(frame["area_code"] == "council 01")
    expected_positions = expected_position(frame, about)
    councils = expected_positions.councils.set_index("area_code")
    assert expected_positions.models["n"].tolist() == [23]
    assert "council 01" not in councils.index
    assert councils.loc[["council 00", "council 25"], "reason"].tolist() == [NO_CHARACTERISTICS] * 2
    assert councils.loc[["council 00", "council 25"], "expected"].isna().all()
    assert councils.loc["council 02", "reason"] == ""


def test_too_few_councils_have_a_reason_and_no_figures() -> None:
    frame = pd.concat([positions([1.0] * 19), positions([float(number) for number in range(20)], "One", 1)])
    expected_positions = expected_position(frame, characteristics(20))
    few = expected_positions.councils[expected_positions.councils["scope"] == "Overall"]
    assert set(few["reason"]) == {TOO_FEW}
    assert few["expected"].isna().all()
    assert expected_positions.models["r_squared"].isna().tolist() == [True, False]


def test_nobody_with_a_rank_gives_empty_tables() -> None:
    frame = positions([1.0] * 3).assign(rank=pd.NA)
    expected_positions = expected_position(frame, characteristics(3))
    assert expected_positions.councils.empty
    assert expected_positions.models.empty
    assert {"expected", "residual", "lower", "upper", "beyond", "reason"} <= set(expected_positions.councils.columns)
    some = expected_position(positions([float(number) for number in range(20)]), characteristics(20)).models
    assert expected_positions.models.columns.tolist() == some.columns.tolist()


def test_scores_or_characteristics_that_are_all_alike_stop_nothing() -> None:
    about = characteristics(25)
    even = expected_position(positions([50.0] * 25), about)
    assert even.councils["residual"].abs().max() < 1e-9
    assert even.councils["beyond"].eq(other=False).all()
    assert even.models["r_squared"].isna().all()
    flat = expected_position(positions([float(number) for number in range(25)]), about.assign(population_density=100.0))
    assert set(flat.councils["reason"]) == {ALIKE}
    assert flat.councils["expected"].isna().all()
