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
)
from helpers.present.pages.site_downloads import Document
from helpers.present.site_pages import SitePage
from helpers.publish.compendium_site import SiteFrame
from helpers.publish.pdf import pdf_bytes
from helpers.publish.word import word_bytes
from helpers.sources.word_parts import read_word_parts
from helpers.sources.word_template import read_word_template
from helpers.word_styles import WordTemplate

if TYPE_CHECKING:
    from helpers.pipeline.schedule import Run

_HOLDS: Final = {
    FULL: "The whole compendium, to edit and to print",
    SHORT: "The summary with areas of focus, the themes, and targets",
    PRINT: "The whole compendium, to print and to read aloud",
}


def write_documents(run: Run, pages: Sequence[SitePage], frame: SiteFrame, folder: Path) -> list[Document]:
    """Write the compendium into the folder of a report, in full and in short for Word and in full as a PDF.

    Returns each with its kind and size.

    Raises  InputProblem: the template or the list of parts is not right
    """
    template = template_of(run)
    order = read_word_parts(run.project.word_parts, run.settings.parameters.year)
    orders = {FULL: order, SHORT: SHORT_PARTS, PRINT: order}
    dated = run.settings.dated
    written = []
    for file, order in orders.items():
        document = ReportDocument(
            file=file,
            title=f"{frame.publication} in short" if file == SHORT else frame.publication,
            council=frame.authority,
            stage=frame.stage,
            about=about_lines(run.settings.run, frame.issued, file != SHORT),
            parts=document_parts(pages, order),
            subject=f"{_HOLDS[file]}.",
            is_draft=run.settings.parameters.stage == "draft",
        )
        written.append(_write(document, template, dated, folder))
    return written


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
