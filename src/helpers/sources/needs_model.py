"""The file of the needs model: what each driver of need weighs, the share of costs that follows pay, and damping."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, NamedTuple

import pandas as pd
from pydantic import model_validator

from helpers.problems import InputProblem
from helpers.sources.checked_rows import CheckedRow, Line, Name, Number, read_checked_rows
from helpers.visible import value_shown

AS_GIVEN, WHAT_IF = "As given", "What if"
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)
DRIVERS: Final = ("poor_children", "older_people", "square_km", "people")
"""The drivers that the figures at hand can give."""


class NeedsRow(CheckedRow):
    """One row of `params/needs_model.csv`; `what_if` is the amount of the second calculation."""

    kind: Literal["driver", "pay_share", "damping"]
    name: Name
    title: Line
    amount: Number
    unit: Line
    what_if: Number
    basis: Line

    @model_validator(mode="after")
    def _fits(self) -> NeedsRow:
        if self.kind == "driver" and self.name not in DRIVERS:
            raise ValueError(f"name: write one of {', '.join(DRIVERS)}")
        for name in ("amount", "what_if"):
            amount = getattr(self, name)
            if amount is None or amount < 0 or (self.kind != "driver" and amount > 100):
                raise ValueError(f"{name}: write 0 or more, and for a share no more than 100")
        return self


class NeedsCase(NamedTuple):
    """One calculation: the weight of each driver (they add up to 1), the share of pay and the most lost (0 to 1)."""

    name: str
    weights: dict[str, float]
    pay_share: float
    most_lost: float


class NeedsModel(NamedTuple):
    """What the file says: both calculations, and its drivers with their weights, for a table."""

    cases: tuple[NeedsCase, ...]
    weights: pd.DataFrame


def read_needs_model(path: Path, to_try: str = "") -> NeedsModel:
    """Read the file of the needs model.

    `to_try` has amounts to try, such as "people=0 damping=10", with which the second calculation is made. What it does
    not name is then as in the first calculation. Without it, the second has the amounts of the column `what_if`.

    Columns returned  weights: needs_case, name, title, weight_percent, amount, unit, basis
    Raises            InputProblem, naming the row, the column, the value and what to write: a cell is not right, a
                      name is given twice, a driver, the share of pay or the damping is missing, no driver weighs, or
                      `to_try` is not right
    """
    rows = _with_tried([row for _, row in read_checked_rows(path, NeedsRow, ("name",))], to_try)
    for kind in ("pay_share", "damping"):
        if sum(row.kind == kind for row in rows) != 1:
            raise InputProblem(f"{path.name} must have one row of the kind {kind}; write one.")
    missing = [name for name in DRIVERS if name not in {row.name for row in rows if row.kind == "driver"}]
    if missing:
        raise InputProblem(f"{path.name} has no row for the driver {value_shown(missing[0])}; write one, or 0 for it.")
    cases, parts = [], []
    for case, column in ((AS_GIVEN, "amount"), (WHAT_IF, "what_if")):
        amounts = {row.name: getattr(row, column) for row in rows}
        total = sum((amounts[name] for name in DRIVERS), Decimal(0))
        if not total:
            raise InputProblem(f"{path.name}, column {column}: every driver is 0; write what one of them weighs.")
        weights = {name: float(amounts[name] / total) for name in DRIVERS}
        shares = {row.kind: float(amounts[row.name] / 100) for row in rows if row.kind != "driver"}
        cases.append(NeedsCase(case, weights, shares["pay_share"], shares["damping"]))
        parts += [
            {
                "needs_case": case,
                "name": row.name,
                "title": row.title,
                "weight_percent": 100 * weights[row.name] if row.kind == "driver" else None,
                "amount": float(amounts[row.name]),
                "unit": row.unit if case == AS_GIVEN or row.kind != "driver" or to_try else "parts",
                "basis": row.basis if case == AS_GIVEN else "An assumption, to try",
            }
            for row in rows
        ]
    return NeedsModel(tuple(cases), pd.DataFrame(parts))


def _with_tried(rows: list[NeedsRow], to_try: str) -> list[NeedsRow]:
    """Return the rows with amounts to try in `what_if`; unchanged if there is nothing to try."""
    if not to_try.strip():
        return rows
    amounts: dict[str, Decimal] = {}
    by_name = {row.name: row for row in rows}
    for word in to_try.split():
        name, equals, typed = word.partition("=")
        if not equals or name not in by_name:
            raise InputProblem(
                f"weights: {value_shown(word)} is not right; write <name>=<amount> with a name of "
                f"{', '.join(by_name)}, for example people=0."
            )
        if name in amounts:
            raise InputProblem(f"weights: {name} is given twice; give it once.")
        if not _AMOUNT.fullmatch(typed):
            raise InputProblem(f"weights: {value_shown(word)} is not right; write an amount of 0 or more, as 2.5.")
        amounts[name] = Decimal(typed)
        if by_name[name].kind != "driver" and amounts[name] > 100:
            raise InputProblem(f"weights: {value_shown(word)} is not right; a share is no more than 100.")
    return [row.model_copy(update={"what_if": amounts.get(row.name, row.amount)}) for row in rows]
