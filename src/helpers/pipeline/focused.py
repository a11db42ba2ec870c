"""The report for one theme, department or partner, made from the tables of a finished report."""

from __future__ import annotations

from pathlib import Path

from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.card_pages import Tables
from helpers.pipeline.neighbours import neighbours_of
from helpers.present.cells import format_value
from helpers.present.documents import ReportDocument
from helpers.present.pages.dashboards import sparklines
from helpers.present.pages.site_about import as_at_line, stage_line
from helpers.present.pages.site_rows import RowNotes
from helpers.present.pages.split_years import row_remarks
from helpers.present.papers.focused import FILE, Focus, focus_on, focused_report
from helpers.publish.word import word_bytes
from helpers.sources.word_template import read_word_template
from helpers.stages import DRAFT


def write_focused_report(project: Project, year: str, authority: str, period: str, name: str) -> Path:
    """Write the report for a theme, a department or a partner beside the whole report of a year; return its path.

    Raises  InputProblem: the name is none of them, or the template is not right
    """
    areas = read_areas(project.areas)
    settings = settings_for(project, areas, year, authority, neighbours_of, period)
    tables = Tables(project.processed / settings.run)
    focus = focus_on(name, tables["compendium"], tables["indicators"])
    council, publication = areas[settings.authority], settings.publication
    issued = "Not issued yet." if publication.issued is None else f"Issued {format_value(publication.issued)}."
    as_at = as_at_line(settings.parameters.as_at.all_others)
    stage = stage_line(settings.parameters.stage, settings.part)
    document = ReportDocument(
        file=FILE,
        title=f"Performance Compendium {settings.of_year}: {focus.name}",
        council=council.name,
        stage=stage,
        about=(
            f"{council.name} {settings.of_year}. {stage}. {issued} {as_at} Each row leads to the page of its "
            f"indicator in the folder {settings.run} of the whole report, where its figures can be followed.",
        ),
        parts=(),
        subject=f"The part of the report that is for {focus.name}.",
        is_draft=settings.parameters.stage == DRAFT,
    )
    notes = RowNotes(
        comparisons=tables["comparisons"],
        words=tables["officers_words"],
        sparklines=sparklines(tables["own_series"], tables["compendium"]),
        is_two_tier=council.area_type == "county",
        tolerance_percent=settings.parameters.direction.tolerance_percent,
        remarks=row_remarks(tables["worst_districts"], tables["split_years"], focus.rows),
    )
    whole = focused_report(focus, document, notes, settings.group.short_name, f"../{settings.run}")
    path = _path(project, settings.run, focus)
    template = read_word_template(project.word_template, project.relative(project.word_template), project.word_styles)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(word_bytes(whole, template, settings.dated))
    return path


def _path(project: Project, run: str, focus: Focus) -> Path:
    return project.reports / f"{run}-for-{focus.folder}" / FILE
