"""The command that takes back a committee paper from Word: the words of its fields, and no other change."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import unified_diff
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.analyst_commentary import FENCE, Comment, read_commentary
from helpers.areas import read_areas
from helpers.files import csv_rows
from helpers.meeting_fields import FIELDS, MEETING_DATE, PAPERS, paper_file
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.present.papers.forms import COMMENT, COMMENT_FIELDS
from helpers.present.site_pages import slugs
from helpers.problems import InputProblem
from helpers.results.drafts.changed_numbers import Changes, changed_numbers
from helpers.sources.meetings import MeetingRow, read_meetings
from helpers.sources.written_back import WrittenBack, read_written_back
from helpers.visible import make_visible, value_shown
from helpers.wording import number_of, singular_or_plural

_COLUMNS: Final = tuple(MeetingRow.model_fields)


def print_take_back(project: Project, path: Path, year: str) -> None:
    """Write what people wrote in the fields of a paper where the next run reads it; print each difference.

    Numbers that were changed outside of fields are printed with the old and the new, and are not taken; nor is any
    other change.

    Raises  InputProblem: the file is not a paper of the year, or a field is not right; then nothing is written
    """
    settings = settings_for(project, read_areas(project.areas), year, "", neighbours_of)
    back = read_written_back(path)
    paper = _paper_of(back)
    ours = read_written_back(_report_of(project, settings, paper))
    files = {**_meetings(project, settings, back, paper), **_comments(project, settings, back, ours)}
    changed = {target: text for target, text in files.items() if text != _text_of(target)}
    _check(project, settings, changed)
    for target, text in changed.items():
        _print_difference(project, target, text)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    _print_changes(back, changed_numbers(ours.passages, back.passages))
    _print_summary(project, back, list(changed), settings.run)


def _paper_of(back: WrittenBack) -> str:
    papers = {tag.partition("/")[0] for tag in back.fields} & set(PAPERS)
    if len(papers) != 1:
        raise InputProblem(
            f"{back.name} has no fields of one committee paper; give a paper that a run made and that people wrote in, "
            f"such as {paper_file(PAPERS[0])}. Some programs drop the names of fields, as LibreOffice 7.4 does."
        )
    return papers.pop()


def _report_of(project: Project, settings: Settings, paper: str) -> Path:
    path = project.reports / settings.run / paper_file(paper)
    if not path.is_file():
        raise InputProblem(
            f"{project.relative(path)} is not there, and the paper is compared with it; make the report first, with "
            f"make year={settings.run}."
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
        if name not in FIELDS:
            raise InputProblem(f"{back.name} has the field {value_shown(tag)}, which no paper has; delete it in Word.")
        answer = (_as_day(paragraphs[0]),) if name == MEETING_DATE else paragraphs
        if answer != before.get(name, ()):
            answers[name] = answer
    if not answers:
        return {}
    return {path: _with_rows(path, paper, answers)}


def _as_day(words: str) -> str:
    """Return a day in the form of the file where it is written as the paper prints it.

    >>> _as_day("24 November 2023"), _as_day("next week")
    ('2023-11-24', 'next week')
    """
    try:
        return datetime.strptime(words, "%d %B %Y").date().isoformat()
    except ValueError:
        return words


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


def _comments(project: Project, settings: Settings, back: WrittenBack, ours: WrittenBack) -> dict[Path, str]:
    """Return a file of commentary for each dashboard whose comment is another than the report has."""
    dashboards = _names(project, settings)[1]
    folder = project.commentary / str(settings.parameters.year)
    paths = _files_by_dashboard(project, settings)
    files = {}
    for name, slug in slugs(dashboards).items():
        tags = [f"{COMMENT}/{slug}/{kind}" for kind in COMMENT_FIELDS]
        words, post, day = (back.fields.get(tag, ()) for tag in tags)
        if not words or (words, post, day) == tuple(ours.fields.get(tag, ()) for tag in tags):
            continue
        if not post or not day:
            raise InputProblem(
                f"{back.name} has a comment on {name} without a post or a day; fill in both columns beside it."
            )
        head = [FENCE, f"about: {name}", f"by: {' '.join(post)}", f"date: {_as_day(' '.join(day))}", FENCE]
        files[paths.get(name, folder / f"{slug}.md")] = "\n".join(head) + "\n" + "\n\n".join(words) + "\n"
    return files


def _files_by_dashboard(project: Project, settings: Settings) -> dict[str, Path]:
    comments = _read_comments(project.commentary, project, settings)
    return {comment.about: project.commentary / comment.file for comment in comments}


def _read_comments(folder: Path, project: Project, settings: Settings) -> tuple[Comment, ...]:
    parameters = settings.parameters
    return read_commentary(folder, parameters.year, parameters.as_at.all_others, *_names(project, settings))


def _names(project: Project, settings: Settings) -> tuple[list[str], list[str]]:
    """Return the indicators and the dashboards of the last good report of the year."""
    folder = project.processed / settings.run
    return (
        list(pd.read_parquet(folder / "compendium.parquet", columns=["indicator_id"])["indicator_id"]),
        list(pd.read_parquet(folder / "dashboard_facts.parquet", columns=["dashboard"])["dashboard"]),
    )


def _check(project: Project, settings: Settings, files: Mapping[Path, str]) -> None:
    """Read what would be written as a run reads it, in a folder of its own."""
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
        _read_comments(folder / project.commentary.name, project, settings)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _print_difference(project: Project, path: Path, text: str) -> None:
    name = project.relative(path)
    before, after = _text_of(path).splitlines(), text.splitlines()
    for line in unified_diff(before, after, name, name, lineterm="", n=1):
        print(make_visible(line))


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
        print(f"{back.name}: every field says what the project has; nothing was written.")
        return
    names = ", ".join(project.relative(path) for path in written)
    print(f"{back.name}: written to {names}. Read the difference, then make the report again with make year={run}.")
