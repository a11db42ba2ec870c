"""The benchmark: a fresh run against the same notebooks run from the command line one after the other."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from helpers.paths import TABLES_VARIABLE, Project
from helpers.pipeline.graph import step_graph, step_number
from helpers.pipeline.manifest import read_manifest
from helpers.problems import StepFailed

SOURCES = ("notebooks", "params", "data/raw", "docs/assurance", "src", "pyproject.toml")
ROUNDS = 3


def compare(project: Project, year: str, rounds: int = ROUNDS) -> None:
    """Time both ways in turn in a copy of the project, and print each way's times and the ratio of the medians.

    Raises StepFailed where a command of either way fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Project(Path(folder) / "project")
        _copy_sources(project, copy)
        ways: dict[str, Callable[[], None]] = {
            "make year, nothing made before": lambda: _fresh(copy, year),
            "make year, nothing to do": lambda: _driver(copy, year),
            "papermill and nbconvert, one command for each notebook": lambda: _one_by_one(copy, year),
        }
        _driver(copy, year)  # so that no way pays for compiling bytecode
        times: dict[str, list[float]] = {name: [] for name in ways}
        shares: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, way in ways.items():
                began = time.monotonic()
                way()
                times[name].append(time.monotonic() - began)
                if way is ways["make year, nothing made before"]:
                    for step, record in read_manifest(copy.reports / year, year).steps.items():
                        shares.setdefault(step, []).append(record.seconds / times[name][-1])
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    fresh, again, naive = medians.values()
    print(f"Report for {year}, {rounds} rounds of each way in turn, {os.cpu_count()} processors")
    for name, seconds in times.items():
        clock_times = ", ".join(f"{second:.1f}" for second in seconds)
        print(f"  {name}: median {medians[name]:.1f} s ({clock_times})")
    print(f"  one command for each notebook takes {naive / fresh:.1f} times as long as a fresh run")
    print(f"  a run with nothing to do takes {again / fresh:.3f} of a fresh run")
    parts = ", ".join(
        f"{step_number(step)} {statistics.median(step_shares):.0%}" for step, step_shares in shares.items()
    )
    print(f"  shares of a fresh run's time by step, some side by side: {parts}")


def _copy_sources(project: Project, copy: Project) -> None:
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in SOURCES:
        source, target = project.root / name, copy.root / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore)
        else:
            shutil.copy2(source, target)


def _fresh(copy: Project, year: str) -> None:
    _clear(copy)
    _driver(copy, year)


def _clear(copy: Project) -> None:
    for path in (copy.processed, copy.reports):
        shutil.rmtree(path, ignore_errors=True)


def _driver(copy: Project, year: str) -> None:
    _run(copy, [sys.executable, "-m", "helpers", "report", "--year", year])


def _one_by_one(copy: Project, year: str) -> None:
    """What an analyst would type without the driver: two commands for each notebook."""
    _clear(copy)
    copy.reports.mkdir(parents=True)
    tables = {TABLES_VARIABLE: str(copy.processed / year)}
    for step in step_graph(copy.notebooks):
        executed = copy.reports / f"{step.name}.ipynb"
        papermill = [sys.executable, "-m", "papermill", str(step.notebook), str(executed), "-p", "year", year]
        _run(copy, papermill, tables)
        _run(copy, [sys.executable, "-m", "nbconvert", "--to", "html", str(executed)], tables)


def _run(copy: Project, command: Sequence[str], more: dict[str, str] | None = None) -> None:
    environment = os.environ | {"PYTHONPATH": str(copy.root / "src")} | (more or {})
    done = subprocess.run(command, cwd=copy.root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed(f"{' '.join(command[1:4])} failed: {done.stderr.strip().splitlines()[-1]}")
