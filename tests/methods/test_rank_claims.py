"""Which ranks may be claimed: figures far apart are surely ordered, figures alike are not, in any scale."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.methods.rank_claims import rank_claim, rank_confidence_sets, surely_apart
from helpers.problems import MethodProblem

FAR = [30.0, 10.0, 20.0]
"""Three figures with ten between them, each with a standard error of 1: seven standard errors of the difference."""


def sets(estimate: list[float], error: list[float], **how: bool) -> list[list[int]]:
    return rank_confidence_sets(estimate, error, draws=2_000, **how).to_numpy().tolist()  # type: ignore[arg-type]


@pytest.mark.parametrize("simultaneous", [False, True])
def test_figures_far_apart_have_their_rank_alone_and_figures_alike_any(simultaneous: bool) -> None:
    assert sets(FAR, [1.0] * 3, simultaneous=simultaneous) == [[1, 1, 1], [3, 3, 3], [2, 2, 2]]
    assert sets([5.0] * 3, [1.0] * 3, simultaneous=simultaneous) == [[1, 1, 3]] * 3  # one rank, shared
    assert sets(FAR, [100.0] * 3, simultaneous=simultaneous) == [[1, 1, 3], [3, 1, 3], [2, 1, 3]]


def test_one_figure_is_first_of_one() -> None:
    assert sets([5.0], [1.0]) == [[1, 1, 1]]


def test_two_figures_are_apart_beyond_the_point_of_a_normal_difference() -> None:
    """The difference has a standard error of 1; of two sides together 95% lie within 1.96."""
    error = [np.sqrt(0.5)] * 2
    assert [surely_apart([0.0, gap], error)[0][0, 1] for gap in (1.8, 2.1)] == [False, True]
    above, below = surely_apart([0.0, 5.0], error)
    assert above.tolist() == [[False, True], [False, False]]
    assert below.tolist() == above.T.tolist()


def test_a_covariance_tells_more_apart_than_independent_errors() -> None:
    """Errors of 10 that move together leave a difference with a variance of 2 * 100 - 2 * 99.5 = 1."""
    together = np.array([[100.0, 99.5], [99.5, 100.0]])
    by_matrix = rank_confidence_sets([5.0, 0.0], together, draws=2_000).to_numpy().tolist()
    assert by_matrix == [[1, 1, 1], [2, 2, 2]]
    assert sets([5.0, 0.0], [10.0, 10.0]) == [[1, 1, 2], [2, 1, 2]]


def test_the_scale_does_not_matter_and_a_step_down_never_claims_less() -> None:
    estimate, error = [9.0, 5.0, 4.0, 0.0], [1.0, 1.2, 1.1, 1.0]
    whole = sets(estimate, error)
    assert sets([1000 * one for one in estimate], [1000 * one for one in error]) == whole
    once = sets(estimate, error, step_down=False)
    assert all(low >= single and high <= most for (_, low, high), (_, single, most) in zip(whole, once, strict=True))


def test_the_claim_of_one_figure_is_its_set() -> None:
    assert [rank_claim(FAR, [1.0] * 3, row) for row in range(3)] == [(1, 1), (3, 3), (2, 2)]
    assert rank_claim([5.0, 5.0], [1.0, 1.0], 0) == (1, 2)


def test_what_has_no_variance_or_does_not_fit_is_refused() -> None:
    with pytest.raises(MethodProblem, match=r"the covariance must be of 2 figures; it has the shape \(3, 3\)"):
        rank_confidence_sets([1.0, 2.0], [1.0] * 3)
    for method in (rank_confidence_sets, surely_apart):
        with pytest.raises(MethodProblem, match="the difference of two figures must have a variance above zero"):
            method([1.0, 2.0], [0.0, 0.0])
    together = np.ones((2, 2))  # errors that are always the same leave the difference none
    with pytest.raises(MethodProblem, match="variance above zero"):
        rank_confidence_sets([1.0, 2.0], together)
    with pytest.raises(MethodProblem, match="variance above zero"):
        rank_claim([1.0, 2.0], [0.0, 0.0], 0)
