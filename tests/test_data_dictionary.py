"""The data dictionary describes the tables of a run: every table and column, in order, with its type."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helpers.pipeline.graph import step_graph

if TYPE_CHECKING:
    from conftest import Checkout

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs/data_dictionary.md").read_text(encoding="utf-8")
WRITERS = {table: step.name for step in step_graph(ROOT / "notebooks") for table in step.declaration.writes}


def described() -> dict[str, list[list[str]]]:
    """Return {table: rows of its description} in the order of the document."""
    sections = re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    return {
        name: [
            [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
            for line in section.splitlines()
            if line.startswith("| `")
        ]
        for name, section in sections
    }


TABLES = described()


def kind(data_type: pa.DataType) -> str:
    """Say an Arrow type in the document's words."""
    if pa.types.is_boolean(data_type):
        return "yes or no"
    if pa.types.is_integer(data_type):
        return "whole number"
    if pa.types.is_floating(data_type):
        return "number"
    return "date" if pa.types.is_date(data_type) else "text"


def test_every_table_that_a_notebook_declares_is_described_and_no_other(built: Checkout) -> None:
    assert set(TABLES) == set(WRITERS)
    written = {path.stem for path in (built.root / "data/processed/2023").glob("*.parquet")}
    assert set(TABLES) == written


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_step_that_writes_the_table_is_named(name: str) -> None:
    (section,) = re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert f"Written by `notebooks/{WRITERS[name]}.ipynb`." in section


@pytest.mark.parametrize("name", sorted(TABLES))
def test_columns_are_those_of_the_built_table_in_order(name: str, built: Checkout) -> None:
    table = pq.read_table(built.root / "data/processed/2023" / f"{name}.parquet")
    rows = TABLES[name]
    assert [row[0] for row in rows] == table.column_names
    for (column, data_type, meaning, _, may_be_empty), field in zip(rows, table.schema, strict=True):
        assert meaning, column
        assert may_be_empty in ("yes", "no"), column
        # A column without any value has no type of its own.
        if table[column].null_count < len(table):
            assert data_type == kind(field.type), column
        if may_be_empty == "no":
            assert table[column].null_count == 0, column
