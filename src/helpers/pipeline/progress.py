"""Telling the analyst how far a run has come: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
from typing import TextIO

STOPS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""The signals that end a run by hand; no system has all of them."""


class Progress:
    """Messages about a run; safe to use from several threads."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._moving = self._stream.isatty()
        self._running: dict[str, str] = {}
        self._lock = threading.Lock()
        self._width = 0
        self.finished: list[str] = []
        """The reports that were put in place, by the path that is said."""

    def say(self, text: str) -> None:
        """Print a line."""
        with self._lock:
            self._clear()
            print(text, file=self._stream, flush=True)
            self._draw()

    def start(self, step: str) -> None:
        """Say that a step has begun."""
        with self._lock:
            self._running[step] = "starting"
            if self._moving:
                self._draw()
            else:
                print(f"  {step}: started", file=self._stream, flush=True)

    def cell(self, step: str, number: int, total: int) -> None:
        """Say which cell a step has reached; shown on a terminal only."""
        with self._lock:
            self._running[step] = f"cell {number} of {total}"
            self._draw()

    def show(self, step: str, state: str) -> None:
        """Show how far a step is, or with a blank that it has ended; on a terminal only."""
        with self._lock:
            self._running.pop(step, None)
            if state:
                self._running[step] = state
            self._clear()
            self._draw()

    def finish(self, step: str, outcome: str) -> None:
        """Say how a step ended."""
        with self._lock:
            self._running.pop(step, None)
            self._clear()
            print(f"  {step}: {outcome}", file=self._stream, flush=True)
            self._draw()

    def _draw(self) -> None:
        if self._moving and self._running:
            line = "  " + ", ".join(f"{step} ({state})" for step, state in sorted(self._running.items()))
            line = line[: shutil.get_terminal_size().columns - 1]
            self._stream.write("\r" + line.ljust(self._width))
            self._stream.flush()
            self._width = len(line)

    def _clear(self) -> None:
        if self._moving and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._width = 0


class UnderOneLine(Progress):
    """Says of a report only how far its steps are, in the moving line of a terminal; whoever makes it says the rest."""

    def __init__(self, above: Progress) -> None:
        super().__init__(above._stream)
        self._above = above
        self.finished = above.finished

    def say(self, text: str) -> None:
        """Print nothing: what came of the report is said in one line by whoever makes it."""

    def start(self, step: str) -> None:
        """Show on a terminal that a step has begun."""
        self._above.show(step, "starting")

    def cell(self, step: str, number: int, total: int) -> None:
        """Show on a terminal which cell a step has reached."""
        self._above.show(step, f"cell {number} of {total}")

    def finish(self, step: str, outcome: str) -> None:
        """Take a step that has ended out of the moving line."""
        self._above.show(step, "")
