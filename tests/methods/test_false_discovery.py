"""Findings by chance, counted by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.methods.base_rates import flagged_by_chance, quartile_base
from helpers.methods.false_discovery import benjamini_hochberg, benjamini_yekutieli, chance_findings, holm
from helpers.problems import MethodProblem


def test_findings_are_counted_beside_those_by_chance() -> None:
    """Of five tests 0.25 are below 5% by chance. 0.001 x 5 / 1 and 0.03 x 5 / 2 are below 10%, 0.04 x 5 / 3 too.

    By Yekutieli the factor is 1 + 1/2 + 1/3 + 1/4 + 1/5 = 2.283, and 0.152 is not.
    """
    p = pd.Series([0.001, 0.04, 0.03, 0.6, math.nan, 0.9])
    result = chance_findings(p, pd.Series([1, -1, 1, 1, 1, -1]))
    assert result == {
        "tested": 5,
        "clear": 3,
        "clear_better": 2,
        "clear_worse": 1,
        "by_chance": pytest.approx(0.25),
        "stay": 3,
        "stay_any": 1,
    }


@pytest.mark.parametrize("method", [benjamini_hochberg, benjamini_yekutieli, holm])
def test_what_is_not_tested_is_left_out_and_a_single_test_stays_as_it_is(method: object) -> None:
    result = method([math.nan, 0.04])  # type: ignore[operator]
    assert math.isnan(result[0]) and result[1] == 0.04
    with pytest.raises(MethodProblem, match="from 0 to 1"):
        method([1.2])  # type: ignore[operator]


def test_ties_and_odd_numbers_push_an_average_council_into_the_top_half() -> None:
    """Of five councils ranked 1, 2, 3, 4, 5 the quartiles 1 + 4 (rank - 1) // 5 are 1, 1, 2, 3, 4: 60% in the half."""
    base = quartile_base(pd.DataFrame({"quartile": [1 + 4 * (rank - 1) // 5 for rank in (1, 2, 3, 4, 5)]}))
    assert base.round().tolist() == [40, 20, 20, 20, 60]


def test_of_35_councils_one_or_two_are_flagged_by_chance() -> None:
    result = flagged_by_chance(pd.DataFrame({"beyond": [True] + [False] * 34}))
    assert (result["compared"], result["flagged"], result["by_chance"]) == (35, 1, pytest.approx(1.75))
    assert result["none_percent"] == pytest.approx(16.61, abs=0.01)
