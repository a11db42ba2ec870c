"""Freshness by content: what a step depends on, as one hash."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from helpers.files import bytes_of, read_plain
from helpers.folders import plain_files
from helpers.params import Settings
from helpers.paths import Project
from helpers.pipeline.graph import Step


def sha256(path: Path) -> str:
    """Return the hash of a file's bytes. Raises OSError where it cannot be read or is no plain file."""
    return hashlib.sha256(bytes_of(path)).hexdigest()


def is_as_recorded(path: Path, recorded_hash: str) -> bool:
    """Say whether an output of an earlier run is there, can be read and has the hash that was recorded."""
    try:
        return path.is_file() and sha256(path) == recorded_hash
    except OSError:
        return False


def digest(facts: Any) -> str:
    """Return one hash of facts that JSON can hold, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


class Code:
    """The package's modules, and which of them a piece of code imports, directly or through others."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._files = {_module_name(path, package): path for path in package.rglob("*.py")}
        self._imports: dict[str, set[str]] = {}
        self._hashes: dict[str, str] = {}

    def look_again(self) -> None:
        """Forget the modules' hashes, so that a later change of a file is noticed; those unchanged are not parsed."""
        self._hashes.clear()

    def used_by_source(self, source: str) -> dict[str, str]:
        """Return {path: hash} of every module of the package that a source text uses."""
        return self._closure(self._imported(ast.parse(source)))

    def used_by_module(self, name: str) -> dict[str, str]:
        """Return {path: hash} of a module and every module of the package that it uses."""
        return self._closure({name})

    def _closure(self, start: Iterable[str]) -> dict[str, str]:
        used: dict[str, str] = {}
        waiting = list(start)
        while waiting:
            name = waiting.pop()
            path = self._files[name].relative_to(self._package).as_posix()
            if path not in used:
                used[path] = self._hash_of(name)
                waiting.extend(self._imports[used[path]])
        return used

    def _hash_of(self, name: str) -> str:
        """Return the hash of a module, after noting what it imports by that hash."""
        if name not in self._hashes:
            content = self._files[name].read_bytes()
            self._hashes[name] = recorded_hash = hashlib.sha256(content).hexdigest()
            if recorded_hash not in self._imports:
                self._imports[recorded_hash] = self._imported(ast.parse(content))
        return self._hashes[name]

    def _imported(self, tree: ast.AST) -> set[str]:
        names: set[str] = set()
        for node in _walk_what_runs(tree):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
        with_parents = {".".join(name.split(".")[:size]) for name in names for size in range(1, name.count(".") + 2)}
        return with_parents & self._files.keys()


def _walk_what_runs(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk the statements of a syntax tree, leaving out what is imported for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.expr):  # most nodes are in expressions, and no import is
            continue
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                yield other
                yield from _walk_what_runs(other)
            continue
        yield node
        yield from _walk_what_runs(node)


def _module_name(path: Path, package: Path) -> str:
    parts = (package.name, *path.relative_to(package).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """Return the versions of Python and of every installed package, as they were when this was first asked."""
    return installed()


def installed() -> dict[str, str]:
    """Return the versions of Python and of every installed package, as they are now."""
    packages = {distribution.name: distribution.version for distribution in distributions()}
    return {"python": platform.python_version(), **dict(sorted(packages.items()))}


def input_files(project: Project, patterns: Iterable[str]) -> dict[str, str]:
    """Return {path: hash} of the project's files that match the patterns, whole folders included.

    Hidden files and notes for people (.md) are not read by any step, so they are left out; so is compiled code, which
    holds times. Raises InputProblem naming what is no plain file or cannot be read.
    """
    hashes: dict[str, str] = {}
    for pattern in patterns:
        # The reference files stay the project's own when another folder of raw files is asked for.
        matches = sorted(project.root.glob(pattern))
        if pattern == "data/raw":
            matches = [project.raw, project.reference] if project.other_raw else [project.raw]
        for match in matches:
            called = project.relative(match)
            if not match.is_dir():
                inside = {called: match}
            else:
                plain = [file for file in plain_files(match, called) if not is_compiled(file.path)]
                inside = {f"{called}/{file.name}": file.path for file in plain}
            hashes |= {name: hashlib.sha256(read_plain(path, name)).hexdigest() for name, path in inside.items()}
    return hashes


def is_compiled(path: Path) -> bool:
    """Say whether a file is Python's own compiled code, which follows from the source beside it."""
    return path.parent.name == "__pycache__" and path.suffix == ".pyc"


def source_of(notebook: Mapping[str, Any]) -> str:
    """Return the code of a notebook's cells as one text."""
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")


def step_facts(
    step: Step, project: Project, code: Code, settings: Settings, tables: Mapping[str, str]
) -> dict[str, Any]:
    """Return everything that the outputs of a step depend on.

    `tables` maps each table that the step reads to the hash of its Parquet file.
    """
    notebook = json.loads(step.notebook.read_text(encoding="utf-8"))
    return {
        "notebook": sha256(step.notebook),
        "code": code.used_by_source(source_of(notebook)) | code.used_by_module("helpers.pipeline.kernels.engine"),
        "inputs": input_files(project, step.declaration.inputs),
        "areas": sha256(project.areas),
        "settings": settings.model_dump(mode="json"),
        "tables": {name: tables[name] for name in step.declaration.reads},
        "environment": digest(environment()),
    }
