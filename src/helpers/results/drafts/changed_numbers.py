"""Numbers that people changed in text that the project wrote, found beside the text as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from helpers.drafts import Passage
from helpers.typed_numbers import numbers_in

MIN_ALIKE: Final = 0.5
"""How alike two passages are, from 0 to 1, so that one is taken for the other after a change."""


class ChangedNumber(NamedTuple):
    """A number of a passage that is another now: where, under which heading, the old and the new.

    `old` is blank for a number that was added, `new` for one that was deleted.
    """

    where: str
    heading: str
    old: str
    new: str


class Changes(NamedTuple):
    """What people changed outside of fields: numbers, and how many passages have other words, are new or are gone."""

    numbers: tuple[ChangedNumber, ...]
    passages: int


def changed_numbers(written: Sequence[Passage], edited: Sequence[Passage]) -> Changes:
    """Compare the passages that the project wrote with those that came back, in their order."""
    numbers: list[ChangedNumber] = []
    changed = 0
    matcher = SequenceMatcher(None, [one.text for one in written], [one.text for one in edited], autojunk=False)
    for kind, first, last, first_new, last_new in matcher.get_opcodes():
        if kind == "equal":
            continue
        for old, new in _pairs(written[first:last], edited[first_new:last_new]):
            changed += 1
            numbers += _between(old, new)
    return Changes(tuple(numbers), changed)


def _pairs(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[tuple[Passage | None, Passage | None]]:
    """Give each passage with the one that came of it, in order; None beside one that is new or gone."""
    left = list(new)
    for passage in old:
        index = next((number for number, one in enumerate(left) if _is_alike(passage.text, one.text)), None)
        if index is None:
            yield passage, None
            continue
        yield from ((None, added) for added in left[:index])
        yield passage, left[index]
        del left[: index + 1]
    yield from ((None, added) for added in left)


def _is_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= MIN_ALIKE


def _between(old: Passage | None, new: Passage | None) -> Iterator[ChangedNumber]:
    passage = new or old
    if passage is None:
        return
    before, after = ([] if one is None else numbers_in(one.text) for one in (old, new))
    for kind, first, last, first_new, last_new in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        size = max(last - first, last_new - first_new)
        olds = [*before[first:last], *[""] * size][:size]
        news = [*after[first_new:last_new], *[""] * size][:size]
        for pair in zip(olds, news, strict=True):
            yield ChangedNumber(passage.where, passage.heading, *pair)
