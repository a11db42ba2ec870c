"""Adjusted p against the reference table; see oracles/judgement/README.md."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from helpers.methods.false_discovery import benjamini_hochberg, benjamini_yekutieli, holm

Oracle = Callable[[str], pd.DataFrame]


@pytest.mark.parametrize(("name", "method"), [("bh", benjamini_hochberg), ("by", benjamini_yekutieli), ("holm", holm)])
def test_adjusted_p_equal_the_reference(oracle: Oracle, name: str, method: Callable) -> None:
    table = oracle("judgement/false_discovery")
    assert len(table) == 280
    for case, rows in table.groupby("case"):
        np.testing.assert_allclose(method(rows["p"]), rows[name], rtol=1e-12, atol=1e-15, err_msg=f"case {case}")
