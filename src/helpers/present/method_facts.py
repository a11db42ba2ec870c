"""The numbers of the method as facts."""

from __future__ import annotations

from helpers.present.facts import Fact, Form
from helpers.results.method_numbers import NUMBERS
from helpers.schema.site import METHOD_NUMBERS


def method_fact(measure: str, form: Form = "number") -> Fact:
    """Return a number of the method, such as that of cases in which a range of ranks is meant to hold, as a fact.

    >>> method_fact("ranks_95", "per_100")
    95 in 100 (method_numbers/ranks_95/number)

    Raises  KeyError: there is no such number
    """
    return Fact(METHOD_NUMBERS.name, (measure,), "number", NUMBERS[measure][0], form)
