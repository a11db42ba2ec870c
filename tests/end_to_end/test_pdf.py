"""The PDF of a report: its structure, and its text beside the Word document and the tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from tagged_pdf import lacking, tags_of


@pytest.fixture(scope="module")
def text(report_pages: Path) -> str:
    """The text of all sheets without blanks, and without what is at the head and the foot of each."""
    sheets = []
    for number, page in enumerate((reader := PdfReader(report_pages / "compendium.pdf")).pages, start=1):
        bare = "".join(page.extract_text().split())
        for around in (
            "PerformanceCompendium2023,LeicestershireDraft",
            "Leicestershire2023.Notissuedyet.Figuresasat31March2023.",
        ):
            bare = bare.replace(around, "", 1 if number == 1 else -1)
        sheets.append(bare.replace(f"Page{number}of{len(reader.pages)}", "").removeprefix("Draft"))
    return "".join(sheets)


def test_every_sentence_with_a_fact_is_in_the_pdf(text: str, report_pages: Path) -> None:
    stated = pd.read_csv(report_pages / "downloads/sentences.csv.zip", dtype=str)
    word = Document(str(report_pages / "compendium.docx"))
    in_word = {paragraph.text.strip() for paragraph in word.paragraphs}
    sentences = [words for words in stated["words"].unique() if words in in_word]
    assert len(sentences) > 100
    assert [words for words in sentences if "".join(words.split()) not in text] == []


def test_every_row_of_every_table_of_the_word_document_is_in_the_pdf(text: str, report_pages: Path) -> None:
    word = Document(str(report_pages / "compendium.docx"))
    # those that people write in are in Word alone
    tables = [table for table in word.tables if next(table._tbl.iter(qn("w:sdt")), None) is None]
    rows = ["".join(cell.text for cell in row.cells) for table in tables for row in table.rows]
    assert len(rows) > 500
    assert [row for row in rows if "".join(row.split()) not in text] == []


def test_the_structure_lacks_nothing_and_the_file_is_small(report_pages: Path) -> None:
    with pikepdf.open(report_pages / "compendium.pdf") as document:
        assert lacking(document) == set()
        pictures = [str(tag.element.Alt) for tag in tags_of(document) if tag.kind == "Figure"]
    word = Document(str(report_pages / "compendium.docx"))
    assert pictures == [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert len(pictures) > 5
    assert (report_pages / "compendium.pdf").stat().st_size < 5_000_000
    assert 'href="compendium.pdf"' in (report_pages / "downloads.html").read_text()
