"""A small country: figures of 60 small areas with known results."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest


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
