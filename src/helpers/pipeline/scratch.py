"""A temporary folder for a run, and the end of those that killed runs have left."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "compendium-"
LONGEST_PARENT = 60
"""A folder whose path has more bytes leaves too few of the 107 that a socket's path may have."""

SHORT_PARENT = "/tmp"
"""Where the folder is made if the one for temporary files has a long path; not every system has it."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a temporary folder that no other user can enter, and take it away in the end.

    A lock beside it, which ends with the process however that ends, tells the folders of killed runs from those of
    running ones. The former are taken away first.
    """
    parents = _parents()
    for parent in parents:
        clear_dead(parent)
    lock = _locked(parents[0])
    folder = Path(lock.lock_file).with_suffix("")
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        _remove(folder, lock)


def clear_dead(parent: Path) -> None:
    """Take away the scratch folders of this user's processes that have ended without doing so."""
    for path in sorted(parent.glob(f"{PREFIX}*.lock")):
        folder = path.with_suffix("")
        if not _own(path, stat.S_ISREG) or (os.path.lexists(folder) and not _own(folder, stat.S_ISDIR)):
            continue
        lock = FileLock(path)
        with suppress(OSError, Timeout):
            lock.acquire(timeout=0)
            _remove(folder, lock)


def _parents() -> list[Path]:
    """Return the folders in which scratch folders are, the one for a new folder first."""
    usual, short = Path(tempfile.gettempdir()), Path(SHORT_PARENT)
    if len(os.fsencode(usual)) <= LONGEST_PARENT or not (short.is_dir() and os.access(short, os.W_OK | os.X_OK)):
        return [usual]
    return [short, usual]


def _locked(parent: Path) -> FileLock:
    """Return the held lock of a folder that is not there yet; another run that clears up may be in the way once."""
    for _ in range(100):
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=".lock", dir=parent)
        os.close(handle)
        lock = FileLock(name)
        with suppress(Timeout):
            lock.acquire(timeout=0)
            return lock
    raise FileExistsError(f"No temporary folder could be made in {parent}.")


def _remove(folder: Path, lock: FileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if os.name == "posix":
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()
    else:  # an open file cannot be taken away there
        lock.release()
        with suppress(OSError):
            Path(lock.lock_file).unlink()


def _own(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Say whether a path is of a kind and this user's own, without following a link."""
    try:
        status = path.lstat()
    except OSError:
        return False
    user = getattr(os, "getuid", None)
    return is_kind(status.st_mode) and (user is None or status.st_uid == user())
