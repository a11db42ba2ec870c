"""A committee paper as a Word document, read back by the library: numbers, references, fields and gaps."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from paper_material import material

from helpers.meeting_fields import CABINET, PAPERS, SCRUTINY
from helpers.present.page_facts import words_of
from helpers.present.papers.forms import paper_of
from helpers.present.papers.values import Paper
from helpers.publish.paper import paper_bytes
from helpers.word_styles import GAP_WORDS, WordTemplate

ANSWERS = {CABINET: {"reasons": ("It is due.", "It is needed & right.")}}


def made(paper: Paper, root: Path) -> bytes:
    return paper_bytes(paper, WordTemplate((root / "params/word/template.docx").read_bytes()), date(2023, 3, 31))


@pytest.fixture(scope="module")
def papers(root: Path) -> dict[str, tuple[Paper, Any]]:
    of = material(answers=ANSWERS)
    both = {name: paper_of(name, of) for name in PAPERS}
    return {name: (paper, Document(io.BytesIO(made(paper, root)))) for name, paper in both.items()}


@pytest.mark.parametrize("name", PAPERS)
def test_every_sentence_of_a_paper_is_read_back(name: str, papers: dict[str, tuple[Paper, Any]]) -> None:
    paper, word = papers[name]
    texts = {paragraph.text.strip() for paragraph in word.paragraphs}
    sentences = ["".join(span.text for span in spans) for spans in words_of(paper.as_page())]
    assert [one for one in sentences if one not in texts] == []
    headings = [one.text for one in word.paragraphs if one.style.name in ("Heading 1", "Heading 2")]
    assert headings == [section.title for section in paper.sections]
    contents = [one for one in word.paragraphs if one.style.name in ("TOC 1", "TOC 2")]
    assert [one.text for one in contents] == headings
    bookmarks = {one.get(qn("w:name")) for one in word.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for one in contents for link in one._p.iter(qn("w:hyperlink"))} <= bookmarks


def test_every_field_is_a_control_with_its_tag_and_a_gap_is_marked(papers: dict[str, tuple[Paper, Any]]) -> None:
    for paper, word in papers.values():
        controls = list(word.element.body.iter(qn("w:sdt")))
        tags = [control.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val")) for control in controls]
        assert tags == [field.tag for field in paper.written]
        for field, control in zip(paper.written, controls, strict=True):
            paragraphs = list(control.iter(qn("w:p"))) or [control]
            texts = ["".join(text.text for text in one.iter(qn("w:t"))) for one in paragraphs]
            expected = (f"{GAP_WORDS} {field.asks_for}.",) if field.is_gap else field.paragraphs
            assert tuple(texts) == expected
            assert bool(list(control.iter(qn("w:highlight")))) == field.is_gap


def test_paragraphs_are_numbered_by_the_list_and_references_lead_to_them(
    papers: dict[str, tuple[Paper, Any]],
) -> None:
    _, word = papers[CABINET]
    lists = [one.get(qn("w:val")) for one in word.element.body.iter(qn("w:numId"))]
    plain = lists[0]
    numbered = [
        one
        for one in word.element.body.iter(qn("w:p"))
        if plain in [id_.get(qn("w:val")) for id_ in one.iter(qn("w:numId"))]
    ]
    bookmarks = {
        mark.get(qn("w:name")): number
        for number, paragraph in enumerate(numbered, start=1)
        for mark in paragraph.iter(qn("w:bookmarkStart"))
    }
    references = [
        (one.get(qn("w:anchor")), "".join(text.text for text in one.iter(qn("w:t"))))
        for one in word.element.body.iter(qn("w:hyperlink"))
        if (one.get(qn("w:anchor")) or "").startswith("paragraph_")
    ]
    assert len(references) == 3
    assert [words for _, words in references] == [f"paragraph {bookmarks[anchor]}" for anchor, _ in references]


def test_sheets_stand_upright_and_say_the_stage(papers: dict[str, tuple[Paper, Any]]) -> None:
    for _, word in papers.values():
        section = word.sections[0]
        assert section.page_height > section.page_width
        assert section.header.paragraphs[0].text.endswith("Testshire. Draft")
        assert word.paragraphs[-1].text == "Testshire 2023. Draft. Not issued yet."


def test_the_comments_of_officers_are_a_table_with_a_row_for_each_dashboard(
    papers: dict[str, tuple[Paper, Any]],
) -> None:
    _, word = papers[SCRUTINY]
    (table,) = word.tables
    assert [row.cells[0].text for row in table.rows] == ["Dashboard", "Waste", "Care"]
    assert table.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None


def test_the_same_paper_gives_the_same_bytes(root: Path) -> None:
    assert made(paper_of(CABINET, material()), root) == made(paper_of(CABINET, material()), root)
