"""The cells of tables that the sentences on funding state, in the order in which a sentence states them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.present.cells import is_missing
from helpers.present.facts import Fact, Form
from helpers.present.pages.funding_words import WHOLE_FROM, newest_with_rank
from helpers.schema.declarations import Table
from helpers.schema.funding import (
    FUNDING_LEVELS,
    FUNDING_YEARS,
    NAMED_GAPS,
    NEEDS_MODEL,
    NEEDS_WEIGHTS,
    VIRTUAL_UNITARIES,
)

Row = Mapping[Any, Any]


def _of(table: Table, row: Row, column: str, form: Form, *, decimals: int | None = None, unit: str = "") -> Fact | None:
    """Return a cell of a row of a table; None where it is empty."""
    if is_missing(row[column]) or row[column] == "":
        return None
    return Fact(table.name, tuple(str(row[name]) for name in table.key), column, row[column], form, unit, decimals)


def _millions(table: Table, row: Row, column: str, unit: str) -> Fact | None:
    """Return an amount in millions: whole from £100 million, to one decimal below."""
    if is_missing(row[column]):
        return None
    size = abs(row[column]) / (10**6 if unit == "GBP" else 1)
    return _of(table, row, column, "millions", decimals=0 if size >= WHOLE_FROM else 1, unit=unit)


def standing_facts(years: pd.DataFrame) -> list[Fact | None]:
    """Return what `standing_sentence` states.

    Columns needed    years: FUNDING_YEARS
    """
    row = newest_with_rank(years)
    if row is None:
        return []
    later = years[years["financial_year"].gt(row["financial_year"])]
    in_order = [*_with_tax(later, held=True), *_with_tax(later, held=False)]
    return [
        _of(FUNDING_YEARS, row, "financial_year", "period"),
        *([] if row["is_lowest"] or row["rank"] == 1 else [_of(FUNDING_YEARS, row, "rank", "rank")]),
        _of(FUNDING_YEARS, row, "n", "number"),
        *(_of(FUNDING_YEARS, row, name, "pounds", decimals=0) for name in ("per_head", "class_average")),
        *_dwelling_facts(row),
        *(_of(FUNDING_YEARS, one, "financial_year", "period") for one in in_order),
    ]


def _dwelling_facts(row: Row) -> Iterator[Fact | None]:
    """Give what `standing_sentence` states for each dwelling; nothing without a rank."""
    if not is_missing(row["dwelling_rank"]):
        yield None if row["dwelling_rank"] == 1 else _of(FUNDING_YEARS, row, "dwelling_rank", "rank")
        yield _of(FUNDING_YEARS, row, "dwelling_n", "number")
        yield _of(FUNDING_YEARS, row, "per_dwelling", "pounds", decimals=0)


def _with_tax(years: pd.DataFrame, *, held: bool) -> Sequence[Row]:
    return years[years["council_tax_m"].notna().eq(held)].to_dict("records")


def lowest_facts(years: pd.DataFrame) -> list[Fact | None]:
    """Return what `lowest_sentence` states.

    Columns needed    years: FUNDING_YEARS
    """
    ranked = years[years["rank"].notna()].to_dict("records")
    if not ranked or not (ranked[-1]["lowest_years"] or ranked[-1]["lowest_dwelling_years"]):
        return []
    ends = [ranked[0], *ranked[-1:]] if len(ranked) > 1 else ranked
    newest = ranked[-1]
    return [
        *_times_facts(newest, "lowest_years", "ranked_years"),
        *(_of(FUNDING_YEARS, row, "financial_year", "period") for row in ends),
        *(_times_facts(newest, "lowest_dwelling_years", "dwelling_years") if newest["dwelling_years"] else ()),
    ]


def _times_facts(row: Row, some: str, every: str) -> Iterator[Fact | None]:
    """Give the number of years in which it was so, unless that is in words, and the number of all years."""
    yield None if row[some] in (0, row[every]) else _of(FUNDING_YEARS, row, some, "number")
    yield _of(FUNDING_YEARS, row, every, "number")


def gap_facts(level: Row) -> list[Fact | None]:
    """Return what `gap_sentence` states; `level` is a row of FUNDING_LEVELS."""
    year = _of(FUNDING_LEVELS, level, "financial_year", "period")
    if is_missing(level["gain_m"]):
        return [year]
    return [
        _millions(FUNDING_LEVELS, level, "gain_m", "£ million"),
        _of(FUNDING_LEVELS, level, "per_head", "pounds", decimals=0),
        year,
        _of(FUNDING_LEVELS, level, "population_mid_year", "year"),
    ]


def report_fact(gap: Row) -> Fact | None:
    """Return the year of the report that names a council; `gap` is a row of NAMED_GAPS."""
    return _of(NAMED_GAPS, gap, "report_year", "year")


def printed_fact(gap: Row) -> Fact | None:
    """Return the gap that a report printed; `gap` is a row of NAMED_GAPS."""
    return _of(NAMED_GAPS, gap, "as_printed", "text")


def county_facts(row: Row) -> list[Fact | None]:
    """Return what `virtual_sentence` states; `row` is one of VIRTUAL_UNITARIES."""
    return [
        _of(VIRTUAL_UNITARIES, row, "districts", "number"),
        _of(VIRTUAL_UNITARIES, row, "per_head", "pounds", decimals=0),
        _of(VIRTUAL_UNITARIES, row, "financial_year", "period"),
        *([] if row["rank"] == 1 else [_of(VIRTUAL_UNITARIES, row, "rank", "rank")]),
        _of(VIRTUAL_UNITARIES, row, "n", "number"),
    ]


def needs_facts(row: Row, *, own: bool) -> Iterator[Fact | None]:
    """Give what `needs_sentence` states; `row` is one of NEEDS_MODEL, that of the council if `own`."""
    yield _of(NEEDS_MODEL, row, "financial_year", "period")
    if own:
        yield from (_millions(NEEDS_MODEL, row, name, "GBP") for name in ("change", "damped_change"))


def weight_facts(row: Row) -> list[Fact | None]:
    """Return the name of a driver and what it weighs; `row` is one of NEEDS_WEIGHTS."""
    weight = _of(NEEDS_WEIGHTS, row, "weight_percent", "figure", decimals=1, unit="%")
    return [_of(NEEDS_WEIGHTS, row, "title", "name"), weight]
