"""The name of a run: what of it was asked for instead of the usual, and what make needs to find its report again."""

from __future__ import annotations

from typing import Final

from helpers.paths import Project

NOTEBOOKS: Final = "notebooks"
"""The outputs of a report that has no site and no documents."""

_OPTIONS: Final = {"raw": "raw=<folder>", "risks": "risks=<folder>", NOTEBOOKS: f"outputs={NOTEBOOKS}"}


def words_of(project: Project) -> list[str]:
    """Return what was asked for instead of the usual, in the words that end the name of a run."""
    asked_for = {"raw": project.other_raw, "risks": project.other_risks, NOTEBOOKS: project.notebooks_only}
    return [word for word, value in asked_for.items() if value]


def options_of(run: str) -> str:
    """Return what make needs to make or find a report again, by the name of its run.

    >>> options_of("2023-notebooks"), options_of("2023-Q2-E10000016-raw")
    ('year=2023 outputs=notebooks', 'year=2023 period=Q2 authority=E10000016 raw=<folder>')
    """
    year, *words = run.split("-")
    further = (_OPTIONS.get(word) or f"{'authority' if len(word) > 2 else 'period'}={word}" for word in words)
    return " ".join((f"year={year}", *further))
