"""The list of what moved since a stage, as a table for spreadsheets and as an annex to a committee's paper."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from helpers.areas import read_areas
from helpers.params import Settings
from helpers.paths import Project
from helpers.pipeline.csv_lines import csv_text
from helpers.sources.word_template import read_word_template
from helpers.stages import DRAFT

CHANGES: Final = "changes.csv"
ANNEX: Final = "changes.docx"


def write_changes(
    project: Project, settings: Settings, changes: pd.DataFrame, since: str, stage: str, folder: Path
) -> None:
    """Write what moved since one stage in the report of a later one into a folder, as CSV and as a Word document.

    Columns needed  those of `changes_between`
    Raises          InputProblem: the Word template is not right
    """
    # A run asks what moved as well, and does not wait for what writes Word documents.
    from helpers.present.pages.site_about import stage_line
    from helpers.present.papers.changes import changes_paper
    from helpers.publish.paper import paper_bytes

    (folder / CHANGES).write_bytes(csv_text(changes))
    council = read_areas(project.areas)[settings.authority].name
    publication = f"Performance Compendium {settings.of_year}"
    paper = changes_paper(changes, since, stage_line(stage, settings.part), council, publication, ANNEX)
    called = project.relative(project.word_template)
    template = read_word_template(project.word_template, called, project.word_styles)
    (folder / ANNEX).write_bytes(paper_bytes(paper, template, settings.dated, is_draft=stage == DRAFT))
