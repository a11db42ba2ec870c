"""Spending power for each person: rank and average in a class of councils, and what a council would gain as another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.problems import MethodProblem

MILLION: Final = 10**6

MOST_CHANGE: Final = Fraction(1, 10)
"""How much of its dwellings a council can gain or lose in a year; more is a sum that lacks a part."""

NO_TOTAL: Final = "Only council tax is known for the year, so there is no spending power and no rank"
NO_PEOPLE: Final = "No population is known for the council on its boundaries of that year"
OTHER_YEAR: Final = "The two figures are of different settlement years"
OTHER_PEOPLE: Final = "The two populations are of different years"
OTHER_MAKE_UP: Final = "The two figures are made up of different parts"

_SAME: Final = {"financial_year": OTHER_YEAR, "make_up": OTHER_MAKE_UP, "population_mid_year": OTHER_PEOPLE}


class Level(NamedTuple):
    """What a council would gain at the level of another: both in exact fractions, or the reason why it is refused."""

    difference: Fraction | None
    gain_m: Fraction | None
    reason: str


def spending_for_each(total_m: Decimal | None, people: int | None) -> Fraction | None:
    """Return spending power for each person in pounds, exactly; None where the total or the people are not known.

    >>> spending_for_each(Decimal("1.5"), 3000), spending_for_each(None, 3000)
    (Fraction(500, 1), None)
    """
    return None if total_m is None or not people else Fraction(total_m) * MILLION / people


def compare_in_class(councils: pd.DataFrame) -> pd.DataFrame:
    """Return spending power for each person with its rank in the class of the council, the lowest first.

        average of the class = Σ spending power ÷ Σ population
        gain = average x population - spending power

    Rows of one year and class are compared; rows without a total or a population are left out of the average and of
    the rank, as no figure is not zero. The plain sum of the gains of a class is exactly zero.

    Columns needed    financial_year, council_class; total_m (decimals of a million pounds, or None), population
                      (people, or None)
    Columns returned  those of councils; per_head and class_average (pounds, as fractions), gain_m (million pounds, as
                      fractions), rank (1 is the lowest), n (councils of the class with a figure), and reason; None
                      without a figure; the reason is blank with one
    Raises            MethodProblem: a total is not a decimal number
    Source            docs/methods/17_funding.md
    """
    rows = councils.to_dict("records")
    for row in rows:
        people = None if pd.isna(row["population"]) else int(row["population"])
        total = row["total_m"]
        if total is not None and not isinstance(total, Decimal):
            raise MethodProblem(f"a total must be a decimal number or None; got {total!r}")
        row["per_head"] = spending_for_each(total, people)
        row["reason"] = NO_TOTAL if total is None else NO_PEOPLE if people is None else ""
    groups: dict[tuple[Any, Any], list[dict[Any, Any]]] = {}
    for row in rows:
        groups.setdefault((row["financial_year"], row["council_class"]), []).append(row)
    for members in groups.values():
        _compare([row for row in members if row["per_head"] is not None])
    names = ("per_head", "class_average", "gain_m", "rank", "n", "reason")
    worked = {name: pd.Series([row.get(name) for row in rows], index=councils.index, dtype=object) for name in names}
    return councils.assign(**worked)


def _compare(members: list[dict[Any, Any]]) -> None:
    """Add to rows of one class and year what follows from all of them."""
    if not members:
        return
    average = weighted_average(members)
    levels = sorted(row["per_head"] for row in members)
    first = {level: len(levels) - number for number, level in enumerate(reversed(levels))}
    for row in members:
        row["class_average"] = average
        row["gain_m"] = average * int(row["population"]) / MILLION - Fraction(row["total_m"])
        row["rank"], row["n"] = first[row["per_head"]], len(levels)


def rank_by_dwelling(councils: pd.DataFrame) -> pd.DataFrame:
    """Return the rank of spending power for each dwelling in the class of the council, the lowest first.

    Columns needed    financial_year, council_class; per_dwelling (pounds, or missing)
    Columns returned  those of councils; dwelling_rank (1 is the lowest; equal ones share the lowest of theirs) and
                      dwelling_n (councils of the class with a figure), both missing without a figure
    Source            docs/methods/17_funding.md
    """
    amounts = councils["per_dwelling"].astype("float64")
    of_class = amounts.groupby([councils["financial_year"], councils["council_class"]])
    n = of_class.transform("count").where(amounts.notna())
    return councils.assign(dwelling_rank=of_class.rank(method="min").astype("Int64"), dwelling_n=n.astype("Int64"))


def whole_stocks(stocks: pd.DataFrame) -> pd.DataFrame:
    """Return the dwellings of councils without those that lack a part of the council.

    No council gains or loses more than a tenth of its dwellings in a year. Where two years that follow on one another
    differ by more, a part, such as a district, is missing from the smaller, and from all years on that side of the jump
    up to the next one.

    Columns needed    area_code, year (whole number), dwellings (above zero)
    Columns returned  those of stocks, in their order
    Source            docs/methods/17_funding.md
    """
    kept_rows: list[Any] = []
    for _, rows in stocks.sort_values(["area_code", "year"], kind="stable").groupby("area_code", sort=False):
        runs: list[list[tuple[Any, int, int]]] = []
        for row in zip(rows.index, rows["year"].astype("int64"), rows["dwellings"].astype("int64"), strict=True):
            if not runs or _has_jumped(runs[-1][-1], row):
                runs.append([])
            runs[-1].append(row)
        kept_rows += [row[0] for number, run in enumerate(runs) for row in run if not _lacks_a_part(runs, number)]
    return stocks.loc[stocks.index.isin(kept_rows)]


def _has_jumped(before: tuple[Any, int, int], after: tuple[Any, int, int]) -> bool:
    years = max(after[1] - before[1], 1)
    return abs(after[2] - before[2]) > MOST_CHANGE * years * before[2]


def _lacks_a_part(runs: list[list[tuple[Any, int, int]]], number: int) -> bool:
    """Say whether the run before or after begins with more dwellings than this one has where they meet."""
    own = runs[number]
    is_below_before = number > 0 and runs[number - 1][-1][2] > own[0][2]
    return is_below_before or (number + 1 < len(runs) and runs[number + 1][0][2] > own[-1][2])


def weighted_average(members: list[dict[Any, Any]]) -> Fraction:
    """Return Σ spending power ÷ Σ population of rows with both, in pounds; not the mean of the councils' figures.

    Raises  MethodProblem: there are no rows

    >>> weighted_average([{"total_m": Decimal(1), "population": 1000}, {"total_m": Decimal(1), "population": 3000}])
    Fraction(500, 1)
    """
    if not members:
        raise MethodProblem("an average needs at least one council with spending power and a population")
    people = sum(int(row["population"]) for row in members)
    return Fraction(sum((row["total_m"] for row in members), Decimal(0))) * MILLION / people


def gain_at_level(own: Mapping[Any, Any], other: Mapping[Any, Any]) -> Level:
    """Return what a council would gain if it were funded at the level of another.

        gain = (the other's for each person - its own for each person) x its own population

    It is refused, with the reason, where the settlement years, the years of the populations or the parts that spending
    power is made up of differ, or where one of the two has no figure.

    Keys needed  own, other: per_head (a fraction of pounds, or None), reason, financial_year, make_up,
                 population_mid_year; own: population
    Units        pounds for each person, million pounds
    Source       docs/methods/17_funding.md
    """
    for name, why in _SAME.items():
        if name != "population_mid_year" and own[name] != other[name]:
            return Level(None, None, why)
    for row in (own, other):
        if row["per_head"] is None:
            return Level(None, None, str(row["reason"]))
    if own["population_mid_year"] != other["population_mid_year"]:
        return Level(None, None, OTHER_PEOPLE)
    difference = Fraction(other["per_head"]) - Fraction(own["per_head"])
    return Level(difference, difference * int(own["population"]) / MILLION, "")
