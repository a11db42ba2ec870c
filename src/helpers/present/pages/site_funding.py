"""The page of funding: where the council stands, league tables, its position for its money, and other levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from helpers.present.facts import facts_in
from helpers.present.pages.funding import (
    Funding,
    gap_parts,
    opening,
    own_league,
    position_chart,
    received_part,
    top_league,
    years_table,
)
from helpers.present.pages.funding_components import components_part
from helpers.present.pages.funding_facts import standing_facts
from helpers.present.pages.funding_words import standing_sentence
from helpers.present.pages.site_more import WaysOn
from helpers.present.pages.virtual_unitaries import virtual_sentence
from helpers.present.site_pages import FUNDING, SitePage, link
from helpers.present.tables import heading, with_rows_apart
from helpers.present.values import Beside, Paragraph, Part, Span

TITLE: Final = "How much money is there for each person?"


@dataclass(frozen=True)
class FundingPage:
    """What the page is made from: the tables, and `pairs` of `beside_positions` with what their group is called.

    `needs` has what is shown of the needs model, and `virtual` is the table virtual_unitaries.

    `more` has the path and the title of each page of a notebook that says more, and `files` the path of the CSV file of
    each table.
    """

    funding: Funding
    pairs: pd.DataFrame
    group: str
    needs: Part | None = None
    virtual: pd.DataFrame | None = None
    more: Sequence[tuple[str, str]] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether the council has a rank in some year."""
        return bool(self.funding.newest)


def funding_page(of: FundingPage) -> SitePage:
    """Return the page of funding of a report that has a rank in some year."""
    funding, ways = of.funding, WaysOn(FUNDING, of.more, of.files)
    virtual = None if of.virtual is None else virtual_sentence(funding, of.virtual)
    components = components_part(funding)
    parts: list[Part] = [
        heading("Rank and spending power by year"),
        years_table(funding),
        *([components] if components is not None else []),
        *received_part(funding),
        heading("Who is funded least, and who most?"),
        Beside((own_league(funding, in_short=True), top_league(funding))),
        *ways.all_rows("Every council and year, with gains at the average of the class", "spending_power"),
        heading("How does the council do for its money?"),
        position_chart(funding, of.pairs, of.group),
        *ways.all_rows("The figures of the chart", "spending_power", "positions"),
        heading("What would the council have at the level of another?"),
        gap_parts(funding),
        *([virtual] if virtual is not None else []),
        *ways.all_rows(
            "At the level of each other council, and each county with its parts", "funding_levels", "virtual_unitaries"
        ),
    ]
    if of.needs is not None:
        parts += [heading("What would a simple model of need give?"), of.needs]
        parts += ways.all_rows(
            "What each council would gain, and what each weight rests on", "needs_model", "needs_weights"
        )
    parts += ways.rules()
    return SitePage(FUNDING, TITLE, tuple(map(with_rows_apart, parts)), opening(funding).spans, section=FUNDING)


def funding_sentence(of: FundingPage, page: str) -> Paragraph | None:
    """Return where the council stands with the way to the page of funding; None where nothing is known."""
    if not of.any:
        return None
    funding = of.funding
    held = funding.years[funding.years["financial_year"].le(funding.newest)]
    words = standing_sentence(held, funding.council, funding.council_class)
    return Paragraph((*facts_in(f"{words} ", standing_facts(held)), link("Funding", FUNDING, page), Span(".")))
