"""Running one notebook through papermill, and making what it leaves the same every time."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

import nbformat
from nbformat import NotebookNode

CELL_TIMEOUT_SECONDS = 600
START_TIMEOUT_SECONDS = 300
KERNEL = "python3"
BEGINS = re.compile(r"\bstart_step\s*\(")
"""The call with which a notebook begins its work; what stands before it may be done ahead of its turn."""

OnCell = Callable[[int, int], None]


class NotebookFailed(Exception):
    """A notebook's cell failed; `error` is the name of what was raised in it, or of what ended the kernel."""

    def __init__(self, cell: str, error: str, message: str) -> None:
        said = message if error in _PLAIN else f"{error}: {message}"
        super().__init__(f"{cell}: {said.rstrip('.')}.")
        self.error = error
        self.message = message


_PLAIN = frozenset({"InputProblem", "Problem", "CellTimeoutError"})
"""Errors whose message already says everything."""


class Turn:
    """The turn of a notebook whose kernel was started ahead: it waits here until the steps before it are done."""

    def __init__(self) -> None:
        self._given = threading.Event()
        self._called_off = False

    def give(self) -> None:
        """Let the notebook go on."""
        self._given.set()

    def call_off(self) -> None:
        """Let the notebook fail, before its first cell or its next one."""
        self._called_off = True
        self._given.set()

    def wait(self) -> None:
        """Wait for the turn. Raises NotebookFailed where it was called off."""
        self._given.wait()
        self.check()

    def check(self) -> None:
        """Raise NotebookFailed where the turn was called off."""
        if self._called_off:
            raise NotebookFailed("the notebook", "Problem", "it was called off, as a step before it did not finish")


@dataclass(frozen=True)
class Wires:
    """How kernels are spoken to: a folder of the run's own, and sockets in it or, where there are none, TCP.

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


def execute(
    notebook: Path, output: Path, parameters: Mapping[str, Any], by: Wires, turn: Turn, on_cell: OnCell
) -> None:
    """Run a notebook with its parameters and leave the executed notebook at `output`.

    The kernel is started at once, and waits for its `turn` before the first cell that begins the work. The limit of
    time is for one cell's own work: neither start nor wait counts.

    Where a cell fails, `output` holds the notebook as far as it came.
    Raises NotebookFailed naming the cell.
    """
    from nbclient.exceptions import CellTimeoutError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook
    from traitlets.config import Config

    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is said by the driver
    papermill_engines.register(_Engine.NAME, _Engine.make())
    config = Config()
    for name, value in by.for_kernel(notebook.stem[:2]).items():
        setattr(config.KernelManager, name, value)
    # What goes wrong in a cell is in the notebook; a kernel's own log says nothing more to an analyst.
    config.NotebookClient.kernel_manager_class = _kernel_manager()
    config.NotebookClient.extra_arguments = ["--IPKernelApp.log_level=CRITICAL"]
    config.NotebookClient.iopub_timeout = CELL_TIMEOUT_SECONDS  # output may be late on a busy machine
    reached = [0]

    def count(cell: NotebookNode, number: int, total: int) -> None:
        reached[0] += cell.cell_type == "code"
        on_cell(number, total)

    try:
        execute_notebook(
            str(notebook), str(output), parameters=dict(parameters), engine_name=_Engine.NAME, kernel_name=KERNEL,
            progress_bar=False, start_timeout=START_TIMEOUT_SECONDS, execution_timeout=CELL_TIMEOUT_SECONDS,
            request_save_on_cell_execute=False, on_cell=count, turn=turn, config=config, record_timing=False,
        )  # fmt: skip
    except PapermillExecutionError as error:
        message = (error.evalue or "").splitlines() or [""]
        tidy(output)
        raise NotebookFailed(f"cell [{error.exec_count}]", error.ename, message[0]) from None
    except CellTimeoutError:
        ran = f"it ran for more than {CELL_TIMEOUT_SECONDS} seconds and was stopped"
        raise NotebookFailed(f"cell [{reached[0]}]", "CellTimeoutError", ran) from None
    except NotebookFailed:
        raise
    except OSError:
        raise
    except Exception as error:
        message = str(error).strip().splitlines() or [""]
        raise NotebookFailed(f"the kernel of {notebook.name}", type(error).__name__, message[0]) from error
    tidy(output)


_kernels: WeakSet[Any] = WeakSet()


def stop_kernels() -> None:
    """End every kernel that is still running, at once; the notebooks in them fail."""
    for kernel in list(_kernels):
        process = getattr(kernel.provisioner, "process", None)
        if process is not None:
            with suppress(OSError):
                process.kill()


@lru_cache(maxsize=1)
def _kernel_manager() -> type:
    """Make Jupyter's own kernel manager known to stop_kernels, with the kernel of this environment and no other.

    Imported late, as it is slow to import.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class KernelManager(AsyncKernelManager):
        def __init__(self, **settings: Any) -> None:
            # Without folders to look in, it takes ipykernel's own specification, which names this Python.
            super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **settings)
            _kernels.add(self)

    return KernelManager


class _Engine:
    """Papermill's own engine, which says how far it has come and waits for its turn."""

    NAME = "compendium"

    @staticmethod
    def make() -> type:
        from papermill.engines import NBClientEngine

        class Engine(NBClientEngine):
            @classmethod
            def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
                on_cell, turn = kwargs.pop("on_cell"), kwargs.pop("turn")
                begin, total, waits = nb_man.cell_start, len(nb_man.nb.cells), begins_at(nb_man.nb)

                def cell_start(cell: NotebookNode, cell_index: int | None = None, **more: Any) -> None:
                    number = cell_index or 0
                    if number == waits:
                        turn.wait()
                    turn.check()
                    on_cell(cell, number + 1, total)
                    begin(cell, cell_index, **more)

                nb_man.cell_start = cell_start
                return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)

        return Engine


def begins_at(notebook: NotebookNode) -> int:
    """Return the index of the cell before which a notebook waits for its turn: that which starts the step.

    Where none does it is the first, since any may read what steps before it write.
    """
    code = [(index, cell.source) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    return next((index for index, source in code if BEGINS.search(source)), 0)


def tidy(path: Path) -> None:
    """Take out of an executed notebook all that differs from run to run: times, random ids, paths."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for number, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = f"injected-{number}"
        if cell.cell_type == "code":
            cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]
    text = nbformat.writes(notebook, version=4)
    partial = path.with_suffix(".partial")
    partial.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")
    partial.replace(path)
