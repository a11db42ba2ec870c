"""The reference tables, read as their makers meant them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

Oracle = Callable[[str], pd.DataFrame]


@pytest.fixture(scope="session")
def oracle(shared: Path) -> Oracle:
    """Read a table of the folder `oracles`: oracle("phe/rate_expected"). Only an empty cell is missing."""

    def read(name: str) -> pd.DataFrame:
        path = shared / "oracles" / f"{name}.csv"
        return pd.read_csv(path, keep_default_na=False, na_values=[""])

    return read
