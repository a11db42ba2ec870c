"""What the sentences on plans, savings, budgets and pressures state, each figure as the cell of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from helpers.present.counted import Counts
from helpers.present.facts import Fact, stating
from helpers.present.values import Paragraph, Parts
from helpers.schema.pressures import PLAN_YEARS
from helpers.schema.risks import RISK_COUNTS


def with_pressure_facts(part: Parts, name: str, tables: Mapping[str, pd.DataFrame]) -> Parts:
    """Return a part on pressures in which its sentence, the first paragraph, says which cells it states.

    `name` is the table that the part shows; `tables` are those of the step by name.
    """
    made = list(part)
    at = next(number for number, one in enumerate(made) if isinstance(one, Paragraph))
    words = made[at]
    if isinstance(words, Paragraph):
        made[at] = stating(words, _facts_of(name, tables))
    return Parts(tuple(made))


def _facts_of(name: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[Fact | None]:
    counts = Counts(RISK_COUNTS, tables["risk_counts"])
    if name == "plan_years":
        yield from _plan_facts(tables[name], counts)
    elif name == "savings_plans":
        decimals = int(tables[name]["decimals"].max())
        yield counts.fact("savings_delivered_plans")
        for measure in ("savings_delivered", "savings_planned"):
            yield _amount(counts, measure, decimals)
        yield counts.fact("savings_delivered_percent", "share")
    else:
        yield from (counts.fact(measure) for measure in _MEASURES.get(name, ()))


_MEASURES = {
    "budget_outturns": ("budgets_overspent", "budgets"),
    "service_pressures": ("pressures", "pressures_national", "pressures_local"),
    "funding_that_ends": ("sums_that_end",),
    "councils_in_difficulty": ("councils_in_difficulty", "councils_with_notice"),
}
"""The counts that a sentence states, in its order, by the table that it is above."""


def _amount(counts: Counts, measure: str, decimals: int) -> Fact | None:
    number = counts.numbers.get(measure)
    if number is None:
        return None
    return Fact(RISK_COUNTS.name, (measure,), "number", number, "short_millions", "£ million", decimals)


def _plan_facts(plans: pd.DataFrame, counts: Counts) -> Iterator[Fact | None]:
    """Give each plan with savings that are not identified, with its period and amounts, then the rows checked."""
    for row in plans[plans["unidentified_percent"].notna()].to_dict("records"):
        key = tuple(str(row[name]) for name in PLAN_YEARS.key)
        decimals = int(row["decimals"])
        for name in ("plan", "period"):
            yield Fact(PLAN_YEARS.name, key, name, row[name])
        for name in ("unidentified", "savings_needed"):
            yield Fact(PLAN_YEARS.name, key, name, row[name], "short_millions", "£ million", decimals)
        yield Fact(PLAN_YEARS.name, key, "unidentified_percent", row["unidentified_percent"], "share")
    yield from counts.some("plans_checked", "plans_not_checked")
