"""The git repository of a checkout: its commit, and files as a commit has them."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

_COMMIT: Final = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
_TIMEOUT_SECONDS: Final = 20
_OWN_REFERENCES: Final = ("refs/heads", "refs/tags")
"""What leads to commits that somebody of this checkout made or took over."""


def git_state(root: Path) -> Mapping[str, Any]:
    """Return the commit of the checkout and whether files differ from it; nulls where it has no repository of its own.

    A repository above the project, or one that the analyst's variables name, is another's.
    """
    if not _has_repository(root):
        return {"commit": None, "changed": None}
    changed = _git(root, "--no-optional-locks", "status", "--porcelain")
    return {"commit": _git(root, "rev-parse", "HEAD"), "changed": None if changed is None else bool(changed)}


def holds_commit(root: Path, commit: str) -> bool:
    """Say whether a commit is of the history of the checkout: before its own commit, or on a local branch or tag.

    Commits that were only fetched from elsewhere do not count: nobody here chose to run their code.
    """
    if not _COMMIT.fullmatch(commit) or not _has_repository(root):
        return False
    if _git(root, "merge-base", "--is-ancestor", commit, "HEAD") is not None:
        return True
    return bool(_git(root, "for-each-ref", "--count=1", f"--contains={commit}", *_OWN_REFERENCES))


def bring_files_of_commit(root: Path, commit: str, names: Iterable[str], to: Path) -> None:
    """Write files and folders as a commit has them into a folder; the checkout stays as it is.

    Names that the commit does not have are left out.

    Raises  OSError: git cannot write them
    """
    present = [name for name in names if _git(root, "ls-tree", "--name-only", commit, "--", name)]
    to.mkdir(parents=True, exist_ok=True)
    archive = to / ".of_commit.zip"
    if _git(root, "archive", "--format=zip", "-0", f"--output={archive}", commit, "--", *present) is None:
        raise OSError(f"git cannot write the files of commit {commit}")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(to)
    archive.unlink()


def _has_repository(root: Path) -> bool:
    top = _git(root, "rev-parse", "--show-toplevel")
    return bool(top) and Path(str(top)).resolve() == root.resolve()


def _git(root: Path, *words: str) -> str | None:
    """Return what git prints, without the variables of the analyst; None where it cannot be run or says no."""
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *words],
            cwd=root,
            env=own,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=True,
            timeout=_TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
