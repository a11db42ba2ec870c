"""A national run from storage into storage has the bytes of one from a folder into a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from national_runs import parameters_of

from helpers.pipeline.national import storage, stored_runs
from helpers.pipeline.national.run import MANIFEST, Asked
from helpers.pipeline.national.storage import StoredFolder, open_storage
from helpers.pipeline.national.stored_runs import run_with_storage
from helpers.problems import InputProblem, StepFailed

ASKED = Asked("lsoa", "duckdb", 1.0, 1)


def test_the_bytes_are_those_of_folders_and_the_manifest_names_the_address(
    root: Path, run: Path, memory: Any, stored: StoredFolder, tmp_path: Path
) -> None:
    lines: list[str] = []
    parameters = parameters_of(root, "2025")
    leftover = tmp_path / ".input-2025-lsoa"
    leftover.mkdir()
    (leftover / "half").touch()
    to = "memory://box/results"
    made = run_with_storage(tmp_path, stored.address, to, "2025-lsoa", parameters, ASKED, lines.append)
    assert str(made).startswith(f"{to}/2025-lsoa/runs/")
    above = f"/{str(made).split('://')[1]}/"
    files = {name.removeprefix(above): memory.cat_file(name) for name in memory.store if name.startswith(above)}
    expected = {path.relative_to(run).as_posix(): path.read_bytes() for path in run.rglob("*.parquet")}
    manifest = json.loads(files.pop(MANIFEST))
    assert files == expected
    assert manifest["input_address"] == "memory://box/areas"
    of_run = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
    of_run["inputs"] = {name: value for name, value in of_run["inputs"].items() if not name.startswith("truth/")}
    for name in ("inputs", "outputs", "series", "parameters"):
        assert manifest[name] == of_run[name]
    assert lines[0].endswith(" bytes were copied from memory://box/areas")
    left = {path.name for path in tmp_path.iterdir() if not path.name.startswith((".lock", ".trash"))}
    assert left == {"2025-lsoa"}


def test_a_storage_that_refuses_is_known_before_the_work(
    root: Path, stored: StoredFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_runs, "run_national", lambda *_: pytest.fail("it began"))
    with pytest.raises(InputProblem, match="nosuch:// is not an address"):
        run_with_storage(tmp_path, stored.address, "nosuch://box", "x", parameters_of(root, "2025"), ASKED, print)

    def refuse(*_: object) -> None:
        raise PermissionError("not yours")

    monkeypatch.setattr(storage.arrow_files.FSSpecHandler, "get_file_info", refuse)
    with pytest.raises(StepFailed, match=r"memory://box/x/current\.json cannot be read: not yours\."):
        run_with_storage(tmp_path, stored.address, "memory://box", "x", parameters_of(root, "2025"), ASKED, print)


def test_results_that_cannot_be_copied_stay_and_are_named(
    root: Path, stored: StoredFolder, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StepFailed("memory://box/results cannot be written: full.")

    monkeypatch.setattr(stored_runs, "copy_run_there", refuse)
    monkeypatch.setattr(stored_runs, "run_national", lambda *_: run)
    with pytest.raises(StepFailed, match=rf"cannot be written: full\. The results are in {tmp_path.name}/x\."):
        run_with_storage(tmp_path, stored.address, "memory://box", "x", parameters_of(root, "2025"), ASKED, print)
    assert not (tmp_path / ".input-x").exists()


@pytest.mark.parametrize("failed", [False, True])
def test_spark_names_a_run_when_it_is_finished_and_leaves_nothing_of_one_that_failed(
    memory: Any, failed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = open_storage("memory://box/results")
    to.write("current.json", b"the last good one")

    def write(_: object, address: str, hash_outputs: Callable[[], dict[str, str]]) -> str:
        memory.pipe_file(f"/{address.split('://')[1]}/results/a.parquet", b"a")
        if failed:
            raise StepFailed("Spark stopped.")
        return json.dumps(hash_outputs())

    monkeypatch.setattr(stored_runs._SparkRun, "write", write)
    run = object.__new__(stored_runs._SparkRun)
    run.spark = SimpleNamespace(sparkContext=SimpleNamespace(applicationId="app-1"))
    if failed:
        with pytest.raises(StepFailed, match="Spark stopped"):
            run.write_there(to)
        assert list(memory.store) == ["/box/results/current.json"]
        assert memory.cat_file("/box/results/current.json") == b"the last good one"
        return
    assert run.write_there(to).address == "memory://box/results/runs/app-1"
    manifest = memory.cat_file("/box/results/runs/app-1/manifest.json")
    assert json.loads(manifest) == {"results/a.parquet": sha256(b"a").hexdigest()}
    marker = json.loads(memory.cat_file("/box/results/current.json"))
    assert marker == {"run": "runs/app-1", "manifest_sha256": sha256(manifest).hexdigest()}
