"""The cells of tables that the sentences on spending by service state, in the order in which a sentence states them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from helpers.present.cells import is_missing
from helpers.present.facts import Fact, Form
from helpers.present.pages.spending import (
    beyond_chance,
    least_and_most,
    lowest_and_low,
    moved_services,
    newest,
    pence_beside,
    pence_of,
)
from helpers.results.service_spending import TOTAL
from helpers.schema.spending import COUNCIL_TAX, DEFLATORS, SERVICE_OUTCOMES, SERVICE_VALUES

Row = Mapping[Any, Any]


def _of(row: Row, column: str, form: Form, *, decimals: int | None = None, unit: str = "") -> Fact | None:
    """Return a cell of a row of SERVICE_VALUES; None where it is empty."""
    if is_missing(row[column]) or row[column] == "":
        return None
    key = (str(row["service"]), str(row["financial_year"]))
    return Fact(SERVICE_VALUES.name, key, column, row[column], form, unit, decimals)


def _per_head(row: Row) -> Fact | None:
    if is_missing(row["per_head_gbp"]):
        return None
    return _of(row, "per_head_gbp", "pounds", decimals=pence_of(row["per_head_gbp"]))


def _rank(row: Row, rank: str = "rank", n: str = "n") -> Iterator[Fact | None]:
    """Give a rank, where it is not the first, and the number of councils."""
    if is_missing(row[rank]):
        return
    yield _of(row, rank, "rank") if row[rank] > 1 else None
    yield _of(row, n, "number")


def opening_facts(values: pd.DataFrame) -> list[Fact | None]:
    """Return what `opening_sentence` states.

    Columns needed  values: SERVICE_VALUES
    """
    rows = newest(values)
    row = rows[rows["service"].eq(TOTAL)].iloc[0].to_dict()
    spent = _of(row, "spend_gbp_thousand", "millions", decimals=1, unit="GBP thousand")
    return [_of(row, "financial_year", "period"), spent, _per_head(row), *_rank(row)]


def line_facts(row: Row) -> list[Fact | None]:
    """Return what `service_line` states; `row` is one of SERVICE_VALUES."""
    return [_of(row, "financial_year", "period"), _per_head(row), *_rank(row)]


def least_facts(values: pd.DataFrame) -> list[Fact | None]:
    """Return what `least_sentence` states.

    Columns needed  values: SERVICE_VALUES
    """
    lowest, low = lowest_and_low(values)
    facts = [_of(row, "n", "number") for row in lowest.to_dict("records")]
    return [*facts, *(fact for row in low.to_dict("records") for fact in _rank(row))]


def change_facts(values: pd.DataFrame) -> list[Fact | None]:
    """Return what `change_sentence` states.

    Columns needed  values: SERVICE_VALUES
    """
    named = least_and_most(values)
    if named is None:
        return []
    least, most = named
    changes = [most] if most["real_change_percent"] > 0 else []
    changes += [least] if least["real_change_percent"] < 0 else []
    return [
        _of(most, "financial_year", "period"),
        *(_of(row, "real_change_percent", "signed_percent", decimals=0) for row in changes),
        _of(most, "change_from", "period"),
    ]


def years_facts(values: pd.DataFrame) -> list[Fact | None]:
    """Return what `years_sentence` states.

    Columns needed  values: SERVICE_VALUES
    """
    whole = values.sort_values("service_order", kind="stable").drop_duplicates("financial_year")
    return [_of(row, "financial_year", "period") for row in whole.sort_values("financial_year").to_dict("records")]


def list_facts(values: pd.DataFrame) -> list[Fact | None]:
    """Return what `list_sentence` states of a list of councils.

    Columns needed  values: SERVICE_VALUES
    """
    rows = newest(values)
    rows = rows[rows["list_rank"].notna() & rows["list_n"].gt(1)]
    return [fact for row in rows.to_dict("records") for fact in _rank(row, "list_rank", "list_n")]


def moved_facts(values: pd.DataFrame) -> list[Fact | None]:
    """Return what `moved_sentence` states.

    Columns needed  values: SERVICE_VALUES
    """
    return [_of(row, "financial_year", "period") for pair in moved_services(values) for row in pair]


def together_facts(values: pd.DataFrame) -> list[Fact | None]:
    """Return what `together_sentence` states.

    Columns needed  values: SERVICE_VALUES
    """
    return [
        fact
        for row in beyond_chance(values).to_dict("records")
        for fact in (*_correlation(row), _of(row, "outcome_n", "number"))
    ]


def _correlation(row: Row) -> Iterator[Fact | None]:
    yield from (_of(row, name, "text", decimals=2) for name in ("rho", "rho_lower", "rho_upper"))


def deflator_facts(values: pd.DataFrame, deflators: pd.DataFrame) -> list[Fact | None]:
    """Return what `deflator_sentence` states.

    Columns needed  values: SERVICE_VALUES; deflators: DEFLATORS
    """
    rows = newest(values)
    whole = rows.head(1).to_dict("records")
    facts = [_of(row, "financial_year", "period") for row in whole]
    pair = deflators[deflators["two_year_index"].notna()].to_dict("records")
    if len(pair) == 2:
        key = (str(pair[0]["financial_year"]),)
        year = Fact(DEFLATORS.name, key, "financial_year", pair[0]["financial_year"], "period")
        indices = [Fact(DEFLATORS.name, key, name, pair[0][name], "text", decimals=1) for name in _INDICES]
        facts += [year, *indices, year]
    return facts


_INDICES = ("index", "two_year_index")


def standing_facts(row: Row, own: Row) -> list[Fact | None]:
    """Return what `standing_sentence` states: `row` is of SERVICE_VALUES, `own` of SERVICE_OUTCOMES."""
    decimals = pence_beside(own["per_head_gbp"], row["chart_median_gbp"])
    return [
        _pounds(own, decimals=decimals),
        _of(row, "chart_median_gbp", "pounds", decimals=decimals),
        _of_council(own, "outcome_score", "text", decimals=1),
        _of(row, "chart_median_score", "text", decimals=1),
    ]


def leaders_facts(row: Row, leaders: Iterable[Row]) -> list[Fact | None]:
    """Return what `leaders_sentence` states: `row` is of SERVICE_VALUES, the leaders of SERVICE_OUTCOMES."""
    facts = [
        fact
        for one in leaders
        for fact in (_pounds(one, decimals=0), _of_council(one, "child_poverty_pct", "figure", decimals=0, unit="%"))
    ]
    return [*facts, *_correlation(row)]


def _pounds(row: Row, decimals: int) -> Fact | None:
    return _of_council(row, "per_head_gbp", "pounds", decimals=decimals)


def _of_council(row: Row, column: str, form: Form, *, decimals: int, unit: str = "") -> Fact | None:
    """Return a cell of a row of SERVICE_OUTCOMES; None where it is empty."""
    if is_missing(row[column]):
        return None
    key = (str(row["service"]), str(row["financial_year"]), str(row["area_code"]))
    return Fact(SERVICE_OUTCOMES.name, key, column, row[column], form, unit, decimals)


def tax_facts(tax: pd.DataFrame) -> list[Fact | None]:
    """Return what `tax_sentence` states.

    Columns needed  tax: COUNCIL_TAX
    """
    if tax.empty:
        return []
    first, row = tax.iloc[0].to_dict(), tax.iloc[-1].to_dict()
    facts = [_of_tax(row, "financial_year", "period"), _of_tax(row, "band_d_gbp", "pounds", decimals=2)]
    if not is_missing(row["rank"]):
        facts += [_of_tax(row, "rank", "rank") if row["rank"] > 1 else None, _of_tax(row, "n", "number")]
    facts.append(_of_tax(row, "increase_percent", "share"))
    if len(tax) > 1 and not is_missing(row["real_change_percent"]):
        facts.append(_of_tax(first, "financial_year", "period"))
        facts.append(_of_tax(row, "real_change_percent", "signed_percent", decimals=1))
    return facts


def _of_tax(row: Row, column: str, form: Form, *, decimals: int | None = None) -> Fact | None:
    if is_missing(row[column]):
        return None
    return Fact(COUNCIL_TAX.name, (str(row["financial_year"]),), column, row[column], form, decimals=decimals)
