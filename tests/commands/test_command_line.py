"""The command line: whose code it runs, and how it ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.commands.command_line import COMMANDS
from helpers.publish.page.exporter import PageExporter

TRAPS = ("yaml", "json", "secrets", "argparse", "datetime", "pydantic", "filelock", "markupsafe")


def lay_traps(folder: Path, trace: Path) -> None:
    """Put modules into a folder that leave a trace when they are imported."""
    folder.mkdir(exist_ok=True)
    for name in TRAPS:
        (folder / f"{name}.py").write_text(f"open({str(trace)!r}, 'a').write({name!r})\n", encoding="utf-8")


def test_a_command_imports_nothing_from_the_current_folder_or_from_pythonpath(tmp_path: Path) -> None:
    """A wrong year comes to its message only after all that a run needs has been imported."""
    trace, here, elsewhere = tmp_path / "trace", tmp_path / "here", tmp_path / "elsewhere"
    lay_traps(here, trace)
    lay_traps(elsewhere, trace)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "report", "--year=20x3"],
        cwd=here,
        env=environment | {"PYTHONPATH": str(elsewhere)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("year must be one of ")
    assert not trace.exists()


@pytest.mark.parametrize("variable", ["JUPYTER_PATH", "JUPYTER_DATA_DIR", "HOME"])
def test_pages_are_made_by_the_templates_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    share = tmp_path / (".local/share/jupyter" if variable == "HOME" else ".") / "nbconvert" / "templates"
    for name in ("base", "council"):
        (share / name).mkdir(parents=True)
        for template in ("display_priority.j2", "null.j2", "index.html.j2"):
            (share / name / template).write_text("another template", encoding="utf-8")
    monkeypatch.setenv(variable, str(tmp_path))
    exporter = PageExporter()
    assert not [path for path in exporter.template_paths if path.startswith(str(tmp_path))]
    source, _, _ = exporter.environment.loader.get_source(exporter.environment, "base/display_priority.j2")
    assert "another template" not in source
    assert "block data_priority" in source


def test_every_command_is_called_by_a_target_of_the_makefile_with_options_that_it_has(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    calls = re.findall(r"-m helpers ([a-z-]+)([^\n]*)", makefile)
    assert {name for name, _ in calls} == set(COMMANDS)
    for name, rest in calls:
        assert set(re.findall(r"--([a-z]+)", rest)) <= set(COMMANDS[name].options), name
