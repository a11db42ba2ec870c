"""The same call gives equal results on pandas, DuckDB and Spark, for 10,000 random series and 10,000 random groups."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_args

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from helpers import methods
from helpers.methods import comparison, disclosure, expressions, funnel, intervals, trend
from helpers.methods.direction import direction_of_travel
from helpers.methods.engines import ENGINES
from helpers.methods.ranking import rank_and_quantile, rank_and_quartile
from helpers.methods.trend import recent_trend
from helpers.problems import MethodProblem
from helpers.verdicts import (
    BEST,
    BETTER,
    DIRECTIONS,
    HIGHER,
    HIGHEST,
    LOWER,
    LOWEST,
    NOT_COMPARED,
    SIMILAR,
    TREND_MARKERS,
    WORSE,
    WORST,
)

# Frames go to Spark and come back as Arrow tables; nothing passes through its own use of pandas.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")

SERIES = ["indicator_id", "area_code"]
GROUP = ["indicator_id", "year"]
RELATIVE: dict[Callable[..., Any], float] = {recent_trend: 1e-9, rank_and_quantile: 0.0, rank_and_quartile: 0.0}
"""The share of itself by which what is worked out may differ; for all others the last bits of a number."""

WORKED_OUT = {
    "latest_value": 0.0,
    "previous_value": 0.0,
    "change": 0.0,
    "change_percent": 0.0,
    "tolerance": 0.0,
    "shared_years": 0.0,
    "lower_95": 0.0,
    "upper_95": 0.0,
    "published": 0.0,
    "chi_squared": 0.0,
    # In log odds: the difference of logarithms of about 1, of which the last digit is 2e-16.
    "slope": 1e-15,
}
"""Columns that may differ by a share of themselves, or by this if it is more; all others are the same to the letter."""

RULES: dict[str, dict[str, Any]] = {
    "tolerance": {"tolerance_percent": 0.5},
    "exact": {"rule": "exact", "overlapping_periods": "cannot_determine"},
    "limits first": {"intervals": "published"},
    "limits from counts": {"intervals": "published_or_counts"},
    "limits alone": {"intervals": "published_or_counts", "rule": "none"},
}
TRENDS: dict[str, dict[str, Any]] = {
    "2025": {},
    "2020": {"method": "fingertips-2020"},
    "2020 by limits": {"method": "fingertips-2020", "proportions": "limits"},
}

DIRECTION_REASONS = {
    "no figure in time for this report",
    "two figures for the same year",
    "no annual series is published",
    "the series has a break at this period",
    "no figure for the period before",
    "first figure in the series",
    "the period before is missing from the series",
    "the two periods differ in length",
    "the two periods share years",
    "polarity is neutral: neither direction is better",
    "the confidence intervals overlap",
    "the confidence intervals do not overlap",
    "the change is within the tolerance",
    "the change is over the tolerance",
    "the figure did not change",
    "the figure changed",
    "one or both figures have no confidence interval",
    "no plan for one or both periods",
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


COMPARED = [method for method in get_args(comparison.Method) if method != "funnel_rate"]
REMAINDER = ["remainder", nw.col("denominator") - nw.col("numerator"), ["marker"]]

CASES: dict[Callable[..., Any], list[tuple[str, list[str], list[Any], dict[str, Any]]]] = {
    comparison.compare_with_benchmark: [("figures", ["row"], [method], {}) for method in COMPARED],
    disclosure.derived: [("figures", ["row"], REMAINDER, {})],
    direction_of_travel: [("series", SERIES, [rules], {}) for rules in RULES.values()],
    funnel.place_in_funnel: [("figures", ["row"], [kind], {}) for kind in get_args(funnel.Kind)],
    rank_and_quantile: [("groups", [*GROUP, "area_code"], [parts], {"group": GROUP}) for parts in (3, 5, 10)],
    rank_and_quartile: [
        ("groups", [*GROUP, "area_code"], [], {"group": GROUP, "minimum_group_size": minimum}) for minimum in (4, 8)
    ],
    recent_trend: [("series", SERIES, [], settings) for settings in TRENDS.values()],
    disclosure.suppressed_counts: [("figures", ["row"], [], {})],
    disclosure.suppressed_percentages: [("figures", ["row"], [], {})],
    intervals.with_limits: [("figures", ["row"], [confidence], {}) for confidence in (0.95, 0.998)],
}
"""What each method of the list is given: the frame, its key, and what follows the frame in a call."""


def test_every_method_of_the_list_has_a_case() -> None:
    assert set(CASES) == set(ENGINES)
    assert len(set(ENGINES)) == len(ENGINES)


@pytest.mark.parametrize(
    ("method", "frame", "keys", "settings", "named"),
    [
        pytest.param(method, *case, id=f"{method.__name__}-{number}")
        for method in ENGINES
        for number, case in enumerate(CASES.get(method, [("none", [], [], {})]))
    ],
)
def test_every_method_of_the_list_gives_the_same_on_every_engine(
    request: pytest.FixtureRequest,
    engine: Any,
    method: Callable[..., Any],
    frame: str,
    keys: list[str],
    settings: list[Any],
    named: dict[str, Any],
) -> None:
    rows = request.getfixturevalue(frame)
    result = engine.fetch(method(engine.give(rows), *settings, **named))
    assert_equal(method(rows, *settings, **named), result, keys, relative=RELATIVE.get(method, 1e-12))


def test_every_method_that_takes_any_frame_is_on_the_list() -> None:
    """A function that takes and gives frames of any kind is on it; what it is built from works on expressions."""
    modules = [import_module(f"helpers.methods.{name}") for _, name, _ in iter_modules(methods.__path__)]
    of_any_frame = set()
    for module in modules:
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                signature = inspect.signature(function)
                if signature.return_annotation == "Any" and "frame" in signature.parameters:
                    of_any_frame.add(function)
    of_any_frame.discard(expressions.native)
    assert of_any_frame == set(ENGINES)


def test_the_one_way_of_comparing_that_needs_memory_says_so(figures: pd.DataFrame, engine: Any) -> None:
    with pytest.raises(MethodProblem, match="funnel_rate needs a frame in memory"):
        comparison.compare_with_benchmark(engine.give(figures), "funnel_rate")


def test_ranks_of_one_key_are_the_same(groups: pd.DataFrame, engine: Any) -> None:
    rows = groups[groups["year"] == 2023]
    result = engine.fetch(rank_and_quartile(engine.give(rows)))
    assert_equal(rank_and_quartile(rows), result, [*GROUP, "area_code"])


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


def test_every_word_and_reason_of_the_other_methods_occurs(figures: pd.DataFrame) -> None:
    compared = [comparison.compare_with_benchmark(figures, method) for method in COMPARED]
    words = set(pd.concat(compared)["comparison"])
    assert {BETTER, SIMILAR, WORSE, LOWER, HIGHER, BEST, WORST, LOWEST, HIGHEST, NOT_COMPARED} == words
    placed_in = [funnel.place_in_funnel(figures, kind) for kind in get_args(funnel.Kind)]
    assert set(pd.concat(placed_in)["comparison_reason"].dropna()) == set(funnel.REASONS.values())
    limits = intervals.with_limits(figures)["limits"]
    assert set(limits.dropna()) == {"published", "worked out from counts"} and limits.isna().any()
    counts = disclosure.suppressed_counts(figures)
    assert set(counts["published_reason"].dropna()) == {disclosure.NO_FIGURE, disclosure.NOT_A_COUNT}
    assert {"", disclosure.SUPPRESSED} == set(counts["published_marker"])
    derived = disclosure.derived(figures, *REMAINDER)
    assert set(derived["remainder_reason"].dropna()) == {disclosure.NO_FIGURE, disclosure.HIDDEN_BY_PUBLISHER}
