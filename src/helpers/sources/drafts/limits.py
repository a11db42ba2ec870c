"""The limits within which a draft is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from helpers.drafts import Draft, Passage
from helpers.sources.files.limits import Refused

MAX_CHARACTERS: Final = 1_000_000
"""Characters of the longest draft: a report of 100 pages has some 300,000."""

MAX_PASSAGES: Final = 30_000
"""Paragraphs, headings and rows of tables of the longest draft."""

MAX_PASSAGE_CHARACTERS: Final = 20_000
"""Characters of the longest paragraph or row."""

MAX_PARTS: Final = 5_000
"""Files in the largest Word document, which is a zip file."""

MAX_PART_BYTES: Final = 20_000_000
"""Bytes of the largest part of a Word document that holds text, once unpacked."""

MAX_UNPACKED_BYTES: Final = 100_000_000
"""Bytes of all parts of a Word document, pictures included, once unpacked."""


def refuse_too_long(characters: int, name: str) -> None:
    """Raise Refused where a draft has more characters than are read."""
    if characters > MAX_CHARACTERS:
        raise Refused(f"{name} has {characters:,} characters; the limit is {MAX_CHARACTERS:,}. Check it in parts.")


def draft_within_limits(name: str, passages: Sequence[Passage], remarks: Sequence[str] = ()) -> Draft:
    """Return a draft of these passages.

    Raises  Refused: there are none, too many, or one is too long
    """
    if not passages:
        raise Refused(f"{name} has no text that can be read.")
    if len(passages) > MAX_PASSAGES:
        raise Refused(f"{name} has {len(passages):,} passages; the limit is {MAX_PASSAGES:,}. Check it in parts.")
    refuse_too_long(sum(len(passage.text) for passage in passages), name)
    longest = max(passages, key=lambda passage: len(passage.text))
    if len(longest.text) > MAX_PASSAGE_CHARACTERS:
        raise Refused(
            f"{name} {longest.where} has {len(longest.text):,} characters; the limit is {MAX_PASSAGE_CHARACTERS:,}. "
            "Divide it into paragraphs."
        )
    return Draft(name, tuple(passages), tuple(remarks))
