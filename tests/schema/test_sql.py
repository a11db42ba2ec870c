"""The statements of SQL follow from the declarations: types, what must have a value, keys and references."""

from __future__ import annotations

import duckdb
import pytest

from helpers.schema import TABLES
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no
from helpers.schema.sql import create_statements

INDICATORS = Table("indicators", "One row for each indicator.", "01", ("indicator_id",), (text("indicator_id", "Id"),))
FIGURES = Table(
    "figures",
    "One row for each figure.",
    "02",
    ("indicator_id", "day"),
    (
        text("indicator_id", "Id"),
        date("day", "Its last day"),
        number("value", "The figure", "per cent", nullable=True),
        whole_number("rank", "Its rank"),
        yes_or_no("is_final", "Whether it is final"),
        text("note", "What a reader\n should know"),
    ),
)


def test_a_table_is_created_after_those_to_which_it_refers() -> None:
    assert create_statements([FIGURES, INDICATORS]).splitlines()[6:] == [
        "-- One row for each figure.",
        'CREATE TABLE "figures" (',
        '  "indicator_id" TEXT NOT NULL, -- Id',
        '  "day" DATE NOT NULL, -- Its last day',
        '  "value" DOUBLE PRECISION, -- The figure (per cent)',
        '  "rank" BIGINT NOT NULL, -- Its rank',
        '  "is_final" BOOLEAN NOT NULL, -- Whether it is final',
        '  "note" TEXT, -- What a reader should know',
        '  PRIMARY KEY ("indicator_id", "day"),',
        '  FOREIGN KEY ("indicator_id") REFERENCES "indicators" ("indicator_id")',
        ");",
    ]


def test_every_declared_table_can_be_created() -> None:
    with duckdb.connect(":memory:") as database:
        database.execute(create_statements(list(TABLES.values())))
        created = database.execute("SELECT table_name, column_count FROM duckdb_tables()").fetchall()
    assert dict(created) == {name: len(table.columns) for name, table in TABLES.items()}


def test_a_key_and_a_missing_value_are_held_by_the_database() -> None:
    with duckdb.connect(":memory:") as database:
        database.execute(create_statements([FIGURES, INDICATORS]))
        database.execute("INSERT INTO indicators VALUES ('a')")
        for row in ("'b', '2023-03-31', 1, 1, true, ''", "'a', '2023-03-31', 1, NULL, true, ''"):
            with pytest.raises(duckdb.ConstraintException):
                database.execute(f"INSERT INTO figures VALUES ({row})")
        database.execute("INSERT INTO figures VALUES ('a', '2023-03-31', NULL, 1, true, '')")
