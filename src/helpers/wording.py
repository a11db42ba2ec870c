"""Words that more than one part of the package needs: those of a title, and the reasons why rows are not used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

SAME_FIGURE = "the same figure is in "
LATER_EDITION = "a later edition gives this figure: "
"""How the reasons begin for which a row is left out whose figures another file gives."""

SAME_IN_FILE = "the same figure is in this file, in row "
OTHER_FIGURE = "the same edition gives another figure in "
NO_MEASURE = "no indicator of the register has this measure"
NO_MEASURE_OF_FILE = "no indicator of the register has any measure of this file"
NOT_IN_REGISTER = "not in the register, params/indicators.csv"
"""How other reasons begin that end with what is true of one row or one measure alone."""

_KINDS = {
    SAME_IN_FILE: "the same figure is in another row of the file",
    SAME_FIGURE: "the same figure is in another file",
    LATER_EDITION: "a later edition gives this figure",
    OTHER_FIGURE: "the same edition gives another figure",
    NO_MEASURE: NO_MEASURE,
    NOT_IN_REGISTER: NOT_IN_REGISTER,
}
"""What is printed of reasons with one beginning; of two that fit, the first."""

_OF_ONE_ROW = re.compile(r"""((?<!\w)'[^']*'(?!\w)|"[^"]*"|[^\s'";()]*\d(?:[^\s;()]*[^\s;(),.:])?)""")
"""What a reason may hold of one row: a text in quotes, or a word with a figure in it, such as a row or a period."""

SMALL_WORDS = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has", "have", "in", "is", "it",
        "its", "of", "on", "or", "out", "per", "that", "the", "their", "them", "they", "this", "to", "who", "whose",
        "with", "within",
    )
)  # fmt: skip
"""Words that say nothing of what is measured."""


_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u2018\u201c\"'(£\d])")


def sentences_in(text: str) -> list[str]:
    """Return the sentences of a text, in order.

    >>> sentences_in("It rose by 2.5%. England had 40%.")
    ['It rose by 2.5%.', 'England had 40%.']
    """
    return _SENTENCE_ENDS.split(text)


def word_list(text: str) -> list[str]:
    """Return the words of a text that say what is measured, in small letters and in order.

    >>> word_list("Pupils' sessions missed, all state-funded schools (%)")
    ['pupils', 'sessions', 'missed', 'all', 'state', 'funded', 'schools', '%']
    """
    words = re.findall(r"[^\W_]+|%", re.sub(r"['\u2019]", "", text.casefold()))
    return [word for word in words if word not in SMALL_WORDS]


def kinds_of_reasons(reasons: Iterable[str]) -> dict[str, str]:
    """Return for each of some reasons the words under which it is counted with those that are alike.

    Reasons are alike that differ in no more than a number, a period, a code, a text in quotes, or the file and the row
    of another figure. Where they differ, the words have an ellipsis. A reason without any other word is like no other.

    >>> kinds_of_reasons(["3 fields, expected 4", "5 fields, expected 4", "not a number"])["5 fields, expected 4"]
    '\u2026 fields, expected 4'
    >>> kinds_of_reasons(["the same figure is in a.csv row 2"])
    {'the same figure is in a.csv row 2': 'the same figure is in another file'}
    """
    kinds: dict[str, str] = {}
    alike: dict[tuple[str, ...], list[tuple[str, list[str]]]] = defaultdict(list)
    for reason in dict.fromkeys(reasons):
        beginning = next((kind for start, kind in _KINDS.items() if reason.startswith(start)), None)
        if beginning is not None:
            kinds[reason] = beginning
            continue
        parts = _OF_ONE_ROW.split(reason)
        same = tuple(parts[::2]) if re.search(r"[^\W\d_]", "".join(parts[::2])) else (reason,)
        alike[same].append((reason, parts))
    for group in alike.values():
        columns = zip(*(parts for _, parts in group), strict=True)
        words = [different[0] if len(set(different)) == 1 else "\u2026" for different in columns]
        kinds |= {reason: "".join(words) for reason, _ in group}
    return kinds


def number_of(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: 1 indicator, 2 indicators.

    >>> number_of(1, "indicator"), number_of(1200, "row"), number_of(0, "country", "countries")
    ('1 indicator', '1,200 rows', '0 countries')
    """
    return f"{count:,} {singular_or_plural(count, one, many or one + 's')}"


def singular_or_plural(count: float, one: str, many: str) -> str:
    """Return the word that a number of things takes, such as a verb: one is, none or several are.

    >>> [singular_or_plural(count, "is", "are") for count in (0, 1, 2)]
    ['are', 'is', 'are']
    """
    return one if count == 1 else many


PLACEHOLDER_PATTERNS = (
    r"\bx{1,3} ?%|\bx{2,}\b(?! ?%)",
    r"\bTB[ACD]\b",
    r"\bto go here\b|\bawaiting further information\b|\blorem ipsum\b|\bplaceholder\b|\?{2,}",
)
"""Marks for words or a figure that somebody still has to write, in any text; capitals do not matter."""

_TO_FOLLOW = (
    r"to (?:follow|come)|to be "
    r"(?:confirmed|completed|added|advised|decided|drafted|finalised|inserted|provided|supplied|updated|written)"
)
MARKS_TO_FILL_IN = (r"\{\{.*?\}\}|\{%.*?%\}|<[a-z][^<>]*>|\[[a-z][^\[\]]*\]",)
"""Brackets around words of a template that somebody still has to replace; capitals do not matter."""

_OF_COMMENTARY = (
    *PLACEHOLDER_PATTERNS,
    r"\bt\.b\.[acd]\b\.?",
    r"\bx (?:per cent|percent)\b|£ ?x+\w?\b",
    r"\bto ?do:|^to ?do$|\bfixme\b",
    rf"^(?:\w+ ){{0,4}}(?:is |are )?(?:{_TO_FOLLOW})\.?$",
    r"^\(?(?:awaiting|pending|please (?:add|complete|enter|insert|provide|update)|insert|add|enter)"
    r"(?: \w+){0,4}\)?\.?$",
    *MARKS_TO_FILL_IN,
    r"^(?:n/?a|none|nil|blank|draft|example|text|comment(?:ary)?|narrative)\.?$",
    r"^[^\w\s]+$",
    r"^(?:x|test|name|post|owner|job title|as above|ditto|see (?:above|below|attached|e-?mail)|updates? needed)\.?$",
    r"^(?:your )?(?:comment|commentary|date|figure|name|narrative|number|text|title)s? (?:goes? )?here\.?$",
    r"\bnot for publication\b|\bdo not publish\b|\[\d+ words\]|^max(?:imum)?\.? \d+ words\.?$",
    r"\bn{1,3} ?%|(?:\?|_|#|\.\.|\u2026|\[\w*\]) ?%",
    r"_{2,}(?: ?%)?",
    r"\b20(?:xx|yy)\b|\bdd/mm/yy(?:yy)?\b",
    r"\bfrom x to y\b",
)


def placeholders(text: str, allowed: Collection[str] = ()) -> list[str]:
    """Return what of a text that somebody typed stands for words still to be written, in order; `allowed` is none.

    >>> placeholders("X% of repairs, narrative TBC"), placeholders("Works are to be completed in May [p].", ("[p]",))
    (['X%', 'TBC'], [])
    """
    offsets = {match.start(): match[0] for pattern in _OF_COMMENTARY for match in re.finditer(pattern, text, re.I)}
    return [offsets[offset] for offset in sorted(offsets) if offsets[offset] not in allowed]
