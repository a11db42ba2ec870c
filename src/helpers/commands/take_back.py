"""The command that takes back a document from Word: the words of its fields, and no other change."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.analyst_commentary import read_commentary
from helpers.areas import read_areas
from helpers.commands.taken_comments import Commented, as_day, comment_files
from helpers.files import csv_rows
from helpers.meeting_fields import FIELDS, MEETING_DATE, PAPERS, WITH_FIELDS, paper_file, without_theme
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.present.documents import FULL, SHORT
from helpers.present.papers import comment_fields
from helpers.problems import InputProblem
from helpers.results.drafts.changed_numbers import Changes, changed_numbers
from helpers.sources.meetings import MeetingRow, read_meetings
from helpers.sources.written_back import WrittenBack, read_written_back
from helpers.visible import make_visible, value_shown
from helpers.wording import number_of, singular_or_plural

_COLUMNS: Final = tuple(MeetingRow.model_fields)
_MARKS: Final = {paper: paper_file(paper) for paper in WITH_FIELDS} | {
    comment_fields.FULL.rstrip("/"): FULL,
    comment_fields.SHORT.rstrip("/"): SHORT,
}
"""The file of each document with fields, by what the tags of its fields begin with."""


def print_take_back(project: Project, path: Path, year: str) -> None:
    """Write what people wrote in the fields of a document where the next run reads it; print each difference.

    Numbers that were changed outside of fields are printed with the old and the new, and are not taken; nor is any
    other change.

    Raises  InputProblem: the file has no fields of a document, or a field is not right; then nothing is written
    """
    settings = settings_for(project, read_areas(project.areas), year, "", neighbours_of)
    back = read_written_back(path)
    document = _document_of(back)
    ours = read_written_back(_report_of(project, settings, document))
    files = comment_files(_commented(project, settings), document, back, ours)
    for paper in WITH_FIELDS:
        if document == paper_file(paper):
            files |= _meetings(project, settings, back, paper)
    changed = {target: text for target, text in files.items() if text != _text_of(target)}
    _check(project, settings, changed)
    for target, text in changed.items():
        _print_difference(project, target, text)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    _print_emptied(back, ours)
    _print_changes(back, changed_numbers(ours.passages, back.passages))
    _print_summary(project, back, list(changed), settings.run)


def _document_of(back: WrittenBack) -> str:
    """Return the file of the document that came back, by the tags of its fields."""
    begins = {tag.partition("/")[0] for tag in back.fields}
    files = [file for mark, file in _MARKS.items() if mark in begins]
    if len(files) != 1:
        raise InputProblem(
            f"{back.name} has no fields in which people write, or fields of several documents. The committee papers, "
            f"the Delivery Report, {FULL} and {SHORT} have such fields; the summary, the profiles and the focused "
            f"reports have none. Give a file from a run, such as {paper_file(PAPERS[0])}. Some programs, such as "
            "LibreOffice 7.4, drop the names of fields."
        )
    return files[0]


def _report_of(project: Project, settings: Settings, document: str) -> Path:
    path = project.reports / settings.run / document
    if not path.is_file():
        raise InputProblem(
            f"{project.relative(path)} does not exist, so there is nothing to compare {document} with; make the report "
            f"first, with make year={settings.run}."
        )
    return path


def _meetings(project: Project, settings: Settings, back: WrittenBack, paper: str) -> dict[Path, str]:
    """Return the file of the meetings with what the fields of a paper say; empty where they say what it has."""
    path = project.meetings(settings.parameters.year)
    before = read_meetings(path)[paper]
    answers: dict[str, tuple[str, ...]] = {}
    for tag, paragraphs in back.fields.items():
        of_paper, _, name = tag.partition("/")
        if of_paper != paper or not paragraphs:
            continue
        if without_theme(name) not in FIELDS:
            raise InputProblem(f"{back.name} has the field {value_shown(tag)}, which no paper has; delete it in Word.")
        answer = (as_day(paragraphs[0]),) if name == MEETING_DATE else paragraphs
        if answer != before.get(name, ()):
            answers[name] = answer
    if not answers:
        return {}
    return {path: _with_rows(path, paper, answers)}


def _with_rows(path: Path, paper: str, answers: Mapping[str, Sequence[str]]) -> str:
    """Return the file with the rows of some fields of a paper in place of those it has, or at its end."""
    rows = [tuple(row.values()) for _, row in csv_rows(path, _COLUMNS)] if path.is_file() else []
    made: list[tuple[str, ...]] = []
    left = dict(answers)
    for row in rows:
        if row[0] == paper and row[1] in answers:
            made += [(paper, row[1], text) for text in left.pop(row[1], ())]
        else:
            made.append(row)
    made += [(paper, name, text) for name, texts in left.items() for text in texts]
    packed = io.StringIO()
    csv.writer(packed, lineterminator="\n").writerows([_COLUMNS, *made])
    return packed.getvalue()


def _commented(project: Project, settings: Settings) -> Commented:
    """Return what comments can be about, by the last good report of the year, and where each comment is."""
    folder = project.processed / settings.run
    compendium = pd.read_parquet(folder / "compendium.parquet", columns=["indicator_id", "title"])
    dashboards = list(pd.read_parquet(folder / "dashboard_facts.parquet", columns=["dashboard"])["dashboard"])
    titles = dict(zip(compendium["indicator_id"], compendium["title"], strict=True))
    parameters = settings.parameters
    comments = read_commentary(
        project.commentary, parameters.year, parameters.as_at.all_others, list(titles), dashboards
    )
    files = {comment.about: project.commentary / comment.file for comment in comments}
    return Commented(dashboards, titles, files, project.commentary / str(parameters.year))


def _check(project: Project, settings: Settings, files: Mapping[Path, str]) -> None:
    """Read what would be written as a run reads it, in a folder of its own."""
    own = _commented(project, settings)
    parameters = settings.parameters
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if project.commentary.is_dir():
            shutil.copytree(project.commentary, folder / project.commentary.name)
        for path, text in files.items():
            target = folder / path.relative_to(project.parameters)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            if path == project.meetings(settings.parameters.year):
                read_meetings(target)
        commentary = folder / project.commentary.name
        read_commentary(commentary, parameters.year, parameters.as_at.all_others, list(own.titles), own.dashboards)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _print_difference(project: Project, path: Path, text: str) -> None:
    name = project.relative(path)
    before, after = _text_of(path).splitlines(), text.splitlines()
    for line in unified_diff(before, after, name, name, lineterm="", n=1):
        print(make_visible(line))


def _print_emptied(back: WrittenBack, ours: WrittenBack) -> None:
    """Name the fields whose words are gone: a comment is deleted in its file, so that nobody deletes it by mistake."""
    for tag, paragraphs in ours.fields.items():
        if paragraphs and not back.fields.get(tag, ()):
            print(
                f"{back.name}: the field {value_shown(tag)} is empty; its words stay until they are deleted in params."
            )


def _print_changes(back: WrittenBack, changes: Changes) -> None:
    for number in changes.numbers:
        under = f", under '{make_visible(number.heading)}'" if number.heading else ""
        where = f"{back.name} {number.where}{under}"
        if not number.new:
            print(f"{where}: the number {number.old} was deleted; the tables still say it.")
        elif not number.old:
            print(f"{where}: the number {number.new} was added outside of a field; it is not taken.")
        else:
            print(f"{where}: {number.old} was changed to {number.new}; the tables say {number.old}, and it stays.")
    if changes.passages:
        was = singular_or_plural(changes.passages, "was", "were")
        print(
            f"{back.name}: {number_of(changes.passages, 'paragraph or row', 'paragraphs or rows')} outside of fields "
            f"{was} changed, added or deleted; nothing of that is taken."
        )


def _print_summary(project: Project, back: WrittenBack, written: Sequence[Path], run: str) -> None:
    if not written:
        print(f"{back.name}: no field has new words; nothing was written.")
        return
    names = ", ".join(project.relative(path) for path in written)
    print(f"{back.name}: written to {names}. Read the difference, then make the report again with make year={run}.")
