"""The rows of the tables in a draft, each under the headings of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from helpers.drafts import ROW, Draft, Passage

_TOTAL: Final = re.compile(r"^(?:grand |overall )?totals?\b|^overall$|^all (?:themes|indicators)$", re.IGNORECASE)
_STATUS: Final = re.compile(r"\b(?:rag|status|direction of travel)\b", re.IGNORECASE)


class HeadedRow(NamedTuple):
    """A row below the first of its table: the passage, the headings of the columns and its cells."""

    passage: Passage
    head: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def is_total(self) -> bool:
        """Whether the row has the totals of those above it."""
        return bool(_TOTAL.match(self.name))

    @property
    def name(self) -> str:
        """The first cell with a word in it, which says what the row is about; blank if there is none."""
        return next((cell for cell in self.cells if re.search(r"[^\W\d_]{2}", cell)), "")


def rows_under_heads(draft: Draft) -> Iterator[HeadedRow]:
    """Give every row of the tables in a draft but the first of each, which has the headings."""
    head: tuple[str, ...] = ()
    table = 0
    for passage in draft.passages:
        if passage.kind != ROW:
            continue
        if passage.table != table:
            head, table = passage.cells, passage.table
            continue
        yield HeadedRow(passage, head, passage.cells)


def status_columns(head: Sequence[str]) -> list[int]:
    """Return the columns whose heading says that they hold a status."""
    return [number for number, name in enumerate(head) if _STATUS.search(name)]
