"""The page of spending by service: how much, which rank, beside which outcomes, how it moved, and council tax."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from helpers.present.pages.spending import (
    deflator_sentence,
    opening_sentence,
    outcome_parts,
    spending_parts,
)
from helpers.present.pages.spending_outcomes import service_parts
from helpers.present.pages.spending_tables import (
    indicators_table,
    tax_sentence,
    tax_table,
    values_table,
    years_table,
)
from helpers.present.site_pages import SPENDING, SitePage, link
from helpers.present.tables import bullet_list, folded, heading, paragraph, with_rows_apart
from helpers.present.values import Paragraph, Part, Span

TITLE: Final = "What does the council spend, and beside what outcomes?"


@dataclass(frozen=True)
class SpendingPage:
    """What the page is made from: the tables of the step, and words.

    `group` is what the comparator group is called, `listed_by` who made the council's own list for costs, `sources` who
    publishes each file, by its name, and `more` the path and the title of each page of a notebook that says more.
    """

    values: pd.DataFrame
    outcomes: pd.DataFrame
    indicators: pd.DataFrame
    deflators: pd.DataFrame
    tax: pd.DataFrame
    council: str
    group: str
    year: int
    listed_by: str
    sources: Mapping[str, str]
    more: Sequence[tuple[str, str]] = ()

    @property
    def any(self) -> bool:
        """Whether the council's spending is held in some year that the report may use."""
        return bool(len(self.values))


def spending_page(of: SpendingPage) -> SitePage:
    """Return the page of spending of a report that has figures in some year."""
    newest = of.values.loc[of.values["newest"], "financial_year"].iloc[0]
    parts: list[Part] = [
        spending_parts(of.values, of.council, of.year, of.listed_by),
        values_table(of.values, of.group),
        heading("What does spending go with?"),
        outcome_parts(of.values),
        service_parts(of.values, of.outcomes, of.group, _short_source(of.sources, newest)),
        folded("The indicators behind the outcomes", indicators_table(of.indicators, of.values)),
        heading("How has it moved over the years?"),
        paragraph(deflator_sentence(of.values, of.deflators, of.sources["gdp_deflator"])),
        folded("Every service and year", years_table(of.values)),
        heading("What does the council charge?"),
        paragraph(tax_sentence(of.tax, of.council)),
        *([tax_table(of.tax)] if len(of.tax) else []),
        heading("Sources"),
        bullet_list(dict.fromkeys(of.sources.values())),
    ]
    if of.more:
        parts.append(_ways_on(of.more))
    lead = (Span(opening_sentence(of.values, of.council, of.group)),)
    return SitePage(SPENDING, TITLE, tuple(map(with_rows_apart, parts)), lead, section=SPENDING)


def _short_source(sources: Mapping[str, str], year: str) -> str:
    """Return who publishes the spending of a year, without the edition."""
    name = "service_spending_rs" if year < "2018/19" else "service_spending_rsx"
    return sources[name].partition("; ")[0]


def _ways_on(more: Sequence[tuple[str, str]]) -> Paragraph:
    spans = [Span("Rules, code and what could be wrong: ")]
    for number, (path, title) in enumerate(more):
        spans += [Span(", ")] if number else []
        spans.append(link(title, path, SPENDING))
    return Paragraph((*spans, Span(".")))
