"""Pressures on the council's money for a report: the rows of its files with what follows from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers.methods.financial_pressure import over_budget, plan_arithmetic, savings_delivered, years_of_reserves
from helpers.schema import pressures as schema
from helpers.schema.declarations import ColumnType, Table
from helpers.schema.types import pandas_types


class Pressures(NamedTuple):
    """The tables of pressures, each by its name in helpers.schema; see `pressure_tables`."""

    plan_years: pd.DataFrame
    savings_plans: pd.DataFrame
    budget_outturns: pd.DataFrame
    reserves: pd.DataFrame
    service_pressures: pd.DataFrame
    funding_that_ends: pd.DataFrame
    councils_in_difficulty: pd.DataFrame
    pressure_counts: pd.DataFrame


def pressure_tables(rows: Mapping[str, pd.DataFrame], at_hand: Collection[str], statements: pd.DataFrame) -> Pressures:
    """Return what the report of the year knows of pressures, with sums, shares and years worked out in decimals.

    Columns needed    rows: by file, those of `helpers.sources.risks.read_risk_files`; statements: statement_id, words,
                      source, paragraph, dated, address
    Columns returned  those of the tables of helpers.schema.pressures
    """
    made = {
        schema.PLAN_YEARS: plan_arithmetic(rows["plan_years.csv"]),
        schema.SAVINGS_PLANS: savings_delivered(rows["savings.csv"]),
        schema.BUDGET_OUTTURNS: over_budget(rows["budgets.csv"]),
        schema.RESERVES: years_of_reserves(rows["reserves.csv"]),
        schema.SERVICE_PRESSURES: with_statement_words(rows["service_pressures.csv"], statements, "pressure"),
        schema.FUNDING_THAT_ENDS: rows["funding_that_ends.csv"],
        schema.COUNCILS_IN_DIFFICULTY: rows["councils_in_difficulty.csv"],
    }
    counts = pd.DataFrame([{"file": name, "at_hand": name in at_hand, "rows": len(rows[name])} for name in rows])
    tables = {table.name: as_declared(frame, table) for table, frame in made.items()}
    return Pressures(**tables, pressure_counts=as_declared(counts, schema.PRESSURE_COUNTS))


class Delivered(NamedTuple):
    """How many plans of savings say what they delivered, and their sums in millions of pounds.

    `percent` is what they delivered of what they were to save; null where no plan says it.
    """

    plans: int
    planned: float
    delivered: float
    percent: float | None


def delivered_in_all(savings: pd.DataFrame) -> Delivered:
    """Add up the savings that say what they delivered, without printed totals.

    Columns needed    savings: total_of, planned, delivered, delivered_percent
    """
    parts = savings[savings["total_of"].eq("") & savings["delivered_percent"].notna()]
    planned, delivered = float(parts["planned"].sum()), float(parts["delivered"].sum())
    return Delivered(len(parts), planned, delivered, 100 * delivered / planned if planned else None)


class Overspent(NamedTuple):
    """How many budgets were overspent, and how many say what was spent."""

    over: int
    budgets: int


def overspent(budgets: pd.DataFrame) -> Overspent:
    """Count the budgets that were overspent, without printed totals.

    Columns needed    budgets: total_of, over
    """
    spent = budgets[budgets["over"].notna() & budgets["total_of"].eq("")]
    return Overspent(int(spent["over"].gt(0).sum()), len(spent))


def with_statement_words(rows: pd.DataFrame, statements: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return rows with the words and the source of the statement that they name, where they name one.

    `column` is the one that has the words.

    Columns needed    rows: statement_id, source, paragraph, dated, address, and that of the words; statements:
                      statement_id, words, source, paragraph, dated, address
    Columns returned  those of rows
    """
    named_statements = {row["statement_id"]: row for row in statements.to_dict("records")}
    records = []
    for row in rows.to_dict("records"):
        named = named_statements.get(row["statement_id"])
        if named is not None:
            about = {name: named[name] for name in ("source", "paragraph", "dated", "address")}
            row = row | {column: named["words"]} | about
        records.append(row)
    return pd.DataFrame(records, columns=rows.columns)


def as_declared(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a frame with the columns and types of a declared table; decimals become numbers.

    Columns needed and returned  those of the table
    """
    numbers = [column.name for column in table.columns if column.type is ColumnType.NUMBER]
    cells = {name: frame[name].map(_as_float).astype("float64") for name in numbers}
    return frame.assign(**cells)[list(table.names)].astype(pandas_types(table))


def _as_float(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell
