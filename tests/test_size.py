"""Modules and functions stay short enough to read; what is longer is listed with its reason.

The lists may only shrink: whoever shortens what is listed takes it off, and nothing is added.

Complexity is held by ruff (C901 in pyproject.toml).
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60

LONG_MODULES = {
    "src/helpers/sources/fetching/client.py": "one request with all its guards, which are judged together",
}
"""Modules of the project's code over the limit, each with the reason why it is, or what is to be done."""

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions over the limit, tests included, each with the reason why it is, or what is to be done."""

MAX_UNFORMATTED = 93
"""How many statements the formatter may be kept from, in all; take it down where you let the formatter have one."""

CODE = ("src", "tools", "benchmarks")
"""Folders whose modules are held to the limit. A test's module is as long as its examples."""


def lines_of_modules(root: Path, folders: tuple[str, ...]) -> dict[str, int]:
    """The number of lines of each module in folders."""
    return {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
    }


def lines_of_functions(source: str) -> dict[str, int]:
    """The number of lines of each function, from its name to its end; of several with one name, of the longest."""
    lines: dict[str, int] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno
            lines[node.name] = max(lines.get(node.name, 0), node.end_lineno - node.lineno + 1)
    return lines


def differences(lines: dict[str, int], limit: int, exceptions: dict[str, str]) -> list[str]:
    """What is over the limit and not listed, and what is listed and not over it any more."""
    too_long = {name for name, count in lines.items() if count > limit}
    return [
        *(f"{name} has {lines[name]} lines, and {limit} are allowed" for name in sorted(too_long - exceptions.keys())),
        *(f"{name} is not over {limit} lines: take it off the list" for name in sorted(exceptions.keys() - too_long)),
    ]


def test_modules_are_short_or_listed(root: Path) -> None:
    lines = lines_of_modules(root, CODE)
    assert len(lines) > 100
    assert differences(lines, MAX_MODULE_LINES, LONG_MODULES) == []


def test_functions_are_short_or_listed(root: Path) -> None:
    lines = {
        f"{module}:{function}": count
        for module in lines_of_modules(root, (*CODE, "tests"))
        for function, count in lines_of_functions((root / module).read_text(encoding="utf-8")).items()
    }
    assert len(lines) > 1000
    assert differences(lines, MAX_FUNCTION_LINES, LONG_FUNCTIONS) == []


def test_the_formatter_is_seldom_overruled(root: Path) -> None:
    """Long tables of examples stay in rows; what is short, or long enough to be a file, is the formatter's."""
    sources = [path.read_text(encoding="utf-8") for name in (*CODE, "tests") for path in (root / name).rglob("*.py")]
    assert sum(source.count("# fmt:" + " skip") for source in sources) <= MAX_UNFORMATTED


def test_every_exception_has_its_reason() -> None:
    assert all(len(reason.split()) >= 4 for reason in (LONG_MODULES | LONG_FUNCTIONS).values())


def test_the_lines_of_a_function_are_counted_from_its_name_to_its_end() -> None:
    source = "@cache\ndef outer():\n    def inner():\n        return (\n            1\n        )\n\n    return inner\n"
    assert lines_of_functions(source) == {"outer": 7, "inner": 4}


@pytest.mark.parametrize(
    ("lines", "exceptions", "expected"),
    [
        ({"a.py": 400}, {}, []),
        ({"a.py": 401}, {}, ["a.py has 401 lines, and 400 are allowed"]),
        ({"a.py": 401}, {"a.py": "why"}, []),
        ({"a.py": 400}, {"a.py": "why"}, ["a.py is not over 400 lines: take it off the list"]),
        ({}, {"a.py": "why"}, ["a.py is not over 400 lines: take it off the list"]),
    ],
)
def test_what_is_too_long_and_what_need_not_be_listed_is_found(
    lines: dict[str, int], exceptions: dict[str, str], expected: list[str]
) -> None:
    assert differences(lines, 400, exceptions) == expected
