"""Folders of object storage: what is copied is whole and inside its folder, and no secret is printed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.pipeline.national import storage
from helpers.pipeline.national.run import MANIFEST
from helpers.pipeline.national.storage import (
    MARKER,
    StoredFolder,
    copy_input,
    copy_run_here,
    copy_run_there,
    open_storage,
    words_of,
)
from helpers.problems import InputProblem, StepFailed


@pytest.fixture
def results(memory: Any) -> StoredFolder:
    """An empty folder for results in storage."""
    return open_storage("memory://box/results")


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_input_is_copied_byte_for_byte_and_nothing_else_is(
    memory: Any, stored: StoredFolder, small_areas: Path, tmp_path: Path
) -> None:
    memory.pipe_file("/box/areas/observations/.hidden.parquet", b"no")
    memory.pipe_file("/box/areas/observations/notes.md", b"no")
    copied = copy_input(stored, tmp_path)
    expected = {name: content for name, content in files_of(small_areas).items() if not name.startswith("truth/")}
    assert files_of(tmp_path) == expected
    assert copied == sum(map(len, expected.values()))


@pytest.mark.parametrize("name", ["../out.parquet", "a/../../out.parquet", "..\\out.parquet", "c:out.parquet"])
def test_a_name_that_leads_out_of_the_folder_is_refused(
    memory: Any, stored: StoredFolder, tmp_path: Path, name: str
) -> None:
    real = stored.storage.get_file_info(stored.path + "/areas.parquet")
    entry = SimpleNamespace(type=real.type, path=f"{stored.path}/observations/{name}", size=1, mtime=None)
    odd = SimpleNamespace(
        get_file_info=lambda asked: [entry] if hasattr(asked, "base_dir") else stored.storage.get_file_info(asked),
        open_input_stream=lambda path: stored.storage.open_input_stream(
            path if path.endswith(("areas.parquet", "indicators.parquet")) else f"{stored.path}/areas.parquet"
        ),
    )
    to = tmp_path / "to"
    to.mkdir()
    with pytest.raises(InputProblem, match="has a file whose name leads out of the folder: "):
        copy_input(StoredFolder(stored.address, odd, stored.path), to)
    assert files_of(tmp_path) == {}


def test_what_is_missing_or_too_large_is_named(
    memory: Any, stored: StoredFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MOST_FILES", 2)
    with pytest.raises(InputProblem, match=r"memory://box/areas/observations has 6 files; the most that is read is 2"):
        copy_input(stored, tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    with pytest.raises(InputProblem, match="and the disk has room for 1,000; make room"):
        copy_input(stored, tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(storage, "LARGEST_TABLE", 10)
    with pytest.raises(InputProblem, match=r"indicators.parquet has [\d,]+ bytes; the most that is read is 10"):
        copy_input(stored, tmp_path)
    monkeypatch.undo()
    with pytest.raises(InputProblem, match=r"memory://nothing/observations has no file that ends in \.parquet"):
        copy_input(open_storage("memory://nothing"), tmp_path)
    assert files_of(tmp_path) == {}
    memory.rm_file("/box/areas/areas.parquet")
    with pytest.raises(InputProblem, match=r"memory://box/areas has no file areas.parquet; see docs/national.md"):
        copy_input(stored, tmp_path)


def test_observations_that_change_while_they_are_copied_stop_it(
    memory: Any, stored: StoredFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_here = storage.copy_here

    def and_add_one(*arguments: Any) -> None:
        copy_here(*arguments)
        memory.pipe_file("/box/areas/observations/more.parquet", b"more")

    monkeypatch.setattr(storage, "copy_here", and_add_one)
    with pytest.raises(StepFailed, match="observations changed while it was read; call the command again"):
        copy_input(stored, tmp_path)


def test_a_run_comes_back_as_it_was(results: StoredFolder, run: Path, tmp_path: Path) -> None:
    copied = copy_run_there(run, results, MANIFEST)
    for number, address in enumerate((results.address, copied.address)):
        to = tmp_path / str(number)
        copy_run_here(open_storage(address), MANIFEST, ["results", "positions"], to)
        wanted = ("results/", "positions/")
        assert files_of(to) == {name: content for name, content in files_of(run).items() if name.startswith(wanted)}


@pytest.mark.parametrize("ended", ["an error", "a kill"])
def test_an_upload_that_ends_early_leaves_the_last_good_run(
    memory: Any, results: StoredFolder, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    good = copy_run_there(run, results, MANIFEST)
    later = tmp_path / "later"
    shutil.copytree(run, later)
    (later / MANIFEST).write_text((later / MANIFEST).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    write, written = memory._open, []

    def until_it_ends(path: str, mode: str = "rb", **options: Any) -> Any:
        if mode == "wb":
            written.append(path)
            if len(written) > 10:
                raise OSError("the connection was closed")
        return write(path, mode, **options)

    monkeypatch.setattr(memory, "_open", until_it_ends)
    if ended == "a kill":
        monkeypatch.setattr(storage, "delete_folder", lambda _: None)
    with pytest.raises(StepFailed, match=r"memory://box/results/runs/\w+/.* cannot be written: the connection was"):
        copy_run_there(later, results, MANIFEST)
    runs = {path.split("/")[4] for path in memory.store if "/runs/" in path}
    assert len(runs) == (2 if ended == "a kill" else 1)
    assert json.loads(memory.cat_file(f"/box/results/{MARKER}"))["run"] == f"runs/{good.address.split('/')[-1]}"
    copy_run_here(results, MANIFEST, ["results"], tmp_path / "back")
    assert len(files_of(tmp_path / "back")) == 9


def test_what_a_storage_has_lost_is_seen_before_the_marker(
    results: StoredFolder, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_files = StoredFolder.list_files
    monkeypatch.setattr(StoredFolder, "list_files", lambda folder: list_files(folder)[1:])
    with pytest.raises(StepFailed, match="has not all that was sent; call the command again"):
        copy_run_there(run, results, MANIFEST)
    assert results.read(MARKER, 1_000) is None


def test_a_run_in_storage_that_was_changed_is_refused(
    memory: Any, results: StoredFolder, run: Path, tmp_path: Path
) -> None:
    path = copy_run_there(run, results, MANIFEST).path
    changed = next(name for name in memory.store if name.startswith(f"{path}/results/"))
    memory.pipe_file(changed, memory.cat_file(changed) + b"x")
    with pytest.raises(InputProblem, match="is not as its run wrote it: its hash is not that of the manifest"):
        copy_run_here(results, MANIFEST, ["results"], tmp_path / "a")
    memory.pipe_file(f"{path}/{MANIFEST}", b"{}")
    with pytest.raises(InputProblem, match=r"manifest.json is not the file that current.json names"):
        copy_run_here(results, MANIFEST, ["results"], tmp_path / "b")
    with pytest.raises(InputProblem, match=r"manifest.json is not as make national wrote it"):
        copy_run_here(open_storage(f"memory:/{path}"), MANIFEST, ["results"], tmp_path / "c")
    for marker in (b"[]", b"{", b'{"run": "../other", "manifest_sha256": "a"}', b'{"run": 1}'):
        memory.pipe_file(f"/box/results/{MARKER}", marker)
        with pytest.raises(InputProblem, match=r"results/current.json is not as make national wrote it"):
            copy_run_here(results, MANIFEST, ["results"], tmp_path / "d")
    with pytest.raises(InputProblem, match=r"memory://box has no manifest.json; give the address that"):
        copy_run_here(open_storage("memory://box"), MANIFEST, ["results"], tmp_path / "e")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("sftp://host/areas", r"sftp:// needs a package that is not installed \(.*paramiko.*\): install it, as docs/"),
        (
            "nosuch://host/areas",
            r"nosuch:// is not an address that can be reached \(Protocol not known: nosuch\): give",
        ),
    ],
)
def test_an_address_that_nothing_can_reach_is_one_sentence(address: str, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        open_storage(address)


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-of-ours")
    error = OSError("GET https://store.uk/box?sig=abc%2Fdef&se=1 with a-secret-of-ours: refused.\nmore")
    assert words_of(error) == "GET https://store.uk/box?… with <AWS_SECRET_ACCESS_KEY>: refused"
    with pytest.raises(StepFailed) as stopped, storage.stopping("s3://box", "read"):
        raise error
    assert str(stopped.value) == f"s3://box cannot be read: {words_of(error)}."
    assert stopped.value.__suppress_context__


def test_s3_is_reached_where_the_variables_of_its_command_line_say(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []

    def look(path: str) -> Any:
        if path == "denied":
            raise PermissionError("ACCESS_DENIED")
        kind = storage.arrow_files.FileType
        return SimpleNamespace(type=kind.Directory if path == "box" else kind.NotFound)

    def make(**options: Any) -> Any:
        made.append(options)
        return SimpleNamespace(get_file_info=look)

    monkeypatch.setattr(storage.arrow_files, "S3FileSystem", make)
    monkeypatch.setattr(storage.arrow_files, "resolve_s3_region", lambda bucket: f"that of {bucket}")
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    assert open_storage("s3://box/areas").path == "box/areas"
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    open_storage("s3a://box/areas")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    open_storage("s3://denied/areas")
    assert made == [
        {"region": "that of box"},
        {"region": "eu-west-2"},
        {"region": "eu-west-2", "scheme": "http", "endpoint_override": "127.0.0.1:9000"},
    ]
    with pytest.raises(InputProblem, match=r"s3://none/areas: there is no bucket or container none; make it"):
        open_storage("s3://none/areas")
