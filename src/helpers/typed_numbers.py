"""Numbers in text that people type or code writes: digits, number words, pounds, shares and rates."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from helpers.verdicts import ordinal

WORDS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
"""Number words by their number."""

_MORE_WORDS = (
    "zero", "none", "nil", "both", "neither", "half", "once", "twice", "dozen", "first", "second", "third", "fourth",
    "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety", "hundred", "thousand", "million", "billion",
)  # fmt: skip

_NOT_COUNTS = re.compile(r"\bno (?:real change|figure|earlier figure|longer)\b", re.I)
"""Words with no in them that count nothing."""

_NUMBER = re.compile(rf"\d[\d,./]*\d|\d|\b(?:{'|'.join((*WORDS, *_MORE_WORDS))})\b", re.I)

PERCENT, POINTS, POUNDS = "%", "percentage points", "GBP"
RANK, QUARTILE = "rank", "quartile"
"""Units of what people type; a rate has its own, such as per 10,000, and a number alone has none."""


class TypedNumber(NamedTuple):
    """A number as somebody typed it: its text and where it starts and ends, its value, unit and decimals.

    A number in millions has its decimals in units of `scale`: £4.2m is 4,200,000 with one decimal of a million.
    """

    text: str
    start: int
    end: int
    value: float
    unit: str
    decimals: int
    scale: float = 1.0


def numbers_in(text: str) -> list[str]:
    """Return every number in a text, in digits or in words, in order.

    >>> numbers_in("Of the 19, seven improved and none got worse; 2022/23 shows no real change.")
    ['19', 'seven', 'none', '2022/23']
    """
    return _NUMBER.findall(_NOT_COUNTS.sub(" ", text))


def in_words(number: int) -> str:
    """Return a count as it is written in a sentence: words from one to nine, digits with commas from ten.

    >>> in_words(7), in_words(10), in_words(1200)
    ('seven', '10', '1,200')
    """
    return WORDS[number] if 0 < number < 10 else f"{number:,}"


_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "": 1.0}
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_WORD = "|".join(WORDS[1:])
_TYPED = re.compile(
    rf"(?P<pound>[-\u2212]?£ ?)?(?<![\w.,/])(?P<number>[-\u2212]?{_DIGITS}|\b(?:{_WORD})\b)"
    r"(?P<ordinal>st|nd|rd|th)?"
    r"(?:(?: ?(?P<scale>k|m|bn)\b| (?P<scale_word>thousand|million|billion)\b))?"
    r"(?P<unit> ?(?:percentage points?|ppts?\b|pp\b)| ?%(?: points?)?| ?per ?cent(?:age)?(?: points?)?\b"
    r"| per [\d,]+| (?:out )?of \d+\b)?"
    r"(?![\w/]|-\d|[.,]\d)",
    re.I,
)
_QUARTILES = re.compile(r"\b(first|second|third|fourth|top|bottom|1st|2nd|3rd|4th)[ -]quartile\b", re.I)
_QUARTILE_NUMBERS = {
    "first": 1,
    "top": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "bottom": 4,
} | {ordinal(number): number for number in (1, 2, 3, 4)}
_PERIODS = re.compile(r"\b(?:19|20)\d\d(?:[/\u2013-](?:\d\d\d\d|\d\d)\b|\b(?![/\u2013-]\d\d)(?! ?(?:%|per ?cent)))")


def periods_in(text: str) -> list[tuple[str, int]]:
    """Return every year or pair of years in a text as it is printed, 2022/23, with where it starts.

    >>> periods_in("from 2021-22 to 2022/2023, and in 2020"), periods_in("2022/23 %")
    ([('2021/22', 5), ('2022/23', 16), ('2020', 34)], [('2022/23', 0)])
    """
    return [
        (re.sub(r"[/\u2013-](?:\d\d)?(\d\d)$", r"/\1", match[0]), match.start()) for match in _PERIODS.finditer(text)
    ]


def typed_numbers(text: str) -> list[TypedNumber]:
    """Return the figures in a text with their units, in order; years, and parts of a longer word, are none.

    >>> [(number.value, number.unit) for number in typed_numbers("It rose by 2.5 percentage points to 41.8% in 2023.")]
    [(2.5, 'percentage points'), (41.8, '%')]
    >>> [(number.value, number.unit) for number in typed_numbers("£4.2m; 52.3 per 10,000; 5th of 36; fourth quartile")]
    [(4200000.0, 'GBP'), (52.3, 'per 10,000'), (5.0, 'rank'), (4.0, 'quartile')]
    """
    return list(_typed_numbers(text))


@lru_cache(maxsize=4096)
def _typed_numbers(text: str) -> tuple[TypedNumber, ...]:
    """Return what `typed_numbers` does: the rules of a draft ask it of each sentence a dozen times."""
    blanked = _PERIODS.sub(lambda match: "y" * len(match[0]), text)
    quartiles = [
        TypedNumber(match[0], match.start(), match.end(), float(_QUARTILE_NUMBERS[match[1].lower()]), QUARTILE, 0)
        for match in _QUARTILES.finditer(blanked)
    ]
    inside = {offset for number in quartiles for offset in range(number.start, number.end)}
    others = [_typed(match) for match in _TYPED.finditer(blanked) if match.start() not in inside]
    return tuple(sorted([*quartiles, *others], key=lambda number: number.start))


def parted(number: TypedNumber) -> list[TypedNumber]:
    """Return the two numbers of a text such as 13 of 38, or the number alone.

    >>> [part.value for part in parted(typed_numbers("13 of 38 improved")[0])]
    [13.0, 38.0]
    """
    parts = re.match(r"(\S+) (?:out )?of (\d+)$", number.text)
    if parts is None or number.unit:
        return [number]
    total = TypedNumber(parts[2], number.start + parts.start(2), number.end, float(parts[2]), "", 0)
    return [number._replace(text=parts[1], end=number.start + len(parts[1])), total]


def _typed(match: re.Match[str]) -> TypedNumber:
    word = match["number"].lower().replace("\u2212", "-")
    digits = word.replace(",", "")
    value = float(WORDS.index(word)) if word in WORDS else float(digits)
    scale = _SCALES[(match["scale"] or match["scale_word"] or "").lower()]
    sign = -1.0 if match["pound"] and match["pound"][0] in "-\u2212" else 1.0
    decimals = len(digits.partition(".")[2])
    return TypedNumber(
        match[0].strip(), match.start(), match.end(), sign * value * scale, _unit_of(match), decimals, scale
    )


def _unit_of(match: re.Match[str]) -> str:
    """Return the unit of a typed number in the words of this module; empty for a number alone."""
    if match["pound"]:
        return POUNDS
    unit = (match["unit"] or "").strip().lower()
    if match["ordinal"]:
        return RANK
    if "point" in unit or unit.startswith("pp"):
        return POINTS
    if unit.startswith(("%", "per cent", "percent")):
        return PERCENT
    return unit if unit.startswith("per ") else ""
