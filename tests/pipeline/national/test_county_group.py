"""The national results of the county group are the tables of the notebooks, for every council and indicator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from national_runs import notebooks_tables, parameters_of, results_of, run_quietly

from helpers.pipeline.table_files import ESTIMATE_DECIMALS
from helpers.results.comparisons import OUTSIDE
from helpers.results.reporting_figures import NO_FIGURE
from helpers.verdicts import CANNOT_BE_DETERMINED

WORDS = ("period", "movement", "direction", "rule_id", "reason", "trend", "trend_reason", "rank_reason")
WHOLE = ("previous_year", "n", "rank", "tied", "quartile")
NUMBERS = ("value", "previous_value", "change", "change_percent", "median", "lowest", "highest", "gap")
OF_GROUP = ("n", "median", "lowest", "highest")
TESTS_OF_TREND = ("slope", "chi_squared")
OF_CHANGES = ("evidence", "ground", "z", "p")
WRITTEN = 0.51 * 10**-ESTIMATE_DECIMALS
LEICESTERSHIRE = "E10000018"
KEY = ["indicator_id", "area_code"]


@pytest.fixture(scope="module")
def run(root: Path, built: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a national run on the county group."""
    folder = tmp_path_factory.mktemp("national")
    done = built.helpers("national-input", "--year", "2023", "--to", str(folder / "input"))
    assert done.returncode == 0, done.stderr
    run_quietly(folder / "results", folder / "input", parameters_of(root, "2023"), "class")
    return folder / "results/run"


@pytest.fixture(scope="module")
def both(root: Path, built: Any, run: Path) -> pd.DataFrame:
    """Each row of the notebooks' tables with the one of the national run, whose columns end in _national."""
    expected = notebooks_tables(root, built.root / "data/processed/2023")
    return expected.merge(results_of(run), on=KEY, how="left", suffixes=("", "_national"), indicator=True)


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


def test_evidence_of_every_council_is_that_of_the_notebooks(built: Any, run: Path, both: pd.DataFrame) -> None:
    tables = built.root / "data/processed/2023"
    national = results_of(run, "evidence")
    own = pd.read_parquet(tables / "evidence.parquet").assign(area_code=LEICESTERSHIRE)
    assert_same(own, national, KEY, at_least=300)
    of_group = pd.read_parquet(tables / "changes.parquet", columns=[*KEY, "year", "previous_year", *OF_CHANGES])
    compared = both.loc[both["change_national"].notna(), [*KEY, "previous_year_national"]]
    rows = national.merge(compared, on=KEY).rename(columns={"previous_year_national": "previous_year"})
    rows = rows.astype({"year": "float64", "previous_year": "float64"})
    changes = of_group.astype({"year": "float64", "previous_year": "float64"})
    assert_same(changes, rows, [*KEY, "year", "previous_year"], at_least=9_000)
    assert rows["area_code"].nunique() >= 36


def test_positions_of_every_council_are_those_of_the_notebooks(built: Any, run: Path) -> None:
    tables = built.root / "data/processed/2023"
    for name, key in (("positions", ["scope", "area_code"]), ("position_indicators", ["indicator_id"])):
        expected = pd.read_parquet(tables / f"{name}.parquet")
        national = pd.read_parquet(run / name / "part-0.parquet")
        assert len(national) == len(expected)
        assert_same(expected, national, key, at_least=len(expected))


def test_funnels_of_every_council_are_those_of_the_notebooks(built: Any, run: Path) -> None:
    expected = pd.read_parquet(built.root / "data/processed/2023/funnels.parquet")
    national = results_of(run, "funnels")
    assert expected["over_dispersed"].any()
    # A council is under its newest code here, and its own newest period may be another one.
    assert_same(expected, national, [*KEY, "period"], at_least=1_700)
    rest = expected.merge(national[[*KEY, "period"]], on=[*KEY, "period"], how="left", indicator=True)
    assert not rest.loc[rest["own"], "_merge"].eq("left_only").any()


def assert_same(expected: pd.DataFrame, national: pd.DataFrame, key: list[str], at_least: int) -> None:
    """Compare the columns that both have. Tables of a report have six decimals, and a national run has them all."""
    rows = expected.merge(national, on=key, suffixes=("", "_national"), validate="one_to_one")
    assert len(rows) >= at_least
    names = [name.removesuffix("_national") for name in rows if name.endswith("_national")]
    assert len(names) > 3
    for name in names:
        first, second = rows[name], rows[f"{name}_national"]
        if pd.api.types.is_numeric_dtype(first) and not pd.api.types.is_bool_dtype(first):
            numbers, others = first.astype("float64"), second.astype("float64")
            apart = ~np.isclose(numbers, others, rtol=1e-9, atol=WRITTEN) & ~(numbers.isna() & others.isna())
        else:
            apart = (first.astype("object") != second.astype("object")) & ~(first.isna() & second.isna())
        assert not apart.any(), (name, rows.loc[apart, [*key, name, f"{name}_national"]].head())


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
