"""Moderated variances against the reference table; see oracles/judgement/README.md."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.methods.moderation import moderate_variances, moderated_test

Oracle = Callable[[str], pd.DataFrame]


def test_moderated_variances_equal_the_reference(oracle: Oracle) -> None:
    """All twelve cases; two have an infinite prior, by which p is normal."""
    table = oracle("judgement/moderated_change")
    assert len(table) == 327
    infinite = set()
    for case, rows in table.groupby("case"):
        result = moderate_variances(rows["variance"], rows["df"])
        t, p = moderated_test(rows["change"], result)
        expected_df = float(str(rows["prior_df"].iloc[0]).replace("Inf", "inf"))
        if np.isinf(expected_df):
            infinite.add(case)
        pairs = {
            "prior_variance": np.full(len(rows), result.prior_variance),
            "prior_df": np.full(len(rows), result.prior_df),
            "posterior_variance": result.variance,
            "df_total": result.df,
            "t": t,
            "p": p,
        }
        for name, own in pairs.items():
            expected = rows[name].astype(str).str.replace("Inf", "inf").astype("float64")
            np.testing.assert_allclose(own, expected, rtol=1e-8, err_msg=f"case {case}, {name}")
    assert infinite == {4, 9}
