"""A small country: figures of 60 small areas with known results."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from national_runs import parameters_of

from helpers.pipeline.national.run import Asked, run_national
from helpers.pipeline.national.storage import StoredFolder, open_storage


@pytest.fixture(scope="session")
def maker(root: Path) -> dict[str, Any]:
    """The tool that makes figures of small areas."""
    return runpy.run_path(str(root / "tools" / "make_small_areas.py"))


@pytest.fixture(scope="session")
def small_areas(maker: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of input; tests must leave it as it is."""
    folder = tmp_path_factory.mktemp("small") / "input"
    rows = maker["make"](folder, maker["Size"](areas=60, indicators=9, years=6))
    assert 60 * 9 * 6 * 0.97 < rows < 60 * 9 * 6
    return folder


@pytest.fixture(scope="session")
def run(root: Path, small_areas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run on the small areas; tests must leave it as it is."""
    asked = Asked("lsoa", "duckdb", 1.0, 1)
    folder = tmp_path_factory.mktemp("national")
    return run_national(folder, small_areas, "2025-lsoa", parameters_of(root, "2025"), asked, lambda _: None)


@pytest.fixture
def memory() -> Iterator[Any]:
    """A storage in memory, empty before and after."""
    files = fsspec.filesystem("memory")
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


@pytest.fixture
def stored(memory: Any, small_areas: Path) -> StoredFolder:
    """The small areas in storage."""
    for path in sorted(small_areas.rglob("*.parquet")):
        memory.pipe_file(f"/box/areas/{path.relative_to(small_areas).as_posix()}", path.read_bytes())
    return open_storage("memory://box/areas")
