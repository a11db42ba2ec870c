"""A committee paper that came back from Word: its fields by their tags, what is beside them, and hostile files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from paper_material import material

from helpers.meeting_fields import CABINET, SCRUTINY
from helpers.present.documents import ReportDocument, document_parts
from helpers.present.papers.forms import paper_of
from helpers.present.site_pages import SitePage
from helpers.problems import InputProblem
from helpers.publish.paper import paper_bytes
from helpers.publish.word import word_bytes
from helpers.sources.written_back import WrittenBack, read_written_back
from helpers.word_styles import WordTemplate

ANSWERS = {CABINET: {"reasons": ("It is due.", "It is needed."), "meeting_date": ("2023-11-24",)}}


@pytest.fixture(scope="module")
def paper(root: Path) -> bytes:
    template = WordTemplate((root / "params/word/template.docx").read_bytes())
    return paper_bytes(paper_of(CABINET, material(answers=ANSWERS)), template, date(2023, 3, 31))


def back_from(tmp_path: Path, content: bytes) -> WrittenBack:
    path = tmp_path / "paper.docx"
    path.write_bytes(content)
    return read_written_back(path)


def edited(content: bytes, edit: Callable[[Any], object]) -> bytes:
    word = Document(io.BytesIO(content))
    edit(word.element.body)
    packed = io.BytesIO()
    word.save(packed)
    return packed.getvalue()


def control(body: Any, tag: str) -> Any:
    (own,) = [
        one for one in body.iter(qn("w:sdt")) if one.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val")) == tag
    ]
    return own


def write(body: Any, tag: str, text: str) -> None:
    next(control(body, tag).iter(qn("w:t"))).text = text


def test_what_was_written_is_read_by_its_tag_and_a_gap_is_empty(tmp_path: Path, paper: bytes) -> None:
    back = back_from(tmp_path, paper)
    filled = {tag: words for tag, words in back.fields.items() if words}
    assert filled == {
        "cabinet/meeting_date": ("24 November 2023",),
        "cabinet/reasons": ("It is due.", "It is needed."),
    }
    assert back.fields["cabinet/legal_implications"] == ()
    texts = [passage.text for passage in back.passages]
    assert "It is due." not in texts and not [text for text in texts if "To be written" in text]
    (headline,) = [one for one in back.passages if one.text.startswith("Of the 125 indicators")]
    assert headline.heading == "Performance of the whole council"


def test_the_edited_words_of_a_field_are_read_as_if_changes_were_accepted(tmp_path: Path, paper: bytes) -> None:
    def edit(body: Any) -> None:
        write(body, "cabinet/legal_implications", "None & none.")
        first = next(control(body, "cabinet/reasons").iter(qn("w:r")))
        deleted = first.makeelement(qn("w:del"), {})
        first.addprevious(deleted)
        deleted.append(first)

    fields = back_from(tmp_path, edited(paper, edit)).fields
    assert fields["cabinet/legal_implications"] == ("None & none.",)
    assert fields["cabinet/reasons"] == ("It is needed.",)


def test_a_comment_in_a_cell_is_a_field_and_its_row_keeps_the_dashboard(tmp_path: Path, root: Path) -> None:
    template = WordTemplate((root / "params/word/template.docx").read_bytes())
    comments = {"Care": ("Fewer homes.", "Head of Care", "2023-10-12")}
    paper = paper_bytes(paper_of(SCRUTINY, material(comments=comments)), template, date(2023, 3, 31))
    back = back_from(tmp_path, paper)
    assert back.fields["p/@care/words"] == ("Fewer homes.",)
    assert back.fields["p/@waste/post"] == ()
    assert [one.text for one in back.passages if one.kind == "row"] == [
        "Dashboard; Comment; Post; Date",
        "Waste",
        "Care",
    ]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(member, part if member == name else source.read(member))
        if name not in source.namelist():
            target.writestr(name, part)
    return packed.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="x">&b;</w:document>'


@pytest.mark.parametrize(
    ("name", "part", "why"),
    [
        ("word/vbaProject.bin", b"x", "has macros in word/vbaProject.bin; save it as .docx without macros"),
        ("word/document.xml", ENTITIES, "declares a type of document"),
        ("word/large.xml", b" " * 20_000_001, "has a part word/large.xml of 20,000,001 bytes; the limit is"),
        ("word/bomb.bin", b"0" * 100_000_001, "paper.docx"),
        ("word/document.xml", b"<cut", "cut short or damaged"),
        ("word/document.xml", b"<a>" * 3000 + b"</a>" * 3000, "a part of it is missing or damaged"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(
    tmp_path: Path, paper: bytes, name: str, part: bytes, why: str
) -> None:
    with pytest.raises(InputProblem) as problem:
        back_from(tmp_path, with_part(paper, name, part))
    assert why in str(problem.value)


def test_what_is_no_word_document_or_has_a_field_twice_is_refused(tmp_path: Path, paper: bytes) -> None:
    with pytest.raises(InputProblem, match="cut short or damaged"):
        back_from(tmp_path, b"words")

    def copy_field(body: Any) -> None:
        own = control(body, "cabinet/reasons")
        own.addnext(own.__copy__())

    with pytest.raises(InputProblem, match="has the field 'cabinet/reasons' twice; delete the copy in Word"):
        back_from(tmp_path, edited(paper, copy_field))


def test_the_list_of_contents_is_no_passage_however_word_has_filled_it(tmp_path: Path, root: Path) -> None:
    template = WordTemplate((root / "params/word/template.docx").read_bytes())
    pages = [SitePage("dashboards/care.html", "Care", ()), SitePage("dashboards/roads.html", "Roads", ())]
    parts = document_parts(pages, ("figures",))
    document = ReportDocument("a.docx", "A", "B", "Draft", ("Run.",), parts)

    def number_pages(body: Any) -> None:
        for link in body.iter(qn("w:hyperlink")):
            next(link.iter(qn("w:t"))).text += " 17"

    content = word_bytes(document, template, date(2023, 3, 31))
    both = (content, edited(content, number_pages))
    texts = [[one.text for one in back_from(tmp_path, packed).passages] for packed in both]
    assert texts[0] == texts[1] == ["A", "B. Draft", "Run.", "Contents", "Figures by dashboard", "Care", "Roads"]
