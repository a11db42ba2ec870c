"""What follows from the amounts of a financial plan, of savings, budgets and reserves; exact decimals throughout."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import pandas as pd

AGREES: Final = "agrees"
NO_GAP: Final = "no gap is given"
NOT_ALL_GIVEN: Final = "growth, savings or unidentified is not given"
"""Whether growth less savings less unidentified is the gap, or why that cannot be checked."""

NOT_USED: Final = "the year used none"
ADDED_TO: Final = "the year added to them"
USE_NOT_GIVEN: Final = "how much the year used is not given"
"""Why reserves have no years of use."""


def plan_arithmetic(plans: pd.DataFrame) -> pd.DataFrame:
    """Return the periods of a plan with what follows from the amounts, and whether the gap could be checked.

    Savings that are named are all that are needed less the unidentified ones, and all that are needed are both
    together. The gap follows only where growth, savings and unidentified are all printed. A blank is never taken for 0.

    Columns needed    growth, savings_needed, savings, unidentified, gap (decimals, None where not given)
    Columns returned  those of the frame, with what follows filled in; worked_out (names of columns filled in, separated
                      by semicolons), unidentified_percent, check
    Source            docs/methods/19_pressures_and_risks.md
    """
    rows = [_planned(row) for row in plans.to_dict("records")]
    return pd.DataFrame(rows, columns=[*plans.columns, "worked_out", "unidentified_percent", "check"])


def _planned(row: Mapping[Any, Any]) -> dict[Any, Any]:
    growth, needed, named, open_, gap = (
        row[name] for name in ("growth", "savings_needed", "savings", "unidentified", "gap")
    )
    filled: dict[Any, Any] = {}
    has_all = growth is not None and named is not None and open_ is not None
    if gap is None and has_all:
        filled["gap"] = growth - named - open_
    if named is None and needed is not None and open_ is not None:
        filled["savings"] = needed - open_
    if needed is None and named is not None and open_ is not None:
        filled["savings_needed"] = named + open_
    needed = filled.get("savings_needed", needed)
    share = 100 * open_ / needed if open_ is not None and needed else None
    check = AGREES if gap is not None and has_all else NO_GAP if gap is None else NOT_ALL_GIVEN
    worked_out = ";".join(name for name in ("savings_needed", "savings", "gap") if name in filled)
    return {**row, **filled, "worked_out": worked_out, "unidentified_percent": share, "check": check}


def savings_delivered(savings: pd.DataFrame) -> pd.DataFrame:
    """Return savings with how much less than planned they delivered.

    Columns needed    planned, delivered (decimals, None where not given)
    Columns returned  those of the frame; short (below 0 if more was delivered), delivered_percent
    Source            docs/methods/19_pressures_and_risks.md
    """
    rows = []
    for row in savings.to_dict("records"):
        planned, delivered = row["planned"], row["delivered"]
        both = planned is not None and delivered is not None
        share = 100 * delivered / planned if both and planned > 0 else None
        rows.append({**row, "short": planned - delivered if both else None, "delivered_percent": share})
    return pd.DataFrame(rows, columns=[*savings.columns, "short", "delivered_percent"])


def over_budget(budgets: pd.DataFrame) -> pd.DataFrame:
    """Return budgets with how much more was spent.

    Columns needed    budget (decimals above 0), outturn (decimals, None where not given)
    Columns returned  those of the frame; over (below 0 if less was spent), over_percent (of the budget)
    Source            docs/methods/19_pressures_and_risks.md
    """
    rows = []
    for row in budgets.to_dict("records"):
        over = None if row["outturn"] is None else row["outturn"] - row["budget"]
        rows.append({**row, "over": over, "over_percent": None if over is None else 100 * over / row["budget"]})
    return pd.DataFrame(rows, columns=[*budgets.columns, "over", "over_percent"])


def years_of_reserves(reserves: pd.DataFrame) -> pd.DataFrame:
    """Return reserves with the years for which they last if each year uses as much as the one that they are of.

    Columns needed    reserves, used (decimals; used is None where not given, below 0 if the year added to them)
    Columns returned  those of the frame; years_of_use (None if the year used none or its use is not given), reason
    Source            docs/methods/19_pressures_and_risks.md
    """
    rows = []
    for row in reserves.to_dict("records"):
        used = row["used"]
        reason = USE_NOT_GIVEN if used is None else ADDED_TO if used < 0 else "" if used else NOT_USED
        years = None if reason else row["reserves"] / Decimal(used)
        rows.append({**row, "years_of_use": years, "reason": reason})
    return pd.DataFrame(rows, columns=[*reserves.columns, "years_of_use", "reason"])
