"""The page of the places within the council: how they differ, drawn and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from helpers.present.site_pages import AREAS_WITHIN, SitePage
from helpers.present.values import Part, Parts, Span, Table

LEAD = (
    "A council's figure can hide an area that does much worse. Figures of areas are never added up to make a council's "
    "figure."
)


def places_page(parts: Iterable[Part], council: str) -> SitePage:
    """Return the page of places from what `areas_within` makes; each row of a table can stand by itself."""
    return SitePage(
        AREAS_WITHIN, f"How do areas within {council} differ?", tuple(_flat(parts)), (Span(LEAD),), section=AREAS_WITHIN
    )


def _flat(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Parts):
            yield from _flat(part)
        elif isinstance(part, Table):
            yield replace(part, rows_apart=True)
        else:
            yield part
