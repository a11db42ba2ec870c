"""Paths that an analyst types count from where the analyst stands, and are named in full where nothing is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.commands.command_line import main
from helpers.commands.given_paths import (
    address_given,
    as_seen_from,
    file_given,
    folder_given,
    folder_to_write,
    starting_folders,
)
from helpers.paths import CALLED_FROM_VARIABLE, Project
from helpers.problems import InputProblem


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    return tmp_path / "outside"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def test_the_folder_that_make_was_called_from_counts_first(outside: Path, project: Path, tmp_path: Path) -> None:
    assert starting_folders(project, str(outside)) == [outside, project]
    (tmp_path / "link").symlink_to(project)
    for nothing_else in ("", str(project), str(tmp_path / "link"), "outside", str(tmp_path / "gone")):
        assert starting_folders(project, nothing_else) == [project]


def test_a_path_is_looked_for_where_the_analyst_stands_and_in_the_project(outside: Path, project: Path) -> None:
    (outside / "a.csv").touch()
    (project / "b.csv").touch()
    (project / "raw").mkdir()
    folders = [outside, project]
    assert file_given("file", "the return", "a.csv", folders) == outside / "a.csv"
    assert file_given("file", "the return", "b.csv", folders) == project / "b.csv"
    assert file_given("file", "the return", str(project / "b.csv"), folders) == project / "b.csv"
    assert folder_given("raw", "raw", folders) == project / "raw"
    (outside / "raw").symlink_to(project / "raw")
    assert folder_given("raw", "raw", folders) == outside / "raw"


def test_a_home_folder_that_is_not_there_is_a_plain_sentence(outside: Path) -> None:
    for look in (
        lambda: file_given("file", "the return", "~nobody-of-that-name/a.csv", [outside]),
        lambda: folder_given("file", "~nobody-of-that-name/a.csv", [outside]),
        lambda: folder_to_write("file", "~nobody-of-that-name/a.csv", outside),
    ):
        with pytest.raises(InputProblem) as problem:
            look()
        assert str(problem.value) == (
            "file=~nobody-of-that-name/a.csv: there is no home folder ~nobody-of-that-name; give the whole path."
        )


def test_a_name_that_is_not_utf8_is_refused_by_name(outside: Path) -> None:
    folder = outside / os.fsdecode(b"b\xff")
    folder.mkdir()
    (folder / "a.csv").touch()
    (outside / "link").symlink_to(folder)
    for look in (
        lambda: file_given("x", "the return", f"{folder}/a.csv", [outside]),
        lambda: folder_given("x", str(folder), [outside]),
        lambda: folder_given("x", ".", [folder]),
        lambda: folder_given("x", "link", [outside]),
        lambda: folder_to_write("x", "new", folder),
    ):
        with pytest.raises(InputProblem, match=r"^x=.* not UTF-8; rename it, or give another\.$") as problem:
            look()
        str(problem.value).encode()


def test_a_folder_that_turns_the_direction_of_writing_is_written_out(outside: Path) -> None:
    other = Project(outside, outside / "b\u202ey")
    assert other.raw_name == r"b\u202ey"
    assert other.relative(outside / "b\u202ey" / "c\u202ed") == r"b\u202ey/c\u202ed"


def test_every_folder_of_raw_files_has_a_name(outside: Path) -> None:
    for folder, name in ((None, "data/raw"), (outside, "outside"), (Path("/"), "/")):
        project = Project(outside / "project", folder)
        assert (project.raw_name, project.relative(project.raw)) == (name, name)


def test_one_name_for_two_files_is_not_guessed_at(outside: Path, project: Path) -> None:
    for folder in (outside, project):
        (folder / "a.csv").touch()
    with pytest.raises(InputProblem) as problem:
        file_given("file", "the return", "a.csv", [outside, project])
    assert str(problem.value) == f"file=a.csv may be {outside / 'a.csv'} and {project / 'a.csv'}; give the whole path."


def test_where_nothing_is_every_place_is_named(outside: Path, project: Path) -> None:
    with pytest.raises(InputProblem) as problem:
        file_given("file", "the return", "in/a.csv", [outside, project])
    paths = f"{outside / 'in/a.csv'} or {project / 'in/a.csv'}"
    assert str(problem.value) == f"a.csv cannot be read: there is no such file as {paths}."
    with pytest.raises(InputProblem) as problem:
        folder_given("raw", "in", [outside, project])
    assert f"raw=in is not a folder: there is no {outside / 'in'} or {project / 'in'};" in str(problem.value)


def test_a_path_of_windows_is_shown_as_its_subsystem_for_linux_has_it(project: Path) -> None:
    with pytest.raises(InputProblem, match=r"Subsystem for Linux: /mnt/c/Users/me/a return\.xlsx\)"):
        file_given("file", "the return", "C:\\Users\\me\\a return.xlsx", [project])


def test_a_folder_for_a_file_and_a_file_for_a_folder_are_said(project: Path) -> None:
    (project / "a.csv").touch()
    with pytest.raises(InputProblem, match=r"^project is a folder, not a file: give one of the files in /"):
        file_given("file", "the return", ".", [project])
    with pytest.raises(InputProblem, match=r"^raw=a.csv is not a folder but a file, /"):
        folder_given("raw", "a.csv", [project])
    with pytest.raises(InputProblem, match=r"^to=a.csv/returns cannot be a folder, as /.*/a.csv is a file"):
        folder_to_write("to", "a.csv/returns", project)
    assert folder_to_write("to", "new/returns", project) == project / "new/returns"


def test_the_address_of_a_local_folder_is_its_path(tmp_path: Path) -> None:
    folder = tmp_path / "small areas"
    folder.mkdir()
    for host in ("", "localhost"):
        typed = f"file://{host}{tmp_path.as_posix()}/small%20areas"
        assert folder_given("input", typed, [tmp_path]) == folder
        assert folder_to_write("to", typed, tmp_path) == folder


@pytest.mark.parametrize("typed", ["s3://bucket/areas", "abfss://box@store/areas", "https://a.uk/x", "file://host/x"])
def test_an_address_of_a_network_is_refused(tmp_path: Path, typed: str) -> None:
    with pytest.raises(InputProblem, match="is an address, and only files of this machine are read and written"):
        folder_given("input", typed, [tmp_path])
    with pytest.raises(InputProblem, match="mount the storage as a folder"):
        folder_to_write("to", typed, tmp_path)


def test_an_address_of_storage_is_told_from_a_path() -> None:
    assert address_given("input", "s3://box/areas/") == "s3://box/areas"
    assert address_given("to", "ABFSS://box@store.dfs.core.windows.net/areas") == (
        "abfss://box@store.dfs.core.windows.net/areas"
    )
    for path in ("areas", "/areas", "C:\\areas", "file:///areas", "~/areas"):
        assert address_given("input", path) is None
    for typed in ("s3://", "s3://box//areas", "s3://box/../areas", "s3://box/a\u202eb"):
        with pytest.raises(InputProblem, match="is not the address of a folder: give one such as s3://bucket/folder"):
            address_given("input", typed)


@pytest.mark.parametrize(
    "typed", ["s3://me:hunter22@box/areas", "abfs://box@store/a?sig=hunter22", "gs://box/a#hunter22"]
)
def test_a_secret_in_an_address_is_refused_and_not_printed(typed: str) -> None:
    with pytest.raises(InputProblem, match="input= has a password") as problem:
        address_given("input", typed)
    assert "hunter22" not in str(problem.value)


def test_a_name_that_no_system_takes_is_said(project: Path) -> None:
    with pytest.raises(InputProblem, match="cannot be looked for: File name too long"):
        file_given("file", "the return", "a" * 5_000, [project])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check-return"], "Give the return with file=<path>.\n"),
        (["check-return", "--file="], "Give the return with file=<path>.\n"),
        (["framework", "--file="], "Give the measures of the framework with file=<path>.\n"),
        (["fetch"], "Give the year with year=<year>, for example make fetch year=2025.\n"),
        (["report", "--year=2023", "--years=2018"], "Give either one year, as year=2023, or several, "),
    ],
)
def test_what_was_not_given_is_asked_for(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_a_folder_given_from_elsewhere_is_read(root: Path, outside: Path) -> None:
    """As with make -C: the current folder is the project's, and the path counts from another."""
    (outside / "raw").mkdir()
    (outside / "raw" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "helpers", "files", "--raw=raw"],
        cwd=root,
        env=os.environ | {CALLED_FROM_VARIABLE: str(outside)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "a.csv" in run.stdout


def test_a_path_is_printed_as_seen_from_the_callers_folder(tmp_path: Path) -> None:
    made = tmp_path / "project" / "results" / "2023-class"
    assert as_seen_from(tmp_path / "project", made) == "results/2023-class"
    assert as_seen_from(tmp_path / "elsewhere", made) == "../project/results/2023-class"
