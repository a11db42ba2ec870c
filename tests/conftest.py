"""Fixtures that all tests share: the checkout, copies of it to run in, and the reference folder."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from forked_driver import ForkedDriver, can_fork
from hypothesis import settings
from tallies import lines_of

# The same examples on every run, and none kept in the checkout.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
WORKER = "PYTEST_XDIST_WORKER"
"""The variable with the name of a worker, where several run the tests."""
COPIED = ("notebooks", "params", "data/raw", "docs/assurance", "src", "pyproject.toml", "uv.lock")

SLOW_FOLDERS = ("documents", "end_to_end", "engines", "methods", "oracles", "pages", "pipeline", "quality", "results")
SLOW_MODULES = (
    "assurance/test_register_lint.py",
    "commands/test_fetch.py",
    "commands/test_files.py",
    "present/charts/test_standing.py",
    "publish/test_site.py",
    "sources/fetching/test_fetch.py",
    "sources/returns/test_return_file.py",
    "sources/test_absent_zeros.py",
    "sources/test_hostile_contents.py",
    "sources/test_hostile_files.py",
    "sources/test_lost_periods.py",
    "test_commit_messages.py",
    "test_environment.py",
    "test_portability.py",
    "test_scripts.py",
)
QUICK_MODULES = (
    "methods/test_disclosure.py",
    "methods/test_intervals.py",
    "methods/test_ranking.py",
    "pipeline/test_graph.py",
    "pipeline/test_manifest.py",
    "pipeline/test_repository.py",
    "pipeline/test_table_files.py",
    "pipeline/verify/test_checks.py",
    "pipeline/verify/test_differences.py",
    "pipeline/verify/test_handed_over.py",
    "results/test_compendium.py",
    "results/drafts/test_faults.py",
    "results/drafts/test_printed_kinds.py",
)
SLOW_TESTS = {
    "test_a_folder_given_from_elsewhere_is_read",
    "test_another_process_draws_the_same_bytes",
    "test_every_title_of_the_register_is_in_it",
    "test_only_the_command_to_fetch_loads_the_client",
    "test_sheets_of_paper_are_those_that_chromium_prints",
    "test_tables_do_not_load_the_drawing_libraries",
}
"""Tests in quick modules that start processes or read all of a large file."""

SLOW_FIXTURES = {"built", "copy_project", "ingestion_of", "made_once", "shared"}
"""What takes a report, a copy of the project, all of its figures or the publishers' own files."""


def is_slow(item: pytest.Item) -> bool:
    """Say whether `make test-quick` leaves a test out: by its folder, module or name, what it takes or its examples."""
    path = item.path.relative_to(ROOT / "tests")
    takes = SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    has_examples = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    if getattr(item, "originalname", item.name) in SLOW_TESTS:
        return True
    if path.as_posix() in QUICK_MODULES:
        return bool(takes) or has_examples
    return path.parts[0] in SLOW_FOLDERS or path.as_posix() in SLOW_MODULES or bool(takes) or has_examples


def pytest_configure(config: pytest.Config) -> None:
    """Let every second worker begin at the other end of the tests.

    Pytest writes down what it makes of the asserts of a module, so each worker makes that of half of them, and finds
    the other half written.
    """
    tests = ROOT / "tests"
    number = os.environ.get(WORKER, "gw0").removeprefix("gw")
    if int(number) % 2 and [config.rootpath / path for path in config.args] == [tests]:
        folders = [path for path in tests.iterdir() if path.is_dir() and path.name != "__pycache__"]
        config.args = sorted(map(str, [*folders, *tests.glob("test_*.py")]), reverse=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of all workers in one order, and mark as slow what `make test-quick` leaves out."""
    if WORKER in os.environ:
        items.sort(key=lambda item: item.path.parts)
    for item in items:
        if item.path.is_relative_to(ROOT / "tests") and is_slow(item):
            item.add_marker("slow")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was tried against the project: faults, hostile files, and attempts to learn hidden counts."""
    for line in lines_of(terminalreporter.stats):
        terminalreporter.write_line(line)


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never in what was imported and collected: it lives as long as the tests.

    Not beside Spark, whose driver tells Java of every object that is collected: many at once wait for ever.
    """
    if os.environ.get("SPARK"):
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class Checkout:
    """A copy of the project to run in, whose code, parameters and raw files a test may change."""

    driver: ForkedDriver | None = None
    """What forks the commands of all copies; None until the first, and where no process can be forked."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def environment(self) -> dict[str, str]:
        """The environment in which the copy's own code is found before the installed one."""
        folders = [os.environ.get("EXTRA_PYTHONPATH", ""), str(self.root / "src")]
        return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, folders))}

    def helpers(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m helpers` in the copy, forked where that is as good as started."""
        environment = self.environment()
        if Checkout.driver is None and can_fork():
            Checkout.driver = ForkedDriver()
        if Checkout.driver is not None and Checkout.driver.suits():
            return Checkout.driver.run(arguments, self.root, environment["PYTHONPATH"])
        return subprocess.run(
            [sys.executable, "-m", "helpers", *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(autouse=True)
def environment_of_the_test() -> Iterator[None]:
    """Put variables and the current folder back: the command line sets both for the run that it starts."""
    variables, folder = dict(os.environ), Path.cwd()
    yield
    changed = {name for name in os.environ.keys() | variables.keys() if os.environ.get(name) != variables.get(name)}
    for name in changed - {"PYTEST_CURRENT_TEST"}:
        os.environ.pop(name, None)
        if name in variables:
            os.environ[name] = variables[name]
    os.chdir(folder)


@pytest.fixture(scope="session", autouse=True)
def forked_driver() -> Iterator[None]:
    """End the process from which commands were forked when the tests are over."""
    yield
    if Checkout.driver is not None:
        Checkout.driver.close()
        Checkout.driver = None


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout under test."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference figures beside the checkout; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the reference figures are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def copy_project() -> Callable[[Path], Checkout]:
    """Copy the project's sources to a folder."""

    def copy(to: Path) -> Checkout:
        # What is compiled is as old as its source in the copy too; a file that is just being written is left out.
        ignore = shutil.ignore_patterns("*.pyc.*", ".ipynb_checkpoints")
        for name in COPIED:
            source, target = ROOT / name, to / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=ignore)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        return Checkout(to)

    return copy


@pytest.fixture(scope="session")
def folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of this run of the tests share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if WORKER in os.environ else folder


@pytest.fixture(scope="session")
def made_once(folder_of_run: Path) -> Callable[[str, Callable[[], Any]], Any]:
    """Return what a function makes, which one worker calls for all: made_once("shipped", shipped).

    Each caller has a copy of its own, read from what the first wrote down.
    """

    def once(name: str, make: Callable[[], Any]) -> Any:
        path = folder_of_run / f"{name}.pickle"
        with FileLock(folder_of_run / f"{name}.lock"):
            if not path.exists():
                unfinished = path.with_suffix(".unfinished")
                unfinished.write_bytes(pickle.dumps(make()))
                unfinished.rename(path)
        return pickle.loads(path.read_bytes())

    return once


@pytest.fixture(scope="session")
def built(copy_project: Callable[[Path], Checkout], folder_of_run: Path) -> Checkout:
    """A copy in which the report for 2023 has been made, one for all workers; tests must leave it as it is."""
    folder = folder_of_run
    project, finished = folder / "built" / "project", folder / "built" / "finished"
    with FileLock(folder / "built.lock"):
        if not finished.exists():
            shutil.rmtree(project, ignore_errors=True)
            done = copy_project(project).helpers("report", "--year", "2023")
            assert done.returncode == 0, done.stderr
            finished.touch()
    return Checkout(project)


@pytest.fixture(scope="session")
def report_pages(built: Checkout) -> Path:
    """The folder of the 2023 report's pages."""
    return built.root / "reports" / "2023"
