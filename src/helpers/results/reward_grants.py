"""The reward grant of an agreement: each row with what is at risk and its forecast, and the totals."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pandas as pd

from helpers.methods.grant import (
    AT_RISK,
    FORECAST,
    MONEY,
    add_up,
    forecast_grant,
    forecast_sums,
    grant_totals,
    reward_grant,
    split_grant,
)
from helpers.schema.agreements import REWARD_GRANTS, REWARD_TOTALS
from helpers.schema.types import no_rows
from helpers.verdicts import AMBER, GREEN, RED

ALL: Final = "All"
NO_STATUS: Final = "No status"

SCOPES: Final = {"theme": "theme", "target": "reward_target", "status": "status"}
"""Each scope of the totals, with the column of the grants that it goes by; the statuses come last."""

_STATUS_ORDER: Final = {RED: 0, AMBER: 1, GREEN: 2, NO_STATUS: 3}


def reward_grants(grants: pd.DataFrame) -> pd.DataFrame:
    """Return each row of a reward grant with what is at risk, what is lost, its part by weight, and its forecast.

    Money stays in decimals; `as_numbers` makes it ready for a table.

    Columns needed    those of `helpers.sources.agreements.read_agreement`, grants
    Columns returned  REWARD_GRANTS
    Raises            MethodProblem: as `reward_grant`, `split_grant` and `forecast_grant` do
    """
    if grants.empty:
        return no_rows(REWARD_GRANTS)
    worked = forecast_grant(reward_grant(grants))
    part = split_grant(sum(worked["grant"], Decimal(0)), worked)
    return worked.assign(part_by_weight=part, difference=worked["grant"] - part)[list(REWARD_GRANTS.names)]


def reward_totals(grants: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of a reward grant over all rows, and by theme, target and status, in decimals.

    Columns needed    REWARD_GRANTS, with money in decimals
    Columns returned  REWARD_TOTALS
    """
    if grants.empty:
        return no_rows(REWARD_TOTALS)
    whole = pd.DataFrame(
        [{"scope": "all", "name": ALL, "indicators": len(grants)} | add_up(grants) | forecast_sums(grants)]
    )
    parts = [_totals_by(grants, scope, column) for scope, column in SCOPES.items()]
    totals = pd.concat([whole, *parts], ignore_index=True)
    at_risk = grants["status"].isin(AT_RISK)
    counted = [
        at_risk.sum() if scope == "all" else (at_risk & grants[SCOPES[scope]].eq(name)).sum()
        for scope, name in zip(totals["scope"], totals["name"], strict=True)
    ]
    totals["at_risk_indicators"] = counted
    named = totals.assign(name=totals["name"].mask(totals["name"].eq(""), NO_STATUS))
    of_status = named["name"].where(named["scope"].eq("status")).map(_STATUS_ORDER).fillna(-1)
    in_order = named.assign(of_status=of_status).sort_values("of_status", kind="stable", ignore_index=True)
    return in_order[list(REWARD_TOTALS.names)]


def _totals_by(grants: pd.DataFrame, scope: str, column: str) -> pd.DataFrame:
    totals = grant_totals(grants, column).rename(columns={column: "name", "rows": "indicators"})
    forecasts = [forecast_sums(grants[grants[column].eq(name)]) for name in totals["name"]]
    return totals.assign(scope=scope).join(pd.DataFrame(forecasts, index=totals.index))


def as_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its decimals as numbers, which hold every amount to the penny.

    Columns needed and returned  those of frame
    """
    decimals = [
        name
        for name in frame.columns
        if frame[name].dtype == object and any(isinstance(cell, Decimal) for cell in frame[name])
    ]
    return frame.assign(**{name: frame[name].astype("float64") for name in decimals})


def total_of(totals: pd.DataFrame, scope: str = "all", name: str = ALL) -> dict[str, float]:
    """Return the sums of one scope by their names, or nothing without such a scope.

    Columns needed    REWARD_TOTALS
    """
    rows = totals[totals["scope"].eq(scope) & totals["name"].eq(name)]
    return (
        {column: rows[column].iloc[0] for column in ("indicators", "at_risk_indicators", *MONEY, *FORECAST)}
        if len(rows)
        else {}
    )
