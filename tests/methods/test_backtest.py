"""The record of a rule on past figures, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from helpers.methods.backtest import backtest_rules, complement_flips, standstill_figures
from helpers.methods.evidence import judge_evidence
from helpers.problems import MethodProblem
from helpers.verdicts import CLEAR


def changes(values: list[float], calls: list[float], code: str = "c") -> pd.DataFrame:
    """One series of figures, with the call of each."""
    years = list(range(2010, 2010 + len(values)))
    return pd.DataFrame(
        {"indicator_id": "a", "area_code": code, "year": years, "previous_year": [math.nan, *years[:-1]]}
        | {"value": values, "previous_value": [math.nan, *values[:-1]], "rule": calls}
    )


def test_calls_are_followed_for_a_year() -> None:
    """Of 10, 14, 11, 11, 9, 12: the calls +, -, 0, - and the last, which nothing follows, +.

    After the rise to 14 comes a fall, and 11 is still above 10: opposite, stands. After the fall to 11 no change, and
    11 is still below 14: not opposite, stands. After the fall to 9 a rise to 12, which is not below 11.
    """
    record = backtest_rules(changes([10, 14, 11, 11, 9, 12], [math.nan, 1, -1, 0, -1, 1]), ["rule"]).iloc[0]
    assert (record["judged"], record["called"]) == (4, 3)
    assert record["called_percent"] == 75
    assert record["opposite_percent"] == pytest.approx(200 / 3)
    assert record["stands_percent"] == pytest.approx(200 / 3)


def test_the_next_word_can_be_that_of_another_rule() -> None:
    frame = changes([10, 14, 11, 11], [math.nan, 1, 0, 0]).assign(other=[math.nan, 0, -1, 0])
    record = backtest_rules(frame, ["rule", "other"], next_by="other").set_index("rule")
    assert record["opposite_percent"].tolist() == [100, 0]


def test_a_gap_ends_what_can_be_followed() -> None:
    """The figure after the gap has no one a step before, so nothing follows the last call before it."""
    frame = changes([10, 14, 11], [math.nan, 1, 1])
    frame.loc[2, ["previous_year", "previous_value"]] = math.nan
    record = backtest_rules(frame, ["rule"]).iloc[0]
    assert (record["judged"], record["called"]) == (0, 0)
    assert math.isnan(record["called_percent"]) and math.isnan(record["stands_percent"])


def test_a_rule_without_calls_is_refused() -> None:
    with pytest.raises(MethodProblem, match="it lacks evidence"):
        backtest_rules(changes([1, 2], [math.nan, 1]), ["evidence"])


def test_a_tolerance_depends_on_how_a_share_is_told() -> None:
    """Of 2%: from 95 to 94 is 1 in 1.9 allowed; of the other 5, 1 in 0.1. From 50 to 52 is 2 in 1 either way.

    From 0.1 to 0.2 with one decimal half a unit, 0.05, is allowed; of the other 99.9 it is 2.
    """
    rows = pd.DataFrame({"previous_value": [95.0, 50.0, 0.1, 5.0], "value": [94.0, 52.0, 0.2, math.nan]})
    rows = rows.assign(scale="log odds", whole=100.0, unit=0.1, change=rows["value"] - rows["previous_value"])
    assert complement_flips(rows, 2) == (3, 2)


def test_noise_alone_leaves_two_calls_in_three_standing() -> None:
    """The text's 67%: of a change between two of three independent figures, the third is beyond the first in 2 of 3."""
    values = np.random.default_rng(8).normal(size=30_000)
    record = backtest_rules(changes(list(values), [math.nan, *np.sign(np.diff(values))]), ["rule"]).iloc[0]
    assert record["stands_percent"] == pytest.approx(66.7, abs=1)


def test_where_nothing_changes_the_evidence_calls_few_changes() -> None:
    """Walks with lasting changes, made to stand still: their noise alone is left."""
    random = np.random.default_rng(6)
    paths = 50 + random.normal(size=(40, 36, 10)) + random.normal(size=(40, 36, 10)).cumsum(axis=2)
    indicator, council, year = (part.ravel() for part in np.indices(paths.shape))
    figures = pd.DataFrame(
        {
            "indicator_id": np.char.add("i", indicator.astype(str)),
            "area_code": np.char.add("c", council.astype(str)),
            "year": 2011 + year,
            "value": paths.ravel().round(1),
            "value_type": "mean",
            "decimals": 1,
            "lower_95": np.nan,
            "upper_95": np.nan,
            "numerator": np.nan,
            "denominator": np.nan,
        }
    )
    still = standstill_figures(judge_evidence(figures), figures)
    assert len(still) == len(figures)
    pd.testing.assert_frame_equal(still, standstill_figures(judge_evidence(figures), figures))
    assert (still["value"] * 10 - (still["value"] * 10).round()).abs().max() < 1e-9
    last = judge_evidence(still).query("year == 2020")
    assert (last["evidence"] == CLEAR).mean() == pytest.approx(0.055, abs=0.025)
