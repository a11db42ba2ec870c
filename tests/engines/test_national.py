"""A national run on Spark has the results that DuckDB has, row for row."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = ["indicator_id", "area_code"]
NUMBERS = (
    "value",
    "lower_95",
    "upper_95",
    "previous_value",
    "change",
    "change_percent",
    "slope",
    "chi_squared",
    "median",
    "lowest",
    "highest",
    "gap",
    "average",
)

RUN = """
import sys
from pathlib import Path
from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.national.run import Asked, run_national
from helpers.pipeline.neighbours import neighbours_of
root, source, to, engine = sys.argv[1:]
project = Project(Path(root))
parameters = settings_for(project, read_areas(project.areas), "2025", "", neighbours_of).parameters
run_national(Path(to), Path(source), engine, parameters, Asked("lsoa", engine, 1.0, 2))
"""


OF_GROUPS = {"positions": ["area_group", "scope", "area_code"], "position_indicators": ["area_group", "indicator_id"]}


def results_of(folder: Path, name: str = "results") -> pd.DataFrame:
    paths = sorted(folder.glob(f"{name}/indicator_id=*/*.parquet"))
    parts = [
        pq.ParquetFile(path).read().to_pandas().assign(indicator_id=path.parent.name.partition("=")[2])
        for path in paths
    ]
    return pd.concat(parts).sort_values(KEY, ignore_index=True)


def test_spark_and_duckdb_have_the_same_results(tmp_path: Path) -> None:
    if os.environ.get("SPARK") != "required":
        pytest.importorskip("pyspark", reason="Spark has an environment of its own: run make test-spark")
    maker = runpy.run_path(str(ROOT / "tools" / "make_small_areas.py"))
    maker["make"](tmp_path / "input", maker["Size"](areas=40, indicators=9, years=6))
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    for engine in ("duckdb", "spark"):
        command = [sys.executable, "-c", RUN, str(ROOT), str(tmp_path / "input"), str(tmp_path), engine]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    expected, result = (results_of(tmp_path / engine) for engine in ("duckdb", "spark"))
    assert len(expected) == 360
    result = result[list(expected.columns)]
    exact = [name for name in expected.columns if name not in NUMBERS]
    pd.testing.assert_frame_equal(expected[exact], result[exact])
    # A slope is the difference of logarithms of about 1, of which the last digit is 2e-16.
    pd.testing.assert_frame_equal(expected[[*NUMBERS]], result[[*NUMBERS]], rtol=1e-12, atol=1e-15)
    # Areas of a group are judged by the same code on the same figures: equal to the last bit, and in the same order.
    for name in ("evidence", "funnels"):
        expected, result = (results_of(tmp_path / engine, name) for engine in ("duckdb", "spark"))
        assert len(expected) > 70
        pd.testing.assert_frame_equal(expected, result[list(expected.columns)], check_exact=True)
    assert results_of(tmp_path / "spark", "funnels")["over_dispersed"].any()
    for name, key in OF_GROUPS.items():
        tables = [pd.read_parquet(next((tmp_path / engine / name).glob("*.parquet"))) for engine in ("duckdb", "spark")]
        assert not tables[0].duplicated(key).any() and len(tables[0]) >= 9
        pd.testing.assert_frame_equal(*tables, check_exact=True)
    assert not (tmp_path / "spark/.positions").exists()
