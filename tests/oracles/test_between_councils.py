"""Variance between councils, shrunken figures and expected ranks against the reference; see oracles/judgement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from helpers.methods.between_councils import between_variance, expected_ranks, shrink_estimates

Oracle = Callable[[str], pd.DataFrame]

TOLERANCE = {"DL": 1e-6, "PM": 1e-6, "REML": 1e-5}


@pytest.mark.parametrize("estimator", ["DL", "PM", "REML"])
def test_variances_and_shrunken_figures_equal_the_reference(oracle: Oracle, estimator: str) -> None:
    """A variance of zero is printed as zero, or as a number too small to matter."""
    expected, councils = oracle("judgement/between_council_variance"), oracle("judgement/shrunken_estimates")
    expected = expected[expected["method"] == estimator].set_index("case")
    assert len(expected) == 8
    near = {"rtol": TOLERANCE[estimator], "atol": TOLERANCE[estimator] * 1e-2}
    for case, rows in councils[councils["method"] == estimator].groupby("case"):
        result = between_variance(rows["estimate"], rows["se"], estimator)
        names = ["tau2", "mean", "mean_se", "Q", "Q_p", "I2"]
        np.testing.assert_allclose(result, expected.loc[case, names].to_numpy("float64"), **near, err_msg=str(case))
        shrunken, error = shrink_estimates(rows["estimate"], rows["se"], result)
        np.testing.assert_allclose(shrunken, rows["shrunken"], **near, err_msg=str(case))
        np.testing.assert_allclose(error, rows["shrunken_se"], **near, err_msg=str(case))


def test_expected_ranks_equal_the_reference(oracle: Oracle) -> None:
    table = oracle("judgement/posterior_expected_rank")
    assert len(table) == 91
    for _, rows in table.groupby("case"):
        np.testing.assert_allclose(expected_ranks(rows["mean"], rows["sd"]), rows["expected_rank"], rtol=1e-12)
