"""Turns: how far a notebook may go before the steps that it needs are done."""

from __future__ import annotations

import ast
import os
import re
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.pipeline.graph import METADATA_KEY
from helpers.pipeline.parsing import parse

BEGINS = re.compile(r"\bstart_step\s*\(")
"""The call with which a notebook begins its work; the lines before it may run ahead of its turn."""


LAST = 10
"""The priority of a kernel on which no other waits, as `nice` counts: the others have nine tenths of a processor."""


class CalledOff(Exception):
    """A notebook that waited for its turn, or had it, is not to go on."""


class WrittenTables:
    """The tables that the steps of a run have written so far. Safe to use from several threads."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._names: set[str] = set()
        self._next = Future[None]()

    def add(self, names: Iterable[str]) -> None:
        """Let whoever waits for these tables go on."""
        with self.changed:
            if self._names.issuperset(names := set(names)):
                return
            self._names |= names
            self.changed.notify_all()
            added, self._next = self._next, Future[None]()
        added.set_result(None)

    def next_added(self) -> Future[None]:
        """Return what is done as soon as one more table has been written."""
        return self._next

    def include(self, names: Iterable[str]) -> bool:
        """Say whether all of these tables have been written."""
        return self._names.issuperset(names)


class Turn:
    """The turn of a notebook whose kernel was started ahead.

    Before its first cell that begins the work it waits until the turn is given, and before a cell that reads tables
    until those have been `written`. Once it has written the tables that are `awaited`, those that other steps read, its
    kernel lets others go first.
    """

    def __init__(self, written: WrittenTables | None = None, awaited: frozenset[str] = frozenset()) -> None:
        self.written = written
        self._awaited = awaited
        self._process: int | None = None
        self._changed = written.changed if written else threading.Condition()
        self._given = False
        self._called_off = False

    @classmethod
    def already_given(cls) -> Turn:
        """Return a turn that has come, for a notebook that waits for nothing."""
        turn = cls()
        turn.give()
        return turn

    def give(self) -> None:
        """Let the notebook go on."""
        with self._changed:
            self._given = True
            self._changed.notify_all()

    def call_off(self) -> None:
        """Let the notebook fail, before its first cell or its next one."""
        with self._changed:
            self._called_off = self._given = True
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait for the turn.

        Raises  CalledOff: it was called off
        """
        with self._changed:
            self._changed.wait_for(lambda: self._given)
        self.check()

    def wait_for(self, tables: frozenset[str]) -> None:
        """Wait until these tables have been written.

        Raises  CalledOff: the turn was called off
        """
        if tables and (written := self.written):
            with self._changed:
                self._changed.wait_for(lambda: self._called_off or written.include(tables))
        self.check()

    def say_written(self, tables: frozenset[str]) -> None:
        """Let others read these tables, which the notebook has written for good."""
        if tables and self.written:
            self.written.add(tables)

    def start_in(self, process: int) -> None:
        """Take note of the process of the notebook's kernel."""
        self._process = process

    def give_way(self, still_to_write: frozenset[str]) -> None:
        """Let other kernels go first if no other step reads what the notebook has still to write."""
        if self.written and self._process is not None and not still_to_write & self._awaited:
            let_others_first(self._process)
            self._process = None

    def check(self) -> None:
        """Raise CalledOff where the turn was called off."""
        if self._called_off:
            raise CalledOff("it was called off, as a step before it did not finish")


def let_others_first(process: int) -> None:
    """Give a process less of a processor for which others wait; where that cannot be asked for, nothing changes.

    Linux may share out processors among sessions first, and a kernel has a session of its own: its share goes down.
    """
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, process, LAST)
    with suppress(OSError):
        Path(f"/proc/{process}/autogroup").write_text(str(LAST), encoding="ascii")


def begins_at(notebook: Mapping[str, Any]) -> int:
    """Return the index of the cell before which a notebook waits for its turn: that which starts the step.

    Where none does it is the first, since any may read what steps before it write.
    """
    return next((index for index, source in _code_cells(notebook) if BEGINS.search(source)), 0)


@dataclass(frozen=True)
class CellTables:
    """The tables that one cell of a notebook reads and writes."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()


def tables_by_cell(notebook: Mapping[str, Any]) -> dict[int, CellTables]:
    """Return which tables of its declaration each cell of a notebook reads and writes, by the cell's index.

    Needed: code that calls `read` and `write` of a step with the name of the table as a text. What is declared and
    read nowhere in this way is read by the first cell of the work, and everything that is declared by a cell that
    reads a table by another name than a text or is not Python. Such writes are left out, as it is not known when they
    are done.
    """
    declared = notebook["metadata"].get(METADATA_KEY, {})
    may_read, may_write = frozenset(declared.get("reads", ())), frozenset(declared.get("writes", ()))
    cells: dict[int, CellTables] = {}
    for index, source in _code_cells(notebook):
        reads, writes = _called_with(source, "read"), _called_with(source, "write")
        read_here = may_read if reads is None else reads & may_read
        if read_here or writes:
            cells[index] = CellTables(read_here, (writes or frozenset()) & may_write)
    nowhere = may_read - frozenset[str]().union(*(cell.reads for cell in cells.values()))
    if nowhere:
        first = begins_at(notebook)
        cell = cells.get(first, CellTables())
        cells[first] = CellTables(cell.reads | nowhere, cell.writes)
    return cells


def _code_cells(notebook: Mapping[str, Any]) -> list[tuple[int, str]]:
    cells = enumerate(notebook["cells"])
    return [(index, "".join(cell["source"])) for index, cell in cells if cell["cell_type"] == "code"]


def _called_with(source: str, method: str) -> frozenset[str] | None:
    """Return the texts that a method is called with first; None where that is not a text, or nothing can be parsed."""
    try:
        nodes = list(ast.walk(parse(source)))
    except SyntaxError:
        return None
    mentions = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == method]
    calls = [node for node in nodes if isinstance(node, ast.Call) and node.func in mentions and node.args]
    names = [node.args[0].value for node in calls if isinstance(node.args[0], ast.Constant)]
    texts = frozenset(name for name in names if isinstance(name, str))
    return texts if len(names) == len(mentions) else None
