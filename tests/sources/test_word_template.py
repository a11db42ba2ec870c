"""The Word template of a council, and the order of the parts that it is filled with."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from helpers.problems import InputProblem
from helpers.sources.word_parts import read_word_parts
from helpers.sources.word_template import read_word_template
from helpers.word_parts import PART_TITLES
from helpers.word_styles import STYLES

NAME = "params/word/template.docx"


def refused(path: Path) -> str:
    with pytest.raises(InputProblem) as problem:
        read_word_template(path, NAME)
    return str(problem.value)


def test_the_template_has_every_style(root: Path) -> None:
    content = (root / NAME).read_bytes()
    assert read_word_template(root / NAME, NAME) == content
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
