"""Typed numbers in commentary that contradict a fact of the same indicator.

A number is checked where it has the unit of the indicator and the sentence names, near it, the fact that it states:
'fell to 41.8%', '43% in England', 'from 40% the year before', 'ranked 5th'. A number that names no fact is the writer's
own, and nobody checks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.problems import InputProblem
from helpers.results.commentary_facts import (
    CHANGE,
    CHANGE_PERCENT,
    ENGLAND,
    LATEST,
    MEDIAN,
    NAMES,
    OF_PERIOD,
    PREVIOUS,
    QUARTILE_BEFORE,
    QUARTILE_NOW,
    RANK_BEFORE,
    RANK_NOW,
    TARGET,
)
from helpers.typed_numbers import PERCENT, POINTS, POUNDS, QUARTILE, RANK, TypedNumber, periods_in, typed_numbers
from helpers.visible import value_shown
from helpers.wording import sentences_in, word_list

COLUMNS: Final = (
    "file",
    "line",
    "about",
    "sentence",
    "typed",
    "indicator_id",
    "fact",
    "value",
    "unit",
    "decimals",
    "fact_id",
)
"""The columns of a frame of contradictions: `value` is what the fact is, in the unit in which people type it."""

_CLAUSES = re.compile(r"[;:]|, (?:but|while|whereas|although|and|against|compared with)\b|\b(?:while|whereas|but)\b")
_BEFORE: Final[Mapping[str, str]] = {
    PREVIOUS: r"(?:\bfrom|up on|down on|(?:previous(?:ly)?|last year|year (?:before|earlier))(?: \w+){0,3})",
    CHANGE: r"\b(?:by|up|down)",
    ENGLAND: r"\b(?:England|English|national(?:ly)?|countrywide)\b(?: \w+){0,4}",
    MEDIAN: r"\b(?:median|middle council|group average|average of the group)\b(?: \w+){0,4}",
    TARGET: r"\btarget\b(?: \w+){0,4}",
}
"""Words before a number that say which fact it is; the nearest decide."""

_AFTER: Final[Mapping[str, str]] = {
    ENGLAND: r"^,? ?\(?(?:in|for|across)? ?(?:England|nationally|national average)\b",
    MEDIAN: r"^,? ?\(?(?:median|(?:in|for) the (?:middle council|median))\b",
    TARGET: r"^,? ?\(?target\b",
    PREVIOUS: r"^,? ?\(?(?:in )?(?:the (?:previous year|year before|time before)|last year|previously|"
    r"(?:a|the) year earlier)\b",
}
_MOVED = (
    r"(?:rose|risen|increased?|grew|grown|went up|gone up|up|improved|fell|fallen|decreased?|dropped|declined|reduced|"
    r"went down|gone down|down|worsened|narrowed|widened)"
)
_ON_THE_WAY = re.compile(r"\bof the way (?:from|to)\b[^;:.]*$", re.I)
"""Words after which numbers are where a way to a target begins and ends."""

_STATED = re.compile(
    rf"\b(?:(?P<moved>{_MOVED}) to|is|was|are|were|stands? at|stood at|remains?(?: at)?|remained(?: at)?|reached|now|"
    r"(?P<noun>rate|share|figure|proportion|percentage|level|score|result|performance) (?:of|at))"
    r"(?: now| still| only| just)*$|:$",
    re.I,
)
_ABOUT = (
    r"(?:about|around|some|nearly|almost|roughly|approximately|(?:just |well )?(?:over|under)|(?:more|less) than|"
    r"at least)"
)
_SUBJECTS: Final = frozenset(
    ("it", "rate", "figure", "share", "proportion", "percentage", "performance", "result", "level", "score", "number")
)
"""Words that stand for the indicator that a comment is on."""

MAX_WORDS_BETWEEN: Final = 2
"""How many words may be between the name of an indicator and the verb that states its figure."""

STEM: Final = 5
"""Words that begin with the same letters, this number of them, are taken for one: recycled, recycling."""

_UPWARD = re.compile(r"\b(?:rose|risen|increase[ds]?|grew|grown|went up|gone up|up)\b", re.I)
_DOWNWARD = re.compile(r"\b(?:fell|fallen|decrease[ds]?|dropped|declined|reduced|went down|gone down|down)\b", re.I)
MIN_TITLE_SHARE: Final = 0.75
"""The share of a title's words with which a sentence names an indicator."""

MAX_LISTED: Final = 5


class NamedFact(NamedTuple):
    """The fact that a sentence names near a number; a period names the figure of that period."""

    fact: str
    period: str = ""


def find_contradictions(words: pd.DataFrame, facts: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return each typed number that contradicts a fact of the same indicator, near which it is named.

    `titles` has the title of every indicator of the report, by its short name. A sentence of a comment on a dashboard
    is checked for the indicators that it names. A number agrees that rounds to the same at its own decimals; one after
    'about' or 'over' agrees within a twentieth.

    Columns needed    words, the table officers_words: about, kind, words, file, line; facts: those of
                      `commentary_facts.commentary_facts`
    Columns returned  COLUMNS
    """
    by_indicator: dict[str, list[dict[Any, Any]]] = {}
    for fact in facts.to_dict("records"):
        by_indicator.setdefault(str(fact["indicator_id"]), []).append(fact)
    title_words = {indicator: frozenset(word_list(title)) for indicator, title in titles.items()}
    rows = [
        {"file": row["file"], "line": row["line"], "about": row["about"], "sentence": text, **found_wrong}
        for row in words.to_dict("records")
        for text in sentences_in(str(row["words"]))
        for indicator in _indicators_of(text, row, title_words)
        for found_wrong in _wrong_numbers(text, indicator, by_indicator.get(indicator, []), title_words[indicator])
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def refuse_contradictions(contradictions: pd.DataFrame) -> None:
    """Stop the run where a typed number contradicts a fact.

    Columns needed    COLUMNS
    Raises            InputProblem, naming the file, the line, the sentence, the number and the fact, and what to do
    """
    if contradictions.empty:
        return
    sentences = [
        f"{row['file']} line {row['line']}: {value_shown(row['sentence'])} says {row['typed']}, but "
        f"{NAMES[row['fact']]} is {printed_fact(row)} ({row['fact_id']})."
        for row in contradictions.head(MAX_LISTED).to_dict("records")
    ]
    more = len(contradictions) - len(sentences)
    rest = f" There are {more} more." if more else ""
    raise InputProblem(
        f"{' '.join(sentences)}{rest} Correct the number, or say in the sentence what else it is the number of."
    )


def printed_fact(row: Mapping[Any, Any]) -> str:
    """Return the value of a fact with its unit, as a message prints it."""
    value = f"{row['value']:,.{int(row['decimals'])}f}".replace("-", "\N{MINUS SIGN}")
    if row["unit"] == POUNDS:
        return f"£{value}"
    if row["unit"] in (RANK, QUARTILE):
        return value
    return f"{value}%" if row["unit"] == PERCENT else f"{value} {row['unit']}".strip()


def _indicators_of(text: str, row: Mapping[Any, Any], titles: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the indicators that a sentence names; if it names none, the one that the comment is on."""
    words_of_text = frozenset(word_list(text))
    named = [
        indicator
        for indicator, title in titles.items()
        if len(title) > 1 and len(title & words_of_text) >= MIN_TITLE_SHARE * len(title)
    ]
    best = max((len(titles[indicator] & words_of_text) for indicator in named), default=0)
    named = [indicator for indicator in named if len(titles[indicator] & words_of_text) == best]
    if row["kind"] == "indicator" and row["about"] in titles:
        return [row["about"]] if not named or row["about"] in named else named
    return named


def _wrong_numbers(
    text: str, indicator: str, facts: Sequence[Mapping[Any, Any]], title: frozenset[str]
) -> Iterator[dict[str, Any]]:
    for number, named in named_numbers(text, title):
        fact = contradicted_fact(number, named, facts, text)
        if fact is not None:
            yield {
                "typed": number.text,
                "indicator_id": indicator,
                "fact": fact["fact"],
                "value": fact["value"],
                "unit": fact["unit"],
                "decimals": fact["decimals"],
                "fact_id": fact["fact_id"],
            }


def named_numbers(text: str, title: frozenset[str]) -> Iterator[tuple[TypedNumber, NamedFact]]:
    """Give each number of a sentence that the words near it name a fact for, with that fact.

    `title` has the words of the title of the indicator that the sentence is about, as `word_list` gives them.
    """
    numbers = typed_numbers(text)
    after_from = False
    for index, number in enumerate(numbers):
        start = max([numbers[index - 1].end if index else 0, *_clause_starts(text, number.start)])
        end = numbers[index + 1].start if index + 1 < len(numbers) else len(text)
        named = _named_fact(text, number, start, end, title)
        before = _without_about(text[start : number.start])
        if _ON_THE_WAY.search(text[: number.start]):
            continue
        if named is None and after_from and before.endswith(" to"):
            named = NamedFact(LATEST)
        after_from = re.search(r"\bfrom$", before, re.I) is not None
        if named is not None:
            yield number, named


def contradicted_fact(
    number: TypedNumber, named: NamedFact, facts: Sequence[Mapping[Any, Any]], text: str
) -> Mapping[Any, Any] | None:
    """Return the fact that a number of a sentence contradicts; None if it agrees with one, or there is none to compare.

    `facts` are rows of those of `commentary_facts.commentary_facts` for one indicator.
    """
    candidates = compared_facts(number, named, facts, text)
    return candidates[0] if candidates and not any(_agrees(number, fact, text) for fact in candidates) else None


def compared_facts(
    number: TypedNumber, named: NamedFact, facts: Sequence[Mapping[Any, Any]], text: str
) -> list[Mapping[Any, Any]]:
    """Return the facts of one indicator that a number can be compared with: of the name, and in the unit typed."""
    return [fact for fact in facts if _is_named(fact, named, number, text)]


def _without_about(before: str) -> str:
    """Return the words before a number without 'about', 'over' and their kind at the end."""
    return re.sub(rf"\s*\b{_ABOUT}\s*$", "", before.rstrip(), flags=re.I).rstrip()


def _clause_starts(text: str, before: int) -> list[int]:
    return [match.end() for match in _CLAUSES.finditer(text[:before])]


def _named_fact(text: str, number: TypedNumber, start: int, end: int, title: frozenset[str]) -> NamedFact | None:
    """Return the fact that the words around a number name; None where they name none."""
    before, after = text[start : number.start], text[number.end : end]
    if number.unit in (RANK, QUARTILE):
        return _named_rank(number, text, before, after)
    before = _without_about(before)
    if period := _period_after(after) or _period_before(before):
        return NamedFact(OF_PERIOD, period)
    is_followed = bool(typed_numbers(text[end:]))
    for fact, pattern in _AFTER.items():
        if (match := re.search(pattern, after, re.I)) and not (is_followed and _names_the_next(after[match.end() :])):
            return NamedFact(fact)
    offsets = {
        fact: match.start()
        for fact, pattern in _BEFORE.items()
        if (match := re.search(rf"{pattern}$", before, re.I)) is not None
    }
    if offsets:
        fact = max(offsets, key=lambda name: offsets[name])
        if fact == CHANGE and number.unit == PERCENT:
            return NamedFact(CHANGE_PERCENT)
        return NamedFact(fact)
    if number.unit == POINTS:
        return None
    stated = _STATED.search(before)
    if stated is None:
        return None
    is_named = stated["moved"] or stated["noun"] or _has_subject(before[: stated.start()], title)
    return NamedFact(LATEST) if is_named else None


def _names_the_next(between: str) -> bool:
    """Say whether a fact that is named between two numbers is the second: 3.45, median 3.13."""
    return not between.strip(" :")


def _has_subject(before: str, title: frozenset[str]) -> bool:
    """Say whether words end with the name of the indicator, or with one that stands for it, and a few others."""
    stems = {word[:STEM] for word in title}
    last = re.findall(r"\w+", before.casefold())[-(MAX_WORDS_BETWEEN + 1) :]
    return any(word in _SUBJECTS or (len(word) > 3 and word[:STEM] in stems) for word in last)


def _named_rank(number: TypedNumber, text: str, before: str, after: str) -> NamedFact | None:
    earlier = re.search(r"\bfrom(?: the)?\s*$", before, re.I) is not None
    if number.unit == QUARTILE:
        return NamedFact(QUARTILE_BEFORE if earlier else QUARTILE_NOW)
    if re.search(r" of \d", number.text + after[:12]) or re.search(r"\brank(?:s|ed|ing)?\b", text, re.I):
        return NamedFact(RANK_BEFORE if earlier else RANK_NOW)
    return None


def _period_after(after: str) -> str:
    match = re.match(r"^,? ?\(?(?:in |for )?", after)
    rest = after[match.end() if match else 0 :]
    return next((period for period, offset in periods_in(rest) if offset == 0), "")


def _period_before(before: str) -> str:
    """Return the period after which a number follows with no other words than 'it was': 'in 2022/23 it was 40%'."""
    for period, offset in reversed(periods_in(before)):
        rest = before[offset:]
        if re.fullmatch(r"[\d/\u2013-]+\)?,? ?(?:it |this |the \w+ )?(?:was|is|stood at|reached|:|came to)?", rest):
            return period
    return ""


def _is_named(fact: Mapping[Any, Any], named: NamedFact, number: TypedNumber, text: str) -> bool:
    """Say whether a fact is the one named, and in the unit typed; a number alone may have the unit in the next word."""
    if named.fact == OF_PERIOD:
        of_period = fact["fact"] in (LATEST, PREVIOUS, OF_PERIOD)
        if not of_period or fact["period"].partition(" ")[0] != named.period:
            return False
    elif fact["fact"] != named.fact:
        return False
    if number.unit == fact["unit"]:
        return True
    if number.unit or fact["unit"] in (PERCENT, POUNDS, POINTS, RANK, QUARTILE):
        return False
    word = re.match(r"\s*([a-z]+)", text[number.end :], re.I)
    unit_follows = word is not None and word[1].lower().rstrip("s") == str(fact["unit"]).rstrip("s")
    return unit_follows or (number.decimals > 0 and word is None) or _ends_with_rate(fact, number, text)


def _ends_with_rate(fact: Mapping[Any, Any], number: TypedNumber, text: str) -> bool:
    """Say whether a number with decimals is a rate whose 'per 10,000' is left out."""
    return str(fact["unit"]).startswith("per ") and number.decimals > 0 and not re.match(r" per\b", text[number.end :])


def _agrees(number: TypedNumber, fact: Mapping[Any, Any], text: str) -> bool:
    value, typed = float(fact["value"]), number.value
    if fact["fact"] in (CHANGE, CHANGE_PERCENT):
        if not _moves_alike(value, text[: number.start]):
            return False
        value = abs(value)
    reach = 0.5 * number.scale * 10.0**-number.decimals
    if re.search(rf"\b{_ABOUT}\s*$", text[: number.start], re.I):
        reach = max(2 * reach, abs(value) / 20)
    return abs(typed - value) <= reach * (1 + 1e-9)


def _moves_alike(change: float, before: str) -> bool:
    """Say whether the last word of movement goes the way of a change; no such word, or no change, goes every way."""
    up = [match.start() for match in _UPWARD.finditer(before)]
    down = [match.start() for match in _DOWNWARD.finditer(before)]
    if not up and not down:
        return True
    rising = max(up, default=-1) > max(down, default=-1)
    return change == 0 or rising == (change > 0)
