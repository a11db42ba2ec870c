"""A draft report as text: its passages in reading order, and the faults that a check lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from helpers.visible import make_visible
from helpers.wording import sentences_in

Kind = Literal["title", "heading", "paragraph", "row", "margin"]
"""What a passage is; a margin is a header or a footer, and a row is one of a table."""

TITLE: Final = "title"
HEADING: Final = "heading"
PARAGRAPH: Final = "paragraph"
ROW: Final = "row"
MARGIN: Final = "margin"

MAX_NUMBERS: Final = 30
"""Numbers of the longest sentence whose numbers are compared; one with more is a list of figures."""

MAX_SENTENCE: Final = 1_000
"""Characters of the longest sentence that the rules read as one."""

MAX_QUOTED: Final = 240
"""Characters of the longest piece of a draft that a fault repeats."""


class Passage(NamedTuple):
    """A paragraph, a heading or a row of a table, on one line.

    `where` says where to look for it, such as paragraph 12 or line 7. `heading` is the nearest heading above. A row has
    its `cells`, and the number of its `table`; other passages have none and 0.
    """

    where: str
    text: str
    kind: Kind = "paragraph"
    heading: str = ""
    cells: tuple[str, ...] = ()
    table: int = 0


class Draft(NamedTuple):
    """A draft under the name of its file; `remarks` are sentences on what is in the file and was not read as text."""

    name: str
    passages: tuple[Passage, ...]
    remarks: tuple[str, ...] = ()


def sentences_of(passage: Passage) -> list[str]:
    """Return the sentences of a passage; one of over `MAX_SENTENCE` characters is cut, at a semicolon if it has one."""
    return [piece for sentence in sentences_in(passage.text) for piece in _cut(sentence)]


def _cut(sentence: str) -> Iterator[str]:
    while len(sentence) > MAX_SENTENCE:
        semicolon = sentence.rfind("; ", 0, MAX_SENTENCE)
        end = semicolon + 1 if semicolon > 0 else MAX_SENTENCE
        yield sentence[:end]
        sentence = sentence[end:]
    if sentence:
        yield sentence


class DraftFault(NamedTuple):
    """One fault: the passage, the words it is in, what was expected and what to do."""

    passage: Passage
    quote: str
    expected: str
    remedy: str

    def said_of(self, name: str) -> str:
        """Return the fault in a sentence; `name` is that of the file."""
        under = f", under '{quoted(self.passage.heading, 60)}'" if self.passage.heading else ""
        return f"{name} {self.passage.where}{under}: '{quoted(self.quote)}': expected {self.expected}; {self.remedy}."


def quoted(text: str, most: int = MAX_QUOTED) -> str:
    """Return a piece of a draft on one visible line, and no more of it than a message can hold."""
    line = make_visible(" ".join(text.split()))
    return line if len(line) <= most else f"{line[:most]}\N{HORIZONTAL ELLIPSIS}"
