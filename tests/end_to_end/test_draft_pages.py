"""The draft check on the pages of a year by which none of its rules was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from documents import read_document
from draft_pages import false_alarms

from helpers.commands import drafts
from helpers.paths import Project

GUIDE = read_document("drafts.md")


def check_pages(root: Path) -> None:
    """Compare the false alarms on the pages of 2020 with what the guide says of them."""
    site, tables = root / "reports/2020", drafts.tables_of(Project(root), "2020")
    steps, compared = false_alarms(sorted(site.glob("*.html")), tables)
    assert GUIDE.says("fewer than 5 on the pages of its steps") and len(steps) < 5, steps
    dashboards, on_dashboards = false_alarms(sorted((site / "dashboards").glob("*.html")), tables)
    assert GUIDE.says("fewer than 5 on its 20 dashboards") and len(dashboards) < 5, dashboards
    assert len(list((site / "dashboards").glob("*.html"))) == 20
    assert compared > 150 and on_dashboards > 50, "the check compared next to nothing"


def check_pages_of_another_council(root: Path, authority: str) -> None:
    """Compare the false alarms on the pages of another council, which changed no rule, with what the guide says."""
    site, tables = root / f"reports/2023-{authority}", drafts.tables_of(Project(root), "2023", authority)
    faults, compared = false_alarms([*site.glob("*.html"), *(site / "dashboards").glob("*.html")], tables)
    assert GUIDE.says("fewer than 5 on all pages of Kent's report of 2023") and len(faults) < 5, faults
    assert compared > 200, "the check compared next to nothing"


def test_the_pages_of_another_year_raise_as_many_faults_as_the_guide_says(every_report: Any) -> None:
    check_pages(every_report[0])
    check_pages_of_another_council(every_report[0], "E10000016")
