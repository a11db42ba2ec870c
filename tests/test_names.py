"""Identifiers say what they hold: the words of docs/naming.md that say nothing are no names here."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

EMPTY_WORDS = {
    *("each", "found", "given", "kept", "known", "listed", "place", "placed", "places"),
    *("said", "shown", "there", "thing", "things", "told", "tried"),
}
"""Participles and pronouns that stand for a noun: each has meant several things, and a reader cannot know which."""

SWEPT = ("benchmarks", "notebooks", "src", "tests", "tools")
"""Folders in which no identifier is one of the empty words: all that hold Python."""


def identifiers(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and name of everything that Python source names: variables, parameters, functions, classes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


def empty_names(source: str) -> list[tuple[int, str]]:
    """Return the line and name of each identifier that is an empty word, underscores apart."""
    return sorted({(line, name) for line, name in identifiers(source) if name.strip("_").lower() in EMPTY_WORDS})


def python_of(path: Path) -> str:
    """Return the Python of a module, or of the code cells of a notebook, whose lines then count over all cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")
    return text


def test_no_identifier_is_an_empty_word(root: Path) -> None:
    swept = [path for name in SWEPT for path in (root / name, *sorted((root / name).rglob("*"))) if path.is_file()]
    modules = [path for path in swept if path.suffix in (".py", ".ipynb")]
    assert {name for name in SWEPT if not any(path.is_relative_to(root / name) for path in modules)} == set()
    wrong = {path.relative_to(root).as_posix(): empty_names(python_of(path)) for path in modules}
    assert {module: names for module, names in wrong.items() if names} == {}


def test_a_term_is_explained_once(root: Path) -> None:
    """One word for one thing: a term with two rows in docs/naming.md would mean two."""
    table = (root / "docs/naming.md").read_text(encoding="utf-8").partition("| Term |")[2].partition("\n## ")[0]
    terms = [term.strip() for line in table.splitlines()[2:] if line for term in line.split("|")[1].split(", ")]
    assert len(terms) > 70
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("found = 1", [(1, "found")]),
        ("def _told(rows):\n    return [each for each in rows]", [(1, "_told"), (2, "each")]),
        ("def rank(places): ...", [(1, "places")]),
        ("import statistics as known", [(1, "known")]),
        ("frame.found, figures['found'], decimal_places, places_checked = 1, 2, 3, 4", []),
    ],
)
def test_variables_parameters_functions_and_other_names_are_held(source: str, expected: list[tuple[int, str]]) -> None:
    assert empty_names(source) == expected
