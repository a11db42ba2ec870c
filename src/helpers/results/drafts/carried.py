"""What was carried forward from the draft of the report before: its sentences, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpers.drafts import HEADING, MARGIN, ROW, TITLE, Draft, DraftFault, Passage, sentences_of
from helpers.typed_numbers import periods_in, typed_numbers

MIN_WORDS: Final = 6
"""Words of the shortest sentence that is taken for a copy."""

_RELATIVE: Final = re.compile(
    r"\b(?:(?:last|this|next|previous|current|coming) (?:\w+ )?(?:year|quarter|month|spring|summer|autumn|winter)|"
    r"recent(?:ly)?|currently|a year (?:ago|earlier)|for the first time|new(?:ly)?)\b",
    re.IGNORECASE,
)
"""Words that mean another time in each report."""


def carried_forward(draft: Draft, before: Draft) -> Iterator[DraftFault]:
    """Give each sentence that stands word for word in the draft before and states a figure or a time.

    Sentences without either, such as what the themes are, may well stay the same: `same_words` counts them.
    """
    earlier = {_words(sentence): passage for passage, sentence in _sentences(before)}
    for passage, sentence in _sentences(draft):
        source = earlier.get(_words(sentence))
        if source is None or not _states_a_time_or_figure(sentence):
            continue
        when = _RELATIVE.search(sentence)
        what = f"'{when[0]}' to be true of this report" if when else "the figure of this report"
        yield DraftFault(
            passage,
            sentence,
            f"{what}, as {before.name} has the same sentence in {source.where}",
            "bring it up to date, or say which year it is of",
        )


def same_words(draft: Draft, before: Draft) -> int:
    """Return how many sentences stand in both drafts and state neither a figure nor a time."""
    earlier = {_words(sentence) for _, sentence in _sentences(before)}
    return sum(
        1 for _, sentence in _sentences(draft) if _words(sentence) in earlier and not _states_a_time_or_figure(sentence)
    )


def _sentences(draft: Draft) -> Iterator[tuple[Passage, str]]:
    for passage in draft.passages:
        if passage.kind not in (TITLE, HEADING, MARGIN, ROW):
            for sentence in sentences_of(passage):
                if len(sentence.split()) >= MIN_WORDS:
                    yield passage, sentence


def _words(sentence: str) -> str:
    return " ".join(re.findall(r"[\w%£.,/]+", sentence.casefold())).rstrip(".")


def _states_a_time_or_figure(sentence: str) -> bool:
    """Say whether a sentence may be of one year alone; a year that it names makes it true of every later report."""
    has_figure = any(number.unit or number.value >= 10 for number in typed_numbers(sentence))
    return bool(_RELATIVE.search(sentence)) or (has_figure and not periods_in(sentence))
