"""The record, the files, the raw files, the inputs and the packages are checked, and each fault is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_project import hashed, make_report, write, write_inputs

from helpers.paths import Project
from helpers.pipeline.freshness import digest
from helpers.pipeline.manifest import Record, read_record
from helpers.pipeline.verify.checks import (
    check_files,
    check_inputs,
    check_packages,
    check_raw_files,
    check_record,
)
from helpers.pipeline.verify.differences import Difference
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem
from helpers.sources.sidecar import raw_files

REPORT, TABLES = "reports/2023", "data/processed/2023"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with one raw file, one notebook, one parameter file, and the report that follows from them."""
    made = write_inputs(tmp_path / "project")
    make_report(made)
    return made


def record_of(project: Project) -> Record:
    return read_record(project.root / REPORT, "the record")


def of_files(project: Project, *, with_tables: bool = True) -> list[tuple[str, str, str]]:
    report = HandedOver(project.root / REPORT, project.root / TABLES if with_tables else None)
    called = {project.root / REPORT: REPORT, project.root / TABLES: TABLES}
    return [(one.output, one.old, one.new) for one in check_files(report, record_of(project), called)]


def test_a_report_as_it_was_made_has_no_faults(project: Project) -> None:
    record = record_of(project)
    raw = raw_files(project.raw)
    assert [*check_record(record), *check_raw_files(raw, record), *check_inputs(project, record)] == []
    assert of_files(project) == []


@pytest.mark.parametrize(
    "name",
    [
        f"{REPORT}/01_one.ipynb",
        f"{REPORT}/01_one.html",
        f"{REPORT}/themes/a.html",
        f"{TABLES}/figures.csv",
        f"{TABLES}/figures.parquet",
    ],
)
def test_a_changed_file_is_named_and_so_is_a_missing_one(project: Project, name: str) -> None:
    path = project.root / name
    before = hashed(path.read_bytes())
    path.write_bytes(path.read_bytes() + b" ")
    assert of_files(project) == [(name, before, hashed(path.read_bytes()))]
    path.unlink()
    assert of_files(project) == [(name, before, "")]


def test_an_added_file_is_named(project: Project) -> None:
    write(project.root / REPORT / "themes/b.html", b"x")
    assert of_files(project) == [(f"{REPORT}/themes/b.html", "", "not in the record")]


def test_tables_that_were_not_handed_over_are_not_missing(project: Project) -> None:
    assert of_files(project, with_tables=False) == []


def change_record(record: Record, **of_step: Any) -> Record:
    step = replace(record.steps["01_one"], **of_step)
    return record.model_copy(update={"steps": {"01_one": step}})


def test_a_record_that_contradicts_itself_is_named(project: Project) -> None:
    record = record_of(project)
    step = record.steps["01_one"]
    (one,) = check_record(change_record(record, fingerprint="0" * 64))
    assert one == Difference("manifest.json", "", "01_one", "fingerprint", "0" * 64, step.fingerprint)
    facts = step.facts | {"tables": {"figures": "1" * 64}}
    read = step.tables["figures"]["parquet"]
    assert list(check_record(change_record(record, facts=facts, fingerprint=digest(facts)))) == [
        Difference("manifest.json", "figures", "01_one", "table that was read", "1" * 64, read)
    ]


def test_a_raw_file_that_is_not_as_its_sidecar_says_is_named_once(project: Project) -> None:
    before = write(project.raw / "ons/a.csv", b"2")
    assert list(check_raw_files(raw_files(project.raw), record_of(project))) == [
        Difference("data/raw/ons/a.csv", "", "", "sha256 in a.source.yml", hashed(b"1"), before)
    ]


def test_a_raw_file_of_another_edition_and_one_more_are_named(project: Project) -> None:
    now = write(project.raw / "ons/a.csv", b"2")
    sidecar = project.raw / "ons/a.source.yml"
    sidecar.write_text(sidecar.read_text().replace(hashed(b"1"), now))
    more = write(project.raw / "ons/b.csv", b"3")
    assert list(check_raw_files(raw_files(project.raw), record_of(project))) == [
        Difference("data/raw/ons/a.csv", "", "", "hash in the record", hashed(b"1"), now),
        Difference("data/raw/ons/b.csv", "", "", "hash in the record", "", more),
    ]


@pytest.mark.parametrize(("name", "content"), [("notebooks/01_one.ipynb", b"{}"), ("params/2023.yml", b"year: 2023")])
def test_a_notebook_and_a_parameter_file_that_changed_are_named(project: Project, name: str, content: bytes) -> None:
    now = write(project.root / name, content + b" ")
    assert list(check_inputs(project, record_of(project))) == [
        Difference(name, "", "", "hash in the record", hashed(content), now)
    ]


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/passwd", "params/../../outside.txt"])
def test_a_record_that_names_files_elsewhere_does_not_have_them_read(project: Project, name: str) -> None:
    write(project.root.parent / "outside.txt", b"secret")
    record = record_of(project)
    facts = record.steps["01_one"].facts | {"inputs": {name: "0" * 64}}
    assert list(check_inputs(project, change_record(record, facts=facts))) == []


LOCK = """
version = 1
[[package]]
name = "great-expectations"
version = "1.0"
[[package]]
name = "numpy"
version = "2.4"
[[package]]
name = "numpy"
version = "2.5"
"""


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        ({"great_expectations": "1.0", "numpy": "2.5", "pip": "26.0", "python": "3.11.7"}, []),
        ({"numpy": "2.6"}, [("numpy", "2.4 or 2.5", "2.6")]),
        ({"Great.Expectations": "1.1"}, [("Great.Expectations", "1.0", "1.1")]),
    ],
)
def test_packages_are_checked_against_the_lock(
    project: Project, installed: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    (project.root / "uv.lock").write_text(LOCK)
    assert [(one.key, one.old, one.new) for one in check_packages(project, installed)] == expected


def test_a_lock_that_cannot_be_read_is_refused(project: Project) -> None:
    (project.root / "uv.lock").write_text("[[")
    with pytest.raises(InputProblem, match=r"uv\.lock cannot be read"):
        list(check_packages(project, {}))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "[" * 100_000,
        lambda text: text.replace('"run": "2023"', '"run": "../2023"'),
        lambda text: text.replace('"themes/a.html"', '"../../a.html"'),
        lambda text: text.replace('"version": 1', '"version": 2'),
        lambda text: text.replace('"git"', '"got"'),
        lambda text: text[:100],
    ],
)
def test_a_record_that_no_run_writes_is_refused(project: Project, change: Callable[[str], str]) -> None:
    path = project.root / REPORT / "manifest.json"
    path.write_text(change(path.read_text()))
    with pytest.raises(InputProblem, match="the record is not what this version of the project writes"):
        record_of(project)
