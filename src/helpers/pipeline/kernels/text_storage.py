"""How pandas holds text while a report is made: as objects of Python, which is faster for tables of few rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

TEXT_STORAGE: Final = ("mode.string_storage", "python")
"""The option of pandas, with its value."""


@contextmanager
def text_as_objects() -> Iterator[None]:
    """Have pandas hold text as objects of Python and not in Arrow's memory; what tables hold and say is the same.

    Most tables of a report have few rows and many columns of text, and each operation in Arrow costs more than its
    rows. Nothing is done where pandas has not been imported.
    """
    pandas: Any = sys.modules.get("pandas")
    with pandas.option_context(*TEXT_STORAGE) if pandas else nullcontext():
        yield
