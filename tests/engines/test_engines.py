"""The same call gives equal results on pandas, DuckDB and Spark, for 10,000 random series and 10,000 random groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from helpers.methods import trend
from helpers.methods.direction import direction_of_travel
from helpers.methods.ranking import rank_and_quartile
from helpers.methods.trend import recent_trend
from helpers.problems import MethodProblem
from helpers.verdicts import DIRECTIONS, TREND_MARKERS

# Frames go to Spark and come back as Arrow tables; nothing passes through its own use of pandas.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")

SERIES = ["indicator_id", "area_code"]
GROUP = ["indicator_id", "year"]
WORKED_OUT = {
    "latest_value": 0.0,
    "previous_value": 0.0,
    "change": 0.0,
    "change_percent": 0.0,
    "tolerance": 0.0,
    "shared_years": 0.0,
    "chi_squared": 0.0,
    # In log odds: the difference of logarithms of about 1, of which the last digit is 2e-16.
    "slope": 1e-15,
}
"""Columns that may differ by a share of themselves, or by this if it is more; all others are the same to the letter."""

RULES: dict[str, dict[str, Any]] = {
    "tolerance": {},
    "exact": {"rule": "exact", "overlapping_periods": "cannot_determine"},
    "without limits": {"intervals": "none", "tolerance_percent": 0.5},
    "limits from counts": {"intervals": "published_or_counts"},
    "limits alone": {"intervals": "published_or_counts", "rule": "none"},
}
TRENDS: dict[str, dict[str, Any]] = {
    "2025": {},
    "2020": {"method": "fingertips-2020"},
    "2020 by limits": {"method": "fingertips-2020", "proportions": "limits"},
}

DIRECTION_REASONS = {
    "no figure by the as-at date",
    "two figures for the same year",
    "the publisher makes no yearly series",
    "the series has a break at this period",
    "no figure for the period before",
    "first figure in the series",
    "the period before is missing from the series",
    "the period before has another length",
    "the two periods share years",
    "polarity is neutral: neither direction is better",
    "the confidence intervals overlap",
    "the confidence intervals do not overlap",
    "the change is within the tolerance",
    "the change is over the tolerance",
    "the figure did not change",
    "the figure changed",
    "no confidence intervals for both figures",
    "no plan for both periods",
    "the change in the distance from the plan is within the tolerance",
    "the change in the distance from the plan is over the tolerance",
    "the distance from the plan did not change",
    "the distance from the plan changed",
}


def different(expected: pd.Series, result: pd.Series, relative: float) -> pd.Series:
    """Say for each row whether two results differ: one missing and not the other, or by more than rounding."""
    missing = expected.isna()
    if expected.name in WORKED_OUT:
        numbers, others = expected.astype("float64"), result.astype("float64")
        allowed = relative * np.maximum(numbers.abs(), others.abs())
        apart = (numbers - others).abs() > allowed.clip(lower=WORKED_OUT[str(expected.name)])
    else:
        apart = expected.astype("object") != result.astype("object")
    return (missing != result.isna()) | (apart & ~missing)


def assert_equal(expected: pd.DataFrame, result: pd.DataFrame, keys: Sequence[str], relative: float = 0.0) -> None:
    """Two results have the same columns and rows; what was worked out may differ by a share of itself."""
    assert list(result.columns) == list(expected.columns)
    assert len(result) == len(expected)
    expected, result = (frame.sort_values(list(keys), ignore_index=True) for frame in (expected, result))
    apart = pd.DataFrame({name: different(expected[name], result[name], relative) for name in expected.columns})
    counts = apart.sum()[apart.any()].to_dict()
    if counts:
        rows = apart.any(axis=1)
        names = [name for name in counts if name not in keys]
        printed = expected.loc[rows, [*keys, *names]].join(result.loc[rows, names].add_suffix(" (found)"))
        pytest.fail(f"rows that differ: {counts}\n{printed.head(10).to_string()}", pytrace=False)


@pytest.mark.parametrize("rules", RULES)
def test_direction_of_travel(series: pd.DataFrame, engine: Any, rules: str) -> None:
    result = engine.fetch(direction_of_travel(engine.give(series), RULES[rules]))
    assert_equal(direction_of_travel(series, RULES[rules]), result, SERIES, relative=1e-12)


@pytest.mark.parametrize("settings", TRENDS)
def test_recent_trend(series: pd.DataFrame, engine: Any, settings: str) -> None:
    result = engine.fetch(recent_trend(engine.give(series), **TRENDS[settings]))
    assert_equal(recent_trend(series, **TRENDS[settings]), result, SERIES, relative=1e-9)


@pytest.mark.parametrize(("group", "minimum"), [(GROUP, 4), (GROUP, 8), (["indicator_id"], 4)])
def test_rank_and_quartile(groups: pd.DataFrame, engine: Any, group: list[str], minimum: int) -> None:
    rows = groups if group == GROUP else groups[groups["year"] == 2023]
    result = engine.fetch(rank_and_quartile(engine.give(rows), group=group, minimum_group_size=minimum))
    assert_equal(rank_and_quartile(rows, group=group, minimum_group_size=minimum), result, [*GROUP, "area_code"])


@pytest.mark.parametrize("method", [direction_of_travel, recent_trend])
def test_a_frame_may_lack_what_is_optional(series: pd.DataFrame, engine: Any, method: Callable[..., Any]) -> None:
    bare = series[[*SERIES, "year", "value", "value_type", "polarity"]]
    assert_equal(method(bare), engine.fetch(method(engine.give(bare))), SERIES, relative=1e-9)


@pytest.mark.parametrize("method", [direction_of_travel, recent_trend, rank_and_quartile])
def test_a_column_that_is_not_there_is_named(series: pd.DataFrame, engine: Any, method: Callable[..., Any]) -> None:
    with pytest.raises(MethodProblem, match="must have the column value; it has"):
        method(engine.give(series.drop(columns="value")))


# The frames are hostile: everything that a method can say is said of some series.


def test_what_is_missing_is_null_and_nothing_is_nan(engine: Any, series: pd.DataFrame, groups: pd.DataFrame) -> None:
    for frame in (series, groups):
        inputs = pa.Table.from_pandas(engine.fetch(engine.give(frame)), preserve_index=False)
        assert {name: inputs[name].null_count for name in inputs.column_names} == frame.isna().sum().to_dict()


def test_every_direction_rule_and_reason_occurs(series: pd.DataFrame) -> None:
    result = pd.concat([direction_of_travel(series, rules) for rules in RULES.values()])
    assert len(result) == 10_000 * len(RULES)
    assert set(result["direction"]) == set(DIRECTIONS)
    assert set(result["rule_id"]) == {"D0", "D1", "D2", "D3"}
    assert set(result["limits"].dropna()) == {"published", "worked out from counts"}
    assert set(result["movement"].dropna()) == {"Increased", "Unchanged", "Decreased"}
    assert set(result["reason"]) == DIRECTION_REASONS


def test_every_marker_and_reason_occurs(series: pd.DataFrame) -> None:
    result = [recent_trend(series, **settings) for settings in TRENDS.values()]
    for frame in result:
        assert len(frame) == 10_000
        assert set(frame["marker"]) == set(TREND_MARKERS)
    assert set(pd.concat(result)["reason"]) == set(trend.REASONS.values())


def test_ties_gaps_and_small_groups_occur(groups: pd.DataFrame) -> None:
    result = rank_and_quartile(groups, group=GROUP)
    ranked = result.dropna(subset=["rank"])
    sharing = ranked[ranked.duplicated([*GROUP, "rank"], keep=False)]
    spread = sharing.groupby([*GROUP, "rank"])["value"].agg(lambda values: values.max() - values.min())
    assert result.groupby(GROUP).ngroups == 10_000
    assert set(ranked["quartile"]) == {1, 2, 3, 4}
    assert set(range(1, 41)) <= set(ranked["rank"])
    # Equal figures, figures equal but for rounding, and both zeros.
    assert (spread == 0).sum() > 100
    assert (spread > 0).sum() > 100
    assert set(np.signbit(sharing.loc[sharing["value"] == 0, "value"])) == {True, False}
    assert set(result.loc[result["n"] < 4, "n"]) == {0, 1, 2, 3}
    unranked = result[result["rank"].isna() & (result["n"] >= 4)]
    assert unranked["value"].isna().any()
    assert (unranked["polarity"] == "neutral").any()
