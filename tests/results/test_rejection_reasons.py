"""Rejected rows by the reason: what is counted and shown together."""

from __future__ import annotations

import pandas as pd

from helpers.results.rejection_reasons import rejected_rows_by_reason, rejections_by_reason
from helpers.wording import LATER_EDITION, NO_MEASURE, NO_MEASURE_OF_FILE, SAME_FIGURE

FILES = pd.DataFrame({"file": ["a.csv", "b.csv"], "known_measures": [2, 0]})


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["file", "row", "column", "value", "reason", "row_used"])


def test_reasons_are_counted_without_the_row_that_they_name() -> None:
    rows = [("a.csv", row, "period", "2022", f"{SAME_FIGURE}b.csv row {row + 7}", False) for row in (2, 3, 9)]
    rows += [("a.csv", row, "period", "2022", f"{LATER_EDITION}b.csv row {row}", False) for row in (12, 13)]
    rows += [("a.csv", row, "area", "E1", "not an area", False) for row in (4, 5)]
    cells = [("a.csv", row, "denominator", "0", "a denominator of zero", True) for row in range(20, 30)]
    assert rejected_rows_by_reason(frame(*rows, *cells), FILES).to_numpy().tolist() == [
        ["a.csv", "the same figure is in another file", 3],
        ["a.csv", "a later edition gives this figure", 2],
        ["a.csv", "not an area", 2],
    ]


def test_rows_of_one_reason_are_one_line_with_some_of_their_rows_and_values() -> None:
    rows = [("a.csv", row, "area", f"E{row % 5}", "not an area", False) for row in (1002, 1004, 1005, 1007, 1008)]
    cells = [("a.csv", 3, "numerator", "-1", "below zero", True), ("a.csv", 3, "denominator", "", "below zero", True)]
    assert rejections_by_reason(frame(*cells, *rows), FILES).to_dict("records") == [
        {
            "file": "a.csv",
            "row_used": False,
            "reason": "not an area",
            "count": 5,
            "rows": "1,002, 1,004, 1,005 and 2 more",
            "columns": "area",
            "values": "E2, E4, E0 and 1 more",
        },
        {
            "file": "a.csv",
            "row_used": True,
            "reason": "below zero",
            "count": 2,
            "rows": "3",
            "columns": "numerator, denominator",
            "values": "-1, [blank]",
        },
    ]


def test_a_file_without_a_measure_of_the_register_has_one_line() -> None:
    """Whatever else is true of some of its rows; a file with such a measure keeps its reasons."""
    rows = [
        (name, row, column, "x", reason, False)
        for name in ("a.csv", "b.csv")
        for row, column, reason in [
            *((row, "measure", NO_MEASURE) for row in (2, 4, 5)),
            (3, "code", "the row has no code"),
            (6, "measure", f"{NO_MEASURE}; the nearest is 'y' (z)"),
        ]
    ]
    assert rejected_rows_by_reason(frame(*rows), FILES).to_numpy().tolist() == [
        ["a.csv", NO_MEASURE, 4],
        ["a.csv", "the row has no code", 1],
        ["b.csv", NO_MEASURE_OF_FILE, 5],
    ]
    reasons = rejections_by_reason(frame(*rows), FILES).set_index("file").loc["b.csv"]
    assert reasons[["count", "rows", "columns", "values"]].tolist() == [5, "2 to 6", "measure, code", "x"]


def test_a_file_whose_rows_the_format_refuses_keeps_their_reasons() -> None:
    rows = frame(
        ("b.csv", 2, "", "", "3 fields, expected 4", False), ("b.csv", 3, "", "", "5 fields, expected 4", False)
    )
    assert rejected_rows_by_reason(rows, FILES).to_numpy().tolist() == [["b.csv", "\u2026 fields, expected 4", 2]]


def test_nothing_rejected_is_an_empty_table() -> None:
    nothing = frame().astype({"row": "int64", "row_used": "bool"})
    assert rejected_rows_by_reason(nothing, FILES).empty
    assert rejections_by_reason(nothing, FILES).empty
