"""The cells of tables that the sentences on an agreement and its grant state, in the order of the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from helpers.present.cells import is_missing
from helpers.present.counted import Counts
from helpers.present.facts import Fact
from helpers.results.reward_grants import ALL
from helpers.schema.agreements import AGREEMENT_AREAS, EARLIER_REVIEWS, POOLED_FUNDS, REWARD_TOTALS, RISK_BY_THEME

Row = Mapping[Any, Any]


def grant_facts(whole: Row) -> list[Fact | None]:
    """Return what the sentences on a reward grant state; `whole` has the sums of REWARD_TOTALS of the whole grant."""
    key = ("all", ALL)

    def money(column: str) -> Fact | None:
        return Fact(REWARD_TOTALS.name, key, column, whole[column], decimals=2) if whole[column] else None

    names = ("at_risk_indicators", "indicators")
    indicators = [Fact(REWARD_TOTALS.name, key, name, whole[name], "number") for name in names]
    lost = [money("lost"), money("at_risk_net")] if whole["lost"] else []
    return [money("grant"), money("at_risk"), *indicators, *lost, money("without_status")]


def forecast_facts(whole: Row) -> list[Fact | None]:
    """Return what the sentence on the forecast by the national rule states; `whole` is as in `grant_facts`."""
    if not whole["forecast_indicators"]:
        return []
    key = ("all", ALL)
    money = [Fact(REWARD_TOTALS.name, key, name, whole[name], decimals=2) for name in ("forecast", "forecast_of")]
    counted = [
        Fact(REWARD_TOTALS.name, key, name, whole[name], "number") for name in ("forecast_paid", "forecast_indicators")
    ]
    return [*money, *counted]


def risk_facts(whole: Row, *, counts_above: bool) -> list[Fact | None]:
    """Return what the sentence on indicators at risk states; `whole` is the row of RISK_BY_THEME of all themes."""
    if counts_above:
        return [_of_theme(whole, "not_available")]
    names = ("green", "with_status", "green_percent", "amber", "amber_percent", "red", "red_percent", "not_available")
    return [_of_theme(whole, name) for name in names]


def contradiction_facts(row: Row, status: str) -> list[Fact | None]:
    """Return what is said of a theme whose named indicators are more than its counts; `row` is of RISK_BY_THEME."""
    theme = Fact(RISK_BY_THEME.name, (str(row["theme"]),), "theme", str(row["theme"]))
    return [_of_theme(row, f"named_{status}"), theme, _of_theme(row, status)]


def _of_theme(row: Row, column: str) -> Fact | None:
    if is_missing(row[column]):
        return None
    key = (str(row["theme"]),)
    if column.endswith("_percent"):
        return Fact(RISK_BY_THEME.name, key, column, row[column], "figure", "%", 1)
    return Fact(RISK_BY_THEME.name, key, column, row[column], "number")


def review_facts(row: Row) -> list[Fact | None]:
    """Return what is said of the review before; `row` is of EARLIER_REVIEWS."""
    key = (str(row["review"]),)
    return [Fact(EARLIER_REVIEWS.name, key, name, row[name], "number") for name in ("flagged", "resolved", "left")]


def areas_facts(areas: pd.DataFrame, stated: Counts) -> Iterator[Fact | None]:
    """Give what the sentences on areas below the districts state; `areas` is AGREEMENT_AREAS, `stated` site_counts."""
    for kind, of_kind in areas.groupby("kind", sort=False):
        yield from stated.some(str(kind))
        yield stated.fact(f"{kind}_with_figure", unless=str(kind))
        measured = of_kind[of_kind["reference"].ne("")].drop_duplicates("reference")
        for row in measured.to_dict("records"):
            key = tuple(str(row[name]) for name in AGREEMENT_AREAS.key)
            yield Fact(AGREEMENT_AREAS.name, key, "reference", row["reference"])


def fund_facts(row: Row) -> list[Fact | None]:
    """Return what is said of a block of a pooled fund; `row` is of POOLED_FUNDS."""
    key = (str(row["block"]),)
    return [
        Fact(POOLED_FUNDS.name, key, "period", str(row["period"])),
        *(Fact(POOLED_FUNDS.name, key, name, row[name], decimals=2) for name in ("underspend", "available")),
        Fact(POOLED_FUNDS.name, key, "underspend_percent", row["underspend_percent"], decimals=3),
        Fact(POOLED_FUNDS.name, key, "verdict", row["verdict"]),
    ]
