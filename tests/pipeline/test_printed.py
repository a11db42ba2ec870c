"""What a report printed is one file that reads back as it was, and is the same for the same report."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.pipeline.printed import LARGEST_UNPACKED, printed_bytes, printed_tables, read_printed
from helpers.pipeline.stage_before import PRINTED, compared_with, printed_file, stage_before
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem
from helpers.sources.comments import read_comments

NOBODY = read_comments(None, (), 2023)


@pytest.fixture
def report(tmp_path: Path) -> HandedOver:
    """A report of which one table was made: a formula, a missing number, and one with 17 digits."""
    tables = tmp_path / "tables"
    tables.mkdir()
    rows = [("=1+1", "reason"), ("b", None)]
    pd.DataFrame(rows, columns=["indicator_id", "reason"]).to_parquet(tables / "not_supplied.parquet")
    observed = {"indicator_id": ["a", "b"], "area_code": "E1", "period": "2023", "value": [0.1 + 0.2, None]}
    pd.DataFrame(observed).to_parquet(tables / "observations.parquet")
    (tmp_path / "report").mkdir()
    return HandedOver(tmp_path / "report", tables)


def test_it_reads_back_as_it_was_and_has_the_same_bytes_again(report: HandedOver, tmp_path: Path) -> None:
    tables = printed_tables(report, NOBODY, {"not_supplied", "observations"})
    path = tmp_path / PRINTED
    path.write_bytes(printed_bytes(tables))
    again = read_printed(path, PRINTED)
    assert list(again) == list(tables)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(again[name], frame)
    assert again["not_supplied"]["indicator_id"].tolist() == ["=1+1", "b"]
    assert again["observations"]["value"].tolist() == ["0.3", ""]
    assert printed_bytes(again) == path.read_bytes()


def test_a_table_that_is_missing_is_named(report: HandedOver) -> None:
    with pytest.raises(InputProblem, match=r"compendium\.parquet is missing from the tables of tables"):
        printed_tables(report, NOBODY)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"x" * 1000])
def test_a_damaged_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / PRINTED
    path.write_bytes(content)
    with pytest.raises(InputProblem, match=r"^printed\.zip cannot be read: it is damaged"):
        read_printed(path, PRINTED)


def test_a_file_without_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / PRINTED
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("compendium.csv", "indicator_id\n")
    with pytest.raises(InputProblem, match="it is damaged"):
        read_printed(path, PRINTED)


def test_a_file_that_would_fill_the_memory_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / PRINTED
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("compendium.csv", bytes(LARGEST_UNPACKED + 1))
    with pytest.raises(InputProblem, match="unpacks to more than 100,000,000 bytes"):
        read_printed(path, PRINTED)


class _Settings:
    run = "2023"

    def __init__(self, stage: str) -> None:
        self.parameters = type("Parameters", (), {"stage": stage})


def settings(stage: str) -> Any:
    return _Settings(stage)


def test_the_stage_before_is_the_latest_that_was_frozen_before_that_of_the_report(tmp_path: Path) -> None:
    project = Project(tmp_path)
    for stage in ("draft", "cabinet"):
        (project.stages / "2023" / stage).mkdir(parents=True)
        (project.stages / "2023" / stage / PRINTED).write_bytes(b"x")
    named = {stage: stage_before(project, settings(stage)) for stage in ("draft", "scrutiny", "cabinet", "final")}
    assert {stage: before and before.stage for stage, before in named.items()} == {
        "draft": None,
        "scrutiny": "draft",
        "cabinet": "draft",
        "final": "cabinet",
    }
    before = named["final"]
    assert before is not None
    recorded = before.facts()
    assert compared_with({"index.html": "0", printed_file("cabinet"): recorded["sha256"]}) == recorded
    assert compared_with({"index.html": "0"}) is None


def test_a_stage_that_does_not_say_what_was_printed_is_no_silent_nothing(tmp_path: Path) -> None:
    (tmp_path / "stages/2023/draft").mkdir(parents=True)
    with pytest.raises(InputProblem, match=r"^stages/2023/draft/printed\.zip is missing, so it cannot be said"):
        stage_before(Project(tmp_path), settings("cabinet"))
