"""Imports go one way, from the commands through the pipeline and the pages to the vocabulary; see MAY_IMPORT."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

VOCABULARY, SCHEMA, ASSURANCE, SOURCES, METHODS = "vocabulary", "schema", "assurance", "sources", "methods"
QUALITY, RESULTS, PRESENT, PUBLISH = "quality", "results", "present", "publish"
PIPELINE, COMMANDS, ENTRY = "pipeline", "commands", "entry"

MAY_IMPORT = {
    VOCABULARY: {VOCABULARY},
    SCHEMA: {VOCABULARY, SCHEMA},
    ASSURANCE: {VOCABULARY, ASSURANCE},
    SOURCES: {VOCABULARY, SCHEMA, SOURCES},
    METHODS: {VOCABULARY, METHODS},
    QUALITY: {VOCABULARY, SCHEMA, SOURCES, METHODS, QUALITY},
    RESULTS: {VOCABULARY, SCHEMA, METHODS, RESULTS},
    PRESENT: {VOCABULARY, SCHEMA, ASSURANCE, METHODS, RESULTS, PRESENT},
    PUBLISH: {VOCABULARY, SCHEMA, ASSURANCE, PRESENT, PUBLISH},
    PIPELINE: {VOCABULARY, SCHEMA, ASSURANCE, SOURCES, METHODS, QUALITY, RESULTS, PRESENT, PUBLISH, PIPELINE},
    COMMANDS: {VOCABULARY, SCHEMA, ASSURANCE, SOURCES, METHODS, QUALITY, RESULTS, PRESENT, PUBLISH, PIPELINE, COMMANDS},
    ENTRY: {COMMANDS},
}

APART = {
    METHODS: {"helpers.areas", "helpers.params", "helpers.register"},
}
"""What a room may not import of the rooms beside it: a statistic knows no council, and no year's parameters."""

FILES_AND_PROCESSES = {
    "csv",
    "glob",
    "http",
    "io",
    "json",
    "os",
    "pathlib",
    "pickle",
    "requests",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "urllib",
    "yaml",
}
"""What a method, which goes from frame to frame, has no use for."""

READS_OR_WRITES = (
    "open",
    "print",
    "input",
    "scan_",
    "read_",
    "write",
    "sink_",
    "to_csv",
    "to_parquet",
    "to_excel",
    "to_json",
    "to_feather",
    "to_pickle",
    "to_sql",
    "to_hdf",
    "to_orc",
    "to_html",
)


NETWORK = {
    "aiohttp", "asyncio", "fsspec", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "truststore", "urllib3", "websocket", "websockets", "xmlrpc",
}  # fmt: skip
"""What opens a connection to another machine."""

CLIENT = "helpers.sources.fetching.client"
"""The one module that may, and only when the analyst asks for a file."""

CERTIFICATES = "helpers.sources.fetching.network"
"""The module from which the client has the certificates that it accepts; it opens no connection itself."""

STORAGE = "helpers.pipeline.national.storage"
"""The module that reaches object storage, and only when the analyst names its address."""

BY_SPARK = "helpers.pipeline.national.hadoop"
"""The module that does the same through Spark."""

OF_STORAGE = ("fsspec", "pyarrow.fs")
"""What it reaches storage with."""

BETWEEN_PROCESSES = ("helpers.pipeline.kernels.warm", "helpers.pipeline.kernels.provisioner")
"""The modules that use sockets between two processes of one run, by which nothing leaves the machine."""

CONNECTS = {"connect", "connect_ex", "bind", "listen", "create_connection", "create_server"}

BY_NAME = "helpers.pipeline.kernels.warm"
"""The module that imports others by name: what the notebooks import, whatever that is."""

FETCHING = ("helpers.sources.fetching", "helpers.commands.fetch")
"""The modules that may use it."""

ASK_BY_NAME = ("helpers.commands.command_line", "helpers.commands.of_reports")
"""The modules that import them when the analyst asks for a source: `fetch`, and `update` with `source=`."""


def room(module: str) -> str:
    """The room of a module of the package: helpers.methods.ranking is in methods, helpers.params in vocabulary."""
    parts = module.split(".")
    if module in ("helpers", "helpers.__main__"):
        return ENTRY
    return parts[1] if parts[1] in MAY_IMPORT else VOCABULARY


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every module that a syntax tree imports, at its top, inside functions and for type checkers alike."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "." * node.level + (node.module or "")
            elif node.module in ("helpers", "pyarrow"):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or ""
        elif isinstance(node, ast.Call) and _name(node.func) in ("__import__", "import_module"):
            yield node.lineno, "(imported by name)"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def forbidden_imports(module: str, source: str) -> list[str]:
    """What a module imports that it may not, each with its line."""
    here = room(module)
    tree = ast.parse(source)
    forbidden = [
        f"line {line}: great_expectations takes seconds to import, so only a function may"
        for line, name in imported(ast.Module(_outside_functions(tree), []))
        if name.split(".")[0] == "great_expectations"
    ]
    for line, name in imported(tree):
        if name == "(imported by name)" and module == BY_NAME:
            continue
        if name.startswith((".", "(")):
            forbidden.append(f"line {line}: {name} hides what is imported")
        elif name.split(".")[0] == "helpers" and room(name) not in MAY_IMPORT[here]:
            forbidden.append(f"line {line}: {here} imports {name}")
        elif name in APART.get(here, ()):
            forbidden.append(f"line {line}: {here} imports {name}, which knows a council or a year")
        elif name.split(".")[0] == "great_expectations" and here != QUALITY:
            forbidden.append(f"line {line}: only helpers.quality imports great_expectations")
    return forbidden


def _outside_functions(node: ast.AST) -> list[ast.stmt]:
    """The imports of a module that are carried out when it is itself imported."""
    statements: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            statements.append(child)
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            statements += _outside_functions(child)
    return statements


def files_touched(source: str) -> list[str]:
    """Where a module reads or writes something outside the frames it is given."""
    tree = ast.parse(source)
    touched = [
        f"line {line}: imports {name}" for line, name in imported(tree) if name.split(".")[0] in FILES_AND_PROCESSES
    ]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return touched + [
        f"line {call.lineno}: calls {_name(call.func)}"
        for call in calls
        if _name(call.func).startswith(READS_OR_WRITES)
    ]


def network_touched(module: str, source: str) -> list[str]:
    """Where a module reaches for the network, or for the code that does."""
    touched = []
    for line, name in imported(ast.parse(source)):
        reaches = name.split(".")[0] in NETWORK or name.startswith(("urllib.request", "pyarrow.fs"))
        if module in (STORAGE, BY_SPARK) and name.startswith(OF_STORAGE):
            continue
        if name == "socket" and module in BETWEEN_PROCESSES:
            continue
        if reaches and module not in (CLIENT, CERTIFICATES):
            touched.append(f"line {line}: imports {name}")
        if name.startswith(FETCHING) and not module.startswith((*FETCHING, *ASK_BY_NAME)):
            touched.append(f"line {line}: imports {name}")
    return touched


def test_sockets_between_processes_are_made_in_pairs(root: Path) -> None:
    for name in BETWEEN_PROCESSES:
        tree = ast.parse(modules(root)[name].read_text(encoding="utf-8"))
        called = {_name(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert called & {"socketpair", "recv_fds"} and not called & CONNECTS, name


def modules(root: Path) -> dict[str, Path]:
    package = root / "src" / "helpers"
    sources = {}
    for path in sorted(package.rglob("*.py")):
        parts = ["helpers", *path.relative_to(package).with_suffix("").parts]
        sources[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return sources


def test_every_import_goes_from_right_to_left(root: Path) -> None:
    sources = modules(root)
    assert {room(name) for name in sources} == set(MAY_IMPORT)
    wrong = {
        name: problems
        for name, path in sources.items()
        if (problems := forbidden_imports(name, path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_methods_touch_no_file(root: Path) -> None:
    methods = {name: path for name, path in modules(root).items() if room(name) == METHODS}
    assert "helpers.methods.ranking" in methods
    wrong = {
        name: problems
        for name, path in methods.items()
        if (problems := files_touched(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_only_the_client_reaches_the_network(root: Path) -> None:
    sources = modules(root)
    assert CLIENT in sources
    wrong = {
        name: problems
        for name, path in sources.items()
        if (problems := network_touched(name, path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("helpers.sources.files.opening", "import requests"),
        ("helpers.sources.files.opening", "from urllib.request import urlopen"),
        ("helpers.sources.installing", "import socket"),
        ("helpers.pipeline.national.run", "from pyarrow import fs"),
        ("helpers.pipeline.national.run", "import fsspec"),
        (STORAGE, "import requests"),
        ("helpers.present.charts.stacked_bars", "def f():\n    from http.client import HTTPSConnection"),
        ("helpers.pipeline.run", "from helpers.sources.fetching.client import Client"),
        ("helpers.pipeline.step", "from helpers.commands.fetch import fetch_files"),
    ],
)
def test_a_module_that_reaches_the_network_is_found(module: str, source: str) -> None:
    assert len(network_touched(module, source)) == 1


def test_only_the_command_to_fetch_loads_the_client(root: Path) -> None:
    """The report and its notebooks come to the end of their imports without it."""
    report = "helpers.commands.command_line, helpers.pipeline.run, helpers.pipeline.step, helpers.sources.ingest"
    for imports, loaded in ((report, "False"), ("helpers.commands.fetch", "True")):
        code = f"import {imports}, sys; print({CLIENT!r} in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
        assert done.stdout.strip() == loaded, imports


def test_a_national_run_on_folders_loads_no_storage(root: Path) -> None:
    on_folders = "helpers.commands.national, helpers.pipeline.national.run, helpers.pipeline.national.changes"
    for imports, loaded in ((on_folders, "False"), ("helpers.pipeline.national.stored_runs", "True")):
        code = f"import {imports}, sys; print({STORAGE!r} in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
        assert done.stdout.strip() == loaded, imports


def test_every_room_of_the_package_has_its_line() -> None:
    """A room that is added must be given its place here."""
    for here, others in MAY_IMPORT.items():
        assert others <= set(MAY_IMPORT)
        assert here in others or here == ENTRY
    # No two rooms import each other, so no circle can form.
    for here, others in MAY_IMPORT.items():
        for other in others - {here}:
            assert here not in MAY_IMPORT[other], (here, other)


def test_folders_of_the_package_are_rooms(root: Path) -> None:
    package = root / "src" / "helpers"
    folders = {path.name for path in package.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(MAY_IMPORT) - {VOCABULARY, ENTRY}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("helpers.periods", "from helpers.sources.sidecar import Sidecar"),
        ("helpers.register", "import helpers.methods.ranking"),
        ("helpers.sources.ingest", "from helpers.quality.checks import Check"),
        ("helpers.sources.ingest", "from helpers.methods import ranking"),
        ("helpers.methods.ranking", "from helpers.sources.ingest import KEY"),
        ("helpers.methods.ranking", "from helpers import present"),
        ("helpers.methods.ranking", "from helpers.params import Parameters"),
        ("helpers.methods.ranking", "from helpers.areas import ENGLAND"),
        ("helpers.methods.ranking", "from helpers import register"),
        ("helpers.quality.gate", "from helpers.present import tables"),
        ("helpers.quality.gate", "from helpers.pipeline.graph import Step"),
        ("helpers.present.tables", "from helpers.sources.ingest import KEY"),
        ("helpers.present.tables", "from helpers.pipeline import graph"),
        ("helpers.present.tables", "def f():\n    from helpers.quality import gate"),
        ("helpers.present.tables", "if TYPE_CHECKING:\n    from helpers.pipeline.graph import Step"),
        ("helpers.quality.checks", "import great_expectations as gx"),
        ("helpers.quality.run", "with warnings.catch_warnings():\n    import great_expectations as gx"),
        ("helpers.pipeline.run", "def f():\n    from great_expectations.core import ExpectationSuite"),
        ("helpers.results.compendium", "from . import ranking"),
        ("helpers.results.compendium", "import importlib\nimportlib.import_module('helpers.present')"),
        ("helpers.__main__", "from helpers.quality.run import run_checks"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str) -> None:
    assert len(forbidden_imports(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("helpers.params", "from helpers.areas import Areas"),
        ("helpers.quality.run", "def f():\n    import great_expectations as gx"),
        ("helpers.quality.checks", "from helpers.sources.ingest import KEY"),
        ("helpers.present.charts.stacked_bars", "from helpers.methods.direction import IMPROVED\nimport pandas as pd"),
        ("helpers.pipeline.step", "from helpers.present.tables import table"),
    ],
)
def test_an_allowed_import_is_let_through(module: str, source: str) -> None:
    assert forbidden_imports(module, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "from pathlib import Path",
        "def f():\n    import os",
        "open('figures.csv')",
        "pd.read_csv(somewhere)",
        "frame.to_parquet(somewhere)",
        "path.write_text('x')",
        "print(frame)",
    ],
)
def test_a_method_that_touches_a_file_is_found(source: str) -> None:
    assert len(files_touched(source)) == 1


# Nothing is judged by the clock: a busy or paused machine must come to the same results.


CLOCKS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "alarm", "setitimer"}
MAY_TELL_SECONDS = {"tests/support/hostile.py"}
"""What prints how long something took, and fails at no time."""


def clocks_in(source: str) -> list[str]:
    """Where a module looks at the clock, or gives up after a time."""
    clocks: list[str] = []
    if not any(word in source for word in (*CLOCKS, "timeout")):
        return clocks
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            clocks.append(f"line {node.lineno}: {node.attr}")
        elif isinstance(node, ast.Call) and any(keyword.arg == "timeout" for keyword in node.keywords):
            clocks.append(f"line {node.lineno}: timeout")
    return clocks


def test_no_test_and_no_reader_of_files_judges_by_the_clock(root: Path) -> None:
    readers = [path for path in (root / "src/helpers/sources").rglob("*.py") if "fetching" not in path.parts]
    for path in [*readers, *(root / "tests").rglob("*.py")]:
        name = path.relative_to(root).as_posix()
        if name not in MAY_TELL_SECONDS:
            assert clocks_in(path.read_text(encoding="utf-8")) == [], name


@pytest.mark.parametrize(
    "source", ["import time\nassert time.monotonic() < 5", "run(x, timeout=30)", "signal.alarm(30)", "t.perf_counter()"]
)
def test_a_clock_is_seen(source: str) -> None:
    assert len(clocks_in(source)) == 1


# The figures of the year are a table: data quality reads it and works no direction and no comparison out.


REPLAYS = {"helpers.results.label_results", "helpers.results.revision_effects"}
"""What works results out a second time, from publishers' labels and from earlier figures."""

OF_LATER_STEPS = {
    *("helpers.methods.direction", "helpers.methods.comparison", "helpers.methods.ranking", "helpers.methods.trend"),
    *("helpers.results.directions", "helpers.results.comparisons", "helpers.results.reporting_figures"),
}


def reached(root: Path, start: set[str], without: set[str]) -> set[str]:
    """Every module of the package that some modules import, directly or through others, but for those left out."""
    sources = modules(root)
    reached_so_far: set[str] = set()
    waiting = start & set(sources) - without
    while waiting:
        name = waiting.pop()
        reached_so_far.add(name)
        names = modules_and_members(sources[name].read_text(encoding="utf-8"))
        waiting |= (names & set(sources)) - reached_so_far - without
    return reached_so_far


@cache
def modules_and_members(source: str) -> frozenset[str]:
    """What a module imports, and what it imports from modules as modules of these."""
    tree = ast.parse(source)
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    members = {f"{node.module}.{alias.name}" for node in froms for alias in node.names}
    return frozenset(members | {name for _, name in imported(tree)})


def imports_of_notebook(root: Path, name: str) -> set[str]:
    (path,) = (root / "notebooks").glob(f"{name}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return set(modules_and_members(source))


def test_data_quality_works_out_no_direction_and_no_comparison(root: Path) -> None:
    start = imports_of_notebook(root, "02")
    assert start > REPLAYS
    assert reached(root, start, REPLAYS) & OF_LATER_STEPS == set()
    assert reached(root, start, set()) >= OF_LATER_STEPS


def test_direction_of_travel_reads_the_figures_of_the_year(root: Path) -> None:
    """Step 03 works out no figure of the year itself: it does not know the module that does."""
    used = reached(root, imports_of_notebook(root, "03"), set())
    assert "helpers.methods.direction" in used and "helpers.results.reporting_figures" not in used
