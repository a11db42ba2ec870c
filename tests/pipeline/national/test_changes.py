"""The change log of two national runs, from the files that they wrote."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from national_runs import parameters_of, results_of, run_quietly

from helpers.pipeline.national.changes import SERIES, write_changes
from helpers.pipeline.national.groups import EVIDENCE, POSITIONS
from helpers.pipeline.national.run import RESULTS
from helpers.problems import InputProblem
from helpers.schema.national import NATIONAL_CHANGES, NATIONAL_POSITION_CHANGES


def test_two_runs_differ_as_their_results_do(root: Path, maker: dict[str, Any], tmp_path: Path) -> None:
    runs = []
    for name, seed, indicators in (("earlier", 1, 8), ("later", 2, 9)):
        maker["make"](tmp_path / f"input_{name}", maker["Size"](areas=20, indicators=indicators, years=6, seed=seed))
        run_quietly(tmp_path / name, tmp_path / f"input_{name}", parameters_of(root, "2025"), "lsoa")
        runs.append(tmp_path / name / "run")
    moved = write_changes(*runs, tmp_path / "changes")
    counts, positions = moved.series, moved.positions
    earlier, later = map(results_of, runs)
    both = earlier.merge(later, on=["indicator_id", "area_code"], suffixes=("", "_later"))
    assert counts["series"] == 180 and counts["came"] == 20 and counts["went"] == 0
    assert counts["direction"] == both["direction"].ne(both["direction_later"]).sum() > 10
    ranked = both[both["rank"].notna()]
    assert counts["rank"] == ranked["rank"].ne(ranked["rank_later"]).sum() > 10
    assert counts["quartile"] == ranked["quartile"].ne(ranked["quartile_later"]).sum() > 10
    files = sorted((tmp_path / "changes" / SERIES).glob("indicator_id=*/*.parquet"))
    assert len(files) == 9
    for path in files:
        assert tuple(pq.ParquetFile(path).schema_arrow.names) == NATIONAL_CHANGES.names[1:]
    earlier, later = (results_of(run, EVIDENCE) for run in runs)
    both = earlier.merge(later, on=["indicator_id", "area_code"], suffixes=("", "_later"))
    assert moved.evidence and counts["evidence"] == both["evidence"].ne(both["evidence_later"]).sum() > 10
    earlier, later = (pd.read_parquet(run / POSITIONS / "part-0.parquet") for run in runs)
    both = earlier.merge(later, on=["area_group", "scope", "area_code"], suffixes=("", "_later"))
    ranked = both[both["rank"].notna() | both["rank_later"].notna()]
    assert positions is not None
    assert positions["rank"] == ranked["rank"].ne(ranked["rank_later"]).sum() > 10
    log = pd.read_parquet(tmp_path / "changes" / POSITIONS / "part-0.parquet")
    assert tuple(log.columns) == NATIONAL_POSITION_CHANGES.names
    assert log["change"].value_counts().to_dict() == {"moved": positions["rank"]}


def test_the_same_results_have_no_changes_and_another_folder_is_refused(
    root: Path, small_areas: Path, tmp_path: Path
) -> None:
    run_quietly(tmp_path, small_areas, parameters_of(root, "2025"), "lsoa")
    moved = write_changes(tmp_path / "run", tmp_path / "run", tmp_path / "changes")
    assert sum(moved.series.values()) == moved.series["series"] == 540
    assert moved.positions is not None and moved.positions.total() == moved.positions["positions"] == 180
    with pytest.raises(InputProblem, match="has no results; give the folder that make national wrote"):
        write_changes(tmp_path / "run", small_areas, tmp_path / "more")
    # A run of results alone, whose files have other names, as Spark's have.
    bare = tmp_path / "bare"
    for path in (tmp_path / "run" / RESULTS).glob("*/*"):
        (bare / RESULTS / path.parent.name).mkdir(parents=True)
        shutil.copy(path, bare / RESULTS / path.parent.name / "part-00009-1a5c.zstd.parquet")
    moved = write_changes(bare, tmp_path / "run", tmp_path / "without")
    assert (moved.series.total(), moved.evidence, moved.positions) == (540, False, None)
