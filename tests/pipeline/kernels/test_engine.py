"""Running one notebook: its turn, its limit of time, how its kernel is spoken to, and whose kernel it is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.commands.command_line import settle_environment
from helpers.pipeline.kernels import engine
from helpers.pipeline.kernels.engine import NotebookFailed, Turn, Wires, begins_at, execute, wires
from helpers.pipeline.scratch import scratch_folder

Run = Callable[..., dict[str, str]]


def notebook_of(*cells: str) -> nbformat.NotebookNode:
    from nbformat.v4 import new_code_cell, new_notebook

    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a notebook of some cells in a folder of its own, and return the text that its cells print, by number."""
    monkeypatch.chdir(tmp_path)

    def run(*cells: str, turn: Turn | None = None, transport: str = "", on_cell: Any = None) -> list[str]:
        path, output = tmp_path / "01_trial.ipynb", tmp_path / "made.ipynb"
        nbformat.write(notebook_of(*cells), path)
        if turn is None:
            turn = Turn()
            turn.give()
        with scratch_folder() as folder:
            monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
            by = Wires(folder, transport) if transport else wires(folder)
            execute(path, output, {}, by, turn, on_cell or (lambda cell, total: None))
        made = nbformat.read(output, as_version=4)
        return ["".join(each.get("text", "") for each in cell.outputs) for cell in made.cells]

    return run


CONNECTION = """
import json
from ipykernel.kernelapp import IPKernelApp
print(json.dumps(IPKernelApp.instance().kernel.session.key.decode()))
print(json.dumps(IPKernelApp.instance().transport))
"""


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_a_kernel_is_spoken_to_with_a_key_by_either_transport(run: Run, transport: str) -> None:
    key, used = map(json.loads, run(CONNECTION, transport=transport)[0].splitlines())
    assert used == transport
    assert len(key) >= 32


def test_sockets_are_used_where_they_can_be_made(tmp_path: Path) -> None:
    with scratch_folder() as folder:
        assert wires(folder) == Wires(folder, "ipc")
    long = tmp_path / ("a" * 100)
    long.mkdir()
    assert wires(long) == Wires(long, "tcp")
    assert wires(tmp_path / "not there") == Wires(tmp_path / "not there", "tcp")


def test_a_system_without_sockets_of_files_uses_tcp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zmq

    monkeypatch.setattr(zmq, "has", lambda _: False)
    assert wires(tmp_path).transport == "tcp"
    assert wires(tmp_path).for_kernel("01")["ip"] == "127.0.0.1"


def test_a_cell_that_waits_for_its_turn_has_not_begun(run: Run) -> None:
    """The limit is for a cell from its beginning, so that the wait is no part of it."""
    reached: list[int] = []
    when_waiting: list[int] = []

    class Watched(Turn):
        def wait(self) -> None:
            when_waiting.extend(reached)
            self.give()
            super().wait()

    cells = ("print(1)", "def start_step(): print(2)", "start_step()")
    assert run(*cells, turn=Watched(), on_cell=lambda cell, total: reached.append(cell)) == ["1\n", "", "2\n"]
    assert when_waiting == [1]
    assert reached == [1, 2, 3]


def test_a_cell_that_takes_too_long_is_named_in_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CELL_TIMEOUT_SECONDS", 1)
    with pytest.raises(NotebookFailed) as failed:
        run("import time\n\n\ntime.sleep(600)\nprint('never')")
    assert str(failed.value) == "cell [1]: it ran for more than 1 seconds and was stopped."


def test_a_notebook_that_is_called_off_runs_no_cell_that_waits(run: Run, tmp_path: Path) -> None:
    turn = Turn()
    turn.call_off()
    with pytest.raises(NotebookFailed, match="called off"):
        run("print(1)", f"start_step = open\nstart_step({str(tmp_path / 'trace')!r}, 'w')", turn=turn)
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    ("cells", "index"),
    [
        (["x", "start_step('01')"], 1),
        (["x", "y", "step = start_step (\n'01')", "start_step()"], 2),
        (["from helpers.pipeline.step import start_step", "start_step('01')"], 1),
        (["from helpers.pipeline.step import start_step as begin", "begin('01')"], 0),
        (["read('observations')"], 0),
    ],
)
def test_a_notebook_waits_before_the_cell_that_starts_the_step(cells: list[str], index: int) -> None:
    assert begins_at(notebook_of(*cells)) == index


# Whose kernel and whose code.

TRAPS = ("yaml", "json", "secrets", "typing_extensions", "numpy", "ipykernel_launcher", "sitecustomize", "filelock")


def lay_traps(folder: Path, trace: Path) -> None:
    """Put modules into a folder that leave a trace when they are imported."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TRAPS:
        (folder / f"{name}.py").write_text(f"open({str(trace)!r}, 'a').write({name!r})\n", encoding="utf-8")


def test_no_variable_of_the_analyst_leads_to_another_kernel_or_other_code(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = tmp_path / "trace"
    lay_traps(tmp_path, trace)  # the folder in which the kernel starts
    lay_traps(tmp_path / "elsewhere", trace)
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = ["sh", "-c", f"touch {trace}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "x", "language": "python"}))
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    lay_traps(startup, trace)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "elsewhere" / "yaml.py"))
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    settle_environment(Path(engine.__file__).parents[3])
    names = ", ".join(name for name in TRAPS if name != "sitecustomize")
    run(f"import {names}")
    assert not trace.exists()


def test_a_kernel_of_a_copy_runs_the_code_of_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    settle_environment(tmp_path)
    assert os.environ["PYTHONPATH"] == str(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv("PYTHONPATH")
    settle_environment(tmp_path)
    assert "PYTHONPATH" not in os.environ
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))  # found there by this variable alone
    settle_environment(tmp_path)
    assert os.environ["PYTHONPATH"] == str(tmp_path)
