"""What dashboards and cards of the council's money say of its funding, and of what presses on it, in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.cells import is_missing
from helpers.present.facts import Fact, Piece, Sentence, spans_of
from helpers.present.pages.site_funding import FundingPage, funding_sentence
from helpers.present.pages.site_risks import TITLE as PRESSURES
from helpers.present.pages.site_risks import RiskTables
from helpers.present.site_pages import RISKS, link
from helpers.present.tables import heading, paragraph
from helpers.present.values import BulletList, Paragraph, Part, Span
from helpers.results.council_tax import INDICATORS
from helpers.schema.declarations import Table
from helpers.schema.pressures import BUDGET_OUTTURNS, PLAN_YEARS, RESERVES

Row = Mapping[Any, Any]

NOTHING: Final = "No plan, budget or reserves of the council are at hand for this report. More: "
_MOST_YEARS: Final = 3
_UNIT: Final = "£ million"
_PLANNED: Final = {
    "growth": "growth",
    "savings_needed": "savings needed",
    "savings": "savings named",
    "unidentified": "savings not yet identified",
    "gap": "gap",
}


def money_by_dashboard(
    compendium: pd.DataFrame, pages: Mapping[str, str], funding: FundingPage, risks: RiskTables
) -> dict[str, tuple[Part, ...]]:
    """Return what the dashboards of the council's money say of it: those with an indicator of council tax.

    `pages` has the path of each dashboard.

    Columns needed  compendium: indicator_id, dashboard
    """
    names = compendium.loc[compendium["indicator_id"].isin(list(INDICATORS)), "dashboard"].unique()
    return {str(name): tuple(money_parts(funding, risks, pages[name])) for name in names}


def money_parts(funding: FundingPage, risks: RiskTables, page: str) -> Iterator[Part]:
    """Give what the council is funded with and what presses on that, each with the way to its page."""
    yield heading("How much money is there?")
    where = funding_sentence(funding, page)
    yield where if where is not None else paragraph("No rank of the council's spending power is known in any year.")
    lines = [*plan_lines(risks.tables["plan_years"]), *budget_lines(risks.tables["budget_outturns"])]
    lines += reserve_lines(risks.tables["reserves"])
    to_page = (link(PRESSURES, RISKS, page), Span("."))
    if lines:
        yield BulletList((*map(spans_of, lines), (Span("More: "), *to_page)))
    else:
        yield Paragraph((Span(NOTHING), *to_page))


def _fact(table: Table, row: Row, column: str) -> Fact:
    return Fact(table.name, tuple(str(row[name]) for name in table.key), column, row[column])


def _amount(table: Table, row: Row, column: str) -> tuple[Piece, ...]:
    """Return an amount in millions of pounds, with a sign where it is below zero; whole millions without decimals."""
    amount = row[column]
    decimals = int(row["decimals"]) if amount % 1 else 0
    key = tuple(str(row[name]) for name in table.key)
    fact = Fact(table.name, key, column, amount, "millions", _UNIT, decimals)
    return ("\N{MINUS SIGN}", fact) if amount < 0 else (fact,)


def plan_lines(plans: pd.DataFrame) -> list[Sentence]:
    """Say growth, savings and the gap of the first periods of the whole council's plans.

    Columns needed  PLAN_YEARS
    """
    rows = plans[plans["service"].eq("") & plans["total_of"].eq("")]
    made = []
    for row in rows.to_dict("records"):
        amounts = [name for name in _PLANNED if not is_missing(row[name])]
        if not amounts:
            continue
        pieces: list[Piece] = [_fact(PLAN_YEARS, row, "plan"), ", ", _fact(PLAN_YEARS, row, "period"), ": "]
        for number, name in enumerate(amounts):
            pieces += [", " if number else "", f"{_PLANNED[name]} ", *_amount(PLAN_YEARS, row, name)]
        made.append(_sourced(PLAN_YEARS, row, pieces))
    return made[:_MOST_YEARS]


def budget_lines(budgets: pd.DataFrame) -> list[Sentence]:
    """Say what the whole council was to spend and what it spent in the newest period.

    Columns needed  BUDGET_OUTTURNS
    """
    rows = budgets[budgets["service"].eq("") & budgets["outturn"].notna()].sort_values("period", kind="stable")
    made = []
    for row in rows.tail(1).to_dict("records"):
        pieces: list[Piece] = ["Budget of ", _fact(BUDGET_OUTTURNS, row, "period"), ": "]
        pieces += [*_amount(BUDGET_OUTTURNS, row, "budget"), "; spent: ", *_amount(BUDGET_OUTTURNS, row, "outturn")]
        made.append(_sourced(BUDGET_OUTTURNS, row, pieces))
    return made


def reserve_lines(reserves: pd.DataFrame) -> list[Sentence]:
    """Say what was left in reserve at the end of the newest year, and for how many years that lasts.

    Columns needed  RESERVES
    """
    made = []
    for row in reserves.sort_values("period", kind="stable").tail(1).to_dict("records"):
        pieces: list[Piece] = ["Reserves at the end of ", _fact(RESERVES, row, "period"), ": "]
        pieces += _amount(RESERVES, row, "reserves")
        if not is_missing(row["years_of_use"]):
            key = tuple(str(row[name]) for name in RESERVES.key)
            years = Fact(RESERVES.name, key, "years_of_use", row["years_of_use"], decimals=1)
            pieces += [". They last for ", years, " years if every year uses as much"]
        made.append(_sourced(RESERVES, row, pieces))
    return made


def _sourced(table: Table, row: Row, pieces: Sequence[Piece]) -> Sentence:
    """Return a sentence that ends with where it is said."""
    whole = [*pieces, " (", _fact(table, row, "source"), ")."]
    return Sentence(tuple(piece for piece in whole if piece != ""))
