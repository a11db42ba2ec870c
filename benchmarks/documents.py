"""The share of the documents in a fresh report: `documents.py <year>` makes it and prints their processor time and all.

Documents are what the page of downloads calls so: Word files, the PDF, the workbook, text to paste and the open data.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

WRITERS = ("write_documents", "write_workbook", "write_papers", "write_open_data", "papers_of")
"""The functions of `helpers.pipeline.compendium_site` that make documents or what is in them alone."""


class Clock:
    """The processor seconds of the threads that were in a function, added up."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._lock = threading.Lock()

    def times(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same and adds its time."""

        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                with self._lock:
                    self.seconds += time.thread_time() - began

        return timed


def main(arguments: Sequence[str]) -> int:
    """Make the report of the year that is the first argument, and print both times as the last line."""
    from helpers.commands.command_line import main as run
    from helpers.pipeline import compendium_site

    clock = Clock()
    for name in WRITERS:
        setattr(compendium_site, name, clock.times(getattr(compendium_site, name)))
    code = run(["report", f"--year={arguments[0]}"])
    print(f"{clock.seconds:.3f} {sum(os.times()[:4]):.3f}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
