"""What the sentences of finished pages state: each fact with its sentence, looked up in the tables of the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from helpers.present.cells import format_value, is_missing
from helpers.present.facts import FactTables, is_same_value
from helpers.present.site_pages import SitePage
from helpers.present.values import (
    Beside,
    BulletList,
    Chart,
    Definitions,
    Entries,
    Headlines,
    Paragraph,
    Part,
    Parts,
    Span,
)
from helpers.problems import Problem


class StatedFact(NamedTuple):
    """One fact of a page: the sentence or entry that it is in, what is printed, and the cell that it states."""

    page: str
    number: int
    words: str
    printed: str
    fact: str
    value: Any


def facts_of(pages: Iterable[SitePage]) -> Iterator[StatedFact]:
    """Give every fact of the sentences of some pages, in the order in which they are read."""
    for page in pages:
        for number, spans in enumerate(words_of(page), start=1):
            words = "".join(span.text for span in spans).strip()
            for span in spans:
                if span.fact:
                    yield StatedFact(page.path, number, words, span.text, span.fact, span.value)


def words_of(page: SitePage) -> Iterator[tuple[Span, ...]]:
    """Give the title, the lead, and each paragraph, item, entry and title of a chart; not what a table has."""
    yield page.heading or (Span(page.title),)
    if page.lead:
        yield page.lead
    yield from _words(page.parts)


def _words(parts: Iterable[Part]) -> Iterator[tuple[Span, ...]]:
    for part in parts:
        match part:
            case Parts() | Beside():
                yield from _words(part.parts)
            case Paragraph():
                yield part.spans
            case BulletList():
                yield from part.items
            case Chart() if part.title_spans:
                yield part.title_spans
            case Definitions():
                yield from (spans for _, spans in part.pairs)
            case Entries():
                yield from ((*entry.name, Span(": "), *entry.words) for entry in part.items)
            case Headlines():
                for figure, cell in zip(part.figures, part.cells, strict=True):
                    note = figure.note_spans or (Span(figure.note),)
                    yield (Span(f"{figure.label}: "), *cell.spans, Span("; "), *note)
            case _:
                pass


def check_pages(stated: Iterable[StatedFact], tables: FactTables) -> None:
    """Look up each fact in the tables of the run.

    Raises  Problem, naming the page and the sentence: a cell is not there, or holds another value than is stated
    """
    for one in stated:
        value = tables.value_of(one.fact)
        if is_missing(value) or not is_same_value(one.value, value):
            raise Problem(
                f"{one.page} says {one.words!r}. It states {one.printed!r}, but {one.fact} is {format_value(value)}; "
                "make the sentence from the tables of this run."
            )
