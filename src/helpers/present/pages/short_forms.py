"""Short forms that publishers use in the names of measures, spelt out once for all pages that use them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from helpers.present.site_pages import CARD, INDEX, THEMES, SitePage, link
from helpers.present.values import (
    Beside,
    BulletList,
    Chart,
    Definitions,
    Entries,
    Folded,
    Heading,
    Paragraph,
    Part,
    Parts,
    Span,
    Table,
)

MEANINGS: Final[Mapping[str, str]] = {
    "ASQ-3": "Ages and Stages Questionnaire, on how a young child develops",
    "Attainment 8": "a pupil's results in eight subjects at 16, added up",
    "Cafcass": "Children and Family Court Advisory and Support Service",
    "CO2e": "carbon dioxide, with other gases counted as carbon dioxide",
    "EBacc": "English Baccalaureate: English, maths, sciences, a language, and history or geography",
    "EHC": "education, health and care",
    "FTE": "full-time equivalent",
    "KS2": "Key Stage 2, with tests at age 11",
    "Level 2": "five good GCSEs or the like",
    "Level 3": "two A levels or the like",
    "MMR": "measles, mumps and rubella",
    "modelled": "estimated from a survey and other figures",
    "NEET": "not in education, employment or training",
    "Progress 8": "results at 16 compared with pupils who did as well at 11",
    "SDQ": "Strengths and Difficulties Questionnaire",
    "Section 47": "an enquiry whether a child suffers, or may suffer, significant harm",
    "SEN": "special educational needs",
    "SEND": "special educational needs and disabilities",
}
"""Each short form with its meaning, in alphabetical order."""

_USED: Final = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(MEANINGS, key=len, reverse=True)))})(?![\w-])"
)


SPELT_OUT: Final = "Short forms"
"""The heading below which they are spelt out, and the link to it."""


def with_short_forms(pages: Iterable[SitePage]) -> list[SitePage]:
    """Return pages with what their short forms mean.

    All are spelt out on the page that says how to read the others, and at the foot of the first page and of each card
    those that it uses. Every other page that uses some leads there.
    """
    with_used = [(page, _used_on(page)) for page in pages]
    of_all = set().union(*(used for _, used in with_used))
    return [_with_meanings(page, of_all if page.path == THEMES else used) for page, used in with_used]


def _used_on(page: SitePage) -> set[str]:
    """Return the short forms that a page uses; the tables of a card hold names of councils and figures, and none."""
    parts = [part for part in page.parts if not isinstance(part, Table)] if page.kind == CARD else page.parts
    texts = (page.title, *(span.text for span in page.lead), *_texts(parts))
    return set(_USED.findall("\n".join(texts)))


def _with_meanings(page: SitePage, used: set[str]) -> SitePage:
    if not used:
        return page
    pairs = [(name, meaning) for name, meaning in MEANINGS.items() if name in used]
    if page.path == THEMES:
        definitions = Definitions(tuple((name, (Span(meaning),)) for name, meaning in pairs))
        return replace(page, parts=(*page.parts, Heading(SPELT_OUT), definitions))
    foot = Span(f"{SPELT_OUT}: {'; '.join(f'{name}, {meaning}' for name, meaning in pairs)}.", "unit")
    if page.kind != CARD and page.path != INDEX:
        foot = link(SPELT_OUT, THEMES, page.path)
    return replace(page, parts=(*page.parts, Paragraph((foot,))))


def _texts(parts: Iterable[Part]) -> Iterator[str]:
    """Give every text of some parts, without those of pictures and the labels of headline figures."""
    for part in parts:
        match part:
            case Parts() | Beside():
                yield from _texts(part.parts)
            case Folded():
                yield from _texts((part.table,))
            case Heading():
                yield part.text
            case Chart():
                yield f"{part.title} {part.subtitle}"
            case _:
                yield from (span.text for span in _spans(part))


def _spans(part: Part) -> Iterator[Span]:
    """Give the spans of a part that has some."""
    match part:
        case Paragraph():
            yield from part.spans
        case BulletList():
            yield from chain.from_iterable(part.items)
        case Definitions():
            for term, spans in part.pairs:
                yield from (Span(term), *spans)
        case Entries():
            for entry in part.items:
                yield from (*entry.name, *entry.words)
        case Table():
            yield Span(part.caption)
            for row in part.rows:
                yield from chain.from_iterable(cell.spans for cell in row)
