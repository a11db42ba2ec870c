"""One fact that a draft states in two ways: two numbers for one measure in the same words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from helpers.drafts import MAX_SENTENCE, ROW, Draft, DraftFault, Passage, sentences_of
from helpers.results.drafts.counts import is_in_a_name
from helpers.results.drafts.statuses import REFERENCE
from helpers.typed_numbers import PERCENT, POUNDS, QUARTILE, RANK, TypedNumber, periods_in, typed_numbers
from helpers.wording import SMALL_WORDS

MIN_WORDS: Final = 3
"""How many words that say what is measured two statements must share."""

STEM: Final = 5
"""Words that begin with the same letters, this number of them, are taken for one: recycled, recycling."""

_CLAUSES: Final = re.compile(r"[;:()]|,(?!\d)|\b(?:while|whereas|but|although)\b")
_REST: Final = re.compile(r" (?:(?:further|others?|more)\b|[^;:.]*\bdue by then\b)", re.IGNORECASE)
"""What follows a number for every list or target: things that are not named, and what was due."""

_CAPTION: Final = re.compile(r"(?:table|figure|chart) \d+\b", re.IGNORECASE)
"""How the caption of a table or a chart begins; it says what is in that one alone."""

_NAME_IN_BRACKETS: Final = re.compile(r"\([^()\d]*\)")
"""Brackets without a number, which have a name or a reason in them."""

_NONE_OF: Final = re.compile(r"\bnone(?= of \d)", re.IGNORECASE)
"""A number in words that stands before a total: none of 4."""

_THE_ONE: Final = re.compile(r"\b(?:first|last|other|this|that|each|which) one\b", re.IGNORECASE)
"""Words with one in them that count nothing."""

_OF_ITS_HEADING: Final = re.compile(
    r"^(?:\S*\d\S*(?: per [\d,]+)? in (?:19|20)\d\d|(?:None )?of (?:all |the )?\d+\b)", re.IGNORECASE
)
"""How a sentence begins that is about what its heading names: 65% in 2022/23, from 70%; of 5 targets, 2 are not due."""

_SAYS_OF_WHAT: Final = re.compile(
    r"^(?:of|if|by|with|without|at|under|among|for|where|funded|compared)\b", re.IGNORECASE
)
"""How a part of a sentence begins that says what the numbers after it are of: of all 38, funded as Kent is."""

_FILLERS: Final = SMALL_WORDS | frozenset(
    (
        "about", "all", "almost", "also", "around", "been", "being", "came", "chart", "council", "do", "does", "has",
        "now", "over", "nearly", "only", "our", "overall", "reached", "remain", "remained", "remains", "shows",
        "stands", "stood", "still", "there", "these", "those", "total", "was", "we", "were", "which", "will", "just",
        "under", "more", "than", "some", "its", "under", "year", "four", "three", "five", "six", "seven",
    )
)  # fmt: skip
_SAME_THING: Final = {"metric": "indicator", "measure": "indicator", "area": "indicator"}


_OF_ANY_COUNT: Final = frozenset(
    (
        "indic", "direc", "trave", "deter", "canno", "impro", "worse", "real", "chang", "show", "quart", "quartile 1",
        "quartile 2", "quartile 3", "quartile 4", "judge", "compa", "ranke", "any", "other", "clear", "green", "amber",
        "red", "perce", "bette", "none", "both", "no", "whose", "can", "could", "witho", "figur", "earli", "count",
        "targe", "colou", "middl", "equal",
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
    bracket: str


def stated_twice(draft: Draft, titles: Iterable[str]) -> Iterator[DraftFault]:
    """Give each number of a draft for which an earlier sentence has another number in the same words.

    Compared are clauses with one number of the same unit and at least `MIN_WORDS` words that say what is measured, all
    of them the same in both, within one period. The pieces of one long sentence are not compared. A number agrees if
    it rounds to the same at its own decimals. Where brackets without a number follow both, such as a reason, they too
    are the same. A sentence that is filled in for each heading, with two numbers or more and all of them other ones, is
    of what its heading names. So is one that begins with a figure and its period, or with 'of 5'. `titles` are
    those of indicators: a number in one of them is part of a name.
    """
    names = frozenset(title.casefold() for title in titles)
    first: dict[tuple[frozenset[str], str], list[_Stated]] = {}
    for stated in _stated(draft, names):
        earlier = first.setdefault((stated.words, stated.number.unit), [])
        for other in earlier:
            same_time = stated.periods == other.periods or not (stated.periods and other.periods)
            is_one_list = stated.passage is other.passage and len(stated.passage.text) > MAX_SENTENCE
            same_thing = (
                same_time and not is_one_list and _same_bracket(stated, other) and not _filled_in(stated, other)
            )
            if same_thing and stated.sentence != other.sentence and not _agree(stated.number, other.number):
                yield DraftFault(
                    stated.passage,
                    stated.sentence,
                    f"{other.number.text}, as {other.passage.where} says in the same words, not {stated.number.text}",
                    "make the two the same, or say how they differ",
                )
                break
        earlier.append(stated)


def _same_bracket(one: _Stated, two: _Stated) -> bool:
    return one.bracket == two.bracket or not (one.bracket and two.bracket)


def _filled_in(one: _Stated, two: _Stated) -> bool:
    """Say whether two sentences under different headings are filled in, each for what its own heading names."""
    of_headings = all(_OF_ITS_HEADING.match(stated.sentence) for stated in (one, two))
    if of_headings and one.passage.heading != two.passage.heading:
        return True
    forms, numbers = zip(*(_form(stated.sentence) for stated in (one, two)), strict=True)
    if one.passage.heading == two.passage.heading or forms[0] != forms[1] or len(numbers[0]) < 2:
        return False
    return not any(_agree(*pair) for pair in zip(*numbers, strict=True))


def _form(sentence: str) -> tuple[str, list[TypedNumber]]:
    """Return the words of a sentence up to its last number, without what is in brackets, and its numbers.

    >>> _form("The lowest is £25 (Kent), and the highest £77 (Surrey).")[0]
    'The lowest is # , and the highest #'
    """
    words = _THE_ONE.sub("the same", _NONE_OF.sub("0", _NAME_IN_BRACKETS.sub("", sentence)))
    numbers = typed_numbers(words)
    for number in reversed(numbers):
        words = f"{words[: number.start]}#{words[number.end :]}"
    return words[: words.rfind("#") + 1], numbers


def _stated(draft: Draft, names: Collection[str]) -> Iterator[_Stated]:
    for passage in draft.passages:
        if passage.kind == ROW or _CAPTION.match(passage.text):
            continue
        for sentence in sentences_of(passage):
            periods = frozenset(period for period, _ in periods_in(sentence))
            for of_what, clause, bracket in _clauses(sentence):
                if clause.strip(" .").casefold() in names:
                    continue
                numbers = typed_numbers(clause)
                quartiles = [number for number in numbers if number.unit == QUARTILE]
                others = [
                    number
                    for number in numbers
                    if number.unit not in (QUARTILE, RANK)
                    and not is_in_a_name(clause, number)
                    and not _is_reference(clause, number)
                    and not _REST.match(clause[number.end :])
                ]
                if len(others) != 1 or len(quartiles) > 1:
                    continue
                words = _words(clause, [*others, *quartiles])
                words |= {f"quartile {number.value:g}" for number in quartiles}
                if len(words) >= MIN_WORDS and words - _OF_ANY_COUNT:
                    words |= set(re.findall(r"\w+", of_what.casefold()))
                    yield _Stated(frozenset(words), others[0], periods, passage, sentence, bracket)


def _is_reference(clause: str, number: TypedNumber) -> bool:
    """Say whether a number is the reference under which a report prints a measure: 7.18 Theft of motor vehicles."""
    begins = not clause[: number.start].strip() and bool(re.match(r" [A-Z]", clause[number.end :]))
    return begins and bool(REFERENCE.fullmatch(number.text))


def _clauses(sentence: str) -> Iterator[tuple[str, str, str]]:
    """Give each clause of a sentence, and before it what says of what it is: the words before a colon, or 'of all 38'.

    After it stand the words of the brackets that follow, if they have no number in them.

    >>> list(_clauses("Homes: 3 rose, 2 fell; of all 8, 1 is new (in 2 towns)"))[1:4]
    [('Homes', ' 3 rose', ''), ('Homes', ' 2 fell', ''), ('', ' of all 8', '')]
    >>> list(_clauses("3 fell (no series)"))[0]
    ('', '3 fell ', 'no series')
    """
    label, lead, start = "", "", 0
    for match in [*_CLAUSES.finditer(sentence), None]:
        clause = sentence[start : match.start() if match else len(sentence)]
        mark = match[0] if match else ""
        bracket = _NAME_IN_BRACKETS.match(sentence, match.start()) if match else None
        yield f"{label}{lead}", clause, bracket[0].strip("()") if bracket else ""
        if mark == ";":
            label = lead = ""
        elif mark == ":":
            label, lead = ("" if typed_numbers(clause) else clause), ""
        elif mark == "," and _SAYS_OF_WHAT.match(clause.strip()):
            lead = clause
        start = match.end() if match else start


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
