"""Work of the driver that a process forked by the warmed one does beside it: `python -m <this module> <file>`.

The driver is one process, and what it does last would leave all other processors idle. The file holds a function of the
package and its argument, pickled; beside it is left what the function returns. Nothing is said of an error: whoever
asked does the work again, and meets it there.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from helpers.pipeline.kernels.provisioner import ForkedKernel, WarmProcess

Argument = TypeVar("Argument")
Result = TypeVar("Result")

DONE = ".done"
"""The suffix of the file with what a function returned."""


@dataclass(frozen=True)
class Beside:
    """Does work in forked processes, in whose `folder` it is left; without a warmed process in the driver itself."""

    warm_process: WarmProcess | None = None
    folder: Path = Path()
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def begun(self, work: Callable[[Argument], Result], argument: Argument) -> Iterator[Callable[[], Result]]:
        """Begin some work, and give the function that waits for what it returns; the process ends with the context.

        `work` is a function of a module of the package. Where no process can be forked, or it does not come to its end,
        the work is done by the function that is given.
        """
        path = self.folder / f"work-{next(self._numbers)}"
        process = self._forked(work, argument, path)

        def result() -> Result:
            if process is None or process.wait():
                return work(argument)
            made: Result = pickle.loads(path.with_suffix(DONE).read_bytes())
            return made

        try:
            yield result
        finally:
            if process is not None:
                process.kill()
                process.wait()

    def _forked(self, work: Callable[[Argument], Result], argument: Argument, path: Path) -> ForkedKernel | None:
        if self.warm_process is None:
            return None
        command = [sys.executable, "-P", "-m", __name__, str(path)]
        try:
            path.write_bytes(pickle.dumps((work, argument), pickle.HIGHEST_PROTOCOL))
            return self.warm_process.fork(command, os.environ, str(Path.cwd()), [work.__module__])
        except (OSError, RuntimeError):  # the warmed process has ended
            return None


def main(path: Path) -> int:
    """Carry out the work that a file holds, leave beside it what comes of it, and return the exit code."""
    gc.disable()  # the process ends with the work
    try:
        work, argument = pickle.loads(path.read_bytes())
        path.with_suffix(DONE).write_bytes(pickle.dumps(work(argument), pickle.HIGHEST_PROTOCOL))
    except Exception:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
