"""The benchmark: time a run against other ways to make the same tables, and against an earlier commit."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from helpers.paths import TABLES_VARIABLE, Project
from helpers.pipeline.clean_copy import copy_sources, driver, last_line, run_in
from helpers.pipeline.graph import step_graph
from helpers.problems import InputProblem, StepFailed
from helpers.run_names import NOTEBOOKS

BENCHMARKS = "benchmarks"
RUNS = 5
"""How often each way is timed by default."""

EARLIER_COMMIT = "96caba94e0547cfc82e2c02d9d29b00ca3dbfcf6"
"""The last commit before kernels were forked and steps ran at the same time."""

NOTEBOOKS_ALONE = "a fresh year of notebooks alone"
FRESH, AGAIN, ONE_BY_ONE = "a fresh year", "nothing to do", "papermill and nbconvert, a command for each notebook"
ONE_PROCESS, EARLIER, FIVE_YEARS = "all cells in one plain process", "a fresh year at the earlier commit", "five years"

SEVERAL_COUNCILS = ("Essex", "Kent", "Norfolk", "Surrey")
"""The councils whose reports are made with one command."""

TWO_COUNCILS, COUNCILS = "two councils in one call", "four councils in one call"
COUNCILS_NOTEBOOKS = "four councils in one call, notebooks alone"

COLD, ONE_CHANGED = "a first year, with nothing compiled", "one raw file changed"

CHANGED_FILE = "desnz/fuel_poverty.csv"
"""The raw file whose last figure becomes provisional, or final again, before a run is timed."""


@dataclass(frozen=True)
class Limit:
    """The largest allowed ratio of one way's elapsed time to another's, and the ratio to aim for."""

    way: str
    against: str
    max_ratio: float
    aim: float
    reports: int = 1
    """How many reports the way makes: the time of one of them counts."""


LIMITS = (
    Limit(NOTEBOOKS_ALONE, ONE_BY_ONE, 1 / 3, 1 / 4),
    Limit(NOTEBOOKS_ALONE, ONE_PROCESS, 0.8, 0.6),
    Limit(NOTEBOOKS_ALONE, EARLIER, 1 / 2, 1 / 2),
    Limit(FRESH, ONE_BY_ONE, 1 / 3, 1 / 4),
    Limit(FRESH, ONE_PROCESS, 0.8, 0.6),
    Limit(FRESH, EARLIER, 1 / 2, 1 / 2),
    Limit(FIVE_YEARS, FRESH, 3.5, 3.0),
    Limit(AGAIN, FRESH, 1 / 30, 1 / 30),
    Limit(COUNCILS, FRESH, 1 / 2, 1 / 4, len(SEVERAL_COUNCILS)),
    Limit(COUNCILS_NOTEBOOKS, NOTEBOOKS_ALONE, 1 / 2, 1 / 4, len(SEVERAL_COUNCILS)),
)
"""The limits that a release must meet.

The other ways make no site and no documents. So a whole year is timed against them, and also one of notebooks alone,
which makes the same outputs as they do.
"""

YEARS = ("2018", "2020", "2023", "2024", "2025")
"""The five years that are made with one command."""


@dataclass
class Times:
    """The seconds of one way for each run: elapsed time, and processor time of all its processes."""

    elapsed: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, way: Callable[[], None]) -> None:
        """Time a way once."""
        began, used = time.monotonic(), _processor_seconds()
        way()
        self.elapsed.append(time.monotonic() - began)
        self.processor.append(_processor_seconds() - used)

    @property
    def median(self) -> float:
        """The median of the elapsed seconds."""
        return statistics.median(self.elapsed)


def compare(project: Project, year: str, runs: int = RUNS) -> None:
    """Time every way in turn in a copy of the project, and print each way's times and the ratios with their limits.

    The ways take turns, so other work on the machine affects all of them. Each runs once before it is timed, so no
    time includes compiling bytecode.

    Raises  StepFailed: a command of any way fails
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Project(Path(folder) / "project")
        copy_sources(project, copy, [BENCHMARKS])
        earlier = Project(Path(folder) / "earlier")
        missing = _take_out(project, EARLIER_COMMIT, earlier.root)
        ways = ways_of(copy, earlier, year)
        if missing:
            del ways[EARLIER]
        _fresh(copy, "--year", year)
        if not missing:
            _fresh(earlier, "--year", year)
        load = _load()
        times = {name: Times() for name in ways}
        shares = []
        for _ in range(runs):
            for name, way in ways.items():
                times[name].add(way)
            shares.append(_share_of_documents(copy, year))
    print(
        f"Report for {year}: medians of {runs} runs, each way in turn; {os.cpu_count()} processors; "
        f"{load} were busy before and {_load()} after. The five years are {', '.join(YEARS)}, the four councils "
        f"{', '.join(SEVERAL_COUNCILS)}, and the two are the first of these."
    )
    for line in _lines_of_times(times):
        print(line)
    if missing:
        print(f"  {EARLIER}: not timed, as {missing}")
    print("Ratios of elapsed time")
    for line in _lines_of_limits(times):
        print(line)
    print(line_of_documents(shares))


def ways_of(copy: Project, earlier: Project, year: str) -> dict[str, Callable[[], None]]:
    """Return what is timed, in order, by name: in a copy of the project, and in one of the earlier commit.

    Each clears what is there first, but for the run with nothing to do and that after a change of one raw file: these
    come straight after the fresh year.
    """

    def councils(number: int, *more: str) -> None:
        _fresh(copy, "--year", year, "--authority", ", ".join(SEVERAL_COUNCILS[:number]), *more)

    return {
        COLD: lambda: _cold(copy, "--year", year),
        FRESH: lambda: _fresh(copy, "--year", year),
        AGAIN: lambda: _driver(copy, "--year", year),
        ONE_CHANGED: lambda: _one_changed(copy, "--year", year),
        NOTEBOOKS_ALONE: lambda: _fresh(copy, "--year", year, "--outputs", NOTEBOOKS),
        ONE_PROCESS: lambda: _one_process(copy, year),
        ONE_BY_ONE: lambda: _one_by_one(copy, year),
        EARLIER: lambda: _fresh(earlier, "--year", year),
        FIVE_YEARS: lambda: _fresh(copy, "--years", " ".join(YEARS)),
        TWO_COUNCILS: lambda: councils(2),
        COUNCILS: lambda: councils(len(SEVERAL_COUNCILS)),
        COUNCILS_NOTEBOOKS: lambda: councils(len(SEVERAL_COUNCILS), "--outputs", NOTEBOOKS),
    }


def compare_with_commit(project: Project, year: str, runs: int, commit: str) -> None:
    """Time a fresh year in a copy of the project and one at an earlier commit in turn, and print their ratio.

    `commit` is its hash, at least seven characters of it.

    Raises  InputProblem: it is not the hash of a commit in the history here; StepFailed: a run fails
    """
    if not re.fullmatch("[0-9a-f]{7,40}", commit):
        raise InputProblem(f"commit must be 7 to 40 characters of the hash of a commit; got {commit!r}.")
    with tempfile.TemporaryDirectory() as folder:
        copy, earlier = Project(Path(folder) / "project"), Project(Path(folder) / "earlier")
        if missing := _take_out(project, commit, earlier.root):
            raise InputProblem(f"The commit {commit} cannot be timed: {missing}.")
        copy_sources(project, copy, [BENCHMARKS])
        at_commit = f"a fresh year at {commit[:7]}"
        ways = {FRESH: copy, at_commit: earlier}
        for one in ways.values():
            _fresh(one, "--year", year)
        times = {name: Times() for name in ways}
        for _ in range(runs):
            for name, one in ways.items():
                times[name].add(partial(_fresh, one, "--year", year))
    for line in (f"Report for {year}: medians of {runs} runs, in turn.", *_lines_of_times(times)):
        print(line)
    print(line_of_ratio(times[FRESH], times[at_commit], at_commit))


def line_of_ratio(fresh: Times, earlier: Times, name: str) -> str:
    """Return how a fresh year compares with one at another commit, whose way has this name."""
    elapsed = fresh.median / earlier.median
    processor = statistics.median(fresh.processor) / statistics.median(earlier.processor)
    return f"  {FRESH} against {name}: {elapsed:.3f} of its elapsed time, {processor:.3f} of its processor time"


def line_of_documents(shares: Sequence[tuple[float, float]]) -> str:
    """Return what documents take of a fresh year, given the processor seconds of both in each run."""
    documents, whole = (statistics.median(seconds) for seconds in zip(*shares, strict=True))
    return f"Documents: {documents:.1f} of {whole:.1f} s of processors in a fresh year, {documents / whole:.1%}"


def runs_wanted(text: str) -> int:
    """Return how often to time each way.

    Raises  InputProblem: it is not a whole number from 1 to 99
    """
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 100:
        raise InputProblem(f"runs must be a whole number from 1 to 99; got {text!r}.")
    return int(text)


def _lines_of_times(times: Mapping[str, Times]) -> Iterator[str]:
    for name, of_way in times.items():
        single = ", ".join(f"{seconds:.1f}" for seconds in of_way.elapsed)
        used = statistics.median(of_way.processor)
        yield f"  {name}: {of_way.median:.1f} s elapsed ({single}), {used:.1f} s of processors"


def _lines_of_limits(times: Mapping[str, Times]) -> Iterator[str]:
    for limit in LIMITS:
        if limit.way not in times or limit.against not in times:
            yield f"  {_one_of(limit)} against {limit.against}: not measured"
            continue
        ratio = times[limit.way].median / limit.reports / times[limit.against].median
        outcome = "pass" if ratio <= limit.max_ratio else "miss"
        aim = "reached" if ratio <= limit.aim else "not reached"
        yield (
            f"  {_one_of(limit)} against {limit.against}: {ratio:.3f}, at most {limit.max_ratio:.3f}: {outcome} "
            f"(aim {limit.aim:.3f}: {aim})"
        )


def _one_of(limit: Limit) -> str:
    return limit.way if limit.reports == 1 else f"each of {limit.way}"


def _processor_seconds() -> float:
    """Return the processor time of all ended processes that this one started, directly or through others."""
    used = os.times()
    return used.children_user + used.children_system


def _load() -> str:
    """Return how many processors are busy, if the system reports it."""
    load = getattr(os, "getloadavg", None)
    return f"{load()[0]:.1f}" if load else "an unknown number"


def _take_out(project: Project, commit: str, folder: Path) -> str:
    """Make a folder and write the files of a commit into it; if that is not possible, return the reason."""
    own = {name: text for name, text in os.environ.items() if not name.upper().startswith("GIT_")}
    archive = folder.with_suffix(".tar")
    try:
        command = ["git", "archive", f"--output={archive}", commit]
        done = subprocess.run(command, cwd=project.root, env=own, capture_output=True, check=False)
    except OSError:
        return "git is not installed"
    if done.returncode:
        return f"the history here does not reach back to {commit[:7]}"
    shutil.unpack_archive(archive, folder, filter="data")
    # The installed project has an engine for papermill, which would look for its module in the older code. So put a
    # project of the same name, with the engines of that commit, first on the path.
    installed = folder / "src" / "helpers-0.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: helpers\nVersion: 0.0\n", encoding="utf-8")
    (installed / "entry_points.txt").write_text(_entry_points(folder / "pyproject.toml"), encoding="utf-8")
    return ""


def _entry_points(pyproject: Path) -> str:
    """Return the entry points that a project declares, as an installed project lists them."""
    declared = tomllib.loads(pyproject.read_text(encoding="utf-8")) if pyproject.exists() else {}
    lines = []
    for group, entries in declared.get("project", {}).get("entry-points", {}).items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in entries.items())]
    return "\n".join([*lines, ""])


def _fresh(copy: Project, *what: str) -> None:
    _clear(copy)
    _driver(copy, *what)


def _cold(copy: Project, *what: str) -> None:
    """Make a fresh year as after a clone: Python compiles the project's code first."""
    for path in sorted(copy.code.rglob("__pycache__")):
        shutil.rmtree(path)
    _fresh(copy, *what)


def _one_changed(copy: Project, *what: str) -> None:
    """Make a year again after the status of one figure was changed, and recorded as a new edition of its file is."""
    change_status(copy.raw / CHANGED_FILE)
    _driver(copy, *what)


def change_status(path: Path) -> None:
    """Make the last figure of a raw file provisional, or final if it was, and record the file's new hash beside it."""
    before, status, after = re.split(",(final|provisional),(?=[^\n]*\n*$)", path.read_text(encoding="utf-8"))
    other = {"final": "provisional", "provisional": "final"}[status]
    path.write_text(f"{before},{other},{after}", encoding="utf-8", newline="\n")
    beside = path.with_suffix(".source.yml")
    new = f"sha256: {hashlib.sha256(path.read_bytes()).hexdigest()}"
    beside.write_text(re.sub("sha256: [0-9a-f]{64}", new, beside.read_text(encoding="utf-8")), encoding="utf-8")


def _clear(copy: Project) -> None:
    for path in (copy.processed, copy.reports):
        shutil.rmtree(path, ignore_errors=True)


def _driver(copy: Project, *what: str) -> None:
    _run(copy, driver(*what))


def _one_process(copy: Project, year: str) -> None:
    with _tables_elsewhere(copy) as tables:
        _run(copy, [sys.executable, str(copy.root / "benchmarks/one_process.py"), year], tables)


def _one_by_one(copy: Project, year: str) -> None:
    """Run the commands that an analyst would type without the driver: two for each notebook."""
    with _tables_elsewhere(copy) as tables:
        folder = Path(tables[TABLES_VARIABLE])
        for step in step_graph(copy.notebooks):
            executed = folder / f"{step.name}.ipynb"
            papermill = [sys.executable, "-m", "papermill", str(step.notebook), str(executed), "-p", "year", year]
            _run(copy, papermill, tables)
            _run(copy, [sys.executable, "-m", "nbconvert", "--to", "html", str(executed)], tables)


def _share_of_documents(copy: Project, year: str) -> tuple[float, float]:
    """Make a fresh year, and return the processor seconds of its documents and of the whole."""
    _clear(copy)
    done = _run(copy, [sys.executable, str(copy.root / "benchmarks/documents.py"), year])
    documents, whole = map(float, done.stdout.splitlines()[-1].split())
    return documents, whole


@contextmanager
def _tables_elsewhere(copy: Project) -> Iterator[dict[str, str]]:
    """Give the variable that sends a step's tables to a separate folder, so that the report stays."""
    with tempfile.TemporaryDirectory(dir=copy.root) as folder:
        yield {TABLES_VARIABLE: folder}


def _run(
    copy: Project, command: Sequence[str], more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = run_in(copy, command, more)
    if done.returncode:
        raise StepFailed(f"{' '.join(command[1:4])} failed: {last_line(done)}")
    return done
