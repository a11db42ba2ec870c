"""Which module makes each table: what is declared is what the notebooks call, and modules of results are called so."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.schema import TABLES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in (PACKAGE / "helpers").rglob("*.py")
}


def module_of(name: str) -> str:
    """Return the module that a name with dots is in, blank for one of another package."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


class Calls:
    """What a notebook imports, assigns and writes, to follow a table back to the modules that it came through."""

    def __init__(self, source: str) -> None:
        self._imports: dict[str, str] = {}
        self._assigned: dict[str, list[tuple[int, ast.expr]]] = {}
        self.written: dict[str, ast.Call] = {}
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                self._imports |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
            elif isinstance(node, ast.Assign):
                for name, value in assigned(node.targets[0], node.value):
                    self._assigned.setdefault(name, []).append((node.lineno, value))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "step.write":
                self.written[ast.literal_eval(node.args[0])] = node

    def modules_of(self, table: str) -> list[str]:
        """Return the modules through which a table came to be: the last call first, then that of its first argument."""
        call = self.written[table]
        return list(self._through(call.args[1], call.lineno))

    def _through(self, value: ast.expr, line: int) -> Iterator[str]:
        if isinstance(value, ast.Name):
            before = [pair for pair in self._assigned.get(value.id, []) if pair[0] < line]
            if before:
                yield from self._through(before[-1][1], before[-1][0])
        elif isinstance(value, ast.Attribute | ast.Subscript):
            yield from self._through(value.value, line)
        elif isinstance(value, ast.Call):
            name, _, rest = ast.unparse(value.func).partition(".")
            if name in self._imports:
                yield module_of(f"{self._imports[name]}.{rest}")
            if value.args:
                yield from self._through(value.args[0], line)


def assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name of an assignment with its value; of a call that returns several, the call."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple):
        values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for one, of_it in zip(target.elts, values, strict=True):
            yield from assigned(one, of_it)


def source_of(notebook: str) -> str:
    """Return the code of a notebook."""
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


CALLS = {notebook: Calls(source_of(notebook)) for notebook in {table.writer for table in TABLES.values()}}


def imported_by(module: str) -> set[str]:
    """Return the modules that a module imports, or takes something from."""
    nodes = ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
    return {module_of(node.module or "") for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_module_of_a_table_is_what_its_notebook_calls_or_what_that_is_made_of(name: str) -> None:
    module = f"helpers.{TABLES[name].module}"
    called = CALLS[TABLES[name].writer].modules_of(name)
    assert module in MODULES, "the module of a table is there"
    assert module in called or any(module in imported_by(one) for one in called if one), called


def test_a_module_of_results_that_makes_one_table_has_its_name() -> None:
    made = Counter(table.module for table in TABLES.values())
    alone = {table.name: table.module for table in TABLES.values() if made[table.module] == 1}
    results = {name: module for name, module in alone.items() if module.startswith("results.")}
    assert {name: module for name, module in results.items() if module != f"results.{name}"} == {}
    assert len(results) > 25


def test_a_module_of_results_with_the_name_of_a_table_makes_it() -> None:
    named = {table.name: table.module for table in TABLES.values() if f"helpers.results.{table.name}" in MODULES}
    assert {name: module for name, module in named.items() if module != f"results.{name}"} == {}


def test_a_module_is_declared_only_where_it_has_another_name() -> None:
    assert [table.name for table in TABLES.values() if table.made_in == f"results.{table.name}"] == []


def test_a_table_is_followed_back_through_what_it_is_assigned_from() -> None:
    calls = Calls(
        "from helpers.results import trends\nfrom helpers.sources.ingest import ingest\n"
        "read, day = ingest(files), 1\nfound = trends.trends(read.observations, day)\nstep.write('trends', found)\n"
        "found = 1\n"
    )
    assert calls.modules_of("trends") == ["helpers.results.trends", "helpers.sources.ingest"]
