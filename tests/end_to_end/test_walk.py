"""The way of a report from draft to final: a late file, scrutiny with comments, an amendment, the Cabinet, the council.

What each stage says has moved is held against a difference of the tables for spreadsheets, made by the test itself.
"""

from __future__ import annotations

import csv
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from report_copies import CHANGED

from helpers.results.stage_changes import WHAT

STAGES = ("draft", "scrutiny", "cabinet", "final")
COMMENT = "2023,alcohol,comment,Scrutiny Commission,2023-11-08,Why did admissions fall?," + CHANGED.indicator_id
ANSWER = "A newer edition of the figures came in.,2023-11-15,Minute 8"
AMENDMENT = (
    "2023,late_file,amendment,Head of Performance,2023-11-20,The newer figure of admissions was taken in.,"
    f"{CHANGED.indicator_id},Chief Executive,It came after the papers were printed.,2023-11-20,"
)
OWNER = "Director of Public Health"


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


def do(checkout: Any, *command: str) -> str:
    done = checkout.helpers(*command)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def go_on_to(checkout: Any, stage: str) -> None:
    """Set the stage, make the report and freeze it."""
    path = checkout.root / "params/2023.yml"
    before = STAGES[STAGES.index(stage) - 1]
    path.write_text(path.read_text().replace(f"stage: {before}", f"stage: {stage}", 1))
    do(checkout, "report", "--year=2023")
    do(checkout, "stage", "--year=2023", f"--stage={stage}")


@pytest.fixture(scope="module")
def walked(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A copy of the checkout in which a report has gone from draft to final, and what the late file was said to do."""
    root = shutil.copytree(built.root, tmp_path_factory.mktemp("walk") / "project")
    checkout = type(built)(root)
    do(checkout, "stage", "--year=2023", "--stage=draft")
    late = tmp_path_factory.mktemp("late")
    text = (root / "data/raw" / CHANGED.file).read_text()
    assert text.count(CHANGED.row) == 1
    (late / Path(CHANGED.file).name).write_text(text.replace(CHANGED.row, CHANGED.new_row))
    taken = do(checkout, "update", "--year=2023", f"--from={late}", "--accept=yes")
    comments = root / "params/comments.csv"
    with comments.open("a", encoding="utf-8") as file:
        file.write(f"{COMMENT},{OWNER},,,Minute 8\n")
    go_on_to(checkout, "scrutiny")
    comments.write_text(comments.read_text().replace(f"{OWNER},,,Minute 8", f"{OWNER},{ANSWER}") + f"{AMENDMENT}\n")
    go_on_to(checkout, "cabinet")
    with (root / "params/approvals.csv").open("a", encoding="utf-8") as file:
        for body, day in (("cabinet", "2023-11-24"), ("council", "2023-12-06")):
            file.write(f"2023,{body},{day},Minute 12,Head of Democratic Services\n")
    go_on_to(checkout, "final")
    return root, taken


def test_the_late_file_is_taken_in_after_what_it_changes_is_printed(walked: Any) -> None:
    root, taken = walked
    line = f"figure: {CHANGED.before} -> {CHANGED.after} (revision)"
    assert line in taken.partition("Taken in.")[0]
    sidecar = (root / "data/raw" / CHANGED.file).with_suffix(".source.yml").read_text()
    assert "edition: taken in on " in sidecar


def test_the_log_of_each_stage_has_what_moved_and_nothing_else(walked: Any) -> None:
    root = walked[0]
    for then, now in pairwise(STAGES):
        changes = rows_of(root / f"stages/2023/{now}/changes.csv")
        of_figures = {(row["indicator_id"], row["what"]) for row in changes if row["what"] in WHAT.values()}
        assert of_figures == moved_by_the_tables(root, then, now), now
        assert bool(of_figures) is (now == "scrutiny")
        assert {row["indicator_id"] for row in changes} <= {CHANGED.indicator_id, ""}, now
    (row,) = (row for row in rows_of(root / "stages/2023/scrutiny/changes.csv") if row["what"] == "figure")
    assert (row["old"], row["new"], row["cause"]) == (CHANGED.before, CHANGED.after, "revision")


def test_comments_and_amendments_are_printed_and_answered(walked: Any) -> None:
    pages = {stage: (walked[0] / f"stages/2023/{stage}/reports/2023/around.html").read_text() for stage in STAGES}
    printed = {
        stage: ("Why did admissions fall?" in page, "Without a response" in page) for stage, page in pages.items()
    }
    assert printed == {
        "draft": (False, False),
        "scrutiny": (True, True),
        "cabinet": (True, False),
        "final": (True, False),
    }
    assert ["What officers amended" in page for page in pages.values()] == [False, False, True, True]
    index = (walked[0] / "stages/2023/final/reports/2023/index.html").read_text()
    assert "Final." in index
