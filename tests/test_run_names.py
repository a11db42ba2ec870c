"""The names of runs: each word of what was asked for ends the name, and says how to find the report again."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.run_names import options_of, words_of


@pytest.mark.parametrize(
    ("project", "words", "options"),
    [
        (Project(Path("here")), [], "year=2023"),
        (Project(Path("here"), Path("raw")), ["raw"], "year=2023 raw=<folder>"),
        (
            Project(Path("here"), Path("raw"), Path("risks"), True),
            ["raw", "risks", "notebooks"],
            "year=2023 raw=<folder> risks=<folder> outputs=notebooks",
        ),
    ],
)
def test_what_was_asked_for_is_in_the_name_and_in_the_command(project: Project, words: list[str], options: str) -> None:
    assert words_of(project) == words
    assert options_of("-".join(["2023", *words])) == options
