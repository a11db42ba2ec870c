"""Fields of a Word document: what each prints, its tag, and where it stands in a table."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from helpers.present.documents import ReportDocument, document_parts
from helpers.present.papers.values import Written, WrittenTable
from helpers.present.site_pages import SitePage
from helpers.publish.word import word_bytes
from helpers.publish.word_controls import control
from helpers.word_styles import WordTemplate

WORDS = Written("c/@care/words", "Care", ("Fewer homes.", "More staff."), "words", numbered=False)
GAP = Written("c/+care/name", "Another", (), "the name of another indicator", numbered=False)
OTHER = Written("c/+care/words", "Another", (), "what readers should know", numbered=False)
TABLE = WrittenTable("Care: comments", ("About", "Comment"), (("Care", (WORDS,)), (GAP, (OTHER,))))


def test_a_page_is_followed_by_the_table_of_its_fields(root: Path) -> None:
    page = SitePage("dashboards/care.html", "Care", ())
    parts = document_parts([page], ("figures",))
    document = ReportDocument("a.docx", "A", "B", "Draft", ("Run.",), parts, fields={page.path: TABLE})
    template = WordTemplate((root / "params/word/template.docx").read_bytes())
    word = Document(io.BytesIO(word_bytes(document, template, date(2023, 3, 31))))
    (table,) = word.tables
    first, written, gaps = (list(row._tr.tc_lst) for row in table.rows)
    assert ["".join(text.text for text in cell.iter(qn("w:t"))) for cell in (*first, *written, *gaps)] == [
        "About",
        "Comment",
        "Care",
        "Fewer homes.More staff.",
        "To be written: the name of another indicator.",
        "To be written: what readers should know.",
    ]
    captions = [one.text for one in word.paragraphs if one.style.name == "Caption"]
    assert captions == ["Care: comments"]  # without a number, which the list of tables would lack
    assert "Tables" not in [one.text for one in word.paragraphs]  # the list of tables has only those to read
    tags = [one.get(qn("w:val")) for one in word.element.body.iter(qn("w:tag"))]
    assert tags == ["c/@care/words", "c/+care/name", "c/+care/words"]
    numbers = [one.find(qn("w:id")).get(qn("w:val")) for one in word.element.body.iter(qn("w:sdtPr"))]
    assert numbers == ["1", "2", "3"]
    assert len(list(word.element.body.iter(qn("w:highlight")))) == 2


def test_a_tag_that_word_cannot_read_is_refused_and_a_long_label_is_cut() -> None:
    with pytest.raises(ValueError, match="has 65 characters; Word reads 64"):
        control(Written("c" * 65, "Care", (), "words"), [], 1)
    made = control(Written("c", "Care " * 20, (), "words"), [], 1)
    assert len(made.find(qn("w:sdtPr")).find(qn("w:alias")).get(qn("w:val"))) == 64
