"""Freshness by content: what a step depends on, as one hash."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from helpers.files import bytes_of, read_plain
from helpers.folders import plain_files
from helpers.params import Settings
from helpers.paths import WITH_RAW, Project
from helpers.pipeline.code_uses import SUFFIX, CodeUses
from helpers.pipeline.definitions import ALL, Definitions
from helpers.pipeline.graph import Step
from helpers.pipeline.parsing import parse


def sha256(path: Path) -> str:
    """Return the hash of a file's bytes.

    Raises  OSError: it cannot be read or is not a plain file
    """
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
    """The package's modules, and which of their definitions a piece of code uses, directly or through others.

    The table of all declared tables is left out: a step depends on the declarations of those that it reads and writes.
    """

    def __init__(self, package: Path) -> None:
        self._package = package
        self._files = {_module_name(path, package): path for path in package.rglob("*.py")}
        self._schema = f"{package.name}.schema"
        self._hash = ""
        self._uses: CodeUses | None = None

    @cached_property
    def _tables(self) -> Mapping[str, tuple[str, str]]:
        return dict(self._declared_tables())

    @cached_property
    def _definitions(self) -> Definitions:
        return Definitions(self._files, [(self._schema, "TABLES")] if self._tables else [])

    def look_again(self) -> None:
        """Read the modules again when they are next asked for, so that a later change of a file is noticed."""
        self._definitions.look_again()
        self._hash = ""

    def hash_of_all(self) -> str:
        """Return one hash of all modules: where it is what it was, so is what any piece of code uses."""
        if not self._hash:
            self._hash = digest({name: sha256(path) for name, path in self._files.items()})
        return self._hash

    def used_by_source(self, source: str) -> dict[str, str]:
        """Return {path: hash of what is used of it} of every module of the package that a source text uses."""
        return self._used([], source)

    def used_by_module(self, name: str) -> dict[str, str]:
        """Return {path: hash of what is used of it} of a module and every module of the package that it uses."""
        return self._used([(name, ALL)])

    def used_by_step(self, source: str, tables: Iterable[str]) -> dict[str, str]:
        """Return {path: hash of what is used of it} for the code of a step, its engine and the tables it declares."""
        engine = f"{self._package.name}.pipeline.kernels.engine"
        declared = [self._tables.get(table, (self._schema, ALL)) for table in tables]
        return self._used([(engine, ALL), *declared], source)

    def keep(self) -> None:
        """Keep what was worked out for the next command, as Python keeps compiled code.

        Nothing may have changed since this began, as what was kept of changed modules would be wrong.
        """
        if self._uses:
            self._uses.write()

    def _used(self, start: Iterable[tuple[str, str]], source: str = "") -> dict[str, str]:
        """Return {path: hash of what is used of it}, from what was worked out before where no module has changed."""
        modules = self.hash_of_all()
        if self._uses is None or self._uses.modules != modules:
            self._uses = CodeUses(self._package, modules)
        uses = self._uses
        key = digest([list(start), source])
        if (used := uses.get(key)) is None:
            used = {
                self._files[name].relative_to(self._package).as_posix(): hashed
                for name, hashed in self._definitions.used(start, source).items()
            }
            uses.add(key, used)
        return used

    def _declared_tables(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Give each table that is declared by a constant, with its module and the constant's name."""
        for module, path in self._files.items():
            if module.startswith(f"{self._schema}."):
                for node in parse(path.read_bytes()).body:
                    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                        constant, name = node.targets[0], _name_given_to(node.value)
                        if isinstance(constant, ast.Name) and name:
                            yield name, (module, constant.id)


def _name_given_to(call: ast.Call) -> str:
    """Return the name that `Table(name=...)`, or a function `table_of_...`, gives a table; empty for any other call."""
    if not (isinstance(call.func, ast.Name) and (call.func.id == "Table" or call.func.id.startswith("table_of_"))):
        return ""
    values = [keyword.value for keyword in call.keywords if keyword.arg == "name"] or call.args[:1]
    return str(values[0].value) if values and isinstance(values[0], ast.Constant) else ""


def _module_name(path: Path, package: Path) -> str:
    parts = (package.name, *path.relative_to(package).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """Return the versions of Python and of every installed package, as they were when this was first asked."""
    return installed()


def installed() -> dict[str, str]:
    """Return the versions of Python and of every installed package, as they are now."""
    packages = dict(_name_and_version(distribution) for distribution in distributions())
    return {"python": platform.python_version(), **dict(sorted(packages.items()))}


def _name_and_version(distribution: Distribution) -> tuple[str, str]:
    """Return a package's name and version, as the first lines of its metadata have them; its own reader takes long."""
    metadata = distribution.read_text("METADATA") or ""
    stated = dict(_NAME_AND_VERSION.findall(metadata.partition("\n\n")[0]))
    if len(stated) == 2:
        return stated["Name"], stated["Version"]
    return distribution.name, distribution.version


_NAME_AND_VERSION = re.compile(r"^(Name|Version): (\S+)\s*$", re.MULTILINE)


STATEMENTS = "params/statements.csv"
"""The file of statements, which another folder of raw files may have beside the project's own."""

RISK_FILES = "params/risks/*.csv"
"""The files on pressures and risks, which may be in another folder that was asked for."""


def input_files(project: Project, patterns: Iterable[str]) -> dict[str, str]:
    """Return {path: hash} of the project's files that match the patterns, whole folders included.

    Hidden files and notes for people (.md) are not read by any step, so they are left out; so is compiled code, which
    holds times.

    Raises  InputProblem, naming what is not a plain file or cannot be read
    """
    hashes: dict[str, str] = {}
    for pattern in patterns:
        # The reference files stay the project's own when another folder of raw files is asked for.
        matches = sorted(project.root.glob(pattern))
        if pattern == "data/raw":
            matches = [project.raw, project.reference] if project.other_raw else [project.raw]
        if project.other_raw and pattern.startswith(f"{WITH_RAW}/"):
            # The project's own stays an input where risks may name its statements as well.
            with_raw = sorted(project.other_raw.glob(pattern))
            matches = [*with_raw, *(matches if pattern == STATEMENTS else [])] if with_raw else matches
        if pattern == RISK_FILES and project.other_risks:
            matches = sorted(project.other_risks.glob("*.csv"))
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
    """Say whether a file is compiled code, or what code uses: both follow from the source beside them."""
    return path.parent.name == "__pycache__" and path.suffix in {".pyc", SUFFIX}


def source_of(notebook: Mapping[str, Any]) -> str:
    """Return the code of a notebook's cells as one text."""
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")


def step_facts(
    step: Step,
    project: Project,
    code: Code,
    settings: Settings,
    tables: Mapping[str, str],
    worked_out: Callable[[str], Mapping[str, str] | None] = lambda notebook: None,
) -> dict[str, Any]:
    """Return everything that the outputs of a step depend on.

    `tables` maps each table that the step reads to the hash of its Parquet file; `worked_out` gives the code that the
    notebook of a hash uses, where that has been worked out before and cannot have changed.
    """
    content = bytes_of(step.notebook)
    hashed = hashlib.sha256(content).hexdigest()
    used = worked_out(hashed)
    if used is None:
        tables_of_step = (*step.declaration.reads, *step.declaration.writes)
        used = code.used_by_step(source_of(json.loads(content)), tables_of_step)
    return {
        "notebook": hashed,
        "code": used,
        "inputs": input_files(project, step.declaration.inputs),
        "areas": sha256(project.areas),
        "settings": settings.model_dump(mode="json"),
        "tables": {name: tables[name] for name in step.declaration.reads},
        "environment": digest(environment()),
    }
