"""Python source taken apart, safely from several threads."""

from __future__ import annotations

import ast
import threading

_ONE_AT_A_TIME = threading.Lock()


def parse(source: str | bytes) -> ast.Module:
    """Return the syntax tree of a source; while one thread parses, the others wait.

    Python 3.11 counts the depth of its parser for all threads together before 3.11.8: of two threads that parse at
    once, one fails with a SystemError. Other threads of a run read notebooks while the main thread reads modules.

    Raises  SyntaxError: it is not Python
    """
    with _ONE_AT_A_TIME:
        return ast.parse(source)
