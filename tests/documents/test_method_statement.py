"""The method statement as a whole: its chapters, its links and its tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documents import DOCS, Document, chapter_paths, read_chapter, read_document

EXPLAINED = {
    "Point fingertips-2025 fingertips-2020": "its rows are tried as cases",
    "Check Rule Dimension If it fails Constants": "tests/quality compares its rows with the checks",
    "What is wrong Slip Found Of indicators": "tests/quality plants the slips again",
    "File What `row` is": "tests/sources/test_rows.py counts the rows of each kind of file without the readers",
    "Example of an unreadable label Newest year used As-at date C74 Why": "tests/sources reads files with its labels",
    "As-at year C45 C64 C65 C66 C67 C69 C70 Newest figures flagged": "tests/quality counts them again",
    "Rule Green Amber Red": "tests/methods/test_targets.py tries each rule on both sides of its edges",
    "Report Whose With a direction Improved No real change Worsened Without First quartile Second Third Fourth": (
        "tests/end_to_end/test_reconciliation.py compares its rows with finished reports"
    ),
}
"""Tables that no test reads cell by cell."""
NUMBERS = range(1, len(chapter_paths()) + 1)
LINK = re.compile(r"\[([^]]*)\]\(([^)#\s]*)(?:#([^)\s]*))?\)")


def anchors(document: Document) -> set[str]:
    """The anchors that GitHub gives the headings of a document."""
    headings = re.findall(r"^#+ (.*)$", document.text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_contents_list_every_chapter_in_order() -> None:
    rows = read_document("methods/README.md").table("Section", "The question it answers")
    linked = [LINK.fullmatch(row["Section"]) for row in rows]
    assert [(match[1], match[2]) for match in linked if match] == [
        (str(number), path.name) for number, path in zip(NUMBERS, chapter_paths(), strict=True)
    ]
    assert all(linked) and len(linked) == 19


@pytest.mark.parametrize("number", NUMBERS)
def test_the_sections_are_numbered_and_every_reference_leads_to_one(number: int) -> None:
    chapter, path = read_chapter(number), chapter_paths()[number - 1]
    assert path.name.startswith(f"{number:02d}_")
    assert re.findall(r"^# (\d+)\. \S", chapter.text, re.MULTILINE) == [str(number)]
    names = {str(other): target.name for other, target in zip(NUMBERS, chapter_paths(), strict=True)}
    for text, target in ((match[1], match[2]) for match in LINK.finditer(chapter.text)):
        if named := re.fullmatch(r"section (\d+)", text):
            assert target == names[named[1]], (path.name, text)
    without_links = LINK.sub("", chapter.text)
    assert not re.search(r"\bsections? \d", without_links), path.name


def test_every_link_of_the_documents_leads_to_a_file_and_a_heading() -> None:
    linked = [(path, match) for path in sorted(DOCS.rglob("*.md")) for match in LINK.finditer(path.read_text("utf-8"))]
    within = [(path, match) for path, match in linked if not match[2].startswith(("http:", "https:", "mailto:"))]
    assert len(within) > len(NUMBERS)
    for path, match in within:
        target = (path.parent / match[2]).resolve() if match[2] else path
        assert target.exists(), (path.name, match[0])
        if match[3]:
            assert match[3] in anchors(Document(target.read_text("utf-8"))), (path.name, match[0])


@pytest.mark.parametrize("number", [number for number in NUMBERS if read_chapter(number).tables()])
def test_every_table_of_the_document_is_read_by_a_test(number: int) -> None:
    tests = sorted(Path(__file__).parent.glob(f"test_{number:02d}_*.py"))
    calls = [call for path in tests for call in re.findall(r"CHAPTER\.table\(([^)]*)\)", path.read_text("utf-8"))]
    named = [set(re.findall(r'"([^"]*)"', call)) for call in calls]
    for header, rows in read_chapter(number).tables().items():
        assert header in EXPLAINED or any(names and names <= rows[0].keys() for names in named), header


def test_every_explained_table_is_in_the_document() -> None:
    assert set(EXPLAINED) <= {header for number in NUMBERS for header in read_chapter(number).tables()}
