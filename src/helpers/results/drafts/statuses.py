"""Statuses of a draft: one measure with two of them, and red or amber measures that the text does not explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from helpers.drafts import ROW, Draft, DraftFault, Passage, sentences_of
from helpers.results.drafts.table_rows import rows_under_heads, status_columns

REFERENCE: Final = re.compile(
    r"(?<![\w.,/£])[1-9]\d?(?:\.\d{1,2}){1,2}(?! ?(?:million|m\b|per\b|%))[a-z]?(?![\w%]|\.\d|,\d)"
)
"""The number under which a report prints a measure, such as 7.18."""

_RATING: Final = re.compile(r"\b(red|amber|green)\b", re.IGNORECASE)
_NO_STATUS: Final = re.compile(r"\b(?:from|was|were|previously|before|moved|changed|against)\b", re.IGNORECASE)


class RatedReference(NamedTuple):
    """The rating of a measure, by its reference, where it stands."""

    reference: str
    rating: str
    passage: Passage
    quote: str


def conflicting_statuses(draft: Draft) -> Iterator[DraftFault]:
    """Give each measure, by its reference such as 7.18, that has another rating further up in the draft.

    A sentence states the rating of the references in it if it names one rating alone, and no change of rating.
    """
    first: dict[str, RatedReference] = {}
    for status in statuses_of(draft):
        earlier = first.setdefault(status.reference, status)
        if earlier.rating != status.rating:
            yield DraftFault(
                status.passage,
                status.quote,
                f"{status.reference} to be {earlier.rating}, as {earlier.passage.where} says, not {status.rating}",
                "make the two the same",
            )


def unexplained_statuses(draft: Draft) -> Iterator[DraftFault]:
    """Give each red or amber row of a table whose reference is nowhere in the text of a draft.

    A draft whose text names none of the references in its tables is not written by reference, and is left alone.
    """
    texts = [passage.text for passage in draft.passages if passage.kind != ROW]
    in_text = {reference for text in texts for reference in REFERENCE.findall(text)}
    rows = list(_statuses_in_rows(draft))
    if not in_text & {status.reference for status in rows}:
        return
    for status in rows:
        if status.rating in ("red", "amber") and status.reference not in in_text:
            yield DraftFault(
                status.passage,
                status.quote,
                f"words in the text on {status.reference}, which is {status.rating}",
                "say why and what will be done",
            )


def statuses_of(draft: Draft, *, rows_only: bool = False) -> Iterator[RatedReference]:
    """Give each rating that a draft gives a reference such as 7.18, in its text and in the rows of its tables."""
    for passage in draft.passages:
        if passage.kind == ROW or rows_only:
            continue
        for sentence in sentences_of(passage):
            ratings = {rating.lower() for rating in _RATING.findall(sentence)}
            if len(ratings) == 1 and not _NO_STATUS.search(sentence):
                (rating,) = ratings
                yield from (RatedReference(one, rating, passage, sentence) for one in REFERENCE.findall(sentence))
    yield from _statuses_in_rows(draft)


def _statuses_in_rows(draft: Draft) -> Iterator[RatedReference]:
    for row in rows_under_heads(draft):
        references = [cell for cell in row.cells if REFERENCE.fullmatch(cell)]
        references = references or REFERENCE.findall(row.name)[:1]
        ratings = [
            match[1].lower()
            for column in status_columns(row.head)
            if column < len(row.cells) and (match := _RATING.match(row.cells[column]))
        ]
        if references and ratings:
            yield RatedReference(references[0], ratings[0], row.passage, row.passage.text)
