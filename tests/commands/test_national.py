"""The commands of national runs: what they print, what they refuse, and where results are."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest

from helpers.commands.command_line import main
from helpers.pipeline.national import run


@pytest.fixture
def source(root: Path, tmp_path: Path) -> Path:
    maker = runpy.run_path(str(root / "tools" / "make_small_areas.py"))
    maker["make"](tmp_path / "small", maker["Size"](areas=20, indicators=3, years=4))
    return tmp_path / "small"


def test_a_run_and_its_changes_are_made_and_counted(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "FOLDER", tmp_path / "results")
    assert main(["national", "--year=2025", f"--input={source}", "--by=lsoa"]) == 0
    printed = capsys.readouterr().out
    results = tmp_path / "results/2025-lsoa"
    assert "observations of 3 indicators\n3 of 3 indicators\n60 series in " in printed
    assert printed.endswith(f"\n{os.path.relpath(results)}\n")
    assert main(["national", "--year=2025", f"--input={source}"]) == 0
    by_class = tmp_path / "results/2025-class"
    changes = tmp_path / "changes"
    capsys.readouterr()
    assert main(["national-changes", f"--before={results}", f"--input={by_class}", f"--to={changes}"]) == 0
    printed = capsys.readouterr().out
    # No small area is in a class, so every rank and position goes, and no evidence can be judged.
    assert printed == (
        "60 series: 0 came and 0 went.\nMoved: 0 directions, 60 quartiles, 60 ranks.\n"
        "The runs are by lsoa and by class, so each area is compared with other areas in each.\n"
        "One of the runs has no evidence, so that is not compared.\n"
        "20 positions, overall and by theme: 0 came, 20 went, and 0 have another rank.\n"
        + f"{os.path.relpath(changes)}\n"
    )
    assert len(list(changes.glob("series/indicator_id=*/*.parquet"))) == 3


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["national", "--input=x"], "Give the year with year=<year>"),
        (["national", "--year=2025"], "Give a folder with input=<folder>; docs/national.md has examples."),
        (["national", "--year=2025", "--input=no_such_folder"], "input=no_such_folder is not a folder"),
        (["national", "--year=2025", "--input=none"], "; give the folder with the Parquet of a national run.\n"),
        (["agreement"], "for example make agreement year=2007."),
        (["national-input", "--year=2023"], "Give a folder with to=<folder>"),
        (["national-changes", "--before=x", "--to=y"], "Give a folder with input=<folder>"),
    ],
)
def test_what_is_missing_is_named(typed: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed) == 2
    assert message in capsys.readouterr().err
