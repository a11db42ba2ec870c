"""The cells that the words of an indicator's card state, as facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from helpers.present.cells import PERCENT_OF_BEFORE, is_missing
from helpers.present.facts import Fact, Form
from helpers.present.pages.indicator_tables import Row, as_in_table
from helpers.schema.declarations import Table


@dataclass(frozen=True)
class RowFacts:
    """One row of a table, whose cells can be given as facts; `unit` and `decimals` are of its figures."""

    table: Table
    row: Row
    unit: str = ""
    decimals: int | None = None

    def __call__(self, column: str, form: Form = "again") -> Fact | None:
        """Return a cell as a fact; None where it is empty."""
        value = as_in_table(self.row, column) if self.row else None
        if is_missing(value) or not str(value).strip():
            return None
        key = tuple(str(as_in_table(self.row, name)) for name in self.table.key)
        return Fact(self.table.name, key, column, value, form, self.unit, self.decimals)

    def period(self, column: str = "period") -> Fact | None:
        """Return a period as a fact."""
        return self(column, "period")

    def text(self, column: str) -> Fact | None:
        """Return a text as a fact where it has a number; otherwise None."""
        fact = self(column, "text")
        return fact if fact is not None and any(char.isdigit() for char in fact.printed) else None


def change_facts(own: RowFacts) -> Iterator[Fact | None]:
    """Give the change of an indicator as `cells.change_words` prints it; `own` is of the table compendium."""
    row = own.row
    if row["value_type"] in PERCENT_OF_BEFORE and not is_missing(row["change_percent"]):
        yield RowFacts(own.table, row, decimals=1)("change_percent", "signed_percent")
    else:
        yield own("change", "signed_points" if row["value_type"] == "percentage" else "signed")
