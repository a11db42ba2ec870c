"""The mark of a draft across every sheet of a Word document."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from helpers.present.documents import ReportDocument
from helpers.publish.word import word_bytes
from helpers.word_styles import WordTemplate

SHAPE = "{urn:schemas-microsoft-com:vml}shape"
TEXT = "{urn:schemas-microsoft-com:vml}textpath"


def made(template: bytes, *, is_draft: bool) -> Document:  # type: ignore[valid-type]
    document = ReportDocument("a.docx", "A", "B", "Draft & more", ("Run.",), (), is_draft=is_draft)
    return Document(io.BytesIO(word_bytes(document, WordTemplate(template), date(2023, 3, 31))))


@pytest.fixture(scope="module")
def template(root: Path) -> bytes:
    return (root / "params/word/template.docx").read_bytes()


def test_a_draft_has_its_mark_behind_the_text_which_no_screen_reader_reads_twice(template: bytes) -> None:
    header = made(template, is_draft=True).sections[0].header
    (shape,) = header._element.iter(SHAPE)
    assert [one.get("string") for one in shape.iter(TEXT)] == ["Draft & more"]
    assert shape.get("alt") == "" and "z-index:-" in shape.get("style")
    assert "".join(one.text for one in header._element.iter(qn("w:t"))) == "A, B. Draft & more"
    assert not list(made(template, is_draft=False).sections[0].header._element.iter(SHAPE))


def test_a_template_with_other_first_and_even_sheets_has_it_on_all_of_them(template: bytes) -> None:
    own = Document(io.BytesIO(template))
    own.sections[0].different_first_page_header_footer = True
    own.settings.odd_and_even_pages_header_footer = True
    packed = io.BytesIO()
    own.save(packed)
    section = made(packed.getvalue(), is_draft=True).sections[0]
    headers = (section.header, section.first_page_header, section.even_page_header)
    shapes = [shape.get("id") for header in headers for shape in header._element.iter(SHAPE)]
    assert len(shapes) == len(set(shapes)) == 3
    footers = (section.footer, section.first_page_footer, section.even_page_footer)
    assert all("Page 1 of 1" in "".join(one.text for one in footer.paragraphs) for footer in footers)
