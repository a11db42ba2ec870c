"""The needs model in whole pence: what is shared adds up, whatever the weights, and damping keeps the total."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.methods.needs import area_costs, damped, share_by_need, to_the_penny
from helpers.problems import MethodProblem

WEIGHTS = {"children": 0.45, "adults_65": 0.35, "road_km": 0.08, "deprived_people": 0.12}


@pytest.fixture
def reference(shared: Path) -> pd.DataFrame:
    folder = shared / "oracles" / "judgement"
    needs, funding = (pd.read_csv(folder / f"{name}.csv") for name in ("needs_model", "funding_average_conserved"))
    councils = needs.merge(funding[["council", "csp_m", "population"]], on="council")
    return councils.assign(funding_pence=(councils["csp_m"] * 1e8).round().astype("int64"), pay=500.0)


def test_the_model_equals_the_reference_to_the_penny(reference: pd.DataFrame) -> None:
    result = share_by_need(reference, WEIGHTS, pay_share=0.3, most_lost=1)
    np.testing.assert_allclose(result["need_share"], reference["need_share"], rtol=1e-9)
    assert (result["allocation_pence"] - 1e8 * reference["allocation_m"]).abs().max() <= 1
    np.testing.assert_allclose(result["model_per_head"], reference["model_per_head"], rtol=1e-9)
    assert result["allocation_pence"].sum() == reference["funding_pence"].sum()
    assert result["damped_pence"].tolist() == result["allocation_pence"].tolist(), "no loss is above all of the funding"


def test_totals_are_conserved_to_the_penny_under_a_thousand_random_weightings() -> None:
    draw = np.random.default_rng(19)
    drivers = draw.uniform(1, 300_000, (25, 4))
    weights = draw.dirichlet([1, 1, 1, 1], 1_000)
    funding = draw.integers(20_000_000_000, 200_000_000_000, 25)
    total = int(funding.sum())
    needs = (weights @ (drivers / drivers.sum(axis=0)).T) * draw.uniform(0.9, 1.1, 25)
    allocations = to_the_penny(total, needs / needs.sum(axis=1, keepdims=True))
    assert allocations.shape == (1_000, 25)
    assert allocations.dtype == np.int64
    assert set(allocations.sum(axis=1).tolist()) == {total}
    for allocation, most_lost in zip(allocations, draw.uniform(0, 1, 1_000), strict=True):
        after = damped(funding, allocation, most_lost)
        assert int(after.sum()) == total
        assert (after >= funding - np.floor(most_lost * funding)).all()


def test_the_odd_pence_go_to_the_largest_parts() -> None:
    assert to_the_penny(10, np.array([0.25, 0.25, 0.5])).tolist() == [3, 2, 5]
    assert to_the_penny(7, np.array([[1.0, 0.0], [0.5, 0.5]])).tolist() == [[7, 0], [4, 3]]
    with pytest.raises(MethodProblem, match="add up to 1"):
        to_the_penny(7, np.array([0.5, 0.4]))
    with pytest.raises(MethodProblem, match="zero or more"):
        to_the_penny(7, np.array([1.5, -0.5]))


def test_damping_by_hand() -> None:
    """The third of 100, 100 and 200 would lose 60 and may lose 10% of 200; these 20 are shared 2 to 1, in pence."""
    funding, allocation = np.array([100, 100, 200]), np.array([140, 120, 140])
    assert damped(funding, allocation, 0.1).tolist() == [113, 107, 180]
    assert damped(funding, allocation, 0).tolist() == funding.tolist()
    assert damped(funding, allocation, 1).tolist() == allocation.tolist()
    with pytest.raises(MethodProblem, match="to the penny"):
        damped(funding, allocation + 1, 0.1)


def test_area_costs_raise_the_share_of_a_dear_council() -> None:
    councils = pd.DataFrame(
        {"funding_pence": [1000, 1000], "population": [1, 1], "pay": [450, 550], "people": [1, 1], "funding_m": [1, 1]}
    )
    assert area_costs(councils["pay"].astype("float64"), 0.2).tolist() == pytest.approx([0.98, 1.02])
    shared_out = share_by_need(councils, {"people": 1.0}, pay_share=0.2, most_lost=1)
    assert shared_out["allocation_pence"].tolist() == [980, 1020]
