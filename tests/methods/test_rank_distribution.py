"""How likely each rank of one council is: worked by hand, and equal to draws and to expected ranks."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from helpers.methods.between_councils import expected_ranks
from helpers.methods.rank_distribution import own_shrunken_ranks, rank_distribution
from helpers.methods.shrunken_ranks import shrunken_ranks
from helpers.problems import MethodProblem


def test_two_councils_are_ranked_by_the_error_of_their_difference() -> None:
    """They are 1 apart, with errors of 0.6 and 0.8: the difference has one of 1, so the first leads with Φ(1)."""
    ahead = 0.5 * (1 + math.erf(1 / math.sqrt(2)))
    assert rank_distribution([1, 0], [0.6, 0.8], 0) == pytest.approx([ahead, 1 - ahead])
    assert rank_distribution([1, 0], [0.6, 0.8], 1) == pytest.approx([1 - ahead, ahead])


def test_councils_that_are_equal_have_every_rank_alike() -> None:
    for row in range(5):
        assert rank_distribution([3.0] * 5, [0.2] * 5, row) == pytest.approx([0.2] * 5)


def test_councils_far_apart_have_the_rank_of_their_figures() -> None:
    assert rank_distribution([30, 20, 10], [1, 1, 1], 1) == pytest.approx([0, 1, 0], abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_of_the_ranks_is_that_of_pairs(seed: int) -> None:
    """The expected rank is 1 + the chances of each other to be ahead, whatever goes together with what."""
    random = np.random.default_rng(seed)
    mean, error = random.normal(size=36), random.uniform(0.2, 1.5, 36)
    expected = expected_ranks(mean, error)
    for row in (0, 17, 35):
        probability = rank_distribution(mean, error, row)
        assert probability.sum() == pytest.approx(1)
        assert (np.arange(1, 37) * probability).sum() == pytest.approx(expected[row], abs=1e-4)


def groups(seed: int, scopes: int = 6, councils: int = 36) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    scope, council = (part.ravel() for part in np.indices((scopes, councils)))
    frame = pd.DataFrame({"scope": [f"s{n}" for n in scope], "area_code": [f"c{n:02d}" for n in council]})
    frame["error"] = random.uniform(0.3, 1.2, len(frame))
    return frame.assign(estimate=random.normal(size=len(frame)) * 1.5, own=council == 7)


def test_ranks_that_are_worked_out_are_those_of_draws() -> None:
    """Of 20,000 draws a share has a standard error of 0.0035 at most."""
    frame = groups(1)
    drawn = shrunken_ranks(frame.drop(columns="own"), draws=20_000)
    drawn = drawn[drawn["area_code"] == "c07"].reset_index(drop=True)
    result = own_shrunken_ranks(frame)
    assert set(result.columns) == set(drawn.columns)
    for name in ("n", "tau_squared", "reliability", "shrunken", "shrunken_error", "expected_rank"):
        assert result[name].tolist() == pytest.approx(drawn[name].tolist(), abs=1e-4), name
    for name in [name for name in result.columns if name.endswith("_probability")]:
        assert result[name].tolist() == pytest.approx(drawn[name].tolist(), abs=0.015), name
    for name in [name for name in result.columns if name.endswith(("_lower", "_upper")) or name == "median_rank"]:
        assert result[name].tolist() == pytest.approx(drawn[name].tolist(), abs=1), name


def test_the_order_of_rows_and_other_scopes_change_nothing() -> None:
    frame = groups(2)
    shuffled = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(own_shrunken_ranks(shuffled), own_shrunken_ranks(frame))
    one = own_shrunken_ranks(frame[frame["scope"] == "s3"])
    pd.testing.assert_frame_equal(one, own_shrunken_ranks(frame).iloc[[3]].reset_index(drop=True))


def test_where_chance_explains_all_every_rank_is_as_likely() -> None:
    """Twelve figures within 0.1 of each other with errors of 1: nothing is left between the councils."""
    frame = groups(3, scopes=1, councils=12)
    frame = frame.assign(error=1.0, estimate=np.linspace(0, 0.1, 12))
    row = own_shrunken_ranks(frame).iloc[0]
    assert (row["tau_squared"], row["top_half_probability"]) == (0, pytest.approx(0.5))
    assert (row["rank_95_lower"], row["rank_95_upper"]) == (1, 12)
    assert (row["quartile_best"], row["quartile_worst"]) == (1, 4)
    # The chance of the first six of twelve is exactly a half, so the median is the sixth.
    assert row["median_rank"] == 6


@pytest.mark.parametrize("own", [[False] * 12, [True, True] + [False] * 10])
def test_a_scope_needs_one_row_of_the_council(own: list[bool]) -> None:
    with pytest.raises(MethodProblem, match="one row of s0 must be that of the council"):
        own_shrunken_ranks(groups(4, scopes=1, councils=12).assign(own=own))
