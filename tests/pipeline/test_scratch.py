"""The temporary folder of a run, and those that killed runs have left."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.pipeline import scratch
from helpers.pipeline.scratch import scratch_folder

HOLD = """
import sys
from helpers.pipeline.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "socket").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(scratch, "LONGEST_PARENT", 4000)
    return tmp_path


@pytest.fixture
def other_run(temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process that holds a scratch folder, and the folder."""
    code = f"import tempfile\ntempfile.tempdir = {str(temporary)!r}\n"
    code += f"from helpers.pipeline import scratch\nscratch.LONGEST_PARENT = 4000\n{HOLD}"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, Path(process.stdout.readline().strip())
    process.kill()
    process.communicate()


def test_a_scratch_folder_is_private_and_goes_in_the_end(temporary: Path) -> None:
    with scratch_folder() as folder:
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "inside").mkdir()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_is_taken_away_by_the_next(
    other_run: tuple[subprocess.Popen[str], Path], temporary: Path
) -> None:
    process, left = other_run
    process.kill()
    process.wait()
    assert (left / "socket").exists()
    with scratch_folder():
        assert not left.exists()
    assert list(temporary.iterdir()) == []


def test_what_a_running_run_has_stays(other_run: tuple[subprocess.Popen[str], Path], temporary: Path) -> None:
    process, held = other_run
    with scratch_folder() as folder:
        assert folder != held
        assert (held / "socket").exists()
    process.communicate("")
    assert list(temporary.iterdir()) == []


def test_what_is_not_a_runs_own_stays(temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files of the analyst with such a name, a link to a folder, and a lock that is a link."""
    precious = tmp_path_factory.mktemp("precious")
    (precious / "thesis").touch()
    (temporary / "compendium-notes").mkdir()
    (temporary / "compendium-link.lock").touch()
    (temporary / "compendium-link").symlink_to(precious)
    (temporary / "compendium-other.lock").symlink_to(precious / "thesis")
    with scratch_folder():
        pass
    assert (precious / "thesis").exists()
    assert (temporary / "compendium-notes").is_dir()
    assert (temporary / "compendium-link").is_symlink()
    assert (temporary / "compendium-other.lock").is_symlink()


def test_a_folder_of_another_user_stays(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (temporary / "compendium-theirs.lock").touch()
    (temporary / "compendium-theirs").mkdir()
    monkeypatch.setattr(scratch.os, "getuid", lambda: 12345)
    scratch.clear_dead(temporary)
    assert sorted(path.name for path in temporary.iterdir()) == ["compendium-theirs", "compendium-theirs.lock"]


def test_a_long_path_for_temporary_files_gives_way_to_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, short = tmp_path / ("a" * 100), tmp_path / "s"
    long.mkdir()
    short.mkdir()
    monkeypatch.setattr(scratch, "LONGEST_PARENT", 60)
    monkeypatch.setattr(scratch, "SHORT_PARENT", str(short))
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with scratch_folder() as folder:
        assert folder.parent == short
    short.rmdir()
    with scratch_folder() as folder:
        assert folder.parent == long
