"""Claims of productivity or cost effectiveness in a draft, which need the source that says so and its date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.drafts import Draft, DraftFault, sentences_of

_CLAIM = re.compile(
    r"\b(?:most|more|highly) (?:\w+ )?(?:productive|cost[- ]effective|cost[- ]efficient)\b|"
    r"\b(?:best|better|highest|greatest) (?:value for money|productivity|cost[- ]effectiveness)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
_SOURCE = re.compile(
    r"\b(?:source|according to|index|reports?|study|survey|comparison|benchmarking|published|found by|rated by|"
    r"ranked by|named by|worked out)\b",
    re.IGNORECASE,
)


def uncited_claims(draft: Draft) -> Iterator[DraftFault]:
    """Give each sentence that claims productivity or cost effectiveness without a source and a date in its passage.

    No table of a run has such a rank: a score is never divided by pounds. So only somebody else can say it, and readers
    must be able to look it up.
    """
    for passage in draft.passages:
        if _DATED.search(passage.text) and _SOURCE.search(passage.text):
            continue
        for sentence in sentences_of(passage):
            if claim := _CLAIM.search(sentence):
                yield DraftFault(
                    passage,
                    sentence,
                    f"who says '{claim[0]}', and when, as no table of this report has it",
                    "name the source and its date, or take the claim out",
                )
