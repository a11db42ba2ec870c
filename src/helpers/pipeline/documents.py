"""The Word documents of a report and its PDF, made from the pages of its site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helpers.present.documents import (
    FULL,
    PRINT,
    SHORT,
    SHORT_PARTS,
    ReportDocument,
    about_lines,
    document_parts,
    without_tables,
)
from helpers.present.pages.officers_words import officers_caption
from helpers.present.pages.site_downloads import Document
from helpers.present.papers.comment_fields import CommentMaterial, fields_of_full, fields_of_short
from helpers.present.site_pages import SitePage
from helpers.publish.compendium_site import SiteFrame
from helpers.publish.pdf import pdf_bytes
from helpers.publish.word import word_bytes
from helpers.results.officers_words import analysts_comments
from helpers.sources.word_parts import read_word_parts
from helpers.sources.word_template import read_word_template
from helpers.stages import DRAFT
from helpers.word_styles import WordTemplate

if TYPE_CHECKING:
    from helpers.pipeline.card_pages import Tables
    from helpers.pipeline.schedule import Run

_HOLDS: Final = {
    FULL: "The whole compendium, to edit and to print",
    SHORT: "The summary with areas of focus, the themes, and targets",
    PRINT: "The whole compendium, to print and to read aloud",
}


def write_documents(
    run: Run, tables: Tables, pages: Sequence[SitePage], frame: SiteFrame, folder: Path
) -> list[Document]:
    """Write the compendium into the folder of a report, in full and in short for Word and in full as a PDF.

    Returns each with its kind and size.

    Raises  InputProblem: the template or the list of parts is not right
    """
    template = template_of(run)
    order = read_word_parts(run.project.word_parts, run.settings.parameters.year)
    orders = {FULL: order, SHORT: SHORT_PARTS, PRINT: order}
    comments = _comments(run, tables)
    fields = {FULL: fields_of_full(comments), SHORT: fields_of_short(comments), PRINT: {}}
    # the fields say what these tables say
    without = without_tables(pages, {officers_caption(name) for name in comments.dashboards})
    dated, as_at = run.settings.dated, run.settings.parameters.as_at.all_others
    written = []
    for file, order in orders.items():
        document = ReportDocument(
            file=file,
            title=f"{frame.publication} in short" if file == SHORT else frame.publication,
            council=frame.authority,
            stage=frame.stage,
            about=about_lines(f"{frame.authority} {run.settings.of_year}", frame.issued, as_at, file != SHORT),
            parts=document_parts(without if fields[file] else pages, order),
            subject=f"{_HOLDS[file]}.",
            is_draft=run.settings.parameters.stage == DRAFT,
            fields=fields[file],
        )
        written.append(_write(document, template, dated, folder))
    return written


def _comments(run: Run, tables: Tables) -> CommentMaterial:
    compendium, named = tables["compendium"], tables["dashboard_facts"]
    return CommentMaterial(
        dashboards=dict(zip(named["dashboard"], named["theme"], strict=True)),
        titles=dict(zip(compendium["indicator_id"], compendium["title"], strict=True)),
        printed_on=dict(zip(compendium["indicator_id"], compendium["dashboard"], strict=True)),
        comments=analysts_comments(tables["officers_words"]),
        unexplained=frozenset(tables["without_commentary"]["indicator_id"]),
        is_draft=run.settings.parameters.stage == DRAFT,
    )


def template_of(run: Run) -> WordTemplate:
    """Return the Word template of the project.

    Raises  InputProblem: it is not right
    """
    path = run.project.word_template
    return read_word_template(path, run.project.relative(path), run.project.word_styles)


def _write(document: ReportDocument, template: WordTemplate, dated: date, folder: Path) -> Document:
    is_pdf = document.file == PRINT
    content = pdf_bytes(document, dated) if is_pdf else word_bytes(document, template, dated)
    (folder / document.file).write_bytes(content)
    return Document("PDF" if is_pdf else "Word document", document.file, len(content), _HOLDS[document.file])
