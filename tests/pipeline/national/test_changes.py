"""The change log of two national runs, from the files that they wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from national_runs import parameters_of, results_of, run_quietly

from helpers.pipeline.national.changes import write_changes
from helpers.problems import InputProblem
from helpers.schema.national import NATIONAL_CHANGES


def test_two_runs_differ_as_their_results_do(root: Path, maker: dict[str, Any], tmp_path: Path) -> None:
    runs = []
    for name, seed, indicators in (("earlier", 1, 3), ("later", 2, 4)):
        maker["make"](tmp_path / f"input_{name}", maker["Size"](areas=20, indicators=indicators, years=3, seed=seed))
        run_quietly(tmp_path / name, tmp_path / f"input_{name}", parameters_of(root, "2025"), "lsoa")
        runs.append(tmp_path / name / "run")
    counts = write_changes(*runs, tmp_path / "changes")
    earlier, later = map(results_of, runs)
    both = earlier.merge(later, on=["indicator_id", "area_code"], suffixes=("", "_later"))
    assert counts["series"] == 80 and counts["came"] == 20 and counts["went"] == 0
    assert counts["direction"] == both["direction"].ne(both["direction_later"]).sum() > 10
    ranked = both[both["rank"].notna()]
    assert counts["rank"] == ranked["rank"].ne(ranked["rank_later"]).sum() > 10
    assert counts["quartile"] == ranked["quartile"].ne(ranked["quartile_later"]).sum() > 10
    files = sorted((tmp_path / "changes").glob("indicator_id=*/*.parquet"))
    assert len(files) == 4
    for path in files:
        assert tuple(pq.ParquetFile(path).schema_arrow.names) == NATIONAL_CHANGES.names[1:]


def test_the_same_results_have_no_changes_and_another_folder_is_refused(
    root: Path, small_areas: Path, tmp_path: Path
) -> None:
    run_quietly(tmp_path, small_areas, parameters_of(root, "2025"), "lsoa")
    counts = write_changes(tmp_path / "run", tmp_path / "run", tmp_path / "changes")
    assert (counts["series"], counts["direction"], counts["rank"], counts["came"]) == (540, 0, 0, 0)
    with pytest.raises(InputProblem, match="has no results; give the folder that make national wrote"):
        write_changes(tmp_path / "run", small_areas, tmp_path / "more")
