"""Short forms that publishers use in the names of measures, spelt out at the foot of each page that has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from helpers.present.site_pages import CARD, SitePage
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


def with_short_forms(page: SitePage) -> SitePage:
    """Return a page with the short forms that it uses spelt out at its foot; as it is where it uses none.

    Of a card the tables are left out: they hold names of councils and figures.
    """
    parts = [part for part in page.parts if not isinstance(part, Table)] if page.kind == CARD else page.parts
    texts = (page.title, *(span.text for span in page.lead), *_texts(parts))
    used = set(_USED.findall("\n".join(texts)))
    if not used:
        return page
    words = "; ".join(f"{name}, {meaning}" for name, meaning in MEANINGS.items() if name in used)
    return replace(page, parts=(*page.parts, Paragraph((Span(f"Short forms: {words}.", "unit"),))))


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
