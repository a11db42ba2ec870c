"""The kernels of one run: their kind, and how the driver talks to them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakSet

from helpers.paths import TABLES_VARIABLE
from helpers.pipeline.kernels.provisioner import forked_provisioner
from helpers.shared_work import FOLDER_VARIABLE

if TYPE_CHECKING:
    from helpers.pipeline.kernels.provisioner import WarmProcess

FORKED = "forked"
ORDINARY = "ordinary"
KINDS = (FORKED, ORDINARY)
"""The kinds of kernels that a run can be asked for, the usual one first; where none can be forked all are ordinary."""


@dataclass(frozen=True)
class Wires:
    """How kernels are spoken to: a folder of the run's own, and sockets in it or, if there are none, TCP.

    Sockets in a folder of the run's own: kernels started at the same time cannot take each other's port, and other
    users of the machine cannot reach them. By TCP the key in the connection file, which is there alone, keeps them out.
    """

    folder: Path
    transport: str

    def for_kernel(self, name: str) -> dict[str, str]:
        """Return the settings of the manager of one kernel."""
        where = {"transport": self.transport, "connection_file": str(self.folder / f"{name}.json")}
        return where | ({"ip": str(self.folder / name)} if self.transport == "ipc" else {"ip": "127.0.0.1"})


def wires(folder: Path) -> Wires:
    """Return how kernels are spoken to by a folder: by sockets in it, if one can be made there."""
    import zmq

    if zmq.has("ipc"):
        with zmq.Context() as context, context.socket(zmq.REP) as socket, suppress(zmq.ZMQError):
            socket.bind(f"ipc://{folder / '00-0'}")
            return Wires(folder, "ipc")
    return Wires(folder, "tcp")


@dataclass(frozen=True)
class Kernels:
    """The kernels of a run: forked by a warmed process, or ordinary if there is none.

    `tables` is the folder that their steps write to and read from. `number` tells the kernels of one run from those of
    others that are made at the same time. In the folder `shared`, if there is one, they leave each other what they
    have in common.
    """

    wires: Wires
    warm_process: WarmProcess | None = None
    tables: Path | None = None
    number: str = ""
    shared: Path | None = None

    def of_run(self, number: str, tables: Path) -> Kernels:
        """Return the kernels of one of several runs, which share all else."""
        return replace(self, number=number, tables=tables)

    def manager(self, needs: Sequence[str], on_start: Callable[[int], None] | None = None) -> type:
        """Return the class of the manager of a kernel whose notebook needs some modules.

        `on_start` is called with the number of the kernel's process.
        """
        own = {TABLES_VARIABLE: str(self.tables)} if self.tables else {}
        variables = own | {FOLDER_VARIABLE: str(self.shared or "")}
        return kernel_manager(self.warm_process, needs, variables, on_start)


_managers: WeakSet[Any] = WeakSet()


def stop_kernels() -> None:
    """End every kernel that is still running, at once; the notebooks in them fail."""
    for manager in list(_managers):
        process = getattr(manager.provisioner, "process", None)
        if process is not None:
            with suppress(OSError, ValueError):  # it may end, and its socket be closed, at this moment
                process.kill()


STOP_EVERY_SECONDS = 0.2


@contextmanager
def kernels_stopped() -> Iterator[None]:
    """End every kernel, and whichever is still being started, until the work inside is done."""
    is_done = threading.Event()

    def stop_until_done() -> None:
        while True:
            stop_kernels()
            if is_done.wait(STOP_EVERY_SECONDS):
                return

    stopping = threading.Thread(target=stop_until_done)
    stopping.start()
    try:
        yield
    finally:
        is_done.set()
        stopping.join()


def kernel_manager(
    warm_process: WarmProcess | None,
    needs: Sequence[str],
    own_variables: Mapping[str, str] | None = None,
    on_start: Callable[[int], None] | None = None,
) -> type:
    """Return the class of the manager of a kernel, which `warm_process` forks once it has imported what it `needs`.

    Without a warmed process the kernel is an ordinary one. `own_variables` are added to its environment, and `on_start`
    is called with the number of its process.
    """
    settings = {
        "warm_process": warm_process,
        "needs": tuple(needs),
        "own_variables": own_variables or {},
        "on_start": staticmethod(on_start or (lambda process: None)),
    }
    return type("KernelManager", (_kernel_manager(),), settings)


@lru_cache(maxsize=1)
def _kernel_manager() -> type:
    """Make Jupyter's own kernel manager known to stop_kernels, with the kernel of this environment and no other.

    Imported late, as it is slow to import.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class KernelManager(AsyncKernelManager):
        warm_process: WarmProcess | None
        needs: tuple[str, ...]
        own_variables: Mapping[str, str]
        on_start: Callable[[int], None]

        def __init__(self, **settings: Any) -> None:
            # Without folders to look in, it takes ipykernel's own specification, which names this Python.
            super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **settings)
            _managers.add(self)

        async def _async_pre_start_kernel(self, **settings: Any) -> tuple[list[str], dict[str, Any]]:
            settings["env"] = {**(settings.get("env") or os.environ), **self.own_variables}
            if self.warm_process is not None and self.provisioner is None:
                self.kernel_id = self.kernel_id or str(uuid4())
                self.provisioner = forked_provisioner()(
                    kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
                )
            return await super()._async_pre_start_kernel(**settings)

        pre_start_kernel = _async_pre_start_kernel

        async def _async_post_start_kernel(self, **settings: Any) -> None:
            await super()._async_post_start_kernel(**settings)
            provisioner: Any = self.provisioner
            self.on_start(provisioner.pid)

        post_start_kernel = _async_post_start_kernel

    return KernelManager
