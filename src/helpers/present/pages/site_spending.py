"""The page of spending by service: how much, which rank, beside which outcomes, how it moved, and council tax."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from helpers.present.facts import facts_in, stating
from helpers.present.pages.site_more import WaysOn
from helpers.present.pages.spending import deflator_sentence, opening_sentence
from helpers.present.pages.spending_facts import deflator_facts, opening_facts, tax_facts
from helpers.present.pages.spending_outcomes import service_parts
from helpers.present.pages.spending_parts import outcome_parts, spending_parts
from helpers.present.pages.spending_tables import (
    tax_sentence,
    tax_table,
    values_table,
    whole_by_year,
)
from helpers.present.site_pages import SPENDING, SitePage, card_of, link
from helpers.present.tables import heading, paragraph, with_rows_apart
from helpers.present.values import Paragraph, Part, Span
from helpers.results.council_tax import BAND_D

TITLE: Final = "What does the council spend, and beside what outcomes?"


@dataclass(frozen=True)
class SpendingPage:
    """What the page is made from: the tables of the step, and words.

    `group` is what the comparator group is called, `listed_by` who made the council's own list for costs, `sources` who
    publishes each file, by its name, `more` the path and the title of each page of a notebook that says more, and
    `files` the path of the CSV file of each table.
    """

    values: pd.DataFrame
    outcomes: pd.DataFrame
    deflators: pd.DataFrame
    tax: pd.DataFrame
    council: str
    group: str
    year: int
    listed_by: str
    sources: Mapping[str, str]
    more: Sequence[tuple[str, str]] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether the council's spending is held in some year that the report may use."""
        return bool(len(self.values))


def spending_page(of: SpendingPage) -> SitePage:
    """Return the page of spending of a report that has figures in some year."""
    ways = WaysOn(SPENDING, of.more, of.files)
    source = str(of.values.loc[of.values["newest"], "source"].iloc[0])
    parts: list[Part] = [
        spending_parts(of.values, of.council, of.year, of.listed_by),
        values_table(of.values, of.group),
        heading("What does spending go with?"),
        outcome_parts(of.values),
        service_parts(of.values, of.outcomes, of.group, _short_source(source)),
        *ways.all_rows(
            "Every council of these charts, and the indicators behind the outcomes",
            "service_outcomes",
            "service_indicators",
        ),
        heading("How has it moved over the years?"),
        _deflator(of),
        whole_by_year(of.values),
        *ways.all_rows("Every service and year", "service_values"),
        heading("What does the council charge?"),
        stating(paragraph(tax_sentence(of.tax, of.council)), tax_facts(of.tax)),
        *_whole_group(of.tax),
        *([tax_table(of.tax)] if len(of.tax) else []),
        _sources(of),
        *ways.rules(),
    ]
    lead = facts_in(opening_sentence(of.values, of.council, of.group), opening_facts(of.values))
    return SitePage(SPENDING, TITLE, tuple(map(with_rows_apart, parts)), lead, section=SPENDING)


def _whole_group(tax: pd.DataFrame) -> Sequence[Paragraph]:
    """Return the way to the card of the bill, which has the councils of every kind; nothing without a bill."""
    if tax.empty:
        return ()
    to_card = link("Band D council tax", card_of(BAND_D), SPENDING)
    return (Paragraph((Span("Beside the whole group, whatever their kind: "), to_card, Span("."))),)


def _sources(of: SpendingPage) -> Paragraph:
    """Return the names of the sources; publishers and editions are in the table of sources."""
    names = dict.fromkeys(map(_short_source, of.sources.values()))
    return Paragraph((Span("Sources: "), Span("; ".join(names), "cite"), Span(".")))


def _deflator(of: SpendingPage) -> Paragraph:
    """Return by which prices money of two years is compared; the release is a source, and no fact of a table."""
    release = of.sources["gdp_deflator"]
    words = deflator_sentence(of.values, of.deflators, release)
    before, _, after = words.partition(release)
    facts = deflator_facts(of.values, of.deflators)
    return Paragraph((*facts_in(before, facts[:1]), Span(release, "cite"), *facts_in(after, facts[1:])), "finding")


def _short_source(source: str) -> str:
    """Return the name of a source without its publisher and edition, which the table of sources has."""
    name = source.partition("; ")[0]
    return (name.partition(": ")[2] or name).removesuffix(" by authority").removesuffix(",")
