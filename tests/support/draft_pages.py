"""The draft check on pages of a report, whose words are made from the tables: whatever it lists is a false alarm."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from helpers.publish.page_lint import visible_text
from helpers.results.drafts.check import check_draft
from helpers.results.drafts.year_tables import YearTables
from helpers.sources.drafts.plain_text import read_text


def false_alarms(pages: Iterable[Path], tables: YearTables) -> tuple[list[str], int]:
    """Return what the check lists on pages, without their tables, and how many statements it compared."""
    faults, compared = [], 0
    for path in pages:
        pieces = visible_text(path.read_text(encoding="utf-8"))
        text = "\n\n".join(piece.text for piece in pieces if not piece.is_cell)
        checked = check_draft(read_text(text.encode(), path.name), tables)
        faults += [fault.said_of(path.name) for fault in checked.faults]
        compared += checked.compared
    return faults, compared
