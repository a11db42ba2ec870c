"""The text of one paragraph of a Word document, and the names and values of its elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

_SIGNS: Final = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "softHyphen": "", "ptab": " "}
"""Elements that stand for a sign, with the sign."""

_LEFT_OUT: Final = frozenset(
    ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "drawing", "pict", "object", "Fallback")
)
"""Elements whose text is deleted, a setting or a text box, which is read by itself."""


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def value_of(element: Element) -> str:
    """Return the attribute val of an element, blank if it has none."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == "val"), "")


def children(element: Element, name: str) -> Iterator[Element]:
    """Give the children of an element that have a name, in any namespace."""
    return (child for child in element if name_of(child) == name)


def named(element: Element, name: str) -> Iterator[Element]:
    """Give everything below an element that has a name, in any namespace."""
    return (below for below in element.iter() if name_of(below) == name)


def text_of(paragraph: Element) -> str:
    """Return the text of a paragraph on one line, with inserted and without deleted words and text boxes."""
    return " ".join("".join(_texts(paragraph)).split())


def _texts(element: Element) -> Iterator[str]:
    for child in element:
        name = name_of(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name and name not in _LEFT_OUT:
            yield from _texts(child)
