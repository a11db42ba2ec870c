"""Drafts in Markdown and plain text: which passages they have, under which headings, and where."""

from __future__ import annotations

import pytest

from helpers.drafts import HEADING, PARAGRAPH, ROW, TITLE, Passage
from helpers.sources.drafts.plain_text import read_text
from helpers.sources.files.limits import Refused


def passages(text: str, *, is_markdown: bool = True) -> tuple[Passage, ...]:
    return read_text(text.encode(), "draft.md", is_markdown=is_markdown).passages


def test_headings_paragraphs_and_lists_of_markdown() -> None:
    text = "# Report\n\nOne line\nand the next.\n\n## Roads ##\n\n- first\n- second\n"
    assert passages(text) == (
        Passage("line 1", "Report", TITLE),
        Passage("lines 3 to 4", "One line and the next.", PARAGRAPH, "Report"),
        Passage("line 6", "Roads", HEADING),
        Passage("line 8", "first", PARAGRAPH, "Roads"),
        Passage("line 9", "second", PARAGRAPH, "Roads"),
    )


def test_a_line_that_is_underlined_is_a_heading() -> None:
    assert [(one.text, one.kind) for one in passages("# R\n\nRoads\n-----\n\nText here.")][1:] == [
        ("Roads", HEADING),
        ("Text here.", PARAGRAPH),
    ]


def test_rows_of_tables_have_cells_and_the_number_of_their_table() -> None:
    text = "# R\n\n| Theme | Improved |\n|---|---|\n| Roads | 4 |\n\nText.\n\n| A | B |\n"
    rows = [one for one in passages(text) if one.kind == ROW]
    assert [(one.where, one.cells, one.table) for one in rows] == [
        ("line 3", ("Theme", "Improved"), 1),
        ("line 5", ("Roads", "4"), 1),
        ("line 9", ("A", "B"), 2),
    ]
    assert rows[1].text == "Roads; 4"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**76** of _171_", "76 of 171"),
        ("see [the page](https://example.org 'x')", "see [the page](https://example.org 'x')"),
        ("see [the page](https://example.org)", "see the page"),
        ("![A chart](chart.svg)", "A chart"),
        ("`code` and 5\\%", "code and 5%"),
        ("a_b_c and 2*3*4", "a_b_c and 2*3*4"),
        ("said[^1]", "said"),
    ],
)
def test_signs_of_markdown_are_no_words(text: str, words: str) -> None:
    assert passages(f"# R\n\n{text}")[1].text == words


def test_code_and_comments_are_left_out_and_lines_keep_their_numbers() -> None:
    text = "# R\n\n<!-- not\nread -->\n\n```\ncode 99\n```\n\nText."
    assert [(one.where, one.text) for one in passages(text)] == [("line 1", "R"), ("line 10", "Text.")]


def test_in_plain_text_a_short_line_by_itself_is_a_heading() -> None:
    text = "Annual report\n\n1 Children and Young People\n\nMore children do well.\n\nIt cost £5,\n\n* 4 improved\n"
    assert [(one.text, one.kind) for one in passages(text, is_markdown=False)] == [
        ("Annual report", TITLE),
        ("1 Children and Young People", HEADING),
        ("More children do well.", PARAGRAPH),
        ("It cost £5,", PARAGRAPH),
        ("4 improved", PARAGRAPH),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b" \n ", "holds nothing but blank space"),
        (b"<!DOCTYPE html><p>x", "is a web page"),
        (b"a\0b", "is not text"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_text(content, "draft.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_of_windows_is_read_too(encoding: str) -> None:
    (passage,) = read_text("It cost £5 – more.".encode(encoding), "draft.txt").passages
    assert passage.text == "It cost £5 – more."
