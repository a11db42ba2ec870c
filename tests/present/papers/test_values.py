"""What a committee paper is made of: how paragraphs are counted, what is still a gap, and where references lead."""

from __future__ import annotations

import pytest

from helpers.present.papers.values import (
    Lettered,
    Numbered,
    Paper,
    PaperPart,
    Section,
    Written,
    WrittenTable,
    numbered,
    paragraph_numbers,
    reference,
    with_references,
)
from helpers.present.values import BulletList, Paragraph, Span

GAP = Written("why", "Why", (), "Say why.")
FILLED = Written("how", "How", ("First.", "Second."), "Say how.")
ASIDE = Written("aside", "Aside", ("Beside it.",), "Say more.", numbered=False)
CELL = Written("cell", "Cell", (), "Fill it in.")
NAME = Written("name", "Name", ("A name",), "Name it.")
TABLE = WrittenTable("Actions", ("Action", "By"), ((NAME, (CELL,)), ("Roads", (CELL,))))
HEAD = Written("day", "Day", (), "Say when.")


def paper(*parts: PaperPart) -> Paper:
    sections = (Section("One", parts[:2]), Section("Two", parts[2:]))
    return Paper("paper.docx", "A paper", "The council", "draft", (), (HEAD,), sections, "A paper.")


def test_paragraphs_are_counted_through_the_paper() -> None:
    """A gap takes one number, a field one for each paragraph, and what is beside the numbers none."""
    whole = paper(numbered("a", "first"), GAP, FILLED, ASIDE, TABLE, numbered("b"), numbered("c", "last"))
    assert paragraph_numbers(whole) == {"first": 1, "last": 6}  # 1, gap 2, field 3 and 4, b 5
    assert paragraph_numbers(paper()) == {}


def test_references_have_the_number_of_their_paragraph() -> None:
    whole = with_references(
        paper(
            numbered("a", "first"),
            Numbered((Span("See "), reference("last"))),
            Lettered(((reference("first"),),)),
            numbered("z", "last"),
        )
    )
    parts = [part for section in whole.sections for part in section.parts]
    assert isinstance(parts[1], Numbered) and isinstance(parts[2], Lettered)
    assert [span.text for span in parts[1].spans] == ["See ", "paragraph 3"]
    assert parts[2].items[0][0].text == "paragraph 1"
    with pytest.raises(KeyError, match="nowhere"):
        with_references(paper(Numbered((reference("nowhere"),))))


def test_fields_are_in_the_order_in_which_they_are_read() -> None:
    whole = paper(GAP, FILLED, TABLE)
    assert [field.tag for field in whole.written] == ["day", "why", "how", "name", "cell", "cell"]
    assert TABLE.fields == ((NAME, CELL), (None, CELL))


def test_gaps_are_the_labels_that_nobody_wrote_each_once_without_those_of_tables() -> None:
    assert paper(GAP, FILLED, GAP, TABLE).gaps == ("Day", "Why")
    assert not FILLED.is_gap and GAP.is_gap


def test_as_a_page_a_paper_has_what_it_states_itself() -> None:
    spans = (Span("It fell."),)
    page = paper(Numbered(spans), GAP, Lettered((spans,)), TABLE, Paragraph(spans)).as_page()
    assert page.parts == (Paragraph(spans, "finding"), BulletList((spans,)), Paragraph(spans))
    assert numbered(Paragraph(spans), "x") == Numbered(spans, "x")
