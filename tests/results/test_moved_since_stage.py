"""The list of what moved since the stage before is numbered, sorted into kinds and counted."""

from __future__ import annotations

import pandas as pd

from helpers.results.moved_since_stage import changes_of, moved_counts, moved_since_stage
from helpers.results.stage_changes import COLUMNS

CHANGES = pd.DataFrame(
    [
        ("road", "Road", "figure", "5", "6", "revision"),
        ("road", "Road", "rank (region)", "3", "", "late figure of another council"),
        ("road", "Road", "gap to England", "", "1", "revision"),
        ("", "Scrutiny Commission", "comment", "", "Why?", "commentary"),
        ("", "", "sentence of index.html", "Five.", "Six.", "counts"),
    ],
    columns=list(COLUMNS),
    dtype="str",
)


def test_each_change_has_its_number_and_kind_and_reads_back_as_it_was() -> None:
    moved = moved_since_stage(CHANGES)
    assert list(moved["change"]) == [1, 2, 3, 4, 5]
    assert list(moved["kind"]) == ["figure", "rank", "other result", "comment", "sentence"]
    assert moved["new"].isna().tolist() == [False, True, False, False, False]
    pd.testing.assert_frame_equal(changes_of(moved), CHANGES)


def test_changes_are_counted_by_part_kind_and_cause() -> None:
    counts = moved_counts(moved_since_stage(CHANGES)).set_index("measure")["number"].to_dict()
    parts = {name: counts[name] for name in ("all", "results", "from_meetings", "sentences")}
    assert parts == {"all": 5, "results": 3, "from_meetings": 1, "sentences": 1}
    assert (counts["cause: revision"], counts["kind: other result"]) == (2, 1)


def test_where_nothing_moved_the_list_is_empty_and_all_is_zero() -> None:
    moved = moved_since_stage(CHANGES.head(0))
    assert len(moved) == 0
    assert set(moved_counts(moved)["number"]) == {0}
    assert changes_of(moved).empty
