"""Notes and caveats as they stand before the dashboards, on each of them, and beside a single figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from helpers.present.facts import Fact, facts_in, text_of_cell
from helpers.present.values import BulletList, Span
from helpers.results.caveats import EVERY_DASHBOARD, SOME_OF_DASHBOARD
from helpers.schema.site import CAVEATS

MOST_NAMED = 4
"""Indicators that a caveat names; more than these are counted. The page of each indicator has its caveats."""


def caveats_of_report(caveats: pd.DataFrame) -> BulletList | None:
    """Return what holds for every figure of the report; None if there is nothing.

    `caveats` is the table, of `results.caveats.caveats_on_dashboards`.
    """
    return _as_list(caveats[caveats["reach"].eq(EVERY_DASHBOARD)])


def caveats_of_dashboard(caveats: pd.DataFrame, dashboard: str) -> BulletList | None:
    """Return what is to be kept in mind on a dashboard, each with the indicators it is about; None if there is nothing.

    `caveats` is the table, of `results.caveats.caveats_on_dashboards`.
    """
    return _as_list(caveats[caveats["dashboard"].eq(dashboard) & caveats["reach"].ne(EVERY_DASHBOARD)])


def caveats_list(rows: Sequence[Mapping[Any, Any]]) -> BulletList | None:
    """Return caveats as a list, each with its source; None if there is none.

    `rows` have caveat_id, dashboard, title, words, source and paragraph, and may have reach, indicators and titles.
    """
    items = tuple(tuple(_spans(row)) for row in rows)
    return BulletList(items) if items else None


def _as_list(rows: pd.DataFrame) -> BulletList | None:
    return caveats_list(rows.to_dict("records"))


def _spans(row: Mapping[Any, Any]) -> Iterator[Span]:
    """Give a caveat in spans; those with a number say which cell of the table they are."""

    def cell(column: str) -> Fact:
        return Fact(CAVEATS.name, (str(row["caveat_id"]), str(row["dashboard"])), column, row[column])

    yield text_of_cell(cell("title"))
    yield Span(": ")
    yield text_of_cell(cell("words"))
    if row.get("reach") == SOME_OF_DASHBOARD:
        yield from _about(row, cell)
    yield Span(" ")
    yield _small(text_of_cell(cell("source")))
    if row["paragraph"]:
        yield Span(", paragraph ", "unit")
        yield _small(text_of_cell(cell("paragraph")))
    yield Span(".", "unit")


def _about(row: Mapping[Any, Any], cell: Callable[[str], Fact]) -> Iterator[Span]:
    """Name a few indicators, or count many."""
    number = int(row["indicators"])
    if number > MOST_NAMED:
        counts = [replace(cell(name), form="number") for name in ("indicators", "of_indicators")]
        yield from facts_in(f" This concerns {number} of the {int(row['of_indicators'])} indicators shown.", counts)
        return
    yield Span(" About: ")
    yield text_of_cell(cell("titles"))
    yield Span(".")


def _small(span: Span) -> Span:
    return replace(span, role="unit")
