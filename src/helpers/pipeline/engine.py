"""Running one notebook through papermill, and making what it leaves the same every time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

import nbformat
from nbformat import NotebookNode

CELL_TIMEOUT_SECONDS = 600
KERNEL = "python3"
OnCell = Callable[[int, int], None]


class NotebookFailed(Exception):
    """A notebook's cell failed; `error` is the name of what was raised in it, or of what ended the kernel."""

    def __init__(self, cell: str, error: str, message: str) -> None:
        told = message if error in _PLAIN else f"{error}: {message}"
        super().__init__(f"{cell}: {told.rstrip('.')}.")
        self.error = error
        self.message = message


_PLAIN = frozenset({"InputProblem", "Problem"})
"""Errors whose message already says everything."""


def execute(notebook: Path, output: Path, parameters: Mapping[str, Any], sockets: Path, on_cell: OnCell) -> None:
    """Run a notebook with its parameters and leave the executed notebook at `output`.

    `sockets` is a folder with a short path in which the kernel is spoken to; it must be the run's own.

    Where a cell fails, `output` holds the notebook as far as it came.
    Raises NotebookFailed naming the cell.
    """
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook
    from traitlets.config import Config

    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is told by the driver
    papermill_engines.register(_Engine.NAME, _Engine.make())
    config = Config()
    # Sockets in a folder of the run's own: kernels started at the same time cannot take each other's port, and
    # other users of the machine cannot reach them.
    config.KernelManager.transport = "ipc"
    config.KernelManager.connection_file = str(sockets / f"{notebook.stem[:2]}.json")
    config.KernelManager.ip = str(sockets / notebook.stem[:2])
    # What goes wrong in a cell is in the notebook; a kernel's own log says nothing more to an analyst.
    config.NotebookClient.kernel_manager_class = _kernel_manager()
    config.NotebookClient.extra_arguments = ["--IPKernelApp.log_level=CRITICAL"]
    try:
        execute_notebook(
            str(notebook), str(output), parameters=dict(parameters), engine_name=_Engine.NAME, kernel_name=KERNEL,
            progress_bar=False, execution_timeout=CELL_TIMEOUT_SECONDS, request_save_on_cell_execute=False,
            on_cell=on_cell, config=config, record_timing=False,
        )  # fmt: skip
    except PapermillExecutionError as error:
        message = (error.evalue or "").splitlines() or [""]
        tidy(output)
        raise NotebookFailed(f"cell [{error.exec_count}]", error.ename, message[0]) from None
    except Exception as error:
        raise NotebookFailed(f"the kernel of {notebook.name}", type(error).__name__, str(error)) from error
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
    """Make Jupyter's own kernel manager known to stop_kernels; imported late, as it is slow to import."""
    from jupyter_client.manager import AsyncKernelManager

    class KernelManager(AsyncKernelManager):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            _kernels.add(self)

    return KernelManager


class _Engine:
    """Papermill's own engine, telling how far it has come."""

    NAME = "compendium"

    @staticmethod
    def make() -> type:
        from papermill.engines import NBClientEngine

        class Engine(NBClientEngine):
            @classmethod
            def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
                on_cell: OnCell = kwargs.pop("on_cell")
                begin, total = nb_man.cell_start, len(nb_man.nb.cells)

                def cell_start(cell: NotebookNode, cell_index: int | None = None, **more: Any) -> None:
                    on_cell((cell_index or 0) + 1, total)
                    begin(cell, cell_index, **more)

                nb_man.cell_start = cell_start
                return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)

        return Engine


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
