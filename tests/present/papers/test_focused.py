"""A report for one theme, department or partner: only what is theirs, and names that nobody has are refused."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from dashboard_row import ROW

from helpers.present.documents import ReportDocument
from helpers.present.pages.site_rows import RowNotes
from helpers.present.papers.focused import FILE, Focus, focus_on, focused_report
from helpers.present.values import BulletList, Paragraph, Table
from helpers.problems import InputProblem

DOCUMENT = ReportDocument(FILE, "Compendium: Clean", "Testshire", "Draft", ("Run 2023.",), ())


def row(name: str, **changed: Any) -> dict[str, Any]:
    return (
        ROW
        | {
            "indicator_id": name,
            "title": name.capitalize(),
            "controlled_by": "county",
            "previous_period": "2021/22",
            "period_end": "2023-03-31",
            "period_start": "2022-04-01",
        }
        | changed
    )


COMPENDIUM = pd.DataFrame(
    [
        row("litter"),
        row("trees", value=None, direction="Cannot be determined"),
        row("falls", theme="Safe", dashboard="Care", direction="Worsened"),
        row("crime", theme="Safe", dashboard="Police"),
    ]
)
INDICATORS = pd.DataFrame(
    [
        ("litter", "Head of Waste", "District councils"),
        ("trees", "Head of Waste", ""),
        ("falls", "Head of Care", "NHS"),
        ("crime", "", "Police force"),
    ],
    columns=["indicator_id", "owner", "organisation"],
)


@pytest.mark.parametrize(
    ("name", "kind", "own", "indicators"),
    [
        ("safe", "theme", "Safe", ["falls", "crime"]),
        ("Head of waste", "department", "Head of Waste", ["litter", "trees"]),
        (" POLICE FORCE ", "partner", "Police force", ["crime"]),
    ],
)
def test_a_name_in_any_case_is_a_theme_a_department_or_a_partner(
    name: str, kind: str, own: str, indicators: list[str]
) -> None:
    focus = focus_on(name, COMPENDIUM, INDICATORS)
    assert (focus.kind, focus.name, list(focus.rows["indicator_id"])) == (kind, own, indicators)


def test_a_name_that_nobody_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputProblem, match=r"for is 'Polise'; this report has no theme.*The nearest are Police force"):
        focus_on("Polise", COMPENDIUM, INDICATORS)


def made(focus: Focus) -> ReportDocument:
    comparisons = pd.DataFrame(columns=["indicator_id", "period", "england", "previous_quartile"])
    words = pd.DataFrame(columns=["kind", "about", "words", "written_on", "written_by"])
    notes = RowNotes(comparisons, words, {}, is_two_tier=False, tolerance_percent=2.0)
    return focused_report(focus, DOCUMENT, notes, "county areas", "../2023")


def test_the_report_has_only_what_is_theirs_and_counts_it() -> None:
    first, page = made(focus_on("Head of Waste", COMPENDIUM, INDICATORS)).pages
    assert isinstance(first.parts[1], Paragraph)
    assert repr(first.parts[1]).startswith("The one indicator whose direction of travel can be determined improved.")
    (table, _, without) = page.parts
    assert isinstance(table, Table) and isinstance(without, BulletList)
    assert table.caption == "Waste, among county areas" and len(table.rows) == 1
    assert repr(without) == "Trees"


def test_rows_lead_to_the_whole_report_beside_it() -> None:
    _, page = made(focus_on("Police force", COMPENDIUM, INDICATORS)).pages
    assert page.path == "../2023/dashboards/police.html"
    (table,) = page.parts
    assert isinstance(table, Table)
    assert table.rows[0][0].spans[0].href == "../indicators/crime.html"
