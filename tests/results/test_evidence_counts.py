"""The strength of evidence beside the directions, counted and sorted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.results import evidence_counts
from helpers.results.compendium import dashboard_counts, direction_counts

UP, SAME, DOWN, UNKNOWN = "Improved", "No real change", "Worsened", "Cannot be determined"
CLEAR, USUAL, UNTOLD = "clear", "within its usual ups and downs", "cannot be told"

ROWS = pd.DataFrame(
    [
        ("a", UP, CLEAR, "limits", 5.0, 0.001, "higher_is_better"),
        ("b", UP, USUAL, "noise", -1.0, 0.3, "lower_is_better"),
        ("c", UP, CLEAR, "noise", -3.0, 0.004, "lower_is_better"),
        ("d", SAME, CLEAR, "limits", -2.0, 0.045, "higher_is_better"),
        ("e", SAME, USUAL, "noise", 0.0, 1.0, "higher_is_better"),
        ("f", DOWN, CLEAR, "noise", 9.0, 0.0001, "lower_is_better"),
        ("g", DOWN, UNTOLD, "few", np.nan, np.nan, "lower_is_better"),
        ("h", UNKNOWN, UNTOLD, "no file", np.nan, np.nan, "lower_is_better"),
    ],
    columns=["indicator_id", "direction", "evidence", "evidence_reason", "z", "p", "polarity"],
).assign(title=lambda frame: "Title " + frame["indicator_id"])


def test_clear_changes_are_counted_beside_each_direction() -> None:
    row = direction_counts(ROWS).iloc[0]
    assert row[["improved", "no_real_change", "worsened", "cannot_be_determined"]].tolist() == [3, 2, 2, 1]
    assert row[["improved_clear", "no_real_change_clear", "worsened_clear"]].tolist() == [2, 1, 1]
    assert "improved_clear" not in direction_counts(ROWS.drop(columns="evidence")).columns


def test_clear_changes_are_counted_by_dashboard_beside_the_right_one() -> None:
    frame = ROWS.assign(theme="t", theme_order=1, dashboard=list("yyxxxxxx"), dashboard_order=[2] * 2 + [1] * 6)
    counts = dashboard_counts(frame)
    assert counts["dashboard"].tolist() == ["x", "y"]
    assert counts["improved_clear"].tolist() == [1, 1]
    assert counts["worsened_clear"].tolist() == [1, 0]


def test_the_number_by_chance_is_one_in_twenty_of_what_is_tested() -> None:
    """Six have a p. Adjusted: 0.0006, 0.003, 0.008, 0.0675, 0.36, 1; by the stricter rule times 2.45: three stay."""
    chance = evidence_counts.count_by_chance(ROWS)
    assert (chance["tested"], chance["clear"], chance["clear_better"], chance["clear_worse"]) == (6, 4, 2, 2)
    assert round(chance["by_chance"], 9) == 0.3
    assert (chance["stay"], chance["stay_any"]) == (4, 3)


def test_the_strength_is_counted_by_direction_and_by_ground() -> None:
    by_direction = evidence_counts.evidence_by_direction(ROWS)
    assert by_direction.to_numpy().tolist() == [[UP, 2, 1, 0, 3], [SAME, 1, 1, 0, 2], [DOWN, 1, 0, 1, 2]]
    assert evidence_counts.ground_counts(ROWS).to_numpy().tolist() == [
        [CLEAR, "limits", 2],
        [CLEAR, "noise", 2],
        [USUAL, "noise", 2],
        [UNTOLD, "few", 1],
    ]
    none = evidence_counts.evidence_by_direction(ROWS.tail(1))
    assert none["total"].tolist() == [0, 0, 0]
    assert evidence_counts.ground_counts(ROWS.tail(1)).empty


def table() -> pd.DataFrame:
    frame = ROWS[["indicator_id", "evidence", "z", "p"]].assign(reason=ROWS["evidence_reason"])
    names = ["difference_lower", "difference_upper", "usual_lower", "usual_upper", "group_change", "shrunken_change"]
    return frame.assign(**dict.fromkeys(names, 0.5))


def test_the_evidence_stands_beside_the_direction_and_changes_nothing_of_it() -> None:
    bare = ROWS[["indicator_id", "direction"]]
    result = evidence_counts.with_evidence(bare, table().iloc[::-1])
    pd.testing.assert_frame_equal(result[bare.columns.tolist()], bare)
    pd.testing.assert_frame_equal(result, ROWS[["indicator_id", "direction", "evidence", "evidence_reason", "z", "p"]])


def test_the_clearest_changes_are_by_evidence_and_turned_by_polarity() -> None:
    result = evidence_counts.clearest_changes(ROWS, table())
    assert result["indicator_id"].tolist() == ["a", "c", "d", "f"]
    assert result["size"].tolist() == [5.0, 3.0, -2.0, -9.0]
    assert evidence_counts.clearest_changes(ROWS, table(), most=1)["indicator_id"].tolist() == ["a", "f"]
    assert evidence_counts.clearest_changes(ROWS[ROWS["evidence"] != CLEAR], table()).empty
    assert evidence_counts.clearest_changes(ROWS.assign(polarity="neutral"), table()).empty


def test_what_worsened_and_is_behind_has_the_clear_ones_first() -> None:
    frame = pd.DataFrame(
        {
            "title": list("abcdefg"),
            "direction": [DOWN, DOWN, DOWN, DOWN, DOWN, UP, DOWN],
            "quartile": pd.array([4, 4, 4, 4, 3, 4, None], dtype="Int64"),
            "evidence": [UNTOLD, USUAL, CLEAR, CLEAR, CLEAR, CLEAR, CLEAR],
            "z": [np.nan, 1.0, -2.5, 4.0, 9.0, 9.0, 9.0],
        }
    )
    result = evidence_counts.worse_and_behind(frame)
    assert result["title"].tolist() == ["d", "c", "b", "a"]
    assert result.columns.tolist() == frame.columns.tolist()
