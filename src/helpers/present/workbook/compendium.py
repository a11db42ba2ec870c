"""The workbook of a report, put together: its cover, and its sheets in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from helpers.present.narrative import Statement
from helpers.present.site_pages import DOWNLOADED
from helpers.present.tables import table
from helpers.present.values import Column
from helpers.present.workbook.around import (
    ADDRESS,
    definitions_table,
    notes_table,
    sources_table,
    summary_table,
    targets_table,
)
from helpers.present.workbook.dashboards import BesideFigures, dashboard_sheet_table
from helpers.present.workbook.sheets import CONTENTS, NOTES, Sheet, Workbook, sheet_names

_DOUBT: Final = (
    "The column after each direction says how sure it is, and those after each quartile which others it could be."
)
_READ: Final = f"Shorthand such as [x] and [p] is explained in the worksheet {NOTES}."


@dataclass(frozen=True)
class Issue:
    """What a document says of the report that it is of; each but the first four may be ''.

    `report` has the council and the year, such as Kent 2023.
    """

    publication: str
    council: str
    stage: str
    report: str
    issued: str
    as_at: str
    contact: str
    next_update: str


@dataclass(frozen=True)
class WorkbookTables:
    """What the workbook is made from: tables by their names, the opening words of the dashboards in printed order, what
    is printed beside the figures, the comparator group, and the tolerance of a direction of travel in per cent."""

    compendium: pd.DataFrame
    headline_facts: pd.DataFrame
    indicators: pd.DataFrame
    sources: pd.DataFrame
    target_results: pd.DataFrame
    statements: Sequence[Statement]
    beside: BesideFigures
    group: str
    tolerance_percent: float


def workbook_of(issue: Issue, of: WorkbookTables) -> Workbook:
    """Return the workbook of a report."""
    summary = Sheet(
        "Summary",
        f"Summary: direction of travel by theme, {issue.council}",
        ("The counts are of the indicators in the headline. Percentages are of those whose direction is determined.",),
        summary_table(of.headline_facts),
    )
    sheets = [_notes(of), summary, *_dashboards(of), *_targets(of), *_sources(of)]
    return Workbook(
        title=issue.publication,
        council=issue.council,
        subject=f"Every dashboard of the {issue.publication} as tables of numbers.",
        cover=_cover(issue),
        sheets=(_contents(sheets), *sheets),
    )


def _cover(issue: Issue) -> tuple[tuple[str, str], ...]:
    """Return the lines of the cover, each as a heading and the words below it."""
    issued = f"Issued {issue.issued}." if issue.issued else "Not issued yet."
    lines = [
        ("", issue.council),
        ("Stage", f"{issue.stage}. {issued} {issue.as_at} {issue.report}."),
        ("What this workbook holds", "Every dashboard of the report, with figures as numbers, one table a worksheet."),
        ("How to read it", f"The worksheet {CONTENTS} leads to every other. {_READ}"),
        (
            "Follow a figure",
            f"The folder {DOWNLOADED} of the report has every table behind it, and figure_sources there names the "
            "publisher's file and row of each figure.",
        ),
    ]
    if issue.contact:
        lines.append(("Contact", issue.contact))
    if issue.next_update:
        lines.append(("Next update", issue.next_update))
    return tuple(lines)


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    rows = pd.DataFrame({"sheet": [sheet.name for sheet in sheets], "holds": [sheet.title for sheet in sheets]})
    columns = [Column("sheet", "Worksheet", header=True), Column("holds", "What it holds")]
    made = table(rows, "The worksheets of this workbook", columns)
    return Sheet(CONTENTS, "Contents", (), made, tuple(f"#{sheet.name}" for sheet in sheets))


def _notes(of: WorkbookTables) -> Sheet:
    lines = (
        "Shorthand is in place of a figure that is missing, or in a column beside one that is not.",
        "A cell with [x] is missing, not zero. Every figure is as its publisher gave it, with the decimals printed.",
    )
    return Sheet(NOTES, "Notes: shorthand and words", lines, notes_table(of.tolerance_percent, of.group))


def _dashboards(of: WorkbookTables) -> list[Sheet]:
    titles = [statement.dashboard for statement in of.statements]
    sheets = []
    for name, statement in zip(sheet_names(titles), of.statements, strict=True):
        rows = of.compendium[of.compendium["dashboard"].eq(statement.dashboard)]
        if rows.empty:
            continue
        lines = (f"Theme: {statement.theme}. Compared with {of.group}.", _DOUBT, _READ)
        made = dashboard_sheet_table(rows, f"The indicators of {statement.dashboard}", of.beside)
        sheets.append(Sheet(name, statement.dashboard, lines, made))
    return sheets


def _targets(of: WorkbookTables) -> list[Sheet]:
    if of.target_results.empty:
        return []
    lines = ("The colour by rule has beside it the one that people gave, if they gave one.", _READ)
    return [Sheet("Targets", "Targets and their colours", lines, targets_table(of.target_results))]


def _sources(of: WorkbookTables) -> list[Sheet]:
    addresses = tuple(
        address if isinstance(address, str) and address.startswith("https://") else ""
        for address in of.sources["address"]
    )
    order, made = list(of.compendium["indicator_id"]), sources_table(of.sources)
    return [
        Sheet("Sources", "Sources of the figures", (), made, addresses, made.columns.index(ADDRESS)),
        Sheet("Definitions", "What each indicator counts", (), definitions_table(of.indicators, order, of.sources)),
    ]
