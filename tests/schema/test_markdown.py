"""The data dictionary is made from the declared tables, and is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.commands.dictionary import DOCUMENTS, write_dictionary
from helpers.paths import Project
from helpers.pipeline.graph import step_graph
from helpers.schema import TABLES
from helpers.schema.declarations import Table, number, text
from helpers.schema.markdown import described, dictionary
from helpers.schema.site import SITE_TABLES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_is_up_to_date(name: str) -> None:
    document = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert dictionary(document, DOCUMENTS[name]) == document, "run make dictionary"


def test_a_table_is_described_with_its_key_and_columns() -> None:
    columns = (text("book", "The book"), number("fine", "What is owed", "pounds", nullable=True))
    table = Table("loans", "One row for each book.", "01_library", ("book",), columns)
    assert described(table) == (
        "## loans\n\nOne row for each book. Written by `notebooks/01_library.ipynb`, made in "
        "`src/helpers/results/loans.py`. Key: `book`.\n\n"
        "| Column | Type | Meaning | Units | May be empty |\n|---|---|---|---|---|\n"
        "| `book` | text | The book |  | no |\n| `fine` | number | What is owed | pounds | yes |\n"
    )


def test_what_stands_above_the_tables_stays(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    path = tmp_path / "docs/data_dictionary.md"
    for name in DOCUMENTS:
        (tmp_path / "docs" / name).write_text(
            "# Data dictionary\n\nBy hand.\n\n## old_table\n\nGone.\n", encoding="utf-8"
        )
    write_dictionary(Project(tmp_path))
    document = path.read_text(encoding="utf-8")
    assert (
        document.startswith("# Data dictionary\n\nBy hand.\n\n## absent_zeros\n") or "\n\n## observations\n" in document
    )
    assert "old_table" not in document
    assert document.count("\n## ") == len(TABLES | SITE_TABLES)
    write_dictionary(Project(tmp_path))
    assert path.read_text(encoding="utf-8") == document


def test_no_cell_of_the_document_breaks_its_table() -> None:
    for table in (table for tables in DOCUMENTS.values() for table in tables):
        assert table.row.endswith((".", ")")), table.name
        for column in table.columns:
            assert column.meaning, (table.name, column.name)
            assert not set("|\n") & set(column.meaning + column.unit), (table.name, column.name)


def test_the_notebook_that_writes_a_table_declares_it() -> None:
    writes = {table: step.name for step in step_graph(ROOT / "notebooks") for table in step.declaration.writes}
    assert writes == {table.name: table.writer for table in TABLES.values()}
