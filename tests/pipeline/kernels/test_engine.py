"""Running one notebook in either kind of kernel: its turn, its limit of time, and whose kernel it is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.commands.command_line import settle_environment
from helpers.pipeline.kernels import engine
from helpers.pipeline.kernels.engine import NotebookFailed, execute
from helpers.pipeline.kernels.kinds import FORKED, KINDS, Kernels, Wires, wires
from helpers.pipeline.kernels.provisioner import WarmProcess, can_fork
from helpers.pipeline.kernels.turns import Turn, WrittenTables
from helpers.pipeline.scratch import scratch_folder

Run = Callable[..., list[str]]


def notebook_of(*cells: str) -> nbformat.NotebookNode:
    from nbformat.v4 import new_code_cell, new_notebook

    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel})


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of kernel that this system has."""
    if request.param == FORKED and not can_fork():
        pytest.skip("no kernel can be forked here")
    return str(request.param)


@pytest.fixture
def warm_process(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], WarmProcess | None]]:
    """Start the warmed process when a notebook first asks for it, in the environment of the time; end it."""
    started: list[WarmProcess] = []

    def start() -> WarmProcess | None:
        if kind == FORKED and not started:
            started.append(WarmProcess())
        return started[0] if started else None

    yield start
    for process in started:
        process.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm_process: Callable[[], WarmProcess | None]) -> Run:
    """Run a notebook of some cells in a folder of its own, and return the text that its cells print, by number."""
    monkeypatch.chdir(tmp_path)

    def run(
        *cells: str,
        turn: Turn | None = None,
        transport: str = "",
        on_cell: Any = None,
        needs: Any = (),
        writes: Sequence[str] = (),
    ) -> list[str]:
        path, output = tmp_path / "01_trial.ipynb", tmp_path / "made.ipynb"
        notebook = notebook_of(*cells)
        notebook.metadata["compendium"] = {"reads": [], "writes": list(writes)}
        nbformat.write(notebook, path)
        with scratch_folder() as folder:
            monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
            kernels = Kernels(Wires(folder, transport) if transport else wires(folder), warm_process())
            execute(
                path, output, {}, kernels, turn or Turn.already_given(), on_cell or (lambda cell, total: None), needs
            )
        made = nbformat.read(output, as_version=4)
        return ["".join(output.get("text", "") for output in cell.outputs) for cell in made.cells]

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


WRITES_TWO = """
def start_step(): return type("Step", (), {"write": lambda self, name: None})()
step = start_step()
"""


@pytest.mark.parametrize(
    ("awaited", "priorities"),
    [({"a"}, [0, 10, 10]), ({"c"}, [10, 10, 10])],
)
def test_a_kernel_lets_others_go_first_once_no_other_step_waits_for_what_it_writes(
    run: Run, awaited: set[str], priorities: list[int]
) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    turn = Turn(WrittenTables(), frozenset(awaited))
    turn.give()
    say = "import os; print(os.getpriority(os.PRIO_PROCESS, 0), end='')"
    cells = (WRITES_TWO + say, f"step.write('a'); {say}", f"step.write('b'); {say}", say)
    made = run(*cells, turn=turn, writes=["a", "b"])
    assert made == [str(max(own, priority)) for priority in [priorities[0], *priorities]]


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


SEEN = """
import json, os, sys, threading
print(json.dumps({
    "path": sys.path, "arguments": len(sys.argv), "main": sys.modules["__main__"].__name__, "flags": list(sys.flags),
    "folder": os.getcwd(), "variables": {name: os.environ[name] for name in sorted(os.environ) if name not in (
        "JPY_PARENT_PID", "JPY_SESSION_NAME", "IPYTHONDIR")}, "leads its session": os.getsid(0) == os.getpid(),
    "threads": sorted(type(thread).__name__ for thread in threading.enumerate()),
}, default=str))
"""


@pytest.fixture
def in_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """Run the same cells in each kind of kernel and return the notebooks that come of it, as text."""
    if not can_fork():
        pytest.skip("no kernel can be forked here")
    settle_environment(Path(engine.__file__).parents[3])
    monkeypatch.chdir(tmp_path)

    def run(*cells: str) -> dict[str, str]:
        made = {}
        path = tmp_path / "01_trial.ipynb"
        nbformat.write(notebook_of(*cells), path)
        for kind in KINDS:
            warm_process = WarmProcess() if kind == FORKED else None
            with scratch_folder() as folder:
                monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
                output = tmp_path / f"{kind}.ipynb"
                try:
                    kernels, needs = Kernels(wires(folder), warm_process), ["helpers.present.charts"]
                    execute(path, output, {}, kernels, Turn.already_given(), lambda cell, total: None, needs)
                finally:
                    if warm_process is not None:
                        warm_process.close()
            made[kind] = output.read_text(encoding="utf-8")
        return made

    return run


CHART = """
import matplotlib.pyplot as plt, seaborn as sns, pandas as pd
figure = sns.relplot(pd.DataFrame({"x": [1, 2, 3], "y": [3, 1, 2]}), x="x", y="y").figure
figure
"""


def test_both_kinds_of_kernel_give_the_same_bytes(in_both: Any) -> None:
    made = in_both(CHART, "import matplotlib; print(matplotlib.get_backend()); pd.DataFrame({'a': [1.5]})", "hash('a')")
    assert made["forked"] == made["ordinary"]
    assert made["forked"].count("image/png") == 1 or "Figure" in made["forked"]


def test_both_kinds_of_kernel_begin_in_the_same_way(in_both: Any) -> None:
    seen = [json.loads(json.loads(text)["cells"][0]["outputs"][0]["text"][0]) for text in in_both(SEEN).values()]
    forked, ordinary = seen
    assert forked == ordinary
    assert forked["leads its session"]


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
