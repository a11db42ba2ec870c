"""The tables of spending by service that the report prints, and council tax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, is_missing, signed_number, words_cell
from helpers.present.facts import facts_in
from helpers.present.pages.funding_words import received_sentence
from helpers.present.pages.spending import (
    NONE,
    compared_words,
    newest,
    per_head_words,
    pounds,
    rank_words,
)
from helpers.present.pages.spending_facts import tax_facts
from helpers.present.sentences import percent
from helpers.present.site_pages import SPENDING, link
from helpers.present.tables import paragraph, table
from helpers.present.values import REASON, Cell, Column, Paragraph, Parts, Span, Table
from helpers.results.service_spending import TOTAL
from helpers.verdicts import ordinal, printed_rank
from helpers.wording import number_of


def values_table(values: pd.DataFrame, group: str) -> Table:
    """Return the services of the newest year: spending per head, its rank and real change, outcomes and medians.

    Columns needed  values: SERVICE_VALUES
    """
    rows = newest(values)
    year = rows["financial_year"].iloc[0] if len(rows) else ""
    records = rows.to_dict("records")
    since, usual = _same_year_before(rows), _usual_reason(rows)
    cells = pd.DataFrame(
        {
            "service": as_column([words_cell(row["title"]) for row in records], rows.index),
            "spending": as_column(
                [_with_reason(per_head_words(row), _first_release(row)) for row in records], rows.index
            ),
            "rank": as_column([_rank_cell(row, group) for row in records], rows.index),
            "change": as_column([_change_cell(row, since) for row in records], rows.index),
            "outcomes": as_column([_outcome_cell(row, usual) for row in records], rows.index),
            "quadrant": as_column([words_cell(row["quadrant"].capitalize() or NONE) for row in records], rows.index),
        }
    )
    columns = [
        Column("service", "Service", header=True),
        Column("spending", "Spending per head", align="right"),
        Column("rank", "Rank, lowest spending first"),
        Column("change", f"Change in real terms{f' since {since}' if since else ''}", align="right"),
        Column("outcomes", "Outcomes, 1st is best"),
        Column("quadrant", "Against the medians"),
    ]
    notes = [
        "Spending is net current expenditure. Rank 1 is the lowest spending; low spending is neither good nor bad. "
        "Where districts provide part of a service, only councils of the same kind are compared: "
        "counties with two tiers, or councils of a single tier.",
        "Outcomes: the mean of the council's ranks in the service's indicators, as a rank among the councils compared. "
        "When their periods end is said with each chart.",
    ]
    notes += [f"{NONE} for outcomes: {usual[:1].lower()}{usual[1:]}."] if usual else []
    return table(cells, f"Spending by service, {year}", columns, notes=notes)


def _with_reason(words: str, reason: str) -> Cell:
    cell = words_cell(words)
    return cell.with_spans(Span(reason, REASON)) if reason else cell


def _first_release(row: Mapping[Any, Any]) -> str:
    return "first release" if row["provisional"] else ""


def _rank_cell(row: Mapping[Any, Any], group: str) -> Cell:
    if is_missing(row["rank"]):
        return _with_reason(NONE, row["reason"])
    return _with_reason(rank_words(row["rank"], row["n"], row["tied"]).capitalize(), compared_words(row, group))


def _same_year_before(rows: pd.DataFrame) -> str:
    """Return the year from which every change is counted; blank where they are counted from several."""
    years = set(rows.loc[rows["real_change_percent"].notna(), "change_from"])
    return str(years.pop()) if len(years) == 1 else ""


def _change_cell(row: Mapping[Any, Any], since: str) -> Cell:
    if is_missing(row["real_change_percent"]):
        return words_cell(NONE)
    return _with_reason(
        f"{signed_number(row['real_change_percent'], 0)}%", "" if since else f"since {row['change_from']}"
    )


def _usual_reason(rows: pd.DataFrame) -> str:
    """Return why several services have no score of outcomes, which is said once below the table; blank without one."""
    counts = rows.loc[rows["why_no_outcomes"].ne(""), "why_no_outcomes"].value_counts()
    return str(counts.index[0]) if len(counts) and counts.iloc[0] > 1 else ""


def _outcome_cell(row: Mapping[Any, Any], usual: str) -> Cell:
    if is_missing(row["outcome_rank"]):
        return _with_reason(NONE, "" if row["why_no_outcomes"] == usual else row["why_no_outcomes"])
    rank = outcome_rank_words(row)
    return _with_reason(rank, number_of(int(row["indicators"]), "indicator"))


def outcome_rank_words(row: Mapping[Any, Any]) -> str:
    """Return the rank of the score of outcomes, 1 is best, in words."""
    if is_missing(row["outcome_rank"]):
        return NONE
    return printed_rank(int(row["outcome_rank"]), int(row["outcome_n"]), int(row["outcome_tied"]))


def ends_words(row: Mapping[Any, Any]) -> str:
    """Return when the periods behind a score of outcomes end."""
    first, last = row["outcomes_first_end"], row["outcomes_last_end"]
    if (first.year, first.month) == (last.year, last.month):
        return f"ending in {last:%B %Y}"
    return f"ending {first:%B %Y} to {last:%B %Y}"


def years_table(values: pd.DataFrame) -> Table:
    """Return what the council spent per head in each year held, in cash and in real terms, with rank and side.

    Columns needed  values: SERVICE_VALUES
    """
    records = values.to_dict("records")
    cells = pd.DataFrame(
        {
            "service": [row["title"] for row in records],
            "year": [row["financial_year"] for row in records],
            "cash": [per_head_words(row) for row in records],
            "real": [per_head_words(row, "real_per_head_gbp") for row in records],
            "rank": [rank_words(row["rank"], row["n"], row["tied"]).capitalize() or NONE for row in records],
            "outcomes": [outcome_rank_words(row) for row in records],
            "quadrant": [row["quadrant"].capitalize() or NONE for row in records],
        }
    )
    base = values.loc[values["newest"], "financial_year"]
    columns = [
        Column("service", "Service", header=True),
        Column("year", "Year"),
        Column("cash", "Spending per head", align="right"),
        Column("real", f"In the prices of {base.iloc[0]}" if len(base) else "In real terms", align="right"),
        Column("rank", "Rank, lowest spending first"),
        Column("outcomes", "Outcomes, 1st is best"),
        Column("quadrant", "Against the medians"),
    ]
    return table(cells, "Spending and outcomes by year", columns)


def whole_by_year(values: pd.DataFrame) -> Table:
    """Return what the council spent per head on all services in each year held.

    Columns needed  values: SERVICE_VALUES
    """
    whole = values[values["service"].eq(TOTAL)].sort_values("financial_year", kind="stable", ignore_index=True)
    by_year = years_table(whole)
    columns = by_year.columns[1:5]
    return replace(
        by_year,
        caption="Spending on all services by year",
        label="Spending on all services by year",
        columns=(replace(columns[0], header=True), *columns[1:]),
        rows=tuple(row[1:5] for row in by_year.rows),
    )


def indicators_table(indicators: pd.DataFrame, values: pd.DataFrame) -> Table:
    """Return which indicators are behind the outcomes of each service, and why others are not.

    Columns needed  indicators: SERVICE_INDICATORS; values: SERVICE_VALUES
    """
    titles = newest(values).set_index("service")["title"]
    records = indicators.to_dict("records")
    cells = pd.DataFrame(
        {
            "title": [row["title"] for row in records],
            "service": [titles.get(row["service"], row["service"]) for row in records],
            "period": [row["period"] or NONE for row in records],
            "rank": as_column(
                [
                    _with_reason(NONE, row["reason"])
                    if not row["used"] or is_missing(row["rank"])
                    else words_cell(f"{ordinal(int(row['rank']))} of {row['n']}")
                    for row in records
                ],
                indicators.index,
            ).array,
        }
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("service", "Service"),
        Column("period", "Period"),
        Column("rank", "Rank, 1 is best"),
    ]
    return table(cells, "The indicators behind the outcomes", columns)


def tax_sentence(tax: pd.DataFrame, council: str) -> str:
    """Say what the council charges a Band D home, how that ranks, and how it rose.

    Columns needed  tax: COUNCIL_TAX
    """
    if tax.empty:
        return f"No file has a council tax bill of {council} as the council that it is today."
    row = tax.iloc[-1]
    words = f"In {row['financial_year']} {council} charged a Band D home {pounds(row['band_d_gbp'], 2)}"
    if not is_missing(row["rank"]):
        words += f", the {rank_words(row['rank'], row['n'], row['tied'])} councils of its kind in the group"
    if not is_missing(row["increase_percent"]):
        words += f"; that was {percent(row['increase_percent'])} more than the year before"
    if len(tax) > 1 and not is_missing(row["real_change_percent"]):
        words += f". Since {tax.iloc[0]['financial_year']} it changed by "
        words += f"{signed_number(row['real_change_percent'], 1)}% in real terms"
    return f"{words}."


WHOLE_GROUP: Final = (
    "A county council's share is one part of the bill, so this rank is among councils of the same kind. The middle "
    "council and the chart of this page are of the whole group, whatever their kind. More: "
)


def tax_of_card(tax: pd.DataFrame, council: str, page: str) -> Paragraph | None:
    """Return what the card of the council tax bill, on a page by its path, says of its rank; None without a rank.

    Columns needed  tax: COUNCIL_TAX
    """
    if tax.empty or is_missing(tax["rank"].iloc[-1]):
        return None
    stated = facts_in(tax_sentence(tax, council), tax_facts(tax))
    return Paragraph((*stated, Span(f" {WHOLE_GROUP}"), link("Spending", SPENDING, page), Span(".")))


def tax_table(tax: pd.DataFrame) -> Table:
    """Return the council's share of the council tax bill by year, with rises, real terms and ranks.

    Columns needed  tax: COUNCIL_TAX
    """
    columns = [
        Column("financial_year", "Year", header=True),
        Column("band_d_gbp", "Band D, £", align="right", decimals=2),
        Column("increase_percent", "Rise, %", align="right", decimals=1),
        Column("care_precept_gbp", "Of the bill, added that year for adult care, £", align="right", decimals=2),
        Column("real_band_d_gbp", "In the prices of the newest year, £", align="right", decimals=2),
        Column("median_gbp", "Median of its kind, £", align="right", decimals=2),
        Column("rank_printed", "Rank, lowest bill first"),
    ]
    ranks_printed = [
        rank_words(row["rank"], row["n"], row["tied"]).capitalize() or NONE for row in tax.to_dict("records")
    ]
    notes = ["A county council's share is one part of the bill, and a unitary council's nearly all of it."]
    if tax["financial_year"].eq("2020/21").any():
        notes.append("The prices of 2020/21 are distorted by the pandemic; do not compare with that year alone.")
    return table(tax.assign(rank_printed=ranks_printed), "Council tax, the council's own share", columns, notes=notes)


def received_part(received: pd.DataFrame) -> Parts:
    """Say which years of spending are from publishers' own workbooks; nothing where all came with the project.

    Columns needed  RECEIVED_SERVICE_SPENDING
    """
    words = received_sentence(received)
    return Parts((paragraph(words),) if words else ())
