"""The draft check on the pages of other years and of another council, by which none of its rules was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents import read_document
from draft_pages import TOOL, false_alarms

from helpers.commands import drafts
from helpers.paths import Project

GUIDE = read_document("drafts.md")

REPORTS = {
    "2018": ("", 400, "| 2018 | "),
    "2020": ("", 400, "| 2020 | "),
    "2023": ("E10000016", 350, "| 2023, Kent | "),
}
"""The council of each year, blank for the usual one, how many statements are compared at least, and the guide's row."""


def check_pages(root: Path, year: str) -> None:
    """Hold the pages of a report to no false alarm, and to as many pages as the guide says."""
    authority, least, row = REPORTS[year]
    pages = TOOL["pages_of"](root / "reports" / "-".join(filter(None, (year, authority))))
    faults, compared = false_alarms(pages, drafts.tables_of(Project(root), year, authority))
    assert faults == []
    assert GUIDE.says(f"{row}{len(pages)} | "), "the guide states another number of pages"
    assert compared > least, "the check compared next to nothing"


@pytest.mark.parametrize("year", REPORTS)
def test_the_pages_of_other_reports_raise_no_false_alarm_as_the_guide_says(every_report: Any, year: str) -> None:
    check_pages(every_report[0], year)
