"""Words that more than one part of the package needs: those of a title, and the reasons why rows are not used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

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


def word_list(text: str) -> list[str]:
    """Return the words of a text that say what is measured, in small letters and in order.

    >>> word_list("Pupils' sessions missed, all state-funded schools (%)")
    ['pupils', 'sessions', 'missed', 'all', 'state', 'funded', 'schools', '%']
    """
    found = re.findall(r"[^\W_]+|%", re.sub(r"['\u2019]", "", text.casefold()))
    return [word for word in found if word not in SMALL_WORDS]


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
        known = next((kind for start, kind in _KINDS.items() if reason.startswith(start)), None)
        if known is not None:
            kinds[reason] = known
            continue
        parts = _OF_ONE_ROW.split(reason)
        same = tuple(parts[::2]) if re.search(r"[^\W\d_]", "".join(parts[::2])) else (reason,)
        alike[same].append((reason, parts))
    for group in alike.values():
        columns = zip(*(parts for _, parts in group), strict=True)
        words = [different[0] if len(set(different)) == 1 else "\u2026" for different in columns]
        kinds |= {reason: "".join(words) for reason, _ in group}
    return kinds
