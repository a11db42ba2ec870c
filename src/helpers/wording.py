"""The words of a title, so that titles can be compared."""

from __future__ import annotations

import re

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
