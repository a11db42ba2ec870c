"""Comparisons with a benchmark or a goal against those of the source code of Fingertips; see oracles/fingertips."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helpers.methods.comparison import Method, compare_with_benchmark

Oracle = Callable[[str], pd.DataFrame]

METHODS: dict[str, tuple[Method, int]] = {
    "double_overlap": ("double_overlap", 8),
    "single_overlap_two_levels": ("two_levels", 10),
    "spc_proportions": ("funnel_proportion", 10),
    "spc_dsr": ("funnel_rate", 6),
    "range_target_1_2": ("goal_range", 9),
    "single_target_10": ("goal", 6),
    "single_target_10_using_CIs": ("goal_with_limits", 7),
}
"""The method of each name in the file, and how many cases there are of it."""

POLARITY = {"high": "higher_is_better", "low": "lower_is_better"}
CONFIDENCE = {"1.96": 0.95, "3.0902": 0.998, "p=0.025": 0.95, "p=0.001": 0.998}
COMPARISON = {"Same": "Similar", "None": "Not compared"}
COLUMNS = {
    "lower95": "lower_95",
    "upper95": "upper_95",
    "lower998": "lower_99_8",
    "upper998": "upper_99_8",
    "comparator_value": "benchmark",
    "comparator_lower95": "benchmark_lower_95",
    "comparator_upper95": "benchmark_upper_95",
    "unit": "multiplier",
}


@pytest.fixture(scope="module")
def cases(oracle: Oracle) -> pd.DataFrame:
    rows = oracle("fingertips/comparer_cases").rename(columns=COLUMNS)
    assert len(rows) == 56
    return rows.assign(
        polarity=rows["polarity"].map(POLARITY),
        confidence=rows["confidence_variable"].map(CONFIDENCE).fillna(0.95),
        goal=10.0,
        goal_lower=1.0,
        goal_upper=2.0,
        expected=rows["expected"].replace(COMPARISON),
    )


def test_every_case_is_of_a_method(cases: pd.DataFrame) -> None:
    assert cases["method"].value_counts().to_dict() == {name: number for name, (_, number) in METHODS.items()}


@pytest.mark.parametrize("name", METHODS)
def test_comparisons_equal_those_of_fingertips(cases: pd.DataFrame, name: str) -> None:
    """Both levels of confidence, where the file has both."""
    method, number = METHODS[name]
    compared = [
        compare_with_benchmark(part, method, confidence)
        for confidence, part in cases[cases["method"] == name].groupby("confidence")
    ]
    result = pd.concat(compared)
    assert len(result) == number
    assert result["comparison"].tolist() == result["expected"].tolist()


def test_the_two_cases_that_are_not_compared_say_why(cases: pd.DataFrame) -> None:
    result = compare_with_benchmark(cases[cases["method"] == "double_overlap"], "double_overlap")
    reasons = result.loc[result["expected"] == "Not compared", "comparison_reason"]
    assert reasons.tolist() == ["no confidence limits for the benchmark", "no confidence limits"]
