"""The counts of a table of counts as facts, and the sentences on places, risks and printed figures that state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from helpers.methods.risk_scores import HIGH, LOW, MEDIUM, NOT_SCORED
from helpers.present.facts import Fact, Form
from helpers.schema.declarations import Table


class Counts:
    """The counts of a table that has a row for each measure, as facts."""

    def __init__(self, table: Table, counts: pd.DataFrame) -> None:
        self._table = table.name
        self.numbers: Mapping[str, Any] = dict(zip(counts["measure"], counts["number"], strict=True))

    def fact(self, measure: str, form: Form = "number", *, unless: str = "") -> Fact | None:
        """Return a count as a fact; None where it is not known, or equal to another that the words stand for."""
        number = self.numbers.get(measure)
        if number is None or (unless and number == self.numbers.get(unless)):
            return None
        return Fact(self._table, (measure,), "number", number, form)

    def stated(self, measure: str, form: Form = "number") -> Fact:
        """Return a count that a sentence cannot do without as a fact; raises KeyError where it is not known."""
        return Fact(self._table, (measure,), "number", self.numbers[measure], form)

    def some(self, *measures: str) -> Iterator[Fact | None]:
        """Give those of some counts that are above zero."""
        yield from (self.fact(measure) for measure in measures if self.numbers.get(measure))


def places_facts(counts: Counts) -> list[Fact | None]:
    """Return what the sentence on figures by kind of area states; `counts` are of areas_within_counts."""
    kinds = [name.removesuffix("_some") for name in counts.numbers if name.endswith("_some")]
    return [counts.fact(f"{kind}_{name}") for kind in kinds for name in ("some", "every")]


def hidden_facts(counts: Counts) -> list[Fact | None]:
    """Return what the sentence on hidden differences states; `counts` are of areas_within_counts."""
    return [counts.fact("hidden"), counts.fact("masking_spread_percent", "text")]


def register_facts(counts: Counts) -> list[Fact | None]:
    """Return what the sentence on the register of risks states; `counts` are of risk_counts."""
    words = (word.replace(" ", "_") for word in (HIGH, MEDIUM, LOW, NOT_SCORED))
    scored = [counts.fact(word, unless="risks") for word in words if counts.numbers.get(word)]
    return [*counts.some("risks"), *scored, *counts.some("links", "without_indicator")]


def signals_facts(counts: Counts) -> list[Fact | None]:
    """Return what the sentence on signals states; `counts` are of risk_counts."""
    return [counts.fact("signals"), counts.fact("concerns", unless="signals")]


def watched_facts(counts: Counts) -> list[Fact | None]:
    """Return what the sentence on what is watched states; `counts` are of risk_counts."""
    without = counts.fact("watched_without_figure", unless="watched")
    return [counts.fact("watched"), without, counts.fact("watched_warned")]


def pairs_facts(counts: Counts) -> list[Fact | None]:
    """Return what the sentence on pairs of two periods states; `counts` are of risk_counts."""
    return [*counts.some("pairs_of_two_periods")]


def printed_facts(counts: Counts) -> list[Fact | None]:
    """Return what the sentence on all printed figures states; `counts` are of reconciliation_counts."""
    several = counts.numbers.get("reports", 0) > 1
    first = [counts.fact("reports") if several else None, counts.fact("newest_report", "year"), counts.fact("figures")]
    rest = ("do_not_hold", "cannot_be_derived")
    of_words = ("words", "words_do_not_hold") if counts.numbers.get("words") else ()
    return [*first, counts.fact("hold"), *counts.some("hold_with_rounding"), *map(counts.fact, (*rest, *of_words))]
