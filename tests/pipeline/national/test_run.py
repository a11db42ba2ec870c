"""A national run: its results are those that were planted, and the same bytes whatever it runs on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from national_runs import parameters_of, results_of, run_quietly

from helpers.pipeline.national import duckdb_engine, groups
from helpers.pipeline.national import run as run_module
from helpers.pipeline.national.groups import EVIDENCE, FUNNELS, POSITION_INDICATORS, POSITIONS
from helpers.pipeline.national.run import MANIFEST, RESULTS, Asked, asked_for, run_national
from helpers.problems import InputProblem
from helpers.results import national_positions
from helpers.schema.national import NATIONAL_RESULTS

KEY = ["indicator_id", "area_code"]


def files_of(run: Path) -> dict[str, bytes]:
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in sorted(run.rglob("*.parquet"))}


def test_directions_ranks_and_quartiles_are_those_that_were_planted(run: Path, small_areas: Path) -> None:
    truth = pq.read_table(small_areas / "truth/truth.parquet").to_pandas()
    both = results_of(run).merge(truth, on=KEY, suffixes=("", "_planted"), validate="one_to_one")
    assert len(both) == len(truth) == 60 * 9
    assert both["direction"].eq(both["direction_planted"]).all()
    assert set(truth["direction"]) == {"Improved", "No real change", "Worsened", "Cannot be determined", "Not judged"}
    ranked = both[both["rank_planted"].notna()]
    assert ranked["indicator_id"].nunique() > 4
    for name in ("rank", "quartile"):
        assert ranked[name].eq(ranked[f"{name}_planted"]).all()


def test_another_seed_plants_other_figures_and_the_same_one_the_same(maker: dict[str, Any], tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "again", "other")]
    for folder, seed in zip(folders, (1, 1, 2), strict=True):
        maker["make"](folder, maker["Size"](areas=20, indicators=3, years=3, seed=seed))
    first, again, other = (files_of(folder) for folder in folders)
    assert first == again
    assert first.keys() == other.keys()
    assert first["observations/2025.parquet"] != other["observations/2025.parquet"]


def test_limits_funnels_and_trends_are_there(run: Path) -> None:
    results = results_of(run)
    assert set(results["limits"]) == {"published", "worked out from counts"}
    assert results.loc[results["limits"].eq("worked out from counts"), "funnel"].notna().all()
    assert results["trend"].str.startswith(("Increasing", "Decreasing")).sum() > 50


def test_each_file_has_the_declared_columns_and_order(run: Path) -> None:
    paths = sorted((run / RESULTS).glob("*/*"))
    assert len(paths) == 9
    for path in paths:
        table = pq.ParquetFile(path).read()
        assert tuple(table.column_names) == NATIONAL_RESULTS.names[1:]
        assert table["area_code"].to_pylist() == sorted(table["area_code"].to_pylist())


def test_a_large_group_has_the_scores_and_ranks_of_one_that_is_drawn(
    root: Path, run: Path, small_areas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (national_positions, groups):
        monkeypatch.setattr(module, "MOST_DRAWN", 10)
    run_quietly(tmp_path, small_areas, parameters_of(root, "2025"), "lsoa")
    key = ["area_group", "scope", "area_code"]
    drawn, summed = (
        pd.read_parquet(folder / POSITIONS / "part-0.parquet").sort_values(key, ignore_index=True)
        for folder in (run, tmp_path / "run")
    )
    assert len(drawn) == 3 * 60
    assert drawn["rank"].notna().sum() > 100
    names = [
        "area_group",
        "scope",
        "scope_order",
        "area_code",
        "score",
        "score_error",
        "rank",
        "tied",
        "n",
        "reliability",
        "shrunken_score",
        "indicators",
        "with_figure",
        "reason",
    ]
    pd.testing.assert_frame_equal(drawn[names], summed[names], rtol=1e-9)
    assert summed["rank_95_lower"].isna().all()
    for folder in (run, tmp_path / "run"):
        indicators = pd.read_parquet(folder / POSITION_INDICATORS / "part-0.parquet")
        assert indicators["used"].sum() == 8
        assert indicators["indicator_weight"].sum() == pytest.approx(1)


def test_positions_of_regions_are_apart(root: Path, small_areas: Path, tmp_path: Path) -> None:
    run_quietly(tmp_path, small_areas, parameters_of(root, "2025"), "region")
    positions = pd.read_parquet(tmp_path / "run" / POSITIONS / "part-0.parquet")
    assert positions.groupby("area_group")["area_code"].nunique().tolist() == [7] * 6 + [6] * 3
    assert positions["rank"].isna().all()
    evidence = results_of(tmp_path / "run", EVIDENCE)
    assert evidence.groupby("area_group").size().sum() == 540


@pytest.mark.parametrize(("most_rows", "bits"), [(1, 0), (2_000, duckdb_engine.BITS)], ids=["sorted", "bits"])
def test_threads_parts_and_the_order_of_rows_change_no_byte(
    root: Path, run: Path, small_areas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_rows: int, bits: int
) -> None:
    """Nor does it matter whether years have bits, or are sorted as where there are too many of them."""
    source = tmp_path / "input"
    shutil.copytree(small_areas, source)
    for path in (source / "observations").iterdir():
        rows = pq.read_table(path).to_pandas().sample(frac=1, random_state=most_rows)
        rows.to_parquet(path, index=False, schema=pq.read_schema(path), row_group_size=500)
    parts = duckdb_engine.parts_of
    monkeypatch.setattr(duckdb_engine, "parts_of", lambda periods, rows=most_rows: parts(periods, rows))
    monkeypatch.setattr(run_module, "ROWS_AT_ONCE", most_rows)
    monkeypatch.setattr(duckdb_engine, "BITS", bits)
    folder = tmp_path / "the county's"
    run_quietly(folder, source, parameters_of(root, "2025"), "lsoa", threads=2)
    assert files_of(folder / "run") == files_of(run)


def test_the_manifest_alone_has_times_and_it_names_every_file(run: Path) -> None:
    manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["outputs"].keys() == files_of(run).keys()
    assert {"observations/2025.parquet", "areas.parquet"} <= manifest["inputs"].keys()
    assert sum(manifest["series"].values()) == 540
    assert {path.name for path in run.iterdir()} == {
        MANIFEST,
        RESULTS,
        EVIDENCE,
        FUNNELS,
        POSITIONS,
        POSITION_INDICATORS,
    }


def test_a_run_that_fails_leaves_the_last_good_results(
    root: Path, run: Path, small_areas: Path, tmp_path: Path
) -> None:
    standing = tmp_path / "2025-lsoa"
    shutil.copytree(run, standing)
    source = tmp_path / "input"
    shutil.copytree(small_areas, source)
    path = source / "observations/2025.parquet"
    rows = pq.read_table(path)
    pq.write_table(pq.read_table(path).slice(0, 5), source / "observations/again.parquet")
    assert len(rows) > 5
    asked = Asked("lsoa", "duckdb", 1.0, 2)
    with pytest.raises(InputProblem, match="two rows of indicator_id measure_0000, area_code E01000001, period_start"):
        run_national(tmp_path, source, "2025-lsoa", parameters_of(root, "2025"), asked, lambda _: None)
    assert files_of(standing) == files_of(run)
    assert not (tmp_path / ".building-2025-lsoa").exists()


def test_regions_are_ranked_apart(root: Path, small_areas: Path, tmp_path: Path) -> None:
    results = run_quietly(tmp_path, small_areas, parameters_of(root, "2025"), "region")
    assert results.groupby("area_group")["area_code"].nunique().to_dict() == {
        f"E1200000{number}": 7 if number <= 6 else 6 for number in range(1, 10)
    }
    assert set(results["n"]) <= {6, 7}
    assert results["rank"].isna().all()
    assert results["rank_reason"].str.contains("at least 8 are needed").any()


@pytest.mark.parametrize(
    ("by", "engine", "memory", "message"),
    [
        ("council", "duckdb", "", "by must be one of region, class, lsoa; got 'council'"),
        ("lsoa", "sqlite", "", "engine must be one of duckdb, spark; got 'sqlite'"),
        ("lsoa", "duckdb", "much", "memory must be a number of gigabytes from 0.5 to 1,000; got 'much'"),
        ("lsoa", "duckdb", "nan", "memory must be a number"),
    ],
)
def test_what_is_asked_for_is_checked(by: str, engine: str, memory: str, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        asked_for(by, engine, memory)


def test_parts_have_whole_indicators() -> None:
    periods = pd.DataFrame({"indicator_id": ["b", "a", "a", "c", "d"], "rows": [4, 3, 3, 20, 1]})
    parts = [(part.first, part.last, part.indicators, part.rows) for part in duckdb_engine.parts_of(periods, 10)]
    assert parts == [("a", "b", 2, 10), ("c", "c", 1, 20), ("d", "d", 1, 1)]
