"""The way of a report from draft to final: a late file, scrutiny with comments, an amendment, the approvals.

What each stage says has moved is held against a difference of the tables for spreadsheets, made by the test itself.
"""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

from planted_counts import IN_THE_REGISTER
from report_copies import CHANGED
from stage_walk import STAGES, Walked

from helpers.results.stage_changes import WHAT


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def moved_by_the_tables(root: Path, then: str, now: str) -> set[tuple[str, str]]:
    """Indicator and what of each cell of the compendium that differs between two frozen stages."""
    before, after = (
        {row["indicator_id"]: row for row in rows_of(root / f"stages/2023/{stage}/data/processed/2023/compendium.csv")}
        for stage in (then, now)
    )
    return {
        (name, what)
        for name in before.keys() | after.keys()
        for column, what in WHAT.items()
        if before.get(name, {}).get(column, "") != after.get(name, {}).get(column, "")
    }


def test_the_late_file_is_taken_in_after_what_it_changes_is_printed(walked: Walked) -> None:
    root, taken = walked.root, walked.taken
    line = f"figure: {CHANGED.before} -> {CHANGED.after} (revision)"
    assert line in taken.partition("Taken in.")[0]
    sidecar = (root / "data/raw" / CHANGED.file).with_suffix(".source.yml").read_text()
    assert "edition: taken in on " in sidecar


def test_the_log_of_each_stage_has_what_moved_and_nothing_else(walked: Walked) -> None:
    root = walked.root
    for then, now in pairwise(STAGES):
        changes = rows_of(root / f"stages/2023/{now}/changes.csv")
        of_figures = {(row["indicator_id"], row["what"]) for row in changes if row["what"] in WHAT.values()}
        assert of_figures == moved_by_the_tables(root, then, now), now
        assert bool(of_figures) is (now == "scrutiny")
        handed_in = set(IN_THE_REGISTER) if now == "scrutiny" else set()
        assert {row["indicator_id"] for row in changes} <= {CHANGED.indicator_id, "", *handed_in}, now
    moved = {
        row["indicator_id"]: row
        for row in rows_of(root / "stages/2023/scrutiny/changes.csv")
        if row["what"] == "figure"
    }
    row = moved.pop(CHANGED.indicator_id)
    assert moved.keys() <= IN_THE_REGISTER.keys()
    assert (row["old"], row["new"], row["cause"]) == (CHANGED.before, CHANGED.after, "revision")


def test_comments_and_amendments_are_printed_and_answered(walked: Walked) -> None:
    pages = {stage: (walked.root / f"stages/2023/{stage}/reports/2023/around.html").read_text() for stage in STAGES}
    printed = {
        stage: ("Why did admissions fall?" in page, "Without a response" in page) for stage, page in pages.items()
    }
    assert printed == {
        "draft": (False, False),
        "scrutiny": (True, True),
        "final": (True, False),
    }
    assert ["What officers amended" in page for page in pages.values()] == [False, False, True]
    index = (walked.root / "stages/2023/final/reports/2023/index.html").read_text()
    assert "Final." in index
