"""Single printed figures for tests of one rule at a time; `printed_report` has a whole report."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from helpers.methods.reconciliation_values import COUNTED, DIRECTION, Figure

EMPTY = Figure(
    figure_id="",
    year=2031,
    data_year="2030/31",
    paragraph="1",
    topic=DIRECTION,
    theme="",
    dashboard="",
    measure="",
    reference="",
    indicator="",
    value=None,
    decimals=0,
    word="",
    unit=COUNTED,
    qualifier="",
    kind="",
    apart=False,
    part_of="",
)


def printed(measure: str, value: float | None = None, **fields: Any) -> Figure:
    """Return a printed figure of the whole report of 2031: a count by direction, unless `fields` say otherwise."""
    exact = None if value is None else Fraction(repr(value))
    return EMPTY._replace(figure_id=f"{measure}{value}", measure=measure, value=exact, **fields)


def results_of(checks: Any) -> list[tuple[str, str, float | None]]:
    """Return of each check its first subject's measure, its outcome and what was worked out, to two decimals."""
    return [
        (
            one.subjects[0].measure,
            one.outcome,
            None if one.worked_out is None else round(float(one.worked_out), 2),
        )
        for one in checks
    ]
