"""Documents as values, which Word and PDF are made from: the pages of the site that each has, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from helpers.present.pages.site_about import ACCESSIBILITY_TERM, WAYS_ON_TITLE, as_at_line
from helpers.present.pages.site_downloads import SENTENCES_FILE
from helpers.present.papers.values import WrittenTable
from helpers.present.site_pages import (
    AREAS_WITHIN,
    AROUND,
    DOWNLOADED,
    FUNDING,
    INDEX,
    RISKS,
    SPENDING,
    TARGETS,
    THEMES,
    YEARS,
    SitePage,
)
from helpers.present.values import Beside, Definitions, Folded, Heading, Part, Parts, Table
from helpers.word_parts import COMPARISON, FIGURES, FIRST_PAGE, PART_TITLES

FULL: Final = "compendium.docx"
SHORT: Final = "compendium_short.docx"
PRINT: Final = "compendium.pdf"
SHORT_PARTS: Final = (FIRST_PAGE, COMPARISON, "targets")
"""The parts of the short document: the first page, which has the areas of focus, the counts by theme, and targets."""

WHERE_NUMBERS_COME_FROM: Final = (
    f"The file {DOWNLOADED}/{SENTENCES_FILE}.zip of the report says where each number in a sentence comes from."
)
"""How a reader of a document follows a number of its sentences."""

_PAGES: Final = {
    FIRST_PAGE: INDEX,
    "funding": FUNDING,
    "spending": SPENDING,
    "pressures_and_risks": RISKS,
    "targets": TARGETS,
    "delivery": AROUND,
    "places": AREAS_WITHIN,
    "years": YEARS,
}
_FOLDERS: Final = {COMPARISON: "themes/", FIGURES: "dashboards/"}


@dataclass(frozen=True)
class DocumentPart:
    """One part of a document: its heading where it has several pages, '' where the page's own title is it."""

    heading: str
    pages: tuple[SitePage, ...]


@dataclass(frozen=True)
class ReportDocument:
    """A document as values: its file, title, council, stage, and the lines that say what it is; then its parts.

    `subject` is one sentence for the properties of the file. A draft is marked as one on every sheet. `fields` has a
    table for people to write in, by the path of the page that it follows; Word alone has it.
    """

    file: str
    title: str
    council: str
    stage: str
    about: tuple[str, ...]
    parts: tuple[DocumentPart, ...]
    subject: str = ""
    is_draft: bool = False
    fields: Mapping[str, WrittenTable] = field(default_factory=dict)

    @property
    def pages(self) -> tuple[SitePage, ...]:
        """The pages of all parts, in their order."""
        return tuple(page for part in self.parts for page in part.pages)


def document_parts(pages: Iterable[SitePage], order: Sequence[str]) -> tuple[DocumentPart, ...]:
    """Return the parts of a document in an order, each with its pages; a part without a page is left out.

    Tables of a theme or a dashboard have the title of their page in their caption, and so have those of several pages
    with one caption, so that a list of tables tells them apart. The menu of the first page, and how the pages of the
    site are made, are left out.
    """
    by_path = {page.path: _in_print(page) for page in pages}
    parts = []
    for name in order:
        if name in _PAGES:
            own, title = [by_path[path] for path in (_PAGES[name],) if path in by_path], ""
        else:
            inside = _FOLDERS[name]
            own = [page for path, page in by_path.items() if path.startswith(inside) and path != THEMES]
            title = PART_TITLES[name]
        if own:
            parts.append(DocumentPart(title, tuple(own)))
    shared = _shared_captions(page for part in parts for page in part.pages)
    return tuple(
        replace(
            part,
            pages=tuple(_with_titles(page, captions_of(page.parts) if part.heading else shared) for page in part.pages),
        )
        for part in parts
    )


def _in_print(page: SitePage) -> SitePage:
    """Return a page without what is of use on the site alone: the menu, and how its pages are made."""
    parts: list[Part] = []
    is_menu = False
    for part in page.parts:
        if isinstance(part, Heading):
            is_menu = part.text == WAYS_ON_TITLE
        if isinstance(part, Definitions):
            pairs = tuple(pair for pair in part.pairs if pair[0] != ACCESSIBILITY_TERM)
            part = replace(part, pairs=pairs)
        if not is_menu:
            parts.append(part)
    return replace(page, parts=tuple(parts))


def without_tables(pages: Iterable[SitePage], captions: Container[str]) -> list[SitePage]:
    """Return pages without those of their tables that have one of some captions."""
    return [
        replace(page, parts=tuple(part for part in page.parts if getattr(part, "caption", None) not in captions))
        for page in pages
    ]


def _shared_captions(pages: Iterable[SitePage]) -> set[str]:
    """Return the captions that the tables of more than one page have."""
    counts = Counter(caption for page in pages for caption in {table.caption for table in _tables_of(page.parts)})
    return {caption for caption, count in counts.items() if count > 1}


def _tables_of(parts: Iterable[Part]) -> Iterator[Table]:
    for part in parts:
        if isinstance(part, Table):
            yield part
        elif isinstance(part, Folded):
            yield part.table
        elif isinstance(part, Parts | Beside):
            yield from _tables_of(part.parts)


def _with_titles(page: SitePage, shared: Container[str]) -> SitePage:
    """Return a page whose tables have its title in their captions, where these are shared."""
    return replace(page, parts=tuple(with_title(part, page.title, shared) for part in page.parts))


def with_title(part: Part, title: str, shared: Container[str]) -> Part:
    """Return a part whose tables have a title in those of their captions that several tables share."""

    def titled(table: Table) -> Table:
        caption = f"{title}: {table.caption[:1].lower()}{table.caption[1:]}"
        is_without = table.caption in shared and not table.caption.startswith(title)
        return replace(table, caption=caption) if is_without else table

    match part:
        case Table():
            return titled(part)
        case Folded():
            return replace(part, table=titled(part.table))
        case Parts():
            return Parts(tuple(with_title(one, title, shared) for one in part.parts))
        case Beside():
            return Beside(
                tuple(Parts(tuple(with_title(one, title, shared) for one in two.parts)) for two in part.parts)
            )
    return part


def captions_of(parts: Iterable[Part]) -> list[str]:
    """Return the captions of all tables of parts, in their order."""
    return [table.caption for table in _tables_of(parts)]


def about_lines(report: str, issued: str, as_at: date, has_figures: bool) -> tuple[str, ...]:
    """Return the lines below the title: the council and the year (`report`), the date of issue, the day up to
    which figures are taken, where they can be followed, and what is left out."""
    return (
        f"{report}. {f'Issued {issued}.' if issued else 'Not issued yet.'} {as_at_line(as_at)}",
        f"{WHERE_NUMBERS_COME_FROM} Links to pages of the site work while this file lies in the folder of the report.",
        *(() if has_figures else (f"This is the short document; {FULL} has every dashboard.",)),
        "Small lines of a series are left out; the site has them. What a chart shows is also said in its description.",
    )
