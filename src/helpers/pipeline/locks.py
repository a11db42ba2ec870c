"""Locks between processes, on every system: the holder's end, however it comes, gives the lock back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from helpers.problems import StepFailed, reason


@contextmanager
def hold(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock that a file stands for, whose folder must be there.

    `busy` is what is said where another process holds it. Raises StepFailed then, without waiting, and where the file
    cannot be written.
    """
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StepFailed(busy) from None
    except OSError as error:
        raise StepFailed(
            f"{path.parent.name}/{path.name}, by which commands wait for each other, could not be written: "
            f"{reason(error)}."
        ) from None
    try:
        yield
    finally:
        lock.release()
