"""What make needs to make or find a report again, by the name of its run."""

from __future__ import annotations

from typing import Final

_FOLDERS: Final = {"raw": "raw=<folder>", "risks": "risks=<folder>"}


def options_of(run: str) -> str:
    """Return what make needs to make or find a report again, by the name of its run.

    >>> options_of("2023"), options_of("2023-Q2-E10000016-raw")
    ('year=2023', 'year=2023 period=Q2 authority=E10000016 raw=<folder>')
    """
    year, *words = run.split("-")
    further = (_FOLDERS.get(word) or f"{'authority' if len(word) > 2 else 'period'}={word}" for word in words)
    return " ".join((f"year={year}", *further))
