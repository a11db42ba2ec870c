"""`make update`: what it refuses before anything is made, and what it downloads where a source is named."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from publisher import Publisher, file, publisher, status

from helpers.commands.command_line import main
from helpers.commands.fetch import fetch_apart, refuse_failed
from helpers.commands.update import print_update
from helpers.commands.verify import Asked
from helpers.paths import Project
from helpers.problems import InputProblem, StepFailed
from helpers.sources.fetching.client import Client, Limits

TODAY = date(2023, 11, 20)


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The parameters and the reference files of the project."""
    folder = tmp_path_factory.mktemp("update")
    shutil.copytree(root / "params", folder / "params")
    shutil.copytree(root / "data" / "raw" / "reference", folder / "data" / "raw" / "reference")
    return Project(folder)


def test_an_answer_is_yes_or_no(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="accept must be yes or no; got 'perhaps'"):
        print_update(project, Asked("2023"), tmp_path, "perhaps", None, TODAY)


def test_there_must_be_a_report_to_compare_with(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="There is no report in reports/2023; make it first"):
        print_update(project, Asked("2023"), tmp_path, "", None, TODAY)


def test_a_folder_without_a_new_file_is_refused(project: Project, tmp_path: Path) -> None:
    (project.reports / "2023").mkdir(parents=True)
    with pytest.raises(InputProblem, match="has no file that data/raw does not have already"):
        print_update(project, Asked("2023"), tmp_path, "", None, TODAY)


FINGERTIPS = "/api/all_data/csv/by_indicator_id"
QUICK = Limits(connect=60, read=60, total=300, wait=1, attempts=1, backoff=0.01)
HEADER = (
    "Indicator ID,Area Code,Sex,Age,Category Type,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,"
    "Denominator,Value note,Compared to England value or percentiles\n"
)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as here:
        yield here


def figures(number: int, value: float = 12.5) -> bytes:
    return f"{HEADER}{number},E10000018,Persons,18+ yrs,,2023,{value},,,,,,\n".encode()


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_what_is_downloaded_lies_apart_and_what_data_raw_has_is_left_out(
    project: Project, server: Publisher, tmp_path: Path
) -> None:
    (project.raw / "ohid").mkdir(exist_ok=True)
    (project.raw / "ohid/fingertips_90284.csv").write_bytes(figures(90284))
    server.answer(FINGERTIPS, file(figures(90284)), file(figures(90988, 13.5)))
    before = hashes(project.root)
    outcomes = fetch_apart(project, "2025", "ohid_fingertips", tmp_path, Client(QUICK, server.adapter))
    refuse_failed(outcomes)
    names = ["ohid/fingertips_90988.csv", "ohid/fingertips_90988.source.yml"]
    assert sorted(hashes(tmp_path)) == names
    after = {name: hashed for name, hashed in hashes(project.root).items() if ".lock" not in name}
    assert after == {name: hashed for name, hashed in before.items() if ".lock" not in name}


def test_a_download_that_fails_is_said_and_the_others_are_there(
    project: Project, server: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer(FINGERTIPS, status(404), file(figures(90988, 14.5)))
    outcomes = fetch_apart(project, "2025", "ohid_fingertips", tmp_path, Client(QUICK, server.adapter))
    assert "ohid/fingertips_90988.csv" in hashes(tmp_path)
    assert "ohid_fingertips: data/raw/ohid/fingertips_90988.csv is new, rows: 1." in capsys.readouterr().out
    with pytest.raises(StepFailed, match="1 of 2 downloads failed"):
        refuse_failed(outcomes)


def test_the_command_tries_what_was_downloaded_and_ends_with_1_after_a_failure(
    project: Project,
    server: Publisher,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.answer(FINGERTIPS, status(404), file(figures(90988, 15.5)), status(404))
    updates = list[Any]()

    def fetched(here: Project, year: str, source: str, folder: Path) -> Any:
        return fetch_apart(project, year, source, folder, Client(QUICK, server.adapter))

    def update(here: Project, asked: Asked, folder: Path, accept: str, *_: Any) -> None:
        updates.append((asked.year, sorted(hashes(folder)), accept))

    monkeypatch.setattr("helpers.commands.fetch.fetch_apart", fetched)
    monkeypatch.setattr("helpers.commands.update.print_update", update)
    command = ["update", "--year=2025", "--source=ohid_fingertips", "--accept=yes"]
    assert main(command) == 1
    assert updates == [("2025", ["ohid/fingertips_90988.csv", "ohid/fingertips_90988.source.yml"], "yes")]
    assert main(command) == 1
    assert "Nothing that was downloaded is newer than what data/raw has." in capsys.readouterr().out
    assert len(updates) == 1


@pytest.mark.parametrize("more", [[], ["--from=late", "--source=ons_els"]])
def test_a_folder_or_a_source_is_given_and_not_both(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", "--year=2023", *more]) == 2
    assert capsys.readouterr().err.startswith("Give either from=<folder of the late files> or source=")
