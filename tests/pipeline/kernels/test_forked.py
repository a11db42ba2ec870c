"""Forked kernels: one warmed process without threads, copies of it that share nothing, and the end of all of them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.commands.command_line import settle_environment
from helpers.paths import project
from helpers.pipeline.kernels.provisioner import BASE, ForkedKernel, WarmProcess, can_fork, modules_needed

pytestmark = pytest.mark.skipif(not can_fork(), reason="no kernel can be forked here")

Fork = Callable[..., ForkedKernel]


@pytest.fixture
def warm_process(tmp_path: Path) -> Iterator[WarmProcess]:
    """A warmed process in the environment of the command line, which finds the modules that a test writes."""
    settle_environment(project().code.parent)
    os.environ["PYTHONPATH"] = str(tmp_path)
    process = WarmProcess()
    yield process
    process.close()


@pytest.fixture
def fork(warm_process: WarmProcess, tmp_path: Path) -> Fork:
    """Have a process forked that carries out some code in place of a kernel's."""

    def fork(code: str, *needs: str, name: str = "trial") -> ForkedKernel:
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(code), encoding="utf-8")
        return warm_process.fork([sys.executable, "-m", name, "one"], dict(os.environ), str(tmp_path), needs)

    return fork


def text_of(path: Path, forked: ForkedKernel) -> str:
    """Wait until a process has written a file, which comes under its name when it is whole, and return its text."""
    while not path.exists():
        assert forked.poll() is None or path.exists()
        time.sleep(0.01)
    return path.read_text(encoding="utf-8")


def test_the_warmed_process_has_one_thread_when_everything_is_imported(fork: Fork, tmp_path: Path) -> None:
    """Every module that the notebooks use; threads are counted by the system, not by Python."""
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in project().notebooks.glob("0*.ipynb")]
    needs = [name for notebook in notebooks for name in modules_needed(notebook)]
    assert {"helpers.present.charts.stacked_bars", "helpers.quality.run:great_expectations"} <= set(needs)
    code = """
        import json, os, sys
        with open("seen.json", "w") as file:
            json.dump([os.listdir(f"/proc/{os.getppid()}/task"), sorted(sys.modules)], file)
    """
    forked = fork(code, *needs)
    assert forked.wait() == 0
    threads, imported = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert len(threads) == 1
    assert {"great_expectations", "seaborn", *BASE} <= set(imported)


def test_a_kernel_has_text_as_objects_of_python(fork: Fork, tmp_path: Path) -> None:
    code = """
        import json, pandas as pd
        text = pd.Series(["a", None])
        with open("seen.json", "w") as file:
            json.dump([text.dtype.storage, str(text.dtype), text.isna().tolist()], file)
    """
    assert fork(code).wait() == 0
    assert json.loads((tmp_path / "seen.json").read_text(encoding="utf-8")) == ["python", "str", [False, True]]


def test_a_kernel_is_forked_when_what_it_needs_is_imported_and_no_sooner(fork: Fork, tmp_path: Path) -> None:
    (tmp_path / "needed.py").write_text("STATE = []\n", encoding="utf-8")
    code = (
        "import sys\nraise SystemExit(3 if 'needed' in sys.modules and 'great_expectations' not in sys.modules else 4)"
    )
    assert fork(code, "needed").wait() == 3


def test_the_first_kernel_is_forked_before_what_later_ones_need_is_imported(tmp_path: Path) -> None:
    """The import of the second module waits for the first kernel to run, but not for ever, and says what it saw."""
    settle_environment(project().code.parent)
    os.environ["PYTHONPATH"] = str(tmp_path)
    (tmp_path / "first.py").write_text("", encoding="utf-8")
    (tmp_path / "second.py").write_text(
        "import pathlib, time\n"
        "for _ in range(3000):\n"
        "    if pathlib.Path('begun').exists():\n"
        "        break\n"
        "    time.sleep(0.01)\n"
        "pathlib.Path('seen').write_text(str(pathlib.Path('begun').exists()))\n",
        encoding="utf-8",
    )
    (tmp_path / "trial.py").write_text("import pathlib\npathlib.Path('begun').touch()\n", encoding="utf-8")
    with contextlib.chdir(tmp_path):
        process = WarmProcess(["first", "second"])
    command = [sys.executable, "-m", "trial"]
    try:
        assert process.fork(command, dict(os.environ), str(tmp_path), ["first"]).wait() == 0
        assert process.fork(command, dict(os.environ), str(tmp_path), ["second"]).wait() == 0
    finally:
        process.close()
    assert (tmp_path / "seen").read_text(encoding="utf-8") == "True"


def test_kernels_do_not_see_what_others_did(fork: Fork, tmp_path: Path) -> None:
    (tmp_path / "needed.py").write_text("STATE = []\n", encoding="utf-8")
    code = """
        import os, needed
        assert needed.STATE == [] and "LEFT" not in os.environ
        needed.STATE.append(1)
        os.environ["LEFT"] = "1"
        os.chdir("/")
    """
    assert [fork(code, "needed").wait() for _ in range(2)] == [0, 0]


def test_a_module_that_cannot_be_imported_is_left_to_the_kernel(fork: Fork, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise SystemExit('broken')\n", encoding="utf-8")
    assert fork("raise SystemExit(5)", "broken", "not_a_module_at_all").wait() == 5


@pytest.mark.parametrize(("end", "code"), [("terminate", -signal.SIGTERM), ("kill", -signal.SIGKILL)])
def test_a_kernel_can_be_ended_and_has_the_exit_code_of_a_process(
    fork: Fork, tmp_path: Path, end: str, code: int
) -> None:
    forked = fork("import time, pathlib\npathlib.Path('begun').touch()\ntime.sleep(600)")
    assert text_of(tmp_path / "begun", forked) == ""
    assert forked.poll() is None
    getattr(forked, end)()
    assert forked.wait() == code
    assert forked.poll() == code
    forked.kill()  # it has ended, and its number may be another's by now


def test_what_is_asked_of_a_process_that_has_ended_is_an_error(warm_process: WarmProcess, tmp_path: Path) -> None:
    warm_process.close()
    with pytest.raises(RuntimeError, match="has ended"):
        warm_process.fork([sys.executable, "-m", "trial"], {}, str(tmp_path), [])
    warm_process.close()


DRIVER = """
    import os, sys, time
    from helpers.pipeline.kernels.provisioner import WarmProcess
    process = WarmProcess()
    kernel = process.fork([sys.executable, "-m", "sleeper"], dict(os.environ), {folder!r}, [])
    print(process._process.pid, kernel.pid, flush=True)
    {rest}
"""


def ended(number: int) -> bool:
    """Say whether a process is gone or only waits to be reaped."""
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return status.rpartition(")")[2].split()[0] in "ZX"


@pytest.mark.parametrize("by", ["SIGKILL", "SIGTERM", "its own end"])
def test_nothing_outlives_the_driver(tmp_path: Path, by: str) -> None:
    settle_environment(project().code.parent)
    sleeper = "import time, subprocess, sys\ntime.sleep(600)\n"
    (tmp_path / "sleeper.py").write_text(sleeper, encoding="utf-8")
    rest = "pass" if by == "its own end" else "time.sleep(600)"
    code = textwrap.dedent(DRIVER).format(folder=str(tmp_path), rest=rest)
    driver = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{project().code.parent}"},
    )
    assert driver.stdout is not None
    numbers = [int(number) for number in driver.stdout.readline().split()]
    assert len(numbers) == 2
    if by != "its own end":
        driver.send_signal(getattr(signal, by))
    driver.communicate()  # the standard output, which all of them have, ends with the last of them
    for number in numbers:
        while not ended(number):  # it has closed its files, and is about to
            time.sleep(0.01)


def test_modules_needed_are_those_of_the_package_that_cells_import() -> None:
    notebook = new_notebook(
        cells=[
            new_markdown_cell("import helpers.areas"),
            new_code_cell("import polars\nfrom helpers.present import tables\nimport helpers.periods"),
            new_code_cell("%matplotlib inline"),
            new_code_cell("def read():\n    from helpers.paths import project"),
        ]
    )
    needed = modules_needed(notebook)
    assert "helpers.present.tables" in needed and "helpers.periods" in needed and "helpers.paths" in needed
    assert not [name for name in needed if not name.startswith("helpers.")] and "helpers.areas" not in needed
    notebook.cells.append(new_code_cell("from helpers.quality import gate, run"))
    assert modules_needed(notebook)[-1] == "helpers.quality.run:great_expectations"


def test_papermill_has_the_engine_by_its_entry_point(tmp_path: Path) -> None:
    notebook = tmp_path / "trial.ipynb"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cell = new_code_cell("import os, sys\nprint('pandas' in sys.modules, os.getpid() != os.getppid())")
    nbformat.write(new_notebook(cells=[cell], metadata={"kernelspec": kernel}), notebook)
    command = [sys.executable, "-m", "papermill", "--engine", "compendium", str(notebook), str(tmp_path / "made.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = nbformat.read(tmp_path / "made.ipynb", as_version=4)
    assert made.cells[0].outputs[0]["text"] == "True True\n"
