"""The benchmark of national runs: it counts results that are wrong, and says how time grows."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from national_runs import parameters_of, results_of, run_quietly

WAY = {"engine": "duckdb", "threads": 2, "rows": 10_000_000, "bytes": 2e8, "load": 0.5, "seconds": 50.0}
DONE = {"peak": 2e9, "processor": 90.0, "mismatches": 0}


@pytest.fixture(scope="module")
def benchmark(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "benchmarks" / "national.py"))


def test_series_that_are_wrong_or_missing_are_counted(
    root: Path, benchmark: dict[str, Any], small_areas: Path, tmp_path: Path
) -> None:
    run_quietly(tmp_path, small_areas, parameters_of(root, "2025"), "lsoa")
    results = tmp_path / "run/results"
    assert benchmark["mismatches"](results, small_areas) == 0
    shutil.copytree(small_areas / "truth", tmp_path / "other/truth")
    truth = pq.read_table(small_areas / "truth/truth.parquet").to_pandas()
    truth.loc[[0, 1], "direction"] = "Unheard of"
    truth.loc[truth.index[truth["rank"].notna()][5:8], "rank"] += 1
    truth.to_parquet(tmp_path / "other/truth/truth.parquet", index=False)
    assert benchmark["mismatches"](results, tmp_path / "other") == 5
    shutil.rmtree(results / "indicator_id=measure_0008")
    assert benchmark["mismatches"](results, small_areas) == 60


def test_polars_has_the_results_of_duckdb(
    root: Path, benchmark: dict[str, Any], small_areas: Path, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    expected = run_quietly(tmp_path / "first", small_areas, parameters_of(root, "2025"), "lsoa")
    benchmark["with_polars"](small_areas, tmp_path / "second")
    result = results_of(tmp_path / "second/run")
    assert len(result) == len(expected) == 540
    for name in expected.columns:
        first, second = expected[name], result[name]
        if first.dtype.kind == "f":
            pd.testing.assert_series_equal(first, second.astype("float64"), rtol=1e-12, atol=1e-15)
        else:
            assert first.astype("str").tolist() == second.astype(first.dtype).astype("str").tolist(), name


def test_the_page_has_every_way_with_growth_and_the_limit(benchmark: dict[str, Any]) -> None:
    ways = [
        WAY | DONE,
        WAY | DONE | {"rows": 40_000_000, "seconds": 200.0, "processor": 180.0, "bytes": 8e8},
        WAY | {"engine": "pandas", "threads": 1, "failed": "out of memory"},
    ]
    ways.append(WAY | DONE | {"engine": "polars", "rows": 20_000_000, "peak": 10e9})
    page = " ".join(benchmark["document"](ways, 1e9, "make bench-national").split())
    assert "| duckdb | 2 | 40.0 | 200 | 180 | 2.0 | 200,000 | 0.5 | 0 |" in page
    assert "| pandas | 1 | 10.0 | out of memory | | | | 0.5 | |" in page
    assert "- polars needs 0.50 GB for each million rows" in page
    growth = "processor seconds grow with the number of rows to the power of 0.50, and seconds to that of 1.00."
    assert f"- duckdb, threads 2: {growth}" in page
    assert "reads 4.0 million bytes of Parquet a second, and the disk gives 1,000 million" in page
    assert "disk is the limit" in " ".join(benchmark["document"](ways, 5e6, "make bench-national").split())
    chart = benchmark["chart"](ways)
    assert chart.count("<rect") == 4 and "pandas" not in chart
