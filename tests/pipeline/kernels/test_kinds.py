"""How kernels are spoken to: sockets in a folder where they can be made, and TCP elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

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
