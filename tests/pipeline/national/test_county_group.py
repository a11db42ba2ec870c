"""The national results of the county group are the tables of the notebooks, for every council and indicator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from national_runs import notebooks_tables, parameters_of, run_quietly

from helpers.results.comparisons import OUTSIDE
from helpers.results.reporting_figures import NO_FIGURE
from helpers.verdicts import CANNOT_BE_DETERMINED

WORDS = ("period", "movement", "direction", "rule_id", "reason", "trend", "trend_reason", "rank_reason")
WHOLE = ("previous_year", "n", "rank", "tied", "quartile")
NUMBERS = ("value", "previous_value", "change", "change_percent", "median", "lowest", "highest", "gap")
OF_GROUP = ("n", "median", "lowest", "highest")
TESTS_OF_TREND = ("slope", "chi_squared")
KEY = ["indicator_id", "area_code"]


@pytest.fixture(scope="module")
def both(root: Path, built: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pd.DataFrame]:
    """Each row of the notebooks' tables with the one of the national run, whose columns end in _national."""
    tables, folder = built.root / "data/processed/2023", tmp_path_factory.mktemp("national")
    done = built.helpers("national-input", "--year", "2023", "--to", str(folder / "input"))
    assert done.returncode == 0, done.stderr
    results = run_quietly(folder / "results", folder / "input", parameters_of(root, "2023"), "class")
    yield notebooks_tables(root, tables).merge(results, on=KEY, how="left", suffixes=("", "_national"), indicator=True)


def test_every_word_rank_and_number_is_the_same(both: pd.DataFrame) -> None:
    rows = both[both["_merge"].eq("both")]
    apart = {name: int(different(rows, name).sum()) for name in (*WORDS, *WHOLE, *NUMBERS, *TESTS_OF_TREND)}
    assert {name: number for name, number in apart.items() if number} == {}
    councils, indicators = rows["area_code"].nunique(), rows["indicator_id"].nunique()
    print(f"{len(rows):,} results of {councils} councils and {indicators} indicators are the same")
    assert councils >= 36
    assert indicators > 200
    assert len(rows) > 7_000


def test_what_the_national_run_lacks_has_no_figure(both: pd.DataFrame) -> None:
    lacking = both[both["_merge"].eq("left_only")]
    assert lacking["value"].isna().all() and lacking["rank"].isna().all()
    assert set(lacking["direction"]) <= {CANNOT_BE_DETERMINED}


def different(rows: pd.DataFrame, name: str) -> pd.Series:
    expected, result = rows[name], rows[f"{name}_national"]
    missing = expected.isna() & result.isna()
    if name in WORDS:
        # Why the register has no figure is in the register alone.
        no_figure = rows["value"].isna() & result.eq(NO_FIGURE)
        return (expected.astype("object") != result.astype("object")) & ~missing & ~no_figure
    numbers, others = expected.astype("float64"), result.astype("float64")
    relative = 0.0 if name in WHOLE else 1e-9 if name in TESTS_OF_TREND else 1e-12
    slack = relative * np.maximum(numbers.abs(), others.abs()).clip(lower=0.0 if relative == 0 else 1e-3)
    apart = ((numbers - others).abs() > slack) | (numbers.isna() != others.isna())
    # A council that is not in the group in the period is told of the group in a report alone.
    outside = rows["rank_reason"].eq(OUTSIDE) & rows["rank_reason_national"].eq(OUTSIDE)
    return apart & ~(outside & (name in OF_GROUP))
