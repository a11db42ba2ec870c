"""Work that the reports of one call have in common is done once, and nothing else is shared."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.pipeline.kernels.kinds import Kernels, Wires
from helpers.pipeline.table_files import write_table
from helpers.register import read_register
from helpers.schema import TABLES
from helpers.shared_work import FOLDER_VARIABLE, do_once
from helpers.sources import ingest as ingestion
from helpers.sources.catalogue import read_sources
from helpers.sources.sidecar import raw_files


@pytest.fixture
def shared_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


def counted(done: list[int]) -> int:
    done.append(1)
    return len(done)


@pytest.mark.usefixtures("shared_folder")
def test_work_is_done_once_for_the_same_and_again_for_other_things() -> None:
    done: list[int] = []
    assert [do_once("a", (1, "x"), lambda: counted(done)) for _ in range(3)] == [1, 1, 1]
    assert do_once("a", (2, "x"), lambda: counted(done)) == 2
    assert do_once("b", (1, "x"), lambda: counted(done)) == 3


@pytest.mark.parametrize("folder", [None, ""])
def test_without_a_folder_each_does_the_work(folder: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    if folder is not None:
        monkeypatch.setenv(FOLDER_VARIABLE, folder)
    done: list[int] = []
    assert [do_once("a", 1, lambda: counted(done)) for _ in range(3)] == [1, 2, 3]


def test_work_that_fails_is_not_kept(shared_folder: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        do_once("a", 1, lambda: 1 // 0)
    assert do_once("a", 1, lambda: 5) == 5
    assert not list(shared_folder.glob("*.unfinished"))


def test_several_processes_do_it_once(shared_folder: Path, tmp_path: Path) -> None:
    """Each process appends a letter where it does the work."""
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom helpers.shared_work import do_once\n"
        "def work():\n    time.sleep(0.3)\n    Path(sys.argv[1]).open('a').write('x')\n    return 'made'\n"
        "print(do_once('a', 1, work))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "trace")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0] for process in processes] == ["made\n"] * 3
    assert (tmp_path / "trace").read_text() == "x"


def test_kernels_share_the_folder_of_their_call_and_none_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, "from outside")
    wires = Wires(tmp_path, "ipc")
    alone, together = Kernels(wires), Kernels(wires, shared=tmp_path).of_run("1", tmp_path)
    variables = [kernels.manager(()).own_variables[FOLDER_VARIABLE] for kernels in (alone, together)]  # type: ignore[attr-defined]
    assert variables == ["", str(tmp_path)]


def test_another_day_has_the_figures_that_were_read_and_its_own_sources(
    root: Path, shared_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is read a second time; what comes of it is what reading would have given."""
    project = Project(root)
    register, areas, sources = (
        read_register(project.register),
        read_areas(project.areas),
        read_sources(project.sources),
    )
    files = [file for file in raw_files(project.raw) if file.name.startswith("defra/")]
    days = (date(2018, 3, 31), date(2026, 3, 31))
    with monkeypatch.context() as alone:
        alone.delenv(FOLDER_VARIABLE)
        expected = [ingestion.ingest(files, register, areas, sources, day) for day in days]
    first = ingestion.ingest(files, register, areas, sources, days[0])
    with monkeypatch.context() as unread:
        unread.setattr(ingestion, "read_raw_file", None)
        second = ingestion.ingest(files, register, areas, sources, days[1])
    for ours, theirs in zip((first, second), expected, strict=True):
        for name in (field.name for field in fields(theirs)):
            own, other = getattr(ours, name), getattr(theirs, name)
            if isinstance(other, pd.DataFrame):
                pd.testing.assert_frame_equal(own, other)
            else:
                assert own == other, name
    assert not expected[0].sources.equals(expected[1].sources)


@pytest.mark.usefixtures("shared_folder")
def test_another_register_is_read_by_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(root)
    register, areas, sources = (
        read_register(project.register),
        read_areas(project.areas),
        read_sources(project.sources),
    )
    files = [file for file in raw_files(project.raw) if file.name.startswith("defra/")]
    ingestion.ingest(files, register, areas, sources, date(2023, 3, 31))
    monkeypatch.setattr(ingestion, "read_raw_file", None)
    changed = [register[0].model_copy(update={"note": "Changed."}), *register[1:]]
    with pytest.raises(TypeError):
        ingestion.ingest(files, changed, areas, sources, date(2023, 3, 31))


def test_a_table_has_the_same_files_whoever_made_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_folder: Path
) -> None:
    table = TABLES["areas_below"]
    rows = 3
    texts = pd.DataFrame("=1+1, \u200b", index=range(rows), columns=list(table.names))
    codes = [f"E{number:08d}" for number in range(rows)]
    frame = texts.assign(area_code=codes, start_date=date(2020, 4, 1), end_date=None)
    made = []
    for name in ("first", "second", "alone"):
        (tmp_path / name).mkdir()
        if name == "alone":
            monkeypatch.delenv(FOLDER_VARIABLE)
        write_table(frame, tmp_path / name, table)
        made.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert made[0] == made[1] == made[2]
    assert sorted(made[0]) == ["areas_below.csv", "areas_below.parquet"]
    assert len([path for path in shared_folder.iterdir() if path.suffix == ""]) == 1
    assert os.environ.get(FOLDER_VARIABLE) is None
