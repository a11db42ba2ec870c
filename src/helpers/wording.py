"""Words that more than one part of the package needs: those of a title, and why a figure of another file is kept."""

from __future__ import annotations

import re

SAME_FIGURE = "the same figure is in "
LATER_EDITION = "a later edition gives this figure: "
"""How the reasons begin for which a row is left out whose figures another file gives."""

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
