"""Running one notebook through papermill, and making what it leaves the same every time."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from helpers.pipeline.graph import step_number
from helpers.pipeline.kernels.kinds import Kernels, kernel_manager
from helpers.pipeline.kernels.provisioner import WarmProcess, can_fork, modules_needed
from helpers.pipeline.kernels.turns import CalledOff, CellTables, Turn, begins_at, tables_by_cell

CELL_TIMEOUT_SECONDS = 600
START_TIMEOUT_SECONDS = 300
KERNEL = "python3"

OnCell = Callable[[int, int], None]


class NotebookFailed(Exception):
    """A notebook's cell failed; `error` is the name of what was raised in it, or of what ended the kernel."""

    def __init__(self, cell: str, error: str, message: str) -> None:
        words = message if error in _PLAIN else f"{error}: {message}"
        super().__init__(f"{cell}: {words.rstrip('.')}.")
        self.error = error
        self.message = message


_PLAIN = frozenset({"InputProblem", "Problem", "CellTimeoutError"})
"""Errors whose message already says everything."""


def execute(
    notebook: Path,
    output: Path,
    parameters: Mapping[str, Any],
    kernels: Kernels,
    turn: Turn,
    on_cell: OnCell,
    needs: Iterable[str] = (),
) -> None:
    """Run a notebook with its parameters and leave the executed notebook at `output`.

    The kernel is started at once, and waits for its `turn` before the first cell that begins the work, and for the
    tables that a cell reads before that cell. The limit of time is for one cell's own work: neither start nor wait
    counts. A forked kernel is forked once the modules that it
    `needs` have been imported.

    Where a cell fails, `output` holds the notebook as far as it came.

    Raises  NotebookFailed, naming the cell
    """
    from nbclient.exceptions import CellTimeoutError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook

    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is said by the driver
    papermill_engines.register(CompendiumEngine.NAME, CompendiumEngine)
    reached = [0]

    def count(cell: NotebookNode, number: int, total: int) -> None:
        reached[0] += cell.cell_type == "code"
        on_cell(number, total)

    try:
        executed = execute_notebook(
            str(notebook), str(output), parameters=dict(parameters), engine_name=CompendiumEngine.NAME,
            kernel_name=KERNEL, progress_bar=False, start_timeout=START_TIMEOUT_SECONDS,
            execution_timeout=CELL_TIMEOUT_SECONDS, request_save_on_cell_execute=False, record_timing=False,
            config=_settings(kernels, f"{kernels.number}{step_number(notebook.stem)}"), on_cell=count, turn=turn,
            kernel_manager_class=kernels.manager(tuple(needs), turn.start_in),
        )  # fmt: skip
    except PapermillExecutionError as error:
        message = (error.evalue or "").splitlines() or [""]
        tidy(output)
        raise NotebookFailed(f"cell [{error.exec_count}]", error.ename, message[0]) from None
    except CellTimeoutError:
        ran = f"it ran for more than {CELL_TIMEOUT_SECONDS} seconds and was stopped"
        raise NotebookFailed(f"cell [{reached[0]}]", "CellTimeoutError", ran) from None
    except CalledOff as reason:
        raise NotebookFailed("the notebook", "Problem", str(reason)) from None
    except OSError:
        raise
    except Exception as error:
        message = str(error).strip().splitlines() or [""]
        raise NotebookFailed(f"the kernel of {notebook.name}", type(error).__name__, message[0]) from error
    _write_tidied(executed, output)


def _settings(kernels: Kernels, name: str) -> Any:
    """Return how a kernel of a name is started, spoken to and ended."""
    from traitlets.config import Config

    config = Config()
    for setting, value in kernels.wires.for_kernel(name).items():
        setattr(config.KernelManager, setting, value)
    # What goes wrong in a cell is in the notebook; a kernel's own log says nothing more to an analyst.
    config.NotebookClient.extra_arguments = ["--IPKernelApp.log_level=CRITICAL", "--HistoryManager.enabled=False"]
    config.NotebookClient.iopub_timeout = CELL_TIMEOUT_SECONDS  # output may be late on a busy machine
    config.NotebookClient.shutdown_kernel = "immediate"  # its tables are written, and it has nothing else to put away
    return config


class CompendiumEngine:
    """The engine that papermill knows as `compendium`: its own, with forked kernels, turns and a report of progress.

    It is registered by an entry point too, so that `papermill --engine compendium` has it; the notebooks that one
    process runs in this way share a warmed process. The class behind it is made late, as papermill is slow to import
    and loads the entry point while it is imported itself.
    """

    NAME = "compendium"

    @staticmethod
    def execute_notebook(notebook: NotebookNode, kernel_name: str, **settings: Any) -> NotebookNode:
        """Run a notebook and return it with its outputs, as papermill asks of an engine."""
        return _engine().execute_notebook(notebook, kernel_name, **settings)

    @staticmethod
    def nb_kernel_name(notebook: NotebookNode, name: str | None = None) -> str:
        """Return the name of a notebook's kernel."""
        return str(_engine().nb_kernel_name(notebook, name))

    @staticmethod
    def nb_language(notebook: NotebookNode, language: str | None = None) -> str:
        """Return the language of a notebook."""
        return str(_engine().nb_language(notebook, language))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from papermill.engines import NBClientEngine

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
            on_cell = settings.pop("on_cell", lambda cell, number, total: None)
            turn = settings.pop("turn", None) or Turn.already_given()
            if "kernel_manager_class" not in settings:
                settings["kernel_manager_class"] = kernel_manager(_warm_process(), modules_needed(nb_man.nb))
            begin, total, waits = nb_man.cell_start, len(nb_man.nb.cells), begins_at(nb_man.nb)
            tables = tables_by_cell(nb_man.nb)

            def cell_start(cell: NotebookNode, cell_index: int | None = None, **more: Any) -> None:
                number = cell_index or 0
                if number == waits:
                    turn.wait()
                turn.say_written(tables.get(number - 1, CellTables()).writes)
                turn.give_way(frozenset().union(*(cell.writes for at, cell in tables.items() if at >= number)))
                turn.wait_for(tables.get(number, CellTables()).reads)
                on_cell(cell, number + 1, total)
                begin(cell, cell_index, **more)

            nb_man.cell_start = cell_start
            return super().execute_managed_notebook(nb_man, kernel_name, **settings)

    return Engine


@lru_cache(maxsize=1)
def _warm_process() -> WarmProcess | None:
    """Return the one warmed process of notebooks that are not run by the driver, or None where none can fork."""
    if not can_fork():
        return None
    process = WarmProcess()
    atexit.register(process.close)
    return process


def tidy(path: Path) -> None:
    """Take out of an executed notebook all that differs from run to run: times, random ids, paths."""
    _write_tidied(nbformat.read(path, as_version=4), path)


def _write_tidied(notebook: NotebookNode, path: Path) -> None:
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for number, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = f"injected-{number}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    text = nbformat.v4.writes(notebook)  # papermill has checked its format
    partial = path.with_suffix(".partial")
    partial.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")
    partial.replace(path)
