"""The numbers of a draft that a table has for what its sentence says, and those of them that are wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from helpers.drafts import MAX_NUMBERS, ROW, Draft, DraftFault, Passage, sentences_of
from helpers.typed_numbers import RANK, TypedNumber, typed_numbers

MILLION: Final = 1e6

_FINANCIAL_YEAR: Final = re.compile(r"\b(20\d\d)[/\u2013-](\d\d)\b(?!\d)")
_NO_YEAR_OF_FIGURE: Final = re.compile(r"\b(?:since|prices of|those of|from) (?=20\d\d[/\u2013-]\d\d\b)")
"""Words before a year that says from when something changed or whose prices it has, and not of when a figure is."""

_LOWEST: Final = re.compile(
    r"(?:\b(?P<rank>\d+)(?:st|nd|rd|th) )?\b(?P<word>lowest)(?:[ -]funded| bill)?"
    r"(?P<of> of (?:the |all )?(?P<n>\d+)\b)?",
    re.IGNORECASE,
)

_MOVED: Final = re.compile(
    r"\b(?:(?P<up>rose|rise|risen|grew|grown|up|increased?)|(?P<down>fell|fall|fallen|down|cut|reduced|decreased?))\b",
    re.IGNORECASE,
)
_MINUS: Final = re.compile(r"[-\u2212]")


class LookedUp(NamedTuple):
    """A number of a sentence, every number that is right for it, and in words what that is."""

    number: TypedNumber
    right: tuple[float, ...]
    printed: str


LookUp = Callable[[Passage, str, Sequence[TypedNumber]], Iterable[LookedUp]]
"""Gives the numbers of a sentence that a table has; without a number that is right there is nothing to compare."""


def compare_numbers(draft: Draft, look_up: LookUp, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each number of a draft that `look_up` contradicts, and how many were looked up.

    Rows of tables and sentences with more than `MAX_NUMBERS` numbers are left alone.
    """
    faults: list[DraftFault] = []
    compared = 0
    for passage in draft.passages:
        for sentence in () if passage.kind == ROW else sentences_of(passage):
            numbers = typed_numbers(sentence)
            if len(numbers) > MAX_NUMBERS:
                continue
            for number, right, printed in look_up(passage, sentence, numbers):
                compared += bool(right)
                if right and not any(agrees(number, value) for value in right):
                    faults.append(
                        DraftFault(
                            passage,
                            sentence,
                            f"{printed}, as the tables of {year} have, not {number.text}",
                            "correct the number, or say what else it is of",
                        )
                    )
    return tuple(faults), compared


def agrees(number: TypedNumber, value: float) -> bool:
    """Say whether a value, rounded as a number is typed, is that number."""
    return abs(number.value - value) <= 0.5 * number.scale * 10.0**-number.decimals + 1e-6


def years_of_figures(sentence: str) -> list[str]:
    """Return the financial years whose figures a sentence gives, as 2022/23.

    >>> years_of_figures("In 2020-21 it was the lowest; in the prices of 2022/23 it fell since 2017/18.")
    ['2020/21']
    """
    bases = {match.end() for match in _NO_YEAR_OF_FIGURE.finditer(sentence)}
    matches = [match for match in _FINANCIAL_YEAR.finditer(sentence) if match.start() not in bases]
    return list(dict.fromkeys(f"{match[1]}/{match[2]}" for match in matches))


def ranks_from_lowest(sentence: str) -> Iterator[tuple[TypedNumber, TypedNumber | None]]:
    """Give each rank that a sentence counts from the lowest, with the number of those ranked where it says one.

    >>> [(rank.value, n and n.value) for rank, n in ranks_from_lowest("the 4th lowest of 37, and the lowest funded")]
    [(4.0, 37.0), (1.0, None)]
    """
    for match in _LOWEST.finditer(sentence):
        group = "rank" if match["rank"] else "word"
        rank = TypedNumber(match[group], *match.span(group), float(match["rank"] or 1), RANK, 0)
        n = TypedNumber(match["n"], *match.span("n"), float(match["n"]), "", 0) if match["n"] else None
        yield rank, n


def signed_change(sentence: str, number: TypedNumber) -> TypedNumber:
    """Return a change with the sign that its own sign or the verb before it says.

    >>> from helpers.typed_numbers import typed_numbers
    >>> [signed_change(text, typed_numbers(text)[0]).value for text in ("It fell by 3%.", "a rise of 2%", "by -1%")]
    [-3.0, 2.0, -1.0]
    """
    verbs = list(_MOVED.finditer(sentence[: number.start])) or list(_MOVED.finditer(sentence))[:1]
    falls = bool(_MINUS.match(number.text)) or bool(verbs and verbs[-1]["down"])
    return number._replace(value=-abs(number.value) if falls else abs(number.value))


def nearest_name(sentence: str, offset: int, names: Sequence[str]) -> str:
    """Return the last name before an offset of a sentence, or a blank."""
    before = sentence[:offset].replace("\u2019", "'").casefold()
    ends = {name: _last_end(before, name.casefold()) for name in names}
    best = max(ends, key=lambda name: (ends[name], len(name)), default="")
    return best if best and ends[best] > 0 else ""


def names_in(sentence: str, names: Iterable[str]) -> list[str]:
    """Return the names of a list that a text has as whole words, without those within a longer one of them."""
    text = sentence.replace("\u2019", "'").casefold()
    matched = []
    for name in sorted(names, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(folded)}(?!\w)" if (folded := name.casefold()) in text else ""
        if pattern and re.search(pattern, text):
            matched.append(name)
            text = re.sub(pattern, " ", text)
    return matched


def _last_end(text: str, name: str) -> int:
    if name not in text:
        return 0
    ends = [match.end() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return ends[-1] if ends else 0


def values_of(rows: Iterable[Any], column: str, scale: float = 1.0) -> tuple[float, ...]:
    """Return the values of a column of some rows, without those that are missing."""
    values = (row[column] for row in rows)
    return tuple(dict.fromkeys(scale * float(value) for value in values if value == value and value is not None))


def in_pounds(values: Sequence[float]) -> str:
    """Return amounts in pounds and pence; each of them may be right.

    >>> in_pounds([1234.5, 99])
    '£1,234.50 or £99.00'
    """
    return _joined(f"£{value:,.2f}" for value in values)


def in_millions(values: Sequence[float]) -> str:
    """Return amounts in millions of pounds; each of them may be right.

    >>> in_millions([2_540_000])
    '£2.5 million'
    """
    return _joined(f"£{value / MILLION:,.1f} million" for value in values)


def in_whole_numbers(values: Sequence[float]) -> str:
    """Return whole numbers; each of them may be right.

    >>> in_whole_numbers([3, 4])
    '3 or 4'
    """
    return _joined(f"{value:,.0f}" for value in values)


def in_percents(values: Sequence[float]) -> str:
    """Return changes in per cent with their signs; each of them may be right.

    >>> in_percents([19.94, -4.1])
    '+19.9% or -4.1%'
    """
    return _joined(f"{value:+.1f}%" for value in values)


def _joined(texts: Iterable[str]) -> str:
    """Return texts that may each be right, each once: two values may be printed alike."""
    return " or ".join(dict.fromkeys(texts))
