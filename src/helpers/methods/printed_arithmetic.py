"""Whether the change or share that a document prints follows from its figures, which are themselves rounded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pandas as pd

AGREES: Final = "agrees"
DOES_NOT_AGREE: Final = "does not agree"
WORKED_OUT: Final = "worked out"
CANNOT_BE_CHECKED: Final = "cannot be checked"
"""What recalculating gives: the printed per cent follows, it does not, there is none, or the figure is not exact."""

CHANGE: Final = "change_percent"
SHARE: Final = "share_percent"
PREVIOUS: Final = "previous"
DIFFERENCE: Final = "difference"
"""What is worked out: a change or a share in per cent, the figure before, or a difference."""


class Worked(NamedTuple):
    """What was worked out: its kind, its value, and the range that the rounding of the figures allows."""

    kind: str
    value: Fraction
    low: Fraction
    high: Fraction


def recheck_arithmetic(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from the figures of each row, and whether the printed per cent agrees with it.

    A figure may be half a unit of its last decimal more or less than it is printed, and so may the per cent. They agree
    where the two ranges meet. A change of 5% to 5,930 without the figure before gives that figure. What a qualifier
    makes inexact, as in 'more than 250,000', cannot be checked against a printed per cent.

    Columns needed    figure, figure_decimals, other_figure, other_decimals, other_is (previous, whole, target, local or
                      blank), printed_percent, percent_decimals, qualifier (blank where the figure is exact)
    Columns returned  those of the frame; worked_is (change_percent, share_percent, previous, difference or blank),
                      worked, worked_low, worked_high, agreement (agrees, does not agree, worked out, cannot be
                      checked, or blank where nothing follows)
    """
    rows = [_worked_row(row) for row in frame.to_dict("records")]
    columns = ["worked_is", "worked", "worked_low", "worked_high", "agreement"]
    numbers = dict.fromkeys(columns[1:4], "float64")
    types = {"worked_is": "str", "agreement": "str"} | numbers
    worked = pd.DataFrame(rows, columns=columns, index=frame.index).astype(types)
    return frame.assign(**{name: worked[name] for name in columns})


def _worked_row(row: Mapping[Any, Any]) -> tuple[str, float | None, float | None, float | None, str]:
    if pd.isna(row["figure"]) or not row["other_is"]:
        return "", None, None, None, ""
    worked = _worked(row)
    printed = _exact(row["printed_percent"])
    if printed is None or worked.kind == PREVIOUS:
        agreement = WORKED_OUT
    elif row["qualifier"]:
        agreement = CANNOT_BE_CHECKED
    else:
        half = _half_unit(row["percent_decimals"])
        agreement = AGREES if worked.low - half <= printed <= worked.high + half else DOES_NOT_AGREE
    return worked.kind, float(worked.value), float(worked.low), float(worked.high), agreement


def _worked(row: Mapping[Any, Any]) -> Worked:
    figure, half = _exact(row["figure"]) or Fraction(0), _half_unit(row["figure_decimals"])
    other = _exact(row["other_figure"])
    if other is None:
        percent, half_percent = _exact(row["printed_percent"]) or Fraction(0), _half_unit(row["percent_decimals"])
        ends = [
            (figure + sign * half) / (1 + (percent + side * half_percent) / 100) for sign in (-1, 1) for side in (-1, 1)
        ]
        return Worked(PREVIOUS, figure / (1 + percent / 100), min(ends), max(ends))
    half_other = _half_unit(row["other_decimals"])
    if row["other_is"] == "local":
        spread = half + half_other
        return Worked(DIFFERENCE, other - figure, other - figure - spread, other - figure + spread)
    ratios = [
        (figure + sign * half) / (other + side * half_other)
        for sign in (-1, 1)
        for side in (-1, 1)
        if other + side * half_other
    ]
    is_change = row["other_is"] == "previous"
    value, low, high = (100 * (ratio - is_change) for ratio in (figure / other, min(ratios), max(ratios)))
    return Worked(CHANGE if is_change else SHARE, value, low, high)


def _exact(number: Any) -> Fraction | None:
    """Return a number exactly as it is printed, not as a binary fraction."""
    return None if pd.isna(number) else Fraction(repr(float(number)))


def _half_unit(decimals: int) -> Fraction:
    return Fraction(1, 2 * 10 ** int(decimals))
