"""The styles that Word documents are written with, which the template of a council has to have by these names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

StyleKind = Literal["paragraph", "character", "table"]

TITLE: Final = "Title"
SUBTITLE: Final = "Subtitle"
BODY: Final = "Normal"
FINDING: Final = "Compendium Finding"
NOTE: Final = "Compendium Note"
BULLET: Final = "List Bullet"
CAPTION: Final = "Caption"
CELL: Final = "Compendium Cell"
CONTENTS_TITLE: Final = "TOC Heading"
CONTENTS: Final = ("TOC 1", "TOC 2")
HEADINGS: Final = ("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Heading 5")
TABLE: Final = "Compendium Table"
LINK: Final = "Hyperlink"

STYLES: Final[dict[str, tuple[StyleKind, str]]] = {
    TITLE: ("paragraph", "the title of the document"),
    SUBTITLE: ("paragraph", "the council and the stage below the title"),
    BODY: ("paragraph", "plain paragraphs"),
    FINDING: ("paragraph", "sentences made from figures"),
    NOTE: ("paragraph", "notes below tables"),
    BULLET: ("paragraph", "items of lists"),
    CAPTION: ("paragraph", "the captions of tables"),
    CELL: ("paragraph", "what is in the cells of tables"),
    CONTENTS_TITLE: ("paragraph", "the heading of the contents, which is not one of its entries"),
    **dict.fromkeys(CONTENTS, ("paragraph", "entries of the contents")),
    **dict.fromkeys(HEADINGS, ("paragraph", "headings")),
    TABLE: ("table", "tables"),
    LINK: ("character", "links"),
}
"""Each style by its name: its kind, and what it is for."""

GAP_WORDS: Final = "To be written:"
"""What a field begins with that nobody has filled in, which is marked and never taken back."""


class WordTemplate(NamedTuple):
    """A checked template: its bytes, and what it calls those styles that have another name there."""

    content: bytes
    names: Mapping[str, str] = {}

    def name_of(self, style: str) -> str:
        """Return what the template calls a style."""
        return self.names.get(style, style)
