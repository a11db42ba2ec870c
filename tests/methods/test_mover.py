"""Limits of a difference, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers.methods.mover import mover_difference, overlap_correlation, widening_of_limits
from helpers.problems import MethodProblem


def test_the_sides_that_face_each_other_make_a_limit() -> None:
    """From 20 (17 to 28) to 30 (26 to 33): below 10 - √(4² + 8²) = 1.06, above 10 + √(3² + 3²) = 14.24."""
    result = mover_difference((20, 17, 28), (30, 26, 33))
    assert [float(end) for end in result[:3]] == pytest.approx([10, 10 - 80**0.5, 10 + 18**0.5])
    assert result.changed


def test_a_shared_part_of_the_error_narrows_the_limits() -> None:
    """With r = 2/3 both sides of 3 reach √(9 + 9 - 12) = 2.45, and without √18 = 4.24: only with it is 3 a change."""
    sides = ((50, 47, 53), (53, 50, 56))
    assert not mover_difference(*sides).changed
    shared = mover_difference(*sides, overlap_correlation(36, 12))
    assert (float(shared.lower), bool(shared.changed)) == (pytest.approx(3 - 6**0.5), True)


def test_a_widening_multiplies_both_sides() -> None:
    """A reach of 5 widened twice is 10: 8 is no longer a change."""
    sides = ((50, 46, 54), (58, 55, 61))
    assert mover_difference(*sides).changed
    wide = mover_difference(*sides, widening=2)
    assert ([float(wide.lower), float(wide.upper)], bool(wide.changed)) == ([-2, 18], False)


def test_a_share_told_as_100_less_it_has_the_same_answer() -> None:
    value, lower, upper = np.array([[12.0, 31.0], [9.5, 29.0], [16.0, 37.0]])
    change = np.array([6.0, 2.0])
    latest = (value + change, lower + change, upper + change + 0.5)
    turned = [tuple(100 - part for part in (v, u, low)) for v, low, u in ((value, lower, upper), latest)]
    one, other = mover_difference((value, lower, upper), latest, 0.5), mover_difference(*turned, 0.5)
    np.testing.assert_allclose([one.lower, one.upper], [-other.upper, -other.lower])
    assert one.changed.tolist() == other.changed.tolist() == [True, False]


def test_a_missing_limit_leaves_no_result() -> None:
    result = mover_difference((50, np.nan, 54), (90, 89, 91))
    assert np.isnan(result.upper)
    assert result.lower == pytest.approx(40 - 17**0.5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (((5, 6, 7), (5, 4, 6)), "above its figure"),
        (((5, 4, 6), (5, 4, 4.5)), "below it"),
        (((5, 4, 6), (5, 4, 6), 1.1), "from -1 to 1"),
        (((5, 4, 6), (5, 4, 6), 0, 0.9), "never narrowed"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[Any, ...], words: str) -> None:
    with pytest.raises(MethodProblem, match=words):
        mover_difference(*arguments)


def test_a_period_has_some_length() -> None:
    with pytest.raises(MethodProblem, match="above zero"):
        overlap_correlation(0, 1)


def test_limits_are_widened_by_the_root_of_what_noise_is_of_them() -> None:
    """Noise of 9 where the limits say 4 widens by 1.5; limits that are too wide, or have no width, stay."""
    assert widening_of_limits([9.0, 1.0, 1.0], [4.0, 4.0, 0.0]).tolist() == [1.5, 1.0, 1.0]
