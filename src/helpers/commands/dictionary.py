"""Write the data dictionary from the declared tables."""

from __future__ import annotations

from helpers.paths import Project
from helpers.schema import TABLES
from helpers.schema.markdown import dictionary


def write_dictionary(project: Project) -> None:
    """Update docs/data_dictionary.md from `helpers.schema`, and say whether it has changed."""
    path = project.root / "docs" / "data_dictionary.md"
    before = path.read_text(encoding="utf-8")
    now = dictionary(before, TABLES.values())
    if now != before:
        path.write_text(now, encoding="utf-8", newline="\n")
    print("docs/data_dictionary.md", "was updated." if now != before else "is up to date.")
