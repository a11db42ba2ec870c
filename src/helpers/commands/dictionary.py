"""Write the data dictionary, and the tables of national runs, from the declared tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from helpers.paths import Project
from helpers.schema import TABLES
from helpers.schema.declarations import Table
from helpers.schema.markdown import dictionary
from helpers.schema.national import TABLES as NATIONAL_TABLES
from helpers.schema.site import SITE_TABLES

DOCUMENTS: Final[Mapping[str, Iterable[Table]]] = {
    "data_dictionary.md": (*TABLES.values(), *SITE_TABLES.values()),
    "national_tables.md": NATIONAL_TABLES,
}
"""The documents in docs that describe tables, with their tables."""


def write_dictionary(project: Project) -> None:
    """Update the documents that describe tables from `helpers.schema`, and say whether they have changed."""
    for name, tables in DOCUMENTS.items():
        path = project.root / "docs" / name
        before = path.read_text(encoding="utf-8")
        now = dictionary(before, tables)
        if now != before:
            path.write_text(now, encoding="utf-8", newline="\n")
        print(f"docs/{name}", "was updated." if now != before else "is up to date.")
