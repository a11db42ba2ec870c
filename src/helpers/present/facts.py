"""Facts and sentences: each figure of a sentence is the cell of a table, printed as a sentence prints it.

A fact says which cell it is (table, key and column) and what is in it; its printed form follows from the value alone,
so that the two cannot differ. A sentence is words with facts between them. It refuses a number among its words.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from helpers.fact_ids import cell_of, fact_id
from helpers.present.cells import format_number, format_value, is_missing, signed_number
from helpers.present.figures import (
    all_of,
    chance_in_percent,
    chance_of_100,
    change_in_words,
    exact_figure,
    figure_again,
    figure_in_words,
    name_in_sentence,
    pounds,
    short_millions,
    signed_change,
    unit_again,
)
from helpers.present.periods import day_in_words, period_in_words
from helpers.present.sentences import in_100
from helpers.present.values import Paragraph, Span
from helpers.problems import Problem
from helpers.typed_numbers import in_words, numbers_in
from helpers.verdicts import ordinal

Form = Literal[
    "count", "none", "all", "number", "expected", "figure", "again", "change", "change_again", "pounds", "share",
    "in_100", "of_100", "chance_of_100", "per_100", "chance", "exact", "exact_size", "size", "rank", "quartile", "name",
    "period", "year", "text", "millions", "short_millions", "signed", "signed_percent", "signed_points",
    "signed_change", "day",
]  # fmt: skip
"""How a value is printed; see _PRINTED."""


@dataclass(frozen=True)
class Fact:
    """A figure, a name or a period of a sentence: the cell of a table that it is, and how it is printed.

    `key` has the values of the table's key as text, in the order that the schema declares. `unit` and `decimals` are of
    the value.

    Raises  ValueError: there is no value, or the form is not known
    """

    table: str
    key: tuple[str, ...]
    column: str
    value: Any
    form: Form = "text"
    unit: str = ""
    decimals: int | None = None

    def __post_init__(self) -> None:
        if is_missing(self.value) or not str(self.value).strip():
            raise ValueError(f"the fact {self.fact_id} has no value, so no sentence can state it")
        if self.form not in get_args(Form):
            raise ValueError(f"{self.form!r} is not a form of a fact; expected one of {', '.join(get_args(Form))}")
        if isinstance(self.value, np.generic):
            object.__setattr__(self, "value", self.value.item())

    @property
    def fact_id(self) -> str:
        """The id, from which `cell_of` gives the cell: comparisons/road_ksi_rate/rank."""
        return fact_id(self.table, self.key, self.column)

    @property
    def printed(self) -> str:
        """The value as the sentence prints it."""
        return _PRINTED[self.form](self)

    def __repr__(self) -> str:
        return f"{self.printed} ({self.fact_id})"


_PRINTED: Final[Mapping[str, Callable[[Fact], str]]] = {
    "count": lambda fact: "no" if fact.value == 0 else in_words(int(fact.value)),
    "none": lambda fact: "none" if fact.value == 0 else in_words(int(fact.value)),
    "all": lambda fact: all_of(int(fact.value)),
    "number": lambda fact: format_number(fact.value, 0),
    "expected": lambda fact: "fewer than 1" if fact.value < 1 else format_number(fact.value, 0),
    "figure": lambda fact: figure_in_words(fact.value, fact.unit, fact.decimals),
    "change": lambda fact: change_in_words(fact.value, fact.unit, fact.decimals),
    "again": lambda fact: figure_again(fact.value, fact.unit, fact.decimals),
    "change_again": lambda fact: change_in_words(fact.value, unit_again(fact.unit), fact.decimals),
    "pounds": lambda fact: pounds(fact.value, fact.decimals),
    "share": lambda fact: figure_in_words(fact.value, "%", 0),
    "in_100": lambda fact: in_100(fact.value),
    "of_100": lambda fact: f"{format_number(fact.value, 0)} of 100",
    "chance_of_100": lambda fact: f"{chance_of_100(fact.value)} of 100",
    "per_100": lambda fact: f"{format_number(fact.value, 0)} in 100",
    "chance": lambda fact: chance_in_percent(fact.value),
    "exact": lambda fact: exact_figure(fact.value, fact.unit, fact.decimals),
    "exact_size": lambda fact: exact_figure(abs(fact.value), fact.unit, fact.decimals),
    "size": lambda fact: f"{format_number(abs(fact.value), fact.decimals)}{'' if fact.unit == '%' else ' '}{fact.unit}",
    "rank": lambda fact: ordinal(int(fact.value)),
    "quartile": lambda fact: QUARTILES[int(fact.value)],
    "name": lambda fact: name_in_sentence(str(fact.value)),
    "period": lambda fact: period_in_words(str(fact.value)),
    "year": lambda fact: str(int(fact.value)),
    "millions": lambda fact: f"£{format_number(abs(fact.value) / _TO_MILLIONS[fact.unit], fact.decimals)} million",
    "short_millions": lambda fact: short_millions(fact.value, fact.decimals or 0),
    "signed": lambda fact: signed_number(fact.value, fact.decimals),
    "signed_percent": lambda fact: f"{signed_number(fact.value, fact.decimals)}%",
    "signed_points": lambda fact: f"{signed_number(fact.value, fact.decimals)} points",
    "signed_change": lambda fact: signed_change(fact.value, fact.unit, fact.decimals),
    "day": lambda fact: day_in_words(str(fact.value)),
    "text": lambda fact: format_value(fact.value, fact.decimals),
}

_TO_MILLIONS: Final[Mapping[str, float]] = {"£ million": 1, "GBP thousand": 1e3, "GBP": 1e6}
"""What makes millions of pounds of an amount in each unit."""

QUARTILES: Final[Mapping[int, str]] = {1: "first", 2: "second", 3: "third", 4: "fourth"}

Piece = str | Fact
Pieces = tuple[Piece, ...]
"""Words and facts in order, such as a list of names; part of a sentence."""


@dataclass(frozen=True)
class Sentence:
    """Words with facts between them; `topic` says what the sentence is for, such as improved.

    Raises  ValueError: there are no words, or a number among the words is not a fact
    """

    pieces: Pieces
    topic: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a sentence needs words")
        words = "\n".join(piece if isinstance(piece, str) else "\v" for piece in self.pieces)
        if numbers := numbers_in(words):
            raise ValueError(f"{numbers[0]!r} is not a fact in the sentence {self.text!r}; give the cell it comes from")

    @property
    def text(self) -> str:
        """The sentence as it is printed, with a capital."""
        text = "".join(piece if isinstance(piece, str) else piece.printed for piece in self.pieces)
        return text[:1].upper() + text[1:]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts in order; one that is stated twice is listed twice."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Fact))

    def __repr__(self) -> str:
        return self.text


def sentence(template: str, topic: str = "", **fields: Fact | Pieces | str) -> Sentence:
    """Return a sentence from words with names in braces, for which the fields have facts, lists of them or words.

    >>> sentence("Of these, {improved} improved.", improved=Fact("t", ("Waste",), "improved", 7, "count")).text
    'Of these, seven improved.'

    Raises  ValueError: as `Sentence`; KeyError: a name has no field
    """
    pieces: list[Piece] = []
    for words, name, _, _ in Formatter().parse(template):
        pieces.append(words)
        if name is not None:
            field = fields[name]
            pieces += field if isinstance(field, tuple) else [field]
    return Sentence(tuple(piece for piece in pieces if piece != ""), topic)


def join_in_words(items: Sequence[Pieces | Fact]) -> Pieces:
    """Return items as a list with 'and' before the last; semicolons part items with a comma or an 'and' of their own.

    Raises  ValueError: there are no items
    """
    if not items:
        raise ValueError("a list in a sentence needs at least one item")
    parts = [item if isinstance(item, tuple) else (item,) for item in items]
    texts = ["".join(piece if isinstance(piece, str) else piece.printed for piece in item) for item in parts]
    long = any(", " in text or ";" in text or " and " in text for text in texts)
    between, last = ("; ", "; and ") if long else (", ", " and ")
    pieces: list[Piece] = [*parts[0]]
    for number, item in enumerate(parts[1:], start=2):
        pieces += [last if number == len(parts) else between, *item]
    return tuple(pieces)


def plural(fact: Fact, one: str, many: str) -> str:
    """Return the word that a counted fact takes: one has, two have, and none have."""
    return one if fact.value == 1 else many


class FactTables:
    """Tables by their names, in which facts are looked up; `keys` has the key of each table, as the schema declares."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], keys: Mapping[str, Sequence[str]]) -> None:
        self._tables = tables
        self._keys = keys
        self._rows: dict[str, dict[tuple[str, ...], list[int]]] = {}

    def value_of(self, fact: str) -> Any:
        """Return what is in the cell that an id names.

        Raises  Problem: there is no such table, row or column, or the key is not unique
        """
        cell = cell_of(fact)
        table = self._tables.get(cell.table)
        if table is None or cell.column not in table.columns:
            raise Problem(f"The fact {fact} names no table and column of the run; correct what made it.")
        rows = self._rows_of(cell.table).get(cell.key, [])
        if len(rows) != 1:
            raise Problem(f"The fact {fact} names {len(rows)} rows of the table {cell.table}; it must name one row.")
        return table[cell.column].iloc[rows[0]]

    def _rows_of(self, name: str) -> dict[tuple[str, ...], list[int]]:
        """Return the rows of a table by its key as text."""
        if name not in self._rows:
            columns = [self._tables[name][column].astype("object").map(str) for column in self._keys[name]]
            rows: dict[tuple[str, ...], list[int]] = {}
            for number, key in enumerate(zip(*columns, strict=True)):
                rows.setdefault(key, []).append(number)
            self._rows[name] = rows
        return self._rows[name]


def is_same_value(stated: Any, value: Any) -> bool:
    """Say whether a sentence states what a cell holds; nothing states what is missing."""
    if is_missing(value):
        return False
    if isinstance(value, datetime.date):
        return str(stated) == str(value)
    return bool(stated == value)


def facts_in(text: str, facts: Iterable[Fact | None]) -> tuple[Span, ...]:
    """Return a finished text as spans, in which each fact says which cell it is.

    `facts` are in the order in which the text states them. One that it has in other words, such as 'none', 'all' or
    'fewer than one', stays unmarked; None is left out.

    >>> facts_in("Of 9 indicators, 7 improved.", [Fact("t", ("all",), "improved", 7, "number")])[1].fact
    't/all/improved'
    """
    spans: list[Span] = []
    at = 0
    for fact in filter(None, facts):
        printed = fact.printed
        start = _start_of(printed, text, at)
        if start < 0:
            continue
        end = start + len(printed)
        spans += [Span(text[at:start])] if start > at else []
        spans.append(Span(text[start:end], fact=fact.fact_id, value=fact.value))
        at = end
    return (*spans, Span(text[at:])) if at < len(text) else tuple(spans)


def _start_of(printed: str, text: str, at: int) -> int:
    """Return where something printed begins in a text, as no part of a longer word or number; -1 if nowhere."""
    while (start := text.find(printed, at)) >= 0:
        before, end = text[start - 1 : start], start + len(printed)
        after = text[end : end + 1]
        is_part = before.isalnum() or before in _BEFORE_PARTS or after.isalnum() or after in _AFTER_PARTS
        if not is_part and not (after in _MARKS and text[end + 1 : end + 2].isdigit()):
            return start
        at = start + 1
    return -1


_BEFORE_PARTS: Final = ("_", ".", ",", "/")
_AFTER_PARTS: Final = ("_", "/")
_MARKS: Final = (".", ",")


def text_of_cell(fact: Fact) -> Span:
    """Return the text of a cell, such as words from a file, as a span that says which cell it is if it has a digit."""
    printed = fact.printed
    if any(char.isdigit() for char in printed):
        return Span(printed, fact=fact.fact_id, value=fact.value)
    return Span(printed)


def stating(paragraph: Paragraph, facts: Iterable[Fact | None]) -> Paragraph:
    """Return a paragraph of plain words in which each fact says which cell it is, as `facts_in` marks it."""
    return replace(paragraph, spans=facts_in(repr(paragraph), facts))


def spans_of(statement: Sentence, *, capital: bool = True) -> tuple[Span, ...]:
    """Return a sentence as spans; each fact is a span that says which cell it states, and what is in it."""
    spans: list[Span] = []
    for piece in (one for one in statement.pieces if one != ""):
        text = piece if isinstance(piece, str) else piece.printed
        text = text[:1].upper() + text[1:] if capital and not spans else text
        spans.append(Span(text) if isinstance(piece, str) else Span(text, fact=piece.fact_id, value=piece.value))
    return tuple(spans)


def paragraph_of(sentences: Sequence[Sentence]) -> Paragraph:
    """Return sentences as one paragraph, a finding, in which each fact says which cell it is.

    Raises  ValueError: there are no sentences
    """
    if not sentences:
        raise ValueError("a paragraph needs a sentence")
    spans: list[Span] = []
    for statement in sentences:
        spans += [Span(" ")] if spans else []
        spans += spans_of(statement)
    return Paragraph(tuple(spans), "finding")
