"""What moved since the stage before, as the tables that pages and papers print: moved_since_stage and moved_counts."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.results.as_counts import as_counts
from helpers.results.stage_changes import ANSWERED, COLOUR, COLUMNS, OFFICERS_WORDS, WHAT
from helpers.schema.site import MOVED_COUNTS, MOVED_SINCE_STAGE
from helpers.schema.types import pandas_types

SENTENCE: Final = "sentence"
OTHER_RESULT: Final = "other result"

OF_SENTENCE: Final = "sentence of "
"""How `what` begins of a sentence; the page follows."""

FROM_MEETINGS: Final = (OFFICERS_WORDS, "comment", "amendment", *ANSWERED.values())
"""What officers and committees said of a draft."""

RESULTS, MEETINGS, SENTENCES = "results", "from_meetings", "sentences"
"""The three parts of the list, as moved_counts counts them; `ALL` is their sum."""

ALL: Final = "all"

_NAMED: Final = {*WHAT.values(), COLOUR, *FROM_MEETINGS}
"""What is counted by its name."""


def kind_of(what: str) -> str:
    """Return the kind of a change: what is counted by its name, a sentence, an earlier figure, or another result.

    >>> kind_of("sentence of index.html"), kind_of("figure of 2019"), kind_of("rank (region)")
    ('sentence', 'figure before', 'rank')
    """
    if what.startswith(OF_SENTENCE):
        return SENTENCE
    if what.startswith("figure of "):
        return WHAT["previous_value"]
    name = what.partition(" (")[0]
    return name if name in _NAMED else OTHER_RESULT


def moved_since_stage(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the table of all changes, with their kinds and numbered in their order.

    Columns needed    those of `changes_between`
    Columns returned  MOVED_SINCE_STAGE
    """
    kinds = list(map(kind_of, changes["what"]))
    numbered = changes.reset_index(drop=True).assign(change=range(1, len(changes) + 1), kind=kinds)
    blank = {name: numbered[name].mask(numbered[name].eq("")) for name in ("indicator_id", "title", "old", "new")}
    return numbered.assign(**blank)[list(MOVED_SINCE_STAGE.names)].astype(pandas_types(MOVED_SINCE_STAGE))


def changes_of(moved: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of the table moved_since_stage as `changes_between` gives them.

    Columns needed    those of `COLUMNS`
    Columns returned  those of `COLUMNS`, what is missing as blank text
    """
    return moved[list(COLUMNS)].astype("object").fillna("").astype("str")


def moved_counts(moved: pd.DataFrame) -> pd.DataFrame:
    """Count the changes: all, those of each part of the list, of each kind and of each cause.

    Columns needed    kind, cause
    Columns returned  MOVED_COUNTS
    """
    parts = moved["kind"].map(part_of).value_counts()
    rows = [(name, int(parts.get(name, 0)), "changes") for name in (RESULTS, MEETINGS, SENTENCES)]
    for name in ("kind", "cause"):
        rows += [(f"{name}: {one}", int(number), "changes") for one, number in moved[name].value_counts().items()]
    return as_counts([(ALL, len(moved), "changes"), *rows], MOVED_COUNTS)


def part_of(kind: str) -> str:
    """Return the part of the list that has the changes of a kind."""
    if kind == SENTENCE:
        return SENTENCES
    return MEETINGS if kind in FROM_MEETINGS else RESULTS
