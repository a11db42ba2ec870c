"""A reward grant row by row and its totals, its forecast, and the pooled fund of an agreement, in exact decimals."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from helpers.methods.reward_grant import enhancement_share, grant_share
from helpers.problems import MethodProblem
from helpers.verdicts import AMBER, GREEN, HIGHER_IS_BETTER, LOWER_IS_BETTER, RED

AT_RISK: Final = (RED, AMBER)
"""The statuses at which a grant is at risk, and then the whole of it."""

MAX_UNDERSPEND_PERCENT: Final = Decimal(5)
"""The share of a pooled fund below which what was not spent may be carried forward; at this share it may not."""

MONEY: Final = ("grant", "at_risk", "lost", "at_risk_net", "without_status")
"""The sums of money of a row of a reward grant, all in pounds."""

FORECAST: Final = ("forecast_indicators", "forecast_paid", "forecast_of", "forecast")
"""What is summed of forecasts: how many rows have one, how many of these are paid something, the grants of those with a
forecast, and what the national rule would pay."""

PENNY: Final = Decimal("0.01")

NO_STATUS: Final = "No status is given, so that nothing of it is counted as at risk"
LOST: Final = "Lost, as a condition of the agreement was not met"
NOT_AT_RISK: Final = "On track, so that nothing of it is at risk"

NO_WITHOUT: Final = "The agreement's figure without the reward is not given"
NO_TARGET: Final = "The target is not given"
NO_FIGURE: Final = "There is no figure"
UNDER_60: Final = "Under 60% of the way: nothing is paid"
IN_PROPORTION: Final = "60% of the way or more: paid in proportion"
WHOLE: Final = "All of the way: paid in full"

CARRIED: Final = "Under 5% was not spent: it may be carried forward"
NOT_CARRIED: Final = "5% or more was not spent: it may not be carried forward"
OVERSPENT: Final = "More was spent than allocated"
ALL_SPENT: Final = "All was spent"


def split_grant(total: Decimal, weights: pd.DataFrame) -> pd.Series:
    """Return the part of each row in a grant that its targets share equally, and the rows of a target by weight.

    The parts are exact and not rounded to pence.

    Columns needed    weights: reward_target, weight_percent (decimals; those of a target add up to 100)
    Columns returned  the parts as decimals, in the order and with the index of weights
    Units             as the total
    Raises            MethodProblem: a weight is not a decimal number above zero, or the weights of a target do not add
                      up to 100
    Source            docs/methods/15_targets_and_money.md, reward grant of an agreement
    """
    exact = [_decimal(weight, f"the weight of row {index}") for index, weight in weights["weight_percent"].items()]
    targets = weights["reward_target"].tolist()
    sums: dict[Any, Decimal] = {}
    for target, weight in zip(targets, exact, strict=True):
        if weight <= 0:
            raise MethodProblem(f"a weight of the target {target} must be above zero; got {weight}")
        sums[target] = sums.get(target, Decimal(0)) + weight
    for target, added in sums.items():
        if added != 100:
            raise MethodProblem(f"the weights of the target {target} must add up to 100%; they add up to {added}")
    of_target = Fraction(total) / max(len(sums), 1)
    return _column([_as_decimal(of_target * Fraction(weight) / 100) for weight in exact], weights.index)


def reward_grant(grants: pd.DataFrame) -> pd.DataFrame:
    """Return what of each row of a reward grant is at risk, what is lost, and what is at risk beside what is lost.

    The whole grant of a row is at risk where its status is red or amber. It is lost where a condition was not met:
    then it is no longer at risk. A row without a status is counted as not at risk, and its grant stands apart.

    Columns needed    grant (decimals), status (green, amber, red, blank for none), condition_failed (yes or no)
    Columns returned  those of grants; at_risk, lost, at_risk_net, without_status (decimals), why
    Units             pounds
    Raises            MethodProblem: a grant is not a decimal number of 0 or more, or a status is another word
    Source            docs/methods/15_targets_and_money.md, reward grant of an agreement
    """
    rows = []
    for index, grant, status, failed in zip(
        grants.index, grants["grant"], grants["status"], grants["condition_failed"], strict=True
    ):
        whole = _decimal(grant, f"the grant of row {index}")
        if whole < 0:
            raise MethodProblem(f"the grant of row {index} must be 0 or more; got {whole}")
        if status not in (GREEN, AMBER, RED, ""):
            raise MethodProblem(f"the status of row {index} must be green, amber, red or blank; got {status!r}")
        at_risk = whole if status in AT_RISK else Decimal(0)
        rows.append(
            {
                "at_risk": at_risk,
                "lost": whole if failed else Decimal(0),
                "at_risk_net": Decimal(0) if failed else at_risk,
                "without_status": Decimal(0) if status or failed else whole,
                "why": LOST if failed else _why_at_risk(status),
            }
        )
    worked = {name: _column([row[name] for row in rows], grants.index) for name in ("at_risk", "lost", "at_risk_net")}
    worked["without_status"] = _column([row["without_status"] for row in rows], grants.index)
    return grants.assign(**worked, why=pd.Series([row["why"] for row in rows], index=grants.index, dtype="str"))


def grant_totals(grants: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the sums of a reward grant by theme, target or status, in the order in which they first stand.

    Columns needed    the column named by `by`; grant, at_risk, lost, at_risk_net, without_status (decimals)
    Columns returned  the column named by `by`; rows (a count), and the sums of the five
    Units             as the grants
    """
    sums: dict[Hashable, dict[str, Any]] = {}
    for row in grants[[by, *MONEY]].to_dict("records"):
        total = sums.setdefault(row[by], {by: row[by], "rows": 0} | dict.fromkeys(MONEY, Decimal(0)))
        total["rows"] += 1
        for name in MONEY:
            total[name] += row[name]
    return pd.DataFrame(list(sums.values()), columns=[by, "rows", *MONEY])


def add_up(grants: pd.DataFrame) -> dict[str, Decimal]:
    """Return the sums of a reward grant over all rows, by name.

    Columns needed    grant, at_risk, lost, at_risk_net, without_status (decimals)
    Units             as the grants
    """
    return {name: sum(grants[name], Decimal(0)) for name in MONEY}


def forecast_sums(grants: pd.DataFrame) -> dict[str, Any]:
    """Return how many rows have a forecast and no failed condition, how many of them are paid, and the sums of these.

    Columns needed    grant, forecast (decimals, None for none), condition_failed (yes or no)
    Units             rows, and as the grants
    """
    rows = grants[grants["forecast"].notna() & ~grants["condition_failed"].astype("bool")]
    sums = [sum(rows[name], Decimal(0)) for name in ("grant", "forecast")]
    paid = int((rows["forecast"] > 0).sum())
    return dict(zip(FORECAST, (len(rows), paid, *sums), strict=True))


def forecast_grant(grants: pd.DataFrame) -> pd.DataFrame:
    """Return the grant of each row by the national rule of the local public service agreements, to the penny.

    Below 60% of the enhancement nothing is paid, from exactly 60% its share, and never more than all. A row that lacks
    a figure has no forecast, and says why; so nothing stands in for it. A lost grant is not paid.

    Columns needed    reference, grant (decimals), polarity, without, target, actual (decimal numbers as text, blank for
                      none), condition_failed (yes or no)
    Columns returned  those of grants; enhancement_percent, paid_percent, forecast (decimals or None), forecast_why
    Units             per cent of the enhancement and of the grant; pounds, rounded to the penny, halves up
    Raises            MethodProblem, naming the reference: a figure is not a decimal number, or the target is not on the
                      better side of the figure without
    Source            docs/methods/15_targets_and_money.md, reward grant
    """
    rows = [_forecast(row) for row in grants.to_dict("records")]
    names = ("enhancement_percent", "paid_percent", "forecast", "forecast_why")
    return grants.assign(**{name: _column([row[name] for row in rows], grants.index) for name in names})


def pooled_fund(blocks: pd.DataFrame) -> pd.DataFrame:
    """Return what of each block of a pooled fund was not spent, its share, and whether it may be carried forward.

    Less than 5% of the allocation may be carried forward. The allocation is that after money was moved between blocks.

    Columns needed    block, allocation, moved_in (moved from other blocks, negative if moved to them), underspend
                      (what was not spent, negative if more was spent than allocated) (decimals)
    Columns returned  those of blocks; available, spent, underspend_percent (exact), carried_forward (decimals), verdict
    Units             pounds, per cent of the allocation after money was moved
    Raises            MethodProblem: a number is not a decimal, an allocation is not above zero, or more is moved into
                      blocks than out of others
    Source            docs/methods/15_targets_and_money.md, pooled fund
    """
    rows = []
    moved = Decimal(0)
    for row in blocks.to_dict("records"):
        allocation, moved_in, underspend = (
            _decimal(row[name], f"{name} of {row['block']}") for name in ("allocation", "moved_in", "underspend")
        )
        moved += moved_in
        available = allocation + moved_in
        if available <= 0 or underspend > available:
            raise MethodProblem(
                f"the allocation of {row['block']} must be above zero and no less than what was not spent; got "
                f"{available} and {underspend}"
            )
        share = Fraction(underspend) / Fraction(available) * 100
        is_carried = 0 < share < MAX_UNDERSPEND_PERCENT
        rows.append(
            {
                "available": available,
                "spent": available - underspend,
                "underspend_percent": _as_decimal(share),
                "carried_forward": underspend if is_carried else Decimal(0),
                "verdict": _fund_verdict(share),
            }
        )
    if moved:
        raise MethodProblem(f"what is moved between blocks must add up to zero; it adds up to {moved}")
    names = ("available", "spent", "underspend_percent", "carried_forward", "verdict")
    return blocks.assign(**{name: _column([row[name] for row in rows], blocks.index) for name in names})


def status_shares(counts: Mapping[str, int]) -> dict[str, Decimal]:
    """Return what per cent of the indicators with a status each status has, rounded to one place, halves up.

    Indicators that are not available for reporting are in neither the number nor the base.

    >>> {status: str(share) for status, share in status_shares({"green": 63, "amber": 23, "red": 13}).items()}
    {'green': '63.6', 'amber': '23.2', 'red': '13.1'}
    """
    base = sum(counts.values())
    if not base:
        return {}
    return {
        status: (Decimal(100 * count) / Decimal(base)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        for status, count in counts.items()
    }


def _why_at_risk(status: str) -> str:
    if not status:
        return NO_STATUS
    return f"{status}, so that all of it is at risk" if status in AT_RISK else NOT_AT_RISK


def _forecast(row: Mapping[Any, Any]) -> dict[str, Any]:
    nothing = {"enhancement_percent": None, "paid_percent": None, "forecast": None}
    if row["condition_failed"]:
        return nothing | {"paid_percent": Decimal(0), "forecast": Decimal(0), "forecast_why": LOST}
    figures = [row[name] for name in ("without", "target", "actual")]
    for figure, why in zip(figures, (NO_WITHOUT, NO_TARGET, NO_FIGURE), strict=True):
        if not figure:
            return nothing | {"forecast_why": why}
    try:
        reached, paid = enhancement_share(*figures), grant_share(*figures)
        _check_side(row["polarity"], figures[0], figures[1])
    except MethodProblem as problem:
        raise MethodProblem(f"{row['reference']}: {problem}") from None
    grant = _as_decimal(Fraction(_decimal(row["grant"], f"the grant of {row['reference']}")) * paid)
    return {
        "enhancement_percent": _as_decimal(100 * reached),
        "paid_percent": _as_decimal(100 * paid),
        "forecast": grant.quantize(PENNY, rounding=ROUND_HALF_UP),
        "forecast_why": UNDER_60 if not paid else WHOLE if paid == 1 else IN_PROPORTION,
    }


def _check_side(polarity: str, without: str, target: str) -> None:
    """Raise MethodProblem where a target is worse than the figure without the agreement."""
    rises = Decimal(target) > Decimal(without)
    if polarity not in (HIGHER_IS_BETTER, LOWER_IS_BETTER):
        raise MethodProblem("a reward needs a better end: the polarity must say which")
    if rises != (polarity == HIGHER_IS_BETTER):
        raise MethodProblem(f"the target {target} must be better than {without}, the figure without the agreement")


def _fund_verdict(share: Fraction) -> str:
    if share < 0:
        return OVERSPENT
    if share == 0:
        return ALL_SPENT
    return CARRIED if share < MAX_UNDERSPEND_PERCENT else NOT_CARRIED


def _decimal(number: object, what: str) -> Decimal:
    if isinstance(number, Decimal) and number.is_finite():
        return number
    raise MethodProblem(f"{what} must be a decimal number, as a binary one is not exact; got {number!r}")


def _as_decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _column(cells: list[Any], index: pd.Index) -> pd.Series:
    return pd.Series(cells, index=index, dtype="object")
