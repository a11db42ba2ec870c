"""What the tables of a year contradict in the tables of a draft: the row of an indicator, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from helpers.drafts import Draft, DraftFault
from helpers.results.commentary_checks import NamedFact, compared_facts, contradicted_fact, printed_fact
from helpers.results.commentary_facts import (
    ENGLAND,
    LATEST,
    MEDIAN,
    NAMES,
    OF_PERIOD,
    PREVIOUS,
    QUARTILE_NOW,
    RANK_NOW,
    TARGET,
)
from helpers.results.drafts.against_tables import Comparison
from helpers.results.drafts.directions import direction_of_cell
from helpers.results.drafts.naming import indicators_named
from helpers.results.drafts.table_rows import HeadedRow, rows_under_heads, status_columns
from helpers.results.drafts.year_tables import YearTables
from helpers.typed_numbers import PERCENT, QUARTILE, RANK, TypedNumber, periods_in, typed_numbers

_COLUMNS: Final[Mapping[str, str]] = {
    RANK_NOW: r"\brank\b",
    QUARTILE_NOW: r"\bquartile\b",
    ENGLAND: r"\b(?:england|national)\b",
    MEDIAN: r"\b(?:median|group average)\b",
    TARGET: r"\btarget\b",
    PREVIOUS: r"\b(?:previous|last year|before|earlier)\b",
    LATEST: r"\b(?:latest|current|this year|result|actual|figure|performance|value)\b",
}
"""Headings of columns, with the fact that their cells state; the first that fits."""

MIN_WORDS_OF_TITLE: Final = 3
"""Words of the shortest cell beside the first that is taken for the title of an indicator."""

_NOT_STATED: Final = re.compile(r"\b(?:change|difference|gap|limits?|lower|upper|was|previous rank)\b", re.IGNORECASE)


def rows_against_tables(draft: Draft, tables: YearTables) -> Comparison:
    """Compare the cells of each row that one indicator names with its facts and its direction.

    The heading of a column says what its cells state: a year, Latest, Previous, Rank, Quartile, England, Median, Target
    or Status. Cells under another heading are left alone.
    """
    faults: list[DraftFault] = []
    compared = 0
    for row in rows_under_heads(draft):
        named = indicators_named(row.name, tables.names)
        if len(named) != 1 or _names_another(row, named, tables):
            continue
        (indicator,) = named
        for number, fact_named, cell in _numbers_in(row):
            facts = tables.facts.get(indicator, ())
            if not compared_facts(number, fact_named, facts, cell):
                continue
            compared += 1
            fact = contradicted_fact(number, fact_named, facts, cell)
            if fact is not None:
                expected = f"{printed_fact(fact)}, {NAMES[fact['fact']]} for {tables.titles[indicator]}"
                faults.append(_fault(row, f"{expected}, not {cell}"))
        for column in status_columns(row.head):
            stated = direction_of_cell(row.cells[column]) if column < len(row.cells) else ""
            compared += bool(stated)
            if stated and stated != tables.directions[indicator]:
                expected = f"'{tables.directions[indicator]}' for {tables.titles[indicator]}, not '{row.cells[column]}'"
                faults.append(_fault(row, expected))
    return Comparison(tuple(faults), compared)


def _names_another(row: HeadedRow, named: Sequence[str], tables: YearTables) -> bool:
    """Say whether another cell of a row names an indicator: then the first says what kind of indicator it is."""
    cells = [cell for cell in row.cells if cell != row.name and len(cell.split()) >= MIN_WORDS_OF_TITLE]
    return any(set(indicators_named(cell, tables.names)) - set(named) for cell in cells)


def _fault(row: HeadedRow, expected: str) -> DraftFault:
    return DraftFault(row.passage, row.passage.text, expected, "take it from the tables of the year")


def _numbers_in(row: HeadedRow) -> Iterator[tuple[TypedNumber, NamedFact, str]]:
    """Give the cells of a row that are one number, with the fact that their heading names."""
    for heading, cell in zip(row.head, row.cells, strict=False):
        numbers = typed_numbers(cell)
        named = _fact_of(heading)
        if named is None or cell == row.name or len(numbers) != 1 or numbers[0].text != cell.strip("= "):
            continue
        number = numbers[0]
        if named.fact in (RANK_NOW, QUARTILE_NOW):
            unit = RANK if named.fact == RANK_NOW else QUARTILE
            number = number._replace(unit=unit)
        elif not number.unit and "%" in heading + row.name:
            number = number._replace(unit=PERCENT)
        yield number, named, cell


def _fact_of(heading: str) -> Any:
    if _NOT_STATED.search(heading):
        return None
    periods = periods_in(heading)
    for fact, pattern in _COLUMNS.items():
        if re.search(pattern, heading, re.IGNORECASE) and (fact != LATEST or not periods):
            return NamedFact(fact)
    return NamedFact(OF_PERIOD, periods[0][0]) if len(periods) == 1 else None
