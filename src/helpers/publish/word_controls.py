"""Fields of a Word document that people write in: content controls, with the tag by which each is read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from helpers.present.papers.values import Written, WrittenTable
from helpers.present.values import Cell, Column, Span, Table
from helpers.publish.word_fields import element, run_of
from helpers.word_styles import CELL, GAP_WORDS

MAX_TAG: Final = 64
"""Characters of the longest tag and label that Word reads; it calls a document with a longer one damaged."""

Paragraphs = Callable[[str, Sequence[Any]], Any]
"""What makes a paragraph of a style from runs."""


def control(one: Written, inside: Sequence[Any], number: int) -> Any:
    """Return a content control, which a reader of the document may write in, with the tag of its field.

    `number` is that of the control in the document.

    Raises  ValueError: the tag is longer than Word reads
    """
    if len(one.tag) > MAX_TAG:
        raise ValueError(f"the tag {one.tag!r} of a field has {len(one.tag)} characters; Word reads {MAX_TAG}")
    about = element("w:sdtPr")
    about.append(element("w:alias", val=one.label[:MAX_TAG]))
    about.append(element("w:tag", val=one.tag))
    about.append(element("w:id", val=str(number)))
    about.append(element("w:lock", val="sdtLocked"))
    if one.is_gap:
        about.append(element("w:showingPlcHdr"))
    content = element("w:sdtContent")
    content.extend(inside)
    made = element("w:sdt")
    made.append(about)
    made.append(content)
    return made


def words_in(one: Written) -> str:
    """Return what a field prints: what people wrote, or what is to be written."""
    return f"{GAP_WORDS} {one.asks_for}." if one.is_gap else " ".join(one.paragraphs)


def gap_run(one: Written) -> Any:
    """Return what a field without words prints, marked."""
    run = run_of(words_in(one), bold=True)
    run.find("{*}rPr").append(element("w:highlight", val="yellow"))
    return run


def as_table(table: WrittenTable) -> Table:
    """Return a table of fields as one of words, by which its columns have their widths."""
    columns = tuple(Column(f"column_{number}", label) for number, label in enumerate(table.columns))
    cells = tuple(
        tuple(Cell((Span(words_in(one) if isinstance(one, Written) else one),)) for one in (name, *fields))
        for name, fields in table.rows
    )
    return Table(table.caption, table.caption, columns, cells)


def write_fields(element_of_table: Any, table: WrittenTable, paragraphs: Paragraphs, first: int) -> int:
    """Write the fields into the cells of a table that has their words; return how many they are.

    `first` is the number of the first control.
    """
    number = first
    for row, fields in zip(list(element_of_table.iterchildren("{*}tr"))[1:], table.fields, strict=True):
        for cell, one in zip(list(row.iterchildren("{*}tc")), fields, strict=True):
            if one is None:
                continue
            (old,) = cell.iterchildren("{*}p")
            if len(one.paragraphs) < 2:
                # in the line, where every program marks it; Word makes a block of it when a second paragraph is typed
                inside = gap_run(one) if one.is_gap else run_of(one.paragraphs[0])
                new = paragraphs(CELL, [control(one, [inside], number)])
            else:
                new = control(one, [paragraphs(CELL, [run_of(text)]) for text in one.paragraphs], number)
            cell.replace(old, new)
            number += 1
    return number - first
