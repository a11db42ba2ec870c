"""What nobody filled in: placeholders in a draft, and blank cells in a column of statuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpers.drafts import HEADING, MARGIN, ROW, TITLE, Draft, DraftFault, Passage, sentences_of
from helpers.markers import MEANINGS
from helpers.results.drafts.table_rows import rows_under_heads, status_columns
from helpers.wording import MARKS_TO_FILL_IN, PLACEHOLDER_PATTERNS, placeholders

_MORE: Final = (
    r"\bdetails? to (?:follow|go here)\b",
    r"\b(?:insert|add)(?:ed)? (?:\w+ ){0,3}here\b",
    r"^awaiting\b[^.]{0,60}\.?$",
    r"\bfigures? (?:still )?(?:awaited|to follow)\b",
    r"(?<![\w%\u2013-])%(?= (?:of|on|in)\b)",
)
"""Marks of a report beside those of commentary; capitals do not matter."""

_IN_CELLS: Final = (*PLACEHOLDER_PATTERNS, *MARKS_TO_FILL_IN, *_MORE)
_ALLOWED: Final = frozenset(MEANINGS) | {"%"}
_ALONE: Final = frozenset(
    ("draft", "none", "nil", "n/a", "na", "example", "text", "name", "post", "owner", "commentary", "narrative", "test")
)
"""Words that stand alone in a report, such as its stage, although a comment of a return may not consist of them."""


def unfilled(draft: Draft) -> Iterator[DraftFault]:
    """Give each placeholder that was left in a draft, and each blank cell of a status beside a filled-in row.

    In headings, margins and cells, words such as Draft or None are no placeholders.
    """
    for passage in draft.passages:
        for quote in sentences_of(passage) if passage.kind != ROW else passage.cells:
            for mark in dict.fromkeys(_marks_in(quote, passage)):
                yield DraftFault(
                    passage, quote, f"words or a figure in place of '{mark}'", "fill it in, or take the sentence out"
                )
    for row in rows_under_heads(draft):
        for column in status_columns(row.head):
            filled = sum(1 for cell in row.cells if cell)
            if column < len(row.cells) and not row.cells[column] and filled >= 2 and not row.is_total:
                yield DraftFault(
                    row.passage,
                    row.passage.text,
                    f"a status under '{row.head[column]}', which is blank",
                    "fill it in, or say why there is none",
                )


def _marks_in(quote: str, passage: Passage) -> list[str]:
    if passage.kind in (HEADING, TITLE, MARGIN, ROW):
        marks = [match[0] for pattern in _IN_CELLS for match in re.finditer(pattern, quote, re.IGNORECASE)]
    else:
        marks = placeholders(quote, _ALLOWED)
        marks += [match[0] for pattern in _MORE for match in re.finditer(pattern, quote, re.IGNORECASE)]
    marks = [mark.strip() for mark in marks if mark.strip() not in _ALLOWED]
    marks = [mark for mark in marks if mark.strip(". ").casefold() not in _ALONE and re.search(r"\w|\?", mark)]
    return [mark for mark in marks if not any(mark != other and mark in other for other in marks)]
