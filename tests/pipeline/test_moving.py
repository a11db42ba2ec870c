"""Moving a finished report into place: wherever that is cut short, tables and report are of one run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.pipeline import moving
from helpers.pipeline.freshness import sha256
from helpers.pipeline.manifest import Manifest, StepRecord, read_manifest
from helpers.pipeline.moving import Folders, move_into_place, put_away, recover, signals_held_back
from helpers.problems import StepFailed

HASH = "0" * 64


@pytest.fixture
def final(tmp_path: Path) -> Folders:
    for name in ("processed", "reports"):
        (tmp_path / name).mkdir()
    return Folders(tmp_path / "processed" / "2023", tmp_path / "reports" / "2023")


@pytest.fixture
def journal(final: Folders) -> Path:
    return final.report.parent / ".moving-2023"


def make(folders: Folders, edition: str) -> None:
    """Write a whole report whose every file says which edition it is of, with its manifest."""
    for folder in folders.both:
        folder.mkdir()
    table = [folders.tables / f"observations.{kind}" for kind in ("parquet", "csv")]
    step = [folders.report / f"01_ingestion.{kind}" for kind in ("ipynb", "html")]
    index = folders.report / "index.html"
    for path in (*table, *step, index):
        path.write_text(f"{path.name} of the {edition} edition", encoding="utf-8")
    tables = {"observations": {"parquet": sha256(table[0]), "csv": sha256(table[1])}}
    record = StepRecord(HASH, {"tables": {}}, tables, sha256(step[0]), sha256(step[1]), HASH)
    Manifest("2023", {"01_ingestion": record}, {"index.html": sha256(index)}).write(folders.report)


def edition_of(folders: Folders) -> str:
    """The edition that every file of both folders is of; anything else fails."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in folders.both
        for path in folder.iterdir()
        if path.name != "manifest.json"
    ]
    assert len(texts) == 5
    (edition,) = {text.split(" of the ")[1] for text in texts}
    return edition.removesuffix(" edition")


def names(final: Folders) -> set[str]:
    """What is beside the two folders, hidden names included."""
    return {path.name for folder in final.both for path in folder.parent.iterdir()}


class Cut(BaseException):
    """Stands for the end of a process."""


def rename_with(monkeypatch: pytest.MonkeyPatch, act: Callable[[int, Path], None], *, after: bool = False) -> None:
    """Let something happen before, or after, each rename, which are counted from 1."""
    real, calls = Path.rename, [0]

    def rename(self: Path, target: Any) -> Path:
        calls[0] += 1
        if after:
            moved = real(self, target)
            act(calls[0], self)
            return moved
        act(calls[0], self)
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


def fail_at(number: int, error: BaseException) -> Callable[[int, Path], None]:
    def act(call: int, path: Path) -> None:
        if call == number:
            raise error

    return act


def test_a_move_puts_both_folders_in_place_and_leaves_nothing(final: Folders, journal: Path) -> None:
    make(final.beside("building"), "new")
    move_into_place(final.beside("building"), final, journal)
    assert edition_of(final) == "new"
    make(final.beside("building"), "newer")
    move_into_place(final.beside("building"), final, journal)
    assert edition_of(final) == "newer"
    assert names(final) == {"2023"}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", [1, 2, 3, 4])
@pytest.mark.parametrize("error", [OSError(16, "Device or resource busy"), RuntimeError("odd")])
def test_an_error_in_a_move_leaves_both_folders_as_they_were(
    final: Folders, journal: Path, call: int, error: Exception, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(final, "old")
    make(final.beside("building"), "new")
    with monkeypatch.context() as patch:
        rename_with(patch, fail_at(call, error), after=after)
        with pytest.raises(type(error)):
            move_into_place(final.beside("building"), final, journal)
    assert edition_of(final) == "old"
    assert not journal.exists()
    recover(final, journal, "2023")
    assert edition_of(final) == "old"
    assert names(final) == {"2023"}


@pytest.mark.parametrize("call", [1, 2])
def test_an_error_in_a_first_move_leaves_no_half_report(
    final: Folders, journal: Path, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(final.beside("building"), "new")
    with monkeypatch.context() as patch:
        rename_with(patch, fail_at(call, OSError(28, "No space left on device")))
        with pytest.raises(OSError):
            move_into_place(final.beside("building"), final, journal)
    assert not final.tables.exists()
    assert not final.report.exists()
    recover(final, journal, "2023")
    assert names(final) == set()


def killed(final: Folders, journal: Path, after: int, what: str = "move") -> bool:
    """Move, or recover, until a process would be killed after so many renames; say whether it came to that."""

    def end(*_: object) -> None:
        raise Cut

    with pytest.MonkeyPatch.context() as patch:
        rename_with(patch, fail_at(after + 1, Cut()))
        try:
            if what == "move":
                patch.setattr(moving, "_go_back", end)  # a killed process puts nothing right
                move_into_place(final.beside("building"), final, journal)
            else:
                recover(final, journal, "2023")
        except Cut:
            return True
    return False


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 5])
def test_a_move_that_was_killed_is_put_right_by_the_next_run(final: Folders, journal: Path, after: int) -> None:
    """Four renames put the report in place, and two more take away the old one."""
    make(final, "old")
    make(final.beside("building"), "new")
    assert killed(final, journal, after)
    recover(final, journal, "2023")
    assert edition_of(final) == ("new" if after >= 4 else "old")
    assert names(final) == {"2023"}


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_recovery_that_was_killed_is_finished_by_the_next_run(final: Folders, journal: Path, after: int) -> None:
    make(final, "old")
    make(final.beside("building"), "new")
    assert killed(final, journal, 3)  # both old folders are away, and only the new tables are in place
    assert killed(final, journal, after, "recover")
    recover(final, journal, "2023")
    assert edition_of(final) == "old"
    assert names(final) == {"2023"}


@pytest.mark.parametrize("after", [0, 1])
def test_a_first_move_that_was_killed_leaves_nothing(final: Folders, journal: Path, after: int) -> None:
    make(final.beside("building"), "new")
    assert killed(final, journal, after)
    recover(final, journal, "2023")
    assert names(final) == set()


def test_a_part_of_a_report_is_put_right_too(final: Folders, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = final.named("2023-to-04")
    make(final, "whole")
    make(part, "old")
    make(final.beside("building"), "new")
    with monkeypatch.context() as patch:
        rename_with(patch, fail_at(4, Cut()))
        patch.setattr(moving, "_go_back", lambda *_: None)
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # a killed process puts nothing right
        with pytest.raises(Cut):
            move_into_place(final.beside("building"), part, journal)
    assert not part.report.exists()
    recover(final, journal, "2023")
    assert edition_of(part) == "old"
    assert edition_of(final) == "whole"
    assert names(final) == {"2023", "2023-to-04"}


# Leftovers.


def undeletable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no file be deleted, as where a system holds it."""
    monkeypatch.setattr(moving.shutil, "rmtree", lambda *_, **__: None)


def test_a_leftover_that_cannot_be_deleted_is_never_taken_for_a_report(
    final: Folders, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(final, "first")
    with monkeypatch.context() as patch:
        undeletable(patch)
        for edition in ("second", "third"):
            recover(final, journal, "2023")
            make(final.beside("building"), edition)
            move_into_place(final.beside("building"), final, journal)
            assert edition_of(final) == edition
        final.beside("building").report.mkdir()  # a run that is killed while it makes its pages
        recover(final, journal, "2023")
        assert edition_of(final) == "third"
        assert {name.split("-")[0] for name in names(final)} == {"2023", ".trash"}
    recover(final, journal, "2023")
    assert names(final) == {"2023"}


def test_what_is_called_previous_without_a_journal_is_a_leftover(final: Folders, journal: Path) -> None:
    make(final, "good")
    make(final.beside("previous"), "leftover")
    final.beside("building").report.mkdir()
    recover(final, journal, "2023")
    assert edition_of(final) == "good"
    assert names(final) == {"2023"}


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_only_has_the_name_of_a_journal_or_a_manifest_is_none(
    final: Folders, journal: Path, put: Callable[[Path], None]
) -> None:
    """None of them is read: a named pipe and a device would never end."""
    make(final, "good")
    put(journal)
    put(final.beside("building").report)
    recover(final, journal, "2023")
    assert edition_of(final) == "good"
    assert names(final) == {"2023"}
    (final.report / "manifest.json").unlink()
    put(final.report / "manifest.json")
    assert read_manifest(final.report, "2023") == Manifest("2023")


@pytest.mark.parametrize("missing", [0, 1])
def test_a_folder_that_only_was_renamed_comes_back(final: Folders, journal: Path, missing: int) -> None:
    make(final, "good")
    final.both[missing].rename(final.beside("previous").both[missing])
    recover(final, journal, "2023")
    assert edition_of(final) == "good"
    assert names(final) == {"2023"}


@pytest.mark.parametrize("missing", [0, 1])
def test_a_leftover_that_is_not_what_is_missing_does_not(final: Folders, journal: Path, missing: int) -> None:
    make(final, "good")
    old = final.beside("previous").both[missing]
    final.both[missing].rename(old)
    next(path for path in sorted(old.iterdir()) if path.name != "manifest.json").write_text("another", encoding="utf-8")
    recover(final, journal, "2023")
    assert not final.both[missing].exists()
    assert names(final) == {"2023"}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"final": "../x", "tables_replaced": true, "report_replaced": true}', "null", "\0"]
)
def test_a_journal_that_says_nothing_leaves_the_report(final: Folders, journal: Path, text: str) -> None:
    """It is written before anything is moved, so one that is not whole says that nothing was."""
    make(final, "good")
    make(final.beside("previous"), "leftover")
    journal.write_text(text, encoding="utf-8")
    recover(final, journal, "2023")
    assert edition_of(final) == "good"
    assert names(final) == {"2023"}


def test_what_is_in_the_way_and_cannot_be_moved_stops_the_run_by_name(
    final: Folders, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(final, "good")
    final.beside("building").report.mkdir()

    def busy(_: int, path: Path) -> None:
        if path.name == ".building-2023":
            raise OSError(16, "Device or resource busy")

    rename_with(monkeypatch, busy)
    with pytest.raises(StepFailed, match=r"reports/\.building-2023 is in the way .*: Device or resource busy"):
        recover(final, journal, "2023")
    assert edition_of(final) == "good"


def test_a_move_that_cannot_even_be_undone_says_so_and_is_put_right_later(
    final: Folders, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(final, "old")
    make(final.beside("building"), "new")

    def broken(call: int, _: Path) -> None:
        if call >= 3:
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        rename_with(patch, broken)
        with pytest.raises(StepFailed, match="the next run puts it back"):
            move_into_place(final.beside("building"), final, journal)
    recover(final, journal, "2023")
    assert edition_of(final) == "old"
    assert names(final) == {"2023"}


def test_what_is_put_away_is_out_of_the_way_whatever_it_is(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "thesis").touch()
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    (inside / "file").touch()
    (inside / "folder" / "more").mkdir(parents=True)
    for path in [*inside.iterdir(), inside / "not there"]:
        put_away(path)
    assert list(inside.iterdir()) == []
    assert (outside / "thesis").exists()


# Signals.


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_signal_in_a_move_waits_until_the_report_is_in_place(
    final: Folders, journal: Path, name: str, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(final, "old")
    make(final.beside("building"), "new")
    number = getattr(signal, name)
    before = signal.signal(number, signal.default_int_handler)

    def send(at: int, _: Path) -> None:
        if at == call:
            os.kill(os.getpid(), number)

    try:
        with monkeypatch.context() as patch, signals_held_back() as held:
            rename_with(patch, send)
            assert not held.came
            move_into_place(final.beside("building"), final, journal)
        assert held.came
        assert edition_of(final) == "new"
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    finally:
        signal.signal(number, before)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals_held_back() as held:
            os.kill(os.getpid(), signal.SIGHUP)
        assert not held.came
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
