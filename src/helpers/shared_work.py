"""Work that the reports of one call have in common: the first kernel that comes to it does it for all."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

FOLDER_VARIABLE = "COMPENDIUM_SHARED"
"""Environment variable by which the driver names the folder in which its kernels leave such work for each other."""

Work = TypeVar("Work")


def do_once(what: str, depends_on: Any, work: Callable[[], Work]) -> Work:
    """Return what `work` returns, which one kernel of a call works out for all that come with the same.

    `what` names the work, and `depends_on` is all that it depends on beside the code, which one call reads once. Where
    the driver names no folder, as for a single report or a notebook opened by hand, each does the work itself. Whoever
    else comes to it meanwhile waits. Nothing is kept of work that raises an error.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return work()
    key = hashlib.sha256(pickle.dumps((what, depends_on))).hexdigest()
    path = Path(folder) / key
    with FileLock(f"{path}.lock"):
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            unfinished.write_bytes(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))
            unfinished.rename(path)
    # What is read is the same in every kernel, so that what follows from it comes with the same.
    return pickle.loads(path.read_bytes())
