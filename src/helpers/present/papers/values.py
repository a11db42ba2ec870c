"""What a committee paper is made of: sections of numbered paragraphs, lists and tables, and fields for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from helpers.present.site_pages import SitePage
from helpers.present.values import BulletList, Paragraph, Part, Span

REFERENCE: Final = "#paragraph-"
"""What the address of a reference to a numbered paragraph begins with."""


@dataclass(frozen=True)
class Numbered:
    """A paragraph with a number, which goes on through the paper; `anchor` is what other paragraphs refer to it by."""

    spans: tuple[Span, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Written:
    """A field that people write: the tag by which it is read back, its label, what is in it, and what it asks for.

    Without paragraphs it is a gap, which is marked. `numbered` says whether its paragraphs have numbers of the paper.
    """

    tag: str
    label: str
    paragraphs: tuple[str, ...]
    asks_for: str
    numbered: bool = True

    @property
    def is_gap(self) -> bool:
        """Whether nobody has written it yet."""
        return not self.paragraphs


@dataclass(frozen=True)
class WrittenTable:
    """A table whose cells people write: a row for each thing, with a field for each column after the first.

    The name of a row is a field where people write it too.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Written, tuple[Written, ...]], ...]

    @property
    def fields(self) -> tuple[tuple[Written | None, ...], ...]:
        """The field of each cell, row by row; None for a name that nobody writes."""
        return tuple((name if isinstance(name, Written) else None, *cells) for name, cells in self.rows)


@dataclass(frozen=True)
class Lettered:
    """Items with letters before them, (a) and (b), as recommendations have them."""

    items: tuple[tuple[Span, ...], ...]


PaperPart = Numbered | Lettered | Written | WrittenTable | Part


@dataclass(frozen=True)
class Section:
    """A heading of a paper with what is below it; level 1 parts the paper, level 2 is a heading of a form."""

    title: str
    parts: tuple[PaperPart, ...]
    level: int = 2


@dataclass(frozen=True)
class Paper:
    """A paper: its file, its title, whose it is, the stage, the lines that say what it is, its head and its sections.

    `head` has the pairs above the title: the committee, the day, who reports. `subject` is for the properties of the
    file. `contents_depth` is how deep the headings are that a list of contents below the title has, 0 for no list.
    """

    file: str
    title: str
    council: str
    stage: str
    about: tuple[str, ...]
    head: tuple[Written, ...]
    sections: tuple[Section, ...]
    subject: str
    contents_depth: int = 0

    @property
    def written(self) -> tuple[Written, ...]:
        """Every field, in the order in which it is read."""
        return (*self.head, *(field for section in self.sections for field in _fields(section.parts)))

    @property
    def gaps(self) -> tuple[str, ...]:
        """The labels of the fields that nobody has written, without those of tables."""
        own = (part for section in self.sections for part in section.parts if isinstance(part, Written))
        return tuple(dict.fromkeys(field.label for field in (*self.head, *own) if field.is_gap))

    def as_page(self) -> SitePage:
        """Return what the paper states as a page, by which its facts are looked up and listed."""
        own = (part for section in self.sections for part in section.parts)
        return SitePage(self.file, self.title, tuple(page_part for part in own for page_part in _on_a_page(part)))


def _fields(parts: tuple[PaperPart, ...]) -> Iterator[Written]:
    for part in parts:
        if isinstance(part, Written):
            yield part
        elif isinstance(part, WrittenTable):
            yield from (field for row in part.fields for field in row if field is not None)


def _on_a_page(part: PaperPart) -> Iterator[Part]:
    match part:
        case Numbered():
            yield Paragraph(part.spans, "finding")
        case Lettered():
            yield BulletList(part.items)
        case Written() | WrittenTable():
            return
        case _:
            yield part


def reference(anchor: str) -> Span:
    """Return a reference to a numbered paragraph, which has its number once the paper is whole."""
    return Span("paragraph", "link", href=f"{REFERENCE}{anchor}")


def with_references(paper: Paper) -> Paper:
    """Return a paper with the number of the paragraph in each reference.

    Raises  KeyError: a reference leads to no paragraph
    """
    numbers = paragraph_numbers(paper)

    def numbered_spans(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(
            replace(span, text=f"{span.text} {numbers[span.href.removeprefix(REFERENCE)]}")
            if span.href.startswith(REFERENCE)
            else span
            for span in spans
        )

    def with_numbers(part: PaperPart) -> PaperPart:
        if isinstance(part, Numbered):
            return replace(part, spans=numbered_spans(part.spans))
        return Lettered(tuple(map(numbered_spans, part.items))) if isinstance(part, Lettered) else part

    sections = (replace(section, parts=tuple(map(with_numbers, section.parts))) for section in paper.sections)
    return replace(paper, sections=tuple(sections))


def paragraph_numbers(paper: Paper) -> dict[str, int]:
    """Return the number of each paragraph that others refer to, as the paper counts its paragraphs."""
    number, numbers = 0, {}
    for section in paper.sections:
        for part in section.parts:
            if isinstance(part, Numbered):
                number += 1
                if part.anchor:
                    numbers[part.anchor] = number
            elif isinstance(part, Written) and part.numbered:
                number += max(len(part.paragraphs), 1)
    return numbers


def numbered(words: str | Paragraph, anchor: str = "") -> Numbered:
    """Return words or a finished paragraph as a numbered one."""
    return Numbered((Span(words),) if isinstance(words, str) else words.spans, anchor)
