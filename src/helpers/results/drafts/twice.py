"""One fact that a draft states in two ways: two numbers for one measure in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from helpers.drafts import ROW, Draft, DraftFault, Passage, sentences_of
from helpers.results.drafts.counts import is_in_a_name
from helpers.typed_numbers import PERCENT, POUNDS, QUARTILE, RANK, TypedNumber, periods_in, typed_numbers
from helpers.wording import SMALL_WORDS

MIN_WORDS: Final = 3
"""How many words that say what is measured two statements must share."""

STEM: Final = 5
"""Words that begin with the same letters, this number of them, are taken for one: recycled, recycling."""

_CLAUSES: Final = re.compile(r"[;:()]|,(?!\d)|\b(?:while|whereas|but|although)\b")
_FILLERS: Final = SMALL_WORDS | frozenset(
    (
        "about", "all", "almost", "also", "around", "been", "being", "came", "council", "do", "does", "has", "now",
        "over", "nearly", "only", "our", "overall", "reached", "remain", "remained", "remains", "shows", "stands",
        "stood", "still", "there", "these", "those", "total", "was", "we", "were", "which", "will", "just", "under",
        "more", "than", "some", "its", "under", "year", "four", "three", "five", "six", "seven",
    )
)  # fmt: skip
_SAME_THING: Final = {"metric": "indicator", "measure": "indicator", "area": "indicator"}


_OF_ANY_COUNT: Final = frozenset(
    (
        "indic", "direc", "trave", "deter", "canno", "impro", "worse", "real", "chang", "show", "quart", "quartile 1",
        "quartile 2", "quartile 3", "quartile 4", "judge", "compa", "ranke", "any", "other", "clear", "green", "amber",
        "red", "perce", "bette", "none", "both",
    )
)  # fmt: skip
"""Beginnings of words that are in every count of indicators and say nothing of what is counted."""


class _Stated(NamedTuple):
    """A number with the words beside it, which say what it is of."""

    words: frozenset[str]
    number: TypedNumber
    periods: frozenset[str]
    passage: Passage
    sentence: str


def stated_twice(draft: Draft) -> Iterator[DraftFault]:
    """Give each number of a draft for which an earlier sentence has another number in the same words.

    Compared are clauses with one number of the same unit and at least `MIN_WORDS` words that say what is measured, all
    of them the same in both, within one period. A number agrees if it rounds to the same at its own decimals.
    """
    first: dict[tuple[frozenset[str], str], list[_Stated]] = {}
    for stated in _stated(draft):
        earlier = first.setdefault((stated.words, stated.number.unit), [])
        for other in earlier:
            same_time = stated.periods == other.periods or not (stated.periods and other.periods)
            if same_time and stated.sentence != other.sentence and not _agree(stated.number, other.number):
                yield DraftFault(
                    stated.passage,
                    stated.sentence,
                    f"{other.number.text}, as {other.passage.where} says in the same words, not {stated.number.text}",
                    "make the two the same, or say how they differ",
                )
                break
        earlier.append(stated)


def _stated(draft: Draft) -> Iterator[_Stated]:
    for passage in draft.passages:
        if passage.kind == ROW:
            continue
        for sentence in sentences_of(passage):
            periods = frozenset(period for period, _ in periods_in(sentence))
            for clause in _CLAUSES.split(sentence):
                numbers = typed_numbers(clause)
                quartiles = [number for number in numbers if number.unit == QUARTILE]
                others = [
                    number
                    for number in numbers
                    if number.unit not in (QUARTILE, RANK) and not is_in_a_name(clause, number)
                ]
                if len(others) != 1 or len(quartiles) > 1:
                    continue
                words = _words(clause, [*others, *quartiles])
                words |= {f"quartile {number.value:g}" for number in quartiles}
                if len(words) >= MIN_WORDS and words - _OF_ANY_COUNT:
                    yield _Stated(frozenset(words), others[0], periods, passage, sentence)


def _words(clause: str, numbers: list[TypedNumber]) -> set[str]:
    for number in numbers:
        clause = clause[: number.start] + " " * (number.end - number.start) + clause[number.end :]
    words = {word for word in re.findall(r"[^\W\d_]+", clause.casefold()) if word not in _FILLERS and len(word) > 1}
    singular = {word[:-1] if word.endswith("s") and len(word) > 3 else word for word in words}
    return {_SAME_THING.get(word, word)[:STEM] for word in singular}


def _agree(one: TypedNumber, two: TypedNumber) -> bool:
    coarser = max((one, two), key=lambda number: number.scale * 10.0**-number.decimals)
    is_rounded = coarser.unit in (PERCENT, POUNDS) or coarser.decimals or coarser.scale != 1
    reach = 0.5 * coarser.scale * 10.0**-coarser.decimals if is_rounded else 0.0
    return abs(one.value - two.value) <= reach * (1 + 1e-9)
