"""Which definitions of the package a piece of code uses, directly or through others, and a hash of them.

A module is a list of statements. One that binds names (a function, a class, a constant, an import) is used where one of
its names is; any other is used as soon as the module is imported, since nobody can say what it does. A changed remark,
or a changed function that a step never calls, is then no reason to run the step again.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from helpers.pipeline.parsing import parse

ALL = "*"
"""Stands for every name of a module."""

HARMLESS_DECORATORS = frozenset(
    {
        "cache",
        "contextmanager",
        "dataclass",
        "final",
        "lru_cache",
        "overload",
        "read_once",
        "singledispatch",
        "total_ordering",
    }
)
"""Decorators that only change what they decorate; any other might note it down somewhere, as a registry does."""


class Statement:
    """A statement of a module, which is looked into when it is first used.

    `text` is its source, without the lines around it. `imports` has the module, and the name in it (blank for the
    module itself), of each name that it imports; `refers_to` the names that it refers to, each with the attribute that
    is asked of it, blank where it is used whole.
    """

    def __init__(self, node: ast.stmt, lines: Sequence[bytes]) -> None:
        self._node, self._lines = node, lines
        self.only_imports = isinstance(node, ast.Import | ast.ImportFrom)
        self.imports: dict[str, tuple[str, str]] = {}
        self.refers_to: set[tuple[str, str]] = set()

    @cached_property
    def text(self) -> bytes:
        """The statement with its decorators, as it is written."""
        first = min([self._node.lineno, *(part.lineno for part in getattr(self._node, "decorator_list", ()))])
        return b"\n".join(self._lines[first - 1 : self._node.end_lineno])

    @cached_property
    def looked_into(self) -> Statement:
        """The statement itself, with its imports and what it refers to."""
        waiting: list[ast.AST] = [self._node]
        while waiting:
            part = waiting.pop()
            if isinstance(part, ast.Name):
                self.refers_to.add((part.id, ""))
            elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                self.refers_to.add((part.value.id, part.attr))
            elif isinstance(part, ast.Import):
                for alias in part.names:
                    first = alias.name.partition(".")[0]
                    whole = not alias.asname and first != alias.name
                    self.imports[alias.asname or first] = (alias.name, ALL if whole else "")
            elif isinstance(part, ast.ImportFrom):
                if part.module:
                    self.imports |= {alias.asname or alias.name: (part.module, alias.name) for alias in part.names}
            else:
                for value in vars(part).values():  # `ast.walk` gives the same parts and takes twice as long
                    if isinstance(value, ast.AST):
                        waiting.append(value)
                    elif isinstance(value, list):
                        waiting += [entry for entry in value if isinstance(entry, ast.AST)]
        return self


@dataclass(frozen=True)
class Module:
    """A module: its statements by the names that they bind, and those that are used whenever it is imported."""

    by_name: Mapping[str, tuple[Statement, ...]]
    at_import: tuple[Statement, ...]

    def statements(self) -> Iterator[Statement]:
        """Give every statement."""
        yield from self.at_import
        for statements in self.by_name.values():
            yield from statements


def read_module(source: str | bytes) -> Module:
    """Take a module apart.

    Raises  SyntaxError: it is not Python
    """
    by_name: dict[str, list[Statement]] = {}
    at_import = []
    lines = (source.encode() if isinstance(source, str) else source).splitlines()
    for node in _what_runs(parse(source).body):
        names = list(_bound(node))
        statement = Statement(node, lines)
        for name in names:
            by_name.setdefault(name, []).append(statement)
        if not names:
            at_import.append(statement)
    return Module({name: tuple(statements) for name, statements in by_name.items()}, tuple(at_import))


def _what_runs(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a module, leaving out what is imported for type checkers alone, and texts."""
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield from _what_runs(node.orelse)
            continue
        yield node


def _bound(node: ast.stmt) -> Iterator[str]:
    """Give the names that a statement binds and does no more; none where it may do more."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if all(_last_name(decorator) in HARMLESS_DECORATORS for decorator in node.decorator_list):
            yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        if all(alias.name != "*" for alias in node.names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
        if all(isinstance(part, ast.Name) for part in parts):
            yield from (part.id for part in parts if isinstance(part, ast.Name))


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


Uses = tuple[bytes, list[tuple[str, str]]]
"""The text of a statement, and the names of modules that it refers to."""


class Definitions:
    """The definitions of a package, whose modules are taken apart once for each content that they have.

    `files` are its modules by name; whoever refers to one of the `opaque` names of modules does not depend on it.
    """

    def __init__(self, files: Mapping[str, Path], opaque: Iterable[tuple[str, str]] = ()) -> None:
        self.files = files
        self._opaque = frozenset(opaque)
        self._modules: dict[str, Module] = {}
        self._by_content: dict[bytes, Module] = {}
        self.uses: dict[tuple[str, int, str], Uses] = {}
        """What a statement of a module, by its identity, uses where a name of it is asked for; none is ever let go."""

    def look_again(self) -> None:
        """Read the file of every module that is asked for again, so that a later change is noticed."""
        self._modules.clear()

    def module(self, name: str) -> Module:
        """Return a module, taken apart.

        Raises  OSError: its file cannot be read
        """
        if name not in self._modules:
            content = self.files[name].read_bytes()
            if content not in self._by_content:
                self._by_content[content] = read_module(content)
            self._modules[name] = self._by_content[content]
        return self._modules[name]

    def used(self, start: Iterable[tuple[str, str]], source: str = "") -> dict[str, str]:
        """Return {module: hash of what is used of it} for some names of modules, `ALL` for all, and for a source."""
        search = _Search(self, self._opaque)
        if source:
            search.take(SOURCE, read_module(source))
        search.follow(start)
        return search.hashes()


SOURCE = "<source>"
"""The name under which a source that is not a module of the package is searched."""


class _Search:
    def __init__(self, definitions: Definitions, opaque: frozenset[tuple[str, str]]) -> None:
        self._definitions = definitions
        self._seen = set(opaque)
        self._modules: dict[str, Module] = {}
        self._texts: dict[str, set[bytes]] = {}
        self._waiting: list[tuple[str, str]] = []

    def hashes(self) -> dict[str, str]:
        """Return a hash of what was used of each module of the package."""
        texts = {module: b"\n".join(sorted(parts)) for module, parts in self._texts.items() if module != SOURCE}
        return {module: hashlib.sha256(text).hexdigest() for module, text in texts.items()}

    def follow(self, start: Iterable[tuple[str, str]]) -> None:
        """Note what some names of modules use, until there is no more."""
        self._waiting += start
        while self._waiting:
            name = self._waiting.pop()
            if name not in self._seen:
                self._seen.add(name)
                self._visit(*name)

    def take(self, name: str, module: Module) -> None:
        """Note that a module is imported, and for a source all that is in it."""
        self._modules[name], self._texts[name] = module, set()
        parts = name.split(".")
        self._waiting += [(".".join(parts[:size]), "") for size in range(1, len(parts))]
        for statement in module.statements() if name == SOURCE else module.at_import:
            self._use(name, statement)
        for statement in module.statements():
            if statement.only_imports:  # what it imports runs too, whoever asks for a name of it
                for source, part in statement.looked_into.imports.values():
                    self._waiting += [(source, ""), (f"{source}.{part}", "")]

    def _visit(self, name: str, part: str) -> None:
        files = self._definitions.files
        if f"{name}.{part}" in files:
            self._waiting.append((f"{name}.{part}", ""))
        if name not in self._modules:
            if name not in files:
                return
            self.take(name, self._definitions.module(name))
        module = self._modules[name]
        statements = (
            module.statements() if part == ALL else module.by_name.get(part, module.by_name.get("__getattr__", ()))
        )
        for statement in statements:
            self._use(name, statement, "" if part == ALL else part)

    def _use(self, module: str, statement: Statement, name: str = "") -> None:
        """Note a statement and what it refers to; of an import of several names, the one that is asked for."""
        uses = self._definitions.uses if module != SOURCE else {}
        key = (module, id(statement), name)
        if key not in uses:
            uses[key] = self._uses_of(module, statement, name)
        text, referred = uses[key]
        self._texts[module].add(text)
        self._waiting += referred

    def _uses_of(self, module: str, statement: Statement, name: str) -> Uses:
        imports = statement.looked_into.imports
        referred = [
            target for imported, target in imports.items() if not (statement.only_imports and name) or imported == name
        ]
        for word, attribute in statement.refers_to:
            referred.append((module, word))
            if target := self._module_called(module, word, statement):
                referred.append((target, attribute or ALL))
        return repr((name, imports[name])).encode() if statement.only_imports and name else statement.text, referred

    def _module_called(self, module: str, name: str, statement: Statement) -> str:
        """Return the module of the package that a name stands for in a statement; empty where it is not a module."""
        at_top = (other for other in self._modules[module].by_name.get(name, ()) if name in other.looked_into.imports)
        for source in (statement, *at_top):
            if name in source.looked_into.imports:
                target, part = source.imports[name]
                full = f"{target}.{part}" if part and part != ALL else target
                if full in self._definitions.files and part != ALL:
                    return full
        return ""
