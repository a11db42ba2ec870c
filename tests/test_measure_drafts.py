"""What the tool that counts false alarms of the draft check reads, and what it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from draft_pages import TOOL, false_alarms
from drafts import TABLES

from helpers.problems import InputProblem

PAGE = (
    "<main><p>In Great Communities {} of 21 indicators improved.</p>"
    "<table><tr><td>In Great Communities 5 of 21 indicators improved.</td></tr></table></main>"
)


@pytest.mark.parametrize(("improved", "alarms"), [(13, 0), (14, 1)])
def test_words_outside_tables_are_compared(tmp_path: Path, improved: int, alarms: int) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(improved), encoding="utf-8")
    alarmed, compared = false_alarms([page], TABLES)
    assert len(alarmed) == alarms and compared == 2, alarmed
    assert all("13 improved for Great Communities" in line for line in alarmed)


def test_pages_are_those_of_the_site_without_cards(tmp_path: Path) -> None:
    for name in ("index.html", "themes/a.html", "dashboards/b.html", "indicators/c.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in TOOL["pages_of"](tmp_path)] == ["index.html", "a.html", "b.html"]


def test_a_folder_that_is_no_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    with pytest.raises((InputProblem, OSError)):
        TOOL["tables_of_report"](tmp_path / "reports/nonsense")
