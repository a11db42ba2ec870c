"""The workbook of a report, made from the tables of its run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.pipeline.card_pages import Tables
from helpers.present.pages.site_about import as_at_line
from helpers.present.pages.site_dashboards import Dashboards
from helpers.present.pages.site_downloads import Document
from helpers.present.workbook.compendium import Issue, WorkbookTables, workbook_of
from helpers.present.workbook.dashboards import BesideFigures, comments_by_indicator
from helpers.present.workbook.sheets import FILE
from helpers.publish.compendium_site import SiteFrame
from helpers.publish.workbook import workbook_bytes

if TYPE_CHECKING:
    from helpers.pipeline.schedule import Run


def write_workbook(run: Run, tables: Tables, of: Dashboards, frame: SiteFrame, folder: Path) -> Document:
    """Write the workbook into the folder of a report; return it with its kind and size."""
    issue = Issue(
        publication=frame.publication,
        council=frame.authority,
        stage=frame.stage,
        report=f"{frame.authority} {run.settings.of_year}",
        issued=frame.issued,
        as_at=as_at_line(run.settings.parameters.as_at.all_others),
        contact=frame.contact,
        next_update=frame.next_update,
    )
    compared = of.notes.comparisons.dropna(subset=["england"])
    beside = BesideFigures(
        england=dict(zip(compared["indicator_id"], compared["england"], strict=True)),
        comments=comments_by_indicator(of.notes.words),
        targets=of.notes.targets,
    )
    values = WorkbookTables(
        compendium=of.compendium,
        headline_facts=tables["headline_facts"],
        indicators=tables["indicators"],
        sources=tables["sources"],
        target_results=tables["target_results"],
        statements=of.statements,
        beside=beside,
        group=of.group,
        tolerance_percent=of.notes.tolerance_percent,
    )
    content = workbook_bytes(workbook_of(issue, values), run.settings.dated)
    (folder / FILE).write_bytes(content)
    return Document("Excel workbook", FILE, len(content), "Every dashboard as tables of numbers, with filters")
