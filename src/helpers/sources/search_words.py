"""Other words by which readers look for an indicator, and what they look for that is not measured."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pydantic import model_validator

from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.selectors import selected_ids, selectors_of
from helpers.sources.checked_rows import BlankLine, CheckedRow, WordList, read_checked_rows, refuse_empty_selectors
from helpers.visible import value_shown


class SearchRow(CheckedRow):
    """One row of `params/search_words.csv`: words that mean the same, or words for what is not measured."""

    words: WordList
    applies_to: BlankLine
    not_measured: BlankLine

    @model_validator(mode="after")
    def _is_of_use(self) -> SearchRow:
        if not self.words:
            raise ValueError("words: write at least one word that a reader may type")
        if not self.applies_to and not self.not_measured and len(self.words) == 1:
            raise ValueError(
                "words: write a word of a title and at least one that means the same, separated by semicolons, or "
                "name the indicators in applies_to"
            )
        if self.not_measured and not self.not_measured.endswith("."):
            raise ValueError("not_measured: write a whole sentence that ends with a full stop, or nothing")
        if self.applies_to:
            try:
                selectors_of(self.applies_to)
            except ValueError as error:
                raise ValueError(f"applies_to: {error}") from None
        return self


class NotMeasured(NamedTuple):
    """What readers look for and is not measured: their words, the reason, and the ids of the nearest indicators."""

    words: tuple[str, ...]
    why: str
    nearest: tuple[str, ...]


class SearchWords(NamedTuple):
    """The other words that find an indicator, by its id, and what is not measured, in the order of the file."""

    by_indicator: dict[str, tuple[str, ...]]
    not_measured: tuple[NotMeasured, ...]


def read_search_words(
    path: Path | None, known_indicators: Iterable[Indicator], indicators: Iterable[Indicator]
) -> SearchWords:
    """Read the words by which readers look for indicators; none without a path.

    Words of a row without `applies_to` are of the indicators whose title has one of them. `known_indicators` is the
    whole register, by which the file is checked; `indicators` are those of the report.

    Raises  InputProblem, naming the row, the column, the value and what to write: a row is not right, means no
            indicator, or says of a word in a title of the register that it is not measured
    """
    register, reported = tuple(known_indicators), tuple(indicators)
    by_indicator: dict[str, list[str]] = {}
    not_measured = []
    for where, row in read_checked_rows(path, SearchRow, ("words",)):
        selectors = selectors_of(row.applies_to) if row.applies_to else ()
        refuse_empty_selectors(selectors, register, where)
        if row.not_measured:
            _refuse_measured(row, register, where)
            not_measured.append(NotMeasured(row.words, row.not_measured, selected_ids(selectors, reported)))
            continue
        pattern = _any_of(row.words)
        if not selectors and not any(pattern.search(one.title) for one in register):
            raise InputProblem(
                f"{where}, column words: {value_shown(';'.join(row.words))} has no word of a title of the register; "
                "write one as it is printed there, or name the indicators in applies_to."
            )
        by_title = (one.indicator_id for one in reported if pattern.search(one.title))
        for name in selected_ids(selectors, reported) if selectors else by_title:
            by_indicator.setdefault(name, []).extend(row.words)
    words = {name: tuple(dict.fromkeys(words)) for name, words in by_indicator.items()}
    return SearchWords(words, tuple(not_measured))


def read_word_lists(path: Path | None, known_indicators: Iterable[Indicator]) -> tuple[tuple[str, ...], ...]:
    """Read which words mean the same, such as EHC and EHCP, in the order of the file; none without a path.

    Raises  InputProblem, as `read_search_words` does
    """
    read_search_words(path, known_indicators, ())
    rows = (row for _, row in read_checked_rows(path, SearchRow, ("words",)))
    return tuple(row.words for row in rows if not row.applies_to and not row.not_measured)


def _refuse_measured(row: SearchRow, register: Iterable[Indicator], where: str) -> None:
    pattern = _any_of(row.words)
    for indicator in register:
        if word := pattern.search(indicator.title):
            raise InputProblem(
                f"{where}, column words: {value_shown(word.group())} is in the title of {indicator.indicator_id}, so "
                "it is measured; take the word out, or clear not_measured."
            )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of some words in a title, whatever their capitals, and no part of another word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
