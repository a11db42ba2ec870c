"""The examples in the code's own descriptions are right."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "helpers"


def module_name(path: Path) -> str:
    parts = ["helpers", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


WITH_EXAMPLES = [
    module_name(path) for path in sorted(PACKAGE.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_are_right(name: str) -> None:
    module = import_module(name)
    finder, runner = doctest.DocTestFinder(exclude_empty=True), doctest.DocTestRunner(verbose=False)
    examples = sum(runner.run(test).attempted for test in finder.find(module, name))
    assert examples > 0
    assert runner.failures == 0


def test_the_functions_with_examples_are_found() -> None:
    assert {
        "helpers.periods",
        "helpers.verdicts",
        "helpers.results.compendium",
        "helpers.present.sentences",
    } <= set(WITH_EXAMPLES)
