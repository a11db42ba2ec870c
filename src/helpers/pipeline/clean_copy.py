"""A copy of the project that holds only what a report is made from, and commands that run in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from helpers.paths import NOTEBOOKS_ONLY_VARIABLE, RAW_VARIABLE, RISKS_VARIABLE, TABLES_VARIABLE, Project

SOURCES: Final = ("notebooks", "params", "data/raw", "docs/assurance", "src", "pyproject.toml")
"""The files and folders that a report is made from."""

_OF_A_RUN: Final = (RAW_VARIABLE, RISKS_VARIABLE, TABLES_VARIABLE, NOTEBOOKS_ONLY_VARIABLE)


def copy_sources(project: Project, copy: Project, more: Sequence[str] = (), names: Sequence[str] = SOURCES) -> None:
    """Copy what a report is made from, or some of it by `names`, and more files and folders, without compiled code."""
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in (*names, *more):
        source, target = project.root / name, copy.root / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def run_in(
    copy: Project, command: Sequence[str], more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command with the code of a copy, whatever folders were asked for here; `more` has further variables."""
    own = {name: value for name, value in os.environ.items() if name not in _OF_A_RUN}
    environment = {**own, "PYTHONPATH": str(copy.root / "src"), **(more or {})}
    return subprocess.run(command, cwd=copy.root, env=environment, capture_output=True, text=True, check=False)


def driver(*arguments: str) -> list[str]:
    """Return the command that makes a report with these options."""
    return [sys.executable, "-m", "helpers", "report", *arguments]


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last line that a command wrote as an error, or that there is none."""
    lines = done.stderr.strip().splitlines() or ["no message"]
    return lines[-1]
