"""The Word template of a council, and the order of the parts that it is filled with."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from paper_material import material

from helpers.meeting_fields import CABINET
from helpers.present.documents import ReportDocument, document_parts
from helpers.present.papers.forms import paper_of
from helpers.present.site_pages import SitePage
from helpers.problems import InputProblem
from helpers.publish.paper import paper_bytes
from helpers.publish.word import word_bytes
from helpers.sources.word_parts import read_word_parts
from helpers.sources.word_template import read_word_template
from helpers.word_parts import PART_TITLES
from helpers.word_styles import STYLES

NAME = "params/word/template.docx"


def refused(path: Path, names: Path | None = None) -> str:
    with pytest.raises(InputProblem) as problem:
        read_word_template(path, NAME, names)
    return str(problem.value)


def own_template(tmp_path: Path) -> tuple[Path, Path]:
    """Return a template of a council's own, in Georgia and with names of its own, and the file of the names."""
    word = Document()
    kinds = {
        "paragraph": WD_STYLE_TYPE.PARAGRAPH,
        "character": WD_STYLE_TYPE.CHARACTER,
        "table": WD_STYLE_TYPE.TABLE,
    }
    rows = []
    for style, (kind, _) in STYLES.items():
        own = word.styles.add_style(f"Shire {style}", kinds[kind])
        rows.append(f"{style},{own.name}\n")
        if kind != "table":
            own.font.name = "Georgia"
    path, names = tmp_path / "own.docx", tmp_path / "styles.csv"
    word.save(str(path))
    names.write_text("style,name\n" + "".join(rows))
    return path, names


def test_a_council_uses_its_own_template_with_its_own_names_and_fonts(tmp_path: Path) -> None:
    path, names = own_template(tmp_path)
    template = read_word_template(path, NAME, names)
    content = paper_bytes(paper_of(CABINET, material()), template, date(2023, 3, 31))
    word = Document(io.BytesIO(content))
    used = {paragraph.style.name for paragraph in word.paragraphs}
    assert used == {
        "Shire Title",
        "Shire Subtitle",
        "Shire Normal",
        "Shire Heading 1",
        "Shire Heading 2",
        "Shire Compendium Note",
        "Shire List Bullet",
        "Shire TOC Heading",
        "Shire TOC 1",
        "Shire TOC 2",
    }
    assert {word.styles[name].font.name for name in used} == {"Georgia"}


def test_the_contents_are_filled_by_the_names_that_the_template_has(tmp_path: Path) -> None:
    path, names = own_template(tmp_path)
    page = SitePage("index.html", "80 improved", ())
    document = ReportDocument("a.docx", "A", "Testshire", "Draft", (), document_parts([page], ("first_page",)))
    content = word_bytes(document, read_word_template(path, NAME, names), date(2023, 3, 31))
    instructions = [one.text for one in Document(io.BytesIO(content)).element.body.iter(qn("w:instrText"))]
    assert instructions[0].strip() == 'TOC \\h \\z \\t "Shire Heading 1,1,Shire Heading 2,2"'


def test_a_name_that_is_not_there_and_a_style_that_no_document_has_are_refused(tmp_path: Path) -> None:
    path, names = own_template(tmp_path)
    names.write_text(names.read_text().replace("Shire Caption", "Shire Legend"))
    assert refused(path, names) == (
        f"{NAME} has no paragraph style named 'Shire Legend', which is for the captions of tables; add it in Word "
        "under Styles."
    )
    names.write_text("style,name\nFootnote,Shire Footnote\n")
    assert refused(path, names).startswith("styles.csv row 2, column style: documents have no style 'Footnote'; write")


def test_a_template_without_lists_is_refused(root: Path, tmp_path: Path) -> None:
    word = Document(str(root / NAME))
    for name, relation in list(word.part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            del word.part.rels[name]
    word.save(str(tmp_path / "own.docx"))
    assert refused(tmp_path / "own.docx").endswith(
        "has no lists, which are for numbered paragraphs; add a numbered list in Word."
    )


def test_the_template_has_every_style(root: Path) -> None:
    content = (root / NAME).read_bytes()
    assert read_word_template(root / NAME, NAME) == (content, {})
    assert {style.name for style in Document(io.BytesIO(content)).styles} >= STYLES.keys()


def test_each_missing_style_has_a_sentence(root: Path, tmp_path: Path) -> None:
    word = Document(str(root / NAME))
    for name in ("Caption", "Compendium Table"):
        word.styles[name].element.getparent().remove(word.styles[name].element)
    word.save(str(tmp_path / "own.docx"))
    assert refused(tmp_path / "own.docx").splitlines() == [
        f"{NAME} has no paragraph style named 'Caption', which is for the captions of tables; add it in Word under "
        "Styles.",
        f"{NAME} has no table style named 'Compendium Table', which is for tables; add it in Word under Styles.",
    ]


def test_what_is_no_template_is_refused(root: Path, tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path / "none.docx")
    (tmp_path / "text.docx").write_bytes(b"words")
    assert "is a Word document that is cut short or damaged" in refused(tmp_path / "text.docx")
    with_macros = tmp_path / "macros.docx"
    with_macros.write_bytes((root / NAME).read_bytes())
    with zipfile.ZipFile(with_macros, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert "has macros" in refused(with_macros)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2018, ["funding", "pressures_and_risks", "comparison", "figures"]),
        (2020, ["funding", "pressures_and_risks", "comparison", "figures"]),
        (2023, ["funding", "comparison", "figures", "pressures_and_risks"]),
        (2012, ["funding", "pressures_and_risks", "comparison", "figures"]),
    ],
)
def test_the_parts_are_in_the_order_of_the_report_of_the_year(root: Path, year: int, expected: list[str]) -> None:
    parts = read_word_parts(root / "params/word/parts.csv", year)
    assert [part for part in parts if part in expected] == expected
    assert parts[0] == "first_page" and set(parts) == PART_TITLES.keys()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("2023,first_page\n2023,annex\n", "row 3, column part: 'annex' is not right; there is no part of this name"),
        ("2023,first_page\n2023,funding\n2023,funding\n", "appears twice"),
        ("2023,funding\n2023,first_page\n", "the order from 2023 begins with funding; write first_page"),
        ("last,first_page\n", "row 2, column from_year: 'last'"),
        ("", "parts.csv has no rows"),
    ],
)
def test_a_faulty_list_of_parts_is_refused(tmp_path: Path, rows: str, words: str) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(f"from_year,part\n{rows}")
    with pytest.raises(InputProblem) as problem:
        read_word_parts(path, 2023)
    assert words in str(problem.value)
