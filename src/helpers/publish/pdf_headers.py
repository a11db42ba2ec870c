"""Row headers in the structure of a PDF: the cell that names a row is the header of the others in it.

Typst tags headers of columns alone, so those of rows are written into the finished structure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pikepdf

_TABLE: Final = pikepdf.Name.Table


def mark_row_headers(document: pikepdf.Pdf, columns: Sequence[int]) -> None:
    """Tag the cell that names each row of the tables of a document as a header.

    `columns` has the index of the column of names for each table, in reading order.
    Every cell then has its headers by their scope: the lists of headers that typst writes know columns alone.

    Raises  ValueError: the document has another number of tables
    """
    tables = [one for one in _elements(document.Root.StructTreeRoot) if one.S == _TABLE]
    if len(tables) != len(columns):
        raise ValueError(f"the PDF has {len(tables)} tables in its structure, and {len(columns)} were written")
    for table, column in zip(tables, columns, strict=True):
        for row in _elements(table):
            cells = [one for one in _children(row) if one.S == pikepdf.Name.TD] if row.S == pikepdf.Name.TR else []
            for index, cell in enumerate(cells):
                _mark(cell, is_header=index == column)


def _mark(cell: Any, *, is_header: bool) -> None:
    if is_header:
        cell.S = pikepdf.Name.TH
    attributes = cell.get("/A")
    for one in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if isinstance(one, pikepdf.Dictionary) and one.get("/O") == _TABLE:
            if "/Headers" in one:
                del one["/Headers"]
            if is_header:
                one["/Scope"] = pikepdf.Name.Row


def _children(element: Any) -> Iterator[Any]:
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid


def _elements(element: Any) -> Iterator[Any]:
    """Give the elements of a structure below one, in reading order; what is inside cells is left out."""
    for child in _children(element):
        yield child
        if child.S not in (pikepdf.Name.TD, pikepdf.Name.TH):
            yield from _elements(child)
