"""The counts and names of one dashboard as facts, from which its paragraph is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.present.facts import Fact, Form, Piece, Pieces, join_in_words, plural
from helpers.schema.narrative import DASHBOARD_FACTS, DASHBOARD_NAMES

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class DashboardFacts:
    """One dashboard with its counts and names; each becomes a fact."""

    counts: Row
    names: Mapping[tuple[str, str], list[Row]]

    def __getitem__(self, column: str) -> int:
        return int(self.counts[column])

    def fact(self, column: str, form: Form = "count") -> Fact:
        """Return a count, the scope or a period of the dashboard."""
        return Fact(DASHBOARD_FACTS.name, (self.counts["dashboard"],), column, self.counts[column], form)

    def parts(self, list_name: str) -> list[str]:
        """Return what the names of a list share: its reasons, quartiles or periods."""
        return [part for name, part in self.names if name == list_name]

    def names_in(self, list_name: str, part: str = "") -> Pieces:
        """Return the names of a part of a list, with 'and' before the last."""
        return join_in_words([_name(row) for row in self.names[list_name, part]])

    def names_after_colon(self, list_name: str, part: str) -> Pieces:
        """Return the names of a part with a colon before them; nothing where none of its indicators has a name."""
        is_named = any(row["name"] for row in self.names[list_name, part])
        return (": ", *self.names_in(list_name, part)) if is_named else ()

    def part(self, list_name: str, part: str, form: Form) -> Fact:
        """Return the reason, quartile or period of a part as a fact."""
        return name_cell(self.names[list_name, part][0], "part", form)

    def number_of(self, list_name: str, part: str) -> Fact:
        """Return how many indicators a part has, as a fact."""
        return name_cell(self.names[list_name, part][0], "in_part", "count")

    def number_in(self, list_name: str, part: str) -> int:
        """Return how many indicators the names of a part have together."""
        return sum(int(row["indicators"]) for row in self.names[list_name, part])


def name_cell(row: Row, column: str, form: Form) -> Fact:
    """Return a cell of a row of dashboard_names as a fact."""
    key = tuple(str(row[name]) for name in DASHBOARD_NAMES.key)
    return Fact(DASHBOARD_NAMES.name, key, column, row[column], form)


def _name(row: Row) -> Pieces:
    """A name with what a reader must know beside it; of several indicators of one name, how many they are."""
    number = name_cell(row, "indicators", "count")
    if not row["name"]:
        return (number, plural(number, " other", " others"))
    pieces: list[Piece] = [name_cell(row, "name", "name")]
    if row["remark"]:
        pieces += [" (", name_cell(row, "remark", "text"), ")"]
    if number.value > 1:
        pieces += [" (", number, " indicators)"]
    return tuple(pieces)
