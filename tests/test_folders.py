"""What lies in a folder of raw files: plain files are listed, and all else is named."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.areas import read_areas
from helpers.commands.command_line import main
from helpers.folders import NotPlain, plain_files
from helpers.paths import Project
from helpers.pipeline.freshness import input_files
from helpers.problems import InputProblem
from helpers.sources.sidecar import check_hash, raw_files

posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with one file in a folder of it."""
    (tmp_path / "raw" / "ons").mkdir(parents=True)
    (tmp_path / "raw" / "ons" / "good.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path / "raw"


def names(folder: Path) -> list[str]:
    return [file.name for file in plain_files(folder, "data/raw")]


def refusal(folder: Path) -> str:
    """The sentence that a folder stops the run with, the same wherever the folder is listed."""
    messages = set()
    for listing in (lambda: plain_files(folder, "data/raw"), lambda: raw_files(folder)):
        with pytest.raises(NotPlain) as problem:
            listing()
        messages.add(str(problem.value))
    assert len(messages) == 1
    message = messages.pop()
    assert str(folder) not in message
    message.encode()
    return message


def test_files_are_listed_in_order_with_hidden_ones_and_notes_left_out(raw: Path) -> None:
    for name in (
        "b.csv",
        "a/z.csv",
        "a.csv",
        "README.md",
        ".hidden/x.csv",
        ".DS_Store",
        "ons/.~lock.good.csv#",
        "Thumbs.db",
        "ons/desktop.ini",
        "ons/.nfs0000a1",
    ):
        (raw / name).parent.mkdir(exist_ok=True)
        (raw / name).write_bytes(b"x")
    assert names(raw) == ["a/z.csv", "a.csv", "b.csv", "ons/good.csv"]


def _link(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def _socket(path: Path) -> None:
    inside = os.open(path.parent, os.O_RDONLY)
    try:  # by a short name, as sockets take no long one
        server = socket.socket(socket.AF_UNIX)
        server.bind(f"/proc/self/fd/{inside}/{path.name}")
    finally:
        os.close(inside)
    server.close()


@posix
@pytest.mark.parametrize(
    ("make", "what"),
    [
        (_link("ons/good.csv"), "is a link to a file"),
        (_link("ons"), "is a link to a folder"),
        (_link("/etc/passwd"), "is a link to a file"),
        (_link("/etc"), "is a link to a folder"),
        (_link("/not/mounted.csv"), "is a link to something that is not there"),
        (_link("/dev/zero"), "is a link to a device"),
        (_link("x.csv"), "is a link to something that cannot be reached"),
        (_link(".."), "is a link to a folder"),
        (os.mkfifo, "is a named pipe, not a file"),
        (_socket, "is a socket, not a file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("name", ["x.csv", "x.source.yml", "ons/x.csv", "notes.md"])
def test_what_is_no_plain_file_is_named(raw: Path, make: Callable[[Path], None], what: str, name: str) -> None:
    path = raw / name
    if make is _socket and not Path("/proc/self/fd").exists():
        pytest.skip("a system without a short name for an open folder")
    make(path)
    message = refusal(raw)
    if not (what.endswith("reached") or name.startswith("ons/")):
        assert message.startswith(f"data/raw/{name} {what}"), message
    assert message.startswith(f"data/raw/{name} is ")
    assert "root:" not in message


@posix
def test_a_device_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        os.mknod(raw / "x.csv", stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only the system's administrator can make a device")
    assert refusal(raw).startswith("data/raw/x.csv is a device, not a file; move it away.")


@posix
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="the system's administrator may read everything"
)
@pytest.mark.parametrize(("name", "what"), [("ons", "listed"), ("ons/good.csv", "read")])
def test_what_may_not_be_read_is_named(raw: Path, name: str, what: str) -> None:
    (raw / name).chmod(0)
    try:
        assert refusal(raw).startswith(f"data/raw/{name} cannot be {what}: Permission denied; ")
    finally:
        (raw / name).chmod(0o700)


@pytest.mark.parametrize(
    ("refused", "what"), [("scandir", "ons cannot be listed"), ("access", "ons/good.csv cannot be read")]
)
def test_what_the_system_refuses_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch, refused: str, what: str) -> None:
    """As for a user without the right: the administrator, as whom tests may run, has every right."""
    real = getattr(os, refused)

    def refuse(path: object, *more: object) -> object:
        if Path(str(path)).name == "ons" and refused == "scandir":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *more) if refused == "scandir" else False

    monkeypatch.setattr(f"helpers.folders.os.{refused}", refuse)
    assert refusal(raw).startswith(f"data/raw/{what}: Permission denied; ")


def test_a_file_that_turns_out_unreadable_is_named_as_the_project_names_it(raw: Path) -> None:
    file = raw_files(raw)[0]
    shutil.rmtree(raw / "ons")
    with pytest.raises(InputProblem, match=r"^data/raw/ons/good.csv cannot be read: No such file or directory; "):
        check_hash(file)


@posix
def test_a_name_that_is_not_utf_8_is_named(raw: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(raw) + b"/bad\xff.csv")).write_bytes(b"x")
    except OSError:
        pytest.skip("a system that takes no such name")
    assert refusal(raw) == "data/raw/bad\\udcff.csv has a name that is not UTF-8; rename it."


@posix
def test_a_name_that_cannot_be_seen_is_written_out_and_two_that_look_alike_are_refused(raw: Path) -> None:
    (raw / "x\r=cmd'.csv").write_bytes(b"x")
    (raw / "a\u202eb.csv").write_bytes(b"x")
    assert names(raw) == ["a\\u202eb.csv", "ons/good.csv", "x\\r=cmd'.csv"]
    assert raw_files(raw)[0].display_name == "data/raw/a\\u202eb.csv"
    (raw / "x\\r=cmd'.csv").write_bytes(b"x")
    assert refusal(raw).startswith("data/raw/x\\r=cmd'.csv is the name of two files as far as it can be seen;")


def test_a_folder_that_is_not_there_or_is_a_file_is_named(raw: Path) -> None:
    assert refusal(raw / "none") == (
        "data/raw cannot be listed: No such file or directory; make it a folder that you may read, or move it away."
    )
    assert refusal(raw / "ons" / "good.csv").startswith("data/raw cannot be listed: Not a directory; ")


def test_folders_inside_each_other_need_no_more_than_the_limit(raw: Path) -> None:
    (raw / "/".join(["d"] * 60)).mkdir(parents=True)
    assert names(raw) == ["ons/good.csv"]
    with pytest.raises(InputProblem, match="data/raw holds more than 50 files and folders"):
        plain_files(raw, "data/raw", 50)


def test_a_sidecar_of_a_folder_says_so(raw: Path) -> None:
    (raw / "x.csv").mkdir()
    (raw / "x.source.yml").write_text("rows: 1\n", encoding="utf-8")
    with pytest.raises(InputProblem) as problem:
        raw_files(raw)
    assert str(problem.value) == (
        "data/raw/x.source.yml describes 0 files, as x.csv is a folder; put the file itself there."
    )


# A raw folder that is itself a link, as to a shared drive.


@posix
def test_a_raw_folder_that_is_a_link_is_read_and_its_files_are_told_apart(tmp_path: Path, raw: Path) -> None:
    (tmp_path / "checkout" / "data").mkdir(parents=True)
    (tmp_path / "checkout" / "data" / "raw").symlink_to(raw)
    for folder, content in (("a", b"1"), ("b", b"2")):
        (raw / folder).mkdir()
        (raw / folder / "x.csv").write_bytes(content)
    project = Project(tmp_path / "checkout")
    assert names(project.raw) == ["a/x.csv", "b/x.csv", "ons/good.csv"]
    before = input_files(project, ["data/raw"])
    assert list(before) == ["data/raw/a/x.csv", "data/raw/b/x.csv", "data/raw/ons/good.csv"]
    (raw / "a" / "x.csv").write_bytes(b"3")
    assert input_files(project, ["data/raw"]) != before


@posix
def test_the_inputs_of_a_step_are_plain_files(tmp_path: Path, raw: Path) -> None:
    (tmp_path / "checkout" / "data").mkdir(parents=True)
    (tmp_path / "checkout" / "params").mkdir()
    raw.rename(tmp_path / "checkout" / "data" / "raw")
    project = Project(tmp_path / "checkout")
    os.mkfifo(project.parts)
    with pytest.raises(InputProblem, match=r"^params/parts.csv is a named pipe, not a file; "):
        input_files(project, ["params/parts.csv"])
    (project.raw / "far").symlink_to(tmp_path)
    with pytest.raises(NotPlain, match=r"^data/raw/far is a link to a folder; "):
        input_files(project, ["data/raw"])


@posix
def test_an_areas_file_that_is_a_link_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").symlink_to("/etc/passwd")
    with pytest.raises(InputProblem) as problem:
        read_areas(tmp_path / "areas.csv")
    assert "root:" not in str(problem.value)


@posix
@pytest.mark.parametrize("command", ["files", "report"])
def test_a_command_that_meets_a_link_names_it_and_a_run_ends_with_code_2(
    raw: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "p.csv").symlink_to("/etc/passwd")
    year = ["--year", "2023"] if command == "report" else []
    assert main([command, "--raw", str(raw), *year]) == (2 if command == "report" else 0)
    printed = capsys.readouterr()
    assert "raw/p.csv is a link to a file; links are not followed." in printed.out + printed.err
    assert "root:" not in printed.out + printed.err
