"""Moderated variances and shrunken changes, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers.methods.evidence import judge_evidence
from helpers.methods.moderation import moderate_variances, moderated_test, shrunken_changes
from helpers.problems import MethodProblem


def test_variances_that_are_all_alike_become_their_mean() -> None:
    """Three variances of 4 degrees of freedom that differ less than chance makes them: all are (1 + 1.1 + 1.2) / 3."""
    result = moderate_variances([1.0, 1.1, 1.2], [4, 4, 4])
    assert np.isinf(result.prior_df)
    assert result.variance.tolist() == pytest.approx([1.1, 1.1, 1.1])
    t, p = moderated_test(np.array([1.959964 * np.sqrt(1.1)] * 3), result)
    assert (t[0], p[0]) == pytest.approx((1.959964, 0.05))


def test_a_variance_lies_between_its_own_and_that_of_all() -> None:
    result = moderate_variances([0.01, 1.0, 100.0], [5, 5, 5])
    prior, d0 = result.prior_variance, result.prior_df
    assert result.variance.tolist() == pytest.approx([(d0 * prior + 5 * s2) / (d0 + 5) for s2 in (0.01, 1.0, 100.0)])
    assert 0.01 < result.variance[0] < result.variance[2] < 100


@pytest.mark.parametrize(("variance", "df"), [([1.0], [3]), ([1.0, 0.0], [3, 3]), ([1.0, 2.0], [3, 0])])
def test_variances_that_cannot_be_moderated_are_refused(variance: list[float], df: list[float]) -> None:
    with pytest.raises(MethodProblem):
        moderate_variances(variance, df)


def _figures(paths: np.ndarray) -> pd.DataFrame:
    councils, years = np.indices(paths.shape)
    return pd.DataFrame(
        {
            "indicator_id": "a",
            "area_code": np.char.add("c", councils.ravel().astype(str)),
            "year": 2011 + years.ravel(),
            "value": paths.ravel().round(2),
            "value_type": "mean",
            "decimals": 2,
        }
    )


def test_of_noise_alone_nothing_lasts_and_half_comes_back() -> None:
    """The level has not moved; the next figure is expected at the middle of the two, as both have noise."""
    evidence = judge_evidence(_figures(50 + np.random.default_rng(2).normal(size=(300, 10))))
    last = shrunken_changes(evidence).merge(evidence, on=["indicator_id", "area_code", "year"])
    slope = (last["shrunken_change"] * last["change"]).sum() / (last["change"] ** 2).sum()
    assert slope == pytest.approx(0, abs=0.15)
    back = (last["value"] - last["expected_next"]) / last["change"]
    assert back.median() == pytest.approx(0.5, abs=0.05)


def test_of_lasting_changes_most_lasts() -> None:
    """Some of each is taken for noise, as a council's own noise of few pairs may come out above 0."""
    walks = 50 + np.random.default_rng(4).normal(size=(300, 10)).cumsum(axis=1)
    evidence = judge_evidence(_figures(walks))
    last = shrunken_changes(evidence).merge(evidence, on=["indicator_id", "area_code", "year"])
    slope = (last["shrunken_change"] * last["change"]).sum() / (last["change"] ** 2).sum()
    assert 0.75 < slope <= 1


def test_what_all_councils_have_in_common_counts_in_full() -> None:
    """All rise by 10 in the last year: of that nothing is taken away."""
    paths = 50 + np.random.default_rng(2).normal(size=(300, 10))
    paths[:, -1] += 10
    shrunken = shrunken_changes(judge_evidence(_figures(paths)))["shrunken_change"]
    assert shrunken.median() == pytest.approx(10, abs=0.2)


def test_a_series_whose_newest_figure_has_no_change_has_no_row() -> None:
    rows = _figures(50 + np.random.default_rng(2).normal(size=(30, 6)))
    rows.loc[(rows["area_code"] == "c3") & (rows["year"] == 2015), "value"] = np.nan
    assert set(rows["area_code"]) - set(shrunken_changes(judge_evidence(rows))["area_code"]) == {"c3"}
