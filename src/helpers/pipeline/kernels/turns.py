"""Turns: how far a notebook may go before the steps that it needs are done."""

from __future__ import annotations

import re
import threading

from nbformat import NotebookNode

BEGINS = re.compile(r"\bstart_step\s*\(")
"""The call with which a notebook begins its work; what stands before it may be done ahead of its turn."""


class CalledOff(Exception):
    """A notebook that waited for its turn, or had it, is not to go on."""


class Turn:
    """The turn of a notebook whose kernel was started ahead: it waits here until the steps before it are done."""

    def __init__(self) -> None:
        self._given = threading.Event()
        self._called_off = False

    @classmethod
    def given(cls) -> Turn:
        """Return a turn that has come, for a notebook that waits for nothing."""
        turn = cls()
        turn.give()
        return turn

    def give(self) -> None:
        """Let the notebook go on."""
        self._given.set()

    def call_off(self) -> None:
        """Let the notebook fail, before its first cell or its next one."""
        self._called_off = True
        self._given.set()

    def wait(self) -> None:
        """Wait for the turn. Raises CalledOff where it was called off."""
        self._given.wait()
        self.check()

    def check(self) -> None:
        """Raise CalledOff where the turn was called off."""
        if self._called_off:
            raise CalledOff("it was called off, as a step before it did not finish")


def begins_at(notebook: NotebookNode) -> int:
    """Return the index of the cell before which a notebook waits for its turn: that which starts the step.

    Where none does it is the first, since any may read what steps before it write.
    """
    code = [(index, cell.source) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    return next((index for index, source in code if BEGINS.search(source)), 0)
