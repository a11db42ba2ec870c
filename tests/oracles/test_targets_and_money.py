"""Trajectories, reward grants, funding and need against the reference tables; see oracles/judgement/README.md."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.methods.funding import gains_at_average, model_need
from helpers.methods.grant import forecast_grant
from helpers.methods.reward_grant import enhancement_share, grant_share
from helpers.methods.trajectory import follow_trajectory
from helpers.problems import MethodProblem

Oracle = Callable[[str], pd.DataFrame]


def test_trajectories_equal_the_reference(oracle: Oracle) -> None:
    rows = oracle("judgement/trajectory")
    assert len(rows) == 60
    names = ["baseline", "target", "periods", "at", "actual"]
    result = follow_trajectory(*(rows[name] for name in names))
    for name in ("expected", "short_by", "off_share"):
        np.testing.assert_allclose(getattr(result, name), rows[name], rtol=1e-9, atol=1e-12)
    assert 0 < rows["off_share"].isna().sum() < 60


def test_grants_equal_the_reference_exactly(shared: Path) -> None:
    """The file is read as text, so that no figure becomes a binary number."""
    rows = pd.read_csv(shared / "oracles" / "judgement" / "reward_grant_exact.csv", dtype=str)
    assert len(rows) == 300
    for row in rows.itertuples(index=False):
        without, target, actual, way, paid = row
        assert 100 * enhancement_share(without, target, actual) == int(way)
        assert 100 * grant_share(without, target, actual) == int(paid)
    at_the_bound = rows[rows["percent_of_enhancement"] == "60"].drop(columns=["percent_of_grant"]).astype("float64")
    way = (at_the_bound["actual"] - at_the_bound["without"]) / (at_the_bound["with"] - at_the_bound["without"])
    assert (way < 0.6).mean() > 0.1, "binary numbers would lose the grant"


def test_grants_equal_the_small_vector_and_its_blank_row_is_refused(shared: Path) -> None:
    """The vector has binary numbers; its last row has a target that is the figure without, and no answer."""
    rows = pd.read_csv(shared / "oracles" / "vectors" / "reward_grant.csv", dtype=str, keep_default_na=False)
    refused = 0
    for without, target, actual, proportion in rows.itertuples(index=False):
        if not proportion:
            refused += 1
            with pytest.raises(MethodProblem):
                grant_share(without, target, actual)
        else:
            assert abs(float(grant_share(without, target, actual)) - float(proportion)) <= 1e-9
    assert (len(rows), refused) == (10, 1)


def test_forecasts_to_the_penny_equal_the_reference(shared: Path) -> None:
    rows = pd.read_csv(shared / "oracles" / "judgement" / "reward_grant_exact.csv", dtype=str)
    rises = rows["with"].astype(float) > rows["without"].astype(float)
    frame = rows.rename(columns={"with": "target"}).assign(
        reference=rows.index,
        grant=Decimal("1270150.00"),
        condition_failed=False,
        polarity=["higher_is_better" if rise else "lower_is_better" for rise in rises],
    )
    result = forecast_grant(frame)
    assert result["enhancement_percent"].tolist() == [Decimal(way) for way in rows["percent_of_enhancement"]]
    assert result["forecast"].tolist() == [Decimal("12701.50") * int(paid) for paid in rows["percent_of_grant"]]


def test_gains_and_their_sum_equal_the_reference(oracle: Oracle) -> None:
    rows = oracle("judgement/funding_average_conserved")
    assert len(rows) == 8
    result = gains_at_average(rows.rename(columns={"csp_m": "funding_m"})[["funding_m", "population"]])
    np.testing.assert_allclose(result["per_head"], rows["per_head"], rtol=1e-9)
    np.testing.assert_allclose(result["class_average_per_head"], rows["class_average_per_head"], rtol=1e-9)
    np.testing.assert_allclose(result["gain_m"], rows["gain_if_at_average_m"], rtol=1e-9)
    assert abs(result["gain_m"].sum()) < 1e-9
    weighted = (result["gain_m"] * result["population"]).sum() / result["population"].sum()
    assert abs(weighted) > 1, "the sum weighted by population once more is not zero"


def test_the_model_of_need_equals_the_reference(oracle: Oracle) -> None:
    rows, funding = oracle("judgement/needs_model"), oracle("judgement/funding_average_conserved")
    councils = rows[["council", "children", "adults_65", "road_km", "deprived_people"]].merge(funding, on="council")
    weights = {"children": 0.45, "adults_65": 0.35, "road_km": 0.08, "deprived_people": 0.12}
    result = model_need(councils.rename(columns={"csp_m": "funding_m"}), weights)
    names = {"need_share": "need_share", "allocation_m": "allocation_m", "change_m": "change_m"}
    for own, reference in (names | {"funding_per_head": "cash_per_head", "model_per_head": "model_per_head"}).items():
        np.testing.assert_allclose(result[own], rows[reference], rtol=1e-9)
    assert abs(result["change_m"].sum()) < 1e-9
