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
