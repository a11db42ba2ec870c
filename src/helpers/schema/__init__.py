"""Every table that a notebook writes, declared once: columns, types, units, meaning, key and writer.

A new column is written here, in the module of its table, and in the code that works it out. Everything else follows:
`enforcement` holds what is written to the declaration, `types` gives the types in pandas and Parquet, and `markdown`
the data dictionary. A description of the tables for other programs (a data package, a database) is one more module
that reads TABLES.
"""

from __future__ import annotations

from typing import Final

from helpers.schema import (
    agreements,
    cards,
    comparison,
    compendium,
    direction,
    evidence,
    funding,
    in_year,
    ingestion,
    labels,
    narrative,
    position,
    pressures,
    quality,
    reconciliation,
    record,
    register,
    returns,
    risks,
    spending,
    targets,
)
from helpers.schema.declarations import Table, by_name

_MODULES = (
    ingestion,
    register,
    returns,
    spending,
    in_year,
    labels,
    quality,
    direction,
    evidence,
    record,
    comparison,
    cards,
    position,
    agreements,
    compendium,
    narrative,
    reconciliation,
    targets,
    funding,
    pressures,
    risks,
)

TABLES: Final = by_name(
    sorted((table for module in _MODULES for table in module.TABLES), key=lambda table: table.writer)
)
"""Every declared table by its name, in order of the notebook that writes it."""

__all__ = ["TABLES", "Table"]
