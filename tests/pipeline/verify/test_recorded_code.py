"""A report is made again with the code and the files of the commit that its record names, where git holds it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from small_project import make_report, write, write_inputs

from helpers.commands.verify import print_result
from helpers.paths import Project
from helpers.pipeline.repository import git_state
from helpers.pipeline.verify import verification
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.pipeline.verify.verification import Verification, verify
from helpers.problems import NotTheSame

MODULE = "src/helpers/one.py"
SETTINGS: Any = SimpleNamespace(run="2023", parameters=SimpleNamespace(year=2023))
Verify = Callable[..., Verification]


def git(project: Project, *words: str) -> None:
    name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *name, *words], cwd=project.root, capture_output=True, check=True)


def commit_all(project: Project) -> str:
    git(project, "add", "-A")
    git(project, "commit", "-m", "Next")
    return str(git_state(project.root)["commit"])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository of one commit, with the report that was made at it."""
    made = write_inputs(tmp_path / "project")
    write(made.root / ".gitignore", b"reports/\ndata/processed/\n*.local.csv\n")
    git(made, "init")
    commit_all(made)
    make_report(made)
    return made


@pytest.fixture
def verified(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Check the report of a project; the copy makes the page of a small project from its own files."""
    monkeypatch.setattr(verification, "_make", lambda copy, settings, year: make_report(copy))

    def check(inputs: Project | None = None, report: Path | None = None) -> Verification:
        scratch = tmp_path / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        root = report or project.root
        of = HandedOver(root / "reports/2023", root / "data/processed/2023")
        return verify(inputs or project, SETTINGS, of, scratch, project)

    return check


def test_a_report_of_an_earlier_commit_is_made_again_with_its_code_and_its_files(
    project: Project, verified: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    first = git_state(project.root)["commit"]
    for name in (MODULE, "params/2023.yml", "uv.lock", "notebooks/01_one.ipynb"):
        write(project.root / name, b"WORD = 'second'")
    write(project.root / "data/raw/ons/later.csv", b"2")
    second = commit_all(project)
    result = verified()
    assert result.differences == []
    assert result.notes == [f"This checkout is at commit {second[:10]}; what it has changed since was not used."]
    print_result(result)
    assert capsys.readouterr().out == (
        f"Identical: 2023 was made again with the code, notebooks and files of commit {first[:10]}, and all "
        "5 outputs are the same.\n"
    )
    assert (project.root / MODULE).read_bytes() == b"WORD = 'second'"
    assert git_state(project.root) == {"commit": second, "changed": False}


def test_a_file_that_was_edited_is_named_and_the_report_is_made_with_that_of_the_commit(
    project: Project, verified: Verify
) -> None:
    for name in ("params/2023.yml", "data/raw/ons/a.csv", MODULE):
        write(project.root / name, b"edited")
    result = verified()
    assert [one.output for one in result.differences] == ["data/raw/ons/a.csv", "params/2023.yml"]
    assert (result.same, result.outputs) == (5, 5)
    write(project.root / "params/2023.yml", b"year: 2023 ")
    commit_all(project)
    assert [one.output for one in verified().differences] == ["data/raw/ons/a.csv"], "it is not as its sidecar says"


def test_a_raw_file_that_is_kept_out_of_git_is_taken_from_the_checkout(project: Project, verified: Verify) -> None:
    write(project.root / "data/raw/ons/own.local.csv", b"3")
    make_report(project)
    write(project.root / MODULE, b"second")
    commit_all(project)
    result = verified()
    assert result.differences == []
    assert result.notes[0] == "1 raw file that git does not have was taken from data/raw."


def test_a_report_that_was_made_with_changed_files_is_made_again_with_the_code_that_has_its_hash(
    project: Project, verified: Verify
) -> None:
    short = str(git_state(project.root)["commit"])[:10]
    write(project.root / "params/2023.yml", b"year: 2023\nstage: scrutiny")
    make_report(project)
    why = f"The report was made with files that differed from commit {short}: its inputs are those that are here."
    here = verified()
    assert (here.code, here.differences) == ("the code of this checkout", [])
    assert here.notes[:2] == [why, "All modules of the code of this checkout are those that the record names."]
    write(project.root / MODULE, b"WORD = 'second'")
    of_commit = verified()
    assert (of_commit.code, of_commit.differences) == (f"the code of commit {short}", [])
    assert of_commit.notes[0] == why


def test_without_the_commit_the_code_of_the_checkout_is_used_and_the_result_says_so(
    project: Project, verified: Verify, tmp_path: Path
) -> None:
    report = shutil.copytree(project.root, tmp_path / "theirs")
    write(project.root / MODULE, b"WORD = 'second'")
    shutil.rmtree(project.root / ".git")
    git(project, "init")
    commit_all(project)
    result = verified(report=report)
    assert result.code == "the code of this checkout"
    assert "which git does not have on a branch or tag of this checkout" in result.notes[0]
    assert result.notes[1] == "Not all modules of the code of this checkout are those that the record names."
    assert [one.output for one in result.differences] == [MODULE, "reports/2023/themes/a.html"]
    with pytest.raises(NotTheSame, match="are the same when they are made again with the code of this checkout"):
        print_result(result)


def test_a_stage_is_made_again_with_the_code_that_was_frozen_with_it(
    project: Project, verified: Verify, tmp_path: Path
) -> None:
    write(project.root / "params/2023.yml", b"year: 2023\nstage: cabinet")
    make_report(project)
    frozen = Project(tmp_path / "frozen")
    shutil.copytree(project.root, frozen.root, ignore=shutil.ignore_patterns(".git"))
    write(project.root / MODULE, b"WORD = 'second'")
    commit_all(project)
    result = verified(frozen, frozen.root)
    assert (result.code, result.differences) == ("the code that was frozen with the stage", [])
    shutil.rmtree(frozen.root / "src")
    assert verified(frozen, frozen.root).code.startswith("the code of commit "), "a stage that was frozen without code"
