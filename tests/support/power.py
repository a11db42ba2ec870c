"""How many slips in single figures the checks find, and how many sound figures they flag: python -m power.

A slip is planted in the newest figure of one council, in every indicator at once: each indicator is judged by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import copysign, isclose

import pandas as pd
from faults import COUNCIL, Figures, of_year, shipped

from helpers.areas import UPPER_TIER
from helpers.quality.checks import Check
from helpers.quality.prepare import PERIOD
from helpers.quality.run import counts_for

YEARS = ("2018", "2020", "2023", "2024", "2025")
OF_THE_NEWEST = ("C65", "C66", "C67")
OF_ALL = ("C45", "C47", "C48", "C64", "C69", "C70")


def exchanged(value: float, decimals: int) -> float:
    """Return a figure in which the first two neighbouring digits that differ change places.

    >>> exchanged(42.7, 1), exchanged(5.53, 2), exchanged(44.0, 0)
    (24.7, 5.35, 44.0)
    """
    digits = list(f"{abs(value):.{decimals}f}")
    positions = [position for position, digit in enumerate(digits) if digit.isdigit()]
    for first, second in pairwise(positions):
        if digits[first] != digits[second]:
            digits[first], digits[second] = digits[second], digits[first]
            break
    return copysign(float("".join(digits)), value)


Slip = Callable[[float, int], float]


def _times(factor: float) -> Slip:
    return lambda value, decimals: round(value * factor, decimals)


SLIPS: dict[str, Slip] = {
    "multiplied by 10": _times(10),
    "divided by 10": _times(0.1),
    "multiplied by 100": _times(100),
    "divided by 100": _times(0.01),
    "doubled": _times(2),
    "halved": _times(0.5),
    "set to 0": _times(0),
    "two digits exchanged": exchanged,
}
"""Slips of one figure, which is then rounded as the register says."""

WHOLE = {"halved": 0.5, "doubled": 2.0, "multiplied by 10": 10.0, "divided by 10": 0.1}
"""Factors by which the figures of every area are wrong in one period."""


@dataclass(frozen=True)
class Power:
    """What was found: of how many indicators."""

    slip: str
    caught: frozenset[str]
    tested: frozenset[str]


def newest(figures: Figures, council: str = COUNCIL) -> pd.DataFrame:
    """Return the council's newest figure of each indicator by the as-at date, with its place in the observations."""
    rows = figures.observations
    types = figures.indicators.set_index("indicator_id")
    last_day = rows["indicator_id"].map(types["period_type"]).map(figures.settings.parameters.as_at.by_period_type())
    codes = figures.areas.same_council(council)
    own = rows[rows["area_code"].isin(codes) & rows["value"].notna() & (rows["period_end"] <= last_day)]
    own = own.sort_values(["indicator_id", "period_end"], kind="stable").groupby("indicator_id").tail(1)
    return own.assign(decimals=own["indicator_id"].map(types["decimals"]).astype("int64"))


BOUNDS = ("ExpectColumnValuesToBeBetween", "ExpectColumnPairValuesAToBeGreaterThanB")


def outside(check: Check, frame: pd.DataFrame) -> pd.Series:
    """Say of each row of the prepared table whether it fails, where the check is one of bounds; a test holds it to run.

    This is many times as quick as Great Expectations, and enough for a slip in a number.
    """
    about = check.arguments
    if check.expectation == "ExpectColumnValuesToBeBetween":
        values = frame[about["column"]]
        low, high = about.get("min_value", float("-inf")), about.get("max_value", float("inf"))
        return (values < low) | (values > high) | (values.eq(low) if about.get("strict_min") else False)
    return frame[about["column_A"]] < frame[about["column_B"]]


def failures(figures: Figures) -> Counter[tuple[str, str]]:
    """Return how many rows fail, by check and indicator; leaves out what is for information and what is no bound."""
    tables = figures.tables()
    result: Counter[tuple[str, str]] = Counter()
    for check in figures.checks:
        frame = tables[check.table]
        if check.severity == "information" or "indicator_id" not in frame or check.table == "labels":
            continue
        if check.expectation in BOUNDS:
            wrong = outside(check, frame).fillna(False) & counts_for(check, frame)
            result.update((check.check_id, name) for name in frame.loc[wrong, "indicator_id"])
    return result


def slips_found(figures: Figures, before: Counter[tuple[str, str]], slips: Iterable[str] = tuple(SLIPS)) -> list[Power]:
    """Plant each slip in the newest figures, and return where a check fails for more rows than `before`, without it."""
    rows = newest(figures)
    result = []
    for slip in slips:
        wrong = pd.Series(
            [SLIPS[slip](value, decimals) for value, decimals in zip(rows["value"], rows["decimals"], strict=True)],
            rows.index,
        )
        other = [not isclose(a, b, abs_tol=1e-12) for a, b in zip(wrong, rows["value"], strict=True)]
        tested = frozenset(rows.loc[other, "indicator_id"])
        planted = figures.observations.copy()
        planted.loc[rows.index[other], "value"] = wrong[other]
        after = failures(replace(figures, observations=planted))
        result.append(Power(slip, frozenset(name for _, name in after - before) & tested, tested))
    return result


def periods_found(
    figures: Figures, before: Counter[tuple[str, str]], whole: Iterable[str] = tuple(WHOLE)
) -> list[Power]:
    """The same, where the figures and limits of every area are wrong in the period of the council's newest figure."""
    rows = newest(figures)
    of_newest = pd.MultiIndex.from_frame(figures.observations[PERIOD]).isin(pd.MultiIndex.from_frame(rows[PERIOD]))
    result = []
    for slip in whole:
        planted = figures.observations.copy()
        for name in ("value", "lower_95", "upper_95"):
            planted.loc[of_newest, name] *= WHOLE[slip]
        after = failures(replace(figures, observations=planted))
        tested = frozenset(rows.loc[rows["value"].ne(0), "indicator_id"])
        result.append(Power(slip, frozenset(name for _, name in after - before) & tested, tested))
    return result


def flagged(figures: Figures) -> tuple[dict[str, int], int, int]:
    """Return, of the figures as they are: rows that fail each check, and newest figures of any council flagged of all.

    The checks of the council's newest figure are applied to that of every council with a county's services.
    """
    tables = figures.tables()
    checks = [check for check in figures.checks if check.check_id in OF_ALL + OF_THE_NEWEST]
    rows = {check.check_id: int(outside(check, tables[check.table]).sum()) for check in checks}
    codes = {area.code for area in figures.areas if area.area_type in UPPER_TIER}
    own = tables["observations"]
    own = own[own["area_code"].isin(codes) & own["value"].notna()].sort_values("end", kind="stable")
    last = own.groupby(["indicator_id", "area_code"]).tail(1)
    wrong = pd.Series(False, index=last.index)
    for check in checks:
        if check.check_id in OF_THE_NEWEST:
            wrong |= outside(check, last)
    return rows, int(wrong.sum()), len(last)


def main() -> None:
    """Print the tables of slips and of sound figures that are flagged."""
    every = shipped()
    figures = of_year(every, "2023")
    print(f"{'slip in the newest figure':<40}found  of")
    before = failures(figures)
    for entry in slips_found(figures, before):
        print(f"{entry.slip:<40}{len(entry.caught):>5}{len(entry.tested):>5}")
    print(f"{'every area wrong in the newest period':<40}found  of")
    for entry in periods_found(figures, before):
        print(f"{entry.slip:<40}{len(entry.caught):>5}{len(entry.tested):>5}")
    print("sound figures flagged")
    for year in YEARS:
        rows, wrong, last = flagged(of_year(every, year))
        print(f"{year}: {rows}; newest figures of every council {wrong} of {last}, {wrong / last:.2%}")


if __name__ == "__main__":
    main()
