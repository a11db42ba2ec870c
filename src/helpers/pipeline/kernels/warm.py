"""The warmed process from which kernels are forked: `python -m helpers.pipeline.kernels.warm <socket> <module>...`.

It imports the modules that it is given and those that kernels need, one after the other, and answers in between.
It never has a thread, since only the thread that forks lives on in the copy; what a kernel adds (sockets, threads, a
loop) is made in the copy alone. So kernels share nothing but the imports, as they were before any of them began.

Requests come as sockets over the socket whose number is the first argument. Each has one line of JSON: the `command` of
an ordinary kernel, which is carried out from `-m` on, its `environment`, its `folder`, and in `needs` the
modules that are imported before it is forked. Over the same socket come back a line with the process's
number, and a line with its exit code once it has ended. The end of any of these sockets ends what belongs to it: the
kernel that was asked for, or this process with all its kernels. So nothing outlives the driver, however that ends.

It lives for one run of the driver. Code that changes afterwards is imported by the next.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from helpers.pipeline.kernels.text_storage import text_as_objects

PR_SET_PDEATHSIG = 1
"""The number by which Linux is asked to send a process a signal when its parent ends."""

SINGLE_THREADED = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""What the process is started with beside the variables of a kernel, since pyarrow would start a thread of its own."""


GARBAGE_THRESHOLDS = (300_000, 20, 50)
"""How much a kernel makes before Python looks for garbage: seldom, as a kernel makes much and lives for seconds."""


@dataclass
class Request:
    """A kernel that was asked for; `process` is its number once it has been forked."""

    answers: socket.socket
    command: list[str]
    environment: dict[str, str]
    folder: str
    needs: list[str]
    process: int = 0

    def is_over(self) -> bool:
        """Say whether the other end of the socket has been closed."""
        with suppress(BlockingIOError):
            return not self.answers.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
        return False

    def answer(self, number: int) -> None:
        """Send a line with a number; whoever asked may be gone."""
        with suppress(OSError):
            self.answers.sendall(b"%d\n" % number)


@dataclass
class Nursery:
    """The modules that are to be imported, and the kernels that were asked for and forked."""

    channel: socket.socket
    modules: list[str]
    wakes: socket.socket
    imported: set[str] = field(default_factory=set)
    waiting: list[Request] = field(default_factory=list)
    running: list[Request] = field(default_factory=list)

    def serve(self) -> Request | None:
        """Import and fork until the channel ends.

        Returns None in this process, and in each forked process the request that it is to carry out.
        """
        while self._take_requests(0 if self.modules or self._ready() else None):
            self._end_what_is_over()
            for request in self._ready():
                self.waiting.remove(request)
                if self._fork(request):
                    return request
            if self.modules:
                name = self.modules.pop(0)
                _import(name)
                self.imported.add(name)
        for request in self.running:
            _kill(request.process)
        return None

    def _ready(self) -> list[Request]:
        """Return the requests whose modules have all been imported."""
        return [request for request in self.waiting if self.imported.issuperset(request.needs)]

    def _take_requests(self, seconds: float | None) -> bool:
        """Wait for something to happen, take what was asked for, and say whether the channel is still open."""
        sockets = [self.channel, self.wakes, *(request.answers for request in self.running + self.waiting)]
        ready, _, _ = select.select(sockets, [], [], seconds)
        if self.wakes in ready:
            self.wakes.recv(4096)
        if self.channel in ready:
            data, numbers, _, _ = socket.recv_fds(self.channel, 1, 1)
            if not data:
                return False
            with suppress(ValueError, TypeError, IndexError), socket.socket(fileno=numbers[0]) as asking:
                with asking.makefile(encoding="utf-8") as lines:
                    request = Request(asking.dup(), **json.loads(lines.readline()))
                self.waiting.append(request)
                requested = self.imported.union(self.modules)
                self.modules += [name for name in dict.fromkeys(request.needs) if name not in requested]
        return True

    def _end_what_is_over(self) -> None:
        """Say which kernels have ended, and end those that nobody asks for any more."""
        self.waiting = [request for request in self.waiting if not request.is_over()]
        for request in self.running:
            if request.is_over():
                _kill(request.process)
        for request in list(self.running):
            ended, status = os.waitpid(request.process, os.WNOHANG)
            if ended:
                request.answer(os.waitstatus_to_exitcode(status))
                request.answers.close()
                self.running.remove(request)

    def _fork(self, request: Request) -> bool:
        """Fork a kernel, and say whether this is its process."""
        gc.collect()
        gc.freeze()
        request.process = os.fork()
        if request.process:
            self.running.append(request)
            return False
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (*self.running, *self.waiting):
            other.answers.close()
        self.channel.close()
        self.wakes.close()
        return True


def _kill(process: int) -> None:
    """Kill a forked process, which is not yet waited for, with all that it has started."""
    with suppress(OSError):
        os.killpg(process, signal.SIGKILL)
    with suppress(OSError):
        os.kill(process, signal.SIGKILL)


def _import(name: str) -> None:
    """Import a module, or call the function of a module that is given as `module:function` and imports others.

    One that cannot be imported is left to the kernel that needs it, which says what is wrong with it.
    """
    module, _, function = name.partition(":")
    with suppress(Exception, SystemExit):
        imported: Any = importlib.import_module(module)
        if function:
            getattr(imported, function)()


def _carry_out(request: Request, parent: int, before: Collection[str]) -> None:
    """Be the kernel that was asked for: with its variables, in its folder, in a session of its own.

    The variables that modules set when they were imported stay, as the kernel does not import them again; those that
    were there `before` go.
    """
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the signal was asked for
        os._exit(1)
    of_imports = {name: value for name, value in os.environ.items() if name not in before}
    os.environ.clear()
    os.environ.update(of_imports | request.environment | {"JPY_PARENT_PID": str(parent)})
    time.tzset()
    os.chdir(request.folder)
    gc.enable()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    request.answer(os.getpid())
    start = request.command.index("-m") + 1
    sys.argv = request.command[start:]
    with text_as_objects():
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def main(arguments: Sequence[str]) -> None:
    """Serve the socket whose number is the first argument, with the modules that the others name."""
    parent = os.getpid()
    os.environ["JPY_PARENT_PID"] = str(parent)  # ipykernel reads it when it is imported
    before = frozenset(os.environ)
    gc.disable()
    wakes, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    request = Nursery(socket.socket(fileno=int(arguments[0])), list(arguments[1:]), wakes).serve()
    if request is not None:
        wake.close()
        _carry_out(request, parent, before)


if __name__ == "__main__":
    main(sys.argv[1:])
