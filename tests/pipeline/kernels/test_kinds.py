"""How kernels are spoken to: sockets in a folder where they can be made, and TCP elsewhere."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from weakref import WeakSet

import pytest

from helpers.pipeline.kernels import kinds
from helpers.pipeline.kernels.kinds import Wires, wires
from helpers.pipeline.scratch import scratch_folder


def test_sockets_are_used_where_they_can_be_made(tmp_path: Path) -> None:
    with scratch_folder() as folder:
        assert wires(folder) == Wires(folder, "ipc")
    long = tmp_path / ("a" * 100)
    long.mkdir()
    assert wires(long) == Wires(long, "tcp")
    assert wires(tmp_path / "not there") == Wires(tmp_path / "not there", "tcp")


def test_a_system_without_sockets_of_files_uses_tcp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zmq

    monkeypatch.setattr(zmq, "has", lambda _: False)
    assert wires(tmp_path).transport == "tcp"
    assert wires(tmp_path).for_kernel("01")["ip"] == "127.0.0.1"


class _Process:
    def __init__(self) -> None:
        self.killed = threading.Event()

    def kill(self) -> None:
        self.killed.set()


class _Manager:
    """A manager whose kernel has been started only if it has a process."""

    def __init__(self) -> None:
        self.provisioner = SimpleNamespace(process=None)


def test_a_kernel_that_starts_while_others_are_stopped_is_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    managers = WeakSet[Any]()
    monkeypatch.setattr(kinds, "_managers", managers)
    late, process = _Manager(), _Process()
    managers.add(late)
    with kinds.kernels_stopped():
        late.provisioner.process = process
        assert process.killed.wait(30)
