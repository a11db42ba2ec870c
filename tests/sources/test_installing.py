"""A file and its sidecar take their place together, wherever that is cut off."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.problems import InputProblem
from helpers.sources import installing
from helpers.sources.sidecar import Sidecar, raw_files

OLD, NEW = b"old,file\n1,2\n", b"new,file\n3,4\n"


class CutOff(BaseException):
    """The process ends here."""


def sidecar(content: bytes, edition: str) -> Sidecar:
    return Sidecar(
        source_id="ons_els",
        format="explore_local_api",
        edition=edition,
        published=date(2025, 9, 26),
        date=date(2026, 11, 22),
        sha256=hashlib.sha256(content).hexdigest(),
        rows=1,
        address="https://stats.example/data.csv?of=all",
    )


def put(path: Path, content: bytes, edition: str) -> None:
    installing.write_waiting(path, content)
    installing.install(path, sidecar(content, edition))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "raw" / "ons" / "economy.csv"


def names(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir())


def test_a_file_stands_in_its_place_with_its_sidecar(path: Path) -> None:
    put(path, NEW, "September 2025")
    assert names(path) == ["economy.csv", "economy.source.yml"]
    assert path.read_bytes() == NEW
    assert yaml.safe_load(installing.sidecar_path(path).read_text(encoding="utf-8")) == {
        "source_id": "ons_els",
        "format": "explore_local_api",
        "edition": "September 2025",
        "published": "2025-09-26",
        "date": "2026-11-22",
        "sha256": hashlib.sha256(NEW).hexdigest(),
        "rows": 1,
        "address": "https://stats.example/data.csv?of=all",
    }
    (file,) = raw_files(path.parents[1])
    assert file.sidecar == sidecar(NEW, "September 2025")


@pytest.mark.parametrize("before", [None, OLD])
def test_wherever_it_is_cut_off_no_file_has_the_sidecar_of_another(
    path: Path, before: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call that changes the folder is the last of its process in turn, then the next fetch tidies up."""
    calls = count_calls(monkeypatch)
    start(path, before)
    del calls[:]
    put(path, NEW, "new")
    total = len(calls)
    assert total >= 5
    seen = set()
    for last in range(total):
        start(path, before)
        del calls[:]
        with monkeypatch.context() as patch:
            cut_off_after(patch, last)
            with pytest.raises(CutOff):
                put(path, NEW, "new")
        seen.add(state(path))
        installing.settle(path.parent)
        assert not [name for name in names(path) if name.startswith(".")]
        finished = state(path)
        assert finished in ({(OLD, "old"), (NEW, "new")} if before else {(None, None), (NEW, "new")})
    assert seen <= {(before, "old" if before else None), (before, None), (NEW, None), (NEW, "new")}
    assert len(seen) >= 2


def start(path: Path, before: bytes | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for entry in path.parent.iterdir():
        entry.unlink()
    if before is not None:
        put(path, before, "old")


def state(path: Path) -> tuple[bytes | None, str | None]:
    """The file in its place and the edition that its sidecar gives, which must be of that file."""
    content = path.read_bytes() if path.exists() else None
    about = installing.sidecar_path(path)
    if not about.exists():
        return content, None
    recorded = Sidecar.model_validate(yaml.safe_load(about.read_text(encoding="utf-8")))
    assert content is not None
    assert recorded.sha256 == hashlib.sha256(content).hexdigest(), "the sidecar of another"
    return content, recorded.edition


CHANGES = ((Path, "replace"), (Path, "unlink"), (os, "fsync"))


def count_calls(patch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    for owner, name in CHANGES:
        patch.setattr(owner, name, counting(getattr(owner, name), name, calls))
    return calls


def counting(real: Callable[..., Any], name: str, calls: list[str]) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        calls.append(name)
        return real(*arguments, **options)

    return call


def cut_off_after(patch: pytest.MonkeyPatch, last: int) -> None:
    """Let so many calls through, and none after: not even those that tidy up."""
    through: Iterator[bool] = iter([True] * last)

    def ending(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if not next(through, False):
                raise CutOff
            return real(*arguments, **options)

        return call

    for owner, name in CHANGES:
        patch.setattr(owner, name, ending(getattr(owner, name)))


def test_ctrl_c_between_the_two_finishes_both_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, OLD, "old")
    real, pressed = Path.replace, []

    def interrupted(self: Path, target: Any) -> Any:
        if not pressed:
            pressed.append(1)
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(path, NEW, "new")
    assert state(path) == (NEW, "new")
    assert names(path) == ["economy.csv", "economy.source.yml"]


def test_a_disk_that_is_full_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, OLD, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError):
            installing.write_waiting(path, NEW)
    assert state(path) == (OLD, "old")
    assert names(path) == ["economy.csv", "economy.source.yml"]


@pytest.mark.parametrize(
    "left",
    [
        {".fetched-economy.csv": NEW[:5]},
        {".fetched-economy.csv": NEW, ".fetched-economy.source.yml": b"source_id: ons_"},
        {".fetched-economy.csv": NEW[:5], ".fetched-economy.source.yml": b"whole"},
        {".fetched-economy.source.yml": b"whole"},
        {".fetched-other.source.yml": b"whole"},
    ],
)
def test_what_was_not_finished_is_cleared_away(path: Path, left: dict[str, bytes]) -> None:
    put(path, OLD, "old")
    whole = yaml.safe_dump(sidecar(NEW, "new").model_dump(mode="json", exclude_none=True)).encode()
    for name, content in left.items():
        (path.parent / name).write_bytes(whole if content == b"whole" else content)
    installing.settle(path.parent)
    assert state(path) == (OLD, "old")
    assert names(path) == ["economy.csv", "economy.source.yml"]


def test_a_sidecar_that_is_not_right_is_named(path: Path) -> None:
    put(path, OLD, "old")
    installing.sidecar_path(path).write_text("source_id: ons_els\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"The sidecar of data/raw/ons/economy\.csv is not right"):
        installing.sidecar_of(path, "data/raw/ons/economy.csv")
