"""The command that takes a committee paper back: what it writes, what it reports and what it leaves."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from paper_material import material

from helpers.commands import take_back
from helpers.meeting_fields import CABINET, PAPERS, SCRUTINY, paper_file
from helpers.paths import Project
from helpers.present.documents import FULL, ReportDocument, document_parts
from helpers.present.papers.comment_fields import CommentMaterial, fields_of_full
from helpers.present.papers.forms import paper_of
from helpers.present.site_pages import SitePage
from helpers.present.values import Paragraph, Span
from helpers.problems import InputProblem
from helpers.publish.paper import paper_bytes
from helpers.publish.word import word_bytes
from helpers.word_styles import WordTemplate

BEFORE = "paper,field,text\nall,policy_framework,For all.\ncabinet,reasons,Old.\ncabinet,reasons,Older.\n"
ANSWERS = {name: {"policy_framework": ("For all.",)} for name in PAPERS}
ANSWERS[CABINET] = ANSWERS[CABINET] | {"reasons": ("Old.", "Older.")}


@pytest.fixture
def project(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with the papers of a report, and what its fields say."""
    own = Project(tmp_path / "project")
    template = WordTemplate((root / "params/word/template.docx").read_bytes())
    (own.reports / "2023").mkdir(parents=True)
    for name in PAPERS:
        content = paper_bytes(paper_of(name, material(answers=ANSWERS)), template, date(2023, 3, 31))
        (own.reports / "2023" / paper_file(name)).write_bytes(content)
    compendium = CommentMaterial(
        {"Waste": "Clean and Green", "Care": "Safe and Well"}, {"falls": "Falls of older people"}, {"falls": "Care"}
    )
    parts = document_parts(
        [SitePage("dashboards/care.html", "Care", (Paragraph((Span("Of "), Span("19"), Span(" some fell."))),))],
        ("figures",),
    )
    document = ReportDocument(FULL, "Compendium", "Testshire", "Draft", ("Run 2023.",), parts)
    content = word_bytes(replace(document, fields=fields_of_full(compendium)), template, date(2023, 3, 31))
    (own.reports / "2023" / FULL).write_bytes(content)
    own.meetings(2023).parent.mkdir(parents=True)
    own.meetings(2023).write_text(BEFORE)
    (own.processed / "2023").mkdir(parents=True)
    indicators = {"indicator_id": ["recycled", "falls"], "title": ["Waste recycled", "Falls of older people"]}
    pd.DataFrame(indicators).to_parquet(own.processed / "2023/compendium.parquet")
    pd.DataFrame({"dashboard": ["Waste", "Care"]}).to_parquet(own.processed / "2023/dashboard_facts.parquet")
    as_at = SimpleNamespace(all_others=date(2023, 3, 31))
    settings = SimpleNamespace(run="2023", parameters=SimpleNamespace(year=2023, as_at=as_at))
    monkeypatch.setattr(take_back, "read_areas", lambda path: None)
    monkeypatch.setattr(take_back, "settings_for", lambda *_: settings)
    return own


def edited(project: Project, document: str, fields: dict[str, str], *, words: tuple[str, str] = ("", "")) -> Path:
    """Return a document with other words in some fields, and other words in a run of its own text."""
    file = paper_file(document) if document in PAPERS else document
    word = Document(str(project.reports / "2023" / file))
    for control in word.element.body.iter(qn("w:sdt")):
        tag = control.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val"))
        if tag in fields:
            texts = list(control.iter(qn("w:t")))
            for text in texts:
                text.text = ""
            texts[0].text = fields[tag]
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            if words[0] and run.text == words[0]:
                run.text = words[1]
    packed = io.BytesIO()
    word.save(packed)
    path = project.root / "edited.docx"
    path.write_bytes(packed.getvalue())
    return path


def test_words_of_fields_are_written_and_a_changed_number_is_reported(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edited(
        project,
        CABINET,
        {"cabinet/reasons": "It is due, and right.", "cabinet/meeting_date": "24 November 2023"},
        words=("48", "58"),
    )
    take_back.print_take_back(project, path, "2023")
    assert project.meetings(2023).read_text() == (
        'paper,field,text\nall,policy_framework,For all.\ncabinet,reasons,"It is due, and right."\n'
        "cabinet,meeting_date,2023-11-24\n"
    )
    printed = capsys.readouterr().out
    assert '-cabinet,reasons,Older.\n+cabinet,reasons,"It is due, and right."' in printed
    assert "under 'Performance of the whole council': 48 was changed to 58; the tables say 48, and it stays." in printed
    # the number stands in a recommendation and in the paragraph that it refers to
    assert "2 paragraphs or rows outside of fields were changed, added or deleted; nothing of that is taken." in printed


def test_a_paper_without_edits_writes_nothing(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    for name in PAPERS:
        take_back.print_take_back(project, project.reports / "2023" / paper_file(name), "2023")
    assert project.meetings(2023).read_text() == BEFORE and not project.commentary.exists()
    assert capsys.readouterr().out.count("no field has new words; nothing was written.") == 3


def test_a_comment_becomes_a_file_of_commentary(project: Project) -> None:
    fields = {
        "p/@care/words": "Fewer homes.",
        "p/@care/post": "Head of Care",
        "p/@care/date": "2023-10-12",
    }
    take_back.print_take_back(project, edited(project, SCRUTINY, fields), "2023")
    assert (project.commentary / "2023/care.md").read_text() == (
        "---\nabout: Care\nby: Head of Care\ndate: 2023-10-12\n---\nFewer homes.\n"
    )
    assert project.meetings(2023).read_text() == BEFORE


def test_the_compendium_is_taken_back_with_its_comments_and_its_changed_number(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = {
        "c/+care/name": "falls of older people",
        "c/+care/words": "Icy roads.",
        "c/+care/post": "Head of Care",
        "c/+care/date": "12 October 2023",
    }
    take_back.print_take_back(project, edited(project, FULL, fields, words=("19", "17")), "2023")
    assert (project.commentary / "2023/falls.md").read_text() == (
        "---\nabout: falls\nby: Head of Care\ndate: 2023-10-12\n---\nIcy roads.\n"
    )
    printed = capsys.readouterr().out
    assert "under 'Care': 19 was changed to 17; the tables say 19, and it stays." in printed
    assert project.meetings(2023).read_text() == BEFORE


def test_words_that_are_gone_are_named_and_stay(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    take_back.print_take_back(project, edited(project, CABINET, {"cabinet/reasons": ""}), "2023")
    assert "the field 'cabinet/reasons' is empty; its words stay until" in capsys.readouterr().out
    assert project.meetings(2023).read_text() == BEFORE


@pytest.mark.parametrize(
    ("paper", "fields", "why"),
    [
        (SCRUTINY, {"p/@care/words": "Fewer homes."}, "has a comment on Care without a post or a day"),
        (
            SCRUTINY,
            {"p/@care/words": "Fewer.", "p/@care/post": "Head of Care", "p/@care/date": "2022-10-12"},
            "a comment on this year is written from 2023-03-31 on",
        ),
        (CABINET, {"cabinet/meeting_date": "soon"}, "write the day of the meeting as 2023-11-24"),
        (CABINET, {"cabinet/reasons": "Reasons TBC"}, "'TBC' waits to be filled in"),
        (CABINET, {"cabinet/reasons": "=1+1"}, "a spreadsheet would run it as a formula"),
    ],
)
def test_what_is_not_right_is_refused_and_nothing_is_written(
    project: Project, paper: str, fields: dict[str, str], why: str
) -> None:
    with pytest.raises(InputProblem) as problem:
        take_back.print_take_back(project, edited(project, paper, fields), "2023")
    assert why in str(problem.value)
    assert project.meetings(2023).read_text() == BEFORE and not project.commentary.exists()


def test_another_document_and_a_report_that_is_not_made_are_refused(project: Project) -> None:
    path = project.root / "other.docx"
    Document().save(str(path))
    with pytest.raises(InputProblem, match=r"other\.docx has no fields in which people write"):
        take_back.print_take_back(project, path, "2023")
    edit: Any = edited(project, CABINET, {})
    (project.reports / "2023" / paper_file(CABINET)).unlink()
    with pytest.raises(InputProblem, match=r"make the report first, with make year=2023"):
        take_back.print_take_back(project, edit, "2023")
