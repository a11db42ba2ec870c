"""How much is made at once: by the processors of the machine and the memory that is free."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

KERNELS = max(1, min(4, os.cpu_count() or 1)) + 3
"""Kernels alive at the same time: one for each processor, and three that wait for their turn or a table."""

DRIVER_MB = 1_000
"""Memory of the process that makes the pages, with room to spare: it has 0.6 gigabytes at its largest."""

RUN_MB = 900
"""Memory of one more run at work: its forked kernels, and the pages that are made while they are at work."""

WAITING = 3
"""Kernels of one run that wait for their turn or a table, beside those that are at work."""


@dataclass(frozen=True)
class Room:
    """How many runs, and how many kernels of all of them, may be at work at once."""

    runs: int
    kernels: int


def room_for_runs(processors: int | None = None, free_mb: float | None = None) -> Room:
    """Return the room of this machine: a run for each processor, and one to go on with, as far as memory allows.

    >>> room_for_runs(processors=8, free_mb=16_000), room_for_runs(processors=2, free_mb=1_500)
    (Room(runs=9, kernels=35), Room(runs=1, kernels=5))
    """
    processors = _processors() if processors is None else processors
    free_mb = _free_mb() if free_mb is None else free_mb
    runs = max(1, min(processors + 1, int((free_mb - DRIVER_MB) // RUN_MB)))
    return Room(runs, processors + WAITING * runs)


def _processors() -> int:
    """Return the processors that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _free_mb() -> float:
    """Return the memory that is free: what Linux says of the machine or its container, elsewhere half of all there is.

    Where the system says nothing there is room for one run.
    """
    limits = [_megabytes_of(Path("/proc/meminfo"), r"MemAvailable: +(\d+) kB", 2**10), _left_of_container()]
    stated = [limit for limit in limits if limit is not None]
    if stated:
        return min(stated)
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**21
    except (AttributeError, OSError, ValueError):
        return 0.0


def _left_of_container() -> float | None:
    folder = Path("/sys/fs/cgroup")
    limit, used = (_megabytes_of(folder / name, r"(\d+)", 1) for name in ("memory.max", "memory.current"))
    return None if limit is None or used is None else limit - used


def _megabytes_of(file: Path, pattern: str, unit: int) -> float | None:
    try:
        match = re.search(pattern, file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return int(match[1]) * unit / 2**20 if match else None
