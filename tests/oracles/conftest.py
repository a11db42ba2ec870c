"""The reference tables, read as their makers meant them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.register import read_register
from helpers.sources.catalogue import read_sources
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.sidecar import raw_files

ROOT = Path(__file__).resolve().parents[2]
Oracle = Callable[[str], pd.DataFrame]


@pytest.fixture(scope="session")
def oracle(shared: Path) -> Oracle:
    """Read a table of the folder `oracles`: oracle("phe/rate_expected"). Only an empty cell is missing."""

    def read(name: str) -> pd.DataFrame:
        path = shared / "oracles" / f"{name}.csv"
        return pd.read_csv(path, keep_default_na=False, na_values=[""])

    return read


@pytest.fixture(scope="session")
def ingestion_of(made_once: Callable[[str, Callable[[], Any]], Any]) -> Callable[[Path], Ingestion]:
    """Read a folder of raw files by the project's register, as at the end of March 2023; a folder is read once."""
    project = Project(ROOT)

    def read(folder: Path) -> Ingestion:
        register, areas = read_register(project.register), read_areas(project.areas)
        return ingest(raw_files(folder), register, areas, read_sources(project.sources), date(2023, 3, 31))

    return lambda folder: made_once(f"ingestion_of_{folder.parent.name}_{folder.name}", lambda: read(folder))
