"""Percentages of a draft that do not follow from the two numbers beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from helpers.drafts import MAX_NUMBERS, ROW, Draft, DraftFault, sentences_of
from helpers.typed_numbers import PERCENT, POINTS, TypedNumber, parted, typed_numbers

_AGAINST: Final = re.compile(
    r"^(?:[^.;:]|\.\d){0,60}?\b(?:against|compared (?:with|to)|versus|v)\b(?: (?:an?|the|its|our))?(?: \w+)?"
    r"(?: target)?(?: of)? ?$",
    re.IGNORECASE,
)
_TARGET: Final = re.compile(r"\b(?:target|trajectory|milestone)\b", re.IGNORECASE)
_AWAY: Final = r"(?:off|above|below|over|under|short|away|adrift|from|more|higher|lower|worse|better)"
_OFF: Final = re.compile(rf"^ ?{_AWAY}\b", re.IGNORECASE)
_OFF_FIRST: Final = re.compile(rf"^ ?{_AWAY}\b[^.;,]{{0,40}},?[^.;,]{{0,20}}$", re.IGNORECASE)
"""What is between a percentage and the two numbers that follow it: 17.5% off target, with 3,897 against 3,316."""

_OF: Final = re.compile(r"^ (?:out )?of (?:the |its |our |all |these |a total of |a planned )*$", re.IGNORECASE)
_SHARE: Final = re.compile(r"^(?: [\w'\u2019-]+){0,4}(?:,? \(|, (?:or |which is |that is )?| \u2013 )$", re.IGNORECASE)
_CHANGE: Final = r"(?:increase|rise|fall|reduction|drop|decrease|decline|growth)"
_MOVED: Final = r"(?:increased|rose|risen|fell|fallen|reduced|dropped|decreased|declined|grew|grown|up|down)"
_FROM: Final = re.compile(r"\bfrom(?: (?:about|around|nearly|over))? ?$", re.IGNORECASE)
_TO: Final = re.compile(r"^[^.;:,]{0,30}\bto(?: (?:about|around|nearly|over))? ?$", re.IGNORECASE)
_THEN: Final = re.compile(
    rf"^[^.;:]{{0,30}}?(?:, | \(| \u2013 )(?:which is |that is )?(?:an? )?(?:{_CHANGE} of )?"
    r"(?:about |some |over |nearly )?$",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(r"\((\d{1,2}(?:\.\d{1,2}){1,2})\)")
"""The reference of a measure in brackets, such as (7.19)."""

_OVER: Final = re.compile(r"\b(?:over|more than|at least|above) ?$", re.IGNORECASE)
_UNDER: Final = re.compile(r"\b(?:under|less than|nearly|almost|up to|below) ?$", re.IGNORECASE)
_ABOUT: Final = re.compile(r"\b(?:about|around|some|roughly|approximately) ?$", re.IGNORECASE)
_BY: Final = re.compile(rf"^,? (?:{_CHANGE} )?$", re.IGNORECASE)
_ON: Final = re.compile(rf"^ {_CHANGE} (?:on|from|over|compared with)(?: the)? ?$", re.IGNORECASE)


def wrong_percentages(draft: Draft) -> Iterator[DraftFault]:
    """Give each percentage that does not follow from the numbers that its sentence states it is of.

    Five forms are read: 9 of 25 (36%); 3,897 against a target of 3,316, 17.5% off target, and with the percentage
    before the two, 17.5% off target: 3,897 against 3,316; from 142 to 156, a rise of
    9.9%; and 156, a 9.9% increase on 142. The rounding of all numbers is allowed for.
    """
    for passage in draft.passages:
        if passage.kind == ROW:
            continue
        for sentence in sentences_of(passage):
            references = {match.start(1) for match in _REFERENCE.finditer(sentence)}
            typed = [number for number in typed_numbers(sentence) if number.start not in references]
            if len(typed) > MAX_NUMBERS:
                continue
            numbers = [part for number in typed for part in parted(number)]
            for first, second, percent, how in _related(sentence, numbers):
                right, low, high = _percent_of(first, second, how)
                reach = 0.5 * 10.0**-percent.decimals + 1e-9
                if low - reach <= percent.value <= high + reach or (
                    first.unit == PERCENT and _is_of_points(first, second, percent)
                ):
                    continue
                yield DraftFault(
                    passage,
                    sentence,
                    f"{right:.{max(1, percent.decimals)}f}%, as {first.text} {how} {second.text} gives, not "
                    f"{percent.text}",
                    "correct the percentage or the numbers",
                )


def _related(
    sentence: str, numbers: Sequence[TypedNumber]
) -> Iterator[tuple[TypedNumber, TypedNumber, TypedNumber, str]]:
    """Give two numbers of one unit, the percentage that the sentence states of them, and how they are related."""
    used: set[int] = set()
    for one, two, three in zip(numbers, numbers[1:], numbers[2:], strict=False):
        between, after = sentence[one.end : two.start], sentence[two.end : three.start]
        rest = sentence[three.end :]
        if three.unit == PERCENT and _alike(one, two):
            if _OF.match(between) and _SHARE.match(after) and not one.unit:
                yield one, two, three, "of"
            elif _AGAINST.match(between) and _TARGET.search(sentence) and _OFF.match(rest):
                used.add(three.start)
                yield one, two, three, "against"
            elif _FROM.search(sentence[: one.start]) and _TO.match(between) and _THEN.match(after):
                yield two, one, three, "from"
        is_first = one.unit == PERCENT and one.start not in used and _alike(two, three) and _TARGET.search(sentence)
        if is_first and _OFF_FIRST.match(between) and _AGAINST.match(after):
            yield two, three, one, "against"
        follows = between.endswith("from ") and _BY.match(between.removesuffix("from ")) and _TO.match(after)
        if one.unit == PERCENT and _alike(two, three) and follows and _moves(sentence[: one.start], between):
            yield three, two, one, "from"
        if two.unit == PERCENT and _alike(one, three) and _ON.match(after):
            yield one, three, two, "from"


def _moves(before: str, between: str) -> bool:
    return bool(re.search(rf"\b{_MOVED}(?: by)? ?$", before, re.IGNORECASE) or re.search(_CHANGE, between))


def _alike(one: TypedNumber, two: TypedNumber) -> bool:
    return one.unit == two.unit and one.unit != POINTS


def _percent_of(first: TypedNumber, second: TypedNumber, how: str) -> tuple[float, float, float]:
    """Return a percentage, and the least and the most that it can be by the rounding of its two numbers."""
    if not second.value:
        return float("nan"), float("-inf"), float("inf")
    reaches = [_reach(number) for number in (first, second)]
    ends = [
        _share(first.value + sign * reaches[0], second.value + other * reaches[1], how)
        for sign in (-1, 1)
        for other in (-1, 1)
        if second.value + other * reaches[1]
    ]
    return _share(first.value, second.value, how), min(ends), max(ends)


def _share(first: float, second: float, how: str) -> float:
    return 100 * (first / second if how == "of" else abs(first - second) / abs(second))


def _reach(number: TypedNumber) -> float:
    """Return how far a number may be from what was rounded; a count is exact."""
    is_rounded = number.unit or number.decimals or number.scale != 1
    return 0.5 * number.scale * 10.0**-number.decimals if is_rounded else 0.0


def _agrees(percent: TypedNumber, low: float, high: float, before: str) -> bool:
    """Say whether a percentage is right within its rounding; 33% is over 30%, and 31% is about 30%."""
    reach = 0.5 * 10.0**-percent.decimals + 1e-9
    if _OVER.search(before):
        return percent.value <= high + reach and low <= percent.value * 1.2 + reach
    if _UNDER.search(before):
        return percent.value >= low - reach and high >= percent.value * 0.8 - reach
    if _ABOUT.search(before):
        reach = max(2 * reach, percent.value / 20)
    return low - reach <= percent.value <= high + reach


def _is_of_points(first: TypedNumber, second: TypedNumber, percent: TypedNumber) -> bool:
    """Say whether a percentage is the difference of two: from 40% to 42%, a rise of 2%."""
    return abs(abs(first.value - second.value) - percent.value) <= 10.0**-percent.decimals
