"""Fixtures of the pipeline's tests: a project in which a run takes no time, with a finished report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from trials import Trial, prepare


@pytest.fixture(scope="package")
def sources(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's code, notebooks and parameters, with one small raw file."""
    to = tmp_path_factory.mktemp("sources")
    for name in ("notebooks", "params", "src/helpers", "docs/assurance", "data/raw/reference"):
        shutil.copytree(root / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    (to / "data/raw/dfe").mkdir()
    (to / "data/raw/dfe/one.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return to


@pytest.fixture(scope="package")
def finished(sources: Path) -> Path:
    """The same with a finished report."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(Trial(sources), patch).report()
    return sources


@pytest.fixture
def trial(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    root = tmp_path / "project"
    shutil.copytree(finished, root)
    return prepare(Trial(root), monkeypatch)


@pytest.fixture
def first(trial: Trial) -> Trial:
    """A project in which nothing was made yet."""
    for folder in (trial.project.processed, trial.project.reports):
        shutil.rmtree(folder)
    return trial
