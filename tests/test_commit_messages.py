"""The check of commit messages finds each fault by name, and lets good messages and old history pass."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("commit_messages", ROOT / "tools" / "commit_messages.py")
assert spec and spec.loader
commit_messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(commit_messages)

BODY = "\n\nThe figure was read from the wrong column.\n"
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@pytest.mark.parametrize(
    "subject",
    [
        "Read the rate from the column of rates",
        "Bring the register up to date",
        "Embed the chart in the page",
        "Feed the gate every check",
        "Process returns in the order of their dates",
        "Focus the opening page on what got worse",
        "Let a measure of and/or be read",
        "Set",
        "A" * 72,
    ],
)
def test_a_good_message_has_no_fault(subject: str) -> None:
    assert commit_messages.faults_of_message(subject + BODY) == []


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        ("A" * 73, "the subject has 73 characters, and 72 are allowed"),
        ("read the rate", "the subject does not begin with a capital"),
        ("Read the rate.", "the subject ends with a full stop"),
        ("WIP", "the subject says that the work is not finished"),
        ("Read the rate (wip)", "the subject says that the work is not finished"),
        ("Merge branch 'main' into pages", "the subject is that of a merge: rebase the branch instead"),
        ("Merge remote-tracking branch 'a'", "the subject is that of a merge: rebase the branch instead"),
        ("Added a rate", '"Added" is in the past: say what the commit does, as in "Add" or "Correct"'),
        ("Made a rate", '"Made" is in the past: say what the commit does, as in "Add" or "Correct"'),
        ("Adding a rate", '"Adding" is not an imperative: say what the commit does, as in "Add" or "Correct"'),
        ("Adds a rate", '"Adds" is not an imperative: say what the commit does, as in "Add" or "Correct"'),
        ("Read what lies in /home/a/raw", 'the path of a machine is in "Read what lies in /home/a/raw"'),
    ],
)
def test_a_fault_of_a_subject_is_named(subject: str, fault: str) -> None:
    assert commit_messages.faults_of_message(subject + BODY) == [fault]


@pytest.mark.parametrize(
    ("rest", "fault"),
    [
        ("\n", "there is no body that says why"),
        ("\n\nSigned-off-by: A <a@b.example>\n", "there is no body that says why"),
        ("\nThe figure was wrong.\n", "the line after the subject is not empty"),
        ("\n\nSeen in (/srv/a/b.csv).\n", 'the path of a machine is in "Seen in (/srv/a/b.csv)."'),
        ("\n\nWhy.\nSeen in C:\\Users\\a.\n", 'the path of a machine is in "Seen in C:\\Users\\a."'),
    ],
)
def test_a_fault_of_a_body_is_named(rest: str, fault: str) -> None:
    assert commit_messages.faults_of_message("Read the rate" + rest) == [fault]


@pytest.mark.parametrize(
    "body",
    [
        "Stores in /etc/ssl/certs are read.",
        "See docs/methods.md, data/raw/a.csv.",
        "Of 3/4/5 and https://a.example/b/c.",
    ],
)
def test_what_is_no_path_of_a_machine_passes(body: str) -> None:
    assert commit_messages.faults_of_message(f"Read the rate\n\n{body}\n") == []


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Git in a new repository, free of the settings of the machine."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)

    def run(*arguments: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
        command = ["git", "-C", str(tmp_path), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    run("init", "--quiet")
    run("commit", "--allow-empty", "--message", "wip.")
    return run


@needs_git
def test_commits_after_the_baseline_alone_are_checked(git: Callable[..., str], tmp_path: Path) -> None:
    baseline = git("rev-parse", "HEAD")
    git("commit", "--allow-empty", "--message", "Read the rate" + BODY)
    assert commit_messages.check_commits(tmp_path, baseline) == (
        0,
        f"Commit messages since {baseline[:7]}: 1 checked, none with a fault.",
    )
    git("commit", "--allow-empty", "--message", "Reading the rate")
    code, text = commit_messages.check_commits(tmp_path, baseline)
    name = git("rev-parse", "--short", "HEAD")
    assert code == 1
    assert [line.split(": ")[0] for line in text.splitlines()[:-1]] == [f'{name} "Reading the rate"'] * 2
    assert "wip" not in text


@needs_git
def test_a_message_that_is_empty_is_faulted(git: Callable[..., str], tmp_path: Path) -> None:
    baseline = git("rev-parse", "HEAD")
    git("commit", "--allow-empty", "--allow-empty-message", "--message", "")
    code, text = commit_messages.check_commits(tmp_path, baseline)
    assert code == 1
    assert "there is no body that says why" in text


@needs_git
def test_a_history_without_the_baseline_is_said_and_passes(git: Callable[..., str], tmp_path: Path) -> None:
    assert git("log", "--format=%s") == "wip."
    code, text = commit_messages.check_commits(tmp_path, "0" * 40)
    assert code == 0
    assert text.endswith("commit 0000000, after which they are, is not in this copy of the history.")


@needs_git
def test_a_folder_without_a_repository_is_said_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    code, text = commit_messages.check_commits(tmp_path)
    assert (code, text.split(": ")[1]) == (0, "this folder is not a repository that git can read.")


def test_a_machine_without_git_is_said_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit_messages.check_commits(tmp_path) == (
        0,
        "The messages of commits were not checked: git is not installed.",
    )
