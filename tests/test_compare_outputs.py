"""Two folders of outputs are the same byte for byte, or what differs is named."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Main = Callable[[list[str]], int]


@pytest.fixture
def main(root: Path, monkeypatch: pytest.MonkeyPatch) -> Main:
    monkeypatch.syspath_prepend(str(root / "tools"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    from compare_outputs import main

    return main


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with the same table and page, and manifests that differ."""
    for name in ("old", "new"):
        folder = tmp_path / name
        (folder / "themes").mkdir(parents=True)
        (folder / "areas.csv").write_text("area_code,name\nE1,One\nE2,Two\n", encoding="utf-8")
        (folder / "themes/a.html").write_text("<p>Words.</p>\n", encoding="utf-8")
        (folder / "manifest.json").write_text(name, encoding="utf-8")
    return tmp_path / "old", tmp_path / "new"


def test_the_same_files_are_said_to_be(
    main: Main, folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder) for folder in folders]) == 0
    assert capsys.readouterr().out == "2 of 2 files are the same.\n"


def test_what_differs_is_named(main: Main, folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    old, new = folders
    (new / "areas.csv").write_text("area_code,name\nE1,One\nE2,Too\n", encoding="utf-8")
    (old / "themes/b.html").touch()
    assert main([str(old), str(new)]) == 4
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "areas.csv | - | line 3 | name | Two | Too",
        "themes/b.html | - | - | the whole file | a file | -",
        "1 of 3 files are the same.",
    ]


def test_folders_without_files_are_not_the_same(main: Main, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), str(tmp_path)]) == 4
    assert main([str(tmp_path)]) == main([str(tmp_path), str(tmp_path / "absent")]) == 2
    assert capsys.readouterr().err.count("Give two folders") == 2
