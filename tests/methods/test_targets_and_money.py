"""Trajectories, reward grants, funding and need, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from helpers.methods.funding import gains_at_average, model_need, spread_of_funding
from helpers.methods.reward_grant import enhancement_share, grant_payments, grant_pot, grant_share
from helpers.methods.trajectory import OFF_TRAJECTORY, follow_trajectory
from helpers.problems import MethodProblem


def test_a_falling_target_is_missed_from_above() -> None:
    """From 50 down to 40 in five years: after two, 46; 48 is 2 short of the 4 planned so far, so off by a half."""
    result = follow_trajectory(50, 40, 5, 2, 48)
    assert tuple(map(float, result)) == (46, 2, 0.5)
    assert result.off_share > OFF_TRAJECTORY
    assert float(follow_trajectory(50, 40, 5, 2, 44).short_by) == -2
    assert np.isnan(follow_trajectory(50, 40, 5, 0, 48).off_share)


@pytest.mark.parametrize("numbers", [(50, 50, 5, 2, 48), (50, 40, 0, 0, 48), (50, 40, 5, 6, 48), (50, 40, 5, -1, 48)])
def test_a_way_that_is_none_is_refused(numbers: tuple[float, ...]) -> None:
    with pytest.raises(MethodProblem):
        follow_trajectory(*numbers)


def test_exactly_60_percent_of_the_way_is_paid_for() -> None:
    """(9.7 - 9.4) / (9.9 - 9.4) = 0.3 / 0.5, which is 0.5999999999999979 in binary numbers."""
    assert (9.7 - 9.4) / (9.9 - 9.4) < 0.6
    assert grant_share("9.4", "9.9", "9.7") == Fraction(3, 5)
    assert grant_share("9.4", "9.9", "9.69") == 0
    assert enhancement_share("20", "10", "5") == Fraction(3, 2)
    assert grant_share("20", "10", "5") == 1


def test_the_pot_is_shared_among_targets_and_sub_targets() -> None:
    """2.5% of 143 million is 3.575 million; of two targets one has sub-targets that weigh 3 to 1."""
    assert grant_pot("143000000", [["1"], ["3", "1"]]) == [
        [Decimal(1787500)],
        [Decimal(1340625), Decimal(446875)],
    ]
    assert grant_payments("1000", Fraction(3, 5), interim_met=True) == (200, 400)
    assert grant_payments("1000", Fraction(3, 5), interim_met=False) == (0, 600)


@pytest.mark.parametrize("figures", [("10", "10", "9"), ("ten", "12", "11"), (10.0, "12", "11")])
def test_figures_that_give_no_share_are_refused(figures: tuple[str, str, str]) -> None:
    with pytest.raises(MethodProblem):
        grant_share(*figures)


def test_weights_that_share_nothing_are_refused() -> None:
    with pytest.raises(MethodProblem, match="not all be zero"):
        grant_pot("100", [["0", "0"]])


COUNCILS = pd.DataFrame(
    {"funding_m": [100.0, 300.0], "population": [100_000, 100_000], "children": [30, 10], "adults": [10, 10]}
)


def test_need_is_shared_by_weighted_drivers_and_the_total_stays() -> None:
    """0.5 x 30/40 + 0.5 x 10/20 = 0.625 of 400 million is 250 million; a cost index of 1.2 for the other turns it.

    0.625 x 1 and 0.375 x 1.2 = 0.45 are 0.5814 and 0.4186 of their sum.
    """
    weights = {"children": 0.5, "adults": 0.5}
    result = model_need(COUNCILS, weights)
    assert result["allocation_m"].tolist() == [250, 150]
    assert result["change_m"].tolist() == [150, -150]
    assert result["model_per_head"].tolist() == [2500, 1500]
    dear = model_need(COUNCILS.assign(index=[1.0, 1.2]), weights, "index")
    assert dear["need_share"].tolist() == pytest.approx([0.625 / 1.075, 0.45 / 1.075])
    assert dear["allocation_m"].sum() == pytest.approx(400)
    assert spread_of_funding(result["funding_per_head"]) == (3, 0.5)


@pytest.mark.parametrize(
    ("councils", "weights"),
    [
        (COUNCILS, {"children": 0.5, "adults": 0.6}),
        (COUNCILS.assign(adults=[-1, 2]), {"children": 0.5, "adults": 0.5}),
        (COUNCILS.assign(adults=0), {"children": 0.5, "adults": 0.5}),
    ],
)
def test_a_model_that_cannot_be_is_refused(councils: pd.DataFrame, weights: dict[str, float]) -> None:
    with pytest.raises(MethodProblem):
        model_need(councils, weights)


def test_a_class_needs_every_population() -> None:
    with pytest.raises(MethodProblem, match="population"):
        gains_at_average(COUNCILS.assign(population=[1, 0]))
