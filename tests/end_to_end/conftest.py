"""Fixtures of the end-to-end tests: copies of a finished report that a test may change."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def checkout(built: Any, tmp_path: Path) -> Any:
    """A copy of the checkout with its finished report, for one test to change."""
    root = tmp_path / "project"
    shutil.copytree(built.root, root)
    return type(built)(root)


@pytest.fixture(scope="session")
def bytes_of() -> Callable[[Path], dict[str, str]]:
    """Return {name: hash} of every file in a folder."""

    def hashes(folder: Path) -> dict[str, str]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    return hashes


@pytest.fixture
def no_kernel(checkout: Any, tmp_path: Path) -> Path:
    """A file that appears as soon as anything starts a kernel in the copy; the kernel itself fails."""
    trace = tmp_path / "a kernel was started"
    launcher = checkout.root / "src" / "ipykernel_launcher.py"  # kernels of a copy look there first
    launcher.write_text(f"open({str(trace)!r}, 'w').close()\nraise SystemExit('no kernel')\n", encoding="utf-8")
    return trace


@pytest.fixture
def settings_of_my_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An analyst's own profile, chart style and start-up file, none of which may reach a figure."""
    home = tmp_path / "home"
    startup = home / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import builtins\nbuiltins.round = None\n")
    (home / "matplotlibrc").write_text("axes.facecolor: red\nfont.size: 30\n")
    (home / "start.py").write_text("raise SystemExit('start-up file')\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("MATPLOTLIBRC", str(home / "matplotlibrc"))
    monkeypatch.setenv("PYTHONSTARTUP", str(home / "start.py"))
    for name, value in {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "MPLBACKEND": "svg"}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that appears as soon as any Python process of a run turns to another machine, which then fails.

    The driver takes the code that does so from EXTRA_PYTHONPATH; for kernels it must be in the `src` of the copy too.
    """
    folder, trace = tmp_path / "no_network", tmp_path / "the network was used"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        "real = socket.socket.connect\n"
        "def connect(self, address):\n"
        "    if self.family in (socket.AF_INET, socket.AF_INET6) and not address[0].startswith(('127.', '::1')):\n"
        f"        open({str(trace)!r}, 'a').write(repr(address))\n"
        "        raise OSError('no network in this test')\n"
        "    return real(self, address)\n"
        "socket.socket.connect = connect\n"
    )
    monkeypatch.setenv("EXTRA_PYTHONPATH", str(folder))
    return trace
