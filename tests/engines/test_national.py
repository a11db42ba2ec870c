"""A national run on Spark has the results that DuckDB has, row for row."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from hashlib import sha256
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
run_national(Path(to), Path(source), engine, parameters, Asked("region", engine, 1.0, 2))
"""


OF_GROUPS = {"positions": ["area_group", "scope", "area_code"], "position_indicators": ["area_group", "indicator_id"]}


def results_of(folder: Path, name: str = "results") -> pd.DataFrame:
    paths = sorted(folder.glob(f"{name}/indicator_id=*/*.parquet"))
    parts = [
        pq.ParquetFile(path).read().to_pandas().assign(indicator_id=path.parent.name.partition("=")[2])
        for path in paths
    ]
    return pd.concat(parts).sort_values(KEY, ignore_index=True)


STORED = """
import sys
from pathlib import Path
from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.national.run import Asked
from helpers.pipeline.national.stored_runs import run_spark_with_storage
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import StepFailed
project = Project(Path(sys.argv[1]))
parameters = settings_for(project, read_areas(project.areas), "2025", "", neighbours_of).parameters
for to in ("nosuch://box/results", "viewfs://box/results"):
    try:
        asked = Asked("region", "spark", 1.0, 2)
        print(run_spark_with_storage(Path("none"), "viewfs://box/areas", to, "2025-region", parameters, asked, print))
    except StepFailed as problem:
        print(problem)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input and the results that DuckDB has of it."""
    if os.environ.get("SPARK") != "required":
        pytest.importorskip("pyspark", reason="Spark has an environment of its own: run make test-spark")
    folder = tmp_path_factory.mktemp("national")
    maker = runpy.run_path(str(ROOT / "tools" / "make_small_areas.py"))
    maker["make"](folder / "input", maker["Size"](areas=450, indicators=9, years=6))
    put_into_one_large_group(folder / "input" / "areas.parquet", 410)
    started(RUN, str(folder / "input"), str(folder), "duckdb")
    return folder


def started(program: str, *arguments: str, **variables: str) -> str:
    """Run a program of a national run in a process of its own, and return what it prints."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | variables
    command = [sys.executable, "-c", program, str(ROOT), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def put_into_one_large_group(areas: Path, number: int) -> None:
    """Put the first areas into one group, which is too large for its sets of ranks, and the others into four."""
    table = pq.read_table(areas)
    regions = [f"E1200000{1 if index < number else 2 + index % 4}" for index in range(len(table))]
    at = table.schema.get_field_index("region")
    pq.write_table(table.set_column(at, table.schema.field(at), [regions]), areas)


def test_spark_and_duckdb_have_the_same_results(made: Path) -> None:
    started(RUN, str(made / "input"), str(made), "spark")
    compare(made / "duckdb", made / "spark")
    assert results_of(made / "spark", "funnels")["over_dispersed"].any()
    # What waits between two steps is gone.
    assert not list((made / "spark").glob(".[a-z]*"))


def test_spark_reads_and_writes_addresses_of_hadoop(made: Path, tmp_path: Path) -> None:
    """Hadoop's viewfs leads to a folder of this machine, by the settings of Spark alone."""
    above_runs = tmp_path / "stored/2025-region"
    above_runs.mkdir(parents=True)
    (above_runs / "current.json").write_text("the last good one", encoding="utf-8")
    settings = tmp_path / "spark.conf"
    links = {"areas": made / "input", "results": tmp_path / "stored"}
    above = "spark.hadoop.fs.viewfs.mounttable.box.link"
    lines = [f"{above}./{name} {folder.as_uri()}\n" for name, folder in links.items()]
    settings.write_text("".join(lines), encoding="utf-8")
    printed = started(STORED, NATIONAL_SPARK_SETTINGS=str(settings)).splitlines()
    unknown = (
        "nosuch://box/results cannot be reached: org.apache.hadoop.fs.UnsupportedFileSystemException: No FileSystem"
    )
    assert printed[0].startswith(unknown)
    assert {path.name for path in above_runs.iterdir() if not path.name.endswith(".crc")} == {"current.json", "runs"}
    marker = json.loads((above_runs / "current.json").read_text(encoding="utf-8"))
    assert printed[-1] == f"viewfs://box/results/2025-region/{marker['run']}"
    run = above_runs / marker["run"]
    manifest = (run / "manifest.json").read_bytes()
    assert sha256(manifest).hexdigest() == marker["manifest_sha256"]
    hashes = json.loads(manifest)
    assert len(hashes["inputs"]) == 8 and len(hashes["outputs"]) > 20
    for folder, files in ((made / "input", hashes["inputs"]), (run, hashes["outputs"])):
        assert {name: sha256((folder / name).read_bytes()).hexdigest() for name in files} == files
    compare(made / "duckdb", run)


def compare(duckdb: Path, spark: Path) -> None:
    """Compare the tables of two engines, row for row."""
    expected, result = results_of(duckdb), results_of(spark)
    assert len(expected) == 4050
    result = result[list(expected.columns)]
    exact = [name for name in expected.columns if name not in NUMBERS]
    pd.testing.assert_frame_equal(expected[exact], result[exact])
    # A slope is the difference of logarithms of about 1, of which the last digit is 2e-16.
    pd.testing.assert_frame_equal(expected[[*NUMBERS]], result[[*NUMBERS]], rtol=1e-12, atol=1e-15)
    # Areas of a group are judged by the same code on the same figures: equal to the last bit, and in the same order.
    for name in ("evidence", "funnels"):
        expected, result = results_of(duckdb, name), results_of(spark, name)
        assert len(expected) > 800 and expected["area_group"].nunique() == 5
        pd.testing.assert_frame_equal(expected, result[list(expected.columns)], check_exact=True)
    for name, key in OF_GROUPS.items():
        tables = [pd.read_parquet(next((folder / name).glob("*.parquet"))) for folder in (duckdb, spark)]
        assert not tables[0].duplicated(key).any() and len(tables[0]) >= 9
        pd.testing.assert_frame_equal(*tables, check_exact=True)
