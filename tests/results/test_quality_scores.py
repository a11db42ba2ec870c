"""Scores and bands of data quality, worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.results.quality_scores import dashboard_bands, indicator_bands, quality_scores, with_concerned
from helpers.verdicts import DIMENSIONS

INDICATORS = pd.DataFrame({"indicator_id": ["b", "a", "c"], "dashboard": ["Waste", "Air", "Air"]})


PRINTED = pd.DataFrame(
    {
        "indicator_id": ["a", "b", "c"],
        "period": ["2023", "2023", "2022"],
        "previous_period": ["2022", None, "2021"],
        "stale": False,
        "definition_changed": False,
    }
)
FAILURES = pd.DataFrame(
    {name: pd.Series(dtype="str") for name in ("indicator_id", "dimension", "severity", "concerns", "check_id")}
)


def failures(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Failing rows of the checks C0, C1, ... in turn."""
    frame = pd.DataFrame(rows, columns=FAILURES.columns[:-1])
    return frame.assign(check_id=[f"C{index}" for index in range(len(frame))])


def scored(results: pd.DataFrame, failing: pd.DataFrame = FAILURES, printed: pd.DataFrame = PRINTED) -> pd.DataFrame:
    return quality_scores(results, failing, printed, INDICATORS)


def results(*rows: tuple[str, str, str, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator_id", "dimension", "severity", "rows_failing", "rows_tested"])
    checks = [f"C{index}" for index in range(len(frame))]
    frame = frame.assign(check_id=checks, table="observations")
    return frame.assign(outcome=["Fail" if failing else "Pass" for failing in frame["rows_failing"]])


def score(*rows: tuple[str, str, str, int, int]) -> pd.Series:
    scores = scored(results(*rows))
    return scores[(scores["indicator_id"] == "a") & (scores["dimension"] == "accuracy")].iloc[0]


def accuracy(severity: str, failing: int, tested: int) -> tuple[str, str, str, int, int]:
    return "a", "accuracy", severity, failing, tested


def test_an_unusual_newest_figure_is_a_concern_and_no_part_of_the_score() -> None:
    result = results(accuracy("warning", 0, 10), accuracy("warning", 1, 1))
    result["table"] = ["observations", "newest"]
    failing = failures(("a", "accuracy", "warning", "the newest figure"))
    score = scored(result, failing).set_index(["indicator_id", "dimension"]).loc[("a", "accuracy")]
    assert (score["score"], score["band"], score["rows_tested"]) == (100.0, "Some concerns", 10)
    assert score["reason"] == "the newest figure fails C0"


def test_there_is_one_row_for_every_indicator_and_dimension_in_order() -> None:
    scores = scored(results(accuracy("warning", 0, 10)))
    pairs = scores[["indicator_id", "dimension"]].to_numpy().tolist()
    assert pairs == [[indicator, dimension] for indicator in "abc" for dimension in DIMENSIONS]
    assert (scores["band"] == "Not tested").sum() == 17
    assert scores.columns.tolist() == [
        "indicator_id",
        "dimension",
        "rows_tested",
        "rows_failing",
        "score",
        "band",
        "reason",
    ]


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
    result = score(*(accuracy(*row) for row in rows))
    assert result["score"] == pytest.approx(expected)
    assert result["band"] == band
    counted = [row for row in rows if row[0] != "information"]
    assert result["rows_failing"] == sum(row[1] for row in counted)
    assert result["rows_tested"] == sum(row[2] for row in counted)


@pytest.mark.parametrize("rows", [[("information", 5, 10)], [("warning", 0, 0)]])
def test_what_is_only_information_or_has_no_rows_is_not_tested(rows: list[tuple[str, int, int]]) -> None:
    result = score(*(accuracy(*row) for row in rows))
    assert math.isnan(result["score"])
    assert (result["band"], result["rows_tested"], result["rows_failing"]) == ("Not tested", 0, 0)


def test_what_is_about_no_indicator_or_one_that_is_not_in_the_register_is_left_out() -> None:
    scores = scored(results(("", "accuracy", "critical", 1, 1), ("x", "accuracy", "critical", 1, 1)))
    assert set(scores["indicator_id"]) == {"a", "b", "c"}
    assert set(scores["band"]) == {"Not tested"}


MIXED = scored(
    results(
        accuracy("warning", 0, 10),
        ("a", "validity", "warning", 5, 100),
        ("a", "timeliness", "warning", 5, 100),
        ("b", "accuracy", "critical", 1, 100),
        ("b", "validity", "warning", 5, 100),
    )
)


def test_an_indicator_has_the_band_of_its_worst_dimension_with_the_dimensions_named() -> None:
    bands = indicator_bands(MIXED)
    assert bands.to_numpy().tolist() == [
        ["a", "Some concerns", "validity, timeliness"],
        ["b", "Serious concerns", "accuracy"],
        ["c", "Not tested", ""],
    ]
    good = scored(results(accuracy("warning", 0, 10)))
    assert indicator_bands(good)["quality_band"].tolist() == ["Good", "Not tested", "Not tested"]


def test_the_bands_of_a_dashboard_are_counted() -> None:
    counts = dashboard_bands(MIXED, INDICATORS).set_index(["dashboard", "dimension"])
    assert list(counts.index) == [(name, dimension) for name in ("Air", "Waste") for dimension in DIMENSIONS]
    columns = ["indicators", "tested", "some", "serious", "band"]
    assert counts.loc[("Air", "accuracy"), columns].tolist() == [2, 1, 0, 0, "Good"]
    assert counts.loc[("Air", "validity"), columns].tolist() == [2, 1, 1, 0, "Some concerns"]
    assert counts.loc[("Waste", "accuracy"), columns].tolist() == [1, 1, 0, 1, "Serious concerns"]
    assert counts.loc[("Waste", "relevance"), columns].tolist() == [1, 0, 0, 0, "Not tested"]


def band_of(scores: pd.DataFrame, indicator: str, dimension: str) -> list[object]:
    row = scores[(scores["indicator_id"] == indicator) & (scores["dimension"] == dimension)]
    return row[["score", "band", "reason"]].iloc[0].tolist()


@pytest.mark.parametrize(
    ("concerns", "band"),
    [
        ("the newest figure", "Some concerns"),
        ("the figure before it", "Some concerns"),
        ("the indicator as a whole", "Some concerns"),
        ("another figure of the council", "Good"),
        ("other councils", "Good"),
    ],
)
def test_a_failure_of_what_is_printed_is_a_concern_however_many_rows_pass(concerns: str, band: str) -> None:
    """One row of 1,000 fails, so the score is 99.9 whosever row it is."""
    failing = failures(("a", "accuracy", "warning", concerns), ("b", "validity", "warning", concerns))
    result = band_of(scored(results(accuracy("warning", 1, 1000)), failing), "a", "accuracy")
    assert result == [pytest.approx(99.9), band, "" if band == "Good" else f"{concerns} fails C0"]


def test_what_is_only_noted_of_a_printed_figure_is_no_concern() -> None:
    failing = failures(("a", "accuracy", "information", "the newest figure"))
    assert band_of(scored(results(accuracy("warning", 0, 10)), failing), "a", "accuracy")[1:] == ["Good", ""]


def test_a_critical_failure_is_serious_whosever_figure_fails() -> None:
    failing = failures(("a", "accuracy", "critical", "other councils"))
    result = band_of(scored(results(accuracy("critical", 1, 1000)), failing), "a", "accuracy")
    assert result == [0.0, "Serious concerns", "a critical check fails"]


def test_no_figure_of_the_council_is_a_serious_concern_of_completeness_alone() -> None:
    printed = PRINTED.assign(period=["2023", "2023", None])
    rows = results(*((name, "completeness", "warning", 0, 5) for name in "abc"), accuracy("warning", 0, 5))
    scores = scored(rows, printed=printed)
    assert band_of(scores, "c", "completeness") == [0.0, "Serious concerns", "the council has no figure"]
    assert band_of(scores, "a", "completeness") == [100.0, "Good", ""]
    assert band_of(scores, "c", "accuracy")[1] == "Not tested"


def test_a_changed_definition_is_a_concern_of_reliability_and_an_old_figure_one_of_relevance() -> None:
    printed = PRINTED.assign(definition_changed=[True, False, False], stale=[False, True, False])
    rows = results(*((name, value, "warning", 0, 5) for name in "abc" for value in ("reliability", "relevance")))
    scores = scored(rows, printed=printed)
    assert band_of(scores, "a", "reliability")[1:] == [
        "Some concerns",
        "the definition changed at or since the figure before",
    ]
    assert band_of(scores, "b", "relevance")[1:] == ["Some concerns", "the newest figure is too old for the headline"]
    assert (scores["band"] == "Some concerns").sum() == 2


def test_what_matters_most_is_the_reason() -> None:
    failing = failures(
        ("a", "accuracy", "warning", "the figure before it"),
        ("a", "accuracy", "warning", "the newest figure"),
        ("a", "accuracy", "warning", "the newest figure"),
        ("a", "accuracy", "information", "the newest figure"),
    )
    assert band_of(scored(results(accuracy("warning", 5, 100)), failing), "a", "accuracy") == [
        95.0,
        "Some concerns",
        "the newest figure fails C1 and C2",
    ]
    low = scored(results(accuracy("warning", 50, 100)), failing)
    assert band_of(low, "a", "accuracy") == [
        50.0,
        "Serious concerns",
        "the score is under 90; the newest figure fails C1 and C2",
    ]


def test_failing_rows_say_what_of_the_council_they_concern() -> None:
    rows = [
        ("a", "E1", "2023", "the newest figure"),
        ("a", "E0", "2022", "the figure before it"),
        ("a", "E1", "2021", "another figure of the council"),
        ("a", "E9", "2023", "other councils"),
        ("a", "", "2023", "the newest figure"),
        ("a", "", "2021", "another figure of the council"),
        ("a", "", "", "the indicator as a whole"),
        ("", "", "", "other councils"),
        ("x", "E1", "2023", "other councils"),
        ("b", "E1", "2022", "another figure of the council"),
    ]
    frame = pd.DataFrame(rows, columns=["indicator_id", "area_code", "period", "expected"])
    result = with_concerned(frame, PRINTED, ["E0", "E1"])
    assert result["concerns"].tolist() == frame["expected"].tolist()
