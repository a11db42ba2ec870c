"""The command line in a process that is forked: `python -m helpers`, without its imports of other packages.

One process for each worker of the tests imports the packages that a run needs, and nothing of the project. It forks
itself for each command, which then is as if it had just been started, in a copy of the project whose own code it
imports. Beside each it forks the process that becomes the warmed one, if the command asks for one. A command that is to
have another environment than the tests is started in the usual way, so that what depends on it is put to the test.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

PACKAGES = (
    "pandas", "pyarrow.parquet", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell",
    "ipykernel.debugger", "psutil", "pyarrow.dataset", "pydantic", "yaml", "filelock", "jinja2", "scipy.stats",
    "narwhals", "matplotlib.figure", "matplotlib.backends.backend_svg", "seaborn", "great_expectations",
    "nbformat", "nbclient", "nbconvert.exporters.html", "papermill.execute",
    "jupyter_client.manager", "jupyter_client.provisioning.local_provisioner", "pygments.lexers",
    "pygments.formatters.html",
)  # fmt: skip
"""What a run imports of other packages; one that is not here is imported by each command."""

WARM = "helpers.pipeline.kernels.warm"
"""The module of the process from which kernels are forked."""

SINGLE_THREADED = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""A process with a thread cannot be forked: pyarrow would start one."""

OWN = {"PYTEST_CURRENT_TEST"}
"""Variables of the tests on which nothing depends."""


def can_fork() -> bool:
    """Say whether commands can be forked here, as the project's kernels are."""
    return sys.platform == "linux"


class ForkedDriver:
    """The process from which the commands of one worker are forked; it begins with the first."""

    def __init__(self) -> None:
        self._environment = _environment()
        self._channel, other = socket.socketpair()
        with other:
            number = str(other.fileno())
            self._process = subprocess.Popen(
                [sys.executable, "-P", __file__, number], pass_fds=[other.fileno()], env=os.environ | SINGLE_THREADED
            )

    def suits(self) -> bool:
        """Say whether the environment is what it was, so that a forked command is as a started one."""
        return _environment() == self._environment

    def run(self, arguments: tuple[str, ...], folder: Path, python_path: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m helpers` with arguments in a folder, with PYTHONPATH as given."""
        request = json.dumps({"arguments": arguments, "folder": str(folder), "python_path": python_path})
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            socket.send_fds(self._channel, [request.encode()], [output.fileno(), errors.fileno()])
            code = int(self._channel.recv(100).decode())
            output.seek(0)
            errors.seek(0)
            return subprocess.CompletedProcess(arguments, code, output.read(), errors.read())

    def close(self) -> None:
        """End the process."""
        self._channel.close()
        self._process.wait()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OWN}


def serve(channel: socket.socket) -> None:
    """Fork a command for each request until the channel ends, and answer with the code with which it ends."""
    paths = list(sys.path)
    os.environ["JPY_PARENT_PID"] = str(
        os.getpid()
    )  # ipykernel reads it when it is imported, and the warmed one sets it
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger of a kernel would warn of it
    for name in PACKAGES:
        import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == "helpers"]:
        del sys.modules[name]  # papermill imports what registers engines with it
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()
    while True:
        data, streams, _, _ = socket.recv_fds(channel, 100_000, 2)
        if not data:
            return
        process = os.fork()
        if not process:
            channel.close()
            _carry_out(json.loads(data), streams, paths)
        for number in streams:
            os.close(number)
        _, status = os.waitpid(process, 0)
        channel.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _carry_out(request: dict[str, Any], streams: list[int], paths: list[str]) -> NoReturn:
    """Be `python -m helpers` with the arguments of a request, with its output and errors to two streams."""
    for target, number in zip((1, 2), streams, strict=True):
        os.dup2(number, target)
        os.close(number)
    for name in ("JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL"):  # the debugger sets the second
        os.environ.pop(name, None)
    os.environ["PYTHONPATH"] = request["python_path"]
    os.chdir(request["folder"])
    sys.path[:] = [*filter(None, request["python_path"].split(os.pathsep)), *(path for path in paths if path)]
    ready, asks = socket.socketpair()
    process = os.fork()
    if not process:
        asks.close()
        _become_warm(ready)
    ready.close()
    _Popen.ready, _Popen.process = asks, process
    subprocess.Popen = _Popen  # type: ignore[misc]
    _run_module("helpers", list(request["arguments"]))


class _Warm:
    """The warmed process, as far as a driver asks for `subprocess.Popen`."""

    def __init__(self, process: int) -> None:
        self.pid = process

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


class _Popen(subprocess.Popen):
    """Starts processes as usual, save the warmed one, which is there."""

    ready: socket.socket
    process: int

    def __new__(cls, command: Any, *_: Any, **settings: Any) -> Any:
        if isinstance(command, list) and WARM in command:
            request = {"arguments": command[command.index(WARM) + 1 :], "environment": dict(settings["env"])}
            socket.send_fds(cls.ready, [json.dumps(request).encode()], list(settings["pass_fds"]))
            return _Warm(cls.process)
        return super().__new__(cls)


def _become_warm(ready: socket.socket) -> NoReturn:
    """Wait until the driver asks for a warmed process, and be it; end with a driver that asks for none."""
    data, numbers, _, _ = socket.recv_fds(ready, 1_000_000, 1)
    if not data:
        os._exit(0)
    request = json.loads(data)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.parent_handle.default_value = os.getpid()
    channel = socket.socket(fileno=numbers[0])
    _run_module(WARM, [str(channel.detach()), *request["arguments"][1:]])


def _run_module(name: str, arguments: list[str]) -> NoReturn:
    """Run a module as `python -m` does, and end the process with its code."""
    sys.argv = [name, *arguments]
    code: Any = 0
    try:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(bool(code)))


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        serve(requests)
