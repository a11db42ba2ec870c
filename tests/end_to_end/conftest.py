"""Fixtures of the end-to-end tests: copies of a finished report that a test may change."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from report_copies import CHANGED, TRACE, below_zero, change_raw, hand_in, register_them, set_the_trap
from returns_guide import follow_the_guide
from stage_walk import Walked, walk

Run = subprocess.CompletedProcess[str]


@pytest.fixture
def checkout(built: Any, tmp_path: Path) -> Any:
    """A copy of the checkout with its finished report, for one test to change."""
    root = tmp_path / "project"
    shutil.copytree(built.root, root)
    return type(built)(root)


@pytest.fixture(scope="session")
def every_report(built: Any, folder_of_run: Path, made_once: Any) -> tuple[Path, dict[str, Run]]:
    """A copy with the reports of four years and of Kent, one for all workers, and what its two runs gave.

    The first run makes all years beside that of 2023, which is there; tests must leave the copy as it is.
    """
    checkout = type(built)(folder_of_run / "every_report" / "project")

    def make() -> dict[str, Run]:
        shutil.copytree(built.root, checkout.root)
        return {
            "years": checkout.helpers("report", "--years", "2018 2020 2023 2025"),
            "E10000016": checkout.helpers("report", "--year", "2023", "--authority", "E10000016"),
        }

    return checkout.root, made_once("every_report", make)


@dataclass(frozen=True)
class HeldBack:
    """A copy with figures of the council's own, a changed figure and a critical fault, and what its runs gave.

    `checked` are the checks of the returns; `stopped` is the run that the gate stops, `findings` a copy of what it
    found, `before` and `after` the hashes of the report and tables that were there; `entries` are the waivers that the
    fault needs, with which and one more, that it does not need, the run `waived` was made, as the last command of the
    `guide` to returns; `refused` has a waiver of a check that is not there.
    """

    root: Path
    checked: dict[str, Run]
    stopped: Run
    findings: Path
    before: dict[str, str]
    after: dict[str, str]
    entries: list[dict[str, Any]]
    guide: dict[str, Run]
    waived: Run
    refused: Run


def waivers_needed(findings: Path) -> list[dict[str, Any]]:
    """Waive every critical failure of a run that stopped, each until a day of its own.

    One day in two entries is written as an alias, which a parameter file may not have.
    """
    results = pd.read_csv(findings / "quality_results.csv", keep_default_na=False)
    failing = results[(results["severity"] == "critical") & (results["outcome"] == "Fail")]
    return [
        {
            "check": check,
            "indicator": indicator,
            "reason": "Planted by a test.",
            "by": "Head of testing",
            "until": date(2023, 8, 31),
        }
        for check, indicator in zip(failing["check_id"], failing["indicator_id"], strict=True)
    ]


def hold_back(checkout: Any, bytes_of: Callable[[Path], dict[str, str]]) -> HeldBack:
    """Hand in the council's own figures, plant the fault, and make the report without and with waivers.

    The second report is what the guide to returns ends with, so that what it hands in is in it too.
    """
    root = checkout.root
    register_them(root)
    returns = root / "data/raw/local"
    hand_in(returns)
    names = ("libraries", "police", "communities")
    checked = {name: checkout.helpers("check-return", f"--file={returns / name}.csv") for name in names}
    change_raw(root, "dfe/lait_send.csv", below_zero)
    change_raw(root, CHANGED.file, lambda text: text.replace(CHANGED.row, CHANGED.new_row, 1))
    good = (root / "reports/2023", root / "data/processed/2023")
    before = {f"{folder}/{name}": content for folder in good for name, content in bytes_of(folder).items()}
    stopped = checkout.helpers("report", "--year", "2023")
    after = {f"{folder}/{name}": content for folder in good for name, content in bytes_of(folder).items()}
    findings = shutil.copytree(root / "reports/2023-failed", root.parent / "findings")
    entries = waivers_needed(findings)
    idle = entries[0] | {"check": "C12", "until": date(2023, 8, 31)}
    parameters = root / "params/2023.yml"
    plain = parameters.read_text()
    parameters.write_text(plain + yaml.safe_dump({"allow": [*entries, idle]}))
    guide = follow_the_guide(root)
    waived = guide["make year=2023"]
    parameters.write_text(plain + yaml.safe_dump({"allow": [entries[0] | {"check": "C999"}]}))
    refused = checkout.helpers("report", "--year", "2023", "--step", "02")
    return HeldBack(root, checked, stopped, findings, before, after, entries, guide, waived, refused)


@pytest.fixture(scope="session")
def held_back(built: Any, folder_of_run: Path, made_once: Any, bytes_of: Callable[[Path], dict[str, str]]) -> HeldBack:
    """A report that the gate held back until a failure was waived, one for all workers."""
    checkout = type(built)(folder_of_run / "held_back" / "project")

    def make() -> HeldBack:
        shutil.copytree(built.root, checkout.root)
        return hold_back(checkout, bytes_of)

    return made_once("held_back", make)


@pytest.fixture(scope="session")
def bytes_of() -> Callable[[Path], dict[str, str]]:
    """Return {name: hash} of every file in a folder."""

    def hashes(folder: Path) -> dict[str, str]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    return hashes


@pytest.fixture
def no_kernel(checkout: Any, tmp_path: Path) -> Path:
    """A file that appears as soon as anything starts a kernel in the copy; the kernel itself fails."""
    trace = tmp_path / "a kernel was started"
    launcher = checkout.root / "src" / "ipykernel_launcher.py"  # kernels of a copy look there first
    launcher.write_text(f"open({str(trace)!r}, 'w').close()\nraise SystemExit('no kernel')\n", encoding="utf-8")
    return trace


def have_settings_of_my_own(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Give the analyst a profile, chart style and start-up file of their own, none of which may reach a figure."""
    startup = home / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import builtins\nbuiltins.round = None\n")
    (home / "matplotlibrc").write_text("axes.facecolor: red\nfont.size: 30\n")
    (home / "start.py").write_text("raise SystemExit('start-up file')\n")
    patch.setenv("HOME", str(home))
    patch.setenv("MATPLOTLIBRC", str(home / "matplotlibrc"))
    patch.setenv("PYTHONSTARTUP", str(home / "start.py"))
    for name, value in {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "MPLBACKEND": "svg"}.items():
        patch.setenv(name, value)


def cut_off_the_network(folder: Path, src: Path, trace: Path, patch: pytest.MonkeyPatch) -> None:
    """Let `trace` appear as soon as any Python process of a run turns to another machine, which then fails.

    The driver takes the code that does so from EXTRA_PYTHONPATH; for kernels it must be in the `src` of the copy too.
    """
    folder.mkdir()
    set_the_trap(folder, trace)
    set_the_trap(src, trace)
    patch.setenv("EXTRA_PYTHONPATH", str(folder))


@dataclass(frozen=True)
class StepByStep:
    """A copy in which a notebook was run by itself, then the report up to its step, then up to a later one.

    After the first two the names of the tables in data/processed/2023 were taken down. `network` appears where any
    process turned to another machine.
    """

    root: Path
    network: Path
    alone: Run
    tables_after_notebook: set[str]
    one: Run
    tables_after_step: set[str]
    later: Run


def make_step_by_step(fresh: Any, apart: Path) -> StepByStep:
    """Make some of the report of 2023 in three goes, without the network and under an analyst's own settings.

    A notebook that is opened by hand does take the analyst's own start-up files, so it alone is given none.
    """
    tables = fresh.root / "data/processed/2023"
    with pytest.MonkeyPatch.context() as patch:
        network = be_elsewhere(fresh.root, apart, patch)
        environment = fresh.environment() | {"IPYTHONDIR": str(apart / "ipython")}
        environment.pop("PYTHONSTARTUP")
        alone = subprocess.run(
            [
                sys.executable,
                "-m",
                "nbconvert",
                "--execute",
                "--to",
                "notebook",
                "--stdout",
                "03_direction_of_travel.ipynb",
            ],
            cwd=fresh.root / "notebooks",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        tables_after_notebook = {path.name for path in tables.glob("*")}
        one = fresh.helpers("report", "--year", "2023", "--step", "03")
        tables_after_step = {path.name for path in tables.glob("*")}
        later = fresh.helpers("report", "--year", "2023", "--step", "04")
    return StepByStep(fresh.root, network, alone, tables_after_notebook, one, tables_after_step, later)


@pytest.fixture(scope="session")
def step_by_step(copy_project: Any, folder_of_run: Path, made_once: Any) -> StepByStep:
    """A report made step by step in a copy elsewhere, one for all workers; tests must leave it as it is."""
    apart = folder_of_run / "step_by_step"

    def make() -> StepByStep:
        return make_step_by_step(copy_project(apart / "a place with a longer name" / "project"), apart)

    return made_once("step_by_step", make)


def be_elsewhere(root: Path, apart: Path, patch: pytest.MonkeyPatch) -> Path:
    """Let what runs in a copy run without the network and under an analyst's own settings, which are put `apart`.

    Return the file that appears where one of its processes turns to another machine.
    """
    trace = apart / TRACE
    have_settings_of_my_own(apart / "home", patch)
    cut_off_the_network(apart / "no_network", root / "src", trace, patch)
    return trace


@pytest.fixture(scope="session")
def walked(built: Any, folder_of_run: Path, made_once: Any) -> Walked:
    """A report that has gone from draft to final, one for all workers; tests must leave it as it is."""
    checkout = type(built)(folder_of_run / "walked" / "project")

    def make() -> Walked:
        shutil.copytree(built.root, checkout.root)
        return walk(checkout, be_elsewhere)

    return made_once("walked", make)
