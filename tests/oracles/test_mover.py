"""The difference of two figures with limits against the reference tables; see oracles/judgement/README.md."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.methods.mover import double_overlap_strictness, mover_difference, overlap_correlation

Oracle = Callable[[str], pd.DataFrame]


def test_limits_of_a_difference_equal_the_reference(oracle: Oracle) -> None:
    rows = oracle("judgement/mover_difference")
    assert len(rows) == 400
    before, latest = ([rows[f"{side}{end}"] for end in ("", "_lower", "_upper")] for side in ("before", "latest"))
    result = mover_difference(before, latest, rows["correlation"])
    for name in ("difference", "lower", "upper"):
        np.testing.assert_allclose(getattr(result, name), rows[name], rtol=1e-9, atol=1e-12)
    assert result.changed.tolist() == rows["changed"].tolist()
    assert 0 < result.changed.sum() < 400


def test_the_strictness_of_double_overlap_equals_the_reference(oracle: Oracle) -> None:
    """The file prints p to six digits."""
    rows = oracle("judgement/overlapping_periods")
    assert len(rows) == 20
    correlation = overlap_correlation(rows["k"], rows["d"])
    z, p = double_overlap_strictness(correlation)
    np.testing.assert_allclose(correlation, rows["correlation"], rtol=1e-9)
    np.testing.assert_allclose(np.sqrt(1 - correlation), rows["se_ratio"], rtol=1e-9)
    np.testing.assert_allclose(z, rows["double_overlap_z"], rtol=1e-9)
    np.testing.assert_allclose(p, rows["double_overlap_p"], rtol=1e-5)
