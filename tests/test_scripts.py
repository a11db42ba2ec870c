"""Shell scripts pass shellcheck, as Python passes ruff."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BESIDE_PYTHON = Path(sys.executable).with_name("shellcheck")
SHELLCHECK = str(BESIDE_PYTHON) if BESIDE_PYTHON.exists() else shutil.which("shellcheck")
needs_shellcheck = pytest.mark.skipif(not SHELLCHECK, reason="shellcheck is not installed: uv sync installs it")


def faults_in(script: Path) -> str:
    checked = subprocess.run([str(SHELLCHECK), "--norc", script], capture_output=True, text=True, check=False)
    assert checked.returncode in (0, 1), checked.stderr
    return checked.stdout


def test_every_script_is_one_that_is_checked(root: Path) -> None:
    folders = [root / ".ci", root / "tools"]
    written_for_bash = [
        path
        for folder in folders
        for path in folder.iterdir()
        if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash\n")
    ]
    assert {path.relative_to(root).as_posix() for path in written_for_bash} == set(SCRIPTS)


SCRIPTS = [".ci/run", "tools/environment.sh"]


@needs_shellcheck
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_passes_shellcheck(root: Path, script: str) -> None:
    assert faults_in(root / script) == ""


@needs_shellcheck
def test_a_script_that_splits_what_a_user_typed_is_faulted(tmp_path: Path) -> None:
    script = tmp_path / "script.sh"
    script.write_text("#!/usr/bin/env bash\nrm $1\n", encoding="utf-8")
    assert "SC2086" in faults_in(script)


def test_an_unknown_task_of_the_environment_is_refused_in_one_sentence(root: Path) -> None:
    run = subprocess.run(["bash", root / "tools/environment.sh", "x"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "environment.sh takes main, spark, java or unsound: see its first lines.\n"
