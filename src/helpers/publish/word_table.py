"""A table as an element of a Word document: a header row that repeats, rows that stay whole, widths by the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from helpers.present.values import REASON, Cell, Column, Span, Table
from helpers.publish.word_fields import element, run_of
from helpers.visible import make_visible
from helpers.word_styles import CELL, TABLE

_LEAST: Final = 6
_MOST: Final = 34
"""How many characters a column is wide at least and at most, as a share of all."""

_LINES: Final = 6
"""How many lines the longest text of a column takes, as long as the column is not wider than the most."""

_ROOM: Final = 3
"""Characters that a column is wider than its longest word, for the space at its sides and for wide letters."""

Runs = Callable[[Iterable[Span]], list[Any]]


def shown_columns(table: Table) -> list[int]:
    """Return the indices of the columns that have words: one of small lines alone is left out."""
    return [
        index
        for index, _ in enumerate(table.columns)
        if index == table.header or any(row[index].spans or row[index].sparkline is None for row in table.rows)
    ]


def spans_in_words(cell: Cell) -> list[Span]:
    """Return the spans of a cell, with a reason after other words in brackets, and what officers say in quotes."""
    spans: list[Span] = []
    for span in cell.spans:
        if span.role == REASON and spans and span.text:
            spans += [Span("(" if spans[-1].text.endswith(" ") else " ("), span, Span(")")]
        elif span.role == "quoted" and spans and span.text:
            around = (" (", ")") if span.kind == "signed" else (". \u2018", "\u2019")
            spans += [Span(around[0]), span, Span(around[1])]
        else:
            spans.append(span)
    return spans


def table_element(table: Table, ids: Mapping[str, str], runs: Runs, width: int) -> Any:
    """Return a table as an element; `ids` are those of styles by name, `runs` writes spans, `width` is in twips."""
    columns = shown_columns(table)
    made = element("w:tbl")
    properties = element("w:tblPr")
    properties.append(element("w:tblStyle", val=ids[TABLE]))
    properties.append(element("w:tblW", w="5000", type="pct"))
    properties.append(element("w:tblLook", val="00A0", firstRow="1", firstColumn="1", noHBand="0", noVBand="1"))
    for tag, words in (("w:tblCaption", table.caption), ("w:tblDescription", table.label)):
        properties.append(element(tag, val=make_visible(words)))
    made.append(properties)
    widths = _widths(table, columns, width)
    grid = element("w:tblGrid")
    grid.extend([element("w:gridCol", w=str(one)) for one in widths])
    made.append(grid)
    style = ids[CELL]
    header = _row(is_header=True)
    for index, one in zip(columns, widths, strict=True):
        column = table.columns[index]
        header.append(_cell([run_of(column.label, bold=True)], style, column, one))
    made.append(header)
    for cells in table.rows:
        row = _row()
        for index, one in zip(columns, widths, strict=True):
            row.append(_cell(runs(spans_in_words(cells[index])), style, table.columns[index], one))
        made.append(row)
    return made


def _row(*, is_header: bool = False) -> Any:
    row, properties = element("w:tr"), element("w:trPr")
    properties.append(element("w:cantSplit"))
    if is_header:
        properties.append(element("w:tblHeader"))
    row.append(properties)
    return row


def _cell(inside: list[Any], style: str, column: Column, width: int) -> Any:
    cell, about, paragraph, of_paragraph = element("w:tc"), element("w:tcPr"), element("w:p"), element("w:pPr")
    about.append(element("w:tcW", w=str(width), type="dxa"))
    of_paragraph.append(element("w:pStyle", val=style))
    if column.align == "right":
        of_paragraph.append(element("w:jc", val="right"))
    paragraph.append(of_paragraph)
    paragraph.extend(inside)
    cell.append(about)
    cell.append(paragraph)
    return cell


def _widths(table: Table, columns: list[int], width: int) -> list[int]:
    """Return the width of each column, by its share of all."""
    shares = column_shares(table, columns)
    return [int(width * share / sum(shares)) for share in shares]


def column_shares(table: Table, columns: list[int]) -> list[float]:
    """Return how wide each column is, as a share of all: by its longest word, and by its usual and its longest text."""
    shares = []
    for index in columns:
        texts = [table.columns[index].label, *(row[index].text for row in table.rows)]
        longest_word = max(len(word) for text in texts for word in (text.split() or [""]))
        usual = sum(map(len, texts)) / len(texts)
        shares.append(float(min(max(longest_word + _ROOM, usual, max(map(len, texts)) / _LINES, _LEAST), _MOST)))
    return shares
