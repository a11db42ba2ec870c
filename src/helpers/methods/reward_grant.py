"""The performance reward grant of local public service agreements, in exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from helpers.problems import MethodProblem

LEAST_SHARE: Final = Fraction(6, 10)
"""The share of the enhancement below which nothing is paid; exactly this much is paid for."""

POT_PERCENT: Final = Decimal("2.5")
"""The whole grant, in per cent of the council's net budget requirement."""

INTERIM_SHARE: Final = Fraction(1, 5)
"""The share of a sub-target's grant that is paid on account where its interim target is met."""


def enhancement_share(without: str, target: str, actual: str) -> Fraction:
    """Return the share of the agreed enhancement that was reached: (actual - without) ÷ (target - without).

    `without` is the figure forecast in the agreement without the reward, `target` the one agreed with it. Figures are
    decimal numbers as text: in binary numbers about one in five cases of exactly 60% comes out below it.
    Raises MethodProblem where one is not a decimal number, or the target is the figure without.

    >>> enhancement_share("9.4", "9.9", "9.7")
    Fraction(3, 5)
    """
    base, goal, figure = (_exact(part) for part in (without, target, actual))
    if goal == base:
        raise MethodProblem("the target must not be the figure expected without the agreement")
    return (figure - base) / (goal - base)


def grant_share(without: str, target: str, actual: str) -> Fraction:
    """Return the share of a sub-target's grant that is paid: none below 60% of the enhancement, never more than all.

    Raises MethodProblem as `enhancement_share`.
    Source: Local Public Service Agreements, schedule 4 of the agreements of 2002 to 2004.

    >>> [str(grant_share("50", "60", actual)) for actual in ("55.9", "56", "58.5", "61")]
    ['0', '3/5', '17/20', '1']
    """
    share = enhancement_share(without, target, actual)
    return Fraction(0) if share < LEAST_SHARE else min(Fraction(1), share)


def grant_pot(net_budget_requirement: str, weights: Sequence[Sequence[str]]) -> list[list[Decimal]]:
    """Return the money of each sub-target: 2.5% of the net budget requirement, shared equally among the targets.

    `weights` has one list for each target, with the weights of its sub-targets, which share the target's money. The
    result is in the unit of the requirement, not rounded beyond 28 digits.
    Raises MethodProblem where a number is not a decimal, or the weights of a target do not add up to more than zero.

    >>> grant_pot("132993000", [["1"]])
    [[Decimal('3324825')]]
    """
    pot = _exact(net_budget_requirement) * Fraction(POT_PERCENT) / 100
    shares = []
    for of_target in weights:
        exact = [_exact(weight) for weight in of_target]
        if not sum(exact) > 0 or min(exact) < 0:
            raise MethodProblem("the weights of a target's sub-targets must be zero or more and not all be zero")
        shares.append([_decimal(pot / len(weights) * weight / sum(exact)) for weight in exact])
    return shares


def grant_payments(grant: str, share: Fraction, *, interim_met: bool) -> tuple[Decimal, Decimal]:
    """Return what is paid on account and at the end; the last is negative where the interim payment is taken back.

    Raises MethodProblem where the grant is not a decimal number.

    >>> grant_payments("100", Fraction(0), interim_met=True)
    (Decimal('20'), Decimal('-20'))
    """
    whole = _exact(grant)
    on_account = whole * INTERIM_SHARE if interim_met else Fraction(0)
    return _decimal(on_account), _decimal(whole * share - on_account)


def _exact(number: str) -> Fraction:
    if not isinstance(number, str):
        raise MethodProblem(f"a figure of a grant must be text, as a binary number is not exact; got {number!r}")
    try:
        return Fraction(Decimal(number))
    except (ArithmeticError, ValueError):
        raise MethodProblem(f"a figure of a grant must be a decimal number; got {number!r}") from None


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
