"""Which directions the sentences of a draft state in words: improved, worsened, no change; rose and fell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpers.typed_numbers import periods_in
from helpers.verdicts import IMPROVED, NO_REAL_CHANGE, WORSENED

_IMPROVED: Final = (
    r"(?:has |have )?improved|(?:is|are) improving|(?:has|have) got better|got better|improvements? (?:was |were )?"
    r"(?:seen )?in|better performance (?:in|for)"
)
_WORSENED: Final = (
    r"(?:has |have )?(?:worsened|deteriorated|declined)|(?:is|are) (?:worsening|deteriorating)|(?:has|have) got worse|"
    r"got worse|(?:lower|poorer|worse) performance (?:in|for)|deterioration in"
)
_SAME: Final = (
    r"(?:shows?|showed|saw|with) no (?:real |significant )?change|stayed the same|(?:is|are|was|were|remained) "
    r"unchanged|no real change"
)
_WORDS: Final = re.compile(rf"\b(?:(?P<better>{_IMPROVED})|(?P<worse>{_WORSENED})|(?P<same>{_SAME}))\b", re.IGNORECASE)
_DIRECTIONS: Final = {"better": IMPROVED, "worse": WORSENED, "same": NO_REAL_CHANGE}
_MOVED: Final = re.compile(
    r"\b(?:(?P<up>rose|risen|increased|went up|gone up|grew|grown)|(?P<down>fell|fallen|decreased|dropped|went down|"
    r"gone down|reduced))\b",
    re.IGNORECASE,
)
_NOT_STATED: Final = re.compile(
    r"\b(?:not|never|if|should|would|could|may|might|must|will|aims?|need(?:s|ed)?|want(?:s|ed)?|plans? to|"
    r"planned|to be|since|over (?:the )?(?:last|past|previous)|long(?:er)?[- ]term|trend|in recent years|so far|"
    r"compared with|rank(?:s|ed)?|quartile|expected|unless|whether|gap|cannot)\b",
    re.IGNORECASE,
)
"""Words with which a sentence states no direction of this year: a doubt, a plan, other years or a place in a group."""


def stated_directions(sentence: str, year: int) -> Iterator[tuple[str, str]]:
    """Give each piece of a sentence that states one direction, with the direction as `verdicts` spells it.

    After a colon the names of a list take the direction before it. What speaks of other years than `year`, or states no
    direction, is left out.
    """
    if _NOT_STATED.search(sentence) or _other_years(sentence, year):
        return
    for piece, matches in _pieces(sentence, _WORDS):
        kinds = {match.lastgroup for match in matches}
        if len(kinds) == 1:
            yield piece, _DIRECTIONS[str(next(iter(kinds)))]


def stated_movements(sentence: str, year: int) -> Iterator[tuple[str, bool]]:
    """Give each piece of a sentence that says that a figure rose (True) or fell (False), in the year before `year`."""
    if _NOT_STATED.search(sentence) or _other_years(sentence, year):
        return
    for piece, matches in _pieces(sentence, _MOVED):
        kinds = {match.lastgroup for match in matches}
        if len(kinds) == 1:
            yield piece, kinds == {"up"}


def _pieces(sentence: str, words: re.Pattern[str]) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """Give the pieces of a sentence between semicolons, or the sentence, with the words in each.

    A piece without a word after one that ends with a colon has that one's words.
    """
    head, colon, after_colon = sentence.partition(": ")
    lead = list(words.finditer(head)) if colon else []
    if lead and not words.search(after_colon):
        for name in re.split(r"; (?:and )?", after_colon.rstrip(".")):
            yield name, lead
        return
    pieces = re.split(r"; |, but |, while | whereas | while |, although ", sentence)
    for piece in pieces:
        yield piece, list(words.finditer(piece))


def _other_years(sentence: str, year: int) -> bool:
    """Say whether a sentence names a year that is not of the report or the one before."""
    near = {str(year), str(year - 1), str(year - 2)} | {f"{one - 1}/{one % 100:02d}" for one in (year, year - 1)}
    return any(period not in near for period, _ in periods_in(sentence))


def direction_of_cell(cell: str) -> str:
    """Return the direction that a cell of a table states, as `verdicts` spells it; blank if it states none.

    >>> direction_of_cell("Improved"), direction_of_cell("No change"), direction_of_cell("Red")
    ('Improved', 'No real change', '')
    """
    words = cell.strip(" .\N{BLACK UP-POINTING TRIANGLE}\N{BLACK DOWN-POINTING TRIANGLE}").casefold()
    return _CELLS.get(words, "")


_CELLS: Final = {
    **dict.fromkeys((IMPROVED.casefold(), "improving", "better"), IMPROVED),
    **dict.fromkeys((WORSENED.casefold(), "worsening", "deteriorated", "declined", "worse"), WORSENED),
    **dict.fromkeys((NO_REAL_CHANGE.casefold(), "no change", "similar", "stable", "same"), NO_REAL_CHANGE),
}
