"""Every module is tested where it stands: by a test of its own name, or by one in the folder of its room.

A test of its room imports the module, or what uses it. `tests/tested_through.csv` lists the modules that no test of
their room reaches by imports, each with the test that does; one in `end_to_end` runs commands, which reach everything.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "helpers"
END_TO_END = "tests/end_to_end/"


def name_of(path: Path) -> str:
    """Return the name under which a module of the package is imported; of an `__init__`, that of its folder."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def own_test(path: Path) -> Path:
    """Return where the test of a module's own name is or would be."""
    return ROOT / "tests" / path.relative_to(PACKAGE).with_name(f"test_{path.name}")


def names_imported(source: str) -> Iterator[str]:
    """Yield what Python source imports: modules, and what it takes from them, which may be modules too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Return the modules of the project, and those that tests share, that a file imports itself."""
    return frozenset(names_imported(path.read_text(encoding="utf-8"))) & PATHS.keys()


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}
PATHS = MODULES | {path.stem: path for path in sorted((ROOT / "tests" / "support").glob("*.py"))}
TESTS = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "tests").rglob("test_*.py"))}


def reached_from(path: Path) -> set[str]:
    """Return every module that a file imports, itself or through another."""
    reached: set[str] = set()
    waiting = [path]
    while waiting:
        more = imports_of(waiting.pop()) - reached
        reached |= more
        waiting += [PATHS[name] for name in more]
    return reached


def room_of(path: Path) -> str:
    """Return the folder of tests for the room of a module; blank for the vocabulary, whose tests are in no folder."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def reached_by_room() -> dict[str, set[str]]:
    """Return what the tests of each room reach by imports; of the vocabulary, whatever any test imports itself."""
    reached: dict[str, set[str]] = {"": set().union(*(imports_of(path) for path in TESTS.values()))}
    for path in TESTS.values():
        parts = path.relative_to(ROOT / "tests").parts
        if len(parts) > 1:
            reached.setdefault(parts[0], set()).update(reached_from(path))
    return reached


def untested() -> set[str]:
    """Return the modules without a test of their own name that no test of their room reaches."""
    reached = reached_by_room()
    return {
        name
        for name, path in MODULES.items()
        if path.name != "__init__.py" and not own_test(path).exists() and name not in reached.get(room_of(path), set())
    }


def listed_tests() -> list[tuple[str, str]]:
    with (ROOT / "tests" / "tested_through.csv").open(encoding="utf-8", newline="") as file:
        return [(row["module"], row["test"]) for row in csv.DictReader(file)]


def test_every_module_is_tested_in_its_room_or_is_listed_with_what_tests_it() -> None:
    names = [name for name, _ in listed_tests()]
    assert sorted(names) == names == sorted(set(names))
    assert set(names) == untested(), "add or take off a row of tests/tested_through.csv"


@pytest.mark.parametrize("test", sorted({test for _, test in listed_tests()}))
def test_a_listed_test_reaches_the_modules_that_it_is_listed_for(test: str) -> None:
    assert test in TESTS
    modules = {name for name, of in listed_tests() if of == test}
    assert test.startswith(END_TO_END) or modules <= reached_from(TESTS[test])


def test_what_is_imported_is_seen() -> None:
    source = "import helpers.areas\nfrom helpers import paths as p\nfrom helpers.methods.trend import recent_trend\n"
    expected = {"helpers.areas", "helpers.paths", "helpers.methods.trend", "helpers.methods.trend.recent_trend"}
    assert set(names_imported(source)) == expected | {"helpers"}
