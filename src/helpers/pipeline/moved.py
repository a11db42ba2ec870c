"""What moved since the stage before, worked out once the pages and cards of a report are made, and added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers.meeting_fields import PAPERS, paper_file
from helpers.pipeline.downloads import write_made
from helpers.pipeline.papers import Papers
from helpers.pipeline.printed import comments, printed_tables, read_printed
from helpers.pipeline.stage_before import StageBefore
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.present.moved import Moved, moved_page, moved_title, units_of, with_moved
from helpers.present.pages.site_downloads import Document, DownloadedFile
from helpers.present.site_pages import INDEX, MOVED, SitePage
from helpers.results.moved_since_stage import moved_counts, moved_since_stage
from helpers.results.stage_changes import changes_between
from helpers.schema.site import MOVED_COUNTS, MOVED_SINCE_STAGE

if TYPE_CHECKING:
    from helpers.pipeline.schedule import Run

HOLDS = "What the report printed at the {stage} stage, which this one is compared with"


@dataclass(frozen=True)
class SinceStage:
    """What a report has on what moved since the stage before: the tables, the page, and the files that were written."""

    tables: Mapping[str, pd.DataFrame]
    page: SitePage
    papers: Papers
    files: list[DownloadedFile]
    document: Document


def add_moved(
    run: Run, before: StageBefore, compendium: pd.DataFrame, pages: Sequence[SitePage], papers: Papers, folder: Path
) -> SinceStage:
    """Compare what a run has written with what was printed at the stage before; write the list and what was compared.

    The sentences of its pages and papers and its cards must be written in `folder`, that of the report.

    Raises  InputProblem: what was printed then cannot be read
    """
    then = read_printed(before.path, run.project.relative(before.path))
    on_draft = comments(run.project, run.project, run.settings)
    now = printed_tables(HandedOver(folder, run.building.tables), on_draft)
    moved = moved_since_stage(changes_between(then, now, run.settings.authority))
    tables = {MOVED_SINCE_STAGE.name: moved, MOVED_COUNTS.name: moved_counts(moved)}
    files = write_made(tables, folder)
    of = Moved(
        before.stage, moved, tables[MOVED_COUNTS.name], units_of(compendium), _names(pages, papers), files[0].file
    )
    names = {paper_file(name) for name in PAPERS}
    documents = (with_moved(paper, of) if paper.file in names else paper for paper in papers.documents)
    content = before.path.read_bytes()
    (folder / before.file).write_bytes(content)
    holds = HOLDS.format(stage=before.stage.capitalize())
    document = Document("ZIP", before.file, len(content), holds)
    return SinceStage(tables, moved_page(of), replace(papers, documents=tuple(documents)), files, document)


def _names(pages: Sequence[SitePage], papers: Papers) -> dict[str, str]:
    """Return what each page and document is called, by its path."""
    of_papers = {paper.file: paper.subject.partition(",")[0].rstrip(".") for paper in papers.documents}
    return {page.path: page.title for page in pages} | of_papers | {INDEX: "Summary"}


def way_to_moved(before: StageBefore | None) -> tuple[tuple[str, str], ...]:
    """Return the path and the title of the page on what moved since the stage before; nothing without one."""
    return () if before is None else ((MOVED, moved_title(before.stage)),)
