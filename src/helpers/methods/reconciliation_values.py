"""Printed figures as exact values, and what the rules that recalculate them say."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED

DIRECTION: Final = "direction_of_travel"
QUARTILE: Final = "quartile"
RAG: Final = "rag"
GRANT: Final = "reward_grant"
WORDS: Final = "words"
QUOTED: Final = "quoted"
"""Topics of printed figures on which rules depend."""

PLACEHOLDER: Final = "placeholder"
"""The kind of a printed figure that nobody filled in."""

CLASSES: Final = {
    DIRECTION: ("improved", "no_real_change", "worsened"),
    QUARTILE: ("first_quartile", "second_quartile", "third_quartile", "fourth_quartile"),
    RAG: ("green", "amber", "red"),
}
"""The classes of each topic that are counted, on which its percentages are worked out."""

REST: Final = {DIRECTION: "cannot_be_determined", RAG: "not_available"}
"""What each topic counts outside its classes."""

COUNTED: Final = "indicators"
"""The unit of figures that count indicators."""


class Figure(NamedTuple):
    """One printed figure: where it stands, what it is of, and its value exactly as printed.

    A figure without a theme and without a dashboard or reference is of the whole report, one without the latter is of a
    theme. `apart` marks what the report leaves out of its totals; `part_of` is the id of the figure it is a part of.
    """

    figure_id: str
    year: int
    data_year: str
    paragraph: str
    topic: str
    theme: str
    dashboard: str
    measure: str
    reference: str
    indicator: str
    value: Fraction | None
    decimals: int
    word: str
    unit: str
    qualifier: str
    kind: str
    apart: bool
    part_of: str

    @property
    def part(self) -> str:
        """What a theme is made of: the dashboard, or the reference of an indicator that has no dashboard."""
        return self.dashboard or self.reference

    @property
    def is_of_report(self) -> bool:
        """Whether the figure is of the whole report."""
        return not (self.theme or self.part or self.indicator)


class Check(NamedTuple):
    """What a rule says of printed figures.

    `subjects` are the figures that the rule judges, and `inputs` those that it calculates with. `derives` says whether
    the subjects are calculated, or only tested for what they cannot be.
    """

    rule: str
    year: int
    subjects: tuple[Figure, ...]
    inputs: tuple[Figure, ...]
    printed: Fraction | None
    worked_out: Fraction | None
    outcome: str
    explanation: str
    derives: bool = True


Rule = Callable[[Sequence[Figure]], Iterator[Check]]
"""A general statement on printed figures: it is given those of all reports."""


def figures_of(frame: pd.DataFrame) -> list[Figure]:
    """Return printed figures as exact values, in their order.

    Columns needed  figure_id, report_year, data_year, paragraph, topic, theme, dashboard, measure, reference,
                    indicator, value, decimals, word, unit, qualifier, kind, apart, part_of
    """
    names = {name: "report_year" if name == "year" else name for name in Figure._fields}
    columns = [frame[name].tolist() for name in names.values()]
    columns[Figure._fields.index("value")] = [exact(number) for number in frame["value"].tolist()]
    return list(map(Figure._make, zip(*columns, strict=True)))


def exact(number: Any) -> Fraction | None:
    """Return a number as it is written, not as a binary fraction; None for a missing one."""
    return None if number is None or math.isnan(number) else Fraction(repr(float(number)))


def grouped(figures: Iterable[Figure], *names: str) -> dict[tuple[Any, ...], dict[str, Figure]]:
    """Return figures by the values of some of their fields, and in these by measure; the first of two counts."""
    groups: dict[tuple[Any, ...], dict[str, Figure]] = {}
    for figure in figures:
        key = tuple(getattr(figure, name) for name in names)
        groups.setdefault(key, {}).setdefault(figure.measure, figure)
    return groups


def value_of(figure: Figure) -> Fraction:
    """Return the value of a figure that has one."""
    return figure.value or Fraction(0)


def total_of(figures: Iterable[Figure]) -> Fraction:
    """Return the sum of figures."""
    return sum(map(value_of, figures), Fraction(0))


def present(group: dict[str, Figure], names: Iterable[str]) -> list[Figure]:
    """Return the figures of a group that have a number, of some measures in their order."""
    return [group[name] for name in names if name in group and group[name].value is not None]


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Return a value rounded half up, away from zero, to some decimals; below zero decimals to tens or hundreds.

    >>> rounded(Fraction(5900, 171), 0), rounded(Fraction(-5, 2), 0), rounded(Fraction(128), -1)
    (Fraction(35, 1), Fraction(-3, 1), Fraction(130, 1))
    """
    scale = Fraction(10) ** decimals
    whole = (abs(value) * scale + Fraction(1, 2)).__floor__()
    return Fraction(whole if value >= 0 else -whole) / scale


def judged(figure: Figure, worked_out: Fraction) -> str:
    """Return whether a printed figure holds, given its value as calculated.

    It holds with rounding if the calculated value, rounded half up to the decimals that are printed, is the figure. One
    printed as about a number holds if it is that number to its last digit that is not zero; one printed as more than,
    at least, less than or up to a number if the calculated value is on that side.
    """
    printed = value_of(figure)
    if worked_out == printed:
        return HOLDS
    decimals = figure.decimals
    if figure.qualifier == "about" and not decimals and printed:
        decimals = -(len(str(int(abs(printed)))) - len(str(int(abs(printed))).rstrip("0")))
    by_side = {
        "more than": worked_out > printed,
        "at least": worked_out > printed,
        "less than": worked_out < printed,
        "up to": worked_out < printed,
    }
    agrees = by_side.get(figure.qualifier, rounded(worked_out, decimals) == printed)
    return HOLDS_ROUNDED if agrees else DOES_NOT_HOLD


def check_value(rule: str, figure: Figure, inputs: Sequence[Figure], worked_out: Fraction, explanation: str) -> Check:
    """Return what a rule says of one figure that it calculates."""
    outcome = judged(figure, worked_out)
    return Check(rule, figure.year, (figure,), tuple(inputs), figure.value, worked_out, outcome, explanation)


def not_derived(rule: str, figure: Figure, inputs: Sequence[Figure], explanation: str) -> Check:
    """Return that a rule cannot calculate a figure, and why."""
    return Check(rule, figure.year, (figure,), tuple(inputs), figure.value, None, NOT_DERIVED, explanation)


def written(value: Fraction | None, decimals: int | None = None) -> str:
    """Return a number for a sentence, with commas, and by itself with no more than two decimals.

    >>> written(Fraction(1270150)), written(Fraction(1750, 100), 1), written(Fraction(5900, 171))
    ('1,270,150', '17.5', '34.5')
    """
    if value is None:
        return "nothing"
    if decimals is None:
        text = f"{float(rounded(value, 2)):,.2f}".rstrip("0").rstrip(".")
        return text
    return f"{float(rounded(value, decimals)):,.{max(decimals, 0)}f}"


def pounds(value: Fraction) -> str:
    """Return an amount of money for a sentence, with pence where it has any.

    >>> pounds(Fraction(635075)), pounds(Fraction("444552.5"))
    ('£635,075', '£444,552.50')
    """
    return f"£{written(value, 0 if value.denominator == 1 else 2)}"


def sum_in_words(figures: Iterable[Figure]) -> str:
    """Return the sum of figures as a sentence: 76 + 36 + 59 = 171."""
    parts = list(figures)
    return f"{' + '.join(written(figure.value) for figure in parts)} = {written(total_of(parts))}."
