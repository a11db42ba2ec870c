"""What chance makes of drawn-in scores, against the reference table; see oracles/judgement/README.md."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.methods.winsorised_phi import chance_phi

Oracle = Callable[[str], pd.DataFrame]


def test_the_mean_and_the_point_of_chance_equal_the_reference(oracle: Oracle) -> None:
    """The reference is a simulation too: its mean has three of its standard errors of play, its points 0.01."""
    rows = oracle("judgement/winsorised_phi")
    assert len(rows) == 18
    for row in rows.itertuples():
        mean, point = chance_phi(row.councils)
        assert abs(mean - row.mean_phi) <= 3 * row.se_mean_phi, row.councils
        assert abs(point - row.phi_95) <= 0.01, row.councils
