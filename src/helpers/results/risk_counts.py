"""The counts and sums that sentences on risks and pressures state: the table risk_counts."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers.methods.financial_pressure import AGREES
from helpers.methods.risk_scores import HIGH, LOW, MEDIUM, NOT_SCORED
from helpers.results.as_counts import as_counts
from helpers.results.pressures import Pressures, delivered_in_all, overspent
from helpers.schema.pressures import MILLIONS
from helpers.schema.risks import RISK_COUNTS


def risk_counts(
    register: pd.DataFrame,
    links: pd.DataFrame,
    signals: pd.DataFrame,
    watched: pd.DataFrame,
    pairs: pd.DataFrame,
    money: Pressures,
) -> pd.DataFrame:
    """Count the risks by their score, their links to indicators, the signals, what is watched, and uneven pairs.

    Of pressures, count the rows of each table that a sentence states, and add up the savings that say what they
    delivered, in millions of pounds. Sums and shares are left out where no row gives them.

    Columns needed    RISK_REGISTER, RISK_LINKS, SIGNALS, WATCH_LIST, SHOWN_TOGETHER, and those of `Pressures`
    Columns returned  RISK_COUNTS
    """
    words = register["score_word"].value_counts()
    differ = pairs.loc[pairs["same_period"].eq("no"), "both_are_about"].nunique()
    rows: list[tuple[str, float, str]] = [("risks", len(register), "risks")]
    rows += [(word.replace(" ", "_"), int(words.get(word, 0)), "risks") for word in (HIGH, MEDIUM, LOW, NOT_SCORED)]
    rows += [
        ("links", len(links), "links"),
        ("without_indicator", int(register["indicator_ids"].eq("").sum()), "risks"),
        ("signals", len(signals), "signals"),
        ("concerns", int(signals["is_concern"].sum()), "signals"),
        ("watched", len(watched), "indicators"),
        ("watched_without_figure", int(watched["value"].isna().sum()), "indicators"),
        ("watched_warned", int(watched["warned"].sum()), "indicators"),
        ("pairs_of_two_periods", int(differ), "pairs"),
    ]
    return as_counts([*rows, *_of_pressures(money)], RISK_COUNTS)


def _of_pressures(money: Pressures) -> Iterator[tuple[str, float, str]]:
    checked = int(money.plan_years["check"].eq(AGREES).sum())
    yield "plans_checked", checked, "rows"
    yield "plans_not_checked", len(money.plan_years) - checked, "rows"
    savings = delivered_in_all(money.savings_plans)
    yield "savings_delivered_plans", savings.plans, "plans"
    if savings.percent is not None:
        yield "savings_planned", savings.planned, MILLIONS
        yield "savings_delivered", savings.delivered, MILLIONS
        yield "savings_delivered_percent", savings.percent, "per cent"
    budgets = overspent(money.budget_outturns)
    yield "budgets", budgets.budgets, "budgets"
    yield "budgets_overspent", budgets.over, "budgets"
    yield "pressures", len(money.service_pressures), "pressures"
    for scope in ("national", "local"):
        yield f"pressures_{scope}", int(money.service_pressures["scope"].eq(scope).sum()), "pressures"
    yield "sums_that_end", len(money.funding_that_ends), "sums of money"
    yield "councils_in_difficulty", len(money.councils_in_difficulty), "councils"
    yield "councils_with_notice", int(money.councils_in_difficulty["formal"].sum()), "councils"
