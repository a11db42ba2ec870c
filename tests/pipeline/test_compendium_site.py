"""The site of a run: which files it has, and what makes it out of date."""

from __future__ import annotations

import hashlib
import zipfile
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from helpers.pipeline import downloads
from helpers.pipeline.downloads import copy_tables, read_made
from helpers.pipeline.moving import Folders
from helpers.pipeline.site_inputs import depends_on, is_earlier
from helpers.schema.site import YEARS_COUNTS


def run_of(folder: Path, name: str = "2023", year: int = 2023) -> Any:
    """Return as much of a run as the site's files depend on."""
    tables = folder / "processed" / name
    tables.mkdir(parents=True, exist_ok=True)
    settings = SimpleNamespace(
        run=name, parameters=SimpleNamespace(year=year, stage="draft"), model_dump=lambda mode: {"stage": "draft"}
    )
    folders = Folders(tables, folder / "reports" / name)
    project = SimpleNamespace(
        root=folder,
        parameters=folder / "params",
        other_raw=None,
        relative=lambda path: path.relative_to(folder).as_posix(),
    )
    return SimpleNamespace(settings=settings, final=folders, building=folders, project=project, new=None)


def with_tables(run: Any, **tables: bytes) -> Any:
    for name, content in tables.items():
        (run.building.tables / f"{name}.csv").write_bytes(content)
    run.new = SimpleNamespace(steps={"01_any": SimpleNamespace(tables={name: {"csv": "x"} for name in tables})})
    return run


def test_tables_are_copied_and_large_ones_go_into_an_archive_of_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "LARGEST_CSV", 10)
    run = with_tables(run_of(tmp_path), sources=b"a\n1\n", observations=b"a\n", evidence=b"a\n" + b"1\n" * 100)
    first, second = tmp_path / "first", tmp_path / "second"
    files = copy_tables(run, first)
    assert [(file.table, file.file) for file in files] == [
        ("", "columns.csv.zip"),
        ("evidence", "evidence.csv.zip"),
        ("sources", "sources.csv"),
    ]
    assert (first / "downloads/sources.csv").read_bytes() == b"a\n1\n"
    with zipfile.ZipFile(first / "downloads/evidence.csv.zip") as archive:
        assert archive.read("evidence.csv") == b"a\n" + b"1\n" * 100
    made = {"years_counts": pd.DataFrame({"measure": ["=up"], "number": [2.0], "unit": ["indicators"]})}
    assert [file.table for file in copy_tables(run, second, made | {"none": made["years_counts"].head(0)})] == [
        *(file.table for file in files),
        "years_counts",
    ]
    pd.testing.assert_frame_equal(
        read_made(second / "downloads/years_counts.csv.zip", YEARS_COUNTS), made["years_counts"]
    )
    hashes = [
        hashlib.sha256((folder / "downloads/evidence.csv.zip").read_bytes()).digest() for folder in (first, second)
    ]
    assert hashes[0] == hashes[1]
    assert files[1].size == (first / "downloads/evidence.csv.zip").stat().st_size


@pytest.mark.parametrize(
    ("name", "run", "is_before"),
    [
        ("2022", "2023", True),
        ("2018", "2023", True),
        ("2023", "2023", False),
        ("2024", "2023", False),
        ("2022-E10000016", "2023", False),
        ("2022-E10000016", "2023-E10000016", True),
        ("2022", "2023-E10000016", False),
        ("20 2", "2023", False),
        ("2022.old", "2023", False),
    ],
)
def test_an_earlier_report_is_of_the_same_council(name: str, run: str, is_before: bool) -> None:
    assert is_earlier(name, run_of_name(run, 2023)) is is_before


def run_of_name(name: str, year: int) -> Any:
    return SimpleNamespace(settings=SimpleNamespace(run=name, parameters=SimpleNamespace(year=year)))


def test_the_site_is_out_of_date_when_a_file_a_table_or_the_year_before_changes(tmp_path: Path) -> None:
    run = with_tables(run_of(tmp_path), small=b"a\n1\n")
    steps = run.new.steps
    states = [deepcopy(depends_on(run, steps))]
    (tmp_path / "params").mkdir()
    (tmp_path / "params/caveats.csv").write_text("caveat_id\n")
    states.append(deepcopy(depends_on(run, steps)))
    (tmp_path / "params/2020.yml").write_text("year: 2020\n")
    assert depends_on(run, steps) == states[-1]
    (tmp_path / "params/statements.csv").write_text("statement_id\n")
    states.append(deepcopy(depends_on(run, steps)))
    (tmp_path / "processed/2018").mkdir()
    (tmp_path / "processed/2018/compendium.parquet").write_bytes(b"earlier")
    states.append(deepcopy(depends_on(run, steps)))
    (tmp_path / "processed/2024").mkdir()
    (tmp_path / "processed/2024/compendium.parquet").write_bytes(b"later")
    assert depends_on(run, steps) == states[-1]
    (tmp_path / "processed/2022").mkdir()
    (tmp_path / "processed/2022/compendium.parquet").write_bytes(b"before")
    states.append(deepcopy(depends_on(run, steps)))
    steps["01_any"].tables["small"]["csv"] = "y"
    states.append(deepcopy(depends_on(run, steps)))
    run.settings.model_dump = lambda mode: {"stage": "final"}
    states.append(deepcopy(depends_on(run, steps)))
    assert all(one != other for number, one in enumerate(states) for other in states[:number])
