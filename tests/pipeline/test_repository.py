"""The commit of a checkout is that of its own repository, and files of a commit are brought as it has them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from helpers.pipeline.repository import bring_files_of_commit, git_state, holds_commit


def git(folder: Path, *words: str) -> str:
    name = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *name, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def repository(folder: Path) -> str:
    """Make a repository with one commit, and return the commit."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init")
    (folder / "file.txt").write_text(str(folder), encoding="utf-8")
    git(folder, "add", "file.txt")
    git(folder, "commit", "-m", "First")
    return git(folder, "rev-parse", "HEAD")


NOTHING = {"commit": None, "changed": None}


def test_the_commit_is_that_of_the_projects_own_repository(tmp_path: Path) -> None:
    commit = repository(tmp_path / "own")
    assert git_state(tmp_path / "own") == {"commit": commit, "changed": False}
    (tmp_path / "own" / "new.txt").touch()
    assert git_state(tmp_path / "own") == {"commit": commit, "changed": True}
    (tmp_path / "link").symlink_to(tmp_path / "own")
    assert git_state(tmp_path / "link") == {"commit": commit, "changed": True}


def test_a_work_tree_of_the_repository_is_its_own(tmp_path: Path) -> None:
    commit = repository(tmp_path / "own")
    git(tmp_path / "own", "worktree", "add", str(tmp_path / "other"))
    assert git_state(tmp_path / "other") == {"commit": commit, "changed": False}


def test_a_repository_above_the_project_is_anothers(tmp_path: Path) -> None:
    repository(tmp_path)
    (tmp_path / "project").mkdir()
    assert git_state(tmp_path / "project") == NOTHING


def test_variables_lead_to_no_other_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = repository(tmp_path / "own")
    repository(tmp_path / "other")
    (tmp_path / "none").mkdir()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "own"))
    assert git_state(tmp_path / "own") == {"commit": commit, "changed": False}
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "none"))
    assert git_state(tmp_path / "none") == NOTHING


def test_a_system_without_git_has_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path / "own")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_state(tmp_path / "own") == NOTHING


def commit_of(folder: Path, text: str) -> str:
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src/file.txt").write_text(text, encoding="utf-8")
    git(folder, "add", "src")
    git(folder, "commit", "-m", text)
    return git(folder, "rev-parse", "HEAD")


def test_files_of_a_commit_are_brought_and_the_checkout_stays_as_it_is(tmp_path: Path) -> None:
    root, to = tmp_path / "own", tmp_path / "copy"
    repository(root)
    first, second = commit_of(root, "first"), commit_of(root, "second")
    (root / "src/file.txt").write_text("edited", encoding="utf-8")
    bring_files_of_commit(root, first, ["src", "params"], to)
    assert {path.relative_to(to).as_posix() for path in to.rglob("*")} == {"src", "src/file.txt"}
    assert (to / "src/file.txt").read_text(encoding="utf-8") == "first"
    assert (root / "src/file.txt").read_text(encoding="utf-8") == "edited"
    assert git_state(root) == {"commit": second, "changed": True}


def test_only_a_commit_of_this_checkouts_history_is_held(tmp_path: Path) -> None:
    root, other = tmp_path / "own", tmp_path / "other"
    first = repository(root)
    second = commit_of(root, "second")
    git(tmp_path, "clone", "-q", str(root), str(other))
    elsewhere = commit_of(other, "elsewhere")
    git(root, "fetch", str(other), "HEAD:refs/remotes/other/main")
    assert git(root, "cat-file", "-t", elsewhere) == "commit"
    assert [holds_commit(root, commit) for commit in (first, second, elsewhere)] == [True, True, False]
    git(root, "checkout", "-q", first)
    assert holds_commit(root, second), "it is on a branch"
    git(root, "tag", "taken-over", elsewhere)
    assert holds_commit(root, elsewhere)
    assert not any(holds_commit(root, name) for name in ("HEAD", "", "--all", "0" * 40, f"{first}^"))
    assert not holds_commit(tmp_path, first)
