"""The way of a report from draft to final: a late file, scrutiny with comments, an amendment, the approvals.

What each stage says has moved is held against a difference of the tables for spreadsheets and of the words of pages,
made by code of the tests' own (`stage_differences`).
"""

from __future__ import annotations

import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path

from docx import Document
from planted_counts import IN_THE_REGISTER
from report_copies import CHANGED
from stage_differences import cells_that_differ, letters, number, rows_of, words_that_differ
from stage_walk import (
    AMENDED,
    ANSWERED,
    LATE_FIGURE,
    LATE_RETURN,
    REASON,
    SPOILT,
    STAGES,
    WORDS,
    Walked,
)


def test_the_late_file_is_taken_in_after_what_it_changes_is_printed(walked: Walked) -> None:
    root, taken = walked.root, walked.taken
    line = f"figure: {CHANGED.before} -> {CHANGED.after} (revision)"
    assert line in taken.partition("Taken in.")[0]
    sidecar = (root / "data/raw" / CHANGED.file).with_suffix(".source.yml").read_text()
    assert "edition: taken in on " in sidecar


LATE_FILE_ON = (f"indicators/{CHANGED.indicator_id}.html",)
"""The pages that state the figure of the late file, and none of the returns that came with it."""


NO_RETURNS = "source not available: no file of Returns of local indicators was supplied"
"""Why the indicators of the returns had no figure in the draft; then returns came in that most are not in."""


def log_of(root: Path, stage: str) -> list[dict[str, str]]:
    return rows_of(root / f"stages/2023/{stage}/changes.csv")


def test_every_cell_of_a_table_that_moved_is_in_the_log_of_its_stage(walked: Walked) -> None:
    folder, moved = walked.root / "stages/2023", {}
    for then, now in pairwise(STAGES):
        cells = cells_that_differ(*(folder / f"{stage}/data/processed/2023" for stage in (then, now)))
        of_late_file = [cell for cell in cells if cell.indicator == CHANGED.indicator_id]
        logged = {(row["indicator_id"], number(row["old"]), number(row["new"])) for row in log_of(walked.root, now)}
        assert [cell for cell in of_late_file if (cell.indicator, cell.old, cell.new) not in logged] == [], now
        moved[now] = {(cell.table, cell.column) for cell in of_late_file}
    assert {("group_comparisons", "rank"), ("evidence", "expected_next"), ("compendium", "value")} <= moved["scrutiny"]
    assert {table for table, _ in moved["cabinet"]} <= {"officers_words"}
    assert moved["final"] == set()


def test_every_paragraph_that_is_new_on_a_page_is_in_the_log_of_its_stage(walked: Walked) -> None:
    """Of the draft, those pages are compared on which the returns that came in then say nothing."""
    folder = walked.root / "stages/2023"
    for then, now in pairwise(STAGES):
        pages = LATE_FILE_ON if now == "scrutiny" else ("**/*.html",)
        logged = {letters(row["new"]) for row in log_of(walked.root, now) if row["new"]}
        reports = [folder / f"{stage}/reports/2023" for stage in (then, now)]
        words = {one for page in pages for one in words_that_differ(*reports, page)}
        assert bool(words) is (now != "final"), now
        sentences = [row for row in logged if len(row) > 15]  # a shorter one could be part of any other
        unlisted = {one for one in words if one[1] not in logged and not any(row in one[1] for row in sentences)}
        assert unlisted == set(), now


def test_the_log_of_the_cabinet_has_the_answer_the_amendment_and_the_words_that_it_changed(walked: Walked) -> None:
    rows = log_of(walked.root, "cabinet")
    assert {row["cause"] for row in rows} <= {"commentary", "wording"}
    others = [row for row in rows if not row["what"].startswith("sentence of ")]
    assert {(row["indicator_id"], row["what"], row["old"], row["new"], row["cause"]) for row in others} == {
        (CHANGED.indicator_id, what, "", words, "commentary")
        for what, words in (
            ("officer's words", WORDS),
            ("answer to a comment", ANSWERED),
            ("amendment", AMENDED),
            ("reason of an amendment", REASON),
        )
    }


def test_no_result_moves_but_of_the_late_file_the_comment_and_the_returns(walked: Walked) -> None:
    root = walked.root
    for _, now in pairwise(STAGES):
        handed_in = {*IN_THE_REGISTER, LATE_RETURN} if now == "scrutiny" else set()
        results = [row for row in log_of(root, now) if not row["what"].startswith("sentence of ")]
        results = [row for row in results if row["old"] != NO_RETURNS]
        assert {row["indicator_id"] for row in results} <= {CHANGED.indicator_id, "", *handed_in}, now
    came_in = [row["cause"] for row in log_of(root, "scrutiny") if row["old"] == NO_RETURNS]
    assert set(came_in) == {"late figure"}
    asked = [row["new"] for row in log_of(root, "scrutiny") if row["what"] == "comment"]
    assert asked == ["Why did admissions fall?"]
    moved = {
        row["indicator_id"]: row
        for row in rows_of(root / "stages/2023/scrutiny/changes.csv")
        if row["what"] == "figure"
    }
    row = moved.pop(CHANGED.indicator_id)
    late = moved.pop(LATE_RETURN)
    assert (late["old"], late["new"], late["cause"]) == ("", LATE_FIGURE, "late figure")
    of_late = [one for one in log_of(root, "scrutiny") if one["indicator_id"] == LATE_RETURN]
    assert {one["cause"] for one in of_late} == {"late figure"}
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
        "cabinet": (True, False),
        "final": (True, False),
    }
    assert ["What officers amended" in page for page in pages.values()] == [False, False, True, True]
    index = (walked.root / "stages/2023/final/reports/2023/index.html").read_text()
    assert "Final." in index


# That the report of the Cabinet is made again from what was frozen with it is tested in test_verify.


def test_one_byte_of_a_frozen_raw_file_is_named_and_ends_with_4(walked: Walked) -> None:
    assert walked.spoilt.returncode == 4
    rows = [line.split(" | ") for line in walked.spoilt.stdout.splitlines() if " | " in line][1:]
    assert [row[0] for row in rows] == [SPOILT]
    assert "2023 is not identical: 1 difference." in walked.spoilt.stderr


def test_pages_and_papers_of_a_stage_say_what_moved_since_the_one_before(walked: Walked) -> None:
    for then, now in pairwise(STAGES):
        report = walked.root / f"stages/2023/{now}/reports/2023"
        title = f"What has changed since the {then.capitalize()} stage"
        assert f">{title}</a>" in (report / "index.html").read_text()
        page = (report / "moved.html").read_text()
        assert title in page
        log = log_of(walked.root, now)
        number_of_all = re.search(r'data-fact="moved_counts/all/number"[^>]*>([0-9,]+)<', page)
        assert (int(number_of_all[1].replace(",", "")) if number_of_all else 0) == len(log)
        record = json.loads((report / "manifest.json").read_text())["stage_before"]
        printed = (walked.root / f"stages/2023/{then}/printed.zip").read_bytes()
        assert record == {"stage": then, "sha256": hashlib.sha256(printed).hexdigest()}
        assert (report / f"printed_at_{then}.zip").read_bytes() == printed
        for body in ("cabinet", "council"):
            document = Document(str(report / f"paper_{body}.docx"))
            assert title in [paragraph.text for paragraph in document.paragraphs], body
    draft = walked.root / "stages/2023/draft/reports/2023"
    assert not (draft / "moved.html").exists()
    assert "What has changed since the" not in (draft / "index.html").read_text()
    cells = {
        cell.text
        for table in Document(str(walked.root / "stages/2023/scrutiny/reports/2023/paper_cabinet.docx")).tables
        for row in table.rows
        for cell in row.cells
    }
    assert {CHANGED.before, CHANGED.after, "revision"} <= cells


def test_what_moved_goes_with_the_papers_as_an_annex(walked: Walked) -> None:
    folder = walked.root / "stages/2023/cabinet"
    document = Document(str(folder / "changes.docx"))
    words = [paragraph.text for paragraph in document.paragraphs]
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    log = log_of(walked.root, "cabinet")
    assert f"{len(log)} changes since the stage scrutiny" in " ".join(words)
    assert {WORDS, ANSWERED, AMENDED, REASON} <= cells
    assert not (walked.root / "stages/2023/draft/changes.docx").exists()
