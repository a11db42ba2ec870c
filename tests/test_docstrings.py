"""Functions that take or return a table say in their description which columns they need and return."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = ("methods", "results", "sources")
"""The rooms of the package that are held to it, without exception."""

FRAME = re.compile(r"\b(DataFrame|LazyFrame|IntoDataFrame|IntoLazyFrame|IntoFrame)(T)?\b")

NEEDED = re.compile(r"^Columns needed( and returned)?\b", re.MULTILINE)
RETURNED = re.compile(r"^Columns (needed and )?returned\b", re.MULTILINE)


def annotation_of(node: ast.expr | None) -> str:
    return ast.unparse(node) if node else ""


def frames_of(function: ast.FunctionDef) -> tuple[bool, bool]:
    """Say whether a function takes a frame, and whether it returns one.

    A function for every engine has `frame: Any`, and what it returns as Any is a frame of the same engine.
    """
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    of_any_engine = any(one.arg == "frame" and annotation_of(one.annotation) == "Any" for one in arguments)
    takes = of_any_engine or any(FRAME.search(annotation_of(one.annotation)) for one in arguments)
    returned = annotation_of(function.returns)
    return takes, bool(FRAME.search(returned)) or (of_any_engine and returned == "Any")


def public_functions(source: str) -> Iterator[ast.FunctionDef]:
    """Yield the public functions of a module, and the public methods of its public classes."""
    bodies = [ast.parse(source).body]
    while bodies:
        for node in bodies.pop():
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bodies.append(node.body)
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node


def missing_sections(source: str) -> list[str]:
    """List the sections that the functions of a module lack."""
    missing = []
    for function in public_functions(source):
        docstring = ast.get_docstring(function) or ""
        takes, returns = frames_of(function)
        if takes and not NEEDED.search(docstring):
            missing.append(f"{function.name}: Columns needed")
        if returns and not RETURNED.search(docstring):
            missing.append(f"{function.name}: Columns returned")
    return missing


@pytest.mark.parametrize("room", ROOMS)
def test_functions_of_frames_say_which_columns(root: Path, room: str) -> None:
    modules = sorted((root / "src" / "helpers" / room).rglob("*.py"))
    sources = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in modules}
    functions = [function for source in sources.values() for function in public_functions(source)]
    assert sum(any(frames_of(function)) for function in functions) > 30
    missing = [f"{module}: {section}" for module, source in sources.items() for section in missing_sections(source)]
    assert missing == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(x: pd.DataFrame) -> pd.Series:\n    '''Do.'''", ["f: Columns needed"]),
        ("def f(x: pd.DataFrame) -> pd.Series:\n    '''Do.\n\n    Columns needed  x\n    '''", []),
        ("def f(x: pd.DataFrame) -> pd.Series:\n    '''Say which Columns needed are there.'''", ["f: Columns needed"]),
        ("def f(*, x: pd.DataFrame | None) -> int: ...", ["f: Columns needed"]),
        ("def f(n: int) -> tuple[pd.DataFrame, int]:\n    '''Do.'''", ["f: Columns returned"]),
        ("def f(n: int) -> nw.LazyFrame[Any]:\n    '''Do.\n\n    Columns returned: n.\n    '''", []),
        ("def f(x: IntoFrameT) -> IntoFrameT:\n    '''Do.\n\n    Columns needed and returned  x\n    '''", []),
        ("def f(x: IntoFrameT) -> IntoFrameT: ...", ["f: Columns needed", "f: Columns returned"]),
        ("def f(frame: Any) -> Any: ...", ["f: Columns needed", "f: Columns returned"]),
        ("def f(row: Any) -> Any: ...", []),
        ("def f(x: nw.Expr) -> nw.Expr: ...", []),
        ("def _f(x: pd.DataFrame) -> pd.DataFrame: ...", []),
        ("class A:\n    def f(self) -> pd.DataFrame: ...", ["f: Columns returned"]),
        ("class _A:\n    def f(self) -> pd.DataFrame: ...", []),
    ],
)
def test_the_section_that_is_missing_is_named(source: str, expected: list[str]) -> None:
    assert missing_sections(source) == expected
