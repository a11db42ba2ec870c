"""The draft check on files of a report, whose words are made from the tables: whatever it lists is a false alarm."""

from __future__ import annotations

import runpy
from collections.abc import Iterable
from pathlib import Path

from helpers.results.drafts.year_tables import YearTables

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "measure_drafts.py"))


def false_alarms(pages: Iterable[Path], tables: YearTables) -> tuple[list[str], int]:
    """Return what the check lists on pages, without their tables, and how many statements it compared."""
    alarms = TOOL["alarms_on"](pages, tables)
    return list(alarms.false_alarms), alarms.compared


def false_alarms_in_word(documents: Iterable[Path], tables: YearTables) -> tuple[list[str], int]:
    """Return what the check lists in Word documents, and how many statements it compared."""
    alarms = TOOL["alarms_on"](documents, tables, TOOL["read_draft"])
    return list(alarms.false_alarms), alarms.compared
