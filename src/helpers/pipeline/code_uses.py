"""What pieces of code were worked out to use, kept beside Python's compiled code until a module changes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

SUFFIX = ".uses"
"""What the name of the file ends with; it follows from the source beside it, as compiled code does."""

Used = dict[str, str]
"""The hash of what is used of each module, by its path."""


class CodeUses:
    """What pieces of code use of the modules of a package, as it was worked out for modules of one hash.

    `modules` is the hash of all modules. A file that cannot be read, or is of other modules or another Python, counts
    for nothing, and a file that cannot be written is left out: the next command then works everything out itself.
    """

    def __init__(self, package: Path, modules: str) -> None:
        self._path = package / "__pycache__" / f"code.{sys.implementation.cache_tag}{SUFFIX}"
        self.modules = modules
        self._about = {"modules": modules, "python": sys.version}
        self._used = self._read()
        self._is_new = False

    def get(self, key: str) -> Used | None:
        """Return what a piece of code uses; None where that is not known."""
        used = self._used.get(key)
        return None if used is None else dict(used)

    def add(self, key: str, used: Mapping[str, str]) -> None:
        """Note what a piece of code uses."""
        self._used[key] = dict(used)
        self._is_new = True

    def write(self) -> None:
        """Write what was added, unless Python is asked not to write compiled code."""
        if not self._is_new or sys.dont_write_bytecode or not self._path.parent.is_dir():
            return
        self._is_new = False
        unfinished = self._path.with_suffix(f".{os.getpid()}{SUFFIX}")
        with suppress(OSError):
            try:
                unfinished.write_text(json.dumps(self._about | {"used": self._used}), encoding="utf-8")
                unfinished.replace(self._path)
            finally:
                unfinished.unlink(missing_ok=True)

    def _read(self) -> dict[str, Used]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            if {name: content.get(name) for name in self._about} != self._about:
                return {}
            return {
                str(key): {str(path): str(hashed) for path, hashed in used.items()}
                for key, used in content["used"].items()
            }
        except (OSError, ValueError, AttributeError, KeyError, RecursionError):
            return {}
