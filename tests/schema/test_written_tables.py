"""The tables of a run are as declared: types in Parquet, no value missing where none may, and keys that are keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from helpers.schema import TABLES
from helpers.schema.types import arrow_schema, no_rows

if TYPE_CHECKING:
    from conftest import Checkout


@pytest.fixture(scope="module")
def folder(built: Checkout) -> Path:
    return built.root / "data/processed/2023"


def test_every_declared_table_is_written_and_no_other(folder: Path) -> None:
    assert {path.stem for path in folder.glob("*.parquet")} == set(TABLES)
    assert {path.stem for path in folder.glob("*.csv")} == set(TABLES)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_written_table_is_as_declared(name: str, folder: Path) -> None:
    table = pq.read_table(folder / f"{name}.parquet")
    assert table.schema.equals(arrow_schema(TABLES[name]))
    for column in TABLES[name].columns:
        assert column.nullable or table[column.name].null_count == 0, column.name
    key = table.select(list(TABLES[name].key)).to_pandas()
    assert not key.duplicated().any()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_without_rows_is_read_with_the_types_of_a_full_one(name: str, tmp_path: Path, folder: Path) -> None:
    full = pq.read_table(folder / f"{name}.parquet").to_pandas()
    no_rows(TABLES[name]).to_parquet(tmp_path / "none.parquet", schema=arrow_schema(TABLES[name]), index=False)
    none = pq.read_table(tmp_path / "none.parquet").to_pandas()
    types = {column: "category" if str(kind) == "category" else str(kind) for column, kind in full.dtypes.items()}
    assert {column: str(kind) for column, kind in none.dtypes.items()} == types
