"""Small counts in returns, looked for in every file of a report: whatever is hidden, the report is the same."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from planted_counts import COUNTY, PLANTED, SWAPPED
from report_copies import ran
from stage_walk import Walked, hand_in_returns

from helpers.areas import read_areas
from helpers.paths import project

FOLDERS = ("reports/2023", "data/processed/2023")
WITH_THE_HASH = {"reports/2023/manifest.json"}
"""The files that say the hash of the return, which could confirm a guess: docs/security.md says not to publish them."""

HASH = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-f])")
TIME = re.compile(r'"(?:started|finished|seconds)": (?:"[^"]*"|[0-9.]+)')
NUMBERS = ("value", "numerator", "denominator", "lower_95", "upper_95")


@pytest.fixture(scope="module")
def reports(built: Any, walked: Walked, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two copies whose reports were made with the planted counts, and with others that have the same sums."""
    root = tmp_path_factory.mktemp("small_counts") / "swapped"
    shutil.copytree(walked.root, root, ignore=shutil.ignore_patterns("stages"))
    for path in (walked.root / "stages/2023").glob("*/printed.zip"):
        (root / path.parent.relative_to(walked.root)).mkdir(parents=True)
        shutil.copy2(path, root / path.relative_to(walked.root))
    hand_in_returns(root, **SWAPPED)
    done = type(built)(root).helpers("report", "--year=2023")
    assert done.returncode == 0, done.stderr
    assert "01" in ran(done.stdout)
    return walked.root, root


def files_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def written(root: Path) -> dict[str, bytes]:
    """The files of the report of a copy and of its tables."""
    return {f"{name}/{path}": data for name in FOLDERS for path, data in files_of(root / name).items()}


def without_hashes(path: Path) -> str:
    """Return what a file says, without hashes and the times of the run."""
    if path.suffix == ".parquet":
        text = pd.read_parquet(path).to_csv()
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            text = "".join(f"{name}\n{archive.read(name).decode()}" for name in archive.namelist())
    else:
        text = path.read_text(encoding="utf-8")
    return TIME.sub("time", HASH.sub("hash", text))


def test_other_hidden_counts_give_the_same_report(reports: tuple[Path, Path]) -> None:
    """What is the same for other counts tells nobody which of them are true, however the files are put together."""
    planted, swapped = (written(root) for root in reports)
    assert planted.keys() == swapped.keys()
    assert len(planted) > 1000
    assert {name for name in planted if planted[name] != swapped[name]} == WITH_THE_HASH
    for name in sorted(WITH_THE_HASH):
        first, second = (without_hashes(folder / name) for folder in reports)
        assert "hash" in first, name
        assert first == second, name


def test_no_table_and_no_text_has_a_planted_count(reports: tuple[Path, Path]) -> None:
    areas = read_areas(project().areas)
    hidden = set[tuple[str, str, str]]()
    for path in sorted((reports[0] / FOLDERS[1]).glob("*.parquet")):
        table = pd.read_parquet(path)
        if not {"indicator_id", "area_code", "period"} <= set(table):
            continue
        of_them = table["indicator_id"].isin(["helped", "helped_pct"]) & table["area_code"].ne("")
        for row in table[of_them].to_dict("records"):
            name = areas[row["area_code"]].name
            of_figure = row["indicator_id"], row["period"] if name == COUNTY else name
            if of_figure in PLANTED:
                hidden.add((path.stem, *of_figure))
                assert all(pd.isna(row[column]) for column in NUMBERS if column in row), (path.name, row)
    assert {figure[1:] for figure in hidden} == set(PLANTED)
    for name, content in written(reports[0]).items():
        assert b"Only three were helped" not in content, name
