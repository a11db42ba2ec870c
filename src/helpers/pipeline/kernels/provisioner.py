"""Forked kernels as the driver sees them: asking the warmed process for one, and how Jupyter starts and ends it."""

from __future__ import annotations

import ast
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from helpers.pipeline.kernels import warm
from helpers.pipeline.parsing import parse

if TYPE_CHECKING:
    from pathlib import Path

BASE = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "psutil",
    "pandas",
    "pyarrow.parquet",
    "pyarrow.dataset",
)
"""What every kernel imports, whatever its notebook; some only when it begins or reads its first table."""

ALSO_IMPORTED = {
    "helpers.pipeline.step": "helpers.pipeline.step:read_for_every_kernel",
    "helpers.quality.run": "helpers.quality.run:great_expectations",
}
"""What modules import or read in a function, as it takes long: {module: module:function}."""


def can_fork() -> bool:
    """Say whether kernels can be forked here.

    On macOS a process may be forked, but the system's own libraries do not bear it.
    """
    return sys.platform == "linux" and hasattr(os, "fork")


class ForkedKernel:
    """A kernel's process as `subprocess.Popen` shows one, so far as Jupyter asks; it is a child of the warmed process.

    Its standard streams are those of the driver.
    """

    stdin = stdout = stderr = None

    def __init__(self, answers: socket.socket) -> None:
        self._answers = answers
        self.returncode: int | None = None
        first = self._read_line()
        if not first:
            self._end(-signal.SIGKILL)
            raise RuntimeError("The warmed process ended before it had forked a kernel.")
        self.pid = int(first)

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs; that of a process whose parent was killed is -9."""
        if self.returncode is None and select.select([self._answers], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Wait for the process to end and return its exit code."""
        if self.returncode is None:
            last = self._read_line()
            self._end(int(last) if last else -signal.SIGKILL)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def _end(self, code: int) -> None:
        self.returncode = code
        self._answers.close()

    def _read_line(self) -> bytes:
        """Return what comes up to the end of a line or of the socket; nothing after it, for which `poll` looks."""
        line = b""
        with suppress(OSError):
            while not line.endswith(b"\n") and (byte := self._answers.recv(1)):
                line += byte
        return line


class WarmProcess:
    """The warmed process of one driver, which imports what the notebooks import and forks their kernels.

    It begins at once with what every kernel imports, and goes on with `modules` in their order: the kernel that is to
    be forked first has its modules first. Safe to use from several threads.
    """

    def __init__(self, modules: Iterable[str] = ()) -> None:
        self._channel, other = socket.socketpair()
        with other:
            number = str(other.fileno())
            command = [sys.executable, "-P", "-m", warm.__name__, number, *dict.fromkeys((*BASE, *modules))]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,
                env=os.environ | warm.SINGLE_THREADED,
            )

    def fork(
        self, command: Sequence[str], environment: Mapping[str, str], folder: str, needs: Sequence[str]
    ) -> ForkedKernel:
        """Return a kernel, forked as soon as what it needs has been imported.

        `command` is that of an ordinary kernel.

        Raises  RuntimeError: the warmed process has ended
        """
        answers, other = socket.socketpair()
        request = {
            "command": list(command),
            "environment": dict(environment),
            "folder": folder,
            "needs": [*BASE, *needs],
        }
        try:
            with other:
                socket.send_fds(self._channel, [b"k"], [other.fileno()])
            answers.sendall(json.dumps(request).encode() + b"\n")
        except OSError:
            answers.close()
            raise RuntimeError("The warmed process has ended.") from None
        return ForkedKernel(answers)

    def close(self) -> None:
        """End the process with all its kernels, and wait until it has ended; once more does nothing."""
        self._channel.close()
        self._process.kill()  # its kernels are killed with it
        self._process.wait()


def modules_needed(notebook: Mapping[str, Any]) -> list[str]:
    """Return the modules of the package that a notebook's kernel needs: those that its cells import, in order.

    What one of them imports late is needed too. Other packages are left to the notebook, as not all bear to be forked
    (polars does not).
    """
    names: dict[str, None] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            with suppress(SyntaxError):
                names |= dict.fromkeys(_imported(parse("".join(cell["source"]))))
    package = __name__.partition(".")[0]
    own = [name for name in names if name.startswith(f"{package}.")]
    return [*own, *(late for module, late in ALSO_IMPORTED.items() if module in names)]


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)  # which may be modules too


@lru_cache(maxsize=1)
def forked_provisioner() -> type:
    """Return the class by which Jupyter starts a forked kernel instead of an ordinary one.

    Made late, as what it is made from is slow to import.
    """
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    class ForkedProvisioner(LocalProvisioner):
        """Has a kernel forked by the warmed process that its manager names in `warm_process`."""

        async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
            manager: Any = self.parent
            folder: str | Path = settings.get("cwd") or os.getcwd()  # noqa: PTH109
            process = manager.warm_process.fork(cmd, settings["env"], str(folder), manager.needs)
            self.process: Any = process
            self.pid = self.pgid = process.pid  # it leads a session of its own
            self.cwd = folder
            return self.connection_info

    return ForkedProvisioner
