"""Scores and bands of data quality, worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.methods.quality_scores import DIMENSIONS, dashboard_bands, indicator_bands, quality_scores

INDICATORS = pd.DataFrame({"indicator_id": ["b", "a", "c"], "dashboard": ["Waste", "Air", "Air"]})


def results(*rows: tuple[str, str, str, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator_id", "dimension", "severity", "rows_failing", "rows_tested"])
    checks = [f"C{place}" for place in range(len(frame))]
    return frame.assign(check_id=checks, outcome=["Fail" if failing else "Pass" for failing in frame["rows_failing"]])


def score(*rows: tuple[str, str, str, int, int]) -> pd.Series:
    scores = quality_scores(results(*rows), INDICATORS)
    return scores[(scores["indicator_id"] == "a") & (scores["dimension"] == "accuracy")].iloc[0]


def accuracy(severity: str, failing: int, tested: int) -> tuple[str, str, str, int, int]:
    return "a", "accuracy", severity, failing, tested


def test_there_is_one_row_for_every_indicator_and_dimension_in_order() -> None:
    scores = quality_scores(results(accuracy("warning", 0, 10)), INDICATORS)
    pairs = scores[["indicator_id", "dimension"]].to_numpy().tolist()
    assert pairs == [[indicator, dimension] for indicator in "abc" for dimension in DIMENSIONS]
    assert (scores["band"] == "Not tested").sum() == 17
    assert scores.columns.tolist() == ["indicator_id", "dimension", "rows_tested", "rows_failing", "score", "band"]


@pytest.mark.parametrize(
    ("rows", "expected", "band"),
    [
        ([("warning", 0, 10), ("critical", 0, 10)], 100.0, "Good"),
        ([("warning", 1, 100)], 99.0, "Good"),
        ([("warning", 11, 1000)], 98.9, "Some concerns"),
        # Each check weighs the same: a mean of 0% and 100%, and not 1 row of 1001.
        ([("warning", 1, 1), ("warning", 0, 1000)], 50.0, "Serious concerns"),
        ([("warning", 1, 10)], 90.0, "Some concerns"),
        ([("warning", 101, 1000)], 89.9, "Serious concerns"),
        ([("critical", 1, 1000), ("warning", 0, 1000)], 0.0, "Serious concerns"),
        ([("information", 500, 1000), ("warning", 0, 1000)], 100.0, "Good"),
        ([("warning", 0, 0), ("warning", 5, 100)], 95.0, "Some concerns"),
    ],
)
def test_a_score_and_its_band(rows: list[tuple[str, int, int]], expected: float, band: str) -> None:
    found = score(*(accuracy(*row) for row in rows))
    assert found["score"] == pytest.approx(expected)
    assert found["band"] == band
    counted = [row for row in rows if row[0] != "information"]
    assert found["rows_failing"] == sum(row[1] for row in counted)
    assert found["rows_tested"] == sum(row[2] for row in counted)


@pytest.mark.parametrize("rows", [[("information", 5, 10)], [("warning", 0, 0)]])
def test_what_is_only_information_or_has_no_rows_is_not_tested(rows: list[tuple[str, int, int]]) -> None:
    found = score(*(accuracy(*row) for row in rows))
    assert math.isnan(found["score"])
    assert (found["band"], found["rows_tested"], found["rows_failing"]) == ("Not tested", 0, 0)


def test_what_is_about_no_indicator_or_one_that_is_not_in_the_register_is_left_out() -> None:
    scores = quality_scores(
        results(("", "accuracy", "critical", 1, 1), ("x", "accuracy", "critical", 1, 1)), INDICATORS
    )
    assert set(scores["indicator_id"]) == {"a", "b", "c"}
    assert set(scores["band"]) == {"Not tested"}


MIXED = quality_scores(
    results(
        accuracy("warning", 0, 10), ("a", "validity", "warning", 5, 100), ("a", "timeliness", "warning", 5, 100),
        ("b", "accuracy", "critical", 1, 100), ("b", "validity", "warning", 5, 100),
    ),
    INDICATORS,
)  # fmt: skip


def test_an_indicator_has_the_band_of_its_worst_dimension_with_the_dimensions_named() -> None:
    bands = indicator_bands(MIXED)
    assert bands.to_numpy().tolist() == [
        ["a", "Some concerns", "validity, timeliness"],
        ["b", "Serious concerns", "accuracy"],
        ["c", "Not tested", ""],
    ]
    good = quality_scores(results(accuracy("warning", 0, 10)), INDICATORS)
    assert indicator_bands(good)["quality_band"].tolist() == ["Good", "Not tested", "Not tested"]


def test_the_bands_of_a_dashboard_are_counted() -> None:
    counts = dashboard_bands(MIXED, INDICATORS).set_index(["dashboard", "dimension"])
    assert list(counts.index) == [(name, dimension) for name in ("Air", "Waste") for dimension in DIMENSIONS]
    columns = ["indicators", "tested", "some", "serious", "band"]
    assert counts.loc[("Air", "accuracy"), columns].tolist() == [2, 1, 0, 0, "Good"]
    assert counts.loc[("Air", "validity"), columns].tolist() == [2, 1, 1, 0, "Some concerns"]
    assert counts.loc[("Waste", "accuracy"), columns].tolist() == [1, 1, 0, 1, "Serious concerns"]
    assert counts.loc[("Waste", "relevance"), columns].tolist() == [1, 0, 0, 0, "Not tested"]
