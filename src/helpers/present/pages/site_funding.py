"""The page of funding: where the council stands, league tables, its position for its money, and other levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from helpers.present.pages.funding import (
    Funding,
    all_classes,
    gap_parts,
    levels_table,
    opening,
    own_league,
    position_parts,
    received_part,
    top_league,
    virtual_parts,
    years_table,
)
from helpers.present.pages.funding_words import standing_sentence
from helpers.present.site_pages import FUNDING, SitePage, link
from helpers.present.tables import heading, with_rows_apart
from helpers.present.values import Beside, Paragraph, Part, Span

TITLE: Final = "How much money is there for each person?"


@dataclass(frozen=True)
class FundingPage:
    """What the page is made from: the tables, and `pairs` of `beside_positions` with what their group is called.

    `needs` has what is shown of the needs model, and `virtual` is the table virtual_unitaries.

    `more` has the path and the title of each page of a notebook that says more.
    """

    funding: Funding
    pairs: pd.DataFrame
    group: str
    needs: Part | None = None
    virtual: pd.DataFrame | None = None
    more: Sequence[tuple[str, str]] = ()

    @property
    def any(self) -> bool:
        """Whether the council has a rank in some year."""
        return bool(self.funding.newest)


def funding_page(of: FundingPage) -> SitePage:
    """Return the page of funding of a report that has a rank in some year."""
    funding = of.funding
    parts: list[Part] = [
        heading("Rank and spending power by year"),
        years_table(funding),
        *received_part(funding),
        heading("Who is funded least, and who most?"),
        Beside((own_league(funding), top_league(funding))),
        all_classes(funding),
        heading("How does the council do for its money?"),
        position_parts(funding, of.pairs, of.group),
        heading("What would the council have at the level of another?"),
        gap_parts(funding),
        *([virtual_parts(funding, of.virtual)] if of.virtual is not None else []),
        levels_table(funding),
    ]
    if of.needs is not None:
        parts += [heading("What would a simple model of need give?"), of.needs]
    if of.more:
        parts.append(_ways_on(of.more))
    return SitePage(FUNDING, TITLE, tuple(map(with_rows_apart, parts)), opening(funding).spans, section=FUNDING)


def funding_sentence(of: FundingPage, page: str) -> Paragraph | None:
    """Return where the council stands with the way to the page of funding; None where nothing is known."""
    if not of.any:
        return None
    funding = of.funding
    held = funding.years[funding.years["financial_year"].le(funding.newest)]
    words = standing_sentence(held, funding.council, funding.council_class)
    return Paragraph((Span(f"{words} "), link("Funding", FUNDING, page), Span(".")))


def _ways_on(more: Sequence[tuple[str, str]]) -> Paragraph:
    spans = [Span("Rules, code and what could be wrong: ")]
    for number, (path, title) in enumerate(more):
        spans += [Span(", ")] if number else []
        spans.append(link(title, path, FUNDING))
    return Paragraph((*spans, Span(".")))
