"""Which indicators a row of a small file is about: named one by one, or by what the register says of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from helpers.register import Indicator
from helpers.visible import value_shown

REPORT: Final = "report"
"""The selector of every indicator."""

FIELDS: Final = ("dashboard", "indicator", "tag", "controlled_by", "survey", "measure_type")
"""What comes before the colon of every other selector."""


class Selector(NamedTuple):
    """One part of an `applies_to`: `report`, or a field of the register and what it has to be."""

    field: str
    name: str = ""

    def selects(self, indicator: Indicator) -> bool:
        """Say whether an indicator is meant."""
        if self.field == REPORT:
            return True
        if self.field == "tag":
            return self.name in indicator.tags
        value: str = getattr(indicator, "indicator_id" if self.field == "indicator" else self.field)
        return value == self.name


def selectors_of(text: str) -> tuple[Selector, ...]:
    """Return the parts of an `applies_to`, which are separated by semicolons.

    Raises  ValueError, saying what is wrong and what to write

    >>> selectors_of("dashboard:Housing;controlled_by:district")
    (Selector(field='dashboard', name='Housing'), Selector(field='controlled_by', name='district'))
    """
    selectors = []
    for part in text.split(";"):
        field, colon, name = part.partition(":")
        is_report = part == REPORT
        if not is_report and (not colon or field not in FIELDS or not name or name != name.strip()):
            raise ValueError(
                f"{value_shown(part)} selects nothing; write {REPORT}, or one of {', '.join(FIELDS)} with a colon and "
                "a name, as in dashboard:Housing"
            )
        selectors.append(Selector(REPORT) if is_report else Selector(field, name))
    if len(set(selectors)) < len(selectors):
        raise ValueError("it names the same twice; keep one")
    return tuple(selectors)


def selected_ids(selectors: Iterable[Selector], indicators: Iterable[Indicator]) -> tuple[str, ...]:
    """Return the ids of the indicators that any of the selectors means, in the order of the register."""
    wanted = tuple(selectors)
    return tuple(one.indicator_id for one in indicators if any(selector.selects(one) for selector in wanted))


def selectors_without_indicator(selectors: Iterable[Selector], indicators: Iterable[Indicator]) -> list[Selector]:
    """Return the selectors that mean no indicator of a register, which are misspelt or out of date."""
    register = tuple(indicators)
    return [one for one in selectors if not any(one.selects(indicator) for indicator in register)]
