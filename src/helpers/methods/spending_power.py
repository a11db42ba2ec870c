"""Spending power for each person: rank and average in a class of councils, and what a council would gain as another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.problems import MethodProblem

MILLION: Final = 10**6

NO_TOTAL: Final = "Council tax alone is held for the year, so there is no spending power and no rank"
NO_PEOPLE: Final = "No population is held for the council on its boundaries of the year"
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
