"""Confidence sets for ranks against the reference tables; see oracles/judgement/README.md."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from helpers.methods.rank_claims import rank_confidence_sets

Oracle = Callable[[str], pd.DataFrame]

CORRELATION = {"twelve_correlated": 0.6}
"""Between the errors of any two councils; 0 in the other cases."""


NEAR = {(False, False, "thirtysix", 10, "upper"): 3}
"""The one bound that may be three ranks off: three differences are 2.902, 2.904 and 2.928, and with as many draws as
the file's the point of chance is 2.92, give or take 0.01."""


@pytest.mark.parametrize("simultaneous", [False, True])
@pytest.mark.parametrize("step_down", [False, True])
def test_sets_equal_the_reference_but_for_one_rank(oracle: Oracle, simultaneous: bool, step_down: bool) -> None:
    """Both draw at random, so a bound may be one rank off; few are."""
    inputs, table = oracle("judgement/csranks_inputs"), oracle("judgement/csranks_expected")
    table = table[(table["simultaneous"] == simultaneous) & (table["stepdown"] == step_down)]
    assert (inputs["case"].nunique(), len(inputs)) == (8, 105) == (table["case"].nunique(), len(table))
    off = 0
    for case, rows in inputs.groupby("case"):
        expected = table[table["case"] == case].set_index("council").loc[rows["council"]]
        error = rows["se"].to_numpy("float64")
        correlation = CORRELATION.get(case, 0.0) + (1 - CORRELATION.get(case, 0.0)) * np.eye(len(rows))
        covariance = correlation * error * error[:, None]
        result = rank_confidence_sets(
            rows["estimate"], covariance, simultaneous=simultaneous, step_down=step_down, draws=20_000
        )
        assert result["rank"].tolist() == expected["rank"].tolist(), case
        for name in ("lower", "upper"):
            away = np.abs(result[f"rank_{name}"].to_numpy() - expected[name].to_numpy())
            near = [NEAR.get((simultaneous, step_down, case, council, name), 1) for council in rows["council"]]
            assert (away <= near).all(), (case, name)
            off += int((away > 0).sum())
    assert off <= 4
