"""The check of a draft: every rule in turn, and what it could compare."""

from __future__ import annotations

from typing import NamedTuple

from helpers.drafts import ROW, Draft, DraftFault
from helpers.results.drafts.against_rows import rows_against_tables
from helpers.results.drafts.against_tables import against_tables, in_order
from helpers.results.drafts.carried import carried_forward, same_words
from helpers.results.drafts.claims import uncited_claims
from helpers.results.drafts.council_tax import wrong_council_tax
from helpers.results.drafts.counts import OVERALL, TOTAL, counts_in
from helpers.results.drafts.funding import wrong_funding
from helpers.results.drafts.funds_and_warnings import wrong_funds_and_warnings
from helpers.results.drafts.money_and_progress import wrong_money_and_progress
from helpers.results.drafts.needs import wrong_needs
from helpers.results.drafts.percentages import wrong_percentages
from helpers.results.drafts.placeholders import unfilled
from helpers.results.drafts.plans_and_budgets import wrong_plans_and_budgets
from helpers.results.drafts.ratings import colours_against_tables, too_many_red, unpaid_at_risk
from helpers.results.drafts.rests import same_number_of_other_things, unnamed_themes, wrong_rests
from helpers.results.drafts.risk_counts import wrong_risk_counts
from helpers.results.drafts.spending import wrong_spending
from helpers.results.drafts.statuses import conflicting_statuses, unexplained_statuses
from helpers.results.drafts.sums import counted_twice, wrong_bases, wrong_lists, wrong_parts, wrong_sums
from helpers.results.drafts.totals import wrong_totals
from helpers.results.drafts.twice import stated_twice
from helpers.results.drafts.year_tables import YearTables
from helpers.results.drafts.years import wrong_last_years, wrong_years
from helpers.typed_numbers import typed_numbers


class DraftCheck(NamedTuple):
    """What a check came to: the faults in the order of the draft, and how much of it could be compared.

    `numbers` are those typed in it, `compared` those of numbers and directions that were looked up in the tables, and
    `repeated` the sentences of the draft before that state neither a figure nor a time.
    """

    faults: tuple[DraftFault, ...]
    numbers: int
    compared: int
    repeated: int


def check_draft(draft: Draft, tables: YearTables, before: Draft | None = None) -> DraftCheck:
    """Check a draft by itself, by the tables of its year, and by the draft of the report before, if there is one.

    A sentence with two faults that ask for the same is listed once.
    """
    counted = counts_in(draft, tables.subjects, tables.year)
    text, rows = against_tables(draft, counted, tables), rows_against_tables(draft, tables)
    others = [
        wrong_money_and_progress(draft, tables.other_figures, tables.targets, tables.year),
        wrong_funding(draft, tables.funding, tables.year),
        wrong_spending(draft, tables.spending, tables.year),
        wrong_funds_and_warnings(draft, tables.funds_and_warnings, tables.year),
        wrong_council_tax(draft, tables.council_tax, tables.year),
        wrong_needs(draft, tables.needs, tables.year),
        wrong_plans_and_budgets(draft, tables.plans_and_budgets, tables.year),
        wrong_risk_counts(draft, tables.risk_counts, tables.year),
    ]
    faults = [
        *unfilled(draft),
        *uncited_claims(draft),
        *wrong_years(draft, tables.year),
        *wrong_last_years(draft, tables.year),
        *(carried_forward(draft, before) if before else ()),
        *wrong_sums(counted),
        *wrong_parts(counted, tables.dashboards),
        *wrong_bases(draft, counted, tables.subjects, tables.counts.get((OVERALL, TOTAL), ())),
        *counted_twice([count for count in counted if not count.is_percent], tables.counts),
        *counted_twice([count for count in counted if count.is_percent], tables.percents),
        *wrong_lists(counted),
        *wrong_percentages(draft),
        *wrong_totals(draft),
        *conflicting_statuses(draft),
        *unexplained_statuses(draft),
        *too_many_red(draft),
        *unpaid_at_risk(draft),
        *colours_against_tables(draft, tables.targets),
        *unnamed_themes(draft, counted, tables.dashboards),
        *wrong_rests(counted, tables.dashboards),
        *(same_number_of_other_things(counted, counts_in(before, tables.subjects, tables.year)) if before else ()),
        *stated_twice(draft, tables.titles.values()),
        *text.faults,
        *rows.faults,
        *(fault for wrong, _ in others for fault in wrong),
    ]
    cells = (passage.cells if passage.kind == ROW else (passage.text,) for passage in draft.passages)
    return DraftCheck(
        faults=tuple(in_order(draft, faults)),
        numbers=sum(len(typed_numbers(text)) for texts in cells for text in texts),
        compared=text.compared + rows.compared + sum(compared for _, compared in others),
        repeated=same_words(draft, before) if before else 0,
    )
